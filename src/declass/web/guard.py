"""Who may call: only under our own names, no forged requests, and, where others read, only who signed in."""

from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from declass.archive.accounts import Accounts
from declass.web.access import COOKIE, User, owner

_SAFE = ("GET", "HEAD", "OPTIONS")
_OWN_PAGE = ("same-origin", "none")
_OPEN = ("/static/", "/login")
_PROGRAMS = ("/api/", "/iiif/")
_FORM_BYTES = 4 << 20  # a page's corrected text is thousands of characters, not millions
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1", "testserver")


class Guard:
    """ASGI middleware against rebound host names, forged requests, and, with accounts, strangers.

    Args:
        accounts: those who may read; None = the owner reads on their own machine.
        upload_bytes: most that may be sent to where files are added.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts | None = None, upload_bytes: int = 0) -> None:
        self._app, self._accounts, self._upload_bytes = app, accounts, upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = await self._refusal(scope)
        await (answer or self._app)(scope, receive, send)

    async def _refusal(self, scope: Scope) -> ASGIApp | None:
        """What is answered instead; None lets the request pass, with its user in ``state``."""
        headers, path = Headers(scope=scope), str(scope["path"])
        if self._accounts is None and _host(headers.get("host", "")) not in LOOPBACK:
            return PlainTextResponse("This archive is not served under that name.", 421)
        if scope["method"] not in _SAFE and not own_page(headers):
            return PlainTextResponse("Only this archive's own pages may do that.", 403)
        user = owner() if self._accounts is None else await run_in_threadpool(self._user, scope)
        scope.setdefault("state", {})["user"] = user or User("", "reader", ())
        if scope["method"] not in _SAFE and (refusal := self._too_much(headers, path, user)):
            return refusal
        if user is not None or path.startswith(_OPEN):
            return None
        if path.startswith(_PROGRAMS):
            return JSONResponse({"error": "Sign in first."}, 401, {"www-authenticate": "Bearer"})
        asked = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"/login?back={quote(f'{path}?{asked}' if asked else path)}", 303)

    def _too_much(self, headers: Headers, path: str, user: User | None) -> ASGIApp | None:
        """Bodies say how large they are, and the server holds them to it; only uploads may be large."""
        said = headers.get("content-length", "")
        if headers.get("transfer-encoding") or (said and not said.isdecimal()):
            return PlainTextResponse("Say how much you send.", 411)
        adding = path == "/add" and user is not None and user.may("editor")
        most = max(_FORM_BYTES, self._upload_bytes if adding else 0)
        if int(said or 0) > most:
            return PlainTextResponse(f"That is more than {most} bytes.", 413)
        return None

    def _user(self, scope: Scope) -> User | None:
        """Whose session the cookie, or a program's bearer token, belongs to."""
        connection = HTTPConnection(scope)
        bearer = connection.headers.get("authorization", "")
        token = connection.cookies.get(COOKIE) or bearer.removeprefix("Bearer ")
        account = self._accounts.of(token) if token and self._accounts else None
        return User(account.name, account.role, account.collections, token) if account else None


def own_page(headers: Headers) -> bool:
    """Whether a page of ours sent this (Fetch Metadata, W3C; else the Origin header, RFC 6454).

    Programs that are no browsers send neither, and carry no reader's session by themselves either.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN_PAGE
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _host(header: str) -> str:
    return header.rsplit(":", 1)[0] if header.rpartition(":")[2].isdigit() else header
