"""The completeness ledger: every file found, every page expected, and what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, distinct, exists, func, or_, select, tuple_

from declass.archive.base import Database
from declass.archive.tables import (
    accessions,
    batches,
    documents,
    layers,
    originals,
    pages,
    refusals,
    sightings,
)
from declass.archive.values import DocumentState
from declass.model.anchor import Digest

POOR_ERROR = 0.1
"""Expected share of wrong characters from which a page counts as poorly read: every second word has a mistake
in it, so that a search for two words misses three pages in four."""

THIN_CHARS = 60
"""A line of typing; a page by OCR with less has a stamp or a page number, or could not be read."""


@dataclass(frozen=True, slots=True)
class BatchCount:
    """One batch: ``found`` = ``archived`` + ``refused``.

    Attributes:
        found: files the walk came upon; None where the batch did not finish.
        archived: those among the originals, newly or already.
        new: accessions that this batch brought.
    """

    id: int
    whence: str
    started: datetime
    finished: datetime | None
    found: int | None
    archived: int
    new: int
    refused: int


@dataclass(frozen=True, slots=True)
class FileTotals:
    """All files: ``accessions`` = ``originals`` + ``duplicates``.

    Attributes:
        found: of all finished batches; a file found by two batches counts twice.
        archived, refused: of all finished batches likewise.
        members: accessions from inside containers; members_refused: those not taken out.
    """

    found: int
    archived: int
    refused: int
    originals: int
    accessions: int
    duplicates: int
    members: int
    members_refused: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class StateCount:
    """Documents in one state for one reason."""

    state: DocumentState
    reason: str
    remedy: str
    documents: int


@dataclass(frozen=True, slots=True)
class PageTotals:
    """All pages: ``expected`` = ``read`` + ``failed`` + ``unread``.

    Attributes:
        expected: as the files claim, or, where a file claims nothing, as many as were delivered.
        unread: expected and not delivered; the documents' reasons say why.
        without_text: read, but with no letter in the layer chosen, or no layer at all.
        unknown: documents that are not yet read, whose pages nobody has counted.
        poor: read, but a tenth of the chosen text's characters or more are probably wrong.
        thin: read by OCR, which found hardly a line: little is written there, or little could be read.
    """

    expected: int
    read: int
    failed: int
    unread: int
    without_text: int
    unknown: int
    poor: int = 0
    thin: int = 0


@dataclass(frozen=True, slots=True)
class PageLoss:
    """Pages that could not be read for one reason.

    Attributes:
        state: ``failed`` (tried), or the state of documents whose reading never came so far.
    """

    state: str
    reason: str
    pages: int
    documents: int


@dataclass(frozen=True, slots=True)
class DoubtfulPage:
    """A page that was read, and where a search may miss what is written.

    Attributes:
        page: from 0.
        why: ``no text``, ``hardly any text`` (by OCR, less than a line) or ``read poorly``.
        expected_error: 0–1; None where it was never estimated.
        characters: of the chosen text.
    """

    digest: Digest
    name: str
    page: int
    why: str
    expected_error: float | None
    characters: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or member that is not among the originals."""

    whence: str
    name: str
    container: Digest | None
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An original that came more than once, with every place it came from."""

    digest: Digest
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vanished:
    """A file that an earlier batch found and the latest from the same place did not; its bytes are kept."""

    digest: Digest
    whence: str
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """The ledger at one moment, without the long lists."""

    batches: tuple[BatchCount, ...]
    files: FileTotals
    documents: tuple[StateCount, ...]
    pages: PageTotals
    losses: tuple[PageLoss, ...]
    vanished: int
    imbalances: tuple[str, ...]


class Ledger:
    """Counts what the catalogue holds; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def report(self) -> Report:
        """Everything that fits on a page."""
        return Report(
            batches=tuple(self.batches()),
            files=self.files(),
            documents=tuple(self.documents()),
            pages=self.pages(),
            losses=tuple(self.losses()),
            vanished=len(self.vanished()),
            imbalances=tuple(self.imbalances()),
        )

    def batches(self) -> list[BatchCount]:
        """Every batch, the oldest first."""
        seen = _count(sightings, sightings.c.batch_id == batches.c.id)
        new = _count(
            accessions, and_(accessions.c.batch_id == batches.c.id, accessions.c.container.is_(None))
        )
        refused = _count(refusals, refusals.c.batch_id == batches.c.id)
        facts = (batches.c.id, batches.c.whence, batches.c.started, batches.c.finished, batches.c.found)
        return [
            BatchCount(*row) for row in self._all(select(*facts, seen, new, refused).order_by(batches.c.id))
        ]

    def files(self) -> FileTotals:
        """All files together."""
        ended = [batch for batch in self.batches() if batch.found is not None]
        inside = func.coalesce(func.sum(case((accessions.c.container.is_not(None), 1), else_=0)), 0)
        ((arrived, members),) = self._all(select(func.count(), inside).select_from(accessions))
        size = func.coalesce(func.sum(originals.c.size), 0)
        ((kept, size_bytes),) = self._all(select(func.count(), size).select_from(originals))
        held_back = select(func.count()).select_from(refusals).where(refusals.c.container.is_not(None))
        ((members_refused,),) = self._all(held_back)
        return FileTotals(
            found=sum(batch.found or 0 for batch in ended),
            archived=sum(batch.archived for batch in ended),
            refused=sum(batch.refused for batch in ended),
            originals=kept,
            accessions=arrived,
            duplicates=arrived - kept,
            members=members,
            members_refused=members_refused,
            size_bytes=int(size_bytes),
        )

    def documents(self) -> list[StateCount]:
        """Documents by state and reason, the most frequent first."""
        what = (documents.c.state, documents.c.reason, documents.c.remedy)
        rows = self._all(select(*what, func.count()).group_by(*what))
        return sorted((StateCount(*row) for row in rows), key=lambda s: (-s.documents, s.state, s.reason))

    def pages(self) -> PageTotals:
        """All pages together."""
        one = _per_document()
        expected, unread = _expected(one), _expected(one) - one.c.read - one.c.failed
        unknown = and_(one.c.pages_expected.is_(None), one.c.state.in_(("pending", "reading")))
        sums = (expected, one.c.read, one.c.failed, unread, one.c.blank, case((unknown, 1), else_=0))
        (row,) = self._all(select(*(func.coalesce(func.sum(column), 0) for column in sums)))
        return PageTotals(*(*map(int, row), *self._doubtful()))

    def _doubtful(self) -> tuple[int, int]:
        """Pages read poorly, and pages with hardly any text."""
        poor = case((layers.c.expected_error >= POOR_ERROR, 1), else_=0)
        few = and_(layers.c.kind == "ocr", pages.c.chars > 0, pages.c.chars < THIN_CHARS)
        sums = (func.coalesce(func.sum(column), 0) for column in (poor, case((few, 1), else_=0)))
        (row,) = self._all(select(*sums).select_from(pages.join(layers, pages.c.layer_id == layers.c.id)))
        return int(row[0]), int(row[1])

    def doubtful_pages(self) -> list[DoubtfulPage]:
        """The pages behind ``without_text``, ``thin`` and ``poor`` of ``PageTotals``, by name and page."""
        chars = func.coalesce(pages.c.chars, 0)
        few = and_(layers.c.kind == "ocr", chars < THIN_CHARS)
        why = case((chars == 0, "no text"), (few, "hardly any text"), else_="read poorly")
        names = select(accessions.c.name).where(accessions.c.digest == documents.c.digest)
        first = names.order_by(accessions.c.id).limit(1).scalar_subquery()
        facts = (documents.c.digest, first, pages.c.page, why, layers.c.expected_error, chars)
        joined = pages.join(documents, pages.c.document_id == documents.c.id).outerjoin(
            layers, pages.c.layer_id == layers.c.id
        )
        doubtful = or_(chars == 0, few, layers.c.expected_error >= POOR_ERROR)
        found = self._all(select(*facts).select_from(joined).where(pages.c.state == "read", doubtful))
        return sorted((DoubtfulPage(*row) for row in found), key=lambda p: (p.name, p.digest, p.page))

    def losses(self) -> list[PageLoss]:
        """Pages not read, by reason, the most frequent first."""
        failed = select(pages.c.reason, func.count(), func.count(distinct(pages.c.document_id)))
        tried = self._all(failed.where(pages.c.state == "failed").group_by(pages.c.reason))
        one = _per_document()
        missing = _expected(one) - one.c.read - one.c.failed
        never = select(one.c.state, one.c.reason, func.sum(missing), func.count()).where(missing > 0)
        rows = [PageLoss("failed", *row) for row in tried]
        rows += [PageLoss(*row) for row in self._all(never.group_by(one.c.state, one.c.reason))]
        return sorted(rows, key=lambda loss: (-loss.pages, loss.reason))

    def refusals(self) -> list[Refusal]:
        """Every file that was not taken, by place and name, then every member likewise."""
        columns = [refusals.c[name] for name in ("whence", "name", "container", "reason", "remedy")]
        found = {Refusal(*row) for row in self._all(select(*columns))}
        return sorted(found, key=lambda r: (r.container or "", r.whence, r.name, r.reason))

    def duplicates(self) -> Iterator[Duplicate]:
        """Originals with more than one accession, by digest."""
        places = (accessions.c.whence, accessions.c.name, accessions.c.container)
        often = select(accessions.c.digest).group_by(accessions.c.digest).having(func.count() > 1)
        statement = select(accessions.c.digest, *places).where(accessions.c.digest.in_(often))
        places_of: dict[str, list[str]] = {}
        for digest, whence, name, container in self._all(
            statement.order_by(accessions.c.digest, accessions.c.id)
        ):
            place = f"{whence}: {name}" if container is None else f"{whence} ({container}): {name}"
            places_of.setdefault(digest, []).append(place)
        return (Duplicate(Digest(digest), tuple(found)) for digest, found in places_of.items())

    def vanished(self) -> list[Vanished]:
        """Files that their place no longer holds, by place and name."""
        ended = select(batches.c.whence, func.max(batches.c.id).label("id")).where(
            batches.c.found.is_not(None)
        )
        last = ended.group_by(batches.c.whence).subquery()
        # the same file under a new collection or date is another accession, not another file
        same = accessions.alias()
        seen = (
            select(same.c.whence, same.c.name)
            .join(sightings, sightings.c.accession_id == same.c.id)
            .join(last, and_(last.c.id == sightings.c.batch_id, last.c.whence == same.c.whence))
        )
        columns = (accessions.c.digest, accessions.c.whence, accessions.c.name)
        joined = accessions.join(last, last.c.whence == accessions.c.whence)
        here = tuple_(accessions.c.whence, accessions.c.name)  # looked up, not searched for anew each time
        gone = select(*columns).select_from(joined).where(accessions.c.container.is_(None), here.not_in(seen))
        found = {Vanished(*row) for row in self._all(gone.where(accessions.c.batch_id <= last.c.id))}
        return sorted(found, key=lambda v: (v.whence, v.name))

    def imbalances(self) -> list[str]:
        """What does not add up, as sentences; empty when every file and page is accounted for."""
        return [
            *self._uneven_batches(),
            *self._lost_documents(),
            *self._uneven_pages(),
            *self._lost_members(),
        ]

    def _uneven_batches(self) -> Iterator[str]:
        every = self.batches()
        ended = {batch.whence: batch.id for batch in every if batch.found is not None}
        for batch in every:
            if batch.found is None and batch.id > ended.get(batch.whence, 0):
                yield f"The adding of {batch.whence} (batch {batch.id}) did not finish; add it again"
            elif batch.found is not None and batch.found != batch.archived + batch.refused:
                yield (
                    f"Batch {batch.id} found {batch.found} files in {batch.whence}, but {batch.archived} "
                    f"were archived and {batch.refused} refused"
                )

    def _lost_documents(self) -> Iterator[str]:
        arrived = exists().where(accessions.c.digest == originals.c.digest)
        queued = exists().where(documents.c.digest == originals.c.digest)
        for (digest,) in self._all(select(originals.c.digest).where(or_(~arrived, ~queued))):
            yield f"The original {digest} was stored, but nobody knows where it came from or what it says"
        mute = documents.c.state.in_(("unread", "failed", "quarantined")), documents.c.reason == ""
        for digest, state in self._all(select(documents.c.digest, documents.c.state).where(*mute)):
            yield f"{digest} is {state}, and no reason is given"

    def _uneven_pages(self) -> Iterator[str]:
        one = _per_document()
        delivered = one.c.read + one.c.failed
        uneven = select(one.c.digest, one.c.pages_expected, one.c.read, one.c.failed)
        wrong = or_(and_(one.c.state == "read", delivered != _expected(one)), delivered > _expected(one))
        for digest, expected, read, failed in self._all(uneven.where(wrong).order_by(one.c.digest)):
            yield f"{digest} has {expected} pages, but {read} were read and {failed} failed"

    def _lost_members(self) -> Iterator[str]:
        inside = select(accessions.c.container, accessions.c.name, accessions.c.digest).distinct().subquery()
        here = _count(inside, inside.c.container == documents.c.digest)
        columns = (documents.c.digest, documents.c.members_taken, here.label("here"))
        statement = select(*columns).where(documents.c.members_taken > here).order_by(documents.c.digest)
        for digest, taken, archived in self._all(statement):
            yield f"{taken} members were taken out of {digest}, but {archived} of them are archived"

    def _all(self, statement: Select[Any]) -> Sequence[Any]:
        with self._database.read() as connection:
            return connection.execute(statement).all()


def _count(table: Any, which: Any) -> Any:
    return select(func.count()).select_from(table).where(which).scalar_subquery()


def _per_document() -> Subquery:
    """One row a document, with its pages counted."""

    def number(which: Any) -> Any:
        return func.coalesce(func.sum(case((which, 1), else_=0)), 0)

    facts = [documents.c[name] for name in ("id", "digest", "state", "reason", "pages_expected")]
    read, failed = pages.c.state == "read", pages.c.state == "failed"
    counts = (
        number(read).label("read"),
        number(failed).label("failed"),
        number(and_(read, func.coalesce(pages.c.chars, 0) == 0)).label("blank"),
    )
    joined = documents.outerjoin(pages, pages.c.document_id == documents.c.id)
    return select(*facts, *counts).select_from(joined).group_by(*facts).subquery()


def _expected(one: Subquery) -> Any:
    return func.coalesce(one.c.pages_expected, one.c.read + one.c.failed)
