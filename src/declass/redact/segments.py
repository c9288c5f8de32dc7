"""Thin straight lines on a page, level and upright: broken, touched or leaning a little."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.redact.sheet import Mask, Sheet

SHORTEST_IN = 0.09
"""Sides of the lowest box over one line of type are 0.12 inches; stems of 12-point capitals 0.11."""
THICKEST_IN = 0.04
"""Pen and form rules go up to 3 points; what is thicker is a bar."""
BRIDGED_IN = 0.08
"""A letter or stroke that touches a line hides up to its own width of it."""
_STEEPEST = 0.05  # three degrees: feeders lean a page by less
_MOST = 1500  # lines of a drawn map; beyond, only the longest are looked at

Reals = NDArray[np.float64]


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
    level, level_ink = _level(sheet.ink, sheet)
    upright, upright_ink = _level(np.ascontiguousarray(sheet.ink.T), sheet)
    return Lines(level, upright, level_ink, np.ascontiguousarray(upright_ink.T))


def _level(ink: Mask, sheet: Sheet) -> tuple[Segments, Mask]:
    """Level lines: runs of ink that are long along and short across, joined over small gaps."""
    shortest, thickest, bridged = (sheet.px(v) for v in (SHORTEST_IN, THICKEST_IN, BRIDGED_IN))
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    thick = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((thickest + 1, 1), np.uint8))
    thin = cv2.subtract(runs, thick)
    joined = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((1, bridged), np.uint8))
    _, labels = cv2.connectedComponents(joined, connectivity=8, ltype=cv2.CV_32S)
    found = _fitted(np.asarray(labels, dtype=np.int32), np.asarray(thin, dtype=np.uint8), shortest)
    return found, np.asarray(runs, dtype=np.uint8)


def _fitted(labels: NDArray[np.int32], thin: Mask, shortest: int) -> Segments:
    """A straight line through the pixels of each label."""
    ys, xs = np.nonzero(thin)
    label = labels[ys, xs]
    count = np.bincount(label).astype(np.float64)
    kept = np.maximum(count, 1)
    mean_x, mean_y = np.bincount(label, xs) / kept, np.bincount(label, ys) / kept
    dx = xs - mean_x[label]
    spread = np.bincount(label, dx * dx)
    lean = np.bincount(label, dx * (ys - mean_y[label])) / np.maximum(spread, 1e-9)
    size = len(count)
    start, end = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(start, label, xs)
    np.maximum.at(end, label, xs + 1)
    real = count > 0
    start, end, lean = start[real], end[real], lean[real]
    at = mean_y[real] + lean * ((start + end) / 2 - mean_x[real]) + 0.5
    found = Segments(start, end, at, lean, count[real] / (end - start))
    found = found.some((found.length >= shortest) & (np.abs(lean) < _STEEPEST))
    return found.some(np.argsort(-found.length, kind="stable")[:_MOST])
