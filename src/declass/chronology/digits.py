"""Numbers as printed or as OCR damaged them: repaired only where one reading is possible."""

import re
from functools import lru_cache
from typing import Final

from declass.chronology.words import HUNDREDS, TENS, UNITS

# Letters that OCR prints for digits in typed records; each stands for one digit only.
_LOOKALIKES: Final = str.maketrans(
    {
        "O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "i": "1", "|": "1", "!": "1", "Z": "2", "z": "2",
        "S": "5", "s": "5", "G": "6", "b": "6", "B": "8", "g": "9", "q": "9",
    }
)  # fmt: skip
LOOKALIKE: Final = r"[0-9OoQIl|!ZzSsGbBgq]"
DAY: Final = r"(?:[0-3OoIl|][0-9OoIl|SBg]|[0-9])"
YEAR4: Final = r"(?:1[5-9]\d\d|20[0-4]\d)"
YEAR_DAMAGED: Final = rf"[1Il|!][0-9gqBb]{LOOKALIKE}{{2}}"

_CENTURY_DEFAULT: Final = 1900
_EARLIEST, _LATEST = 1500, 2049

_VOCABULARY: Final = {**TENS, **UNITS, **HUNDREDS}
_JOINERS: Final = frozenset({"and", "y", "e", "de"})
_SPELLED_WORD: Final = "|".join(
    sorted({*_VOCABULARY, "hundred", "cien", "and", "y", "e"}, key=len, reverse=True)
)
SPELLED_YEAR: Final = re.compile(
    r"(?<![^\W\d_])(?:(?:one|two|dos|dois)\s+(?:thousand|mil)|mil|seventeen|eighteen|nineteen)"
    rf"(?:(?:\s*,\s*|[\s-]+)(?:{_SPELLED_WORD})(?![^\W\d_]))+",
    re.IGNORECASE,
)


def read_digits(raw: str, fewest: int) -> tuple[int, bool] | None:
    """The number and whether it was repaired; None with fewer than ``fewest`` true digits.

    >>> read_digits("2O", 1), read_digits("l963", 2), read_digits("lO", 1)
    ((20, True), (1963, True), None)
    """
    if raw.isascii() and raw.isdigit():
        return int(raw), False
    if sum(c in "0123456789" for c in raw) < fewest:
        return None
    repaired = raw.translate(_LOOKALIKES)
    return (int(repaired), True) if repaired.isascii() and repaired.isdigit() else None


def read_day(raw: str) -> tuple[int, bool] | None:
    """A day of the month, 1–31."""
    found = read_digits(raw, 1)
    return found if found and 1 <= found[0] <= 31 else None


def century_of(two_digits: int, near: int | None) -> int:
    """The four-digit year: 1900–1999, or the century that comes nearest to the year ``near``.

    >>> century_of(73, None), century_of(5, None), century_of(61, 1865), century_of(3, 1999)
    (1973, 1905, 1861, 2003)
    """
    if near is None:
        return _CENTURY_DEFAULT + two_digits
    return min((c + two_digits for c in range(1500, 2100, 100)), key=lambda year: abs(year - near))


def read_year(raw: str, near: int | None = None) -> tuple[int, bool] | None:
    """A year of two or four digits, an apostrophe or one gap allowed, and whether it was repaired."""
    bare = raw.lstrip("'’‘´`").replace(" ", "")
    found = read_digits(bare, 2)
    if found is None:
        return None
    if len(bare) == 2:
        return century_of(found[0], near), found[1]
    return found if _EARLIEST <= found[0] <= _LATEST else None


@lru_cache(maxsize=1024)
def spelled_year(raw: str) -> int | None:
    """A year in English, Spanish or Portuguese words; None for round hundreds, which are mostly counts.

    >>> spelled_year("nineteen hundred and seventy-three"), spelled_year("mil novecientos setenta y tres")
    (1973, 1973)
    >>> spelled_year("nineteen sixty-three"), spelled_year("one thousand eight hundred and sixty-one")
    (1963, 1861)
    """
    total = current = 0
    for word in re.findall(r"[^\W\d_]+", raw.casefold()):
        if word in ("thousand", "mil"):
            total, current = total + 1000 * max(current, 1), 0
        elif word == "hundred":
            total, current = total + 100 * max(current, 1), 0
        elif word in HUNDREDS:
            total += HUNDREDS[word]
        elif word not in _JOINERS:
            if 15 <= current <= 20 and total == 0:  # nineteen | seventy-three
                total, current = 100 * current, 0
            current += _VOCABULARY.get(word, 0)
    year = total + current
    return year if _EARLIEST <= year <= _LATEST and year % 100 else None
