"""Fit the scorecard of `declass diff` on hand-labelled and made-up pairs, tell what it is worth, write it.

Usage: python bench/diff/fit.py [--series] [--write]     (a minute; needs ../shared/data/jfk_pairs)

Figures called "unseen" come from ten-fold cross-validation by record (all pairs of one are in one fold),
with --series by record series, whose records are of one kind and one office. Each difference is learned from
twice, with its witnesses and without, so that one card serves both.
"""

import argparse
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import made
import numpy as np
from labels import Candidate, candidates, scored

from declass.compare.features import GROUPS

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "src/declass/compare/grader.json"
FOLDS, SEEDS = 10, (0, 1, 2, 3, 4)
KNOWN = {
    "w_early_shows": -2.5,
    "w_later_lacks": -2.0,
    "glued_alike": 2.0,
    "page_only_here": -4.0,
    "torn_line": -1.0,
    "all_loose": -1.5,
}
"""Log-odds that reason gives and so few disclosures cannot teach.

Letters missing inside a token of two texts that are read alike were not lost in reading. A page that the
other text lacks, with no sheet in its stead, is another record's, or left out whole. A line that is missing
from within a sentence was skipped: reviewers cut words, sentences, paragraphs. Words that all stand unmatched
near by were moved (of 664 such differences five are disclosures). What was open before is no
disclosure (of 64 labelled differences that an earlier release has, one is); what a later release lacks was
never there (of 37, none is).
"""
READ_WEIGHT = 0.5
"""Of a difference read by itself, chosen because it was doubtful, against one of a pair read as a whole."""
MADE_WEIGHT, MADE_ALIKE = 0.1, 0.4
"""Of a difference of a made-up pair, and how much more where both texts are read alike, as few real ones are.

With .03 for damaged ones calibration on made-up pairs is worse by .005, with .15 better by as much; real
differences are ordered a little better with less and a little worse with more.
"""
MADE_PAIRS, MADE_FIRST = 6, 5000
"""Pairs at each level and rate, and the first one's seed; bench/diff/generated.py judges on others."""
RIDGE, RIDGE_WITNESS, SMOOTH = 0.3, 0.15, 3.0
"""Pull of every knot to 0 and of neighbouring knots to each other; chosen on unseen records."""


def knots(name, column):
    """At most five places on the feature's range, at its quantiles; three where most values are one.

    What a feature adds for pairs read alike or badly is one straight line.
    """
    if name.endswith(("_alike", "_worn")):
        return np.unique([0.0, column.max()])
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
        ridge, smooth = _pull(name)
        form[first : first + k, first : first + k] = ridge * np.eye(k) + smooth * (steps.T @ steps)
        first += k
    return form


def _pull(name):
    """How strongly a feature's knots are pulled to their aim, and to each other."""
    if name in KNOWN:
        return 30.0, SMOOTH
    if name.startswith("w_"):
        return RIDGE_WITNESS, 0.05 * SMOOTH
    return RIDGE, SMOOTH


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
        alike = np.array([c.features["pair_alike"] for c in found])
        self.weight = np.where(self.row == -1, READ_WEIGHT, 1.0)
        self.weight[self.row == made.ROW] = (MADE_WEIGHT + MADE_ALIKE * alike)[self.row == made.ROW]
        self.whole = np.array([c.witnessed is not True for c in found])
        self.kept = np.array([c.witnessed is not False for c in found])
        known = (self.truth >= 0) & ((self.row != made.ROW) | (np.arange(len(self.row)) % 3 == 0))
        columns = zip(self.names, self.told[known].T, strict=True)  # made ones would outnumber the rest
        self.places = [knots(name, np.concatenate([column, [0.0]])) for name, column in columns]
        self.form = penalty(self.names, self.places)
        self.toward = known_weights(self.names, self.places)
        self.wide, self.wide_alone = spread(self.told, self.places), spread(self.alone, self.places)

    def learned(self, chosen):
        """Weights from the chosen differences that have a label; what witnesses cut out only repeats them."""
        chosen = chosen & (self.truth >= 0) & self.whole
        matrix = np.vstack([self.wide[chosen], self.wide_alone[chosen]])
        truth = np.tile(self.truth[chosen], 2)
        weight = np.tile(self.weight[chosen] / 2, 2)
        return fitted(matrix, truth, weight, self.form, self.toward)

    def unseen(self, seeds=SEEDS, *, series=False):
        """Probabilities from cards that never saw the record, or its series: with witnesses, without."""
        group = np.array([_series(r) for r in self.record]) if series else self.record
        told, alone = np.zeros(len(self.truth)), np.zeros(len(self.truth))
        for seed in seeds:
            records = sorted(set(group))
            np.random.default_rng(seed).shuffle(records)
            for k in range(FOLDS):
                held = np.isin(group, records[k::FOLDS])
                beta = self.learned(~held)
                told[held] += sure(self.wide[held], beta) / len(seeds)
                alone[held] += sure(self.wide_alone[held], beta) / len(seeds)
        return told, alone


