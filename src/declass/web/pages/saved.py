"""Saved searches: kept under a name, opened again, and what is new in each."""

from typing import cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from declass.locale import translate as _
from declass.search.index import Sort
from declass.search.query import parse
from declass.search.searcher import Ask
from declass.web.access import needs, user_of
from declass.web.marking import Mark, marked
from declass.web.masks import masked_part
from declass.web.pages.here import sight_of, site_of
from declass.web.render import page
from declass.web.saving import Saved

router = APIRouter(include_in_schema=False)
_SORTS = ("relevance", "date", "-date")
_LONGEST = 80  # characters of a name


@router.get("/saved", response_class=HTMLResponse)
def saved(request: Request, name: str = "") -> HTMLResponse:
    """All of one's saved searches; with a name, what is new in that one."""
    kept = saved_of(request)
    news = kept.news(name, site_of(request).searcher) if name else None
    snippets = [
        marked(masked_part(hit.snippet, hit.text), [Mark(m.start, m.end, "hit") for m in hit.marks])
        for hit in (news.hits if news else ())
    ]
    hits = list(zip(news.hits if news else (), snippets, strict=True))
    return page(request, "saved.html", searches=kept.all(), news=news, name=name, hits=hits)


@router.post("/saved")
def keep(
    request: Request, name: str = Form(""), query: str = Form(""), sort: str = Form("relevance")
) -> Response:
    """A search kept; one of the same name is replaced."""
    needs(request, "reader")
    called = " ".join(name.split())
    if not called or len(called) > _LONGEST:
        raise HTTPException(
            400, _("Give the search a name of at most {count} characters.").format(count=_LONGEST)
        )
    parse(query)
    order = cast("Sort", sort if sort in _SORTS else "relevance")
    saved_of(request).add(called, Ask(query, order, mode="words"))
    return RedirectResponse("/saved", 303)


@router.post("/saved/seen")
def seen(request: Request, name: str = Form("")) -> Response:
    """What was new is no longer."""
    saved_of(request).look(name, site_of(request).searcher)
    return RedirectResponse("/saved", 303)


@router.post("/saved/remove")
def remove(request: Request, name: str = Form("")) -> Response:
    """A search forgotten."""
    saved_of(request).remove(name)
    return RedirectResponse("/saved", 303)


def saved_of(request: Request) -> Saved:
    """The saved searches of whoever asks."""
    return Saved(site_of(request).space, user_of(request), sight_of(request))
