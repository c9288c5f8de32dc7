"""Neighbouring dates made one: ranges, two calendars, corrections, and the words that qualify them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from declass.chronology.atom import Atom, Interval

_RANGE: Final = re.compile(
    r"\.?\s*(?:[-–—]{1,2}|\b(?:to|through|thru|until|till|up\s+to|al?|hasta|at[eé])\b)\s*(?:the\s+|el\s+|o\s+|dia\s+|días?\s+)?\Z",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"\s*(?:\b(?:and|y|e)\b|&)\s*(?:the\s+|el\s+|o\s+)?\Z", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"(?<!\w)(?:between|entre)\s+(?:the\s+|el\s+|o\s+|los\s+años\s+)?\Z", re.IGNORECASE
)
_FROM: Final = re.compile(r"(?<!\w)(?:from|desde|del|de|da)\s+(?:the\s+|el\s+)?\Z", re.IGNORECASE)
_LIST: Final = re.compile(r"\s*(?:,|/|&|\band\b|\by\b|\be\b|\bor\b|\()\s*\Z", re.IGNORECASE)
_SHARED: Final = re.compile(rf"{_RANGE.pattern}|{_AND.pattern}|\.?\s?/\s?\Z", re.IGNORECASE)
_RECEIVED: Final = re.compile(
    r"[.,\s—–-]*[(\[]\s*(?:Received|Rec['’]?d|Recibid[oa])\b[^()\n]{0,24}\Z", re.IGNORECASE
)
_OTHER: Final = re.compile(r"\s*[\[(/]\s*")
_CORRECTED: Final = re.compile(r"\s?\[(?P<year>1[5-9]\d\d|20[0-4]\d)\]")

_ABOUT: Final = re.compile(
    r"(?<![\w.])(?:~|on\s+or\s+about|circa|ca\.?|c\.|about|around|approximately|approx\.?|roughly|alrededor\s+del?|hacia"
    r"|aproximadamente(?:\s+e[ln])?|cerca\s+de|por\s+volta\s+de|a\s+eso\s+del?|circa\s+el)\s*(?:the\s+|el\s+|o\s+)?\Z",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"(?<!\w)(?:(?:early|mid|middle|late|mid-to-late|latter\s+part|early\s+part)(?:\s+(?:in|of))?"
    r"|(?:the\s+)?(?:beginning|start|middle|end|close|latter\s+part|early\s+part|first\s+half|second\s+half|first\s+week|last\s+week|first\s+days|last\s+days)\s+of"
    r"|a?\s?(?:mediados|comienzos|principios|fines|finales|inicios)\s+del?(?:l\s+año)?"
    r"|(?:em\s+)?(?:meados|fins|come[çc]os|princ[ií]pios)\s+d[eo]|n[oa]\s+(?:in[ií]cio|final|fim|come[çc]o)\s+d[eo]"
    r"|(?:primer|segund|tercer|cuart|[uú]ltim)[oa]s?\s+(?:semana|quincena|mitad|d[ií]as)\s+de)[\s-]*(?:the\s+|los\s+|el\s+)?\Z",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"(?<!\w)(?:(?:before|through|prior\s+to|until|till|up\s+to|not\s+later\s+than|no\s+later\s+than|antes\s+del?|hasta|at[eé])\s+(?:the\s+|el\s+|o\s+)?|pre-)\Z",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"(?<!\w)(?:(?:since|not\s+before|not\s+earlier\s+than|no\s+earlier\s+than|after|subsequent\s+to|ever\s+since|desde|despu[eé]s\s+del?|a\s+partir\s+del?|depois\s+de)\s+(?:the\s+|el\s+|o\s+)?|post-)\Z",
    re.IGNORECASE,
)
_ONWARD: Final = re.compile(
    r"\s+(?:onwards?|on(?=\W*\Z|[,.;])|forward|and\s+(?:later|after)|en\s+adelante|em\s+diante)(?!\w)",
    re.IGNORECASE,
)
_PRESENT: Final = re.compile(
    r"\s*(?:[-–—]|\b(?:to|until|till|through|hasta|a|at[eé])\b)\s*(?:the\s+|la\s+|el\s+|o\s+)?"
    r"(?:present|date|now|fecha|presente|hoy|hoje)(?!\w)",
    re.IGNORECASE,
)
_MARK: Final = re.compile(r"\?")
_DOUBT: Final = re.compile(r"\s?(?:\(\?\)|\[\?\]|\?(?=\s*[\])},;:]))")
_REACH: Final = 32


def qualify(text: str, atom: Atom) -> Atom:
    """The atom with ``~`` for *circa*, *early*, *mid-* and with ``?`` for a printed doubt."""
    before = text[max(0, atom.start - _REACH) : atom.start]
    found = _ABOUT.search(before) or (_PART.search(before) if atom.day is None else None)
    # a stroke read as ~ stands before many a day on scans; people write ~ before years
    if found and not (atom.day is not None and found[0].strip() == "~"):
        atom = replace(atom, start=atom.start - len(found[0]))
        # a decade is as vague as its own beginning or end
        atom = replace(atom, weak=False) if atom.year and "X" in atom.year else _approximate(atom)
    doubt = _DOUBT.match(text, atom.end)
    if doubt is None and not text[max(0, atom.start - _REACH) : atom.start].strip(" \t\n([\"'"):
        doubt = _MARK.match(text, atom.end)  # "1973?" on its own; elsewhere the mark may end a question
    return replace(atom.qualified("?"), end=doubt.end()) if doubt and not (atom.weak and atom.month) else atom


def _approximate(atom: Atom) -> Atom:
    return atom if atom.weak and atom.year is None else atom.qualified("~")


def corrections(text: str, atom: Atom) -> list[Atom]:
    """An editor's year in brackets after the printed one, as a second date: ``October 22, 1924 [1925]``."""
    found = _CORRECTED.match(text, atom.end)
    if found is None or atom.year is None or atom.month is None:
        return []
    corrected = Atom(found.start("year"), found.end("year"), found["year"], atom.month, atom.day)
    return [corrected.noted("editors' year; day and month from the printed date")]


