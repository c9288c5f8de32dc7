"""Words are looked up in the lists that Tesseract's own data carry."""

import numpy as np
import pytest

from declass.ocr.lexicon import WordList, known, word_list
from declass.ocr.tesseract import installed_languages

SIGNS = [" ", "a", "b", "c"]  # three bits a letter
LAST, END = 1 << 3, 4 << 3


def edge(letter, flags=0, node=0):
    return letter | flags | node << 6


@pytest.fixture
def tiny():
    """Holds ``a``, ``ab`` and ``c``: node 0 has two edges, node 2 one."""
    edges = [edge(1, END, node=2), edge(3, END | LAST), edge(2, END | LAST)]
    return WordList(np.array(edges, dtype="<u8"), SIGNS)


@pytest.mark.parametrize("word", ["a", "ab", "c"])
def test_words_of_the_list_are_in_it(tiny, word):
    assert word in tiny


@pytest.mark.parametrize("word", ["b", "abc", "ac", "ca", "", "x"])
def test_other_words_are_not(tiny, word):
    assert word not in tiny


@pytest.mark.parametrize("word", ["telegram", "TELEGRAM", "Telegram", "Honduras", "HONDURAS"])
def test_english_words_are_known_in_any_case(word):
    assert known(word, ("en",))


@pytest.mark.parametrize("word", ["telegrarn", "NELPED", "xqz"])
def test_misread_words_are_not_known(word):
    assert not known(word, ("en",))


@pytest.mark.skipif("es" not in installed_languages(), reason="tesseract-ocr-spa is not installed")
def test_spanish_words_are_known_in_spanish_only():
    assert known("mañana", ("es",))
    assert not known("embajador", ("en",))
    assert known("embajador", ("en", "es"))


def test_a_language_without_data_knows_nothing():
    assert word_list("fi") is None
    assert not known("talo", ("fi",))
