"""Exemption codes with their place on the page, from its text layer and from ink that the layer missed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.model.anchor import Box
from declass.model.page import PageImage, PageText, Word
from declass.redact.codes import codes
from declass.redact.mentions import Mention, mentions

_SEEN_DPI = 100.0  # ink is looked over at this resolution: a code is then 10 to 20 pixels high
_POINTS_PER_INCH = 72.0
_INK = 140  # grey level below which a pixel is ink; stamps are black, paper of bad scans goes down to 170
_APART_PT = 9.0  # characters of a stamp stand closer than this, words of a typed line too
_TIGHT_PT = 4.0  # and of stamps over a hatched border, where white is narrow
_HIGHEST_PT = 15.0  # of a character of a stamp
_OUTER = 0.2  # share of the page's width, on either side, that counts as margin
_LEAST_PT, _MOST_PT = (9.0, 5.0), (150.0, 26.0)  # width and height of a stamped code, one line of it
_PADDING_PT = 4.0  # white that the engine wants around a line
_FRAME_PT = 2.5  # strokes of a box's own frame, which are no code
_EXPLAINED = 0.3  # share of a piece of ink under words of the text layer from which it is no stamp
_FILLED = 0.5  # share of ink from which a box is a bar
_UPRIGHT = 10.0  # codes stand beside their box rather than above it
_LEAST_SHAPE = 1.3  # width over height of a stamped code; what is narrower is read last
_MOST_CROPS = 12  # of a page; hatched covers and maps have hundreds of blobs, of which the nearest are read
_READ_DPI = 300.0  # small print is enlarged to this before it is read


class LineReader(Protocol):
    """Reads one short line, such as a stamp, from a few pixels."""

    def read_line(self, image: PageImage) -> PageText:
        """The line's words with their boxes on the page; text "" where nothing can be read."""
        ...


@dataclass(frozen=True, slots=True)
class CodeMark:
    """A code with its place on the page, in points."""

    mention: Mention
    box: Box


def code_marks(layer: PageText, seen: Sequence[str] = ()) -> tuple[CodeMark, ...]:
    """Codes of a text layer with words; () where it has no geometry."""
    words = layer.words or ()
    return tuple(
        CodeMark(mention, box)
        for mention in mentions(layer.text, seen)
        if (box := _box_of(words, mention.start, mention.end)) is not None
    )


def type_of(layer: PageText) -> list[Box]:
    """Where the layer has letters or digits, and not only specks."""
    return [word.box for word in layer.words or () if _SIGN.search(layer.text, word.start, word.end)]


def _box_of(words: Sequence[Word], start: int, end: int) -> Box | None:
    """The box around the words that a span touches."""
    boxes = [word.box for word in words if word.start < end and start < word.end]
    if not boxes:
        return None
    return Box(
        min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
    )


def all_marks(
    image: PageImage, layer: PageText | None, boxes: Sequence[Box], reader: LineReader
) -> tuple[CodeMark, ...]:
    """Codes of the text layer, and of the ink near boxes that it does not explain; each read to its end.

    Args:
        boxes: withheld places, in points.
    """
    marks = code_marks(layer) if layer else ()
    known = [mark.mention.value for mark in marks if not mark.mention.bare]
    return read_on(image, merged(marks, read_marks(image, layer, boxes, reader, known)), reader)


def merged(marks: Sequence[CodeMark], fresh: Sequence[CodeMark]) -> tuple[CodeMark, ...]:
    """Marks read apart take the place of those that a text layer has at the same spot, unless cut short."""
    short = [new for new in fresh if any(_meet(mark.box, new.box) and _goes_on(mark, new) for mark in marks)]
    fresh = [new for new in fresh if new not in short]
    kept = [mark for mark in marks if not any(_meet(mark.box, new.box) for new in fresh)]
    return (*kept, *fresh)


def _goes_on(one: CodeMark, other: CodeMark) -> bool:
    """Whether one reading says what the other does and more: 3.3(h)(2) against 3.3(h)."""
    return one.mention.value != other.mention.value and one.mention.value.startswith(other.mention.value)


def read_on(image: PageImage, marks: Sequence[CodeMark], reader: LineReader) -> tuple[CodeMark, ...]:
    """The marks; one that may go on, such as 3.3(h), is read again with the ink to its right.

    A frame or a printed border that a stamp runs into hides its end from whoever reads the whole page.
    """
    return tuple(_read_on(image, mark, reader) if _may_go_on(mark) else mark for mark in marks)


_END_HEIGHTS = 2.5  # that the end of a code, such as (2), is wide at most
_ROOM_HEIGHTS = 0.15  # of paper around a piece that is read again


def _may_go_on(mark: CodeMark) -> bool:
    value = mark.mention.value
    return not mark.mention.bare and any(code.startswith(f"{value}(") for code in codes())


