"""Evidence is kept in English and shown in the user's language, as is the page of a comparison."""

import pytest

from declass.compare.evidence import shown
from declass.compare.grade import WitnessText, changes
from declass.compare.report import report
from declass.locale import LANGUAGES, speaking

OPEN = (
    "The station chief reported that Major Esteban Quiroga had met the source in Lisbon on Tuesday.\n"
    "He was paid two hundred dollars for the lists which Quiroga promised to bring each month.\n"
)
CUT = OPEN.replace("Major Esteban Quiroga ", "").replace("Quiroga ", "")


def told():
    """Every sentence that a few comparisons give."""
    witnesses = [WitnessText([CUT], "earlier", "1998"), WitnessText([CUT], "between", "2010")]
    found = changes([CUT], [f"2025 RELEASE UNDER THE RECORDS ACT\n\n{OPEN}"], witnesses)
    return {sentence for change in found for sentence in change.evidence}


def test_english_is_shown_as_it_is_kept():
    with speaking("en"):
        assert {shown(sentence) for sentence in told()} == told()


@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_every_sentence_is_shown_translated(tag):
    with speaking(tag):
        assert all(shown(sentence) != sentence for sentence in told())


def test_witnesses_are_named_in_the_users_language():
    with speaking("es"):
        assert shown("Absent from 1998 and 2010 too.") == "Tampoco está en 1998 y 2010."


def test_a_sentence_of_an_older_version_stays_as_it_is():
    with speaking("pt"):
        assert shown("Something else was seen.") == "Something else was seen."


@pytest.mark.parametrize(("tag", "word"), [("en", "Revealed"), ("es", "Revelado"), ("pt", "Revelado")])
def test_the_report_speaks_the_users_language(tag, word):
    with speaking(tag):
        page = report(("1999", [CUT]), ("2024", [OPEN]), changes([CUT], [OPEN]))
    assert f'<html lang="{tag}">' in page
    assert f"<td>{word}</td>" in page
    assert ("The two texts are read alike" in page) == (tag == "en")
