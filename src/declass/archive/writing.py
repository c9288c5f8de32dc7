"""Results of reading, written whole: a document's rows go in together with the mark that a step is done."""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, select, update

from declass.archive.accessions import member_key
from declass.archive.base import Database
from declass.archive.documents import document_ids
from declass.archive.restricted_rows import hidden_rows, personal_rows
from declass.archive.restricted_tables import hidden_texts, personal_data
from declass.archive.tables import (
    dates,
    divisions,
    documents,
    layers,
    notes,
    numbers,
    pages,
    refusals,
    search_pending,
    step_done,
)
from declass.archive.types import now, storable
from declass.archive.values import DocumentResult, PageResult, Run
from declass.archive.withheld_rows import replace_withheld
from declass.archive.words import pack
from declass.errors import ArchiveError
from declass.model.anchor import Digest
from declass.model.date import PartialDate
from declass.model.page import PageText
from declass.model.personal import PersonalDatum
from declass.model.record import RecordNumber
from declass.model.withholding import PageWithheld
from declass.text.normal import clean

_CHUNK = 200  # documents written by one statement a table
_INT32_MAX = 2**31 - 1
_READ_TEXTS = (
    "numbers",
    "dates",
    "withholdings",
    "personal",
    "records",
)  # steps that a new text makes due again

Place = tuple[int, int]
"""(document's short key, page index)."""


