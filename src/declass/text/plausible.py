"""How far a text looks like language rather than the litter of a failed OCR or a broken encoding."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from math import log

from declass.text.function_words import FUNCTION_WORDS
from declass.text.normal import fold
from declass.text.prose import PORTUGUESE, SPANISH

WORST_LETTERS, BEST_LETTERS = -5.0, -2.6
"""Mean natural log probability of a word's letter triples that counts as 0 and as 1.

Measured on 60 State cables: clean pages reach .86–.93, the same words with letters shuffled at most .39.
Moving either moves every score, and the thresholds of ``ocr.choose`` with them.
"""

_CHARACTERS_READ = 200_000  # the longest page met is a tenth of it; keeps a hostile one cheap
_EDGES = "\"'“”‘’«»[]{}<>.,;:!?¿¡*_"
_JUNK = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_RULE = re.compile(r"([-_.=*~—–·•#,+x])\1+|[-–—&•*/=+§]|\[[ xX]?\]")
_NUMBER = re.compile(
    r"[#$£(A-Z]{0,5}[-.]?\d+(?:[-./,:'’()]*[A-Z]{0,4}\d+)*(?:[A-Za-z]{1,3}|[-/][A-Z]+|[%)])?"
)
_PARTS = re.compile(r"[-/.,'’&:;()\[\]_\"“”!?¿¡*<>+]+")
CASED = re.compile(
    r"[^\W\d_]?[^\WA-ZÀ-ÖØ-Þ\d_]+|[^\Wa-zß-öø-ÿ\d_]+(?:s|ed)?|(?:Ma?c|D[aei]|L[ae]|O|Van)[A-Z][a-z]+"
)
_SINGLES = frozenset("aeoyiABCDEFGHIJKLMNOPQRSTUVWXYZ")
_WORD = re.compile("[a-z]+")

NUMBER_WORTH = 0.8
"""A number or date cannot be told from a misread one, so it counts a little less than a good word."""

RULE_WORTH = 0.6
"""Rows of dashes or dots and single bullets belong to tables and cables, but say nothing for the reading."""


def triples(folded: str) -> Iterator[str]:
    """Letter triples of each word of folded text; ``^^`` stands before and ``$`` after each word."""
    for word in _WORD.findall(folded):
        bounded = f"^^{word}$"
        for i in range(len(word) + 1):
            yield bounded[i : i + 3]


class _Letters:
    """How likely a letter is after the two before it, counted in one language."""

    def __init__(self, counts: Counter[str]) -> None:
        self._triples = counts
        self._contexts: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        self._singles: Counter[str] = Counter()
        for triple, count in counts.items():
            self._contexts[triple[:2]] += count
            self._pairs[triple[1:]] += count
            self._singles[triple[1]] += count
        self._known: dict[str, float] = {}

    def log_probability(self, triple: str) -> float:
        """Natural log; rare triples lean on their last two letters, rare pairs on chance (27 signs)."""
        known = self._known.get(triple)
        if known is None:
            pair = (self._pairs[triple[1:]] + 0.3) / (self._singles[triple[1]] + 0.3 * 27)
            known = log((self._triples[triple] + 3 * pair) / (self._contexts[triple[:2]] + 3))
            self._known[triple] = known
        return known

    def mean(self, folded_word: str) -> float:
        scores = [self.log_probability(triple) for triple in triples(folded_word)]
        return sum(scores) / len(scores)

    def total(self, letters: str) -> float:
        bounded = f"^^{letters}$"
        return sum([self.log_probability(bounded[i : i + 3]) for i in range(len(letters) + 1)])


def log_of_letters(folded_word: str, language: str) -> float:
    """Natural log of how likely a word's letters follow one another in a language: en, es or pt.

    Args:
        folded_word: letters a to z only.
    """
    return _letters(language).total(folded_word)


@cache
def _letters(language: str) -> _Letters:
    return _Letters(letter_triples(language))


def letter_triples(language: str) -> Counter[str]:
    """How often each of ``triples`` stands in texts of a language: en, es or pt."""
    if language == "en":
        return _english_counts()
    return Counter(triples(fold(SPANISH if language == "es" else PORTUGUESE)))


def _english_counts() -> Counter[str]:
    """Counted in US State Department cables of 1974 and 1979 by bench/text/count_letters.py."""
    table = resources.files("declass.text").joinpath("letters_en.txt").read_text(encoding="ascii")
    counts: Counter[str] = Counter()
    for line in table.splitlines():
        pair, *followers = line.split()
        counts.update({pair + follower[0]: int(follower[1:]) for follower in followers})
    return counts


@lru_cache(maxsize=65_536)
def _worth(token: str, language: str) -> float:
    """How far one token, as it stands between spaces, looks written by a person: 0–1."""
    if _RULE.fullmatch(token):
        return RULE_WORTH
    if _NUMBER.fullmatch(token.strip(_EDGES)):
        return NUMBER_WORTH
    parts = [part for part in _PARTS.split(token) if part]
    letters = sum(map(len, parts))
    if not letters:
        return 0.0
    litter = (len(token) - letters) / len(token) if len(token) > 3 else 0.0
    return max(0.0, sum(len(part) * _part_worth(part, language) for part in parts) / letters - litter)


def _part_worth(part: str, language: str) -> float:
    if part.isdigit():
        return NUMBER_WORTH
    if len(part) == 1:
        return 0.4 if part in _SINGLES else 0.0  # initials and list letters, or crumbs of a broken word
    plain = fold(part)
    if plain in FUNCTION_WORDS[language]:
        return 1.0
    if not (plain.isascii() and plain.isalpha()):
        return 0.3 if part.isupper() and len(part) < 7 else 0.0  # call signs such as ISO00; never w0rd
    share = (_letters(language).mean(plain) - WORST_LETTERS) / (BEST_LETTERS - WORST_LETTERS)
    worth = min(1.0, max(0.0, share))
    return worth if CASED.fullmatch(part) else worth / 4  # tHe, DIREcT: a reader's mistake


def _candidates(words: list[str]) -> list[str]:
    """The languages whose function words occur at least half as often as those of the best one."""
    counted = Counter(words)
    hits = {tag: sum(counted[word] for word in known) for tag, known in FUNCTION_WORDS.items()}
    return [tag for tag, count in hits.items() if 2 * count >= max(hits.values())]


def plausibility(text: str) -> float:
    """How far ``text`` looks like English, Spanish or Portuguese as people write it, 0–1; 0 for no text.

    Each token counts by its length: words by how usual their sequences of letters are, numbers and ruled
    lines a little less; symbols, glyphs without meaning and mixed case little or nothing. Clean pages of
    cables reach about .9, names and tables .7 and more; badly read pages lie below .7, shuffled letters
    below .4.

    >>> plausibility("The ambassador called on the minister.") > 0.9
    True
    >>> plausibility("Tbc arnb~ss;dor cail«d oii tlio miiii5ter.") < 0.5
    True
    >>> plausibility("(cid:12)(cid:7) (cid:44)")
    0.0
    """
    read = text[:_CHARACTERS_READ]
    junk = sum(len(glyphs) for glyphs in _JUNK.findall(read))
    visible = _JUNK.sub(" ", read)
    counted = Counter(visible.split())
    size = sum(len(token) * count for token, count in counted.items())
    if not size:
        return 0.0
    languages = _candidates(_WORD.findall(fold(visible)))
    return max(_sum_of_worths(counted, language) for language in languages) / (size + junk)


def _sum_of_worths(counted: Counter[str], language: str) -> float:
    return sum(_worth(token, language) * len(token) * count for token, count in counted.items())
