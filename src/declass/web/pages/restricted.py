"""What is restricted: shown to who may unlock it, for a reason; the log is written before a word is sent."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from declass.locale import translate as _
from declass.web.access import needs
from declass.web.pages.here import file_of, page_of, sight_of, site_of
from declass.web.render import page

router = APIRouter(include_in_schema=False)
_LISTED = 500  # viewings shown, the latest first


@router.post("/page/{raw}/{number}/restricted", response_class=HTMLResponse)
def reveal(request: Request, raw: str, number: int, why: str = Form("")) -> HTMLResponse:
    """The restricted words of one page; the answer is kept by no browser."""
    site, digest = site_of(request), file_of(request, raw)
    who = needs(request, "admin").name
    page_of(site, digest, number, words=False)
    if not why.strip():
        raise HTTPException(400, _("Say why you look; it is kept in the log."))
    found = site.space.catalogue.restricted.reveal(digest, number - 1, who=who, why=why)
    answer = page(
        request,
        "restricted.html",
        digest=digest,
        number=number,
        name=site.file_name(digest),
        places=found,
        why=why.strip(),
    )
    answer.headers["cache-control"] = "no-store"
    return answer


@router.get("/viewings", response_class=HTMLResponse)
def viewings(request: Request) -> HTMLResponse:
    """Who looked at what, when and why."""
    needs(request, "admin")
    site, sight = site_of(request), sight_of(request)
    seen = [v for v in site.space.catalogue.restricted.viewings() if sight.sees(v.digest)]
    return page(request, "viewings.html", viewings=seen[: -_LISTED - 1 : -1])
