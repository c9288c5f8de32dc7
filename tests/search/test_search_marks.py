"""Matched words are found again in the page's own text, and shown in a snippet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.model.anchor import Span
from declass.search.analysis import folded, joined, words
from declass.search.marks import Match, Wanted, matches
from declass.search.snippet import snippet


def found(text, **wanted):
    return [text[m.start : m.end] for m in matches(text, Wanted(**wanted))]


def test_capitals_accents_and_ligatures_do_not_hide_a_word():
    text = "La REUNIÓN, la reunion; oﬃcial."
    assert found(text, terms={"reunion", "official"}) == ["REUNIÓN", "reunion", "oﬃcial"]


def test_only_whole_words_match():
    assert found("coup coupling recoup", terms={"coup"}) == ["coup"]


def test_a_word_broken_at_a_line_end_is_marked_whole():
    assert found("new informa-\n  tion came", terms={"information"}) == ["informa-\n  tion"]


def test_a_word_broken_twice_is_marked_whole():
    assert found("in-\nforma-\ntion", terms={"information"}) == ["in-\nforma-\ntion"]


def test_half_of_a_real_hyphenation_is_marked():
    assert found("anti-\nAmerican riots", terms={"american"}) == ["American"]


def test_beginnings_mark_the_whole_word():
    assert found("pay paid PAYMENTS repay", prefixes={"pay"}) == ["pay", "PAYMENTS"]


def test_near_spellings_are_marked():
    assert found("ALLFNDE and Allende and allowed", near={("allende", 1)}) == ["ALLFNDE", "Allende"]


def test_a_phrase_is_marked_only_where_its_words_are_side_by_side():
    text = "track one, two. Track two; track\ntwo"
    assert found(text, phrases={(("track", "two"), 0, False)}) == ["Track", "two", "track", "two"]


def test_a_phrase_with_slop_is_marked_across_a_gap():
    text = "two days on this track; track number two"
    assert found(text, phrases={(("track", "two"), 1, False)}) == ["track", "two"]


def test_matches_after_an_opened_ligature_stay_in_place():
    text = "ﬁnal ﬂight of the coup"
    (match,) = matches(text, Wanted(terms={"coup"}))
    assert text[match.start : match.end] == "coup"


PAGES = st.text(alphabet="abAÁñﬁß -\n.\u00ad1", max_size=80)


@given(PAGES, st.sets(st.sampled_from(["a", "ab", "an", "fi", "ss", "b1"]), min_size=1))
def test_marks_lie_in_the_page_in_order_and_fold_to_what_they_stand_for(text, terms):
    end = 0
    for match in matches(text, Wanted(terms=set(terms))):
        assert end <= match.start < match.end <= len(text)
        assert match.term in terms
        assert words(joined(text[match.start : match.end])[0])[0] == match.term
        end = match.end


@given(st.text(max_size=60))
def test_folding_letter_by_letter_knows_where_each_letter_came_from(text):
    flat, origins = folded(text)
    if origins is None:
        assert len(flat) == len(text)
    else:
        assert len(origins) == len(flat) + 1
        assert list(origins) == sorted(origins)
        assert origins[-1] == len(text)


@given(PAGES, st.integers(1, 40))
def test_marks_in_a_snippet_show_the_same_words_as_on_the_page(text, length):
    sought = matches(text, Wanted(terms={"a", "ab"}, prefixes={"b"}))
    shown, marks = snippet(text, sought, {}, length)
    for mark in marks:
        assert shown[mark.start : mark.end].strip() == shown[mark.start : mark.end] != ""
    assert len(marks) <= len(sought)
    assert "\n" not in shown


def test_the_snippet_shows_the_most_telling_window():
    text = "the report. " + "filler " * 100 + "the coup report of Tuesday. " + "filler " * 100
    places = matches(text, Wanted(terms={"the", "report", "coup"}))
    shown, marks = snippet(text, places, {"coup": 5.0})
    assert "coup report of Tuesday" in shown
    assert [shown[m.start : m.end] for m in marks] == ["the", "coup", "report"]
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 242


@pytest.mark.parametrize("at", range(20))
def test_of_windows_worth_the_same_the_first_is_shown(at):
    first, last = ([f"{letter}{at}" for letter in letters] for letters in ("abc", "def"))
    text = " ".join([*first, *["filler"] * 100, *last])
    worth = dict(zip((*first, *reversed(last)), (0.1, 0.2, 0.3) * 2, strict=True))
    shown, _ = snippet(text, matches(text, Wanted(terms=set(worth))), worth)
    assert shown.startswith(" ".join(first))


def test_a_page_without_matches_shows_its_beginning():
    assert snippet("  First\n\nline " + "x " * 300, [], {})[0].startswith("First line x")


def test_whitespace_in_a_snippet_is_one_space():
    assert snippet("a \n\t b", [Match(5, 6, "b")], {}) == ("a b", (Span(2, 3),))


@pytest.mark.parametrize("text", ["", "\n", "-\n", "a-\nb", "-\na"])
def test_joining_keeps_small_texts_whole(text):
    assert words(joined(text)[0])[:1] == words(text.replace("-\n", ""))[:1]
