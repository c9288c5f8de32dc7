"""Words are told apart by how usual they look."""

import pytest

from declass.ocr.wording import LOOKS, look_of


def look(word, languages=("en",)):
    return dict(zip(LOOKS, look_of(word, languages), strict=True))


def test_known_and_common_words_count_by_their_signs():
    assert (look("contraband,")["known"], look("contraband,")["common"]) == (11, 0)
    assert look("WITH")["common"] == 4


def test_short_words_of_the_lists_do_not_count():
    assert look("cat")["known"] == 0


@pytest.mark.parametrize(
    ("word", "name", "count"),
    [
        ("LaTrER", "odd case", 1),
        ("McCone", "odd case", 0),
        ("GOLOGICe27", "mixed", 1),
        ("co~ly", "within", 1),
        ("(b)", "edge", 2),
        ("|I", "rare", 1),
    ],
)
def test_what_looks_odd_is_counted(word, name, count):
    assert look(word)[name] == count


def test_letters_that_follow_one_another_as_in_the_language_are_likelier():
    usual, odd = look("determination"), look("determiaation")
    assert usual["log of letters"] > odd["log of letters"]
    assert usual["letters"] == odd["letters"] == 14


def test_a_number_has_no_letters_to_judge():
    assert (look("1972")["log of letters"], look("1972")["letters"]) == (0.0, 0)
