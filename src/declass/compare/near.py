"""Near copies: texts that are nearly the same are told by their sketches, and one stands for all of them.

Without this, a text in many copies crowds itself out: its sequences stand in so many texts that they look
like boilerplate, and its copies fill its own list of best partners. What many different texts share (banners,
forms, routing sheets) is learned first and left out, or it would make near copies of strangers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from declass.compare.fingerprint import SKETCH
from declass.compare.join import Floats
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
_FILL, _ONE = np.uint64(2**64 - 1), np.uint64(1)  # no hash: their lower bits are zero
_NO_HASHES = np.zeros(0, np.uint64)


@dataclass
class Sketches:
    """Sketches of all texts, with what is common among them.

    Attributes:
        all: per unit, as ``fingerprint.sketch`` gives them.
        common: sorted, sequences that many different texts share.
    """

    all: Sequence[Hashes]
    common: Hashes

    @cached_property
    def _rows(self) -> Hashes:
        """A row for each sketch without what is common, filled up at its end."""
        rows = np.full((len(self.all), SKETCH), _FILL)
        lengths = np.array([len(sketch) for sketch in self.all], np.int64)
        rows[np.arange(SKETCH) < lengths[:, None]] = np.concatenate([_NO_HASHES, *self.all])
        if len(self.common):
            at = np.minimum(np.searchsorted(self.common, rows), len(self.common) - 1)
            rows[self.common[at] == rows] = _FILL
            rows.sort(axis=1)
        return rows

    @cached_property
    def _reach(self) -> Hashes:
        """Up to where each sketch holds all that its text holds."""
        return np.array(
            [sketch[-1] if len(sketch) == SKETCH else _FILL - _ONE for sketch in self.all], np.uint64
        )

    def least(self, unit: int, count: int) -> list[int]:
        """The least hashes of a unit's sketch, at most so many, boilerplate left out."""
        row = self._rows[unit, :count]
        found: list[int] = row[row != _FILL].tolist()
        return found

    def resemblances(self, unit: int, others: Sequence[int]) -> Floats:
        """How much of what either text holds is in both (Jaccard), boilerplate left out.

        Returns:
            For each other unit 0–1, to about .05; 0.0 where too little is known.
        """
        row, rows = self._rows[unit], self._rows[others]
        reach = np.minimum(self._reach[unit], self._reach[others])
        within = rows <= reach[:, None]
        at = np.minimum(np.searchsorted(row, rows), SKETCH - 1)
        both = ((row[at] == rows) & within).sum(axis=1)
        distinct = within.sum(axis=1) + np.searchsorted(row, reach, side="right") - both
        return np.where(distinct >= _LEAST, both / np.maximum(1, distinct), 0.0)


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
        asked = self._sketches.least(unit, _ASKED)
        votes = Counter(owner for value in asked for owner in self._owners.get(value, ()))
        likeliest = sorted(votes, key=lambda owner: (-votes[owner], owner))[:_LOOKED_AT]
        if likeliest:
            alike = self._sketches.resemblances(unit, likeliest)
            found, best = max(zip(alike.tolist(), likeliest, strict=True), key=lambda one: (one[0], -one[1]))
            if found >= self._least:
                return best
        self.lead(unit, asked)
        return unit

    def lead(self, unit: int, values: Sequence[int] | None = None) -> None:
        """Let a unit stand for those that resemble it."""
        if values is None:
            values = self._sketches.least(unit, _ASKED)
        for value in values:
            owners = self._owners.setdefault(value, [])
            if len(owners) < _EACH:
                owners.append(unit)
