"""Rectangles that a page's lines form or nearly form: four sides, or three where a stamp hides the fourth.

::

    l         r        a cup (two uprights, one level line) is enough: below it lies another level line,
    ┌─────────┐        or the frame is open there, under a stamp, a code or the page's edge
    │         │
    ┆  stamp  ┆
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from declass.redact.segments import Lines, Segments
from declass.redact.sheet import Sheet

TOUCH_IN = 0.03
LEAST_WIDTH_IN, LEAST_HEIGHT_IN = 0.12, 0.10
_MOST_UPRIGHTS = 14  # that one level line is tried with: the longest; tables and maps have more


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in working pixels.

    Attributes:
        sides: for which of top, right, bottom and left a line was found.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    sides: tuple[bool, bool, bool, bool]

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return self.width * self.height


def frames_of(lines: Lines, sheet: Sheet) -> list[Frame]:
    """Every rectangle worth a look, most of them wrong; the same place may come more than once."""
    if not len(lines.level) or not len(lines.upright):
        return []
    touch = sheet.px(TOUCH_IN)
    tall = sheet.px(LEAST_HEIGHT_IN)
    meets = _meetings(lines.level, lines.upright, touch, tall)
    found = set(_cups(lines, meets, sheet))
    found |= set(_brackets(lines, meets, touch, sheet))
    wide = sheet.px(LEAST_WIDTH_IN)
    return [f for f in found if f.width >= wide and f.height >= tall]


@dataclass(frozen=True, slots=True)
class _Meetings:
    """Which upright goes down from, and up from, which level line; shape (levels, uprights)."""

    down: NDArray[np.bool_]
    up: NDArray[np.bool_]


def _meetings(level: Segments, upright: Segments, touch: int, tall: int) -> _Meetings:
    x = upright.at[None, :]
    y = level.at[:, None] + level.lean[:, None] * (x - ((level.start + level.end) / 2)[:, None])
    within = (x >= level.start[:, None] - touch) & (x <= level.end[:, None] + touch)
    starts, ends = upright.start[None, :], upright.end[None, :]
    down = within & (starts <= y + touch) & (ends >= y + 0.6 * tall)
    up = within & (ends >= y - touch) & (starts <= y - 0.6 * tall)
    return _Meetings(down, up)


def _cups(lines: Lines, meets: _Meetings, sheet: Sheet) -> Iterator[Frame]:
    level, upright = lines.level, lines.upright
    touch, wide = sheet.px(TOUCH_IN), sheet.px(LEAST_WIDTH_IN)
    for row in range(len(level)):
        for down in (True, False):
            here = meets.down[row] if down else meets.up[row]
            there = meets.up if down else meets.down
            legs = np.flatnonzero(here)[:_MOST_UPRIGHTS]
            legs = legs[np.argsort(upright.at[legs])]
            for left, right in combinations(legs, 2):
                x0, x1 = float(upright.at[left]), float(upright.at[right])
                if x1 - x0 < wide:
                    continue
                y = float(level.across((x0 + x1) / 2)[row])
                closing = _closing(level, there, (left, right), y, down)
                for end, closed in _ends(level, upright, (left, right), closing, down, touch):
                    top, bottom = (y, end) if down else (end, y)
                    if bottom > top:
                        sides = (down or closed, True, not down or closed, True)
                        yield Frame(x0, top, x1, bottom, sides)


def _closing(
    level: Segments, there: NDArray[np.bool_], legs: tuple[int, int], y: float, down: bool
) -> NDArray[np.intp]:
    """The nearest level lines that meet both legs on the far side, and the nearest that meets one."""
    left, right = legs
    beyond = level.at > y + 1 if down else level.at < y - 1
    both = np.flatnonzero(there[:, left] & there[:, right] & beyond)
    one = np.flatnonzero((there[:, left] ^ there[:, right]) & beyond)
    nearest = [rows[np.argsort(np.abs(level.at[rows] - y))][:2] for rows in (both, one)]
    return np.concatenate(nearest)


def _ends(
    level: Segments,
    upright: Segments,
    legs: tuple[int, int],
    closing: NDArray[np.intp],
    down: bool,
    touch: int,
) -> Iterator[tuple[float, bool]]:
    """Where the frame may end on its far side, and whether a line is there."""
    left, right = legs
    middle = (upright.at[left] + upright.at[right]) / 2
    for row in closing:
        yield float(level.across(middle)[row]), True
    ends = upright.end if down else upright.start
    if abs(ends[left] - ends[right]) <= 3 * touch:
        yield float(ends[left] + ends[right]) / 2, False


def _brackets(lines: Lines, meets: _Meetings, touch: int, sheet: Sheet) -> Iterator[Frame]:
    """Two level lines that end at the same places, and one upright that joins them at one end."""
    level, upright = lines.level, lines.upright
    wide = sheet.px(LEAST_WIDTH_IN)
    for column in range(len(upright)):
        x = upright.at[column]
        tops, bottoms = np.flatnonzero(meets.down[:, column]), np.flatnonzero(meets.up[:, column])
        for top in tops[:_MOST_UPRIGHTS]:
            for bottom in bottoms[:_MOST_UPRIGHTS]:
                y0, y1 = float(level.at[top]), float(level.at[bottom])
                if y1 <= y0 or top == bottom:
                    continue
                ends, starts = level.end[[top, bottom]], level.start[[top, bottom]]
                if np.ptp(ends) <= touch and ends.mean() - x >= wide:
                    yield Frame(float(x), y0, float(ends.mean()), y1, (True, False, True, True))
                if np.ptp(starts) <= touch and x - starts.mean() >= wide:
                    yield Frame(float(starts.mean()), y0, float(x), y1, (True, True, True, False))
