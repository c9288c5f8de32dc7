"""Files become releases of records: numbers, divisions, inventories and judgements weighed, with evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path

from declass import chronology
from declass.archive.catalogue import Catalogue
from declass.archive.values import InventoryRow, ReleaseProposal
from declass.chronology import edtf
from declass.compare import grouping
from declass.compare.numbers import from_name
from declass.locale import kept as _
from declass.model.anchor import Digest
from declass.model.date import PartialDate
from declass.model.provenance import Verdict
from declass.model.reading import Division
from declass.model.record import RecordNumber, Release
from declass.pipeline.steps import dates_of, numbers_of
from declass.redact.names import masked_name
from declass.redact.personal import masked

RECORDS_VERSION = "6"
"""Raised whenever grouping, or a record's date or title, may come out differently than before."""

_RELEASE_PREFIX = "release:"


@dataclass(frozen=True, slots=True)
class RecordsUnit:
    """Documents to be grouped, as handed to a worker."""

    digests: tuple[Digest, ...]
    attempts: int = 1


Grouped = Mapping[Digest, Sequence[ReleaseProposal]]


class Grouper:
    """Proposes records for documents, reading the catalogue but never writing to it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def group(self, digests: Iterable[Digest]) -> Grouped:
        """Proposals for each document, in page order."""
        return {digest: self._propose(digest) for digest in digests}

    def _propose(self, digest: Digest) -> tuple[ReleaseProposal, ...]:
        pages = {page.index: page.text.text if page.text else "" for page in self._catalogue.pages.of(digest)}
        texts = [pages.get(index, "") for index in range(max(pages, default=-1) + 1)]
        arrivals = self._catalogue.accessions.of(digest)
        numbers = numbers_of(self._catalogue, digest, texts)
        rows = self._inventory(arrivals[0].name, numbers)
        candidate = grouping.Candidate(
            name=arrivals[0].name,
            pages=texts,
            numbers=numbers,
            divisions=self._catalogue.documents.divisions(digest),
            inventory=[_listed(row) for row in rows],
            verdicts=self._verdicts(digest),
            shown=masked,
            stand_in=_stand_in(arrivals[0].name, digest),
        )
        published = dict.fromkeys((arrival.collection, arrival.released) for arrival in arrivals)
        spoken = Spoken(texts, dates_of(self._catalogue, digest, texts))
        listed = {row.number: row.date for row in rows if row.number and row.date}
        dater = _Dater(candidate, listed, spoken, _first_day([released for _, released in published]))
        return tuple(
            _release(digest, proposal, collection, released, dater)
            for proposal in grouping.propose(candidate)
            for collection, released in published
        )

    def _inventory(self, name: str, numbers: Sequence[RecordNumber]) -> list[InventoryRow]:
        """Rows that may be about this file: same number (as read, damage included) or same file name."""
        values = {number.value for number in (*from_name(name), *numbers)}
        return self._catalogue.lookup.listed(sorted(values), Path(name).name)

    def _verdicts(self, digest: Digest) -> dict[str, Verdict]:
        """What people said: record number to verdict."""
        said = self._catalogue.lookup.judged(_RELEASE_PREFIX, f":{digest}")
        return {
            standing.subject.removeprefix(_RELEASE_PREFIX).removesuffix(f":{digest}"): standing.verdict
            for standing in said
            if standing.verdict is not None
        }


def _stand_in(name: str, digest: Digest) -> str:
    """A file's name masked, and told from others by its digest; "" where nothing in it is masked."""
    base = Path(name).name
    hidden = masked_name(base)
    return "" if hidden == base else f"{hidden} {digest[:8]}"


def _first_day(released: Iterable[str | None]) -> Day | None:
    """The first day on which a file can have been public; None where nobody said when it was published."""
    said = [days[0] for day in released if day and (days := edtf.bounds(day))]
    return min(said, default=None)


def _listed(row: InventoryRow) -> grouping.InventoryRow:
    number = row.number or ""
    return grouping.InventoryRow(
        number, row.file, grouping.scheme_of(number), row.title, agency=row.agency, kind=row.type
    )


def _release(
    digest: Digest, proposal: grouping.Proposal, collection: str, released: str | None, dater: "_Dater"
) -> ReleaseProposal:
    division = dater.division(proposal)
    date, reason = dater.date(proposal)
    days = edtf.bounds(date) if date else None
    return ReleaseProposal(
        number=proposal.number,
        release=Release(digest, proposal.first_page, proposal.last_page, released, collection),
        probability=proposal.probability,
        evidence=proposal.evidence,
        first_offset=division.first_offset if division else None,
        last_offset=division.last_offset if division else None,
        title=proposal.title or "",
        date=date,
        date_reason=reason,
        agency=proposal.agency or "",
        type=proposal.kind or "",
        first_day=days[0].toordinal() if days else None,
        last_day=days[1].toordinal() if days else None,
    )


class Spoken:
    """What a file's pages say of dates, each with its part; a page is looked at once, however many ask.

    Args:
        dates: those found, with their pages, in order of page.
    """

    def __init__(self, texts: Sequence[str], dates: Iterable[tuple[int, PartialDate]]) -> None:
        self._texts = texts
        self._found: dict[int, list[PartialDate]] = {}
        for page, date in dates:
            self._found.setdefault(page, []).append(date)
        self._placed: dict[int, list[chronology.Candidate]] = {}

    def on(self, page: int) -> list[chronology.Candidate]:
        """The dates of one page with the parts they play."""
        if page not in self._placed:
            found = self._found.get(page, ())
            self._placed[page] = list(chronology.placed(page, self._texts[page], found))
        return self._placed[page]


class _Dater:
    """Finds the best date of each part of one file."""

    def __init__(
        self, file: grouping.Candidate, listed: Mapping[str, str], spoken: "Spoken", published: Day | None
    ) -> None:
        self._pages = file.pages
        self._listed = listed
        self._spoken = spoken
        self._published = published
        self._divisions: dict[str, Division] = {d.number: d for d in file.divisions}

    def division(self, proposal: grouping.Proposal) -> Division | None:
        """The marked-up part the proposal is about, if any."""
        return self._divisions.get(proposal.number.value)

    def date(self, proposal: grouping.Proposal) -> tuple[str | None, str]:
        """EDTF and where it was taken from; (None, "") where nothing says."""
        division = self.division(proposal)
        if division is not None:
            return division.date, _("the file's markup") if division.date else ""
        first = proposal.first_page or 0
        last = len(self._pages) - 1 if proposal.last_page is None else proposal.last_page
        spoken = [one for page in range(first, last + 1) for one in self._spoken.on(page)]
        if (by_number := chronology.from_number(proposal.number.value)) is not None:
            spoken.append(by_number)
        if listed := self._listed.get(proposal.number.value):
            spoken.append(chronology.Candidate(PartialDate(listed, 0, len(listed), listed), "inventory"))
        best = chronology.best(spoken, self._published)
        return (best.edtf, best.reason) if best else (None, "")
