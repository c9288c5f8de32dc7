"""Fits the logistic models of declass.compare.linkage and writes src/declass/compare/match_model.json.

    python bench/match/fit.py              # writes the models, and judges them on records they have not seen
    python bench/match/fit.py --first      # judged with a first model fitted anew too, for every two folds
    python bench/match/fit.py --worth      # judged without some figures too: what each of them is worth

Texts: 1,207 of jfk_pairs, whose pairs were read by hand, and jfk_large, whole and in samples, numbers
blanked. In jfk_large a pair is positive if it has one record number; pairs under different numbers that
share much are dropped, as most are real copies. For the model of parts, bundles are made by joining texts of
3 to 8 records. As what is rare depends on a collection's size, samples have several sizes and shares of
records in one release only; one sample has three damaged copies of each text.

Cross-validation: records are dealt into folds, one by one and then by series (all whose numbers begin alike);
records whose texts are near copies share a fold. A pair is judged by second models and models of parts
fitted without any pair that touches the folds of its two sides, in jfk_pairs and in jfk_large; with --first
the first model is too, and all collections are scored anew by it. No name, number or word enters a model:
only the features of linkage.py.
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, product
from pathlib import Path

import numpy as np
from gold import Read, damaged, large, record, small

from declass.compare.index import Index, MatchInput
from declass.compare.linkage import (
    FIRST,
    PART,
    SECOND,
    Models,
    both_sides,
    closer_features,
    first_features,
    may_be_part,
    of_all,
    one_record,
    part_features,
    read_model,
)
from declass.compare.postings import threads
from declass.compare.score import candidates, compared, joined, looked, scored

OUT = Path(__file__).resolve().parents[2] / "src" / "declass" / "compare" / "match_model.json"
ONE = threads(1)
ORIGIN = (
    "bench/match/fit.py: 1,207 OCR texts of 398 JFK records whose pairs were read by hand, and samples of"
    " 13,680 texts of 5,871 further records, known by number (numbers blanked), with joined bundles, thinned"
    " collections and damaged copies; see compare/linkage.py for the features."
)
WORTH = {
    "shares": ("both_sides", "larger_side", "weight"),
    "ranks": ("rank_best", "rank_worst"),
    "shares of all": ("of_all", "of_all_larger"),
    "groups": ("group_mean", "rare_share", "together"),
    "numbers": ("figures_lesser", "figures_both", "figures_held"),
    "explained": ("explained", "explained_larger"),
    "apart": ("apart_lesser", "apart_larger", "reads_apart"),
    "reading": ("reads", "reads_apart"),
    "the closer look": SECOND[SECOND.index("explained") : SECOND.index("matched")],
    "the collection": ("matched", "size"),
}
MOST = 1.0  # a pair of texts with many near copies speaks for many pairs of documents, but proves no more


@dataclass
class Rows:
    """Candidate pairs of one collection.

    Attributes:
        x: features; yes, no: how many pairs of documents say so; sides: records on both sides.
    """

    x: np.ndarray
    yes: np.ndarray
    no: np.ndarray
    sides: list
    extra: dict = field(default_factory=dict)


class Collection:
    """Texts with the records they hold, joined once; features for any first model."""

    def __init__(self, documents, held, label):
        self.folder = tempfile.TemporaryDirectory()
        self.index = Index(Path(self.folder.name))
        self.index.read((MatchInput(name, [text]) for name, text in documents), ONE)
        self.held, self.label = held, label
        (self.path / "pairs").mkdir()
        self.pairs, self.units = joined(self.index, self.path / "pairs", ONE)
        self.members = self.index.members()
        self.runs, self.looks = 0, {}

    @property
    def path(self):
        return Path(self.folder.name)

    def documents(self, unit):
        return [key for u in self.members[unit] for key in self.index.units[u].keys]

    def counted(self, pairs, doubtful):
        """Yes and no for each pair of units, and the records on both sides."""
        yes, no, sides = np.zeros(len(pairs.a)), np.zeros(len(pairs.a)), []
        for k, (a, b) in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)):
            ours, theirs = self.documents(a), self.documents(b)
            for one, other in product(ours[:8], theirs[:8]):
                said = self.label(one, other)
                yes[k] += said == 1.0
                no[k] += said == 0.0 and not doubtful[k]
            sides.append([{r for d in side for r in self.held(d)} for side in (ours, theirs)])
        return Rows(None, np.minimum(yes, MOST), np.minimum(no, MOST), sides)

    def first(self, strict):
        x = first_features(self.pairs, self.units)
        doubtful = self.doubtful(self.pairs, x) if strict else np.zeros(len(x), bool)
        rows = self.counted(self.pairs, doubtful)
        rows.x = x
        return rows

    def doubtful(self, pairs, first):
        """Pairs under different numbers that share so much that most are copies."""
        larger = np.exp(first[:, FIRST.index("larger_side")])
        return (both_sides(pairs, self.units) > 0.35) | ((larger > 0.4) & (pairs.weight > 15))

    def look(self, pairs):
        """A closer look at pairs, each but once."""
        keys = list(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
        new = pairs.only(np.array([key not in self.looks for key in keys], bool))
        rows = looked(self.index, new, self.path, ONE)
        self.looks |= dict(zip(zip(new.a.tolist(), new.b.tolist(), strict=True), rows, strict=True))
        return np.array([self.looks[key] for key in keys])

    def later(self, model, strict, models=None):
        """Rows for the second model and the model of parts."""
        blank = models or Models(model, BLANK, BLANK_PART)
        found = candidates(self.pairs, self.units, blank, self.look)
        groups = one_record(found.pairs, found.log_odds, len(self.index.units))
        self.runs += 1
        folder = self.path / f"groups{self.runs}"
        folder.mkdir()
        own = compared(self.index, found, groups, folder, ONE)
        made = scored(self.index, found, groups, own, blank)
        doubtful = self.doubtful(found.pairs, found.first) if strict else np.zeros(len(found.first), bool)
        rows = self.counted(found.pairs, doubtful)
        rows.x = made.second
        parts = part_features(found.pairs, self.units, found.first, closer_features(found.looked))
        rows.extra = {
            "part": parts,
            "may be part": may_be_part(found.pairs, self.units, parts),
            "same": of_all(found.pairs, self.units),
            "pairs": found.pairs,
        }
        return rows


def _blank(names):
    return read_model(
        {"bias": 0, "features": [{"name": n, "mean": 0, "deviation": 1, "weight": 0} for n in names]}
    )


BLANK, BLANK_PART = _blank(SECOND), _blank(PART)


def sampled(texts, names, rng, bundles, lone, copies):
    """Texts of some records; so many bundles are made by joining; ``lone`` percent keep one release only;
    of each text so many damaged copies are added."""
    alone = set(rng.sample(names, len(names) * lone // 100))
    chosen = []
    for name in names:
        taken = rng.sample(texts[name], 1) if name in alone else texts[name]
        chosen += [(f"{name}#{i}", text, {name}) for i, text in enumerate(taken)]
        chosen += [
            (f"{name}#{i}.{k}", damaged(text, rng), {name})
            for i, text in enumerate(taken)
            for k in range(copies)
        ]
    rng.shuffle(chosen)
    made = []
    for k in range(bundles):
        parts = [chosen.pop() for _ in range(rng.randint(3, 8))]
        made.append(
            (f"bundle {k}", "\n".join(t for _, t, _ in parts), set().union(*(s for _, _, s in parts)))
        )
    return chosen + made


def collection(texts, names, rng, bundles=0, lone=0, copies=0):
    documents = sampled(texts, names, rng, bundles, lone, copies)
    held = {key: records for key, _, records in documents}
    return Collection(
        ((key, text) for key, text, _ in documents),
        held.__getitem__,
        lambda one, other: float(bool(held[one] & held[other])),
    )


def fitted(x, yes, no, names, ridge=3e-4):
    """A logistic model by Newton's method; each row may speak for both answers."""
    mean, deviation = x.mean(0), x.std(0) + 1e-9
    columns = np.column_stack((np.ones(len(x)), (x - mean) / deviation))
    theta, n = np.zeros(columns.shape[1]), (yes + no).sum()
    keep = np.diag([0.0] + [ridge * n] * len(names))
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(columns @ theta, -30, 30)))
        slope = columns.T @ ((yes + no) * p - yes) + keep @ theta
        curve = (columns * ((yes + no) * p * (1 - p))[:, None]).T @ columns + keep + 1e-9 * np.eye(len(theta))
        step = np.linalg.solve(curve, slope)
        theta -= step
        if np.abs(step).max() < 1e-7:
            break
    features = zip(names, mean, deviation, theta[1:], strict=True)
    return {
        "bias": round(float(theta[0]), 4),
        "features": [
            {
                "name": n,
                "mean": round(float(m), 4),
                "deviation": max(1e-4, round(float(d), 4)),
                "weight": round(float(w), 4),
            }
            for n, m, d, w in features
        ],
    }


