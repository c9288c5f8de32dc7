"""What words are called in other languages."""

import pytest

from declass.search import Glossary
from declass.search.analysis import LANGUAGES, words

STANDARD = Glossary.standard()


@pytest.mark.parametrize(
    ("question", "source", "target", "word", "expected"),
    [
        pytest.param("los embajadores", "es", "en", "embajadores", "ambassador", id="plural"),
        pytest.param("toque de queda", "es", "en", "queda", "curfew", id="several words for one"),
        pytest.param("greve de fome", "pt", "es", "fome", "huelga de hambre", id="several for several"),
        pytest.param("REUNION", "es", "en", "reunion", "meeting", id="capitals without accent"),
        pytest.param("armed forces", "en", "pt", "armed", "forças armadas", id="out of English"),
    ],
)
def test_a_word_is_named_in_another_language(question, source, target, word, expected):
    assert expected in STANDARD.wordings(words(question), [source], [target])[word]


def test_the_longest_wording_wins_over_its_parts():
    found = STANDARD.wordings(words("huelga de hambre"), ["es"], ["en"])
    assert found["huelga"] == ("hunger strike",)


def test_nothing_is_said_in_the_language_of_the_question_itself():
    assert STANDARD.wordings(words("huelga de los mineros"), ["es"], ["es"]) in (
        {},
        {"huelga": (), "mineros": ()},
    )


def test_an_unknown_word_has_no_other_name():
    assert STANDARD.wordings(["pinochet"], list(LANGUAGES), list(LANGUAGES)) == {}


def test_a_glossary_of_ones_own_can_be_used():
    mine = Glossary([{"en": "lighthouse", "es": "faro"}])
    assert mine.wordings(["faro"], ["es"], ["en"]) == {"faro": ("lighthouse",)}


def test_every_line_of_the_standard_names_each_language():
    for wording in ("coup", "golpe", "carabineros", "desaparecidos", "estado de sítio"):
        found = [STANDARD.wordings(words(wording), [tag], list(LANGUAGES)) for tag in LANGUAGES]
        assert any(any(named.values()) for named in found), wording


def test_the_very_word_comes_before_others_of_its_stem():
    assert STANDARD.wordings(["embajador"], ["es"], ["en"]) == {"embajador": ("ambassador",)}
    assert "embassy" in STANDARD.wordings(["embajada"], ["es"], ["en"])["embajada"]
