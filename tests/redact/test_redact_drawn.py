"""Text left under bars is found, one finding a bar; what a reader can see, or was never withheld, is not."""

import pytest
from pikepdf import Array, Dictionary, Name, String

from declass.model.anchor import Box
from declass.model.reading import PageRead
from declass.model.withholding import Withholding
from declass.read.options import Limits, ReadOptions
from declass.read.sandbox import Reader
from declass.redact.drawn import merged, under_bars
from declass.redact.labels import is_label
from read_made import lines, write
from redacted_made import (
    BAR,
    OPEN,
    QUADS,
    SECRET,
    TYPE,
    annotated,
    dark_image,
    field,
    hatched,
    label_form,
    layered,
    nested_bar,
    page,
    revised,
    scanned,
    type3,
    whole_page_form,
    with_states,
)

SEE_THROUGH = Dictionary(ca=0.3)
OPAQUE = Dictionary(ca=0.95)
MULTIPLY = Dictionary(BM=Name.Multiply)


@pytest.fixture(scope="module")
def reader():
    with Reader(Limits(seconds_per_document=20, pages=50, page_megapixels=10)) as made:
        yield made


@pytest.fixture
def pages(reader, tmp_path):
    def pages(content):
        path = write(tmp_path, "a.pdf", content)
        events = reader.read(path, "a.pdf", ReadOptions(images="never"))
        return [event for event in events if isinstance(event, PageRead)]

    return pages


@pytest.fixture
def hidden(pages):
    def hidden(content):
        return [found for page in pages(content) for found in under_bars(page.index, page.drawing)]

    return hidden


LEFT_UNDER = {
    "a black bar": page(TYPE + BAR),
    "a bar of negative size": page(TYPE + b"0 g 295 710 -225 -14 re f"),
    "a bar drawn twice, filled and outlined": page(TYPE + BAR + b"0 G 70 696 225 14 re S"),
    "a polygon": page(TYPE + b"0 g 66 703 m 80 713 l 290 712 l 299 702 l 285 693 l 75 694 l h f"),
    "a clip that cuts a larger fill to a bar": page(TYPE + b"q 70 696 225 14 re W n 0 g 0 0 612 792 re f Q"),
    "a bar in white, leaving a blank": page(TYPE + b"1 g 70 696 225 14 re f"),
    "a thick line": page(TYPE + b"0 G 14 w 70 703 m 295 703 l S"),
    "lines so close that nothing shows": hatched(1),
    "a page turned by a quarter": page(TYPE + BAR, rotate=90),
    "a bar turned with its line": page(b"q .966 .259 -.259 .966 260 -60 cm " + TYPE + BAR + b"Q"),
    "a form within a form": nested_bar(),
    "a picture": page(TYPE + b"q 225 0 0 14 70 696 cm /Dark Do Q", images={"Dark": dark_image()}),
    "nearly opaque paint": with_states(TYPE + b"/G gs " + BAR, G=OPAQUE),
    "black paint that multiplies": with_states(TYPE + b"/G gs " + BAR, G=MULTIPLY),
    "black type on a black bar": page(BAR + TYPE),
    "black type on a black bar in a form of the whole page": whole_page_form(),
    "a bar with a readable label": page(TYPE + BAR + b"1 g BT /F1 8 Tf 80 699 Td (SEALED) Tj ET"),
    "white type on white": page(b"1 g " + lines([SECRET]) + b"0 g " + lines([OPEN], y=680)),
    "a square note": annotated(TYPE, Subtype=Name.Square, C=Array([0, 0, 0]), IC=Array([0, 0, 0]), CA=1.0),
    "a redaction never applied": annotated(TYPE, Subtype=Name.Redact, QuadPoints=QUADS, IC=Array([0, 0, 0])),
    "a black highlighter": annotated(TYPE, Subtype=Name.Highlight, QuadPoints=QUADS, C=Array([0, 0, 0])),
    "a stroke of ink": annotated(
        TYPE,
        Subtype=Name.Ink,
        InkList=Array([Array([70, 703, 295, 703])]),
        C=Array([0, 0, 0]),
        BS=Dictionary(W=16),
    ),
    "a layer that is switched off": layered(
        b"/OC /L0 BDC " + lines([SECRET]) + b"EMC " + lines([OPEN], y=680), hidden=True
    ),
    "a clip that cuts the words away": page(
        b"q 0 0 612 690 re W n " + lines([SECRET]) + b"Q " + lines([OPEN], y=680)
    ),
    "an edge of the page that is cropped off": page(TYPE, cropbox=(0, 0, 612, 693)),
    "a bar drawn over a scan with a text layer": scanned(after=BAR),
    "a bar burnt into a scan whose text layer is older": scanned(bar=(90, 110, 420, 140)),
    "an earlier version inside the file": revised(TYPE, lines([OPEN], y=685.6)),
}


