"""Pairs of releases of made-up records as labelled differences; what was withheld is known to the word.

The truth is placed by aligning each page's true words with what the simulated OCR made of them, so that a
word counts as itself however badly it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from labels import Candidate, parts

from declass.compare.align import align, align_words
from declass.compare.difference import differences
from declass.compare.features import features
from declass.compare.layout import Laid
from declass.compare.pair import Pair
from declass.sample import Noise, make_pair

ROW = -2
"""Stands for the row of labels in a ``Candidate``."""
LEVELS, RATES = (0.0, 0.2, 0.4, 0.6, 0.8), (0.0, 0.05, 0.14, 0.3)


@dataclass(frozen=True)
class Wanted:
    """One passage that was withheld.

    Attributes:
        level: the widest thing withheld there, ``part`` to ``page``.
        words: those of the showing release's text that were read of it; may be none.
        count: how many words it has.
    """

    level: str
    words: frozenset[int]
    count: int


def withheld(made, kind, laid):
    """The passages of one kind, ``revealed`` or ``newly_hidden``, placed in the showing side's text."""
    side = made.newer if kind == "revealed" else made.older
    read = cache(lambda page: align(side.texts[page], laid.pages[page]))
    return [_placed(c, read(c.page_showing), laid) for c in made.changes if c.kind == kind]


def _placed(change, alignment, laid):
    first = int(np.searchsorted(alignment.old.end, change.start, side="right"))
    stop = int(np.searchsorted(alignment.old.start, change.end))
    start = laid.page_starts[change.page_showing]
    places = [start + int(alignment.new.start[n]) for n in _counterparts(alignment, first, stop)]
    return Wanted(change.level, frozenset(np.searchsorted(laid.starts, places).tolist()), stop - first)


def _counterparts(alignment, first, stop) -> Iterator[int]:
    """Words of the new text that stand for words ``first`` to ``stop`` of the old."""
    for run in alignment.runs:
        (o0, o1), (n0, n1) = run.old_words, run.new_words
        if run.similarity and o0 < stop and first < o1:
            one_to_one = o1 - o0 == n1 - n0
            low, high = (max(o0, first) - o0, min(o1, stop) - o0) if one_to_one else (0, n1 - n0)
            yield from range(n0 + low, n0 + high)


def candidates(pairs, first):
    """Every difference of so many pairs at each level of damage and rate of withholding."""
    for level in LEVELS:
        for rate in RATES:
            for seed in range(first, first + pairs):
                yield from _of(seed, level, rate)


def _of(seed, level, rate) -> Iterator[Candidate]:
    made = make_pair(seed, Noise.at(level), rate)
    older, newer = Laid.of(made.older.ocr_texts), Laid.of(made.newer.ocr_texts)
    alignment = align_words(older.words, newer.words)
    pair = Pair(older, newer, alignment, differences(alignment, newer))
    true = set().union(*(w.words for w in withheld(made, "revealed", newer)))
    for d, _ in parts(pair):
        share = sum(i in true for i in range(*d.new)) / (d.new[1] - d.new[0])
        yield Candidate(ROW, f"made {seed}", pair, d.new, features(pair, d), share >= 0.5)
