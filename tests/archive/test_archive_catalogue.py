"""The contract every database behind the catalogue keeps."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from declass.archive.base import Backend
from declass.archive.catalogue import Catalogue
from declass.archive.inventories import Inventory
from declass.archive.judgements import release_subject
from declass.archive.sqlite import SqliteBackend
from declass.archive.tables import judgements, layers, search_pending
from declass.archive.values import (
    Arrival,
    DocumentResult,
    InventoryRow,
    PageResult,
    ReleaseProposal,
    Run,
)
from declass.errors import ArchiveError
from declass.model.anchor import Box, Digest
from declass.model.date import PartialDate
from declass.model.page import Note, PageText, Word
from declass.model.provenance import Judgement
from declass.model.reading import Division, MemberRefused
from declass.model.record import RecordNumber, Release


def sqlite(folder: Path) -> Backend:
    return SqliteBackend(folder / "catalogue.sqlite")


BACKENDS: dict[str, Callable[[Path], Backend]] = {"sqlite": sqlite}


@pytest.fixture(params=sorted(BACKENDS))
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    return BACKENDS[request.param](tmp_path)


@pytest.fixture
def catalogue(backend: Backend) -> Iterator[Catalogue]:
    with Catalogue(backend) as opened:
        yield opened


def digest_of(name: str) -> Digest:
    return Digest(hashlib.sha256(name.encode()).hexdigest())


def arrival(name: str, **facts) -> Arrival:
    return Arrival(digest_of(name), len(name), f"{name}.pdf", "pile", **facts)


def add(catalogue: Catalogue, *names: str, **facts) -> list[Digest]:
    batch = catalogue.accessions.begin_batch("pile")
    catalogue.accessions.record(batch, [arrival(name, **facts) for name in names])
    catalogue.accessions.finish_batch(batch, len(names))
    return [digest_of(name) for name in names]


def steps(catalogue: Catalogue, version: str = "1") -> list[Run]:
    return [catalogue.runs.begin(step, version) for step in ("read", "numbers", "dates")]


def layer(text: str, kind: str = "embedded", engine: str = "pdfium", version: str = "1") -> PageText:
    return PageText(text, kind, engine, version, language="en", confidence=0.9)  # type: ignore[arg-type]


def page(index: int, text: str = "R 111830Z SEP 73", **facts) -> PageResult:
    return PageResult(
        index, 612, 792, layers=(layer(text),), chosen=0, chosen_reason="only one", language="en", **facts
    )


def result(digest: Digest, *pages: PageResult, **facts) -> DocumentResult:
    facts = {"state": "read", "pages_expected": len(pages), "media_type": "application/pdf"} | facts
    return DocumentResult(digest, pages=pages, **facts)


FULL = {
    "metadata": {"Title": "Cable, año 1973"},
    "isolation": "rlimits",
    "language": "en",
    "divisions": (Division("vol/d1", "Telegram", "1973-09-11", ("Davis",), 0, 0, 0, 16, "NARA"),),
    "numbers": (
        RecordNumber("rif", "104-1", "1O4-1", "page", 0, 2, 6, 0.8),
        RecordNumber("name", "x", "x.pdf", "name"),
    ),
    "dates": ((0, PartialDate("1973-09-11T18:30Z", 2, 16, "111830Z SEP 73")),),
}


# ── arrivals ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_duplicate_is_a_further_accession_and_the_same_file_from_the_same_place_is_not(
    catalogue: Catalogue,
):
    batch = catalogue.accessions.begin_batch("pile", {"ocr": "auto"})
    first, copy = arrival("a"), replace(arrival("a"), name="copy of a.pdf")
    assert catalogue.accessions.record(batch, [first, copy, first]) == [True, True, False]
    again = catalogue.accessions.begin_batch("pile")
    later = replace(first, released="2018", collection="JFK")
    assert catalogue.accessions.record(again, [first, later]) == [False, True]
    assert [a.name for a in catalogue.accessions.of(digest_of("a"))] == ["a.pdf", "copy of a.pdf", "a.pdf"]
    assert catalogue.documents.counts() == {"pending": 1}


def test_names_that_no_encoding_explains_are_kept_apart(catalogue: Catalogue):
    batch = catalogue.accessions.begin_batch("pile")
    broken = [replace(arrival("a"), name=name) for name in ("caf\udce9.pdf", "caf\udcea.pdf", "nul\0.pdf")]
    assert catalogue.accessions.record(batch, broken) == [True, True, True]
    assert {a.name for a in catalogue.accessions.of(digest_of("a"))} == {"caf\ufffd.pdf", "nul\ufffd.pdf"}


def test_originals_come_in_ascending_order(catalogue: Catalogue):
    digests = add(catalogue, *(f"f{n}" for n in range(2500)))
    assert list(catalogue.accessions.digests()) == sorted(digests)


# ── the queue ───────────────────────────────────────────────────────────────────────────────────────────────


def test_documents_are_claimed_by_depth_then_digest_each_once(catalogue: Catalogue):
    outer = add(catalogue, "c", "a", "b")
    inner = add(catalogue, "m", depth=1, container=outer[0])
    claimed = [p.digest for _ in range(4) for p in catalogue.documents.claim(2)]
    assert claimed == [*sorted(outer), *inner]
    assert catalogue.documents.claim() == []


def test_a_claim_says_what_reading_needs(catalogue: Catalogue):
    add(catalogue, "a", media_type="text/plain")
    (pending,) = catalogue.documents.claim()
    assert (pending.name, pending.size, pending.media_type, pending.attempts) == ("a.pdf", 1, "text/plain", 1)


def test_what_a_killed_run_was_reading_is_pending_again_and_in_the_end_quarantined(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    for _ in range(3):
        assert len(catalogue.documents.claim()) == 1
        assert catalogue.documents.recover(max_attempts=3) == 1
    document = catalogue.documents.get(digest)
    assert document is not None
    assert (document.state, document.attempts) == ("quarantined", 3)
    assert "3 times" in document.reason
    assert catalogue.documents.retry() == 1
    assert catalogue.documents.counts() == {"pending": 1}


def test_an_unclaimed_document_is_pending_and_the_attempt_does_not_count(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    catalogue.documents.claim()
    catalogue.documents.unclaim([digest])
    assert [p.attempts for p in catalogue.documents.claim()] == [1]


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_written_of_a_document_comes_back(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    words = (Word(0, 1, Box(72, 72, 80.5, 90), 0.5),)
    scan = replace(layer("R ll1830Z", "ocr", "tesseract", "5.5"), words=words)
    notes = (Note(0, 3, "1", "Not printed.", "footnote"),)
    both = PageResult(
        0, 612, 792, 90, (layer("R 111830Z SEP 73"), scan), 0, "plausible", "en", notes, "thin text"
    )
    broken = PageResult(1, reason="The page is damaged", remedy="Open it by hand")
    catalogue.write_document(result(digest, both, broken, **FULL), steps(catalogue))

    document = catalogue.documents.get(digest)
    assert document is not None
    assert (document.state, document.pages_read, document.pages_failed, document.pages_expected) == (
        "read",
        1,
        1,
        2,
    )
    assert document.metadata == FULL["metadata"]
    assert tuple(catalogue.documents.divisions(digest)) == FULL["divisions"]
    assert tuple(catalogue.documents.numbers(digest)) == FULL["numbers"]
    assert tuple(catalogue.documents.dates(digest)) == FULL["dates"]
    assert catalogue.pages.notes(digest) == list(notes)
    first, second = catalogue.pages.of(digest, words=True)
    assert first.text == both.layers[0]
    assert (first.rotation, first.width_pt, first.chosen_reason, first.image_reason) == (
        90,
        612,
        "plausible",
        "thin text",
    )
    assert (second.state, second.reason, second.remedy, second.text) == (
        "failed",
        "The page is damaged",
        "Open it by hand",
        None,
    )
    assert {stored.text for stored in catalogue.pages.layers(digest, 0)} == set(both.layers)
    assert [stored.chosen for stored in catalogue.pages.layers(digest, 0) if stored.text.kind == "ocr"] == [
        False
    ]
    assert catalogue.search.pending() == [digest]
    assert catalogue.pages.get(digest, 9) is None
    assert catalogue.documents.get(digest_of("never added")) is None


def test_writing_the_same_again_changes_nothing_and_adds_no_layer(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    once = result(digest, page(0), page(1), **FULL)
    catalogue.write_document(once, steps(catalogue))
    before = list(catalogue.pages.of(digest)), catalogue.pages.layers(digest, 0)
    catalogue.write_document(once, steps(catalogue))
    assert (list(catalogue.pages.of(digest)), catalogue.pages.layers(digest, 0)) == before
    assert len(catalogue.documents.dates(digest)) == 1


def test_a_new_reading_replaces_derived_rows_and_keeps_older_layers(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    catalogue.write_document(result(digest, page(0, "old"), page(1, "gone"), **FULL), steps(catalogue))
    newer = PageResult(0, layers=(layer("new", "ocr", "tesseract", "6"),), chosen=0)
    catalogue.write_document(result(digest, newer), steps(catalogue, "2"))
    assert [stored.text and stored.text.text for stored in catalogue.pages.of(digest)] == ["new"]
    assert [stored.text.text for stored in catalogue.pages.layers(digest, 0)] == ["old", "new"]
    assert [stored.text.text for stored in catalogue.pages.layers(digest, 1)] == ["gone"]
    assert catalogue.documents.dates(digest) == []
    assert catalogue.documents.divisions(digest) == []


def test_a_text_once_read_survives_a_later_failure(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    catalogue.write_document(result(digest, page(0, "legible"), page(1, "too")), steps(catalogue))
    failed = result(
        digest, PageResult(0, reason="out of time"), state="failed", reason="out of time", pages_expected=None
    )
    catalogue.write_document(failed, steps(catalogue, "2"))
    first, second = catalogue.pages.of(digest)
    assert (first.state, first.text and first.text.text) == ("failed", "legible")
    assert (second.state, second.text and second.text.text) == ("read", "too")


def test_many_documents_in_one_transaction_are_all_there_or_none(catalogue: Catalogue):
    digests = add(catalogue, *(f"f{n}" for n in range(250)))
    runs = steps(catalogue)

    def fail() -> None:
        with catalogue.transaction():
            catalogue.write_documents([result(d, page(0)) for d in digests], runs)
            raise KeyError("stop")

    with pytest.raises(KeyError):
        fail()
    assert catalogue.documents.counts() == {"pending": 250}
    catalogue.write_documents([result(d, page(0)) for d in digests], runs)
    assert catalogue.documents.counts() == {"read": 250}


def test_one_failing_write_inside_a_transaction_undoes_only_itself(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    runs = steps(catalogue)
    with catalogue.transaction():
        catalogue.write_document(result(digest, page(0)), runs)
        with pytest.raises(ArchiveError, match="not in the catalogue"):
            catalogue.write_document(result(digest_of("never added"), page(0)), runs)
    assert catalogue.documents.counts() == {"read": 1}


def test_absurd_numbers_do_not_cost_the_document(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    odd = PageResult(
        0,
        float("nan"),
        float("inf"),
        layers=(replace(layer("x\0\ud800"), confidence=float("nan")),),
        chosen=0,
    )
    catalogue.write_document(
        result(digest, odd, pages_expected=10**30, metadata={"a": "\ud800\0"}), steps(catalogue)
    )
    (stored,) = catalogue.pages.of(digest)
    assert (stored.width_pt, stored.height_pt) == (0, 0)
    assert stored.text is not None
    assert (stored.text.text, stored.text.confidence) == ("x\ufffd\ufffd", None)


def test_refused_members_are_those_of_the_last_reading(catalogue: Catalogue):
    (digest,) = add(catalogue, "zip")
    first = result(
        digest, members_taken=1, members_refused=(MemberRefused("a", "too big"), MemberRefused("b", "bomb"))
    )
    catalogue.write_document(first, steps(catalogue))
    catalogue.write_document(replace(first, members_refused=first.members_refused[:1]), steps(catalogue))
    with catalogue.database.read() as connection:
        assert connection.exec_driver_sql("SELECT name, reason FROM refusals").all() == [("a", "too big")]


# ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_is_due_in_a_new_version_or_with_new_parameters_and_nowhere_else(catalogue: Catalogue):
    digests = add(catalogue, "a", "b")
    catalogue.write_documents([result(d, page(0)) for d in digests], steps(catalogue))
    same, newer = catalogue.runs.begin("dates", "1"), catalogue.runs.begin("dates", "2")
    other = catalogue.runs.begin("dates", "1", {"century": 1900})
    assert list(catalogue.documents.due(same)) == []
    assert list(catalogue.documents.due(newer)) == list(catalogue.documents.due(other)) == sorted(digests)
    mention = (0, PartialDate("1973-09", 2, 5, "SEP"))
    catalogue.write.dates(digests[0], newer, [mention])
    assert list(catalogue.documents.due(newer)) == [digests[1]]
    assert catalogue.documents.done(digests[0], newer)
    assert not catalogue.documents.done(digests[0], same)
    assert catalogue.documents.dates(digests[0]) == [mention]


def test_only_what_another_version_read_is_read_again(catalogue: Catalogue):
    digests = add(catalogue, "a", "b")
    old, new = steps(catalogue), steps(catalogue, "2")
    catalogue.write_document(result(digests[0], page(0)), old)
    catalogue.write_document(result(digests[1], page(0)), new)
    assert catalogue.documents.requeue(new[0]) == 1
    assert [p.digest for p in catalogue.documents.claim()] == [digests[0]]


def test_steps_not_written_with_a_new_reading_become_due(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    runs = steps(catalogue)
    catalogue.write_document(result(digest, page(0), **FULL), runs)
    catalogue.write_document(result(digest, page(0), **FULL), runs[:1])
    assert list(catalogue.documents.due(runs[2])) == [digest]
    catalogue.write.numbers(digest, runs[1], [])
    assert catalogue.documents.numbers(digest) == []
    assert list(catalogue.documents.due(runs[1])) == []


def test_some_pages_can_be_read_again_by_themselves(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    runs = steps(catalogue)
    catalogue.write_document(result(digest, page(0, "first"), page(1, "second")), runs)
    ocr = catalogue.runs.begin("ocr", "1", {"dpi": 300})
    scan = PageResult(
        1, layers=(layer("SECOND", "ocr", "tesseract"),), chosen=0, chosen_reason="reads better"
    )
    catalogue.write.pages(digest, [scan], ocr)
    assert [p.text and p.text.text for p in catalogue.pages.of(digest)] == ["first", "SECOND"]
    assert list(catalogue.documents.due(runs[2])) == [digest]
    assert catalogue.documents.done(digest, ocr)


def test_a_run_tells_how_its_rows_were_made(catalogue: Catalogue):
    run = catalogue.runs.begin("read", "3", {"dpi": 300, "ocr": "auto"}, "rlimits")
    catalogue.runs.finish(run)
    provenance = catalogue.runs.provenance(run.id)
    assert provenance is not None
    assert (provenance.step, provenance.version, provenance.parameters) == (
        "read",
        "3",
        '{"dpi":300,"ocr":"auto"}',
    )
    assert provenance.started.tzinfo is not None
    assert (
        catalogue.runs.begin("read", "3", {"ocr": "auto", "dpi": 300}).parameters_digest
        == run.parameters_digest
    )
    assert catalogue.runs.provenance(99) is None


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_persons_text_is_chosen_at_once_and_survives_every_later_reading(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    runs = steps(catalogue)
    catalogue.write_document(result(digest, page(0, "MAKE THE EC0NOMY"), **FULL), runs)
    catalogue.search.done([digest])
    typed = catalogue.write.correct(
        digest, 0, "MAKE THE ECONOMY\r\nSCREAM", who="Ana", why="read from the image"
    )
    assert list(catalogue.documents.due(runs[2])) == [digest]
    assert catalogue.search.pending() == [digest]
    for again in (page(0, "OCR OF 2030"), PageResult(0, reason="damaged"), None):
        pages = () if again is None else (again,)
        catalogue.write_document(result(digest, *pages, pages_expected=1), runs)
        stored = catalogue.pages.get(digest, 0)
        assert stored is not None
        assert stored.text is not None
        assert (stored.layer_id, stored.text.text, stored.state) == (
            typed,
            "MAKE THE ECONOMY\nSCREAM",
            "read",
        )
        assert "Ana" in stored.chosen_reason
        assert list(catalogue.documents.due(runs[2])) == [digest]  # those dates were read from another text
    human = [stored for stored in catalogue.pages.layers(digest, 0) if stored.text.kind == "human"]
    assert [(h.author, h.why, h.chosen) for h in human] == [("Ana", "read from the image", True)]


def test_a_person_may_go_back_to_an_earlier_correction(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    catalogue.write_document(result(digest, page(0)), steps(catalogue))
    first = catalogue.write.correct(digest, 0, "one", who="Ana")
    second = catalogue.write.correct(digest, 0, "two", who="Ana")
    assert catalogue.write.correct(digest, 0, "one", who="Ana") == first != second
    stored = catalogue.pages.get(digest, 0)
    assert stored is not None
    assert stored.layer_id == first


def test_a_page_that_failed_is_read_once_a_person_types_it(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    catalogue.write_document(result(digest, PageResult(0, reason="too dark")), steps(catalogue))
    catalogue.write.correct(digest, 0, "legible to me", who="Ana")
    stored = catalogue.pages.get(digest, 0)
    assert stored is not None
    assert (stored.state, stored.reason) == ("read", "")
    with pytest.raises(ArchiveError, match="no page 2"):
        catalogue.write.correct(digest, 1, "x", who="Ana")


def test_judgements_and_layers_are_never_changed_or_deleted(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    catalogue.write_document(result(digest, page(0)), steps(catalogue))
    catalogue.judgements.append(Judgement("s", "yes", "Ana", datetime.now(UTC)))
    for statement in (
        update(judgements).values(verdict="no"),
        delete(judgements),
        update(layers).values(text="rewritten"),
        delete(layers),
    ):
        with (
            pytest.raises(ArchiveError, match="never changed or deleted"),
            catalogue.database.write() as connection,
        ):
            connection.execute(statement)
    assert catalogue.judgements.standing("s").verdict == "yes"


def test_the_latest_word_of_each_person_stands_and_disagreement_is_unsure(catalogue: Catalogue):
    def say(verdict, who):
        catalogue.judgements.append(Judgement("s", verdict, who, datetime(2026, 1, 1, tzinfo=UTC), "because"))
        return catalogue.judgements.standing("s").verdict

    assert catalogue.judgements.standing("s").verdict is None
    assert say("yes", "Ana") == "yes"
    assert say("no", "Ana") == "no"
    assert say("yes", "Luis") == "unsure"
    assert say(None, "Ana") == "yes"
    assert say(None, "Luis") is None
    assert len(catalogue.judgements.history("s")) == 5
    assert catalogue.judgements.history("s")[0].when == datetime(2026, 1, 1, tzinfo=UTC)


# ── records ─────────────────────────────────────────────────────────────────────────────────────────────────


def proposal(digest: Digest, number: str = "104-1", probability: float = 0.9, **facts) -> ReleaseProposal:
    release = Release(digest, None, None, facts.pop("released", "2018"), "JFK")
    reading = RecordNumber("rif", number, number, "page")
    return ReleaseProposal(reading, release, probability, ("the number stands on page 1",), **facts)


def test_records_are_described_alike_whatever_order_their_releases_come_in(catalogue: Catalogue):
    a, b, c = add(catalogue, "a", "b", "c")
    run = catalogue.runs.begin("records", "1")
    said = {
        a: proposal(
            a,
            probability=0.5,
            title="OCR TITEL",
            date="1973",
            date_reason="dateline",
            first_day=1,
            last_day=9,
        ),
        b: proposal(b, probability=0.99, title="Cable", released="2022"),
        c: proposal(c, probability=0.9, title="Other", agency="CIA", type="cable"),
    }
    seen = set()
    for order in ([a, b, c], [c, b, a], [b, a, c]):
        catalogue.records.propose({d: [] for d in order}, run)
        assert catalogue.records.count() == 0
        for digest in order:
            catalogue.records.propose({digest: [said[digest]]}, run)
        (record,) = catalogue.records.all()
        seen.add(
            (record.title, record.date, record.date_reason, record.first_day, record.agency, record.type)
        )
    assert seen == {("Cable", "1973", "dateline", 1, "CIA", "cable")}
    assert [r.proposal for r in catalogue.records.releases(record.id)] == [
        *sorted((said[a], said[c]), key=lambda p: p.release.digest),
        said[b],
    ]


def test_new_proposals_replace_a_machines_and_never_a_persons(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    run = catalogue.runs.begin("records", "1")
    catalogue.records.propose({digest: [proposal(digest), proposal(digest, "104-2")]}, run)
    catalogue.records.assign(proposal(digest, "104-9", 1.0))
    catalogue.records.assign(proposal(digest, "104-9", 1.0))
    catalogue.records.propose({digest: [proposal(digest, "104-3")]}, run)
    assert [(r.proposal.number.value, r.made_by) for r in catalogue.records.of(digest)] == [
        ("104-3", "machine"),
        ("104-9", "person"),
    ]
    assert catalogue.records.get("rif", "104-1") is None
    assert [record.scheme for record in catalogue.records.find("104-3")] == ["rif"]
    assert catalogue.documents.done(digest, run)


def test_a_judgement_shows_on_its_release_and_outlives_new_proposals(catalogue: Catalogue):
    (digest,) = add(catalogue, "a")
    run = catalogue.runs.begin("records", "1")
    subject = release_subject("104-1", digest)
    catalogue.judgements.append(Judgement(subject, "no", "Ana", datetime.now(UTC), "another record"))
    for _ in range(2):
        catalogue.records.propose({digest: [proposal(digest)]}, run)
        assert [r.verdict for r in catalogue.records.of(digest)] == ["no"]


def test_a_release_is_proposed_only_for_its_own_original(catalogue: Catalogue):
    a, b = add(catalogue, "a", "b")
    with pytest.raises(ArchiveError, match="another original"):
        catalogue.records.propose({a: [proposal(b)]}, catalogue.runs.begin("records", "1"))


# ── inventories ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_inventory_imported_again_adds_nothing_and_a_newer_one_changes_only_what_changed(
    catalogue: Catalogue,
):
    listed = Inventory(0, "NARA 2018", digest_of("list"), "JFK", "2018")
    rows = [
        InventoryRow(1, "104-1", "CIA", "1963-11-22", "CABLE", 3, file="a.pdf", extra={"Box": "7"}),
        InventoryRow(2, "104-1", file="b.pdf"),
        InventoryRow(3, "104-1", file="b.pdf", title="listed twice"),
        InventoryRow(4, None, title="no number"),
    ]
    load = catalogue.inventories.load
    first = load(listed, rows)
    assert (first.added, first.changed, first.unchanged, first.withdrawn) == (4, 0, 0, 0)
    assert load(listed, rows).unchanged == 4
    newer = load(listed, [replace(rows[0], pages=4), rows[1], InventoryRow(5, "104-5")])
    assert (newer.added, newer.changed, newer.unchanged, newer.withdrawn) == (1, 1, 1, 2)
    (known,) = catalogue.inventories.all()
    assert (known.name, known.collection, known.released) == ("NARA 2018", "JFK", "2018")
    assert [row.pages for row in catalogue.inventories.rows(known.id)] == [4, None, None]
    assert [row.line for row in catalogue.inventories.rows(known.id, listed=False)] == [3, 4]
    assert [row.file for _, row in catalogue.inventories.by_number("104-1")] == ["a.pdf", "b.pdf"]
    assert [row.extra for _, row in catalogue.inventories.by_number("104-1")] == [{"Box": "7"}, {}]


# ── search ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_documents_wait_for_the_index_until_it_says_so(catalogue: Catalogue):
    digests = add(catalogue, "a", "b")
    catalogue.write_documents([result(d, page(0)) for d in digests], steps(catalogue))
    assert catalogue.search.pending(1) == sorted(digests)[:1]
    catalogue.search.done(digests)
    assert catalogue.search.count() == 0
    catalogue.search.add(digests[:1], "renamed")
    assert catalogue.search.pending() == digests[:1]
    assert catalogue.search.add_all("rebuild") == 2


# ── sharing and dying ───────────────────────────────────────────────────────────────────────────────────────


def test_two_catalogues_open_at_once_see_each_others_commits(catalogue: Catalogue, backend: Backend):
    with Catalogue(backend) as other:
        add(catalogue, "a")
        add(other, "b")
        assert catalogue.documents.counts() == other.documents.counts() == {"pending": 2}


_WRITER = """
import sys
from pathlib import Path
from declass.archive.catalogue import Catalogue
from declass.archive.values import Arrival, DocumentResult, PageResult
from declass.model.page import PageText
catalogue = Catalogue(Path(sys.argv[1]))
runs = [catalogue.runs.begin(step, "1") for step in ("read", "numbers", "dates")]
print("begun", flush=True)
while claimed := catalogue.documents.claim(20):
    page = PageResult(0, layers=(PageText("text " * 500, "ocr", "e", "1"),), chosen=0)
    catalogue.write_documents([DocumentResult(p.digest, "read", pages=(page,)) for p in claimed], runs)
    print("written", flush=True)
