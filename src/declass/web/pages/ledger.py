"""The ledger: every file and page, its state, its reason and what to do."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from declass.archive.ledger import Ledger
from declass.locale import translate as _
from declass.web.access import user_of
from declass.web.pages.here import in_one_view, sight_of, site_of
from declass.web.render import page

router = APIRouter(include_in_schema=False)
_PER_PAGE = 100


@router.get("/ledger", response_class=HTMLResponse)
@in_one_view
def ledger(request: Request) -> HTMLResponse:
    """The whole archive's account, what needs somebody first."""
    site = site_of(request)
    if not sight_of(request).whole:
        raise HTTPException(403, _("The ledger is for those who may see every collection."))
    full = Ledger(site.space.catalogue.database)
    return page(
        request,
        "ledger.html",
        report=site.ledger(),
        refusals=full.refusals()[:_PER_PAGE],
        troubled=site.space.catalogue.overview.troubled(_PER_PAGE),
        tasks=site.tasks.latest() if user_of(request).may("editor") else [],
        waiting=site.space.catalogue.search.count(),
    )


@router.get("/collection", response_class=HTMLResponse)
@in_one_view
def collection(request: Request, name: str = "", at: int = 1) -> HTMLResponse:
    """A collection's files by name."""
    site = site_of(request)
    if not sight_of(request).covers(name):
        raise HTTPException(404, _("There is no such collection here."))
    files = site.space.catalogue.overview.files(name, _PER_PAGE + 1, (max(at, 1) - 1) * _PER_PAGE)
    return page(
        request,
        "collection.html",
        name=name,
        files=files[:_PER_PAGE],
        at=max(at, 1),
        more=len(files) > _PER_PAGE,
    )
