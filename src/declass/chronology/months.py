"""Dates that name their month, in any of the languages, damaged or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from rapidfuzz.distance import OSA

from declass.chronology import frames
from declass.chronology.atom import Atom
from declass.chronology.digits import DAY, YEAR4
from declass.chronology.words import (
    MONTHS,
    MONTHS_BY_LANGUAGE,
    NEEDS_FRAME,
    NOT_MONTHS,
    VERBS,
)

_TOO_MUCH: Final = 99
_FIRST_TWO_DIGIT_YEAR: Final = 32  # below it a bare number after a month is its day


def _trie(words: list[str]) -> str:
    """A pattern for the words that shares their beginnings, so that a scan tests each letter once."""
    if words == [""]:
        return ""
    branches = []
    for first in sorted({word[0] for word in words if word}):
        branches.append(re.escape(first) + _trie([word[1:] for word in words if word[:1] == first]))
    body = f"(?:{'|'.join(branches)})" if len(branches) > 1 or "" in words else branches[0]
    return body + "?" if "" in words else body


def _month_pattern() -> str:
    """The months' names; a set of letters comes first, because the engine skims to it many times faster."""
    letters = sorted({word[0] for word in MONTHS})
    tails = {letter: _trie(sorted(word[1:] for word in MONTHS if word[0] == letter)) for letter in letters}
    rest = "|".join(f"(?<=[{letter}{letter.upper()}])(?i:{tail})" for letter, tail in tails.items())
    first = "".join(letter + letter.upper() for letter in letters)
    return rf"[{first}](?<![^\W\d_].)(?:{rest})(?![^\W\d_])"


_MONTH: Final = re.compile(_month_pattern())
_DAMAGED: Final = (
    re.compile(
        r"[0-9OoIl|](?<!\w.)[0-9OoIl|SBg]?(?:"
        rf"(?:st|nd|rd|th)?[\s.,-]{{1,2}}(?P<framed>[A-Z0][A-Za-z01]{{2,10}})\.?[\s.,-]{{1,3}}{YEAR4}(?!\d)"
        rf"|\s+de\s+(?P<spanish>[A-Za-z01]{{4,11}}),?\s+del?\s+{YEAR4}(?!\d)"
        r"|[\s-]{0,2}(?P<zeroed>[A-Z]*0[A-Z]+)\.?[\s-]{0,2}\d\d(?!\d))"
    ),
    re.compile(r"\d(?<!\w.)\d{5}[A-Z]\s+(?P<grouped>[A-Z01]{3,9})\s+\d\d(?!\d)"),
    re.compile(
        rf"(?P<leading>[A-Z0](?<!\w.)[A-Za-z01]{{2,10}})\.?,?\s{{1,2}}{DAY}(?:st|nd|rd|th)?[,.]?\s{{1,2}}{YEAR4}(?!\d)"
    ),
)
_GLUED: Final = re.compile(
    r"\d(?<!\w.)\d{5}[A-Z](?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)(?=\s?\d\d)"
)
_YEAR_BEFORE: Final = re.compile(rf"(?<![\w,.-])(?P<year>{YEAR4}),?\s\Z")
_ENGLISH: Final = frozenset(" ".join(MONTHS_BY_LANGUAGE["en"]).split())
_DAY_FIRST_WORDS: Final = frozenset(
    word for language in ("es", "pt", "fr") for word in " ".join(MONTHS_BY_LANGUAGE[language]).split()
)
_DAY_FIRST_DATE: Final = re.compile(
    rf"\d[º°]?\s+(?:de\s+)?(?i:{_trie(sorted(_DAY_FIRST_WORDS - _ENGLISH - NEEDS_FRAME))})(?![^\W\d_])"
)
_ENGLISH_MONTH: Final = re.compile(
    rf"(?<!\w){_trie(sorted(word for word in _ENGLISH if len(word) > 4))}(?!\w)", re.IGNORECASE
)
_CONFUSED_PAIRS: Final = "oc oe ec nu vy vu il 1l 0o bh tf rn ao ae gq pn pb"
# Pairs that OCR takes for each other in type; a short month may differ by one of them only.
_CONFUSED: Final = frozenset(map(frozenset, _CONFUSED_PAIRS.split()))


