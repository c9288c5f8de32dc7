"""Thin straight lines on a page, level and upright: broken, touched or leaning a little."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.redact.sheet import Mask, Sheet

SHORTEST_IN = 0.09
"""Sides of the lowest box over one line of type are 0.12 inches; stems of 12-point capitals 0.11."""
STUB_IN, HAIRLINE_IN = 0.055, 0.011
"""What a stamp leaves of a frame's sides may be shorter; only hairlines, or every stem came too."""
THICKEST_IN = 0.04
"""Pen and form rules go up to 3 points; what is thicker is a bar."""
BRIDGED_IN = 0.08
"""A break in a faint copy. The longer it is the longer must both pieces be, or the stems of letters under one
another made lines."""
_STEEPEST = 0.05  # three degrees: feeders lean a page by less
_SAMPLES = 9  # places along a run where its thickness is measured
_MOST = 1500  # lines of a drawn map; beyond, only the longest are looked at

Reals = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Segments:
    """Lines of one direction, as arrays of equal length.

    Attributes:
        start, end: along the line, working pixels.
        at: place across the line, at its middle.
        lean: change of ``at`` for each pixel along.
        thickness: pixels.
    """

    start: Reals
    end: Reals
    at: Reals
    lean: Reals
    thickness: Reals

    def __len__(self) -> int:
        return len(self.start)

    @property
    def length(self) -> Reals:
        return self.end - self.start

    def across(self, along: Reals | float) -> Reals:
        """Place across at places along, extrapolated where these lie outside."""
        return np.asarray(self.at + self.lean * (along - (self.start + self.end) / 2))

    def some(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Self:
        return type(self)(
            self.start[chosen], self.end[chosen], self.at[chosen], self.lean[chosen], self.thickness[chosen]
        )


@dataclass(frozen=True, slots=True)
class Lines:
    """A page's level and upright lines, and the masks of all straight runs of ink, thick ones too."""

    level: Segments
    upright: Segments
    level_ink: Mask
    upright_ink: Mask


def lines_of(sheet: Sheet) -> Lines:
    """Find them all."""
    level, level_ink = _level(sheet.ink, sheet, SHORTEST_IN)
    upright, upright_ink = _level(np.ascontiguousarray(sheet.ink.T), sheet, STUB_IN)
    return Lines(level, upright, level_ink, np.ascontiguousarray(upright_ink.T))


def _level(ink: Mask, sheet: Sheet, shortest_in: float) -> tuple[Segments, Mask]:
    """Level lines: runs of ink that are long along and short across, joined over small gaps."""
    shortest = sheet.px(shortest_in)
    straight = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8)), np.uint8)
    row, start, end = _longest(*_runs(straight), straight.shape)
    thickness = _thickness(ink, row, start, end, sheet.px(THICKEST_IN))
    thin = thickness <= sheet.px(THICKEST_IN)
    pieces = _Pieces(row[thin], start[thin], end[thin], thickness[thin])
    found = _joined(pieces, sheet.px(BRIDGED_IN))
    whole = found.length >= sheet.px(SHORTEST_IN)
    hair = found.thickness <= HAIRLINE_IN * sheet.dpi
    found = found.some((whole | hair) & (np.abs(found.lean) < _STEEPEST))
    return found.some(np.argsort(-found.length, kind="stable")[:_MOST]), straight


def _runs(straight: Mask) -> tuple[Ints, Ints, Ints]:
    """Row, start and end of every unbroken run of ones."""
    height, width = straight.shape
    framed = np.zeros((height, width + 2), np.uint8)
    framed[:, 1:-1] = straight
    # every row begins and ends in white, so that beginnings and ends of runs take turns
    turns = np.flatnonzero((framed[:, 1:] != framed[:, :-1]).ravel())
    row, start = np.divmod(turns[::2], width + 1)
    return row, start, turns[1::2] - row * (width + 1)


