"""The JSON API: what the pages show, for programs; described at /api/openapi.json."""

from dataclasses import asdict, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from declass.archive.changes import StoredChange, Wanted, change_subject
from declass.archive.ledger import Report
from declass.archive.types import now
from declass.archive.values import Record
from declass.locale import translate as _
from declass.model.provenance import Judgement, Verdict
from declass.pipeline.annotating import Draft, box_of_percent, place, web_annotation
from declass.pipeline.release_report import summary
from declass.pipeline.saved import SavedSearch
from declass.pipeline.withheld_amount import of_part
from declass.redact.codes import citation, meanings
from declass.redact.personal import masked_change
from declass.search.query import parse
from declass.search.searcher import Ask
from declass.search.values import Hit
from declass.web.access import needs
from declass.web.masks import masked
from declass.web.pages.here import file_of, page_of, record_of, sight_of, site_of
from declass.web.pages.record import visible
from declass.web.pages.saved import saved_of

router = APIRouter(prefix="/api", tags=["archive"])
Json = dict[str, Any]


@router.get("/search")
def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, description="In the query language of declass.")],
    limit: Annotated[int, Query(ge=0, le=500)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    sort: Literal["relevance", "date", "-date"] = "relevance",
    facet: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
) -> Json:
    """Pages that answer a query, with the matched spans of each page's text."""
    ask = Ask(q, sort=sort, facets=tuple(facet), within=sight_of(request).collections)
    found = site_of(request).searcher.pages(ask, limit=limit, offset=offset)
    return {
        "total": found.total,
        "notes": found.notes,
        "facets": {name: [asdict(count) for count in counts] for name, counts in found.facets.items()},
        "hits": [_hit(hit) for hit in found.hits],
    }


@router.get("/files/{digest}")
def file(request: Request, digest: str) -> Json:
    """A file: its state, how it came, the records it holds."""
    site, known = site_of(request), file_of(request, digest)
    catalogue = site.space.catalogue
    document = catalogue.documents.get(known)
    return {
        "digest": known,
        "document": asdict(document) if document else None,
        "accessions": [asdict(arrival) for arrival in catalogue.accessions.of(known)],
        "releases": [asdict(stored) for stored in catalogue.records.of(known)],
    }


@router.get("/files/{digest}/pages/{page}")
def page(request: Request, digest: str, page: int) -> Json:
    """A page, 0-based, with its chosen text and its words' boxes in points of the unrotated page."""
    site = site_of(request)
    said = asdict(page_of(site, file_of(request, digest), page + 1))
    if said["text"] is not None:
        said["text"]["text"] = masked(said["text"]["text"])
    return said


@router.get("/records/{scheme}/{number:path}")
def record(request: Request, scheme: str, number: str) -> Json:
    """A record with its releases, the oldest first, why they are, and what it cites and what cites it."""
    site = site_of(request)
    (known, parts), sight = record_of(request, scheme, number), sight_of(request)
    proposals = site.space.catalogue.records.releases(known.id)
    return {
        **_record(known),
        "releases": [
            {**asdict(part), "withheld": of_part(site.space.catalogue, part).row()} for part in parts
        ],
        "proposals": [asdict(p) for p in proposals if sight.sees(p.proposal.release.digest)],
        "cites": visible(site, sight, site.space.catalogue.citations.by(known.id)),
        "cited_by": visible(site, sight, site.space.catalogue.citations.of(known.id)),
    }


