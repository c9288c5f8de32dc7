"""A reading taken apart into lines of words on the image, and put together again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from declass.model.anchor import Box
from declass.model.page import PageImage, PageText, Word

Place = tuple[float, float, float, float]
"""Pixels of the image that was read: left, top, right, bottom."""


_BESIDE = 0.3  # share of the lower word's height that words beside one another have in common


@dataclass(frozen=True, slots=True)
class Piece:
    """A word on the image.

    Attributes:
        confidence: 0–1.
        source: ``first`` or ``second`` engine; ``both`` where they agree; ``mixed``: letters of both.
    """

    text: str
    confidence: float
    place: Place
    source: str = "first"

    @property
    def middle(self) -> tuple[float, float]:
        return (self.place[0] + self.place[2]) / 2, (self.place[1] + self.place[3]) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words read one after another.

    Attributes:
        pieces: at least one, from left to right.
        gap: what stands before the line: ``\\n``, or ``\\n\\n`` where a paragraph begins.
        place: around all pieces.
    """

    pieces: tuple[Piece, ...]
    gap: str = "\n"
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", around([piece.place for piece in self.pieces]))

    @property
    def confidence(self) -> float:
        return sum(piece.confidence for piece in self.pieces) / len(self.pieces)


def around(places: Iterator[Place] | Sequence[Place]) -> Place:
    """The smallest upright box around all."""
    lefts, tops, rights, bottoms = zip(*places, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def parted(word: Place, letters: int, after: Place, letters_after: int) -> tuple[Place, Place]:
    """The places of a word and the next of its line, cut where they lie over one another.

    Engines give some words the place of a neighbour too. Of the two edges that one is believed which is
    nearer to where the letters would part them. A speck read as an apostrophe may stand in the midst of a
    word: both are left as they are, and so are words of a line that runs down the page.

    >>> parted((10, 0, 90, 20), 4, (60, 0, 90, 20), 3)
    ((10, 0, 60, 20), (60, 0, 90, 20))
    """
    left, top, right, bottom = word
    start, end = after[0], after[2]
    beside = min(bottom, after[3]) - max(top, after[1]) > _BESIDE * min(bottom - top, after[3] - after[1])
    if not beside or not left < start < right:
        return word, after
    likely = left + (max(right, end) - left) * (letters + 0.5) / (letters + letters_after + 1)
    if abs(start - likely) <= abs(right - likely):
        return (left, top, start, bottom), after
    return word, ((right, *after[1:]) if right < end else after)


def lines_of(reading: PageText, image: PageImage) -> list[Line]:
    """The lines of a reading of ``image``, words without geometry left out."""
    lines: list[Line] = []
    pieces: list[Piece] = []
    gap, end = "\n", 0
    for word in reading.words or ():
        between = reading.text[end : word.start]
        if "\n" in between and pieces:
            lines.append(Line(tuple(pieces), gap))
            pieces, gap = [], "\n\n" if "\n\n" in between else "\n"
        place = place_of(word.box, image)
        pieces.append(Piece(reading.text[word.start : word.end], word.confidence or 0.0, place))
        end = word.end
    return [*lines, Line(tuple(pieces), gap)] if pieces else lines


def put_together(lines: Sequence[Line], reading: PageText, image: PageImage) -> PageText:
    """The reading with these lines for its text and words; its confidence is taken anew."""
    parts: list[str] = []
    words: list[Word] = []
    length = 0
    for line in lines:
        for number, piece in enumerate(line.pieces):
            gap = (" " if number else line.gap) if parts else ""
            start = length + len(gap)
            length = start + len(piece.text)
            parts += (gap, piece.text)
            words.append(Word(start, length, box_on_page(piece.place, image), min(1.0, piece.confidence)))
    confidence = sum(word.confidence or 0.0 for word in words) / len(words) if words else None
    return replace(reading, text="".join(parts), words=tuple(words), confidence=confidence)


def box_on_page(place: Place, image: PageImage) -> Box:
    """The upright box, in points, around a box of pixels of ``image``."""
    left, top, right, bottom = place
    a, b, c, d, e, f = image.to_page
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (top, bottom)]
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def place_of(box: Box, image: PageImage) -> Place:
    """The box of pixels whose upright box on the page is ``box``: ``box_on_page`` undone, leaning or not."""
    a, b, c, d, e, f = image.to_page
    x, y = _solved((a, b, c, d), (box.x0 + box.x1) / 2 - e, (box.y0 + box.y1) / 2 - f)
    sides = _solved((abs(a), abs(b), abs(c), abs(d)), box.x1 - box.x0, box.y1 - box.y0)
    wide, high = (max(side, 1.0) / 2 for side in sides)
    return x - wide, y - high, x + wide, y + high


def _solved(matrix: tuple[float, float, float, float], u: float, v: float) -> tuple[float, float]:
    """x and y with ``ax + cy = u`` and ``bx + dy = v``; numpy's way takes a fiftieth of a second a page."""
    a, b, c, d = matrix
    area = a * d - b * c
    return (d * u - c * v) / area, (a * v - b * u) / area
