"""Articles of laws on access to information, cited in Spanish and Portuguese as the ground for a withholding.

    Reservado, art. 21 N° 3, Ley 20.285
    Informação restrita: art. 23, inciso II, da Lei nº 12.527/2011
    Art. 113, fracción V, LGTAIP

A law's name alone is no ground, and an article alone is of any law: both must stand near one another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from declass.redact.codes import codes

_WITHIN = 200  # characters between an article and its law


@dataclass(frozen=True, slots=True)
class Article:
    """A cited article: the code's normal form and where the words stand."""

    value: str
    start: int
    end: int
    original_value: str


@dataclass(frozen=True, slots=True)
class _Law:
    """``prefix`` begins the codes of the law; ``articles`` are those that are grounds."""

    pattern: re.Pattern[str]
    prefix: str
    articles: tuple[str, ...]


def _law(pattern: str, prefix: str, *articles: str) -> _Law:
    return _Law(re.compile(pattern, re.I), prefix, articles)


_LAWS = (
    _law(r"\b20[. ]?285\b", "Ley 20.285", "21"),
    _law(r"\b12[. ]?527\b|\bLAI\b", "Lei 12.527", "22", "23", "31"),
    _law(r"\bLGTAIP\b|Ley\s+General\s+de\s+Transparencia\s+y\s+Acceso", "LGTAIP", "113", "116"),
    _law(r"\b27[. ]?275\b", "Ley 27.275", "8"),
    _law(r"\b27[. ]?806\b", "Ley 27806", "15", "16", "17"),
    _law(r"\bLey\s+(?:Estatutaria\s+)?1[. ]?712\b", "Ley 1712", "18", "19"),
    _law(r"\b18[. ]?381\b", "Ley 18.381", "9", "10"),
    _law(r"\b57-2008\b", "Decreto 57-2008", "22", "23"),
    _law(r"\bLAIP\b|Decreto\s+(?:Legislativo\s+)?(?:N[°ºo.]*\s*)?534\b", "LAIP", "19", "24"),
    _law(r"\b19/2013\b", "Ley 19/2013", "14", "15"),
    _law(r"\b26/2016\b", "Lei 26/2016", "6"),
)
_ROMAN = r"X{0,1}(?:VIII|VII|VI|IV|V|IX|III|II|I)|X"
_LABEL = (
    r"inc(?:iso|\.)?|fracci[óo]n|fracc?\.|num(?:eral|\.)|n[úu]m(?:ero|\.)|N[°ºo.]{1,2}|lit(?:eral|\.)?|"
    r"letra|al[íi]nea"
)
_ARTICLE = re.compile(
    r"\bart(?:[íi]culos?|igos?|s)?\.?\s*(?P<article>\d{1,3})(?:[°º])?"
    rf"(?:\s*,?\s*(?:{_LABEL})\s*(?P<part>{_ROMAN}|\d{{1,2}}|[a-m])\b|\s*,?\s*(?-i:(?P<roman>{_ROMAN})\b))?",
    re.I,
)


def articles(text: str) -> Iterator[Article]:
    """Grounds cited in a text, in order.

    >>> [a.value for a in articles("Art. 113, fracción V, de la LGTAIP; art. 8 inciso i) de la Ley 27.275")]
    ['LGTAIP art. 113 V', 'Ley 27.275 art. 8 i']
    """
    for match in _ARTICLE.finditer(text):
        law = _nearest(text, match)
        if law is not None:
            value = _value(law, match["article"], match["part"] or match["roman"] or "")
            if value:
                yield Article(value, match.start(), match.end(), match[0])


def _nearest(text: str, match: re.Match[str]) -> _Law | None:
    """The law of the article: the nearest that has such an article among its grounds."""
    start, end = max(0, match.start() - _WITHIN), match.end() + _WITHIN
    best: tuple[int, _Law] | None = None
    for law in _LAWS:
        if match["article"] not in law.articles:
            continue
        for found in law.pattern.finditer(text, start, end):
            apart = max(found.start() - match.end(), match.start() - found.end())
            if best is None or apart < best[0]:
                best = (apart, law)
    return best[1] if best else None


def _value(law: _Law, article: str, part: str) -> str:
    """The code of an article and its part; of the article alone where the part has none of its own."""
    whole = f"{law.prefix} art. {article}"
    wanted = part.upper() if re.fullmatch(_ROMAN, part, re.I) and len(part) > 0 else part
    forms = (f"{whole} N°{part}", f"{whole} {wanted}", f"{whole} {part.lower()}", whole)
    return next((form for form in forms if form in codes()), "")
