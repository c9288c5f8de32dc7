"""The ledger: every file and page, its state, its reason and what to do."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from declass.archive.ledger import Ledger
from declass.web.pages.here import site_of
from declass.web.render import page

router = APIRouter(include_in_schema=False)
_PER_PAGE = 100


@router.get("/ledger", response_class=HTMLResponse)
def ledger(request: Request) -> HTMLResponse:
    """The whole archive's account, what needs somebody first."""
    site = site_of(request)
    full = Ledger(site.space.catalogue.database)
    return page(
        request,
        "ledger.html",
        report=site.ledger(),
        refusals=full.refusals()[:_PER_PAGE],
        troubled=site.space.catalogue.overview.troubled(_PER_PAGE),
        tasks=site.tasks.latest(),
        waiting=site.space.catalogue.search.count(),
    )


@router.get("/collection", response_class=HTMLResponse)
def collection(request: Request, name: str = "", at: int = 1) -> HTMLResponse:
    """A collection's files by name."""
    site = site_of(request)
    files = site.space.catalogue.overview.files(name, _PER_PAGE + 1, (max(at, 1) - 1) * _PER_PAGE)
    return page(
        request,
        "collection.html",
        name=name,
        files=files[:_PER_PAGE],
        at=max(at, 1),
        more=len(files) > _PER_PAGE,
    )
