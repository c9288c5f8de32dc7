"""Whether an image shows something withheld at a place of the text."""

import pytest

from declass.model.anchor import Box
from declass.model.page import Word
from declass.pipeline.places import LookedAt, span_of

#          0123456789012345678901234567890
TEXT = "He met the source\nin the harbour again"
EM = 6.0  # points a letter, lines of 10 points, 14 apart


def laid_out(text=TEXT, gap_after=None, gap_pt=0.0):
    """Words of a typewritten page; after one of them a gap in the line."""
    words, at = [], 0
    for number, line in enumerate(text.split("\n")):
        x, y = 72.0, 72.0 + 14 * number
        for word in line.split(" "):
            start = text.index(word, at)
            at = start + len(word)
            words.append(Word(start, at, Box(x, y, x + EM * len(word), y + 10)))
            x += EM * (len(word) + 1) + (gap_pt if word == gap_after else 0.0)
    return tuple(words)


def place(after):
    at = TEXT.index(after) + len(after)
    return at, at


class Sheet:
    """Paper with so much ink everywhere, and a bar of some length wherever it is asked."""

    def __init__(self, share=0.0, bar_pt=0.0):
        self.share, self.length = share, bar_pt

    def ink(self, box):
        return self.share

    def bar_pt(self, box):
        return min(self.length, box.width_pt)


BARE, INKED, BARRED = Sheet(), Sheet(0.1), Sheet(0.5, 40)


@pytest.mark.parametrize(
    ("box", "seen"),
    [
        pytest.param(Box(112, 70, 160, 84), True, id="frame in the gap"),
        pytest.param(Box(112, 96, 160, 110), False, id="two lines below"),
        pytest.param(Box(300, 70, 360, 84), False, id="on the line, far to the right"),
        pytest.param(Box(100, 60, 200, 130), True, id="a block over several lines"),
    ],
)
def test_a_box_counts_where_the_words_would_stand(box, seen):
    page = LookedAt(laid_out(gap_after="met", gap_pt=60), (box,))
    assert page.withheld(*place("He met")) is seen


def test_no_box_fits_between_words_that_follow_each_other_closely():
    page = LookedAt(laid_out(), (Box(60, 60, 400, 130),))
    assert page.withheld(*place("He met")) is False


def test_a_box_at_the_end_of_a_line_or_the_start_of_the_next_counts():
    end = Box(180, 72, 240, 82)
    wide = Word(99, 100, Box(400, 200, 406, 210))  # the page's right margin
    page = LookedAt((*laid_out(), wide), (end,))
    assert page.withheld(*place("source")) is True


def test_lines_missing_between_two_lines_are_looked_for_there():
    low = [Word(w.start, w.end, Box(w.box.x0, w.box.y0 + 60, w.box.x1, w.box.y1 + 60)) for w in laid_out()]
    words = tuple(a if a.start < TEXT.index("\n") else b for a, b in zip(laid_out(), low, strict=True))
    assert LookedAt(words, (Box(72, 90, 170, 140),)).withheld(*place("source")) is True


def test_bare_paper_within_a_line_is_a_blank_and_ink_is_words_that_were_not_read():
    words = laid_out(gap_after="met", gap_pt=60)
    assert LookedAt(words, (), BARE).withheld(*place("He met")) is True
    assert LookedAt(words, (), INKED).withheld(*place("He met")) is False
    assert LookedAt(words, ()).withheld(*place("He met")) is False


def test_a_bar_is_seen_without_a_finder_of_boxes():
    assert LookedAt(laid_out(gap_after="met", gap_pt=60), (), BARRED).withheld(*place("He met")) is True
    assert LookedAt(laid_out(), (), BARRED).withheld(*place("He met")) is False


def test_the_space_between_two_words_is_no_blank():
    assert LookedAt(laid_out(), (), BARE).withheld(*place("He met")) is False


def test_the_rest_of_a_line_is_no_blank():
    assert LookedAt(laid_out(), (), BARE).withheld(*place("source")) is False


def test_litter_at_the_place_does_not_hide_the_box():
    text = "He met |_] in"
    words = laid_out(text)
    start = text.index("|")
    assert LookedAt(words, (words[2].box,)).withheld(start, start + 3) is True


