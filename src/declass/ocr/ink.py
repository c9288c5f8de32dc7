"""Rows of letter-sized ink that no word covers: lines of text that nobody has read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.model.page import PageImage
from declass.ocr.lines import Place
from declass.ocr.prepare import percentile, pixels_of
from declass.ocr.skew import Pixels

LETTER_IN = 0.1
"""Width of a letter, inches: pica type has ten to the inch, elite twelve."""

_DPI = 150  # enough to tell a broken letter from a speck
_INK = 150  # grey below which a pixel, made smaller, is ink
_TALLEST_IN, _WIDEST_IN = 0.3, 0.6  # larger pieces of ink are bars, frames, pictures and scrawl
_RULE = 8  # times as long as thick: a rule, not a letter
_RULE_IN = 0.25  # shorter ones are dashes
_POST_IN = 0.12  # an l or a bracket is no taller
_WINDOW_IN = (0.3, 0.03)  # two or three letters wide, and lower than the space between lines
_DENSE = 0.04
"""Share of ink in the window from which it is a piece of a row: on photocopies so faint that half of each
letter was gone rows had .05 and more, where specks were strewn over a page less than .01. From .03 to .06 it
makes no difference to the estimate of a page's errors. Fine grain of pictures may look like rows too."""

_BROKEN_IN = (0.1, 0.045)  # gaps within a row: a missing letter across, a missing bar down
_LOWEST_IN, _HIGHEST_IN, _SHORTEST_IN = 0.045, 0.32, 0.4  # of a row; a shorter one is a tick or a blot
_UNDERLINE_IN = 0.2  # no stroke of a letter is as long
_VALLEY = 0.25  # share of a full row's ink below which a row of pixels parts two lines
_AROUND_IN = 0.03  # ink that close to a word belongs to it


@dataclass(frozen=True, slots=True)
class Ink:
    """Pieces of ink of the size of letters, whole or broken.

    Attributes:
        marks: 1 where ink is, at a working resolution.
        scale: pixels of ``marks`` for one of the page's image.
        dpi: of ``marks``.
    """

    marks: Pixels
    scale: float
    dpi: float

    def unread(self, places: Sequence[Place]) -> list[tuple[int, int, int, int]]:
        """Boxes of rows of ink outside the places of words; left, top, right, bottom in its pixels."""
        marks = self.marks.copy()
        around = _AROUND_IN * self.dpi
        for place in places:
            left, top, right, bottom = (self.scale * side for side in place)
            rows = slice(max(0, int(top - around)), int(bottom + around) + 1)
            marks[rows, max(0, int(left - around)) : int(right + around) + 1] = 0
        return [self._on_image(row) for row in _rows(marks, self.dpi)]

    def letters(self) -> list[tuple[int, int, int, int]]:
        """Boxes of the pieces of ink; left, top, right, bottom in pixels of the image."""
        _, _, stats, _ = cv2.connectedComponentsWithStats(self.marks, connectivity=8)
        return [self._on_image((x, y, x + wide, y + high)) for x, y, wide, high, _ in stats[1:].tolist()]

    def _on_image(self, row: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        left, top, right, bottom = (round(side / self.scale) for side in row)
        return left, top, right, bottom


def ink_of(image: PageImage) -> Ink:
    """The letter-sized ink of a page that stands upright and level."""
    scale = min(1.0, _DPI / image.dpi)
    height, width = (max(1, round(side * scale)) for side in (image.height_px, image.width_px))
    small = cv2.resize(pixels_of(image), (width, height), interpolation=cv2.INTER_AREA)
    dpi = image.dpi * scale
    _, labels, stats, _ = cv2.connectedComponentsWithStats((small < _INK).astype(np.uint8), connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    kept = (high <= _TALLEST_IN * dpi) & (wide <= _WIDEST_IN * dpi)
    kept &= ~((wide > _RULE * high) & (wide > _RULE_IN * dpi))
    kept &= ~((high > _RULE * wide) & (high > _POST_IN * dpi))
    kept[0] = False  # the paper
    return Ink(kept[labels].astype(np.uint8), scale, dpi)


def bands_of(image: PageImage, place: Place) -> list[tuple[int, int, int, int]]:
    """The rows of letters in a box on the image, without rules; the box itself where none stands out.

    Engines give a doubtful line a box that takes in a rule or half of the next line, and read nothing in it.

    Args:
        place: pixels of the image.

    Returns:
        Left, top, right, bottom in pixels, from the top down, each as wide as the place; none where that is
        empty.
    """
    left, top, right, bottom = (max(0, round(side)) for side in place)
    ink = (pixels_of(image)[top:bottom, left:right] < _INK).astype(np.uint8)
    if not ink.size:
        return []
    rules = cv2.morphologyEx(
        ink, cv2.MORPH_OPEN, np.ones((1, max(3, round(_UNDERLINE_IN * image.dpi))), np.uint8)
    )
    ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    profile = cv2.blur(ink.sum(axis=1, dtype=np.float32).reshape(-1, 1), (1, 3)).ravel()
    inked = (profile > _VALLEY * percentile(profile, 90)).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked, [0])))).reshape(-1, 2)
    bands = [(left, top + int(a), right, top + int(b)) for a, b in edges if b - a >= _LOWEST_IN * image.dpi]
    return bands or [(left, top, right, bottom)]


def _rows(marks: Pixels, dpi: float) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of dense ink of the height of a line, trimmed to their ink."""
    density = cv2.blur(marks.astype(np.float32), _px(_WINDOW_IN, dpi), borderType=cv2.BORDER_CONSTANT)
    across, down = _px(_BROKEN_IN, dpi)
    whole = cv2.morphologyEx(
        (density > _DENSE).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((down, across), np.uint8)
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    for number in range(1, len(stats)):
        left, top, wide, high, _ = (int(v) for v in stats[number])
        part = marks[top : top + high, left : left + wide].astype(bool)
        part &= labels[top : top + high, left : left + wide] == number
        ys, xs = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        if len(xs) and _is_row(ys, xs, dpi):
            yield left + int(xs[0]), top + int(ys[0]), left + int(xs[-1]) + 1, top + int(ys[-1]) + 1


def _is_row(ys: NDArray[np.intp], xs: NDArray[np.intp], dpi: float) -> bool:
    high, wide = (int(places[-1] - places[0] + 1) / dpi for places in (ys, xs))
    return _LOWEST_IN <= high <= _HIGHEST_IN and wide >= _SHORTEST_IN


def _px(inches: tuple[float, float], dpi: float) -> tuple[int, int]:
    return max(2, round(inches[0] * dpi)), max(2, round(inches[1] * dpi))
