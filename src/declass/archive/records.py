"""Records and their releases: what machines propose, replaced as a whole, and what people assign, kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from declass.archive.base import Database
from declass.archive.documents import document_ids
from declass.archive.judgements import Judgements, release_subject
from declass.archive.tables import documents, records, releases, search_pending, step_done
from declass.archive.types import now
from declass.archive.values import Record, ReleaseProposal, Run, StoredRelease
from declass.errors import ArchiveError
from declass.model.anchor import Digest
from declass.model.record import RecordNumber, Release

_CHUNK = 500  # rows asked for by one statement
_ONE = select(records).where(records.c.scheme == bindparam("scheme"), records.c.number == bindparam("number"))
_DATED = ("date", "date_reason", "first_day", "last_day")
_SAID = ("title", "agency", "type")

Identity = tuple[str, str]
"""(scheme, number)."""


class Records:
    """Writes proposals and reads records."""

    def __init__(self, database: Database, judgements: Judgements) -> None:
        self._database = database
        self._judgements = judgements

    def propose(self, proposals: Mapping[Digest, Sequence[ReleaseProposal]], run: Run) -> None:
        """Replace what machines proposed before for these originals; an empty sequence takes it all back.

        Records that no release is left of go; those touched are described anew. What people assigned stays.
        """
        with self._database.write() as connection:
            ids = document_ids(connection, list(proposals))
            everyone = list(ids.values())
            before = _record_ids(connection, everyone)
            mine = (releases.c.made_by == "machine", releases.c.document_id.in_(everyone))
            connection.execute(delete(releases).where(*mine))
            after = self._insert(connection, ids, proposals, "machine", run)
            _settle(connection, before | after)
            marks = [_mark(number, run) for number in everyone]
            self._database.upsert(connection, step_done, marks, keep=())
            waiting = [{"document_id": number, "reason": "records"} for number in everyone]
            self._database.upsert(connection, search_pending, waiting, keep=())

    def assign(self, proposal: ReleaseProposal) -> None:
        """Add a release that a person found; no proposal replaces it, and saying it twice adds nothing."""
        digest = proposal.release.digest
        with self._database.write() as connection:
            ids = document_ids(connection, [digest])
            if any(_same_place(known, proposal) for known in self._of(connection, [digest])[digest]):
                return
            _settle(connection, self._insert(connection, ids, {digest: [proposal]}, "person", None))
            waiting = [{"document_id": ids[digest], "reason": "records"}]
            self._database.upsert(connection, search_pending, waiting, keep=())

    def get(self, scheme: str, number: str) -> Record | None:
        """The record of this number, or None."""
        with self._database.read() as connection:
            row = connection.execute(_ONE, {"scheme": scheme, "number": number}).one_or_none()
        return None if row is None else _record(row)

    def find(self, number: str) -> list[Record]:
        """Records of this number in any scheme, by scheme."""
        statement = select(records).where(records.c.number == number).order_by(records.c.scheme)
        with self._database.read() as connection:
            return [_record(row) for row in connection.execute(statement)]

    def all(self) -> Iterator[Record]:
        """Every record, in the order they were first proposed, a chunk in memory at a time."""
        last = 0
        while True:
            statement = select(records).where(records.c.id > last).order_by(records.c.id).limit(_CHUNK)
            with self._database.read() as connection:
                rows = connection.execute(statement).all()
            if not rows:
                return
            yield from map(_record, rows)
            last = rows[-1].id

    def count(self) -> int:
        """How many records there are."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(records)) or 0

    def releases(self, record_id: int) -> list[StoredRelease]:
        """A record's releases, by date of publication (unknown last), then collection and digest."""
        with self._database.read() as connection:
            rows = connection.execute(_of_record(), {"record": record_id}).all()
        found = self._judged(rows)
        return sorted(found, key=lambda r: (r.proposal.release.released or "~", *_place(r.proposal)))

    def of(self, digest: Digest) -> list[StoredRelease]:
        """The releases that an original holds, in order of page and number."""
        return self.of_each([digest])[digest]

    def of_each(self, digests: Sequence[Digest]) -> dict[Digest, list[StoredRelease]]:
        """The same of some hundred originals at once."""
        with self._database.read() as connection:
            return self._of(connection, digests)

    def _of(self, connection: Connection, digests: Sequence[Digest]) -> dict[Digest, list[StoredRelease]]:
        rows = connection.execute(_of_documents(), {"digests": list(digests)}).all()
        found: dict[Digest, list[StoredRelease]] = {digest: [] for digest in digests}
        for stored in sorted(self._judged(rows), key=_in_document):
            found[stored.proposal.release.digest].append(stored)
        return found

    def _judged(self, rows: Sequence[Row[Any]]) -> list[StoredRelease]:
        subjects = [release_subject(row.number, row.digest) for row in rows]
        said = self._judgements.standings(subjects)
        verdicts = [said[subject].verdict if subject in said else None for subject in subjects]
        return [
            StoredRelease(row.record_id, _proposal(row), row.made_by, verdict)
            for row, verdict in zip(rows, verdicts, strict=True)
        ]

    def _insert(
        self,
        connection: Connection,
        ids: Mapping[Digest, int],
        proposals: Mapping[Digest, Sequence[ReleaseProposal]],
        made_by: str,
        run: Run | None,
    ) -> set[int]:
        every = [proposal for said in proposals.values() for proposal in said]
        if stray := [p for d, said in proposals.items() for p in said if p.release.digest != d]:
            raise ArchiveError(f"A release of {stray[0].release.digest} was proposed for another original")
        known = self._record_keys(connection, {(p.number.scheme, p.number.value) for p in every})
        made = {"made_by": made_by, "run_id": None if run is None else run.id}
        rows = [made | _release_row(p, known, ids[p.release.digest]) for p in every]
        if rows:
            connection.execute(releases.insert(), rows)
        return set(known.values())

    def _record_keys(self, connection: Connection, wanted: set[Identity]) -> dict[Identity, int]:
        blank = {"title": "", "date_reason": "", "agency": "", "type": ""}
        rows = [{"scheme": scheme, "number": number, **blank} for scheme, number in sorted(wanted)]
        self._database.upsert(connection, records, rows, key=("scheme", "number"))
        numbers = sorted({number for _, number in wanted})
        found: dict[Identity, int] = {}
        for start in range(0, len(numbers), _CHUNK):
            statement = select(records.c.scheme, records.c.number, records.c.id)
            chosen = statement.where(records.c.number.in_(numbers[start : start + _CHUNK]))
            found |= {(scheme, number): key for scheme, number, key in connection.execute(chosen)}
        return {identity: found[identity] for identity in wanted}