def share_time(text: str, atoms: Sequence[Atom]) -> list[Atom]:
    """Give the time after the second of two readings of one day (``6 [8]``, ``2/15``) to the first too."""
    out = list(atoms)
    for i, (first, second) in enumerate(pairwise(atoms)):
        if second.time and not first.time and first.day and _OTHER.fullmatch(text[first.end : second.start]):
            out[i] = replace(first, time=second.time)
    return out


def join(text: str, atoms: Sequence[Atom]) -> list[Atom | Interval]:
    """Join neighbours in text order; atoms still weak afterwards are left out."""
    joined: list[Atom | Interval] = []
    pending: Atom | None = None
    for atom in atoms:
        if pending is None:
            pending = atom
            continue
        gap = text[pending.end : atom.start]
        first, second = _share(gap, pending, atom)
        interval = _range(text, gap, first, second) if len(gap) <= _REACH else None
        if interval is not None:
            joined.append(interval)
            pending = None
            continue
        joined.append(_opened(text, first))
        pending = second
    if pending is not None:
        joined.append(_opened(text, pending))
    return [one for one in joined if isinstance(one, Interval) or not one.weak]


def _share(gap: str, first: Atom, second: Atom) -> tuple[Atom, Atom]:
    """Give the year printed once to both dates it stands for."""
    if first.year is None and second.year is not None and first.month and _SHARED.match(gap):
        return _with_year(first, second, "year from the date after it"), second
    if first.year is None and second.year is not None and first.day and _LIST.match(gap):
        return _with_year(first, second, "year from the date after it"), second
    if first.year is None and second.year is not None and first.month and _RECEIVED.match(gap):
        return _with_year(first, second, "year from the receipt after it"), second
    if first.weak and first.month is None and second.month is None and not second.weak and _LIST.match(gap):
        return replace(first, weak=first.year is None), second
    if (
        second.year is None
        and first.year is not None
        and second.day
        and second.month
        and _RECEIVED.match(gap)
    ):
        return first, _received(first, second)
    return first, second


