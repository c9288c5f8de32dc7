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
        kind: ``hit``, ``withheld``, ``noted``, or the kind of a change; becomes the class.
        label: what a reader is told of it.
        name: an identifier on the page, "" for none.
    """

    x: float
    y: float
    width: float
    height: float
    kind: str = "hit"
    label: str = ""
    name: str = ""


def displayed(page: StoredPage, box: Box, kind: str, label: str = "", name: str = "") -> Place:
    """A box of the unrotated page as the reader sees it.

    >>> from types import SimpleNamespace as P
    >>> turned = P(width_pt=100, height_pt=200, rotation=90)
    >>> place = displayed(turned, Box(0, 0, 10, 20), "hit")
    >>> (place.x, place.y, place.width, place.height)
    (900.0, 0.0, 100.0, 100.0)
    """
    shown = box.turned(page.width_pt, page.height_pt, page.rotation)
    wide, high = paper(page)
    across, down = 1000 / (wide or 1), 1000 / (high or 1)
    size = (shown.width_pt * across, shown.height_pt * down)
    return Place(shown.x0 * across, shown.y0 * down, *size, kind, label, name)


def paper(page: StoredPage) -> tuple[float, float]:
    """Width and height of the page as displayed, in points; (0, 0) where it has no image."""
    sideways = page.rotation % 180 == 90
    return (page.height_pt, page.width_pt) if sideways else (page.width_pt, page.height_pt)


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
