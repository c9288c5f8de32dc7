"""EDTF dates as ranges of days, so that partial dates can be compared.

A day is the integer ``yyyymmdd``; a range holds every day that the date may mean.
"""

import calendar
import re
from functools import lru_cache

Days = tuple[int, int]

FIRST_DAY = 101
LAST_DAY = 99991231

_PART = re.compile(r"(\d[\dX]{3})(?:-([\dX]{2})(?:-([\dX]{2}))?)?(?:T[\d:.,Z+\-]*)?\Z")
_QUALIFIERS = str.maketrans("", "", "~?% ")
_DECADE = re.compile(r"(\d{3})0s\Z")

# ISO 8601-2:2019, 4.8: seasons without a hemisphere (21-24) span both readings; the value is
# (first month, last month), months over 12 falling in the next year.
_SEASONS = {
    21: (3, 11),
    22: (6, 14),
    23: (3, 11),
    24: (6, 14),
    25: (3, 5),
    26: (6, 8),
    27: (9, 11),
    28: (12, 14),
    29: (9, 11),
    30: (12, 14),
    31: (3, 5),
    32: (6, 8),
    33: (1, 3),
    34: (4, 6),
    35: (7, 9),
    36: (10, 12),
    37: (1, 4),
    38: (5, 8),
    39: (9, 12),
    40: (1, 6),
    41: (7, 12),
}


@lru_cache(maxsize=10_000)
def day_range(edtf: str) -> Days | None:
    """First and last day that an EDTF date may mean; None where it names no year or is no date.

    >>> day_range("1973-09")
    (19730901, 19730930)
    >>> day_range("197X~")
    (19700101, 19791231)
    >>> day_range("1973-09-11/..")
    (19730911, 99991231)
    """
    raw = edtf.strip().translate(_QUALIFIERS)
    if raw[:1] in "[{" and raw[-1:] in "]}":
        return _envelope([_interval(member, "..") for member in raw[1:-1].split(",")])
    return _interval(raw, "/")


def _interval(raw: str, separator: str) -> Days | None:
    first, found, last = raw.partition(separator)
    if not found:
        return _part(first)
    if first in ("", "..") and last in ("", ".."):
        return None
    start = (FIRST_DAY, FIRST_DAY) if first in ("", "..") else _part(first)
    end = (LAST_DAY, LAST_DAY) if last in ("", "..") else _part(last)
    if start is None or end is None or end[1] < start[0]:
        return None
    return (start[0], end[1])


def _envelope(ranges: list[Days | None]) -> Days | None:
    known = [r for r in ranges if r is not None]
    if len(known) < len(ranges) or not known:
        return None
    return (min(r[0] for r in known), max(r[1] for r in known))


def _part(raw: str) -> Days | None:
    if decade := _DECADE.match(raw):
        raw = decade[1] + "X"
    match = _PART.match(raw)
    if match is None:
        return None
    year, month, day = match.groups()
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month is None or "X" in month:
        return _months(first, _digits(month, 1, 12)[0], last, _digits(month, 1, 12)[1])
    if int(month) in _SEASONS:
        return _months(first, _SEASONS[int(month)][0], last, _SEASONS[int(month)][1])
    if not 1 <= int(month) <= 12:
        return None
    if day is None or day == "XX":
        return _months(first, int(month), last, int(month))
    return _days(first, last, int(month), day)


def _digits(raw: str | None, low: int, high: int) -> tuple[int, int]:
    """Smallest and largest number a pair like ``1X`` can stand for, within bounds."""
    if raw is None:
        return (low, high)
    return (max(low, int(raw.replace("X", "0"))), min(high, int(raw.replace("X", "9"))))


def _months(first_year: int, first_month: int, last_year: int, last_month: int) -> Days | None:
    if first_month > 12 or last_month < 1:
        return None
    year, month = (last_year, last_month) if last_month <= 12 else (last_year + 1, last_month - 12)
    return (first_year * 10000 + first_month * 100 + 1, _last_day(year, month))


def _last_day(year: int, month: int) -> int:
    length = calendar.monthrange(min(max(year, 1), 9999), month)[1]
    return year * 10000 + month * 100 + length


def _days(first_year: int, last_year: int, month: int, day: str) -> Days | None:
    end = _last_day(last_year, month)
    low, high = _digits(day, 1, end % 100)
    if low > high:
        return None
    return (first_year * 10000 + month * 100 + low, last_year * 10000 + month * 100 + high)


def decades(days: Days, most: int = 5) -> list[str]:
    """The decades a range touches, as ``1970s``; none where there are more than ``most``.

    >>> decades((19691201, 19700131))
    ['1960s', '1970s']
    """
    first, last = days[0] // 100_000, days[1] // 100_000
    return [f"{d}0s" for d in range(first, last + 1)] if last - first < most else []
