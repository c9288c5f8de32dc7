"""Language is told for telegrams as for prose, and not told where there is too little to tell."""

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.text.language import detect

SENTENCES = [
    pytest.param("The minister told our officer that the vote would be held in June.", "en", id="english"),
    pytest.param(
        "El ministro dijo a nuestro funcionario que la votación sería en junio.", "es", id="spanish"
    ),
    pytest.param(
        "O ministro disse ao nosso funcionário que a votação seria em junho.", "pt", id="portuguese"
    ),
    pytest.param(
        "Le ministre a dit à notre agent que le vote aurait lieu au mois de juin.", "fr", id="french"
    ),
]


@pytest.mark.parametrize(("text", "language"), SENTENCES)
def test_a_sentence_is_told_in_its_language(text, language):
    assert detect(text) == language


@pytest.mark.parametrize(("text", "language"), SENTENCES)
def test_capitals_change_nothing(text, language):
    assert detect(text.upper()) == language


@pytest.mark.parametrize(
    "text", ["", "SECRET", "104-10012-10022 13-00000 201-289248", "| ~ ^ _ ;; (cid:12)", "a b c d"]
)
def test_too_little_to_tell_is_none(text):
    assert detect(text) is None


def test_numbers_around_the_words_change_nothing():
    body = "SOURCE STATED THAT THE COLONEL HAD LEFT THE COUNTRY BY SHIP AND WAS NOT EXPECTED TO RETURN"
    assert detect(f"{'0 1 2 3 ' * 500}{body}{' 104-10012' * 50}") == "en"


def test_no_network_is_touched(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert detect("The committee agreed to continue the support of the newspaper.") == "en"


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_a_tag_or_none(text):
    language = detect(text)
    assert language is None or (2 <= len(language) <= 3 and language.islower())
