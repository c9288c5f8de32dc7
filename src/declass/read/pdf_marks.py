"""What a PDF page paints besides text, in the order of painting: fills, strokes, images, annotations."""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from declass.model.anchor import Box
from declass.model.drawing import Mark, MarkKind
from declass.read.pdf_geometry import IDENTITY, Affine, PageFrame, times

MAX_OBJECTS = 20_000  # of a page with more parts the rest is not looked at
_MAX_DEPTH = 8  # forms within forms
_MAX_MARKS = 20_000
_MAX_SEGMENTS = 2_000  # a path of more is no set of bars: it counts as one mark
_MAX_ANNOTATIONS = 5_000
_LEAST_AREA_PT2 = 0.05  # of a sliver of a bar; nothing that hides a letter alone is as small

ANNOTATIONS_FROM = 10 * MAX_OBJECTS
"""The order of the first annotation: annotations are painted after the whole page (ISO 32000-1, 12.5.2)."""

_KINDS: dict[int, MarkKind] = {
    pdfium_c.FPDF_PAGEOBJ_PATH: "path",
    pdfium_c.FPDF_PAGEOBJ_IMAGE: "image",
    pdfium_c.FPDF_PAGEOBJ_SHADING: "shading",
}
_SUBTYPES = {
    pdfium_c.FPDF_ANNOT_FREETEXT: "FreeText",
    pdfium_c.FPDF_ANNOT_LINE: "Line",
    pdfium_c.FPDF_ANNOT_SQUARE: "Square",
    pdfium_c.FPDF_ANNOT_CIRCLE: "Circle",
    pdfium_c.FPDF_ANNOT_POLYGON: "Polygon",
    pdfium_c.FPDF_ANNOT_POLYLINE: "PolyLine",
    pdfium_c.FPDF_ANNOT_HIGHLIGHT: "Highlight",
    pdfium_c.FPDF_ANNOT_STRIKEOUT: "StrikeOut",
    pdfium_c.FPDF_ANNOT_STAMP: "Stamp",
    pdfium_c.FPDF_ANNOT_INK: "Ink",
    pdfium_c.FPDF_ANNOT_WIDGET: "Widget",
    pdfium_c.FPDF_ANNOT_WATERMARK: "Watermark",
    pdfium_c.FPDF_ANNOT_REDACT: "Redact",
}
"""Annotations that can lie over text (ISO 32000-1, table 169); links and notes do not."""

_BY_QUADS = ("Highlight", "StrikeOut", "Redact")  # these mark lines of text, each by four corners


@dataclass(frozen=True, slots=True)
class Painted:
    """One object of a page.

    Attributes:
        order: place in the order of painting.
        kind: PDFium's number for the kind of object.
        outer: from the space the object stands in to the page's.
        group: order of the form that holds it; None on the page itself.
    """

    order: int
    kind: int
    item: Any
    outer: Affine
    group: int | None


def painted(page: pdfium.PdfPage) -> list[Painted]:
    """The page's objects, forms opened, in the order of painting."""
    found: list[Painted] = []
    top = (pdfium_c.FPDFPage_GetObject(page, i) for i in range(pdfium_c.FPDFPage_CountObjects(page)))
    _gather(top, IDENTITY, None, 0, found)
    return found


def _gather(items: Iterator[Any], outer: Affine, group: int | None, depth: int, found: list[Painted]) -> None:
    for item in items:
        if len(found) >= MAX_OBJECTS:
            return
        here = Painted(len(found), pdfium_c.FPDFPageObj_GetType(item), item, outer, group)
        found.append(here)
        if here.kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            count = max(0, pdfium_c.FPDFFormObj_CountObjects(item))
            inner = (pdfium_c.FPDFFormObj_GetObject(item, i) for i in range(count))
            _gather(inner, times(matrix(item), outer), here.order, depth + 1, found)


