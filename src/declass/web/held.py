"""Pages made a moment ago, given again to the same reader while nothing in the archive has changed."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from declass.locale import language
from declass.web.access import User

_PAGES = ("/page/", "/file/", "/record/", "/compare/", "/composite/", "/search", "/codes")
"""Addresses whose pages depend on nothing but the archive, the reader and the address.

Not those that may show what was counted a moment ago (``Site.once``): they would be held beyond it."""
_EXCEPT = "/search/hits.csv"  # a long list, sent as it is made
_MOST_BYTES = 48 << 20  # of all pages held, compressed as browsers ask for them: some 4,000
_LARGEST = 1 << 20

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was sent, and the archive's state when it was begun."""

    state: object
    start: Message
    body: bytes


class Held:
    """ASGI middleware; within it pages are compressed, around it the reader and the language are known.

    Args:
        state: of the archive and its index; equal as long as nothing was written.
    """

    def __init__(self, app: ASGIApp, state: Callable[[], object]) -> None:
        self._app, self._state = app, state
        self._pages: OrderedDict[Key, _Page] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _holdable(scope):
            await self._app(scope, receive, send)
            return
        key, state = _key(scope), self._state()
        held = self._pages.get(key)
        if held is not None and held.state == state:
            self._pages.move_to_end(key)
            await send({**held.start, "headers": list(held.start["headers"])})  # those around it add to them
            await send({"type": "http.response.body", "body": held.body})
            return
        kept = _Kept(send)
        await self._app(scope, receive, kept.send)
        if kept.start is not None and kept.whole and kept.start["status"] == 200:
            self._hold(key, _Page(state, kept.start, b"".join(kept.parts)))

    def _hold(self, key: Key, page: _Page) -> None:
        old = self._pages.pop(key, None)
        self._bytes -= len(old.body) if old else 0
        if len(page.body) > _LARGEST:
            return
        self._pages[key] = page
        self._bytes += len(page.body)
        while self._bytes > _MOST_BYTES:
            self._bytes -= len(self._pages.popitem(last=False)[1].body)


class _Kept:
    """Sends on what the application sends, and keeps it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.start: Message | None = None
        self.parts: list[bytes] = []
        self.whole = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = {**message, "headers": list(message.get("headers", ()))}
        elif message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))
            self.whole = not message.get("more_body", False)
        await self._send(message)


def _holdable(scope: Scope) -> bool:
    path = str(scope["path"])
    return bool(scope["method"] == "GET" and path.startswith(_PAGES) and path != _EXCEPT)


def _key(scope: Scope) -> Key:
    """Who asks (by the session, which nobody else knows), in which language and form, for what."""
    user: User = scope["state"]["user"]
    headers = Headers(scope=scope)
    zipped = "gzip" if "gzip" in headers.get("accept-encoding", "") else ""
    host = headers.get("host", "")  # citations carry the address
    asked = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
    partial = headers.get("hx-request", "")
    return (user.name, user.session, language(), zipped, f"{scope['scheme']}://{host}", partial, asked)
