"""Precision, recall and calibration of `declass diff` on generated pairs with known truth, by damage.

Usage: python bench/diff/generated.py [--pairs 30] [--images]

A change is right if at least half of its words were withheld; a passage is found if at least four fifths of
what was read of it stand in one change. Passages of which the newer text itself holds less than half are
counted apart ("unread"): no comparison of texts can find them. The card learned from other pairs (seeds from
5000).

With --images the pairs are made as scans (some 3 s of processor time each) and the page images are witnesses;
the last lines tell how often a box or blank is seen where words were withheld, and where they were not.
"""

import argparse
from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise, product

import numpy as np
from made import withheld
from seen import seen

from declass.compare.grade import changes
from declass.compare.layout import Laid
from declass.sample import Noise, make_pair

LEVELS, RATES = (0.0, 0.2, 0.4, 0.6, 0.8), (0.05, 0.14, 0.3)
THRESHOLDS = (0.3, 0.5, 0.7, 0.9)


def told(pair, images):
    """The texts of both sides, and their changes, with the page images as witnesses or without."""
    if not images:
        texts = [pair.older.ocr_texts, pair.newer.ocr_texts]
        return texts, changes(*texts)
    with seen(pair) as (texts, finders):
        return texts, changes(*texts, finder=finders[0], newer_finder=finders[1])


class Judged:
    """The changes of one kind that were told of one pair, and the passages that were to be told."""

    def __init__(self, pair, texts, said, kind):
        side = "newer" if kind == "revealed" else "older"
        laid = Laid.of(texts[kind == "revealed"])
        wanted = withheld(pair, kind, laid)
        readable = [w for w in wanted if 2 * len(w.words) >= w.count]
        self.unread = len(wanted) - len(readable)
        true = set().union(*(w.words for w in wanted))
        mine = [c for c in said if c.kind in (kind, "uncertain") and getattr(c, side).text]
        told = [(c, _words(laid, getattr(c, side))) for c in mine]
        self.right = [(c.probability, 2 * len(words & true) >= len(words)) for c, words in told]
        self.best = [
            max(
                (c.probability for c, words in told if len(w.words & words) >= 0.8 * len(w.words)),
                default=0.0,
            )
            for w in readable
        ]
        self.looks = [
            (bool(words & true), "something" in line)
            for c, words in told
            for line in c.evidence
            if line.startswith("The page image")
        ]


def _words(laid, passage):
    start = laid.page_starts[passage.page]
    first, stop = (
        bisect_left(laid.ends, start + passage.start + 1),
        bisect_left(laid.starts, start + passage.end),
    )
    return set(range(first, stop))


def line(kind, right, best, unread):
    """Precision and recall at several thresholds."""
    p, ok = np.array([r[0] for r in right]), np.array([r[1] for r in right])
    cells = []
    for at in THRESHOLDS:
        here = p >= at if len(p) else np.zeros(0, bool)
        share = f"{ok[here].mean():.2f}" if here.any() else "   -"
        cells.append(f"≥{at}: P {share} R {np.mean(np.array(best) >= at) if best else float('nan'):.2f}")
    return f"{kind:12s} {'  '.join(cells)}  of {len(best)}, {unread} unread"


def calibration(right):
    """Reliability of all that was told, and the expected calibration error."""
    p, ok = np.array([r[0] for r in right]), np.array([r[1] for r in right])
    rows, error = [], 0.0
    for low, high in pairwise((0.25, 0.4, 0.6, 0.8, 0.95, 1.001)):
        here = (p >= low) & (p < high)
        if here.any():
            rows.append(f"{p[here].mean():.2f}→{ok[here].mean():.2f} ({here.sum()})")
            error += abs(p[here].mean() - ok[here].mean()) * here.mean()
    return f"{'  '.join(rows)}  error {error:.3f}"


def main():
    """Print a row a level and rate."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pairs", type=int, default=30, help="a level and rate")
    ask.add_argument("--first", type=int, default=0, help="the first seed; others are other records")
    ask.add_argument("--images", action="store_true")
    opts = ask.parse_args()
    everything, looks = defaultdict(list), Counter()
    for level, rate in product(LEVELS, RATES):
        tally = {"revealed": [], "newly_hidden": []}
        for seed in range(opts.first, opts.first + opts.pairs):
            pair = make_pair(seed, Noise.at(level), rate, pdf=opts.images)
            texts, said = told(pair, opts.images)
            for kind, judged in tally.items():
                judged.append(Judged(pair, texts, said, kind))
            looks.update(tally["revealed"][-1].looks)
        for kind, judged in tally.items():
            right, best = [x for j in judged for x in j.right], [x for j in judged for x in j.best]
            unread = sum(j.unread for j in judged)
            print(f"noise {level} rate {rate}  {line(kind, right, best, unread)}", flush=True)
            if kind == "revealed":
                everything[level] += right
    for level, right in everything.items():
        print(f"noise {level}, revealed or uncertain, said→true: {calibration(right)}")
    print("all of them:", calibration([x for right in everything.values() for x in right]))
    for shown in (True, False):
        total = looks[shown, True] + looks[shown, False]
        if total:
            share = looks[shown, True] / total
            print(f"{'withheld' if shown else 'not withheld'}: the image shows it at {share:.3f} of {total}")


if __name__ == "__main__":
    main()
