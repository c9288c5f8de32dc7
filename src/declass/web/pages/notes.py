"""Notes: written on a span of a page, listed, searched, taken back, exported."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel

from declass.archive.annotations import tags as tags_of
from declass.archive.values import StoredPage
from declass.model.anchor import Box, Span
from declass.model.annotation import Annotation
from declass.pipeline.annotating import Draft, box_of_percent, exported, place
from declass.web.access import needs
from declass.web.pages.here import file_of, page_of, sight_of, site_of
from declass.web.render import page
from declass.web.site import Site

router = APIRouter(include_in_schema=False)


@router.get("/notes", response_class=HTMLResponse)
def notes(request: Request, words: str = "", tag: str = "", who: str = "") -> HTMLResponse:
    """All that stands, the newest first."""
    site = site_of(request)
    sight = sight_of(request)
    found = [n for n in site.space.catalogue.annotations.all(words, tag, who) if sight.sees(n.digest)]
    return page(request, "notes.html", notes=found, words=words, tag=tag, who=who)


@router.get("/notes/export")
def export(request: Request, tag: str = "") -> Response:
    """W3C Web Annotations."""
    site = site_of(request)
    base = f"{str(request.base_url).rstrip('/')}/file/"
    sight = sight_of(request)
    found = [note for note in site.space.catalogue.annotations.all(tag=tag) if sight.sees(note.digest)]
    said = exported(site.space.catalogue, found, base)
    named = {"content-disposition": 'attachment; filename="notes.json"'}
    return JSONResponse(said, media_type="application/ld+json", headers=named)


class Written(BaseModel):
    """The form of a new note; ``start`` and ``end`` are filled in from the selected words.

    Attributes:
        x, y, width, height: of a place on the displayed page, in per cent, as drawn or typed; "" = none.
    """

    body: str = ""
    tags: str = ""
    record: str = ""
    start: str = ""
    end: str = ""
    x: str = ""
    y: str = ""
    width: str = ""
    height: str = ""

    def box(self, page: StoredPage) -> Box | None:
        """The place in points of the unrotated page, None where none is given.

        Raises:
            UsageError: it is no place on the page.
        """
        sides = [self.x, self.y, self.width, self.height]
        if not any(side.strip() for side in sides):
            return None
        return box_of_percent(page, sides)

    @property
    def span(self) -> Span | None:
        """The selected words, None where none are."""
        if not (self.start.isdigit() and self.end.isdigit() and int(self.start) < int(self.end)):
            return None
        return Span(int(self.start), int(self.end))


@router.post("/page/{raw}/{number}/note")
def write(request: Request, raw: str, number: int, said: Annotated[Written, Form()]) -> Response:
    """A new note on the page, or on the words that were selected."""
    who = needs(request, "annotator").name
    site, digest = site_of(request), file_of(request, raw)
    here = page_of(site, digest, number, words=False)
    record = _record(site, said.record.strip())
    draft = Draft(said.body, said.span, box=said.box(here), tags=tags_of(said.tags), record=record)
    note = place(site.space.catalogue, digest, number - 1, who, draft)
    return RedirectResponse(f"/page/{digest}/{number}#note-{note.key}", 303)


@router.post("/notes/{key}/withdraw")
def withdraw(request: Request, key: str) -> Response:
    """A note taken back by who wrote it."""
    site = site_of(request)
    note: Annotation = site.space.catalogue.annotations.get(key)
    taken = replace(note, who=needs(request, "annotator").name, when=datetime.now(UTC), withdrawn=True)
    site.space.catalogue.annotations.append(taken)
    return RedirectResponse(f"/page/{note.digest}/{note.page + 1}#notes", 303)


def _record(site: Site, number: str) -> tuple[str, str] | None:
    found = site.space.catalogue.records.find(number) if number else []
    return (found[0].scheme, found[0].number) if found else None
