"""The page reader: image and text side by side, with what was searched and what is withheld marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from declass.archive.values import StoredLayer, StoredPage, StoredRelease
from declass.archive.withheld import StoredWithholding
from declass.errors import ArchiveError, QueryError
from declass.locale import translate as _
from declass.model.anchor import Digest, Span
from declass.model.annotation import Annotation
from declass.pipeline.withheld_amount import of_file, sentence
from declass.redact.names import masked_name
from declass.search.searcher import Ask
from declass.web import citing
from declass.web.marking import Mark, marked
from declass.web.over import lines_over
from declass.web.pages.here import file_of, in_one_view, page_of, sight_of, site_of
from declass.web.places import Place, displayed, of_spans, paper
from declass.web.render import page, path
from declass.web.saying import meanings, withholding_label
from declass.web.site import Site
from declass.web.turns import drawn

router = APIRouter(include_in_schema=False)
_THUMB = 220  # pixels
_LEAF = 1200  # pixels: the width at which a page is legible without a viewer


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as the reader shows it.

    Attributes:
        found: 0-based pages of the file that the search finds, where one led here.
    """

    stored: StoredPage
    layer: StoredLayer | None
    layers: Sequence[StoredLayer]
    spans: Sequence[Span]
    places: Sequence[Place]
    found: Sequence[int] = ()

    @property
    def is_chosen(self) -> bool:
        """Whether the text shown is the one whose words are known by place."""
        return self.layer is not None and self.layer.id == self.stored.layer_id

    @property
    def hit_before(self) -> int | None:
        """1-based number of the nearest page before this that the search finds."""
        return max((index + 1 for index in self.found if index < self.stored.index), default=None)

    @property
    def hit_after(self) -> int | None:
        """1-based number of the nearest page after this that the search finds."""
        return min((index + 1 for index in self.found if index > self.stored.index), default=None)


class Wished(BaseModel):
    """How a page is shown.

    Attributes:
        q: lights its words; at (start-end): lights a span.
        layer: chooses a text; "" = the one searched.
        view: ``over`` = the text over the image; "" = beside it.
    """

    q: str = ""
    layer: str = ""
    at: str = ""
    view: Literal["", "over"] = ""


@router.get("/file/{raw}", response_class=HTMLResponse)
@in_one_view
def file(request: Request, raw: str) -> HTMLResponse:
    """A file: what it came as, its state, its pages."""
    site, digest = site_of(request), file_of(request, raw)
    document = site.space.catalogue.documents.get(digest)
    if document is None:
        raise HTTPException(404, _("There is no such file here."))
    return page(
        request,
        "file.html",
        digest=digest,
        name=site.file_name(digest),
        document=document,
        arrivals=[
            a for a in site.space.catalogue.accessions.of(digest) if sight_of(request).covers(a.collection)
        ],
        releases=site.space.catalogue.records.of(digest),
        kept=sentence(of_file(site.space.catalogue, digest)),
    )


@router.get("/page/{raw}/{number}", response_class=HTMLResponse)
@in_one_view
def leaf(request: Request, raw: str, number: int, said: Annotated[Wished, Query()]) -> HTMLResponse:
    """One page."""
    q = said.q
    site, digest = site_of(request), file_of(request, raw)
    stored = page_of(site, digest, number)
    notes = site.space.catalogue.annotations.on(digest, number - 1)
    kept = [s for s in site.space.catalogue.withheld.of(digest, number - 1) if s.counts]
    shown = _leaf(site, stored, (q, said.layer, said.at), [*_withheld(stored, kept), *_noted(stored, notes)])
    has_image = stored.width_pt > 0 and stored.state == "read"
    over = lines_over(stored) if said.view == "over" and has_image and shown.is_chosen else []
    document = site.space.catalogue.documents.get(digest)
    assert document is not None
    releases = [r for r in site.space.catalogue.records.of(digest) if _holds(r, number - 1)]
    cited = _cited(request, site, digest, number, releases)
    return page(
        request,
        "page.html",
        digest=digest,
        number=number,
        count=max(document.pages_expected or 0, document.pages_read + document.pages_failed),
        name=cited.file,
        leaf=shown,
        text=_text(shown),
        has_image=has_image,
        over=over,
        paper=paper(stored),
        can_lie_over=has_image and bool(stored.text and stored.text.words) and shown.is_chosen,
        releases=releases,
        compared=_compared(site, releases, digest),
        q=q,
        notes=notes,
        restricted=list(site.space.catalogue.restricted.places(digest, number - 1)),
        withheld=kept,
        citations={form: citing.cite(cited, form) for form in citing.FORMS},
    )


