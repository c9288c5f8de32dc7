"""Near copies: texts that are nearly the same are told by their sketches, and one stands for all of them.

Without this, a text in many copies crowds itself out: its sequences stand in so many texts that they look
like boilerplate, and its copies fill its own list of best partners. What many different texts share (banners,
forms, routing sheets) is learned first and left out, or it would make near copies of strangers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from declass.compare.fingerprint import SKETCH
from declass.compare.words import Hashes

NEAR_COPY = 0.5
"""Least resemblance (Jaccard of sequences that few texts share) to the text that stands for the others. On
1,207 JFK texts 767 pairs reach it by all their sequences, none of them different records that only share a
form; at .5 recall and precision were as good as at .6 to .8, and fewer texts are left to join."""
_ALIKE = 0.55
"""Texts above this, boilerplate and all, are one when it is counted in how many texts a sequence stands: else
a text in forty copies would be boilerplate. Two copies with 2% of their letters misread reach .60; strangers
reach it where seven tenths of each are boilerplate, and are then taken for near copies."""
_COMMON = 24
"""A sequence in the sketches of more different texts than this is boilerplate; the cap of ``join``."""
_LEAST = 16
"""Fewer sequences in both sketches' reach say nothing."""
_ASKED = 24
"""Least hashes of a sketch that are looked up; two texts at .5 share none of 24 once in millions."""
_EACH, _LOOKED_AT = 4, 8


def resemblance(one: Hashes, other: Hashes) -> float:
    """How much of what two sketches' texts hold is in both (Jaccard), 0–1, to about .05; 0.0 where unknown.

    >>> resemblance(np.arange(20, dtype=np.uint64), np.arange(10, 30, dtype=np.uint64))
    0.3333333333333333
    """
    both = np.concatenate((one, other))
    both.sort()
    again = int((both[1:] == both[:-1]).sum())
    distinct = len(both) - again
    return again / distinct if distinct >= _LEAST else 0.0


@dataclass
class Sketches:
    """Sketches of all texts, with what is common among them.

    Attributes:
        all: per unit, as ``fingerprint.sketch`` gives them.
        common: sorted, sequences that many different texts share.
    """

    all: list[Hashes]
    common: Hashes

    def resemblance(self, one: int, other: int) -> float:
        """Of two texts, boilerplate left out; 0–1."""
        return resemblance(*reach(self.all[one], self.all[other], self.common))


def reach(one: Hashes, other: Hashes, common: Hashes) -> tuple[Hashes, Hashes]:
    """Two sketches up to where both are complete, without what is common."""
    ends = [s[-1] for s in (one, other) if len(s) == SKETCH]
    a, b = (s[s <= min(ends)] if ends else s for s in (one, other))
    return _without(a, common), _without(b, common)


def _without(sketch: Hashes, common: Hashes) -> Hashes:
    if not len(common):
        return sketch
    at = np.minimum(np.searchsorted(common, sketch), len(common) - 1)
    kept: Hashes = sketch[common[at] != sketch]
    return kept


def leaders(sketches: Sequence[Hashes]) -> tuple[list[int], Hashes]:
    """For every text the one that stands for it (itself or an earlier one), and what is common among them."""
    equal = Leaders(Sketches(list(sketches), np.zeros(0, np.uint64)), _ALIKE)
    first = [unit for unit in range(len(sketches)) if equal.leader(unit) == unit]
    held = [sketches[unit] for unit in first]
    values, spread = np.unique(np.concatenate(held) if held else np.zeros(0, np.uint64), return_counts=True)
    common = values[spread > _COMMON]
    near = Leaders(Sketches(list(sketches), common), NEAR_COPY)
    return [near.leader(unit) for unit in range(len(sketches))], common


def leaders_in_order(sketches: Sequence[Hashes], order: Sequence[int]) -> tuple[list[int], Hashes]:
    """As ``leaders``, with the texts asked for in this order (each number once)."""
    led, common = leaders([sketches[unit] for unit in order])
    found = [0] * len(order)
    for unit, leader in zip(order, led, strict=True):
        found[unit] = order[leader]
    return found, common


class Leaders:
    """The texts that stand for their near copies; texts are asked for one by one, in the order they came.

    Args:
        sketches: of all texts that will be asked for.
        least: resemblance from which a text follows another, 0–1.
    """

    def __init__(self, sketches: Sketches, least: float) -> None:
        self._sketches, self._least = sketches, least
        self._owners: dict[int, list[int]] = {}

    def leader(self, unit: int) -> int:
        """The leader that ``unit`` is a near copy of; itself if there is none, and it leads from now on."""
        asked = _without(self._sketches.all[unit], self._sketches.common)[:_ASKED].tolist()
        votes = Counter(owner for value in asked for owner in self._owners.get(value, ()))
        likeliest = sorted(votes, key=lambda owner: (-votes[owner], owner))[:_LOOKED_AT]
        alike = {owner: self._sketches.resemblance(owner, unit) for owner in likeliest}
        best = max(alike, key=lambda owner: (alike[owner], -owner), default=unit)
        if best != unit and alike[best] >= self._least:
            return best
        self.lead(unit, asked)
        return unit

    def lead(self, unit: int, values: Sequence[int] | None = None) -> None:
        """Let a unit stand for those that resemble it."""
        if values is None:
            values = _without(self._sketches.all[unit], self._sketches.common)[:_ASKED].tolist()
        for value in values:
            owners = self._owners.setdefault(value, [])
            if len(owners) < _EACH:
                owners.append(unit)
