"""How well a text reads, told from its letters alone, whatever else the collection holds."""

from functools import cache

import numpy as np
import numpy.typing as npt

from declass.compare.join import Floats
from declass.compare.words import CONFUSED
from declass.text.function_words import FUNCTION_WORDS
from declass.text.plausible import letter_triples

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_OTHER = len(_ALPHABET)
_SIGNS = _OTHER + 1
_UNSEEN = 3e-4
"""Probability of a letter after digits, signs of other alphabets, or letters it never follows."""
_WINDOW, _LEAST = 9, -3.3
"""Letters looked at together, and the least mean log-probability at which they count as language: in 100 well
read JFK texts 88% of the windows reach it, 24% where their letters are shuffled."""


def likelihood(letters: npt.NDArray[np.uint8]) -> Floats:
    """How likely each letter is after the two before it, 0–1, from the third on, spaces left out.

    Of the languages known (English, Spanish, Portuguese) the one that suits the text best.
    """
    coded = _codes()[letters]
    triples = (coded[:-2] * _SIGNS + coded[1:-1]) * _SIGNS + coded[2:]
    return max((_table(language)[triples] for language in FUNCTION_WORDS), key=lambda likely: likely.sum())


def legible(likely: Floats, count: int) -> npt.NDArray[np.bool_]:
    """Which of a text's ``count`` letters stand in a run of nine that is language rather than litter."""
    found = np.zeros(count + 1, np.int64)
    if count < _WINDOW:
        return found[:count] > 0
    sums = np.concatenate(([0.0], np.cumsum(np.log(likely))))
    step = _WINDOW - 2
    starts = np.flatnonzero(sums[step:] - sums[:-step] > _LEAST * step)
    found[starts] += 1
    found -= np.bincount(starts + _WINDOW, minlength=count + 1)
    return np.cumsum(found)[:count] > 0


@cache
def _codes() -> npt.NDArray[np.int32]:
    codes = np.full(256, _OTHER, np.int32)
    for place, letter in enumerate(_ALPHABET):
        codes[ord(letter)] = place
    return codes


@cache
def _table(language: str) -> Floats:
    """Probability of the third letter after the first two; rare triples lean on pairs, these on letters."""
    counts = _counted(language)
    letters = counts.sum((0, 1)) / counts.sum()
    pairs = (counts.sum(0) + 2 * letters) / (counts.sum((0, 2))[:, None] + 2)
    table = np.full((_SIGNS,) * 3, _UNSEEN)
    table[:_OTHER, :_OTHER, :_OTHER] = (counts + 5 * pairs) / (counts.sum(2)[:, :, None] + 5)
    floored: Floats = np.maximum(table, 1e-5).ravel()
    return floored


def _counted(language: str) -> Floats:
    """Letter triples in running text without spaces, look-alikes made one as in ``fingerprint``."""
    signs = _ALPHABET + "^$"
    counts = np.zeros((len(signs),) * 3)
    for triple, times in letter_triples(language).items():
        places = [signs.index(sign) for sign in triple.translate(CONFUSED)]
        counts[tuple(places)] += times
    begins, ends = signs.index("^"), signs.index("$")
    within = counts[:_OTHER, :_OTHER, :_OTHER].copy()
    first, second = counts[begins, begins, :_OTHER], counts[begins, :_OTHER, :_OTHER]
    last = counts[:_OTHER, :_OTHER, ends]
    lone = counts[begins, :_OTHER, ends]
    within += last[:, :, None] * (first / first.sum())
    within += (last.sum(0) + lone)[:, None, None] * (second / second.sum())
    return within
