"""The index's own words answer for other forms, beginnings and how rare a word is."""

import hashlib

import pytest

from declass.search import Index, PageEntry
from declass.search.vocabulary import Vocabulary

TEXTS = [
    "election elections elect elector",
    "election of the general",
    "elecciones y eleccion",
    "generals generally generation",
    "war warfare wars",
]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory):
    index = Index.create(tmp_path_factory.mktemp("vocabulary") / "index")
    with index.writer(heap_bytes=15_000_000, threads=1) as writer:
        for n, text in enumerate(TEXTS):
            digest = hashlib.sha256(str(n).encode()).hexdigest()
            writer.replace(digest, [PageEntry(digest, 0, text)])
    return Vocabulary(index._current().searcher)


def test_forms_are_those_that_occur_with_their_pages(vocabulary):
    assert vocabulary.forms("election", ("en",)) == {"election": 2, "elections": 1, "elect": 1}


def test_forms_follow_the_languages_asked_for(vocabulary):
    assert set(vocabulary.forms("eleccion", ("es",))) == {"eleccion", "elecciones"}
    assert set(vocabulary.forms("general", ("es",))) == {"general"}
    assert set(vocabulary.forms("general", ("en",))) == {"general", "generals", "generally"}
    assert set(vocabulary.forms("eleccion", ())) == {"eleccion"}


def test_a_word_that_does_not_occur_is_there_with_no_pages(vocabulary):
    assert vocabulary.forms("zebra", ("en", "es", "pt")) == {"zebra": 0}


def test_short_words_and_numbers_have_only_themselves(vocabulary):
    assert vocabulary.forms("wa", ("en",)) == {"wa": 0}
    assert vocabulary.forms("1973", ("en",)) == {"1973": 0}


def test_beginnings_list_the_most_frequent_first(vocabulary):
    assert next(iter(vocabulary.beginning("elec"))) == "election"
    assert set(vocabulary.beginning("war")) == {"war", "warfare", "wars"}
    assert vocabulary.beginning("zeb") == {}


def test_rarer_words_weigh_more(vocabulary):
    weights = [vocabulary.weight(pages) for pages in range(vocabulary.pages + 2)]
    assert weights[:-1] == sorted(weights[:-1], reverse=True)
    assert weights[-1] == weights[-2] > 0


def test_what_a_line_end_left_of_a_word_is_no_form_of_it(tmp_path):
    index = Index.create(tmp_path)
    digest = hashlib.sha256(b"one").hexdigest()
    with index.writer(threads=1) as writer:
        pages = [
            "the pres-\nident and his politi-\ncians",
            "el preso",
            "los presos",
            "los papeles",
            "papel",
        ]
        writer.replace(digest, [PageEntry(digest, at, text) for at, text in enumerate(pages)])
    with index.reading() as state:
        assert set(state.vocabulary.forms("presos", ("es",))) == {"presos", "preso"}
        assert set(state.vocabulary.forms("papeles", ("es",))) == {"papeles", "papel"}
