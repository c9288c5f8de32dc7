"""Templates turned into pages: translated, escaped, dates and numbers by the reader's language."""

from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from declass import __version__
from declass.locale import LANGUAGES, NAMES, language, plural, translate
from declass.redact.personal import masked
from declass.web.access import user_of
from declass.web.saying import withholding_label

_EDTF_PARTS = {4: "yyyy", 7: "MMMM yyyy", 10: "long"}
"""Length of a plain EDTF date to the pattern it is said in."""


@cache
def environment() -> Environment:
    """The templates; undefined names are errors, and everything is escaped."""
    env = Environment(
        loader=PackageLoader("declass.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {
        "_": translate,
        "plural": plural,
        "languages": {tag: NAMES[tag] for tag in LANGUAGES},
        "speaks": language,
        "version": __version__,
        "with_query": with_query,
        "adding": adding,
        "without": without,
        "csrf": csrf,
        "withholding_label": withholding_label,
    }
    env.filters |= {"number": number, "share": share, "edtf": edtf, "moment": moment, "path": path}
    env.filters["masked"] = masked
    return env


def page(request: Request, template: str, status: int = 200, /, **given: Any) -> HTMLResponse:
    """A whole page; ``site`` and the request are always there."""
    state = request.app.state
    html = environment().get_template(template).render(request=request, site=state.site, **given)
    return HTMLResponse(html, status, headers={"vary": "Cookie, Accept-Language"})


def csrf(request: Request) -> Markup:
    """The hidden field that every form of ours carries."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(user_of(request).csrf)


def with_query(request: Request, **changed: Any) -> str:
    """This page's address with some of its query changed; None drops a name."""
    query = {k: v for k, v in request.query_params.multi_items() if k not in changed}
    query |= {k: v for k, v in changed.items() if v is not None}
    return f"{request.url.path}?{urlencode(query)}" if query else request.url.path


def adding(request: Request, narrowing: str) -> str:
    """This search, narrowed by one more facet value, from its first page."""
    kept = request.query_params.getlist("only")
    return _searched(request, [*kept, narrowing] if narrowing not in kept else kept)


def without(request: Request, narrowing: str) -> str:
    """This search without one of its narrowings."""
    return _searched(request, [item for item in request.query_params.getlist("only") if item != narrowing])


def _searched(request: Request, only: list[str]) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("only", "page")]
    return f"{request.url.path}?{urlencode(kept + [('only', item) for item in only])}"


def number(value: float | None) -> str:
    """With the language's separators; a dash where nothing is known."""
    return "—" if value is None else str(format_decimal(value, locale=language()))


def share(value: float | None) -> str:
    """A share 0–1 in per cent."""
    return "—" if value is None else str(format_percent(value, locale=language()))


def edtf(value: str | None) -> str:
    """An EDTF date in words where it is a plain day, month or year; else as it stands.

    >>> edtf("1973~")
    '1973~'
    """
    pattern = _EDTF_PARTS.get(len(value or ""))
    if not value or not pattern or not value.replace("-", "").isdigit():
        return value or "—"
    day = datetime.strptime(value, "%Y-%m-%d"[: {4: 2, 7: 5, 10: 8}[len(value)]])
    return str(format_date(day, pattern, locale=language()))


def moment(value: datetime | None) -> str:
    """A time stamp, in UTC."""
    return "—" if value is None else str(format_datetime(value, "medium", locale=language())) + " UTC"


def path(value: str) -> str:
    """Quoted as part of an address; slashes of record numbers stay."""
    return quote(str(value), safe="/")
