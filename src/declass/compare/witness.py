"""What a third text of the record says about a difference, and how far it is independent of the older one."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from declass.compare.align import Alignment, align_words
from declass.compare.difference import Difference, unmatched
from declass.compare.layout import Laid
from declass.compare.words import Words

Order = Literal["earlier", "between", "later", "unknown"]
"""Where the witness was released: before the older text, between the two, or after the newer."""

State = Literal["present", "absent", "garbled", "littered", "unaligned"]
"""``garbled``: what stands there may be the words, misread; ``littered``: as much, but unlike them."""

_CONTEXT = 8  # words on either side that must align before absence means anything
_CONTEXT_SHARE = 0.5
_HALF = 0.5
_GARBLED = (
    0.4  # letters standing there, as a share of the words', from which they count as misread, not absent
)
_MISREAD = 0.4  # share of letters in common from which what stands there may be the words, misread
_CONTENT = 3  # letters from which a word is worth looking for near by
_NEAR, _LOOSE = 60, 0.6  # words around in which, and share of letters from which, words were moved
_PART = 3  # letters below which a part that a witness shows, or lacks, is not cut off


@dataclass(frozen=True, slots=True)
class Counterparts:
    """For each word of the newer text, what the other text has there.

    Attributes:
        here: bool array; the word has a counterpart in its place or moved.
        form: uint64 array; hash of the counterpart where it is one single word, else 0.
        nearest: int64 array; index of the counterpart word, or of where it would stand.
    """

    here: npt.NDArray[np.bool_]
    form: npt.NDArray[np.uint64]
    nearest: npt.NDArray[np.int64]

    @classmethod
    def of(cls, alignment: Alignment) -> "Counterparts":
        size = len(alignment.new)
        here, form = np.zeros(size, np.bool_), np.zeros(size, np.uint64)
        nearest = np.zeros(size, np.int64)
        for run in alignment.runs:
            (n0, n1), (o0, o1) = run.new_words, run.old_words
            nearest[n0:n1] = o0
            if run.kind in ("only_new", "only_old"):
                continue
            here[n0:n1] = True
            if n1 - n0 == o1 - o0:
                form[n0:n1] = alignment.old.hashes[o0:o1]
                nearest[n0:n1] = np.arange(o0, o1)
        return cls(here, form, nearest)


@dataclass(frozen=True)
class Witness:
    """Another text of the record, aligned with the newer one.

    Attributes:
        older, witness: counterparts of the newer text's words in either.
        loose: words of the witness that have no counterpart in their place, and where they stand.
        order: when it was released, as far as known.
        name: what to call it in the evidence.
    """

    newer: Words
    older: Counterparts
    witness: Counterparts
    loose: Mapping[str, Sequence[int]]
    laid: Laid
    order: Order
    name: str

    @classmethod
    def of(
        cls, newer: Words, older: Counterparts, laid: Laid, order: Order = "unknown", name: str = "a witness"
    ) -> "Witness":
        alignment = align_words(laid.words, newer)
        loose = unmatched(alignment, moved=True)
        return cls(newer, older, Counterparts.of(alignment), loose, laid, order, name)

    @cached_property
    def shared_misreadings(self) -> float:
        """0–1: share of the older text's misreadings that the witness repeats; 0.5 where there are too few.

        Two texts of one engine from one scan repeat most of them, two engines hardly any.
        """
        own = self.newer.hashes
        wrong = (self.older.form != 0) & (self.older.form != own) & (self.witness.form != 0)
        same = wrong & (self.older.form == self.witness.form)
        return float((same.sum() + 1) / (wrong.sum() + 2))

    def state(self, difference: Difference) -> State:
        """Whether the witness has the words, in the same surroundings."""
        a, b = difference.new
        if float(self.witness.here[a:b].mean()) > _HALF:
            return "present"
        if not self.aligned(difference):
            return "unaligned"
        if self._near_by(a, b):
            return "present"
        if self.litter(a, b) <= _GARBLED * self._letters(a, b):
            return "absent"
        words = "".join(map(self.newer.word, range(a, b)))
        alike = Indel.normalized_similarity(self._instead(a, b), words)
        return "garbled" if alike >= _MISREAD else "littered"

    def aligned(self, difference: Difference) -> bool:
        """Whether the witness has the words around, so that lacking those between means something."""
        (a, b), here = difference.new, self.witness.here
        around = np.concatenate((here[max(0, a - _CONTEXT) : a], here[b : b + _CONTEXT]))
        return len(around) > 0 and float(around.mean()) >= _CONTEXT_SHARE

    def _letters(self, a: int, b: int) -> int:
        return int(self.newer.bounds[b] - self.newer.bounds[a])

    def _near_by(self, a: int, b: int) -> bool:
        """Whether the words stand unmatched near by, as where columns were read in another order."""
        words = [self.newer.word(i) for i in range(a, b)]
        content = [word for word in words if len(word) >= _CONTENT] or words
        spot = int(self.witness.nearest[max(0, self._shown_beside(a, b)[0])])
        found = sum(len(word) for word in content if self._stands(word, spot - _NEAR, spot + _NEAR))
        return found >= _LOOSE * sum(map(len, content))

    def _stands(self, word: str, low: int, high: int) -> bool:
        places = self.loose.get(word, ())
        at = bisect_left(places, low)
        return at < len(places) and places[at] <= high

    def _shown_beside(self, a: int, b: int) -> tuple[int, int]:
        """The nearest words before and after these that the witness has; beyond the text's ends if none."""
        before = int(np.searchsorted(self._shown, a))
        after = int(np.searchsorted(self._shown, b))
        left = int(self._shown[before - 1]) if before else -1
        return left, int(self._shown[after]) if after < len(self._shown) else len(self.newer)

    @cached_property
    def _shown(self) -> npt.NDArray[np.int64]:
        return np.flatnonzero(self.witness.here)

    def _place(self, a: int, b: int) -> tuple[int, int]:
        """Words of the witness between those."""
        left, right = self._shown_beside(a, b)
        if left < 0 or right >= len(self.witness.here):
            return 0, 0
        first, stop = int(self.witness.nearest[left]) + 1, int(self.witness.nearest[right])
        return (first, stop) if first < stop else (0, 0)

    def _instead(self, a: int, b: int) -> str:
        first, stop = self._place(a, b)
        return "".join(self.laid.folded[first:stop])

    def litter(self, a: int, b: int) -> int:
        """How many letters of the witness stand there instead, above what words beside them need."""
        first, stop = self._place(a, b)
        bounds = self.laid.words.bounds
        left, right = self._shown_beside(a, b)
        lost = self._letters(left + 1, a) + self._letters(b, min(right, len(self.newer)))
        return max(0, int(bounds[stop] - bounds[first]) - lost)

    def lacking(self, difference: Difference) -> npt.NDArray[np.bool_]:
        """Which of the words the witness lacks, with nothing in their stead."""
        first, stop = difference.new
        lacks = np.zeros(stop - first, np.bool_)
        for a, b in _runs(self.witness.here[first:stop]):
            if not self.witness.here[first + a]:
                a, b = first + a, first + b
                lacks[a - first : b - first] = self.litter(a, b) <= _GARBLED * self._letters(a, b)
        return lacks


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a difference.

    Attributes:
        shown: another release has its words, though not those beside it.
    """

    difference: Difference
    shown: bool


def parted(difference: Difference, witnesses: Sequence[Witness]) -> tuple[Part, ...]:
    """A difference cut where other releases begin or cease to show its words; empty where they do not.

    What an earlier release, or one between, shows and what none of them shows were not withheld together.
    """
    asked = [w for w in witnesses if w.order in ("earlier", "between") and w.aligned(difference)]
    if not asked:
        return ()
    first = difference.new[0]
    lacks = _smoothed(np.all([w.lacking(difference) for w in asked], axis=0), asked[0].newer, first)
    runs = _runs(lacks)
    if len(runs) == 1:
        return ()
    return tuple(Part(_clipped(difference, first + a, first + b), shown=not lacks[a]) for a, b in runs)


def _clipped(whole: Difference, a: int, b: int) -> Difference:
    """Words ``a`` to ``b`` of a difference, with what they hold of its cells."""
    clipped = [replace(cell, new=(max(a, cell.new[0]), min(b, cell.new[1]))) for cell in whole.cells]
    cells = tuple(cell for cell in clipped if cell.new[0] < cell.new[1])
    return replace(whole, new=(a, b), cells=cells if len(cells) > 1 else ())


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open runs of equal flags."""
    edges = [0, *(np.flatnonzero(flags[1:] != flags[:-1]) + 1).tolist(), len(flags)]
    return list(pairwise(edges))


def _smoothed(lacks: npt.NDArray[np.bool_], newer: Words, first: int) -> npt.NDArray[np.bool_]:
    """Without runs of fewer letters than a part has: they go with the words before, or else after, them."""
    smooth = lacks.copy()
    for a, b in _runs(lacks):
        if newer.bounds[first + b] - newer.bounds[first + a] < _PART:
            smooth[a:b] = smooth[a - 1] if a else not lacks[a]
    return smooth
