"""The text of a PDF page, what of it a reader cannot see, and words of fields and notes that do not show."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from declass.model.anchor import Box, Span
from declass.model.drawing import Mark, PageDrawing, Unseen, UnseenReason
from declass.model.page import PageText
from declass.read.options import Limits
from declass.read.pdf_bars import bars, worth_drawing
from declass.read.pdf_geometry import PageFrame
from declass.read.pdf_hidden import Character, Hidden
from declass.read.pdf_marks import Painted, annotation_box, annotations, is_hidden, marks, wide_string
from declass.read.pdf_replaced import replaced
from declass.read.pdf_seen import Looker, Sight, bars_joined
from declass.read.pdf_text import HiddenWord, around, glyphs, text_layer
from declass.text.normal import clean, tokens

_DARK_GREY = 80  # bars burnt into scans measure 0–60; shadows of a page's edge and photographs are lighter
_CROP_PT = 4.0  # half a line of type
_FIELD_CHARS = 10_000
_MAX_FIELDS = 2_000
_LEAST_NOTE = 4  # characters: shorter ones are ticks and marks
_QUIET = (
    *(pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT),
    *(pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_PRINTERMARK, pdfium_c.FPDF_ANNOT_TRAPNET),
)
"""Annotations whose ``Contents`` describe a link or a field, or are printed on the page and judged there."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a page was told before its text was read.

    Attributes:
        scan: whether images cover most of it, so that invisible text is an OCR layer.
        layered: whether the file has layers, so that what a form paints may be switched off.
    """

    scan: bool = False
    layered: bool = False


def page_text(
    page: pdfium.PdfPage, things: Sequence[Painted], frame: PageFrame, traits: Traits, limits: Limits
) -> tuple[PageText | None, PageDrawing, bool]:
    """The embedded text, what hides any of it, and whether finding out has changed the page.

    Raises:
        LimitExceeded: more characters than a page may hold.
        pdfium.PdfiumError: the page's text cannot be read.
    """
    textpage = page.get_textpage()
    try:
        found = glyphs(textpage, frame, limits)
        hiding = marks(page, list(things), frame)
        inked = [Character(g.index, g.text, g.box) for g in found if not g.text.isspace()]
        said = list(_said(page, frame))
        scan = traits.scan
        looker = Looker(page, things, frame, hiding, inked, layered=traits.layered)
        painted_whole = [] if scan else bars_joined(hiding, inked)
        barred = worth_drawing(painted_whole, frame)
        sight = looker.look(textpage, draw=bool(said) or barred)
    finally:
        textpage.close()
    text, hidden = text_layer(found, sight.hidden)
    runs = list(_runs(text.text, hidden, looker.marks, sight, scan)) if text else []
    runs += [run for item in said if (run := item(sight)) is not None]
    runs += _not_said(_cropped(page, frame, limits), runs)
    runs += _noted(page, frame, text)
    runs += replaced(things, frame, text)
    drawing = _drawing(looker.marks, runs, scan)
    if barred:
        drawing = replace(drawing, bars=bars(painted_whole, frame, sight))
    return text, drawing, looker.changed


def _drawing(hiding: Sequence[Mark], runs: Sequence[Unseen], scan: bool) -> PageDrawing:
    """Only the marks that hide something, counted anew."""
    used = sorted({run.mark for run in runs if run.mark is not None})
    place = {old: new for new, old in enumerate(used)}
    counted = [replace(run, mark=None if run.mark is None else place[run.mark]) for run in runs]
    return PageDrawing(tuple(hiding[number] for number in used), tuple(counted), scan)


# ── words of the page ───────────────────────────────────────────────────────────────────────────


def _runs(
    text: str, hidden: Sequence[HiddenWord], hiding: Sequence[Mark], sight: Sight, scan: bool
) -> Iterator[Unseen]:
    """Words that follow one another and are hidden alike; without the OCR layer of a scan, but for bars."""
    looked = [_looked(word, hiding, sight, scan) for word in hidden]
    kept = [item for item in looked if not (scan and item[0].reason == "invisible" and _is_plain(*item))]
    for (why, dark, _), group in groupby(enumerate(kept), key=lambda pair: _key(pair[0], *pair[1])):
        words = [item[2].word for _, item in group]
        span = Span(words[0].start, words[-1].end)
        box = around([word.box for word in words])
        ground, even = sight.ground(box)
        own = why.group is not None and why.mark is not None and why.group == hiding[why.mark].group
        yield Unseen(
            why.reason,
            text[span.start : span.end],
            box,
            span,
            why.mark,
            why.above,
            ground,
            dark or even,
            own and why.group not in sight.groups,
        )


def _key(place: int, why: Hidden, dark: bool, item: HiddenWord) -> tuple[Hidden, bool, int]:
    return why, dark, item.number - place


def _looked(
    item: HiddenWord, hiding: Sequence[Mark], sight: Sight, scan: bool
) -> tuple[Hidden, bool, HiddenWord]:
    """Why the word is hidden, whether it lies on a dark ground of one tone, and the word."""
    why = item.why
    if scan and why.reason == "covered" and why.mark is not None and hiding[why.mark].kind == "image":
        why = Hidden("invisible", group=why.group)  # a scan painted over its own OCR layer
    elif why.reason == "invisible" and why.mark is not None and hiding[why.mark].kind == "image":
        why = Hidden("invisible", group=why.group)
    ground, even = sight.ground(item.word.box)
    dark = bool(even) and ground is not None and ground <= _DARK_GREY
    return why, dark and why.reason == "invisible", item


def _is_plain(why: Hidden, dark: bool, item: HiddenWord) -> bool:
    return why.mark is None and not dark


def _cropped(page: pdfium.PdfPage, frame: PageFrame, limits: Limits) -> list[Unseen]:
    """Words on the sheet outside the part that is shown (ISO 32000-1, 14.11.2); PDFium leaves them out."""
    crop, media = page.get_cropbox(), page.get_mediabox()
    if not _sticks_out(media, crop):
        return []
    try:
        page.set_cropbox(*media)
        textpage = page.get_textpage()
        try:
            found = glyphs(textpage, frame, limits)
        finally:
            textpage.close()
    finally:
        page.set_cropbox(*crop)
    off = {g.index: Hidden("outside") for g in found if g.box and not _is_shown(g.box, frame)}
    text, hidden = text_layer(found, off)
    if text is None:
        return []
    runs = (list(group) for _, group in groupby(enumerate(hidden), key=lambda pair: pair[1].number - pair[0]))
    return [
        Unseen(
            "outside",
            text.text[run[0][1].word.start : run[-1][1].word.end],
            around([item.word.box for _, item in run]),
        )
        for run in runs
    ]


def _not_said(cropped: Sequence[Unseen], runs: Sequence[Unseen]) -> list[Unseen]:
    """Those of which the page's own text has none: PDFium leaves out but some of what is off the page."""
    said = "".join(word for run in runs if run.reason == "outside" for word in tokens(run.text))
    return [run for run in cropped if "".join(tokens(run.text)) not in said]


