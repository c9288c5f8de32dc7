"""What is withheld: by agency, year, collection and code, the largest places, and what each code means."""

from dataclasses import dataclass
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from declass.archive.withheld_sums import UNCODED
from declass.locale import language
from declass.pipeline.withheld_amount import of_records, sentence
from declass.pipeline.withheld_report import GROUPS, By, Total
from declass.redact.codes import Code, citation, codes, explain
from declass.web.pages.here import in_one_view, sight_of, site_of
from declass.web.render import page

router = APIRouter(include_in_schema=False)
_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One group with its total.

    Attributes:
        meaning, source: of a code, and where the law says so; "" for others.
        address: of the pages it counts, searched for; "" where none can be named.
    """

    name: str
    total: Total
    meaning: str = ""
    source: str = ""
    address: str = ""


@router.get("/withheld", response_class=HTMLResponse)
@in_one_view
def withheld(request: Request, by: str = "collection") -> HTMLResponse:
    """How much is withheld, grouped one way at a time."""
    site, sight = site_of(request), sight_of(request)
    way: By = next((group for group in GROUPS if group == by), "collection")
    made = site.withheld(sight)
    found = made.totals[way]
    rows = sorted(found.items()) if way == "year" else sorted(found.items(), key=_most_first)
    return page(
        request,
        "withheld.html",
        by=way,
        groups=GROUPS,
        rows=[_row(way, name, total) for name, total in rows],
        largest=made.largest,
    )


@router.get("/withheld/records", response_class=HTMLResponse)
@in_one_view
def of_each_record(request: Request, at: Annotated[int, Query(ge=1)] = 1) -> HTMLResponse:
    """How much the newest release of each record keeps back, by number; some records at a time."""
    site, first = site_of(request), (at - 1) * _PER_PAGE
    some = list(islice(site.space.catalogue.records.all(), first, first + _PER_PAGE + 1))
    found = of_records(site.space.catalogue, some[:_PER_PAGE], sight_of(request).sees)
    return page(
        request,
        "withheld_records.html",
        rows=[(record, part, sentence(amount)) for record, part, amount in found],
        at=at,
        more=len(some) > _PER_PAGE,
    )


@router.get("/codes", response_class=HTMLResponse)
def meanings(request: Request) -> HTMLResponse:
    """Every exemption code in plain words, with where the law says so."""
    known: dict[str, list[Code]] = {}
    for code in codes().values():
        known.setdefault(code.regime.name[language()], []).append(code)
    return page(request, "codes.html", regimes=known, speech=language())


def _row(by: By, name: str, total: Total) -> Row:
    told = (explain(name, language()), citation(name)) if by == "code" else ("", "")
    return Row(name, total, *told, _searched(by, name))


def _searched(by: By, name: str) -> str:
    """The search for what a group counts: pages with something withheld."""
    if name in ("", UNCODED):
        return ""
    if by == "code":
        said = [("only", f"code:{name}")]
    elif by == "year":
        said = [("from", name), ("to", name), ("only", "withheld:yes")]
    else:
        said = [("only", f"{by}:{name}"), ("only", "withheld:yes")]
    return f"/search?{urlencode(said)}"


def _most_first(item: tuple[str, Total]) -> tuple[float, int, str]:
    return -(item[1].share or 0.0), -item[1].places, item[0]
