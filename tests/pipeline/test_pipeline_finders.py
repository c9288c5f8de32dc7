"""What page images say of differences: files as they lie, and what the archive knows of them."""

import pytest

from declass.archive.changes import Wanted
from declass.compare.composite import composite
from declass.config import Settings
from declass.jobs.base import Outcome
from declass.model.withholding import PageWithheld, Withholding
from declass.pipeline.arrive import arrive
from declass.pipeline.comparing import Comparing
from declass.pipeline.finders import StoredFinder
from declass.pipeline.progress import Unwatched
from declass.pipeline.release_page import page
from declass.pipeline.release_report import release_steps, summary
from declass.pipeline.releases import Releases
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from declass.sample import Noise, make_pair


class Here:
    """A runner that works in this process, for speed."""

    def run(self, job, units, beat):
        job.start()
        for unit in units:
            yield Outcome(unit, job.do(unit, beat))
        job.stop()


@pytest.fixture(scope="module")
def pair():
    return make_pair(0, Noise.at(0.0), pdf=True)


@pytest.fixture(scope="module")
def archive(pair, tmp_path_factory):
    """Both scans of one record in an archive, the older one's images not yet looked through."""
    folder = tmp_path_factory.mktemp("scans")
    name = "180-10003-10041.pdf"
    with Workspace(folder / "archive", Settings(workers=1), create=True) as space:
        with space.writing():
            for year, side in (("1999", pair.older), ("2024", pair.newer)):
                (folder / year).mkdir()
                (folder / year / name).write_bytes(side.pdf)
                arrive(space, [folder / year], "Scans", year, Unwatched())
            Work(space, Unwatched()).run()
        yield space


def compared(space):
    with space.writing():
        return Comparing(space, Unwatched(), Here()).run()


def looked_through(space, digest, views, *, told=True):
    """Write down that the pages' images were looked through, and their true boxes or none."""
    found = [
        PageWithheld(
            n,
            ("text", "image"),
            tuple(Withholding(n, "black", 0.98, box) for w in view.withheld for box in w.boxes if told),
            0.1 if told and view.withheld else 0.0,
            300_000.0,
        )
        for n, view in enumerate(views)
    ]
    with space.writing():
        run = space.catalogue.runs.begin("withholdings", "test", {"told": told})
        space.catalogue.write.withholdings(digest, run, found)


def revealed(space):
    return {
        s.change.newer.text: s.change
        for s in space.catalogue.changes.all(Wanted(kinds=["revealed"], least=0.5))
    }


def test_stored_withholdings_decide_and_are_noticed_when_they_come_later(archive, pair):
    assert compared(archive).compared == 1
    before = revealed(archive)
    older = next(s.older for s in archive.catalogue.changes.all())
    looked_through(archive, older, pair.older.views)
    assert compared(archive).compared == 1, "withholdings found since then"
    after = revealed(archive)
    assert len(after) >= len(before)
    certain = [c for c in after.values() if c.grade == "certain"]
    assert len(certain) >= 4
    assert all("The page image shows something withheld there." in c.evidence for c in certain)
    assert compared(archive).compared == 0
    looked_through(archive, older, pair.older.views, told=False)
    assert compared(archive).compared == 1
    assert all(c.grade != "certain" for c in revealed(archive).values())


def test_the_report_says_what_share_was_withheld_and_what_was_opened_in_full(archive, pair):
    one = next(archive.catalogue.changes.all())
    looked_through(archive, one.older, pair.older.views)
    looked_through(archive, one.newer, pair.newer.views, told=False)
    compared(archive)
    steps = release_steps(archive.catalogue)
    (after,) = summary(steps)
    assert after["opened_in_full"] == 1
    assert after["withheld_before"] > after["withheld_after"] == 0
    html = page(steps, lambda digest: "a.pdf")
    assert "Records opened in full: 1" in html
    assert "1999 → 2024, before" in html


def test_places_still_withheld_stay_visible_in_the_composite_where_only_the_image_shows_them(archive, pair):
    one = next(archive.catalogue.changes.all())
    looked_through(archive, one.newer, pair.older.views)
    (record,) = [r for r in archive.catalogue.records.all() if r.number == one.number]
    releases = Releases(archive.catalogue)
    newest = [text for text in releases.texts(releases.of(record)) if text.released == "2024"]
    made = composite(newest)
    assert made.gaps
    assert {gap.since for gap in made.gaps} == {"2024"}


def test_pages_nobody_looked_through_cannot_tell(archive):
    one = next(archive.catalogue.changes.all())
    assert StoredFinder(archive.catalogue, one.newer).withheld(99, 0, 0) is None
    with archive.writing():
        run = archive.catalogue.runs.begin("withholdings", "text only")
        archive.catalogue.write.withholdings(one.newer, run, [PageWithheld(0, ("text",))])
    assert StoredFinder(archive.catalogue, one.newer).withheld(0, 5, 5) is None
