"""Two readings of the same few words: which to believe, letter by letter where they are equally long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import log

from declass.ocr.rapid import Letter

KNOWN_WORTH = 1.5
"""What standing in a word list is worth, in units of the mean natural log of a letter's probability."""

MISSING = 0.3
"""What a letter that only the other reading has is held for, as if it had been read with this probability:
on damaged pages the second engine drops letters, and the mean of those it kept looked surer for it. With the
rule of whole lines (``merge.MOST``) it keeps lines from being lost: of six generated damaged pages .110 of
the letters were wrong before and .098 after; on 18 others, not looked at before, .0739 and .0743."""

_LEAST = 0.01  # no letter is held for less likely: one blot must not outvote a whole word
_WORTH_TRYING = 0.03  # a second sign less likely than this is not tried
_TRIED = 256  # combinations of doubtful letters, at most
_EDGES = "\"'“”‘’()[]{}<>.,;:!?¿¡*-_/"

Known = Callable[[str], bool]


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


def weigh(first: Sequence[tuple[str, float]], second: Sequence[Sequence[Letter]], known: Known) -> Verdict:
    """Choose between words of the first engine (text, confidence) and of the second (letters).

    Either may be empty, not both.
    """
    ours, theirs = " ".join(text for text, _ in first), " ".join(map(_text, second))
    sure = _mean([c for text, c in first for _ in text])
    surely = _mean([letter.confidence for word in second for letter in word])
    if ours == theirs:
        return Verdict(ours, 1 - (1 - sure) * (1 - surely), "both")
    if not second:
        return Verdict(ours, sure, "first")
    if not first:
        return Verdict(" ".join(_best_alone(word, known) for word in second), surely, "second")
    if len(first) == len(second):
        return _joined([_weighed(a, b, known) for a, b in zip(first, second, strict=True)])
    other = [(_text(word), _confidence(word)) for word in second]
    size = max(_size(first), _size(other))
    scores = (_score_of(first, known, size), _score_of(other, known, size))
    return Verdict(ours, sure, "first") if scores[0] >= scores[1] else Verdict(theirs, surely, "second")


def _text(word: Sequence[Letter]) -> str:
    return "".join(letter.sign for letter in word)


def _confidence(word: Sequence[Letter]) -> float:
    return _mean([letter.confidence for letter in word])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _joined(verdicts: Sequence[Verdict]) -> Verdict:
    sources = {verdict.source for verdict in verdicts} - {"both"}
    source = "both" if not sources else sources.pop() if len(sources) == 1 else "mixed"
    confidence = _mean([verdict.confidence for verdict in verdicts for _ in verdict.text])
    return Verdict(" ".join(verdict.text for verdict in verdicts), confidence, source)


def _weighed(ours: tuple[str, float], theirs: Sequence[Letter], known: Known) -> Verdict:
    """One word of each engine."""
    text, sure = ours
    other = _text(theirs)
    if text == other:
        return Verdict(text, 1 - (1 - sure) * (1 - _confidence(theirs)), "both")
    if len(text) != len(theirs):
        best = _best_alone(theirs, known)
        size = max(len(text), len(best))
        left = _score(text, [sure] * len(text), known, size)
        right = _score(best, _likely(best, theirs), known, size)
        return Verdict(text, sure, "first") if left >= right else Verdict(best, _confidence(theirs), "second")
    choices = [_choices(a, sure, b) for a, b in zip(text, theirs, strict=True)]
    word, likely = _best(choices, known)
    source = "first" if word == text else "second" if word == other else "mixed"
    return Verdict(word, _mean(likely), source)


def _choices(ours: str, sure: float, theirs: Letter) -> dict[str, float]:
    """Signs that may stand at one place, with what both engines together give each."""
    weights = {theirs.sign: theirs.confidence / 2}
    if theirs.second.strip():
        weights[theirs.second] = theirs.second_confidence / 2
    weights[ours] = weights.get(ours, 0.0) + sure / 2
    return weights


def _best(choices: Sequence[dict[str, float]], known: Known) -> tuple[str, list[float]]:
    """The best combination: likely letters that make a known word."""
    ranked = [sorted(c.items(), key=lambda pair: -pair[1])[:3] for c in choices]
    kept = [[pair for i, pair in enumerate(r) if i == 0 or pair[1] >= _WORTH_TRYING] for r in ranked]
    while _count(kept) > _TRIED:  # give up the least likely alternative
        place = min((i for i, r in enumerate(kept) if len(r) > 1), key=lambda i: kept[i][-1][1])
        kept[place].pop()
    words = (("".join(s for s, _ in way), [p for _, p in way]) for way in product(*kept))
    return max(words, key=lambda pair: _score(pair[0], pair[1], known))


def _count(kept: Sequence[Sequence[object]]) -> int:
    total = 1
    for row in kept:
        total *= len(row)
    return total


def _best_alone(word: Sequence[Letter], known: Known) -> str:
    return _best([_alone(letter) for letter in word], known)[0]


def _alone(letter: Letter) -> dict[str, float]:
    choices = {letter.sign: letter.confidence}
    if letter.second.strip():
        choices[letter.second] = letter.second_confidence
    return choices


def _likely(text: str, word: Sequence[Letter]) -> list[float]:
    return [x.confidence if s == x.sign else x.second_confidence for s, x in zip(text, word, strict=True)]


def _score(text: str, likely: Sequence[float], known: Known, size: int | None = None) -> float:
    """How believable a word is; ``size``: letters of the longer reading, where that is another."""
    core = text.strip(_EDGES)
    worth = KNOWN_WORTH if len(core) > 1 and known(core) else 0.0
    return _of_size(_mean([log(max(_LEAST, p)) for p in likely]), worth, len(text), size or len(text))


def _of_size(mean: float, worth: float, read: int, size: int) -> float:
    """The score of ``read`` letters set against ``size``: a missing one is never better than those read."""
    missing = min(mean, log(MISSING))
    return (read * (mean + worth) + (size - read) * missing) / max(1, size)


def _size(words: Sequence[tuple[str, float]]) -> int:
    return sum(len(text) for text, _ in words)


def _score_of(words: Sequence[tuple[str, float]], known: Known, size: int) -> float:
    """The same of several words together."""
    read = _size(words)
    mean = sum(len(text) * log(max(_LEAST, sure)) for text, sure in words) / max(1, read)
    score = sum(len(text) * _score(text, [sure] * len(text), known) for text, sure in words) / max(1, read)
    return _of_size(mean, score - mean, read, size)
