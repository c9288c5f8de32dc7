"""Withholdings on their way into the catalogue; a place found again keeps its name and its judgements."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update

from declass.archive.base import Database
from declass.archive.judgements import Judgements
from declass.archive.tables import documents, withheld_pages, withholding_codes, withholdings
from declass.archive.types import canonical
from declass.archive.values import Run
from declass.archive.withheld import withholding_subject
from declass.model.anchor import Box, Digest
from declass.model.withholding import PageWithheld, Withholding

_ID_LETTERS = 24  # 96 bits, as for changes
_SAME_PLACE = 0.5  # intersection over union of two boxes, or of two spans, that are one place
_CHUNK = 500  # documents named in one statement

Found = Mapping[int, Sequence[PageWithheld]]
"""What was found, by the documents' short keys."""

Chosen = Mapping[tuple[int, int], str | None]
"""The layer that spans count in, by (document, page)."""


def replace_withheld(
    database: Database, connection: Connection, found: Found, chosen: Chosen, run: Run
) -> None:
    """Put these in the place of what documents were said to keep back before.

    A place that a person has said yes to stays, even where it is no longer found.
    """
    old = _old(connection, list(found))
    digests = _digests(connection, list(found))
    rows: list[dict[str, Any]] = []
    codes: list[dict[str, Any]] = []
    for document, pages in found.items():
        namer = _Namer(digests[document], old.get(document, ()))
        every = [one for page in sorted(pages, key=lambda page: page.page) for one in page.withholdings]
        for ordinal, one in enumerate(every):
            name = namer.name(one)
            rows.append(_row(name, (document, ordinal), one, chosen, run))
            codes += _code_rows(name, document, one)
    kept = _confirmed(database, old, {row["id"] for row in rows})
    _forget(connection, list(found), kept)
    _renumber(connection, kept, rows)
    for table, new in ((withheld_pages, _page_rows(found, run)), (withholdings, rows)):
        if new:
            connection.execute(table.insert(), new)
    if codes:
        connection.execute(withholding_codes.insert(), codes)


class _Namer:
    """Gives each place the name it had, or a new one."""

    def __init__(self, digest: Digest, old: Sequence[Any]) -> None:
        self._digest = digest
        self._old = list(old)
        self._used: set[str] = set()

    def name(self, one: Withholding) -> str:
        same = max(self._old, key=lambda row: _overlap(row, one), default=None)
        if same is not None and _overlap(same, one) >= _SAME_PLACE:
            self._old.remove(same)
            name = str(same.id)
        else:
            name = self._new(one)
        self._used.add(name)
        return name

    def _new(self, one: Withholding) -> str:
        where = None if one.box is None else [round(side) for side in _sides(one.box)]
        span = None if one.span is None else [one.span.start, one.span.end]
        taken = {str(row.id) for row in self._old} | self._used
        for attempt in range(len(taken) + 1):
            said = canonical([self._digest, one.page, one.kind, where, span, attempt])
            name = hashlib.sha256(said.encode()).hexdigest()[:_ID_LETTERS]
            if name not in taken:
                break
        return name


def _overlap(row: Any, one: Withholding) -> float:
    """How far an old row and a new finding are one place, 0–1; kinds may change, pages may not."""
    if row.page != one.page or (row.kind == "under_text") != (one.kind == "under_text"):
        return 0.0
    if row.x0 is not None and one.box is not None:
        return _shared_area((row.x0, row.y0, row.x1, row.y1), _sides(one.box))
    if row.kind == "under_text" and row.x0 is None and one.box is None:
        return 1.0  # words in a text without places: taken in their order
    if row.x0 is None and one.box is None and row.span_start is not None and one.span is not None:
        shared = min(row.span_end, one.span.end) - max(row.span_start, one.span.start)
        whole = max(row.span_end, one.span.end) - min(row.span_start, one.span.start)
        return max(0, shared) / whole if whole else 1.0
    whole_page = row.kind == one.kind == "whole_page" and row.x0 is None and one.box is None
    return float(whole_page)


