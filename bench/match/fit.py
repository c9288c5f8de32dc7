"""Fits the two logistic models of declass.compare.match and writes src/declass/compare/match_model.json.

    python bench/match/fit.py [--zip ../shared/data/jfk_large/jfk_104_texts.zip]

Texts: releases of JFK records, numbers blanked; for the model of parts, bundles are made by joining
texts of 3 to 8 records. Positive: a record number in common. Pairs under different numbers that share
much are dropped, as most are real copies. Fitted on the whole and on samples of some 1,200 texts, as
what is rare depends on a collection's size. No name, number or word enters: only the features of
linkage.py. The records of jfk_pairs take no part.
"""

import argparse
import json
import random
import re
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from declass.compare.join import join
from declass.compare.linkage import (
    FIRST,
    PART,
    PART_RATIO,
    SECOND,
    best_partners,
    both_sides,
    first_features,
    near_copies,
    only,
    part_features,
    read_model,
    second_features,
)
from declass.compare.match import MatchInput, read_in

HERE = Path(__file__).resolve()
ZIP = HERE.parents[3] / "shared" / "data" / "jfk_large" / "jfk_104_texts.zip"
OUT = HERE.parents[2] / "src" / "declass" / "compare" / "match_model.json"
SHIFT = 1.8
"""Added to the second model's log-odds. Many pairs under different numbers are copies, so numbers make
the model too wary; chosen on the hand-read pairs of jfk_pairs (no record of which is fitted on), at
precision .98."""
NUMBER = re.compile(r"[1-9il|]?\d{2,3}\s?[-–—]\s?\d{5}\s?[-–—]\s?\d{5}")


def texts_by_record(path):
    records = {}
    with zipfile.ZipFile(path) as bundle:
        for name in bundle.namelist():
            text = NUMBER.sub(" ", bundle.read(name).decode("utf-8", "replace"))
            records.setdefault(Path(name).stem[:15], []).append(text)
    return records


def collection(records, names, rng, bundles=0, lone_share=0):
    """Texts with the set of records each holds; some texts are joined into bundles."""
    lone = set(rng.sample(names, len(names) * lone_share // 100))
    singles = [
        (t, {name})
        for name in names
        for t in (rng.sample(records[name], 1) if name in lone else records[name])
    ]
    rng.shuffle(singles)
    made = []
    for _ in range(bundles):
        parts = [singles.pop() for _ in range(rng.randint(3, 8))]
        made.append(("\n".join(t for t, _ in parts), set().union(*(s for _, s in parts))))
    return singles + made


def rows(documents, model=None):
    """First features, and second ones if a first model is given, with labels and which rows to use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        read = read_in((MatchInput(str(i), [t]) for i, (t, _) in enumerate(documents)), folder)
        (folder / "a").mkdir(), (folder / "b").mkdir()
        found = join(read.postings, len(read.keys), folder / "a")
        pairs = only(found, best_partners(found, 15))
        held = [set().union(*(documents[int(k)][1] for k in keys)) for keys in read.keys]
        label = np.array([bool(held[a] & held[b]) for a, b in zip(pairs.a, pairs.b, strict=True)])
        first = first_features(pairs)
        doubtful = ~label & ((both_sides(pairs) > 0.35) | ((np.exp(first[:, 1]) > 0.4) & (pairs.weight > 15)))
        if model == "part":
            features = part_features(pairs, first)
            bundled = np.array(
                [len(held[a]) + len(held[b]) > 2 for a, b in zip(pairs.a, pairs.b, strict=True)]
            )
            return features, label, ~doubtful & (features[:, -1] > PART_RATIO) & (bundled | ~label)
        if model is None:
            return first, label, ~doubtful
        log_odds = model.log_odds(first)
        groups = near_copies(pairs, log_odds)
        between = join(read.postings, int(groups.max()) + 1, folder / "b", renumber=groups, least=0.0)
        return second_features(pairs, log_odds, groups, between), label, ~doubtful


def fitted(features, label, weight, names, ridge=1e-3):
    mean, deviation = features.mean(0), features.std(0) + 1e-9
    x = np.column_stack((np.ones(len(features)), (features - mean) / deviation))
    theta, n = np.zeros(x.shape[1]), weight.sum()
    keep = np.diag([0.0] + [ridge * n] * len(names))
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ theta, -30, 30)))
        slope = x.T @ (weight * (p - label)) + keep @ theta
        theta -= np.linalg.solve(
            (x * (weight * p * (1 - p))[:, None]).T @ x + keep + 1e-9 * np.eye(len(theta)), slope
        )
    return {
        "bias": round(float(theta[0]), 4),
        "features": [
            {
                "name": name,
                "mean": round(float(m), 4),
                "deviation": round(float(d), 4),
                "weight": round(float(w), 4),
            }
            for name, m, d, w in zip(names, mean, deviation, theta[1:], strict=True)
        ],
    }


def gathered(collections, weights, model=None):
    parts = [rows(documents, model) for documents in collections]
    features = np.concatenate([f[use] for f, _, use in parts])
    label = np.concatenate([y[use] for _, y, use in parts]).astype(float)
    weight = np.concatenate([np.full(use.sum(), w) for (_, _, use), w in zip(parts, weights, strict=True)])
    return features, label, weight


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--zip", type=Path, default=ZIP)
    ask.add_argument("--samples", type=int, default=11)
    ask.add_argument("--out", type=Path, default=OUT)
    opts = ask.parse_args()
    rng = random.Random(1)
    records = texts_by_record(opts.zip)
    names = sorted(records)
    chosen = [names, *(rng.sample(names, 500) for _ in range(opts.samples))]
    weights = [1.0] + [2.0] * opts.samples
    alone = [(0, 50, 80, 95)[k % 4] for k in range(len(chosen))]
    collections = [
        collection(records, some, rng, lone_share=k) for some, k in zip(chosen, alone, strict=True)
    ]
    features, label, weight = gathered(collections, weights)
    first = fitted(features, label, weight, FIRST)
    print("first", len(label), int(label.sum()), first)
    features, label, weight = gathered(collections, weights, read_model(first))
    second = fitted(features, label, weight, SECOND)
    second["bias"] = round(second["bias"] + SHIFT, 4)
    print("second", second)
    bundled = [
        collection(records, some, rng, bundles=len(some) * 6 // 100, lone_share=k)
        for some, k in zip(chosen, alone, strict=True)
    ]
    features, label, weight = gathered(bundled, weights, "part")
    part = fitted(features, label, weight * np.where(label == 1, 1, 3), PART)  # a false part costs more
    print("part", part)
    origin = (
        f"bench/match/fit.py on {sum(map(len, records.values()))} OCR texts of {len(names)} JFK records (releases"
        " 2018 to 2025, numbers blanked), with joined bundles; see compare/linkage.py for the features."
    )
    opts.out.write_text(
        json.dumps({"origin": origin, "first": first, "second": second, "part": part}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