@pytest.mark.parametrize("content", LEFT_UNDER.values(), ids=LEFT_UNDER)
def test_words_left_in_the_file_are_found_once(hidden, content):
    (found,) = hidden(content)
    assert found.withholding.kind == "under_text"
    assert found.withholding.text == SECRET
    assert 0.3 < found.withholding.probability < 1
    assert found.withholding.evidence
    assert found.withholding.codes is None, "none is looked for"


NOTHING_HIDDEN = {
    "plain type": page(TYPE),
    "the words are gone, and a bar stands": page(lines(["", OPEN]) + BAR),
    "white type on a dark title bar": page(BAR + b"1 g " + lines([SECRET])),
    "a bar under the words in yellow": page(b"1 1 0 rg 70 696 225 14 re f 0 g " + TYPE),
    "type painted again on top of the bar in white": page(BAR + b"1 g " + lines([SECRET]) + b"0 g"),
    "a frame around the words": page(TYPE + b"0 G 2 w 66 690 240 24 re S"),
    "an underline and a table's rules": page(TYPE + b"0 g 70 697 225 1 re f 70 713 225 1 re f"),
    "words struck out by a thin line, still legible": page(TYPE + b"0 g 70 703.5 225 1 re f"),
    "lines so far apart that the words show": hatched(5),
    "a bar of no height": page(TYPE + b"0 g 70 703 225 0 re f"),
    "a bar smaller than a letter": page(TYPE + b"0 g 75 702 2 2 re f"),
    "a bar that a clip keeps off the words": page(TYPE + b"q 0 0 612 600 re W n " + BAR + b"Q"),
    "a bar in a layer that is switched off": layered(TYPE + b"/OC /L0 BDC " + BAR + b"EMC", hidden=True),
    "words in a layer that is switched on": layered(b"/OC /L0 BDC " + TYPE + b"EMC", hidden=False),
    "a marker pen of 30% black": with_states(TYPE + b"/G gs " + BAR, G=SEE_THROUGH),
    "a yellow marker that multiplies": with_states(TYPE + b"/G gs 1 1 0 rg 70 696 225 14 re f", G=MULTIPLY),
    "a yellow highlighter": annotated(TYPE, Subtype=Name.Highlight, QuadPoints=QUADS, C=Array([1, 1, 0])),
    "a link": annotated(TYPE, Subtype=Name.Link),
    "a note that is hidden from view": annotated(
        TYPE, Subtype=Name.Square, C=Array([0, 0, 0]), IC=Array([0, 0, 0]), F=2
    ),
    "a picture behind the words": page(
        b"q 225 0 0 40 70 690 cm /Light Do Q " + TYPE, images={"Light": dark_image().point(lambda _: 200)}
    ),
    "a scan with a text layer": scanned(),
    "a scan where the bar covers no words": scanned(bar=(90, 900, 420, 930)),
    "a bar's own label": label_form(),
    "words of withholding under the bar": page(lines(["REDACTED", OPEN]) + BAR),
    "one letter under the edge of a bar": page(TYPE + b"0 g 40 696 40 14 re f"),
    "white type on the dark page of a slide": page(b"0 0 .3 rg 0 0 612 792 re f 1 g " + TYPE),
    "a later version that only adds": revised(TYPE, TYPE + lines(["A further line."], y=600)),
    "a field that shows its value": field("HARROW", 72),
}


@pytest.mark.parametrize("content", NOTHING_HIDDEN.values(), ids=NOTHING_HIDDEN)
def test_what_can_be_seen_or_is_gone_is_not_reported(hidden, content):
    assert [found.withholding.text for found in hidden(content)] == []


SHADES = {
    "a black highlighter": (LEFT_UNDER["a black highlighter"], "dark"),
    "a dark blue highlighter": (
        annotated(TYPE, Subtype=Name.Highlight, QuadPoints=QUADS, C=Array([0, 0, 0.3])),
        "dark",
    ),
    "a white mark for redaction": (
        annotated(TYPE, Subtype=Name.Redact, QuadPoints=QUADS, C=Array([1, 1, 1])),
        "light",
    ),
    "a bar in a grey darker than the middle": (page(TYPE + b".4 g 70 696 225 14 re f"), "dark"),
    "a bar in a grey lighter than the middle": (page(TYPE + b".6 g 70 696 225 14 re f"), "light"),
}