def _longest(row: Ints, start: Ints, end: Ints, shape: tuple[int, ...]) -> tuple[Ints, Ints, Ints]:
    """Of runs that lie on one another, the longest; of equals, the upper."""
    length = np.zeros((shape[0] + 4, shape[1]), np.int32)
    which = np.repeat(np.arange(len(row)), end - start)
    along = np.arange(len(which)) - np.repeat(np.cumsum(end - start) - (end - start), end - start)
    length[row[which] + 2, start[which] + along] = (end - start)[which]
    middle, own = (start + end) // 2, end - start
    above = np.maximum(length[row, middle], length[row + 1, middle])
    below = np.maximum(length[row + 3, middle], length[row + 4, middle])
    kept = (own > above) & (own >= below)
    return row[kept], start[kept], end[kept]


def _thickness(ink: Mask, row: Ints, start: Ints, end: Ints, most: int) -> Reals:
    """Median extent of ink across each run, looked at up to ``most`` pixels to either side."""
    share = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    along = (start[:, None] + share * (end - start)[:, None]).astype(np.intp)
    padded = np.pad(ink, ((most + 1, most + 1), (0, 0)))
    thickness = np.ones(along.shape)
    for side in (1, -1):
        unbroken = np.ones(along.shape, bool)
        for step in range(1, most + 2):
            unbroken &= padded[row[:, None] + most + 1 + side * step, along] > 0
            thickness += unbroken
    return np.asarray(np.median(thickness, axis=1))


@dataclass(frozen=True, slots=True)
class _Pieces:
    row: Ints
    start: Ints
    end: Ints
    thickness: Reals


def _joined(pieces: _Pieces, bridged: int) -> Segments:
    """Pieces that follow one another on nearly one row, as one line each."""
    row, start, end, thickness = pieces.row, pieces.start, pieces.end, pieces.thickness
    length = end - start
    pairs = []
    width = int(end.max(initial=0)) + 1
    order = np.argsort(row * width + start, kind="stable")
    keys = (row * width + start)[order]
    for down in (-1, 0, 1):
        place = np.searchsorted(keys, (row + down) * width + start, side="right")
        first = np.flatnonzero(place < len(keys))
        second = order[place[first]]
        gap = start[second] - end[first]
        reach = np.minimum(bridged, np.minimum(length[first], length[second]) // 2)
        good = (row[second] == row[first] + down) & (gap <= reach) & (gap > -reach)
        good &= np.abs(thickness[first] - thickness[second]) <= 2
        pairs += list(zip(first[good].tolist(), second[good].tolist(), strict=True))
    chain = np.arange(len(row))
    for one, other in sorted(pairs, key=lambda pair: (start[pair[1]], start[pair[0]])):
        chain[other] = chain[one]  # in order of start, so that a chain keeps its first piece's number
    return _fitted(chain, row.astype(float), start.astype(float), end.astype(float), thickness)


def _fitted(chain: Ints, row: Reals, start: Reals, end: Reals, thickness: Reals) -> Segments:
    """One straight line through the pieces of each chain, each weighing as much as it is long."""
    names, which = np.unique(chain, return_inverse=True)
    weight = end - start
    total = np.maximum(np.bincount(which, weight, len(names)), 1e-9)
    middle = (start + end) / 2
    mean_x, mean_y = (np.bincount(which, weight * v, len(names)) / total for v in (middle, row))
    dx = middle - mean_x[which]
    spread = np.bincount(which, weight * dx * dx, len(names))
    tilt = np.bincount(which, weight * dx * (row - mean_y[which]), len(names))
    lean = np.where(spread > 0, tilt / np.maximum(spread, 1e-9), 0.0)
    first, last = np.full(len(names), np.inf), np.full(len(names), -np.inf)
    np.minimum.at(first, which, start)
    np.maximum.at(last, which, end)
    at = mean_y + lean * ((first + last) / 2 - mean_x) + 0.5
    return Segments(first, last, at, lean, np.bincount(which, weight * thickness, len(names)) / total)
