"""Where words and boxes stand on a page as it is displayed, as shares of its width and height."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from declass.archive.values import StoredPage
from declass.model.anchor import Box, Span
from declass.model.page import Word

_GAP = 40  # thousandths of the page's width between words of one line; columns stand farther apart


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


def in_lines(places: Sequence[Place]) -> list[Place]:
    """Words that stand beside one another put together, a place a line; the first keeps its name."""
    lines: list[Place] = []
    for place in places:
        last = lines[-1] if lines else None
        if last is not None and _same_line(last, place):
            right = max(last.x + last.width, place.x + place.width)
            bottom = max(last.y + last.height, place.y + place.height)
            left, top = min(last.x, place.x), min(last.y, place.y)
            lines[-1] = replace(last, x=left, y=top, width=right - left, height=bottom - top)
        else:
            lines.append(place)
    return lines


def _same_line(last: Place, place: Place) -> bool:
    shared = min(last.y + last.height, place.y + place.height) - max(last.y, place.y)
    gap = place.x - (last.x + last.width)
    return shared > 0.5 * min(last.height, place.height) and -5 < gap < _GAP


def touched(words: Sequence[Word], span: Span) -> list[Word]:
    """Words in reading order that share a character with the span."""
    at = bisect_left(words, span.start, key=lambda word: word.end)
    found: list[Word] = []
    while at < len(words) and words[at].start < span.end:
        if words[at].end > span.start:
            found.append(words[at])
        at += 1
    return found
