"""Places where two texts surely correspond: word runs unique on both sides, in one rising chain."""

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from declass.compare.words import Hashes, Ints

_STEP = np.uint64(0xA0761D6478BD642F)
_GAP = np.uint64(0xE7037ED1A0B428DB)

Blocks = Ints
"""int64 array, shape (n, 3): first old word, first new word, length in words."""


def no_blocks() -> Blocks:
    return np.zeros((0, 3), np.int64)


def sequences(hashes: Hashes, n: int) -> Hashes:
    """Rolling hash of every run of ``n`` words; length ``len - n + 1`` (0 if shorter)."""
    count = max(0, len(hashes) - n + 1)
    rolled = np.zeros(count, np.uint64)
    for k in range(n):
        rolled = rolled * _STEP + hashes[k : k + count]
    return rolled


def matched_before(blocks: Blocks, side: int, words: int) -> Ints:
    """For each place 0..words, how many words of that side (0 old, 1 new) before it are in blocks."""
    steps = np.zeros(words + 1, np.int64)
    np.add.at(steps, blocks[:, side], 1)
    np.add.at(steps, blocks[:, side] + blocks[:, 2], -1)
    inside = np.cumsum(steps)[:-1]
    return np.concatenate(([0], np.cumsum(inside)))


def unique_pairs(
    old: tuple[Hashes, Ints], new: tuple[Hashes, Ints], n: int, *, across: bool = False
) -> tuple[Ints, Ints]:
    """Where runs of ``n`` words stand that are unique, on both sides, within their zone.

    Args:
        old, new: word hashes, and zones: length ``words + 1``, rising; a run must not cross a rise.
        across: whether runs in zones of different numbers may pair too (and must be unique over all).

    Returns:
        Starts in old (rising) and in new.
    """
    old_keys, old_at = _keys(*old, n, across)
    new_keys, new_at = _keys(*new, n, across)
    _, i, j = np.intersect1d(old_keys, new_keys, assume_unique=True, return_indices=True)
    a, b = old_at[i], new_at[j]
    order = np.argsort(a)
    return a[order], b[order]


def _keys(hashes: Hashes, zone: Ints, n: int, across: bool) -> tuple[Hashes, Ints]:
    """Keys of the runs inside one zone that occur once, and their places."""
    rolled = sequences(hashes, n)
    at = np.flatnonzero(zone[: len(rolled)] == zone[n : n + len(rolled)])
    keys = rolled[at] if across else rolled[at] + zone[at].astype(np.uint64) * _GAP
    unique, first, counts = np.unique(keys, return_index=True, return_counts=True)
    once = counts == 1
    return unique[once], at[first[once]]


def diagonal_blocks(old_at: Ints, new_at: Ints, n: int) -> Blocks:
    """Anchors that follow each other on both sides, merged into blocks."""
    if not len(old_at):
        return no_blocks()
    breaks = (np.diff(old_at) != 1) | (np.diff(new_at) != 1)
    first = np.flatnonzero(np.concatenate(([True], breaks)))
    last = np.append(first[1:], len(old_at)) - 1
    return np.stack((old_at[first], new_at[first], old_at[last] - old_at[first] + n), axis=1)


def chain(blocks: Blocks) -> Blocks:
    """The heaviest set of blocks that rises on both sides, overlaps trimmed.

    Args:
        blocks: sorted by old start, no two with the same.
    """
    if len(blocks) < 2 or bool(np.all(np.diff(blocks[:, 1]) > 0)):
        return _trimmed(blocks)
    ends: list[int] = []  # new starts of frontier blocks, rising
    scores: list[int] = []  # best chain weight ending there, rising
    owners: list[int] = []
    previous = [-1] * len(blocks)
    for k, (start, weight) in enumerate(zip(blocks[:, 1].tolist(), blocks[:, 2].tolist(), strict=True)):
        at = bisect_left(ends, start)
        score = weight + (scores[at - 1] if at else 0)
        previous[k] = owners[at - 1] if at else -1
        stop = at
        while stop < len(ends) and scores[stop] <= score:
            stop += 1
        if at == stop and at < len(ends) and ends[at] == start:
            continue
        ends[at:stop], scores[at:stop], owners[at:stop] = [start], [score], [k]
    return _trimmed(blocks[_backwards(owners[-1], previous)])


def _backwards(last: int, previous: list[int]) -> list[int]:
    path = [last]
    while previous[path[-1]] >= 0:
        path.append(previous[path[-1]])
    return path[::-1]


def _trimmed(blocks: Blocks) -> Blocks:
    """Rising blocks without overlap: where two overlap, the later one gives way."""
    if len(blocks) < 2:
        return blocks
    old_end, new_end = blocks[:-1, 0] + blocks[:-1, 2], blocks[:-1, 1] + blocks[:-1, 2]
    if bool(np.all(old_end <= blocks[1:, 0]) and np.all(new_end <= blocks[1:, 1])):
        return blocks
    kept: list[tuple[int, int, int]] = []
    o_end = n_end = 0
    for o, n, length in blocks.tolist():
        cut = max(0, o_end - o, n_end - n)
        if length > cut:
            kept.append((o + cut, n + cut, length - cut))
            o_end, n_end = o + length, n + length
    return np.array(kept, np.int64).reshape(-1, 3)


def merged(*several: Blocks) -> Blocks:
    """Blocks that do not overlap, sorted by old start, touching ones on one diagonal joined."""
    blocks = np.concatenate(several)
    blocks = blocks[np.argsort(blocks[:, 0], kind="stable")]
    if len(blocks) < 2:
        return blocks
    touches = (blocks[1:, 0] == blocks[:-1, 0] + blocks[:-1, 2]) & (
        blocks[1:, 1] == blocks[:-1, 1] + blocks[:-1, 2]
    )
    first = np.flatnonzero(np.concatenate(([True], ~touches)))
    lengths = np.add.reduceat(blocks[:, 2], first)
    return np.stack((blocks[first, 0], blocks[first, 1], lengths), axis=1)


def gaps(blocks: Blocks, words: tuple[int, int] | None = None) -> Ints:
    """What lies between rising blocks, and, if the texts' lengths in words are given, before and after them.

    Returns:
        int64 array, shape (n, 4): old start, stop, new start, stop; only gaps with words on both sides.
    """
    ends = blocks[:, :2] + blocks[:, 2:]
    starts = blocks[:, :2]
    if words is None:
        ends, starts = ends[:-1], starts[1:]
    else:
        ends = np.concatenate((np.zeros((1, 2), np.int64), ends))
        starts = np.concatenate((starts, [words]))
    between = np.stack((ends[:, 0], starts[:, 0], ends[:, 1], starts[:, 1]), axis=1)
    return between[np.all(starts > ends, axis=1)]


def word_pairs(blocks: Blocks) -> tuple[Ints, Ints]:
    """Every pair of words in blocks, in their order."""
    lengths = blocks[:, 2]
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(blocks[:, 0], lengths) + within, np.repeat(blocks[:, 1], lengths) + within


def covered(blocks: Blocks, side: int, words: int) -> npt.NDArray[np.bool_]:
    """Which words of a side (0 old, 1 new) stand in blocks."""
    return np.diff(matched_before(blocks, side, words)) > 0
