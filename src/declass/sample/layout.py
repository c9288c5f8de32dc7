"""Sets a record into typed pages and keeps the place of every word."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from declass.model.anchor import Box
from declass.sample.chance import chance
from declass.sample.paper import width_pt
from declass.sample.pieces import Piece
from declass.sample.records import Block, Record
from declass.sample.views import Page, Placed, Typeface

PAGE_WIDTH_PT, PAGE_HEIGHT_PT = 612.0, 792.0
"""US letter."""

ASCENT, DESCENT = 0.74, 0.22
"""Of the font size, above and below the baseline; holds within a point for the base-14 fonts."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 76.0, 540.0, 84.0, 708.0


_FACES = {
    "cable": (Typeface("Courier", 10.5, 15.5), Typeface("Courier-Bold", 10, 15)),
    "memorandum": (
        Typeface("Courier", 11.5, 15),
        Typeface("Times-Roman", 12, 15.5),
        Typeface("Courier", 11, 20),
    ),
    "report": (Typeface("Times-Roman", 12, 16), Typeface("Helvetica", 11, 15.5)),
    "letter": (Typeface("Courier", 11.5, 15), Typeface("Times-Roman", 12.5, 17)),
    "dispatch": (Typeface("Courier", 10.5, 14),),
}


@dataclass(slots=True)
class _Typewriter:
    """Writes words line after line and turns the page when it is full."""

    record: Record
    face: Typeface
    pages: list[list[Placed]] = field(default_factory=list)
    y: float = _BOTTOM
    line: int = 0
    count: int = 0

    def ensure(self, space_pt: float) -> None:
        """Go down by ``space_pt``, or to the next page."""
        self.y += space_pt
        if not self.pages or self.y + self.face.leading_pt > _BOTTOM:
            if self.pages:
                self.foot()
            self.pages.append([])
            self.y, self.line = 30.0, 0
            self.row(-1, self.stamp(), "center")
            self.y = 56.0
            self.row(-1, self.head(), "line")
            self.y = _TOP

    def head(self) -> tuple[Piece, ...]:
        page = len(self.pages)
        if self.record.kind == "cable":
            return tuple(Piece(t) for t in f"PAGE {page:02d} {self.record.cite}".split())
        return tuple(Piece(t) for t in f"- {page} -".split()) if page > 1 else ()

    def stamp(self) -> tuple[Piece, ...]:
        """The classification, at the head and foot of each page."""
        return tuple(Piece(t) for t in self.record.classification.split())

    def foot(self) -> None:
        self.y = 738.0
        self.row(-1, self.stamp(), "center")

    def row(self, block: int, pieces: tuple[Piece, ...], role: str) -> None:
        """One line of words at the present height."""
        if not pieces:
            return
        total = _row_width(pieces, self.face)
        x = {"center": (PAGE_WIDTH_PT - total) / 2, "right": _RIGHT - total, "sign": 330.0}.get(role, _LEFT)
        top = self.y + self.face.leading_pt - self.face.size_pt * (ASCENT + DESCENT)
        for number, piece in enumerate(pieces):
            width = width_pt(piece.text, self.face.font, self.face.size_pt)
            x += 0.0 if piece.glue or not number else _space(self.face)
            box = Box(x, top, x + width, top + self.face.size_pt * (ASCENT + DESCENT))
            page = len(self.pages) - 1
            self.pages[-1].append(Placed(self.count, page, self.line, block, piece, box))
            x += width
            self.count += 1
        self.line += 1
        self.y += self.face.leading_pt

    def block(self, number: int, block: Block) -> None:
        """A whole block, wrapped."""
        self.ensure(block.space_pt)
        for row in _wrapped(block.pieces, self.face):
            self.ensure(0.0)
            self.row(number, row, block.role)


def _space(face: Typeface) -> float:
    return width_pt(" ", face.font, face.size_pt)


def _row_width(pieces: tuple[Piece, ...], face: Typeface) -> float:
    spaces = sum(not p.glue for p in pieces[1:])
    return sum(width_pt(p.text, face.font, face.size_pt) for p in pieces) + spaces * _space(face)


def _wrapped(pieces: tuple[Piece, ...], face: Typeface) -> Iterator[tuple[Piece, ...]]:
    """Lines no wider than the type area; pieces glued together stay together."""
    row: list[Piece] = []
    for word in _glued(pieces):
        if row and _row_width((*row, *word), face) > _RIGHT - _LEFT:
            yield tuple(row)
            row = []
        row += word
    if row:
        yield tuple(row)


def _glued(pieces: tuple[Piece, ...]) -> Iterator[list[Piece]]:
    word: list[Piece] = []
    for piece in pieces:
        if word and not piece.glue:
            yield word
            word = []
        word.append(piece)
    if word:
        yield word


def lay_out(record: Record, seed: int) -> tuple[Page, ...]:
    """The record's typed pages, the same in every release."""
    face = chance(seed, "face", record.number.value).choice(_FACES[record.kind])
    writer = _Typewriter(record, face)
    for number, block in enumerate(record.blocks):
        writer.block(number, block)
    writer.foot()
    return tuple(Page(i, face, tuple(words)) for i, words in enumerate(writer.pages))
