"""Language scores high, litter low, whatever the case and however many numbers."""

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.text.plausible import log_of_letters, plausibility, triples

SHARED = Path(__file__).parents[3] / "shared" / "data"

GOOD = [
    pytest.param("The ambassador asked the minister what he meant to do about the prisoners.", id="english"),
    pytest.param("El embajador preguntó al ministro qué pensaba hacer con los presos.", id="spanish"),
    pytest.param("O embaixador perguntou ao ministro o que pretendia fazer com os presos.", id="portuguese"),
    pytest.param(
        "1. SOURCE REPORTS TROOPS MOVED TOWARD VALPARAISO AT 0600 HOURS 11 SEPTEMBER.", id="telegram"
    ),
    pytest.param("Copper   1970   692.0   1971   708.3\nWheat    1,307   1,368   1,195", id="table"),
    pytest.param("Allende, Salvador\nPinochet Ugarte, Augusto\nLeigh, Gustavo\nMerino, José", id="names"),
    pytest.param("TOP SECRET", id="stamp"),
]

BAD = [
    pytest.param("~ ^ |l ;: .,\n'~-- ] ( ,.  e' . \\ i r*.\" \u25a0 |", id="symbol litter"),
    pytest.param("tHe sOuRcE rEpORtEd tHaT thE cOlOnEl lEfT tHe cOUnTrY", id="mixed case"),
    pytest.param("Wkh dpedvvdgru dvnhg wkh plqlvwhu zkdw kh phdqw wr gr", id="letters moved by three"),
    pytest.param("t h e a m b a s s a d o r c a l l e d o n t h e", id="spaced letters"),
    pytest.param("".join(f"(cid:{n})" for n in range(30, 90)), id="glyph numbers"),
    pytest.param("".join(chr(0xE000 + n) for n in range(90)), id="private use"),
    pytest.param("\ufffd" * 40 + " the of and \ufffd\ufffd\ufffd", id="replacement characters"),
    pytest.param("Tbc arnb~ss;dor cail«d oii tlio miiii5ter wh0 s^id n0t|ling", id="failed reading"),
]


@pytest.mark.parametrize("text", GOOD)
def test_what_people_write_scores_high(text):
    assert plausibility(text) > 0.7


@pytest.mark.parametrize("text", BAD)
def test_litter_scores_low(text):
    assert plausibility(text) < 0.55


def test_no_text_is_not_plausible():
    assert plausibility(" \n ") == 0.0


def _damaged(text: str, share: float) -> str:
    dice = random.Random(7)
    return "".join(
        dice.choice(".,;:|~^*_<>[]bdhlI01") if dice.random() < share and c != " " else c for c in text
    )


def test_each_further_damage_lowers_the_score():
    text = "The committee agreed to continue the support of the newspaper until the election in March. " * 8
    scores = [plausibility(_damaged(text, share)) for share in (0.0, 0.05, 0.15, 0.4, 0.9)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] - scores[2] > 0.15


def test_good_words_do_not_hide_broken_glyphs():
    text = "The committee agreed to continue the support. "
    assert plausibility(text + "\ue012" * 46) < 0.6 * plausibility(text)


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_the_score_is_a_share(text):
    assert 0.0 <= plausibility(text) <= 1.0


@given(st.text(alphabet="abcz ^$é1", max_size=40))
@settings(max_examples=50)
def test_every_word_of_n_letters_has_n_plus_one_triples(text):
    expected = sum(len(word) + 1 for word in re.findall("[a-z]+", text))
    assert sum(1 for _ in triples(text)) == expected


def test_half_a_megabyte_takes_less_than_a_second_or_so():
    dice = random.Random(3)
    words = ["".join(dice.choices("etaoinshrdlu", k=dice.randint(1, 9))) for _ in range(3_000)]
    text = " ".join(dice.choices(words, k=80_000))
    began = time.process_time()
    for start in range(0, len(text), 3_000):
        plausibility(text[start : start + 3_000])
    assert time.process_time() - began < 2.0  # four times what it takes, for busy machines


@pytest.mark.shared
def test_real_cables_score_above_the_same_cables_shuffled():
    folder = SHARED / "state_cables" / "text"
    if not folder.is_dir():
        pytest.skip("../shared/data is absent")
    dice = random.Random(1)
    for path in sorted(folder.glob("*.txt"))[:40]:
        text = path.read_text(encoding="utf-8")
        shuffled = re.sub(r"[^\W\d_]+", lambda m: "".join(dice.sample(m[0], len(m[0]))), text)
        assert plausibility(text) > 0.65 > 0.5 > plausibility(shuffled), path.name


def test_letters_that_follow_one_another_in_a_language_are_likelier_there():
    for word, language, other in (("which", "en", "es"), ("cuando", "es", "en"), ("nao", "pt", "en")):
        assert log_of_letters(word, language) > log_of_letters(word, other)
    assert log_of_letters("ambassadors", "en") < log_of_letters("ambassador", "en") < 0
