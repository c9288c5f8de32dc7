"""The reference page of the catalogue, written from its tables."""

from collections.abc import Iterator

from sqlalchemy import Column, Table
from sqlalchemy.dialects import sqlite

from declass.archive.columns import metadata
from declass.archive.tables import (
    APPEND_ONLY,
)

_OPENING = """\
# The catalogue

The tables of `catalogue.sqlite`, an ordinary SQLite file. Look, but write only through declass. This page is
written from `archive/tables.py`; `python -m declass.archive.reference` prints it anew.

Pages count from 0. Spans are half-open ranges of code points. Times are UTC. JSON stands in text columns with
sorted keys. A row with a `run_id` was derived by that run of a step and may be replaced by a later one.
"""


def page() -> str:
    """The page, in Markdown."""
    return "\n".join([_OPENING, *(line for table in metadata.sorted_tables for line in _table(table))])


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield (table.comment or "") + (" Append-only." if table.name in APPEND_ONLY else "") + "\n"
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    yield from (_column(column) for column in table.columns)
    yield ""


def _column(column: Column[object]) -> str:
    kind = column.type.compile(dialect=sqlite.dialect()).lower() + (", null" if column.nullable else "")
    told = [column.comment, "key" if column.primary_key else None, "unique" if column.unique else None]
    told += [f"→ {target.target_fullname}" for target in column.foreign_keys]
    return f"| {column.name} | {kind} | {'; '.join(part for part in told if part)} |"


if __name__ == "__main__":
    print(page(), end="")
