"""The forms of agencies' record numbers, and how scanning damages their characters."""

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

AGENCIES = {
    "104": "CIA",
    "119": "State",
    "124": "FBI",
    "135": "HPSCI",
    "144": "NSA",
    "157": "SSCIA (Church Committee)",
    "176": "NARA, Kennedy Library",
    "177": "Johnson Library",
    "178": "Rockefeller Commission",
    "180": "HSCA",
    "194": "INSCOM",
    "195": "Office of the Secretary of Defense",
    "198": "Army",
    "202": "Joint Chiefs of Staff",
    "206": "PFIAB",
}
"""First group of a JFK record number (RIF) -> the agency that gave it; counted on the 2017–2025 releases."""

_DIGIT_OF = dict(zip("OoQD@lIi|!tr(SsBZz", "000001111111155822", strict=True))
# What OCR prints for a digit. Read on the headers of 1,207 JFK texts: t, r, I, l, ( for 1 and O, o, Q for 0.
_LETTERS = "OoQD@lIi|!tr(SsBZz"
_DIGITLIKE = rf"[0-9{re.escape(_LETTERS)}]"
_GAP = r"[ ]?[-–—−‐~_.=][ ]?"

_RIF_CLEAN = re.compile(rf"(?<![\d-])(\d{{3}}){_GAP}(\d{{5}}){_GAP}(\d{{5}})(?![\d]|-\d)")
_RIF_SPACED = re.compile(r"(?<![\d-])(\d{3})[ ](\d{5})[ ](\d{5})(?![\d]|-\d)")
_RIF_WORN = re.compile(
    rf"(?<![0-9A-Za-z])(?:[\[(|*'\"“”‘’]{{0,3}})({_DIGITLIKE}{{2,4}})(?:{_GAP}|[ ])?({_DIGITLIKE}{{5}})"
    rf"(?:{_GAP}|[ ])?({_DIGITLIKE}{{5}})(?![0-9A-Za-z])"
)
_STATE = re.compile(r"(?<![0-9A-Za-z])(19[67]\d)([A-Z]{3,8})(\d{5,6})(?![0-9A-Za-z])")
_CREST = re.compile(
    r"([A-Z][A-Z1|][A-Z]|C[IlL1|]A)\s?[-–—]?\s?R[DO0]P\s?"
    r"([0-9OoIlSBZ]{2}[-–—?'. A-Z0-9a-z]{0,2}[0-9A-Za-z'?.-]{15,24})"
    r"(?![0-9A-Za-z])"
)
_CREST_BODY = re.compile(r"(\d{2})([-A-Z])(\d{5})([A-Z])(\d{12})-(\d)\Z")
_C_NUMBER = re.compile(r"(?<![0-9A-Za-z])C[0Oo][0-9OolI]{7}(?![0-9A-Za-z])")
_LOC_HAK = re.compile(
    r"(?<![0-9A-Za-z])LOC\s?[-–]\s?HAK\s?[-–]\s?(\d{1,3})[-–](\d{1,3})[-–](\d{1,3})[-–](\d)(?!\d)"
)
_FRUS = re.compile(r"(?<![0-9A-Za-z])(frus\d{4}[0-9A-Za-z-]*)[/_#]?(?<=[/_#0-9])d(\d{1,4})(?![0-9A-Za-z])")
_CASE = re.compile(r"(?<![0-9A-Za-z])(F|M|FL)[-–](\d{4})[-–](\d{5})(?!\d)")
_DOCID = re.compile(r"(?<![0-9A-Za-z])doc\s?id[-_: ]{0,2}(\d{8})(?!\d)", re.IGNORECASE)

# Stamps at the head of 1,207 JFK texts: .92 of the clean readings were right, .6 to .9 of the worn ones.
_HEAD_LINES = 6  # a record's stamp stands among the first non-empty lines; read on 1,207 JFK texts


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as a pattern read it: scheme, normal form, span, and 0–1 that the characters are right."""

    scheme: str
    value: str
    start: int
    end: int
    probability: float


def digits(raw: str) -> str:
    """Letters that stand for digits under OCR, as digits.

    >>> digits("O0oIl|t")
    '0001111'
    """
    return "".join(_DIGIT_OF.get(c, c) for c in raw)


def distance(a: str, b: str) -> int:
    """How many characters two readings of one number differ by; joins and lost characters count too.

    >>> distance("104-10003-10041", "104-70003-1004")
    2
    """
    return Levenshtein.distance(a, b)


def agency(value: str) -> str | None:
    """Agency named by a JFK record number's first group, or None.

    >>> agency("104-10003-10041")
    'CIA'
    """
    return AGENCIES.get(value[:3])


def readings(text: str) -> list[Reading]:
    """Every number in ``text``, in order; of two that overlap the surer stays."""
    found = [reading for form in _FORMS for reading in form(text)]
    found.sort(key=lambda r: (-r.probability, r.start))
    kept: list[Reading] = []
    for reading in found:
        at = bisect(kept, reading.start, key=lambda r: r.start)
        free_before = at == 0 or kept[at - 1].end <= reading.start
        if free_before and (at == len(kept) or reading.end <= kept[at].start):
            kept.insert(at, reading)
    return kept


def head_end(text: str, lines: int = _HEAD_LINES) -> int:
    """Offset at which the first ``lines`` non-empty lines of a page end."""
    seen = end = 0
    for line in text.splitlines(keepends=True):
        end += len(line)
        seen += bool(line.strip())
        if seen == lines:
            break
    return end


def foot_start(text: str, lines: int = 3) -> int:
    """Offset at which the last ``lines`` non-empty lines of a page begin."""
    seen, start = 0, len(text)
    for line in reversed(text.splitlines(keepends=True)):
        start -= len(line)
        seen += bool(line.strip())
        if seen == lines:
            break
    return start


def _rif_clean(text: str) -> Iterator[Reading]:
    for pattern, sure in ((_RIF_CLEAN, 0.95), (_RIF_SPACED, 0.7)):
        for match in pattern.finditer(text):
            snapped, changes = _snap(*match.groups())
            if snapped:
                yield Reading("rif", snapped, match.start(1), match.end(3), sure * 0.8**changes)


def _rif_worn(text: str) -> Iterator[Reading]:
    """Damaged numbers are taken only where a stamp stands: at the page's head or alone on a line."""
    head = head_end(text)
    for match in _RIF_WORN.finditer(text):
        raw = match.group(1) + match.group(2) + match.group(3)
        if sum(c.isdigit() for c in raw) < 7 or not (match.start() < head or _alone(text, match)):
            continue
        snapped, changes = _snap(*(digits(g) for g in match.groups()))
        if snapped:
            letters = sum(not c.isdigit() for c in raw)
            yield Reading("rif", snapped, match.start(1), match.end(3), 0.85 * 0.95**letters * 0.8**changes)


