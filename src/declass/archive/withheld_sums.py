"""What documents keep back, summed by the database, for reports on a whole archive.

Documents on whose withholdings nobody spoke, nearly all, are summed in SQL; the others are read place by
place, since people's word decides there what counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, Subquery, and_, case, cast, func, or_, select

from declass.archive.base import Database
from declass.archive.tables import documents, judgements, withheld_pages, withholding_codes, withholdings
from declass.archive.withheld import LIKELY, StoredWithholding, Withheld
from declass.model.anchor import Digest
from declass.model.withholding import PageWithheld, Withholding

UNCODED = "?"
"""Stands for the code of places that have none."""

_SUBJECT = "withholding:"
_CHUNK = 500  # documents read, and rows looked through, at a time


@dataclass(frozen=True, slots=True)
class Sums:
    """What one document, or of it one code, keeps back.

    Attributes:
        pages: looked through, or, of a code, that have it; seen: whose image or drawings were looked at.
        imaged: pages whose image was looked at; touched: that keep something back.
        whole: sheets that stand for pages withheld entirely; places: of every kind.
        gone: pages for which sheets and notices say that they stand; uncounted: sheets that say no number.
        unmeasured: places that tell neither lines nor pages; lines_min, lines_max: of those that tell lines.
        covered_pt2, zone_pt2: area under boxes, and of the text zones, of the pages seen; each page gone
            has the area of the page that stands for it, which counts no more itself.
    """

    pages: int = 0
    seen: int = 0
    imaged: int = 0
    zone_pt2: float = 0.0
    covered_pt2: float = 0.0
    touched: int = 0
    places: int = 0
    whole: int = 0
    gone: int = 0
    uncounted: int = 0
    unmeasured: int = 0
    lines_min: float = 0.0
    lines_max: float = 0.0


class WithheldSums:
    """Sums over every document that was looked through; places count as `Withheld` says."""

    def __init__(self, database: Database, withheld: Withheld) -> None:
        self._database, self._withheld = database, withheld

    def by_document(self) -> Iterator[tuple[Digest, Sums]]:
        """Every document's sums."""
        judged = self._judged()
        placed = {row.document_id: row for row in self._rows(_places_by_document())}
        gone = self._gone(coded=False)
        for row in self._rows(_pages_by_document()):
            if row.digest in judged:
                continue
            on = placed.get(row.document_id)
            yield Digest(row.digest), _with(_sums(row, on), gone.get((row.digest, None), ()))
        for digest, pages in self._read(judged):
            yield digest, sums_of(pages)

    def by_code(self) -> Iterator[tuple[Digest, str, Sums]]:
        """Every document's sums under each code it has; a place with two codes counts under both."""
        judged, gone = self._judged(), self._gone(coded=True)
        for row in self._rows(_by_code()):
            if row.digest not in judged:
                sums = _with(_sums(row, row), gone.get((row.digest, row.value), ()))
                yield Digest(row.digest), row.value, sums
        for digest, pages in self._read(judged):
            for value, (had, ones) in _coded(pages).items():
                yield digest, value, _of_pages(had, ones)

    def largest(self, most: int) -> Iterator[StoredWithholding]:
        """Places that count, those that hide most first: whole pages, then the most lines."""
        c = withholdings.c
        size = (case((c.kind == "whole_page", 1), else_=0).desc(), func.coalesce(c.lines_max, 0.0).desc())
        order = (*size, c.document_id, c.ordinal)
        said = select(judgements.c.subject).where(judgements.c.subject == _SUBJECT + c.id).exists()
        start = 0
        while True:
            listed = select(c.id).where(or_(c.probability >= LIKELY, said)).order_by(*order)
            with self._database.read() as connection:
                ids = connection.scalars(listed.limit(max(most, 1)).offset(start)).all()
            if not ids:
                return
            known = {stored.id: stored for stored in self._withheld.of_ids(ids)}
            yield from (known[one] for one in ids if known[one].counts)
            start += len(ids)

    def _judged(self) -> frozenset[str]:
        """Digests of documents on whose withholdings somebody spoke."""
        joined = withholdings.join(documents, documents.c.id == withholdings.c.document_id).join(
            judgements, judgements.c.subject == _SUBJECT + withholdings.c.id
        )
        named = judgements.c.subject.startswith(_SUBJECT, autoescape=True)
        found = self._rows(select(documents.c.digest).select_from(joined).where(named).distinct())
        return frozenset(row.digest for row in found)

    def _read(self, digests: frozenset[str]) -> Iterator[tuple[Digest, list[PageWithheld]]]:
        every = [Digest(digest) for digest in sorted(digests)]
        for start in range(0, len(every), _CHUNK):
            found = self._withheld.pages_of_each(every[start : start + _CHUNK])
            yield from ((digest, list(pages.values())) for digest, pages in found.items())

    def _gone(self, *, coded: bool) -> dict[tuple[str, str | None], list["_Gone"]]:
        """What stands for pages taken out, by document and, where asked, code."""
        found: dict[tuple[str, str | None], list[_Gone]] = {}
        for row in self._rows(_standing(coded)):
            one = Withholding(row.page, row.kind, 1.0, evidence=tuple(row.evidence))
            gone = _Gone(one, row.measured, row.zone_pt2 if row.share is not None else None)
            found.setdefault((row.digest, row.value if coded else None), []).append(gone)
        return found

    def _rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        with self._database.read() as connection:
            return connection.execute(statement).all()


