"""What the child may say and nothing more: framed JSON and pixels, checked field by field into values.

::

    ┌────────────┬───────────────┬───────────────┬────────────────────┐
    │ JSON bytes │ payload bytes │ JSON (UTF-8)  │ payload (pixels)   │
    │ uint32 BE  │ uint32 BE     │               │                    │
    └────────────┴───────────────┴───────────────┴────────────────────┘

The child is not trusted: it may have been taken over by the file it reads. Nothing is unpickled, every
number is checked for its range, every text for its form and length.
"""

import json
import math
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, get_args

from declass.errors import SandboxFailure
from declass.model.anchor import Box, Span
from declass.model.drawing import Bar, Mark, MarkKind, PageDrawing, Unseen, UnseenReason
from declass.model.page import Colours, Note, PageImage, PageText, Word
from declass.model.reading import (
    Division,
    DocumentEnd,
    DocumentHead,
    Member,
    MemberRefused,
    PageFailed,
    PageRead,
    ReadEvent,
)
from declass.read.options import MIB, Limits
from declass.text.normal import clean

FRAME = struct.Struct(">II")
LENGTH = struct.Struct(">I")  # before the parent's request, which is trusted JSON
MAX_JSON_BYTES = 128 * MIB  # a page of 2 million characters with every word's box stays below it
_COLOURED = 1.2  # a page's colours, three bytes at a quarter of its resolution or less, come after its greys
_MAX_SHORT = 10_000  # characters of a title, a reason, one metadata value
_MAX_ITEMS = 100_000  # words of a page are counted apart, by the length of its text
_MAX_POINT = 1e7  # points; PDF pages end at 14,400, but text may stand outside the page
_MAX_ORDER = 10_000_000
_MEDIA_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]{1,100}\Z")
_FILE = re.compile(r"[A-Za-z0-9_.-]{1,100}\Z")

_LONG = frozenset({"text", "source"})  # a page, a note, a source note: capped like a page

JsonObject = dict[str, Any]


# ── the child's side ────────────────────────────────────────────────────────────────────────────