def _read_on(image: PageImage, mark: CodeMark, reader: LineReader) -> CodeMark:
    left, top, right, bottom = View(image).pixels(mark.box)
    high = bottom - top
    room = _ROOM_HEIGHTS * high
    piece = crop(image, (left - room, top - room, right + _END_HEIGHTS * high, bottom + room))
    for longer in code_marks(reader.read_line(enlarged(_freed(piece)))):
        if _goes_on(longer, mark):
            said = longer.mention
            ended = replace(
                mark.mention,
                value=said.value,
                original_value=said.original_value,
                probability=said.probability,
            )
            return CodeMark(ended, longer.box)
    return mark


def _meet(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)


def read_marks(
    image: PageImage, layer: PageText | None, boxes: Sequence[Box], reader: LineReader, seen: Sequence[str]
) -> tuple[CodeMark, ...]:
    """Codes read from ink near the boxes that the text layer does not explain.

    Args:
        boxes: withheld places, in points.
        seen: codes already read on the page; they break ties between damaged readings. Where there are any,
            a stamp that bears none of their brackets and stops is a number: b2 for the 62 of a copy.
    """
    found: list[CodeMark] = []
    known = list(seen)
    words = [word for word in _explaining(layer) if not _in_any(word.box, boxes)] if layer else []
    for crop in _crops(image, words, boxes):
        marks = _read(crop, reader, known)
        known += [mark.mention.value for mark in marks if mark.mention.probability > _SURE]
        found += marks
    if seen or any(mark.mention.probability > _SURE and not mark.mention.bare for mark in found):
        return tuple(mark for mark in found if not mark.mention.bare)
    return tuple(replace(mark, mention=replace(mark.mention, bare=False)) for mark in found)


_SURE = 0.9
_SIGN = re.compile(r"[^\W_]")
_WORD = re.compile(r"\W*[A-Za-zÀ-ÿ]{3,}\W*")
_BRACKETED = re.compile(r"\s*[({\[<]\s*[A-Za-z]{1,6}\W*")  # what is left of (b)(7)(C) is no word: (UTNE)
_PLAIN = re.compile(r"[^({\[<>\])}]+")
_ALONE_PT = 18.0  # from a stamp to the type beside it
_SPACE_PT = 6.0  # at most, between two words of a typed line; a stamp in a frame is farther from type
_STAMPED = re.compile(r"[\d({\[\])}]")  # a reading with none of these was of words
_LARGE_DPI = 400.0  # at which small stamps are read once more


def _read(crop: PageImage, reader: LineReader, known: Sequence[str]) -> tuple[CodeMark, ...]:
    """Codes of one piece, which is read larger where the first reading leaves some of a stamp unexplained."""
    said = reader.read_line(crop)
    marks = code_marks(said, known)
    if not _left_over(said, marks):
        return marks
    larger = reader.read_line(enlarged(crop, _LARGE_DPI))
    readings = (marks, code_marks(larger, known), _restored(said, known), _restored(larger, known))
    return max(readings, key=len)  # of as many, the first


def _left_over(said: PageText, marks: Sequence[CodeMark]) -> bool:
    """Whether digits or brackets of a stamp are in none of its codes."""
    rest = said.text
    for mark in marks:
        rest = rest.replace(mark.mention.original_value, "", 1)
    return len(said.text) <= _STAMP_CHARS and _STAMPED.search(rest) is not None


def _restored(said: PageText, known: Sequence[str]) -> tuple[CodeMark, ...]:
    """Codes of a stamp whose (b) was read as (6), (0) or (): in a text these would be a list's numbers."""
    text = _LOST_B.sub("(b)", said.text)
    words = said.words or ()
    if text == said.text or not words:
        return ()
    around = _box_of(words, 0, len(said.text))
    return tuple(
        CodeMark(replace(m, original_value=said.text.strip(), probability=_RESTORED * m.probability), around)
        for m in mentions(text, known)
        if around is not None and m.regime == "foia"
    )


_LOST_B = re.compile(r"[({\[][ ]?[60hD]?[ ]?[)}\]\\][ ]?(?=[({\[]?[ ]?[1-9][ ]?[)}\]])")
_RESTORED = 0.8
_STAMP_CHARS = 24  # of the longest stamped line


def _explaining(layer: PageText) -> list[Word]:
    """Words of the layer that are what their ink says: of a stamp only digits and litter are left, or, where
    it stands alone, something in brackets."""
    words = [word for word in layer.words or () if _WORD.fullmatch(layer.text, word.start, word.end)]
    sure = [
        word
        for word in words
        if not _BRACKETED.fullmatch(layer.text, word.start, word.end)
        or any(_beside(word.box, other.box) for other in words if other is not word)
    ]
    return [*sure, *_in_line(layer, sure)]


