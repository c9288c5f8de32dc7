"""The whole archive compared: what a newer release reveals is found once, redone only where it must be."""

import shutil
from datetime import UTC, datetime

import pytest

from declass.archive.audit import verify_rows
from declass.archive.changes import Match, Wanted, match_subject
from declass.compare.composite import composite
from declass.config import Settings
from declass.jobs.base import Outcome
from declass.model.provenance import Judgement
from declass.pipeline.arrive import arrive
from declass.pipeline.comparing import Comparing, steps
from declass.pipeline.progress import Unwatched
from declass.pipeline.release_page import bars, page
from declass.pipeline.release_report import by_release, release_steps, summary
from declass.pipeline.releases import Part, Releases
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace

STORY = """MEMORANDUM FOR THE RECORD            180-99003-10041
SUBJECT: Grain shipments of the second week of September

1. The station chief met the source on the quay at noon and asked about the strike of the pilots. {name} said
that the committee had voted nine to four to go on, and that the shipyard would follow before the month's end.

2. He was given two hundred dollars and told to report again through the usual address. The ambassador was
not informed of the meeting. {place} will be asked to trace the lighthouse keeper, who saw the launch.

3. The ministry of agriculture had ordered forty thousand tons of wheat from the northern ports, of which
less than half had been unloaded when the pilots walked out. Insurance rates rose on the same day by a third.
"""
OTHER = """TRAVEL VOUCHER
The undersigned left the capital by the evening train, stayed three nights in the pension behind the market
hall, and returned by way of the mountain road because the river bridge was closed. Meals were at his own
expense. Receipts for the hotel, the train and a hired mule are enclosed. {name} approved it.
"""
COVER = """ROUTING AND RECORD SHEET
The attached papers of the harbour master were microfilmed in the spring. The originals were sent to the vault
in two boxes, of which the second holds photographs of the breakwater and the customs shed. Return them.
"""
OPEN = STORY.format(name="Ernesto Villalobos", place="Montevideo")
CLOSED = STORY.format(name="[-D. /-]", place="[ |  ]")


class Here:
    """A runner that works in this process, for speed."""

    def run(self, job, units, beat):
        job.start()
        for unit in units:
            yield Outcome(unit, job.do(unit, beat))
        job.stop()


def add(space, folder, released, **texts):
    here = folder / released
    here.mkdir(exist_ok=True)
    for name, text in texts.items():
        (here / f"{name.replace('_', '-')}.txt").write_text(text, encoding="utf-8")
    arrive(space, [here], "Coast", released, Unwatched())


def compare(space):
    with space.writing():
        return Comparing(space, Unwatched(), Here()).run()


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("harbour")
    with Workspace(folder / "archive", Settings(workers=1), create=True) as space, space.writing():
        add(space, folder, "2012", **{"180_99003_10041": CLOSED, "voucher": OTHER.format(name="Ruiz")})
        add(space, folder, "2024", **{"180_99003_10041": OPEN})
        Work(space, Unwatched()).run()
    return folder / "archive"


@pytest.fixture
def harbour(original, tmp_path):
    """An archive with one numbered record in two releases and one file without a number."""
    shutil.copytree(original, tmp_path / "archive")
    with Workspace(tmp_path / "archive", Settings(workers=1)) as space:
        yield space, tmp_path


def test_a_disclosure_is_found_cited_and_stays_one_when_run_again(harbour):
    space, _ = harbour
    first = compare(space)
    assert (first.matched, first.records, first.compared, first.failed) == (True, 1, 1, 0)
    told = list(space.catalogue.changes.all(Wanted(kinds=["revealed"])))
    assert any("Villalobos" in stored.change.newer.text for stored in told)
    for stored in told:
        newer = space.catalogue.pages.get(stored.newer, stored.change.newer.page).text.text
        assert newer[stored.change.newer.start : stored.change.newer.end] == stored.change.newer.text
        assert (stored.older_released, stored.newer_released) == ("2012", "2024")
    again = compare(space)
    assert (again.matched, again.compared, again.records) == (False, 0, 1)
    assert {s.id for s in space.catalogue.changes.all(Wanted(kinds=["revealed"]))} == {s.id for s in told}
    assert list(verify_rows(space.catalogue.database)) == []


def test_a_new_release_redoes_only_its_own_record(harbour):
    space, folder = harbour
    compare(space)
    with space.writing():
        add(space, folder, "2018", **{"180_99003_10041": CLOSED.replace("noon", "dusk")})
        Work(space, Unwatched()).run()
    result = compare(space)
    assert (result.matched, result.compared) == (True, 1)
    pairs = {(s.older_released, s.newer_released) for s in space.catalogue.changes.all()}
    assert pairs <= {("2012", "2018"), ("2018", "2024")}
    assert ("2018", "2024") in pairs


