"""From PDF space and pixels to the page convention: points, top left, before any rotation.

::

    PDF space                 unrotated page            upright raster (rotation 90)
    ▲ y   (left, top)         (0,0) ──► x               (0,0) ──► px
    │    ┌─────────┐            ┌─────────┐               ┌──────────────┐
    │    │  crop   │    ─►      │         │      ─►       │              │
    │    └─────────┘            └─────────┘               └──────────────┘
    └──────────────► x          ▼ y                       ▼ py
"""

import math
from dataclasses import dataclass

from declass.model.anchor import Box

FARTHEST_PT = 1e6
"""Nothing on a page is farther away; PDF pages end at 14,400 points (ISO 32000-1, annex C)."""

Affine = tuple[float, float, float, float, float, float]

IDENTITY: Affine = (1, 0, 0, 1, 0, 0)


def times(first: Affine, then: Affine) -> Affine:
    """One matrix for both, one after the other (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The visible part of a page in PDF space, and how a viewer turns it.

    Attributes:
        left, top: of the crop box, in PDF space (y upwards).
        width_pt, height_pt: of the unrotated page.
        rotation: clockwise degrees: 0, 90, 180 or 270.
    """

    left: float
    top: float
    width_pt: float
    height_pt: float
    rotation: int

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of PDF space, its corners in any order, on the page."""
        x0, x1 = sorted((_sane(left - self.left), _sane(right - self.left)))
        y0, y1 = sorted((_sane(self.top - top), _sane(self.top - bottom)))
        return Box(x0, y0, x1, y1)

    @property
    def displayed_size_pt(self) -> tuple[float, float]:
        """Width and height as a viewer shows the page."""
        if self.rotation in (90, 270):
            return self.height_pt, self.width_pt
        return self.width_pt, self.height_pt

    def to_pixels(self, box: Box, width_px: int, height_px: int) -> tuple[float, float, float, float]:
        """A box of the page as ``(left, top, right, bottom)`` on an upright raster of the whole page."""
        u0, u1 = box.x0 / self.width_pt, box.x1 / self.width_pt
        v0, v1 = box.y0 / self.height_pt, box.y1 / self.height_pt
        match self.rotation:
            case 90:
                sides = (1 - v1, u0, 1 - v0, u1)
            case 180:
                sides = (1 - u1, 1 - v1, 1 - u0, 1 - v0)
            case 270:
                sides = (v0, 1 - u1, v1, 1 - u0)
            case _:
                sides = (u0, v0, u1, v1)
        return (sides[0] * width_px, sides[1] * height_px, sides[2] * width_px, sides[3] * height_px)

    def to_page(self, width_px: int, height_px: int) -> Affine:
        """From pixels of an upright raster of the whole page to points of the unrotated page."""
        width, height = self.displayed_size_pt
        x_step, y_step = width / width_px, height / height_px
        match self.rotation:
            case 90:
                return (0.0, -x_step, y_step, 0.0, 0.0, self.height_pt)
            case 180:
                return (-x_step, 0.0, 0.0, -y_step, self.width_pt, self.height_pt)
            case 270:
                return (0.0, x_step, -y_step, 0.0, self.width_pt, 0.0)
            case _:
                return (x_step, 0.0, 0.0, y_step, 0.0, 0.0)


def _sane(place_pt: float) -> float:
    """Within reach; broken files hold numbers that are no numbers."""
    return max(-FARTHEST_PT, min(FARTHEST_PT, place_pt)) if not math.isnan(place_pt) else 0.0
