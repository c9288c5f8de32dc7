"""Choose one date for a record from all that speak for one, with the reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Final

from declass.chronology import edtf
from declass.chronology.roles import Candidate, Role
from declass.locale import kept as _
from declass.model.date import PartialDate

# Chance that a candidate of that role is the record's date: the share of right answers where the role won, on
# 245 State cables (group 244 of 244) and 547 badly read Kennedy records (group 34 of 34, sheet 32 of 34, head
# 109 of 175, field 13 of 32, body 22 of 138); markup, inventory and number are set by authority. A field
# stands above a line at the head because it says what it is.
_TRUST: Final[dict[Role, float]] = {
    "markup": 0.99,
    "inventory": 0.98,
    "group": 0.97,
    "sheet": 0.94,
    "field": 0.62,
    "head": 0.6,
    "number": 0.6,
    "body": 0.2,
    "release": 0.0,
}
_WORDS: Final[dict[Role, str]] = {
    "markup": _("The file's own markup dates it"),
    "inventory": _("The publisher's inventory dates it"),
    "sheet": _("The identification sheet's date field reads"),
    "group": _("The header's date-time group reads"),
    "field": _("The date field reads"),
    "head": _("The line at the head reads"),
    "number": _("The record number gives the year in"),
    "body": _("Nothing but the text speaks of a date, first"),
    "release": _("The release stamp reads"),
}
Days = tuple[Day, Day]
"""First and last day a date may mean."""

_LATER_PAGE: Final = 0.75  # a header on a later page often belongs to an attachment
_AGREEMENT: Final = 0.4  # of the doubt that a second, independent source takes away
_OUTSIDE_YEAR: Final = 0.5
_DOUBTED: Final = 0.4  # below it a date is marked uncertain: running text alone was right once in six
_STATE_NUMBER: Final = re.compile(r"(?P<year>19[5-9]\d|20[0-4]\d)[A-Z]{3,10}\d{3,6}(?:_[a-z])?\Z")


@dataclass(frozen=True, slots=True)
class Best:
    """The date chosen for a record.

    Attributes:
        edtf: its value.
        reason: one sentence a person can check.
        page: 0-based page it was read from; None where the source is no page.
        probability: 0–1 that this is the record's date.
    """

    edtf: str
    reason: str
    page: int | None
    probability: float


def from_number(number: str) -> Candidate | None:
    """The year in a State Department number (year, post, serial).

    >>> from_number("1979LAPAZ06523").date.edtf, from_number("104-10003-10041")
    ('1979', None)
    """
    found = _STATE_NUMBER.match(number)
    return Candidate(PartialDate(found["year"], 0, 4, number), "number") if found else None


def best(candidates: Sequence[Candidate], published: Day | None = None) -> Best | None:
    """The date best spoken for; None where nothing but release stamps and dates without a year are known.

    Where nothing but running text speaks, the date is marked uncertain (``?``).

    Args:
        published: the first day on which the record was public; it was not written then or later.
    """
    usable = _usable(candidates, published)
    if not usable:
        return None
    years = [_days(one) for one in usable if one.role in ("number", "inventory", "markup")]
    roles = _roles_by_days(usable)
    scored = [(_score(one, roles, years), one) for one in usable]
    probability, chosen = max(scored, key=lambda pair: (pair[0], *_earliness(pair[1])))
    value = chosen.date.edtf
    if probability < _DOUBTED:
        value = edtf.doubted(value)
    return Best(value, _reason(chosen), chosen.page, round(probability, 3))


def _usable(candidates: Sequence[Candidate], published: Day | None) -> list[Candidate]:
    """Those with known days before publication; a stamp's day that stands in the text too is the stamp's."""
    dated = [one for one in candidates if edtf.bounds(one.date.edtf) is not None]
    stamped = {_days(one) for one in dated if one.role == "release"}
    return [
        one
        for one in dated
        if one.role != "release"
        and not (one.role == "body" and _days(one) in stamped)
        and (published is None or one.page is None or _days(one)[0] < published)
    ]


def _days(candidate: Candidate) -> Days:
    days = edtf.bounds(candidate.date.edtf)
    if days is None:
        raise ValueError(f"no known days in {candidate.date.edtf!r}")
    return days


def _roles_by_days(candidates: Sequence[Candidate]) -> dict[Days, set[Role]]:
    """The roles in which the very same days are named; a book names thousands of dates."""
    roles: dict[Days, set[Role]] = {}
    for one in candidates:
        roles.setdefault(_days(one), set()).add(one.role)
    return roles


def _score(candidate: Candidate, roles: Mapping[Days, set[Role]], years: Sequence[Days]) -> float:
    days = _days(candidate)
    score = _TRUST[candidate.role] * _precision(days)
    if candidate.page is not None and candidate.page > 1:
        score *= _LATER_PAGE
    if any(days[1] < year[0] or days[0] > year[1] for year in years):
        score *= _OUTSIDE_YEAR
    others = roles[days] - {candidate.role, "body"}
    return score + (1 - score) * _AGREEMENT if others else score


def _precision(days: tuple[Day, Day]) -> float:
    """Less for a month, a year or more, so that a day inside them wins."""
    length = (days[1] - days[0]).days
    return 1.0 if length <= 1 else 0.8 if length <= 31 else 0.6 if length <= 366 else 0.4


def _earliness(candidate: Candidate) -> tuple[int, int]:
    return (-(candidate.page or 0), -candidate.date.start)


def _reason(candidate: Candidate) -> str:
    form = _OF_RECORD if candidate.page is None else _ON_PAGE
    return form[bool(candidate.date.inferred)].format(
        source=_WORDS[candidate.role],
        page=(candidate.page or 0) + 1,
        words=" ".join(candidate.date.raw.split()),
        inferred=candidate.date.inferred,
    )


_ON_PAGE: Final = (
    _("{source} on page {page}: “{words}”."),
    _("{source} on page {page}: “{words}” ({inferred})."),
)
_OF_RECORD: Final = (_("{source}: “{words}”."), _("{source}: “{words}” ({inferred})."))
