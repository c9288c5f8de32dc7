"""The piece of a page that shows best why it was found."""

import math
import re
from collections.abc import Mapping, Sequence

from declass.model.anchor import Span
from declass.search.marks import Match

_SPACES = re.compile(r"\s+")
_WIDE = re.compile(r"\s\s+")
_REPEAT_SHARE = 0.1  # what the same word again adds to a window's worth


def snippet(
    text: str,
    found: Sequence[Match],
    worth: Mapping[str, float],
    length: int = 240,
    around: Span | None = None,
) -> tuple[str, tuple[Span, ...]]:
    """About ``length`` characters around the window with the most telling matches, and the marks in it.

    Args:
        worth: how telling each index term is, above 0; 1 where it is not given.
        around: where to look first; without a match in it, its beginning is shown.

    >>> snippet("one  two\\nthree", [Match(5, 8, "two")], {})
    ('one two three', (Span(start=4, end=7),))
    """
    sought = [m for m in found if around.start <= m.start < around.end] if around else found
    best = (around.start, around.start) if around and not sought else _best(sought, worth, length)
    start, end = _bounds(text, *best, length)
    window = text[start:end]
    lead = "…" if start else ""
    shift = len(window) - len(window.lstrip())
    shown = window.strip()
    lost = _lost(shown)
    marks = tuple(
        Span(*(at - start - shift - lost[at - start - shift] + len(lead) for at in (m.start, m.end)))
        for m in found
        if m.start >= start and m.end <= end
    )
    return f"{lead}{_SPACES.sub(' ', shown)}{'…' if end < len(text) else ''}", marks


def _lost(shown: str) -> list[int]:
    """For each place in a text how many characters before it go when spaces are collapsed.

    >>> _lost("a  b")
    [0, 0, 0, 1, 1]
    """
    lost = [0] * (len(shown) + 1)
    before, gone = 0, 0
    for match in _WIDE.finditer(shown):
        lost[before : match.end()] = [gone] * (match.end() - before)
        before, gone = match.end(), gone + match.end() - match.start() - 1
    lost[before:] = [gone] * (len(lost) - before)
    return lost


def _best(found: Sequence[Match], worth: Mapping[str, float], length: int) -> tuple[int, int]:
    """Start of the first and end of the last match of the best window; the text's start without any."""
    best, bounds = -1.0, (0, 0)
    last = 0
    for first, match in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1].end - match.start <= length:
            last += 1
        value = _value(found[first : last + 1], worth)
        if value > best:
            best, bounds = value, (match.start, found[last].end)
    return bounds


def _value(window: Sequence[Match], worth: Mapping[str, float]) -> float:
    terms = {match.term for match in window}
    told = math.fsum(worth.get(term, 1.0) for term in terms)  # the order of a set must not choose
    return told + _REPEAT_SHARE * (len(window) - len(terms))


def _bounds(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """The window widened to ``length`` on both sides and drawn in to whole words."""
    spare = max(0, length - (last - first))
    start = max(0, first - spare // 3)
    end = min(len(text), max(last, start + length))
    while start and start < first and not text[start - 1].isspace():
        start += 1
    while end < len(text) and end > last and not text[end].isspace():
        end -= 1
    return start, end
