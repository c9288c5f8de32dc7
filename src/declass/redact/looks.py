"""What tells a redaction frame from a table's cell, a letter's bowl or a map's edge, as numbers.

::

      ┌──────┐  corner        ─┼──────┼─  a table's or map's lines go on beyond
      │      │                 │      │
      └──────┘                ─┼──────┼─
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.redact.frames import Frame
from declass.redact.segments import Lines, Reals
from declass.redact.sheet import Mask, Sheet

FEATURES = (
    "sides_whole",
    "side_weakest",
    "side_weaker",
    "sides_hidden",
    "beyond",
    "corners_open",
    "ink",
    "ink_none",
    "print_rows",
    "rim_ink",
    "divided",
    "thick",
    "thick_spread",
    "width",
    "height",
    "tall_shape",
    "around_ink",
    "beside_ink",
    "busy",
    "parallels",
    "ruled_inside",
    "much_ruled",
    "much_ruled_inside",
)
"""Names of the numbers, in the order of ``looks``; their meanings stand beside the code that makes each."""

_LEAST_THREE_SIDES = 1.9  # of 3: a stamp hides up to a third of a low frame's uprights
_STAMPED_CORNERS = 2
_FEW_AROUND, _FEW_INSIDE = 3.1, 1.6  # log2 of 1 + lines: 99 in 100 redactions on bulletins have fewer
_GOES_ON = 0.6  # of the stretch beyond a corner
_MOST_INK = 0.30  # small frames with a code inside reach a fifth
_MOST_LIKELY, _MOST_KEPT = 12_000, 4_000  # of a page; the fullest tables of real pages had 2,900


@dataclass(frozen=True)
class View:
    """A page's masks in the forms that measuring many frames needs; sums along rows, columns and areas."""

    sheet: Sheet
    lines: Lines

    @cached_property
    def level_near(self) -> Mask:
        return np.asarray(cv2.dilate(self.lines.level_ink, np.ones((3, 1), np.uint8)), np.uint8)

    @cached_property
    def upright_near(self) -> Mask:
        return np.asarray(cv2.dilate(self.lines.upright_ink, np.ones((1, 3), np.uint8)), np.uint8)

    @cached_property
    def level_sums(self) -> NDArray[np.int32]:
        """Integral image of straight level ink, one row and column larger."""
        return np.asarray(cv2.integral(self.level_near), np.int32)

    @cached_property
    def upright_sums(self) -> NDArray[np.int32]:
        """Likewise of straight upright ink."""
        return np.asarray(cv2.integral(self.upright_near), np.int32)

    def level_share(self, y: NDArray[np.intp], x0: NDArray[np.intp], x1: NDArray[np.intp]) -> Reals:
        """Share of columns x0 to x1 with straight level ink at row y."""
        y, x0, x1 = self._rows(y), self._columns(x0), self._columns(x1)
        sums = self.level_sums
        inked = sums[y + 1, x1] - sums[y, x1] - sums[y + 1, x0] + sums[y, x0]
        return np.asarray(inked / np.maximum(x1 - x0, 1))

    def upright_share(self, x: NDArray[np.intp], y0: NDArray[np.intp], y1: NDArray[np.intp]) -> Reals:
        """Share of rows y0 to y1 with straight upright ink at column x."""
        x = np.clip(x, 0, self.sheet.width - 1)
        y0, y1 = np.clip(y0, 0, self.sheet.height), np.clip(y1, 0, self.sheet.height)
        sums = self.upright_sums
        inked = sums[y1, x + 1] - sums[y1, x] - sums[y0, x + 1] + sums[y0, x]
        return np.asarray(inked / np.maximum(y1 - y0, 1))

    def ink_share(self, x0: Reals, y0: Reals, x1: Reals, y1: Reals) -> Reals:
        """Share of ink in rectangles; 0 where one has no area on the page."""
        left, right = (np.rint(x).astype(np.intp).clip(0, self.sheet.width) for x in (x0, x1))
        top, bottom = (np.rint(y).astype(np.intp).clip(0, self.sheet.height) for y in (y0, y1))
        sums = self.sheet.ink_sums
        ink = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        area = (right - left) * (bottom - top)
        return np.where(area > 0, ink / np.maximum(area, 1), 0.0)

    def ink_rows(self, y0: int, y1: int, x0: int, x1: int) -> Reals:
        """Share of ink in each row from y0 to y1 between columns x0 and x1."""
        sums = self.sheet.ink_sums
        return np.asarray(np.diff(sums[y0 : y1 + 1, x1] - sums[y0 : y1 + 1, x0]) / (x1 - x0))

    def _rows(self, y: NDArray[np.intp]) -> NDArray[np.intp]:
        return np.clip(y, 0, self.sheet.height - 1)

    def _columns(self, x: NDArray[np.intp]) -> NDArray[np.intp]:
        return np.clip(x, 0, self.sheet.width)


