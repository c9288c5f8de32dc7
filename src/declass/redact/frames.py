"""Rectangles that a page's lines form or nearly form: four sides, or three where a stamp hides the fourth.

::

    l         r        a cup (two uprights, one level line) is enough: below it lies another level line,
    ┌─────────┐        or the frame is open there, under a stamp, a code or the page's edge
    │         │
    ┆  stamp  ┆
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from declass.redact.segments import Lines, Segments
from declass.redact.sheet import Sheet

TOUCH_IN = 0.03
_STAMP_IN = 0.3  # a stamped line of print and the white strip it stands on
_STAMPED_IN = 0.5  # height of a frame over one line that a stamp crosses
_PRINTED = 0.05  # ink in a row of pixels through small letters; specks are far below
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
    found |= set(_pairs(lines.level, sheet))
    wide = sheet.px(LEAST_WIDTH_IN)
    return [f for f in found if f.width >= wide and f.height >= tall]


@dataclass(frozen=True)
class _Meetings:
    """Which upright goes down from, and up from, which level line; shape (levels, uprights)."""

    down: NDArray[np.bool_]
    up: NDArray[np.bool_]

    @cached_property
    def downs(self) -> NDArray[np.bool_]:
        """The same by uprights."""
        return np.ascontiguousarray(self.down.T)

    @cached_property
    def ups(self) -> NDArray[np.bool_]:
        return np.ascontiguousarray(self.up.T)


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
    wide = sheet.px(LEAST_WIDTH_IN)
    for down, met in ((True, meets.down), (False, meets.up)):
        for row in np.flatnonzero(met.sum(axis=1) >= 2):
            legs = np.flatnonzero(met[row])[:_MOST_UPRIGHTS]
            for left, right in combinations(legs[np.argsort(upright.at[legs])], 2):
                x0, x1 = float(upright.at[left]), float(upright.at[right])
                if x1 - x0 >= wide:
                    cup = _Cup(int(left), int(right), x0, x1, float(level.across((x0 + x1) / 2)[row]), down)
                    yield from _completed(cup, lines, meets, sheet)


@dataclass(frozen=True, slots=True)
class _Cup:
    """A level line and the two uprights that go ``down`` (or up) from it."""

    left: int
    right: int
    x0: float
    x1: float
    y: float
    down: bool


def _completed(cup: _Cup, lines: Lines, meets: _Meetings, sheet: Sheet) -> Iterator[Frame]:
    """The frames a cup may be part of: closed by a level line, or open and ended by the legs."""
    closing = _closing(cup, lines.level, meets)
    ends = [(float(lines.level.at[row]), True) for row in closing]
    legs = lines.upright.end if cup.down else lines.upright.start
    pair = legs[[cup.left, cup.right]]
    for end in {float(pair.mean())} if np.ptp(pair) <= sheet.px(TOUCH_IN) else set(map(float, pair)):
        across = _beyond(cup, lines.level, end, sheet)
        ends.append((end, False) if across is None else (across, True))
        ends.append((_under_print(cup, end, sheet), False))
    for end, closed in ends:
        top, bottom = (cup.y, end) if cup.down else (end, cup.y)
        if bottom > top:
            yield Frame(cup.x0, top, cup.x1, bottom, (cup.down or closed, True, not cup.down or closed, True))


def _closing(cup: _Cup, level: Segments, meets: _Meetings) -> NDArray[np.intp]:
    """The nearest level lines that meet both legs on the far side, and the nearest that meet one."""
    there = meets.ups if cup.down else meets.downs
    left, right = there[cup.left], there[cup.right]
    beyond = level.at > cup.y + 1 if cup.down else level.at < cup.y - 1
    nearest = []
    for rows in (np.flatnonzero(left & right & beyond), np.flatnonzero((left ^ right) & beyond)):
        nearest.append(rows[np.argsort(np.abs(level.at[rows] - cup.y))][:2])
    return np.concatenate(nearest)


def _beyond(cup: _Cup, level: Segments, end: float, sheet: Sheet) -> float | None:
    """Where a level line of the cup's own extent lies beyond the legs' ends, with a stamp between."""
    away = (level.at - end) * (1 if cup.down else -1)
    near = (away > -1) & (away < sheet.px(_STAMP_IN))
    touch = sheet.px(TOUCH_IN)
    inside = (level.start >= cup.x0 - touch) & (level.end <= cup.x1 + touch)
    flush = (level.start <= cup.x0 + touch).astype(int) + (level.end >= cup.x1 - touch)
    long = level.length >= 0.3 * (cup.x1 - cup.x0)
    rows = np.flatnonzero(near & inside & (flush >= 1) & long)
    return float(level.at[rows[np.argmin(np.abs(away[rows]))]]) if len(rows) else None


def _under_print(cup: _Cup, end: float, sheet: Sheet) -> float:
    """Half-way into the line of print that hides the frame's end; the end itself where there is none.

    Reviewers' boxes end, on the average, in the middle of what was stamped over them.
    """
    step = 1 if cup.down else -1
    reach = sheet.px(_STAMP_IN)
    x0, x1 = max(0, round(cup.x0)), min(sheet.width, round(cup.x1) + 1)
    rows = np.clip(round(end) + step * np.arange(reach), 0, sheet.height - 1)
    printed = sheet.ink[rows, x0:x1].mean(axis=1) > _PRINTED
    gap = sheet.px(TOUCH_IN)
    if not printed[: 2 * gap].any():
        return end
    first = int(np.argmax(printed))
    blank = np.flatnonzero(~printed[first:])
    last = first + (int(blank[0]) if len(blank) else reach - first)
    return float(rows[(first + last) // 2])


def _brackets(lines: Lines, meets: _Meetings, touch: int, sheet: Sheet) -> Iterator[Frame]:
    """Two level lines that end at the same places, and one upright that joins them at one end."""
    level, upright = lines.level, lines.upright
    wide = sheet.px(LEAST_WIDTH_IN)
    for column in np.flatnonzero(meets.down.any(axis=0) & meets.up.any(axis=0)):
        x = upright.at[column]
        tops, bottoms = np.flatnonzero(meets.downs[column]), np.flatnonzero(meets.ups[column])
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


def _pairs(level: Segments, sheet: Sheet) -> Iterator[Frame]:
    """Two level lines of one extent with room for a stamp between: it hides both uprights."""
    touch = sheet.px(TOUCH_IN)
    high = level.at[None, :] - level.at[:, None]
    flush = np.abs(level.start[None, :] - level.start[:, None]) <= touch
    flush &= np.abs(level.end[None, :] - level.end[:, None]) <= touch
    for top, bottom in zip(*np.nonzero(flush & (high > 0) & (high <= sheet.px(_STAMPED_IN))), strict=True):
        x0, x1 = level.start[[top, bottom]].mean(), level.end[[top, bottom]].mean()
        yield Frame(
            float(x0), float(level.at[top]), float(x1), float(level.at[bottom]), (True, False, True, False)
        )