def _in_any(box: Box, places: Sequence[Box]) -> bool:
    """Whether it stands in a withheld place, where a stamp or the frame itself was read as a word."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return any(place.x0 <= x <= place.x1 and place.y0 <= y <= place.y1 for place in places)


def _in_line(layer: PageText, sure: Sequence[Word]) -> list[Word]:
    """Short words and numbers without brackets that stand a word's space from type, as no stamp does."""
    if not sure:
        return []
    x0, y0, x1, y1 = np.array([(w.box.x0, w.box.y0, w.box.x1, w.box.y1) for w in sure]).T
    found = []
    for word in layer.words or ():
        if _PLAIN.fullmatch(layer.text, word.start, word.end):
            box = word.box
            middle = (box.y0 + box.y1) / 2
            level = (y0 < middle) & (middle < y1)
            if (level & (np.maximum(x0 - box.x1, box.x0 - x1) <= _SPACE_PT)).any():
                found.append(word)
    return found


def _beside(a: Box, b: Box) -> bool:
    """Whether one stands on the other's line, as near as words do."""
    level = min(a.y1, b.y1) - max(a.y0, b.y0) > 0.4 * min(a.height_pt, b.height_pt)
    return level and max(a.x0 - b.x1, b.x0 - a.x1) <= _ALONE_PT


def _crops(image: PageImage, words: Sequence[Word], boxes: Sequence[Box]) -> Iterator[PageImage]:
    """One-line pieces of ink that stand alone as a stamp does, those nearest to a box first.

    Args:
        words: those that explain the ink they stand on.
    """
    view = View(image)
    ink, scale = _ink(image)
    framed = [_scaled(view.pixels(box), scale) for box in boxes]
    bars = [box for box in framed if _share(ink, box) > _FILLED]
    for box in framed:
        _blank_frame(ink, box)
    known = np.zeros_like(ink)
    for word in words:
        _blank(known, _scaled(view.pixels(word.box), scale), 1.0, 255)
    blobs = [blob for blob in _candidates(ink) if _share(known, blob) < _EXPLAINED]
    blobs.sort(key=lambda blob: (_tall(blob), min(_gap(blob, frame, ink.shape[1]) for frame in framed)))
    padding = _PADDING_PT * image.dpi / _POINTS_PER_INCH
    for blob in blobs[:_MOST_CROPS]:
        yield enlarged(_freed(crop(image, _grown(_scaled(blob, 1 / scale), padding))))
    for bar in bars[:_MOST_CROPS]:
        yield from _light_print(
            crop(image, _grown(_scaled(bar, 1 / scale), -_FRAME_PT * image.dpi / _POINTS_PER_INCH))
        )


def _light_print(bar: PageImage) -> Iterator[PageImage]:
    """The one stamp that stands in white on a bar, as black on white."""
    grey = np.frombuffer(bar.data, np.uint8).reshape(bar.height_px, bar.width_px)
    turned = replace(bar, data=np.ascontiguousarray(255 - grey).tobytes())
    ink, scale = _ink(turned)
    blobs = _blobs(ink, _APART_PT)
    if len(blobs) == 1:
        padding = _PADDING_PT * bar.dpi / _POINTS_PER_INCH
        yield enlarged(_freed(crop(turned, _grown(_scaled(blobs[0], 1 / scale), padding))))


def _freed(piece: PageImage) -> PageImage:
    """Without the ink that runs out of it: hatching, the line above, the edge of a bar."""
    grey = np.frombuffer(piece.data, np.uint8).reshape(piece.height_px, piece.width_px)
    _, labels = cv2.connectedComponents((grey < _INK).astype(np.uint8), connectivity=8)
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    running = np.isin(labels, rim[rim > 0]).astype(np.uint8)
    if not running.any():
        return piece
    grey = np.where(cv2.dilate(running, np.ones((3, 3), np.uint8)) > 0, 255, grey).astype(np.uint8)
    return replace(piece, data=grey.tobytes())


