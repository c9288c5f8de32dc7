"""A page's text as HTML: everything escaped, spans wrapped in marks that say what they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from declass.web.masks import masked


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a text to be shown apart.

    Attributes:
        start, end: code points, half-open.
        kind: becomes the class: ``hit``, ``revealed``, ``hidden``, ``uncertain``, ``date``, ``withheld``.
        label: read aloud and shown on hover; "" for none.
        name: an identifier on the page, "" for none.
    """

    start: int
    end: int
    kind: str
    label: str = ""
    name: str = ""


def marked(text: str, marks: Iterable[Mark], offset: int = 0) -> Markup:
    """The text with its marks, personal data masked; of marks that overlap, the first given keeps the words.

    Args:
        offset: where the text begins in what the marks count.

    >>> marked("a <b> c", [Mark(2, 5, "hit")])
    Markup('a <mark class="hit">&lt;b&gt;</mark> c')
    """
    out: list[Markup] = []
    at = 0
    text = masked(text)  # as long as before, so marks stay right
    for mark in _apart(list(marks), offset, offset + len(text)):
        start, end = max(mark.start - offset, at), mark.end - offset
        out += [escape(text[at:start]), _open(mark), escape(text[start:end]), Markup("</mark>")]
        at = end
    out.append(escape(text[at:]))
    return Markup("").join(out)


def _apart(marks: Sequence[Mark], low: int, high: int) -> list[Mark]:
    """Those inside the range that touch none taken before, in order; empty ones are kept as places."""
    taken: list[Mark] = []
    for mark in marks:
        if mark.start < low or mark.end > high or mark.end < mark.start:
            continue
        if all(mark.end <= other.start or mark.start >= other.end for other in taken):
            taken.append(mark)
    return sorted(taken, key=lambda mark: (mark.start, mark.end))


def _open(mark: Mark) -> Markup:
    name = f' id="{escape(mark.name)}"' if mark.name else ""
    label = f' title="{escape(mark.label)}"' if mark.label else ""
    return Markup(f'<mark class="{escape(mark.kind)}"{name}{label}>')
