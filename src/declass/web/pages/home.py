"""Home: the archive at a glance, what needs somebody, and what was revealed lately."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from declass.archive.changes import StoredChange
from declass.web.pages.here import site_of
from declass.web.render import page
from declass.web.site import Site

router = APIRouter(include_in_schema=False)
_LATEST = 6


@router.get("/", response_class=HTMLResponse)
def home(request: Request) -> HTMLResponse:
    """The first page."""
    site = site_of(request)
    return page(
        request,
        "home.html",
        report=site.ledger(),
        records=site.space.catalogue.records.count(),
        collections=site.space.catalogue.overview.collections(),
        latest=_latest(site),
        revealed=sum(step.counts["revealed"] for step in site.steps()),
    )


def _latest(site: Site) -> list[StoredChange]:
    """The surest disclosures of the latest releases, one a record."""
    told = [s for step in site.steps() for s in step.told if s.change.kind == "revealed"]
    told.sort(
        key=lambda s: (s.newer_released or "", s.change.probability, len(s.change.newer.text)), reverse=True
    )
    first: dict[str, StoredChange] = {}
    for stored in told:
        first.setdefault(stored.number, stored)
    return list(first.values())[:_LATEST]
