"""The one door to reportlab: measures type and prints pages as PDF, the same bytes each time."""

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal

from declass.errors import EngineError
from declass.model.anchor import Box
from declass.sample.views import Mark, PageView, Shape, Stroke

Layer = Literal["ink", "digital", "all"]


def _reportlab() -> Any:
    try:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfgen import canvas
    except ImportError as e:
        raise EngineError("Sample records need reportlab", "Run `pip install 'declass[sample]'`.") from e
    return pdfmetrics, canvas


@lru_cache(maxsize=65536)
def width_pt(text: str, font: str, size_pt: float) -> float:
    """Width of ``text`` in a base-14 font.

    >>> width_pt("abc", "Courier", 10)
    18.0
    """
    metrics, _ = _reportlab()
    return float(metrics.stringWidth(text, font, size_pt))


def print_pdf(
    views: Iterable[PageView], layer: Layer = "all", title: str = "", *, live_under_boxes: bool = False
) -> bytes:
    """The views as a PDF.

    Args:
        layer: ``ink`` what is on the paper that goes to the scanner, ``digital`` what is put over the scan,
            ``all`` both, as a born-digital release prints it.
        title: for the file's metadata; the subject always says that the record is fiction.
        live_under_boxes: print the withheld words and lay the boxes over them, the classic mistake.
    """
    _, canvas_module = _reportlab()
    buffer = io.BytesIO()
    canvas = canvas_module.Canvas(buffer, pagesize=(612, 792), invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("Office of Coastal Inquiry")
    canvas.setSubject("FICTION – sample record")
    for view in views:
        _page(canvas, view, layer, live_under_boxes)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _page(canvas: Any, view: PageView, layer: Layer, live_under_boxes: bool) -> None:
    canvas.setPageSize((view.width_pt, view.height_pt))
    if layer != "digital":
        for shape in view.shapes:
            _shape(canvas, view, shape)
        _words(canvas, view, live_under_boxes)
        for stroke in view.strokes:
            _stroke(canvas, view, stroke)
    for withheld in view.withheld:
        if layer == "all" or withheld.digital == (layer == "digital"):
            for box in withheld.boxes:
                _redaction(canvas, view, box, withheld.kind)
    for mark in view.marks:
        if layer == "all" or mark.digital == (layer == "digital"):
            _mark(canvas, view, mark)


def _words(canvas: Any, view: PageView, live: bool) -> None:
    words = view.all_words if live else view.words
    for word in words:
        baseline = view.height_pt - word.box.y0 - view.face.size_pt * 0.74
        canvas.setFont(view.face.font, view.face.size_pt)
        canvas.drawString(word.box.x0, baseline, word.piece.text)


def _stroke(canvas: Any, view: PageView, stroke: Stroke) -> None:
    canvas.setLineWidth(stroke.width_pt)
    canvas.setStrokeGray(0.15)
    path = canvas.beginPath()
    points = [(x, view.height_pt - y) for x, y in stroke.points]
    path.moveTo(*points[0])
    for a, b, c in zip(points[1::3], points[2::3], points[3::3], strict=False):
        path.curveTo(*a, *b, *c)
    canvas.drawPath(path)


def _shape(canvas: Any, view: PageView, shape: Shape) -> None:
    top, bottom = view.height_pt - shape.y0, view.height_pt - shape.y1
    canvas.saveState()
    canvas.setLineWidth(shape.width_pt)
    canvas.setStrokeGray(shape.grey)
    canvas.setFillGray(shape.grey)
    if shape.kind == "line":
        canvas.line(shape.x0, top, shape.x1, bottom)
    elif shape.kind == "hatch":
        _hatching(canvas, Box(shape.x0, shape.y0, shape.x1, shape.y1), bottom)
    else:
        filled = shape.kind == "fill"
        size = (shape.x1 - shape.x0, top - bottom)
        canvas.rect(shape.x0, bottom, *size, stroke=int(not filled), fill=int(filled))
    canvas.restoreState()


def _redaction(canvas: Any, view: PageView, box: Box, kind: str) -> None:
    bottom = view.height_pt - box.y1
    fill = {"black": 0.0, "grey": 0.72}.get(kind, 1.0)
    canvas.saveState()
    canvas.setFillGray(fill)
    canvas.setStrokeGray(0.0)
    canvas.setLineWidth(0.7)
    canvas.rect(box.x0, bottom, box.width_pt, box.height_pt, stroke=int(kind in _FRAMED), fill=1)
    if kind == "hatched":
        _hatching(canvas, box, bottom)
    canvas.restoreState()


_FRAMED = ("white_outlined", "hatched")


def _hatching(canvas: Any, box: Box, bottom: float) -> None:
    path = canvas.beginPath()
    path.rect(box.x0, bottom, box.width_pt, box.height_pt)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setLineWidth(0.9)
    x = box.x0 - box.height_pt
    while x < box.x1:
        canvas.line(x, bottom, x + box.height_pt, bottom + box.height_pt)
        x += 4.0


_PAD = 0.35
"""Of the font size, between words and their frame."""


def frame(mark: Mark) -> Box:
    """The frame around an upright mark, in points from the top left."""
    pad = mark.size_pt * _PAD
    width = width_pt(mark.text, mark.font, mark.size_pt)
    top = mark.y_pt - mark.size_pt
    return Box(mark.x_pt - pad, top, mark.x_pt + width + pad, mark.y_pt + pad)


def _mark(canvas: Any, view: PageView, mark: Mark) -> None:
    canvas.saveState()
    canvas.translate(mark.x_pt, view.height_pt - mark.y_pt)
    canvas.rotate(mark.angle_deg)
    width = width_pt(mark.text, mark.font, mark.size_pt)
    if mark.framed:
        canvas.setLineWidth(mark.framed)
        canvas.setFillGray(1.0)
        pad = mark.size_pt * _PAD
        canvas.rect(-pad, -pad, width + 2 * pad, mark.size_pt + pad, stroke=1, fill=int(mark.digital))
    canvas.setFillGray(mark.grey)
    canvas.setFont(mark.font, mark.size_pt)
    canvas.drawString(0, 0, mark.text)
    canvas.restoreState()
