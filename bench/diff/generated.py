"""Precision, recall and calibration of `declass diff` on generated pairs with known truth, by damage.

Usage: python bench/diff/generated.py [--pairs 30] [--images]

With --images the pairs are made as scans (some 3 s of processor time each) and the page images are witnesses;
the last lines tell how often a box or blank is seen where words were withheld, and where they were not.
"""

import argparse
import tempfile
from collections import Counter
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import numpy as np
from labels import common, tokens

from declass.cli.texts import page_layers, reading
from declass.compare.grade import changes
from declass.config import Settings
from declass.pipeline.finders import FileFinder
from declass.sample import Noise, make_pair

LEVELS, RATES = (0.0, 0.4, 0.8), (0.05, 0.14, 0.3)
THRESHOLDS = (0.3, 0.5, 0.7, 0.9)


def told(pair, images):
    """The changes of a pair, with its page images as witnesses or without."""
    if not images:
        return changes(pair.older.ocr_texts, pair.newer.ocr_texts)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings()
        reader = stack.enter_context(reading(settings))
        texts, finders = [], []
        for name, side in (("older.pdf", pair.older), ("newer.pdf", pair.newer)):
            (folder / name).write_bytes(side.pdf)
            layers = page_layers(folder / name, reader, settings)
            texts.append([layer.text if layer else "" for layer in layers])
            finders.append(
                FileFinder(folder / name, [x.words if x else None for x in layers], reader, settings)
            )
        return changes(*texts, finder=finders[0], newer_finder=finders[1])


def judged(pair, said):
    """For each kind: changes told as (probability, right), and truths with the best probability told."""
    for kind in ("revealed", "newly_hidden"):
        side = "newer" if kind == "revealed" else "older"
        truth = [tokens(c.text) for c in pair.changes if c.kind == kind]
        mine = [c for c in said if c.kind in (kind, "uncertain") and getattr(c, side).text]
        got = [(c.probability, tokens(getattr(c, side).text)) for c in mine]
        right = [(p, any(2 * common(t, words) >= len(words) for t in truth)) for p, words in got]
        best = [max((p for p, words in got if common(t, words) >= 0.8 * len(t)), default=0.0) for t in truth]
        yield kind, right, best


def seen(pair, said):
    """What the image showed of each place it was asked about, by whether words were withheld there."""
    truth = [tokens(c.text) for c in pair.changes if c.kind == "revealed"]
    for change in said:
        words = tokens(change.newer.text)
        shown = [line for line in change.evidence if line.startswith("The page image")]
        if words and shown:
            yield any(2 * common(t, words) >= len(words) for t in truth), "something" in shown[0]


def line(kind, right, best):
    """Precision and recall at several thresholds."""
    p, ok = np.array([r[0] for r in right]), np.array([r[1] for r in right])
    cells = []
    for at in THRESHOLDS:
        here = p >= at if len(p) else np.zeros(0, bool)
        share = f"{ok[here].mean():.2f}" if here.any() else "   -"
        cells.append(f"≥{at}: P {share} R {np.mean(np.array(best) >= at) if best else float('nan'):.2f}")
    return f"{kind:12s} {'  '.join(cells)}  of {len(best)}"


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
    everything, looks = [], Counter()
    for level in LEVELS:
        for rate in RATES:
            tally = {"revealed": ([], []), "newly_hidden": ([], [])}
            for seed in range(opts.first, opts.first + opts.pairs):
                pair = make_pair(seed, Noise.at(level), rate, pdf=opts.images)
                said = told(pair, opts.images)
                looks.update(seen(pair, said))
                for kind, right, best in judged(pair, said):
                    tally[kind][0].extend(right)
                    tally[kind][1].extend(best)
            for kind, (right, best) in tally.items():
                print(f"noise {level} rate {rate}  {line(kind, right, best)}", flush=True)
            everything += tally["revealed"][0]
    print("revealed or uncertain, said→true:", calibration(everything))
    for withheld in (True, False):
        total = looks[withheld, True] + looks[withheld, False]
        if total:
            share = looks[withheld, True] / total
            print(
                f"{'withheld' if withheld else 'not withheld'}: the image shows it at {share:.3f} of {total}"
            )


if __name__ == "__main__":
    main()
