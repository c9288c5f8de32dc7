"""Templates turned into pages: translated, escaped, dates and numbers by the reader's language."""

import re
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from declass import __version__
from declass.compare.evidence import shown
from declass.locale import LANGUAGES, NAMES, language, plural
from declass.locale import translate as _
from declass.redact.names import masked_name
from declass.web.access import user_of
from declass.web.masks import masked
from declass.web.saying import facet_label, meanings, restricted_label, withholding_label

_TYPED = re.compile(r"`([^`]+)`")
_EDTF = re.compile(
    r"(?P<date>\d{4}(?:-\d\d(?:-\d\d)?)?|\d{3}X)(?:T(?P<time>\d\d:\d\d)(?::\d\d)?(?P<zone>Z?))?(?P<doubt>[?~%]?)"
)
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
        "_": _,
        "plural": plural,
        "languages": {tag: NAMES[tag] for tag in LANGUAGES},
        "speaks": language,
        "version": __version__,
        "with_query": with_query,
        "adding": adding,
        "without": without,
        "csrf": csrf,
        "withholding_label": withholding_label,
        "restricted_label": restricted_label,
        "facet_label": facet_label,
        "meanings": meanings,
    }
    env.globals["whence"] = whence
    env.filters |= {
        "number": number,
        "share": share,
        "edtf": edtf,
        "moment": moment,
        "path": path,
        "instant": instant,
    }
    env.filters |= {"masked": masked, "masked_name": masked_name, "evidence": shown, "commands": commands}
    return env


def page(request: Request, template: str, status: int = 200, /, **given: Any) -> HTMLResponse:
    """A whole page; ``site`` and the request are always there."""
    state = request.app.state
    html = environment().get_template(template).render(request=request, site=state.site, **given)
    return HTMLResponse(html, status, headers={"vary": "Cookie, Accept-Language"})


def csrf(request: Request) -> Markup:
    """The hidden field that every form of ours carries."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(user_of(request).csrf)


def commands(text: str) -> Markup:
    """A sentence in which what stands between backticks is to be typed.

    >>> commands("`declass add <X>` fills it.")
    Markup('<code>declass add &lt;X&gt;</code> fills it.')
    """
    return Markup(_TYPED.sub(r"<code>\1</code>", str(escape(text))))


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
    return "—" if value is None else _decimal(value, language())


@lru_cache(maxsize=10_000)
def _decimal(value: float, speech: str) -> str:
    return str(format_decimal(value, locale=speech))


def share(value: float | None) -> str:
    """A share 0–1 in per cent."""
    return "—" if value is None else _percent(round(value, 4), language())


@lru_cache(maxsize=10_000)
def _percent(value: float, speech: str) -> str:
    return str(format_percent(value, locale=speech))


def edtf(value: str | None) -> str:
    """An EDTF date in words, with its doubts; what has no plain words stays as it stands.

    >>> [edtf(date) for date in ("1973-09", "1973~", "197X", "1973-09-11T18:30Z", "Y-17")]
    ['September 1973', 'about 1973', '1970s', 'September 11, 1973, 18:30 UTC', 'Y-17']
    """
    if not value:
        return "—"
    found = _EDTF.fullmatch(value)
    if found is None:
        first, slash, last = value.partition("/")
        return f"{edtf(first)}–{edtf(last)}" if slash and first and last else value
    said = _plain(found["date"])
    if found["time"]:
        said = f"{said}, {found['time']}" + (" UTC" if found["zone"] else "")
    if "~" in found["doubt"] or "%" in found["doubt"]:
        said = _("about {date}").format(date=said)
    return _("{date}, doubtful").format(date=said) if set("?%") & set(found["doubt"]) else said


def _plain(date: str) -> str:
    """A day, month, year or decade in words; as it stands where the calendar does not have it."""
    if date.endswith("X"):
        return _("{decade}s").format(decade=f"{date[:3]}0")
    return _day(date, language())


@lru_cache(maxsize=10_000)
def _day(date: str, speech: str) -> str:
    try:
        day = datetime.strptime(date, "%Y-%m-%d"[: {4: 2, 7: 5, 10: 8}[len(date)]])
    except ValueError:
        return date
    return str(format_date(day, _EDTF_PARTS[len(date)], locale=speech))


def whence(collection: str, released: str | None) -> str:
    """A collection and when it was released; the date is left out where the name says it.

    >>> whence("NARA 2025", "2025"), whence("Cables", "2014"), whence("", None)
    ('NARA 2025', 'Cables, 2014', '')
    """
    if released and released in collection:
        return collection
    return ", ".join(part for part in (collection, edtf(released) if released else "") if part)


def moment(value: datetime | None) -> str:
    """A time stamp, in UTC."""
    return "—" if value is None else str(format_datetime(value, "medium", locale=language())) + " UTC"


def instant(value: str) -> str:
    """A time stamp written in ISO 8601, in UTC."""
    return moment(datetime.fromisoformat(value))


def path(value: str) -> str:
    """Quoted as part of an address; slashes of record numbers stay."""
    return quote(str(value), safe="/")
