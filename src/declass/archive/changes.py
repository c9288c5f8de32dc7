"""What comparing found: which documents match, and what each release of a record changed."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, delete, func, or_, select, tuple_

from declass.archive.base import Database
from declass.archive.documents import document_ids
from declass.archive.judgements import Judgements
from declass.archive.tables import changes, comparisons, documents, matches, pages
from declass.archive.types import Json, canonical, now
from declass.archive.values import Run
from declass.errors import UsageError
from declass.model.anchor import Digest
from declass.model.change import Change, Passage
from declass.model.provenance import Verdict

_CHUNK = 500  # rows written or asked for at a time
_ID_LETTERS = 24  # 96 bits: two of a billion changes share one with a chance below 1 in 10**10
_SHORTEST_ID = 6

Item = TypeVar("Item")

Identity = tuple[str, str]
"""(scheme, number) of a record."""

_A, _B = documents.alias("a"), documents.alias("b")


@dataclass(frozen=True, slots=True)
class Match:
    """Two documents that may be the same record; ``a`` is the lesser digest.

    Attributes:
        a_in_b, b_in_a: 0–1, share of one's text found in the other.
        probability: 0–1 that they are one record, or that one holds the other.
        reasons: sentences, strongest first.
        verdict: what people say of it; None where nobody's word stands.
    """

    a: Digest
    b: Digest
    a_in_b: float
    b_in_a: float
    probability: float
    reasons: tuple[str, ...]
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        if self.a >= self.b:
            raise ValueError(f"{self.a} does not come before {self.b}")


@dataclass(frozen=True, slots=True)
class Compared:
    """One pair of releases of a record with what was found between them.

    Attributes:
        older, newer: originals of the two releases.
        older_released, newer_released: EDTF dates of their publication, None where unknown.
        changes: in the order of the newer text.
    """

    older: Digest
    newer: Digest
    older_released: str | None
    newer_released: str | None
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A change as the catalogue has it; ``change.features`` are not kept.

    Attributes:
        id: the same for the same record, documents, places and words.
        verdict: what people say of it; None where nobody's word stands.
    """

    id: str
    scheme: str
    number: str
    older: Digest
    newer: Digest
    older_released: str | None
    newer_released: str | None
    change: Change
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes are asked for; empty or None = any.

    Attributes:
        number: record number in normal form.
        scheme: of the number; with it a record's changes are found at once in any number of others.
        pair: older and newer original; only changes between these two.
        since: EDTF date; only changes whose newer release was published then or later.
        least: least probability, 0–1.
    """

    number: str | None = None
    kinds: Collection[str] = field(default=())
    grades: Collection[str] = field(default=())
    since: str | None = None
    least: float = 0.0
    scheme: str | None = None
    pair: tuple[Digest, Digest] | None = None


class Matches:
    """Writes and reads proposals that documents are the same record."""

    def __init__(self, database: Database, judgements: Judgements) -> None:
        self._database, self._judgements = database, judgements

    def replace(self, found: Iterable[Match], run: Run, digests: Sequence[Digest] | None = None) -> None:
        """Put these in the place of all earlier matches, or of those of some documents only."""
        with self._database.write() as connection:
            self._forget(connection, digests)
            for chunk in _batched(found):
                ids = document_ids(connection, sorted({d for m in chunk for d in (m.a, m.b)}))
                rows = [_match_row(match, ids, run) for match in chunk]
                self._database.upsert(connection, matches, rows, keep=())

    def of(self, digest: Digest) -> list[Match]:
        """A document's matches, the likeliest first."""
        return self.of_each([digest])[digest]

    def of_each(self, digests: Sequence[Digest]) -> dict[Digest, list[Match]]:
        """The same of some hundred documents at once."""
        with self._database.read() as connection:
            rows = connection.execute(_matches_of(), {"digests": list(digests)}).all()
        found: dict[Digest, list[Match]] = {digest: [] for digest in digests}
        for match in self._with_verdicts(rows):
            for digest in (match.a, match.b):
                if digest in found:
                    found[digest].append(match)
        return found

    def all(self, least: float = 0.0) -> Iterator[Match]:
        """Every match of at least this probability, the likeliest first, each with people's word on it."""
        yield from self._judged(_matches().where(matches.c.probability >= least))

    def count(self) -> int:
        """How many there are."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(matches)) or 0

    def _judged(self, statement: Select[Any]) -> Iterator[Match]:
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        yield from self._with_verdicts(rows)

    def _with_verdicts(self, rows: Sequence[Row[Any]]) -> Iterator[Match]:
        for chunk in _batched(rows):
            subjects = [match_subject(row.a, row.b) for row in chunk]
            said = self._judgements.standings(subjects)
            for row, subject in zip(chunk, subjects, strict=True):
                yield _match(row, said[subject].verdict if subject in said else None)

    @staticmethod
    def _forget(connection: Connection, digests: Sequence[Digest] | None) -> None:
        if digests is None:
            connection.execute(delete(matches))
            return
        ids = list(document_ids(connection, list(digests)).values())
        for chunk in _batched(ids):
            connection.execute(
                delete(matches).where(or_(matches.c.a_id.in_(chunk), matches.c.b_id.in_(chunk)))
            )


class Changes:
    """Writes and reads changes between releases."""

    def __init__(self, database: Database, judgements: Judgements) -> None:
        self._database, self._judgements = database, judgements

    def replace(self, record: Identity, pairs: Sequence[Compared], inputs: str, run: Run) -> int:
        """Put these in the place of all that was found of a record before; returns how many there are.

        Args:
            inputs: digest of what they were found from, handed out again by ``done``.
        """
        with self._database.write() as connection:
            _forget_changes(connection, [record])
            ids = document_ids(connection, sorted({d for pair in pairs for d in (pair.older, pair.newer)}))
            found = sorted(_rows(record, pairs, ids, run), key=lambda row: row["probability"])
            rows = {row["id"]: row for row in found}  # of one place told twice, the likelier
            for chunk in _batched(rows.values()):
                connection.execute(changes.insert(), list(chunk))
            self._mark(connection, record, inputs, run)
        return len(rows)

    def mark(self, record: Identity, inputs: str, run: Run) -> None:
        """Say from what something was compared; ``("", "")`` is the matching of all documents."""
        with self._database.write() as connection:
            self._mark(connection, record, inputs, run)

    def forget(self, records: Sequence[Identity]) -> None:
        """Drop what was found of records that are no longer compared."""
        with self._database.write() as connection:
            _forget_changes(connection, records)

    def done(self) -> dict[Identity, str]:
        """What was compared, and the digest of what it was compared from."""
        with self._database.read() as connection:
            rows = connection.execute(select(comparisons)).all()
        return {(row.scheme, row.number): row.inputs_digest for row in rows}

    def texts(self) -> dict[Digest, str]:
        """For each document with pages, what tells whether a chosen text of it has changed since."""
        joined = pages.join(documents, documents.c.id == pages.c.document_id)
        statement = select(documents.c.digest, pages.c.layer_id).select_from(joined)
        hashers: dict[Digest, Any] = {}
        with self._database.read() as connection:
            for digest, layer in connection.execute(statement.order_by(pages.c.document_id, pages.c.page)):
                hashers.setdefault(digest, hashlib.sha256()).update(f"{layer}\n".encode())
        return {digest: hasher.hexdigest() for digest, hasher in hashers.items()}

    def disclosing(self, digest: Digest) -> frozenset[int] | None:
        """Pages of a document with text that another release hides; None where it was never compared."""
        return self.disclosing_of_each([digest])[digest]

    def disclosing_of_each(self, digests: Sequence[Digest]) -> dict[Digest, frozenset[int] | None]:
        """The same of some hundred documents at once."""
        found: dict[Digest, frozenset[int] | None] = dict.fromkeys(digests)
        c = changes.c
        sides = ((c.newer_id, c.newer_page, "revealed"), (c.older_id, c.older_page, "newly_hidden"))
        with self._database.read() as connection:
            for side, page, shown in sides:
                joined = changes.join(documents, documents.c.id == side)
                told = select(documents.c.digest, page, c.kind == shown).select_from(joined).distinct()
                rows = connection.execute(told.where(documents.c.digest.in_(list(digests))))
                for digest, number, disclosed in rows:
                    pages_of = {number} if disclosed and number is not None else set()
                    found[digest] = (found[digest] or frozenset()) | pages_of
        return found

    def all(self, wanted: Wanted = Wanted()) -> Iterator[StoredChange]:
        """Changes by record and place, a few in memory at a time, each with people's word on it."""
        last = ("", "", -1)
        while True:
            after = _changes(wanted).where(_after(last)).limit(_CHUNK)
            with self._database.read() as connection:
                rows = connection.execute(after).all()
            if not rows:
                return
            yield from self._judged(rows)
            if len(rows) < _CHUNK:
                return
            last = (rows[-1].scheme, rows[-1].number, rows[-1].ordinal)

    def latest_step(self, record: Identity, digest: Digest) -> tuple[Digest, Digest] | None:
        """The newest pair of a record's releases that differ, one of them this document; None = none."""
        here = {"record_scheme": record[0], "record_number": record[1], "digest": digest}
        with self._database.read() as connection:
            row = connection.execute(_latest_step(), here).one_or_none()
        return None if row is None else (Digest(row[0]), Digest(row[1]))

    def get(self, name: str) -> StoredChange:
        """The change of this identifier, or of its first six or more characters.

        Raises:
            UsageError: there is none, or more than one.
        """
        here = (
            changes.c.id == name
            if len(name) < _SHORTEST_ID
            else changes.c.id.startswith(name, autoescape=True)
        )
        with self._database.read() as connection:
            rows = connection.execute(_changes(Wanted()).where(here).limit(2)).all()
        if len(rows) != 1:
            reason = f"More than one change begins with {name}" if rows else f"There is no change {name}"
            raise UsageError(reason, "`declass changes --format jsonl` lists them with their identifiers.")
        return next(iter(self._judged(rows)))

    def count(self) -> int:
        """How many there are, of every kind."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(changes)) or 0

    def _mark(self, connection: Connection, record: Identity, inputs: str, run: Run) -> None:
        mark = {"scheme": record[0], "number": record[1], "inputs_digest": inputs}
        self._database.upsert(connection, comparisons, [{**mark, "run_id": run.id, "at": now()}], keep=())

    def _judged(self, rows: Sequence[Row[Any]]) -> Iterator[StoredChange]:
        said = self._judgements.standings([change_subject(row.id) for row in rows])
        for row in rows:
            standing = said.get(change_subject(row.id))
            yield _stored(row, standing.verdict if standing else None)


def _batched(items: Iterable[Item]) -> Iterator[list[Item]]:
    queue = iter(items)
    while chunk := list(islice(queue, _CHUNK)):
        yield chunk


def match_subject(one: Digest, other: Digest) -> str:
    """How a judgement names that two documents are the same record, whichever is named first."""
    a, b = sorted((one, other))
    return f"match:{a}:{b}"


def change_subject(identifier: str) -> str:
    """How a judgement names a change."""
    return f"change:{identifier}"


def change_id(record: Identity, older: Digest, newer: Digest, change: Change) -> str:
    """What names a change however often it is found again: not its grade, but where it is and its words."""
    places: list[Json] = [[p.page, p.start, p.end, p.text] for p in (change.older, change.newer)]
    said = canonical([*record, older, newer, *places])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LETTERS]


def _matches() -> Select[Any]:
    joined = matches.join(_A, _A.c.id == matches.c.a_id).join(_B, _B.c.id == matches.c.b_id)
    columns = [matches.c[name] for name in ("a_in_b", "b_in_a", "probability", "reasons")]
    statement = select(_A.c.digest.label("a"), _B.c.digest.label("b"), *columns).select_from(joined)
    return statement.order_by(matches.c.probability.desc(), _A.c.digest, _B.c.digest)


@cache
def _matches_of() -> Select[Any]:
    """By the keys of the documents, so that the database goes by its indexes, not through every match."""
    mine = select(documents.c.id).where(documents.c.digest.in_(bindparam("digests", expanding=True)))
    return _matches().where(or_(matches.c.a_id.in_(mine), matches.c.b_id.in_(mine)))


@cache
def _latest_step() -> Select[Any]:
    joined = changes.join(_A, _A.c.id == changes.c.older_id).join(_B, _B.c.id == changes.c.newer_id)
    c = changes.c
    digest: BindParameter[str] = bindparam("digest")
    return (
        select(_A.c.digest, _B.c.digest)
        .select_from(joined)
        .where(c.scheme == bindparam("record_scheme"), c.number == bindparam("record_number"))
        .where(or_(_A.c.digest == digest, _B.c.digest == digest))
        .order_by(c.newer_released.desc(), c.ordinal)
        .limit(1)
    )


def _match(row: Row[Any], verdict: Verdict | None) -> Match:
    return Match(row.a, row.b, row.a_in_b, row.b_in_a, row.probability, tuple(row.reasons), verdict)


def _match_row(match: Match, ids: dict[Digest, int], run: Run) -> dict[str, Any]:
    return {
        "a_id": ids[match.a],
        "b_id": ids[match.b],
        "a_in_b": match.a_in_b,
        "b_in_a": match.b_in_a,
        "probability": match.probability,
        "reasons": list(match.reasons),
        "run_id": run.id,
    }


def _changes(wanted: Wanted) -> Select[Any]:
    joined = changes.join(_A, _A.c.id == changes.c.older_id).join(_B, _B.c.id == changes.c.newer_id)
    statement = select(changes, _A.c.digest.label("older"), _B.c.digest.label("newer")).select_from(joined)
    for column, said in ((changes.c.kind, wanted.kinds), (changes.c.grade, wanted.grades)):
        if said:
            statement = statement.where(column.in_(list(said)))
    if wanted.number is not None:
        statement = statement.where(changes.c.number == wanted.number)
    if wanted.scheme is not None:
        statement = statement.where(changes.c.scheme == wanted.scheme)
    if wanted.pair is not None:
        statement = statement.where(_A.c.digest == wanted.pair[0], _B.c.digest == wanted.pair[1])
    if wanted.since is not None:
        statement = statement.where(changes.c.newer_released >= wanted.since)
    statement = statement.where(changes.c.probability >= wanted.least)
    return statement.order_by(changes.c.scheme, changes.c.number, changes.c.ordinal)


def _after(last: tuple[str, str, int]) -> Any:
    return tuple_(changes.c.scheme, changes.c.number, changes.c.ordinal) > tuple_(*last)


def _forget_changes(connection: Connection, records: Sequence[Identity]) -> None:
    for scheme, number in records:
        for table in (changes, comparisons):
            connection.execute(delete(table).where(table.c.scheme == scheme, table.c.number == number))


def _rows(
    record: Identity, pairs: Sequence[Compared], ids: dict[Digest, int], run: Run
) -> Iterator[dict[str, Any]]:
    every = ((pair, change) for pair in pairs for change in pair.changes)
    for ordinal, (pair, change) in enumerate(every):
        yield {
            "id": change_id(record, pair.older, pair.newer, change),
            "scheme": record[0],
            "number": record[1],
            "ordinal": ordinal,
            "older_id": ids[pair.older],
            "newer_id": ids[pair.newer],
            "older_released": pair.older_released,
            "newer_released": pair.newer_released,
            "kind": change.kind,
            "grade": change.grade,
            "probability": change.probability,
            **_passage_row("older", change.older),
            **_passage_row("newer", change.newer),
            "words_before": change.before,
            "words_after": change.after,
            "evidence": list(change.evidence),
            "run_id": run.id,
        }


def _passage_row(side: str, passage: Passage) -> dict[str, Any]:
    return {f"{side}_{name}": getattr(passage, name) for name in ("page", "start", "end", "text")}


def _passage(row: Row[Any], side: str) -> Passage:
    return Passage(*(getattr(row, f"{side}_{name}") for name in ("page", "start", "end", "text")))


def _stored(row: Row[Any], verdict: Verdict | None) -> StoredChange:
    change = Change(
        kind=row.kind,
        grade=row.grade,
        probability=row.probability,
        older=_passage(row, "older"),
        newer=_passage(row, "newer"),
        before=row.words_before,
        after=row.words_after,
        evidence=tuple(row.evidence),
    )
    released = (row.older_released, row.newer_released)
    return StoredChange(row.id, row.scheme, row.number, row.older, row.newer, *released, change, verdict)
