"""Words that are the same word read differently: letters confused, words joined or split."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from declass.compare.anchors import Blocks, covered, gaps, merged
from declass.compare.words import Words

_CHARS = 6000
"""Longest gap side, in letters, compared at once; longer ones are compared window by window."""
_ENOUGH = 0.6
"""Least share of letters in common; below, cross-engine pairs of JFK texts are mostly different words."""
_LINKED = 0.5
"""Least share of the shorter word's letters that must fall into the other for the two to be compared."""

Group = tuple[int, int, int, int, float]
"""Old words first, stop; new words first, stop; similarity 0–1."""


def resembling_words(old: Words, new: Words, chains: Sequence[Blocks]) -> Iterator[tuple[Group, int]]:
    """Words paired by their letters, in the gaps of every chain; words of other chains stay theirs.

    Returns:
        Groups, each with the number of its chain.
    """
    taken = merged(*chains)
    free = ~covered(taken, 0, len(old)), ~covered(taken[np.argsort(taken[:, 1])], 1, len(new))
    for number in reversed(range(len(chains))):  # moved blocks first: their gaps are short
        for gap in gaps(chains[number], None if number else (len(old), len(new))).tolist():
            for part in _free_parts(free, gap) if len(chains) > 1 else (gap,):
                for group in resembling(old, new, part):
                    free[0][group[0] : group[1]] = False
                    free[1][group[2] : group[3]] = False
                    yield group, number


def _free_parts(
    free: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]], gap: tuple[int, int, int, int]
) -> list[tuple[int, int, int, int]]:
    """A gap without words of other chains: its first free stretches, and its last if they are others."""
    old, new = _stretches(free[0], gap[0], gap[1]), _stretches(free[1], gap[2], gap[3])
    if not old or not new:
        return []
    parts = [(*old[0], *new[0])]
    if len(old) > 1 and len(new) > 1:
        parts.append((*old[-1], *new[-1]))
    return parts


def _stretches(free: npt.NDArray[np.bool_], start: int, stop: int) -> list[tuple[int, int]]:
    if free[start:stop].all():
        return [(start, stop)]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], free[start:stop], [False])).astype(np.int8)))
    return [(start + int(a), start + int(b)) for a, b in edges.reshape(-1, 2)]


def resembling(old: Words, new: Words, gap: tuple[int, int, int, int]) -> Iterator[Group]:
    """Groups of old and new words in a gap that resemble each other, in order.

    Args:
        gap: old words first, stop, new words first, stop.
    """
    o0, o1, n0, n1 = gap
    if o1 - o0 == 1 and n1 - n0 == 1:
        yield from _checked(old, new, gap)
        return
    for window in _windows(old, new, gap):
        for group in _linked(old, new, window):
            yield from _checked(old, new, group)


def _windows(old: Words, new: Words, gap: tuple[int, int, int, int]) -> Iterator[tuple[int, int, int, int]]:
    """The gap cut in proportion, so that neither side of a window is too long."""
    o0, o1, n0, n1 = gap
    longest = max(old.bounds[o1] - old.bounds[o0], new.bounds[n1] - new.bounds[n0])
    parts = int(longest // _CHARS) + 1
    for k in range(parts):
        window = (
            o0 + (o1 - o0) * k // parts,
            o0 + (o1 - o0) * (k + 1) // parts,
            n0 + (n1 - n0) * k // parts,
            n0 + (n1 - n0) * (k + 1) // parts,
        )
        if window[0] < window[1] and window[2] < window[3]:
            yield window


def _checked(old: Words, new: Words, group: tuple[int, int, int, int]) -> Iterator[Group]:
    o0, o1, n0, n1 = group
    a = old.blurred[old.bounds[o0] : old.bounds[o1]]
    b = new.blurred[new.bounds[n0] : new.bounds[n1]]
    similarity = Indel.normalized_similarity(a, b)
    # two letters out of three prove nothing
    if similarity >= (_ENOUGH if len(a) + len(b) > 7 else 0.79):
        yield o0, o1, n0, n1, round(similarity, 3)


def _linked(old: Words, new: Words, window: tuple[int, int, int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Neighbouring words tied together by runs of common letters."""
    links = _links(old, new, window)
    group: list[int] | None = None
    for i, j in links:
        if group is not None and (i < group[1] or j < group[3]):
            group[1], group[3] = max(group[1], i + 1), max(group[3], j + 1)
            continue
        if group is not None:
            yield group[0], group[1], group[2], group[3]
        group = [i, i + 1, j, j + 1]
    if group is not None:
        yield group[0], group[1], group[2], group[3]


def _links(old: Words, new: Words, window: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    o0, o1, n0, n1 = window
    old_cuts, new_cuts = old.bounds[o0 : o1 + 1].tolist(), new.bounds[n0 : n1 + 1].tolist()
    a, b = old.blurred[old_cuts[0] : old_cuts[-1]], new.blurred[new_cuts[0] : new_cuts[-1]]
    weights: dict[tuple[int, int], int] = {}
    for block in Indel.opcodes(a, b).as_matching_blocks():
        if block.size < 2:  # lone letters match anywhere
            continue
        x, y, left = block.a + old_cuts[0], block.b + new_cuts[0], block.size
        i, j = bisect_right(old_cuts, x) - 1, bisect_right(new_cuts, y) - 1
        while left > 0:
            step = min(left, old_cuts[i + 1] - x, new_cuts[j + 1] - y)
            weights[i, j] = weights.get((i, j), 0) + step
            x, y, left = x + step, y + step, left - step
            i, j = i + (x == old_cuts[i + 1]), j + (y == new_cuts[j + 1])
    return [
        (o0 + i, n0 + j)
        for (i, j), weight in sorted(weights.items())
        if weight >= _LINKED * min(old_cuts[i + 1] - old_cuts[i], new_cuts[j + 1] - new_cuts[j])
    ]
