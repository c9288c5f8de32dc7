"""Publishers' lists of what they released, imported line by line, again and again without doubling."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from declass.archive.base import Database
from declass.archive.tables import inventories, inventory_rows
from declass.archive.types import now
from declass.archive.values import InventoryRow
from declass.model.anchor import Digest

_CHUNK = 1000  # rows written or fetched at a time
_VALUES = ("line", "number", "agency", "date", "title", "pages", "release", "file", "type", "extra")


@dataclass(frozen=True, slots=True)
class Inventory:
    """A list as last imported.

    Attributes:
        collection: the collection whose files it lists; "" = all.
        released: EDTF date of the publication it lists, or None.
    """

    id: int
    name: str
    digest: Digest
    collection: str
    released: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed, in rows."""

    added: int
    changed: int
    unchanged: int
    withdrawn: int


class Inventories:
    """Imports and hands out inventories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, inventory: Inventory, rows: Iterable[InventoryRow]) -> Imported:
        """Import a list, or a newer version of the list of that name (its ``id`` is not looked at).

        A row is the same row again by record number and file, or by its line where it has neither; rows
        a newer list leaves out stay, marked as no longer listed.
        """
        with self._database.write() as connection:
            number = self._inventory(connection, inventory)
            old = {row.key: row for row in connection.execute(_rows(number))}
            fresh = {key: _values(row) for key, row in _keyed(rows)}
            written = [
                {"inventory_id": number, "key": key, "listed": True, **values}
                for key, values in fresh.items()
                if key not in old or not _same(old[key], values)
            ]
            for start in range(0, len(written), _CHUNK):
                self._database.upsert(connection, inventory_rows, written[start : start + _CHUNK], keep=())
            gone = [key for key, row in old.items() if row.listed and key not in fresh]
            _withdraw(connection, number, gone)
        added = sum(row["key"] not in old for row in written)
        return Imported(added, len(written) - added, len(fresh) - len(written), len(gone))

    def all(self) -> list[Inventory]:
        """Every inventory, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(inventories)).all()
        found = [Inventory(row.id, row.name, row.digest, row.collection, row.released) for row in rows]
        return sorted(found, key=lambda inventory: inventory.name)

    def rows(self, inventory_id: int, *, listed: bool = True) -> Iterator[InventoryRow]:
        """Its rows by line.

        Args:
            listed: False = those that a newer list left out.
        """
        statement = (
            _rows(inventory_id).where(inventory_rows.c.listed == listed).order_by(inventory_rows.c.line)
        )
        with self._database.read() as connection:
            for row in connection.execute(statement):
                yield InventoryRow(**{name: getattr(row, name) for name in _VALUES})

    def by_number(self, number: str) -> list[tuple[Inventory, InventoryRow]]:
        """Listed rows of a record number, whichever inventory has them."""
        known = {inventory.id: inventory for inventory in self.all()}
        which = (inventory_rows.c.number == number, inventory_rows.c.listed)
        with self._database.read() as connection:
            rows = connection.execute(select(inventory_rows).where(*which)).all()
        found = [
            (known[row.inventory_id], InventoryRow(**{n: getattr(row, n) for n in _VALUES})) for row in rows
        ]
        return sorted(found, key=lambda pair: (pair[0].name, pair[1].line))

    def _inventory(self, connection: Connection, inventory: Inventory) -> int:
        row: dict[str, Any] = {name: getattr(inventory, name) for name in ("name", "digest", "collection")}
        row |= {"released": inventory.released, "imported_at": now()}
        self._database.upsert(connection, inventories, [row], key=("name",), keep=())
        return int(
            connection.scalar(select(inventories.c.id).where(inventories.c.name == inventory.name)) or 0
        )


def _rows(inventory_id: int) -> Any:
    return select(inventory_rows).where(inventory_rows.c.inventory_id == inventory_id)


def _keyed(rows: Iterable[InventoryRow]) -> Iterator[tuple[str, InventoryRow]]:
    """Rows with what identifies them; the second row of the same number and file gets ``#2``."""
    met: Counter[str] = Counter()
    for row in rows:
        key = f"{row.number or ''}|{row.file}" if row.number or row.file else f"line {row.line}"
        met[key] += 1
        yield (key if met[key] == 1 else f"{key}#{met[key]}"), row


def _values(row: InventoryRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _VALUES} | {"extra": dict(row.extra)}


def _same(old: Row[Any], values: Mapping[str, Any]) -> bool:
    return old.listed and all(getattr(old, name) == value for name, value in values.items())


def _withdraw(connection: Connection, inventory_id: int, keys: list[str]) -> None:
    if not keys:
        return
    here = (inventory_rows.c.inventory_id == inventory_id, inventory_rows.c.key == bindparam("gone"))
    rows = [{"gone": key} for key in keys]
    connection.execute(update(inventory_rows).where(*here).values(listed=False), rows)
