"""One spelling chosen for a few words that two engines read differently.

Spellings are put together from signs that either engine saw, and each is weighed by how likely it is by what
each engine saw and by how usual its words look. The weights were fitted:
docs/explanation/ocr.md tells on what, and what they are worth on other pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from declass.ocr.steps import Steps
from declass.ocr.wording import LOOKS, look_of

Seen = Mapping[str, float]
"""Signs that may stand at one place, with their probabilities."""

TOLD = ("second", "first", "signs", "gaps", "as first", "sure first", "as second", *LOOKS)
"""What is told of a spelling: natural log of its probability by the second and by the first engine; how many
signs, how many gaps between words; whether the first engine read it so, how sure it was then, whether the
second did; then ``LOOKS``, summed over its words."""

WEIGHTS = np.array(
    [
        *(0.56, 0.51, 0.20, -1.30, 0.88, 1.67, 2.88),
        *(0.31, 0.68, 0.78, 0.99, -0.88, -1.32, -0.90, -2.75, -0.15),
    ]
)
"""What each is worth, fitted by `bench/ocr/spelling.py` to lose the fewest letters."""

_FARTHEST = (
    20.0  # natural log; no spelling is held for less likely by the second engine than that below its best
)
_UNSEEN = 0.05  # probability of a letter that the first engine did not name at a place
_LEFT_OUT = 0.1  # of a letter it missed or made up
_GAP = 0.3  # worth, against a letter's probability, of leaving out one that only one engine saw
_WORTH_TRYING = 0.015
_ALTERNATIVES, _FOLLOWED, _TRIED, _SEARCHED = 4, 64, 24, 6


@dataclass(frozen=True, slots=True)
class Doubt:
    """A few words as both engines read them.

    Attributes:
        first: signs at each place of the first engine's reading, gaps between words among them; may be empty.
        sure: 0–1, its confidence.
        second: signs at each place of the second engine's.
        steps: what that saw along these words.
    """

    first: Sequence[Seen]
    sure: float
    second: Sequence[Seen]
    steps: Steps


def best_spelling(doubt: Doubt, languages: tuple[str, ...]) -> str:
    """The most believable spelling, words parted by single spaces."""
    spellings = candidates(doubt)
    return spellings[int((told_of(doubt, spellings, languages) @ WEIGHTS).argmax())]


def read(seen: Sequence[Seen]) -> str:
    """The reading itself: the likeliest sign of each place, the first of equal ones."""
    return "".join(max(place, key=lambda sign: place[sign]) for place in seen)


def candidates(doubt: Doubt) -> list[str]:
    """Spellings worth weighing, both readings first."""
    found = [read(doubt.first), read(doubt.second), *doubt.steps.likeliest(_SEARCHED), *_mixed(doubt)]
    return [spelling for spelling in dict.fromkeys(" ".join(text.split()) for text in found) if spelling]


def _mixed(doubt: Doubt) -> list[str]:
    """Combinations of the signs of both readings laid over one another, the likeliest first."""
    beginnings = [("", 0.0)]
    for place in _places(doubt):
        options = sorted(place.items(), key=lambda pair: -pair[1])[:_ALTERNATIVES]
        tried = [(s, log(p)) for n, (s, p) in enumerate(options) if not n or not s or p >= _WORTH_TRYING]
        longer = [(text + sign, worth + more) for text, worth in beginnings for sign, more in tried]
        beginnings = sorted(longer, key=lambda pair: -pair[1])[:_FOLLOWED]
    return [text for text, _ in beginnings[:_TRIED]]


def _places(doubt: Doubt) -> Iterator[dict[str, float]]:
    """The signs of each place with the mean of both engines' probabilities; "" where only one saw a sign."""
    for tag in Levenshtein.opcodes(read(doubt.first), read(doubt.second)):
        ours = list(doubt.first[tag.src_start : tag.src_end])
        theirs = list(doubt.second[tag.dest_start : tag.dest_end])
        for number in range(max(len(ours), len(theirs))):
            both = [side[number] for side in (ours, theirs) if number < len(side)]
            place: dict[str, float] = {} if len(both) == 2 else {"": _GAP}
            for seen in both:
                for sign, probability in seen.items():
                    place[sign] = place.get(sign, 0.0) + max(1e-3, probability) / 2
            yield place


def told_of(doubt: Doubt, spellings: Sequence[str], languages: tuple[str, ...]) -> NDArray[np.float64]:
    """One row a spelling, as ``TOLD`` names its columns."""
    second = doubt.steps.log_likely(spellings)
    second = np.maximum(second, second.max() - _FARTHEST)
    first = _log_likely(doubt.first, spellings)
    ours, theirs = read(doubt.first), read(doubt.second)
    rows = [
        (
            len(spelling),
            spelling.count(" "),
            spelling == ours,
            doubt.sure * (spelling == ours),
            spelling == theirs,
            *(sum(look) for look in zip(*(look_of(w, languages) for w in spelling.split()), strict=True)),
        )
        for spelling in spellings
    ]
    return np.column_stack([second, first, np.array(rows, dtype=np.float64)])


def _log_likely(seen: Sequence[Seen], spellings: Sequence[str]) -> NDArray[np.float64]:
    """Natural log of each spelling by what the first engine saw, laid over it in the likeliest way."""
    if not seen:
        return np.zeros(len(spellings))
    lost = log(_LEFT_OUT)
    size = max(map(len, spellings))
    logs = np.full((len(spellings), size, len(seen)), log(_UNSEEN))
    for number, spelling in enumerate(spellings):
        for at, sign in enumerate(spelling):
            for place, signs in enumerate(seen):
                if sign in signs:
                    logs[number, at, place] = log(max(_UNSEEN, signs[sign]))
    rows = [np.tile(np.arange(len(seen) + 1, dtype=np.float64) * lost, (len(spellings), 1))]
    for at in range(size):
        row = rows[-1] + lost
        row[:, 1:] = np.maximum(row[:, 1:], rows[-1][:, :-1] + logs[:, at])
        for place in range(1, len(seen) + 1):
            row[:, place] = np.maximum(row[:, place], row[:, place - 1] + lost)
        rows.append(row)
    lengths = [len(spelling) for spelling in spellings]
    return np.array([rows[length][number, -1] for number, length in enumerate(lengths)])
