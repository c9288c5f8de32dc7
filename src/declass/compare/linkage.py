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
_FLOOR = -8.0
"""Log-odds of a pair that no candidate row stands for."""
FIRST = ("both_sides", "larger_side", "rank_best", "rank_worst", "weight", "of_all", "of_all_larger")
SECOND = (
    "first",
    "group_best",
    "group_mean",
    "rare_share",
    "together",
)
PART = ("larger_side", "rank_best", "weight", "of_all_larger", "size_ratio")
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


def first_features(pairs: Shared) -> Floats:
    """Columns named in ``FIRST``, natural logarithms.

    both_sides: geometric mean of shares; larger_side: the greater share; rank: weight against the heaviest
    pair of either unit, best and worst of the two units; weight itself; of_all: shared sequences as a share of
    all that the units hold, rare or not (geometric mean, and of the shorter unit).
    """
    best = _best(pairs.a, pairs.b, pairs.weight, len(pairs.total_weight))
    rank_a, rank_b = np.log(pairs.weight / best[pairs.a]), np.log(pairs.weight / best[pairs.b])
    smaller = np.minimum(pairs.total_weight[pairs.a], pairs.total_weight[pairs.b])
    return np.stack(
        (
            np.log(both_sides(pairs)),
            np.log(pairs.weight / smaller),
            np.maximum(rank_a, rank_b),
            np.minimum(rank_a, rank_b),
            np.log(pairs.weight),
            np.log(pairs.shared / np.sqrt(pairs.length[pairs.a] * pairs.length[pairs.b])),
            np.log(pairs.shared / np.minimum(pairs.length[pairs.a], pairs.length[pairs.b])),
        ),
        axis=1,
    )


def part_features(pairs: Shared, first: Floats) -> Floats:
    """Columns named in ``PART``; size_ratio: log of the greater unit's sequences over the smaller's."""
    a, b = pairs.total_shared[pairs.a], pairs.total_shared[pairs.b]
    return np.column_stack((first[:, [1, 2, 4, 6]], np.abs(np.log(a / b))))


def near_copies(pairs: Shared, log_odds: Floats, threshold: float = NEAR) -> Ints:
    """A group number for every unit; units linked by pairs above the threshold share one."""
    parent = list(range(len(pairs.total_weight)))
    near = log_odds > threshold
    for a, b in zip(pairs.a[near].tolist(), pairs.b[near].tolist(), strict=True):
        parent[_root(parent, a)] = _root(parent, b)
    roots = np.array([_root(parent, i) for i in range(len(parent))], np.int64)
    _, groups = np.unique(roots, return_inverse=True)
    return groups.astype(np.int64)


def second_features(pairs: Shared, log_odds: Floats, groups: Ints, between: Shared) -> Floats:
    """Columns named in ``SECOND``.

    first: the first model's log-odds; group_best, group_mean: the same over all pairs between the two units'
    groups of near copies; rare_share: sequences that stand in these two groups and in no third, as a share of
    all rare ones of both (geometric mean, natural logarithm), which forms and templates lack as more than two
    records use them; together: 1 where both units are in one group (rare_share is then 0).

    Args:
        between: the join under group numbers.
    """
    low, high = _ordered(groups[pairs.a], groups[pairs.b])
    together = low == high
    best, mean = _over_groups(low, high, log_odds, np.bincount(groups))
    could = np.sqrt(between.total_shared[low] * between.total_shared[high])
    share = np.where(together, 0.0, np.log((_rare(between, low, high) + 0.5) / (could + 10)))
    return np.column_stack((log_odds, best, mean, share, together))


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