def _record_ids(connection: Connection, ids: Sequence[int]) -> set[int]:
    return set(connection.scalars(select(releases.c.record_id).where(releases.c.document_id.in_(ids))))


def _settle(connection: Connection, touched: Iterable[int]) -> None:
    """Describe records by their releases, whatever the order these came in, and drop those that have none."""
    wanted = sorted(touched)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        said: dict[int, list[Row[Any]]] = {key: [] for key in chunk}
        for row in connection.execute(_releases().where(releases.c.record_id.in_(chunk))):
            said[row.record_id].append(row)
        described = [{"key": key, **_description(rows)} for key, rows in said.items() if rows]
        change: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*_DATED, *_SAID)}
        if described:
            here = records.c.id == bindparam("key")
            connection.execute(update(records).where(here).values(**change), described)
        empty = [key for key, rows in said.items() if not rows]
        connection.execute(delete(records).where(records.c.id.in_(empty)))


def _description(rows: Sequence[Row[Any]]) -> dict[str, Any]:
    best = sorted(rows, key=_precedence)
    dated = next((row for row in best if row.date), best[0])
    said = {f"new_{name}": next((v for row in best if (v := getattr(row, name))), "") for name in _SAID}
    return said | {f"new_{name}": getattr(dated, name) for name in _DATED}


def _precedence(row: Row[Any]) -> tuple[bool, float, str, int, int]:
    """A person's release first, then the likeliest; the rest only settles ties for good."""
    return (row.made_by != "person", -row.probability, row.digest, row.first_page or 0, row.first_offset or 0)


def _releases() -> Any:
    return (
        select(releases, documents.c.digest, records.c.scheme, records.c.number)
        .join(documents, documents.c.id == releases.c.document_id)
        .join(records, records.c.id == releases.c.record_id)
    )


@cache
def _of_record() -> Any:
    return _releases().where(releases.c.record_id == bindparam("record"))


@cache
def _of_documents() -> Any:
    return _releases().where(documents.c.digest.in_(bindparam("digests", expanding=True)))


def _release_row(proposal: ReleaseProposal, known: Mapping[Identity, int], document: int) -> dict[str, Any]:
    number, release = proposal.number, proposal.release
    described = {name: getattr(proposal, name) for name in (*_DATED, *_SAID)}
    return described | {
        "record_id": known[number.scheme, number.value],
        "document_id": document,
        "original_value": number.original_value,
        "number_source": number.source,
        "first_page": release.first_page,
        "last_page": release.last_page,
        "first_offset": proposal.first_offset,
        "last_offset": proposal.last_offset,
        "released": release.released,
        "collection": release.collection,
        "probability": proposal.probability,
        "evidence": list(proposal.evidence),
    }


def _proposal(row: Row[Any]) -> ReleaseProposal:
    return ReleaseProposal(
        number=RecordNumber(row.scheme, row.number, row.original_value, row.number_source),
        release=Release(row.digest, row.first_page, row.last_page, row.released, row.collection),
        probability=row.probability,
        evidence=tuple(row.evidence),
        first_offset=row.first_offset,
        last_offset=row.last_offset,
        **{name: getattr(row, name) for name in (*_DATED, *_SAID)},
    )


def _record(row: Row[Any]) -> Record:
    described = {name: getattr(row, name) for name in (*_DATED, *_SAID)}
    return Record(id=row.id, scheme=row.scheme, number=row.number, **described)


def _in_document(stored: StoredRelease) -> tuple[Any, ...]:
    return (stored.proposal.release.first_page or 0, *_place(stored.proposal))


def _place(p: ReleaseProposal) -> tuple[str, str, str, int]:
    return (p.release.collection, p.release.digest, p.number.value, p.first_offset or 0)


def _same_place(known: StoredRelease, new: ReleaseProposal) -> bool:
    old = known.proposal
    return known.made_by == "person" and _where(old) == _where(new)


def _where(p: ReleaseProposal) -> tuple[object, ...]:
    return (p.number.scheme, p.number.value, p.release, p.first_offset, p.last_offset)


def _mark(document: int, run: Run) -> dict[str, Any]:
    mark = {"step": run.step, "version": run.version, "parameters_digest": run.parameters_digest}
    return {"document_id": document, **mark, "run_id": run.id, "at": now()}
