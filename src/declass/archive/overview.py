"""The archive at a glance: collections, years, kinds, counted by the database."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import distinct, func, select

from declass.archive.base import Database
from declass.archive.tables import accessions, documents, pages, releases
from declass.model.anchor import Digest


@dataclass(frozen=True, slots=True)
class CollectionCount:
    """What came in under one name.

    Attributes:
        released: EDTF dates of its publications, ascending.
        pages: pages read of its files; a file in two collections counts in both.
    """

    name: str
    files: int
    records: int
    pages: int
    released: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What an original is known as.

    Attributes:
        released, date: EDTF, of its publication and of its record; None where unknown.
        agency: "" where unknown.
    """

    collection: str
    released: str | None
    agency: str
    date: str | None


class Overview:
    """Counts over the whole catalogue; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collections(self) -> list[CollectionCount]:
        """Every collection, by name."""
        files = self._by_name(select(accessions.c.collection, func.count(distinct(accessions.c.digest))))
        held = select(releases.c.collection, func.count(distinct(releases.c.record_id)))
        records = dict(self._all(held.group_by(releases.c.collection)))
        sheets = dict(self._all(_pages()))
        dates: dict[str, list[str]] = {}
        dated = select(accessions.c.collection, accessions.c.released).distinct()
        for name, date in self._all(dated.where(accessions.c.released.is_not(None))):
            dates.setdefault(name, []).append(date)
        return [
            CollectionCount(
                name, count, records.get(name, 0), sheets.get(name, 0), tuple(sorted(dates.get(name, [])))
            )
            for name, count in files
        ]

    def described(self, only: Digest | None = None) -> dict[Digest, Described]:
        """What every original, or one, is known as, by its first arrival and its likeliest record."""
        c, r = accessions.c, releases.c
        first = select(func.min(c.id)).group_by(c.digest).scalar_subquery()
        arrived = select(c.digest, c.collection, c.released).where(c.id.in_(first))
        held = select(documents.c.digest, r.agency, r.date).select_from(
            releases.join(documents, documents.c.id == r.document_id)
        )
        if only is not None:
            arrived, held = arrived.where(c.digest == only), held.where(documents.c.digest == only)
        agencies: dict[str, str] = {}
        dates: dict[str, str] = {}
        for digest, agency, date in self._all(held.order_by(r.probability.desc(), r.id)):
            if agency:
                agencies.setdefault(digest, agency)
            if date:
                dates.setdefault(digest, date)
        return {
            Digest(digest): Described(collection, released, agencies.get(digest, ""), dates.get(digest))
            for digest, collection, released in self._all(arrived)
        }

    def files(self, collection: str, limit: int, offset: int) -> list[tuple[Digest, str, str, int]]:
        """(digest, name, state, pages read) of a collection's files, by name."""
        read = select(func.count()).where(pages.c.document_id == documents.c.id).scalar_subquery()
        joined = accessions.join(documents, documents.c.digest == accessions.c.digest)
        columns = (accessions.c.digest, func.min(accessions.c.name).label("name"), documents.c.state, read)
        statement = select(*columns).select_from(joined).where(accessions.c.collection == collection)
        grouped = statement.group_by(accessions.c.digest, documents.c.state, documents.c.id)
        rows = self._all(grouped.order_by("name", accessions.c.digest).limit(limit).offset(offset))
        return [(Digest(digest), name, state, count) for digest, name, state, count in rows]

    def troubled(self, limit: int) -> list[tuple[Digest, str, str, str, str]]:
        """(digest, name, state, reason, remedy) of documents that are not wholly read, the worst first."""
        name = select(func.min(accessions.c.name)).where(accessions.c.digest == documents.c.digest)
        columns = (documents.c.state, documents.c.reason, documents.c.remedy)
        statement = select(documents.c.digest, name.scalar_subquery().label("name"), *columns)
        which = statement.where(documents.c.state != "read").order_by(documents.c.state, "name").limit(limit)
        return [(Digest(digest), *rest) for digest, *rest in self._all(which)]

    def _by_name(self, statement: Any) -> list[tuple[str, int]]:
        return sorted(self._all(statement.group_by(accessions.c.collection)))

    def _all(self, statement: Any) -> list[Any]:
        with self._database.read() as connection:
            return [tuple(row) for row in connection.execute(statement)]


def _pages() -> Any:
    """Pages by collection: counted by file first, since a file may have come in often."""
    each = select(pages.c.document_id, func.count().label("n")).group_by(pages.c.document_id).subquery()
    mine = select(accessions.c.collection, accessions.c.digest).distinct().subquery()
    joined = mine.join(documents, documents.c.digest == mine.c.digest).join(
        each, each.c.document_id == documents.c.id
    )
    return select(mine.c.collection, func.sum(each.c.n)).select_from(joined).group_by(mine.c.collection)
