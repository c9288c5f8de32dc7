"""A caption beside a paragraph is read before it; rows of tables and labels of forms stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.ocr.captions import captions_first
from declass.ocr.lines import Line, Piece
from declass.ocr.order import in_order

CAPTION = ("Cons Santa Irene", "30 April", "SECRET")
TEXT = ("The consul was told that", "the railway from the mines", "to the harbour is complete")
UNDER = ("but that no train has run on it since the bridge fell", "in the floods of the year before.")


def line(text, x, y):
    pieces = []
    for word in text.split():
        pieces.append(Piece(word, 0.9, (x, y, x + 10 * len(word), y + 12)))
        x += 10 * (len(word) + 1)
    return Line(tuple(pieces))


def beside(captions, texts, top=100, edge=220):
    rows = zip(captions, texts, strict=True)
    return [
        Line((*line(caption, 10, top + 20 * i).pieces, *line(text, edge, top + 20 * i).pieces))
        for i, (caption, text) in enumerate(rows)
    ]


def column(texts, x, top):
    return [line(text, x, top + 20 * i) for i, text in enumerate(texts)]


def words(lines):
    return [" ".join(piece.text for piece in line.pieces) for line in lines]


@pytest.mark.parametrize("more", [(), ("and will be opened in May",)], ids=["at once", "after more lines"])
def test_a_caption_is_read_before_the_paragraph_that_runs_under_it(more):
    under = column(UNDER, 10, 160 + 20 * len(more))
    page = [*column(["5. A railway"], 10, 60), *beside(CAPTION, TEXT), *column(more, 220, 160), *under]
    assert words(in_order(page)) == ["5. A railway", *CAPTION, *TEXT, *more, *UNDER]


def test_a_table_is_read_row_by_row():
    page = beside(CAPTION, TEXT)
    assert words(captions_first(page)) == words(page)
    apart = [*page, *column(UNDER, 10, 260)]  # a paragraph's distance below
    assert words(captions_first(apart)) == words(apart)


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(("FROM:", "DATE:", "SUBJECT:"), id="labels of a form"),
        pytest.param(("a", "b", "c"), id="numbers of a list"),
        pytest.param(("end. They said nothing", "more. He left soon", "there. It was"), id="running text"),
    ],
)
def test_what_is_no_caption_stays_on_its_line(labels):
    page = [*beside(labels, TEXT, edge=280), *column(UNDER, 10, 160)]
    assert words(captions_first(page)) == words(page)


def test_one_short_line_is_no_caption():
    page = [*beside(CAPTION[:1], TEXT[:1]), *column(UNDER, 10, 120)]
    assert words(captions_first(page)) == words(page)


@given(
    st.lists(
        st.tuples(st.sampled_from([*CAPTION, *TEXT, *UNDER]), st.integers(0, 30), st.integers(0, 20)),
        max_size=12,
    )
)
def test_no_word_is_lost_or_read_twice(rows):
    page = [line(text, 10 * x, 10 * y) for text, x, y in rows]
    before = sorted(id(piece) for one in page for piece in one.pieces)
    assert sorted(id(piece) for one in captions_first(page) for piece in one.pieces) == before