@dataclass(frozen=True, slots=True)
class _Gone:
    """A place that stands for pages taken out, or may; whether it tells lines; the text zone of its page."""

    place: Withholding
    measured: bool
    zone_pt2: float | None


def _with(sums: Sums, found: Sequence[_Gone]) -> Sums:
    """The sums with pages gone: their number, and the area that they would have had."""
    told = [(one, pages) for one in found if (pages := one.place.stands_for) is not None]
    more = sum((one.zone_pt2 or 0.0) * _beside(one.place, pages) for one, pages in told)
    return replace(
        sums,
        gone=sum(pages for _, pages in told),
        uncounted=sum(one.place.kind == "whole_page" and one.place.stands_for is None for one in found),
        unmeasured=sums.unmeasured - sum(not one.measured for one, _ in told),
        covered_pt2=sums.covered_pt2 + more,
        zone_pt2=sums.zone_pt2 + more,
    )


def _beside(place: Withholding, pages: int) -> int:
    """How many of the pages are not in the sums yet: the sheet's own page is taken for one of them."""
    return pages - 1 if place.kind == "whole_page" else pages


def _standing(coded: bool) -> Select[Any]:
    c, k, p = withholdings.c, withholding_codes.c, withheld_pages.c
    measured = and_(c.lines_min.is_not(None), c.lines_max.is_not(None)).label("measured")
    columns = (documents.c.digest, c.page, c.kind, c.evidence, measured, p.zone_pt2, p.share)
    joined = _on_pages().join(documents, documents.c.id == c.document_id)
    stands = or_(c.kind == "whole_page", cast(c.evidence, String).like('%"It stands for %'))
    if not coded:
        return select(*columns).select_from(joined).where(c.probability >= LIKELY, stands)
    codes = select(k.withholding_id, k.value).distinct().subquery()
    joined = joined.outerjoin(codes, codes.c.withholding_id == c.id)
    value = func.coalesce(codes.c.value, UNCODED).label("value")
    return select(*columns, value).select_from(joined).where(c.probability >= LIKELY, stands)


def _sums(pages: Row[Any], places: Row[Any] | None) -> Sums:
    looked = (pages.pages, pages.seen, pages.imaged, pages.zone or 0.0, pages.covered or 0.0)
    if places is None:
        return Sums(*looked)
    return Sums(
        *looked,
        touched=places.touched,
        places=places.places,
        whole=places.whole,
        unmeasured=places.unmeasured,
        lines_min=places.lines_min or 0.0,
        lines_max=places.lines_max or 0.0,
    )


def _pages_by_document() -> Select[Any]:
    c = withheld_pages.c
    return (
        select(c.document_id, documents.c.digest, *_looked(c.share * c.zone_pt2))
        .select_from(withheld_pages.join(documents, documents.c.id == c.document_id))
        .group_by(c.document_id, documents.c.digest)
    )


