"""The catalogue held against itself: every row points at what made it, every text is as it was stored."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from declass.archive.base import Database
from declass.archive.columns import metadata
from declass.archive.restricted_tables import hidden_texts, personal_data
from declass.archive.tables import (
    accessions,
    changes,
    dates,
    divisions,
    documents,
    layers,
    matches,
    notes,
    numbers,
    originals,
    pages,
    releases,
    runs,
    withheld_pages,
    withholding_codes,
    withholdings,
)
from declass.archive.words import unpack
from declass.archive.writing import text_digest
from declass.errors import ArchiveError

_CHUNK = 200  # layers in memory at a time


def verify_rows(database: Database) -> Iterator[str]:
    """Check every row; what originals say of themselves is ``OriginalStore.verify``'s part.

    Yields:
        one sentence a fault; nothing when all is sound.
    """
    with database.read() as connection:
        yield from database.backend.faults(connection)
        for what, statement in _faults():
            for row in connection.execute(statement):
                yield f"{what}: " + ", ".join(map(str, row))
    yield from _rotten_layers(database)


def _faults() -> Iterator[tuple[str, Select[Any]]]:
    """(what is wrong, rows that are)."""
    page = _where(pages)
    yield "An accession names an original that is not there", _accessions()
    yield (
        "An original has no accession",
        select(originals.c.digest).where(~exists().where(accessions.c.digest == originals.c.digest)),
    )
    yield (
        "An original has no document",
        select(originals.c.digest).where(~exists().where(documents.c.digest == originals.c.digest)),
    )
    for table in metadata.sorted_tables:
        if "run_id" in table.c:
            yield f"A row of {table.name} points at no run", _runless(table)
    yield "A page chooses a text that is not there or not its own", _with_layer(page, pages, _foreign(pages))
    yield (
        "A page's count of characters is wrong",
        _with_layer(page, pages, pages.c.chars != func.length(layers.c.text)),
    )
    for table in (numbers, dates, personal_data):
        yield (
            f"A span of {table.name} lies outside its text",
            _with_layer(_where(table), table, _outside(table)),
        )
        yield f"A row of {table.name} has a page and no text", _textless(table)
    for table in (withheld_pages, withholdings, hidden_texts):
        yield f"A row of {table.name} stands on a page that its document has not", _pageless(table)
    yield (
        "A span of withholdings lies outside its text",
        _with_layer(_where(withholdings), withholdings, _outside(withholdings)),
    )
    yield "A code belongs to no withholding of its document", _strayed_codes()
    yield (
        "A note is called outside its text",
        _with_layer(
            _where(notes),
            notes,
            or_(_foreign(notes), notes.c.called_at > func.length(layers.c.text), notes.c.called_at < 0),
        ),
    )
    yield "A part of a document begins or ends on a page that it has not", _homeless(divisions)
    yield "A release begins or ends on a page that its document has not", _homeless(releases)
    yield "A change stands on a page that its document has not", _pageless_changes()
    yield "Two matched documents stand in the wrong order or are one", _crooked_matches()


def _accessions() -> Select[Any]:
    joined = accessions.outerjoin(originals, originals.c.digest == accessions.c.digest)
    return (
        select(accessions.c.digest, accessions.c.name).select_from(joined).where(originals.c.digest.is_(None))
    )


def _runless(table: Any) -> Select[Any]:
    """Rows without a run, but for what people made and documents not yet read."""
    by_machine: dict[str, ColumnElement[bool]] = {
        "layers": layers.c.kind != "human",
        "releases": releases.c.made_by == "machine",
        "documents": documents.c.state.in_(("read", "unread", "failed")),
    }
    missing = or_(table.c.run_id.is_(None), runs.c.id.is_(None))
    lost = (
        select(*table.primary_key)
        .select_from(table.outerjoin(runs, runs.c.id == table.c.run_id))
        .where(missing)
    )
    return lost.where(by_machine[table.name]) if table.name in by_machine else lost


def _where(table: Any) -> list[Any]:
    return [documents.c.digest, (table.c.page + 1).label("page")]


def _with_layer(columns: list[Any], table: Any, fault: ColumnElement[bool]) -> Select[Any]:
    joined = table.join(documents, documents.c.id == table.c.document_id)
    joined = joined.outerjoin(layers, layers.c.id == table.c.layer_id)
    return select(*columns).select_from(joined).where(table.c.layer_id.is_not(None), fault)


def _foreign(table: Any) -> ColumnElement[bool]:
    here = and_(layers.c.document_id == table.c.document_id, layers.c.page == table.c.page)
    return or_(layers.c.id.is_(None), ~here)


def _outside(table: Any) -> ColumnElement[bool]:
    crooked = or_(table.c.span_start < 0, table.c.span_end < table.c.span_start)
    return or_(_foreign(table), crooked, table.c.span_end > func.length(layers.c.text))


def _textless(table: Any) -> Select[Any]:
    joined = table.join(documents, documents.c.id == table.c.document_id)
    spanned = and_(table.c.page.is_not(None), table.c.span_start.is_not(None), table.c.layer_id.is_(None))
    return select(*_where(table)).select_from(joined).where(spanned)


def _homeless(table: Any) -> Select[Any]:
    def absent(column: Any) -> ColumnElement[bool]:
        page = exists().where(pages.c.document_id == table.c.document_id, pages.c.page == column)
        return and_(column.is_not(None), ~page)

    joined = table.join(documents, documents.c.id == table.c.document_id)
    columns = (documents.c.digest, (table.c.first_page + 1), (table.c.last_page + 1))
    fault = or_(absent(table.c.first_page), absent(table.c.last_page))
    return select(*columns).select_from(joined).where(documents.c.state == "read", fault)


def _pageless_changes() -> Select[Any]:
    def absent(side: str) -> ColumnElement[bool]:
        document, page = changes.c[f"{side}_id"], changes.c[f"{side}_page"]
        there = exists().where(pages.c.document_id == document, pages.c.page == page)
        return and_(~there, changes.c[f"{side}_end"] > 0)

    return select(changes.c.id, changes.c.number).where(or_(absent("older"), absent("newer")))


def _pageless(table: Any) -> Select[Any]:
    there = exists().where(pages.c.document_id == table.c.document_id, pages.c.page == table.c.page)
    joined = table.join(documents, documents.c.id == table.c.document_id)
    return select(*_where(table)).select_from(joined).where(~there)


def _strayed_codes() -> Select[Any]:
    c = withholding_codes.c
    owner = exists().where(withholdings.c.id == c.withholding_id, withholdings.c.document_id == c.document_id)
    return select(c.withholding_id, c.value).where(~owner)


def _crooked_matches() -> Select[Any]:
    first, second = documents.alias(), documents.alias()
    joined = matches.join(first, first.c.id == matches.c.a_id).join(second, second.c.id == matches.c.b_id)
    columns = (first.c.digest.label("a"), second.c.digest.label("b"))
    return select(*columns).select_from(joined).where(columns[0] >= columns[1])


def _rotten_layers(database: Database) -> Iterator[str]:
    last = ""
    while True:
        columns = (layers.c.id, layers.c.page, layers.c.text, layers.c.text_digest, layers.c.words)
        joined = layers.join(documents, documents.c.id == layers.c.document_id)
        statement = select(*columns, documents.c.digest).select_from(joined).where(layers.c.id > last)
        with database.read() as connection:
            rows = _fetch(connection, statement.order_by(layers.c.id).limit(_CHUNK))
        if not rows:
            return
        for row in rows:
            yield from _rot(row)
        last = rows[-1].id


def _fetch(connection: Connection, statement: Select[Any]) -> list[Any]:
    return list(connection.execute(statement))


def _rot(row: Any) -> Iterator[str]:
    place = f"of page {row.page + 1} of {row.digest}"
    if text_digest(row.text) != row.text_digest:
        yield f"A stored text {place} has changed since it was written"
    try:
        words = unpack(row.words) or ()
    except (ArchiveError, ValueError) as e:
        yield f"The stored words {place} cannot be unpacked: {e}"
        return
    if any(not 0 <= word.start <= word.end <= len(row.text) for word in words):
        yield f"A stored word {place} lies outside its text"
