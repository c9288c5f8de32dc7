"""What documents keep back, as the catalogue has it: by page, by document, by what is asked for."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, select, tuple_

from declass.archive.base import Database
from declass.archive.judgements import Judgements, Standing
from declass.archive.tables import documents, judgements, withheld_pages, withholding_codes, withholdings
from declass.errors import UsageError
from declass.model.anchor import Box, Digest, Span
from declass.model.provenance import Verdict
from declass.model.withholding import ExemptionCode, PageWithheld, Withholding

_CHUNK = 500  # rows asked for at a time
_SHORTEST_ID = 6
LIKELY = 0.5
"""Least probability at which a page counts as withholding something, unless a person has spoken."""


@dataclass(frozen=True, slots=True)
class StoredWithholding:
    """A withholding as the catalogue has it.

    Attributes:
        id: the same however often the place is found again.
        verdict: what people say of it; None where nobody's word stands.
    """

    id: str
    digest: Digest
    withholding: Withholding
    verdict: Verdict | None

    @property
    def counts(self) -> bool:
        """Whether it is taken for one: people's word, or else the odds."""
        return self.verdict == "yes" or (self.verdict != "no" and self.withholding.probability >= LIKELY)


@dataclass(frozen=True, slots=True)
class WithheldWanted:
    """Which withholdings are asked for; empty = any.

    Attributes:
        codes: in normal form.
        least: least probability, 0–1.
    """

    kinds: Collection[str] = field(default=())
    codes: Collection[str] = field(default=())
    least: float = 0.0


class Withheld:
    """Reads withholdings, without words that can be read under bars: those are handed out by `Restricted`.

    Args:
        judgements: people's word on each.
    """

    def __init__(self, database: Database, judgements: Judgements) -> None:
        self._database, self._judgements = database, judgements

    def pages(self, digest: Digest) -> dict[int, PageWithheld]:
        """Every page of a document that was looked through, by 0-based index.

        Withholdings that people deny or that are less than likely are left out, so a page whose
        ``withholdings`` are empty was looked through and keeps nothing back; a page that is not here, or
        has ``looked == ()``, was not looked through.
        """
        return self.pages_of_each([digest])[digest]

    def pages_of_each(self, digests: Sequence[Digest]) -> dict[Digest, dict[int, PageWithheld]]:
        """The same of some hundred documents at once."""
        here = documents.c.digest.in_(list(digests))
        joined = withheld_pages.join(documents, documents.c.id == withheld_pages.c.document_id)
        looked = select(withheld_pages, documents.c.digest).select_from(joined).where(here)
        with self._database.read() as connection:
            rows = connection.execute(_statement(WithheldWanted()).where(here)).all()
            pages = connection.execute(looked.order_by(withheld_pages.c.page)).all()
        places: dict[str, list[StoredWithholding]] = {digest: [] for digest in digests}
        seen: dict[str, list[Row[Any]]] = {digest: [] for digest in digests}
        for stored in self._stored(rows):
            if stored.counts:
                places[stored.digest].append(stored)
        for row in pages:
            seen[row.digest].append(row)
        return {d: {page.page: page for page in _pages(seen[d], places[d])} for d in digests}

    def stamp(self) -> tuple[int, int, int]:
        """Equal as long as nothing was found anew and nobody judged a withholding."""
        c, j = withheld_pages.c, judgements.c
        with self._database.read() as connection:
            rows = connection.execute(select(func.count(), func.max(c.run_id))).one()
            said = select(func.max(j.id)).where(j.subject.startswith("withholding:"))
            return rows[0], rows[1] or 0, connection.scalar(said) or 0

    def looked(self) -> dict[Digest, str]:
        """For each document of which a page was looked through: how many were, and by which runs."""
        c = withheld_pages.c
        statement = (
            select(documents.c.digest, func.count(), func.min(c.run_id), func.max(c.run_id))
            .join(documents, documents.c.id == c.document_id)
            .group_by(documents.c.digest)
        )
        with self._database.read() as connection:
            return {Digest(row[0]): "-".join(map(str, row[1:])) for row in connection.execute(statement)}

    def of(self, digest: Digest, page: int | None = None) -> list[StoredWithholding]:
        """All of a document, or of one page, in order; words under bars are not among it (see Restricted)."""
        here = {"digest": digest} if page is None else {"digest": digest, "index": page}
        with self._database.read() as connection:
            rows = connection.execute(_of(page is not None), here).all()
        return self._stored(rows)

    def all(self, wanted: WithheldWanted = WithheldWanted()) -> Iterator[StoredWithholding]:
        """By document and place, a few in memory at a time."""
        last = (0, -1)
        while True:
            statement = _statement(wanted).where(_after(last)).limit(_CHUNK)
            with self._database.read() as connection:
                rows = connection.execute(statement).all()
            if not rows:
                return
            yield from self._stored(rows)
            last = (rows[-1].document_id, rows[-1].ordinal)

    def of_ids(self, ids: Sequence[str]) -> list[StoredWithholding]:
        """Those of some hundred identifiers, by document and place."""
        with self._database.read() as connection:
            rows = connection.execute(_statement(WithheldWanted()).where(withholdings.c.id.in_(ids))).all()
        return self._stored(rows)

    def get(self, name: str) -> StoredWithholding:
        """The withholding of this identifier, or of its first six or more characters.

        Raises:
            UsageError: there is none, or more than one.
        """
        c = withholdings.c
        here = c.id == name if len(name) < _SHORTEST_ID else c.id.startswith(name, autoescape=True)
        with self._database.read() as connection:
            rows = connection.execute(_statement(WithheldWanted()).where(here).limit(2)).all()
        if len(rows) != 1:
            reason = f"More than one withholding begins with {name}" if rows else f"No withholding {name}"
            raise UsageError(
                reason, "`declass withheld --archive --format jsonl` lists them with their identifiers."
            )
        return self._stored(rows)[0]

    def _stored(self, rows: Sequence[Row[Any]]) -> list[StoredWithholding]:
        said = self._judgements.standings([withholding_subject(row.id) for row in rows])
        codes = self._codes([row.id for row in rows])
        return [
            StoredWithholding(
                row.id,
                Digest(row.digest),
                _withholding(row, tuple(codes.get(row.id, ()))),
                _verdict(said.get(withholding_subject(row.id))),
            )
            for row in rows
        ]

    def _codes(self, ids: Sequence[str]) -> dict[str, list[ExemptionCode]]:
        c = withholding_codes.c
        found: dict[str, list[ExemptionCode]] = {}
        with self._database.read() as connection:
            for start in range(0, len(ids), _CHUNK):
                here = c.withholding_id.in_(ids[start : start + _CHUNK])
                ordered = select(withholding_codes).where(here).order_by(c.withholding_id, c.ordinal)
                for row in connection.execute(ordered):
                    read = (row.value, row.regime, row.original_value, row.source, row.probability)
                    found.setdefault(row.withholding_id, []).append(ExemptionCode(*read))
        return found


