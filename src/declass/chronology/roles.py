"""What part a date plays on its page: header, field, dateline, body, or the stamp of a later release."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from declass.chronology.context import Context
from declass.chronology.find import find
from declass.model.date import PartialDate

Role = Literal["markup", "inventory", "sheet", "group", "field", "head", "number", "body", "release"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that may be the record's own.

    Attributes:
        date: as read; its span is that of the page's text, or of ``raw`` itself for other sources.
        role: markup (the file's own encoding), inventory (the publisher's list), sheet (a record
            identification sheet's field), group (a cable's header), field (``DATE:``), head (a date on a line
            of its own near the top), number (the year in a record number), body, or release: a stamp of
            review, declassification or release, which is never the record's date.
        page: 0-based; None where the source is no page.
    """

    date: PartialDate
    role: Role
    page: int | None = None


_HEAD_CHARS: Final = 1_500  # letterheads and cable headers of the sample end within them
_NEARBY: Final = 90
_LINE: Final = 240  # characters of a line looked at; some files keep a page on one line
_RELEASE: Final = re.compile(
    r"releas|declass|declas\b|approved|\breview|sanitiz|exempt|downgrad|\bGDS\b|E\.?\s?O\.?\s?1[0-9]{4}|impdet|\bCL\s?BY\b"
    r"|microfilm|\bindexed\b|\bARRB\b|\bHSCA\b|assassination\s+records|\bact\s+of\s+1992|collection\s+act|case\s?#|\b2107\s+note|\bFOIA\b|\bMDR\b|reproduc"
    r"|\bretention\b|\bprinted\b|desclasific|desclassific|\btransfer\s+date|withdraw|\brevised|\bform\s+(?:no|rev)|edition"
    r"|\breturned\s+to|\bdestroy|\bGPO\b|obsolete|previous",
    re.IGNORECASE,
)
_FIELD: Final = re.compile(
    r"(?:^|[\s(\[.*|])(?:draft\s+|document\s+|report\s+|cable\s+)?(?:[do]ate|fecha|data)(?:\s+(?:of\s+)?(?:document|doc|report|filed|prepared|distr)\.?)?"
    r"[\s:;.=»>|_•~-]{0,8}\Z",
    re.IGNORECASE,
)
_SHEET: Final = re.compile(
    r"IDENTIFICATION\s+FORM|AGENCY\s+INFORMATION|RECORD\s+NUMBER\s*[:.]|ASSASSINATION\s+SYSTEM", re.IGNORECASE
)
# How reviewers stamp a release since the order of 1995: year first, with slashes; on every page of 50
# bulletins of the CIA, often with the words before it lost. No record old enough for that is typed so.
_STAMPED: Final = re.compile(r"(?:199[5-9]|20[0-4]\d)/[01]\d/[0-3]\d\Z")
_OWN_DATE: Final = re.compile(r"(?:\d\W?){6}")  # enough for a date: what stands before it speaks of it
# What stands beside a date in the margin of a released page: an exemption code, however misread, and no word.
_MARGINAL: Final = re.compile(
    r"\s+[1-9sb][\W_]{0,2}[0-9a-z]?[\W_]{0,2}[(\[{\"'“”‘’](?:(?![^\W\d_]{3}).){0,24}\Z", re.IGNORECASE
)
_GROUP: Final = re.compile(r"\A\d{2}[/ ]?\d{4}\s?[A-Z]")
_NUMERIC: Final = re.compile(r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})")
_REVIEW: Final = re.compile(r"\breview|\brelease\s+date", re.IGNORECASE)
_REVIEWER: Final = re.compile(r"\W*reviewe[rd]\b", re.IGNORECASE)  # DATE: 20/12/19 REVIEWER: 018645
_PLACE: Final = re.compile(r"[\W\d_]*(?:[^\W\d_][\w.'’-]*[\s,.]+){0,5}\W*\Z")
_CITED: Final = re.compile(
    r"\b(?:dated|of|on|from|since|until|ref|refs|reference|to|in|by|and|el|del|de|born|dob)[\s:.(]*\Z",
    re.IGNORECASE,
)


def candidates(
    page_texts: Iterable[tuple[int, str]], *, context: Context | None = None
) -> Iterator[Candidate]:
    """Every date of a record's pages with its role.

    Args:
        page_texts: 0-based page numbers with the pages' texts, in order.
        context: what is known of the record from elsewhere.
    """
    for page, text in page_texts:
        yield from placed(page, text, find(text, context=context))


def placed(page: int, text: str, dates: Iterable[PartialDate]) -> Iterator[Candidate]:
    """The dates that were found on a page, each with its role."""
    sheet = _SHEET.search(text)
    for date in dates:
        role = _sheet_role(text, date, sheet.start()) if sheet else role_of(text, date)
        yield Candidate(date, role, page)


def role_of(text: str, date: PartialDate) -> Role:
    """The part the date plays, told from its line and the words before it.

    >>> line = "Approved for Release 2018/10/02"
    >>> role_of(line, find(line)[0])
    'release'
    >>> role_of("R 311234Z JUL 79", find("R 311234Z JUL 79")[0])
    'group'
    """
    before = text[max(0, date.start - _LINE) : date.start].rpartition("\n")[2]
    after = text[date.end : date.end + _LINE].partition("\n")[0]
    lead = text[max(0, date.start - _NEARBY) : date.start]
    if field := _FIELD.search(lead):
        reviewed = _RELEASE.search(lead[max(0, field.start() - 40) :]) or _REVIEWER.match(after)
        return "release" if reviewed else "field"
    if _STAMPED.match(date.raw) or _is_release(before, after, lead):
        return "release"
    if _GROUP.match(date.raw) and date.start < _HEAD_CHARS and not _CITED.search(before):
        return "group"
    return "head" if _heads_page(date) and _stands_alone(before, after) else "body"


def _sheet_role(text: str, date: PartialDate, sheet_at: int) -> Role:
    """On an identification sheet: above its form stands the day of printing; two fields hold dates."""
    if date.start < sheet_at:
        return "release"
    if not _NUMERIC.fullmatch(date.raw):
        return "body"
    return "release" if _REVIEW.search(text[max(0, date.start - 60) : date.start]) else "sheet"


def _heads_page(date: PartialDate) -> bool:
    return date.start < _HEAD_CHARS and "/" not in date.edtf


def _is_release(before: str, after: str, lead: str) -> bool:
    previous = lead.rstrip(" ").rsplit("\n", 2)[-2:] if not before.strip() else [before]
    return any(_speaks_on(part) for part in previous) or _RELEASE.search(after[:_NEARBY]) is not None


def _speaks_on(line: str) -> bool:
    """Whether words of release on a line before the date are about it, and not about one of their own."""
    said = _RELEASE.search(line)
    return said is not None and _OWN_DATE.search(line, said.end()) is None


def _stands_alone(before: str, after: str) -> bool:
    """Whether the line holds the date, at most a place before it, and next to nothing after it."""
    last = _MARGINAL.sub("", after).strip(" .,;:|'\"_-")
    return len(last) <= 3 and _PLACE.match(before) is not None and not _CITED.search(before)
