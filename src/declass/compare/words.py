"""Words of a text as arrays: where they stand, their letters and a 64-bit hash of each."""

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from declass.text.normal import fold

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15  # odd: its powers have inverses modulo 2**64, so a word's place drops out
_INVERSE = pow(_BASE, -1, 2**64)
DROPPED, SEVERAL = 0, 0x110000
_TABLE = 0x10000
# One letter for all that OCR mistakes for one another; only resemblance is computed on these forms.
CONFUSED = str.maketrans("0i1|5829q", "olllsbzgg")


@dataclass(frozen=True)
class Words:
    """Runs of letters and digits of a text, accents and case folded.

    Attributes:
        text: the text as given.
        start, end: int64 arrays, spans of the words in ``text``.
        letters: the folded letters of all words, one after another, without anything between.
        bounds: int64 array, ``len + 1``; word ``i`` is ``letters[bounds[i]:bounds[i + 1]]``.
        hashes: uint64 array; equal words have equal hashes.
    """

    text: str
    start: Ints
    end: Ints
    letters: str
    bounds: Ints
    hashes: Hashes

    def __len__(self) -> int:
        return len(self.start)

    def word(self, i: int) -> str:
        return self.letters[self.bounds[i] : self.bounds[i + 1]]

    @cached_property
    def blurred(self) -> str:
        """``letters`` with those that scanning confuses made one; same length."""
        return self.letters.translate(CONFUSED)

    @cached_property
    def cuts(self) -> Ints:
        """Where each word's share of the text begins, and where the text ends; the first at 0."""
        cuts = np.append(self.start, len(self.text))
        cuts[0] = 0
        return cuts


def split(text: str) -> Words:
    """The words of a text.

    >>> [split("Oﬃcial, REUNIÓN").word(i) for i in range(2)]
    ['official', 'reunion']
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letter, folded = _looked_up(codes)
    edges = np.diff(np.concatenate(([0], letter.astype(np.int8), [0])))
    start, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    kept, owners = _letters(codes, letter, folded)
    before = np.concatenate(([0], np.cumsum(owners)))
    bounds = np.append(before[start], before[-1]) if len(start) else np.zeros(1, np.int64)
    letters = kept.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return Words(text, start, end, letters, bounds, _hashes(kept, bounds))


def _letters(
    codes: npt.NDArray[np.uint32], letter: npt.NDArray[np.bool_], folded: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.uint32], Ints]:
    """Folded letters of all words, and how many letters each code point of the text gave."""
    owners = (letter & (folded != DROPPED)).astype(np.int64)
    several = np.flatnonzero(letter & (folded == SEVERAL))
    if not len(several):
        return folded[owners == 1], owners
    opened = {int(c): [ord(x) for x in fold(chr(int(c)))] for c in np.unique(codes[several])}
    owners[several] = [len(opened[int(codes[i])]) for i in several]
    kept = np.repeat(folded, owners)
    places = np.concatenate(([0], np.cumsum(owners)))
    for i in several:
        kept[places[i] : places[i + 1]] = opened[int(codes[i])]
    return kept, owners


def _hashes(kept: npt.NDArray[np.uint32], bounds: Ints) -> Hashes:
    """Polynomial hashes of words from one running sum; all arithmetic modulo 2**64."""
    if len(bounds) < 2:
        return np.zeros(0, np.uint64)
    powers, inverses = _powers(len(kept) + 1)
    mixed = (kept.astype(np.uint64) + np.uint64(0x51ED)) * np.uint64(0xD6E8FEB86659FD93)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(mixed * powers[:-1], dtype=np.uint64)))
    hashes: Hashes = (sums[bounds[1:]] - sums[bounds[:-1]]) * inverses[bounds[:-1]]
    return hashes ^ (hashes >> np.uint64(29))


def _powers(n: int) -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse; kept for the longest text so far, rounded up."""
    powers, inverses = _powers_up_to(1 << max(12, (n - 1).bit_length()))
    return powers[:n], inverses[:n]


@cache
def _powers_up_to(n: int) -> tuple[Hashes, Hashes]:
    made = []
    for base in (_BASE, _INVERSE):
        factors = np.full(n, base, np.uint64)
        factors[0] = 1
        made.append(np.multiply.accumulate(factors))
    return made[0], made[1]


def _looked_up(codes: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint32]]:
    """For each code point: whether it belongs to a word, and its folded form."""
    letters, folds = folding_tables()
    if not len(codes) or codes.max() < _TABLE:
        return letters[codes], folds[codes]
    low = np.minimum(codes, _TABLE - 1)
    letter, folded = letters[low], folds[low]
    for i in np.flatnonzero(codes >= _TABLE):  # rare: beyond the Basic Multilingual Plane
        letter[i], folded[i] = is_letter(int(codes[i])), _folded(int(codes[i]))
    return letter, folded


@cache
def folding_tables() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint32]]:
    """For each code point of the Basic Multilingual Plane, as ``_looked_up`` tells."""
    letters = np.fromiter((is_letter(c) for c in range(_TABLE)), np.bool_, _TABLE)
    folds = np.fromiter((_folded(c) if letters[c] else 0 for c in range(_TABLE)), np.uint32, _TABLE)
    return letters, folds


def is_letter(code: int) -> bool:
    """Whether a code point belongs to words."""
    char = chr(code)
    return char.isalnum() or bool(unicodedata.combining(char)) or code == 0xAD  # soft hyphen


def _folded(code: int) -> int:
    form = "" if code == 0xAD else fold(chr(code))
    if len(form) == 1:
        return ord(form)
    return SEVERAL if form else DROPPED
