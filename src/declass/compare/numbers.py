"""Agencies' record numbers, read from file names and pages under the damage that scanning does."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from declass.compare.number_forms import readings
from declass.model.record import RecordNumber

_STAMP = re.compile(r"PAGE\s{1,3}(\d{2})\s{1,6}([A-Z][A-Z ]{1,10}?)\s{1,3}(\d{4,6})(?!\d)")
_YEAR = re.compile(r"\b\d{6}Z\s{1,2}[A-Z]{3}\s{1,2}(\d{2})\b")
_RELEASE_NOISE = re.compile(r"[\[(].*?[\])]|\.(?:pdf|txt|md|xml|docx?|tiff?|html?)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageStamp:
    """A telegram's page stamp ``PAGE 02 SANTIA 04059 081756Z``: evidence for a number, not one itself.

    Attributes:
        page: the page number printed, 1-based.
        post: the post, cut to six letters by the machine, spaces removed.
        serial: the telegram's serial, leading zeros kept.
        year: four digits, from the telegram's date-time group on the same page; None if none stands there.
    """

    page: int
    post: str
    serial: str
    year: int | None = None


def find(text: str, page: int) -> list[RecordNumber]:
    """Every record number on a page, cited ones too, in order of place.

    Args:
        text: one page's text.
        page: its 0-based index.

    >>> [n.value for n in find("(04-1OO03-10041", 0)]
    ['104-10003-10041']
    """
    return [
        RecordNumber(
            r.scheme, r.value, text[r.start : r.end], "page", page, r.start, r.end, round(r.probability, 4)
        )
        for r in readings(text)
    ]


def from_name(name: str) -> list[RecordNumber]:
    """Numbers in a file's name, surest first; the cleaned stem under scheme ``name`` comes last.

    >>> [(n.scheme, n.value) for n in from_name("2022/104-10003-10041[R].pdf")]
    [('rif', '104-10003-10041'), ('name', '104-10003-10041')]
    """
    base = PurePosixPath(name.replace("\\", "/")).name
    folded = base.replace("_", "-") if "frus" not in base.lower() else base
    found = [
        RecordNumber(r.scheme, r.value, base[r.start : r.end], "name", probability=round(r.probability, 4))
        for r in readings(folded)
    ]
    stem = " ".join(_RELEASE_NOISE.sub(" ", base).split()) or base
    found.sort(key=lambda n: -n.probability)
    return [*found, RecordNumber("name", stem, base, "name", probability=1.0)]


def stamps(text: str) -> list[PageStamp]:
    """Telegram page stamps on a page, with the year where a date-time group gives it.

    >>> stamps("PAGE 01 LA PAZ 00015 022228Z\\nO R 022125Z JAN 74")
    [PageStamp(page=1, post='LAPAZ', serial='00015', year=1974)]
    """
    years = _YEAR.findall(text)
    year = 1900 + int(years[0]) if years else None
    return [
        PageStamp(int(m.group(1)), m.group(2).replace(" ", ""), m.group(3), year)
        for m in _STAMP.finditer(text)
    ]


def stamp_agrees(stamp: PageStamp, value: str) -> bool:
    """Whether a stamp fits a State number: post equal in its first six letters, serials equal, year if known.

    >>> stamp_agrees(PageStamp(2, "SANTIA", "04059", 1973), "1973SANTIAGO04059")
    True
    """
    match = re.fullmatch(r"(\d{4})([A-Z]+)(\d+)", value)
    if match is None:
        return False
    same_post = match.group(2)[:6] == stamp.post[:6]
    same_year = stamp.year is None or stamp.year == int(match.group(1))
    return same_post and same_year and int(match.group(3)) == int(stamp.serial)


def vote(found: Iterable[RecordNumber]) -> RecordNumber:
    """The reading on which repeated, differently damaged readings of one number agree, by character.

    Readings of another length than the commonest one do not vote, unless none is complete.

    Raises:
        ValueError: if there is no reading, or the readings are of different schemes.
    """
    readings_ = list(found)
    if not readings_ or len({n.scheme for n in readings_}) != 1:
        raise ValueError("a vote needs at least one reading, all of one scheme")
    lengths: Counter[int] = Counter()
    for number in readings_:
        lengths[len(number.value)] += round(number.probability * 1000)
    voters = [n for n in readings_ if len(n.value) == lengths.most_common(1)[0][0]]
    value = "".join(_elect(voters, i) for i in range(len(voters[0].value)))
    best = max(voters, key=lambda n: (_agreement(n.value, value), n.probability))
    doubt = 1.0
    for number in voters:
        if number.value == value:
            doubt *= 1 - number.probability
    lone = max(n.probability for n in voters) * _agreement(best.value, value)
    return replace(best, value=value, probability=round(min(0.999, max(1 - doubt, 0.8 * lone)), 4))


def _elect(voters: Sequence[RecordNumber], i: int) -> str:
    weights: Counter[str] = Counter()
    for number in voters:
        weights[number.value[i]] += round(number.probability * 1000)
    return weights.most_common(1)[0][0]


def _agreement(a: str, b: str) -> float:
    return sum(x == y for x, y in zip(a, b, strict=True)) / max(1, len(b))
