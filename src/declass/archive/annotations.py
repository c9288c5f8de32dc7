"""People's notes: appended, never changed; the newest version of each stands."""

import secrets
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select

from declass.archive.base import Database
from declass.archive.documents import document_ids
from declass.archive.tables import annotations, documents
from declass.errors import UsageError
from declass.model.anchor import Box, Digest, Span
from declass.model.annotation import Annotation


def new_key() -> str:
    """A name for a new note that no other has."""
    return secrets.token_hex(8)


class Annotations:
    """Appends notes and reads those that stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, note: Annotation) -> None:
        """Add a note, or a new version of one; it survives a power cut when this returns.

        Raises:
            UsageError: the file is not in the archive, or the note is another person's.
        """
        with self._database.write() as connection:
            known = document_ids(connection, [note.digest])
            if note.digest not in known:
                raise UsageError(f"There is no file {note.digest} in this archive")
            earlier = connection.scalar(
                select(annotations.c.who).where(annotations.c.key == note.key).limit(1)
            )
            if earlier not in (None, note.who):
                raise UsageError(f"That note is {earlier}'s", "Write one of your own beside it.")
            connection.execute(annotations.insert().values(**_row(note, known[note.digest])))

    def get(self, key: str) -> Annotation:
        """The note as it stands, withdrawn or not.

        Raises:
            UsageError: there is none of this key.
        """
        found = self._read(_standing().where(annotations.c.key == key))
        if not found:
            raise UsageError(f"There is no note {key}", "`declass notes` lists them with their keys.")
        return found[0]

    def history(self, key: str) -> list[Annotation]:
        """Every version of a note, the oldest first."""
        return self._read(_joined().where(annotations.c.key == key).order_by(annotations.c.id))

    def on(self, digest: Digest, page: int | None = None) -> list[Annotation]:
        """What stands on a file, or on one page of it, in order of place."""
        here = {"digest": digest} if page is None else {"digest": digest, "index": page}
        return self._read(_on(page is not None), here)

    def all(self, words: str = "", tag: str = "", who: str = "") -> list[Annotation]:
        """What stands in the whole archive, the newest first.

        Args:
            words: only notes with this in their text or quotation, letter case aside.
            tag, who: only notes with this tag, or by this person.
        """
        c = annotations.c
        which = _standing().where(c.withdrawn.is_(False)).order_by(c.id.desc())
        if words:
            which = which.where(or_(*(col.icontains(words, autoescape=True) for col in (c.body, c.quote))))
        if who:
            which = which.where(c.who == who)
        return [note for note in self._read(which) if not tag or tag in note.tags]

    def _read(self, statement: Select[Any], given: Mapping[str, Any] | None = None) -> list[Annotation]:
        with self._database.read() as connection:
            return [_note(row) for row in connection.execute(statement, given or {})]


def tags(raw: str) -> tuple[str, ...]:
    """Tags as people type them: separated by commas, each once, in their order.

    >>> tags("strike, pilots,strike ")
    ('strike', 'pilots')
    """
    return tuple(dict.fromkeys(tag for part in raw.split(",") if (tag := " ".join(part.split()))))


def _joined() -> Select[Any]:
    columns = [column for column in annotations.c if column.name != "document_id"]
    joined = annotations.join(documents, documents.c.id == annotations.c.document_id)
    return select(*columns, documents.c.digest).select_from(joined)


def _standing() -> Select[Any]:
    last = select(func.max(annotations.c.id)).group_by(annotations.c.key)
    return _joined().where(annotations.c.id.in_(last))


@cache
def _on(one_page: bool) -> Select[Any]:
    c = annotations.c
    which = _standing().where(documents.c.digest == bindparam("digest"), c.withdrawn.is_(False))
    which = which.where(c.page == bindparam("index")) if one_page else which
    return which.order_by(c.page, c.span_start, c.id)


def _row(note: Annotation, document: int) -> dict[str, Any]:
    box: Sequence[float | None] = (None,) * 4
    if note.box is not None:
        box = (note.box.x0, note.box.y0, note.box.x1, note.box.y1)
    return {
        "key": note.key,
        "document_id": document,
        "page": note.page,
        "layer_id": note.layer_id,
        "span_start": note.span.start if note.span else None,
        "span_end": note.span.end if note.span else None,
        "quote": note.quote,
        **dict(zip(("x0", "y0", "x1", "y1"), box, strict=True)),
        "body": note.body,
        "tags": list(note.tags),
        "record_scheme": note.record[0] if note.record else None,
        "record_number": note.record[1] if note.record else None,
        "who": note.who,
        "at": note.when,
        "withdrawn": note.withdrawn,
    }


def _note(row: Row[Any]) -> Annotation:
    return Annotation(
        key=row.key,
        digest=Digest(row.digest),
        page=row.page,
        who=row.who,
        when=row.at,
        body=row.body,
        span=None if row.span_start is None else Span(row.span_start, row.span_end),
        layer_id=row.layer_id,
        quote=row.quote,
        box=None if row.x0 is None else Box(row.x0, row.y0, row.x1, row.y1),
        tags=tuple(row.tags),
        record=None if row.record_scheme is None else (row.record_scheme, row.record_number),
        withdrawn=row.withdrawn,
    )
