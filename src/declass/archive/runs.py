"""Runs of steps: who made the derived rows, how and when."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import select, update

from declass.archive.base import Database
from declass.archive.tables import runs
from declass.archive.types import Json, canonical, now
from declass.archive.values import Run
from declass.model.provenance import Provenance


class Runs:
    """Begins, ends and looks up runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, step: str, version: str, parameters: Mapping[str, Json] | None = None, isolation: str = ""
    ) -> Run:
        """Open a run.

        Args:
            parameters: every setting that shapes the output, and nothing of the machine it runs on, so that
                two machines agree on what is done.
        """
        values = dict(parameters or {})
        digest = hashlib.sha256(canonical(values).encode()).hexdigest()
        row = {"step": step, "version": version, "parameters": values, "parameters_digest": digest}
        with self._database.write() as connection:
            made = connection.execute(runs.insert().values(**row, started=now(), isolation=isolation))
            key = made.inserted_primary_key
        return Run(int(key[0]) if key else 0, step, version, digest)

    def finish(self, run: Run) -> None:
        """Say that the run came to its end; one without an end was stopped."""
        with self._database.write() as connection:
            connection.execute(update(runs).where(runs.c.id == run.id).values(finished=now()))

    def provenance(self, run_id: int) -> Provenance | None:
        """The run with this number, or None."""
        with self._database.read() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run_id)).one_or_none()
        return (
            None if row is None else Provenance(row.step, row.version, canonical(row.parameters), row.started)
        )
