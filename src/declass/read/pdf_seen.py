"""Which characters of a PDF page its reader sees: it is drawn with its text, without, and the text alone.

::

    A  the page          B  without text      |A−B|  the text         I  text alone, black
    ┌──────────┐         ┌──────────┐         that shows              ┌──────────┐
    │ The ████ │    −    │     ████ │    =    ┌──────────┐     of     │ The name │
    └──────────┘         └──────────┘         │ The      │            └──────────┘
                                              └──────────┘
                         seen share of a character = its ink in |A−B| over its ink in I

So whatever hides a text is noticed (a bar of any shape, an image, white type, a blend, a clip, a layer that
is switched off), and nothing is that a reader can see, such as type on a dark ground or under a marker pen.
"""

import ctypes
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from declass.model.anchor import Box
from declass.model.drawing import Mark
from declass.read.pdf_geometry import PageFrame
from declass.read.pdf_hidden import Character, Hidden, whole_words, words_of
from declass.read.pdf_marks import Painted, clip, fill
from declass.read.pdf_pieces import with_bars

Pixels = NDArray[np.int32]

_SCALE = 2.0  # 144 dpi: a stroke of 8-point type is then a pixel and a half wide
_MOST_PIXELS = 4_000_000
_SEEN_SHARE = 0.15  # type under a black bar of 85% opacity; what shows more can be read from the page
_LEAST_INK = 250.0  # one black pixel: a dot; below it, nothing can be told of a character
_MOSTLY = 0.5  # share of a row or column that is dark, in a bar
_RIM = 2  # pixels of a bar's edge that drawing may have softened
_EVEN_STEP = 12.0  # standard deviation in greys; noise of a scanned bar stays below, any type above
_FRAME_PT = 2.0  # frames of form fields are thinner
_BARE_RANGE = 24  # greys; the palest type that can be read differs more
_FAINT_GREY = 225  # lighter type on white may be unseen
_WHOLE_PAGE = 0.6  # share of the page; larger marks are grounds and scans rather than bars
_OPAQUE = 0.5
_STRAY_SHARE = 0.2  # a label's last letter may stick out of its bar
_WRITTEN = ("FreeText", "Widget", "Watermark")  # annotations that write rather than cover

_LEAST_TYPE_PT = 1.2  # height of a letter; the smallest print on banknotes is twice as high
_CLIPPING = 7
_INVISIBLE = 3  # text rendering mode (ISO 32000-1, table 106)


@dataclass(frozen=True, slots=True)
class _Type:
    """What a text object says of its characters."""

    order: int
    mode: int
    grey: int | None
    opacity: float
    group: int | None
    layered: bool
    window: Box | None


