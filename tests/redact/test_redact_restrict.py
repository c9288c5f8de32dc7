"""A layer without its hidden words: nothing of them is left, and every other word keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.model.anchor import Box, Span
from declass.model.page import PageText, Word
from declass.model.withholding import BLOCK
from declass.redact.restrict import without


def layer(text):
    """A text whose words are what stands between blanks, each with a box of its own."""
    words, at = [], 0
    for number, part in enumerate(text.split()):
        start = text.index(part, at)
        at = start + len(part)
        words.append(Word(start, at, Box(number, 0, number + 1, 1)))
    return PageText(text, "embedded", "pdfium", "1", words=tuple(words))


def span_of(text, part):
    start = text.index(part)
    return Span(start, start + len(part))


def test_the_words_are_gone_and_the_others_stand_where_they_stood():
    text = "The agent HARROW met\nthe courier"
    cut = without(layer(text), [span_of(text, "HARROW")])
    assert cut.text == f"The agent {BLOCK} met\nthe courier"
    assert [cut.text[word.start : word.end] for word in cut.words] == [
        *("The", "agent", BLOCK, "met", "the", "courier")
    ]
    assert cut.words[-1].box == Box(5, 0, 6, 1)


def test_the_block_tells_nothing_of_the_length():
    short, long = "A Li B", "A Featherstonehaugh B"
    assert (
        without(layer(short), [span_of(short, "Li")]).text
        == without(layer(long), [span_of(long, "Featherstonehaugh")]).text
    )


def test_a_bar_over_two_lines_leaves_both_lines():
    text = "one two\nthree four\nfive"
    assert without(layer(text), [span_of(text, "two\nthree")]).text == f"one {BLOCK}\n{BLOCK} four\nfive"


def test_without_bars_the_layer_is_the_same_object():
    whole = layer("one two")
    assert without(whole, []) is whole


def test_a_layer_without_places_is_cut_too():
    assert without(PageText("a secret", "embedded", "pdfium", "1"), [Span(2, 8)]).text == f"a {BLOCK}"


WORDS = st.lists(st.sampled_from(["harrow", "met", "the", "courier", "ÁGUEDA"]), min_size=1, max_size=12)


@given(WORDS, st.sets(st.integers(0, 11)), st.sampled_from([" ", "\n"]))
def test_no_hidden_word_stays_and_no_other_is_lost(words, hidden, blank):
    marked = [f"<{word}{n}>" if n in hidden else f"{word}{n}" for n, word in enumerate(words)]
    whole = layer(blank.join(marked))
    secret = [part for part in marked if part.startswith("<")]
    cut = without(whole, [span_of(whole.text, part) for part in secret])
    assert not any(part in cut.text for part in secret)
    assert [cut.text[word.start : word.end] for word in cut.words] == [
        BLOCK if part in secret else part for part in marked
    ]


@pytest.mark.parametrize("spans", [[Span(0, 3), Span(1, 2)], [Span(1, 2), Span(0, 3)]], ids=["in", "out"])
def test_two_bars_over_the_same_words_are_one_block(spans):
    assert without(layer("abc def"), spans).text.count(BLOCK) == 1


def test_bars_that_overlap_leave_nothing_between_them():
    assert "d" not in without(layer("abc def"), [Span(0, 5), Span(4, 7)]).text