def stacked(parts, names, without=lambda side: False, part=False, dropped=()):
    """One model from the rows of several collections, leaving out pairs that touch some records.

    Args:
        dropped: figures that the model is not to use.
    """
    unused = [k for k, name in enumerate(names) if name in dropped]
    xs, yes, no = [], [], []
    for rows, weight in parts:
        use = np.array([not any(without(r) for side in sides for r in side) for sides in rows.sides], bool)
        x = rows.extra["part"] if part else rows.x
        if part:
            use &= rows.extra["may be part"]
        xs.append(x[use])
        xs[-1][:, unused] = 0.0
        yes.append(rows.yes[use] * weight)
        no.append(rows.no[use] * weight * (3 if part else 1))  # a false part costs more
    return fitted(np.concatenate(xs), np.concatenate(yes), np.concatenate(no), names)


def gathered(opts):
    """The hand-read collection, and samples of the large one with their weight."""
    names = [name for name, _ in small()]
    read = Read(names)
    hand = Collection(small(), lambda name: {record(name)}, read.label)
    texts = defaultdict(list)
    for name, text in large():
        texts[record(name)].append(text)
    rng, known = random.Random(1), sorted(texts)
    kinds = [(500, 0, 0), (500, 50, 0), (500, 0, 3), (500, 80, 0), (400, 95, 0), (len(known), 0, 0)]
    plain = [
        collection(texts, rng.sample(known, count), rng, lone=lone, copies=copies)
        for count, lone, copies in kinds[: opts.samples]
    ]
    for made in plain:  # each collection counts alike, whatever its size
        made.weight = opts.weight * min(1.0, 1200 / len(made.index.units))
    bundled = [collection(texts, rng.sample(known, 400), rng, 24, lone) for lone in (0, 50)]
    return read, hand, plain, bundled