@router.get("/image/{raw}/{number}")
async def image(request: Request, raw: str, number: int, width: int = _LEAF) -> Response:
    """The page as a JPEG of at least this width, where it has as many pixels."""
    return await drawn(_image, request, raw, number, width)


def _image(request: Request, raw: str, number: int, width: int) -> Response:
    site, digest = site_of(request), file_of(request, raw)
    page_of(site, digest, number, words=False)
    data = site.images.jpeg(digest, number - 1, None, max(1, min(width, 10_000)))
    return Response(data, media_type="image/jpeg", headers={"cache-control": "private, max-age=86400"})


@router.get("/goto/{raw}")
def goto(request: Request, raw: str, page: int = 1) -> Response:
    """What the page box of the reader asks for."""
    return RedirectResponse(f"/page/{file_of(request, raw)}/{max(page, 1)}", 303)


def _compared(site: Site, releases: Sequence[StoredRelease], digest: Digest) -> str:
    """Where the page's record is compared: the newest step with this file; "" where there is none."""
    for stored in releases:
        number = stored.proposal.number
        pair = site.space.catalogue.changes.latest_step((number.scheme, number.value), digest)
        if pair is not None:
            return f"/compare/{path(number.scheme)}/{path(number.value)}?older={pair[0]}&newer={pair[1]}"
    return ""


def _leaf(site: Site, stored: StoredPage, asked: tuple[str, str, str], places: Sequence[Place]) -> Leaf:
    """The page with what ``asked`` (search, layer, span) lights, and the places marked on it."""
    query, layer, at = asked
    layers = site.space.catalogue.pages.layers(stored.digest, stored.index, words=False)
    chosen = next((known for known in layers if known.id == (layer or stored.layer_id)), None)
    text = chosen.text.text if chosen else ""
    sought, found = _sought(site, query, stored.digest, text)
    spans = _asked(at, len(text)) or sought
    lit = of_spans(stored, spans, "hit") if chosen and chosen.id == stored.layer_id else []
    return Leaf(stored, chosen, layers, spans, [*places, *lit], found)


def _noted(stored: StoredPage, notes: Sequence[Annotation]) -> list[Place]:
    """The places that people marked on the image."""
    return [
        displayed(stored, note.box, "noted", note.body or ", ".join(note.tags), f"box-{note.key}")
        for note in notes
        if note.box is not None
    ]


def _withheld(stored: StoredPage, kept: Sequence[StoredWithholding]) -> list[Place]:
    """The places that the page keeps back, each with its kind and codes in words."""
    return [
        displayed(
            stored,
            found.withholding.box,
            "withheld",
            " · ".join([withholding_label(found.withholding), *(m for m, _ in meanings(found.withholding))]),
            f"w-{found.id[:10]}",
        )
        for found in kept
        if found.withholding.box is not None
    ]


def _sought(site: Site, query: str, digest: Digest, text: str) -> tuple[Sequence[Span], Sequence[int]]:
    """The words of the search from which the reader comes, and the pages of the file that it finds.

    A query that cannot be read lights nothing.
    """
    if not query.strip():
        return (), ()
    try:
        return site.searcher.opened(Ask(query), digest, text)
    except (QueryError, ArchiveError):
        return (), ()


def _asked(at: str, length: int) -> list[Span]:
    start, _dash, end = at.partition("-")
    if not (start.isdigit() and end.isdigit() and int(start) < int(end) <= length):
        return []
    return [Span(int(start), int(end))]


def _text(shown: Leaf) -> str:
    if shown.layer is None:
        return ""
    marks = [Mark(s.start, s.end, "hit", name=f"hit-{n}") for n, s in enumerate(shown.spans, 1)]
    return marked(shown.layer.text.text, marks)


def _holds(stored: StoredRelease, index: int) -> bool:
    release = stored.proposal.release
    return release.first_page is None or release.first_page <= index <= (
        release.last_page or release.first_page
    )


def _cited(
    request: Request, site: Site, digest: Digest, number: int, releases: Sequence[StoredRelease]
) -> citing.Cited:
    said = releases[0].proposal if releases else None
    arrival = site.space.catalogue.accessions.of(digest)[0]
    return citing.Cited(
        title=said.title if said else "",
        record=said.number.value if said else "",
        agency=said.agency if said else "",
        date=said.date if said else None,
        collection=said.release.collection if said else arrival.collection,
        released=said.release.released if said else arrival.released,
        file=masked_name(arrival.name),
        digest=digest,
        page=number,
        archive=site.title,
        address=f"{str(request.base_url).rstrip('/')}/page/{digest}/{number}",
    )
