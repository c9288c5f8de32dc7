"""Work made due again: documents to be read anew, steps to be redone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select, true, update

from declass.archive.base import Database
from declass.archive.tables import documents, step_done
from declass.model.anchor import Digest

_CHUNK = 500  # digests named in one statement
_FINAL = ("read", "unread", "failed", "quarantined")


class Due:
    """Sends documents and steps back to work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_again(self, digests: Sequence[Digest] | None) -> int:
        """Queue documents for reading, whatever became of them before; None = all. Returns how many."""
        count = 0
        change = {"state": "pending", "attempts": 0}
        with self._database.write() as connection:
            for which in _chunks(digests):
                ended = update(documents).where(which, documents.c.state.in_(_FINAL))
                count += connection.execute(ended.values(**change)).rowcount
        return count

    def forget(self, steps: Sequence[str], digests: Sequence[Digest] | None) -> int:
        """Make steps due again for documents; None = all. Returns how many documents."""
        touched: set[Any] = set()
        with self._database.write() as connection:
            for which in _chunks(digests):
                ids = select(documents.c.id).where(which)
                touched |= set(connection.scalars(ids))
                done = (step_done.c.step.in_(list(steps)), step_done.c.document_id.in_(ids))
                connection.execute(delete(step_done).where(*done))
        return len(touched)


def _chunks(digests: Sequence[Digest] | None) -> list[ColumnElement[bool]]:
    if digests is None:
        return [true()]
    parts = [digests[start : start + _CHUNK] for start in range(0, len(digests), _CHUNK)]
    return [documents.c.digest.in_(list(part)) for part in parts]
