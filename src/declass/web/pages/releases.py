"""What each release did: lists, names newly readable, plots, and the same as CSV."""

import csv
import io

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from declass.archive.changes import StoredChange
from declass.locale import translate as _
from declass.pipeline.release_report import Step, by_release
from declass.redact.personal import masked_part
from declass.web.pages.here import sight_of, site_of
from declass.web.render import page

router = APIRouter(include_in_schema=False)
_PER_PAGE = 50
_COLUMNS = ("record", "kind", "grade", "probability", "older", "newer", "before", "text", "after", "evidence")


@router.get("/releases", response_class=HTMLResponse)
def releases(request: Request) -> HTMLResponse:
    """Every step between two releases."""
    found = _steps(request)
    return page(request, "releases.html", steps=found, bars=by_release(found))


@router.get("/releases/{number}", response_class=HTMLResponse)
def release(request: Request, number: int, kind: str = "", grade: str = "", at: int = 1) -> HTMLResponse:
    """One step: its disclosures and what it newly hides, the surest first."""
    step = _step(request, number)
    told = [s for s in step.told if kind in ("", s.change.kind) and grade in ("", s.change.grade)]
    return page(
        request,
        "release.html",
        step=step,
        number=number,
        told=told[(at - 1) * _PER_PAGE : at * _PER_PAGE],
        total=len(told),
        at=at,
        pages=-(-len(told) // _PER_PAGE),
        kind=kind,
        grade=grade,
    )


@router.get("/releases/{number}/changes.csv")
def as_csv(request: Request, number: int) -> Response:
    """The same list for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows(_row(stored) for stored in _step(request, number).told)
    return Response(
        out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="changes.csv"'},
    )


def _steps(request: Request) -> list[Step]:
    """Those of collections that the reader may see."""
    return [step for step in site_of(request).steps() if sight_of(request).covers(step.collection)]


def _step(request: Request, number: int) -> Step:
    steps = _steps(request)
    if not 1 <= number <= len(steps):
        raise HTTPException(404, _("There is no such release here."))
    return steps[number - 1]


def _row(stored: StoredChange) -> list[str]:
    change = stored.change
    text = change.older.text if change.kind == "newly_hidden" else change.newer.text
    whole = f"{change.before} {text} {change.after}"
    cells = (
        stored.number,
        change.kind,
        change.grade,
        f"{change.probability:.3f}",
        stored.older_released or "",
        stored.newer_released or "",
        *(masked_part(part, whole) for part in (change.before, text, change.after)),
        " ".join(change.evidence),
    )
    return [_harmless(cell) for cell in cells]


def _harmless(cell: str) -> str:
    """A spreadsheet must not take a record's words for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
