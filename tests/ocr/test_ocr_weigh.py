"""Between two readings the likelier one is believed, a known word before a string of letters."""

import pytest

from declass.ocr.rapid import Letter
from declass.ocr.weigh import weigh

ENGLISH = ("en",)


def letters(text, confidence=0.9, seconds=None):
    """Each letter with a next best one where ``seconds`` (place → sign, probability) names it."""
    seconds = seconds or {}
    return [
        Letter(sign, confidence, *seconds.get(i, ("", 0.0)), (i + 0.5) / len(text))
        for i, sign in enumerate(text)
    ]


def test_agreement_counts_for_more_than_either_alone():
    verdict = weigh([("the", 0.7)], [letters("the", 0.8)], ENGLISH)
    assert (verdict.text, verdict.source) == ("the", "both")
    assert verdict.confidence > 0.8


def test_a_known_word_is_believed_before_a_surer_unknown_one():
    verdict = weigh([("NELPED", 0.8)], [letters("HELPED", 0.6)], ENGLISH)
    assert verdict.text == "HELPED"


def test_letters_of_both_may_make_the_known_word():
    verdict = weigh([("HELPEO", 0.6)], [letters("NELPED", 0.6)], ENGLISH)
    assert (verdict.text, verdict.source) == ("HELPED", "mixed")


def test_the_next_best_letter_is_tried():
    verdict = weigh([("MONDURA5", 0.3)], [letters("MONDURAS", 0.6, {0: ("H", 0.35)})], ENGLISH)
    assert verdict.text == "HONDURAS"


def test_a_letter_nobody_saw_is_never_written():
    verdict = weigh([("NELPEO", 0.5)], [letters("NELPEQ", 0.5)], ENGLISH)
    assert verdict.text in {"NELPEO", "NELPEQ"}


def test_among_unknown_words_the_surer_letters_win():
    assert weigh([("AMSTALK-1", 0.95)], [letters("AMSTA1K-1", 0.4)], ENGLISH).text == "AMSTALK-1"
    assert weigh([("AMSTA1K-1", 0.3)], [letters("AMSTALK-1", 0.9)], ENGLISH).text == "AMSTALK-1"


def test_a_split_word_is_joined_when_the_whole_ENGLISH():
    verdict = weigh([("contra", 0.7), ("bard", 0.5)], [letters("contraband", 0.8)], ENGLISH)
    assert (verdict.text, verdict.source) == ("contraband", "second")


@pytest.mark.parametrize(("first", "second"), [([("to", 0.4)], []), ([], [letters("to", 0.4)])])
def test_one_reading_alone_is_kept(first, second):
    assert weigh(first, second, ENGLISH).text == "to"


def test_letters_left_out_do_not_make_a_reading_surer():
    assert weigh([("Tejerina", 0.9)], [letters("na", 0.9)], ENGLISH).text == "Tejerina"


def test_several_words_are_not_given_up_for_a_few_sure_letters():
    first = [("Pembury", 0.9), ("will", 0.9), ("come", 0.8), ("back", 0.9)]
    assert weigh(first, [letters("was", 0.6)], ENGLISH).text == "Pembury will come back"


def test_a_sure_code_word_is_not_turned_into_a_usual_one():
    assert weigh([("ESLOGIC-27", 0.9)], [letters("GSLOGIC-27", 0.5)], ENGLISH).text == "ESLOGIC-27"


def test_capitals_in_odd_places_are_less_believable():
    assert weigh([("LaBrIN", 0.6)], [letters("LABRIN", 0.9)], ENGLISH).text == "LABRIN"


def test_words_read_alike_are_looked_at_again_where_they_are_no_words():
    """The second engine's own next best letter makes the word that both misread."""
    verdict = weigh([("Goverament", 0.7)], [letters("Goverament", 0.8, {5: ("n", 0.2)})], ENGLISH)
    assert (verdict.text, verdict.source) == ("Government", "mixed")


def test_a_name_read_alike_stays_as_it_is():
    verdict = weigh([("Tejerina", 0.8)], [letters("Tejerina", 0.9, {4: ("n", 0.05)})], ENGLISH)
    assert (verdict.text, verdict.source) == ("Tejerina", "both")