@dataclass(frozen=True, slots=True)
class _Month:
    start: int
    end: int
    number: int
    word: str
    damaged: bool = False

    @property
    def short(self) -> bool:
        return len(self.word) <= 4 or self.word.isupper()


def find_months(text: str, near: int | None) -> Iterator[Atom]:
    """Every date with a month's name; months alone come as weak atoms, for ranges.

    Args:
        near: the year by which two-digit years choose their century; None for 1900–1999.
    """
    for found in _MONTH.finditer(text):
        word = found[0]
        yield from _read(text, _Month(found.start(), found.end(), MONTHS[word.casefold()], word), near)
    for found in _GLUED.finditer(text):
        word = found["month"]
        yield from _read(text, _Month(*found.span("month"), MONTHS[word.casefold()], word), near)
    for found in chain.from_iterable(pattern.finditer(text) for pattern in _DAMAGED):
        group = found.lastgroup or ""
        number = damaged_month(found[group])
        if number is not None:
            yield from _read(text, _Month(*found.span(group), number, found[group], damaged=True), near)


def day_first_month(text: str) -> bool:
    """Whether the text's own dates are in a language that writes the day first, and none is in English.

    >>> day_first_month("el 3 de abril; 4/5/73"), day_first_month("Abril left on 3 April; 4/5/73")
    (True, False)
    """
    return _DAY_FIRST_DATE.search(text) is not None and _ENGLISH_MONTH.search(text) is None


@lru_cache(maxsize=4096)
def damaged_month(word: str) -> int | None:
    """The one month that a misread word can be; None for an exact month, two candidates or too much damage.

    >>> damaged_month("Septenber"), damaged_month("Ncv"), damaged_month("Room"), damaged_month("JUNUARY")
    (9, 11, None, 1)
    """
    plain = word.casefold().replace("0", "o").replace("1", "l")
    if plain in NOT_MONTHS or word.casefold() in MONTHS:
        return None
    if plain in MONTHS:
        return MONTHS[plain]
    damage = {name: _damage(plain, name) for name in MONTHS}
    least = min(damage.values())
    near = {MONTHS[name] for name, much in damage.items() if much == least}
    return near.pop() if least < _TOO_MUCH and len(near) == 1 else None


def _damage(word: str, name: str) -> int:
    """Letters changed, missing, added or swapped between the two; ``_TOO_MUCH`` beyond what is allowed."""
    if len(name) <= 4:
        one = len(word) == len(name) and name not in NEEDS_FRAME and _one_confusion(word, name)
        return 1 if one else _TOO_MUCH
    allowed = 2 if len(name) >= 8 else 1
    distance = OSA.distance(word, name, score_cutoff=allowed)
    return distance if distance <= allowed else _TOO_MUCH


