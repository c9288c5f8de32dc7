"""How usual a word looks: known words, triples of letters, capitals, digits and signs in their places."""

import re
from collections.abc import Sequence
from functools import cache

from declass.ocr.lexicon import known
from declass.text.function_words import FUNCTION_WORDS
from declass.text.normal import fold
from declass.text.plausible import CASED, log_of_letters

EDGES = "\"'“”‘’()[]{}<>.,;:!?¿¡*-_/"
"""Signs that may stand around a word."""

_MORE_EDGES = EDGES + "#$%&§|~=+"
_LEAST_KNOWN = 4  # letters of a word of the lists that counts: short strings stand in them by chance
_RUN = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(r"[^\W\d_](?=\d)|\d(?=[^\W\d_])")
_WITHIN, _RARE = "-'’/.,:", "§|~=+°ºª«»¿£¢<>[]{}\\_*"

LOOKS = ("log of letters", "letters", "known", "common", "odd case", "mixed", "within", "edge", "rare")
"""What is told of a word: natural log of the probability of its letter triples, how many these are; its signs
where it is a known word of four letters and more, where it is a function word; runs of letters in odd case
(``dIREct``); places where a letter meets a digit; signs within it; signs around it; signs seldom printed."""

Look = tuple[float, ...]


@cache
def look_of(word: str, languages: tuple[str, ...]) -> Look:
    """What is told of one word, as ``LOOKS`` names it; languages: BCP 47."""
    core = word.strip(_MORE_EDGES)
    plain = word.strip(EDGES)
    is_known = len(plain) >= _LEAST_KNOWN and known(plain, languages)
    is_common = any(fold(plain) in FUNCTION_WORDS.get(language, ()) for language in languages)
    return (
        *_letters(word, languages),
        len(word) * is_known,
        len(word) * is_common,
        sum(len(run) > 1 and not CASED.fullmatch(run) for run in _RUN.findall(core)),
        len(_MIXED.findall(core)),
        sum(not sign.isalnum() and sign not in _WITHIN for sign in core),
        len(word) - len(core),
        sum(sign in _RARE for sign in word),
    )


def _letters(word: str, languages: Sequence[str]) -> tuple[float, int]:
    runs = [run for run in _RUN.findall(fold(word)) if run.isascii()]
    told = [language for language in languages if language in FUNCTION_WORDS]
    if not runs or not told:
        return 0.0, 0
    best = max(sum(log_of_letters(run, language) for run in runs) for language in told)
    return best, sum(len(run) + 1 for run in runs)
