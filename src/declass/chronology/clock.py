"""Times of day printed with a date, and the weekday printed before it."""

import re
from dataclasses import replace
from typing import Final

from declass.chronology.atom import Atom
from declass.chronology.frames import zone_suffix
from declass.chronology.words import WEEKDAY_NAMES, WEEKDAYS, ZONE_NAMES

_HALVES: Final = {"¼": 15, "½": 30, "¾": 45}
_CLOCK: Final = (
    r"(?P<hour>\d{1,2})\s?(?:[:.h-]\s?(?P<minute>[0-5]\d)|(?P<part>[¼½¾]))?(?::[0-5]\d)?"
    r"\s{0,2}(?P<half>[ap])\s?\.?\s?m\b\.?"
)
_NAMED: Final = r"(?:\s?(?P<zone>(?-i:Z|GMT|UTC|ZULU|[ECMP][SD]T))\b)?"
_ZONE: Final = r"(?:\s?(?P<zone>[A-Z](?![\w.])|GMT|UTC|ZULU|[ECMP][SD]T)\b)?"
_AFTER_12: Final = re.compile(
    rf"(?P<gap>\]?[\s,;.]*[\[(]?[—–-]*[\s,;.]*)(?:at\s+|about\s+|a\s+las\s+)?\[?{_CLOCK}[\])]?{_NAMED}",
    re.IGNORECASE,
)
_AFTER_NOON: Final = re.compile(
    r"\]?[\s,;.]*[—–-]*\s*(?:at\s+)?\[?(?:12\s?(?:o['’]clock\s)?)?(?P<word>noon|midnight|medianoche|mediod[ií]a)\b\]?",
    re.IGNORECASE,
)
_AFTER_24: Final = re.compile(
    r"\]?[\s,;]*[—–-]?\s*(?:at\s+|a\s+las\s+)?(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)(?:(?<=:\d\d)|(?=\s?(?:hours|hrs|horas|hs)\b))"
    rf"(?:\s?(?:hours|hrs|horas|hs)\b\.?)?{_ZONE}(?![\d:])"
)
_AFTER_MILITARY: Final = re.compile(
    r"[\s,/]+(?:at\s+|a\s+las\s+)?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
    r"(?:\s?(?P<zone>[A-Z](?!\w)|GMT|UTC|ZULU|[ECMP][SD]T)\b|\s?(?P<word>(?i:hours|hrs|horas|hs))\b|(?P<bare>\s*(?=\Z|[\n,;.)])))"
)
_BEFORE_12: Final = re.compile(rf"(?<![\w:.]){_CLOCK}{_NAMED}(?:\s+on)?[\s,]{{1,3}}\Z", re.IGNORECASE)
_BEFORE_24: Final = re.compile(
    r"(?<![\w:.])(?P<hour>[01]?\d|2[0-3]):?(?P<minute>[0-5]\d)"
    r"(?:\s?(?:(?P<zone>Z|GMT|UTC|[ECMP][SD]T)|(?i:hours|hrs|horas))\b|(?<=\d:\d\d)|(?<=\d\d:\d\d))(?:,?\s+(?:on\s+)?|,\s*)\Z"
)
_DAY_NAME: Final = re.compile(
    r"(?<![^\W\d_])(?P<day>" + "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))
    + r")\b\.?(?:\s+(?:the|el|morning|afternoon|evening|night))?[\s,.]{1,4}\Z",
    re.IGNORECASE,
)  # fmt: skip
_REACH: Final = 28


def with_surroundings(text: str, atom: Atom) -> Atom:
    """The atom with the clock time and the weekday that belong to it, its span grown over them."""
    if atom.day is None:
        return atom
    named = _with_weekday(text, atom)
    timed = named if named.time else _timed(text, named)
    return _with_weekday(text, timed) if timed.start < named.start else timed


def _timed(text: str, atom: Atom) -> Atom:
    if found := _AFTER_12.match(text, atom.end):
        # printed volumes' telegrams: "September 21, 1918—3 p.m."
        return _grown(atom, found, _twelve(found, "—" in found["gap"] or "–" in found["gap"]))
    if found := _AFTER_NOON.match(text, atom.end):
        at_noon = found["word"].casefold().startswith(("noon", "mediod"))
        return _grown(atom, found, "T12:00:00" if at_noon else "T00:00:00")
    if found := _AFTER_24.match(text, atom.end):
        return _grown(atom, found, _twenty_four(found))
    if (found := _AFTER_MILITARY.match(text, atom.end)) and (found["bare"] is None or atom.year):
        return _grown(atom, found, _twenty_four(found))
    return _timed_before(text, atom)


def _timed_before(text: str, atom: Atom) -> Atom:
    low = max(0, atom.start - _REACH)
    before = text[low : atom.start]
    if found := _BEFORE_12.search(before):
        return _grown(atom, found, _twelve(found, False), low)
    if found := _BEFORE_24.search(before):
        return _grown(atom, found, _twenty_four(found), low)
    return atom


def _grown(atom: Atom, found: re.Match[str], time: str | None, offset: int = 0) -> Atom:
    if time is None:
        return atom
    start, end = min(atom.start, found.start() + offset), max(atom.end, _trimmed_end(found) + offset)
    return replace(atom, start=start, end=end, time=time)


def _trimmed_end(found: re.Match[str]) -> int:
    return found.start() + len(found[0].rstrip(" \t\n,"))


def _twelve(found: re.Match[str], dashed: bool) -> str | None:
    """A twelve-hour time; whole hours, and telegrams' times after a dash, are completed to seconds."""
    hour = int(found["hour"])
    if not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    minute = int(found["minute"] or _HALVES.get(found["part"] or "", 0))
    seconds = ":00" if dashed or found["minute"] is None else ""
    return f"T{hour:02d}:{minute:02d}{seconds}{_zone(found['zone'])}"


def _twenty_four(found: re.Match[str]) -> str:
    return f"T{int(found['hour']):02d}:{found['minute']}{_zone(found['zone'])}"


def _zone(name: str | None) -> str:
    if name is None:
        return ""
    hours = ZONE_NAMES.get(name.upper())
    if hours is not None:
        return f"{hours:+03d}:00" if hours else "Z"
    return zone_suffix(name.upper())


def _with_weekday(text: str, atom: Atom) -> Atom:
    low = max(0, atom.start - _REACH)
    found = _DAY_NAME.search(text[low : atom.start])
    if found is None:
        return atom
    grown = replace(atom, start=low + found.start())
    day = atom.ymd
    printed = WEEKDAYS[found["day"].casefold()]
    if day is None or day.weekday() == printed:
        return grown
    return grown.noted(
        f"the day was a {WEEKDAY_NAMES[day.weekday()]}, not a {WEEKDAY_NAMES[printed]} as printed"
    )
