"""Fields of sheets that say why a record or its pages are kept back: identification and withdrawal sheets.

RESTRICTIONS : 1B; 4              a record identification form (RIF) of the JFK collection
CURRENT STATUS : REDACT

3.  memo   Allen to Haig   2 pp.   06/04/71   A        a withdrawal sheet of a presidential library
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from declass.locale import kept as _
from declass.redact.codes import codes
from declass.redact.mentions import Mention, mentions
from declass.redact.ticks import ticked

_LABELS = (
    r"AGENCY|RECORD\s+(?:NUMBER|SERIES)|ORIGINATOR|FROM|TO|TITLE|DATE|PAGES|SUBJECTS?|DOCUMENT\s+TYPE|"
    r"CLASSIFICATION|RESTRICTIONS?|CURRENT\s+STATUS|OPENING\s+CRITERIA|COMMENTS?"
)
_RESTRICTIONS = re.compile(
    r"\bRESTRICTIONS?[ \t]{0,4}[:=;.—-]{1,3}[ \t—-]{0,4}"
    rf"(?P<value>(?:(?!(?:{_LABELS})\b)[^\n]){{1,60}})",
    re.I,
)
_STATUS = re.compile(r"\bCURRENT\s+STATUS[ \t]{0,4}[:=;.—-]{0,3}[ \t—-]{0,4}(?P<value>[^\n]{3,60})", re.I)
_OPEN = re.compile(r"\b(?:open|released?\s+in\s+full|opened)\b", re.I)
_IN_PART = re.compile(
    r"\b(?:redact(?:ed)?|(?:released?|postponed)\s+in\s+part|released\s+with\s+deletions?)\b", re.I
)
_STATUS_ALONE = 0.6
_READ_AS = str.maketrans({"I": "1", "l": "1", "i": "1", "|": "1", "O": "0", "o": "0", "€": "C", "§": "5"})
_RESTRICTION = re.compile(
    r"(?<![\w(])(1\s?0|1\s?1|[1-5])\s?\(?\s?([A-Ca8c])?\s?\)?\s?\(?\s?([12])?\s?\)?(?![\w/])"
)
_RIF_CHARS = 3000  # a page of more is the record itself


@dataclass(frozen=True, slots=True)
class Field:
    """What a sheet's field says.

    Attributes:
        start, end: span of the words.
        codes: with their places.
        reason: a sentence.
        probability: 0–1 that something is kept back here; forms are seldom renewed with a later release.
    """

    start: int
    end: int
    codes: tuple[Mention, ...]
    reason: str
    probability: float = 0.9


def restrictions(text: str) -> Field | None:
    """What an identification form says is kept back of a record that is not open; None: nothing.

    The restrictions it names, or, where it names none, a status such as RELEASED WITH DELETIONS.

    >>> found = restrictions("RESTRICTIONS : 1B; 4\\nCURRENT STATUS : REDACT")
    >>> [mention.value for mention in found.codes]
    ['JFK Act 6(1)(B)', 'JFK Act 6(4)']
    """
    status = _STATUS.search(text)
    if len("".join(text.split())) > _RIF_CHARS or (status and _OPEN.search(status["value"])):
        return None
    return _named(text) or _in_part(status)


def _in_part(status: re.Match[str] | None) -> Field | None:
    if status is None or not _IN_PART.match(status["value"]):
        return None
    reason = _("The identification form says that the record was released only in part")
    return Field(status.start(), status.end(), (), reason, _STATUS_ALONE)


def _named(text: str) -> Field | None:
    match = _RESTRICTIONS.search(text)
    if match is None or _OPEN.search(match["value"]):
        return None
    found = tuple(_restriction_codes(match["value"], match.start("value")))
    reason = _("The identification form names the restrictions under which the record was kept back")
    return Field(match.start(), match.end(), found, reason) if found else None


def _restriction_codes(value: str, at: int) -> Iterator[Mention]:
    for match in _RESTRICTION.finditer(value.translate(_READ_AS)):
        number, letter, part = match[1].replace(" ", ""), (match[2] or "").replace("8", "B"), match[3] or ""
        if number in ("10", "11"):
            code = f"JFK Act {number}(a)" + (f"({part})" if part and number == "10" else "")
        else:
            code = f"JFK Act 6({number})" + (f"({letter.upper()})" if letter and number == "1" else "")
        if code in codes():
            raw = value[match.start() : match.end()].strip()
            yield Mention(code, "jfk_act", raw, at + match.start(), at + match.start() + len(raw), 0.9)


# ── withdrawal sheets ───────────────────────────────────────────────────────────────────────────

_LIBRARY = re.compile(
    r"withdrawal\s+sheet|withdrawal\s+record|document\s+withdrawal|presidential\s+librar|GSA\s+FORM\s+7122|NA\s+FORM\s+14",
    re.I,
)
_NIXON = re.compile(r"\bNixon\b|NA\s+FORM\s+1421\b|Presidential\s+Materials", re.I)
_LEGEND = re.compile(
    r"restriction\s+codes?|closed\s+by\s+(?:executive|statute|applicable)|deed\s+of\s+gift", re.I
)
_ROW = re.compile(
    r"^[ \t]*(?:\d{1,3}[a-z]?[.)]?[ \t]+|#[ \t]?\d{1,3}[ \t]+)?(?P<said>[^\n]{6,140}?)[ \t|]+"
    r"(?:RESTRICTION[ \t]+)?[(\[]?(?P<code>[A-H])[)\]]?[ \t]*(?:\([i1]{1,3}\))?[ \t]*$",
    re.M,
)
_PAPER = re.compile(
    r"\b(?:memo(?:randum|con)?|letter|ltr|cable|telegram|tel(?:con)?|report|rpt|note|notes|paper|list|message|msg|"
    r"document|doc|agenda|minutes|draft|form|pp?\.?|pages?|\d{1,2}/\d{1,2}/\d{2,4})\b",
    re.I,
)


def withdrawn(text: str) -> tuple[Mention, ...]:
    """Letters that close the rows of a withdrawal sheet, read by the library's own list; () on other pages.

    >>> said = "WITHDRAWAL SHEET\\n1. cable   Quito 301   2 pp.   B\\n2. memo   Haig to Kissinger   1 p.   A"
    >>> [mention.value for mention in withdrawn(said)]
    ['Library B', 'Library A']
    """
    if not _LIBRARY.search(text):
        return ()
    legend = _LEGEND.search(text)
    rows = [row for row in _ROW.finditer(text) if _PAPER.search(row["said"])]
    nixon = bool(_NIXON.search(text)) or any(row["code"] > "C" for row in rows)
    found = {}
    for row in rows:
        in_legend = legend is not None and legend.start() <= row.start("code") <= legend.end() + 200
        code = f"{'Nixon' if nixon else 'Library'} {row['code']}"
        if code in codes() and not in_legend and code not in found:
            regime = codes()[code].regime.key
            found[code] = Mention(code, regime, row["code"], row.start("code"), row.end("code"), 0.85)
    return tuple(found.values())


# ── every reason of a sheet ─────────────────────────────────────────────────────────────────────


def sheet_codes(text: str) -> tuple[Mention, ...]:
    """Every code that a sheet gives as a reason for what it stands for: of a form, those ticked."""
    chosen = ticked(text)
    if chosen is None:
        chosen = tuple(mention for mention in mentions(text) if codes()[mention.value].secrecy)
    return (*chosen, *withdrawn(text))
