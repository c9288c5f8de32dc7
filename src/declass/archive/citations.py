"""Records that name one another: numbers read on pages, where they are those of records in this archive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, or_, select

from declass.archive.base import Database
from declass.archive.tables import documents, numbers, records, releases
from declass.model.anchor import Digest, Span

LIKELY = 0.5
"""Least probability of a reading, and of a release, by which a citation counts."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A record, and one place where another names it, or where it names another.

    Attributes:
        scheme, number, title, date: of the other record; date is EDTF or None.
        digest, page, span: where the number stands; 0-based, in the page's chosen text.
        printed: the characters as they stand.
        probability: 0–1 that the number is read rightly.
    """

    scheme: str
    number: str
    title: str
    date: str | None
    digest: Digest
    page: int
    span: Span
    printed: str
    probability: float


class Citations:
    """Reads citations; changes nothing.

    Only record numbers in full are looked for. A number on pages that are a release of that very record is no
    citation: it is a heading, or pages that two records share.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def by(self, record_id: int) -> list[Citation]:
        """What a record cites, by number, then file and place."""
        return self._read(_by(), record_id)

    def of(self, record_id: int) -> list[Citation]:
        """Where other records cite it, by their numbers, then file and place."""
        return self._read(_of(), record_id)

    def _read(self, statement: Select[Any], record_id: int) -> list[Citation]:
        with self._database.read() as connection:
            return [_citation(row) for row in connection.execute(statement, {"record": record_id})]


def by_record(found: Iterable[Citation]) -> list[Sequence[Citation]]:
    """Citations put together by the other record, in their order."""
    grouped: dict[tuple[str, str], list[Citation]] = {}
    for one in found:
        grouped.setdefault((one.scheme, one.number), []).append(one)
    return list(grouped.values())


@cache
def _by() -> Select[Any]:
    return _statement(citing=bindparam("record"), cited=None)


@cache
def _of() -> Select[Any]:
    return _statement(citing=None, cited=bindparam("record"))


def _statement(citing: Any, cited: Any) -> Select[Any]:
    """Places in releases of the citing record with the number of the cited; one of the two is given."""
    there, named, holder = releases.alias("there"), records.alias("named"), records.alias("holder")
    other = named if cited is None else holder
    columns = (other.c.scheme, other.c.number, other.c.title, other.c.date, documents.c.digest)
    places = [numbers.c[name] for name in ("page", "span_start", "span_end", "original_value", "probability")]
    joined = (
        numbers.join(named, and_(named.c.scheme == numbers.c.scheme, named.c.number == numbers.c.value))
        .join(there, and_(there.c.document_id == numbers.c.document_id, _holds(there)))
        .join(holder, holder.c.id == there.c.record_id)
        .join(documents, documents.c.id == numbers.c.document_id)
    )
    own = releases.alias("own")
    shared = exists().where(
        own.c.document_id == numbers.c.document_id, own.c.record_id == named.c.id, _holds(own)
    )
    return (
        select(*columns, *places)
        .distinct()
        .select_from(joined)
        .where(holder.c.id == citing if cited is None else named.c.id == cited)
        .where(holder.c.id != named.c.id, ~shared, numbers.c.page.is_not(None))
        .where(numbers.c.probability >= LIKELY, there.c.probability >= LIKELY)
        .order_by(other.c.number, other.c.scheme, documents.c.digest, numbers.c.page, numbers.c.span_start)
    )


def _holds(release: Any) -> Any:
    """Whether the number's page is one of the release's."""
    last = or_(release.c.last_page.is_(None), numbers.c.page <= release.c.last_page)
    return or_(release.c.first_page.is_(None), and_(numbers.c.page >= release.c.first_page, last))


def _citation(row: Row[Any]) -> Citation:
    span = Span(row.span_start or 0, row.span_end or 0)
    place = (Digest(row.digest), row.page, span, row.original_value, row.probability)
    return Citation(row.scheme, row.number, row.title, row.date, *place)