def _with_year(atom: Atom, other: Atom, note: str) -> Atom:
    if other.year is None or not other.year.isdigit() or other.month is None:
        return atom
    later = (atom.month or 0) > other.month  # December 28 to January 3, 1974
    year = int(other.year) - later
    return replace(atom, year=str(year), weak=atom.day is None, notes=(*atom.notes, note))


def _received(sent: Atom, received: Atom) -> Atom:
    """A receipt follows its dispatch: same year, or the next where the month has gone round."""
    if sent.year is None or not sent.year.isdigit() or sent.month is None or received.month is None:
        return received
    year = int(sent.year) + (received.month < sent.month)
    return replace(received, year=str(year), notes=(*received.notes, "year from the date before it"))


def _range(text: str, gap: str, first: Atom, second: Atom) -> Interval | None:
    before = text[max(0, first.start - _REACH) : first.start]
    lead = _BETWEEN.search(before) if _AND.match(gap) else _FROM.search(before) if _RANGE.match(gap) else None
    slashed = first.day is None and second.day is None and gap.strip(" .") == "/"
    if lead is None and not slashed and not (_RANGE.match(gap) and _plain_range(gap, first, second)):
        return None
    if not _ordered(first, second) or (lead is None and _two_calendars(gap, first, second)):
        return None
    start = first.start - (len(lead[0]) if lead else 0)
    strong_first, strong_second = replace(first, weak=False), replace(second, weak=False)
    return Interval(start, second.end, strong_first, strong_second)


def _plain_range(gap: str, first: Atom, second: Atom) -> bool:
    """Whether a range may stand without *from*; the Spanish ``a`` needs a year on both sides."""
    return gap.strip() not in ("a",) or (first.year is not None and second.year is not None)


def _ordered(first: Atom, second: Atom) -> bool:
    """Whether both ends are known alike and the first is not the later."""
    if first.value is None or second.value is None or (first.weak and first.year is None):
        return False
    if first.year is None or second.year is None:
        return first.year == second.year and _key(first) < _key(second)
    return _key(first) < _key(second)


def _key(atom: Atom) -> tuple[str, int, int, str]:
    return (atom.year or "", atom.month or 0, atom.day or 0, atom.time[:6])


def _two_calendars(gap: str, first: Atom, second: Atom) -> bool:
    """Old and new style of one day: 10–13 days apart by century, until the last change (Greece, 1923)."""
    one, other = first.ymd, second.ymd
    if one is None or other is None or one.year > 1923 or gap.strip() not in ("-", "–", "—", "/"):
        return False
    shift = 10 if one.year < 1700 else 11 if one.year < 1800 else 12 if one.year < 1900 else 13
    return (other - one).days == shift


def _opened(text: str, atom: Atom) -> Atom | Interval:
    """An interval with one open end for *before*, *since* and the like."""
    if atom.year is None or (atom.weak and atom.month is not None):
        return atom
    before = text[max(0, atom.start - _REACH) : atom.start]
    whole = replace(atom, weak=False)
    if found := _AFTER.search(before):
        return Interval(atom.start - len(found[0]), atom.end, whole, None)
    if found := _BEFORE.search(before):
        return Interval(atom.start - len(found[0]), atom.end, None, whole)
    if found := _PRESENT.match(text, atom.end):
        return Interval(atom.start, found.end(), whole, None)
    if (found := _ONWARD.match(text, atom.end)) and _FROM.search(before):
        return Interval(atom.start, found.end(), whole, None)
    return atom