def drawn(places: Reals, view: View) -> Reals:
    """Share of each side along which ink runs straight; shape (frames, 4): top, right, bottom, left."""
    x0, y0, x1, y1 = places.T.astype(np.intp)
    level, upright = view.level_share, view.upright_share
    return np.stack([level(y0, x0, x1), upright(x1, y0, y1), level(y1, x0, x1), upright(x0, y0, y1)], axis=1)


def places_of(frames: Sequence[Frame]) -> Reals:
    """x0, y0, x1, y1 of each frame, shape (frames, 4)."""
    return np.array([(f.x0, f.y0, f.x1, f.y1) for f in frames], dtype=np.float64).reshape(-1, 4)


def likely(frames: Sequence[Frame], view: View) -> list[Frame]:
    """The frames worth measuring: three sides well drawn, little inside, each place once; the best drawn
    where there are thousands, as on graph paper."""
    places = places_of(frames)
    shares = drawn(places, view)
    rim = view.sheet.px(0.02)
    inside = view.ink_share(*(places + rim * np.array([1, 1, -1, -1])).T)
    three = shares.sum(axis=1) - shares.min(axis=1, initial=9)
    good = np.flatnonzero((three >= _LEAST_THREE_SIDES) & (inside <= _MOST_INK))
    kept: list[int] = []
    touch = view.sheet.px(0.025)
    for row in good[np.argsort(-shares[good].sum(axis=1), kind="stable")][:_MOST_LIKELY]:
        if len(kept) == _MOST_KEPT:
            break
        if not kept or (np.abs(places[kept] - places[row]).max(axis=1) > touch).all():
            kept.append(int(row))
    return [frames[row] for row in kept]


def looks(frames: Sequence[Frame], view: View) -> Reals:
    """The numbers of each frame, shape (frames, len(FEATURES))."""
    if not frames:
        return np.empty((0, len(FEATURES)))
    places = places_of(frames)
    content = np.array([_content(place, view) for place in places])
    groups = (
        _sides(drawn(places, view), content[:, 0]),
        _ends(places, view),
        content[:, 1:],
        _strokes(places, view.sheet),
        _place(places, view),
        _parallels(places, view),
    )
    return np.concatenate(groups, axis=1)


def _sides(shares: Reals, hidden: Reals) -> Reals:
    """Mean of the sides' wholeness; the weakest; the second weakest; how much of the uprights print hides.

    What print hides of an upright is not held against it.
    """
    shares = shares.copy()
    open_share = np.maximum(0.3, 1 - hidden)
    for column in (1, 3):
        shown = np.minimum(1.0, (shares[:, column] - 0.3 * hidden) / open_share)
        shares[:, column] = np.maximum(shares[:, column], shown)
    ranked = np.sort(shares, axis=1)
    return np.stack([ranked.mean(axis=1), ranked[:, 0], ranked[:, 1], hidden], axis=1)


def _ends(places: Reals, view: View) -> Reals:
    """How often lines go on beyond the corners, 0–8; corners no two lines reach, over two."""
    gap, reach, near = (view.sheet.px(v) for v in (0.02, 0.07, 0.04))
    x0, y0, x1, y1 = np.rint(places).T.astype(np.intp)
    beyond, apart = np.zeros(len(places)), np.zeros(len(places))
    for x, out in ((x0, -1), (x1, 1)):
        for y, down in ((y0, -1), (y1, 1)):
            beyond += view.level_share(y, *_span(x + out * gap, x + out * reach)) >= _GOES_ON
            beyond += view.upright_share(x, *_span(y + down * gap, y + down * reach)) >= _GOES_ON
            along = view.level_share(y, *_span(x, x - out * near))
            apart += np.minimum(along, view.upright_share(x, *_span(y, y - down * near))) < 0.5
    return np.stack([beyond, np.maximum(0.0, apart - _STAMPED_CORNERS)], axis=1)


def lines_beyond(places: Reals, view: View) -> Reals:
    """How often lines go on beyond the corners of filled places, 0–8; a fill may reach over its lines."""
    shifts = (-2.0, 0.0, 2.0)
    return np.asarray(np.max([_ends(places + shift, view)[:, 0] for shift in shifts], axis=0))


