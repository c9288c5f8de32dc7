"""The JSON API: what the pages show, for programs; described at /api/openapi.json."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from declass.archive.changes import StoredChange, Wanted
from declass.archive.ledger import Report
from declass.archive.values import Record
from declass.pipeline.release_report import summary
from declass.search.values import Hit
from declass.web.pages.here import digest_of, page_of, record_of, site_of

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
    found = site_of(request).index.search(q, limit=limit, offset=offset, sort=sort, facets=facet)
    return {
        "total": found.total,
        "notes": found.notes,
        "facets": {name: [asdict(count) for count in counts] for name, counts in found.facets.items()},
        "hits": [_hit(hit) for hit in found.hits],
    }


@router.get("/files/{digest}")
def file(request: Request, digest: str) -> Json:
    """A file: its state, how it came, the records it holds."""
    site, known = site_of(request), digest_of(digest)
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
    return asdict(page_of(site, digest_of(digest), page + 1))


@router.get("/records/{scheme}/{number:path}")
def record(request: Request, scheme: str, number: str) -> Json:
    """A record with its releases, the oldest first, and the evidence that they are."""
    site = site_of(request)
    known = record_of(site, scheme, number)
    return {
        **_record(known),
        "releases": [asdict(part) for part in site.releases.of(known)],
        "proposals": [asdict(stored) for stored in site.space.catalogue.records.releases(known.id)],
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
    for stored in site_of(request).space.catalogue.changes.all(wanted):
        if len(found) == limit:
            break
        found.append(_change(stored))
    return found


@router.get("/releases")
def releases(request: Request) -> list[Json]:
    """What each release did against the one before, in counts and names."""
    return summary(site_of(request).steps())


@router.get("/ledger")
def ledger(request: Request) -> Report:
    """The completeness ledger."""
    return site_of(request).ledger()


def _record(known: Record) -> Json:
    return {k: v for k, v in asdict(known).items() if k not in ("id", "first_day", "last_day")}


def _hit(hit: Hit) -> Json:
    said = asdict(hit)
    del said["text"]
    return said


def _change(stored: StoredChange) -> Json:
    said = asdict(stored)
    said["change"].pop("features")
    return said
