"""How grades of `declass diff` change when the older release's page images are witnesses: generated pairs.

    python bench/redact/witness.py [--pairs 6] [--first 500]

Each pair is two scanned releases of one fictional record with known truth, at three levels of noise. What
was truly revealed is sorted by its grade without and with images; so is what is told and is not true.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from declass.compare.grade import changes
from declass.sample import Noise, make_pair

sys.path.insert(0, str(Path(__file__).parents[1] / "diff"))
from labels import common, tokens
from seen import seen

LEVELS = (0.0, 0.4, 0.8)
GRADES = ("certain", "likely", "possible", "not told")


def told(pair):
    """The changes of a pair: without images, and with them."""
    with seen(pair) as (texts, finders):
        return changes(*texts), changes(*texts, finder=finders[0], newer_finder=finders[1])


def best(words, said):
    """The grade under which these words are told as revealed."""
    grades = {
        c.grade
        for c in said
        if c.kind == "revealed" and 2 * common(words, tokens(c.newer.text)) >= len(words)
    }
    return next((grade for grade in GRADES if grade in grades), "not told")


def false(said, truth):
    """Grades of what is told as revealed and is not."""
    for change in said:
        words = tokens(change.newer.text)
        right = sum(common(t, words) for t in truth)  # two passages may be told as one
        if change.kind == "revealed" and 2 * right < len(words):
            yield change.grade


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pairs", type=int, default=6, help="at each level of noise")
    ask.add_argument("--first", type=int, default=500, help="the first seed")
    given = ask.parse_args()
    for level in LEVELS:
        moves, wrong, count = Counter(), (Counter(), Counter()), 0
        for seed in range(given.first, given.first + given.pairs):
            pair = make_pair(seed, Noise.at(level), 0.14, pdf=True)
            bare, seen = told(pair)
            truth = [tokens(c.text) for c in pair.changes if c.kind == "revealed"]
            count += len(truth)
            moves.update((best(words, bare), best(words, seen)) for words in truth)
            for tally, said in zip(wrong, (bare, seen), strict=True):
                tally.update(false(said, truth))
        print(f"noise {level}: {count} passages revealed; grade without images (rows) and with (columns)")
        print("  " + " " * 10 + "".join(f"{grade:>10}" for grade in GRADES))
        for before in GRADES:
            print(f"  {before:10}" + "".join(f"{moves[before, after]:10}" for after in GRADES))
        for name, tally in zip(("without", "with"), wrong, strict=True):
            print(f"  told and not true, {name}: {dict(tally)}", flush=True)


if __name__ == "__main__":
    main()