def stretched(**places):
    """The page with a wide gap after "met", some words' places wider than their letters."""
    gaps = laid_out(gap_after="met", gap_pt=60)
    texts = [TEXT[w.start : w.end] for w in gaps]
    return [
        Word(w.start, w.end, Box(*places[t])) if t in places else w for w, t in zip(gaps, texts, strict=True)
    ]


BETWEEN = Box(112, 70, 166, 84)  # "met" ends at 108, "the" begins at 174


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(stretched(met=(90, 70, 145, 84), the=(150, 70, 192, 84)), id="both took in its ends"),
        pytest.param(stretched(met=(90, 70, 168, 84)), id="the word before took it in whole"),
        pytest.param(stretched(the=(112, 70, 192, 84)), id="the word after took it in whole"),
    ],
)
def test_a_box_counts_that_the_words_beside_it_took_in(words):
    assert LookedAt(words, (BETWEEN,)).withheld(*place("He met")) is True


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(Box(72, 70, 122, 84), id="over the words before"),
        pytest.param(Box(200, 70, 240, 84), id="over a word further on"),
        pytest.param(Box(112, 88, 166, 98), id="below the place"),
        pytest.param(Box(88, 70, 194, 84), id="a frame around the words beside it"),
    ],
)
def test_a_box_elsewhere_is_no_witness_for_words_whose_places_are_wide(box):
    words = stretched(met=(90, 72, 145, 82), the=(150, 72, 192, 82))
    assert LookedAt(words, (box,)).withheld(*place("He met")) is False


def test_nothing_is_said_of_a_place_into_which_a_box_reaches_that_is_no_witness():
    page = LookedAt(laid_out(gap_after="met", gap_pt=60), (Box(80, 70, 125, 84),))
    assert page.withheld(*place("He met")) is None


def test_signs_read_off_the_rim_are_no_words_beside_the_place():
    text = "He met | source"
    he, met, rim, source = laid_out(text)
    moved = Word(source.start, source.end, Box(180, 72, 216, 82))
    page = LookedAt((he, met, rim, moved), (Box(112, 70, 176, 84),))
    assert page.withheld(met.end, source.start) is True


def test_a_sign_that_sticks_to_a_word_belongs_to_it():
    text = "He met, (the source"
    words = laid_out(text)
    assert LookedAt(words, (words[1].box,)).withheld(text.index(","), text.index("the")) is not True


def test_a_box_that_ends_the_longest_line_counts():
    assert LookedAt(laid_out(), (Box(200, 94, 260, 106),)).withheld(*place("source")) is False
    assert (
        LookedAt(laid_out("He met the source again\nin"), (Box(215, 70, 280, 84),)).withheld(23, 24) is True
    )
    assert (
        LookedAt(laid_out("He met the source again\nin"), (Box(300, 70, 380, 84),)).withheld(23, 24) is None
    )


def test_a_page_without_words_cannot_tell():
    assert LookedAt((), ()).withheld(0, 0) is None


@pytest.mark.parametrize(
    ("box", "span"),
    [
        pytest.param(Box(112, 70, 160, 84), (6, 6), id="in the gap of a line"),
        pytest.param(Box(72, 100, 200, 140), (len(TEXT), len(TEXT)), id="below all lines"),
        pytest.param(Box(400, 72, 460, 82), (17, 17), id="at the end of the first line"),
        pytest.param(Box(70, 70, 86, 84), (0, 2), id="over a word of litter"),
    ],
)
def test_a_box_has_a_place_in_the_text(box, span):
    found = span_of(laid_out(gap_after="met", gap_pt=60), box)
    assert (found.start, found.end) == span


def test_a_box_above_all_words_and_a_frame_around_a_paragraph_have_none():
    assert span_of(laid_out(), Box(72, 10, 200, 30)) is None
    assert span_of(laid_out(), Box(60, 60, 500, 120)) is None


@pytest.mark.parametrize(
    ("box", "litter"),
    [
        pytest.param(Box(88, 70, 150, 84), True, id="around most of the words"),
        pytest.param(Box(100, 96, 160, 110), False, id="below"),
        pytest.param(Box(60, 60, 400, 130), False, id="a frame around the whole text"),
    ],
)
def test_words_inside_a_box_were_read_off_it(box, litter):
    page = LookedAt(laid_out(), (box,))
    assert page.litter(TEXT.index("met"), TEXT.index(" source")) is litter
    assert not page.litter(TEXT.index("harbour"), TEXT.index(" again"))
