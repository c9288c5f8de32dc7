"""How much a release keeps back: lines, area, pages that sheets stand for, and what cannot be known."""

import hashlib

import pytest

from declass.archive.catalogue import Catalogue
from declass.archive.values import Arrival, DocumentResult, PageResult
from declass.locale import speaking
from declass.model.anchor import Box, Digest
from declass.model.page import PageText
from declass.model.withholding import PageWithheld, Withholding
from declass.pipeline.releases import Part
from declass.pipeline.withheld_amount import newest, of_file, of_part, sentence

DIGEST = Digest(hashlib.sha256(b"report").hexdigest())
LINES = 40


def bar(page, lines=(12.0, 15.0)):
    box = Box(72, 100, 300, 114)
    return Withholding(page, "black", 0.9, box, codes=(), lines_min=lines[0], lines_max=lines[1])


def code(page):
    return Withholding(page, "marker", 0.9, codes=(), text="(b)(1)")


def sheet(page, pages=None):
    told = () if pages is None else (f"It stands for {pages} pages",)
    return Withholding(page, "whole_page", 0.9, codes=(), evidence=("A sheet.", *told))


def looked(page, *found, share=0.0):
    share = 1.0 if any(one.kind == "whole_page" for one in found) else share
    return PageWithheld(page, ("text", "image"), found, share, 1000.0)


@pytest.fixture
def made(tmp_path):
    """Makes an archive of one file of as many pages of 40 lines, with what they withhold."""
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:

        def make(count, *pages, width_pt=612.0):
            batch = opened.accessions.begin_batch("here")
            opened.accessions.record(batch, [Arrival(DIGEST, 9, "a.pdf", "here", None, "Papers", None)])
            opened.accessions.finish_batch(batch, 1)
            text = PageText("The harbour.\n" * LINES, "embedded", "pdfium", "1")
            read = tuple(PageResult(n, width_pt, 792, 0, (text,), 0) for n in range(count))
            result = DocumentResult(DIGEST, "read", media_type="application/pdf", pages=read)
            opened.write_document(result, [opened.runs.begin("read", "1")])
            if pages:
                opened.write.withholdings(DIGEST, opened.runs.begin("withholdings", "1"), list(pages))
            return opened

        yield make


def test_lines_pages_and_share_are_told_in_one_line(made):
    catalogue = made(3, looked(0, bar(0), share=0.27), looked(1), looked(2))
    assert sentence(of_file(catalogue, DIGEST)) == (
        "12 to 15 lines on 1 of 3 pages, about 9 % of the text area"
    )


def test_a_sheet_counts_the_pages_it_stands_for_and_not_its_own(made):
    amount = of_file(made(5, *map(looked, range(4)), looked(4, sheet(4, 28))), DIGEST)
    assert (amount.pages, amount.here.touched, amount.whole.gone) == (4, 0, 28)
    assert amount.gone_lines == (28 * LINES, 28 * LINES)
    assert sentence(amount) == "28 pages whole (1120 lines)"


def test_lines_of_pages_taken_out_are_not_known_where_few_pages_tell(made):
    amount = of_file(made(2, looked(0), looked(1, sheet(1, 28))), DIGEST)
    assert amount.gone_lines is None
    assert sentence(amount) == "28 pages whole (lines not known)"


def test_a_text_without_pages_of_paper_does_not_tell_lines_a_page(made):
    amount = of_file(made(5, *map(looked, range(4)), looked(4, sheet(4, 2)), width_pt=0.0), DIGEST)
    assert amount.gone_lines is None


def test_what_cannot_be_known_is_said(made):
    catalogue = made(4, looked(0, bar(0), code(0)), looked(1, sheet(1)), looked(2))
    assert sentence(of_file(catalogue, DIGEST)) == (
        "12 to 15 lines on 1 of 3 pages; 1 sheet that does not say for how many pages it stands; "
        "1 place of unknown size; 1 page not looked through"
    )


def test_nothing_found_and_nothing_looked_at_are_told_apart(made):
    catalogue = made(2)
    assert sentence(of_file(catalogue, DIGEST)) == "not looked through yet"
    run = catalogue.runs.begin("withholdings", "1")
    catalogue.write.withholdings(DIGEST, run, [looked(0), looked(1)])
    assert sentence(of_file(catalogue, DIGEST)) == "nothing found"


def test_part_of_a_line_is_up_to_one(made):
    catalogue = made(2, looked(0, bar(0, (0.05, 0.3))), looked(1))
    assert sentence(of_file(catalogue, DIGEST)).startswith("up to 1 line on 1 of 2 pages")


def test_a_release_that_is_part_of_a_file_counts_its_pages_alone(made):
    catalogue = made(6, *(looked(n, bar(n)) for n in range(6)))
    part = Part(DIGEST, "2017", "2017", "a.pdf", (2, 0), (3, None))
    amount = of_part(catalogue, part)
    assert (amount.pages, amount.here.touched, amount.here.lines_min) == (2, 2, 24.0)


def test_the_newest_release_is_the_last_with_a_date():
    old, new, undated = (Part(DIGEST, "", date, "") for date in ("2001", "2017-10-26", None))
    assert newest([old, new, undated]) is new
    assert newest([undated]) is undated


@pytest.mark.parametrize(
    ("tag", "said"), [("es", "12 a 15 líneas en 1 de 1"), ("pt", "12 a 15 linhas em 1 de 1")]
)
def test_it_is_said_in_the_reader_s_language(made, tag, said):
    catalogue = made(1, looked(0, bar(0)))
    with speaking(tag):
        assert sentence(of_file(catalogue, DIGEST)).startswith(said)
