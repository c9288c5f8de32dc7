"""What documents keep back, summed by the database as it is summed place by place."""

import hashlib
import random
from dataclasses import astuple
from datetime import UTC, datetime
from itertools import islice

import pytest

from declass.archive.catalogue import Catalogue
from declass.archive.values import Arrival, DocumentResult, PageResult
from declass.archive.withheld import withholding_subject
from declass.model.anchor import Box, Digest
from declass.model.page import PageText
from declass.model.provenance import Judgement
from declass.model.withholding import ExemptionCode, PageWithheld, Withholding

CODES = ("3.5(c)", "(b)(1)", "(b)(3)")
NAMES = ("cable.pdf", "memo.pdf", "report.pdf")
DIGESTS = [Digest(hashlib.sha256(name.encode()).hexdigest()) for name in NAMES]


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:
        batch = opened.accessions.begin_batch("here")
        arrivals = [
            Arrival(d, 9, n, "here", None, "Papers", None) for d, n in zip(DIGESTS, NAMES, strict=True)
        ]
        opened.accessions.record(batch, arrivals)
        opened.accessions.finish_batch(batch, len(arrivals))
        for digest in DIGESTS:
            pages = tuple(
                PageResult(n, 612, 792, 0, (PageText("Text.", "embedded", "pdfium", "1"),), 0)
                for n in range(4)
            )
            result = DocumentResult(digest, "read", media_type="application/pdf", pages=pages)
            opened.write_document(result, [opened.runs.begin("read", "1")])
        yield opened


def some(chance, page):
    """Up to five places of a page, some of them unlikely, without lines, without area, with two codes."""
    for n in range(chance.randrange(6)):
        lines = chance.choice([(None, None), (1.0, 2.0), (3.0, 3.5)])
        codes = tuple(
            ExemptionCode(value, "cia", value, "margin", 0.9)
            for value in chance.sample(CODES, chance.randrange(3))
        )
        yield Withholding(
            page,
            chance.choice(["black", "blank", "whole_page"]),
            chance.choice([0.3, 0.8]),
            Box(72, 100 + 20 * n, 300, 114 + 20 * n),
            codes=codes,
            lines_min=lines[0],
            lines_max=lines[1],
            area_share=chance.choice([None, 0.2, 0.7]),
            evidence=chance.choice([(), ("A sheet.", "It stands for 7 pages"), ("It stands for one page",)]),
        )


def write(catalogue, chance):
    for digest in DIGESTS:
        pages = [
            PageWithheld(
                n,
                chance.choice([("text",), ("text", "image"), ()]),
                tuple(some(chance, n)),
                *chance.choice([(None, None), (0.25, 3e5), (0.0, 2e5)]),
            )
            for n in range(chance.randrange(5))
        ]
        catalogue.write.withholdings(digest, catalogue.runs.begin("withholdings", "1"), pages)


def judge(catalogue, identifier, verdict):
    said = Judgement(withholding_subject(identifier), verdict, "ana", datetime.now(UTC))
    catalogue.judgements.append(said)


def by_document(catalogue):
    return {digest: astuple(sums) for digest, sums in catalogue.withheld_sums.by_document()}


def by_code(catalogue):
    return {(digest, code): astuple(sums) for digest, code, sums in catalogue.withheld_sums.by_code()}


@pytest.mark.parametrize("seed", range(6))
def test_sums_are_the_same_whether_the_database_or_people_s_word_makes_them(catalogue, seed):
    write(catalogue, random.Random(seed))
    summed = by_document(catalogue), by_code(catalogue)
    for stored in list(catalogue.withheld.all()):
        judge(catalogue, stored.id, "yes" if stored.counts else "no")  # so each is read place by place
    read = by_document(catalogue), by_code(catalogue)
    for one, other in zip(summed, read, strict=True):
        assert one.keys() == other.keys()
        assert all(one[key] == pytest.approx(other[key]) for key in one)


def test_a_page_no_more_than_covered_and_its_places_are_counted(catalogue):
    box, code = Box(72, 100, 300, 114), ExemptionCode("3.5(c)", "cia", "3-5(6)", "margin", 0.9)
    bars = tuple(
        Withholding(0, "black", 0.9, box, codes=(code,), lines_min=1, lines_max=2, area_share=0.7)
        for _ in range(2)
    )
    page = PageWithheld(0, ("text", "image"), bars, 0.9, 1000.0)
    catalogue.write.withholdings(DIGESTS[0], catalogue.runs.begin("withholdings", "1"), [page])
    ((_, all_of_it),) = catalogue.withheld_sums.by_document()
    ((_, value, coded),) = catalogue.withheld_sums.by_code()
    assert (all_of_it.pages, all_of_it.touched, all_of_it.places, all_of_it.lines_max) == (1, 1, 2, 4)
    assert (all_of_it.covered_pt2, all_of_it.zone_pt2, all_of_it.imaged) == (900.0, 1000.0, 1)
    assert (value, coded.covered_pt2, coded.places) == ("3.5(c)", 1000.0, 2), "not more than the page"


def sheet(page, pages, kind="whole_page"):
    told = () if pages is None else (f"It stands for {pages} pages",)
    return Withholding(page, kind, 0.9, codes=(), evidence=("A sheet.", *told))


def test_pages_for_which_sheets_stand_are_counted_once_and_have_their_area(catalogue):
    bar = Withholding(0, "black", 0.9, Box(72, 100, 300, 114), codes=(), lines_min=1, lines_max=2)
    pages = [
        PageWithheld(0, ("text", "image"), (bar,), 0.1, 1000.0),
        PageWithheld(1, ("text", "image"), (sheet(1, 28),), 1.0, 1000.0),
        PageWithheld(2, ("text", "image"), (sheet(2, None),), 1.0, 1000.0),
        PageWithheld(3, ("text",), (sheet(3, 3, "marker"),)),
    ]
    catalogue.write.withholdings(DIGESTS[0], catalogue.runs.begin("withholdings", "1"), pages)
    ((_, sums),) = catalogue.withheld_sums.by_document()
    assert (sums.whole, sums.gone, sums.uncounted) == (2, 31, 1)
    assert (sums.lines_min, sums.lines_max, sums.unmeasured) == (1, 2, 1), "a sheet with a number is measured"
    assert (sums.zone_pt2, sums.covered_pt2) == (1000 + 28_000 + 1000, 100 + 28_000 + 1000)


def test_the_largest_come_first_and_people_s_word_counts(catalogue):
    write(catalogue, random.Random(1))
    found = list(catalogue.withheld_sums.largest(3))
    assert {stored.id for stored in found} == {
        stored.id for stored in catalogue.withheld.all() if stored.counts
    }
    sizes = [(s.withholding.kind == "whole_page", s.withholding.lines_max or 0.0) for s in found]
    assert sizes == sorted(sizes, reverse=True)
    judge(catalogue, found[0].id, "no")
    assert next(islice(catalogue.withheld_sums.largest(3), 1)).id == found[1].id
    faint = next(stored for stored in catalogue.withheld.all() if stored.withholding.probability < 0.5)
    judge(catalogue, faint.id, "yes")
    assert faint.id in {stored.id for stored in catalogue.withheld_sums.largest(3)}
