"""A page as one release shows it: the words left open, the boxes, and what the release printed on it."""

from dataclasses import dataclass, field

from declass.model.anchor import Box
from declass.sample.pieces import Piece


@dataclass(frozen=True, slots=True)
class Typeface:
    """Font name, size and distance of lines, in points."""

    font: str
    size_pt: float
    leading_pt: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece at its place.

    Attributes:
        index: running number within the record, heads and feet of pages included.
        page, line: 0-based; lines are counted on each page.
        block: index of the record's block; -1 for the page's own head and foot.
    """

    index: int
    page: int
    line: int
    block: int
    piece: Piece
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """A typed page, before any release."""

    number: int
    face: Typeface
    words: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that belong to the release or the registry, not to the record.

    Attributes:
        role: ``banner``, ``number``, ``code``, ``stamp``, ``fiction`` or ``notice``.
        x_pt, y_pt: start of the baseline, from the top left.
        angle_deg: anticlockwise.
        framed: width of a frame around it, 0 = none.
        grey: 0 black, 1 white.
        digital: printed over the scan rather than on the paper.
    """

    role: str
    text: str
    x_pt: float
    y_pt: float
    size_pt: float = 9.0
    font: str = "Helvetica"
    angle_deg: float = 0.0
    framed: float = 0.0
    grey: float = 0.0
    digital: bool = True


@dataclass(frozen=True, slots=True)
class Stroke:
    """A pen line: Bézier points, from the top left, ``1 + 3n`` of them."""

    points: tuple[tuple[float, float], ...]
    width_pt: float


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn on the paper besides words: a line, a frame, a filled or hatched rectangle.

    Attributes:
        kind: ``line`` from (x0, y0) to (x1, y1), ``rect``, ``fill`` or ``hatch``; from the top left.
        width_pt: of its lines.
        grey: 0 black, 1 white.
    """

    kind: str
    x0: float
    y0: float
    x1: float
    y1: float
    width_pt: float = 0.7
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Withheld:
    """A passage withheld on one page of one release.

    Attributes:
        start, end: half-open range of the record's word indexes.
        kind: ``black``, ``grey``, ``hatched``, ``white_outlined``, ``blank`` or ``whole_page``.
        codes: exemption codes printed for it, as printed.
        code_position: ``inside``, ``margin`` or None where no code is printed.
        level: ``part``, ``name``, ``sentence``, ``line``, ``paragraph`` or ``page``, the widest thing
            it hides.
        boxes: its rectangles, points from the top left of the page as typed (before the scanner turned it).
        lines: lines of text it hides, wholly or in part.
        text: what it hides.
        digital: laid over the scan rather than on the paper.
    """

    start: int
    end: int
    kind: str
    codes: tuple[str, ...]
    code_position: str | None
    level: str
    boxes: tuple[Box, ...]
    lines: int
    text: str
    digital: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of one release of one record.

    Attributes:
        record: the record's number.
        source: the typed page, or None for sheets that the release put in.
        role: ``body``, ``withheld`` (a notice stands for the page), ``cover``, ``withdrawal``, or ``exhibit``
            and its kind.
        face: type of the words.
        words: the words left open, in reading order.
        all_words: the page's words without any withholding.
    """

    record: str
    source: Page | None
    role: str
    face: Typeface
    words: tuple[Placed, ...] = ()
    all_words: tuple[Placed, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    marks: tuple[Mark, ...] = ()
    strokes: tuple[Stroke, ...] = field(default=())
    shapes: tuple[Shape, ...] = ()
    language: str = "en"
    width_pt: float = 612.0
    height_pt: float = 792.0


@dataclass(frozen=True, slots=True)
class Run:
    """The open words of one line and their spans in the page's text."""

    words: tuple[Placed, ...]
    starts: tuple[int, ...]
    text: str


def runs(words: tuple[Placed, ...]) -> tuple[Run, ...]:
    """Lines of text; a word glued to a withheld one stands alone."""
    made: list[Run] = []
    offset = 0
    for line in _lines(words):
        text, starts = "", []
        for i, word in enumerate(line):
            glued = word.piece.glue and i > 0 and line[i - 1].index == word.index - 1
            text += "" if glued or not i else " "
            starts.append(offset + len(text))
            text += word.piece.text
        made.append(Run(tuple(line), tuple(starts), text))
        offset += len(text) + 1
    return tuple(made)


def _lines(words: tuple[Placed, ...]) -> list[list[Placed]]:
    lines: list[list[Placed]] = []
    for word in words:
        if not lines or lines[-1][-1].line != word.line:
            lines.append([])
        lines[-1].append(word)
    return lines


def page_text(view: PageView) -> str:
    """The open words of the page, lines ended by ``\\n``; marks of the release are not in it."""
    if view.source is None or view.role != "body":
        return "\n".join(m.text for m in view.marks if m.role == "notice")
    return "\n".join(run.text for run in runs(view.words))


def furniture(view: PageView) -> list[str]:
    """What the release or the registry printed on the page."""
    return [m.text for m in view.marks if m.role != "notice"]
