"""The exemption codes that releases print, by regime, each with its meaning in three languages and source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("en", "es", "pt")


@dataclass(frozen=True, slots=True)
class Regime:
    """A law, order or body of practice under which records are withheld.

    Attributes:
        key: as in ``ExemptionCode.regime``.
        country: ISO 3166 code of the state whose law it is.
        name: by language.
        source: citation of the law.
    """

    key: str
    country: str
    name: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a closed list.

    Attributes:
        value: normal form, unique over all regimes.
        meaning: plain words by language.
        source: citation of the paragraph.
        secrecy: False for marks that keep nothing secret (illegible, schedule marks of the time).
    """

    value: str
    regime: Regime
    meaning: Mapping[str, str]
    source: str
    secrecy: bool = True


@cache
def codes() -> Mapping[str, Code]:
    """Every code by its normal form, in the order of the lists.

    >>> codes()["3.5(c)"].regime.key, codes()["(b)(7)(C)"].source
    ('eo13526', '5 U.S.C. 552(b), (b)(7)(C)')
    """
    lists = tomllib.loads(resources.files(__package__).joinpath("codes.toml").read_text(encoding="utf-8"))
    found: dict[str, Code] = {}
    for key, listed in lists.items():
        regime = Regime(key, listed["country"], listed["name"], listed["source"])
        for value, told in listed["codes"].items():
            meaning = {language: told[language] for language in LANGUAGES}
            source = told.get("source") or f"{regime.source}, {value}"
            found[value] = Code(value, regime, meaning, source, told.get("secrecy", True))
    return found


def regimes() -> tuple[Regime, ...]:
    """Every regime, in the order of the lists."""
    return tuple({code.regime.key: code.regime for code in codes().values()}.values())


def explain(value: str, language: str = "en") -> str:
    """A code in plain words; "" for one that no list has.

    >>> explain("25X6", "pt")
    'Mais de 25 anos: relações com um governo estrangeiro'
    """
    code = codes().get(value)
    return code.meaning.get(language, code.meaning["en"]) if code else ""


def meanings(value: str) -> dict[str, str]:
    """A code in plain words by language; empty for one that no list has.

    >>> sorted(meanings("(b)(5)")), meanings("no such code")
    (['en', 'es', 'pt'], {})
    """
    code = codes().get(value)
    return dict(code.meaning) if code else {}


def citation(value: str) -> str:
    """Where the law or order says what a code means; "" for a code that no list has.

    >>> citation("(b)(5)"), citation("no such code")
    ('5 U.S.C. 552(b), (b)(5)', '')
    """
    code = codes().get(value)
    return code.source if code else ""
