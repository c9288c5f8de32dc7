"""Captions beside a paragraph that runs on under them, read before it and not across it line by line."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from declass.ocr.lines import Line

_WIDE = 2.5  # line heights between caption and text on one line at least: no sentence has so wide a gap
_SOME = 1.4  # on a second line at least; the longest line of a caption may come as near as a word
_NEAR = 0.6  # line heights by which the text's left edge may waver
_GAP = 0.4  # line heights between words at least
_PITCH = (0.5, 2.4)  # line heights from one line to the next: not the same line, no paragraph between
_ACROSS = 5  # line heights by which the line below must reach past the text's left edge
_CAPTION_WORDS, _CAPTION_LETTERS, _TEXT_WORDS = 6, 4, 3

_SENTENCE = re.compile(r"\w{4}[.!?]\Z")  # a word that ends one; within a caption's line it is running text

_Halves = tuple[Line, Line]


def captions_first(lines: Sequence[Line]) -> list[Line]:
    """The lines in order, captions before the text beside them.

    A caption is two or more short lines at one left edge, beside text at another, where the text goes on
    below at the caption's edge. Rows of tables and labels of forms have nothing running on under them.

    ```
      US Cons Hong Kong   An untested source      1 | 4
      30 Apr 51           has informed the        2 | 5
      CONFIDENTIAL        Consul General          3 | 6
      that the railroad has been completed          7
    ```
    """
    ordered: list[Line] = []
    at = 0
    while at < len(lines):
        block = _block(lines, at)
        ordered += [caption for caption, _ in block] + [text for _, text in block]
        if not block:
            ordered.append(lines[at])
        at += max(1, len(block))
    return ordered


def _block(lines: Sequence[Line], start: int) -> list[_Halves]:
    """Caption and text of the lines from ``start`` on that are both; empty where there is no caption."""
    height = _height(lines[start])
    for edge in filter(None, (_edge(line, height) for line in lines[start : start + 3])):
        halves = _halves(lines[start:], edge, height)
        if _is_caption(halves, edge, height) and _runs_under(lines, start + len(halves), halves, height):
            return halves
    return []


def _height(line: Line) -> float:
    return median(piece.place[3] - piece.place[1] for piece in line.pieces)


def _edge(line: Line, height: float) -> float | None:
    """Where the text begins on a line that one wide gap parts into caption and text."""
    wide = [
        number
        for number, (one, other) in enumerate(pairwise(line.pieces), 1)
        if other.place[0] - one.place[2] > _WIDE * height
    ]
    return line.pieces[wide[0]].place[0] if len(wide) == 1 else None


def _halves(lines: Sequence[Line], edge: float, height: float) -> list[_Halves]:
    halves: list[_Halves] = []
    for number, line in enumerate(lines):
        cut = _cut(line, edge, height)
        if cut is None or (number and not _follows(lines[number - 1], line, height)):
            break
        halves.append(cut)
    return halves


def _cut(line: Line, edge: float, height: float) -> _Halves | None:
    for number, (one, other) in enumerate(pairwise(line.pieces), 1):
        starts = abs(other.place[0] - edge) <= _NEAR * height
        if starts and edge - one.place[2] >= _GAP * height:
            return Line(line.pieces[:number], line.gap), Line(line.pieces[number:])
    return None


def _follows(above: Line, below: Line, height: float) -> bool:
    down = (sum(below.place[1::2]) - sum(above.place[1::2])) / 2
    return _PITCH[0] * height < down < _PITCH[1] * height


def _is_caption(halves: Sequence[_Halves], edge: float, height: float) -> bool:
    if len(halves) < 2 or sum(edge - caption.place[2] >= _SOME * height for caption, _ in halves) < 2:
        return False
    letters = sum(len(piece.text) for caption, _ in halves for piece in caption.pieces)
    left = median(caption.place[0] for caption, _ in halves)
    return (
        letters >= _CAPTION_LETTERS * len(halves)
        and all(
            len(caption.pieces) <= _CAPTION_WORDS
            and not caption.pieces[-1].text.endswith(":")  # a form's label
            and not any(_SENTENCE.search(piece.text) for piece in caption.pieces[:-1])
            and abs(caption.place[0] - left) <= 2 * height
            and len(text.pieces) >= _TEXT_WORDS
            for caption, text in halves
        )
    )


def _runs_under(lines: Sequence[Line], end: int, halves: Sequence[_Halves], height: float) -> bool:
    """Whether the text, after any more lines at its own edge, goes on at the caption's."""
    edge = median(text.place[0] for _, text in halves)
    left = median(caption.place[0] for caption, _ in halves)
    for above, below in pairwise(lines[end - 1 :]):
        if not _follows(above, below, height):
            return False
        if abs(below.place[0] - edge) > _NEAR * height:
            return abs(below.place[0] - left) <= 2 * height and below.place[2] > edge + _ACROSS * height
    return False
