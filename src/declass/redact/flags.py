"""What a code and the record's age say together: claims that have lapsed, or that the law bars by now."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from declass.redact.codes import codes

Flag = Literal[
    "deliberative_25",
    "automatic_25",
    "young_25",
    "fifty_75",
    "jfk_2017",
    "pra_12",
    "brazil_lapsed",
    "schedule_lapsed",
    "human_rights",
]

_MEANINGS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    resources.files(__package__).joinpath("flags.toml").read_text(encoding="utf-8")
)
_NOT_FOR_VIOLATIONS = (
    *("LGTAIP art. 113", "Ley 27806 art. 15", "Ley 27806 art. 16", "Ley 1712 art. 19", "Ley 18.381 art. 9"),
    *("Decreto 57-2008 art. 23", "LAIP art. 19"),
)
_GRADES = {"Reservado": 5, "Secreto": 15, "Ultrassecreto": 50}  # years; the last may be renewed once
_DELIBERATIVE_SINCE = 2016
_JFK_SINCE = 2017
_TERMS = 8 + 12  # a President's time in office at most, and twelve years


@dataclass(frozen=True, slots=True)
class Age:
    """When a record was made and when it was released.

    Attributes:
        made: year.
        released: year of the release; the year of today where unknown.
    """

    made: int
    released: int

    @property
    def years(self) -> int:
        return self.released - self.made


def flags(value: str, age: Age | None) -> tuple[Flag, ...]:
    """What is to be asked about a code on a record of this age; () where the age is unknown or nothing is.

    >>> flags("(b)(5)", Age(1973, 2020)), flags("(b)(5)", Age(2001, 2020)), flags("25X1", Age(1999, 2010))
    (('deliberative_25',), (), ('young_25',))
    """
    code = codes().get(value)
    if code is None:
        return ()
    if code.regime.key == "eo11652":
        return ("schedule_lapsed",)
    always: tuple[Flag, ...] = ("human_rights",) if _bars_human_rights(value, code.regime.key) else ()
    return always if age is None else (*always, *_flags(value, code.regime.key, age))


def _bars_human_rights(value: str, regime: str) -> bool:
    """Whether the law itself forbids this ground for violations of human rights; personal data may."""
    if regime == "brazil":
        return "art. 23" in value or value in _GRADES
    return value.startswith(_NOT_FOR_VIOLATIONS)


def _flags(value: str, regime: str, age: Age) -> Iterator[Flag]:
    if value == "(b)(5)" and age.years >= 25 and age.released >= _DELIBERATIVE_SINCE:
        yield "deliberative_25"
    if value.startswith(("1.3(a)", "1.4", "1.5")) and age.years > 25:
        yield "automatic_25"
    if value.startswith(("25X", "3.3(b)", "3.4(b)")) and age.years < 25:
        yield "young_25"
    if value.startswith(("50X", "3.3(h)(1)", "3.3(h)(2)")) and age.years > 75:
        yield "fifty_75"
    if regime == "jfk_act" and age.released > _JFK_SINCE and value != "JFK Act 5(g)(2)(D)":
        yield "jfk_2017"
    if value in ("P2", "P5") and age.years > _TERMS:
        yield "pra_12"
    if value in _GRADES and age.years > _GRADES[value]:
        yield "brazil_lapsed"


def explain_flag(flag: Flag, language: str = "en") -> str:
    """A flag as a sentence."""
    meanings = _MEANINGS[flag]
    return meanings.get(language, meanings["en"])