@dataclass
class Later:
    """Rows for the second model and the model of parts; of plain samples with their weight."""

    hand: Rows
    plain: list
    bundled: list

    def models(self, without=lambda record: False, dropped=()):
        """The second model and the model of parts."""
        second = stacked([(self.hand, 1.0), *self.plain], SECOND, without, dropped=dropped)
        bundled = [(rows, 1.0) for rows in self.bundled]
        return second, stacked(bundled, PART, without, part=True, dropped=dropped)


class Found:
    """All collections, and the rows that their pairs make."""

    def __init__(self, hand, plain, bundled):
        self.hand, self.plain, self.bundled = hand, plain, bundled
        self.rows = [(hand.first(False), 1.0), *((c.first(True), c.weight) for c in plain)]

    def first_model(self, without=lambda record: False):
        return stacked(self.rows, FIRST, without)

    def later(self, model):
        """Rows for the later models, after this first one."""
        plain = [(c.later(model, True), c.weight) for c in self.plain]
        return Later(self.hand.later(model, False), plain, [c.later(model, True) for c in self.bundled])


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, default=OUT)
    ask.add_argument("--cross", type=int, default=5, help="folds; 0 = the models are not judged")
    ask.add_argument("--first", action="store_true", help="judged with a first model fitted anew too")
    ask.add_argument("--worth", action="store_true", help="judged without each group of figures too")
    ask.add_argument("--samples", type=int, default=6, help="how many samples of the large collection")
    ask.add_argument("--weight", type=float, default=0.3, help="of a pair known by number only")
    opts = ask.parse_args()
    read, hand, plain, bundled = gathered(opts)
    found = Found(hand, plain, bundled)
    first = found.first_model()
    later = found.later(read_model(first))
    second, part = later.models()
    made = {"origin": ORIGIN, "first": first, "second": second, "part": part}
    opts.out.write_text(json.dumps(made, indent=1) + "\n")
    for by in ("series", "record") if opts.cross else ():
        print(f"not seen, folds by {by}:")
        value = crossed((opts.cross, by), found, None if opts.first else later)
        judged(read, value)
        reliability(read, value)
        for what, names in WORTH.items() if opts.worth else ():
            print(f"without {what} ({', '.join(names)}):")
            judged(read, crossed((opts.cross, by), found, later, names), (0,))


