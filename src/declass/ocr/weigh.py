"""Two readings of the same few words: which to believe."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from declass.ocr.lexicon import known
from declass.ocr.rapid import Letter
from declass.ocr.spelling import Doubt, Seen, best_spelling
from declass.ocr.steps import Steps, spelt_out
from declass.ocr.wording import EDGES

SURE = 0.9
"""Confidence up to which words are looked at although both engines read them alike, if they are not known."""

_MOST, _READABLE = 0.5, 0.6
"""Least share of the first engine's signs that a second reading must have to be weighed, where the mean
confidence of the first is so high: letters left out do not make a reading surer."""

_GAP: Seen = {" ": 0.9}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to believe.

    Attributes:
        text: words parted by single spaces.
        confidence: 0–1; mean over the letters, two engines' agreement counting for more than either alone.
        source: ``both``, ``first``, ``second`` or ``mixed`` (letters of both in one word).
    """

    text: str
    confidence: float
    source: str


def weigh(
    first: Sequence[tuple[str, float]],
    second: Sequence[Sequence[Letter]],
    languages: tuple[str, ...],
    steps: Steps | None = None,
) -> Verdict:
    """Choose between words of the first engine (text, confidence) and of the second (letters).

    Either may be empty, not both.

    Args:
        steps: what the second engine saw along these words; None where it tells no more than its letters.
    """
    ours, theirs = " ".join(text for text, _ in first), " ".join(map(_text, second))
    sure = _mean([c for text, c in first for _ in text])
    surely = _mean([letter.confidence for word in second for letter in word])
    if not second:
        return Verdict(ours, sure, "first")
    if sure >= _READABLE and len(theirs) < _MOST * len(ours):
        return Verdict(ours, sure, "first")
    agreed = Verdict(ours, 1 - (1 - sure) * (1 - surely), "both")
    if ours == theirs and _is_certain(agreed, languages):
        return agreed
    seen = list(_seen_by_second(second))
    along = spelt_out(seen, ours) if steps is None else steps
    doubt = Doubt(list(_seen_by_first(first)), sure, seen, along)
    spelling = best_spelling(doubt, languages)
    if spelling == ours:
        return agreed if ours == theirs else Verdict(ours, _halved(ours, theirs, sure, surely), "first")
    if spelling == theirs:
        return Verdict(theirs, _halved(theirs, ours, surely, sure), "second")
    return Verdict(spelling, (_share(spelling, ours, sure) + _share(spelling, theirs, surely)) / 2, "mixed")


def _is_certain(agreed: Verdict, languages: tuple[str, ...]) -> bool:
    return agreed.confidence > SURE and all(_is_known(word, languages) for word in agreed.text.split())


def _is_known(word: str, languages: tuple[str, ...]) -> bool:
    core = word.strip(EDGES)
    return not core.isalpha() or known(core, languages)


def _text(word: Sequence[Letter]) -> str:
    return "".join(letter.sign for letter in word)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _seen_by_first(words: Sequence[tuple[str, float]]) -> Iterator[Seen]:
    for number, (text, sure) in enumerate(words):
        if number:
            yield _GAP
        yield from ({sign: sure} for sign in text)


def _seen_by_second(words: Sequence[Sequence[Letter]]) -> Iterator[Seen]:
    for number, word in enumerate(words):
        if number:
            yield _GAP
        yield from map(_seen, word)


def _seen(letter: Letter) -> Seen:
    if not letter.second.strip():
        return {letter.sign: letter.confidence}
    return {letter.sign: letter.confidence, letter.second: letter.second_confidence}


def _halved(chosen: str, other: str, sure: float, other_sure: float) -> float:
    """Confidence of the chosen one of two readings: with as many letters in both, each half a witness."""
    if len(chosen) != len(other):
        return sure
    return (sure + _share(chosen, other, other_sure)) / 2


def _share(spelling: str, reading: str, sure: float) -> float:
    """Confidence of a reading, by the share of the spelling's signs that stand in it."""
    return sure * Levenshtein.normalized_similarity(spelling, reading)
