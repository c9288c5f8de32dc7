"""From shared sequences to a probability that two texts are one record: a small model anyone can read."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from declass.compare.between import Between
from declass.compare.join import Floats, Shared, Totals, starts_of
from declass.compare.words import Ints

NEAR = 2.0
"""Log-odds from which two texts are taken for one record when texts are grouped."""
_SIZES = 500, 14_000
"""Sizes of the collections fitted on; beyond, size is taken for one of these."""
_FLOOR = -8.0
"""Log-odds of a pair that no candidate row stands for."""
_READS_WELL = 0.145
"""Mean probability of letters (see ``closer.looks``) from which a text reads well: median of JFK texts."""
FIRST = (
    "both_sides",
    "larger_side",
    "rank_best",
    "rank_worst",
    "weight",
    "of_all",
    "of_all_larger",
    "shorter",
)
SECOND = (
    "group_mean",
    "rare_share",
    "together",
    "figures_lesser",
    "figures_both",
    "figures_held",
    *FIRST,
    "explained",
    "explained_larger",
    "apart_lesser",
    "apart_larger",
    "reads",
    "reads_apart",
    "matched",
    "size",
)
PART = (
    "larger_side",
    "rank_best",
    "weight",
    "of_all_larger",
    "explained_larger",
    "apart_lesser",
    "reads",
    "size_ratio",
)
PART_RATIO = 0.9
"""Natural logarithm of how many times larger the whole must be for the model of parts to be asked."""
_PART_LETTERS = 150
"""Letters of the smaller text (some 25 words) that the greater must explain for the model of parts to be
asked: a line or two, such as a heading or an address, stands in records that are not one another's parts."""


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


@dataclass(frozen=True)
class Units:
    """What the models know of each text.

    Attributes:
        totals: what it could share.
        length: how many sequences it holds, rare or not.
        best: weight of its heaviest pair.
    """

    totals: Totals
    length: Floats
    best: Floats


def heaviest(pairs: Shared, units: int) -> Floats:
    """Weight of every unit's heaviest pair; 0 where it has none."""
    best = np.zeros(units)
    np.maximum.at(best, pairs.a, pairs.weight)
    np.maximum.at(best, pairs.b, pairs.weight)
    return best


def best_partners(pairs: Shared, units: Units, most: int) -> npt.NDArray[np.bool_]:
    """Which pairs are among the ``most`` best of either side, by weight or by share of both sides."""
    both = both_sides(pairs, units)
    kept = np.zeros(len(pairs.a), np.bool_)
    for side in (pairs.a, pairs.b):
        for value in (pairs.weight, both):
            order = np.lexsort((-value, side))
            starts = starts_of(side[order])
            rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
            kept[order[rank < most]] = True
    return kept


def both_sides(pairs: Shared, units: Units) -> Floats:
    """Geometric mean of the weighted shares of both sides, 0–1."""
    weight = units.totals.weight
    share: Floats = pairs.weight / np.sqrt(weight[pairs.a] * weight[pairs.b])
    return share


def of_all(pairs: Shared, units: Units) -> Floats:
    """Shared sequences as a share of all sequences of both sides, geometric mean, 0 to about 1."""
    share: Floats = pairs.shared / np.sqrt(units.length[pairs.a] * units.length[pairs.b])
    return share


def first_features(pairs: Shared, units: Units) -> Floats:
    """Columns named in ``FIRST``, natural logarithms.

    both_sides: geometric mean of shares; larger_side: the greater share; ranks: weight against the heaviest
    pair of either unit, best and worst of the two units; weight itself; of_all: shared sequences as a share
    of all that the units hold, rare or not (geometric mean, and of the shorter unit); shorter: the shorter
    unit's length.
    """
    a, b, length = pairs.a, pairs.b, units.length
    rank_a, rank_b = np.log(pairs.weight / units.best[a]), np.log(pairs.weight / units.best[b])
    shorter = np.minimum(length[a], length[b])
    total = units.totals.weight
    return np.stack(
        (
            np.log(both_sides(pairs, units)),
            np.log(pairs.weight / np.minimum(total[a], total[b])),
            np.maximum(rank_a, rank_b),
            np.minimum(rank_a, rank_b),
            np.log(pairs.weight),
            np.log(of_all(pairs, units)),
            np.log(pairs.shared / shorter),
            np.log(shorter),
        ),
        axis=1,
    )


