"""Names that a release made readable: capitalised words, less ordinary words, forms' headings and dates."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from declass.compare.features import ordinary
from declass.text.function_words import FUNCTION_WORDS
from declass.text.normal import fold

_RUNS = re.compile(r"\b[A-ZÀ-Þ][A-Za-zÀ-ÿ'’-]{2,}(?:[ \t]+[A-ZÀ-Þ][A-Za-zÀ-ÿ'’-]{1,}){0,2}")
_ENDINGS = re.compile(r"(?:['’][sS])?['’-]*$")  # a possessive, or what OCR leaves behind a word
_FUNCTION = frozenset().union(*FUNCTION_WORDS.values())
_TIMES = """
january february march april may june july august september october november december jan feb mar apr jun jul
aug sept oct nov dec monday tuesday wednesday thursday friday saturday sunday enero febrero marzo abril mayo
junio julio agosto septiembre octubre noviembre diciembre janeiro fevereiro marco maio junho julho setembro
outubro novembro dezembro lunes martes miercoles jueves viernes sabado domingo
"""
# what cables and forms print above and beside their text, and lists of ordinary words do not have
_HEADINGS = """
subj ref refs info classification classified unclassified secret confidential noforn dissem distribution cite
routine priority operational immediate telegram cable dispatch memo memorandum attachment enclosure page
exempt redacted ambassador attorney president embassy consulate birth
"""
_SAID = _FUNCTION | frozenset((_TIMES + _HEADINGS).split())
_SHORT_BODIES = """
cia fbi kgb gru nsa nsc dia ins dea oas nato dgi dgs dina cni dfs ussr onu otan
"""
_BODIES = frozenset(_SHORT_BODIES.split())
"""Bodies of two to four capitals; other words so short are mostly codes, initials of clerks, or litter."""
_SHORT = 4
_INITIALS = 2  # letters with which no name begins


def names_in(text: str) -> list[str]:
    """Names of a text, each once.

    What is printed wholly in capitals shows no names by its letters: there ordinary words at the ends of a
    run are left out too.

    >>> names_in("The Station Chief met Ernesto Villalobos' man in Montevideo in April; see BMJ and the CIA")
    ['Ernesto Villalobos', 'Montevideo', 'CIA']
    """
    found = (_name(match[0].split()) for match in _RUNS.finditer(text))
    return list(dict.fromkeys(name for name in found if name))


def _name(run: list[str]) -> str:
    """A run of capitalised words as a name; "" where it is none."""
    words = [word for raw in run if (word := _ENDINGS.sub("", raw))]
    leaves = _is_known if all(word.isupper() for word in words) else _is_function
    while words and leaves(words[0]):
        words.pop(0)
    while words and leaves(words[-1]):
        words.pop()
    if all(map(_is_known, words)) or len(words[0]) <= _INITIALS:
        return ""
    return "" if len(words) == 1 and _is_litter(words[0]) else " ".join(words)


def _is_litter(word: str) -> bool:
    """Whether so few capitals, standing alone, are hardly a name."""
    return word.isupper() and len(word) <= _SHORT and fold(word) not in _BODIES


def _is_function(word: str) -> bool:
    return fold(word) in _FUNCTION


def _is_known(word: str) -> bool:
    """Whether a word says nothing of who or where."""
    folded = fold(word)
    return folded in _SAID or folded in ordinary()


def counted_names(where: Mapping[str, Iterable[str]]) -> list[tuple[str, int]]:
    """Each name and in how many records it is; printed in several ways, it is shown with small letters.

    >>> counted_names({"MEXICO CITY": ["a", "b"], "Mexico City": ["b", "c"]})
    [('Mexico City', 3)]
    """
    ways: defaultdict[str, list[str]] = defaultdict(list)
    for name in where:
        ways[fold(name)].append(name)
    return [
        (min(same, key=lambda name: (name.isupper(), name)), len({r for name in same for r in where[name]}))
        for same in ways.values()
    ]
