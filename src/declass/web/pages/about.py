"""About this archive, and help, in plain words."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from declass.web.pages.here import site_of
from declass.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/about", response_class=HTMLResponse)
def about(request: Request) -> HTMLResponse:
    """What machine readings can and cannot say."""
    site = site_of(request)
    return page(request, "about.html", report=site.ledger())
