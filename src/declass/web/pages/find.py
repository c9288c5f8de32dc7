"""Search: hits with their words marked, facets, years to drag over, paging, the list as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel, Field

from declass.errors import ArchiveError, QueryError
from declass.search.index import Sort
from declass.search.query import parse
from declass.search.schema import YEAR
from declass.search.searcher import Ask
from declass.search.values import Grouped, Hit, RecordHits
from declass.web.access import Sight
from declass.web.marking import Mark, marked
from declass.web.masks import masked
from declass.web.pages.here import in_one_view, sight_of, site_of
from declass.web.render import page
from declass.web.sheets import CSV, csv_lines
from declass.web.site import Site
from declass.web.years import bars

router = APIRouter(include_in_schema=False)
PER_PAGE = 20
_YEAR_FIGURES = 4
FACETS = (
    *("collection", "agency", "type", "language", "released"),
    *("classification", "withheld", "code", "disclosure", "quality"),
)
_NARROWING = (*FACETS, "decade")
SORTS = ("relevance", "date", "-date")
_COLUMNS = (
    *("record", "title", "date", "agency", "collection", "released", "file", "page"),
    *("words", "address", "sha256"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as the address says it.

    Attributes:
        page: 1-based.
        only: (facet, value) pairs that narrow it.
        first, last: years of the records that narrow it, None where they do not.
    """

    query: str
    sort: Sort
    page: int
    only: tuple[tuple[str, str], ...]
    first: int | None = None
    last: int | None = None

    @property
    def years(self) -> str:
        """The years as the query language has them; "" where any will do."""
        if self.first is None and self.last is None:
            return ""
        return f"date:{self.first or '..'}/{self.last or '..'}"

    @property
    def whole(self) -> str:
        """The query with what narrows it, as the query language has it."""
        narrowed = " ".join([*(f'{name}:"{value}"' for name, value in self.only), self.years]).strip()
        return f"({self.query}) {narrowed}" if self.query and narrowed else self.query or narrowed


class Address(BaseModel):
    """A search as it stands in the address; what is typed wrongly there counts as not said.

    Attributes:
        only: narrowings as ``facet:value``.
        first, last: years.
    """

    q: str = ""
    sort: str = "relevance"
    page: int = 1
    only: list[str] = []
    first: str = Field("", alias="from")
    last: str = Field("", alias="to")

    def asked(self) -> Asked:
        """What is meant; unknown sorts and facets are dropped, since addresses are typed by hand too."""
        pairs = [tuple(item.split(":", 1)) for item in self.only if ":" in item]
        kept = tuple((name, value.replace('"', "")) for name, value in pairs if name in _NARROWING)
        sort = cast("Sort", self.sort if self.sort in SORTS else "relevance")
        first, last = _year(self.first), _year(self.last)
        if first and last and first > last:
            first, last = last, first
        return Asked(self.q.strip(), sort, max(self.page, 1), kept, first, last)


def _year(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) == _YEAR_FIGURES else None


@router.get("/search", response_class=HTMLResponse)
@in_one_view
def search(request: Request, address: Annotated[Address, Query()]) -> HTMLResponse:
    """Hits of a query; one of narrowings alone lists all that they leave, oldest first."""
    site, wanted = site_of(request), address.asked()
    results, fault = _search(site, wanted, sight_of(request))
    return page(
        request,
        "search.html",
        asked=wanted,
        results=results,
        fault=fault,
        hits=_shown(site, results.records) if results else [],
        pages=-(-results.total_records // PER_PAGE) if results else 0,
        years=bars(results.facets[YEAR], wanted.first, wanted.last) if results else [],
        facets=FACETS,
        sorts=SORTS,
    )


@router.get("/search/hits.csv")
def export(request: Request, address: Annotated[Address, Query()]) -> StreamingResponse:
    """Every page that answers, best first, for a spreadsheet."""
    site, wanted = site_of(request), address.asked()
    ask = Ask(wanted.whole or "*", sort=wanted.sort, within=sight_of(request).collections)
    parse(ask.query)  # a query that cannot be read is refused before the file begins
    base = str(request.base_url).rstrip("/")
    rows = (_row(hit, base) for hit in site.searcher.scan(ask))
    named = {"content-disposition": 'attachment; filename="hits.csv"'}
    return StreamingResponse(csv_lines(_COLUMNS, rows), media_type=CSV, headers=named)


def _search(
    site: Site, wanted: Asked, sight: Sight
) -> tuple[Grouped | None, QueryError | ArchiveError | None]:
    if not wanted.whole:
        return None, None
    ask = Ask(wanted.whole, sort=wanted.sort, facets=(*FACETS, YEAR), within=sight.collections)
    try:
        found = site.searcher.search(ask, limit=PER_PAGE, offset=(wanted.page - 1) * PER_PAGE)
    except (QueryError, ArchiveError) as error:
        return None, error
    return found, None


def _shown(site: Site, found: Sequence[RecordHits]) -> list[dict[str, object]]:
    """Records as the list shows them: the best page, and the other releases with the pages that answer."""
    pictured = site.space.catalogue.pages.pictured([(r.best.digest, r.best.page) for r in found])
    return [
        {
            "hit": record.best,
            "snippet": marked(
                masked(record.best.snippet),
                [Mark(span.start, span.end, "hit") for span in record.best.marks],
            ),
            "releases": record.releases,
            "pictured": record.best.entry.key in pictured,
        }
        for record in found
    ]


def _row(hit: Hit, base: str) -> list[str]:
    entry = hit.entry
    facts = (
        entry.record,
        entry.title,
        entry.date,
        entry.agency,
        entry.collection,
        entry.released,
        entry.file,
    )
    address = f"{base}/page/{entry.digest}/{entry.page + 1}"
    snippet = masked(hit.snippet)
    return [*(fact or "" for fact in facts), str(entry.page + 1), snippet, address, entry.digest]
