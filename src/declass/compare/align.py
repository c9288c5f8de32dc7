"""Word-accurate alignment of two texts, through moved blocks, joined words and confused letters.

    old  ────A────B────C────        A, C: the main chain (chain 0), rising on both sides
    new  ────A────C────B────        B: a moved block (chain 1)

Word runs unique on both sides (6, then 4, 2 and 1 words, each time within the gaps left before) anchor the
main chain; what is left over on both sides and unique there becomes moved blocks; edit distance is spent on
words only in the remaining gaps, and on letters only in what then remains.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from declass.compare.anchors import Blocks
from declass.compare.chains import chains_of
from declass.compare.resemble import resembling_words
from declass.compare.words import Words, split

RunKind = Literal["equal", "similar", "moved", "only_old", "only_new"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of both texts, or of one, that corresponds in one way.

    Attributes:
        kind: ``equal`` (same words), ``similar`` (same words read differently, joined or split), ``moved``
            (equal or similar, but elsewhere), ``only_old``, ``only_new``.
        old, new: spans of code points, half-open; a span reaches to the next run's first word, so that spans
            tile the text. In ``only_old`` the new span is empty and stands where the words would be, and the
            reverse.
        old_words, new_words: the same as word indices, into ``Alignment.old`` and ``.new``.
        similarity: 0–1, share of letters in common; 1 for equal words, 0 for a run of one side.
        chain: 0 for the main chain, 1 and up for one moved block each; -1 for runs of one side.
    """

    kind: RunKind
    old: tuple[int, int]
    new: tuple[int, int]
    old_words: tuple[int, int]
    new_words: tuple[int, int]
    similarity: float
    chain: int


@dataclass(frozen=True)
class Alignment:
    """Two texts and the runs that rebuild both exactly.

    Attributes:
        old, new: the texts' words with their places.
        runs: in the order of the new text; what only the old text has follows what it followed there.
    """

    old: Words
    new: Words
    runs: tuple[Run, ...]

    @cached_property
    def in_old_order(self) -> tuple[Run, ...]:
        """Runs that have old words, in the old text's order; their old spans tile the old text."""
        return tuple(sorted((r for r in self.runs if r.old[0] < r.old[1]), key=lambda r: r.old))

    @property
    def old_in_new(self) -> float:
        """Share of the old text's letters that the new text has, moved and similar ones too."""
        return self._share([(r.old_words, r.similarity) for r in self.runs], self.old)

    @property
    def new_in_old(self) -> float:
        """Share of the new text's letters that the old text has."""
        return self._share([(r.new_words, r.similarity) for r in self.runs], self.new)

    @staticmethod
    def _share(spans: Sequence[tuple[tuple[int, int], float]], words: Words) -> float:
        if not len(words):
            return 0.0
        explained = sum(
            int(words.bounds[b] - words.bounds[a]) for (a, b), similarity in spans if similarity > 0
        )
        return explained / int(words.bounds[-1])


@dataclass(frozen=True, slots=True)
class _Match:
    """Words of both sides that correspond."""

    old: tuple[int, int]
    new: tuple[int, int]
    similarity: float
    chain: int
    exact: bool


def align(old: str, new: str, *, similar: bool = True, moved: bool = True) -> Alignment:
    """Align two texts word by word.

    Args:
        old, new: any texts; pages may be joined by line ends, their places are the caller's.
        similar: also pair words by their letters (slower).
        moved: also find moved blocks.

    >>> [(r.kind, r.old) for r in align("the station chief", "the statlon chief").runs]
    [('equal', (0, 4)), ('similar', (4, 12)), ('equal', (12, 17))]
    """
    return align_words(split(old), split(new), similar=similar, moved=moved)


def align_words(old: Words, new: Words, *, similar: bool = True, moved: bool = True) -> Alignment:
    """As ``align``, for texts already split into words."""
    matches = [*_matches(old, new, similar=similar, moved=moved)]
    return Alignment(old, new, tuple(_assembled(old, new, matches)))


def _matches(old: Words, new: Words, *, similar: bool, moved: bool) -> list[_Match]:
    chains = chains_of(old, new, moved=moved)
    found = [match for number, blocks in enumerate(chains) for match in _equal(blocks, number)]
    if similar:
        for (o0, o1, n0, n1, similarity), number in resembling_words(old, new, chains):
            same = o1 - o0 == n1 - n0 == 1 and old.hashes[o0] == new.hashes[n0]
            found.append(_Match((o0, o1), (n0, n1), similarity, number, exact=bool(same)))
    return found


def _equal(blocks: Blocks, number: int) -> Iterator[_Match]:
    for o, n, length in blocks.tolist():
        yield _Match((o, o + length), (n, n + length), 1.0, number, exact=True)


def _assembled(old: Words, new: Words, matches: Sequence[_Match]) -> Iterator[Run]:
    """Runs in the order of the new text, unmatched words of the old text after what they followed."""
    by_new = sorted(matches, key=lambda m: m.new)
    left_old = dict(_between([m.old for m in sorted(matches, key=lambda m: m.old)], len(old)))
    left_new = dict(_between([m.new for m in by_new], len(new)))
    yield from _one_sided(old, new, (0, left_old.get(0)), (0, left_new.get(0)))
    for match in by_new:
        yield _run(old, new, match)
        o, n = match.old[1], match.new[1]
        yield from _one_sided(old, new, (o, left_old.get(o)), (n, left_new.get(n)))


def _between(spans: Sequence[tuple[int, int]], words: int) -> Iterator[tuple[int, int]]:
    """What spans leave uncovered: first word -> stop."""
    at = 0
    for start, stop in (*spans, (words, words)):
        if at < start:
            yield at, start
        at = stop


def _one_sided(
    old: Words, new: Words, left: tuple[int, int | None], right: tuple[int, int | None]
) -> Iterator[Run]:
    (o, o_stop), (n, n_stop) = left, right
    here_old, here_new = _place(old, o), _place(new, n)
    if o_stop is None and not len(old) and old.text:
        o_stop = 0
    if n_stop is None and not len(new) and new.text:
        n_stop = 0
    if o_stop is not None:
        yield Run(
            "only_old",
            (here_old, _place(old, o_stop, end=True)),
            (here_new, here_new),
            (o, o_stop),
            (n, n),
            0.0,
            -1,
        )
    if n_stop is not None:
        at = here_old if o_stop is None else _place(old, o_stop, end=True)
        spot = o if o_stop is None else o_stop
        yield Run(
            "only_new",
            (at, at),
            (here_new, _place(new, n_stop, end=True)),
            (spot, spot),
            (n, n_stop),
            0.0,
            -1,
        )


def _place(words: Words, i: int, *, end: bool = False) -> int:
    """Code point at which word ``i``'s share begins; a text without words ends at its length."""
    if not len(words):
        return len(words.text) if end else 0
    return int(words.cuts[i])


def _run(old: Words, new: Words, match: _Match) -> Run:
    kind: RunKind = "moved" if match.chain else "equal" if match.exact else "similar"
    old_span = int(old.cuts[match.old[0]]), int(old.cuts[match.old[1]])
    new_span = int(new.cuts[match.new[0]]), int(new.cuts[match.new[1]])
    return Run(kind, old_span, new_span, match.old, match.new, match.similarity, match.chain)
