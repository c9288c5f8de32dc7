"""Rows found by what people type and by what other rows say: files by name, readings by engine, list rows."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import func, or_, select

from declass.archive.base import Database
from declass.archive.judgements import Standing, standing
from declass.archive.tables import accessions, documents, inventory_rows, judgements, layers
from declass.archive.values import InventoryRow
from declass.model.anchor import Digest
from declass.model.provenance import Judgement

_SHORTEST_DIGEST = 8  # hexadecimal characters: fewer would often name two originals of a large archive
_FIELDS = ("line", "number", "agency", "date", "title", "pages", "release", "file", "type", "extra")


class Lookup:
    """Reads the catalogue; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def files(self, name: str) -> list[Digest]:
        """Originals of this digest (or its first 8 or more characters), name, or end of a path; ascending."""
        last = f"%/{_escaped(name)}"
        which = or_(accessions.c.name == name, accessions.c.name.like(last, escape="\\"))
        if len(name) >= _SHORTEST_DIGEST and set(name.lower()) <= set("0123456789abcdef"):
            which = or_(which, accessions.c.digest.like(f"{name.lower()}%"))
        statement = select(accessions.c.digest).distinct().where(which).order_by(accessions.c.digest)
        return [Digest(digest) for (digest,) in self._all(statement)]

    def read_by(self, engine: str, version: str = "") -> list[Digest]:
        """Originals with a text layer by an engine, of one version of it or any; ascending."""
        joined = layers.join(documents, documents.c.id == layers.c.document_id)
        statement = select(documents.c.digest).distinct().select_from(joined)
        statement = statement.where(layers.c.engine == engine)
        if version:
            statement = statement.where(layers.c.engine_version == version)
        return [Digest(digest) for (digest,) in self._all(statement.order_by(documents.c.digest))]

    def listed(self, numbers: Sequence[str], file: str) -> list[InventoryRow]:
        """Rows of publishers' lists with one of these record numbers or this file name, by list and line."""
        stem = PurePosixPath(file).stem
        named = func.lower(inventory_rows.c.file).in_([file.lower(), stem.lower()])
        which = or_(inventory_rows.c.number.in_(list(numbers)), named)
        columns = [inventory_rows.c[name] for name in _FIELDS]
        statement = select(*columns).where(inventory_rows.c.listed, which)
        ordered = statement.order_by(inventory_rows.c.inventory_id, inventory_rows.c.line)
        return [InventoryRow(*row) for row in self._all(ordered)]

    def judged(self, prefix: str, suffix: str) -> list[Standing]:
        """What stands of every subject that begins and ends so."""
        pattern = f"{_escaped(prefix)}%{_escaped(suffix)}"
        columns = [judgements.c[name] for name in ("subject", "verdict", "who", "at", "why")]
        statement = select(*columns).where(judgements.c.subject.like(pattern, escape="\\"))
        said: dict[str, list[Judgement]] = {}
        for row in self._all(statement.order_by(judgements.c.id)):
            said.setdefault(row.subject, []).append(Judgement(*row))
        return [standing(subject, history) for subject, history in sorted(said.items())]

    def _all(self, statement: Any) -> Sequence[Any]:
        with self._database.read() as connection:
            return connection.execute(statement).all()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
