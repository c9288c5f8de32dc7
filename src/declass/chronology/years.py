"""Years, decades, centuries, seasons, quarters and halves."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from declass.chronology.atom import Atom
from declass.chronology.digits import LOOKALIKE, SPELLED_YEAR, YEAR4, read_year, spelled_year
from declass.chronology.words import DECADE_WORDS, QUARTERS, ROMAN_MONTHS, SEASONS

_SHORT: Final = r"['’‘´]\d\d(?![\d\w])"
_OF: Final = r"[\s-]+(?:(?:of|del?|do|da)\s+)?(?:the\s+year\s+|a[ñn]o\s+|ano\s+)?"
_ANY_YEAR: Final = rf"(?:{YEAR4}(?!\d)|{_SHORT})"
_PARTS: Final = r"(?P<part>early|mid|middle|late|first\s+half|second\s+half|latter\s+half)?"

_BARE: Final = re.compile(
    r"[12Il|!](?:(?<=(?:mid|Mid|MID)-.)|(?<=late-.)|(?<=early-.)|(?<=(?:pre|Pre|PRE)-.)|(?<=(?:post|Post|POST)-.)|(?<=\bc\..)|(?<=\bca\..)|(?<![\w$£€#%].)(?<![\w)][/.,–-].))"
    rf"(?:(?<=1)[5-9]\d\d|(?<=2)0[0-4]\d|(?<=[1Il|!])[0-9gqBb]{LOOKALIKE}{{2}})(?![\w%]|[.,:/]\d|[-–]\d{{3,}}-)"
)
_SPAN: Final = re.compile(
    r"(?P<first>[12](?<![\w$£€#%].)(?<!\d[/.,-].)(?:(?<=1)[5-9]\d\d|(?<=2)0[0-4]\d))"
    rf"\s?(?P<mark>[-–—/])\s?(?P<last>{YEAR4}|\d\d)(?![\w%]|[/.,-]\d)"
)
_DECADE: Final = re.compile(
    r"(?P<century>[12'’‘](?<![\w$£€#].)(?:(?<=1)[5-9]|(?<=2)0|(?<=['’‘])))(?P<tens>\d)0\s?['’‘]?s(?!\w)"
)
_DECADE_WORD: Final = re.compile(
    r"(?<!\w)(?:(?:the|early|mid|late)[\s-]+(?:nineteen[\s-]+)?(?P<english>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)"
    r"|(?:(?:los|nos|os|d[eo]s|en)\s+|(?<!\d\s))a[ñn]os\s+(?P<years>[a-zé]{5,9}|'?\d0|19\d0)"
    r"|d[ée]cada\s+d(?:e|el|o|os)\s+(?:los\s+|a[ñn]os\s+)?(?P<decade>[a-zé]{5,9}|'?\d0|19\d0))(?!\w)",
    re.IGNORECASE,
)
_CENTURY: Final = re.compile(
    r"(?<!\w)(?:(?P<number>1[5-9]|20|21)(?:th|st)\s+century"
    r"|(?P<word>sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first)\s+century"
    r"|(?:siglo|s[ée]culo)\s+(?P<roman>XV|XVI{0,3}|XIX|XXI?))(?!\w)",
    re.IGNORECASE,
)
_CENTURY_WORDS: Final = {
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "twenty-first": 21,
    "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21,
}  # fmt: skip
_SEASON: Final = re.compile(
    rf"(?<!\w)(?P<season>{'|'.join(sorted(SEASONS, key=len, reverse=True))}),?{_OF}"
    rf"(?P<year>{_ANY_YEAR})(?P<next>[-–/]\d\d(?:\d\d)?(?!\d))?",
    re.IGNORECASE,
)
_QUARTER_WORD: Final = "|".join(sorted(map(re.escape, QUARTERS), key=len, reverse=True))
_QUARTER: Final = re.compile(
    rf"(?<!\w)(?:(?P<word>{_QUARTER_WORD})[\s-]+(?:quarter|trimestre)|(?P<code>Q[1-4])),?{_OF}(?P<year>{_ANY_YEAR})"
    r"|(?<!\w)(?P<roman>I{1,3}|IV)\s+(?:quarter|trimestre)" + rf"{_OF}(?P<year2>{_ANY_YEAR})",
    re.IGNORECASE,
)
_HALF: Final = re.compile(
    rf"(?<!\w)(?:first|second|last|latter|1st|2nd|primer[ao]?|segund[ao])\s+(?:half|semester|semestre|mitad|metade){_OF}(?P<year>{_ANY_YEAR})",
    re.IGNORECASE,
)
_FISCAL: Final = re.compile(
    rf"(?<!\w)(?P<kind>FY|CY|fiscal\s+years?|calendar\s+year|año\s+fiscal)[\s-]?(?:of\s+)?(?P<year>{YEAR4}|['’]?\d\d)(?!\d)(?![-–/]\d)",
    re.IGNORECASE,
)
_BEFORE_YEAR: Final = re.compile(
    r"(?:(?<!\w)(?:in|of|year|years|during|by|for|from|to|through|throughout|until|till|between|and|or|dated?|election|elections"
    r"|en|de|del|desde|hasta|año|años|ano|em|entre|y|e|al|durante|para|até|since|before|after|year\s+of|as\s+(?:early|late)\s+as|christmas|easter|navidad|probably|possibly|perhaps)\s+(?:the\s+year\s+|año\s+|about\s+)?"
    r"|[(\[]\s*|©\s*)\Z",
    re.IGNORECASE,
)
# What a number of this size counts when it is no year.
_COUNTED: Final = re.compile(
    r"\s*(?:dollars|pesos|escudos|men|people|persons|tons|miles|feet|meters|metres|kilomet|km|lbs|pounds|copies|troops|pages|hours|hrs|words"
    r"|acres|units|workers|families|members|votes|percent|per\s+cent|personas|hombres|d[oó]lares|toneladas|documents|records|Z\b)",
    re.IGNORECASE,
)
_SHORT_TEXT: Final = 64  # a longer text is no lone year


def find_years(text: str, near: int | None) -> Iterator[Atom]:
    """Every year or part of the calendar without a month; a bare year is weak without a word before it."""
    yield from _bare_years(text)
    yield from _spans(text)
    yield from _decades(text)
    folded = text.casefold()
    for words, rare in _RARE:
        if any(word in folded for word in words):
            yield from rare(text, near)


def _bare_years(text: str) -> Iterator[Atom]:
    for found in _BARE.finditer(text):
        year = read_year(found[0])
        if year is None or _COUNTED.match(text, found.end()):
            continue
        before = text[max(0, found.start() - 24) : found.start()]
        strong = not year[1] and (_BEFORE_YEAR.search(before) is not None or _alone(text, found))
        notes = ("digits repaired",) if year[1] else ()
        yield Atom(*found.span(), str(year[0]), weak=not strong, notes=notes)


def _alone(text: str, found: re.Match[str]) -> bool:
    """Whether the year is the whole text but for punctuation."""
    if len(text) > _SHORT_TEXT:
        return False
    return not text[: found.start()].strip(" \t\n([") and not text[found.end() :].strip(" \t\n.,;?)]")


def _spelled_years(text: str, near: int | None) -> Iterator[Atom]:
    for found in SPELLED_YEAR.finditer(text):
        year = spelled_year(found[0])
        if year is not None:
            yield Atom(*found.span(), str(year))


def _spans(text: str) -> Iterator[Atom]:
    """Both ends of ``1968-1973`` and ``1968-73``; joined into a range with their neighbours later."""
    for found in _SPAN.finditer(text):
        first, last = int(found["first"]), int(found["last"])
        if len(found["last"]) == 2:
            last += first // 100 * 100
        if first < last <= first + 200 and not (found["mark"] == "/" and last != first + 1):
            yield Atom(found.start(), found.end("first"), str(first))
            yield Atom(found.start("last"), found.end(), str(last))


def _decades(text: str) -> Iterator[Atom]:
    for found in _DECADE.finditer(text):
        century = found["century"] if found["century"].isdigit() else "19"
        yield Atom(*found.span(), f"{century}{found['tens']}X")


def _decade_words(text: str, near: int | None) -> Iterator[Atom]:
    for found in _DECADE_WORD.finditer(text):
        word = (found["english"] or found["years"] or found["decade"]).casefold().lstrip("'")
        value = int(word[-2:]) if word.isdigit() else DECADE_WORDS.get(word)
        if value is not None:
            yield Atom(*found.span(), f"19{value // 10}X", notes=("century 1900–1999",))


def _centuries(text: str, near: int | None) -> Iterator[Atom]:
    for found in _CENTURY.finditer(text):
        raw = (found["number"] or found["word"] or found["roman"]).casefold()
        number = int(raw) if raw.isdigit() else _CENTURY_WORDS[raw]
        yield Atom(*found.span(), f"{number - 1}XX")


def _seasons(text: str, near: int | None) -> Iterator[Atom]:
    for found in _SEASON.finditer(text):
        if year := read_year(found["year"], near):
            yield Atom(*found.span(), str(year[0]), SEASONS[found["season"].casefold()])


def _quarters(text: str, near: int | None) -> Iterator[Atom]:
    for found in _QUARTER.finditer(text):
        if year := read_year(found["year"] or found["year2"], near):
            yield Atom(*found.span(), str(year[0]), _quarter(found))


def _halves(text: str, near: int | None) -> Iterator[Atom]:
    for found in _HALF.finditer(text):
        if year := read_year(found["year"], near):
            yield Atom(*found.span(), str(year[0]), qualifier="~")


def _fiscal_years(text: str, near: int | None) -> Iterator[Atom]:
    for found in _FISCAL.finditer(text):
        if year := read_year(found["year"], near):
            calendar_year = found["kind"].casefold().startswith(("cy", "cal"))
            yield Atom(*found.span(), str(year[0]), qualifier="" if calendar_year else "~")


def _quarter(found: re.Match[str]) -> int:
    if found["roman"]:
        return 32 + ROMAN_MONTHS[found["roman"].upper()]
    return QUARTERS[(found["word"] or found["code"]).casefold()]


# Rare forms, each with the words one of which must stand in the text before its pattern is worth running.
_RARE: Final[tuple[tuple[tuple[str, ...], Callable[[str, int | None], Iterator[Atom]]], ...]] = (
    (("thousand", "seventeen", "eighteen", "nineteen", "cientos", "centos"), _spelled_years),
    (("ties", "años ", "anos ", "década", "decada"), _decade_words),
    (("century", "siglo", "século", "seculo"), _centuries),
    (tuple(SEASONS), _seasons),
    (("quarter", "trimestre", "q1", "q2", "q3", "q4"), _quarters),
    (("half", "semest", "mitad", "metade"), _halves),
    (("fy", "cy", "fiscal", "calendar"), _fiscal_years),
)