def _span(one: NDArray[np.intp], other: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.minimum(one, other), np.maximum(one, other)


def _content(place: Reals, view: View) -> tuple[float, ...]:
    """Rows that print crosses from outside; ink inside (log); none; rows of print; rim; divided."""
    sheet = view.sheet
    rim, reach = sheet.px(0.02), sheet.px(0.15)
    x0, y0 = np.maximum(0, np.rint(place[:2]).astype(int) + rim)
    x1, y1 = np.minimum((sheet.width, sheet.height), np.rint(place[2:]).astype(int) - rim)
    if x1 <= x0 or y1 <= y0:
        return 0.0, 0.0, 0.0, 1.0, 1.0, 1.0
    wide = view.ink_rows(y0, y1, max(0, x0 - reach), min(sheet.width, x1 + reach))
    rows = view.ink_rows(y0, y1, x0, x1)
    ink = float(rows.mean())
    deep = 2 * rim
    core = ink
    if min(x1 - x0, y1 - y0) > 2 * deep + 2:
        core = float(view.ink_rows(y0 + deep, y1 - deep, x0 + deep, x1 - deep).mean())
    core_level = view.lines.level_ink[y0 + rim : max(y0 + rim + 1, y1 - rim), x0:x1]
    divided = float(core_level.mean(axis=1).max(initial=0.0))
    if y1 - y0 > sheet.px(0.3):
        core_upright = view.lines.upright_ink[y0:y1, x0 + rim : max(x0 + rim + 1, x1 - rim)]
        divided = max(divided, float(core_upright.mean(axis=0).max(initial=0.0)))
    return (
        float((wide > 0.06).mean()),
        float(np.log10(ink + 1e-3) + 3),
        float(ink < 0.001),
        float((rows > 0.04).mean()),
        max(0.0, ink - core),
        divided,
    )


def _strokes(places: Reals, sheet: Sheet) -> Reals:
    """Thickness of the sides in hundredths of an inch, up to 5; spread between them, of the mean."""
    steps = np.arange(-sheet.px(0.03), sheet.px(0.03) + 1)
    x0, y0, x1, y1 = places.T
    share = np.linspace(0, 1, 23)[2:-2]
    xs = (x0[:, None] + share * (x1 - x0)[:, None]).astype(np.intp).clip(0, sheet.width - 1)
    ys = (y0[:, None] + share * (y1 - y0)[:, None]).astype(np.intp).clip(0, sheet.height - 1)
    sides = []
    for y in (y0, y1):
        rows = (y.astype(np.intp)[:, None] + steps).clip(0, sheet.height - 1)
        sides.append(np.median(sheet.ink[rows[:, :, None], xs[:, None, :]].sum(axis=1), axis=1))
    for x in (x0, x1):
        columns = (x.astype(np.intp)[:, None] + steps).clip(0, sheet.width - 1)
        sides.append(np.median(sheet.ink[ys[:, None, :], columns[:, :, None]].sum(axis=1), axis=1))
    thickness = np.stack(sides, axis=1)
    seen = thickness > 0
    count = seen.sum(axis=1)
    mean = thickness.sum(axis=1) / np.maximum(count, 1)
    least = np.where(seen, thickness, np.inf).min(axis=1)
    spread = np.where(count > 0, (thickness.max(axis=1) - least) / np.maximum(mean, 1e-9), 1.0)
    return np.stack([np.minimum(5.0, 100 * mean / sheet.dpi), spread], axis=1)


def _place(places: Reals, view: View) -> Reals:
    """Width and height (log2 of inches), how tall for its width, ink above or below, beside, busyness."""
    dpi = view.sheet.dpi
    far, near = view.sheet.px(0.25), view.sheet.px(0.04)
    x0, y0, x1, y1 = places.T
    over = np.maximum(
        view.ink_share(x0, y0 - far, x1, y0 - near), view.ink_share(x0, y1 + near, x1, y1 + far)
    )
    beside = np.maximum(
        view.ink_share(x0 - far, y0, x0 - near, y1), view.ink_share(x1 + near, y0, x1 + far, y1)
    )
    page_in2 = view.sheet.width * view.sheet.height / dpi**2
    busy = np.log10(1 + (len(view.lines.level) + len(view.lines.upright)) / page_in2)
    width, height = np.log2((x1 - x0) / dpi), np.log2((y1 - y0) / dpi)
    tall = np.maximum(0.0, height - width)
    return np.stack([width, height, tall, over, beside, np.full(len(places), busy)], axis=1)


def _parallels(places: Reals, view: View) -> Reals:
    """How many other lines run along the frame's sides nearby, and inside (log2): hatching, forms, tables."""
    near, own = view.sheet.px(0.5), view.sheet.px(0.03)
    x0, y0, x1, y1 = (column[:, None] for column in places.T)
    count, inside = np.zeros(len(places)), np.zeros(len(places))
    for lines, low, high, start, end in (
        (view.lines.level, y0, y1, x0, x1),
        (view.lines.upright, x0, x1, y0, y1),
    ):
        at = lines.at[None, :]
        shared = np.minimum(end, lines.end[None, :]) - np.maximum(start, lines.start[None, :])
        along = shared >= 0.5 * (end - start)
        others = (np.abs(at - low) > own) & (np.abs(at - high) > own)
        count += (along & others & (at > low - near) & (at < high + near)).sum(axis=1)
        inside += (along & others & (at > low) & (at < high)).sum(axis=1)
    around, within = np.log2(1 + count), np.log2(1 + inside)
    much = np.maximum(0.0, around - _FEW_AROUND), np.maximum(0.0, within - _FEW_INSIDE)
    return np.stack([around, within, *much], axis=1)
