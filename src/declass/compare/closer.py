"""Likely pairs looked at letter by letter: what of either text the other explains, misreadings included.

    a  ──ANCHOR──gap──ANCHOR────gap────ANCHOR──     anchors: sequences that stand once on both sides, those
    b  ──ANCHOR──gap──ANCHOR──────gap──────ANCHOR── of the heaviest chain that rises on both
                  └ letters in common here count too: the same words read otherwise

A form filled in twice has the printed words in common and legible words beside them that differ; two bad
readings of one text have litter there, or letters that still resemble one another.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from declass.compare.fingerprint import HASH_MASK, SEQUENCE, UNIT_BITS, Letters, sequences
from declass.compare.join import Floats, Shared
from declass.compare.legible import legible, likelihood
from declass.compare.letters import letters_between
from declass.compare.linkage import one_record
from declass.compare.postings import Spread
from declass.compare.words import Hashes, Ints

LOOKS = ("explained_a", "explained_b", "apart_a", "apart_b", "reads_a", "reads_b")
_GAP = 240
"""Letters of a gap that are compared on either side; of longer gaps only what lies beside the anchors."""
_IN_COMMON = 2
"""Least run of letters in common in a gap; lone ones match anywhere."""
_SHORT = 5
"""Letters of a gap's shorter side up to which it is seen first, to save time, whether there can be one."""
_NEAR = 12
"""Anchors on one diagonal at most so far apart are one block."""
_FEW = 20
"""Added to legible letters before shares of them are taken: few prove little."""
_HELD = 4_000_000
"""Letters of texts kept at hand."""
_EACH = 400
"""Pairs a task."""
_MUCH = 10.0
"""Weight in common from which texts are looked at together; only speed hangs on it."""


@dataclass(frozen=True, slots=True)
class LooksTask:
    """Some pairs to be looked at.

    Attributes:
        letters: the file with all letters.
        ends: a file with the end of every unit's letters.
        pairs: a file with both units of every pair.
    """

    letters: Path
    ends: Path
    pairs: Path
    start: int
    stop: int


def looks(letters: Path, ends: Ints, pairs: Shared, folder: Path, spread: Spread) -> Floats:
    """Columns named in ``LOOKS``, for every pair.

    Pairs that hang together are looked at one after another, so that their texts are opened once.

    explained: share of a side's letters that the other explains; apart: share of its legible letters that the
    other does not explain; reads: how likely its letters are one after another, mean of 0–1: .17 in
    well read JFK texts, .07 where their letters are shuffled.
    """
    np.save(folder / "ends.npy", ends)
    order = np.lexsort((pairs.b, pairs.a, one_record(pairs, pairs.weight, len(ends), _MUCH)[pairs.a]))
    np.save(folder / "looked.npy", np.stack((pairs.a, pairs.b))[:, order])
    files = (letters, folder / "ends.npy", folder / "looked.npy")
    count = len(order)
    tasks = [LooksTask(*files, at, min(at + _EACH, count)) for at in range(0, count, _EACH)]
    found = np.empty((count, len(LOOKS)))
    found[order] = np.concatenate([found[:0], *spread(look, tasks)])
    return found


def look(task: LooksTask) -> Floats:
    """The columns of one task's pairs."""
    ends = np.load(task.ends, mmap_mode="r")
    shelf = _Shelf(task.letters, ends)
    a, b = np.load(task.pairs, mmap_mode="r")[:, task.start : task.stop].tolist()
    return np.array([_both(shelf.text(one), shelf.text(other)) for one, other in zip(a, b, strict=True)])


class _Text:
    """A text's letters with what is looked up in them."""

    def __init__(self, letters: Letters) -> None:
        self.letters = letters.tobytes()
        self.single, self.places = _once(sequences(letters))
        likely = likelihood(letters)
        self.legible = legible(likely, len(letters))
        self.reads = float(likely.mean()) if len(likely) else 0.0


class _Shelf:
    """Texts kept at hand while they are asked for again."""

    def __init__(self, letters: Path, ends: Ints) -> None:
        self._file, self._ends = letters, ends
        self._held: dict[int, _Text] = {}
        self._letters = 0

    def text(self, unit: int) -> _Text:
        if unit not in self._held:
            start, end = int(self._ends[unit - 1]) if unit else 0, int(self._ends[unit])
            if self._letters > _HELD:
                self._held, self._letters = {}, 0
            self._held[unit] = _Text(letters_between(self._file, start, end))
            self._letters += end - start
        return self._held[unit]


def _once(found: Hashes) -> tuple[Hashes, Ints]:
    """Sequences that stand once in a text, sorted, and where; beyond 16.7 million letters none are taken."""
    found = found[: 1 << UNIT_BITS]
    placed = found | np.arange(len(found), dtype=np.uint64)  # the lower bits of a sequence are free
    placed.sort()
    ordered = placed & HASH_MASK
    single = np.ones(len(ordered), np.bool_)
    differs = ordered[1:] != ordered[:-1]
    single[1:] &= differs
    single[:-1] &= differs
    return ordered[single], (placed[single] & ~HASH_MASK).astype(np.int64)


def _both(a: _Text, b: _Text) -> tuple[float, ...]:
    """The columns, the same whichever text comes first: of equally good ways one is taken by the order."""
    if (len(a.letters), a.letters) <= (len(b.letters), b.letters):
        return _columns(a, b)
    found = _columns(b, a)
    return (*found[1::-1], *found[3:1:-1], *found[:3:-1])


