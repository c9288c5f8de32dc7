"""Filled areas of a page: black bars, grey or coloured patches, hatching; as rectangles a reader counts."""

import colorsys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.redact.looks import View, lines_beyond
from declass.redact.segments import Reals
from declass.redact.sheet import Mask, Sheet

Hue = Literal["", "red", "yellow", "green", "blue", "purple"]
FillKind = Literal["black", "grey", "hatched"]

_LEAST_HEIGHT_IN, _LEAST_WIDTH_IN = 0.085, 0.12  # no letter of type holds a solid block of this size
_HATCH_HEIGHT_IN, _HATCH_GAP_IN = 0.12, 0.05
_SHADE = 0.86  # of the paper's brightness: the lightest fills; bleed from the back stays above
_BLACK = 0.42  # of the paper's brightness, mean over the fill; darker is called black
_STEP_IN = 0.07  # a change of extent from row to row that begins another rectangle
_MOST_AREAS, _MOST_OUTLINES = 60, 300

FILL_FEATURES = (
    "fill",
    "ragged",
    "at_edge",
    "far_from_edge",
    "covered",
    "letters",
    "width",
    "height",
    "tone",
    "tone_spread",
    "diagonal",
    "around_ink",
    "tall_shape",
    "holes",
    "blackish",
    "hatched",
    "beyond",
    "alike",
)
"""Names of the numbers of ``fill_looks``, in order."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle in working pixels.

    Attributes:
        fill: share of it that is filled, 0–1.
        ragged: mean departure of its left and right rims from straight lines, in hundredths of an inch.
        tone: mean brightness over the paper's, 0 black to 1.
        diagonal: how far strokes inside agree on one diagonal, 0–1.
        covered: share of the whole filled area that its rectangles make up; blots and dark margins have less.
        letters_in: height of the tallest light spot enclosed, inches.
        hue: of a coloured fill, "" of a grey or black one.
        alike: other rectangles of the same area with the same left and right: bands of a dark margin.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    kind: FillKind
    fill: float
    ragged: float
    tone: float
    diagonal: float
    covered: float
    letters_in: float
    alike: int = 0
    hue: Hue = ""

    @property
    def area(self) -> float:
        return (self.x1 - self.x0) * (self.y1 - self.y0)


def fills_of(sheet: Sheet) -> list[Fill]:
    """Every filled area that could hide type."""
    dark = (sheet.grey < _SHADE * sheet.paper).astype(np.uint8)
    dark = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    solid = opened(dark, sheet.px(_LEAST_HEIGHT_IN), sheet.px(_LEAST_WIDTH_IN))
    found = list(_rectangles(solid, sheet, hatched=False))
    gap = sheet.px(_HATCH_GAP_IN)
    meshed = cv2.morphologyEx(cv2.bitwise_or(dark, sheet.ink), cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    closed = opened(np.asarray(meshed, np.uint8), sheet.px(_HATCH_HEIGHT_IN), 2 * sheet.px(_LEAST_WIDTH_IN))
    for fill in _rectangles(closed, sheet, hatched=True):
        parts = [f for f in found if _covers(f, fill)]
        if (
            fill.diagonal > _MOST_LETTERS_LEAN
            and sum(f.area for f in parts if f.kind == "black") < 0.5 * fill.area
        ):
            found = [f for f in found if f not in parts] + [fill]
    return found


_MOST_LETTERS_LEAN = 0.25  # coherence of diagonal strokes: 0.0–0.15 over type, 0.5–0.9 over hatching
_CROSSED = 0.7
"""Mean of |sin 2a| over the angles a of strokes: type has .4 to .5, noise .64, crossed hatching .7 to .95."""


def opened(mask: Mask, high: int, wide: int) -> Mask:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((high, wide), np.uint8)), np.uint8)


def _covers(one: Fill, other: Fill) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0.0, wide) * max(0.0, high) > 0.5 * min(one.area, other.area)


def _rectangles(mask: Mask, sheet: Sheet, *, hatched: bool) -> Iterator[Fill]:
    """The areas of a mask, each cut where its width changes.

    ::

              ┌───────┐
        ┌─────┴───────┤   three rectangles
        ├──────┬──────┘
        └──────┘
    """
    largest = sorted(areas_of(mask), key=lambda found: -int(found[2].sum()))[:_MOST_AREAS]
    for x, y, area in largest:
        found = list(straight_bands(area, sheet))
        if not found:
            continue
        covered = sum((b.x1 - b.x0) * (b.bottom - b.top) for b in found) / float(area.sum())
        letters, step = _tallest_hole(area) / sheet.dpi, 2 * sheet.px(_STEP_IN)
        for band in found:
            place = (x + band.x0, float(y + band.top), x + band.x1, float(y + band.bottom))
            tone = _tone(sheet, *place)
            lean = _diagonal(sheet, *place, rims=tone < _BLACK and _light(sheet, *place) < _LIGHT)
            hatching = hatched or (tone >= _BLACK and lean > _MOST_LETTERS_LEAN)
            kind: FillKind = "hatched" if hatching else "black" if tone < _BLACK else "grey"
            alike = sum(abs(b.x0 - band.x0) + abs(b.x1 - band.x1) <= step for b in found) - 1
            yield Fill(
                *place, kind, band.share, band.ragged, tone, lean, covered, letters, alike, _hue(sheet, place)
            )


_COLOURED = 60  # of 255 between the strongest and the weakest of three; black ink on tinted scans has 40
_HUES: tuple[tuple[float, Hue], ...] = (
    (35, "red"),
    (70, "yellow"),
    (170, "green"),
    (265, "blue"),
    (325, "purple"),
    (360, "red"),
)
"""Degrees up to which a hue has its name."""


def _hue(sheet: Sheet, place: tuple[float, float, float, float]) -> Hue:
    colour = sheet.colour(*place)
    if colour is None or max(colour) - min(colour) < _COLOURED:
        return ""
    degrees = 360 * colorsys.rgb_to_hsv(*(part / 255 for part in colour))[0]
    return next(name for most, name in _HUES if degrees <= most)


def areas_of(mask: Mask) -> Iterator[tuple[int, int, Mask]]:
    """Left, top and mask of each connected area; contours pass quickly over the white of a page."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    places = sorted(((cv2.boundingRect(o), o) for o in outlines), key=lambda p: (-p[0][2] * p[0][3], p[0]))
    for (x, y, width, height), outline in places[:_MOST_OUTLINES]:
        inside = np.zeros((height, width), np.uint8)
        cv2.drawContours(inside, [outline], -1, (1,), -1, offset=(-x, -y))
        inside &= mask[y : y + height, x : x + width]
        _, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
        for label, (left, top, wide, high, _) in enumerate(stats.tolist()):
            if label:
                part = labels[top : top + high, left : left + wide] == label
                yield x + left, y + top, part.astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of an area that have about one extent; ``share`` of it is filled."""

    top: int
    bottom: int
    x0: float
    x1: float
    share: float
    ragged: float


def straight_bands(area: Mask, sheet: Sheet) -> Iterator[Band]:
    """The bands tall and wide enough to hide type."""
    for top, bottom in _bands(area, sheet.px(_STEP_IN)):
        rows = area[top:bottom]
        left, right = _extents(rows)
        x0, x1 = float(np.median(left)), float(np.median(right))
        if bottom - top >= 0.8 * sheet.px(_LEAST_HEIGHT_IN) and x1 - x0 >= sheet.px(_LEAST_WIDTH_IN):
            ragged = float(np.abs(left - x0).mean() + np.abs(right - x1).mean()) * 50 / sheet.dpi
            yield Band(top, bottom, x0, x1, float(rows[:, int(x0) : int(x1)].mean()), ragged)


def _tallest_hole(area: Mask) -> int:
    """Height of the tallest light spot that an area encloses: a title in white letters has tall ones."""
    contours, tree = cv2.findContours(area, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return 0
    # a hole's contour runs along the dark pixels around it, one above and one below
    holes = (cv2.boundingRect(c)[3] - 2 for c, place in zip(contours, tree[0], strict=True) if place[3] >= 0)
    return max(holes, default=0)


def _extents(rows: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First and one past the last filled column of each row."""
    return rows.argmax(axis=1), rows.shape[1] - rows[:, ::-1].argmax(axis=1)


