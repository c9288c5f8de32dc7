"""Documents: which are to be read, what became of them, and what was derived from them as a whole."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, func, select, update

from declass.archive.base import Database
from declass.archive.tables import (
    accessions,
    dates,
    divisions,
    documents,
    numbers,
    originals,
    pages,
    search_pending,
    step_done,
)
from declass.archive.values import Document, DocumentState, Pending, Run
from declass.errors import ArchiveError
from declass.model.anchor import Digest
from declass.model.date import PartialDate
from declass.model.reading import Division
from declass.model.record import RecordNumber

_CHUNK = 1000  # rows fetched at a time
_DEATHS = 100  # kills of the whole program say little of the document that was at work
_ONE = select(documents).where(documents.c.digest == bindparam("digest"))
_COUNTED = (
    select(pages.c.state, func.count()).where(pages.c.document_id == bindparam("id")).group_by(pages.c.state)
)
_FINAL = ("read", "unread", "failed", "quarantined")


class Documents:
    """The queue of documents and their states."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, limit: int = 50) -> list[Pending]:
        """Take up to ``limit`` pending documents in order of (depth, digest) and mark them as being read."""
        queue = select(documents).where(documents.c.state == "pending")
        with self._database.write() as connection:
            ordered = queue.order_by(documents.c.depth, documents.c.digest).limit(limit)
            rows = connection.execute(ordered).all()
            taken = [row.id for row in rows]
            change = {"state": "reading", "attempts": documents.c.attempts + 1}
            connection.execute(update(documents).where(documents.c.id.in_(taken)).values(**change))
            facts = _first_arrivals(connection, [row.digest for row in rows])
        return [_pending(row, facts[row.digest]) for row in rows]

    def unclaim(self, digests: Iterable[Digest]) -> None:
        """Give back claimed documents that were not begun; the attempt does not count."""
        change = {"state": "pending", "attempts": documents.c.attempts - 1}
        mine = and_(documents.c.digest.in_(list(digests)), documents.c.state == "reading")
        with self._database.write() as connection:
            connection.execute(update(documents).where(mine).values(**change))

    def recover(self, max_attempts: int = _DEATHS) -> int:
        """Put back in the queue what a killed run was reading; call it only while no other run is on.

        Args:
            max_attempts: a document that was being read so many times when the program died is quarantined.

        Returns:
            how many documents were being read.
        """
        reading = documents.c.state == "reading"
        reason = f"The program died {max_attempts} times while reading it"
        remedy = "Look at the file by hand, then ask for it to be read again."
        stopped = update(documents).where(reading, documents.c.attempts >= max_attempts)
        with self._database.write() as connection:
            lost = connection.execute(
                stopped.values(state="quarantined", reason=reason, remedy=remedy)
            ).rowcount
            return (
                lost + connection.execute(update(documents).where(reading).values(state="pending")).rowcount
            )

    def retry(self, states: Sequence[DocumentState] = ("failed", "quarantined")) -> int:
        """Ask for documents in these states to be read again; returns how many."""
        return self._requeue(documents.c.state.in_(states))

    def requeue(self, run: Run) -> int:
        """Ask for all to be read again that this version of ``read``, with these parameters, has not read."""
        return self._requeue(and_(documents.c.state.in_(_FINAL), ~_done(run)))

    def again(self, digests: Sequence[Digest]) -> int:
        """Ask for these to be read again, those that were read; returns how many."""
        named = documents.c.digest.in_(list(digests))
        return self._requeue(and_(documents.c.state.in_(_FINAL), named)) if digests else 0

    def due(self, run: Run) -> Iterator[Digest]:
        """Documents with pages for which the run's step is not done in its version, ascending by digest."""
        last = ""
        page = exists().where(pages.c.document_id == documents.c.id)
        statement = select(documents.c.digest).where(page, ~_done(run)).order_by(documents.c.digest)
        while True:
            with self._database.read() as connection:
                after = statement.where(documents.c.digest > last).limit(_CHUNK)
                chunk = list(connection.scalars(after))
            if not chunk:
                return
            yield from map(Digest, chunk)
            last = chunk[-1]

    def done(self, digest: Digest, run: Run) -> bool:
        """Whether the document's rows of this step come from this version and these parameters."""
        statement = select(documents.c.id).where(documents.c.digest == digest, _done(run))
        with self._database.read() as connection:
            return connection.scalar(statement) is not None

    def steps(self, digest: Digest) -> dict[str, str]:
        """The steps done for a document, each with the version of its method."""
        statement = select(step_done.c.step, step_done.c.version).join(
            documents, documents.c.id == step_done.c.document_id
        )
        with self._database.read() as connection:
            chosen = connection.execute(statement.where(documents.c.digest == digest))
            return {step: version for step, version in chosen}

    def get(self, digest: Digest) -> Document | None:
        """The document, or None where no such original was added."""
        with self._database.read() as connection:
            row = connection.execute(_ONE, {"digest": digest}).one_or_none()
            if row is None:
                return None
            counts = {state: count for state, count in connection.execute(_COUNTED, {"id": row.id})}
        return _document(row, counts)

    def counts(self) -> dict[DocumentState, int]:
        """How many documents are in each state."""
        statement = select(documents.c.state, func.count()).group_by(documents.c.state)
        with self._database.read() as connection:
            return {state: count for state, count in connection.execute(statement)}

    def divisions(self, digest: Digest) -> list[Division]:
        """Its parts that are records of their own, in order."""
        return [_division(row) for row in self._derived(divisions, digest)]

    def numbers(self, digest: Digest) -> list[RecordNumber]:
        """Its record-number readings, in the order they were proposed."""
        return [_number(row) for row in self._derived(numbers, digest)]

    def dates(self, digest: Digest) -> list[tuple[int, PartialDate]]:
        """Its date mentions with their pages, in order."""
        return [
            (row.page, PartialDate(row.edtf, row.span_start, row.span_end, row.raw, row.inferred))
            for row in self._derived(dates, digest)
        ]

    def _derived(self, table: Any, digest: Digest) -> Sequence[Row[Any]]:
        statement = select(table).join(documents, documents.c.id == table.c.document_id)
        with self._database.read() as connection:
            chosen = statement.where(documents.c.digest == digest).order_by(table.c.ordinal)
            return connection.execute(chosen).all()

    def _requeue(self, which: ColumnElement[bool]) -> int:
        change = {"state": "pending", "attempts": 0}
        with self._database.write() as connection:
            return connection.execute(update(documents).where(which).values(**change)).rowcount


