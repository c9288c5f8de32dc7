"""What most pages need of a request: the archive, and rows looked up or refused."""

from fastapi import Request
from starlette.exceptions import HTTPException

from declass.archive.values import Record, StoredPage
from declass.locale import translate as _
from declass.model.anchor import Digest, parse_digest
from declass.web.site import Site


def site_of(request: Request) -> Site:
    """The archive that is being read."""
    site: Site = request.app.state.site
    return site


def digest_of(raw: str) -> Digest:
    """A digest from an address.

    Raises:
        HTTPException: 404, it is none.
    """
    try:
        return parse_digest(raw)
    except ValueError as e:
        raise HTTPException(404, _("That is no digest of a file.")) from e


def page_of(site: Site, digest: Digest, number: int, *, words: bool = True) -> StoredPage:
    """A page by its 1-based number, or 404."""
    found = site.space.catalogue.pages.get(digest, number - 1, words=words)
    if found is None:
        raise HTTPException(404, _("There is no such page in this file."))
    return found


def record_of(site: Site, scheme: str, number: str) -> Record:
    """A record, or 404."""
    found = site.space.catalogue.records.get(scheme, number)
    if found is None:
        raise HTTPException(404, _("There is no such record here."))
    return found
