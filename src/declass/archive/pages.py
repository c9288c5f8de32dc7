"""Pages as the catalogue has them: the chosen text, and every other version of it."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from declass.archive.base import Database
from declass.archive.tables import documents, layers, notes, pages
from declass.archive.values import StoredLayer, StoredPage
from declass.archive.words import unpack
from declass.model.anchor import Digest
from declass.model.page import Note, PageText

_CHUNK = 100  # pages in memory at a time

_LAYER: list[Any] = [layers.c[name] for name in ("kind", "engine", "engine_version", "parameters", "text")]
_LAYER += [layers.c[name] for name in ("confidence", "expected_error")]
_LAYER.append(layers.c.language.label("layer_language"))


class Pages:
    """Reads pages, layers and notes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, digest: Digest, *, words: bool = False) -> Iterator[StoredPage]:
        """The document's pages in order, a few in memory at a time; none for an unknown digest.

        Args:
            words: whether the chosen texts come with their words (``None`` otherwise).
        """
        last = -1
        while True:
            with self._database.read() as connection:
                rows = connection.execute(_pages_after(words), {"digest": digest, "last": last}).all()
            yield from (_page(digest, row) for row in rows)
            if len(rows) < _CHUNK:
                return
            last = rows[-1].page

    def get(self, digest: Digest, page: int, *, words: bool = True) -> StoredPage | None:
        """One page, or None where there is none of that index."""
        with self._database.read() as connection:
            row = connection.execute(_page_at(words), {"digest": digest, "index": page}).one_or_none()
        return None if row is None else _page(digest, row)

    def indexes(self, digest: Digest) -> list[int]:
        """The document's pages, read or failed, by 0-based index."""
        with self._database.read() as connection:
            return list(connection.scalars(_INDEXES, {"digest": digest}))

    def counts(self) -> dict[Digest, int]:
        """How many pages of each document there are, read or failed."""
        statement = (
            select(documents.c.digest, func.count())
            .join(pages, pages.c.document_id == documents.c.id)
            .group_by(documents.c.id)
        )
        with self._database.read() as connection:
            return {Digest(digest): count for digest, count in connection.execute(statement)}

    def pictured(self, wanted: Iterable[tuple[Digest, int]]) -> set[tuple[Digest, int]]:
        """Those of some pages, by digest and index, of which an image can be drawn."""
        asked = set(wanted)
        joined = pages.join(documents, documents.c.id == pages.c.document_id)
        statement = select(documents.c.digest, pages.c.page).select_from(joined).where(pages.c.width_pt > 0)
        here = statement.where(
            documents.c.digest.in_({digest for digest, _ in asked}),
            pages.c.page.in_({page for _, page in asked}),
            pages.c.state == "read",
        )
        with self._database.read() as connection:
            return {(Digest(digest), page) for digest, page in connection.execute(here)} & asked

    def layers(self, digest: Digest, page: int, *, words: bool = True) -> list[StoredLayer]:
        """Every version of the page's text, the oldest first.

        Args:
            words: whether they come with their words (``None`` otherwise).
        """
        with self._database.read() as connection:
            here = {"digest": digest, "index": page}
            return [_layer(row) for row in connection.execute(_layers_of(words), here)]

    def notes(self, digest: Digest) -> list[Note]:
        """The document's footnotes, in order."""
        statement = (
            select(notes)
            .join(documents, documents.c.id == notes.c.document_id)
            .where(documents.c.digest == digest)
            .order_by(notes.c.page, notes.c.ordinal)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return [Note(row.page, row.called_at, row.label, row.text, row.kind) for row in rows]


# Statements are built once: a page of the reader asks a dozen, and building one costs more than running it.


_INDEXES = (
    select(pages.c.page)
    .join(documents, documents.c.id == pages.c.document_id)
    .where(documents.c.digest == bindparam("digest"))
    .order_by(pages.c.page)
)


def _pages(words: bool) -> Select[Any]:
    columns = [*pages.c, *_LAYER, *([layers.c.words] if words else [])]
    joined = pages.join(documents, documents.c.id == pages.c.document_id)
    joined = joined.outerjoin(layers, layers.c.id == pages.c.layer_id)
    return select(*columns).select_from(joined).where(documents.c.digest == bindparam("digest"))


@cache
def _pages_after(words: bool) -> Select[Any]:
    return _pages(words).where(pages.c.page > bindparam("last")).order_by(pages.c.page).limit(_CHUNK)


@cache
def _page_at(words: bool) -> Select[Any]:
    return _pages(words).where(pages.c.page == bindparam("index"))


@cache
def _layers_of(words: bool) -> Select[Any]:
    chosen = select(pages.c.layer_id).where(
        pages.c.document_id == layers.c.document_id, pages.c.page == layers.c.page
    )
    return (
        select(*_LAYER, *([layers.c.words] if words else []), layers.c.id, layers.c.page, layers.c.created)
        .add_columns(layers.c.author, layers.c.why, chosen.scalar_subquery().label("chosen_id"))
        .join(documents, documents.c.id == layers.c.document_id)
        .where(documents.c.digest == bindparam("digest"), layers.c.page == bindparam("index"))
        .order_by(layers.c.created, layers.c.id)
    )


def _page(digest: Digest, row: Row[Any]) -> StoredPage:
    return StoredPage(
        digest=digest,
        index=row.page,
        width_pt=row.width_pt,
        height_pt=row.height_pt,
        rotation=row.rotation,
        state=row.state,
        reason=row.reason,
        remedy=row.remedy,
        language=row.language,
        layer_id=row.layer_id,
        chosen_reason=row.chosen_reason,
        image_reason=row.image_reason,
        text=None if row.layer_id is None else _text(row),
    )


def _text(row: Row[Any]) -> PageText:
    return PageText(
        text=row.text,
        kind=row.kind,
        engine=row.engine,
        engine_version=row.engine_version,
        parameters=row.parameters,
        language=row.layer_language,
        words=unpack(getattr(row, "words", None)),
        confidence=row.confidence,
        expected_error=row.expected_error,
    )


def _layer(row: Row[Any]) -> StoredLayer:
    chosen = row.id == row.chosen_id
    return StoredLayer(row.id, row.page, _text(row), row.created, row.author, row.why, chosen)
