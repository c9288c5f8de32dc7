"""Which of the numbers in a file are its own, on which pages, and which merely cite other records."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from declass.compare.number_forms import distance, foot_start, head_end
from declass.compare.numbers import stamp_agrees, stamps, vote
from declass.locale import kept as _
from declass.model.record import RecordNumber

_LABEL = re.compile(
    r"^\W{0,4}(?:RECORD\s+NUMBER|Document\s+Number)\s{0,3}[:=.—-]?\s{0,20}\Z", re.IGNORECASE | re.MULTILINE
)
_CITES = re.compile(
    r"(?:\bref(?:s|tel|er\w*)?\b|\bsee\b|\bcf\b|\bre:|\brecord (?:nr|no)\b|\bibid)[^\n]{0,60}\Z",
    re.IGNORECASE,
)
_SHEET = re.compile(
    r"AGENCY INFORMATION|RECORD SERIES|RECORDS SERIES|AGENCY FILE NUMBER|DOCUMENT INFORMATION|CURRENT STATUS"
    r"|DATE OF LAST REVIEW|IDENTIFICATION FORM"
)
_NAMING = frozenset({"rif", "state", "crest", "c-number", "loc-hak", "frus", "inventory"})
"""Schemes whose numbers name one record; a request's case or a DocId does not."""
_DAMAGE = 2
"""Readings at most this many characters apart are taken for one number."""


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number a file bears as its own.

    Attributes:
        number: the reading, voted over pages.
        evidence: sentences, strongest first.
        probability: 0–1 that the pages are a release of the record so numbered.
        first_page, last_page: inclusive, 0-based; None = the whole file.
    """

    number: RecordNumber
    evidence: tuple[str, ...]
    probability: float
    first_page: int | None = None
    last_page: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of a file that one record's sheet or stamp opens."""

    first_page: int
    last_page: int


def own(
    from_name: Iterable[RecordNumber],
    by_page: Mapping[int, Sequence[RecordNumber]],
    pages: Sequence[str],
) -> list[OwnNumber]:
    """The file's own numbers, by page range, surest first within a range.

    A number in running text that cites another record weighs little; head and foot of a page, the
    ``RECORD NUMBER`` field, repetition and the file's name weigh much.

    Args:
        from_name: what ``numbers.from_name`` read.
        by_page: page index -> what ``numbers.find`` read there.
        pages: the pages' texts.
    """
    named = [n for n in from_name if n.scheme in _NAMING]
    parts = bundle_parts(by_page, pages)
    found: list[OwnNumber] = []
    for i, part in enumerate(parts):
        whole = len(parts) == 1
        here = named if _name_belongs(named, part, parts, by_page, pages) else []
        for proposal in _own_of_part(here, part, by_page, pages):
            limits = (None, None) if whole else (part.first_page, part.last_page)
            found.append(replace(proposal, first_page=limits[0], last_page=limits[1]))
        if not whole and i == 0 and named and not here:
            found.extend(replace(o, probability=round(o.probability / 2, 4)) for o in _name_only(named))
    return found


def bundle_parts(by_page: Mapping[int, Sequence[RecordNumber]], pages: Sequence[str]) -> list[Part]:
    """Where a file holds several records: a sheet or stamp with another number opens the next one."""
    starts: list[int] = [0]
    current: RecordNumber | None = None
    for i, text in enumerate(pages):
        stamp = _page_stamp(by_page.get(i, ()), text)
        if stamp is None:
            continue
        if current is not None and stamp.scheme == current.scheme and not _same(stamp, current):
            starts.append(i)
        if current is None or stamp.scheme == current.scheme:
            current = stamp
    ends = [*(s - 1 for s in starts[1:]), max(0, len(pages) - 1)]
    return [Part(a, b) for a, b in zip(starts, ends, strict=True)]


def is_sheet(text: str) -> bool:
    """Whether a page is a JFK identification sheet (RIF)."""
    return len({m.group() for m in _SHEET.finditer(text)}) >= 3


def _page_stamp(found: Sequence[RecordNumber], text: str) -> RecordNumber | None:
    """The one number a page bears at its head or in its sheet, if it is read clearly enough to divide by."""
    head = head_end(text)
    for number in found:
        if number.scheme not in _NAMING or number.start is None or number.probability < 0.75:
            continue
        if _labelled(text, number) or (number.start < head and not _cited(text, number)):
            return number
    return None


def _same(a: RecordNumber, b: RecordNumber) -> bool:
    return a.scheme == b.scheme and distance(a.value, b.value) <= _DAMAGE


def _name_belongs(
    named: Sequence[RecordNumber],
    part: Part,
    parts: Sequence[Part],
    by_page: Mapping[int, Sequence[RecordNumber]],
    pages: Sequence[str],
) -> bool:
    """Whether the name's number speaks for this part: the part that bears it; a lone part always."""
    if len(parts) == 1:
        return True
    stamp = next((s for i in range(part.first_page, part.last_page + 1)
                  if (s := _page_stamp(by_page.get(i, ()), pages[i]))), None)  # fmt: skip
    return stamp is not None and any(_same(stamp, n) for n in named)


def _name_only(named: Sequence[RecordNumber]) -> Iterator[OwnNumber]:
    for number in named:
        yield OwnNumber(
            number, (_("The file's name bears this number."),), _probability(3.0) * number.probability
        )


