"""Where something stands: digests, pages, spans and boxes, with the conventions that all rooms keep.

- page: 0-based here and in JSON, 1-based for people.
- span: half-open ``[start, end)`` in Unicode code points of that page's NFC text.
- box: PDF points (1/72 inch), origin at the top left of the page before any ``/Rotate``.

        (0,0) ───► x
          │   (x0,y0)┌──────┐
          ▼ y        └──────┘(x1,y1)
"""

import re
from dataclasses import dataclass
from typing import NewType, Self

Digest = NewType("Digest", str)
"""Lowercase hexadecimal SHA-256 of an original's bytes, 64 characters."""

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


def parse_digest(raw: str) -> Digest:
    """Check that ``raw`` is a digest.

    >>> parse_digest("AB" * 32)
    Traceback (most recent call last):
    ValueError: not a SHA-256 digest: 'ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB'
    """
    if not _DIGEST.match(raw):
        raise ValueError(f"not a SHA-256 digest: {raw!r}")
    return Digest(raw)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left of the unrotated page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.y1 < self.y0:
            raise ValueError(f"inside-out box {self}")

    @property
    def width_pt(self) -> float:
        return self.x1 - self.x0

    @property
    def height_pt(self) -> float:
        return self.y1 - self.y0

    @property
    def area_pt2(self) -> float:
        return self.width_pt * self.height_pt

    def fractions(self, width_pt: float, height_pt: float) -> Self:
        """The same box as fractions (0–1) of a page of the given size."""
        return type(self)(self.x0 / width_pt, self.y0 / height_pt, self.x1 / width_pt, self.y1 / height_pt)

    def turned(self, width_pt: float, height_pt: float, rotation: int) -> Self:
        """The same box where a viewer shows it, who turns the page clockwise.

        Args:
            width_pt, height_pt: of the page before it is turned; 1 and 1 turn a box of fractions.
            rotation: 0, 90, 180 or 270 degrees.

        >>> Box(0, 0, 10, 20).turned(100, 200, 90)
        Box(x0=180, y0=0, x1=200, y1=10)
        """
        match rotation % 360:
            case 90:
                return type(self)(height_pt - self.y1, self.x0, height_pt - self.y0, self.x1)
            case 180:
                return type(self)(
                    width_pt - self.x1, height_pt - self.y1, width_pt - self.x0, height_pt - self.y0
                )
            case 270:
                return type(self)(self.y0, width_pt - self.x1, self.y1, width_pt - self.x0)
            case _:
                return self


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points in one page's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"bad span {self.start}:{self.end}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place a reader can open: a page of an original, and optionally a span and boxes on it."""

    digest: Digest
    page: int
    span: Span | None = None
    boxes: tuple[Box, ...] = ()
