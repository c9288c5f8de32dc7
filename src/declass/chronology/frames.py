"""What stands beside a month's name: days, years and date-time groups, to its left and right."""

import re
from dataclasses import dataclass
from typing import Final

from declass.chronology.digits import (
    DAY,
    SPELLED_YEAR,
    YEAR4,
    YEAR_DAMAGED,
    read_day,
    read_digits,
    read_year,
    spelled_year,
)
from declass.chronology.words import DAYS, ORDINAL_DAYS, ZONE_LETTERS

_REACH: Final = 48  # characters looked at before a month's name; the longest day in words needs 40
_ORDINAL: Final = r"(?:\s?(?:st|nd|rd|th|d|ST|ND|RD|TH|D|[º°ª]|\.[º°ª]|ro|er|RO)\b\.?|\s?[º°ª])"
_OF: Final = (
    r"\s+(?:(?:day|days)\s+)?of\s+(?:the\s+month\s+of\s+)?"
    r"|\s+(?:d[ií]as?\s+)?(?:del|de|do)\s+(?:(?:mes|m[eê]s)\s+de\s+)?|\s+d['’]"
)
_DAY_WORD: Final = "|".join(
    re.escape(w).replace(r"\ ", r"[\s-]+") for w in sorted(DAYS, key=len, reverse=True)
)

