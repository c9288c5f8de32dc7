"""A page's words where they stand on its image, line by line, to be read and selected over the scan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from declass.archive.values import StoredPage
from declass.model.anchor import Box
from declass.model.page import Word
from declass.web.masks import masked

_LETTER = 1.2  # size of type over the height of a line's boxes, which hold few letters with both stems
_BASE = 0.9  # of that height is above the line on which letters stand


@dataclass(frozen=True, slots=True)
class Placed:
    """A word on the displayed page; points from its top left."""

    x: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line of the text.

    Attributes:
        y: on which its letters stand; size: of its type. Points of the displayed page.
    """

    y: float
    size: float
    words: Sequence[Placed]


def lines_over(page: StoredPage) -> list[Line]:
    """The chosen text's lines, personal data masked; none where it has no geometry."""
    if page.text is None or not page.text.words:
        return []
    text = masked(page.text.text)
    return [_line(page, text, words) for words in _lines(text, page.text.words)]


def _lines(text: str, words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that no line's end parts."""
    line = [words[0]]
    for last, word in pairwise(words):
        if "\n" in text[last.end : word.start]:
            yield line
            line = []
        line.append(word)
    yield line


def _line(page: StoredPage, text: str, words: Iterable[Word]) -> Line:
    shown = [(word, word.box.turned(page.width_pt, page.height_pt, page.rotation)) for word in words]
    high = median(box.height_pt for _, box in shown)
    top = median(_middle(box) for _, box in shown) - high / 2
    placed = [Placed(box.x0, box.width_pt, text[word.start : word.end]) for word, box in shown]
    return Line(top + _BASE * high, _LETTER * high, [word for word in placed if word.width > 0])


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2
