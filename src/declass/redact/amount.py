"""How much of a page is withheld: its text zone, the share of it under boxes, and lines of type."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import quantiles

from declass.model.anchor import Box
from declass.model.page import Word
from declass.model.withholding import Withholding

_LINE_PT = 12.0  # single-spaced typescript, six lines an inch
_LINES_PT = (7.0, 30.0)  # outside, the distance of two lines is that of a table or of two paragraphs
_MARGIN = 0.08  # of the page's side, taken for its margin where no word tells
_FEW_WORDS = 20  # fewer do not show where the text of a page would stand
_FEW_STEPS = 5  # fewer lines do not show how they are set
_TRIMMED = 0.01  # share of words on each side that may be stamps beyond the text
_CELLS = 200  # a side, to measure the area that overlapping boxes cover together


@dataclass(frozen=True, slots=True)
class Zone:
    """Where the text of a page stands.

    Attributes:
        line_pt: from one line to the next, closely set; wide_pt: as is usual on the page.
    """

    box: Box
    line_pt: float
    wide_pt: float


def zone(words: Sequence[Word], boxes: Sequence[Box], width_pt: float, height_pt: float) -> Zone:
    """The text zone: around all words and boxes; where few words are left, the page within its margins."""
    if len(words) < _FEW_WORDS:
        frame = (width_pt * _MARGIN, height_pt * _MARGIN, width_pt * (1 - _MARGIN), height_pt * (1 - _MARGIN))
    else:
        frame = _trimmed([word.box for word in words])
    every = [frame, *((b.x0, b.y0, b.x1, b.y1) for b in boxes)]
    around = Box(
        max(0.0, min(b[0] for b in every)),
        max(0.0, min(b[1] for b in every)),
        min(width_pt, max(b[2] for b in every)),
        min(height_pt, max(b[3] for b in every)),
    )
    return Zone(around, *_line_pt(words))


def _trimmed(boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    drop = int(len(boxes) * _TRIMMED)
    last = len(boxes) - 1 - drop
    return (
        sorted(b.x0 for b in boxes)[drop],
        sorted(b.y0 for b in boxes)[drop],
        sorted(b.x1 for b in boxes)[last],
        sorted(b.y1 for b in boxes)[last],
    )


def _line_pt(words: Sequence[Word]) -> tuple[float, float]:
    """The distance of two lines within a paragraph, and the usual one between any two on the page."""
    middles = sorted((word.box.y0 + word.box.y1) / 2 for word in words)
    steps = [b - a for a, b in pairwise(middles) if _LINES_PT[0] <= b - a <= _LINES_PT[1]]
    if len(steps) < _FEW_STEPS:
        return _LINE_PT, _LINE_PT
    close, usual, _ = quantiles(steps, n=4)
    return close, usual


def measured(one: Withholding, around: Zone) -> Withholding:
    """A box with its lines and its share of the text zone, where whoever found it has not told them.

    The range runs from lines as loosely set as is usual on the page to lines set closely.
    """
    if one.box is None or one.kind in ("marker", "whole_page"):
        return one
    least, most = one.box.height_pt / around.wide_pt, one.box.height_pt / around.line_pt
    share = one.area_share if one.area_share is not None else covered([one.box], around.box)
    if one.lines_min is not None:
        return replace(one, area_share=share)
    least = max(1, math.floor(least)) if least >= _HALF else 0
    return replace(one, lines_min=float(least), lines_max=float(max(1, math.ceil(most))), area_share=share)


_HALF = 0.5


def covered(boxes: Sequence[Box], around: Box) -> float:
    """Share of a zone that boxes cover together, 0-1, to about half a percent.

    >>> covered([Box(0, 0, 50, 100), Box(0, 0, 50, 100)], Box(0, 0, 100, 100))
    0.5
    """
    width, height = around.width_pt, around.height_pt
    if not boxes or width <= 0 or height <= 0:
        return 0.0
    rows = [0] * _CELLS  # each a set of bits, one for a cell
    for box in boxes:
        left, right = (_cell(x - around.x0, width) for x in (box.x0, box.x1))
        top, bottom = (_cell(y - around.y0, height) for y in (box.y0, box.y1))
        bits = ((1 << max(0, right - left)) - 1) << left
        for row in range(top, bottom):
            rows[row] |= bits
    return round(sum(row.bit_count() for row in rows) / _CELLS**2, 4)


def _cell(place: float, side: float) -> int:
    return min(_CELLS, max(0, round(place / side * _CELLS)))
