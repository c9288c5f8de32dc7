"""Ticks drawn into a form's printed boxes, told by the ink within: OCR seldom reads them as marks.

::

    □ (b)(1)     □ (b)(7)(A)      empty boxes tell how large they are and how far before their codes;
    ⊠ (b)(3)     ☑ (b)(7)(C)      at the same place before every other code one is looked for, empty or not
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.model.page import PageImage
from declass.redact.placed import CodeMark, Pixels, View

_INK = 150  # grey level below which a pixel is ink
_SIDE_IN = (0.07, 0.3)  # of a box, within its rim
_SQUARE = 1.35  # longer side over shorter
_WHOLE = 0.85  # of the rectangle around it that a box's inside fills
_BEFORE_IN = 0.9  # from a box to its code at most
_FEWEST = 3  # empty boxes before codes: one or two may be letters, O or D
_ALIKE = 0.2  # of a box's side by which sizes differ
_SEARCH = 0.35  # of a box's side: how far from its place a ticked one is looked for
_RIM_SEEN = 0.55  # of its rim that is ink at least
_TICKED = 0.1  # share of the inside that is ink, at least; specks make .03
_MOST_TICKED = 0.7  # of the boxes; more are a form's design

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Boxes:
    """What empty boxes have in common, in pixels; ``left`` and ``down`` lead from a code to its box."""

    side: float
    left: float
    down: float


def seen_ticks(image: PageImage, marks: Sequence[CodeMark]) -> dict[str, bool]:
    """Whether the box drawn before a code is ticked, by the code; codes without one are left out.

    Args:
        image: the page as displayed.
        marks: codes that the form prints, with their places.
    """
    ink = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px) < _INK
    view = View(image)
    places = [view.pixels(mark.box) for mark in marks]
    common = _in_common(list(_insides(ink, image.dpi)), places, image.dpi)
    if common is None:
        return {}
    wide = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0  # boxes differ by a pixel
    seen: dict[str, bool] = {}
    for mark, place in zip(marks, places, strict=True):
        share = _inked(ink, wide, place, common)
        if share is not None:
            seen[mark.mention.value] = share >= _TICKED or seen.get(mark.mention.value, False)
    return seen if sum(seen.values()) <= _MOST_TICKED * len(seen) else {}


def _insides(ink: Flags, dpi: float) -> Iterator[Pixels]:
    """Paper that lines shut in on all sides, of the size and shape of a box to be ticked."""
    outlines, levels = cv2.findContours((~ink).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if levels is None:  # a page that is black all over
        return
    outer = levels[0, :, 3] < 0  # not the rims of what stands on the paper
    for outline in (one for one, is_outer in zip(outlines, outer, strict=True) if is_outer):
        x, y, wide, high = cv2.boundingRect(outline)
        short, long = sorted((wide, high))
        sized = _SIDE_IN[0] * dpi <= short and long <= _SIDE_IN[1] * dpi and long <= _SQUARE * short
        if sized and cv2.contourArea(outline) >= _WHOLE * (wide - 1) * (high - 1):
            yield x, y, x + wide, y + high


def _in_common(insides: Sequence[Pixels], places: Sequence[Pixels], dpi: float) -> _Boxes | None:
    """The size and place of the boxes before codes; None where too few are alike."""
    pairs = [(box, place) for place in places if (box := _before(insides, place, dpi)) is not None]
    if len(pairs) < _FEWEST:
        return None
    side = median(box[2] - box[0] for box, _ in pairs)
    left = median(place[0] - box[0] for box, place in pairs)
    down = median(_middle(box) - _middle(place) for box, place in pairs)
    alike = sum(
        abs(box[2] - box[0] - side) <= _ALIKE * side and abs(place[0] - box[0] - left) <= side
        for box, place in pairs
    )
    return _Boxes(side, left, down) if alike >= _FEWEST else None


def _before(insides: Sequence[Pixels], place: Pixels, dpi: float) -> Pixels | None:
    """The box next before a code, at its height."""
    near = [
        box
        for box in insides
        if box[1] < _middle(place) < box[3] and box[2] <= place[0] and place[0] - box[2] <= _BEFORE_IN * dpi
    ]
    return max(near, key=lambda box: box[2], default=None)


def _middle(place: Pixels) -> float:
    return (place[1] + place[3]) / 2


def _inked(ink: Flags, wide: Flags, place: Pixels, common: _Boxes) -> float | None:
    """Share of ink within the box before a code, 0–1; None where no rim stands there.

    Args:
        wide: the ink with a pixel around it, by which the rim is found.
    """
    side = round(common.side)
    x, y = place[0] - common.left, _middle(place) + common.down - common.side / 2
    reach = max(1, round(_SEARCH * side))
    best, at = 0.0, (0, 0)
    for top in range(round(y) - reach, round(y) + reach + 1):
        for left in range(round(x) - reach, round(x) + reach + 1):
            rim = _rim(wide, left, top, side)
            if rim > best:
                best, at = rim, (left, top)
    if best < _RIM_SEEN:
        return None
    left, top = at
    inset = max(1, side // 6)
    inside = ink[top + inset : top + side - inset, left + inset : left + side - inset]
    return float(inside.mean())


def _rim(ink: Flags, left: int, top: int, side: int) -> float:
    """Share of the least inked of four sides, one pixel beyond the inside."""
    right, bottom = left + side, top + side
    if left < 1 or top < 1 or right >= ink.shape[1] or bottom >= ink.shape[0]:
        return 0.0
    rows, columns = slice(top, bottom), slice(left, right)
    sides = ink[top - 1, columns], ink[bottom, columns], ink[rows, left - 1], ink[rows, right]
    return min(float(one.mean()) for one in sides)
