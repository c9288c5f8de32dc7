"""Each reader's language: what they asked for, else what their browser prefers, else English."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from declass.locale import LANGUAGES, speaking

COOKIE = "language"
_YEAR_S = 31_536_000


class Spoken:
    """ASGI middleware: answers in the reader's language; ``?speak=es`` chooses it for good."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("speak", [""])[0]
        tag = asked if asked in LANGUAGES else preferred(Headers(scope=scope))

        async def with_choice(message: Message) -> None:
            if message["type"] == "http.response.start" and asked in LANGUAGES:
                cookie = f"{COOKIE}={asked}; Path=/; Max-Age={_YEAR_S}; SameSite=Lax"
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        with speaking(tag):
            await self._app(scope, receive, with_choice)


def preferred(headers: Headers) -> str:
    """The language of the cookie, or the first of ``Accept-Language`` that we have.

    >>> preferred(Headers({"accept-language": "fr, pt-BR;q=0.8, en;q=0.9"}))
    'en'
    """
    chosen = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    if chosen is not None and chosen.value in LANGUAGES:
        return chosen.value
    return next((tag for tag in _ranked(headers.get("accept-language", "")) if tag in LANGUAGES), "en")


def _ranked(accepted: str) -> list[str]:
    """Two-letter tags, the most wanted first (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for item in accepted.split(","):
        tag, _, weight = item.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), tag[:2].lower()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(wanted, key=lambda pair: pair[0])]
