"""Withholdings in an archive: found while documents are read, weighed by people, redone when due."""

import shutil

import pytest

from declass.archive.audit import verify_rows
from declass.config import Settings
from declass.pipeline import looking
from declass.pipeline.progress import Unwatched
from declass.pipeline.redo import Redo, find_one, send_back
from declass.pipeline.steps import Step
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace


def shared_area(a, b):
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    areas = [(side[2] - side[0]) * (side[3] - side[1]) for side in (a, b)]
    return wide * high / (sum(areas) - wide * high)


def places(space, digest, page):
    """Boxes of a page as fractions, with their codes."""
    size = space.catalogue.pages.get(digest, page)
    for one in space.catalogue.withheld.pages(digest)[page].withholdings:
        if one.box is not None and one.kind not in ("marker", "whole_page"):
            on = one.box.fractions(size.width_pt, size.height_pt)
            yield (on.x0, on.y0, on.x1, on.y1), {code.value for code in one.codes or ()}


def test_every_page_read_was_looked_through_and_the_rows_are_sound(space):
    for digest in space.catalogue.accessions.digests():
        read = {page.index for page in space.catalogue.pages.of(digest)}
        assert set(space.catalogue.withheld.pages(digest)) == read
    assert list(verify_rows(space.catalogue.database)) == []


def test_drawn_boxes_with_a_code_beside_them_are_found_with_it(space, small_sample):
    """The generator's own truth, on its clean scans; how well, and on which kinds, is the bench's to say."""
    found = wanted = coded = right = 0
    for row in small_sample.truth("boxes"):
        names = space.catalogue.lookup.files(row["file"].rsplit("/", 1)[-1])
        if (
            row["kind"] != "white_outlined"
            or len(names) != 1
            or row["page"] not in space.catalogue.withheld.pages(names[0])
        ):
            continue
        wanted += 1
        truth = tuple(row[side] for side in ("x0", "y0", "x1", "y1"))
        near = [codes for box, codes in places(space, names[0], row["page"]) if shared_area(truth, box) > 0.5]
        found += bool(near)
        if near and row["codes"]:
            coded += 1
            right += any(set(row["codes"]) & codes for codes in near)
    assert wanted > 5
    assert found >= 0.5 * wanted
    assert right >= 0.7 * coded > 0


def test_a_withdrawal_sheet_is_a_whole_page(space):
    digest = find_one(space, "withdrawal-sheet.pdf")
    kinds = [
        one.kind for page in space.catalogue.withheld.pages(digest).values() for one in page.withholdings
    ]
    assert "whole_page" in kinds


@pytest.fixture
def copied(built, tmp_path):
    shutil.copytree(built, tmp_path / "archive")
    with Workspace(tmp_path / "archive", Settings(workers=1)) as opened:
        yield opened


def rows(space):
    return [(s.id, s.withholding) for s in space.catalogue.withheld.all()]


def test_a_newer_method_looks_again_and_finds_the_same_places_under_the_same_names(copied, monkeypatch):
    digest = find_one(copied, "withdrawal-sheet.pdf")
    before = rows(copied)
    with copied.writing():
        assert send_back(copied, Redo(files=["withdrawal-sheet.pdf"], steps=["withholdings"])) == 1
        Work(copied, Unwatched()).run()
    assert rows(copied) == before
    newer = Step("withholdings", "0-test")
    monkeypatch.setattr(looking, "WITHHOLDINGS", newer)
    run = copied.catalogue.runs.begin(newer.name, newer.version)
    assert digest in set(copied.catalogue.documents.due(run))


def test_a_corrected_text_is_looked_through_again(copied):
    digest = find_one(copied, "withdrawal-sheet.pdf")
    with copied.writing():
        copied.catalogue.write.correct(digest, 0, "The officer [name not declassified] was paid.", who="ana")
        Work(copied, Unwatched()).run()
    found = copied.catalogue.withheld.pages(digest)[0].withholdings
    assert "[name not declassified]" in {one.text for one in found}