class Sight:
    """What is hidden on a page, and the looks of places on it.

    Attributes:
        hidden: by the character's index; characters left out are seen.
        pixels: the page as shown, greys; None where it was not drawn.
        groups: forms of whose letters and figures more than a stray one show.
    """

    def __init__(
        self,
        frame: PageFrame,
        hidden: Mapping[int, Hidden],
        pixels: Pixels | None,
        groups: frozenset[int] = frozenset(),
    ) -> None:
        self.hidden = hidden
        self.groups = groups
        self._frame = frame
        self._pixels = pixels

    def ground(self, box: Box) -> tuple[int | None, bool | None]:
        """Mean grey of the place as shown, and whether it has one tone; None where it was not looked at."""
        place = self._place(box)
        return (None, None) if place is None else (int(place.mean()), bool(place.std() <= _EVEN_STEP))

    def dark_part(self, box: Box, grey: int) -> tuple[Box, float] | None:
        """The rows and columns of a place that hold a dark rectangle, and the share of them that is dark.

        The bounds of a thick line reach beyond its paint. None where it was not looked at, where nothing is
        dark, and where what is has not the shape of a rectangle.

        Args:
            grey: no lighter than this is dark.
        """
        place = self._place(box)
        if place is None:
            return None
        dark = place <= grey
        shares = dark.mean(axis=1)
        rows = np.flatnonzero((shares >= _MOSTLY * shares.max(initial=0)) & (shares > 0))
        columns = np.flatnonzero(dark[rows].mean(axis=0) >= _MOSTLY) if len(rows) else rows
        if not len(rows) or not len(columns):
            return None
        inside = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        corners = (
            inside[np.ix_((_RIM, -1 - _RIM), (_RIM, -1 - _RIM))] if min(inside.shape) > 2 * _RIM else inside
        )
        if not corners.all():
            return None  # no rectangle: a disc, a slope
        return self._part(box, rows, columns), float(inside.mean())

    def _part(self, box: Box, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Box:
        """The rows and columns of a box's pixels, on the page, never beyond it."""
        assert self._pixels is not None
        height, width = self._pixels.shape
        left, top, *_ = self._frame.to_pixels(box, width, height)
        x0, y0 = max(0, math.floor(left)), max(0, math.floor(top))
        a, b, c, d, e, f = self._frame.to_page(width, height)
        corners = [
            (a * x + c * y + e, b * x + d * y + f)
            for x, y in (
                (x0 + int(columns[0]), y0 + int(rows[0])),
                (x0 + int(columns[-1]) + 1, y0 + int(rows[-1]) + 1),
            )
        ]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        return Box(max(xs[0], box.x0), max(ys[0], box.y0), min(xs[1], box.x1), min(ys[1], box.y1))

    def is_bare(self, box: Box) -> bool:
        """Whether nothing at all shows within the box, a frame around it left aside."""
        inset = min(_FRAME_PT, box.width_pt / 4, box.height_pt / 4)
        place = self._place(Box(box.x0 + inset, box.y0 + inset, box.x1 - inset, box.y1 - inset))
        return place is not None and int(place.max()) - int(place.min()) <= _BARE_RANGE

    def _place(self, box: Box) -> Pixels | None:
        if self._pixels is None:
            return None
        height, width = self._pixels.shape
        left, top, right, bottom = self._frame.to_pixels(box, width, height)
        x0, x1 = max(0, math.floor(left)), min(width, math.ceil(right))
        y0, y1 = max(0, math.floor(top)), min(height, math.ceil(bottom))
        return self._pixels[y0:y1, x0:x1] if x0 < x1 and y0 < y1 else None


class Looker:
    """Looks at one page, which may change it.

    Args:
        characters: of the page's text.
        marks: what may hide them.
        layered: whether the file has layers; a form may then be switched off as a whole.

    Attributes:
        changed: whether looking has changed the page, so that it must be opened anew to be drawn as it is.
        marks: those given and, once looked at, the bars painted in pieces; ``Hidden.mark`` counts them.
    """

    def __init__(
        self,
        page: pdfium.PdfPage,
        things: Sequence[Painted],
        frame: PageFrame,
        marks: Sequence[Mark],
        characters: Sequence[Character],
        *,
        layered: bool = False,
    ) -> None:
        self.changed = False
        self._layered = layered
        self._unknown: set[int] = set()
        self._page, self._things, self._frame, self.marks = page, things, frame, list(marks)
        self._characters = [character for character in characters if character.box is not None]
        self._boxes = _sides([c.box for c in self._characters if c.box])
        self._sides = _sides([m.box for m in marks])
        self._off = self._outside()

    def look(self, textpage: pdfium.PdfTextPage, *, draw: bool = False) -> Sight:
        """What is hidden; the page is drawn only where something might be (or ``draw`` asks for it)."""
        types = self._types(textpage)
        topmost = self._topmost()
        doubtful = (topmost >= 0) | self._doubtful(types)
        redact = any(m.subtype == "Redact" for m in self.marks)
        if not (doubtful.any() or draw or redact or self._off.any()):
            return Sight(self._frame, {}, None)
        shown = self._drawn()
        share = np.ones(len(types))
        sheets = list(self._sheets(types, doubtful, topmost))
        self.changed = bool(sheets)
        taken_off = [np.abs(shown - self._without(items)) for items, _ in sheets]
        for (items, members), shows in zip(sheets, taken_off, strict=True):
            share[members] = self._share(shows, items)[members]
        self._join_pieces(types, share)
        self._unknown = {c.index for c, s in zip(self._characters, share, strict=True) if math.isnan(s)}
        hidden = {
            character.index: why
            for number, character in enumerate(self._characters)
            if (why := self._why(number, types[number], share)) is not None
        }
        smoothed = whole_words(self._characters, hidden, self._unknown, self._under(types))
        return Sight(self._frame, smoothed, shown, self._showing(types, smoothed))

    def _under(self, types: Sequence[_Type | None]) -> Callable[[Character, Hidden], bool]:
        """Tells whether a character was painted before the bar, so that it is no label of it."""
        orders = {c.index: t.order for c, t in zip(self._characters, types, strict=True) if t is not None}

        def under(character: Character, why: Hidden) -> bool:
            if why.reason != "covered" or why.mark is None:
                return False
            return orders.get(character.index, math.inf) < self.marks[why.mark].order

        return under

    def _join_pieces(self, types: Sequence[_Type | None], share: NDArray[np.float64]) -> None:
        """Takes bars painted in pieces as one mark each, where any character might be hidden."""
        unpainted = any(kind is not None and kind.mode == _INVISIBLE for kind in types)
        if (share < _SEEN_SHARE).any() or unpainted or any(m.subtype == "Redact" for m in self.marks):
            self.marks = bars_joined(self.marks, self._characters)
            self._sides = _sides([mark.box for mark in self.marks])

    def _showing(self, types: Sequence[_Type | None], hidden: Mapping[int, Hidden]) -> frozenset[int]:
        counts: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
        for character, kind in zip(self._characters, types, strict=True):
            if kind is not None and kind.group is not None and character.text.isalnum():
                counts[kind.group][character.index in hidden] += 1
        return frozenset(group for group, (shown, unseen) in counts.items() if shown > _STRAY_SHARE * unseen)

    # ── what could be hidden ────────────────────────────────────────────────────────────────────

    def _types(self, textpage: pdfium.PdfTextPage) -> list[_Type | None]:
        by_address = {
            ctypes.addressof(thing.item.contents): thing
            for thing in self._things
            if thing.kind == pdfium_c.FPDF_PAGEOBJ_TEXT
        }
        known: dict[int, _Type] = {}
        types: list[_Type | None] = []
        for character in self._characters:
            item = pdfium_c.FPDFText_GetTextObject(textpage, character.index)
            address = ctypes.addressof(item.contents) if item else 0
            if address in by_address and address not in known:
                known[address] = self._type(by_address[address])
            types.append(known.get(address))
        return types

    def _type(self, thing: Painted) -> _Type:
        grey, opacity = fill(thing.item)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(thing.item)
        layered = _has_layer(thing.item) or (self._layered and thing.group is not None)
        return _Type(thing.order, mode, grey, opacity, thing.group, layered, clip(thing, self._frame))

    def _topmost(self) -> NDArray[np.int64]:
        """Order of the last mark that has each character's middle within it; -1 where none has."""
        top = np.full(len(self._characters), -1, dtype=np.int64)
        orders = np.array([mark.order for mark in self.marks], dtype=np.int64)
        x, y = (self._boxes[:, :2] + self._boxes[:, 2:]).T[:, :, None] / 2
        for start in range(0, len(orders), 500):  # bounds the memory: characters × 500
            s = self._sides[start : start + 500]
            inside = (s[:, 0] <= x) & (x <= s[:, 2]) & (s[:, 1] <= y) & (y <= s[:, 3])
            top = np.maximum(top, np.where(inside, orders[start : start + 500], -1).max(axis=1))
        return top

    def _doubtful(self, types: Sequence[_Type | None]) -> NDArray[np.bool_]:
        """Characters that might not show though no mark is near: faint, cut, layered, set invisible."""
        return np.array([self._is_doubtful(n, t) for n, t in enumerate(types)], dtype=bool)

    def _sheets(
        self,
        types: Sequence[_Type | None],
        doubtful: NDArray[np.bool_],
        topmost: NDArray[np.int64],
    ) -> Iterator[tuple[list[Any], list[int]]]:
        """Text objects to be taken off together, and their characters: those with a mark above, the others.

        A bar's label stands where the words under it stand; taken off together, the one would pass for the
        other. An OCR layer is left out: that it does not show is known.
        """
        sheets: dict[bool, dict[int, list[int]]] = {True: {}, False: {}}
        orders = {t.order for n, t in enumerate(types) if t and doubtful[n] and t.mode != _INVISIBLE}
        covered = {t.order for n, t in enumerate(types) if t and topmost[n] > t.order}
        for number, kind in enumerate(types):
            if kind is not None and kind.order in orders:
                sheets[kind.order in covered].setdefault(kind.order, []).append(number)
        for sheet in filter(None, sheets.values()):
            yield [self._things[order].item for order in sheet], [n for ns in sheet.values() for n in ns]

    def _is_doubtful(self, number: int, kind: _Type | None) -> bool:
        if kind is None:
            return False
        faint = kind.grey is None or kind.grey >= _FAINT_GREY or kind.opacity < _SEEN_SHARE
        unpainted = kind.mode in (_INVISIBLE, _CLIPPING)
        return (
            faint or unpainted or kind.layered or self._is_tiny(number) or self._is_cut(number, kind.window)
        )

    def _is_tiny(self, number: int) -> bool:
        x0, y0, x1, y1 = self._boxes[number]
        is_letter = self._characters[number].text.isalnum()
        return bool(is_letter and max(x1 - x0, y1 - y0) < _LEAST_TYPE_PT)

    def _is_cut(self, number: int, window: Box | None) -> bool:
        x, y = (self._boxes[number, :2] + self._boxes[number, 2:]) / 2
        return window is not None and not (window.x0 <= x <= window.x1 and window.y0 <= y <= window.y1)

    # ── drawing ─────────────────────────────────────────────────────────────────────────────────

    def _drawn(self, *, annotations: bool = True) -> Pixels:
        width, height = self._frame.displayed_size_pt
        scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
        bitmap = self._page.render(
            scale=scale, grayscale=True, may_draw_forms=annotations, draw_annots=annotations
        )
        try:
            pixels: Pixels = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).astype(np.int32)
        finally:
            bitmap.close()
        return pixels

    def _without(self, items: Sequence[Any]) -> Pixels:
        """The page without these objects."""
        for item in items:
            pdfium_c.FPDFPageObj_SetIsActive(item, False)
        pixels = self._drawn()
        for item in items:
            pdfium_c.FPDFPageObj_SetIsActive(item, True)
        return pixels

    def _share(self, shows: Pixels, items: Sequence[Any]) -> NDArray[np.float64]:
        """Share of each character's ink that shows; NaN where it has none, as outside the page or a clip.

        Args:
            items: the text objects whose share it is; for characters of others the answer means nothing.
        """
        for thing in self._things:
            if thing.kind != pdfium_c.FPDF_PAGEOBJ_FORM:
                pdfium_c.FPDFPageObj_SetIsActive(thing.item, False)
        for item in items:
            self._blacken(item)
        inked = self._sums(255 - self._drawn(annotations=False))
        with np.errstate(invalid="ignore", divide="ignore"):
            share: NDArray[np.float64] = np.where(inked >= _LEAST_INK, self._sums(shows) / inked, np.nan)
        return share

    def _blacken(self, item: Any) -> None:
        pdfium_c.FPDFPageObj_SetIsActive(item, True)
        pdfium_c.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
        pdfium_c.FPDFTextObj_SetTextRenderMode(item, pdfium_c.FPDF_TEXTRENDERMODE_FILL)

    def _sums(self, pixels: Pixels) -> NDArray[np.float64]:
        """Sum of the pixels in each character's box."""
        height, width = pixels.shape
        total = np.zeros((height + 1, width + 1), dtype=np.int64)
        total[1:, 1:] = pixels.cumsum(axis=0, dtype=np.int64).cumsum(axis=1)
        places = np.array([self._frame.to_pixels(Box(*box), width, height) for box in self._boxes])
        x0, x1 = (
            np.clip(np.floor(places[:, 0]), 0, width).astype(int),
            np.clip(np.ceil(places[:, 2]), 0, width).astype(int),
        )
        y0, y1 = (
            np.clip(np.floor(places[:, 1]), 0, height).astype(int),
            np.clip(np.ceil(places[:, 3]), 0, height).astype(int),
        )
        sums: NDArray[np.float64] = (total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0]).astype(
            np.float64
        )
        return sums

    # ── why ─────────────────────────────────────────────────────────────────────────────────────

    def _why(self, number: int, kind: _Type | None, share: NDArray[np.float64]) -> Hidden | None:
        if kind is None:
            return None
        inside = self._inside_marks(number)
        if redact := [m for m in inside if self.marks[m].subtype == "Redact"]:
            return Hidden("marked", redact[-1], True, kind.group)
        if self._is_outside(number):
            return Hidden("outside", group=kind.group)
        if kind.mode == _INVISIBLE or kind.opacity == 0:
            above = self._best(m for m in inside if self.marks[m].order > kind.order)
            return Hidden("invisible", above, above is not None, kind.group)
        if self._is_tiny(number):
            return Hidden("tiny", group=kind.group)
        if math.isnan(share[number]):
            return self._without_ink(number, kind)
        if share[number] >= _SEEN_SHARE:
            return None
        above = self._best(m for m in inside if self.marks[m].order > kind.order)
        if above is not None:
            return Hidden("covered", above, True, kind.group)
        below = self._best(m for m in inside if self.marks[m].order < kind.order)
        return Hidden("same_colour", below, False, kind.group)

    def _inside_marks(self, number: int) -> list[int]:
        if not len(self._sides):
            return []
        x, y = (self._boxes[number, :2] + self._boxes[number, 2:]) / 2
        s = self._sides
        found = np.flatnonzero((s[:, 0] <= x) & (x <= s[:, 2]) & (s[:, 1] <= y) & (y <= s[:, 3]))
        return [int(m) for m in found]

    def _best(self, candidates: Any) -> int | None:
        """The topmost that is a bar rather than a ground; the topmost of all where none is."""
        found = list(candidates)
        page = self._frame.width_pt * self._frame.height_pt
        bars = [
            m
            for m in found
            if self.marks[m].box.area_pt2 < _WHOLE_PAGE * page
            and self.marks[m].opacity >= _OPAQUE
            and self.marks[m].subtype not in _WRITTEN
        ]
        return max(bars or found, default=None)

    def _is_outside(self, number: int) -> bool:
        return bool(self._off[number])

    def _outside(self) -> NDArray[np.bool_]:
        """Characters whose middle lies off the part of the page that is shown."""
        x, y = (self._boxes[:, :2] + self._boxes[:, 2:]).T / 2
        off: NDArray[np.bool_] = (x < 0) | (x > self._frame.width_pt) | (y < 0) | (y > self._frame.height_pt)
        return off

    def _without_ink(self, number: int, kind: _Type) -> Hidden | None:
        if kind.layered:
            return Hidden("switched_off", group=kind.group)
        return Hidden("clipped", group=kind.group) if self._is_cut(number, kind.window) else None


