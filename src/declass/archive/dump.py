"""The archive's content in one canonical form, to prove that two archives hold the same."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from declass.archive import words
from declass.archive.base import Database
from declass.archive.restricted_tables import hidden_texts, personal_data, viewings
from declass.archive.tables import (
    accessions,
    annotations,
    changes,
    comparisons,
    dates,
    divisions,
    documents,
    inventories,
    inventory_rows,
    judgements,
    layers,
    matches,
    notes,
    numbers,
    originals,
    pages,
    records,
    refusals,
    releases,
    step_done,
    withheld_pages,
    withholding_codes,
    withholdings,
)
from declass.archive.types import canonical
from declass.model.withholding import BLOCK

_CHUNK = 20  # documents in memory at a time, with all their texts

# keys that number themselves, times, runs, and what depends on the machine or on how often a run was stopped
_LEFT_OUT = frozenset(
    (
        *(
            "id",
            "key",
            "document_id",
            "withholding_id",
            "record_id",
            "inventory_id",
            "run_id",
            "batch_id",
            "isolation",
            "attempts",
        ),
        *("first_seen", "added_at", "created", "at", "started", "finished", "imported_at"),
    )
)
_DERIVED: Mapping[str, Table] = {
    "pages": pages,
    "layers": layers,
    "notes": notes,
    "divisions": divisions,
    "numbers": numbers,
    "dates": dates,
    "withheld_pages": withheld_pages,
    "withholdings": withholdings,
    "annotations": annotations,
    "codes": withholding_codes,
    "hidden_texts": hidden_texts,
    "personal": personal_data,
    "steps": step_done,
}


def dump(database: Database) -> Iterator[str]:
    """The content as JSON Lines (without line ends): documents by digest, then records, judgements and lists.

    No times, runs or row numbers stand in it, so two archives filled alike give the same lines, however
    often the filling was interrupted. A document being read counts as pending.
    """
    last = ""
    with database.read() as connection:
        while chunk := _documents(connection, last):
            yield from map(canonical, _described(connection, chunk))
            last = chunk[-1].digest
        yield from map(canonical, _records(connection))
        for kind, table in (("refusal", refusals), ("judgement", judgements), ("viewing", viewings)):
            # a file refused again in a later batch is the same refusal
            rows = {canonical({"kind": kind, **_kept(row)}) for row in _rows(connection, table, None)}
            yield from sorted(rows)
        yield from map(canonical, _inventories(connection))
        yield from map(canonical, _compared(connection))


def digest(database: Database) -> str:
    """SHA-256 of the dump, in hexadecimal."""
    hasher = hashlib.sha256()
    for line in dump(database):
        hasher.update(line.encode() + b"\n")
    return hasher.hexdigest()


def _documents(connection: Connection, last: str) -> Sequence[Any]:
    joined = documents.join(originals, originals.c.digest == documents.c.digest)
    statement = select(documents, originals.c.size).select_from(joined).where(documents.c.digest > last)
    return connection.execute(statement.order_by(documents.c.digest).limit(_CHUNK)).all()


def _described(connection: Connection, chunk: Sequence[Any]) -> Iterator[dict[str, Any]]:
    ids = [row.id for row in chunk]
    derived = {
        name: _grouped(_rows(connection, table, table.c.document_id.in_(ids)), "document_id")
        for name, table in _DERIVED.items()
    }
    arrived = accessions.c.digest.in_([row.digest for row in chunk])
    arrivals = _grouped(_rows(connection, accessions, arrived), "digest")
    for row in chunk:
        document = {"kind": "document", **_kept(row)}
        document["state"] = "pending" if row.state == "reading" else row.state
        document["accessions"] = _sorted(arrivals[row.digest])
        told = {name: _sorted(found[row.id]) for name, found in derived.items()}
        _blot(told["layers"], derived["hidden_texts"][row.id])
        yield document | told


def _blot(texts: list[dict[str, Any]], hidden: Sequence[Any]) -> None:
    """An older layer may still hold what is restricted now; the chosen one never does."""
    for row in hidden:
        for layer in texts:
            if layer["page"] == row.page:
                for line in filter(None, row.text.split("\n")):
                    layer["text"] = layer["text"].replace(line, BLOCK)


def _records(connection: Connection) -> Iterator[dict[str, Any]]:
    joined = releases.join(documents, documents.c.id == releases.c.document_id)
    found = connection.execute(select(releases, documents.c.digest).select_from(joined)).all()
    held = _grouped(found, "record_id")
    rows = sorted(connection.execute(select(records)), key=lambda row: (row.scheme, row.number))
    for row in rows:
        yield {"kind": "record", **_kept(row), "releases": _sorted(held[row.id])}


def _inventories(connection: Connection) -> Iterator[dict[str, Any]]:
    lines = _grouped(_rows(connection, inventory_rows, None), "inventory_id")
    for row in sorted(_rows(connection, inventories, None), key=lambda row: row.name):
        yield {"kind": "inventory", **_kept(row), "rows": _sorted(lines[row.id])}


def _compared(connection: Connection) -> Iterator[dict[str, Any]]:
    """Matches, changes and what they come from, documents named by their digests."""
    digests = {row.id: row.digest for row in connection.execute(select(documents.c.id, documents.c.digest))}
    for kind, table, pair in (
        ("match", matches, ("a_id", "b_id")),
        ("change", changes, ("older_id", "newer_id")),
    ):
        rows = [
            {"kind_of_row": kind, **_kept(row), **{name: digests[getattr(row, name)] for name in pair}}
            for row in _rows(connection, table, None)
        ]
        yield from sorted(rows, key=canonical)
    yield from ({"kind_of_row": "comparison", **row} for row in _sorted(_rows(connection, comparisons, None)))


def _rows(connection: Connection, table: Table, which: Any) -> Sequence[Any]:
    statement = select(table)
    return connection.execute(statement if which is None else statement.where(which)).all()


def _grouped(rows: Iterable[Any], name: str) -> defaultdict[Any, list[Any]]:
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _sorted(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return sorted(map(_kept, rows), key=canonical)


def _kept(row: Any) -> dict[str, Any]:
    """The row's content; words go by their digest, and a layer by the identity its content gives it.

    Restricted words go by their digest too: a dump is made to be compared and passed on.
    """
    fields = row._mapping
    kept = {name: value for name, value in fields.items() if name not in _LEFT_OUT}
    if fields.get("kind") == "under_text" or ("evidence" in fields and "lines" in fields):
        kept["text"] = hashlib.sha256(fields["text"].encode()).hexdigest()
    if "text_digest" in fields:
        kept |= {"layer_id": fields["id"], "words": words.digest(fields["words"])}
    return kept