def _one_confusion(word: str, name: str) -> bool:
    differing = [frozenset(pair) for pair in zip(word, name, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and differing[0] in _CONFUSED


def _read(text: str, month: _Month, near: int | None) -> Iterator[Atom]:
    group = frames.group_before(text, month.start)
    if group is not None:
        yield from _read_group(text, month, group, near)
        return
    end = month.end + 1 if text[month.end : month.end + 1] == "." else month.end
    left = frames.left_day(text, month.start)
    yield from (
        _day_month_year(text, month, end, left, near)
        or _month_day_year(text, month, end, left, near)
        or _day_month(month, left)
        or _month_day(text, month, end)
        or _month_year(text, month, end, near)
        or [Atom(month.start, month.end, month=month.number, weak=True)]
    )


def _read_group(text: str, month: _Month, group: frames.Group, near: int | None) -> Iterator[Atom]:
    year = frames.group_year_after(text, month.end, near)
    end = year.at if year else month.end
    if group.day is None:
        # an unreadable group: its month and year must not pass for a date of their own
        yield Atom(group.at, end, weak=True)
        return
    notes = ("digits repaired",) if group.repaired else ()
    printed = str(year.value) if year else None
    yield Atom(
        group.at, end, printed, month.number, group.day, group.time, notes=(*notes, *_month_note(month))
    )


def _day_month_year(
    text: str, month: _Month, end: int, left: frames.Beside | None, near: int | None
) -> list[Atom]:
    if left is None:
        return []
    year = frames.year_after(text, end, near, after_day=True)
    if year is None and not frames.right_day_with_year(text, end):
        year = _short_year(text, month, end, near)
    if year is None:
        return []
    main = Atom(left.at, year.at, str(year.value), month.number, left.value, notes=_notes(month, left, year))
    sibling = frames.left_sibling(text, left.at)
    if sibling is None:
        return [main]
    start, stop, day = sibling
    return [Atom(start, stop, main.year, main.month, day), main]


def _short_year(text: str, month: _Month, end: int, near: int | None) -> frames.Beside | None:
    year = frames.short_year_after(text, end, near)
    if year is None or not (month.short or int(year.gap) >= _FIRST_TWO_DIGIT_YEAR):
        return None
    if month.word in ("out", "set") and text[month.end] not in "-/.":
        return None  # "set 12 out 14" counts something
    return year


def _month_day_year(
    text: str, month: _Month, end: int, left: frames.Beside | None, near: int | None
) -> list[Atom]:
    day = frames.right_day(text, end)
    if day is None:
        return []
    second = frames.right_sibling(text, day.at)
    if second is not None and (year := frames.year_after(text, second.at, near, after_day=True)):
        first = Atom(
            month.start, day.at, str(year.value), month.number, day.value, notes=_notes(month, day, year)
        )
        return [first, Atom(second.begins, year.at, first.year, month.number, second.value)]
    year = frames.year_after(text, day.at, near, after_day=True)
    if year is None and left is None:
        short = frames.short_year_after(text, day.at, near)
        if short and int(short.gap) >= _FIRST_TWO_DIGIT_YEAR and frames.closes_date(text, short.at):
            year = short
    if year is None:
        return []
    return [
        Atom(month.start, year.at, str(year.value), month.number, day.value, notes=_notes(month, day, year))
    ]


def _day_month(month: _Month, left: frames.Beside | None) -> list[Atom]:
    spaced = left is not None and not left.gap.strip(" \t-")
    if left is None or not (left.bound or spaced) or _needs_year(month):
        return []
    if month.word.casefold() in VERBS and not left.bound and left.repaired:
        return []
    return [Atom(left.at, month.end, None, month.number, left.value, notes=_notes(month, left))]


def _month_day(text: str, month: _Month, end: int) -> list[Atom]:
    day = frames.right_day(text, end)
    between = text[end : day.at] if day else ""
    if day is None or _needs_year(month) or day.repaired or re.match(r"[ \t.,]*[\n/-]", between):
        return []
    if day.gap and not day.bound and not month.word.isupper():
        return []
    if day.gap and not day.bound and month.word.casefold() in VERBS:
        return []
    before = _YEAR_BEFORE.search(text[max(0, month.start - 8) : month.start])
    start = month.start - len(before[0]) if before else month.start
    year = before["year"] if before else None
    return [Atom(start, day.at, year, month.number, day.value, notes=_notes(month, day))]


def _month_year(text: str, month: _Month, end: int, near: int | None) -> list[Atom]:
    if month.word.casefold() in NEEDS_FRAME:
        return []
    year = frames.year_after(text, frames.blank_day(text, end) or end, near, after_day=False)
    if year is None and not month.word.islower():
        short = frames.short_year_after(text, end, near)
        year = short if short and int(short.gap) >= _FIRST_TWO_DIGIT_YEAR else None
    if year is None or (year.repaired and month.damaged):
        return []
    return [Atom(month.start, year.at, str(year.value), month.number, notes=_notes(month, year))]


def _needs_year(month: _Month) -> bool:
    """Whether the word is too common to be a month without a year (``may``, ``out``) or too damaged."""
    word = month.word.casefold()
    return month.damaged or word in NEEDS_FRAME or (word in VERBS and month.word.islower())


def _notes(month: _Month, *numbers: frames.Beside) -> tuple[str, ...]:
    repaired = ("digits repaired",) if any(number.repaired for number in numbers) else ()
    return (*_month_note(month), *repaired)


def _month_note(month: _Month) -> tuple[str, ...]:
    return (f"month read from “{month.word}”",) if month.damaged else ()