def _sticks_out(media: Sequence[float], crop: Sequence[float]) -> bool:
    left, bottom, right, top = (m - c for m, c in zip(media, crop, strict=True))
    return min(left, bottom) < -_CROP_PT or max(right, top) > _CROP_PT


def _is_shown(box: Box, frame: PageFrame) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return 0 <= x <= frame.width_pt and 0 <= y <= frame.height_pt


# ── fields and notes ────────────────────────────────────────────────────────────────────────────


def _said(page: pdfium.PdfPage, frame: PageFrame) -> Iterator[Callable[[Sight], Unseen | None]]:
    """Values of fields and words of free-text notes; each is unseen where its place has one tone."""
    count = 0
    for _, kind, handle in annotations(page):
        field = kind == pdfium_c.FPDF_ANNOT_WIDGET
        if field or kind == pdfium_c.FPDF_ANNOT_FREETEXT:
            text = clean(_value(page, handle) if field else _contents(handle)).strip()[:_FIELD_CHARS]
            if text and count < _MAX_FIELDS:
                count += 1
                yield _Said(text, annotation_box(handle, frame), field, is_hidden(handle))


def _noted(page: pdfium.PdfPage, frame: PageFrame, shown: PageText | None) -> list[Unseen]:
    """Words of notes that open when they are pointed at, where the page prints no such words (12.5.6.2)."""
    known = " ".join(tokens(shown.text)) if shown else ""
    found: dict[str, Unseen] = {}
    for _, kind, handle in annotations(page):
        if kind in _QUIET or len(found) >= _MAX_FIELDS:
            continue
        text = clean(_contents(handle)).strip()[:_FIELD_CHARS]
        said = " ".join(tokens(text))
        if len(said) >= _LEAST_NOTE and said not in known and text not in found:
            found[text] = Unseen("note", text, annotation_box(handle, frame))
    return list(found.values())


class _Said:
    """A text with a place of its own, to be looked at once the page is drawn."""

    def __init__(self, text: str, box: Box, field: bool, hidden: bool) -> None:
        self._text, self._box, self._field, self._hidden = text, box, field, hidden

    def __call__(self, sight: Sight) -> Unseen | None:
        bare = self._box.area_pt2 > 0 and sight.is_bare(self._box)
        if not (self._hidden or bare):
            return None
        ground, _ = sight.ground(self._box)
        reason: UnseenReason = "field" if self._field else "annotation"
        return Unseen(reason, self._text, self._box, ground=ground, even=bare)


def _value(page: pdfium.PdfPage, handle: Any) -> str:
    environment = page.formenv
    if environment is None:
        return ""
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(environment, handle)
    if kind not in (pdfium_c.FPDF_FORMFIELD_TEXTFIELD, pdfium_c.FPDF_FORMFIELD_COMBOBOX):
        return ""
    return wide_string(
        lambda buffer, length: pdfium_c.FPDFAnnot_GetFormFieldValue(environment, handle, buffer, length)
    )


def _contents(handle: Any) -> str:
    return wide_string(
        lambda buffer, length: pdfium_c.FPDFAnnot_GetStringValue(handle, b"Contents", buffer, length)
    )
