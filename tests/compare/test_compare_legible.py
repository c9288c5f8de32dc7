"""Language is told from the litter of a failed reading by its letters."""

import random

import numpy as np
import pytest

from declass.compare.fingerprint import fingerprint
from declass.compare.legible import legible, likelihood

CLEAN = """The ambassador asked whether the government would receive the delegation before the end of the
month. The minister answered that he had not yet been told what the delegation wanted, and that the matter
would have to wait until the president returned to the capital."""
SPANISH = """El embajador preguntó si el gobierno recibiría a la delegación antes del fin de mes. El ministro
contestó que todavía no sabía lo que la delegación quería, y que el asunto tendría que esperar hasta que el
presidente volviera a la capital."""
LITTER = "xjk ae ee oe Whe a7 rgtse VeLbliims jos Terecavea wadq ihi zzt Qpe fj oo eeu tlk wq vve rrj kk aio"


def letters(text):
    return fingerprint(text).letters


def shuffled(text):
    signs = list(text)
    random.Random(1).shuffle(signs)
    return "".join(signs)


def test_language_has_likelier_letters_than_the_same_letters_shuffled_or_litter():
    reads = [float(likelihood(letters(t)).mean()) for t in (CLEAN, SPANISH, shuffled(CLEAN), LITTER)]
    assert reads[0] > 0.145
    assert reads[1] > 1.3 * max(reads[2:])
    assert max(reads[2:]) < 0.1


def test_most_windows_of_language_are_legible_and_fewer_of_the_same_letters_shuffled():
    shares = []
    for text in (CLEAN, SPANISH, shuffled(CLEAN)):
        read = letters(text)
        shares.append(legible(likelihood(read), len(read)).mean())
    assert shares[0] > 0.9
    assert shares[1] > 0.8
    assert shares[2] < 0.7


def test_look_alikes_do_not_lower_how_a_text_reads():
    assert likelihood(letters("lnforrnation")).tolist() == likelihood(letters("Inforrnati0n")).tolist()


@pytest.mark.parametrize("text", ["", "a", "ab", "abcdefgh"])
def test_texts_of_a_few_letters_are_not_legible(text):
    read = letters(text)
    assert not legible(likelihood(read), len(read)).any()
    assert len(likelihood(read)) == max(0, len(text) - 2)


def test_every_likelihood_is_a_probability():
    rng = np.random.default_rng(1)
    likely = likelihood(rng.integers(0, 256, 20_000).astype(np.uint8))
    assert likely.min() > 0
    assert likely.max() <= 1
