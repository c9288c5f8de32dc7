"""Fit the scorecard of `declass diff` on hand-labelled pairs, tell what it is worth, write grader.json.

Usage: python bench/diff/fit.py [--write]     (a minute; needs ../shared/data/jfk_pairs)

Figures called "unseen" come from ten-fold cross-validation by record: all pairs of one are in one fold.
Each difference is learned from twice, with its witnesses and without, so that one card serves both.
"""

import argparse
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from labels import Candidate, candidates, scored

from declass.compare.features import GROUPS

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "src/declass/compare/grader.json"
FOLDS, SEEDS = 10, (0, 1, 2, 3, 4)
KNOWN = {"w_early_shows": -2.5, "w_later_lacks": -2.0}
"""Log-odds that reason gives and 180 disclosures cannot teach.

What was open before is no disclosure (of 64 labelled differences that an earlier release has, one is);
what a later release lacks was never there (of 37, none is).
"""
READ_WEIGHT = 0.7
"""Of a difference read by itself, chosen because it was doubtful, against one of a pair read as a whole."""
RIDGE, RIDGE_WITNESS, SMOOTH = 0.15, 0.15, 1.0
"""Pull of every knot to 0 and of neighbouring knots to each other; chosen on unseen records."""


def knots(column):
    """At most five places on the feature's range, at its quantiles; three where most values are one."""
    values = np.unique(column)
    if len(values) <= 3:
        return values
    at = np.unique(np.round(np.quantile(column, np.linspace(0, 1, 5)), 3))
    return at if len(at) >= 4 else np.unique(np.round(np.quantile(values, np.linspace(0, 1, 4)), 3))


def spread(matrix, places):
    """Each column as its shares of the neighbouring knots, behind a column of ones."""
    parts = [np.ones((len(matrix), 1))]
    for column, at in zip(matrix.T, places, strict=True):
        parts.append(np.column_stack([np.interp(column, at, row) for row in np.eye(len(at))]))
    return np.hstack(parts)


def penalty(names, places):
    """The quadratic form that pulls knots to 0 and to their neighbours."""
    size = 1 + sum(map(len, places))
    form, first = np.zeros((size, size)), 1
    form[0, 0] = 1e-6
    for name, at in zip(names, places, strict=True):
        k = len(at)
        steps = np.diff(np.eye(k), axis=0)
        ridge = 30.0 if name in KNOWN else RIDGE_WITNESS if name.startswith("w_") else RIDGE
        form[first : first + k, first : first + k] = ridge * np.eye(k) + SMOOTH * (
            0.05 if name.startswith("w_") else 1.0
        ) * (steps.T @ steps)
        first += k
    return form


def known_weights(names, places):
    """What the weights are pulled toward: 0, and ``KNOWN`` for the witnesses it names."""
    toward = [0.0]
    for name, at in zip(names, places, strict=True):
        toward += [KNOWN.get(name, 0.0) * float(v > 0) for v in at]
    return np.array(toward)


