"""Boxes that hold pieces of one line, made one: a line is read better whole than in pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from declass.model.page import PageImage
from declass.ocr.ink import Ink
from declass.ocr.prepare import pixels_of
from declass.ocr.rapid import LineBox
from declass.ocr.skew import Pixels

_APART, _REACH = 0.5, 1.0
"""Line heights between two boxes of one line, and between a box and ink beside it. With 3.5 between boxes
generated pages lost a twentieth fewer letters, but in the blanks of tables digits were seen where none are,
and a record's number ran into the stamp beside it."""

_LEVEL = 0.7  # share of the lower box's rows that two pieces of a line have in common
_TALLER = 1.5  # times the height of the lower one that both may be: not a stamp, not the next line
_INK = 150  # grey below which a pixel is ink
_RULE = 0.9  # share of dark pixels, of the row's height and as much again, that makes a rule between columns
_LETTERS = 3  # least of a box that is drawn out to what stands beside it
_LOWEST, _HIGHEST = 0.5, 1.4  # of the usual letter of the box
_OFF = 0.35  # of a letter's height, from the middle of the row to that of the letter


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        box: around all of it.
        parts: the boxes it was made of.
    """

    box: LineBox
    parts: tuple[LineBox, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    pixels: Pixels
    marks: NDArray[np.float64]  # left, top, right, bottom of each letter-sized piece of ink


def whole_rows(boxes: Sequence[LineBox], image: PageImage, ink: Ink) -> list[Row]:
    """The boxes, drawn out over letters beside them and joined where they hold one line.

    Nothing is joined across an upright rule: cells of a table are lines of their own.

    Args:
        ink: of the image.
    """
    page = _Page(pixels_of(image), np.array(ink.letters(), dtype=np.float64).reshape(-1, 4))
    rows = _joined([Row(box, (box,)) for box in boxes], page)
    return _joined(_drawn_out(rows, page), page)


def _joined(rows: Sequence[Row], page: _Page) -> list[Row]:
    left_over = sorted(rows, key=lambda row: row.box)
    joined: list[Row] = []
    while left_over:
        row = left_over.pop(0)
        while following := next((each for each in left_over if _goes_on(row.box, each.box, page)), None):
            left_over.remove(following)
            row = Row(_around(row.box, following.box), (*row.parts, *following.parts))
        joined.append(row)
    return joined


def _goes_on(row: LineBox, box: LineBox, page: _Page) -> bool:
    low = min(row[3] - row[1], box[3] - box[1])
    both = _around(row, box)
    level = min(row[3], box[3]) - max(row[1], box[1])
    gap = (box[0] - row[2]) / low
    if level < _LEVEL * low or both[3] - both[1] > _TALLER * low or gap > _APART:
        return False
    return not _is_parted(page.pixels, both, row[2], box[0])


def _around(one: LineBox, other: LineBox) -> LineBox:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _is_parted(pixels: Pixels, row: LineBox, start: int, end: int) -> bool:
    """Whether an upright rule stands between two places of a row."""
    half = (row[3] - row[1]) // 2
    start, end = min(start, end) - half // 2, max(start, end) + half // 2
    cut = pixels[max(0, row[1] - half) : row[3] + half, max(0, start) : end] < _INK
    if cut.shape[1] < 3:
        return False
    leaning = cut[:, :-2] | cut[:, 1:-1] | cut[:, 2:]
    return bool((leaning.mean(axis=0) > _RULE).any())


def _drawn_out(rows: Sequence[Row], page: _Page) -> list[Row]:
    middles = (page.marks[:, :2] + page.marks[:, 2:]) / 2
    inside = [_inside(middles, row.box) for row in rows]
    free = page.marks[~np.logical_or.reduce(inside)] if inside else page.marks
    return [
        Row(_with_ends(row.box, page.marks[held], free, page), row.parts)
        for row, held in zip(rows, inside, strict=True)
    ]


def _inside(middles: NDArray[np.float64], box: LineBox) -> NDArray[np.bool_]:
    x, y = middles.T
    held: NDArray[np.bool_] = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
    return held


def _with_ends(box: LineBox, letters: NDArray[np.float64], free: NDArray[np.float64], page: _Page) -> LineBox:
    """The box drawn out, left and right, over letters of its own height and level."""
    if len(letters) < _LETTERS:
        return box
    high = float(np.median(letters[:, 3] - letters[:, 1]))
    middle = float(np.median(letters[:, 1] + letters[:, 3])) / 2
    tall = free[:, 3] - free[:, 1]
    alike = (tall >= _LOWEST * high) & (tall <= _HIGHEST * high)
    alike &= abs((free[:, 1] + free[:, 3]) / 2 - middle) <= _OFF * high
    beside = free[alike]
    reach = _REACH * (box[3] - box[1])
    for mark in beside[np.argsort(beside[:, 0])]:
        if mark[2] > box[2] and mark[0] - box[2] <= reach:
            box = _over(box, mark, page)
    for mark in beside[np.argsort(-beside[:, 2])]:
        if mark[0] < box[0] and box[0] - mark[2] <= reach:
            box = _over(box, mark, page)
    return box


def _over(box: LineBox, mark: NDArray[np.float64], page: _Page) -> LineBox:
    left, right = round(float(mark[0])) - 4, round(float(mark[2])) + 4
    start, end = (box[2], left) if right > box[2] else (right, box[0])
    if _is_parted(page.pixels, box, start, end):
        return box
    return max(0, min(box[0], left)), box[1], min(page.pixels.shape[1], max(box[2], right)), box[3]