def _alone(text: str, match: re.Match[str]) -> bool:
    start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)]
    return len(line.strip()) <= match.end() - match.start() + 3


def _snap(prefix: str, box: str, item: str) -> tuple[str | None, int]:
    """The nearest well-formed JFK number, and how many characters that took.

    The second and third groups begin with 1 (the FBI's also with 9); a stroke is misread as 4 or 7.
    """
    agency_number, changes = _snap_agency(prefix)
    if agency_number is None or not (box + item).isdigit():
        return None, 0
    groups = [box, item]
    for i, group in enumerate(groups):
        if group[0] in "47":
            groups[i], changes = "1" + group[1:], changes + 1
        elif group[0] not in "19":
            return None, 0
    return f"{agency_number}-{groups[0]}-{groups[1]}", changes


def _snap_agency(prefix: str) -> tuple[str | None, int]:
    if prefix in AGENCIES:
        return prefix, 0
    if prefix[1:] in AGENCIES:  # a bar or bracket before it was read as a digit
        return prefix[1:], 0
    ends = [known for known in AGENCIES if len(prefix) == 2 and known.endswith(prefix)]
    if len(ends) == 1:
        return ends[0], 1
    near = [
        k for k in AGENCIES if len(prefix) == 3 and sum(a != b for a, b in zip(k, prefix, strict=True)) == 1
    ]
    strokes = [k for k in near if prefix[0] in "47" and k[1:] == prefix[1:]]
    return (strokes[0], 1) if strokes else (None, 0)


def _state(text: str) -> Iterator[Reading]:
    for match in _STATE.finditer(text):
        yield Reading("state", match.group(), match.start(), match.end(), 0.97)


def _crest(text: str) -> Iterator[Reading]:
    for match in _CREST.finditer(text):
        value, whole = _crest_value(match.group(1), match.group(2))
        yield Reading("crest", value, match.start(), match.end(), 0.95 if whole else 0.3)


def _crest_value(agency_read: str, raw: str) -> tuple[str, bool]:
    """Normal form of a number like ``CIA-RDP…`` and whether it is complete."""
    originator = (
        "CIA" if re.fullmatch("C[IlL1|]A", agency_read) else agency_read.replace("1", "I").replace("|", "I")
    )
    body = re.sub(r"[\s'.]", "", raw)
    year, rest = digits(body[:2]), body[2:]
    series, rest = (rest[0], rest[1:]) if rest[:1].isalpha() or rest[:1] in "-–—?" else ("-", rest)
    series = series if series.isalpha() else "-"
    box, letter, rest = digits(rest[:5]), rest[5:6].upper(), rest[6:]
    tail = digits(rest.replace("–", "-").replace("—", "-"))
    value = f"{year}{series.upper()}{box}{letter}{tail}"
    return f"{originator}-RDP{value}", _CREST_BODY.match(value) is not None


def _c_number(text: str) -> Iterator[Reading]:
    for match in _C_NUMBER.finditer(text):
        yield Reading("c-number", "C" + digits(match.group()[1:]), match.start(), match.end(), 0.9)


def _loc_hak(text: str) -> Iterator[Reading]:
    for match in _LOC_HAK.finditer(text):
        yield Reading("loc-hak", "LOC-HAK-" + "-".join(match.groups()), match.start(), match.end(), 0.95)


def _frus(text: str) -> Iterator[Reading]:
    for match in _FRUS.finditer(text):
        yield Reading("frus", f"{match.group(1)}/d{match.group(2)}", match.start(), match.end(), 0.99)


def _case(text: str) -> Iterator[Reading]:
    for match in _CASE.finditer(text):
        yield Reading("case", "-".join(match.groups()), match.start(), match.end(), 0.95)


def _docid(text: str) -> Iterator[Reading]:
    for match in _DOCID.finditer(text):
        yield Reading("docid", match.group(1), match.start(), match.end(), 0.95)


_FORMS: tuple[Callable[[str], Iterator[Reading]], ...] = (
    _rif_clean, _rif_worn, _state, _crest, _c_number, _loc_hak, _frus, _case, _docid,
)  # fmt: skip
