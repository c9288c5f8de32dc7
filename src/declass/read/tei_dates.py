"""Dates of documents as TEI marks them up, in EDTF."""

import re
from calendar import monthrange
from collections.abc import Mapping

from declass.read.markup import Element, attribute, plain

# W3C dates and times as TEI P5 (att.datable.w3c) allows them, and --MM-DD for a day without its year
_W3C = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T(?P<time>(?:[01]\d|2[0-4]):[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?\Z"
)
_NO_YEAR = re.compile(r"--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
_LENT = ("attachment", "quote", "floatingText")  # datelines in these belong to another paper


def document_date(division: Element) -> str | None:
    """The date its editors give (``frus:doc-dateTime-min``, ``-max``), else that of its first dateline."""
    low, high = (attribute(division, f"doc-dateTime-{end}") for end in ("min", "max"))
    if low and high and (edtf := _span(low, high)):
        return edtf
    for dateline in division.iter("{*}dateline"):
        if not _is_lent(dateline, division):
            for date in dateline.iter("{*}date"):
                if edtf := marked_date(date.attrib):
                    return edtf
    return None


def header_date(root: Element) -> str | None:
    """The day of creation from the header, only if the printed words beside it bear it out."""
    for date in root.iterfind(".//{*}teiHeader//{*}date"):
        if attribute(date, "type") == "created":
            edtf = marked_date(date.attrib)
            printed = re.findall(r"\d+", plain(date))
            if edtf and all(str(int(part)) in printed for part in re.findall(r"\d+", edtf)[:3:2]):
                return edtf
    return None


def marked_date(attributes: Mapping[str, str]) -> str | None:
    """EDTF of TEI's dating attributes; None where they say nothing that can be read.

    >>> marked_date({"when": "1918-04-03T18:00:00"}), marked_date({"from": "1989-11-16", "to": "1989-11-17"})
    ('1918-04-03T18:00', '1989-11-16/1989-11-17')
    >>> marked_date({"notBefore": "1973"}), marked_date({"when": "sometime"})
    ('1973/..', None)
    """
    if when := _point(attributes.get("when", "")):
        return when
    for first, last in (("from", "to"), ("notBefore", "notAfter")):
        start, end = _point(attributes.get(first, "")), _point(attributes.get(last, ""))
        if start or end:
            return start if start == end else f"{start or '..'}/{end or '..'}"
    return None


def _point(raw: str) -> str | None:
    if without_year := _NO_YEAR.match(raw.strip()):
        return f"XXXX-{without_year[1]}-{without_year[2]}"
    found = _W3C.match(raw.strip())
    if not found:
        return None
    day = "-".join(part for part in found.group("year", "month", "day") if part)
    time = f"T{found['time']}{found['zone'] or ''}" if found["time"] else ""
    return day + time.replace("+00:00", "Z")


def _span(low: str, high: str) -> str | None:
    """One moment, one day, one month, one year, or an interval of days.

    >>> _span("1973-09-11T00:00:00-05:00", "1973-09-11T23:59:59-05:00")
    '1973-09-11'
    """
    start, end = _point(low), _point(high)
    if not start or not end or start == end:
        return start if start == end else None
    first, last = start[:10], end[:10]
    if first == last:
        return first
    if first[:7] == last[:7] and first.endswith("-01") and int(last[8:] or 0) >= _days(first[:7]):
        return first[:7]
    if first[:4] == last[:4] and first.endswith("-01-01") and last.endswith("-12-31"):
        return first[:4]
    return f"{first}/{last}"


def _days(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:7]))[1]


def _is_lent(dateline: Element, division: Element) -> bool:
    for ancestor in dateline.iterancestors():
        if ancestor is division:
            return False
        if ancestor.tag.rpartition("}")[2] in _LENT:
            return True
    return False