def closer_features(looked: Floats) -> Floats:
    """Columns explained to reads_apart of ``SECOND``, from those of ``closer.looks``.

    explained: share of both sides that the other explains (geometric mean; and of the better explained side;
    natural logarithms); apart: share of the legible letters that the other does not explain (lesser and
    larger of both sides); reads: how well the worse side reads; reads_apart: apart_lesser where both read
    well, as then nothing excuses it.
    """
    explained, apart, reads = looked[:, 0:2], looked[:, 2:4], looked[:, 4:6].min(axis=1)
    lesser = apart.min(axis=1)
    return np.column_stack(
        (
            np.log(np.sqrt(explained.prod(axis=1)) + 0.02),
            np.log(explained.max(axis=1) + 0.02),
            lesser,
            apart.max(axis=1),
            reads,
            np.maximum(0.0, reads / _READS_WELL - 1) * lesser,
        )
    )


def part_features(pairs: Shared, units: Units, first: Floats, closer: Floats) -> Floats:
    """Columns named in ``PART``; size_ratio: log of the greater unit's sequences over the smaller's."""
    ratio = np.abs(np.log(units.length[pairs.a] / units.length[pairs.b]))
    chosen = [FIRST.index(name) for name in PART if name in FIRST]
    return np.column_stack((first[:, chosen], closer[:, [1, 2, 4]], ratio))


def may_be_part(pairs: Shared, units: Units, parts: Floats) -> npt.NDArray[np.bool_]:
    """Where the model of parts is asked.

    Args:
        parts: see ``part_features``.
    """
    shorter = np.minimum(units.length[pairs.a], units.length[pairs.b])
    explained = shorter * np.exp(parts[:, PART.index("explained_larger")])
    asked: npt.NDArray[np.bool_] = (parts[:, -1] > PART_RATIO) & (explained >= _PART_LETTERS)
    return asked


def one_record(pairs: Shared, log_odds: Floats, units: int, threshold: float = NEAR) -> Ints:
    """A group number for every unit; units linked by pairs above the threshold share one."""
    parent = list(range(units))
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
        groups: per unit, its group of texts that are probably one record.
        between: what the groups have to themselves.
        figures: columns figures_lesser, figures_both and figures_held, see ``figures.shares``.
        matched: share of the collection's texts that have a partner in it.
        size: how many texts the collection has.
    """

    groups: Ints
    between: Between
    figures: Floats
    matched: float
    size: int


def second_features(pairs: Shared, answer: tuple[Floats, Floats], closer: Floats, linked: Linked) -> Floats:
    """Columns named in ``SECOND``.

    group_mean: the first model's log-odds, mean over all pairs between the two units' groups; rare_share:
    sequences that stand in these two groups and in no third, as a share of all that the groups could share
    (geometric mean, natural logarithms), which forms and templates lack as more than two records use them;
    together: 1 where both units are in one group (rare_share is then 0); figures: numbers in common; then the
    first columns again and those of a closer look; matched: logarithm of the share of the collection's texts
    that have a partner in it; size: logarithm of how many texts there are, as what is rare depends on it.

    Args:
        answer: the first model's columns, and its log-odds for the same pairs.
        closer: see ``closer_features``.
    """
    first, log_odds = answer
    low, high = _ordered(linked.groups[pairs.a], linked.groups[pairs.b])
    together = low == high
    mean = _over_groups(low, high, log_odds, np.bincount(linked.groups))
    could = np.sqrt(linked.between.could[low] * linked.between.could[high])
    share = np.where(together, 0.0, np.log((linked.between.of(low, high) + 0.5) / (could + 10)))
    matched = np.full(len(low), np.log(linked.matched + 0.02))
    size = np.full(len(low), np.log(np.clip(linked.size, *_SIZES)))
    return np.column_stack((mean, share, together, linked.figures, first, closer, matched, size))


def _over_groups(low: Ints, high: Ints, log_odds: Floats, sizes: Ints) -> Floats:
    """Mean log-odds between groups, for every pair; missing pairs count as the floor."""
    groups, at = np.unique(low * len(sizes) + high, return_inverse=True)
    present = np.bincount(at, minlength=len(groups))
    first, second = groups // len(sizes), groups % len(sizes)
    possible = np.where(first == second, present, sizes[first] * sizes[second])
    summed = np.bincount(at, weights=log_odds, minlength=len(groups))
    mean: Floats = (summed + _FLOOR * (possible - present)) / possible
    return mean[at]


def _ordered(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    return np.minimum(a, b), np.maximum(a, b)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i