def _sides(box: Box) -> tuple[float, float, float, float]:
    return (box.x0, box.y0, box.x1, box.y1)


def _shared_area(a: Sequence[float], b: Sequence[float]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    area = [(side[2] - side[0]) * (side[3] - side[1]) for side in (a, b)]
    return float(width * height / (sum(area) - width * height))


def _old(connection: Connection, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for start in range(0, len(ids), _CHUNK):
        here = withholdings.c.document_id.in_(ids[start : start + _CHUNK])
        for row in connection.execute(select(withholdings).where(here).order_by(withholdings.c.ordinal)):
            found.setdefault(row.document_id, []).append(row)
    return found


def _digests(connection: Connection, ids: Sequence[int]) -> dict[int, Digest]:
    found: dict[int, Digest] = {}
    for start in range(0, len(ids), _CHUNK):
        here = select(documents.c.id, documents.c.digest).where(
            documents.c.id.in_(ids[start : start + _CHUNK])
        )
        found |= {row.id: Digest(row.digest) for row in connection.execute(here)}
    return found


def _confirmed(database: Database, old: Mapping[int, Sequence[Any]], again: set[str]) -> list[Any]:
    """Old rows not found again that people say are withholdings."""
    lost = [row for rows in old.values() for row in rows if row.id not in again]
    said = Judgements(database).standings([withholding_subject(row.id) for row in lost])
    yes = {subject for subject, standing in said.items() if standing.verdict == "yes"}
    return [row for row in lost if withholding_subject(row.id) in yes]


def _forget(connection: Connection, ids: Sequence[int], kept: Sequence[Any]) -> None:
    names = [row.id for row in kept]
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        for table, key in ((withholding_codes, "withholding_id"), (withholdings, "id")):
            gone = table.c.document_id.in_(some)
            connection.execute(delete(table).where(gone, table.c[key].not_in(names)))
        connection.execute(delete(withheld_pages).where(withheld_pages.c.document_id.in_(some)))


def _renumber(connection: Connection, kept: Iterable[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Rows that stay come after those found now."""
    count: dict[int, int] = {}
    for row in rows:
        count[row["document_id"]] = count.get(row["document_id"], 0) + 1
    for row in kept:
        ordinal = count.get(row.document_id, 0)
        count[row.document_id] = ordinal + 1
        connection.execute(update(withholdings).where(withholdings.c.id == row.id).values(ordinal=ordinal))


def _page_rows(found: Found, run: Run) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document,
            "page": page.page,
            "looked": list(page.looked),
            "share": page.share,
            "zone_pt2": page.zone_pt2,
            "run_id": run.id,
        }
        for document, pages in found.items()
        for page in pages
    ]


def _row(name: str, place: tuple[int, int], one: Withholding, chosen: Chosen, run: Run) -> dict[str, Any]:
    box = (None,) * 4 if one.box is None else _sides(one.box)
    return {
        "id": name,
        "document_id": place[0],
        "ordinal": place[1],
        "page": one.page,
        "kind": one.kind,
        **dict(zip(("x0", "y0", "x1", "y1"), box, strict=True)),
        "layer_id": None if one.span is None else chosen.get((place[0], one.page)),
        "span_start": one.span.start if one.span else None,
        "span_end": one.span.end if one.span else None,
        "lines_min": one.lines_min,
        "lines_max": one.lines_max,
        "area_share": one.area_share,
        "probability": one.probability,
        "codes_sought": one.codes is not None,
        "text": "" if one.kind == "under_text" else one.text,  # those words stand in hidden_texts alone
        "evidence": list(one.evidence),
        "run_id": run.id,
    }


def _code_rows(name: str, document: int, one: Withholding) -> Iterator[dict[str, Any]]:
    for ordinal, code in enumerate(one.codes or ()):
        yield {
            "withholding_id": name,
            "ordinal": ordinal,
            "document_id": document,
            "value": code.value,
            "regime": code.regime,
            "original_value": code.original_value,
            "source": code.source,
            "probability": code.probability,
        }
