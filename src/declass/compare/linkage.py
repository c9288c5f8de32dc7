"""From shared sequences to a probability that two texts are one record: a small model anyone can read."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from declass.compare.join import Floats, Shared
from declass.compare.words import Ints

NEAR = 2.0
"""Log-odds from which two texts are taken for near copies when near copies are put together."""
_CLEAN, _LEAST_CLEAN, _LITTER, _STEEP = -0.1, -2.6, 6.0, 6.0
"""Bound for texts that read well, natural logarithms. On 1,207 JFK texts and 245 State cables
together it takes away 325 of 342 pairs of different cables and none of 770 true pairs."""
_FLOOR = -8.0
"""Log-odds of a pair that no candidate row stands for."""
FIRST = (
    "both_sides",
    "larger_side",
    "rank_best",
    "rank_worst",
    "weight",
    "of_all",
    "of_all_larger",
    "readable",
    "shorter",
)
SECOND = (
    "first",
    "group_best",
    "group_mean",
    "rare_share",
    "together",
    "words_both",
    "words_larger",
    *FIRST,
    "matched",
)
PART = ("larger_side", "rank_best", "weight", "of_all_larger", "words_larger", "size_ratio")
PART_RATIO = 0.9
"""Natural logarithm of how many times larger the whole must be for the model of parts to be asked."""


@dataclass(frozen=True)
class Model:
    """A logistic model: weights of features brought to mean 0 and deviation 1.

    Attributes:
        features: names, in the order of columns.
        mean, deviation, weights: arrays of the same length.
        bias: log-odds where every feature is at its mean.
    """

    features: tuple[str, ...]
    mean: Floats
    deviation: Floats
    weights: Floats
    bias: float

    def log_odds(self, columns: Floats) -> Floats:
        """Log-odds for rows of features, shape (n, features)."""
        scaled: Floats = (columns - self.mean) / self.deviation
        return scaled @ self.weights + self.bias


def read_model(raw: dict[str, Any]) -> Model:
    """A model from its JSON form."""
    columns = raw["features"]
    mean, deviation, weights = (
        np.array([c[name] for c in columns], np.float64) for name in ("mean", "deviation", "weight")
    )
    return Model(tuple(c["name"] for c in columns), mean, deviation, weights, float(raw["bias"]))


@dataclass(frozen=True)
class Models:
    """The first and second model of one record, and the model of a part inside a whole."""

    first: Model
    second: Model
    part: Model


@cache
def shipped_models() -> Models:
    """The models as shipped; their origin stands in the file."""
    raw = json.loads(files("declass.compare").joinpath("match_model.json").read_text(encoding="utf-8"))
    return Models(*(read_model(raw[name]) for name in ("first", "second", "part")))


def best_partners(pairs: Shared, most: int) -> npt.NDArray[np.bool_]:
    """Which pairs are among the ``most`` best of either side, by weight or by share of both sides."""
    both = both_sides(pairs)
    kept = np.zeros(len(pairs.a), np.bool_)
    for side in (pairs.a, pairs.b):
        for value in (pairs.weight, both):
            order = np.lexsort((-value, side))
            ordered = side[order]
            starts = (
                np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if len(order) else order
            )
            rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
            kept[order[rank < most]] = True
    return kept


def only(pairs: Shared, kept: npt.NDArray[np.bool_]) -> Shared:
    """The pairs kept; totals stay."""
    return Shared(
        pairs.a[kept],
        pairs.b[kept],
        pairs.shared[kept],
        pairs.rare[kept],
        pairs.weight[kept],
        pairs.total_shared,
        pairs.total_weight,
        pairs.length,
    )


def both_sides(pairs: Shared) -> Floats:
    """Geometric mean of the weighted shares of both sides, 0–1."""
    share: Floats = pairs.weight / np.sqrt(pairs.total_weight[pairs.a] * pairs.total_weight[pairs.b])
    return share


def of_all(pairs: Shared) -> Floats:
    """Shared sequences as a share of all sequences of both sides, geometric mean, 0 to about 1."""
    share: Floats = pairs.shared / np.sqrt(pairs.length[pairs.a] * pairs.length[pairs.b])
    return share


def first_features(pairs: Shared, readable: Floats) -> Floats:
    """Columns named in ``FIRST``, natural logarithms.

    both_sides: geometric mean of shares; larger_side: the greater share; ranks: weight against the heaviest
    pair of either unit, best and worst of the two units; weight itself; of_all: shared sequences as a share
    of all that the units hold, rare or not (geometric mean, and of the shorter unit); readable: share of
    readable words, as litter explains what is not shared; shorter: the shorter unit's length.

    Args:
        readable: per unit, share of its words that are readable, above 0.
    """
    a, b, length = pairs.a, pairs.b, pairs.length
    best = _best(a, b, pairs.weight, len(length))
    rank_a, rank_b = np.log(pairs.weight / best[a]), np.log(pairs.weight / best[b])
    shorter = np.minimum(length[a], length[b])
    return np.stack(
        (
            np.log(both_sides(pairs)),
            np.log(pairs.weight / np.minimum(pairs.total_weight[a], pairs.total_weight[b])),
            np.maximum(rank_a, rank_b),
            np.minimum(rank_a, rank_b),
            np.log(pairs.weight),
            np.log(of_all(pairs)),
            np.log(pairs.shared / shorter),
            np.log(readable[a] * readable[b]) / 2,
            np.log(shorter),
        ),
        axis=1,
    )


def part_features(pairs: Shared, first: Floats, words: Floats) -> Floats:
    """Columns named in ``PART``; size_ratio: log of the greater unit's sequences over the smaller's."""
    ratio = np.abs(np.log(pairs.length[pairs.a] / pairs.length[pairs.b]))
    return np.column_stack((first[:, [1, 2, 4, 6]], np.log(words.max(axis=1)), ratio))


def readable_enough(first: Floats) -> Floats:
    """Upper bound of log-odds: where both texts read well, little in common is no accident of scanning.

    Cleanly read texts (``readable`` of 0.9) must share 7% of the shorter one's sequences, worse ones less.
    """
    columns = {name: first[:, k] for k, name in enumerate(FIRST)}
    litter = np.maximum(0.0, _CLEAN - columns["readable"])
    bound: Floats = _STEEP * (columns["of_all_larger"] - (_LEAST_CLEAN - _LITTER * litter))
    return bound


def near_copies(pairs: Shared, log_odds: Floats, threshold: float = NEAR) -> Ints:
    """A group number for every unit; units linked by pairs above the threshold share one."""
    parent = list(range(len(pairs.total_weight)))
    near = log_odds > threshold
    for a, b in zip(pairs.a[near].tolist(), pairs.b[near].tolist(), strict=True):
        parent[_root(parent, a)] = _root(parent, b)
    roots = np.array([_root(parent, i) for i in range(len(parent))], np.int64)
    _, groups = np.unique(roots, return_inverse=True)
    return groups.astype(np.int64)


@dataclass(frozen=True)
class Linked:
    """What the second model needs beside the first one's answer.

    Attributes:
        groups: per unit, its group of near copies.
        between: the join under group numbers.
        words: shape (pairs, 2), share of a's readable words that b has, and of b's that a has, 0–1.
    """

    groups: Ints
    between: Shared
    words: Floats


def second_features(pairs: Shared, first: Floats, log_odds: Floats, linked: Linked) -> Floats:
    """Columns named in ``SECOND``.

    first: the first model's log-odds; group_best, group_mean: the same over all pairs between the two units'
    groups of near copies; rare_share: sequences that stand in these two groups and in no third, as a share of
    all rare ones of both (geometric mean, natural logarithm), which forms and templates lack as more than two
    records use them; together: 1 where both units are in one group (rare_share is then 0); words_both,
    words_larger: readable words in common, as shares of both sides, natural logarithms; then the first
    columns again; matched: logarithm of the share of the collection's texts that have a near copy in it.

    Args:
        first, log_odds: the first model's columns and answer for the same pairs.
    """
    low, high = _ordered(linked.groups[pairs.a], linked.groups[pairs.b])
    together = low == high
    sizes = np.bincount(linked.groups)
    best, mean = _over_groups(low, high, log_odds, sizes)
    between = linked.between
    could = np.sqrt(between.total_shared[low] * between.total_shared[high])
    share = np.where(together, 0.0, np.log((_rare(between, low, high) + 0.5) / (could + 10)))
    both, larger = np.log(linked.words[:, 0] * linked.words[:, 1]) / 2, np.log(linked.words.max(axis=1))
    matched = np.full(len(low), np.log(np.mean(sizes[linked.groups] > 1) + 0.02))
    return np.column_stack((log_odds, best, mean, share, together, both, larger, first, matched))


def _over_groups(low: Ints, high: Ints, log_odds: Floats, sizes: Ints) -> tuple[Floats, Floats]:
    """Best and mean log-odds between groups, for every pair; missing pairs count as the floor."""
    groups, at = np.unique(low * len(sizes) + high, return_inverse=True)
    best = np.full(len(groups), _FLOOR)
    np.maximum.at(best, at, log_odds)
    present = np.bincount(at, minlength=len(groups))
    first, second = groups // len(sizes), groups % len(sizes)
    possible = np.where(first == second, present, sizes[first] * sizes[second])
    mean = (
        np.bincount(at, weights=log_odds, minlength=len(groups)) + _FLOOR * (possible - present)
    ) / possible
    return best[at], mean[at]


def _rare(between: Shared, low: Ints, high: Ints) -> Floats:
    """Sequences that stand in two groups only; 0 where the join has no row."""
    size = len(between.total_shared)
    if not len(between.a):
        return np.zeros(len(low))
    keys, wanted = between.a * size + between.b, low * size + high
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
    return np.where(keys[at] == wanted, between.rare[at], 0.0)


def _best(a: Ints, b: Ints, value: Floats, size: int) -> Floats:
    best = np.zeros(size)
    np.maximum.at(best, a, value)
    np.maximum.at(best, b, value)
    return best


def _ordered(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    return np.minimum(a, b), np.maximum(a, b)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i
