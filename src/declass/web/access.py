"""What a reader may see and do: decided here, behind every page and every answer of the API."""

import getpass
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import cached_property

from fastapi import Request
from starlette.exceptions import HTTPException

from declass.archive.accounts import ROLES, Role
from declass.archive.catalogue import Catalogue
from declass.locale import translate as _
from declass.model.anchor import Digest

COOKIE = "session"
SECRET = "DECLASS_SERVE_SECRET"
"""In the environment of several processes that serve one archive: what their forms are signed with."""
_SECRET = bytes.fromhex(os.environ.get(SECRET, "")) or secrets.token_bytes(32)  # new with every start


@dataclass(frozen=True)
class User:
    """Who is reading.

    Attributes:
        name: under which judgements and notes are kept.
        collections: names of those they may see; None = all.
        session: the token of their session; "" on one's own machine.
    """

    name: str
    role: Role
    collections: tuple[str, ...] | None = None
    session: str = ""

    def may(self, role: Role) -> bool:
        """Whether they may do what ``role`` may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @cached_property
    def csrf(self) -> str:
        """What their forms carry, and no other site can know."""
        return hmac.new(_SECRET, f"csrf:{self.session}".encode(), hashlib.sha256).hexdigest()


def owner() -> User:
    """Whoever serves an archive to themselves."""
    return User(getpass.getuser(), "admin")


class Sight:
    """Which files a user may see: those that came in one of their collections."""

    def __init__(self, catalogue: Catalogue, user: User) -> None:
        self._catalogue, self._user = catalogue, user
        self._known: dict[Digest, bool] = {}

    @property
    def name(self) -> str:
        """The same for all who see the same, and for nobody else, whatever collections are called."""
        return "all" if self._user.collections is None else repr(sorted(self._user.collections))

    @property
    def whole(self) -> bool:
        """Whether they see all there is."""
        return self._user.collections is None

    def sees(self, digest: Digest) -> bool:
        """Whether they may open this file."""
        if self._user.collections is None:
            return True
        if digest not in self._known:
            arrivals = self._catalogue.accessions.of(digest)
            self._known[digest] = any(a.collection in self._user.collections for a in arrivals)
        return self._known[digest]

    @property
    def collections(self) -> tuple[str, ...] | None:
        """Names of those they may see, for a search to be held to; None = all."""
        return self._user.collections

    def covers(self, collection: str) -> bool:
        """Whether they may see this collection."""
        return self._user.collections is None or collection in self._user.collections


def user_of(request: Request) -> User:
    """Who is asking."""
    user: User = request.state.user
    return user


def needs(request: Request, role: Role) -> User:
    """Who is asking, if they may do what ``role`` may.

    Raises:
        HTTPException: 403, they may not.
    """
    user = user_of(request)
    if not user.may(role):
        raise HTTPException(403, _("Your account may not do that."))
    return user


async def checked_form(request: Request) -> None:
    """That a form was sent by a page of ours (its token), beside what the guard checks of its origin.

    Raises:
        HTTPException: 403, it was not.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.headers.get("content-type", "").startswith("application/json"):
        return  # other sites' pages cannot send that without asking first, and are never told yes
    form = await request.form()
    if not hmac.compare_digest(str(form.get("csrf", "")), user_of(request).csrf):
        raise HTTPException(403, _("This form is too old, or not ours. Go back, reload the page, try again."))