class SearchQueue:
    """Documents the search index has yet to take in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, limit: int = 500, reason: str | None = None) -> list[Digest]:
        """Some of them, ascending by digest; with a reason, those that have waited for nothing else since."""
        statement = select(documents.c.digest).join(
            search_pending, search_pending.c.document_id == documents.c.id
        )
        if reason is not None:
            statement = statement.where(search_pending.c.reason == reason)
        with self._database.read() as connection:
            return [
                Digest(d) for d in connection.scalars(statement.order_by(documents.c.digest).limit(limit))
            ]

    def count(self) -> int:
        """How many wait."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(search_pending)) or 0

    def done(self, digests: Sequence[Digest]) -> None:
        """Say that the index has committed them."""
        with self._database.write() as connection:
            ids = list(document_ids(connection, digests).values())
            connection.execute(search_pending.delete().where(search_pending.c.document_id.in_(ids)))

    def add(self, digests: Sequence[Digest], reason: str) -> None:
        """Ask for documents to be indexed again."""
        with self._database.write() as connection:
            ids = document_ids(connection, digests)
            rows = [{"document_id": number, "reason": reason} for number in ids.values()]
            self._database.upsert(connection, search_pending, rows, keep=())

    def add_all(self, reason: str) -> int:
        """Ask for every document with pages to be indexed again; returns how many wait now."""
        with self._database.write() as connection:
            connection.execute(search_pending.delete())
            found = select(pages.c.document_id).distinct()
            rows = [{"document_id": number, "reason": reason} for number in connection.scalars(found)]
            self._database.upsert(connection, search_pending, rows)
        return len(rows)


def document_ids(connection: Connection, digests: Sequence[Digest]) -> dict[Digest, int]:
    """The catalogue's short keys of documents.

    Raises:
        ArchiveError: an original that was never added.
    """
    found: dict[Digest, int] = {}
    for start in range(0, len(digests), _CHUNK):
        statement = select(documents.c.digest, documents.c.id)
        chosen = statement.where(documents.c.digest.in_(digests[start : start + _CHUNK]))
        found |= {Digest(digest): number for digest, number in connection.execute(chosen)}
    unknown = [digest for digest in digests if digest not in found]
    if unknown:
        raise ArchiveError(f"The original {unknown[0]} is not in the catalogue", "Add the file first.")
    return found


def _done(run: Run) -> ColumnElement[bool]:
    return exists().where(
        step_done.c.document_id == documents.c.id,
        step_done.c.step == run.step,
        step_done.c.version == run.version,
        step_done.c.parameters_digest == run.parameters_digest,
    )


def _first_arrivals(connection: Connection, digests: Sequence[str]) -> dict[str, Any]:
    """Name, size, collection and release by digest."""
    first = (
        select(func.min(accessions.c.id))
        .where(accessions.c.digest.in_(digests))
        .group_by(accessions.c.digest)
    )
    statement = (
        select(
            *(accessions.c[name] for name in ("digest", "name", "collection", "released")), originals.c.size
        )
        .join(originals, originals.c.digest == accessions.c.digest)
        .where(accessions.c.id.in_(first))
    )
    return {row.digest: row for row in connection.execute(statement)}


def _pending(row: Row[Any], first: Any) -> Pending:
    return Pending(
        digest=row.digest,
        name=first.name,
        size=first.size,
        media_type=row.media_type,
        depth=row.depth,
        attempts=row.attempts + 1,
        collection=first.collection,
        released=first.released,
    )


def _document(row: Row[Any], counts: dict[str, int]) -> Document:
    return Document(
        digest=row.digest,
        state=row.state,
        reason=row.reason,
        remedy=row.remedy,
        media_type=row.media_type,
        pages_expected=row.pages_expected,
        pages_read=counts.get("read", 0),
        pages_failed=counts.get("failed", 0),
        metadata=row.metadata,
        isolation=row.isolation,
        language=row.language,
        attempts=row.attempts,
        depth=row.depth,
    )


def _division(row: Row[Any]) -> Division:
    return Division(
        number=row.number,
        title=row.title,
        date=row.date,
        persons=tuple(row.persons),
        first_page=row.first_page,
        first_offset=row.first_offset,
        last_page=row.last_page,
        last_offset=row.last_offset,
        source=row.source,
    )


def _number(row: Row[Any]) -> RecordNumber:
    return RecordNumber(
        scheme=row.scheme,
        value=row.value,
        original_value=row.original_value,
        source=row.source,
        page=row.page,
        start=row.span_start,
        end=row.span_end,
        probability=row.probability,
    )
