"""Hatched bars whose strokes are wider apart than letters: upright, level, gridded, or sloping.

::

    ┌┬┬┬┬┬┬┬┬┐  ══════════  ╱ ╱ ╱ ╱ ╱    a bar: strokes of one length and thickness, one distance apart,
    ││││││││││  ──────────  ╱ ╱ ╱ ╱ ╱    nothing between them; closer than lines of type
    └┴┴┴┴┴┴┴┴┘  ══════════ ╱ ╱ ╱ ╱ ╱
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.redact.segments import Lines, Segments
from declass.redact.sheet import Mask, Sheet

_NEAREST_IN, _WIDEST_IN = 0.02, 0.158  # between strokes; single-spaced lines of type are 0.167 apart
_FLUSH_IN = 0.05  # by which ends of neighbouring strokes may differ
_DOUBLED = 0.6  # of the distance between strokes: closer ones are one stroke seen twice
_REGULAR = 0.75  # of the distances are the commonest one; bar codes and stems of letters have less
_LEAST_LEVEL, _LEAST_UPRIGHT = 4, 8  # strokes: lines under one word are up to three, stems of figures seven
_STROKE_IN = (0.25, 0.15)  # shortest level and upright strokes; typed bars are lower
_STACK_IN = (0.12, 0.3)  # shortest way across the strokes, level and upright
_DRAWN, _BETWEEN = 0.75, 0.12  # share of a stroke that is ink at least, and of the white beside it at most
_SKIPPED_IN = 0.04  # distance from which a missing stroke is told from an uneven distance
_WHITE_PX = 3  # between strokes at least: columns of a printed picture's dots have less
_CROSSING = 0.7  # of the gaps at one place along: a crossing stroke
_GRID_IN = 2.2  # the shorter side of the largest grid; graph paper is larger
_MARGIN_IN = 0.1  # stripes along the edge are the scanner's
_BORDER = 0.1  # of the page along its edges: hatched there are the borders of covers
_NEXT = 0.7, 1.3  # of the distance between strokes: where the next would be
_NEXT_WHOLE = 0.25  # of the strokes' length, unbroken; feet of letters may touch, but not for so long
_SYSTEMS = 4  # as many stacks of as few lines on one page are music
_STAFF = (4, 5, 6)  # lines of music and tablature, one lost among them
_ALL_OVER = 8  # strokes of a stack from which none but the outer two can be a frame's side

_SLOPING_IN = 0.11  # along each axis, of a straight stroke; those of letters of type are shorter
_SLOPING_WIDE_IN, _SLOPING_HIGH_IN = 0.3, 0.13
_SLOPING_FULL = 0.72  # of its rectangle
_SLOPING_AGREED, _SLOPING_CROSSED = 0.45, 0.72  # as ``fills`` measures them
_SLOPING_APART_IN, _SLOPING_FAR_IN = 0.055, 0.24  # along a row; closer strokes close up into an area
_PERIODIC = (
    0.65  # autocorrelation of the strokes' places; clean hatching has .95 and more, slanting hands up to .6
)
_STROKES = 0.62  # of the ink lies in straight sloping strokes; in a hand up to .56
_SOLID_IN = 0.05  # what holds such a square is no stroke


@dataclass(frozen=True, slots=True)
class Hatching:
    """A hatched rectangle in working pixels; ``share`` of it is ink."""

    x0: float
    y0: float
    x1: float
    y1: float
    share: float


@dataclass(frozen=True, slots=True)
class Stacks:
    """What stacks of parallel strokes say of a page.

    Attributes:
        bars: those that are hatched bars.
        lines: the page's lines without strokes that can be no side of a frame.
    """

    bars: tuple[Hatching, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class _Stack:
    """Strokes of one direction in order across; ``period`` is the distance between them, pixels."""

    strokes: Segments
    period: float
    level: bool

    @property
    def thickness(self) -> float:
        return float(np.median(self.strokes.thickness))

    @property
    def place(self) -> tuple[float, float, float, float]:
        along = float(np.median(self.strokes.start)), float(np.median(self.strokes.end))
        half = self.thickness / 2
        across = float(self.strokes.at[0]) - half, float(self.strokes.at[-1]) + half
        (x0, x1), (y0, y1) = (along, across) if self.level else (across, along)
        return x0, y0, x1, y1


def stacks_of(lines: Lines, sheet: Sheet) -> Stacks:
    """Level, upright and gridded hatching."""
    found: list[_Stack] = []
    kept: list[Segments] = []
    for segments, level in ((lines.level, True), (lines.upright, False)):
        inner = np.zeros(len(segments), bool)
        for members in _chains(segments, sheet):
            stack = _stack(segments, members, level, sheet)
            if stack is None:
                continue
            found.append(stack)
            if len(members) >= _ALL_OVER:
                inner[members[2:-2]] = True
        kept.append(segments.some(~inner))
    bars = tuple(_bars(found, sheet))
    return Stacks(bars, replace(lines, level=kept[0], upright=kept[1]))


def _chains(segments: Segments, sheet: Sheet) -> Iterator[NDArray[np.intp]]:
    """Strokes that follow one another across with their ends flush; indices in order across."""
    order = np.argsort(segments.at, kind="stable")
    at, start, end = segments.at[order], segments.start[order], segments.end[order]
    last = np.searchsorted(at, at + _WIDEST_IN * sheet.dpi, side="right")
    count = last - np.arange(len(at)) - 1
    one = np.repeat(np.arange(len(at)), count)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    flush = sheet.px(_FLUSH_IN)
    good = (np.abs(start[one] - start[other]) <= flush) & (np.abs(end[one] - end[other]) <= flush)
    good &= at[other] - at[one] >= _NEAREST_IN * sheet.dpi
    chain = list(range(len(at)))
    for a, b in zip(one[good].tolist(), other[good].tolist(), strict=True):
        a, b = _root(chain, a), _root(chain, b)
        chain[max(a, b)] = min(a, b)
    roots = np.array([_root(chain, place) for place in range(len(at))], np.intp)
    for root, members in Counter(roots.tolist()).items():
        if members >= _LEAST_LEVEL:
            yield order[np.flatnonzero(roots == root)]


def _root(chain: list[int], place: int) -> int:
    while chain[place] != place:
        chain[place] = chain[chain[place]]
        place = chain[place]
    return place


def _stack(segments: Segments, members: NDArray[np.intp], level: bool, sheet: Sheet) -> _Stack | None:
    """The strokes as a stack; None where they are few, short, uneven, broken, or print is between them."""
    strokes = _each_once(segments.some(members), _NEAREST_IN * sheet.dpi)
    strokes = _each_once(
        strokes, _DOUBLED * float(np.median(np.diff(strokes.at))) if len(strokes) > 1 else 0.0
    )
    if len(strokes) < (_LEAST_LEVEL if level else _LEAST_UPRIGHT):
        return None
    gaps = np.diff(strokes.at)
    period = float(np.median(gaps))
    missed = np.rint(gaps / period).clip(1, 3)  # a stroke that a letter touches is no straight line
    near = np.abs(gaps / missed - period) <= max(1.2, 0.12 * period)
    even = near & ((missed == 1) | (period >= _SKIPPED_IN * sheet.dpi))
    length = float(np.median(strokes.length))
    high = float(strokes.at[-1] - strokes.at[0])
    least = _STROKE_IN[0 if level else 1] * sheet.dpi, _STACK_IN[0 if level else 1] * sheet.dpi
    thin, thick = np.quantile(strokes.thickness, (0.1, 0.9))
    if even.mean() < _REGULAR or length < least[0] or high < least[1] or thick - thin > max(1.5, 0.5 * thin):
        return None
    return _Stack(strokes, period, level)


def _each_once(strokes: Segments, least: float) -> Segments:
    """Without those closer than ``least`` to the one before: the same stroke, thickened by a letter."""
    kept: list[int] = []
    for place, at in enumerate(strokes.at.tolist()):
        if not kept or at - strokes.at[kept[-1]] >= least:
            kept.append(place)
    return strokes.some(np.array(kept, np.intp))


def _bars(stacks: Sequence[_Stack], sheet: Sheet) -> list[Hatching]:
    """The stacks that are bars, largest first; one for strokes of both directions."""
    found: list[Hatching] = []
    level = [one for one in stacks if one.level]
    staves = sum(len(one.strokes) in _STAFF for one in level) >= _SYSTEMS
    for one in sorted(stacks, key=_area, reverse=True):
        if any(_covered(one, bar) for bar in found):
            continue
        other = next((two for two in stacks if _crossing(one, two)), None)
        if other is None and one.level and staves and len(one.strokes) in _STAFF:
            continue
        place = _around(one, other)
        grid = other is not None and min(place[2] - place[0], place[3] - place[1]) > _GRID_IN * sheet.dpi
        if not grid and _inside(place, sheet) and _clean(one, other, sheet) and not _goes_on(one, sheet):
            x0, y0, x1, y1 = (round(v) for v in place)
            found.append(Hatching(*place, float(sheet.ink[y0:y1, x0:x1].mean())))
    return found


def _area(stack: _Stack) -> float:
    x0, y0, x1, y1 = stack.place
    return (x1 - x0) * (y1 - y0)


def _goes_on(stack: _Stack, sheet: Sheet) -> bool:
    """Whether more such strokes, with other ends, follow beyond the outer two: the sea of a map."""
    strokes = stack.strokes
    along = np.linspace(float(np.median(strokes.start)), float(np.median(strokes.end)), 203)[2:-2]
    reach = np.linspace(*_NEXT, 9) * stack.period
    beyond = [*(strokes.at[0] - reach), *(strokes.at[-1] + reach)]
    lean = float(np.median(strokes.lean)) * (along - along.mean())
    rows = _inked(np.array(beyond)[:, None] + lean, along, stack.level, sheet)
    return max(map(_longest, rows)) > _NEXT_WHOLE * len(along)


def _longest(row: NDArray[np.uint8]) -> int:
    """Most places in a row that are ink."""
    return max((len(run) for run in bytes(row).split(b"\0")), default=0)


def _covered(stack: _Stack, bar: Hatching) -> bool:
    x0, y0, x1, y1 = stack.place
    wide, high = min(x1, bar.x1) - max(x0, bar.x0), min(y1, bar.y1) - max(y0, bar.y0)
    return max(0.0, wide) * max(0.0, high) > 0.5 * _area(stack)


def _crossing(one: _Stack, other: _Stack) -> bool:
    """Whether strokes of two directions fill one rectangle."""
    if one.level == other.level:
        return False
    a, b = one.place, other.place
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    areas = [(p[2] - p[0]) * (p[3] - p[1]) for p in (a, b)]
    return max(0.0, wide) * max(0.0, high) > max(0.6 * min(areas), 0.4 * max(areas))


def _around(one: _Stack, other: _Stack | None) -> tuple[float, float, float, float]:
    a, b = one.place, (other or one).place
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _inside(place: tuple[float, float, float, float], sheet: Sheet) -> bool:
    edge = _MARGIN_IN * sheet.dpi
    x0, y0, x1, y1 = place
    across, down = (x0 + x1) / (2 * sheet.width), (y0 + y1) / (2 * sheet.height)
    within = x0 > edge and y0 > edge and x1 < sheet.width - edge and y1 < sheet.height - edge
    return within and _BORDER < across < 1 - _BORDER and _BORDER < down < 1 - _BORDER


def _clean(stack: _Stack, other: _Stack | None, sheet: Sheet) -> bool:
    """Whether the strokes are whole and nothing but strokes of the other direction is between them."""
    strokes = stack.strokes
    along = np.linspace(float(np.median(strokes.start)), float(np.median(strokes.end)), 203)[2:-2]
    at = strokes.at[:, None] + strokes.lean[:, None] * (along - ((strokes.start + strokes.end) / 2)[:, None])
    if _inked(at, along, stack.level, sheet).mean() < _DRAWN:
        return False
    if stack.period - stack.thickness < _WHITE_PX:
        return False
    crossed = 0.0 if other is None else min(0.6, 1.3 * (other.thickness + 1) / other.period)
    narrow = np.diff(strokes.at) <= 1.3 * stack.period
    aside = max(0.0, 0.25 * (1 - (stack.thickness + 4) / stack.period))  # letters may miss the very middle
    inked = []
    for share in {0.5, 0.5 - aside, 0.5 + aside}:
        between = (share * at[1:] + (1 - share) * at[:-1])[narrow]
        if not between.size:
            return False
        inked.append(_inked(between, along, stack.level, sheet).mean(axis=0))
    across = max(inked, key=lambda one: float(one.mean()))
    free = across[across < _CROSSING]  # a stroke that crosses all of them is the grid's
    return len(free) >= 0.3 * len(across) and float(free.mean()) <= _BETWEEN + crossed


def _inked(
    across: NDArray[np.float64], along: NDArray[np.float64], level: bool, sheet: Sheet
) -> NDArray[np.uint8]:
    """Ink at places across for each place along, shape (strokes, places)."""
    ink = sheet.ink if level else sheet.ink.T
    rows = np.floor(across).astype(np.intp).clip(0, ink.shape[0] - 1)
    columns = np.broadcast_to(along.astype(np.intp).clip(0, ink.shape[1] - 1), rows.shape)
    return np.asarray(ink[rows, columns])


# ── sloping strokes ─────────────────────────────────────────────────────────────────────────────


def sloping(sheet: Sheet) -> list[Hatching]:
    """Diagonal hatching, single and crossed, too wide apart to close up into an area; at half the pixels."""
    half = _halved(sheet.ink)
    solid = np.asarray(cv2.morphologyEx(half, cv2.MORPH_OPEN, _square(sheet.px(_SOLID_IN / 2))), np.uint8)
    thin = np.asarray(half & (1 - solid), np.uint8)
    reach = sheet.px(_SLOPING_IN / 2)
    kernels = np.eye(reach, dtype=np.uint8)[:, ::-1].copy(), np.eye(reach, dtype=np.uint8)
    ways = [np.asarray(cv2.morphologyEx(thin, cv2.MORPH_OPEN, kernel), np.uint8) for kernel in kernels]
    strokes = ways[0] | ways[1]
    if not strokes.any():
        return []
    closed = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, _square(sheet.px(_WIDEST_IN / 2)))
    room = np.ones((sheet.px(_SLOPING_HIGH_IN / 2), sheet.px(_SLOPING_WIDE_IN / 2)), np.uint8)
    area = np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, room), np.uint8)
    outlines, _ = cv2.findContours(area, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = (_sloping_bar(cv2.boundingRect(outline), area, ways, sheet) for outline in outlines)
    return [bar for bar in found if bar is not None]


def _sloping_bar(place: Sequence[int], area: Mask, ways: Sequence[Mask], sheet: Sheet) -> Hatching | None:
    x, y, wide, high = place
    part = slice(y, y + high), slice(x, x + wide)
    if area[part].mean() < _SLOPING_FULL or not _inside(
        (2 * x, 2 * y, 2 * (x + wide), 2 * (y + high)), sheet
    ):
        return None
    if not _slopes(sheet.grey[2 * y : 2 * (y + high), 2 * x : 2 * (x + wide)]):
        return None
    if max(_periodic(way[part], turn, sheet) for way, turn in zip(ways, (1, -1), strict=True)) < _PERIODIC:
        return None
    ink = sheet.ink[2 * y : 2 * (y + high), 2 * x : 2 * (x + wide)]
    if (ways[0] | ways[1])[part].sum() < _STROKES * _halved(ink).sum():
        return None
    return Hatching(2.0 * x, 2.0 * y, 2.0 * (x + wide), 2.0 * (y + high), float(ink.mean()))


def _slopes(grey: NDArray[np.uint8]) -> bool:
    """Whether nearly every stroke inside is a diagonal: all agree on one, or they lie on either."""
    pixels = grey.astype(np.float32)
    dx, dy = cv2.Sobel(pixels, cv2.CV_32F, 1, 0), cv2.Sobel(pixels, cv2.CV_32F, 0, 1)
    total = max(1.0, float((dx * dx + dy * dy).sum()))
    across = 2 * dx * dy
    agreed, crossed = abs(float(across.sum())) / total, float(np.abs(across).sum()) / total
    return agreed > _SLOPING_AGREED or crossed > _SLOPING_CROSSED


def _periodic(strokes: Mask, turn: int, sheet: Sheet) -> float:
    """How far strokes along one diagonal repeat at one distance, -1 to 1.

    Args:
        turn: 1 where they rise to the right, else -1.
    """
    rows, columns = np.nonzero(strokes)
    if len(rows) < 20:
        return 0.0
    places = columns + turn * rows
    counts = np.bincount(places - places.min()).astype(np.float64)
    counts = np.convolve(counts, np.ones(3) / 3, mode="same")
    counts -= counts.mean()
    total = float((counts * counts).sum())
    least, most = sheet.px(_SLOPING_APART_IN / 2), min(len(counts) // 2, sheet.px(_SLOPING_FAR_IN / 2))
    alike = [float((counts[lag:] * counts[:-lag]).sum()) / total for lag in range(1, most)]
    best = int(np.argmax(alike[least - 1 :])) + least if len(alike) >= least else 0
    if not best or max(alike[best // 2 - 2 : best // 2 + 1]) > 0.5 * alike[best - 1]:
        return 0.0  # it repeats at half that: dots of a printed picture
    return alike[best - 1]


def _halved(ink: Mask) -> Mask:
    height, width = (side // 2 * 2 for side in ink.shape)
    rows = ink[0:height:2] | ink[1:height:2]
    return np.ascontiguousarray(rows[:, 0:width:2] | rows[:, 1:width:2])


def _square(side: int) -> Mask:
    return np.ones((side, side), np.uint8)
