"""What stands on a PDF page besides text, whether the page needs OCR, and its pixels."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from declass.errors import LimitExceeded
from declass.model.anchor import Box
from declass.model.page import Colours, PageImage, PageText
from declass.read.colours import colours_of
from declass.read.options import PLAUSIBLE_TEXT, THIN_TEXT_CHARS, Limits, ReadOptions
from declass.read.pdf_geometry import Affine, PageFrame, times
from declass.read.pdf_marks import Painted, matrix
from declass.text.plausible import plausibility

_GRID = 48  # cells a side for measuring how much of the page images cover
_POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Picture:
    """One raster image as placed on the page."""

    box: Box
    dpi: float
    coloured: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """What stands on a page besides text.

    Attributes:
        coverage: share of the page under raster images, 0–1.
        native_dpi: resolution of the dominating images; None where there are none.
        drawings: whether there are lines, fills or shadings.
        coloured: whether any raster image is kept in colour; it may still show none.
    """

    coverage: float
    native_dpi: float | None
    drawings: bool
    coloured: bool = False


def inventory(things: Iterable[Painted], frame: PageFrame, page: pdfium.PdfPage) -> Inventory:
    """Look over a page's objects."""
    pictures: list[Picture] = []
    drawings = False
    for thing in things:
        if thing.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            if picture := _picture(thing.item, thing.outer, frame, page):
                pictures.append(picture)
        elif thing.kind in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING):
            drawings = True
    coloured = any(picture.coloured for picture in pictures)
    return Inventory(_coverage(pictures, frame), _native_dpi(pictures), drawings, coloured)


def _picture(item: Any, outer: Affine, frame: PageFrame, page: pdfium.PdfPage) -> Picture | None:
    """An image fills the unit square of its own space (ISO 32000-1, 8.9.5.2)."""
    a, b, c, d, e, f = times(matrix(item), outer)
    width, height = pdfium_c.c_uint(), pdfium_c.c_uint()
    sides_pt = (math.hypot(a, b), math.hypot(c, d))
    known = pdfium_c.FPDFImageObj_GetImagePixelSize(item, width, height)
    if not known or min(sides_pt) <= 0 or not all(map(math.isfinite, (a, b, c, d, e, f))):
        return None
    xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    dpi = max(width.value / sides_pt[0], height.value / sides_pt[1]) * _POINTS_PER_INCH
    return Picture(frame.box(min(xs), min(ys), max(xs), max(ys)), dpi, _is_coloured(item, page))


_GREYS = (pdfium_c.FPDF_COLORSPACE_DEVICEGRAY, pdfium_c.FPDF_COLORSPACE_CALGRAY)


def _is_coloured(item: Any, page: pdfium.PdfPage) -> bool:
    kept = pdfium_c.FPDF_IMAGEOBJ_METADATA()
    known = pdfium_c.FPDFImageObj_GetImageMetadata(item, page.raw, kept)
    return bool(known) and kept.bits_per_pixel > 1 and kept.colorspace not in _GREYS


def _native_dpi(pictures: list[Picture]) -> float | None:
    """The finest of the large images: strips count as one scan, and a mask tops its soft background."""
    largest = max((picture.box.area_pt2 for picture in pictures), default=0.0)
    return max((p.dpi for p in pictures if p.box.area_pt2 >= largest / 2), default=None)


def _coverage(pictures: list[Picture], frame: PageFrame) -> float:
    cells = np.zeros((_GRID, _GRID), dtype=bool)
    for picture in pictures:
        x0, x1 = (_cell(x, frame.width_pt) for x in (picture.box.x0, picture.box.x1))
        y0, y1 = (_cell(y, frame.height_pt) for y in (picture.box.y0, picture.box.y1))
        cells[y0:y1, x0:x1] = True
    return float(cells.mean())


def _cell(place_pt: float, side_pt: float) -> int:
    return max(0, min(_GRID, round(place_pt / side_pt * _GRID)))


