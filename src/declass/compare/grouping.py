"""Proposals which record each part of a file is a release of, with page ranges and evidence."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from declass.compare.describing import TITLED_PAGES, kind_of, title_of
from declass.compare.letterhead import letterhead
from declass.compare.number_forms import agency, distance
from declass.compare.numbers import find, from_name
from declass.compare.own import OwnNumber, own
from declass.locale import kept as _
from declass.model.provenance import Verdict
from declass.model.reading import Division
from declass.model.record import Grouping, RecordNumber

_ORIGINATORS = {"state": "State", "frus": "State"}


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """A publisher's own line on one record.

    Attributes:
        number: the record's number as the publisher prints it.
        file: the file name it gives, "" if none.
        scheme: ``rif``, ``state``, …; ``inventory`` for the publisher's own.
        title, agency, kind, released: as printed; "" where the row is silent.
    """

    number: str
    file: str = ""
    scheme: str = "inventory"
    title: str = ""
    agency: str = ""
    kind: str = ""
    released: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to be grouped.

    Attributes:
        name: its file name.
        pages: its pages' texts, best layer of each.
        divisions: records marked up inside it.
        inventory: the collection's rows; only those matching by file name or number are used.
        verdicts: a person's words, record number -> yes, no or unsure; they decide.
        numbers: what ``numbers.find`` read on the pages, in their order; None = not looked yet.
        shown: a text as anyone may see it, as long as it was; titles are taken from that.
        stand_in: what a record without a number is called where the file's name must not be shown; "" = the
            name.
    """

    name: str
    pages: Sequence[str]
    divisions: Sequence[Division] = ()
    inventory: Sequence[InventoryRow] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    numbers: Sequence[RecordNumber] | None = None
    shown: Callable[[str], str] = str
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Proposal(Grouping):
    """A grouping with the pages it covers and what the record seems to be.

    Attributes:
        first_page, last_page: inclusive, 0-based; None = the whole file.
        agency, title, kind: best guesses, None where nothing says.
    """

    first_page: int | None = None
    last_page: int | None = None
    agency: str | None = None
    title: str | None = None
    kind: str | None = None


def propose(file: Candidate, minimum: float = 0.3) -> list[Proposal]:
    """Which record each part of a file is a release of, in page order, surest first.

    Args:
        minimum: proposals less probable than this are dropped, a person's word excepted; 0–1.

    Returns:
        Never empty: a file without any number gets one of scheme ``name``.
    """
    if file.divisions:
        made = [_from_division(division, file.shown) for division in file.divisions]
    else:
        made = [_describe(proposal, file) for proposal in _numbered(file)]
    judged = [_judge(p, file.verdicts) for p in [*made, *_only_a_person_says(made, file.verdicts)]]
    kept = [p for p in judged if p.probability >= minimum or p.number.value in file.verdicts]
    if not any(p.probability >= minimum for p in kept):
        kept.append(_judge(_describe(_last_resort(file), file), file.verdicts))
    return sorted(kept, key=lambda p: (p.first_page or 0, -p.probability))


def _numbered(file: Candidate) -> Iterator[OwnNumber]:
    named = from_name(file.name)
    found = [_against_inventory(o, file.inventory) for o in own(named, _by_page(file), file.pages)]
    yield from found
    row = _row_for_file(file.name, file.inventory)
    if row is not None and all(o.number.value != row.number for o in found):
        number = RecordNumber(row.scheme, row.number, row.number, "inventory", probability=1.0)
        yield OwnNumber(number, (_("The publisher's inventory gives this number for the file."),), 0.95)


def _by_page(file: Candidate) -> Mapping[int, Sequence[RecordNumber]]:
    if file.numbers is None:
        return {i: find(text, i) for i, text in enumerate(file.pages)}
    by_page: dict[int, list[RecordNumber]] = {i: [] for i in range(len(file.pages))}
    for number in file.numbers:
        if number.page is not None:
            by_page[number.page].append(number)
    return by_page


def _row_for_file(name: str, rows: Sequence[InventoryRow]) -> InventoryRow | None:
    base = name.replace("\\", "/").rsplit("/", 1)[-1].casefold()
    stem = base.rsplit(".", 1)[0]
    return next(
        (
            r
            for r in rows
            if r.file and r.file.replace("\\", "/").rsplit("/", 1)[-1].casefold() in (base, stem)
        ),
        None,
    )