def fitted(matrix, truth, weight, form, toward):
    """Penalised logistic regression by Newton steps; the penalty pulls ``toward`` given weights."""
    beta = toward.copy()
    for _ in range(30):
        p = 1 / (1 + np.exp(-matrix @ beta))
        slope = matrix.T @ (weight * (truth - p)) - form @ (beta - toward)
        curve = (matrix * (weight * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ matrix + form
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return beta


class Data:
    """The labelled differences as matrices, with witnesses and without."""

    def __init__(self, found: Sequence[Candidate], names: Sequence[str]) -> None:
        self.found, self.names = found, list(names)
        self.told = np.array([[c.features[n] for n in self.names] for c in found])
        self.alone = self.told * np.array([0.0 if n.startswith("w_") else 1.0 for n in self.names])
        self.truth = np.array([-1.0 if c.truth is None else float(c.truth) for c in found])
        self.record = np.array([c.record for c in found])
        self.row = np.array([c.row for c in found])
        known = self.truth >= 0
        self.places = [knots(np.concatenate([column, [0.0]])) for column in self.told[known].T]
        self.form = penalty(self.names, self.places)
        self.toward = known_weights(self.names, self.places)
        self.wide, self.wide_alone = spread(self.told, self.places), spread(self.alone, self.places)

    def learned(self, chosen):
        """Weights from the chosen differences that have a label."""
        chosen = chosen & (self.truth >= 0)
        matrix = np.vstack([self.wide[chosen], self.wide_alone[chosen]])
        truth = np.tile(self.truth[chosen], 2)
        weight = np.tile(np.where(self.row[chosen] < 0, READ_WEIGHT, 1.0) / 2, 2)
        return fitted(matrix, truth, weight, self.form, self.toward)

    def unseen(self, seeds=SEEDS):
        """Probabilities from cards that never saw the record: with witnesses, without."""
        told, alone = np.zeros(len(self.truth)), np.zeros(len(self.truth))
        for seed in seeds:
            records = sorted(set(self.record))
            np.random.default_rng(seed).shuffle(records)
            for k in range(FOLDS):
                held = np.isin(self.record, records[k::FOLDS])
                beta = self.learned(~held)
                told[held] += sure(self.wide[held], beta) / len(seeds)
                alone[held] += sure(self.wide_alone[held], beta) / len(seeds)
        return told, alone


def sure(matrix, beta):
    """Probabilities."""
    return 1 / (1 + np.exp(-matrix @ beta))


def average_precision(truth, p):
    """Area under precision over recall."""
    order = np.argsort(-p[truth >= 0])
    right = truth[truth >= 0][order]
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right == 1].mean())


def reliability(truth, p):
    """Rows of said, true share and count, and the expected calibration error."""
    known = truth >= 0
    p, truth = p[known], truth[known]
    edges = np.array([0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0001])
    rows, error = [], 0.0
    for low, high in pairwise(edges):
        here = (p >= low) & (p < high)
        if here.any():
            rows.append((p[here].mean(), truth[here].mean(), int(here.sum())))
            error += abs(p[here].mean() - truth[here].mean()) * here.mean()
    return rows, error


def ablation(found, names):
    """What each group of features is worth: average precision on unseen records without it."""
    for group, members in GROUPS.items():
        data = Data(found, [n for n in names if n not in members])
        told, alone = data.unseen(SEEDS[:1])
        yield group, average_precision(data.truth, told), average_precision(data.truth, alone)


def written(data, beta):
    """The card as JSON."""
    curves, first = {}, 1
    for name, at in zip(data.names, data.places, strict=True):
        adds = beta[first : first + len(at)]
        curves[name] = {"at": [round(float(v), 3) for v in at], "adds": [round(float(v), 3) for v in adds]}
        first += len(at)
    known = int((data.truth >= 0).sum())
    origin = f"bench/diff/fit.py on {known} hand-labelled differences of {len(set(data.record))} JFK records"
    return {"origin": origin, "base": round(float(beta[0]), 3), "curves": curves}


def main() -> None:
    """Fit, measure, and write if asked to."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/jfk_pairs")
    ask.add_argument("--write", action="store_true", help="replace grader.json")
    ask.add_argument("--ablation", action="store_true", help="also fit without each group of features")
    opts = ask.parse_args()
    rows, found = candidates(opts.data)
    names = [n for members in GROUPS.values() for n in members]
    data = Data(found, names)
    told, alone = data.unseen()
    beta = data.learned(np.ones(len(data.truth), bool))
    print(f"{int((data.truth == 1).sum())} disclosures, {int((data.truth == 0).sum())} others")
    for name, seen, p in (
        ("with witnesses", sure(data.wide, beta), told),
        ("without", sure(data.wide_alone, beta), alone),
    ):
        print(f"{name}, unseen:    {scored(rows, found, p)}  AP {average_precision(data.truth, p):.3f}")
        print(f"{name}, in sample: {scored(rows, found, seen)}  AP {average_precision(data.truth, seen):.3f}")
        table, error = reliability(data.truth, p)
        print(f"{name}, unseen: calibration error {error:.3f}")
        for said, true, count in table:
            print(f"    said {said:.2f}  true {true:.2f}  of {count}")
    if opts.ablation:
        for group, with_witnesses, without in ablation(found, names):
            print(f"without {group:12s} AP {with_witnesses:.3f} (witnesses), {without:.3f} (none)")
    if opts.write:
        TARGET.write_text(json.dumps(written(data, beta), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
