"""Numbers as evidence: a date, a sum or a cable's serial number is seldom the same by chance."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from declass.compare.fingerprint import said
from declass.compare.join import Floats, Shared
from declass.compare.words import Hashes

_COMMON = 0.2
"""A number in more than this share of texts weighs nothing."""
_TOLD = 4


class Figures:
    """The numbers of every text, weighted by how few texts have them.

    Args:
        held: per unit, its distinct numbers, sorted; see ``fingerprint.figures``.
    """

    def __init__(self, held: Sequence[Hashes]) -> None:
        self._ends = np.concatenate(([0], np.cumsum([len(h) for h in held], dtype=np.int64)))
        self._all = np.concatenate(held) if held else np.zeros(0, np.uint64)
        _, place, spread = np.unique(self._all, return_inverse=True, return_counts=True)
        texts = max(1, sum(len(h) > 0 for h in held))
        self._weights = np.maximum(0.0, np.log(_COMMON * texts / spread))[place]

    def shares(self, pairs: Shared) -> Floats:
        """For every pair, natural logarithms: weight of the numbers in common as a share of the lesser
        side's and of both (geometric mean), and the lesser side's weight.

        Returns:
            Shape (n, 3); one is added to what is common, four to what could be: few prove little.
        """
        found = np.empty((len(pairs.a), 3))
        for k, (a, b) in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)):
            (ours, weights), (theirs, other) = self._of(a), self._of(b)
            common = float(weights[_in_both(ours, theirs)].sum())
            lesser, greater = sorted((float(weights.sum()) + 4, float(other.sum()) + 4))
            found[k] = common + 1, common + 1, lesser
            found[k, :2] /= lesser, (lesser * greater) ** 0.5
        logarithms: Floats = np.log(found)
        return logarithms

    def told(self, a: int, b: int) -> list[str]:
        """The rarest numbers that two texts have in common, as written."""
        (ours, weights), (theirs, _) = self._of(a), self._of(b)
        both = _in_both(ours, theirs)
        order = np.argsort(-weights[both], kind="stable")[:_TOLD]
        return said(ours[both][order][weights[both][order] > 0])

    def _of(self, unit: int) -> tuple[Hashes, Floats]:
        here = slice(self._ends[unit], self._ends[unit + 1])
        return self._all[here], self._weights[here]


def _in_both(ours: Hashes, theirs: Hashes) -> npt.NDArray[np.bool_]:
    if not len(theirs):
        return np.zeros(len(ours), np.bool_)
    at = np.minimum(np.searchsorted(theirs, ours), len(theirs) - 1)
    found: npt.NDArray[np.bool_] = theirs[at] == ours
    return found