def _columns(a: _Text, b: _Text) -> tuple[float, ...]:
    chain = _chain(a, b)
    explained = bytearray(len(a.letters)), bytearray(len(b.letters))
    for gap in _gaps(chain, (len(a.letters), len(b.letters))):
        _explain(a, b, gap, explained)
    sides = [
        np.frombuffer(found, np.bool_) | _covered(chain[:, side], chain[:, 2], len(found))
        for side, found in enumerate(explained)
    ]
    shares = [float(side.mean()) for side in sides]
    apart = [
        float((text.legible & ~side).sum()) / (float(text.legible.sum()) + _FEW)
        for text, side in zip((a, b), sides, strict=True)
    ]
    return (*shares, *apart, a.reads, b.reads)


def _covered(starts: Ints, lengths: Ints, count: int) -> npt.NDArray[np.bool_]:
    """Which of so many letters lie in a block."""
    edges = np.bincount(starts, minlength=count + 1) - np.bincount(starts + lengths, minlength=count + 1)
    covered: npt.NDArray[np.bool_] = np.cumsum(edges)[:count] > 0
    return covered


def _chain(a: _Text, b: _Text) -> Ints:
    """Blocks of anchors, rising on both sides, with the most letters in all.

    Returns:
        A row for each: where it starts in a and in b, and how many letters it has.
    """
    less, more = (a, b) if len(a.single) <= len(b.single) else (b, a)
    at = np.minimum(np.searchsorted(more.single, less.single), max(0, len(more.single) - 1))
    both = np.flatnonzero(more.single[at] == less.single) if len(more.single) else at[:0]
    here, there = less.places[both], more.places[at[both]]
    first, second = (here, there) if less is a else (there, here)
    order = np.argsort(first)
    blocks = _blocks(first[order], second[order])
    return blocks[_heaviest(blocks)]


def _blocks(first: Ints, second: Ints) -> Ints:
    if not len(first):
        return np.zeros((0, 3), np.int64)
    cut = np.flatnonzero((np.diff(first) > _NEAR) | (np.diff(first - second) != 0)) + 1
    start, end = np.append(0, cut), np.append(cut, len(first)) - 1
    return np.column_stack((first[start], second[start], first[end] - first[start] + SEQUENCE))


def _heaviest(blocks: Ints) -> npt.NDArray[np.bool_]:
    """Which blocks make the chain rising in b with the most letters; they rise in a already.

    A block is in every such chain if each other block lies before it on both sides or behind it on both: only
    between these is there anything to choose.
    """
    place = blocks[:, 1]
    sure: npt.NDArray[np.bool_] = np.maximum.accumulate(place) == place
    sure &= np.minimum.accumulate(place[::-1])[::-1] == place
    loose = np.flatnonzero(~sure)
    sure[loose[_heaviest_of(place[loose].tolist(), blocks[loose, 2].tolist())]] = True
    return sure


def _heaviest_of(places: list[int], lengths: list[int]) -> list[int]:
    ends: list[int] = []  # places in b at which better and better chains end
    best: list[tuple[int, int]] = []  # their letters, and the number of their last block
    before = [-1] * len(places)
    for number, (place, length) in enumerate(zip(places, lengths, strict=True)):
        k = bisect_left(ends, place)
        weight = length + (best[k - 1][0] if k else 0)
        before[number] = best[k - 1][1] if k else -1
        while k < len(ends) and best[k][0] <= weight:
            del ends[k], best[k]
        if not k or best[k - 1][0] < weight:
            ends.insert(k, place)
            best.insert(k, (weight, number))
    found, at = [], best[-1][1] if best else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found


_Gap = tuple[int, int, int, int]
"""Start and stop in a, start and stop in b."""


def _gaps(chain: Ints, ends: tuple[int, int]) -> Iterator[_Gap]:
    """What lies between blocks, before the first and behind the last."""
    stops = np.concatenate((np.zeros((1, 2), np.int64), chain[:, :2] + chain[:, 2:]))
    before, after = np.maximum.accumulate(stops), np.concatenate((chain[:, :2], [ends]))
    wide = np.flatnonzero((after - before).min(axis=1) >= _IN_COMMON)
    places = zip(wide.tolist(), before[wide].tolist(), after[wide].tolist(), strict=True)
    for number, (x, y), (p, q) in places:
        if max(p - x, q - y) <= _GAP:
            yield x, p, y, q
        else:
            yield from _beside((x, p, y, q), ends=number == len(chain))


def _beside(gap: _Gap, *, ends: bool) -> Iterator[_Gap]:
    """Of a long gap what lies beside the blocks."""
    x, p, y, q = gap
    reach = min(_GAP, p - x, q - y)
    if x or y:
        yield x, x + reach, y, y + reach
    if not ends and (p - x > reach or q - y > reach):
        yield p - reach, p, q - reach, q


def _explain(a: _Text, b: _Text, gap: _Gap, explained: tuple[bytearray, bytearray]) -> None:
    x, p, y, q = gap
    ours, theirs = a.letters[x:p], b.letters[y:q]
    if min(p - x, q - y) <= _SHORT and not _any_two(ours, theirs):
        return
    for at, there, size in Indel.opcodes(ours, theirs).as_matching_blocks():
        if size >= _IN_COMMON:
            explained[0][x + at : x + at + size] = explained[1][y + there : y + there + size] = b"\1" * size


def _any_two(ours: bytes, theirs: bytes) -> bool:
    """Whether any two letters stand side by side in both: else there is no run in common."""
    less, more = (ours, theirs) if len(ours) <= len(theirs) else (theirs, ours)
    return any(less[k : k + 2] in more for k in range(len(less) - 1))
