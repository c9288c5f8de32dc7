"""A publisher's list held against what is here: what is missing, not listed, or of other page counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from declass.archive.base import Database
from declass.archive.inventories import Inventories, Inventory
from declass.archive.tables import accessions, documents, numbers, pages, records, releases
from declass.archive.values import InventoryRow
from declass.model.anchor import Digest

_LIKELY = 0.5  # a reading of a number below even odds does not prove that the record is here


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A file that is here and on no line of the list."""

    digest: Digest
    name: str


@dataclass(frozen=True, slots=True)
class PageDifference:
    """A listed file or record that has another number of pages than the list says."""

    row: InventoryRow
    digest: Digest
    listed: int
    here: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A list and the archive, side by side: rows = ``present`` + ``absent``.

    Attributes:
        withdrawn: rows that a newer edition of the list left out, and whose file or record is here.
    """

    inventory: Inventory
    present: int
    absent: tuple[InventoryRow, ...]
    unlisted: tuple[Unlisted, ...]
    page_differences: tuple[PageDifference, ...]
    withdrawn: tuple[InventoryRow, ...]


@dataclass(frozen=True, slots=True)
class _Holdings:
    """What is here of a collection, by each thing that a list may call it."""

    names: dict[Digest, str]
    by_file: dict[str, set[Digest]]
    by_number: dict[str, set[Digest]]
    pages: dict[tuple[Digest, str], int]

    def matches(self, row: InventoryRow) -> set[Digest]:
        """A file is sought by its name, and, where there is none of that name, by the record's number."""
        by_name = self.by_file.get(file_name(row.file), set()) if row.file else set()
        return by_name or self.by_number.get(row.number or "", set())


def compare(database: Database, inventory: Inventory) -> Comparison:
    """Hold one list against the files of its collection (and date, where both tell one)."""
    lists = Inventories(database)
    here = _holdings(database, inventory)
    absent, matched, differences, present = [], set(), [], 0
    for row in lists.rows(inventory.id):
        found = here.matches(row)
        matched |= found
        present += bool(found)
        if not found:
            absent.append(row)
        differences += _page_difference(row, found, here)
    return Comparison(
        inventory=inventory,
        present=present,
        absent=tuple(absent),
        unlisted=tuple(_unlisted(here, matched)),
        page_differences=tuple(differences),
        withdrawn=tuple(row for row in lists.rows(inventory.id, listed=False) if here.matches(row)),
    )


def file_name(listed: str) -> str:
    """The bare name of a listed file or address, lowercase, for comparison.

    >>> file_name("https://example.org/files/104-10003%20A.PDF?download=1")
    '104-10003 a.pdf'
    """
    return PurePosixPath(unquote(urlsplit(listed).path or listed)).name.lower()


def _holdings(database: Database, inventory: Inventory) -> _Holdings:
    with database.read() as connection:

        def rows(statement: Select[Any]) -> Iterator[Any]:
            return iter(connection.execute(statement.where(_within(inventory))))

        names = {digest: name for digest, name in rows(_files().order_by(accessions.c.id.desc()))}
        by_file = _index((file_name(name), digest) for digest, name in rows(_files()))
        by_number = _index([*rows(_read_numbers()), *rows(_record_numbers())])
        counts = {(digest, ""): count for digest, count in rows(_whole_pages())}
        counts |= {(digest, number): count for digest, number, count in rows(_part_pages())}
    return _Holdings(names, by_file, by_number, counts)


def _within(inventory: Inventory) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [true()]
    if inventory.collection:
        asked.append(accessions.c.collection == inventory.collection)
    if inventory.released:
        asked.append(or_(accessions.c.released.is_(None), accessions.c.released == inventory.released))
    return and_(*asked)


def _files() -> Select[Any]:
    """(digest, name) of what a list may list: everything but containers."""
    joined = accessions.join(documents, documents.c.digest == accessions.c.digest)
    whole = or_(documents.c.members_taken.is_(None), documents.c.members_taken == 0)
    return select(accessions.c.digest, accessions.c.name).select_from(joined).where(whole)


def _read_numbers() -> Select[Any]:
    """(number, digest) read from files for which no record was proposed yet."""
    joined = numbers.join(documents, documents.c.id == numbers.c.document_id)
    joined = joined.join(accessions, accessions.c.digest == documents.c.digest)
    grouped = exists().where(releases.c.document_id == documents.c.id)
    statement = select(numbers.c.value, documents.c.digest).select_from(joined)
    return statement.where(numbers.c.probability >= _LIKELY, ~grouped)


def _record_numbers() -> Select[Any]:
    joined = releases.join(records, records.c.id == releases.c.record_id)
    joined = joined.join(documents, documents.c.id == releases.c.document_id)
    joined = joined.join(accessions, accessions.c.digest == documents.c.digest)
    return (
        select(records.c.number, documents.c.digest)
        .select_from(joined)
        .where(releases.c.probability >= _LIKELY)
    )


def _whole_pages() -> Select[Any]:
    """(digest, pages) of documents whose format has pages of a size; a text file's are not a publisher's."""
    sized = exists().where(pages.c.document_id == documents.c.id, pages.c.width_pt > 0)
    delivered = select(func.count()).select_from(pages).where(pages.c.document_id == documents.c.id)
    count = func.coalesce(documents.c.pages_expected, delivered.scalar_subquery())
    joined = documents.join(accessions, accessions.c.digest == documents.c.digest)
    return select(documents.c.digest, count).select_from(joined).where(sized)


def _part_pages() -> Select[Any]:
    """(digest, record number, pages) of releases that are a part of their file."""
    joined = releases.join(records, records.c.id == releases.c.record_id)
    joined = joined.join(documents, documents.c.id == releases.c.document_id)
    joined = joined.join(accessions, accessions.c.digest == documents.c.digest)
    count = releases.c.last_page - releases.c.first_page + 1
    columns = (documents.c.digest, records.c.number, count)
    return select(*columns).select_from(joined).where(releases.c.last_page.is_not(None))


def _index(pairs: Iterable[tuple[str, Digest]]) -> dict[str, set[Digest]]:
    index: defaultdict[str, set[Digest]] = defaultdict(set)
    for key, digest in pairs:
        index[key].add(digest)
    return dict(index)


def _page_difference(row: InventoryRow, found: set[Digest], here: _Holdings) -> list[PageDifference]:
    """Told only where it is plain which file the row means."""
    if row.pages is None or len(found) != 1:
        return []
    (digest,) = found
    count = here.pages.get((digest, row.number or ""), here.pages.get((digest, "")))
    if count is None or count == row.pages or (digest, "") not in here.pages:
        return []
    return [PageDifference(row, digest, row.pages, count)]


def _unlisted(here: _Holdings, matched: set[Digest]) -> list[Unlisted]:
    rest = [Unlisted(digest, name) for digest, name in here.names.items() if digest not in matched]
    return sorted(rest, key=lambda unlisted: (unlisted.name, unlisted.digest))