_LEFT_DAY: Final = re.compile(
    rf"(?<![\w$£%])(?<!\d[.,:])(?P<day>{DAY})(?P<ordinal>{_ORDINAL}?)"
    rf"(?P<gap>(?i:{_OF})|\s{{0,3}}[.,/_—–-]?\s{{0,3}})\Z"
)
_LEFT_WORD: Final = re.compile(rf"(?<![^\W\d_])(?P<day>{_DAY_WORD})(?P<gap>{_OF}|\s+)\Z", re.IGNORECASE)
_CAPITALS: Final = frozenset({"JAN", "FEB", "APR", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"})
_ENDS_IN_OF: Final = re.compile(r"(?:of|del?)\s+\Z", re.IGNORECASE)
_LEFT_SIBLING: Final = re.compile(
    rf"(?<![\w$£%])(?<!\d[.,:])(?P<whole>(?P<day>{DAY}){_ORDINAL}?)\s*"
    r"(?:[-–—/&]|\b(?i:to|and|al?|y|e|or|until|through|thru|hasta|at[eé])\b)\s*(?i:the\s+|el\s+|o\s+|dia\s+)?\Z"
)
_GROUP_DIGIT: Final = r"[0-9OoQIl|SBg]"
_LEFT_GROUP: Final = re.compile(
    rf"(?<![\w])(?P<digits>{_GROUP_DIGIT}{{2}}[/ ]?{_GROUP_DIGIT}{{3,6}})\s?(?P<zone>[A-Z]?)\s{{0,3}}\Z"
)
_RIGHT_DAY: Final = re.compile(
    rf"\s{{0,3}}[.,/_-]?\s{{0,12}}(?:the\s+)?[(\[]?"
    rf"(?P<day>[0-3]\s\d(?=[,.]?\s{{1,3}}{YEAR4}(?!\d))|{DAY})(?P<ordinal>{_ORDINAL}?)(?!\w|:\d|[.,]\d(?!\d{{3}}(?!\d))|%|\s?°)"
)
_RIGHT_WORD: Final = re.compile(
    rf"[\s,]+(?:the\s+)?(?P<day>{_DAY_WORD})(?![^\W\d_])(?P<last>\s+last\b)?", re.IGNORECASE
)
_RIGHT_SIBLING: Final = re.compile(
    rf"\s*(?:[-–—/&]|\b(?:to|and|or|through|thru)\b|[(\[])\s*(?:the\s+)?(?P<day>{DAY}){_ORDINAL}?\s?\??[)\]]?(?!\w)"
)
_YEAR: Final = re.compile(
    r"(?:\s{0,3}[.,;:]{0,2}[)\]]?[.,]?\s{0,12}[,.]?|\s?[-/]\s?"
    r"|(?i:,?\s+(?:of|del?\s+a[ñn]o|do\s+ano|del?|do|in\s+the\s+year(?:\s+of\s+our\s+lord)?),?\s+))"
    r"[(\[]?(?:A\.?\s?D\.?,?\s*)?(?:\(\?\)\s*)?"
    rf"(?P<year>['’‘´`]\s?\d\d|{YEAR4}|{YEAR_DAMAGED}|(?P<split>19\s\d\d))(?!\d|\s?Z\b|\s(?:hours|hrs)\b)"
)
_YEAR_GAP: Final = re.compile(
    r"[,.]?\s+(?:(?:of|del?\s+año|do\s+ano|del?|in\s+the\s+year(?:\s+of\s+our\s+lord)?),?\s+)?", re.IGNORECASE
)
_SHORT_YEAR: Final = re.compile(
    r"(?P<gap>[ \t]{0,2}[.,/-]?[ \t]{0,2})(?P<year>\d\d)(?![\w:%]|/(?!\d{4}\b)|[.,-]\d)"
)
_GROUP_YEAR: Final = re.compile(rf"\.?\s{{0,4}}['’]?(?P<year>{YEAR4}|{YEAR_DAMAGED}|\d\d)(?![\d:/])")
_SHORT_YEAR_DAMAGED: Final = re.compile(r"[ \t]{0,2}[.,/-]?[ \t]{0,2}(?P<year>\d\d)(?=[A-Za-z]\b)")
_NO_DAY: Final = re.compile(r"\s*[—–_-]+,?\s*(?=[\s\d'’])|\s+,")
_CLOSED: Final = re.compile(r"\s*(?:\Z|\n|[,.;)\]—–])|\s+\d{4}\b")


@dataclass(frozen=True, slots=True)
class Beside:
    """A number beside a month.

    Attributes:
        at: where it begins (left of the month) or ends (right of it).
        value: the number.
        repaired: digits were repaired.
        bound: joined by a word (``of``, ``de``) or an ordinal ending, not by mere spacing.
        gap: what stands between it and its neighbour; for two-digit years, their digits.
        begins: where a second day begins, else 0.
    """

    at: int
    value: int
    repaired: bool = False
    bound: bool = False
    gap: str = ""
    begins: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The day, hour and zone before the month in a date-time group; no ``day`` where it cannot be read."""

    at: int
    day: int | None
    time: str = ""
    repaired: bool = False


def left_day(text: str, month_at: int) -> Beside | None:
    """The day before the month: ``11``, ``2O``, ``11th of``, ``once de``."""
    low = max(0, month_at - _REACH)
    before = text[low:month_at]
    if found := _LEFT_DAY.search(before[-24:]):
        day = read_day(found["day"])
        if day is None:
            return None
        start = month_at - len(before[-24:]) + found.start()
        return Beside(
            start,
            day[0],
            day[1],
            bool(found["ordinal"]) or "d" in found["gap"] or "f" in found["gap"],
            found["gap"],
        )
    if _ENDS_IN_OF.search(before) is None and not _telegraphed(text, month_at):
        return None
    found = _LEFT_WORD.search(before)
    return (
        Beside(low + found.start(), DAYS[_plain(found["day"])], bound=True, gap=found["gap"])
        if found
        else None
    )


def _telegraphed(text: str, month_at: int) -> bool:
    """Whether a day in words may stand without *of*: ``EIGHT NOVEMBER`` in capitals, but not ``ONE MAY``."""
    return text[month_at - 2 : month_at - 1].isupper() and text[month_at : month_at + 3] in _CAPITALS


def left_sibling(text: str, day_at: int) -> tuple[int, int, int] | None:
    """Span and value of a day joined to the day at ``day_at``: the 11 of ``11-15 September``."""
    low = max(0, day_at - 20)
    found = _LEFT_SIBLING.search(text[low:day_at])
    day = read_day(found["day"]) if found else None
    if found is None or day is None:
        return None
    return low + found.start(), low + found.end("whole"), day[0]


def right_sibling(text: str, day_end: int) -> Beside | None:
    """A second day after the first: the 15 of ``September 11-15``, the 8 of ``November 6 [8]``."""
    found = _RIGHT_SIBLING.match(text, day_end)
    day = read_day(found["day"]) if found else None
    if found is None or day is None:
        return None
    return Beside(found.end(), day[0], gap=text[day_end : found.start("day")], begins=found.start("day"))


def right_day(text: str, month_end: int) -> Beside | None:
    """The day after the month: ``11``, ``11th``, ``the eleventh``, ``EIGHT LAST``."""
    if found := _RIGHT_DAY.match(text, month_end):
        day = read_day(found["day"].replace(" ", ""))
        return Beside(found.end(), day[0], day[1], bool(found["ordinal"])) if day else None
    if found := _RIGHT_WORD.match(text, month_end):
        word = _plain(found["day"])
        bound = bool(found["last"]) or word in ORDINAL_DAYS
        return Beside(found.end(), DAYS[word], bound=bound, gap=" ")
    return None


def year_after(text: str, at: int, near: int | None, *, after_day: bool) -> Beside | None:
    """A year of four digits, an apostrophe and two, or words; ``19 73`` only after a day."""
    found = _YEAR.match(text, at)
    if found and (after_day or not found["split"]):
        year = read_year(found["year"].replace(" ", ""), near)
        return Beside(found.end(), year[0], year[1], bound=True) if year else None
    gap = _YEAR_GAP.match(text, at)
    words = SPELLED_YEAR.match(text, gap.end()) if gap else None
    value = spelled_year(words[0]) if words else None
    return Beside(words.end(), value, bound=True) if words and value else None


def short_year_after(text: str, at: int, near: int | None) -> Beside | None:
    """A bare two-digit year, its digits in ``gap``; whoever calls decides whether it can be one."""
    found = _SHORT_YEAR.match(text, at) or _SHORT_YEAR_DAMAGED.match(text, at)
    year = read_year(found["year"], near) if found else None
    return Beside(found.end(), year[0], gap=found["year"]) if found and year else None


def group_year_after(text: str, at: int, near: int | None) -> Beside | None:
    """The year of a date-time group, in two digits or four, on the next line too."""
    found = _GROUP_YEAR.match(text, at)
    year = read_year(found["year"], near) if found else None
    return Beside(found.end(), year[0], year[1]) if found and year else None


def closes_date(text: str, at: int) -> bool:
    """Whether what follows ends a date (punctuation, line end, clock time) and is not counted by it."""
    return _CLOSED.match(text, at) is not None


def right_day_with_year(text: str, month_end: int) -> bool:
    """Whether a day and a whole year follow the month."""
    day = right_day(text, month_end)
    return day is not None and year_after(text, day.at, None, after_day=True) is not None


def blank_day(text: str, month_end: int) -> int | None:
    """Where a day left blank ends: ``June —, 1861``."""
    found = _NO_DAY.match(text, month_end)
    return found.end() if found else None


def group_before(text: str, month_at: int) -> Group | None:
    """The ``111830Z`` of a date-time group; a run of digits that is none blocks the month after it."""
    low = max(0, month_at - 16)
    found = _LEFT_GROUP.search(text[low:month_at])
    if found is None or sum(c.isdigit() for c in found["digits"]) < 4:
        return None
    return read_group(low + found.start(), re.sub(r"[/ ]", "", found["digits"]), found["zone"])


def read_group(at: int, digits: str, zone: str) -> Group:
    """Read DDHHMM and the zone's letter (ACP 121); anything that does not fit is left unread."""
    number = read_digits(digits, 4)
    if number is None or len(digits) != 6:
        return Group(at, None)
    day, hour, minute = number[0] // 10_000, number[0] // 100 % 100, number[0] % 100
    if not (1 <= day <= 31 and hour < 24 and minute < 60):
        return Group(at, None)
    return Group(at, day, f"T{hour:02d}:{minute:02d}{zone_suffix(zone)}", number[1])


def zone_suffix(letter: str) -> str:
    """``Z``, an offset such as ``-05:00``, or "" for no letter and for J, which means local time.

    >>> zone_suffix("Z"), zone_suffix("R"), zone_suffix("A"), zone_suffix("J")
    ('Z', '-05:00', '+01:00', '')
    """
    hours = ZONE_LETTERS.get(letter)
    if hours is None:
        return ""
    return f"{hours:+03d}:00" if hours else "Z"


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("-", " ").split())