# ── whether the page needs OCR ──────────────────────────────────────────────────────────────────

# Origin of these numbers: docs/explanation/safety.md, "Which pages are drawn", measured on court papers,
# cables and scans. Lower coverage draws letterheads and figures of born-digital papers; a higher count of
# characters draws born-digital pages that end after a few lines over a watermark.
SCAN_COVERAGE = 0.5
JUDGED_CHARS = 50

BLANK = "The page is blank"
"""Why no image was made of a page with nothing on it."""


def need(text: PageText | None, found: Inventory) -> tuple[bool, str]:
    """Whether OCR is needed to read the page, and why (or why not), in words."""
    if text is None:
        if found.coverage > 0:
            return True, "no embedded text, and a picture that may hold some"
        return (True, "no embedded text, only drawings") if found.drawings else (False, BLANK.lower())
    chars = sum(not c.isspace() for c in text.text)
    scanned = found.coverage >= SCAN_COVERAGE
    if scanned and chars < THIN_TEXT_CHARS:
        return True, f"only {chars} embedded characters over a picture of {found.coverage:.0%} of the page"
    if scanned:  # somebody's OCR: plausible text had up to 8% wrong characters where a fresh reading had 1%
        return True, "the embedded text lies over a scan"
    likely = plausibility(text.text) if chars >= JUDGED_CHARS else 1.0
    if likely < PLAUSIBLE_TEXT:
        return True, f"the embedded text hardly looks like language ({likely:.2f})"
    return False, "the embedded text is good enough"


# ── pixels ──────────────────────────────────────────────────────────────────────────────────────


def page_image(
    page: pdfium.PdfPage, frame: PageFrame, found: Inventory, options: ReadOptions, limits: Limits
) -> tuple[PageImage, str]:
    """The page in grey as displayed, and a remark on its resolution ("" if it is as asked).

    Raises:
        LimitExceeded: the page has no area.
        pdfium.PdfiumError: it cannot be drawn.
    """
    dpi, remark = _resolution(frame, found, options, limits)
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH, grayscale=True, may_draw_forms=True)
    try:
        pixels = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width))
    finally:
        bitmap.close()
    height_px, width_px = pixels.shape
    affine = frame.to_page(width_px, height_px)
    image = PageImage(width_px, height_px, dpi, pixels.tobytes(), affine, _colours(page, found, dpi))
    return image, remark


def _colours(page: pdfium.PdfPage, found: Inventory, dpi: float) -> Colours | None:
    """The page drawn once more, small, where a picture is kept in colour; that is still held decoded."""
    if not found.coloured:
        return None
    bitmap = page.render(scale=min(COLOURS_DPI, dpi / 4) / _POINTS_PER_INCH, may_draw_forms=True)
    try:
        return colours_of(bitmap.to_numpy()[:, :, 2::-1])  # of blue, green, red
    finally:
        bitmap.close()


COLOURS_DPI = 50.0
"""A line of type is seven pixels high: the least bar over it has some of its own colour."""


def _resolution(
    frame: PageFrame, found: Inventory, options: ReadOptions, limits: Limits
) -> tuple[float, str]:
    area_in2 = frame.width_pt * frame.height_pt / _POINTS_PER_INCH**2
    if area_in2 <= 0:
        raise LimitExceeded("the page has no area", "")
    dpi, remark = float(options.dpi), ""
    if found.native_dpi and found.coverage >= SCAN_COVERAGE and found.native_dpi < dpi:
        dpi = max(found.native_dpi, _LEAST_DPI)
        remark = f"drawn at {dpi:.0f} dpi, the scan's own resolution"
    # rounding up to whole pixels adds less than a row and a column
    most = math.sqrt(limits.page_megapixels * 1e6 * 0.999 / area_in2)
    if dpi > most:
        dpi, remark = most, f"drawn at {most:.0f} dpi to stay below {limits.page_megapixels:g} megapixels"
    return dpi, remark


_LEAST_DPI = 36.0  # a scan that claims less is placed on a page of the wrong size
