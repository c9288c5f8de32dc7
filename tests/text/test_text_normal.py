"""What is stored loses nothing readable; what is compared ignores case, accents and ligatures."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.text.normal import clean, fold, tokens


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\x0b", "\u0085", "\u2028", "\u2029"])
def test_every_line_end_becomes_one(mark):
    assert clean(f"a{mark}b") == "a\nb"


def test_tabs_and_ligatures_stay_as_printed():
    assert clean("a\tﬁle") == "a\tﬁle"


def test_controls_and_lone_surrogates_go():
    assert clean("a\x00b\x07c\ud800d\ufeffe\x0cf") == "abcdef"


@given(st.text())
@settings(max_examples=100)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
@settings(max_examples=100)
def test_the_compared_form_ignores_composition(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_tokens_are_letters_and_digits_only():
    assert tokens("REUNIÓN No. 12_b, oﬃcial—ya") == ["reunion", "no", "12", "b", "official", "ya"]


@given(st.text())
@settings(max_examples=100)
def test_tokens_hold_no_spaces_and_are_never_empty(text):
    assert all(token and not any(c.isspace() for c in token) for token in tokens(text))


@given(st.text(st.characters(max_codepoint=127)))
@settings(max_examples=100)
def test_plain_letters_are_folded_as_among_others(text):
    assert fold(text + "é") == fold(text) + "e"