def _own_of_part(
    named: Sequence[RecordNumber],
    part: Part,
    by_page: Mapping[int, Sequence[RecordNumber]],
    pages: Sequence[str],
) -> list[OwnNumber]:
    on_pages = [
        n
        for i in range(part.first_page, part.last_page + 1)
        for n in by_page.get(i, ())
        if n.scheme in _NAMING
    ]
    proposals = [_weigh(cluster, part, pages) for cluster in _clusters([*named, *on_pages])]
    if any(p.number.source == "page" and p.probability > 0.9 for p in proposals):
        proposals = [_doubt_name(p) if _rests_on_name(p) else p for p in proposals]
    return sorted(proposals, key=lambda p: -p.probability)


def _rests_on_name(proposal: OwnNumber) -> bool:
    return proposal.number.source == "name" and len(proposal.evidence) == 1


def _doubt_name(proposal: OwnNumber) -> OwnNumber:
    sentence = _("The pages bear another number.")
    return replace(
        proposal, probability=round(proposal.probability / 2, 4), evidence=(*proposal.evidence, sentence)
    )


def _clusters(found: Sequence[RecordNumber]) -> list[list[RecordNumber]]:
    """Readings of one number together: names first, then surer readings, take in damaged ones."""
    clusters: list[list[RecordNumber]] = []
    for number in sorted(found, key=lambda n: (n.source != "name", -n.probability)):
        home = next((c for c in clusters if c[0].scheme == number.scheme and _joins(c[0], number)), None)
        if home is None:
            clusters.append([number])
        else:
            home.append(number)
    return clusters


def _joins(a: RecordNumber, b: RecordNumber) -> bool:
    # two names, or serials that both read cleanly, are different records even when close (…10031, …10032)
    clean = a.probability >= 0.9 and b.probability >= 0.9 and a.source == b.source
    return a.value == b.value if clean else _same(a, b)


def _weigh(cluster: Sequence[RecordNumber], part: Part, pages: Sequence[str]) -> OwnNumber:
    """Log-odds of the evidence, each with its sentence."""
    reading = next((n for n in cluster if n.source == "name"), None) or vote(cluster)
    signs = [*_name_signs(cluster), *_place_signs(cluster, part, pages), *_stamp_signs(reading, part, pages)]
    signs.sort(key=lambda s: -s[0])
    logit = -1.5 + sum(weight for weight, _ in signs)
    sentences = tuple(sentence for _, sentence in signs)
    return OwnNumber(reading, sentences, round(_probability(logit) * reading.probability, 4))


def _name_signs(cluster: Sequence[RecordNumber]) -> Iterator[tuple[float, str]]:
    name = next((n for n in cluster if n.source == "name"), None)
    if name is None:
        return
    yield 4.5, _("The file's name bears this number.")
    damaged = sorted({n.original_value for n in cluster if n.value != name.value})
    if damaged:
        yield 0.5, _("The pages bear damaged forms of it: {forms}.").format(forms=", ".join(damaged[:3]))


def _place_signs(
    cluster: Sequence[RecordNumber], part: Part, pages: Sequence[str]
) -> Iterator[tuple[float, str]]:
    on_pages = [n for n in cluster if n.page is not None]
    labelled = [n for n in on_pages if _labelled(pages[n.page or 0], n)]
    edged = [n for n in on_pages if _at_edge(pages[n.page or 0], n)]
    if labelled:
        page = (labelled[0].page or 0) + 1
        yield 3.5, _("Page {page} gives it in a field for the record's number.").format(page=page)
    if edged:
        first = (edged[0].page or 0) == part.first_page
        page = (edged[0].page or 0) + 1
        yield (
            (3.8 if first else 2.0),
            _("It stands at the edge of page {page}, as a stamp does.").format(page=page),
        )
    bearing = {n.page for n in edged}
    if len(bearing) > 1:
        yield 1.5, _("{pages} pages bear it at their edge.").format(pages=len(bearing))
    if on_pages and not labelled and not edged:
        cited = any(_cited(pages[n.page or 0], n) for n in on_pages)
        yield (-2.0 if cited else -0.7), _("It stands only in running text, where other records are cited.")


def _stamp_signs(number: RecordNumber, part: Part, pages: Sequence[str]) -> Iterator[tuple[float, str]]:
    if number.scheme != "state":
        return
    agreeing = sum(
        any(stamp_agrees(s, number.value) for s in stamps(pages[i]))
        for i in range(part.first_page, min(part.last_page + 1, len(pages)))
    )
    if agreeing:
        said = _("Page stamps with the same post and serial stand on {pages} of its pages.")
        yield 2.0, said.format(pages=agreeing)


def _labelled(text: str, number: RecordNumber) -> bool:
    """Whether it fills a field for the record's number; on a sheet read in columns the label stands apart."""
    start = number.start or 0
    if _LABEL.search(text[max(0, start - 60) : start]):
        return True
    return number.scheme == "rif" and is_sheet(text) and not _CITES.search(text[max(0, start - 80) : start])


def _cited(text: str, number: RecordNumber) -> bool:
    start = number.start or 0
    return _CITES.search(text[max(0, start - 80) : start]) is not None and not _labelled(text, number)


def _at_edge(text: str, number: RecordNumber) -> bool:
    start, end = number.start or 0, number.end or 0
    return (start < head_end(text) or end > foot_start(text)) and not _cited(text, number)


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
