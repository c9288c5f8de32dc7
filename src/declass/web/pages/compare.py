"""Two releases of a record side by side: what was revealed, newly hidden, or only read otherwise."""

from collections.abc import Sequence

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from declass.archive.changes import StoredChange, Wanted, change_subject
from declass.archive.types import now
from declass.archive.values import Record
from declass.locale import translate as _
from declass.model.change import Passage
from declass.model.provenance import Judgement
from declass.pipeline.comparing import steps
from declass.pipeline.releases import Part
from declass.web.access import needs
from declass.web.marking import Mark, marked
from declass.web.pages.here import record_of, sight_of, site_of
from declass.web.render import page
from declass.web.site import Site

router = APIRouter(include_in_schema=False)
KINDS = ("revealed", "newly_hidden", "uncertain", "ocr_difference", "moved", "boilerplate")
_SHOWN = ("revealed", "newly_hidden", "uncertain")
_VERDICTS = ("yes", "no", "unsure", "")


@router.get("/compare/{scheme}/{number:path}", response_class=HTMLResponse)
def compare(
    request: Request, scheme: str, number: str, older: str = "", newer: str = "", all: bool = False
) -> HTMLResponse:
    """The pair of releases named by their digests; without, the last step in time."""
    site = site_of(request)
    known, parts = record_of(request, scheme, number)
    pairs = steps(parts)
    if not pairs:
        raise HTTPException(404, _("This record has only one release here, so there is nothing to compare."))
    pair = next((p for p in pairs if (p[0].digest, p[1].digest) == (older, newer)), pairs[-1])
    found = _changes(site, known, pair, KINDS if all else _SHOWN)
    return page(
        request,
        "compare.html",
        record=known,
        pairs=pairs,
        older=pair[0],
        newer=pair[1],
        changes=found,
        every=all,
        left=_side(site, pair[0], found, newer=False),
        right=_side(site, pair[1], found, newer=True),
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
    wanted = Wanted(number=record.number, kinds=kinds)
    both = (pair[0].digest, pair[1].digest)
    return [
        s
        for s in site.space.catalogue.changes.all(wanted)
        if s.scheme == record.scheme and (s.older, s.newer) == both
    ]


def _side(site: Site, part: Part, changes: Sequence[StoredChange], *, newer: bool) -> list[dict[str, object]]:
    """The pages of one release with the changes marked where they stand in it."""
    texts = site.releases.pages(part)
    marks: dict[int, list[Mark]] = {}
    for stored in changes:
        passage = stored.change.newer if newer else stored.change.older
        marks.setdefault(passage.page, []).append(_mark(stored, passage, "c" if newer else "o"))
    return [
        {
            "number": index + 1,
            "text": marked(text, marks.get(index, ())),
            "changes": len(marks.get(index, ())),
        }
        for index, text in enumerate(texts)
        if text.strip() or index in marks
    ]


def _mark(stored: StoredChange, passage: Passage, side: str) -> Mark:
    kind = "place" if passage.start == passage.end else stored.change.kind
    label = f"{_(stored.change.kind.replace('_', ' '))}, {_(stored.change.grade)}"
    return Mark(
        passage.start, passage.end, f"{kind} {stored.change.grade}", label, f"{side}-{stored.id[:10]}"
    )
