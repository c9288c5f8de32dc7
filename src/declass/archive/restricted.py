"""What is restricted: words left under bars and personal data, handed out against an entry in a log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from declass.archive.base import Database
from declass.archive.restricted_rows import kinds_of
from declass.archive.restricted_tables import hidden_texts, personal_data, viewings
from declass.archive.tables import (
    documents,
    layers,
    pages,
)
from declass.archive.types import now
from declass.errors import UsageError
from declass.model.anchor import Box, Digest, Span
from declass.model.withholding import Withholding


@dataclass(frozen=True, slots=True)
class RestrictedPlace:
    """One place whose words are restricted.

    Attributes:
        page: 0-based.
        kind: ``under_text``, or a ``PersonalKind``.
        box: of the bar; None for personal data.
        span: of personal data, in the page's chosen text; None for words under a bar.
        why: sentences, strongest first.
        text: the words; "" where nobody asked for them by name.
    """

    digest: Digest
    page: int
    kind: str
    probability: float
    box: Box | None
    span: Span | None
    lines: float | None
    why: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Viewing:
    """Somebody looked at what a page restricts."""

    digest: Digest
    page: int
    kinds: tuple[str, ...]
    who: str
    at: datetime
    why: str


class Restricted:
    """Reads what is restricted, and keeps the log of who did."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def places(self, digest: Digest | None = None, page: int | None = None) -> Iterator[RestrictedPlace]:
        """Where words are restricted, without them; of all documents where none is named."""
        yield from self._places(digest, page, words=False)

    def reveal(self, digest: Digest, page: int | None, *, who: str, why: str) -> list[RestrictedPlace]:
        """The places with their words; who looks, at what and why is logged before they are handed out.

        Raises:
            UsageError: without a name or a reason.
        """
        if not who.strip() or not why.strip():
            raise UsageError(
                "Restricted words are shown to somebody, for a reason", "Give both --who and --why."
            )
        found = list(self._places(digest, page, words=True))
        shown = sorted({place.page for place in found})
        rows = [
            {
                "digest": digest,
                "page": at,
                "kinds": kinds_of(place.kind for place in found if place.page == at),
                "who": who.strip(),
                "at": now(),
                "why": why.strip(),
            }
            for at in shown
        ]
        if rows:
            with self._database.write() as connection:
                connection.execute(viewings.insert(), rows)
        return found

    def hidden(self, digest: Digest, page: int) -> list[str]:
        """The words under a page's bars, to keep them out of what is shown; never to show them."""
        statement = _hidden(True, True).order_by(hidden_texts.c.ordinal)
        with self._database.read() as connection:
            return [row.text for row in connection.execute(statement, {"digest": digest, "index": page})]

    def likely(self, digest: Digest, least: float) -> list[str]:
        """Words of a file's findings from this probability on, to be looked for elsewhere; never shown."""
        with self._database.read() as connection:
            rows = connection.execute(_hidden(True, False), {"digest": digest}).all()
        return [row.text for row in rows if row.probability >= least]

    def under(self, digest: Digest, page: int) -> tuple[Withholding, ...]:
        """What reading found under a page's bars, with its words, for steps that look again."""
        statement = _hidden(True, True).order_by(hidden_texts.c.ordinal)
        with self._database.read() as connection:
            rows = connection.execute(statement, {"digest": digest, "index": page}).all()
        return tuple(_withholding(row) for row in rows)

    def viewings(self, digest: Digest | None = None) -> list[Viewing]:
        """The log, the oldest first."""
        statement = select(viewings).order_by(viewings.c.id)
        if digest is not None:
            statement = statement.where(viewings.c.digest == digest)
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return [Viewing(Digest(r.digest), r.page, tuple(r.kinds), r.who, r.at, r.why) for r in rows]

    def _places(self, digest: Digest | None, page: int | None, *, words: bool) -> Iterator[RestrictedPlace]:
        with self._database.read() as connection:
            here = {"digest": digest, "index": page}
            wanted = (digest is not None, page is not None)
            under = connection.execute(_hidden(*wanted), here).all()
            printed = connection.execute(_personal(*wanted), here).all()
        places = [_bar(row, words=words) for row in under] + [_datum(row, words=words) for row in printed]
        yield from sorted(places, key=_order)


def _order(place: RestrictedPlace) -> tuple[str, int, int, float]:
    start = -1 if place.span is None else place.span.start
    return place.digest, place.page, start, 0.0 if place.box is None else place.box.y0


def _here(statement: Select[Any], table: Any, one_file: bool, one_page: bool) -> Select[Any]:
    if one_file:
        statement = statement.where(documents.c.digest == bindparam("digest"))
    return statement.where(table.c.page == bindparam("index")) if one_page else statement


@cache
def _hidden(one_file: bool, one_page: bool) -> Select[Any]:
    joined = hidden_texts.join(documents, documents.c.id == hidden_texts.c.document_id)
    return _here(
        select(hidden_texts, documents.c.digest).select_from(joined), hidden_texts, one_file, one_page
    )


@cache
def _personal(one_file: bool, one_page: bool) -> Select[Any]:
    c = personal_data.c
    joined = personal_data.join(documents, documents.c.id == c.document_id)
    joined = joined.join(pages, (pages.c.document_id == c.document_id) & (pages.c.page == c.page))
    joined = joined.outerjoin(layers, layers.c.id == c.layer_id)
    columns = select(personal_data, documents.c.digest, layers.c.text.label("page_text"))
    return _here(columns.select_from(joined), personal_data, one_file, one_page)


def _bar(row: Row[Any], *, words: bool) -> RestrictedPlace:
    box = None if row.x0 is None else Box(row.x0, row.y0, row.x1, row.y1)
    text = row.text if words else ""
    why = tuple(row.evidence)
    return RestrictedPlace(
        Digest(row.digest), row.page, "under_text", row.probability, box, None, row.lines, why, text
    )


def _withholding(row: Row[Any]) -> Withholding:
    box = None if row.x0 is None else Box(row.x0, row.y0, row.x1, row.y1)
    evidence = tuple(row.evidence)
    return Withholding(
        row.page,
        "under_text",
        row.probability,
        box,
        lines_min=row.lines,
        lines_max=row.lines,
        text=row.text,
        evidence=evidence,
    )


def _datum(row: Row[Any], *, words: bool) -> RestrictedPlace:
    span = Span(row.span_start, row.span_end)
    text = (row.page_text or "")[span.start : span.end] if words else ""
    return RestrictedPlace(
        Digest(row.digest), row.page, row.kind, row.probability, None, span, None, (row.why,), text
    )