"""


def test_a_killed_writer_leaves_whole_documents_and_the_next_run_finishes(tmp_path: Path):
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path) as catalogue:
        add(catalogue, *(f"f{n}" for n in range(400)))
    for commits in (1, 3):
        command = [sys.executable, "-c", _WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(1 + commits):
                writer.stdout.readline()
            os.kill(writer.pid, signal.SIGKILL)
    with Catalogue(path) as catalogue:
        with catalogue.database.read() as connection:
            assert catalogue.database.backend.faults(connection) == []
            marked = connection.scalar(select(func.count()).select_from(search_pending))
        assert marked == catalogue.documents.counts()["read"] >= 80
        assert catalogue.documents.recover() <= 40
        runs = steps(catalogue)
        while claimed := catalogue.documents.claim(100):
            catalogue.write_documents([result(p.digest, page(0)) for p in claimed], runs)
        assert catalogue.documents.counts() == {"read": 400}


def test_a_view_is_of_one_moment_and_the_latest_can_still_be_asked_for(
    catalogue: Catalogue, backend: Backend
):
    def count() -> int:
        return catalogue.accessions.count()

    def arrive(name: str, into: Catalogue) -> None:
        batch = into.accessions.begin_batch("here")
        into.accessions.record(batch, [Arrival(digest_of(name), 1, f"{name}.txt", "here")])

    with Catalogue(backend) as other, catalogue.database.view():
        assert count() == 0
        arrive("another's", other)
        assert count() == 0
        with catalogue.database.latest():
            assert count() == 1
        arrive("our own", catalogue)
        assert count() == 0
        with catalogue.database.view():
            assert count() == 0
        with catalogue.database.write():
            assert count() == 2
    assert count() == 2


def test_a_view_that_fails_leaves_the_next_reading_free(catalogue: Catalogue):
    def fail() -> None:
        with catalogue.database.view():
            raise ZeroDivisionError(catalogue.accessions.count())

    with pytest.raises(ZeroDivisionError, match="0"):
        fail()
    batch = catalogue.accessions.begin_batch("here")
    catalogue.accessions.record(batch, [Arrival(digest_of("one"), 1, "one.txt", "here")])
    assert catalogue.accessions.count() == 1
