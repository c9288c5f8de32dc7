"""Bars over words that were really taken out are withholdings; rules, headings, charts and logos are not."""

from dataclasses import replace

import numpy as np
import pytest
from pikepdf import Array, Dictionary, Name

from declass.archive.values import PageResult
from declass.model.anchor import Box
from declass.model.drawing import Bar, PageDrawing
from declass.model.page import PageImage, PageText, Word
from declass.model.reading import PageRead
from declass.pipeline.looking import Looker
from declass.read.options import Limits, ReadOptions
from declass.read.sandbox import Reader
from declass.redact.bars import bars_of
from declass.redact.document import settle
from read_made import PARAGRAPH, lines, write
from redacted_made import annotated, built, dark_image, form, page, with_states

TEXT = lines(PARAGRAPH, y=740) + lines(["He met", *PARAGRAPH], y=670)
"""Three lines, a gap, and four: "He met" stands on the base line y = 670, the rest of its line is free."""

BAR = b"0 g 115 667 180 13 re f\n"


@pytest.fixture(scope="module")
def reader():
    with Reader(Limits(seconds_per_document=20, pages=50, page_megapixels=10)) as made:
        yield made


@pytest.fixture
def found(reader, tmp_path):
    def found(content):
        path = write(tmp_path, "a.pdf", content)
        events = reader.read(path, "a.pdf", ReadOptions(images="never"))
        (read,) = [event for event in events if isinstance(event, PageRead)]
        return bars_of(0, read.drawing, read.text, read.width_pt, read.height_pt)

    return found


def bar_form():
    def add(pdf, page):
        page.Resources.XObject = Dictionary(Bar=form(pdf, b"0 g 0 0 180 13 re f", (0, 0, 180, 13)))

    return built(TEXT + b"q 1 0 0 1 115 667 cm /Bar Do Q", add)


WITHHELD = {
    "a rectangle": page(TEXT + BAR),
    "of negative size": page(TEXT + b"0 g 295 680 -180 -13 re f"),
    "drawn before the type": page(BAR + TEXT),
    "drawn twice": page(TEXT + BAR + b"0 G 115 667 180 13 re S " + BAR),
    "drawn word by word": page(TEXT + b"0 g 115 667 60 13 re f 175.5 667 60 13 re f 236 667 59 13 re f"),
    "in slivers of a point": page(
        TEXT + b"0 g " + b"".join(b"%d 667 1 13 re f " % x for x in range(115, 295))
    ),
    "in strips one below the other": page(
        TEXT + b"0 g " + b"".join(b"115 %d 180 1 re f " % y for y in range(667, 680))
    ),
    "a polygon that is a rectangle": page(TEXT + b"0 g 115 667 m 115 680 l 295 680 l 295 667 l h f"),
    "a thick line": page(TEXT + b"0 G 13 w 115 673.5 m 295 673.5 l S"),
    "a fill cut to a bar by a clip": page(TEXT + b"q 115 667 180 13 re W n 0 g 0 0 612 792 re f Q"),
    "dark grey": page(TEXT + b".25 g 115 667 180 13 re f"),
    "dark blue": page(TEXT + b"0 0 .4 rg 115 667 180 13 re f"),
    "in another colour space": page(TEXT + b"/DeviceCMYK cs 0 0 0 1 sc 115 667 180 13 re f"),
    "a form": bar_form(),
    "a picture": page(TEXT + b"q 180 0 0 13 115 667 cm /Dark Do Q", images={"Dark": dark_image()}),
    "nearly opaque": with_states(TEXT + b"/G gs " + BAR, G=Dictionary(ca=0.95)),
    "a square note": annotated(
        TEXT, Subtype=Name.Square, Rect=Array([115, 667, 295, 680]), C=Array([0, 0, 0]), IC=Array([0, 0, 0])
    ),
    "with a label in white": page(TEXT + BAR + b"1 g BT /F1 9 Tf 180 670 Td (REDACTED) Tj ET"),
    "with a code in white": page(TEXT + BAR + b"1 g BT /F1 9 Tf 190 670 Td (\\(b\\)\\(6\\)) Tj ET"),
    "with a label in its own black": page(TEXT + BAR + b"BT /F1 9 Tf 180 670 Td (Privilege) Tj ET"),
    "on a page turned by a quarter": page(TEXT + BAR, rotate=90),
    "a word of two letters": page(
        lines(["The vote was"], y=700) + lines(["to nine against."], x=168, y=700) + b"0 g 150 697 14 13 re f"
    ),
}


@pytest.mark.parametrize("content", WITHHELD.values(), ids=WITHHELD)
def test_a_bar_whose_words_were_taken_out_is_one_black_withholding(found, content):
    (one,) = found(content)
    assert one.kind == "black"
    assert one.probability > 0.9
    assert one.text == ""
    assert one.evidence
    assert one.box.height_pt == pytest.approx(13, abs=1.5) or one.box.width_pt == pytest.approx(13, abs=1.5)


