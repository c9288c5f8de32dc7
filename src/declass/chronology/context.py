"""What is known from elsewhere, and what a partial or relative date becomes by it."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from declass.chronology import edtf
from declass.chronology.atom import Atom
from declass.chronology.words import DAY_FIRST_LANGUAGES


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader of the page knows before reading the line.

    Attributes:
        year: the record's year, for dates printed without one and for the century of two-digit years.
        date: the record's date as EDTF, for *yesterday*, *the 11th instant* and the nearest year.
        day_first: order of ambiguous numeric dates; None = by language, then by the mark.
        language: BCP 47 tag of the page.
    """

    year: int | None = None
    date: str | None = None
    day_first: bool | None = None
    language: str | None = None

    @property
    def day(self) -> dt.date | None:
        """The record's day, where its date is that exact."""
        days = edtf.bounds(self.date) if self.date else None
        return days[0] if days and days[0] == days[1] else None

    @property
    def near(self) -> int | None:
        """The year near which unsaid years lie."""
        if self.year is not None:
            return self.year
        days = edtf.bounds(self.date) if self.date else None
        return days[0].year if days else None

    @property
    def writes_day_first(self) -> bool | None:
        if self.day_first is not None:
            return self.day_first
        language = (self.language or "").split("-")[0].casefold()
        return True if language in DAY_FIRST_LANGUAGES else None


_SHIFTS: Final[dict[str, int]] = {
    "yesterday": -1, "ayer": -1, "ontem": -1, "today": 0, "hoy": 0, "hoje": 0,
    "this morning": 0, "this evening": 0,
    "tonight": 0, "last night": -1, "anoche": -1, "tomorrow": 1, "mañana": 1, "amanhã": 1,
    "day before yesterday": -2, "anteayer": -2, "antier": -2, "anteontem": -2, "the following day": 1,
    "the next day": 1, "al día siguiente": 1, "the previous day": -1,
}  # fmt: skip
_RELATIVE: Final = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, _SHIFTS), key=len, reverse=True)) + r")(?!\w)",
    re.IGNORECASE,
)
_SAME_MONTH: Final = re.compile(
    r"(?<!\w)(?P<day>\d{1,2})(?:st|nd|rd|th|º|°)?\s+(?:of\s+)?(?P<month>inst(?:ant|\.)|ult(?:imo|\.)|prox(?:imo|\.)|th(?:is|e\s+same)\s+month"
    r"|del?\s+(?:mismo\s+mes|presente(?:\s+mes)?|corriente(?:\s+mes)?|actual)|do\s+(?:corrente|mesmo\s+m[eê]s)"
    r"|del\s+mes\s+(?:pasado|en\s+curso))(?!\w)",
    re.IGNORECASE,
)
_LAST_MONTH: Final = ("ult", "del mes pasado")


def find_relative(text: str, context: Context) -> Iterator[Atom]:
    """Dates told by the record's own day; none where the context has no such day."""
    today = context.day
    if today is None:
        return
    note = f"counted from the record's date {context.date}"
    for found in _RELATIVE.finditer(text):
        day = _shifted(today, _SHIFTS[" ".join(found[0].casefold().split())])
        if day is not None:
            yield Atom(*found.span(), f"{day.year:04d}", day.month, day.day, notes=(note,))
    for found in _SAME_MONTH.finditer(text):
        words = " ".join(found["month"].casefold().split())
        month = today.year * 12 + today.month - 1 + (words.startswith("prox") - words.startswith(_LAST_MONTH))
        yield Atom(*found.span(), f"{month // 12:04d}", month % 12 + 1, int(found["day"]), notes=(note,))


def _shifted(day: dt.date, days: int) -> dt.date | None:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:  # the first or last day that a calendar of four digits has
        return None


def completed(atom: Atom, context: Context) -> Atom:
    """The atom with an unprinted year (and month) taken from the context."""
    if atom.year is not None or atom.day is None:
        return atom
    if atom.month is None:
        return _nearest_month(atom, context)
    today = context.day
    if today is not None:
        years = [today.year + shift for shift in (0, -1, 1)]
        days = [replace(atom, year=f"{year:04d}") for year in years]
        known = [(abs((one.ymd - today).days), one) for one in days if one.ymd is not None]
        if known:
            return min(known, key=lambda pair: pair[0])[1].noted("year nearest to the record's date")
    if context.near is not None:
        return replace(atom, year=f"{context.near:04d}").noted("year of the record")
    return atom


def _nearest_month(atom: Atom, context: Context) -> Atom:
    today = context.day
    if today is None:
        return atom
    months = [today.year * 12 + today.month - 1 + shift for shift in (0, -1, 1)]
    days = [replace(atom, year=f"{month // 12:04d}", month=month % 12 + 1) for month in months]
    known = [(abs((one.ymd - today).days), one) for one in days if one.ymd is not None]
    return (
        min(known, key=lambda pair: pair[0])[1].noted("month nearest to the record's date") if known else atom
    )
