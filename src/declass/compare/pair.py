"""Two releases of a record, aligned, with what the features look up again and again."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from declass.compare.align import Alignment
from declass.compare.difference import Difference, unmatched
from declass.compare.layout import Laid
from declass.compare.witness import Counterparts, Witness

_ALIKE = (0.002, 0.01)
_WORN = (0.12, 0.3)
"""Shares of misread words below which two texts are read alike (born digital, or one engine on one scan), and
above which they are badly read: what is missing means another thing there. Between the two, in proportion."""
_STRANGE, _SHEET = 0.1, 0.5
"""Share of a page's words that the other text has, below which it is not in it (banners agree anywhere), and
below which a page may be the sheet that stands for a withheld one: its dozen words are common ones."""

_LOOKED_FOR = 3  # letters beyond which a missing word is worth comparing with other missing ones


@dataclass(frozen=True)
class Pair:
    """Two releases of a record, aligned.

    Attributes:
        found: their differences, in order.
        witnesses: further texts of the record.
    """

    older: Laid
    newer: Laid
    alignment: Alignment
    found: Sequence[Difference]
    witnesses: Sequence[Witness] = ()

    @cached_property
    def counterparts(self) -> Counterparts:
        return Counterparts.of(self.alignment)

    @cached_property
    def old_words(self) -> Counter[str]:
        return Counter(self.older.folded)

    @cached_property
    def matched_new(self) -> Counter[str]:
        """Words of the newer text that the older has in their place."""
        here = self.counterparts.here
        return Counter(word for word, has in zip(self.newer.folded, here, strict=True) if has)

    @cached_property
    def unmatched_old(self) -> Mapping[str, Sequence[int]]:
        """Words of the older text that have no counterpart, and where they stand."""
        return unmatched(self.alignment, moved=True)

    @cached_property
    def unmatched_places(self) -> Sequence[tuple[int, str]]:
        """The same words by where they stand, rising."""
        return sorted((i, word) for word, places in self.unmatched_old.items() for i in places)

    @cached_property
    def missing(self) -> Counter[str]:
        """In how many differences each word is missing."""
        counted: Counter[str] = Counter()
        for difference in self.found:
            if not difference.furniture:
                counted.update(set(self.newer.folded[slice(*difference.new)]))
        return counted

    @cached_property
    def never_there(self) -> dict[str, int]:
        """Filled as it is asked for."""
        return {}

    @cached_property
    def missing_by_look(self) -> Mapping[tuple[str, int], list[str]]:
        """Missing words of four letters and more by first letters and length."""
        by_look: dict[tuple[str, int], list[str]] = {}
        for word in self.missing:
            if len(word) > _LOOKED_FOR:
                by_look.setdefault((word[:2], len(word)), []).append(word)
        return by_look

    @cached_property
    def clean(self) -> float:
        """0–1: how well the two texts agree word for word."""
        return 1 - min(1.0, 2 * self.trouble[-1] / max(1, len(self.newer.starts)))

    @cached_property
    def misread(self) -> list[int]:
        """Running count of words of the newer text that the older has, but reads otherwise."""
        wrong = self.counterparts.here & (self.counterparts.form != self.newer.words.hashes)
        return [0, *np.cumsum(wrong).tolist()]

    @cached_property
    def present(self) -> list[int]:
        """Running count of words of the newer text that the older has."""
        return [0, *np.cumsum(self.counterparts.here).tolist()]

    @cached_property
    def misread_share(self) -> float:
        """0–1: of the words that both have, how many are read otherwise."""
        return self.misread[-1] / max(1, self.present[-1])

    @cached_property
    def read_alike(self) -> float:
        """0–1: whether hardly a word is misread, so that what is missing was not lost in reading."""
        return _between(self.misread_share, *reversed(_ALIKE))

    @cached_property
    def worn(self) -> float:
        """0–1: whether so much is misread that words lost in reading are to be expected."""
        return _between(self.misread_share, *_WORN)

    @cached_property
    def strange_pages(self) -> frozenset[int]:
        """Pages of the newer text of which the older has next to nothing; none if it has but one."""
        return _strange(self.newer, self.counterparts.here, _STRANGE)

    def older_page_in_stead(self, place: tuple[int, int]) -> bool:
        """Whether the older text has a page there, however little it says, that the newer has not."""
        words = np.flatnonzero(self._held_older)
        before, after = np.searchsorted(words, place[0]) - 1, np.searchsorted(words, place[1])
        first = self.older.page_of(self.older.starts[words[before]]) if before >= 0 else -1
        last = len(self.older.pages)
        if after < len(words):
            last = self.older.page_of(self.older.starts[words[after]])
        return last - first > 1 or first in self._strange_older or last in self._strange_older

    @cached_property
    def _strange_older(self) -> frozenset[int]:
        return _strange(self.older, self._held_older, _SHEET)

    @cached_property
    def _held_older(self) -> npt.NDArray[np.bool_]:
        """For each word of the older text, whether the newer has it in its place."""
        held = np.zeros(len(self.older.starts), np.bool_)
        for run in self.alignment.runs:
            if run.kind in ("equal", "similar"):
                held[slice(*run.old_words)] = True
        return held

    @cached_property
    def capital_text(self) -> float:
        """Capitals as a share of the newer text's letters."""
        letters = [c for c in self.newer.words.text if c.isalpha()]
        return sum(c.isupper() for c in letters) / max(1, len(letters))

    @cached_property
    def trouble(self) -> list[int]:
        """Running count of words of the newer text that the older reads otherwise or not at all."""
        own, other = self.newer.words.hashes, self.counterparts.form
        total, sums = 0, [0]
        for same in (own == other).tolist():
            total += not same
            sums.append(total)
        return sums


def _strange(side: Laid, held: npt.NDArray[np.bool_], least: float) -> frozenset[int]:
    """Pages of which less than a share is held by the other text; none where there is but one page."""
    first = [bisect_left(side.starts, start) for start in side.page_starts]
    sums = np.concatenate(([0], np.cumsum(held)))
    spans = zip(first, [*first[1:], len(held)], strict=True)
    shares = [(sums[b] - sums[a]) / (b - a) if a < b else 1.0 for a, b in spans]
    return frozenset(i for i, share in enumerate(shares) if share < least and len(shares) > 1)


def _between(value: float, nothing: float, full: float) -> float:
    """0 at and beyond one end, 1 at and beyond the other, linear between."""
    return min(1.0, max(0.0, (value - nothing) / (full - nothing)))