def _row_for_number(value: str, rows: Sequence[InventoryRow]) -> InventoryRow | None:
    return next((r for r in rows if r.number == value), None)


def _against_inventory(proposal: OwnNumber, rows: Sequence[InventoryRow]) -> OwnNumber:
    """A number the inventory lists is surer; one it does not list is read as the only listed one nearby."""
    if not rows:
        return proposal
    value = proposal.number.value
    if _row_for_number(value, rows):
        return _surer(proposal, 2.0, _("The publisher's inventory lists this number."))
    near = [r for r in rows if len(r.number) == len(value) and distance(r.number, value) <= 2]
    if len(near) != 1 or proposal.number.source != "page":
        return proposal
    corrected = replace(proposal.number, value=near[0].number)
    sentence = _("Read as {value}; the inventory lists only {number} so close to it.").format(
        value=value, number=near[0].number
    )
    return _surer(replace(proposal, number=corrected), 0.5, sentence)


def _surer(proposal: OwnNumber, weight: float, sentence: str) -> OwnNumber:
    """The proposal with evidence added; ``weight`` in log-odds."""
    p = min(max(proposal.probability, 1e-4), 1 - 1e-4)
    raised = 1 / (1 + (1 - p) / p * math.exp(-weight))
    return replace(proposal, probability=round(raised, 4), evidence=(*proposal.evidence, sentence))


def _last_resort(file: Candidate) -> OwnNumber:
    number = from_name(file.name)[-1]
    if file.stand_in:
        number = replace(number, value=file.stand_in, original_value=file.stand_in)
    return OwnNumber(number, (_("No record number was found; the file's name stands in for one."),), 0.4)


def _describe(proposal: OwnNumber, file: Candidate) -> Proposal:
    first = proposal.first_page or 0
    last = len(file.pages) - 1 if proposal.last_page is None else proposal.last_page
    pages = file.pages[first : last + 1]
    row = _row_for_number(proposal.number.value, file.inventory) or _row_for_file(file.name, file.inventory)
    said = row or InventoryRow("")
    return Proposal(
        proposal.number,
        proposal.probability,
        proposal.evidence,
        proposal.first_page,
        proposal.last_page,
        agency=said.agency or _agency(proposal.number) or letterhead(pages[0] if pages else ""),
        title=file.shown(said.title) or title_of([file.shown(page) for page in pages[:TITLED_PAGES]]),
        kind=said.kind or kind_of(pages),
    )


def _agency(number: RecordNumber) -> str | None:
    if number.scheme == "crest":
        return number.value.split("-", 1)[0]  # CIA-RDP…: the agency's initials open the number
    return agency(number.value) if number.scheme == "rif" else _ORIGINATORS.get(number.scheme)


def _from_division(division: Division, shown: Callable[[str], str]) -> Proposal:
    scheme = "frus" if division.number.startswith("frus") else "inventory"
    number = RecordNumber(
        scheme, division.number, division.number, "markup", division.first_page, division.first_offset, None
    )
    return Proposal(
        number,
        0.99,
        (_("The file's markup divides it into documents; this is one of them."),),
        division.first_page,
        division.last_page,
        agency=_ORIGINATORS.get(scheme),
        title=shown(division.title) or None,
    )


def _judge(proposal: Proposal, verdicts: Mapping[str, Verdict]) -> Proposal:
    verdict = verdicts.get(proposal.number.value)
    if verdict == "yes":
        return replace(proposal, probability=1.0, evidence=(_("A person confirmed it."), *proposal.evidence))
    if verdict == "no":
        return replace(proposal, probability=0.0, evidence=(_("A person rejected it."), *proposal.evidence))
    return proposal


def _only_a_person_says(made: Sequence[Proposal], verdicts: Mapping[str, Verdict]) -> Iterator[Proposal]:
    known = {p.number.value for p in made}
    for value, verdict in verdicts.items():
        if verdict == "yes" and value not in known:
            yield Proposal(RecordNumber(scheme_of(value), value, value, "person"), 1.0, ())


def scheme_of(value: str) -> str:
    """The scheme a number belongs to by its form, so that every source names one record alike.

    >>> scheme_of("1973SANTIA06523"), scheme_of("HQ-74-0417")
    ('state', 'inventory')
    """
    return next((number.scheme for number in find(value, 0) if number.value == value), "inventory")
