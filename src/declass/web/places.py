"""Where words and boxes stand on a page as it is displayed, as shares of its width and height."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from declass.archive.values import StoredPage
from declass.model.anchor import Box, Span
from declass.model.page import Word


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on the displayed page, in thousandths of its width and height, from the top left.

    Attributes:
        kind: ``hit`` or the kind of a withholding.
        label: what a reader is told of it.
    """

    x: float
    y: float
    width: float
    height: float
    kind: str = "hit"
    label: str = ""


def displayed(page: StoredPage, box: Box, kind: str, label: str = "") -> Place:
    """A box of the unrotated page as the reader sees it.

    >>> from types import SimpleNamespace as P
    >>> turned = P(width_pt=100, height_pt=200, rotation=90)
    >>> place = displayed(turned, Box(0, 0, 10, 20), "hit")
    >>> (place.x, place.y, place.width, place.height)
    (900.0, 0.0, 100.0, 100.0)
    """
    left, top, right, bottom = _turned(box, page.width_pt, page.height_pt, page.rotation % 360)
    sideways = page.rotation % 180 == 90
    wide = page.height_pt if sideways else page.width_pt
    high = page.width_pt if sideways else page.height_pt
    across, down = 1000 / (wide or 1), 1000 / (high or 1)
    return Place(left * across, top * down, (right - left) * across, (bottom - top) * down, kind, label)


def _turned(box: Box, width: float, height: float, rotation: int) -> tuple[float, float, float, float]:
    match rotation:
        case 90:
            return height - box.y1, box.x0, height - box.y0, box.x1
        case 180:
            return width - box.x1, height - box.y1, width - box.x0, height - box.y0
        case 270:
            return box.y0, width - box.x1, box.y1, width - box.x0
        case _:
            return box.x0, box.y0, box.x1, box.y1


def of_spans(page: StoredPage, spans: Iterable[Span], kind: str, label: str = "") -> list[Place]:
    """The boxes of the words that the spans touch; none where the text has no geometry."""
    words = page.text.words if page.text is not None else None
    if not words:
        return []
    return [displayed(page, word.box, kind, label) for span in spans for word in touched(words, span)]


def touched(words: Sequence[Word], span: Span) -> list[Word]:
    """Words in reading order that share a character with the span."""
    at = bisect_left(words, span.start, key=lambda word: word.end)
    found: list[Word] = []
    while at < len(words) and words[at].start < span.end:
        if words[at].end > span.start:
            found.append(words[at])
        at += 1
    return found
