"""Two releases of a record side by side: what was revealed, newly hidden, or only read otherwise."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from declass.archive.changes import StoredChange, Wanted, change_subject
from declass.archive.types import now
from declass.archive.values import Record
from declass.locale import translate as _
from declass.model.provenance import Judgement
from declass.pipeline.comparing import steps
from declass.pipeline.releases import Part
from declass.web.access import needs
from declass.web.pages.here import in_one_view, record_of, sight_of, site_of
from declass.web.render import page
from declass.web.sides import side_of, steps_of
from declass.web.site import Site

router = APIRouter(include_in_schema=False)
KINDS = ("revealed", "newly_hidden", "uncertain", "ocr_difference", "moved", "boilerplate")
_SHOWN = ("revealed", "newly_hidden", "uncertain")
_VERDICTS = ("yes", "no", "unsure", "")
_LISTED = 100  # changes listed at a time


class Wished(BaseModel):
    """Which two releases, and how they are shown.

    Attributes:
        older, newer: digests; "" = the last step in time.
        all: misreadings and stamps too.
        view: scans, texts or both; "" = both where there are scans.
        at: which hundred of the changes, from 1.
    """

    older: str = ""
    newer: str = ""
    all: bool = False
    view: Literal["", "both", "scan", "text"] = ""
    at: Annotated[int, Field(ge=1)] = 1


@router.get("/compare/{scheme}/{number:path}", response_class=HTMLResponse)
@in_one_view
def compare(request: Request, scheme: str, number: str, said: Annotated[Wished, Query()]) -> HTMLResponse:
    """The pair of releases named by their digests; without, the last step in time."""
    site = site_of(request)
    known, parts = record_of(request, scheme, number)
    pairs = steps(parts)
    if not pairs:
        raise HTTPException(404, _("This record has only one release here, so there is nothing to compare."))
    pair = next((p for p in pairs if (p[0].digest, p[1].digest) == (said.older, said.newer)), pairs[-1])
    listed = _changes(site, known, pair, KINDS if said.all else _SHOWN)
    found = listed[(said.at - 1) * _LISTED : said.at * _LISTED]
    left = side_of(site, pair[0], found, newer=False)
    right = side_of(site, pair[1], found, newer=True)
    return page(
        request,
        "compare.html",
        record=known,
        pairs=pairs,
        older=pair[0],
        newer=pair[1],
        changes=found,
        total=len(listed),
        at=said.at,
        windows=-(-len(listed) // _LISTED),
        every=said.all,
        sides=(left, right),
        steps=steps_of(left, right),
        view=said.view or ("both" if left.pictured or right.pictured else "text"),
    )


@router.post("/judge/change/{name}")
def judge(
    request: Request, name: str, verdict: str = Form(""), why: str = Form(""), back: str = Form("/")
) -> Response:
    """A person's word on a change; an empty verdict takes theirs back."""
    if verdict not in _VERDICTS or not back.startswith("/") or back.startswith("//"):
        raise HTTPException(400, _("That is no verdict."))
    site, who = site_of(request), needs(request, "annotator").name
    stored = site.space.catalogue.changes.get(name)
    sight = sight_of(request)
    if not (sight.sees(stored.older) and sight.sees(stored.newer)):
        raise HTTPException(404, _("There is no such record here."))
    said = Judgement(change_subject(stored.id), verdict or None, who, now(), why)  # type: ignore[arg-type]
    site.space.catalogue.judgements.append(said)
    if request.headers.get("hx-request"):
        return page(
            request, "part_judged.html", stored=site.space.catalogue.changes.get(stored.id), back=back
        )
    return RedirectResponse(f"{back}#change-{stored.id[:10]}", 303)


def _changes(site: Site, record: Record, pair: tuple[Part, Part], kinds: Sequence[str]) -> list[StoredChange]:
    both = (pair[0].digest, pair[1].digest)
    wanted = Wanted(record.number, kinds, scheme=record.scheme, pair=both)
    return list(site.space.catalogue.changes.all(wanted))
