"""What the catalogue asks of a database, and transactions over it."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from declass.errors import ArchiveError

WRITES = "declass_writes"
"""Execution option by which a backend knows, when a transaction begins, that it will write."""


_Upsert = tuple[str, tuple[str, ...], tuple[str, ...] | None, tuple[str, ...]]
"""(table, key, columns that stay, columns given)."""


class Backend(Protocol):
    """One kind of database."""

    words: Mapping[str, str]
    """The database's own words for ``serial`` (a key that numbers itself) and ``blob``."""

    def engine(self) -> Engine:
        """A new engine, its connections set up to survive a kill at any moment."""
        ...

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insert that knows ``on_conflict_do_update`` and ``on_conflict_do_nothing``."""
        ...

    def append_only(self, table: str) -> Sequence[str]:
        """Statements after which the database refuses to update or delete rows of the table."""
        ...

    def state(self, connection: Connection) -> object:
        """Changes with every commit, whoever makes it."""
        ...

    def faults(self, connection: Connection) -> list[str]:
        """What the database's own check of itself finds, as sentences; empty when sound."""
        ...


class Database:
    """Transactions over one engine: nested ones join the outer, and a failed one undoes only itself.

    May be shared by threads; each has its own transaction.
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._engine = backend.engine()
        self._here = threading.local()
        self._upserts: dict[_Upsert, sqlite.Insert | postgresql.Insert] = {}

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed at the end, or undone if an exception leaves it."""
        outer: Connection | None = getattr(self._here, "connection", None)
        with _translated():
            if outer is not None:
                with outer.begin_nested():
                    yield outer
                return
            with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                self._here.connection = connection
                try:
                    yield connection
                finally:
                    self._here.connection = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view: of this thread's open transaction, or else of what is committed."""
        outer = getattr(self._here, "connection", None) or getattr(self._here, "view", None)
        with _translated():
            if outer is not None:
                yield outer
                return
            with self._engine.connect() as connection:
                yield connection

    @contextmanager
    def view(self) -> Iterator[None]:
        """All that this thread reads within is of one moment, that of the first reading, over one connection.

        What others commit meanwhile is not seen, nor what this thread itself writes within.
        """
        if getattr(self._here, "connection", None) or getattr(self._here, "view", None):
            yield
            return
        with _translated(), self._engine.connect() as connection:
            self._here.view = connection
            try:
                yield
            finally:
                self._here.view = None

    @contextmanager
    def latest(self) -> Iterator[None]:
        """Within, this thread reads what is committed now, whatever view is open around it."""
        view = getattr(self._here, "view", None)
        self._here.view = None
        try:
            yield
        finally:
            self._here.view = view

    def state(self) -> object:
        """Compares equal as long as nobody commits; for what is worth keeping between reads."""
        with self.read() as connection:
            return self.backend.state(connection)

    def close(self) -> None:
        self._engine.dispose()

    def upsert(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[Mapping[str, Any]],
        *,
        key: Sequence[str] = (),
        keep: Sequence[str] | None = None,
    ) -> None:
        """Insert rows; where one with the same key is there already, give it the new values.

        Args:
            key: the columns that identify a row; () = the primary key.
            keep: columns whose old value stays; None = change nothing at all.
        """
        if not rows:
            return
        wanted = (table.name, tuple(key), None if keep is None else tuple(keep), tuple(rows[0]))
        if wanted not in self._upserts:  # building one costs ten times as much as running it
            self._upserts[wanted] = self._upsert(table, *wanted[1:])
        connection.execute(self._upserts[wanted], rows)

    def _upsert(
        self, table: Table, key: Sequence[str], keep: Sequence[str] | None, given: Sequence[str]
    ) -> sqlite.Insert | postgresql.Insert:
        statement = self.backend.insert(table)
        names = list(key) or [column.name for column in table.primary_key]
        if keep is None:
            return statement.on_conflict_do_nothing(index_elements=names)
        changed = {name: statement.excluded[name] for name in given if name not in {*names, *keep}}
        return statement.on_conflict_do_update(index_elements=names, set_=changed)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as e:
        remedy = "Check that the disk has room and that no other program holds the catalogue."
        raise ArchiveError(f"The catalogue refused: {e.orig}", remedy) from e
