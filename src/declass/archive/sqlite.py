"""The catalogue in one SQLite file."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

from declass.archive.base import WRITES
from declass.errors import ArchiveError

# Cache: what a connection may hold of the file, in KiB. With 54,000 pages added at random keys, 64 MiB let
# the process grow with the archive to that size and saved no processor time over 16.
# WAL: readers go on while one writes. FULL: what was committed survives a power cut, not only a kill;
# it costs one fsync a commit, and commits are grouped.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16384",
    "PRAGMA trusted_schema = OFF",
)
_KEPT = 8  # connections kept open for the reader's threads: a new one begins with an empty cache


class SqliteBackend:
    """A file; made when it is not there."""

    words: Mapping[str, str] = {"serial": "INTEGER NOT NULL PRIMARY KEY", "blob": "BLOB"}

    def __init__(self, path: Path) -> None:
        self._path = path

    def engine(self) -> Engine:
        engine = create_engine(URL.create("sqlite", database=str(self._path)), pool_size=_KEPT)
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
        return engine

    def insert(self, table: Table) -> sqlite.Insert:
        return sqlite.insert(table)

    def append_only(self, table: str) -> Sequence[str]:
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
            for verb in ("UPDATE", "DELETE")
        ]

    def state(self, connection: Connection) -> object:
        # data_version would be cheaper, but it is counted for each connection of the pool apart
        files = (self._path, self._path.with_name(f"{self._path.name}-wal"))
        return [(f.stat().st_mtime_ns, f.stat().st_size) for f in files if f.exists()]

    def faults(self, connection: Connection) -> list[str]:
        checked = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check")
        return [
            *(f"The catalogue's file is damaged: {fault}" for fault in checked if fault != "ok"),
            *(f"Row {row[1]} of {row[0]} points at a row of {row[2]} that is not there" for row in orphans),
        ]


def _set_up(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = (
        None  # transactions begin where this module says, not where the driver guesses
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error as e:
        remedy = "Check that it is a catalogue made by declass and that its folder may be written."
        raise ArchiveError(f"The catalogue cannot be opened: {e}", remedy) from e


def _begin(connection: Connection) -> None:
    # a writer takes its lock at once: a lock asked for halfway may fail without waiting
    options: Mapping[str, Any] = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES) else "BEGIN")
