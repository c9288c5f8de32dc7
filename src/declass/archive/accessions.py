"""Arrivals: which original came from where, and which files could not be taken."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from declass.archive.base import Database
from declass.archive.tables import (
    accessions,
    batches,
    documents,
    originals,
    refusals,
    sightings,
    step_done,
)
from declass.archive.types import Json, canonical, now
from declass.archive.values import Accession, Arrival
from declass.model.anchor import Digest

_CHUNK = 1000  # rows fetched at a time
_ARRIVALS = (  # built once: building it costs more than running it
    select(accessions, originals.c.size)
    .join(originals, originals.c.digest == accessions.c.digest)
    .where(accessions.c.digest.in_(bindparam("digests", expanding=True)))
    .order_by(accessions.c.id)
)


class Accessions:
    """Batches, accessions and refusals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin_batch(self, whence: str, options: Mapping[str, Json] | None = None) -> int:
        """Open a batch for one folder or file that is being added; returns its number."""
        row = {"started": now(), "whence": whence, "options": dict(options or {})}
        with self._database.write() as connection:
            key = connection.execute(batches.insert().values(**row)).inserted_primary_key
        return int(key[0]) if key else 0

    def finish_batch(self, batch: int, found: int) -> None:
        """Close it.

        Args:
            found: files the walk came upon, those refused included; the ledger holds the rows against it.
        """
        with self._database.write() as connection:
            connection.execute(
                update(batches).where(batches.c.id == batch).values(finished=now(), found=found)
            )

    def record(self, batch: int, arrivals: Sequence[Arrival]) -> list[bool]:
        """Record arrivals whose bytes are stored; new originals become pending documents.

        An original that was here already is to be grouped again: it was published once more.

        Returns:
            for each, whether it is a new accession: the same bytes from the same place under the same
            collection and date are not.
        """
        keys = [identity(arrival) for arrival in arrivals]
        with self._database.write() as connection:
            known = self._ids(connection, keys)
            self._originals(connection, arrivals)
            self._regroup(
                connection, [a.digest for a, k in zip(arrivals, keys, strict=True) if k not in known]
            )
            rows = [_row(arrival, key, batch) for arrival, key in zip(arrivals, keys, strict=True)]
            self._database.upsert(connection, accessions, rows, key=("key",))
            ids = self._ids(connection, keys)
            on_disk = {ids[k] for a, k in zip(arrivals, keys, strict=True) if a.container is None}
            seen = [{"batch_id": batch, "accession_id": number} for number in sorted(on_disk)]
            self._database.upsert(connection, sightings, seen)
        first = {key: n for n, key in reversed(list(enumerate(keys)))}
        return [key not in known and first[key] == n for n, key in enumerate(keys)]

    def refuse(self, batch: int, whence: str, name: str, reason: str, remedy: str = "") -> None:
        """Record a file found on disk that could not be archived."""
        key = _digest("file", batch, whence, name)
        row = {"key": key, "batch_id": batch, "whence": whence, "name": name, "container": None}
        row |= {"reason": reason, "remedy": remedy, "at": now()}
        with self._database.write() as connection:
            self._database.upsert(connection, refusals, [row], key=("key",), keep=())

    def of(self, digest: Digest) -> list[Accession]:
        """Every arrival of an original, the first one first."""
        return self.of_each([digest])[digest]

    def of_each(self, digests: Sequence[Digest]) -> dict[Digest, list[Accession]]:
        """The same of some hundred originals at once."""
        found: dict[Digest, list[Accession]] = {digest: [] for digest in digests}
        with self._database.read() as connection:
            for row in connection.execute(_ARRIVALS, {"digests": list(digests)}):
                found[row.digest].append(_accession(row))
        return found

    def inside(self, digest: Digest) -> set[Digest]:
        """Originals that lie in this one, however deep."""
        found: set[Digest] = set()
        left: set[Digest] = {digest}
        with self._database.read() as connection:
            while left:
                statement = select(accessions.c.digest).where(accessions.c.container == left.pop())
                new = {Digest(d) for d in connection.scalars(statement.distinct())} - found - {digest}
                found |= new
                left |= new
        return found

    def digests(self) -> Iterator[Digest]:
        """Every original, ascending, a chunk in memory at a time."""
        last = ""
        while True:
            statement = (
                select(originals.c.digest).where(originals.c.digest > last).order_by(originals.c.digest)
            )
            with self._database.read() as connection:
                chunk = list(connection.scalars(statement.limit(_CHUNK)))
            if not chunk:
                return
            yield from map(Digest, chunk)
            last = chunk[-1]

    def count(self) -> int:
        """How many accessions there are."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(accessions)) or 0

    def _ids(self, connection: Connection, keys: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for start in range(0, len(keys), _CHUNK):
            statement = select(accessions.c.key, accessions.c.id)
            chosen = statement.where(accessions.c.key.in_(keys[start : start + _CHUNK]))
            found |= {key: number for key, number in connection.execute(chosen)}
        return found

    def _regroup(self, connection: Connection, digests: Sequence[Digest]) -> None:
        for start in range(0, len(digests), _CHUNK):
            named = documents.c.digest.in_(digests[start : start + _CHUNK])
            which = step_done.c.document_id.in_(select(documents.c.id).where(named))
            connection.execute(delete(step_done).where(step_done.c.step == "records", which))

    def _originals(self, connection: Connection, arrivals: Sequence[Arrival]) -> None:
        stamp = now()
        found = [{"digest": a.digest, "size": a.size, "first_seen": stamp} for a in arrivals]
        self._database.upsert(connection, originals, found)
        blank = {
            "state": "pending",
            "reason": "",
            "remedy": "",
            "metadata": {},
            "isolation": "",
            "attempts": 0,
        }
        read = [{"digest": a.digest, "media_type": a.media_type, "depth": a.depth, **blank} for a in arrivals]
        self._database.upsert(connection, documents, read, key=("digest",))


def identity(arrival: Arrival) -> str:
    """What makes an arrival the same again, as a short digest."""
    a = arrival
    return _digest("arrival", a.digest, a.whence, a.name, a.container, a.collection, a.released)


def member_key(container: str, name: str) -> str:
    """What makes the refusal of a member the same again."""
    return _digest("member", container, name)


def _digest(*parts: str | int | None) -> str:
    # surrogatepass: two names that differ only in undecodable bytes are two names
    return hashlib.blake2b(canonical(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _row(arrival: Arrival, key: str, batch: int) -> dict[str, object]:
    return {
        "key": key,
        "digest": arrival.digest,
        "name": arrival.name,
        "whence": arrival.whence,
        "container": arrival.container,
        "collection": arrival.collection,
        "released": arrival.released,
        "added_at": now(),
        "batch_id": batch,
    }


def _accession(row: Any) -> Accession:
    return Accession(
        digest=row.digest,
        size=row.size,
        name=row.name,
        whence=row.whence,
        container=row.container,
        collection=row.collection,
        released=row.released,
        added_at=row.added_at,
    )