def crossed(dealt, found, later, dropped=()):
    """Log-odds of every pair of the hand-read collection by models that saw neither side's records.

    Args:
        dealt: how many folds, and by what.
        later: rows after one first model for all; None = a first model for every two folds.
        dropped: figures that the later models are not to use.
    """
    fold, units = folds(found.hand, *dealt), {}
    for two in combinations_with_replacement(range(dealt[0]), 2):
        unseen = lambda r, two=two: fold(r) in two  # noqa: E731 - the folds left out
        rows = later or found.later(read_model(found.first_model(unseen)))
        pairs = rows.hand.extra["pairs"]
        said = log_odds(rows.hand, *map(read_model, rows.models(unseen, dropped)))
        for k, sides in enumerate(rows.hand.sides):
            if {min(fold(r) for r in side) for side in sides} == set(two):
                units[int(pairs.a[k]), int(pairs.b[k])] = said[k]
    return spoken(found.hand, units)


def spoken(hand, units):
    """Log-odds of pairs of documents from those of pairs of units."""
    value = {}
    for (a, b), said in units.items():
        value.update({frozenset(p): said for p in product(hand.documents(a), hand.documents(b))})
    for unit in hand.members:
        documents = hand.documents(unit)
        value.update({frozenset((x, y)): 5.0 for x in documents for y in documents if x < y})
    return value


def log_odds(rows, second, part):
    """What score.py makes of the two models."""
    inside = np.where(rows.extra["may be part"], part.log_odds(rows.extra["part"]), -np.inf)
    return np.maximum(np.maximum(second.log_odds(rows.x), inside), 20 * (rows.extra["same"] - 0.5))


def folds(hand, count, by):
    """The fold of a record; records of near copies share one, unknown ones are dealt by their name."""
    key = (lambda r: r) if by == "record" else (lambda r: r[:9])
    parent = {}

    def root(k):
        while parent.setdefault(k, k) != k:
            k = parent[k]
        return k

    for unit in hand.members:
        keys = [key(record(d)) for d in hand.documents(unit)]
        for k in keys[1:]:
            parent[root(k)] = root(keys[0])
    dealt = defaultdict(lambda: rng.randrange(count))
    rng = random.Random(2)
    for k in sorted({root(key(record(d))) for unit in hand.members for d in hand.documents(unit)}):
        dealt[k] = rng.randrange(count)
    return lambda r: dealt[root(key(r))]


def judged(read, value, thresholds=(-2, -1, -0.5, 0, 0.5, 1, 2)):
    """Recall and precision as score/match.py counts them."""
    for threshold in thresholds:
        said = {p for p, v in value.items() if v >= threshold}
        wrong = sum(read.label(*p) == 0.0 for p in said)
        right = len(said & read.true)
        print(
            f"log-odds {threshold:+.1f}: recall {len(said & read.easy)}/{len(read.easy)} ="
            f" {len(said & read.easy) / len(read.easy):.4f}, precision {right}/{right + wrong} ="
            f" {right / max(1, right + wrong):.4f}"
        )


def reliability(read, value):
    """How often pairs said with some probability are one record, and the calibration error (in ten bins)."""
    kept = [(1 / (1 + np.exp(-v)), read.label(*p)) for p, v in value.items()]
    p, y = (np.array(c, float) for c in zip(*[(a, b) for a, b in kept if b is not None], strict=True))
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        here = (p >= low) & ((p < low + 0.1) | (low > 0.85))
        if here.any():
            error += here.mean() * abs(p[here].mean() - y[here].mean())
            print(f"said {low:.1f}–{low + 0.1:.1f}: {here.sum():5d} pairs", end="")
            print(f", mean {p[here].mean():.3f}, true {y[here].mean():.3f}")
    said = p >= 0.1
    print(f"calibration error {error:.4f} over all candidates")
    weight = sum(
        ((p >= low) & (p < low + 0.1001) & said).sum()
        * abs((p - y)[(p >= low) & (p < low + 0.1001) & said].mean())
        for low in np.arange(0.1, 1, 0.1)
        if ((p >= low) & (p < low + 0.1001) & said).any()
    )
    print(f"calibration error {weight / said.sum():.4f} over pairs said with 0.1 or more")


if __name__ == "__main__":
    main()