def _bands(area: Mask, step: int) -> list[tuple[int, int]]:
    """Runs of rows of about the same extent; those too thin to be anything join what is before them."""
    left, right = _extents(area)
    change = (np.abs(np.diff(left)) > step) | (np.abs(np.diff(right)) > step)
    cuts = [0, *(np.flatnonzero(change) + 1).tolist(), area.shape[0]]
    return list(pairwise(cuts))


def _tone(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> float:
    inside = sheet.grey[int(y0) + 1 : int(y1) - 1, int(x0) + 1 : int(x1) - 1]
    return float(inside.mean()) / sheet.paper if inside.size else 1.0


_LIGHT = 0.05  # of a black area: white between strokes; what a copier leaves white in a bar is less


def _light(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> float:
    """Share of light pixels inside, away from the rims."""
    rim = sheet.px(0.03)
    inside = sheet.grey[int(y0) + rim : int(y1) - rim, int(x0) + rim : int(x1) - rim]
    return float((inside > 0.6 * sheet.paper).mean()) if inside.size else 0.0


def _diagonal(sheet: Sheet, x0: float, y0: float, x1: float, y1: float, *, rims: bool) -> float:
    """How far strokes inside are diagonal, 0–1: they agree on one diagonal, or nearly all lie on either.

    The first is the coherence of the structure tensor, for which crossed strokes cancel out.

    Args:
        rims: the area is black, so that there is nothing inside but its own round or slanting rims.
    """
    inside = sheet.grey[int(y0) : int(y1), int(x0) : int(x1)].astype(np.float32)
    if min(inside.shape) < 5:
        return 0.0
    dx, dy = cv2.Sobel(inside, cv2.CV_32F, 1, 0), cv2.Sobel(inside, cv2.CV_32F, 0, 1)
    across = 2 * dx * dy
    total = float((dx * dx + dy * dy).sum())
    if total <= 0:
        return 0.0
    agreed, crossed = abs(float(across.sum())) / total, float(np.abs(across).sum()) / total
    return crossed if crossed > _CROSSED and agreed <= _MOST_LETTERS_LEAN and not rims else agreed


def fill_looks(fills: list[Fill], view: View) -> Reals:
    """The numbers of each fill, shape (fills, len(FILL_FEATURES))."""
    if not fills:
        return np.empty((0, len(FILL_FEATURES)))
    numbers = np.array([_fill_looks(f, view.sheet) for f in fills]).reshape(len(fills), -1)
    places = np.array([(f.x0, f.y0, f.x1, f.y1) for f in fills]).reshape(-1, 4)
    return np.column_stack([numbers, lines_beyond(places, view), [min(4, f.alike) for f in fills]])


def _fill_looks(fill: Fill, sheet: Sheet) -> tuple[float, ...]:
    x0, y0, x1, y1 = (int(v) for v in (fill.x0, fill.y0, fill.x1, fill.y1))
    inside = sheet.grey[y0:y1, x0:x1]
    edge = min(x0, y0, sheet.width - x1, sheet.height - y1) / sheet.dpi
    reach, gap = sheet.px(0.3), sheet.px(0.04)
    rows = sheet.ink[max(0, y0 - reach) : y1 + reach, max(0, x0 - reach) : x1 + reach]
    near = sheet.ink[max(0, y0 - gap) : y1 + gap, max(0, x0 - gap) : x1 + gap]
    around = (float(rows.sum()) - float(near.sum())) / max(1.0, float(rows.size - near.size))
    width, height = (x1 - x0) / sheet.dpi, (y1 - y0) / sheet.dpi
    light = float((inside > 0.75 * sheet.paper).mean())
    return (
        fill.fill,
        min(5.0, fill.ragged),
        float(edge < 0.15),
        min(1.0, edge),
        min(1.2, fill.covered),
        min(1.0, 4 * max(0.0, fill.letters_in - 0.12)),
        float(np.log2(width)),
        float(np.log2(height)),
        fill.tone,
        float(inside.std()) / 255,
        fill.diagonal,
        min(0.4, around),
        max(0.0, float(np.log2(height / width))),
        light if fill.kind != "hatched" else 0.0,
        float(fill.kind == "black"),
        float(fill.kind == "hatched"),
    )
