"""Precision, recall and calibration of `declass diff` on generated pairs with known truth, by damage.

Usage: python bench/diff/generated.py [PAIRS]     (default 30 a row)
"""

import sys

import numpy as np
from labels import common, tokens

from declass.compare.grade import changes
from declass.sample import Noise, make_pair

LEVELS, RATES = (0.0, 0.4, 0.8), (0.05, 0.14, 0.3)


def judged(pair):
    """For each kind: changes told as (probability, right), and truths as found or not."""
    told = changes(pair.older.ocr_texts, pair.newer.ocr_texts)
    for kind in ("revealed", "newly_hidden"):
        side = "newer" if kind == "revealed" else "older"
        truth = [tokens(c.text) for c in pair.changes if c.kind == kind]
        said = [(c.probability, tokens(getattr(c, side).text)) for c in told if c.kind == kind]
        right = [(p, any(2 * common(t, got) >= len(got) for t in truth)) for p, got in said]
        found = [any(common(t, got) >= 0.8 * len(t) for _, got in said) for t in truth]
        yield kind, right, found


def main():
    """Print a row a level and rate."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    for level in LEVELS:
        for rate in RATES:
            tally = {"revealed": ([], []), "newly_hidden": ([], [])}
            for seed in range(pairs):
                for kind, right, found in judged(make_pair(seed, Noise.at(level), rate)):
                    tally[kind][0].extend(right)
                    tally[kind][1].extend(found)
            for kind, (right, found) in tally.items():
                p, ok = np.array([r[0] for r in right]), np.array([r[1] for r in right])
                told = f"P {ok.mean():.3f} of {len(ok)}, said {p.mean():.2f}" if len(ok) else "nothing told"
                share = f"R {np.mean(found):.3f} of {len(found)}" if found else "nothing to find"
                print(f"noise {level} rate {rate} {kind}: {told}; {share}", flush=True)


if __name__ == "__main__":
    main()
