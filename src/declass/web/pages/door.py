"""Signing in and out, where an archive is served to others."""

import time
from collections import defaultdict, deque

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from declass.archive.accounts import LIFETIME
from declass.locale import translate as _
from declass.web.access import COOKIE, user_of
from declass.web.pages.here import site_of
from declass.web.render import page

router = APIRouter(include_in_schema=False)
_TRIES, _WITHIN_S = 5, 900.0  # wrong passwords for one name, and the time after which they are forgotten


class _Wrong:
    """Wrong passwords by name, so that nobody can try them all."""

    def __init__(self) -> None:
        self._times: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_TRIES))

    def too_many(self, name: str) -> bool:
        times = self._times[name]
        while times and time.monotonic() - times[0] > _WITHIN_S:
            times.popleft()
        return len(times) >= _TRIES

    def note(self, name: str) -> None:
        self._times[name].append(time.monotonic())


wrong = _Wrong()


@router.get("/login", response_class=HTMLResponse)
def door(request: Request, back: str = "/") -> HTMLResponse:
    """The door."""
    return page(request, "login.html", back=_inside(back), fault="", name="")


@router.post("/login")
def enter(
    request: Request, name: str = Form(""), password: str = Form(""), back: str = Form("/")
) -> Response:
    """A session for who knows the password."""
    fault = _("Name and password do not go together.")
    token = None
    if wrong.too_many(name):
        fault = _("Too many wrong passwords; try again in a quarter of an hour.")
    else:
        token = site_of(request).space.catalogue.accounts.begin(name, password)
    if token is None:
        wrong.note(name)
        return page(request, "login.html", 403, back=_inside(back), fault=fault, name=name)
    answer = RedirectResponse(_inside(back), 303)
    secure, age = request.url.scheme == "https", int(LIFETIME.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="lax", secure=secure)
    return answer


@router.post("/logout")
def leave(request: Request) -> Response:
    """The session ended."""
    site_of(request).space.catalogue.accounts.end(user_of(request).session)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _inside(back: str) -> str:
    """An address of ours, whatever was asked for."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