def _sides(boxes: Sequence[Box]) -> NDArray[np.float64]:
    return np.array([(b.x0, b.y0, b.x1, b.y1) for b in boxes], dtype=np.float64).reshape(-1, 4)


def bars_joined(marks: Sequence[Mark], characters: Sequence[Character]) -> list[Mark]:
    """The marks with the bars that were painted in pieces among them, by the page's words.

    Args:
        characters: of the page's text; those without a place tell nothing.
    """
    placed = [character for character in characters if character.box is not None]
    words = [number for number, word in enumerate(words_of(placed)) for _ in word]
    return with_bars(marks, _sides([c.box for c in placed if c.box]), np.array(words, dtype=np.int64))


def _has_layer(item: Any) -> bool:
    """Whether the object stands in an optional content group (ISO 32000-1, 8.11.3.2)."""
    for number in range(min(8, max(0, pdfium_c.FPDFPageObj_CountMarks(item)))):
        name = ctypes.create_string_buffer(64)
        length = ctypes.c_ulong()
        mark = pdfium_c.FPDFPageObj_GetMark(item, number)
        pointer = ctypes.cast(name, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
        told = mark and pdfium_c.FPDFPageObjMark_GetName(mark, pointer, 64, length)
        if told and name.raw[: max(0, length.value - 2)] == "OC".encode("utf-16-le"):
            return True
    return False
