"""Search: hits with their words marked, facets, paging."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from declass.errors import ArchiveError, QueryError
from declass.redact.personal import masked_part
from declass.search.index import Sort
from declass.search.searcher import Ask
from declass.search.values import Grouped, RecordHits
from declass.web.marking import Mark, marked
from declass.web.pages.here import sight_of, site_of
from declass.web.render import page
from declass.web.site import Site

router = APIRouter(include_in_schema=False)
PER_PAGE = 20
FACETS = (
    *("collection", "agency", "type", "language", "decade", "released"),
    *("classification", "withheld", "code", "disclosure", "quality"),
)
SORTS = ("relevance", "date", "-date")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as the address says it.

    Attributes:
        page: 1-based.
        only: (facet, value) pairs that narrow it.
    """

    query: str
    sort: Sort
    page: int
    only: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> str:
        """The query with what narrows it, as the query language has it."""
        narrowed = " ".join(f'{name}:"{value}"' for name, value in self.only)
        return f"({self.query}) {narrowed}" if self.query and narrowed else self.query or narrowed


def asked(query: str, sort: str, number: int, only: list[str]) -> Asked:
    """Parse the address; unknown sorts and facets are dropped, since addresses are typed by hand too."""
    pairs = [tuple(item.split(":", 1)) for item in only if ":" in item]
    kept = tuple((name, value.replace('"', "")) for name, value in pairs if name in FACETS)
    return Asked(query.strip(), cast("Sort", sort if sort in SORTS else "relevance"), max(number, 1), kept)


@router.get("/search", response_class=HTMLResponse)
def search(
    request: Request,
    q: str = "",
    sort: str = "relevance",
    number: Annotated[int, Query(alias="page")] = 1,
    only: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
) -> HTMLResponse:
    """Hits of a query; an empty one lists everything, oldest first."""
    site, wanted = site_of(request), asked(q, sort, number, only)
    results, fault = _search(site, wanted, sight_of(request).query(wanted.whole))
    return page(
        request,
        "search.html",
        asked=wanted,
        results=results,
        fault=fault,
        hits=[_shown(site, found) for found in results.records] if results else [],
        pages=-(-results.total_records // PER_PAGE) if results else 0,
        decades=sorted(results.facets["decade"], key=lambda c: c.value) if results else [],
        facets=FACETS,
        sorts=SORTS,
    )


def _search(site: Site, wanted: Asked, query: str) -> tuple[Grouped | None, QueryError | ArchiveError | None]:
    if not wanted.whole:
        return None, None
    ask = Ask(query, sort=wanted.sort, facets=FACETS)
    try:
        found = site.searcher.search(ask, limit=PER_PAGE, offset=(wanted.page - 1) * PER_PAGE)
    except (QueryError, ArchiveError) as error:
        return None, error
    return found, None


def _shown(site: Site, found: RecordHits) -> dict[str, object]:
    """A record as the list shows it: its best page, and its other releases with the pages that answer."""
    hit = found.best
    marks = [Mark(span.start, span.end, "hit") for span in hit.marks]
    stored = site.space.catalogue.pages.get(hit.digest, hit.page, words=False)
    return {
        "hit": hit,
        "snippet": marked(masked_part(hit.snippet, hit.text), marks),
        "releases": found.releases,
        "pictured": stored is not None and stored.width_pt > 0,
    }
