"""Names are told from the capitalised words that are none."""

import pytest

from declass.pipeline.release_names import counted_names, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He met Ruiz. The Ambassador of Chile", ["Ruiz", "Chile"]),
        ("CLASSIFICATION: SECRET\n14 April, by BMJ", []),
        ("ACTION REQUIRED BY HEADQUARTERS STATION MONTEVIDEO", ["MONTEVIDEO"]),
        ("paid through Harold White in Mexico City", ["Harold White", "Mexico City"]),
        ("the KGB and the EUR desk", ["KGB"]),
        ("Valtierra’s brother; VALPA- had left", ["Valtierra", "VALPA"]),
        ("PROVIDE FURTHER DETAILS OF TRAVEL", []),
        ("", []),
    ],
    ids=["title", "form words", "capitals", "ordinary surname", "bodies", "endings", "a cable", "empty"],
)
def test_names_are_told_from_other_words_in_capitals(text, names):
    assert names_in(text) == names


def test_a_name_in_capitals_and_in_small_letters_is_one():
    assert counted_names({"OSLO": {"1", "2"}, "Oslo": {"2"}, "Bern": {"1"}}) == [("Oslo", 2), ("Bern", 1)]
