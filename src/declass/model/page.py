"""A page's text layers, words and image, as rooms hand them to one another."""

from dataclasses import dataclass
from typing import Literal

from declass.model.anchor import Box

LayerKind = Literal["embedded", "ocr", "human"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A page's size and how a viewer turns it.

    Attributes:
        rotation: clockwise degrees: 0, 90, 180 or 270.
    """

    width_pt: float
    height_pt: float
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page's text with its place on the page.

    Attributes:
        start, end: span in the layer's text.
        box: points, unrotated page.
        confidence: 0–1, the engine's own scale mapped linearly; None where the engine gives none.
    """

    start: int
    end: int
    box: Box
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class PageText:
    """One text layer of one page; layers stand side by side and none replaces another.

    Attributes:
        text: NFC, lines ended by ``\\n``, no other control characters.
        kind: embedded in the file, read by OCR, or typed by a person.
        engine: name of what made it, e.g. ``pdfium``, ``tesseract``, ``text``, ``tei``, ``person``.
        engine_version: the engine's own version string.
        parameters: short readable settings, e.g. ``dpi=300 psm=3 lang=eng deskew=0.4``; "" if none.
        language: BCP 47 tag, or None where it cannot be told.
        words: words with boxes in reading order; None where the layer has no geometry.
        confidence: mean word confidence 0–1; None where the engine gives none.
        expected_error: estimated share of wrong characters 0–1; None = not estimated.
    """

    text: str
    kind: LayerKind
    engine: str
    engine_version: str
    parameters: str = ""
    language: str | None = None
    words: tuple[Word, ...] | None = None
    confidence: float | None = None
    expected_error: float | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote taken out of the running text.

    Attributes:
        page: 0-based page on which it is called.
        offset: where in that page's text it was called (the mark itself is not in the text).
        label: its printed mark, "" if none.
        text: the note's own words, NFC.
        kind: ``footnote``, ``source`` (says where the record comes from), or ``other``.
    """

    page: int
    offset: int
    label: str
    text: str
    kind: str = "footnote"


@dataclass(frozen=True, slots=True)
class Colours:
    """A page's colours, small: 8-bit red, green and blue of each pixel, row by row, as displayed.

    Attributes:
        width_px, height_px: raster size; ``len(data) == 3 * width_px * height_px``.
    """

    width_px: int
    height_px: int
    data: bytes

    def __post_init__(self) -> None:
        if len(self.data) != 3 * self.width_px * self.height_px:
            raise ValueError(f"{len(self.data)} bytes are not {self.width_px}x{self.height_px} colours")


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as 8-bit grey pixels, row by row, 0 black, 255 white.

    Attributes:
        width_px, height_px: raster size; ``len(data) == width_px * height_px``.
        dpi: resolution of the raster, pixels an inch.
        data: the pixels.
        to_page: affine ``(a, b, c, d, e, f)``; page_x_pt = a*px + c*py + e, page_y_pt = b*px + d*py + f,
            from pixels of this (upright as displayed) raster to points of the unrotated page.
        colours: the same page, smaller; None where it has none.
    """

    width_px: int
    height_px: int
    dpi: float
    data: bytes
    to_page: tuple[float, float, float, float, float, float]
    colours: Colours | None = None

    def __post_init__(self) -> None:
        if len(self.data) != self.width_px * self.height_px:
            raise ValueError(f"{len(self.data)} bytes are not {self.width_px}x{self.height_px} pixels")
