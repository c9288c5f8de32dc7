"""Pale bars: evenly tinted rectangles in a line of type, hardly darker than the paper and without a word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.redact.fills import areas_of, opened, straight_bands
from declass.redact.sheet import Mask, Sheet

PROBABILITY = 0.7
"""A judgement, not a measurement: no labelled scan has such bars. Clean pages: docs/explanation/boxes.md."""

_LIGHTEST, _DARKEST = 0.94, 0.7  # of the paper's brightness; darker ones are found as fills
_LEAST_HEIGHT_IN, _LEAST_WIDTH_IN, _MOST_HEIGHT_IN = 0.11, 0.3, 1.5
_STRAIGHT = 0.8  # hundredths of an inch by which its left and right rims may depart from straight lines
_WHOLE = 0.9  # of the tinted area about it; a tint with words in it has holes and arms around their letters
_EVEN = 0.035  # standard deviation over the paper's brightness, inside
_LEVEL = 0.02  # how much brighter the middle may be than the rims: shadows fade, paint does not
_STEP = 0.04  # how much darker than the paper around it at every side
_RIM_IN, _GAP_IN = 0.04, 0.03
_BESIDE_IN, _INKED = 0.35, 0.04  # type to its left or right within, and the ink that it has there
_RULED = 0.75  # of a row or column of pixels beside it that is ink: the cell of a table has rules
_MARGIN_IN = 0.3


@dataclass(frozen=True, slots=True)
class Pale:
    """Whole working pixels, the last ones not included."""

    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class _Tints:
    """A page, its greys without specks, and the sums of its tinted pixels as an integral image."""

    sheet: Sheet
    soft: NDArray[np.uint8]
    sums: NDArray[np.int32]


class Placed(Protocol):
    """A rectangle in working pixels."""

    @property
    def x0(self) -> float: ...
    @property
    def y0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def y1(self) -> float: ...


def pales_of(sheet: Sheet, found: Iterable[Placed]) -> list[Pale]:
    """The pale bars of a page that overlap nothing found."""
    soft = np.asarray(cv2.medianBlur(sheet.grey, 3), np.uint8)  # specks would break a bar
    mask = ((soft < _LIGHTEST * sheet.paper) & (soft > _DARKEST * sheet.paper)).astype(np.uint8)
    solid = opened(mask, sheet.px(_LEAST_HEIGHT_IN), sheet.px(_LEAST_WIDTH_IN))
    if not solid.any():
        return []
    tinted = opened(mask, sheet.px(_GAP_IN), sheet.px(_GAP_IN))  # without the soft rims of letters
    tints = _Tints(sheet, soft, np.asarray(cv2.integral(tinted), np.int32))
    places = [place for place in _places(solid, sheet) if _is_bar(place, tints)]
    return [place for place in places if not any(_meet(place, other) for other in found)]


def _places(solid: Mask, sheet: Sheet) -> Iterator[Pale]:
    for x, y, area in areas_of(solid):
        for band in straight_bands(area, sheet):
            place = Pale(x + round(band.x0), y + band.top, x + round(band.x1), y + band.bottom)
            if band.ragged <= _STRAIGHT and place.y1 - place.y0 <= sheet.px(_MOST_HEIGHT_IN):
                yield place


def _is_bar(place: Pale, tints: _Tints) -> bool:
    sheet = tints.sheet
    margin = sheet.px(_MARGIN_IN)
    inside = (
        margin <= place.x0
        and place.x1 <= sheet.width - margin
        and margin <= place.y0
        and place.y1 <= sheet.height - margin
    )
    return (
        inside
        and place.x1 - place.x0 >= place.y1 - place.y0
        and _is_alone(place, tints)
        and _is_even(place, tints)
        and _stands_out(place, sheet)
        and _in_a_line(place, sheet)
    )


def _is_alone(place: Pale, tints: _Tints) -> bool:
    """Whether the tint ends with it: a marked line goes on around its letters."""
    reach, tinted = tints.sheet.px(_BESIDE_IN), tints.sums
    x0, x1 = max(0, place.x0 - reach), min(tints.sheet.width, place.x1 + reach)
    y0, y1 = place.y0, place.y1
    whole = int(tinted[y1, x1] - tinted[y0, x1] - tinted[y1, x0] + tinted[y0, x0])
    return (place.x1 - place.x0) * (y1 - y0) >= _WHOLE * whole


def _is_even(place: Pale, tints: _Tints) -> bool:
    rim, paper = tints.sheet.px(_RIM_IN), tints.sheet.paper
    tones = tints.soft[place.y0 + rim : place.y1 - rim, place.x0 + rim : place.x1 - rim].astype(np.float64)
    if min(tones.shape) < 3 or tones.std() > _EVEN * paper:
        return False
    thirds = [part.mean() for axis in (0, 1) for part in np.array_split(tones, 3, axis=axis)]
    return bool(np.ptp(thirds) <= _LEVEL * paper)


def _stands_out(place: Pale, sheet: Sheet) -> bool:
    """Whether paper, or type on it, lies beyond each side, and no rule along any."""
    gap, reach = sheet.px(_GAP_IN), sheet.px(_GAP_IN + _RIM_IN)
    middle = float(np.median(sheet.grey[place.y0 : place.y1, place.x0 : place.x1]))
    x0, y0, x1, y1 = place.x0, place.y0, place.x1, place.y1
    for rows, columns, axis in (
        (slice(y0 - reach, y0 - gap), slice(x0, x1), 0),
        (slice(y1 + gap, y1 + reach), slice(x0, x1), 0),
        (slice(y0, y1), slice(x0 - reach, x0 - gap), 1),
        (slice(y0, y1), slice(x1 + gap, x1 + reach), 1),
    ):
        paper = float(np.percentile(sheet.grey[rows, columns], 90))
        if (
            paper - middle < _STEP * sheet.paper
            or sheet.ink[rows, columns].mean(axis=1 - axis).max() > _RULED
        ):
            return False
    return True


def _in_a_line(place: Pale, sheet: Sheet) -> bool:
    """Whether type stands to its left or right."""
    gap, reach = sheet.px(_GAP_IN), sheet.px(_BESIDE_IN)
    sides = (slice(place.x0 - reach, place.x0 - gap), slice(place.x1 + gap, place.x1 + reach))
    return any(sheet.ink[place.y0 : place.y1, max(0, s.start) : s.stop].mean() >= _INKED for s in sides)


def _meet(one: Pale, other: Placed) -> bool:
    return other.x0 < one.x1 and one.x0 < other.x1 and other.y0 < one.y1 and one.y0 < other.y1