@pytest.mark.parametrize(("content", "shade"), SHADES.values(), ids=SHADES)
def test_the_shade_of_what_hides_words_is_told(hidden, content, shade):
    (found,) = hidden(content)
    assert found.withholding.evidence[1].endswith(f", {shade}.")


def test_each_bar_counts_and_one_bar_over_two_lines_counts_once(hidden):
    two = hidden(page(TYPE + BAR + b"70 681.6 330 14 re f"))
    assert [found.withholding.text for found in two] == [SECRET, OPEN]
    (block,) = hidden(page(TYPE + b"0 g 60 675 360 40 re f"))
    assert block.withholding.text == f"{SECRET}\n{OPEN}"
    assert block.withholding.lines_min == block.withholding.lines_max == 2


def test_bars_of_one_path_are_bars_of_their_own(hidden):
    found = hidden(page(TYPE + b"0 g 70 696 225 14 re 70 681.6 330 14 re f"))
    assert [bar.withholding.text for bar in found] == [SECRET, OPEN]


def test_a_bar_over_part_of_a_line_takes_that_part(hidden, pages):
    content = page(TYPE + b"0 g 117 696 56 14 re f")
    (found,) = hidden(content)
    assert found.withholding.text == "HARROW"
    (span,) = found.spans
    assert pages(content)[0].text.text[span.start : span.end] == "HARROW"


def test_words_drawn_as_a_font_of_pictures_are_found(hidden):
    (found,) = hidden(type3())
    assert found.withholding.text == "HARROW"


@pytest.mark.parametrize("case", [{"cover": True}, {"hidden": True}], ids=["covered", "hidden"])
def test_a_field_whose_value_does_not_show_is_found(hidden, case):
    (found,) = hidden(field("HARROW", 72, **case))
    assert found.withholding.text == "HARROW"
    assert found.spans == ()


def test_the_finding_stands_where_the_bar_is(hidden):
    (found,) = hidden(page(TYPE + BAR))
    box = found.withholding.box
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((70, 82, 295, 96), abs=0.6)


def test_a_bar_burnt_in_is_told_with_less_certainty_than_a_painted_one(hidden):
    burnt, painted = hidden(scanned(bar=(90, 110, 420, 140))), hidden(scanned(after=BAR))
    assert burnt[0].withholding.probability < painted[0].withholding.probability


@pytest.mark.parametrize(
    ("text", "label"),
    [("REDACTED", True), ("Testado", True), ("(b)(6); (b)(7)(C)", True), ("25X1", True), ("HARROW", False)],
)
def test_words_of_withholding_are_labels(text, label):
    assert is_label(text) is label


def test_a_bar_seen_on_the_image_too_is_one_finding():
    words = Withholding(0, "under_text", 0.97, Box(70, 82, 295, 96), text=SECRET)
    same = Withholding(0, "black", 0.9, Box(69, 81, 296, 97))
    other = Withholding(0, "black", 0.9, Box(70, 300, 295, 314))
    assert merged([same, other], [words]) == (words, other)


def pointed_at(subtype, said, **more):
    return annotated(lines([OPEN]), Subtype=subtype, Contents=String(said), **more)


NOTED = {
    "a comment": pointed_at(Name.Text, SECRET),
    "a highlighter's comment": pointed_at(
        Name.Highlight, SECRET, QuadPoints=QUADS, C=Array([1, 1, 0]), CA=0.3
    ),
    "what a file on a clip is said to be": pointed_at(Name.FileAttachment, SECRET),
}


@pytest.mark.parametrize("content", NOTED.values(), ids=NOTED)
def test_words_of_a_note_that_opens_are_found(hidden, content):
    (found,) = hidden(content)
    assert (found.withholding.text, found.spans) == (SECRET, ())


UNNOTED = {
    "the address of a link": pointed_at(Name.Link, SECRET),
    "words that the page prints": pointed_at(Name.Text, OPEN),
    "a code": pointed_at(Name.Square, "(b)(6)", Rect=Array([10, 10, 20, 20])),
    "a tick": pointed_at(Name.Text, "ok"),
}


@pytest.mark.parametrize("content", UNNOTED.values(), ids=UNNOTED)
def test_notes_that_tell_nothing_new_are_none(hidden, content):
    assert hidden(content) == []


def test_words_off_the_shown_part_have_their_place_in_the_text(hidden):
    (found,) = hidden(page(TYPE, cropbox=(0, 0, 612, 693)))
    assert len(found.spans) == 1