def matrix(item: Any) -> Affine:
    """The object's own matrix."""
    raw = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, raw)
    return (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def marks(page: pdfium.PdfPage, things: list[Painted], frame: PageFrame) -> list[Mark]:
    """What may hide text, in the order of painting; the largest, where there are very many."""
    found = [mark for thing in things if thing.kind in _KINDS for mark in _marks_of(thing, frame)]
    found += _annotations(page, frame)
    if len(found) > _MAX_MARKS:
        largest = sorted(found, key=lambda mark: mark.box.area_pt2, reverse=True)[:_MAX_MARKS]
        found = sorted(largest, key=lambda mark: mark.order)
    return found


def _marks_of(thing: Painted, frame: PageFrame) -> Iterator[Mark]:
    kind = _KINDS[thing.kind]
    grey, opacity = fill(thing.item) if kind == "path" else (None, 1.0)
    window = clip(thing, frame)
    for box in _extents(thing, frame):
        seen = box if window is None else _common(box, window)
        if seen is not None and seen.area_pt2 >= _LEAST_AREA_PT2:
            yield Mark(thing.order, kind, seen, grey=grey, opacity=opacity, group=thing.group)


def fill(item: Any) -> tuple[int | None, float]:
    """Grey (0–255) and opacity (0–1) of what the object is filled with, or drawn with where it is not."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    painted_by = pdfium_c.FPDFPageObj_GetFillColor
    if pdfium_c.FPDFPath_GetDrawMode(item, mode, stroked) and not mode.value:
        painted_by = pdfium_c.FPDFPageObj_GetStrokeColor
    parts = [ctypes.c_uint() for _ in range(4)]
    if not painted_by(item, *parts):
        return None, 1.0
    red, green, blue, alpha = (min(255, part.value) for part in parts)
    return round(0.299 * red + 0.587 * green + 0.114 * blue), alpha / 255  # ITU-R BT.601, as PDFium greys


def clip(thing: Painted, frame: PageFrame) -> Box | None:
    """The box around the object's clip; None where it has none."""
    path = pdfium_c.FPDFPageObj_GetClipPath(thing.item)
    count = max(0, pdfium_c.FPDFClipPath_CountPaths(path)) if path else 0
    window: Box | None = None
    for number in range(min(count, 50)):
        points = _clip_points(path, number)
        box = frame.box(*_around(points, thing.outer)) if points else None
        if box is not None:
            window = box if window is None else (_common(window, box) or Box(box.x0, box.y0, box.x0, box.y0))
    return window


def _clip_points(path: Any, number: int) -> list[tuple[float, float]]:
    count = min(max(0, pdfium_c.FPDFClipPath_CountPathSegments(path, number)), _MAX_SEGMENTS)
    segments = (pdfium_c.FPDFClipPath_GetPathSegment(path, number, i) for i in range(count))
    return [point for segment in segments if (point := _point(segment)) is not None]


def _extents(thing: Painted, frame: PageFrame) -> Iterator[Box]:
    """The object's box; of a filled path the box of each of its parts, since each may be a bar."""
    parts = _parts(thing.item) if thing.kind == pdfium_c.FPDF_PAGEOBJ_PATH else []
    if len(parts) > 1:
        inner = times(matrix(thing.item), thing.outer)
        yield from (frame.box(*_around(part, inner)) for part in parts)
    elif (line := _straight_line(thing)) is not None:
        yield frame.box(*line)
    else:
        yield extent(thing, frame)


def extent(thing: Painted, frame: PageFrame) -> Box:
    """The box around an object; empty where it has none."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(thing.item, *sides):
        return Box(0, 0, 0, 0)
    x0, y0, x1, y1 = (side.value for side in sides)
    return frame.box(*_around([(x0, y0), (x0, y1), (x1, y0), (x1, y1)], thing.outer))


def _straight_line(thing: Painted) -> tuple[float, float, float, float] | None:
    """Left, bottom, right, top of one level or upright line; PDFium itself says too much by its width."""
    mode, stroked, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    pdfium_c.FPDFPath_GetDrawMode(thing.item, mode, stroked)
    is_path = thing.kind == pdfium_c.FPDF_PAGEOBJ_PATH
    if not is_path or mode.value or not stroked.value or pdfium_c.FPDFPath_CountSegments(thing.item) != 2:
        return None
    points = [_point(pdfium_c.FPDFPath_GetPathSegment(thing.item, number)) for number in (0, 1)]
    known = [point for point in points if point is not None]
    if len(known) != 2 or not pdfium_c.FPDFPageObj_GetStrokeWidth(thing.item, width):
        return None
    half = width.value / 2
    level, upright = (known[0][i] == known[1][i] for i in (1, 0))
    if level == upright or pdfium_c.FPDFPageObj_GetLineCap(thing.item) != pdfium_c.FPDF_LINECAP_BUTT:
        return None
    across, up = (0.0, half) if level else (half, 0.0)
    x0, y0, x1, y1 = _around(known, IDENTITY)
    corners = [(x, y) for x in (x0 - across, x1 + across) for y in (y0 - up, y1 + up)]
    return _around(corners, times(matrix(thing.item), thing.outer))


def _parts(path: Any) -> list[list[tuple[float, float]]]:
    """Points of each part of a filled path; empty where it is not filled, or has too many."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, mode, stroked)
    count = pdfium_c.FPDFPath_CountSegments(path)
    if not mode.value or not 0 < count <= _MAX_SEGMENTS:
        return []
    parts: list[list[tuple[float, float]]] = []
    for number in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, number)
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        if (point := _point(segment)) is not None:
            parts[-1].append(point)
    return [part for part in parts if len(part) > 2]