def _series(record):
    """The number without its last part; a made-up record is its own."""
    return record.rpartition("-")[0] or record


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
        real = data.row != made.ROW
        sides = ((told, real & data.kept), (alone, real & data.whole))
        scores = [average_precision(data.truth[met], p[met]) for p, met in sides]
        yield group, *scores, average_precision(data.truth[~real], told[~real])


def written(data, beta):
    """The card as JSON."""
    curves, first = {}, 1
    for name, at in zip(data.names, data.places, strict=True):
        adds = beta[first : first + len(at)]
        curves[name] = {"at": [round(float(v), 3) for v in at], "adds": [round(float(v), 3) for v in adds]}
        first += len(at)
    real = data.row != made.ROW
    known, records = int((data.truth[real] >= 0).sum()), len(set(data.record[real]))
    origin = (
        f"bench/diff/fit.py on {known} hand-labelled differences of {records} JFK records and"
        f" {int((~real).sum())} of {MADE_PAIRS * len(made.LEVELS) * len(made.RATES)} made-up pairs"
    )
    return {"origin": origin, "base": round(float(beta[0]), 3), "curves": curves}


def told_real(rows, data, name, seen, unseen, met):
    """What the card is worth on hand-labelled pairs, of which ``met`` are the differences to be judged."""
    real = met & (data.row != made.ROW)
    found = [c for c, here in zip(data.found, real, strict=True) if here]
    for kind, p in (("unseen:   ", unseen[real]), ("in sample:", seen[real])):
        print(f"{name}, {kind} {scored(rows, found, p)}  AP {average_precision(data.truth[real], p):.3f}")
    told_reliability(f"{name}, unseen", data.truth[real], unseen[real])


def told_reliability(name, truth, p):
    """Said and true, by strength."""
    table, error = reliability(truth, p)
    print(f"{name}: calibration error {error:.3f}")
    for said, true, count in table:
        print(f"    said {said:.2f}  true {true:.2f}  of {count}")


def main() -> None:
    """Fit, measure, and write if asked to."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/jfk_pairs")
    ask.add_argument("--series", action="store_true", help="leave out whole series of records")
    ask.add_argument("--write", action="store_true", help="replace grader.json")
    ask.add_argument("--ablation", action="store_true", help="also fit without each group of features")
    opts = ask.parse_args()
    rows, found = candidates(opts.data)
    found += made.candidates(MADE_PAIRS, MADE_FIRST)
    names = [n for members in GROUPS.values() for n in members]
    data = Data(found, names)
    told, alone = data.unseen(series=opts.series)
    beta = data.learned(np.ones(len(data.truth), bool))
    synthetic = data.row == made.ROW
    for name, here in (("hand-labelled", ~synthetic), ("made-up", synthetic)):
        print(f"{name}: {(data.truth[here] == 1).sum()} disclosures, {(data.truth[here] == 0).sum()} others")
    told_real(rows, data, "with witnesses", sure(data.wide, beta), told, data.kept)
    told_real(rows, data, "without", sure(data.wide_alone, beta), alone, data.whole)
    told_reliability("made-up, unseen", data.truth[synthetic], alone[synthetic])
    if opts.ablation:
        for group, with_witnesses, without, of_made in ablation(found, names):
            print(
                f"without {group:10s} AP {with_witnesses:.3f} (witnesses), {without:.3f}, made {of_made:.3f}"
            )
    if opts.write:
        TARGET.write_text(json.dumps(written(data, beta), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
