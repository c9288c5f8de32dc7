"""What a third text of the record says about a difference, and how far it is independent of the older one."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from declass.compare.align import Alignment, align_words
from declass.compare.difference import Difference
from declass.compare.layout import Laid
from declass.compare.words import Words

Order = Literal["earlier", "between", "later", "unknown"]
"""Where the witness was released: before the older text, between the two, or after the newer."""

State = Literal["present", "absent", "garbled", "unaligned"]

_CONTEXT = 8  # words on either side that must align before absence means anything
_CONTEXT_SHARE = 0.5
_HALF = 0.5
_GARBLED = (
    0.4  # letters standing there, as a share of the words', from which they count as misread, not absent
)


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
        order: when it was released, as far as known.
        name: what to call it in the evidence.
    """

    newer: Words
    older: Counterparts
    witness: Counterparts
    laid: Laid
    order: Order
    name: str

    @classmethod
    def of(
        cls, newer: Words, older: Counterparts, laid: Laid, order: Order = "unknown", name: str = "a witness"
    ) -> "Witness":
        return cls(newer, older, Counterparts.of(align_words(laid.words, newer)), laid, order, name)

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
        around = np.concatenate(
            (self.witness.here[max(0, a - _CONTEXT) : a], self.witness.here[b : b + _CONTEXT])
        )
        if not len(around) or around.mean() < _CONTEXT_SHARE:
            return "unaligned"
        letters = int(self.newer.bounds[b] - self.newer.bounds[a])
        return "garbled" if self.litter(difference) > _GARBLED * letters else "absent"

    def litter(self, difference: Difference) -> int:
        """How many letters of the witness stand there instead."""
        a, b = difference.new
        here, nearest = self.witness.here, self.witness.nearest
        left = a - 1
        while left >= 0 and not here[left]:
            left -= 1
        right = b
        while right < len(here) and not here[right]:
            right += 1
        if left < 0 or right >= len(here):
            return 0
        bounds = self.laid.words.bounds
        first, stop = int(nearest[left]) + 1, int(nearest[right])
        between = int(bounds[stop] - bounds[first]) if first < stop else 0
        lost = int(
            self.newer.bounds[right]
            - self.newer.bounds[b]
            + self.newer.bounds[a]
            - self.newer.bounds[left + 1]
        )
        return max(0, between - lost)