def encode(event: ReadEvent) -> tuple[bytes, bytes]:
    """The frame's head with its JSON, and the payload (pixels, or nothing)."""
    payload = _pixels(event.image) if isinstance(event, PageRead) and event.image else b""
    body = json.dumps(_as_json(event), ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return FRAME.pack(len(body), len(payload)) + body, payload


def _pixels(image: PageImage) -> bytes:
    return image.data + image.colours.data if image.colours else image.data


def _as_json(event: ReadEvent) -> JsonObject:
    match event:
        case PageRead():
            return _page_json(event)
        case Member():
            return {"is": "member", "name": event.name, "file": event.path.name}
        case DocumentHead():
            return {"is": "head", **_slots(event)}
        case PageFailed():
            return {"is": "page_failed", **_slots(event)}
        case MemberRefused():
            return {"is": "refused", **_slots(event)}
        case Division():
            return {"is": "division", **_slots(event)}
        case DocumentEnd():
            return {"is": "end", "state": event.state, "reason": event.reason, "remedy": event.remedy}


def _slots(value: Any) -> JsonObject:
    return {name: _stored(getattr(value, name), name) for name in value.__slots__}


def _stored(value: Any, name: str) -> Any:
    """Texts in stored form, so that an odd title does not cost the document; page text never comes here."""
    if isinstance(value, str):
        return clean(value) if name in _LONG else clean(value)[:_MAX_SHORT]
    if isinstance(value, dict):
        return {_stored(key, ""): _stored(text, "") for key, text in value.items()}
    return [_stored(part, "") for part in value] if isinstance(value, tuple) else value


def _page_json(page: PageRead) -> JsonObject:
    image = page.image
    return {
        "is": "page",
        "index": page.index,
        "width_pt": page.width_pt,
        "height_pt": page.height_pt,
        "rotation": page.rotation,
        "text": _text_json(page.text) if page.text else None,
        "notes": [_slots(note) for note in page.notes],
        "image": [image.width_px, image.height_px, image.dpi, *image.to_page] if image else None,
        "colours": [image.colours.width_px, image.colours.height_px] if image and image.colours else None,
        "image_reason": _stored(page.image_reason, ""),
        "for_ocr": page.for_ocr,
        "drawing": _drawing_json(page.drawing) if page.drawing else None,
    }


def _drawing_json(drawing: PageDrawing) -> JsonObject:
    return {
        "marks": [_boxed(mark) for mark in drawing.marks],
        "unseen": [_boxed(run) for run in drawing.unseen],
        "scan": drawing.scan,
        "bars": [_boxed(bar) for bar in drawing.bars],
    }


def _boxed(value: Mark | Unseen | Bar) -> JsonObject:
    raw = {name: getattr(value, name) for name in value.__slots__}
    span = raw.get("span")
    raw["box"] = _corners(value.box)
    return raw | ({"span": [span.start, span.end]} if span is not None else {})


def _corners(box: Box) -> list[float]:
    return [round(corner, 2) for corner in (box.x0, box.y0, box.x1, box.y1)]


def _text_json(text: PageText) -> JsonObject:
    words = None if text.words is None else [_word_json(word) for word in text.words]
    return {name: getattr(text, name) for name in text.__slots__} | {"words": words}


def _word_json(word: Word) -> list[float | None]:
    return [word.start, word.end, *_corners(word.box), word.confidence]


# ── the parent's side ───────────────────────────────────────────────────────────────────────────


def frame_lengths(head: bytes, limits: Limits) -> tuple[int, int]:
    """JSON and payload length of the frame to come, in bytes.

    Raises:
        SandboxFailure: longer than any honest frame.
    """
    json_bytes, payload_bytes = FRAME.unpack(head)
    if json_bytes > MAX_JSON_BYTES or payload_bytes > _COLOURED * limits.page_megapixels * 1_000_000:
        _broken(f"a message of {json_bytes}+{payload_bytes} bytes")
    return json_bytes, payload_bytes


def decode(body: bytes, payload: bytes, limits: Limits) -> ReadEvent:
    """One message as a model value; a ``Member``'s path is only the file's name in the spool.

    Raises:
        SandboxFailure: anything that is not exactly an event within the limits.
    """
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SandboxFailure("the reader broke its protocol (no JSON)") from error
    fields = _Fields(raw)
    kind = fields.text("is")
    reader = _READERS.get(kind) or _broken(f"unknown message {kind!r}")
    try:
        return reader(fields, payload, limits)
    except ValueError as error:  # a model value refused by its own checks
        raise SandboxFailure(f"the reader broke its protocol ({error})") from error


def _broken(what: str) -> NoReturn:
    raise SandboxFailure(f"the reader broke its protocol ({what})", "Please report the file if you may.")


def _ranged(raw: object, low: float, high: float, what: str = "number") -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not low <= raw <= high:
        _broken(f"{what} out of range")  # NaN fails every comparison
    return raw


class _Fields:
    """A JSON object whose fields are taken out one by one, each with its type and range."""

    def __init__(self, raw: object) -> None:
        if not isinstance(raw, dict):
            _broken("no object")
        self._raw: JsonObject = raw

    def get(self, name: str) -> Any:
        return self._raw.get(name)

    def whole(self, name: str, high: int) -> int:
        raw = self.get(name)
        if not isinstance(raw, int):
            _broken(f"{name} is not a whole number")
        return int(_ranged(raw, 0, high, name))

    def number(self, name: str, high: float) -> float:
        return float(_ranged(self.get(name), 0, high, name))

    def maybe_whole(self, name: str, high: int) -> int | None:
        return None if self.get(name) is None else self.whole(name, high)

    def flag(self, name: str) -> bool:
        raw = self.get(name)
        if not isinstance(raw, bool):
            _broken(f"{name} is neither true nor false")
        return raw

    def share(self, name: str) -> float | None:
        return None if self.get(name) is None else self.number(name, 1)

    def text(self, name: str, longest: int = _MAX_SHORT) -> str:
        """A text in stored form; one that is not is refused, since cleaning it would move spans."""
        raw = self.get(name)
        if not isinstance(raw, str) or len(raw) > longest:
            _broken(f"{name} is no text of at most {longest} characters")
        if clean(raw) != raw:
            _broken(f"{name} holds characters that are not kept")
        return raw

    def optional_text(self, name: str) -> str | None:
        return None if self.get(name) is None else self.text(name)

    def items(self, name: str, longest: int = _MAX_ITEMS) -> list[Any]:
        raw = self.get(name)
        if not isinstance(raw, list) or len(raw) > longest:
            _broken(f"{name} is no list of at most {longest} items")
        return raw

    def chosen(self, name: str, choices: tuple[Any, ...]) -> Any:
        raw = self.get(name)
        if isinstance(raw, bool) or raw not in choices:
            _broken(f"{name} is none of {choices}")
        return raw


def _head(fields: _Fields, payload: bytes, limits: Limits) -> DocumentHead:
    expected = None if fields.get("pages_expected") is None else fields.whole("pages_expected", limits.pages)
    if not _MEDIA_TYPE.match(media_type := fields.text("media_type")):
        _broken("no media type")
    metadata = _Fields(fields.get("metadata"))
    return DocumentHead(
        media_type, expected, {str(key): metadata.text(key) for key in fields.get("metadata")}
    )


def _page(fields: _Fields, payload: bytes, limits: Limits) -> PageRead:
    text = fields.get("text")
    return PageRead(
        index=fields.whole("index", limits.pages - 1),
        width_pt=fields.number("width_pt", _MAX_POINT),
        height_pt=fields.number("height_pt", _MAX_POINT),
        rotation=fields.chosen("rotation", (0, 90, 180, 270)),
        text=None if text is None else _page_text(_Fields(text), limits),
        notes=tuple(_note(_Fields(note), limits) for note in fields.items("notes")),
        image=None if fields.get("image") is None else _image(fields, payload),
        image_reason=fields.text("image_reason"),
        for_ocr=fields.flag("for_ocr"),
        drawing=None
        if fields.get("drawing") is None
        else _drawing(_Fields(fields.get("drawing")), text, limits),
    )


def _drawing(fields: _Fields, text: Any, limits: Limits) -> PageDrawing:
    length = len(_Fields(text).text("text", limits.text_chars_per_page)) if text is not None else 0
    return PageDrawing(
        marks=tuple(_mark(_Fields(raw)) for raw in fields.items("marks")),
        unseen=tuple(_unseen(_Fields(raw), length, limits) for raw in fields.items("unseen")),
        scan=fields.flag("scan"),
        bars=tuple(_bar(_Fields(raw)) for raw in fields.items("bars")),
    )


def _bar(fields: _Fields) -> Bar:
    return Bar(
        box=_box(fields.items("box", 4)),
        filled=fields.number("filled", 1),
        neighbours=fields.whole("neighbours", _MAX_ITEMS),
    )


def _mark(fields: _Fields) -> Mark:
    return Mark(
        order=fields.whole("order", _MAX_ORDER),
        kind=fields.chosen("kind", get_args(MarkKind)),
        box=_box(fields.items("box", 4)),
        subtype=fields.text("subtype", 100),
        grey=fields.maybe_whole("grey", 255),
        opacity=fields.number("opacity", 1),
        group=fields.maybe_whole("group", _MAX_ORDER),
    )


def _unseen(fields: _Fields, length: int, limits: Limits) -> Unseen:
    span = None if fields.get("span") is None else _span(fields.items("span", 2), length)
    return Unseen(
        reason=fields.chosen("reason", get_args(UnseenReason)),
        text=fields.text("text", limits.text_chars_per_page),
        box=_box(fields.items("box", 4)),
        span=None if span is None else Span(*span),
        mark=fields.maybe_whole("mark", _MAX_ITEMS),
        above=fields.flag("above"),
        ground=fields.maybe_whole("ground", 255),
        even=None if fields.get("even") is None else fields.flag("even"),
        own=fields.flag("own"),
    )


def _span(raw: list[Any], length: int) -> tuple[int, int]:
    if len(raw) != 2:
        _broken("a span is not two numbers")
    start, end = (int(_ranged(place, 0, length, "span")) for place in raw)
    if start > end:
        _broken("inside-out span")
    return start, end


def _box(raw: list[Any]) -> Box:
    if len(raw) != 4:
        _broken("a box is not four numbers")
    return Box(*(float(_ranged(corner, -_MAX_POINT, _MAX_POINT, "box")) for corner in raw))


def _page_text(fields: _Fields, limits: Limits) -> PageText:
    text = fields.text("text", limits.text_chars_per_page)
    words = None if fields.get("words") is None else fields.items("words", len(text))
    return PageText(
        text=text,
        kind=fields.chosen("kind", ("embedded",)),
        engine=fields.text("engine"),
        engine_version=fields.text("engine_version"),
        parameters=fields.text("parameters"),
        language=fields.optional_text("language"),
        words=None if words is None else tuple(_word(raw, len(text)) for raw in words),
        confidence=fields.share("confidence"),
        expected_error=fields.share("expected_error"),
    )


def _word(raw: object, length: int) -> Word:
    if not isinstance(raw, list) or len(raw) != 7:
        _broken("a word is not seven numbers")
    start, end = _span(raw[:2], length)
    confidence = None if raw[6] is None else float(_ranged(raw[6], 0, 1, "confidence"))
    return Word(start, end, _box(raw[2:6]), confidence)


def _note(fields: _Fields, limits: Limits) -> Note:
    return Note(
        page=fields.whole("page", limits.pages - 1),
        offset=fields.whole("offset", limits.text_chars_per_page),
        label=fields.text("label"),
        text=fields.text("text", limits.text_chars_per_page),
        kind=fields.text("kind"),
    )


def _image(fields: _Fields, payload: bytes) -> PageImage:
    raw = fields.items("image", 9)
    if len(raw) != 9 or not isinstance(raw[0], int) or not isinstance(raw[1], int):
        _broken("an image is not nine numbers")
    width_px, height_px = (int(_ranged(side, 1, 1e6, "image side")) for side in raw[:2])
    dpi = float(_ranged(raw[2], 1, 100_000, "resolution"))
    affine = tuple(float(_ranged(part, -_MAX_POINT, _MAX_POINT, "affine")) for part in raw[3:])
    if not all(map(math.isfinite, affine)):
        _broken("affine out of range")
    grey, rest = payload[: width_px * height_px], payload[width_px * height_px :]
    colours = None if fields.get("colours") is None else _colours(fields.items("colours", 2), rest)
    if colours is None and rest:
        _broken("more pixels than the image has")
    return PageImage(width_px, height_px, dpi, grey, affine, colours)  # type: ignore[arg-type]


def _colours(raw: list[Any], payload: bytes) -> Colours:
    if len(raw) != 2 or not all(isinstance(side, int) for side in raw):
        _broken("colours are not two numbers")
    width_px, height_px = (int(_ranged(side, 1, 1e6, "image side")) for side in raw)
    return Colours(width_px, height_px, payload)


def _page_failed(fields: _Fields, payload: bytes, limits: Limits) -> PageFailed:
    return PageFailed(fields.whole("index", limits.pages - 1), fields.text("reason"), fields.text("remedy"))


def _member(fields: _Fields, payload: bytes, limits: Limits) -> Member:

    file = fields.text("file")
    if not _FILE.match(file) or file in (".", ".."):
        _broken("a member outside the spool")
    return Member(fields.text("name"), Path(file))


def _refused(fields: _Fields, payload: bytes, limits: Limits) -> MemberRefused:
    return MemberRefused(fields.text("name"), fields.text("reason"), fields.text("remedy"))


def _division(fields: _Fields, payload: bytes, limits: Limits) -> Division:
    page, offset = limits.pages - 1, limits.text_chars_per_page
    return Division(
        number=fields.text("number"),
        title=fields.text("title"),
        date=fields.optional_text("date"),
        persons=tuple(_Fields({"name": name}).text("name") for name in fields.items("persons")),
        first_page=fields.whole("first_page", page),
        first_offset=fields.whole("first_offset", offset),
        last_page=fields.whole("last_page", page),
        last_offset=fields.whole("last_offset", offset),
        source=fields.text("source", limits.text_chars_per_page),
    )


def _end(fields: _Fields, payload: bytes, limits: Limits) -> DocumentEnd:
    state = fields.chosen("state", ("read", "unread", "failed"))
    return DocumentEnd(state, fields.text("reason"), fields.text("remedy"))


_READERS: dict[str, Callable[[_Fields, bytes, Limits], ReadEvent]] = {
    "head": _head,
    "page": _page,
    "page_failed": _page_failed,
    "member": _member,
    "refused": _refused,
    "division": _division,
    "end": _end,
}
