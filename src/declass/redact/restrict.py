"""A text layer without the words that were left under bars; what stays keeps its spans and boxes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from declass.model.anchor import Box, Span
from declass.model.page import PageText, Word
from declass.model.withholding import BLOCK


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the old text, kept or replaced."""

    start: int
    end: int
    hidden: bool


def without(layer: PageText, spans: Iterable[Span]) -> PageText:
    """The layer with each line of a span replaced by ``BLOCK``, and the words after it moved accordingly."""
    pieces = list(_pieces(layer.text, spans))
    if not any(piece.hidden for piece in pieces):
        return layer
    parts: list[str] = []
    words: list[Word] | None = None if layer.words is None else []
    length = 0
    for piece in pieces:
        inside = _inside(layer, piece)
        if piece.hidden:
            parts.append(BLOCK)
            moved = [Word(length, length + len(BLOCK), _around(inside))] if inside else []
        else:
            parts.append(layer.text[piece.start : piece.end])
            by = length - piece.start
            moved = [replace(word, start=word.start + by, end=word.end + by) for word in inside]
        length += len(parts[-1])
        if words is not None:
            words += moved
    return replace(layer, text="".join(parts), words=None if words is None else tuple(words))


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[_Piece]:
    """The whole text in order; a hidden stretch ends with its line, and takes no blanks with it."""
    at = 0
    for start, end in sorted(line for span in spans for line in _lines(text, span)):
        start = max(start, at)  # two bars may lie over the same words
        if start >= end:
            continue
        if at < start:
            yield _Piece(at, start, False)
        yield _Piece(start, end, True)
        at = end
    if at < len(text):
        yield _Piece(at, len(text), False)


def _lines(text: str, span: Span) -> Iterator[tuple[int, int]]:
    start = span.start
    for line in text[span.start : span.end].split("\n"):
        blank = len(line) - len(line.lstrip())
        if line.strip():
            yield start + blank, start + blank + len(line.strip())
        start += len(line) + 1


def _inside(layer: PageText, piece: _Piece) -> list[Word]:
    return [word for word in layer.words or () if piece.start <= word.start < piece.end]


def _around(words: list[Word]) -> Box:
    boxes = [word.box for word in words]
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