@router.get("/changes")
def changes(
    request: Request,
    record: str | None = None,
    kind: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
    grade: Annotated[list[str], Query()] = [],  # noqa: B006
    since: str | None = None,
    least: Annotated[float, Query(ge=0, le=1)] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> list[Json]:
    """Changes between releases, by record and place."""
    wanted = Wanted(record, kind, grade, since, least)
    found: list[Json] = []
    sight = sight_of(request)
    for stored in site_of(request).space.catalogue.changes.all(wanted):
        if len(found) == limit:
            break
        if sight.sees(stored.older) and sight.sees(stored.newer):
            found.append(_change(stored))
    return found


@router.get("/releases")
def releases(request: Request) -> list[Json]:
    """What each release did against the one before, in counts and names."""
    sight = sight_of(request)
    return summary(step for step in site_of(request).steps() if sight.covers(step.collection))


@router.get("/ledger")
def ledger(request: Request) -> Report:
    """The completeness ledger; for those who may see every collection."""
    if not sight_of(request).whole:
        raise HTTPException(403, _("The ledger is for those who may see every collection."))
    return site_of(request).ledger()


@router.post("/changes/{name}/judgement")
def judge(
    request: Request,
    name: str,
    verdict: Annotated[Verdict | None, Body()],
    why: Annotated[str, Body()] = "",
) -> Json:
    """A person's word on a change; null takes theirs back. Appended, never overwritten."""
    site, who = site_of(request), needs(request, "annotator").name
    stored = site.space.catalogue.changes.get(name)
    sight = sight_of(request)
    if not (sight.sees(stored.older) and sight.sees(stored.newer)):
        raise HTTPException(404, _("There is no such record here."))
    said = Judgement(change_subject(stored.id), verdict, who, now(), why)
    site.space.catalogue.judgements.append(said)
    return _change(site.space.catalogue.changes.get(stored.id))


@router.post("/files/{digest}/pages/{page}/notes")
def note(
    request: Request,
    digest: str,
    page: int,
    body: Annotated[str, Body()] = "",
    quote: Annotated[str, Body()] = "",
    tags: Annotated[list[str], Body()] = [],  # noqa: B006 - FastAPI copies it
    percent: Annotated[list[float] | None, Body(min_length=4, max_length=4)] = None,
) -> Json:
    """A note on a page, 0-based; answered as a W3C Web Annotation.

    It may be about words that stand there once, or about a place on its image: left, top, width and height
    in per cent of the page as displayed.
    """
    site, known, who = site_of(request), file_of(request, digest), needs(request, "annotator").name
    box = box_of_percent(page_of(site, known, page + 1, words=False), percent) if percent else None
    kept = place(site.space.catalogue, known, page, who, Draft(body, quote=quote, box=box, tags=tags))
    return web_annotation(site.space.catalogue, kept, f"{str(request.base_url).rstrip('/')}/file/")


@router.get("/files/{digest}/pages/{page}/withheld")
def withheld(request: Request, digest: str, page: int) -> list[Json]:
    """What a page, 0-based, keeps back, its codes explained; text under bars is never among it."""
    site, known = site_of(request), file_of(request, digest)
    return [
        {**asdict(stored), "explained": [_explained(code.value) for code in stored.withholding.codes or ()]}
        for stored in site.space.catalogue.withheld.of(known, page)
    ]


def _explained(code: str) -> Json:
    return {"code": code, "meanings": meanings(code), "source": citation(code)}


@router.get("/files/{digest}/pages/{page}/restricted")
def restricted(request: Request, digest: str, page: int) -> list[Json]:
    """Where a page, 0-based, has restricted words, and of what kind; without the words."""
    site, known = site_of(request), file_of(request, digest)
    return [asdict(place) for place in site.space.catalogue.restricted.places(known, page)]


@router.post("/files/{digest}/pages/{page}/restricted")
def reveal(
    request: Request, digest: str, page: int, why: Annotated[str, Body(embed=True, min_length=1)]
) -> JSONResponse:
    """The restricted words of a page, 0-based, for who may unlock them; that they looked is logged."""
    site, known, who = site_of(request), file_of(request, digest), needs(request, "admin").name
    page_of(site, known, page + 1, words=False)
    found = site.space.catalogue.restricted.reveal(known, page, who=who, why=why)
    return JSONResponse([asdict(place) for place in found], headers={"cache-control": "no-store"})


@router.get("/viewings")
def viewings(request: Request) -> list[Json]:
    """The log of who looked at restricted words, the oldest first."""
    needs(request, "admin")
    sight = sight_of(request)
    every = site_of(request).space.catalogue.restricted.viewings()
    return [asdict(viewing) for viewing in every if sight.sees(viewing.digest)]


@router.get("/saved")
def saved(request: Request) -> list[Json]:
    """One's own saved searches."""
    return [_search(kept) for kept in saved_of(request).all()]


@router.put("/saved/{name}")
def save(request: Request, name: str, query: Annotated[str, Body(embed=True, min_length=1)]) -> list[Json]:
    """Keep a search; one of the same name is replaced."""
    parse(query)
    saved_of(request).add(name, Ask(query, mode="words"))
    return saved(request)


@router.delete("/saved/{name}")
def forget(request: Request, name: str) -> list[Json]:
    """Forget a search."""
    saved_of(request).remove(name)
    return saved(request)


@router.get("/saved/{name}/new")
def news(request: Request, name: str) -> Json:
    """What is new in a saved search: all counted, the first hundred listed; they stay new."""
    found = saved_of(request).news(name, site_of(request).searcher)
    return {"total": found.total, "hits": [_hit(hit) for hit in found.hits]}


def _search(kept: SavedSearch) -> Json:
    return {"name": kept.name, "query": kept.ask.query, "sort": kept.ask.sort, "ran": kept.ran}


def _record(known: Record) -> Json:
    return {k: v for k, v in asdict(known).items() if k not in ("id", "first_day", "last_day")}


def _hit(hit: Hit) -> Json:
    said = asdict(hit)
    entry = said.pop("entry")
    del entry["text"]
    return {**entry, **said, "snippet": masked(hit.snippet)}


def _change(stored: StoredChange) -> Json:
    said = asdict(replace(stored, change=masked_change(stored.change)))
    said["change"].pop("features")
    return said
