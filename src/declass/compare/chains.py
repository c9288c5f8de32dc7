"""Chains of equal words: the main one, filled in its gaps, and one for each moved block."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from rapidfuzz.distance import Indel

from declass.compare.anchors import (
    Blocks,
    chain,
    covered,
    diagonal_blocks,
    gaps,
    matched_before,
    merged,
    no_blocks,
    unique_pairs,
    word_pairs,
)
from declass.compare.words import Hashes, Ints, Words

_CELLS = 64_000_000
"""Largest gap (old words x new words) given to edit distance at once, about 40 ms; larger ones are cut."""
_MOVED_WORDS, _MOVED_LETTERS = 4, 24
"""Shortest moved block, in words and letters: shorter ones are mostly phrases that occur again."""
_MOVED_GAP = 40
"""Most words, on either side, between two parts of one moved block."""
_LONE_GAP = 8
"""A single equal word with this many unequal ones around it is taken for chance."""
_TELLING, _ALIKE = 4, 0.7
"""Letters of a word, and share of them in common, from which it vouches for the equal word beside it."""


def chains_of(old_words: Words, new_words: Words, *, moved: bool = True) -> list[Blocks]:
    """The main chain first, then one rising chain for each moved block; no word is in two."""
    old, new = old_words.hashes, new_words.hashes
    main = no_blocks()
    for n in (6, 4):
        main = with_anchors((old, new), main, n)
    elsewhere = moved_blocks(old, new, main, old_words.bounds) if moved else []
    return [filled_around(old_words, new_words, main, elsewhere), *elsewhere]


def with_anchors(hashes: tuple[Hashes, Hashes], blocks: Blocks, n: int) -> Blocks:
    """The chain with anchors of ``n`` words added in its gaps."""
    old, new = hashes
    zones = matched_before(blocks, 0, len(old)), matched_before(blocks, 1, len(new))
    pairs = unique_pairs((old, zones[0]), (new, zones[1]), n)
    return merged(blocks, chain(diagonal_blocks(*pairs, n)))


def filled_around(old_words: Words, new_words: Words, main: Blocks, elsewhere: Sequence[Blocks]) -> Blocks:
    """The main chain filled as if the moved words were not there."""
    old, new = old_words.hashes, new_words.hashes
    if not elsewhere:
        return _filled((old, new), main, lambda o, n: _resemble(old_words, new_words, o, n))
    taken = merged(*elsewhere)
    stay_old, stay_new = ~covered(taken, 0, len(old)), ~covered(taken[np.argsort(taken[:, 1])], 1, len(new))
    rank_old, rank_new = np.cumsum(stay_old) - 1, np.cumsum(stay_new) - 1
    condensed = np.stack((rank_old[main[:, 0]], rank_new[main[:, 1]], main[:, 2]), axis=1)
    at_old, at_new = np.flatnonzero(stay_old), np.flatnonzero(stay_new)
    filled = _filled(
        (old[stay_old], new[stay_new]),
        merged(condensed),
        lambda o, n: _resemble(old_words, new_words, int(at_old[o]), int(at_new[n])),
    )
    o, n = word_pairs(filled)
    return diagonal_blocks(at_old[o], at_new[n], 1)


Alike = Callable[[int, int], bool]
"""Whether an old and a new word, by index, are one word misread."""


def _resemble(old: Words, new: Words, o: int, n: int) -> bool:
    a = old.blurred[old.bounds[o] : old.bounds[o + 1]]
    b = new.blurred[new.bounds[n] : new.bounds[n + 1]]
    return min(len(a), len(b)) >= _TELLING and Indel.normalized_similarity(a, b) >= _ALIKE


def _filled(hashes: tuple[Hashes, Hashes], main: Blocks, alike: Alike) -> Blocks:
    for n in (2, 1):
        main = with_anchors(hashes, main, n)
    sizes = len(hashes[0]), len(hashes[1])
    between = gaps(main, sizes)
    return without_lone(merged(main, edit_distance(*spelled(*hashes), between)), sizes, alike)


def spelled(old: Hashes, new: Hashes) -> tuple[str, str]:
    """Both texts with one character for each different word: rapidfuzz compares strings fastest."""
    _, ids = np.unique(np.concatenate((old, new)), return_inverse=True)
    chars = (ids + 0x800 * (ids >= 0xD800)) % 0x110000  # the surrogates' range is stepped over
    whole = chars.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return whole[: len(old)], whole[len(old) :]


def edit_distance(old: str, new: str, between: Ints) -> Blocks:
    """Longest common word sequences of gaps (shape (n, 4), see ``gaps``) of spelled texts, as blocks."""
    between = between[(between[:, 1] - between[:, 0]) * (between[:, 3] - between[:, 2]) > 1]
    found = [
        (o0 + block.a, n0 + block.b, block.size)
        for gap in between.tolist()
        for o0, o1, n0, n1 in _cut(*gap)
        for block in Indel.opcodes(old[o0:o1], new[n0:n1]).as_matching_blocks()
        if block.size
    ]
    return np.array(found, np.int64).reshape(-1, 3)


def _cut(o0: int, o1: int, n0: int, n1: int) -> Iterator[tuple[int, int, int, int]]:
    parts = 1 + int((((o1 - o0) * (n1 - n0)) / _CELLS) ** 0.5)
    for k in range(parts):
        yield (
            o0 + (o1 - o0) * k // parts,
            o0 + (o1 - o0) * (k + 1) // parts,
            n0 + (n1 - n0) * k // parts,
            n0 + (n1 - n0) * (k + 1) // parts,
        )


def without_lone(blocks: Blocks, sizes: tuple[int, int], alike: Alike) -> Blocks:
    """Blocks without single words that stand alone amid unequal ones on both sides.

    A word next to one that is only misread does not stand alone.
    """
    if not len(blocks):
        return blocks
    ends = blocks[:, :2] + blocks[:, 2:]
    before = blocks[:, :2] - np.concatenate((np.zeros((1, 2), np.int64), ends[:-1]))
    after = np.concatenate((blocks[1:, :2], [sizes])) - ends
    around = before + after
    lone = (blocks[:, 2] == 1) & (around.min(axis=1) > 0) & (around.max(axis=1) >= _LONE_GAP)
    for k in np.flatnonzero(lone):
        o, n = int(blocks[k, 0]), int(blocks[k, 1])
        held = before[k].min() > 0 and alike(o - 1, n - 1)
        lone[k] = not (held or (after[k].min() > 0 and alike(o + 1, n + 1)))
    kept: Blocks = blocks[~lone]
    return kept


def moved_blocks(old: Hashes, new: Hashes, main: Blocks, old_bounds: Ints) -> list[Blocks]:
    """Moved blocks: each a short rising chain among words that the main chain left on both sides."""
    zones = matched_before(main, 0, len(old)), matched_before(main, 1, len(new))
    pairs = unique_pairs((old, zones[0]), (new, zones[1]), 4, across=True)
    blocks = _kept_apart(diagonal_blocks(*pairs, 4))
    pieces = [piece for piece in _pieces(blocks, zones) if _long_enough(piece, old_bounds)]
    if not pieces:
        return []
    taken = merged(*pieces)
    before = matched_before(taken, 0, len(old)), matched_before(taken[np.argsort(taken[:, 1])], 1, len(new))
    texts = spelled(old, new)
    return [_filled_inside(texts, piece, before) for piece in pieces]


def _filled_inside(texts: tuple[str, str], piece: Blocks, before: tuple[Ints, Ints]) -> Blocks:
    """A moved block with the gaps between its parts filled, where no other moved block stands in them."""
    inner = gaps(piece)
    empty = (before[0][inner[:, 1]] == before[0][inner[:, 0]]) & (
        before[1][inner[:, 3]] == before[1][inner[:, 2]]
    )
    return merged(piece, edit_distance(*texts, inner[empty]))


def _long_enough(piece: Blocks, old_bounds: Ints) -> bool:
    letters = old_bounds[piece[:, 0] + piece[:, 2]] - old_bounds[piece[:, 0]]
    return bool(piece[:, 2].sum() >= _MOVED_WORDS and letters.sum() >= _MOVED_LETTERS)


def _kept_apart(blocks: Blocks) -> Blocks:
    """Blocks trimmed so that no word is in two of them, longest first."""
    kept: list[tuple[int, int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for o, n, length in blocks[np.argsort(-blocks[:, 2], kind="stable")].tolist():
        free = [k for k in range(length) if o + k not in taken[0] and n + k not in taken[1]]
        if free and free[-1] - free[0] == len(free) - 1:
            kept.append((o + free[0], n + free[0], len(free)))
            taken[0].update(range(o + free[0], o + free[-1] + 1))
            taken[1].update(range(n + free[0], n + free[-1] + 1))
    return merged(np.array(kept, np.int64).reshape(-1, 3))


def _pieces(blocks: Blocks, zones: tuple[Ints, Ints]) -> Iterator[Blocks]:
    """Blocks cut wherever one does not closely follow the one before, on both sides and within one gap."""
    if not len(blocks):
        return
    ends = blocks[:-1, :2] + blocks[:-1, 2:]
    steps = blocks[1:, :2] - ends
    same_gap = (zones[0][blocks[1:, 0]] == zones[0][blocks[:-1, 0]]) & (
        zones[1][blocks[1:, 1]] == zones[1][blocks[:-1, 1]]
    )
    follows = same_gap & (steps.min(axis=1) >= 0) & (steps.max(axis=1) <= _MOVED_GAP)
    yield from np.split(blocks, np.flatnonzero(~follows) + 1)
