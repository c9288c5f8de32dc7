"""Readable words of texts, learned from the collection, and how many of them two texts have in common."""

from pathlib import Path

import numpy as np

from declass.compare.join import Floats
from declass.compare.words import Hashes, Ints, Words

_LETTERS = 3
"""Shorter words are in every text and in every text's litter."""
_COMMON = 0.2
"""A word in more than this share of texts says nothing about a pair."""


class Vocabulary:
    """Distinct words of every unit, in one file, read back where needed.

    Args:
        folder: where the file goes; the caller removes it.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "words.u64"
        self._stream = self._file.open("wb")
        self._ends = [0]
        self._words: Hashes = np.zeros(0, np.uint64)
        self._known: Hashes = np.zeros(0, np.uint64)
        self._weight: Floats = np.zeros(0)
        self.readable: Floats = np.zeros(0)
        """Per unit, share of its distinct words that other texts have too, above 0 and below 1."""

    def add(self, words: Words) -> None:
        """Take the words of the next unit."""
        distinct = np.unique(words.hashes[np.diff(words.bounds) >= _LETTERS])
        distinct.tofile(self._stream)
        self._ends.append(self._ends[-1] + len(distinct))

    def finish(self) -> None:
        """Learn which words are readable: those that several texts have, weighted by their rarity."""
        self._stream.close()
        self._words = np.fromfile(self._file, np.uint64)
        units = len(self._ends) - 1
        known, spread = np.unique(self._words, return_counts=True)
        kept = (spread >= readable_from(units)) & (spread <= max(10, _COMMON * units))
        self._known, self._weight = known[kept], np.log(1 + units / spread[kept])
        self.readable = self._readable_shares(known[spread >= max(2, readable_from(units))])

    def _readable_shares(self, recurring: Hashes) -> Floats:
        ends = np.array(self._ends)
        hit = np.zeros(len(self._words) + 1, np.int64)
        if len(recurring):
            at = np.minimum(np.searchsorted(recurring, self._words), len(recurring) - 1)
            hit[1:] = np.cumsum(recurring[at] == self._words)
        share: Floats = (hit[ends[1:]] - hit[ends[:-1]] + 1) / (np.diff(ends) + 2)
        return share

    def shares(self, a: Ints, b: Ints) -> Floats:
        """Weighted share of a's readable words that b has, and of b's that a has, for pairs of units.

        Returns:
            Shape (n, 2), above 0 and below 1: a half is added to what is common and three to what could be,
            so that a few words prove little.
        """
        found = np.empty((len(a), 2))
        held: dict[int, tuple[Ints, float]] = {}
        for k in np.argsort(a, kind="stable").tolist():
            if len(held) > 4096:
                held.clear()
            one, two = int(a[k]), int(b[k])
            for unit in (one, two):
                if unit not in held:
                    held[unit] = self._readable(unit)
            common = float(self._weight[np.intersect1d(held[one][0], held[two][0], assume_unique=True)].sum())
            found[k] = (common + 0.5) / (held[one][1] + 3), (common + 0.5) / (held[two][1] + 3)
        return found

    def _readable(self, unit: int) -> tuple[Ints, float]:
        """A unit's readable words, as places in the vocabulary, and their weight."""
        words = self._words[self._ends[unit] : self._ends[unit + 1]]
        if not len(self._known):
            return np.zeros(0, np.int64), 0.0
        at = np.minimum(np.searchsorted(self._known, words), len(self._known) - 1)
        places = at[self._known[at] == words]
        return places, float(self._weight[places].sum())


def readable_from(units: int) -> int:
    """In how many texts a word must stand to be taken for readable; litter seldom recurs.

    >>> [readable_from(n) for n in (10, 200, 900, 10000)]
    [1, 2, 3, 5]
    """
    return 1 if units < 60 else 2 if units < 300 else 3 if units < 1000 else 5
