"""Bars painted on a born-digital page: rectangles that might stand where words were taken out.

Only what geometry and the drawn page tell is judged here: size, tone, whether the place is filled, what
else is painted around it. Whether a bar withholds anything is judged where the words are known.

    ██████████ said that ████        kept
    ────────────────────────         no: a rule
    ▟█▙ ▂▄▆█                         no: parts of a picture, columns of a chart
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from declass.model.anchor import Box
from declass.model.drawing import Bar, Mark
from declass.read.pdf_geometry import PageFrame
from declass.read.pdf_seen import Sight

_LEAST_SIDE_PT, _LEAST_LENGTH_PT = 5.0, 8.0  # smaller than this no line of type is, nor a word
_DARK_GREY = 110  # the darkest greys that highlighters and shaded headings are painted in are above
_OPAQUE = 0.85
_WHOLE = 0.6  # share of the page from which a fill is its ground
_FILLED = 0.6  # share of a place that is dark: a label in white takes up to a third of a bar
_MOST_BARS = 400
_MOST_LAID = 2_000  # dark areas of a page, the largest, that are laid against one another
_NEAR_PT = 4.0
_THIN_PT = 2.0  # rules of a table, borders
_COVERING = ("Square", "Circle", "Polygon", "Highlight", "Ink", "Line", "PolyLine", "StrikeOut", "Stamp")
_SAME = 0.9  # of the smaller: the bar itself, or what holds it
_AS_HIGH = 0.15  # by which bars of one height differ
_MERGED_PT = 1.5  # bars drawn word by word, or line by line, that touch


def worth_drawing(marks: Sequence[Mark], frame: PageFrame) -> bool:
    """Whether the page paints anything that could be a dark bar."""
    return any(_could_be(mark, frame) for mark in marks)


def bars(marks: Sequence[Mark], frame: PageFrame, sight: Sight) -> tuple[Bar, ...]:
    """Dark bars that the page shows, those that touch joined; from the top."""
    candidates = sorted((m.box for m in marks if _could_be(m, frame)), key=lambda box: -box.area_pt2)
    sides = np.array([(m.box.x0, m.box.y0, m.box.x1, m.box.y1) for m in marks]).reshape(-1, 4)
    found: list[Bar] = []
    for box in _joined(candidates[:_MOST_LAID]):
        dark = sight.dark_part(box, _DARK_GREY)
        if dark is not None and dark[1] >= _FILLED and _is_large(dark[0]):
            found.append(Bar(dark[0], round(dark[1], 3), _neighbours(dark[0], sides)))
    found = sorted(found, key=lambda bar: -bar.box.area_pt2)[:_MOST_BARS]
    return tuple(sorted(found, key=lambda bar: (bar.box.y0, bar.box.x0)))


def _could_be(mark: Mark, frame: PageFrame) -> bool:
    if not _is_large(mark.box):
        return False
    if mark.box.area_pt2 > _WHOLE * frame.width_pt * frame.height_pt or mark.opacity < _OPAQUE:
        return False
    if mark.kind == "annotation" and mark.subtype not in _COVERING:
        return False
    return mark.grey is None or mark.grey <= _DARK_GREY


def _is_large(box: Box) -> bool:
    short, long = sorted((box.width_pt, box.height_pt))
    return short >= _LEAST_SIDE_PT and long >= _LEAST_LENGTH_PT


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that lie on one another, or continue one another along a side, as one."""
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b.y0, b.x0)):
        place = next((i for i, other in enumerate(joined) if _continues(other, box)), None)
        if place is None:
            joined.append(box)
        else:
            joined[place] = _around(joined[place], box)
    return joined


def _continues(one: Box, other: Box) -> bool:
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    same_rows = abs(one.y0 - other.y0) <= _MERGED_PT and abs(one.y1 - other.y1) <= _MERGED_PT
    same_columns = abs(one.x0 - other.x0) <= _MERGED_PT and abs(one.x1 - other.x1) <= _MERGED_PT
    inside = across < 0 and down < 0 and _shared(one, other) >= _SAME
    return inside or (same_rows and across <= _MERGED_PT) or (same_columns and down <= _MERGED_PT)


def _shared(one: Box, other: Box) -> float:
    """Share of the smaller that both cover."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0.0, wide) * max(0.0, high) / max(min(one.area_pt2, other.area_pt2), 1e-6)


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))


def _neighbours(box: Box, sides: NDArray[np.float64]) -> int:
    """Other things painted on or against the place: parts of a picture have many, a bar has none.

    Rules, borders, grounds, and bars of the lines above and below, which are as high, do not count.

    Args:
        sides: of everything painted, shape (n, 4).
    """
    own = np.array([box.x0, box.y0, box.x1, box.y1])
    shared = np.minimum(sides[:, 2:], own[2:]) - np.maximum(sides[:, :2], own[:2])
    lengths = sides[:, 2:] - sides[:, :2]
    smaller = np.maximum(np.minimum(lengths.prod(axis=1), box.area_pt2), 1e-6)
    near = (shared > -_NEAR_PT).all(axis=1)
    other = shared.clip(0).prod(axis=1) / smaller < _SAME
    high = np.abs(lengths[:, 1] - box.height_pt) > _AS_HIGH * box.height_pt
    return int((near & other & (lengths.min(axis=1) > _THIN_PT) & high).sum())
