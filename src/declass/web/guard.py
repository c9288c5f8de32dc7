"""Who may call: only under our own names, and no other site's page may make a browser write."""

import getpass
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_SAFE = ("GET", "HEAD", "OPTIONS")
_OWN_PAGE = ("same-origin", "none")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1", "testserver")


@dataclass(frozen=True, slots=True)
class User:
    """Who is reading.

    Attributes:
        name: under which judgements and notes are kept.
    """

    name: str


class Guard:
    """ASGI middleware against rebound host names and forged requests.

    Args:
        hosts: names under which the archive is served; () = any (behind accounts).
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] = LOOPBACK) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if self._hosts and _host(headers.get("host", "")) not in self._hosts:
                await PlainTextResponse("This archive is not served under that name.", 421)(
                    scope, receive, send
                )
                return
            if scope["method"] not in _SAFE and not own_page(headers):
                await PlainTextResponse("Only this archive's own pages may do that.", 403)(
                    scope, receive, send
                )
                return
            scope.setdefault("state", {})["user"] = User(getpass.getuser())
        await self._app(scope, receive, send)


def own_page(headers: Headers) -> bool:
    """Whether a page of ours sent this (Fetch Metadata, W3C; else the Origin header, RFC 6454).

    Programs that are no browsers send neither, and carry no reader's session either.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN_PAGE
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _host(header: str) -> str:
    return header.rsplit(":", 1)[0] if header.rpartition(":")[2].isdigit() else header