class Writer:
    """Writes results of steps; each call is one transaction, or a part of the one that is open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def documents(self, results: Sequence[DocumentResult], runs: Sequence[Run]) -> None:
        """Write what reading made of documents, replacing what the same steps had written before.

        Layers are added to, never taken away; a page whose chosen text was typed by a person keeps it.

        Args:
            runs: the steps these results come from; ``read`` must be among them. Numbers, dates and
                withholdings are written only if ``numbers``, ``dates`` and ``withholdings`` are, and
                otherwise become due again.

        Raises:
            ArchiveError: an original that was never added, or the database refused.
        """
        by_step = {run.step: run for run in runs}
        for start in range(0, len(results), _CHUNK):
            with self._database.write() as connection:
                _Batch(self._database, connection, results[start : start + _CHUNK], by_step).write()

    def pages(self, digest: Digest, results: Sequence[PageResult], run: Run) -> None:
        """Write new readings of some pages of a document, leaving its other pages as they are."""
        with self._database.write() as connection:
            number = document_ids(connection, [digest])[digest]
            old = _old_pages(connection, [number])
            _write_pages(self._database, connection, [(number, digest, page) for page in results], old, run)
            _forget_steps(connection, [number], _READ_TEXTS)
            _mark(self._database, connection, [number], [run], f"{run.step} again")

    def numbers(self, digest: Digest, run: Run, readings: Sequence[RecordNumber]) -> None:
        """Replace a document's number readings, made from its pages' chosen texts."""
        with self._database.write() as connection:
            number, chosen = _chosen_texts(connection, digest)
            rows = _number_rows(number, readings, chosen, run)
            _replace(connection, numbers, [number], rows)
            _mark(self._database, connection, [number], [run], run.step)

    def dates(self, digest: Digest, run: Run, mentions: Sequence[tuple[int, PartialDate]]) -> None:
        """Replace a document's date mentions, made from its pages' chosen texts."""
        with self._database.write() as connection:
            number, chosen = _chosen_texts(connection, digest)
            _replace(connection, dates, [number], _date_rows(number, mentions, chosen, run))
            _mark(self._database, connection, [number], [run], run.step)

    def withholdings(self, digest: Digest, run: Run, found: Sequence[PageWithheld]) -> None:
        """Replace what a document was said to keep back."""
        with self._database.write() as connection:
            number, chosen = _chosen_texts(connection, digest)
            replace_withheld(self._database, connection, {number: found}, chosen, run)
            _mark(self._database, connection, [number], [run], run.step)

    def personal(self, digest: Digest, run: Run, found: Sequence[tuple[int, PersonalDatum]]) -> None:
        """Replace the personal data found in a document's pages' chosen texts."""
        with self._database.write() as connection:
            number, chosen = _chosen_texts(connection, digest)
            _replace(connection, personal_data, [number], personal_rows(number, found, chosen, run))
            _mark(self._database, connection, [number], [run], run.step)

    def mark(self, digests: Sequence[Digest], run: Run) -> None:
        """Say that the run's step is done for documents, where its rows are kept elsewhere."""
        with self._database.write() as connection:
            ids = list(document_ids(connection, digests).values())
            self._database.upsert(connection, step_done, _marks(ids, [run]), keep=())

    def correct(self, digest: Digest, page: int, text: str, *, who: str, why: str = "") -> str:
        """Add a person's text of a page; it is chosen at once, and stays chosen whatever is read later.

        The person's layer has no boxes; the page's language stays. Steps that read texts become due again.

        Returns:
            the layer's identity.
        """
        with self._database.write() as connection:
            number = document_ids(connection, [digest])[digest]
            here = (pages.c.document_id == number, pages.c.page == page)
            language = connection.execute(select(pages.c.language).where(*here)).one_or_none()
            if language is None:
                raise ArchiveError(
                    f"The original {digest} has no page {page + 1}", "Give a page that was read."
                )
            typed = PageText(clean(text), "human", "person", "", f"by={who}", language[0])
            row = _layer_row(number, digest, page, typed, None) | {"author": who, "why": why}
            self._database.upsert(connection, layers, [row])
            reason = f"Typed by {who}" + (f": {why}" if why else "")
            chosen = {"layer_id": row["id"], "chosen_reason": reason, "chars": len(typed.text)}
            read = {"state": "read", "reason": "", "remedy": ""}
            connection.execute(update(pages).where(*here).values(**chosen, **read))
            _forget_steps(connection, [number], _READ_TEXTS)
            _mark(self._database, connection, [number], [], "corrected")
        return str(row["id"])


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some results on their way into the tables, a statement a table."""

    database: Database
    connection: Connection
    results: Sequence[DocumentResult]
    runs: Mapping[str, Run]

    def write(self) -> None:
        ids = document_ids(self.connection, [result.digest for result in self.results])
        old = _old_pages(self.connection, list(ids.values()))
        by_hand = {place[0] for place, row in old.items() if row.kind == "human"}
        run = self.runs["read"]
        self._leave_out(ids, old)
        found = [(ids[r.digest], r.digest, page) for r in self.results for page in r.pages]
        chosen = _write_pages(self.database, self.connection, found, old, run)
        self._write_states(ids, run)
        self._write_divisions(ids, run)
        self._write_refusals()
        self._write_derived(ids, chosen)
        # a person's text is not what numbers and dates were just read from: leave those steps due
        later = [run for step, run in self.runs.items() if step != "read"]
        _forget_steps(self.connection, list(ids.values()))
        _mark(self.database, self.connection, list(ids.values()), [run], "read")
        marks = _marks([number for number in ids.values() if number not in by_hand], later)
        self.database.upsert(self.connection, step_done, marks, keep=())

    def _leave_out(self, ids: Mapping[Digest, int], old: Mapping[Place, Any]) -> None:
        """Drop pages that a whole reading no longer finds, unless a person worked on them."""
        whole = {ids[r.digest] for r in self.results if r.state in ("read", "unread")}
        found = {(ids[r.digest], page.index) for r in self.results for page in r.pages}
        gone = [p for p, row in old.items() if p[0] in whole and p not in found and row.kind != "human"]
        for table in (notes, hidden_texts, pages):
            _delete_places(self.connection, table, gone)

    def _write_states(self, ids: Mapping[Digest, int], run: Run) -> None:
        change: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _STATE}
        change["media_type"] = func.coalesce(bindparam("new_media_type"), documents.c.media_type)
        statement = update(documents).where(documents.c.id == bindparam("key")).values(**change)
        rows = [{"key": ids[r.digest], **_state_row(r, run)} for r in self.results]
        self.connection.execute(statement, rows)

    def _write_divisions(self, ids: Mapping[Digest, int], run: Run) -> None:
        told = [r for r in self.results if r.divisions or r.state == "read"]
        rows = [row for r in told for row in _division_rows(ids[r.digest], r, run)]
        _replace(self.connection, divisions, [ids[r.digest] for r in told], rows)

    def _write_refusals(self) -> None:
        told = [r for r in self.results if r.members_taken is not None or r.members_refused]
        if not told:
            return
        self.connection.execute(delete(refusals).where(refusals.c.container.in_([r.digest for r in told])))
        rows = [row for r in told for row in _refusal_rows(r)]
        self.database.upsert(self.connection, refusals, rows, key=("key",), keep=())

    def _write_derived(self, ids: Mapping[Digest, int], chosen: Mapping[Place, str | None]) -> None:
        everyone = list(ids.values())
        if run := self.runs.get("numbers"):
            rows = [row for r in self.results for row in _number_rows(ids[r.digest], r.numbers, chosen, run)]
            _replace(self.connection, numbers, everyone, rows)
        if run := self.runs.get("dates"):
            rows = [row for r in self.results for row in _date_rows(ids[r.digest], r.dates, chosen, run)]
            _replace(self.connection, dates, everyone, rows)
        if run := self.runs.get("personal"):
            rows = [
                row for r in self.results for row in personal_rows(ids[r.digest], r.personal, chosen, run)
            ]
            _replace(self.connection, personal_data, everyone, rows)
        if run := self.runs.get("withholdings"):
            found = {ids[r.digest]: r.withheld for r in self.results}
            replace_withheld(self.database, self.connection, found, chosen, run)


def layer_id(digest: str, page: int, text: PageText, text_digest: str) -> str:
    """The identity of a layer: the same reading of the same page by the same means is the same layer."""
    parts = (digest, str(page), text.kind, text.engine, text.engine_version, text.parameters, text_digest)
    return hashlib.blake2b("\0".join(map(storable, parts)).encode(), digest_size=16).hexdigest()


def text_digest(text: str) -> str:
    """What is kept beside a text to notice rot."""
    return hashlib.sha256(text.encode()).hexdigest()


def _write_pages(
    database: Database,
    connection: Connection,
    found: Sequence[tuple[int, Digest, PageResult]],
    old: Mapping[Place, Any],
    run: Run,
) -> dict[Place, str | None]:
    """Write pages, layers and notes.

    Returns:
        the layer each page's result chose, whether or not a person's text stays chosen over it.
    """
    versions, rows, called, hidden, chosen = [], [], [], [], {}
    for number, digest, page in found:
        made = [_layer_row(number, digest, page.index, layer, run) for layer in page.layers]
        place = (number, page.index)
        chosen[place] = None if page.chosen is None else made[page.chosen]["id"]
        versions += made
        rows.append(_page_row(place, page, chosen[place], old.get(place), run))
        called += _note_rows(place, page, made[0]["id"] if made else None, run)
        hidden += [] if page.failed else hidden_rows(number, page, run)
    database.upsert(connection, layers, versions)
    _delete_places(connection, notes, [place for place in chosen if place in old])
    read_now = [(number, page.index) for number, _, page in found if not page.failed]
    _delete_places(connection, hidden_texts, [place for place in read_now if place in old])
    database.upsert(connection, pages, rows, keep=())
    for table, new in ((notes, called), (hidden_texts, hidden)):
        if new:
            connection.execute(table.insert(), new)
    return chosen


def _old_pages(connection: Connection, ids: Sequence[int]) -> dict[Place, Any]:
    joined = pages.outerjoin(layers, layers.c.id == pages.c.layer_id)
    columns = (pages.c.layer_id, pages.c.chosen_reason, pages.c.language, pages.c.chars, layers.c.kind)
    statement = select(pages.c.document_id, pages.c.page, *columns).select_from(joined)
    rows = connection.execute(statement.where(pages.c.document_id.in_(ids)))
    return {(row.document_id, row.page): row for row in rows}


def _chosen_texts(connection: Connection, digest: Digest) -> tuple[int, dict[Place, str | None]]:
    number = document_ids(connection, [digest])[digest]
    return number, {place: row.layer_id for place, row in _old_pages(connection, [number]).items()}


def _page_row(
    place: Place, page: PageResult, chosen: str | None, old: Any | None, run: Run
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "document_id": place[0],
        "page": place[1],
        "width_pt": _finite(page.width_pt) or 0.0,
        "height_pt": _finite(page.height_pt) or 0.0,
        "rotation": page.rotation,
        "state": "failed" if page.failed else "read",
        "reason": page.reason,
        "remedy": page.remedy,
        "layer_id": chosen,
        "chosen_reason": page.chosen_reason,
        "language": page.language,
        "chars": 0 if page.chosen is None else len(page.layers[page.chosen].text),
        "image_reason": page.image_reason,
        "run_id": run.id,
    }
    if old is not None and old.kind == "human":
        return row | _kept(old) | {"state": "read", "reason": "", "remedy": ""}
    if old is not None and page.failed and chosen is None:
        return row | _kept(old)  # a text once read is not lost to a later failure
    return row


def _kept(old: Any) -> dict[str, Any]:
    return {name: getattr(old, name) for name in ("layer_id", "chosen_reason", "language", "chars")}


def _layer_row(number: int, digest: Digest, page: int, layer: PageText, run: Run | None) -> dict[str, Any]:
    text = storable(layer.text)
    rot = text_digest(text)
    return {
        "id": layer_id(digest, page, layer, rot),
        "document_id": number,
        "page": page,
        "kind": layer.kind,
        "engine": layer.engine,
        "engine_version": layer.engine_version,
        "parameters": layer.parameters,
        "language": layer.language,
        "confidence": _finite(layer.confidence),
        "expected_error": _finite(layer.expected_error),
        "text": text,
        "text_digest": rot,
        "words": pack(layer.words),
        "run_id": None if run is None else run.id,
        "created": now(),
        "author": "",
        "why": "",
    }


def _note_rows(place: Place, page: PageResult, layer: str | None, run: Run) -> list[dict[str, Any]]:
    where = {"document_id": place[0], "page": place[1], "layer_id": layer, "run_id": run.id}
    return [
        {
            **where,
            "ordinal": n,
            "called_at": note.offset,
            "label": note.label,
            "text": note.text,
            "kind": note.kind,
        }
        for n, note in enumerate(page.notes)
    ]


_STATE = (
    *("state", "reason", "remedy", "media_type", "pages_expected", "members_taken", "metadata"),
    *("language", "isolation", "run_id"),
)


def _state_row(result: DocumentResult, run: Run) -> dict[str, Any]:
    expected = result.pages_expected
    values = {name: getattr(result, name) for name in _STATE if name != "run_id"}
    values |= {"run_id": run.id, "metadata": dict(result.metadata)}
    values["pages_expected"] = None if expected is None else min(expected, _INT32_MAX)
    return {f"new_{name}": value for name, value in values.items()}


def _division_rows(number: int, result: DocumentResult, run: Run) -> list[dict[str, Any]]:
    return [
        {
            "document_id": number,
            "ordinal": n,
            "number": part.number,
            "title": part.title,
            "date": part.date,
            "persons": list(part.persons),
            "first_page": part.first_page,
            "first_offset": part.first_offset,
            "last_page": part.last_page,
            "last_offset": part.last_offset,
            "source": part.source,
            "run_id": run.id,
        }
        for n, part in enumerate(result.divisions)
    ]


def _refusal_rows(result: DocumentResult) -> list[dict[str, Any]]:
    inside = {"batch_id": None, "whence": "", "container": result.digest, "at": now()}
    return [
        {
            **inside,
            "key": member_key(result.digest, m.name),
            "name": m.name,
            "reason": m.reason,
            "remedy": m.remedy,
        }
        for m in result.members_refused
    ]


def _number_rows(
    number: int, readings: Sequence[RecordNumber], chosen: Mapping[Place, str | None], run: Run
) -> list[dict[str, Any]]:
    return [
        {
            "document_id": number,
            "ordinal": n,
            "scheme": reading.scheme,
            "value": reading.value,
            "original_value": reading.original_value,
            "source": reading.source,
            "page": reading.page,
            "layer_id": None if reading.page is None else chosen.get((number, reading.page)),
            "span_start": reading.start,
            "span_end": reading.end,
            "probability": reading.probability,
            "run_id": run.id,
        }
        for n, reading in enumerate(readings)
    ]


def _date_rows(
    number: int,
    mentions: Sequence[tuple[int, PartialDate]],
    chosen: Mapping[Place, str | None],
    run: Run,
) -> list[dict[str, Any]]:
    return [
        {
            "document_id": number,
            "ordinal": n,
            "page": page,
            "layer_id": chosen.get((number, page)),
            "span_start": mention.start,
            "span_end": mention.end,
            "edtf": mention.edtf,
            "raw": mention.raw,
            "inferred": mention.inferred,
            "run_id": run.id,
        }
        for n, (page, mention) in enumerate(mentions)
    ]


def _replace(
    connection: Connection, table: Table, ids: Sequence[int], rows: Sequence[dict[str, Any]]
) -> None:
    connection.execute(delete(table).where(table.c.document_id.in_(ids)))
    if rows:
        connection.execute(table.insert(), rows)


def _delete_places(connection: Connection, table: Table, places: Iterable[Place]) -> None:
    rows = [{"key": number, "at_page": page} for number, page in places]
    if rows:
        here = (table.c.document_id == bindparam("key"), table.c.page == bindparam("at_page"))
        connection.execute(delete(table).where(*here), rows)


def _forget_steps(connection: Connection, ids: Sequence[int], steps: Sequence[str] | None = None) -> None:
    """Make steps (None = all) due again."""
    statement = delete(step_done).where(step_done.c.document_id.in_(ids))
    connection.execute(statement if steps is None else statement.where(step_done.c.step.in_(steps)))


def _marks(ids: Sequence[int], runs: Sequence[Run]) -> list[dict[str, Any]]:
    return [
        {
            "document_id": number,
            "step": run.step,
            "version": run.version,
            "parameters_digest": run.parameters_digest,
            "run_id": run.id,
            "at": now(),
        }
        for number in ids
        for run in runs
    ]


def _mark(
    database: Database, connection: Connection, ids: Sequence[int], runs: Sequence[Run], why: str
) -> None:
    database.upsert(connection, step_done, _marks(ids, runs), keep=())
    waiting = [{"document_id": number, "reason": why} for number in ids]
    database.upsert(connection, search_pending, waiting, keep=())


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
