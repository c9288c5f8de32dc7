"""Extended Date/Time Format strings (ISO 8601-2:2019, levels 0 and 1), built, checked, turned into days."""

import re
from calendar import monthrange
from datetime import date

_QUALIFIER = r"[?~%]?"
_CALENDAR = r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?"
_TIME = r"T(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?P<zone>Z|[+-]\d{2}:\d{2})?"
_POINT = re.compile(rf"{_CALENDAR}(?:{_TIME})?{_QUALIFIER}\Z")
_EMPTY_ENDS = ("", "..")

# ISO 8601-2 section 4.8: codes 21-24 seasons without place, 33-36 quarters; first month of each.
_SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}
_QUARTER_MONTHS = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
_GROUPED = {**_SEASON_MONTHS, **_QUARTER_MONTHS}


def valid(edtf: str) -> bool:
    """Whether ``edtf`` is a date, date and time, or interval of levels 0 and 1 as this room writes them.

    Times may stop at minutes, which ISO 8601 allows and the Library of Congress profile does not.

    >>> valid("1973-09-11"), valid("1973-02-30"), valid("1968/.."), valid("197X"), valid("1973~/1974-21")
    (True, False, True, True, True)
    """
    start, slash, end = edtf.partition("/")
    if not slash:
        return _valid_point(start)
    if start in _EMPTY_ENDS:
        return _valid_point(end)
    return _valid_point(start) and (end in _EMPTY_ENDS or _valid_point(end))


def _valid_point(point: str) -> bool:
    found = _POINT.match(point)
    if found is None:
        return False
    return _valid_calendar(found["year"], found["month"], found["day"]) and _valid_time(found)


def _valid_calendar(year: str, month: str | None, day: str | None) -> bool:
    if month is None or month == "XX":
        return day in (None, "XX") or int(day) in range(1, 32)
    if not 1 <= int(month) <= 12:
        return int(month) in _GROUPED and day is None
    return day in (None, "XX") or 1 <= int(day) <= _days_in(year, int(month))


def _days_in(year: str, month: int) -> int:
    """Days of the month; a year with unknown digits counts as a leap year."""
    known = year.isdigit() and int(year) > 0
    return monthrange(int(year) if known else 2000, month)[1]


def _valid_time(found: re.Match[str]) -> bool:
    if found["hour"] is None:
        return True
    if found["day"] is None:
        return False
    return int(found["hour"]) < 24 and int(found["minute"]) < 60 and int(found["second"] or 0) < 60


def calendar(year: int | str | None, month: int | None = None, day: int | None = None) -> str | None:
    """A calendar date from its parts, ``None`` for a part that is unknown; None if no such day exists.

    Args:
        year: 1–9999, or a string with unknown digits such as ``197X``.
        month: 1–12, or a season (21–24) or quarter (33–36).
        day: 1–31.

    >>> calendar(1973, 9, 11), calendar(None, 11, 8), calendar(None, None, 11), calendar(1973, 2, 30)
    ('1973-09-11', 'XXXX-11-08', 'XXXX-XX-11', None)
    """
    text = "XXXX" if year is None else f"{year:04d}" if isinstance(year, int) else year
    if month is not None or day is not None:
        text += f"-{month:02d}" if month is not None else "-XX"
    if day is not None:
        text += f"-{day:02d}"
    return text if _valid_point(text) else None


def doubted(edtf: str) -> str:
    """The same value marked uncertain; what is approximate becomes both.

    >>> doubted("1954-04-07"), doubted("1954~"), doubted("1948/1953"), doubted("1968/..")
    ('1954-04-07?', '1954%', '1948?/1953?', '1968?/..')
    """
    return "/".join(point if point in _EMPTY_ENDS else _doubted(point) for point in edtf.split("/"))


def _doubted(point: str) -> str:
    return point[:-1] + "%" if point.endswith("~") else point if point[-1] in "?%" else point + "?"


def bounds(edtf: str) -> tuple[date, date] | None:
    """First and last day that the value may mean; qualifiers are ignored, an open end takes the known one.

    Returns:
        None where the year is wholly unknown or the value is not valid.

    >>> bounds("1973-09~")
    (datetime.date(1973, 9, 1), datetime.date(1973, 9, 30))
    >>> bounds("197X/..")
    (datetime.date(1970, 1, 1), datetime.date(1979, 12, 31))
    """
    if not valid(edtf):
        return None
    found = [_point_bounds(point) for point in edtf.split("/") if point not in _EMPTY_ENDS]
    known = [pair for pair in found if pair is not None]
    if len(known) < len(found):
        return None
    return min(pair[0] for pair in known), max(pair[1] for pair in known)


def _point_bounds(point: str) -> tuple[date, date] | None:
    found = _POINT.match(point)
    if found is None or found["year"] in ("XXXX", "0000"):
        return None
    first_year, last_year = max(1, int(found["year"].replace("X", "0"))), int(found["year"].replace("X", "9"))
    if found["month"] in (None, "XX"):
        return date(first_year, 1, 1), date(last_year, 12, 31)
    month = int(found["month"])
    first, last = _GROUPED.get(month, (month, month))
    if found["day"] in (None, "XX"):
        return date(first_year, first, 1), date(last_year, last, monthrange(last_year, last)[1])
    day = int(found["day"])
    return date(first_year, first, day), date(first_year, last, day)
