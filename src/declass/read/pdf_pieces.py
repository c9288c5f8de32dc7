"""Bars that were painted in pieces, each as one mark: a fill for every letter, slivers, strips, hatching.

::

    ┌┬┬┬┬┬┐   ┌───────┐   ╱╱╱╱╱╱╱
    ││││││││  ├───────┤   ╱╱╱╱╱╱╱      each looks like  ███████
    └┴┴┴┴┴┘   └───────┘   ╱╱╱╱╱╱╱

A piece is thinner than type, or hides a few letters of a word; lines of a hatching lie on one another.
Marks that hide whole words (bars of other words, cells of a table) are left as they are, unless they
continue a piece. Only marks that share a cell of a grid are laid against one another, so that the cost grows
with their number; where millions would be, as in a drawing of dots upon dots, the page is left as it is.
Whether anything is hidden at all is not judged here: that is seen on the drawn page.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from declass.model.anchor import Box
from declass.model.drawing import Mark

_THIN_PT = 5.0  # lower than any line of type, as of the bars that withhold
_APART_PT = 1.5  # between pieces that look as one: three pixels, where the page is looked at
_SAME_ROW = 0.5  # share of the longer side that both have: fills cut to letters are as high as the letter
_OVER = 0.5  # share of the smaller within the other: lines of a hatching, by their bounds
_FEW = 3  # letters under one piece; a bar of more is a bar of its own, even where it cuts a word
_STEP = 16  # greys between neighbours of one look
_OPAQUE = 0.5
_CELL_PT = 16.0  # of the grid: about a line of type
_FARTHEST_PT = 100_000.0  # a page has at most 14,400 on a side (ISO 32000-1, annex C)
_MOST_CELLS = 200  # that one mark may be entered in; what is larger is laid against every piece
_MOST_PAIRS = 8_000_000  # of a page, about ten seconds
_AT_ONCE = 500_000  # pairs, which bounds the memory

_Numbers = NDArray[np.float64]
_Flags = NDArray[np.bool_]


def with_bars(marks: Sequence[Mark], boxes: _Numbers, words: NDArray[np.int64]) -> list[Mark]:
    """The marks, and after the last piece of each bar that was painted in pieces the whole of it.

    Args:
        marks: in the order of painting.
        boxes: of the page's characters, shape (n, 4).
        words: for each character the number of its word, shape (n,).
    """
    pieces = [number for number, mark in enumerate(marks) if mark.opacity >= _OPAQUE]
    sides = np.array([_sides(marks[number].box) for number in pieces], dtype=np.float64).reshape(-1, 4)
    held = _held(sides, boxes, words)
    looks = [marks[number] for number in pieces]
    after: dict[int, list[Mark]] = {}
    for members in _together(looks, sides, held):
        whole = _whole([looks[member] for member in members])
        after.setdefault(pieces[members[-1]], []).append(whole)
    return [one for number, mark in enumerate(marks) for one in (mark, *after.get(number, ()))]


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def _held(sides: _Numbers, boxes: _Numbers, words: NDArray[np.int64]) -> list[tuple[int, bool]]:
    """For each side, characters whose middle lies within, and whether they are but a part of some word."""
    x, y = (boxes[:, :2] + boxes[:, 2:]).T / 2
    order = np.argsort(y)
    x, y, of, letters = x[order], y[order], words[order], np.bincount(words) if len(words) else words
    first, last = np.searchsorted(y, sides[:, 1], "left"), np.searchsorted(y, sides[:, 3], "right")
    held = []
    for (left, _, right, _), start, end in zip(sides, first, last, strict=True):
        inside = of[start:end][(left <= x[start:end]) & (x[start:end] <= right)]
        numbers, counts = np.unique(inside, return_counts=True)
        held.append((len(inside), bool((counts < letters[numbers]).any())))
    return held


def _together(looks: Sequence[Mark], sides: _Numbers, held: Sequence[tuple[int, bool]]) -> list[list[int]]:
    """Numbers of the pieces of each bar that has several, rising."""
    if len(looks) < 2:
        return []
    pieces = _Pieces(looks, sides, held)
    if pieces.pairs > _MOST_PAIRS:
        return []
    bars = _Joined(len(looks))
    for one, other in pieces.continued():
        bars.join(one, other)
    return bars.groups()


class _Pieces:
    """Marks in a grid, and which of them go on from one another.

    Attributes:
        pairs: how many are laid against one another.
    """

    def __init__(self, looks: Sequence[Mark], sides: _Numbers, held: Sequence[tuple[int, bool]]) -> None:
        thin = (sides[:, 2:] - sides[:, :2]) < _THIN_PT
        cuts, few = np.array([cuts for _, cuts in held]), np.array([count <= _FEW for count, _ in held])
        self._part = thin.any(axis=1) | cuts
        self._small = thin.any(axis=1) | (cuts & few)
        self._flat, self._single = thin[:, 1], np.array([count <= 1 for count, _ in held])
        self._kinds = np.array([hash((mark.kind, mark.subtype)) for mark in looks])
        self._greys = np.array([-1000 if mark.grey is None else mark.grey for mark in looks])
        self._sides = sides
        self._cells = list(self._against())
        self.pairs = sum(len(parts) * len(others) for parts, others in self._cells)

    def _against(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Pieces, and what each of them is laid against: cell by cell, then those that fill many cells."""
        cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        cornered = np.clip(np.nan_to_num(self._sides), -_FARTHEST_PT, _FARTHEST_PT)
        low = np.floor((cornered[:, :2] - _APART_PT) / _CELL_PT).astype(int)
        high = np.floor((cornered[:, 2:] + _APART_PT) / _CELL_PT).astype(int)
        large = (high - low + 1).prod(axis=1) > _MOST_CELLS
        for number in np.flatnonzero(~large).tolist():
            for column in range(low[number, 0], high[number, 0] + 1):
                for row in range(low[number, 1], high[number, 1] + 1):
                    cells[column, row].append(number)
        for members in map(np.array, cells.values()):
            yield members[self._part[members]], members
        yield np.flatnonzero(self._part), np.flatnonzero(large)
        yield np.flatnonzero(self._part & large), np.arange(len(self._sides))

    def continued(self) -> Iterator[tuple[int, int]]:
        """Pairs that are one bar, some of them several times."""
        for parts, others in self._cells:
            step = max(1, _AT_ONCE // max(1, len(others)))
            for start in range(0, len(parts), step):
                here = parts[start : start + step]
                one, other = np.nonzero(self._continue(here[:, None], others[None, :]))
                yield from zip(here[one].tolist(), others[other].tolist(), strict=True)

    def _continue(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> _Flags:
        """Of which pairs one lies on the other, or goes on from it in its row, or in its column where they
        may stack."""
        a, b = self._sides[one], self._sides[other]
        own, lengths = a[..., 2:] - a[..., :2], b[..., 2:] - b[..., :2]
        shared = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
        level = shared >= _SAME_ROW * np.maximum(lengths, own)
        meet = shared >= -_APART_PT
        common = np.clip(shared, 0, None).prod(axis=-1)
        smaller = np.maximum(np.minimum(lengths.prod(axis=-1), own.prod(axis=-1)), 1e-6)
        over = (common >= _OVER * smaller) & level.any(axis=-1)
        small = self._small[one] | self._small[other]
        stacks = (self._flat[one] & self._flat[other]) | (self._single[one] & self._single[other])
        goes_on = (level[..., 1] & meet[..., 0] & small) | (level[..., 0] & meet[..., 1] & stacks)
        found: _Flags = (over | goes_on) & self._alike(one, other)
        return found

    def _alike(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> _Flags:
        greys = np.abs(self._greys[one] - self._greys[other]) <= _STEP
        found: _Flags = greys & (self._kinds[one] == self._kinds[other])
        return found


class _Joined:
    """Numbers that belong together, by pairs (union and find)."""

    def __init__(self, count: int) -> None:
        self._first = list(range(count))

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self._root(one), self._root(other)))
        self._first[high] = low

    def _root(self, number: int) -> int:
        while self._first[number] != number:
            self._first[number] = self._first[self._first[number]]
            number = self._first[number]
        return number

    def groups(self) -> list[list[int]]:
        """Those of two and more, rising."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self._first)):
            found[self._root(number)].append(number)
        return [members for members in found.values() if len(members) > 1]


def _whole(pieces: Sequence[Mark]) -> Mark:
    """One mark for all, painted with the last; of a form where all are of the same."""
    sides = np.array([_sides(piece.box) for piece in pieces])
    box = Box(*(float(side) for side in (*sides[:, :2].min(axis=0), *sides[:, 2:].max(axis=0))))
    groups = {piece.group for piece in pieces}
    return replace(pieces[-1], box=box, group=groups.pop() if len(groups) == 1 else None)