def test_a_file_without_a_number_joins_by_its_text_and_only_if_nobody_says_no(harbour):
    space, folder = harbour
    with space.writing():
        add(space, folder, "2020", scan_a=OTHER.format(name="[        ]"))
        Work(space, Unwatched()).run()
    assert compare(space).records == 2
    catalogue = space.catalogue
    (voucher,), (scan,) = catalogue.lookup.files("voucher.txt"), catalogue.lookup.files("scan-a.txt")
    said = Judgement(match_subject(voucher, scan), "no", "ada", datetime.now(UTC))
    catalogue.judgements.append(said)
    assert compare(space).records == 1
    assert {s.number for s in catalogue.changes.all()} == {"180-99003-10041"}


def test_releases_are_texts_of_their_own_pages_only(harbour):
    space, _ = harbour
    (record,) = space.catalogue.records.find("180-99003-10041")
    releases = Releases(space.catalogue)
    parts = releases.of(record)
    assert [part.label for part in parts] == ["2012", "2024"]
    assert [page.split() for page in releases.pages(parts[1])] == [OPEN.split()]


def test_a_part_keeps_the_places_of_its_file():
    part = Part("d" * 64, "2012", "2012", "bundle.txt", (1, 4), (2, 3))
    assert part.of(["first", "of it is mine", "all of it", "last"]) == ["", "    t is mine", "all"]


def matched(*pairs):
    """Sure matches of documents, by document."""
    by_document = {}
    for pair in pairs:
        match = Match(*sorted(pair), 0.5, 0.5, 0.95, ())
        for digest in pair:
            by_document.setdefault(digest, []).append(match)
    return by_document


def test_of_a_bundle_that_joins_by_its_text_only_the_pages_of_the_record_are_its_release(harbour):
    space, folder = harbour
    story = OPEN.split(maxsplit=5)[5].replace("the wheat", "the grain")
    cut = story.index("2. He was")
    with space.writing():
        pages = [OTHER.format(name="Ruiz"), story[:cut], story[cut:], COVER]
        add(space, folder, "2021", bundle="\f".join(pages))
        Work(space, Unwatched()).run()
    (record,) = space.catalogue.records.find("180-99003-10041")
    own = [part.digest for part in Releases(space.catalogue).of(record)]
    (bundle,), (voucher,) = (space.catalogue.lookup.files(f"{name}.txt") for name in ("bundle", "voucher"))
    alone = Releases(space.catalogue, matched((own[0], bundle)))
    assert [(p.first, p.last) for p in alone.of(record) if p.matched] == [(None, None)]
    releases = Releases(space.catalogue, matched((own[0], bundle), (bundle, voucher)))
    (part,) = [part for part in releases.of(record) if part.matched]
    assert (part.label, part.name, part.first, part.last) == ("2021", "bundle.txt", (1, 0), (2, None))
    assert [bool(page.strip()) for page in releases.pages(part)] == [False, True, True]
    assert "voucher" not in composite(releases.texts(releases.of(record))).text.casefold()


def test_pages_that_only_the_newer_file_holds_are_its_disclosure(harbour):
    space, folder = harbour
    story = OPEN.split(maxsplit=5)[5]
    with space.writing():
        add(space, folder, "2021", scan_b=story + "\f" + COVER)
        Work(space, Unwatched()).run()
    compare(space)
    (record,) = space.catalogue.records.find("180-99003-10041")
    (part,) = [part for part in Releases(space.catalogue).of(record) if part.matched]
    assert (part.first, part.last) == (None, None)


def test_copies_of_one_release_are_not_steps():
    parts = [
        Part(d * 64, d, date, d) for d, date in (("a", "2012"), ("b", "2012"), ("c", "2020"), ("e", None))
    ]
    assert [(a.digest[0], b.digest[0]) for a, b in steps(parts)] == [("a", "c")]


def test_the_report_counts_what_each_release_did(harbour):
    space, _ = harbour
    compare(space)
    found = release_steps(space.catalogue)
    (row,) = summary(found)
    assert (row["collection"], row["older"], row["newer"], row["opening"]) == ("Coast", "2012", "2024", 1)
    assert row["revealed"] >= 1
    assert "Villalobos" in " ".join(row["names"])
    assert by_release(found) == [("2024", row["revealed"], row["newly_hidden"])]
    html = page(found, lambda digest: "<b>.txt")
    assert "&lt;b&gt;.txt p. 1" in html
    assert "<script" not in html
    assert html.count('class="bars"') >= 2


def test_labels_in_plots_are_escaped():
    assert "&lt;script&gt;" in bars([("<script>", 3)], "red")
    assert bars([], "red") == "<p>None.</p>"
