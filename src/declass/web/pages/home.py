"""Home: the archive at a glance, what needs somebody, and what was revealed lately."""

from collections import Counter
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from declass.archive.changes import StoredChange
from declass.archive.overview import CollectionCount
from declass.pipeline.release_report import Step
from declass.web.access import Sight
from declass.web.pages.here import in_one_view, sight_of, site_of
from declass.web.render import page

router = APIRouter(include_in_schema=False)
_LATEST = 6


@router.get("/", response_class=HTMLResponse)
@in_one_view
def home(request: Request) -> HTMLResponse:
    """The first page."""
    site, sight = site_of(request), sight_of(request)
    held = site.once("collections", site.space.catalogue.overview.collections)
    steps = covered(sight, site.steps())
    return page(
        request,
        "home.html",
        report=site.ledger(),
        records=site.once("records", site.space.catalogue.records.count),
        collections=[c for c in held if sight.covers(c.name)],
        years=_years(held) if sight.whole else [],
        latest=site.of_steps(("latest", sight.name), lambda every: _latest(covered(sight, every))),
        revealed=sum(step.counts["revealed"] for step in steps),
        whole=sight.whole,
    )


def covered(sight: Sight, steps: Sequence[Step]) -> list[Step]:
    """Those of collections that the reader may see."""
    return [step for step in steps if sight.covers(step.collection)]


def _years(held: Sequence[CollectionCount]) -> list[tuple[str, int]]:
    """Pages by year of publication, the oldest first; a collection of several years under its last."""
    counted: Counter[str] = Counter()
    for collection in held:
        counted[(collection.released[-1:] or ("",))[0][:4]] += collection.pages
    return sorted((year, count) for year, count in counted.items() if year)


def _latest(steps: Sequence[Step]) -> list[StoredChange]:
    """The surest disclosures of the latest releases, one a record."""
    told = [s for step in steps for s in step.told if s.change.kind == "revealed"]
    told.sort(
        key=lambda s: (s.newer_released or "", s.change.probability, len(s.change.newer.text)), reverse=True
    )
    first: dict[str, StoredChange] = {}
    for stored in told:
        first.setdefault(stored.number, stored)
    return list(first.values())[:_LATEST]
