"""Blanks in lines of type: places where white-out without an edge may have taken words away.

    He told ▒▒▒▒▒▒▒▒▒▒▒▒▒▒ that the meeting       wide gap: wider than a word, lines above or below run across
    had been put off by ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒       short end: the next word would have fitted
    ▒▒▒▒▒▒▒▒ until the end of the month and       late start: the sentence goes on further right
    ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒       missing line: the sentence goes on two lines below
    that nobody should be told of it.

Nothing proves a blank: a tab, a verse and a worn copy leave the same. So these are candidates for a person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from declass.locale import kept as _
from declass.model.page import PageText
from declass.redact.placed import CodeMark, code_marks
from declass.redact.sheet import Mask, Sheet

_GAP, _BREAK = 0.45, 0.3
"""Probabilities below one half: a blank is shown to who asks for candidates, and counted nowhere."""
_WIDE = 4.5  # characters: a word of three letters and the spaces on either side of it
_USUAL = 3.5  # times the page's usual gap of two words: justified lines stretch theirs up to three times
_ACROSS = 0.8  # share of a gap's width under words of a neighbouring line, which no table's column has
_SPACED = 3.0  # characters of white that still count as running text in that neighbour
_WHITE = 0.01  # share of ink that dust leaves in a blank
_NEXT = (0.6, 1.6)  # distances of lines between which the next one lies
_MISSING = (1.7, 12.0)  # and between which lines are missing; beyond, no sentence is followed
_LEFT = 1.5  # characters by which lines of one block differ at the left
_INDENT = 10.0  # characters by which the first line of a paragraph stands further right
_WORDS = 3  # in a line of running text
_LETTERS = 2  # of a word: specks and numbers in the margin have one
_HEIGHTS = (0.5, 1.7)  # of a word, times the usual one: specks are lower, blots and titles higher
_LINES = 5  # of running text, fewer tell no margins
_ENDS = tuple(".:;!?-–—\"')”’")  # after these a sentence or a part of it may end


@dataclass(frozen=True, slots=True)
class Printed:
    """A word in working pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A white place in working pixels, how likely it was type (0–1), and what speaks for it."""

    x0: float
    y0: float
    x1: float
    y1: float
    probability: float
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside one another, from the left."""

    words: tuple[Printed, ...]
    y0: float
    y1: float

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def goes_on(self) -> bool:
        """Whether its first word carries a sentence on."""
        return self.words[0].text[:1].islower()

    @property
    def ends(self) -> bool:
        """Whether a sentence or clause may end with it."""
        return self.words[-1].text.endswith(_ENDS)


@dataclass(frozen=True, slots=True)
class Type:
    """How a page is typed, in working pixels.

    Attributes:
        char: width of a character, the usual one.
        gap: between two words, the usual one.
        pitch: distance of lines.
        left, right: margins that most lines of running text keep.
    """

    char: float
    gap: float
    pitch: float
    left: float
    right: float

    @property
    def wide(self) -> float:
        """White between two words from which one could be missing."""
        return max(_WIDE * self.char, _USUAL * self.gap)


