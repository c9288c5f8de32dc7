"""Spellings are made of what either engine saw, and the most believable is chosen."""

import numpy as np
import pytest

from declass.ocr.spelling import TOLD, WEIGHTS, Doubt, best_spelling, candidates, told_of
from declass.ocr.steps import spelt_out

ENGLISH = ("en",)


def doubt(first, second, sure=0.6, surely=0.6, others=None):
    ours = [{sign: sure} for sign in first]
    theirs = [{sign: surely, **(others or {}).get(i, {})} for i, sign in enumerate(second)]
    return Doubt(ours, sure, theirs, spelt_out(theirs, first))


def test_every_thing_told_has_a_weight():
    found = told_of(doubt("HELPEO", "NELPED"), ["HELPED", "NELPED"], ENGLISH)
    assert found.shape == (2, len(TOLD)) == (2, len(WEIGHTS))


def test_both_readings_and_their_mixtures_are_weighed():
    assert {"HELPEO", "NELPED", "HELPED", "NELPEO"} <= set(candidates(doubt("HELPEO", "NELPED")))


def test_readings_of_unequal_length_are_mixed_too():
    assert best_spelling(doubt("CONTRAEAND", "CONTABAND"), ENGLISH) == "CONTRABAND"


def test_no_sign_is_written_that_neither_saw():
    found = candidates(doubt("MAKS", "NAXS", others={3: {"E": 0.5}}))
    assert "MAKE" in found
    assert set("".join(found)) <= set("MAKSNXE")


def test_without_a_first_reading_the_second_is_weighed_alone():
    assert best_spelling(doubt("", "NOTIFED", surely=0.9), ENGLISH) == "NOTIFED"


@pytest.mark.parametrize("sure", [0.3, 0.95])
def test_how_sure_the_first_engine_was_tells(sure):
    found = told_of(doubt("5,000", "9,000", sure=sure), ["5,000", "9,000"], ENGLISH)
    assert found[0, TOLD.index("sure first")] == pytest.approx(sure)
    assert np.all(found[1, [TOLD.index("as first"), TOLD.index("sure first")]] == 0)
