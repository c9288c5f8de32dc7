"""Bars that were painted in pieces, each as one mark: a fill for every letter, slivers, strips, hatching.

::

    ┌┬┬┬┬┬┐   ┌───────┐   ╱╱╱╱╱╱╱
    ││││││││  ├───────┤   ╱╱╱╱╱╱╱      each looks like  ███████
    └┴┴┴┴┴┘   └───────┘   ╱╱╱╱╱╱╱

A piece is thinner than type, or hides a few letters of a word; lines of a hatching lie on one another.
Marks that hide whole words (bars of other words, cells of a table) are left as they are, unless they
continue a piece. A page of more than 4,000 marks is left as it is. Whether anything is hidden at all is not
judged here: that is seen on the drawn page.
"""

from collections.abc import Sequence
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
_MOST_PIECES = (
    4000  # of a page: as many take 2 s, four times as many 35 s, as each is laid against all others
)

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
    if len(pieces) > _MOST_PIECES:  # a map or a drawing
        return list(marks)
    sides = np.array([_sides(marks[number].box) for number in pieces], dtype=np.float64).reshape(-1, 4)
    held = [_held(side, boxes, words) for side in sides]
    looks = [marks[number] for number in pieces]
    after: dict[int, list[Mark]] = {}
    for members in _together(looks, sides, held):
        whole = _whole([looks[member] for member in members])
        after.setdefault(pieces[members[-1]], []).append(whole)
    return [one for number, mark in enumerate(marks) for one in (mark, *after.get(number, ()))]


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def _held(side: _Numbers, boxes: _Numbers, words: NDArray[np.int64]) -> tuple[int, bool]:
    """Characters whose middle lies within, and whether they are but a part of some word."""
    x, y = (boxes[:, :2] + boxes[:, 2:]).T / 2
    inside = (side[0] <= x) & (x <= side[2]) & (side[1] <= y) & (y <= side[3])
    of = words[inside]
    return int(inside.sum()), bool(len(of)) and bool(np.isin(words[~inside], of).any())


def _together(looks: Sequence[Mark], sides: _Numbers, held: Sequence[tuple[int, bool]]) -> list[list[int]]:
    """Numbers of the pieces of each bar that has several, rising."""
    if len(looks) < 2:
        return []
    thin = (sides[:, 2:] - sides[:, :2]) < _THIN_PT
    part = thin.any(axis=1) | np.array([cuts for _, cuts in held])
    small = thin.any(axis=1) | np.array([cuts and count <= _FEW for count, cuts in held])
    single = np.array([count <= 1 for count, _ in held])
    kinds = np.array([hash((mark.kind, mark.subtype)) for mark in looks])
    greys = np.array([-1000 if mark.grey is None else mark.grey for mark in looks])
    first = np.arange(len(looks))
    for number in np.flatnonzero(part):
        alike = (kinds == kinds[number]) & (np.abs(greys - greys[number]) <= _STEP)
        stacks = (thin[:, 1] & thin[number, 1]) | (single & single[number])
        near = np.flatnonzero(alike & _continues(sides, sides[number], small | small[number], stacks))
        known = np.unique(first[near])
        first[np.isin(first, known)] = known[0]  # the piece is near itself
    groups: dict[int, list[int]] = {}
    for place, root in enumerate(first.tolist()):
        groups.setdefault(root, []).append(place)
    return [members for members in groups.values() if len(members) > 1]


def _continues(sides: _Numbers, one: _Numbers, small: _Flags, stacks: _Flags) -> _Flags:
    """Which boxes lie on this one, or go on from it in its row, or in its column where they may stack."""
    lengths, own = sides[:, 2:] - sides[:, :2], one[2:] - one[:2]
    shared = np.minimum(sides[:, 2:], one[2:]) - np.maximum(sides[:, :2], one[:2])
    level = shared >= _SAME_ROW * np.maximum(lengths, own)
    meet = shared >= -_APART_PT
    common = np.clip(shared, 0, None).prod(axis=1)
    smaller = np.maximum(np.minimum(lengths.prod(axis=1), own.prod()), 1e-6)
    over = (common >= _OVER * smaller) & level.any(axis=1)
    found: _Flags = over | (level[:, 1] & meet[:, 0] & small) | (level[:, 0] & meet[:, 1] & stacks)
    return found


def _whole(pieces: Sequence[Mark]) -> Mark:
    """One mark for all, painted with the last; of a form where all are of the same."""
    sides = np.array([_sides(piece.box) for piece in pieces])
    box = Box(*(float(side) for side in (*sides[:, :2].min(axis=0), *sides[:, 2:].max(axis=0))))
    groups = {piece.group for piece in pieces}
    return replace(pieces[-1], box=box, group=groups.pop() if len(groups) == 1 else None)
