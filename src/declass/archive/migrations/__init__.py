"""Numbered steps from an empty database to today's tables; each runs once, whole or not at all.

A migration is a module ``NNNN_name.py`` with ``STATEMENTS`` (plain SQL; ``{serial}`` and ``{blob}`` stand
for the database's own words) and, where it needs them, ``APPEND_ONLY`` tables. None is ever rewritten.
"""

import re
from dataclasses import dataclass
from importlib import import_module, resources

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import DBAPIError

from declass.archive.base import Backend
from declass.archive.tables import schema_version
from declass.archive.types import now
from declass.errors import MigrationError

_FILE = re.compile(r"(\d{4})_(\w+)\.py\Z")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step."""

    number: int
    name: str
    statements: tuple[str, ...]
    append_only: tuple[str, ...] = ()


def migrations() -> tuple[Migration, ...]:
    """All of them, in order."""
    files = (_FILE.match(entry.name) for entry in resources.files(__name__).iterdir())
    return tuple(sorted((_load(match) for match in files if match), key=lambda step: step.number))


def _load(match: re.Match[str]) -> Migration:
    module = import_module(f"{__name__}.{match[1]}_{match[2]}")
    return Migration(int(match[1]), match[2], module.STATEMENTS, getattr(module, "APPEND_ONLY", ()))


def version(connection: Connection) -> int:
    """The number of the last migration applied; 0 for an empty database."""
    if not inspect(connection).has_table(schema_version.name):
        return 0
    return connection.scalar(select(func.coalesce(func.max(schema_version.c.version), 0))) or 0


def migrate(
    connection: Connection, backend: Backend, steps: tuple[Migration, ...] | None = None
) -> list[int]:
    """Bring the schema up to date within the connection's transaction.

    Returns:
        numbers of the migrations applied now.

    Raises:
        MigrationError: the schema is newer than this program, or a statement failed.
    """
    steps = migrations() if steps is None else steps
    current, newest = version(connection), steps[-1].number
    if current > newest:
        raise MigrationError(
            f"The catalogue has schema {current}, and this program knows schemas up to {newest}",
            "Install a newer version of declass, or open a copy of the archive made before the upgrade.",
        )
    schema_version.create(connection, checkfirst=True)
    due = [step for step in steps if step.number > current]
    for step in due:
        _apply(connection, backend, step)
    return [step.number for step in due]


def _apply(connection: Connection, backend: Backend, step: Migration) -> None:
    guards = [sql for table in step.append_only for sql in backend.append_only(table)]
    try:
        for statement in (*step.statements, *guards):
            connection.exec_driver_sql(statement.format(**backend.words))
    except DBAPIError as e:
        reason = f"Migration {step.number:04d} ({step.name}) failed and was undone: {e.orig}"
        raise MigrationError(reason, "Report this, with the versions of declass and of the catalogue.") from e
    connection.execute(schema_version.insert().values(version=step.number, name=step.name, applied_at=now()))