def blanks_of(layer: PageText, sheet: Sheet) -> list[Blank]:
    """Candidates on a page whose words have places; none where it has too little running text.

    Codes printed in a blank or beside a line are neither type nor ink.
    """
    marks = [mark for mark in code_marks(layer) if not mark.mention.bare]
    lines = _lines(_printed(layer, marks, sheet))
    typed = _type(lines)
    if typed is None:
        return []
    ink = sheet.ink.copy()
    for mark in marks:
        x0, y0, x1, y1 = (round(v) for v in sheet.pixels(mark.box))
        ink[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = 0
    found = [*_gaps(lines, typed), *_between(lines, typed)]
    return [blank for blank in found if _white(blank, ink)]


def _printed(layer: PageText, marks: Sequence[CodeMark], sheet: Sheet) -> list[Printed]:
    """Words of type: no codes, no specks, no titles."""
    coded = [(mark.mention.start, mark.mention.end) for mark in marks]
    printed = [
        Printed(*sheet.pixels(word.box), text)
        for word in layer.words or ()
        if sum(map(str.isalnum, text := layer.text[word.start : word.end].strip())) >= _LETTERS
        and not any(word.start < end and start < word.end for start, end in coded)
    ]
    usual = float(np.median([word.y1 - word.y0 for word in printed])) if printed else 0.0
    low, high = _HEIGHTS
    return [word for word in printed if low * usual <= word.y1 - word.y0 <= high * usual]


def _lines(words: Sequence[Printed]) -> list[Line]:
    """From left to right each word joins the line whose last word is level with it; from the top."""
    lines: list[list[Printed]] = []
    for word in sorted(words, key=lambda word: word.x0):
        level = [line for line in lines if _level(line[-1], word)]
        if level:
            min(level, key=lambda line: abs(line[-1].y0 + line[-1].y1 - word.y0 - word.y1)).append(word)
        else:
            lines.append([word])
    return sorted(map(_line, lines), key=lambda line: line.middle)


def _line(words: Sequence[Printed]) -> Line:
    return Line(tuple(words), median(word.y0 for word in words), median(word.y1 for word in words))


def _level(a: Printed, b: Printed) -> bool:
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared >= 0.5 * min(a.y1 - a.y0, b.y1 - b.y0) and b.x0 > a.x0


def _type(lines: Sequence[Line]) -> Type | None:
    text = [line for line in lines if len(line.words) >= _WORDS]
    if len(text) < _LINES:
        return None
    words = [word for line in text for word in line.words if len(word.text) >= 3]
    gaps = [max(0.0, b.x0 - a.x1) for line in text for a, b in pairwise(line.words)]
    steps = np.diff([line.middle for line in text])
    steps = steps[steps > 0.5 * float(np.median([line.y1 - line.y0 for line in text]))]
    if not words or not len(steps):
        return None
    return Type(
        char=float(np.median([(word.x1 - word.x0) / len(word.text) for word in words])),
        gap=float(np.median(gaps)),
        pitch=float(np.median(steps)),
        left=float(np.percentile([line.x0 for line in text], 25)),
        right=float(np.percentile([line.x1 for line in text], 80)),
    )


def _gaps(lines: Sequence[Line], typed: Type) -> Iterator[Blank]:
    """Between two words of one line, where a neighbouring line runs across."""
    for place, line in enumerate(lines):
        if _longest(line, typed.wide) < _WORDS:
            continue  # the row of a table
        beside = [other for other in lines[max(0, place - 3) : place + 4] if _near(line, other, typed)]
        for a, b in pairwise(line.words):
            if b.x0 - a.x1 >= typed.wide and any(_across(other, a.x1, b.x0, typed) for other in beside):
                yield Blank(
                    a.x1 + typed.gap / 2,
                    line.y0,
                    b.x0 - typed.gap / 2,
                    line.y1,
                    _GAP,
                    _("White in a line of type, wider than a word, where a line beside it runs across"),
                )


def _longest(line: Line, wide: float) -> int:
    """Most words in a row without wide white between them."""
    best = run = 1
    for a, b in pairwise(line.words):
        run = 1 if b.x0 - a.x1 >= wide else run + 1
        best = max(best, run)
    return best


def _near(line: Line, other: Line, typed: Type) -> bool:
    low, high = _NEXT
    return low * typed.pitch <= abs(line.middle - other.middle) <= high * typed.pitch


def _across(line: Line, x0: float, x1: float, typed: Type) -> bool:
    """Whether a line's running text covers most of a stretch."""
    covered = 0.0
    for a, b in zip(line.words, (*line.words[1:], None), strict=True):
        end = b.x0 if b is not None and b.x0 - a.x1 <= _SPACED * typed.char else a.x1
        covered += max(0.0, min(end, x1) - max(a.x0, x0))
    return covered >= _ACROSS * (x1 - x0)


def _between(lines: Sequence[Line], typed: Type) -> Iterator[Blank]:
    """What is missing where a sentence breaks off in one line and goes on in the next."""
    for line, after in pairwise(lines):
        if line.ends or not after.goes_on or not (_text(line, typed) and _text(after, typed)):
            continue
        if _longest(line, typed.wide) < _WORDS:
            continue
        step = (after.middle - line.middle) / typed.pitch
        if step < _NEXT[0]:
            continue
        first = after.words[0].x1 - after.x0
        indented = (line.x0 - typed.left) / typed.char
        if -_LEFT < indented < _INDENT and typed.right - line.x1 >= first + _WIDE * typed.char:
            yield Blank(
                line.x1 + typed.gap / 2,
                line.y0,
                typed.right,
                line.y1,
                _BREAK,
                _("A line ends early, though the sentence goes on in the next"),
            )
        at_left = abs(line.x0 - typed.left) < _LEFT * typed.char
        if at_left and after.x0 - typed.left >= _WIDE * typed.char:
            yield Blank(
                typed.left,
                after.y0,
                after.x0 - typed.gap / 2,
                after.y1,
                _BREAK,
                _("A sentence goes on further right than lines begin"),
            )
        if at_left and _MISSING[0] <= step <= _MISSING[1]:
            space = typed.pitch - (line.y1 - line.y0)
            yield Blank(
                typed.left,
                line.y1 + space,
                typed.right,
                after.y0 - space,
                _BREAK,
                _("A sentence goes on more than a line below"),
            )


def _text(line: Line, typed: Type) -> bool:
    """Whether a line stands in the page's column of running text."""
    return (
        line.x1 > typed.left
        and line.x0 < typed.right
        and (len(line.words) >= _WORDS or abs(line.x0 - typed.left) < _LEFT * typed.char)
    )


def _white(blank: Blank, ink: Mask) -> bool:
    x0, y0, x1, y1 = (round(v) for v in (blank.x0, blank.y0, blank.x1, blank.y1))
    inside = ink[max(0, y0) : y1, max(0, x0) : x1]
    return bool(inside.size) and float(inside.mean()) <= _WHITE
