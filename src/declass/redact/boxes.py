"""Boxes that a page's image shows: black, grey, outlined in white, and blanks in lines of type."""

from collections.abc import Sequence

import numpy as np

from declass.model.page import PageImage, Word
from declass.model.withholding import Withholding
from declass.redact.frames import Frame, frames_of
from declass.redact.segments import Lines, lines_of
from declass.redact.sheet import Sheet, sheet_of

LEAST_PROBABILITY = 0.2
"""What is less likely is not worth a person's look."""


def find(image: PageImage, page: int, words: Sequence[Word] | None = None) -> tuple[Withholding, ...]:
    """What the image of a page withholds, as a reader would count it; in reading order.

    Args:
        image: the page as displayed, 150 dpi or more; at 300 hairlines are found best.
        page: its 0-based number, for the values returned.
        words: words of the page with boxes, of any layer; they help to tell forms and tables from boxes.
    """
    sheet = sheet_of(image)
    lines = lines_of(sheet)
    chosen = _apart(sorted(((_likely(f, lines, sheet), f) for f in frames_of(lines, sheet)), key=_rank))
    return tuple(
        Withholding(
            page, "white_outlined", round(p, 3), box=sheet.box(f.x0, f.y0, f.x1, f.y1), evidence=_said(f)
        )
        for p, f in sorted(chosen, key=lambda found: (found[1].y0, found[1].x0))
        if p >= LEAST_PROBABILITY
    )


def _rank(found: tuple[float, Frame]) -> tuple[float, float]:
    return -found[0], -found[1].area


def _said(frame: Frame) -> tuple[str, ...]:
    return (f"A frame with {sum(frame.sides)} of 4 sides drawn",)


def _apart(found: list[tuple[float, Frame]]) -> list[tuple[float, Frame]]:
    """The best first, without those that overlap a better one."""
    kept: list[tuple[float, Frame]] = []
    for p, frame in found:
        if all(_shared(frame, other) < 0.3 for _, other in kept):
            kept.append((p, frame))
    return kept


def _shared(a: Frame, b: Frame) -> float:
    """Share of the smaller that both cover."""
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(0.0, wide) * max(0.0, high) / min(a.area, b.area)


def _likely(frame: Frame, lines: Lines, sheet: Sheet) -> float:
    """From how whole the sides are and how empty it is inside."""
    top, right, bottom, left = _drawn(frame, lines)
    whole = sorted((top, right, bottom, left))
    ink = _ink_share(frame, sheet)
    z = 9.0 * (sum(whole[1:]) / 3 - 0.75) + 3.0 * (whole[0] - 0.3) - 40.0 * max(0.0, ink - 0.02)
    return float(1 / (1 + np.exp(-z)))


def _drawn(frame: Frame, lines: Lines) -> tuple[float, float, float, float]:
    """Share of each side (top, right, bottom, left) along which ink runs straight."""
    reach = 2

    def level(y: float) -> float:
        band = lines.level_ink[
            max(0, round(y) - reach) : round(y) + reach + 1, round(frame.x0) : round(frame.x1)
        ]
        return float(band.max(axis=0).mean()) if band.size else 0.0

    def upright(x: float) -> float:
        band = lines.upright_ink[
            round(frame.y0) : round(frame.y1), max(0, round(x) - reach) : round(x) + reach + 1
        ]
        return float(band.max(axis=1).mean()) if band.size else 0.0

    return level(frame.y0), upright(frame.x1), level(frame.y1), upright(frame.x0)


def _ink_share(frame: Frame, sheet: Sheet) -> float:
    """Share of ink inside, a rim left out."""
    rim = sheet.px(0.02)
    x0, y0 = (max(0, round(v) + rim) for v in (frame.x0, frame.y0))
    x1, y1 = min(sheet.width, round(frame.x1) - rim), min(sheet.height, round(frame.y1) - rim)
    if x1 <= x0 or y1 <= y0:
        return 1.0
    sums = sheet.ink_sums
    ink = int(sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0])
    return ink / ((x1 - x0) * (y1 - y0))
