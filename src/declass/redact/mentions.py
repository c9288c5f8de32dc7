"""Exemption codes as a text prints them, each with its place, told from what only looks like one."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from declass.redact.articles import articles
from declass.redact.codes import codes
from declass.redact.snap import snap

_SURE_COST = 0.55  # cost of a reading above which running text is not believed to hold the code


@dataclass(frozen=True, slots=True)
class Mention:
    """A code in a text.

    Attributes:
        value: normal form.
        regime: key of its list.
        original_value: the words as they stood.
        start, end: span in the text.
        probability: 0–1 that this code was printed here.
        bare: whether it is so short that only its position can tell it from a label or a number (``B1``).
    """

    value: str
    regime: str
    original_value: str
    start: int
    end: int
    probability: float
    bare: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """One way codes are printed.

    Attributes:
        regimes: lists that the reading is snapped to.
        code: the group of the pattern that holds the code.
    """

    pattern: re.Pattern[str]
    regimes: tuple[str, ...]
    bare: bool = False


_COMMA = r"(?<=[bBxX]\d,)|(?<=\d[A-Fa-f],)|(?<=\),)"  # after a code's own comma: B1,1.4(D),B6
_OPEN, _CLOSE = r"[ ]?[({\[<][ ]?", r"[ ]?[)}\]>JlXx]?"
_NUMBERED = (  # 3.3(h)(2), 1.4(c), 6.2(d), with the stop read as a dash or lost
    rf"(?:(?<![\w.$£%/-])|(?<=\)-))(?:(?<!\d,)|{_COMMA})(?:[13568SslI8B][ ]?[.,·:-]?[ ]?[2-5S8B])"
    + _OPEN
    + r"[a-hA-H06©€t9]"
    + _CLOSE
    + r"(?:[ ]?[({\[<X]?[ ]?(?:10|[0-9lIZzi])[ ]?[)}\]>])?(?![\w(]|[)}\]>]?\(\d\d)"  # 3.3(b)(12) is none
)
_NUMBERED_BARE = rf"(?:(?<![\w.,$-])|{_COMMA}|(?<=\d[ghGH],))(?:1[.][345][ ]?[a-h]|3[.]5[ ]?c)(?![\w.])"
_FOIA = (  # (b)(7)(C), (b) (1), (b)1, and with two brackets read as one X; only (7) is divided further
    r"(?<![\w)])[({\[][ ]?[bB][ ]?(?:[)}\]X][ ]?[({\[X]?|[\\|][({\[])[ ]?"
    r"(?:7(?:[ ]?[)}\]X])?[ ]?[({\[]?[ ]?[A-Fa-f][ ]?[)}\]](?![a-z])|[1-9lI](?:[ ]?[)}\]X])?)(?!\w)"
)
_FOIA_BARE = (
    rf"(?:(?<![\w.,/$(-])|{_COMMA})"
    r"(?:[bB][ -]?[({\[]?[1-9][)}\]]?(?:[ ]?[({\[]?[A-Fa-f][)}\]]?)?)(?![\w/.-])"
)
_AUTOMATIC = (
    r"(?<![\w.])(?:25|50|75|2S|SO|7S)[ ]?[Xx][ ]?[1-9lI]"
    r"(?:-?[ ]?(?:H[UVO][MNHW]|W[MN]D)|[ABCDX](?!\w))?(?!\w)"
)
_CREST = r"(?<![\w-])(?:STAT[ ]?(?:I[ ]?NTL|SPEC|OTHR)?|ILLEGIB)(?![\w'-])"
_JFK = (
    r"(?<!\w)JFK[ ](?:Act|Law|act|ACT|LAW)[ ]?[§$]?[ ]?(?:[56][ ]?[(\[]?[ ]?[1-5g][ ]?[)\]]?"
    r"(?:[ ]?[(\[]?[ ]?(?:[A-C2])[ ]?[)\]]?)?(?:[ ]?[(\[]?[ ]?D[ ]?[)\]}])?"
    r"|1[01][ ]?[(\[]?[ ]?a[ ]?[)\]]?[ ]?[(\[]?[ ]?[12]?[)\]]?)(?!\w)"
)
_JFK_5G = r"(?<!\w)5[ ]?[(\[][ ]?[g9][ ]?[)\]][ ]?[(\[][ ]?2[ ]?[)\]][ ]?[(\[][ ]?D[ ]?[)\]}]?"
_PRIVACY = r"(?<![\w)])[({\[][ ]?[djkDJK][ ]?[)}\]][ ]?[({\[][ ]?[1-7][ ]?[)}\]](?!\w)"
_PRA = r"(?<![\w-])P[ -]?[1-6](?=[ ]?/?[ ]?\(?b\)?[ ]?\(?[1-9])"
_XGDS = r"(?<!\w)XGDS[ ]?-?[ ]?[1-4](?!\w)"
_FORMS = (
    _Form(re.compile(_NUMBERED), ("eo13526", "eo12958", "eo12356")),
    _Form(re.compile(_FOIA), ("foia",)),
    _Form(re.compile(_AUTOMATIC), ("automatic",)),
    _Form(re.compile(_CREST), ("crest",)),
    _Form(re.compile(_JFK), ("jfk_act",)),
    _Form(re.compile(_JFK_5G), ("jfk_act",)),
    _Form(re.compile(_PRIVACY), ("privacy_act", "foia")),  # a b is read as d
    _Form(re.compile(_PRA), ("pra",)),
    _Form(re.compile(_XGDS), ("eo11652",)),
    _Form(re.compile(_FOIA_BARE), ("foia",), bare=True),
    _Form(re.compile(_NUMBERED_BARE), ("eo13526", "eo12958"), bare=True),
)

# Whole phrases, each with its code: statutes, and what Chile and Brazil print.
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), value)
    for pattern, value in (
        (r"\bP\.?\s?L\.?\s?86[- ]36\b", "P.L. 86-36"),
        (r"\b18\s?U\.?\s?S\.?\s?C\.?\s?(?:§\s?)?798\b", "18 USC 798"),
        (r"\b10\s?U\.?\s?S\.?\s?C\.?\s?(?:§\s?)?424\b", "10 USC 424"),
        (r"\b10\s?U\.?\s?S\.?\s?C\.?\s?(?:§\s?)?130\s?\(?b\)?", "10 USC 130b"),
        (r"\b10\s?U\.?\s?S\.?\s?C\.?\s?(?:§\s?)?130\s?\(?c\)?", "10 USC 130c"),
        (r"\b50\s?U\.?\s?S\.?\s?C\.?\s?(?:§\s?)?(?:3507|403\s?g)\b", "CIA Act"),
        (r"\b50\s?U\.?\s?S\.?\s?C\.?\s?(?:§\s?)?(?:3024|403(?:-1)?)\b(?:\s?\(?i\)?)?", "NatSecAct"),
        (r"\bCIA\s?Act\b(?:\s?(?:of\s?1949)?,?\s?(?:sec(?:tion|\.)?\s?)?6)?", "CIA Act"),
        (r"\bNat\.?\s?Sec\.?\s?Act\b", "NatSecAct"),
        (r"\bINA\s?(?:sec(?:tion|\.)?\s?)?222\s?\(f\)", "INA 222(f)"),
        (r"\bRule\s6\s?\(e\)", "Rule 6(e)"),
        (r"\bLey\s(?:N[°ºo.]*\s?)?19\.?628\b", "Ley 19.628"),
        (r"\bLey\s(?:N[°ºo.]*\s*)?25\.?326\b", "Ley 25.326"),
        (r"\bLey\s(?:de\sInteligencia\sNacional\s)?(?:N[°ºo.]*\s*)?25\.?520\b", "Ley 25.520"),
        (r"\bLey\s9/1968\b|\bLey\sde\sSecretos\sOficiales\b", "Ley 9/1968"),
        (r"\bart(?:[íi]culo|\.)?\s?15\s(?:de\sla\s)?Ley\s(?:N[°ºo.]*\s?)?19\.?992\b", "Ley 19.992 art. 15"),
    )
)
# In these words running text speaks of a provision, and nothing is withheld: "pursuant to section 1.4(c)".
_SPOKEN_OF = re.compile(
    r"(?:pursuant to|under|section|sec\.|subsection|paragraph|para|subparagraph|art\.|see)\s*$", re.I
)


def mentions(text: str, seen: Sequence[str] = ()) -> tuple[Mention, ...]:
    """Codes in a text, in order; of two that overlap the likelier, and then the longer.

    Args:
        seen: codes read without damage nearby; they break ties.

    >>> [m.value for m in mentions("DENIED IN PART (b)(1), 3-5(6)   25X1")]
    ['(b)(1)', '3.5(c)', '25X1']
    """
    found = [*_snapped(text, seen), *_phrases(text)]
    starts: list[int] = []  # of those kept, ascending; kept ones do not overlap, so a neighbour tells all
    kept: dict[int, Mention] = {}
    for mention in sorted(found, key=lambda m: (m.bare, -(m.end - m.start), -m.probability, m.start)):
        place = bisect_right(starts, mention.start)
        before = kept[starts[place - 1]].end if place else 0
        after = starts[place] if place < len(starts) else len(text)
        if before <= mention.start and mention.end <= after:
            starts.insert(place, mention.start)
            kept[mention.start] = mention
    return tuple(kept[start] for start in starts)


def _snapped(text: str, seen: Sequence[str]) -> Iterator[Mention]:
    for form in _FORMS:
        for match in form.pattern.finditer(text):
            raw = match[0].rstrip()
            code = snap(_stripped(raw), _listed(form.regimes), tuple(seen))
            if code is None or code.cost > _SURE_COST:
                continue
            regime = codes()[code.value].regime.key
            mention = Mention(
                code.value, regime, raw, match.start(), match.start() + len(raw), code.probability, form.bare
            )
            yield _doubted(mention, text)


def _stripped(raw: str) -> str:
    """Without the law's name, and with two brackets where they were read as one X."""
    named = re.sub(r"^JFK\s(?:act|law)\s?", "", raw, flags=re.I)
    return re.sub(r"(?<=[b\d])X(?=\w)", ")(", named) if named.startswith("(") else named


_ORDER = re.compile(
    r"\bE\.?\s?O\.?\s?\d{5},?\s+sec(?:tion|\.)?\s*$", re.I
)  # a stamp: E.O. 12958, Sec. 3.4(b)(1)


def _doubted(mention: Mention, text: str) -> Mention:
    """Less likely where the sentence only speaks of the provision."""
    if _ORDER.search(text, max(0, mention.start - 30), mention.start):
        return mention
    if _SPOKEN_OF.search(text, max(0, mention.start - 20), mention.start):
        return replace(mention, probability=mention.probability * 0.3)
    return mention


@cache
def _listed(regimes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value, code in codes().items() if code.regime.key in regimes)


def _phrases(text: str) -> Iterator[Mention]:
    for pattern, value in _PHRASES:
        for match in pattern.finditer(text):
            yield _phrase(value, match)
    for found in articles(text):
        regime = codes()[found.value].regime.key
        yield Mention(found.value, regime, found.original_value, found.start, found.end, 0.95)


def _phrase(value: str, match: re.Match[str]) -> Mention:
    return Mention(value, codes()[value].regime.key, match[0], match.start(), match.end(), 0.95)