def _looked(covered: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    c = withheld_pages.c
    seen = and_(c.share.is_not(None), c.zone_pt2 > 0)
    return (
        func.count().label("pages"),
        func.sum(case((seen, 1), else_=0)).label("seen"),
        func.sum(case((cast(c.looked, String).like('%"image"%'), 1), else_=0)).label("imaged"),
        func.sum(case((seen, c.zone_pt2))).label("zone"),
        func.sum(case((seen, covered))).label("covered"),
    )


def _on_pages() -> Any:
    """Places on pages that were looked through."""
    here = and_(
        withheld_pages.c.document_id == withholdings.c.document_id,
        withheld_pages.c.page == withholdings.c.page,
    )
    return withholdings.join(withheld_pages, here)


def _kept() -> tuple[ColumnElement[Any], ...]:
    c = withholdings.c
    measured = and_(c.lines_min.is_not(None), c.lines_max.is_not(None))
    return (
        func.count().label("places"),
        func.sum(case((c.kind == "whole_page", 1), else_=0)).label("whole"),
        func.sum(case((measured, 0), else_=1)).label("unmeasured"),
        func.sum(case((measured, c.lines_min))).label("lines_min"),
        func.sum(case((measured, c.lines_max))).label("lines_max"),
    )


def _places_by_document() -> Select[Any]:
    c = withholdings.c
    touched = func.count(c.page.distinct()).label("touched")
    statement = select(c.document_id, touched, *_kept()).select_from(_on_pages())
    return statement.where(c.probability >= LIKELY).group_by(c.document_id)


def _by_code() -> Select[Any]:
    """First by page, since no more than a page can be covered; then by document."""
    p, c = _coded_pages(), withheld_pages.c
    share = case((p.c.area > 1.0, 1.0), else_=p.c.area)
    joined = p.join(withheld_pages, and_(c.document_id == p.c.document_id, c.page == p.c.page))
    joined = joined.join(documents, documents.c.id == p.c.document_id)
    names = ("places", "whole", "unmeasured", "lines_min", "lines_max")
    summed = (func.sum(p.c[name]).label(name) for name in names)
    columns = (*_looked(share * c.zone_pt2), func.count().label("touched"), *summed)
    statement = select(documents.c.digest, p.c.value, *columns).select_from(joined)
    return statement.group_by(p.c.document_id, documents.c.digest, p.c.value)


def _coded_pages() -> Subquery:
    c, k = withholdings.c, withholding_codes.c
    codes = select(k.withholding_id, k.value).distinct().subquery()
    value = func.coalesce(codes.c.value, UNCODED).label("value")
    area = func.sum(func.coalesce(c.area_share, 0.0)).label("area")
    joined = withholdings.outerjoin(codes, codes.c.withholding_id == c.id)
    statement = select(c.document_id, c.page, value, area, *_kept()).select_from(joined)
    return statement.where(c.probability >= LIKELY).group_by(c.document_id, c.page, value).subquery()


def _coded(pages: Sequence[PageWithheld]) -> dict[str, tuple[list[PageWithheld], list[list[Withholding]]]]:
    """By code the pages that have it, each covered by its places alone, and these places."""
    found: dict[str, tuple[list[PageWithheld], list[list[Withholding]]]] = {}
    for page in pages:
        here: defaultdict[str, list[Withholding]] = defaultdict(list)
        for one in page.withholdings:
            for value in {code.value for code in one.codes or ()} or {UNCODED}:
                here[value].append(one)
        for value, ones in here.items():
            area = min(1.0, sum(one.area_share or 0.0 for one in ones))
            had, placed = found.setdefault(value, ([], []))
            had.append(replace(page, share=None if page.share is None else area))
            placed.append(ones)
    return found


def sums_of(pages: Sequence[PageWithheld]) -> Sums:
    """Sums over some pages of a document."""
    return _of_pages(pages, [list(page.withholdings) for page in pages])


def _of_pages(pages: Sequence[PageWithheld], places: Sequence[Sequence[Withholding]]) -> Sums:
    seen = [(page.share, page.zone_pt2) for page in pages if page.share is not None and page.zone_pt2]
    ones = [one for here in places for one in here]
    lines = [(one.lines_min, one.lines_max) for one in ones]
    measured = [(low, high) for low, high in lines if low is not None and high is not None]
    sums = Sums(
        pages=len(pages),
        seen=len(seen),
        imaged=sum("image" in page.looked for page in pages),
        zone_pt2=sum(zone for _, zone in seen),
        covered_pt2=sum(share * zone for share, zone in seen),
        touched=sum(bool(here) for here in places),
        places=len(ones),
        whole=sum(one.kind == "whole_page" for one in ones),
        unmeasured=len(ones) - len(measured),
        lines_min=sum(low for low, _ in measured),
        lines_max=sum(high for _, high in measured),
    )
    return _with(
        sums, [_gone_from(page, one) for page, here in zip(pages, places, strict=True) for one in here]
    )


def _gone_from(page: PageWithheld, one: Withholding) -> _Gone:
    measured = one.lines_min is not None and one.lines_max is not None
    return _Gone(one, measured, page.zone_pt2 if page.share is not None else None)
