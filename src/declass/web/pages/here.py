"""What most pages need of a request: the archive, and rows looked up, or refused to who may not see them."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from fastapi import Request
from starlette.exceptions import HTTPException

from declass.archive.values import Record, StoredPage
from declass.locale import translate as _
from declass.model.anchor import Digest, parse_digest
from declass.pipeline.releases import Part
from declass.web.access import Sight, user_of
from declass.web.site import Site

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def in_one_view(answer: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A page whose readings of the catalogue are all of one moment; and cheaper, over one connection."""

    @wraps(answer)
    def viewed(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        request = cast("Request", kwargs["request"])  # pages are called by name
        with site_of(request).space.catalogue.database.view():
            return answer(*args, **kwargs)

    return viewed


def site_of(request: Request) -> Site:
    """The archive that is being read."""
    site: Site = request.app.state.site
    return site


def sight_of(request: Request) -> Sight:
    """What of it this reader may see."""
    if not hasattr(request.state, "sight"):
        request.state.sight = Sight(site_of(request).space.catalogue, user_of(request))
    sight: Sight = request.state.sight
    return sight


def file_of(request: Request, raw: str) -> Digest:
    """The file of this digest; 404 where it is none, and also where the reader may not see it."""
    try:
        digest = parse_digest(raw)
    except ValueError as e:
        raise HTTPException(404, _("That is no digest of a file.")) from e
    if not sight_of(request).sees(digest):
        raise HTTPException(404, _("There is no such file here."))
    return digest


def page_of(site: Site, digest: Digest, number: int, *, words: bool = True) -> StoredPage:
    """A page by its 1-based number, or 404."""
    found = site.space.catalogue.pages.get(digest, number - 1, words=words)
    if found is None:
        raise HTTPException(404, _("There is no such page in this file."))
    return found


def record_of(request: Request, scheme: str, number: str) -> tuple[Record, list[Part]]:
    """A record and those of its releases that the reader may see; 404 where they see none of its files."""
    site, sight = site_of(request), sight_of(request)
    found = site.space.catalogue.records.get(scheme, number)
    if found is not None:
        parts = [part for part in site.releases.of(found) if sight.sees(part.digest)]
        if parts:
            return found, parts
        held = site.space.catalogue.records.releases(found.id)
        if any(sight.sees(stored.proposal.release.digest) for stored in held):
            return found, parts
    raise HTTPException(404, _("There is no such record here."))