def _point(segment: Any) -> tuple[float, float] | None:
    x, y = ctypes.c_float(), ctypes.c_float()
    if not segment or not pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
        return None
    return (x.value, y.value) if math.isfinite(x.value) and math.isfinite(y.value) else None


def _around(points: list[tuple[float, float]], space: Affine) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = space
    xs = [a * x + c * y + e for x, y in points]
    ys = [b * x + d * y + f for x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _common(one: Box, other: Box) -> Box | None:
    x0, y0, x1, y1 = (
        max(one.x0, other.x0),
        max(one.y0, other.y0),
        min(one.x1, other.x1),
        min(one.y1, other.y1),
    )
    return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


# ── annotations ─────────────────────────────────────────────────────────────────────────────────


def annotations(page: pdfium.PdfPage) -> Iterator[tuple[int, int, Any]]:
    """Order, PDFium's subtype and handle of each annotation; the handle is good until the next."""
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        handle = pdfium_c.FPDFPage_GetAnnot(page, number)
        if handle:
            try:
                yield ANNOTATIONS_FROM + number, pdfium_c.FPDFAnnot_GetSubtype(handle), handle
            finally:
                pdfium_c.FPDFPage_CloseAnnot(handle)


_UNSEEN_FLAGS = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW


def is_hidden(handle: Any) -> bool:
    """Whether viewers are told not to show the annotation."""
    return bool(pdfium_c.FPDFAnnot_GetFlags(handle) & _UNSEEN_FLAGS)


def _annotations(page: pdfium.PdfPage, frame: PageFrame) -> Iterator[Mark]:
    for order, kind, handle in annotations(page):
        subtype = _SUBTYPES.get(kind)
        if subtype is None or (is_hidden(handle) and subtype != "Redact"):
            continue
        grey, opacity = _annotation_colour(handle)
        for box in _annotation_boxes(handle, subtype, frame):
            if box.area_pt2 >= _LEAST_AREA_PT2:
                yield Mark(order, "annotation", box, subtype, grey, opacity)


_COLOURS = (
    (b"IC", pdfium_c.FPDFANNOT_COLORTYPE_InteriorColor),
    (b"C", pdfium_c.FPDFANNOT_COLORTYPE_Color),
)


def _annotation_colour(handle: Any) -> tuple[int | None, float]:
    parts = [ctypes.c_uint() for _ in range(4)]
    for key, which in _COLOURS:
        # without the key PDFium answers with a colour of its own, for highlighters yellow
        if pdfium_c.FPDFAnnot_HasKey(handle, key) and pdfium_c.FPDFAnnot_GetColor(handle, which, *parts):
            red, green, blue, alpha = (min(255, part.value) for part in parts)
            return round(0.299 * red + 0.587 * green + 0.114 * blue), alpha / 255
    return None, 1.0


def _annotation_boxes(handle: Any, subtype: str, frame: PageFrame) -> list[Box]:
    boxes = []
    if subtype in _BY_QUADS:
        for number in range(min(pdfium_c.FPDFAnnot_CountAttachmentPoints(handle), 1000)):
            quad = pdfium_c.FS_QUADPOINTSF()
            if pdfium_c.FPDFAnnot_GetAttachmentPoints(handle, number, quad):
                xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
                boxes.append(frame.box(min(xs), min(ys), max(xs), max(ys)))
    return boxes or [annotation_box(handle, frame)]


def annotation_box(handle: Any, frame: PageFrame) -> Box:
    """The annotation's rectangle on the page; empty where it has none."""
    raw = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFAnnot_GetRect(handle, raw):
        return Box(0, 0, 0, 0)
    return frame.box(raw.left, raw.bottom, raw.right, raw.top)


def wide_string(ask: Callable[[Any, int], int]) -> str:
    """A text from PDFium: asked for its length in bytes, then for itself (UTF-16LE, ended by zero)."""
    length = ask(None, 0)
    if not 2 < length < 2_000_000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", errors="replace")
