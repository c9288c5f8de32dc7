"""Forms that print every exemption, as the FBI's deleted-page sheet does, and the ticks beside those claimed.

☒ (b)(1)   ☐ (b)(7)(A)   ☐ (d)(5)          [X] (b)(3)   [ ] (b)(5)          _X_ (b)(6)   ___ (k)(2)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from declass.redact.codes import codes
from declass.redact.mentions import Mention, mentions
from declass.redact.tolerant import phrase

_TICKS = "xX×✓✔☒☑✗✘⊠"
_MARK = re.compile(
    rf"(?P<tick>[\[({{][ \t_]?[{_TICKS}]{{1,2}}[ \t_]?[\])}}]"
    r"|(?<![A-Za-z0-9_])(?:[Il|1][xX]{1,2}[Il|1\])}]|[\[({][xX]{1,2}[Il|1])(?![A-Za-z0-9_])"  # OCR of [X]
    rf"|(?<![A-Za-z0-9_])_{{0,9}}[{_TICKS}]{{1,2}}_{{0,9}}(?![A-Za-z0-9_]))"
    r"|(?P<empty>[\[({][ \t_]{0,5}[\])}]|(?<![A-Za-z0-9_])_{1,12}(?![A-Za-z0-9_])|[☐□◻▢❏])"
)
_DELETED = re.compile(rf"{phrase('withheld entirely')}|{phrase('deleted page information sheet')}", re.I)
_LISTED = re.compile(r"^\W{0,9}page\W{1,3}\d{1,4}[ \t]{0,9}[~=:–-]", re.I | re.M)  # Page 4 ~ b6; b7C;
_JOINED = re.compile(r"[ \t]*(?:[,;]|and\b)\s*", re.I)

_ALL_PRINTED = 8  # distinct codes on one sheet: no reason is given by that many
_PRINTED = 3  # on a deleted-page sheet, in brackets and not joined by commas: they are the form's own


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands on one line: codes and marks, in order."""

    codes: tuple[Mention, ...]
    marks: tuple[re.Match[str], ...]

    def marked(self) -> Iterator[tuple[Mention, re.Match[str]]]:
        """Each code with the mark that is its own: before it, or behind where the line begins with a code
        and ends with a mark."""
        behind = self.codes[0].start < self.marks[0].start() and self.codes[-1].end <= self.marks[-1].start()
        both: list[Mention | re.Match[str]] = [*self.codes, *self.marks]
        order = sorted(both, key=_start)
        for one, other in pairwise(order):
            code, mark = (one, other) if behind else (other, one)
            if isinstance(code, Mention) and isinstance(mark, re.Match):
                yield code, mark


def _start(one: Mention | re.Match[str]) -> int:
    return one.start if isinstance(one, Mention) else one.start()


def ticked(text: str) -> tuple[Mention, ...] | None:
    """The codes ticked on a form that prints exemptions; None where a sheet's text is no such form.

    >>> [code.value for code in ticked("1 page(s) withheld entirely\\n[X] (b)(3)  [ ] (b)(5)")]
    ['(b)(3)']
    >>> ticked("1 page(s) withheld entirely\\n(b)(3)") is None
    True
    """
    found = _read(text)
    marked = [pair for row in _rows(text, found) for pair in row.marked()]
    ticks = tuple(code for code, mark in marked if mark["tick"])
    if not _is_form(text, found, len(marked), len(ticks)):
        return None
    return ticks


def _read(text: str) -> tuple[Mention, ...]:
    """Every code; marks are blanked out first, since a tick that touches a code hides it."""
    blanked = _MARK.sub(lambda mark: " " * len(mark[0]), text)
    return tuple(mention for mention in mentions(blanked) if codes()[mention.value].secrecy)


def _rows(text: str, found: Sequence[Mention]) -> Iterator[_Row]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        here = tuple(code for code in found if start <= code.start < end)
        marks = tuple(_MARK.finditer(text, start, end)) if here else ()
        if marks:
            yield _Row(here, marks)
        start = end + 1


def _is_form(text: str, found: Sequence[Mention], marked: int, ticks: int) -> bool:
    if _LISTED.search(text):
        return False
    if len({code.value for code in found}) >= _ALL_PRINTED:
        return True
    if not _DELETED.search(text):
        return marked > 1 and ticks > 0
    printed = [code for code in found if not code.bare]
    joined = any(_JOINED.fullmatch(text, one.end, other.start) for one, other in pairwise(printed))
    return marked > 0 or (len({code.value for code in printed}) >= _PRINTED and not joined)
