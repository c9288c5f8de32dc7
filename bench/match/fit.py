"""Fits the two logistic models of declass.compare.match and writes src/declass/compare/match_model.json.

    python bench/match/fit.py [--zip ../shared/data/jfk_large/jfk_104_texts.zip]

Texts: releases of JFK records, numbers blanked; for the model of parts, bundles are made by joining
texts of 3 to 8 records. Positive: a record number in common. Pairs under different numbers that share
much are dropped, as most are real copies. Fitted on the whole and on samples of some 1,200 texts, as
what is rare depends on a collection's size. No name, number or word enters: only the features of
linkage.py. The records of jfk_pairs take no part in the fit; features and one bias were chosen watching them.
"""

import argparse
import json
import random
import re
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from declass.compare.linkage import (
    FIRST,
    PART,
    PART_RATIO,
    SECOND,
    both_sides,
    only,
    part_features,
    read_model,
    second_features,
)
from declass.compare.match import HOPELESS, MatchInput, candidates, link, read_in

HERE = Path(__file__).resolve()
ZIP = HERE.parents[3] / "shared" / "data" / "jfk_large" / "jfk_104_texts.zip"
OUT = HERE.parents[2] / "src" / "declass" / "compare" / "match_model.json"
SHIFT = 2.1
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


def collection(records, names, rng, bundles, lone):
    """Texts with the set of records each holds.

    Args:
        bundles: so many texts are made by joining others.
        lone: percent of the records of which only one release is taken.
    """
    alone = set(rng.sample(names, len(names) * lone // 100))
    texts = []
    for name in names:
        taken = rng.sample(records[name], 1) if name in alone else records[name]
        texts += [(text, {name}) for text in taken]
    rng.shuffle(texts)
    made = []
    for _ in range(bundles):
        parts = [texts.pop() for _ in range(rng.randint(3, 8))]
        made.append(("\n".join(t for t, _ in parts), set().union(*(s for _, s in parts))))
    return texts + made


def rows(documents, stage, first_model=None):
    """Features of one stage (``first``, ``second`` or ``part``) with labels and which rows to use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        read = read_in((MatchInput(str(i), [t]) for i, (t, _) in enumerate(documents)), folder)
        pairs, first = candidates(read, folder)
        if first_model is not None:
            likely = first_model.log_odds(first) > HOPELESS
            pairs, first = only(pairs, likely), first[likely]
        held = [set().union(*(documents[int(k)][1] for k in keys)) for keys in read.keys]
        label = np.array([bool(held[a] & held[b]) for a, b in zip(pairs.a, pairs.b, strict=True)])
        doubtful = ~label & ((both_sides(pairs) > 0.35) | ((np.exp(first[:, 1]) > 0.4) & (pairs.weight > 15)))
        if stage == "first":
            return first, label, ~doubtful
        log_odds = first_model.log_odds(first)
        linked = link(read, folder, pairs, log_odds)
        doubtful &= linked.words.max(axis=1) > 0.45
        if stage == "second":
            return second_features(pairs, first, log_odds, linked), label, ~doubtful
        features = part_features(pairs, first, linked.words)
        bundled = np.array([len(held[a]) + len(held[b]) > 2 for a, b in zip(pairs.a, pairs.b, strict=True)])
        return features, label, ~doubtful & (features[:, -1] > PART_RATIO) & (bundled | ~label)


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


def gathered(collections, stage, first_model=None):
    """Rows of all collections; each collection counts alike, whatever its size."""
    parts = [rows(documents, stage, first_model) for documents in collections]
    features = np.concatenate([f[use] for f, _, use in parts])
    label = np.concatenate([y[use] for _, y, use in parts]).astype(float)
    sizes = [len(documents) for documents in collections]
    weight = np.concatenate(
        [np.full(use.sum(), (1200 / size) ** 0.5) for (_, _, use), size in zip(parts, sizes, strict=True)]
    )
    return features, label, weight


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--zip", type=Path, default=ZIP)
    ask.add_argument("--out", type=Path, default=OUT)
    opts = ask.parse_args()
    rng = random.Random(1)
    records = texts_by_record(opts.zip)
    names = sorted(records)
    # records, and percent of them of which only one release is there
    kinds = [(len(names), 0), (500, 0), (500, 0), (500, 50), (500, 80), (500, 95)]
    chosen = [(rng.sample(names, count), lone) for count, lone in kinds]
    plain = [collection(records, some, rng, 0, lone) for some, lone in chosen]
    bundled = [collection(records, some, rng, len(some) * 6 // 100, lone) for some, lone in chosen]
    first = fitted(*gathered(plain, "first"), FIRST)
    print("first", first)
    model = read_model(first)
    second = fitted(*gathered(plain, "second", model), SECOND)
    second["bias"] = round(second["bias"] + SHIFT, 4)
    print("second", second)
    features, label, weight = gathered(bundled, "part", model)
    part = fitted(features, label, weight * np.where(label == 1, 1, 3), PART)  # a false part costs more
    print("part", part)
    texts = sum(map(len, records.values()))
    origin = (
        f"bench/match/fit.py on {texts} OCR texts of {len(names)} JFK records (releases 2018 to 2025, numbers"
        " blanked), with joined bundles and thinned collections; see compare/linkage.py for the features."
    )
    opts.out.write_text(
        json.dumps({"origin": origin, "first": first, "second": second, "part": part}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
