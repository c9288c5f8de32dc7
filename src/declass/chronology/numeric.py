"""Dates in digits: 9/11/73, 11.9.1973, 11-IX-1973, 1973-09-11, 19730911, 112130Z."""

import re
from collections.abc import Iterator
from typing import Final

from declass.chronology.atom import Atom
from declass.chronology.digits import YEAR4, read_digits, read_year
from declass.chronology.frames import read_group
from declass.chronology.words import ROMAN_MONTHS

_DIGIT: Final = r"[0-9OoIl|]"
_THREE_PARTS: Final = re.compile(
    rf"(?P<a>{_DIGIT}(?<![\w$£€#].)(?<![\w)][/.-].)(?<!\d,.){_DIGIT}?)\s?(?P<mark>[/.-])\s?(?P<b>{_DIGIT}{{1,2}})"
    rf"\s?(?P=mark)\s?(?P<year>{YEAR4}|['’]?{_DIGIT}{{2}})(?![\d%/]|[.-]\d|[A-Za-z]{{2}})"
)
_ROMAN: Final = re.compile(
    r"(?P<day>\d(?<!\w.)\d?)\s?(?P<mark>[/.\s-])\s?(?P<month>(?i:VI{0,3}|IV|IX|XI{0,2}|I{1,3}))\.?"
    rf"\s?(?P<mark2>[/.\s-])\s?(?P<year>{YEAR4}|\d\d)(?!\w)"
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>[12](?<![\w/.-].)(?:(?<=1)[5-9]\d\d|(?<=2)0[0-4]\d))(?P<mark>[-/.])"
    r"(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d/-])"
    r"(?:(?:T|\s)(?P<time>(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?P<zone>Z|[+-]\d\d:\d\d)?)?(?!\d)"
)
_COMPACT: Final = re.compile(
    r"(?P<year>[12](?<![\w./-].)(?:(?<=1)[89]\d\d|(?<=2)0[0-2]\d))(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\w/]|[.,-]\d)"
)
_MONTH_YEAR: Final = re.compile(
    r"(?P<month>\d(?<![\w/.$£#,-].)(?<!\.\s.)\d?)(?P<mark>[/-])(?P<year>19\d\d|20[0-4]\d|'?[4-9]\d)(?![\w/%-]|\.\d)"
)
_GROUP: Final = re.compile(r"(?P<digits>[0-3](?<![\w/.-].)\d[0-2]\d[0-5]\d)(?P<zone>Z)(?![\w/-])")
# Before a fraction-like month/year these words number something else.
_COUNTED: Final = re.compile(
    r"(?:\b(?:no|nos|nr|page|pages|pp|part|para|paragraph|section|sec|annex|tab|copy|of|ratio|rev|nsc|pd|art|sheet)\.?"
    r"|[-–—+=x*])\s*\Z",
    re.IGNORECASE,
)


def find_numeric(text: str, near: int | None, day_first: bool | None) -> Iterator[Atom]:
    """Every date written in digits alone or with a Roman month.

    Args:
        near: the year by which two-digit years choose their century; None for 1900–1999.
        day_first: order of day and month where both are possible; None for the mark's own habit
            (``/`` and ``-`` month first as in the United States, ``.`` day first).
    """
    for found in _THREE_PARTS.finditer(text):
        yield from _three_parts(found, near, day_first)
    for found in _ROMAN.finditer(text):
        yield from _roman(found, near)
    for found in _YEAR_FIRST.finditer(text):
        time = f"T{found['time']}{found['zone'] or ''}" if found["time"] else ""
        yield Atom(*found.span(), found["year"], int(found["month"]), int(found["day"]), time)
    for found in _COMPACT.finditer(text):
        yield Atom(*found.span(), found["year"], int(found["month"]), int(found["day"]))
    for found in _MONTH_YEAR.finditer(text):
        yield from _month_year(text, found, near)
    for found in _GROUP.finditer(text):
        group = read_group(found.start(), found["digits"], found["zone"])
        if group.day is not None:
            yield Atom(*found.span(), None, None, group.day, group.time)


def _three_parts(found: re.Match[str], near: int | None, day_first: bool | None) -> Iterator[Atom]:
    first, second, year = (
        read_digits(found["a"], 1),
        read_digits(found["b"], 1),
        read_year(found["year"], near),
    )
    if first is None or second is None or year is None:
        return
    if (
        found["mark"] == "."
        and len(found["year"]) == 2
        and int(found["year"].isdigit() and found["year"]) < 32
    ):
        return  # 1.2.10 numbers a section
    repaired = ("digits repaired",) if first[1] or second[1] or year[1] else ()
    ordered = _order(first[0], second[0], found["mark"], day_first)
    if ordered is None:
        return
    month, day, note = ordered
    if month == 0 and not int(found["year"].lstrip("'’").replace("O", "0").replace("o", "0") or 0):
        return  # 00/00/00 on the Kennedy collection's sheets: undated
    yield Atom(
        *found.span(), str(year[0]), month or None, (day or None) if month else None, notes=(*note, *repaired)
    )


def _order(
    first: int, second: int, mark: str, day_first: bool | None
) -> tuple[int, int, tuple[str, ...]] | None:
    """Month, day and a note; zeros stand for parts unknown, as on the Kennedy collection's sheets."""
    if first > 31 or second > 31 or (first > 12 and second > 12):
        return None
    by_day = day_first if day_first is not None else mark == "."
    if first > 12 or second > 12:
        return (second, first, ()) if first > 12 else (first, second, ())
    note = (
        ()
        if first == second or 0 in (first, second)
        else ("day before month" if by_day else "month before day",)
    )
    return (second, first, note) if by_day else (first, second, note)


def _roman(found: re.Match[str], near: int | None) -> Iterator[Atom]:
    spaced = found["mark"].isspace() or found["mark2"].isspace()
    year = read_year(found["year"], near)
    if year is None or found["mark"] != found["mark2"] or (spaced and len(found["year"]) == 2):
        return
    yield Atom(*found.span(), str(year[0]), ROMAN_MONTHS[found["month"].upper()], int(found["day"]))


def _month_year(text: str, found: re.Match[str], near: int | None) -> Iterator[Atom]:
    year = read_year(found["year"], near)
    short = len(found["year"].lstrip("'")) == 2
    if year is None or not 1 <= int(found["month"]) <= 12 or (short and found["mark"] == "-"):
        return
    if _COUNTED.search(text[max(0, found.start() - 14) : found.start()]):
        return
    yield Atom(*found.span(), str(year[0]), int(found["month"]))