def _pages(rows: Sequence[Row[Any]], places: Sequence[StoredWithholding]) -> list[PageWithheld]:
    found: dict[int, list[Withholding]] = {}
    for stored in places:
        found.setdefault(stored.withholding.page, []).append(stored.withholding)
    return [
        PageWithheld(row.page, tuple(row.looked), tuple(found.get(row.page, ())), row.share, row.zone_pt2)
        for row in rows
    ]


def withholding_subject(identifier: str) -> str:
    """How a judgement names a withholding."""
    return f"withholding:{identifier}"


def _verdict(standing: Standing | None) -> Verdict | None:
    return standing.verdict if standing else None


def _statement(wanted: WithheldWanted) -> Select[Any]:
    joined = withholdings.join(documents, documents.c.id == withholdings.c.document_id)
    statement = select(withholdings, documents.c.digest).select_from(joined)
    if wanted.kinds:
        statement = statement.where(withholdings.c.kind.in_(list(wanted.kinds)))
    if wanted.codes:
        c = withholding_codes.c
        coded = exists().where(c.withholding_id == withholdings.c.id, c.value.in_(list(wanted.codes)))
        statement = statement.where(coded)
    if wanted.least:
        statement = statement.where(withholdings.c.probability >= wanted.least)
    return statement.order_by(withholdings.c.document_id, withholdings.c.ordinal)


@cache
def _of(one_page: bool) -> Select[Any]:
    statement = _statement(WithheldWanted()).where(documents.c.digest == bindparam("digest"))
    return statement.where(withholdings.c.page == bindparam("index")) if one_page else statement


def _after(last: tuple[int, int]) -> Any:
    # as one row value: with OR the database would read from the first row again for every chunk
    return tuple_(withholdings.c.document_id, withholdings.c.ordinal) > tuple_(*last)


def _withholding(row: Row[Any], codes: tuple[ExemptionCode, ...]) -> Withholding:
    return Withholding(
        page=row.page,
        kind=row.kind,
        probability=row.probability,
        box=None if row.x0 is None else Box(row.x0, row.y0, row.x1, row.y1),
        span=None if row.span_start is None else Span(row.span_start, row.span_end),
        codes=codes if row.codes_sought else None,
        lines_min=row.lines_min,
        lines_max=row.lines_max,
        area_share=row.area_share,
        text=row.text,
        evidence=tuple(row.evidence),
    )