Pixels = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of an image."""


class View:
    """From points of the unrotated page to pixels of an image of it, as it is displayed."""

    def __init__(self, image: PageImage) -> None:
        a, b, c, d, e, f = image.to_page
        self._matrix = np.linalg.inv(np.array([[a, c, e], [b, d, f], [0, 0, 1]]))

    def pixels(self, box: Box) -> Pixels:
        """The upright rectangle of pixels around a box."""
        corners = np.array([[x, y, 1] for x in (box.x0, box.x1) for y in (box.y0, box.y1)]).T
        xs, ys, _ = self._matrix @ corners
        return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def _ink(image: PageImage) -> tuple[NDArray[np.uint8], float]:
    """Ink as 255 on 0, looked over coarsely, and the scale from the image's pixels to these."""
    grey = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    scale = min(1.0, _SEEN_DPI / image.dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.where(small < _INK, 255, 0).astype(np.uint8), scale


def _blank(ink: NDArray[np.uint8], box: Pixels, margin: float, value: int = 0) -> None:
    left, top, right, bottom = box
    rows = slice(max(0, int(top - margin)), max(0, int(bottom + margin) + 1))
    columns = slice(max(0, int(left - margin)), max(0, int(right + margin) + 1))
    ink[rows, columns] = value


def _blank_frame(ink: NDArray[np.uint8], box: Pixels) -> None:
    """Take away the four strokes of a frame; of a filled box everything, for no code shows on it."""
    left, top, right, bottom = box
    stroke = _FRAME_PT * _SEEN_DPI / _POINTS_PER_INCH
    if _share(ink, box) > _FILLED:
        _blank(ink, box, stroke)
        return
    for side in (
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    ):
        _blank(ink, side, stroke)


def _share(ink: NDArray[np.uint8], box: Pixels) -> float:
    """Of a rectangle that is ink, 0-1."""
    left, top, right, bottom = (max(0, int(side)) for side in box)
    inside = ink[top:bottom, left:right]
    return float(inside.mean()) / 255 if inside.size else 0.0


def _candidates(ink: NDArray[np.uint8]) -> list[Pixels]:
    """Lines with white on either side; in the outer margins, where no type runs, also close to other ink."""
    alone = _blobs(ink, _APART_PT)
    outer = [blob for blob in _blobs(_low(ink), _TIGHT_PT) if _in_margin(blob, ink.shape[1])]
    return alone + [blob for blob in outer if not any(_touch(blob, other) for other in alone)]


def _low(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without what is higher than type: strokes of a hatched border, and long uprights."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high = stats[:, cv2.CC_STAT_HEIGHT] * _POINTS_PER_INCH / _SEEN_DPI > _HIGHEST_PT
    high[0] = True
    return np.where(high[labels], 0, ink).astype(np.uint8)


def _touch(a: Pixels, b: Pixels) -> bool:
    return min(a[2], b[2]) >= max(a[0], b[0]) and min(a[3], b[3]) >= max(a[1], b[1])


def _blobs(ink: NDArray[np.uint8], apart_pt: float) -> list[Pixels]:
    """Rectangles of the size of one stamped line, around ink that no white wider than this divides."""
    reach = round(apart_pt * _SEEN_DPI / _POINTS_PER_INCH)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    points = _POINTS_PER_INCH / _SEEN_DPI
    return [
        (float(x), float(y), float(x + width), float(y + height))
        for x, y, width, height, _ in stats[1:]
        if _LEAST_PT[0] <= width * points <= _MOST_PT[0] and _LEAST_PT[1] <= height * points <= _MOST_PT[1]
    ]


def _gap(stamp: Pixels, box: Pixels, width: int) -> float:
    """How far a stamp is from where the code of a box would stand: in it, or at its height in a margin."""
    across = 0.0 if _in_margin(stamp, width) else max(0.0, stamp[0] - box[2], box[0] - stamp[2])
    return across + _UPRIGHT * max(0.0, stamp[1] - box[3], box[1] - stamp[3])


def _tall(blob: Pixels) -> bool:
    """Whether it is too tall for a code of three signs, as hatching, hands and specks are."""
    return blob[2] - blob[0] < _LEAST_SHAPE * (blob[3] - blob[1])


def _in_margin(stamp: Pixels, width: int) -> bool:
    return stamp[2] < _OUTER * width or stamp[0] > (1 - _OUTER) * width


def _scaled(box: Pixels, factor: float) -> Pixels:
    return box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor


def _grown(box: Pixels, margin: float) -> Pixels:
    return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin


def crop(image: PageImage, box: Pixels) -> PageImage:
    """A piece of a page's image that still knows its place on the page."""
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right, bottom = min(image.width_px, int(box[2]) + 1), min(image.height_px, int(box[3]) + 1)
    grey = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    piece = np.ascontiguousarray(grey[top:bottom, left:right])
    a, b, c, d, e, f = image.to_page
    to_page = (a, b, c, d, a * left + c * top + e, b * left + d * top + f)
    return PageImage(piece.shape[1], piece.shape[0], image.dpi, piece.tobytes(), to_page)


def enlarged(image: PageImage, dpi: float = _READ_DPI) -> PageImage:
    """The same at the resolution that engines read best, if it is coarser."""
    factor = dpi / image.dpi
    if factor <= 1.0:
        return image
    grey = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    large = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    height, width = large.shape
    a, b, c, d, e, f = image.to_page
    x, y = image.width_px / width, image.height_px / height
    return PageImage(width, height, dpi, large.tobytes(), (a * x, b * x, c * y, d * y, e, f))