NOTHING = {
    "plain type": page(TEXT),
    "a rule under a heading": page(TEXT + b"0 g 72 664 400 1.5 re f"),
    "a thick rule": page(TEXT + b"0 g 72 660 400 5 re f"),
    "a heading in white on black": page(TEXT + BAR + b"1 g BT /F1 10 Tf 120 670 Td (Part 1: Income) Tj ET"),
    "a heading's bar under the type": page(BAR + b"1 g BT /F1 10 Tf 120 670 Td (SUMMARY) Tj ET 0 g " + TEXT),
    "the rules of a table": page(
        TEXT + b"0 G 1 w " + b" ".join(b"72 %d m 500 %d l S" % (y, y) for y in range(300, 560, 20))
    ),
    "a shaded row of a table": page(b".8 g 72 667 400 13 re f 0 g " + TEXT),
    "a yellow marker": page(b"1 1 0 rg 72 738 300 13 re f 0 g " + TEXT),
    "a bullet": page(TEXT + b"0 g 60 671 6 6 re f"),
    "a box that is ticked": page(TEXT + b"0 g 112 668 11 11 re f"),
    "columns of a chart": page(
        TEXT + b"0 g " + b" ".join(b"%d 300 14 %d re f" % (100 + 30 * i, 40 + 25 * i) for i in range(6))
    ),
    "a dark band across the head of the page": page(b"0 g 0 770 612 22 re f " + TEXT),
    "a dark ground": page(b"0 g 0 0 612 792 re f 1 g " + TEXT),
    "a logo": page(
        TEXT
        + b"0 g 300 500 60 20 re f .5 g 362 500 20 30 re f 1 0 0 rg 300 522 30 40 re f"
        + b" 0 1 0 rg 330 522 30 28 re f"
        + b" 0 0 1 rg 360 468 30 30 re f"
    ),
    "slivers of a bar code": page(
        TEXT + b"0 g " + b"".join(b"%d 300 %d 40 re f " % (100 + 5 * n, 1 + n % 3) for n in range(40))
    ),
    "a gradient of slivers": page(
        TEXT + b"".join(b"%.3f g %d 300 1 40 re f " % (n / 200, 100 + n) for n in range(200))
    ),
    "a black disc": page(TEXT + b"0 g 100 600 m 100 616 84 616 84 600 c 84 584 100 584 100 600 c f"),
    "paint that lets the type through": with_states(TEXT + b"/G gs " + BAR, G=Dictionary(ca=0.3)),
    "a bar painted over in white": page(TEXT + BAR + b"1 g 110 660 200 25 re f"),
}


@pytest.mark.parametrize("content", NOTHING.values(), ids=NOTHING)
def test_other_dark_things_are_no_withholdings(found, content):
    assert [one for one in found(content) if one.probability >= 0.5] == []


def test_a_bar_over_words_that_are_still_there_is_left_to_those_who_look_for_words(found):
    assert found(page(lines(PARAGRAPH, y=670) + b"0 g 70 667 300 13 re f")) == ()


def test_lines_of_one_passage_are_one_bar_where_their_ends_agree(found):
    passage = b"0 g " + b" ".join(b"72 %g 400 14.4 re f" % (600 - 14.4 * i) for i in range(3)) + b"\n"
    (one,) = found(page(lines(PARAGRAPH, y=660) + passage + lines(PARAGRAPH, y=550)))
    assert one.box.height_pt == pytest.approx(43.2, abs=1)


def read(*bars, words=()):
    layer = PageText(" ".join(text for text, *_ in words), "embedded", "pdf", "1", "", None, _words(words))
    return PageRead(0, 612, 792, text=layer, drawing=PageDrawing(bars=bars)), layer


def _words(words):
    made, start = [], 0
    for text, x, y in words:
        made.append(Word(start, start + len(text), Box(x, y, x + 6 * len(text), y + 11)))
        start += len(text) + 1
    return tuple(made)


def test_its_lines_area_and_code_are_told():
    words = [(f"words-of-line-{n}", 72 + 130 * k, 100 + 14 * n) for n in range(12) for k in range(3)]
    words = [word for word in words if not (word[2] in (156, 170) and word[1] < 300)]
    page_read, layer = read(Bar(Box(72, 155, 330, 182), 1.0), words=[*words, ("(b)(1)", 520, 156)])
    looked = Looker("always").look(page_read, PageResult(0, 612, 792, layers=(layer,), chosen=0), layer)
    ((one,), share) = ([w for w in settle([looked])[0].withholdings], settle([looked])[0].share)
    assert (one.kind, [code.value for code in one.codes]) == ("black", ["(b)(1)"])
    assert one.lines_min <= 2 <= one.lines_max
    assert 0.05 < share == pytest.approx(one.area_share, abs=0.01)


@pytest.mark.parametrize("mode", ["always", "never"])
def test_images_are_left_alone_where_that_was_asked_for(mode):
    pixels = np.full((3300, 2550), 255, np.uint8)
    pixels[1165:1225, 700:1300] = 0
    image = PageImage(2550, 3300, 300, pixels.tobytes(), (0.24, 0, 0, 0.24, 0, 0))
    looked = Looker(mode).look(PageRead(0, 612, 792, image=image), PageResult(0, 612, 792), None)
    assert any(one.kind == "black" for one in looked.found) is (mode == "always")
    assert ("image" in looked.looked) is (mode == "always")


def test_a_bar_at_one_place_on_most_pages_is_their_design():
    words = [(f"words-of-line-{n}", 72, 100 + 14 * n) for n in range(12)]

    def looked(index, *bars):
        page_read, layer = read(*bars, words=words)
        page_read = replace(page_read, index=index)
        return Looker("always").look(page_read, PageResult(index, 612, 792, layers=(layer,), chosen=0), layer)

    head, own = Bar(Box(72, 60, 300, 74), 1.0), Bar(Box(200, 156, 400, 168), 1.0)
    pages = settle([looked(n, head, *([own] if n == 2 else [])) for n in range(5)])
    likely = [(page.page, one.box) for page in pages for one in page.withholdings if one.probability >= 0.5]
    assert likely == [(2, own.box)]
