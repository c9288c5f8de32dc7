"""Weights of spellings (`declass.ocr.spelling.WEIGHTS`), fitted and judged: python bench/ocr/spelling.py.

Every word that the two engines read differently is taken with all its spellings on the transcribed pages, on
generated ones and on made-up photocopies of these. Each spelling costs the letters its line then has wrong;
the weights are fitted to lose the fewest, and judged on sets and pages left out. `--each N` and `--seed N` as
in `bench/ocr/copies.py`; `--only-made` leaves out the transcribed pages.
"""

import argparse
import tempfile
from itertools import chain
from pathlib import Path

import numpy as np
from copies import copies
from pages import render
from rapidfuzz import fuzz
from run import DATA, gold, gold_lines, line_errors, plain

from declass.ocr import merge, read_page, second, spelling, weigh
from declass.ocr.rapid import Rapid
from declass.ocr.tesseract import Tesseract

KEPT = 16  # spellings of a word that are looked at: the cheapest and the likeliest
ROUNDS, STEP, PULL = 200, 0.05, 1e-2


class Gathered:
    """Spellings of each doubtful word of a page: what is told of them, and what each costs."""

    def __init__(self, lines):
        self.lines, self.told, self.cost, self.now = lines, [], [], []

    def best(self, doubt, languages):
        found = spelling.candidates(doubt)
        told = spelling.told_of(doubt, found, languages)
        self.now[-1] = (found, told)
        return found[int((told @ spelling.WEIGHTS).argmax())]

    def weigh(self, *args):
        self.now.append(None)
        verdict = WEIGH(*args)
        self.now[-1] = (verdict.text, self.now[-1])
        return verdict

    def merged(self, *args):
        self.now = []
        pieces = MERGED(*args)
        texts = [text for text, _ in self.now]
        line = plain(" ".join(texts))
        nearest = max(self.lines, key=lambda g: fuzz.partial_ratio(g, line) + fuzz.ratio(g, line), default="")
        if lost(nearest, line) <= 0.4 * len(nearest):
            for place, (_, doubt) in enumerate(self.now):
                if doubt is not None:
                    self._add(nearest, texts, place, *doubt)
        return pieces

    def _add(self, nearest, texts, place, found, told):
        around = [" ".join(texts[:place]), " ".join(texts[place + 1 :])]
        self.cost.append([lost(nearest, plain(f"{around[0]} {text} {around[1]}")) for text in found])
        self.told.append(told - told[0])


WEIGH, MERGED, BEST = merge.weigh, merge.merged_words, weigh.best_spelling


def lost(line, text):
    """Letters wrong; what the longer of the two has at its ends counts for nothing."""
    return line_errors(line, text) if len(text) >= 0.8 * len(line) else line_errors(text, line)


def gathered(image, lines, language, engines):
    page = Gathered(lines)
    weigh.best_spelling, merge.weigh, second.merged_words = page.best, page.weigh, page.merged
    try:
        read_page(image, engines[0], tuple(dict.fromkeys((language, "en"))), engines[1])
    finally:
        weigh.best_spelling, merge.weigh, second.merged_words = BEST, WEIGH, MERGED
    return page.told, page.cost


def packed(words):
    told = np.zeros((len(words), KEPT, len(spelling.TOLD)))
    cost, absent = np.zeros((len(words), KEPT)), np.full((len(words), KEPT), -1e9)
    for number, (rows, losses) in enumerate(words):
        cheap, likely = np.argsort(losses, kind="stable")[:4], np.argsort(-(rows @ spelling.WEIGHTS))
        kept = list(dict.fromkeys([*cheap, *likely]))[:KEPT]
        told[number, : len(kept)] = rows[kept]
        cost[number, : len(kept)] = np.array(losses)[kept] - min(losses)
        absent[number, : len(kept)] = 0.0
    return told, cost, absent


def fitted(words):
    """Weights that lose the fewest letters, by steps down the expected loss (Adam), near those in use.

    Those were fitted on more words than are gathered here. A tenth of the pull loses a twentieth fewer
    letters of words left out, and makes short words of long ones.
    """
    told, cost, absent = packed(words)
    scale = np.sqrt((told**2).sum((0, 1)) / (told != 0).sum((0, 1)).clip(1)) + 1e-9
    told = told / scale
    home = spelling.WEIGHTS * scale
    weights, mean, square = home.copy(), 0.0, 0.0
    for turn in range(1, ROUNDS + 1):
        score = told @ weights + absent
        share = np.exp(score - score.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        over = share * (cost - (share * cost).sum(1, keepdims=True))
        slope = np.tensordot(over, told, ((0, 1), (0, 1))) / len(words) + PULL * (weights - home)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights = weights - STEP * (mean / (1 - 0.9**turn)) / (np.sqrt(square / (1 - 0.99**turn)) + 1e-9)
    return weights / scale


def loss(words, weights):
    return sum(losses[int((rows @ weights).argmax())] - min(losses) for rows, losses in words)


def pages(opts):
    if not opts.only_made:
        for row in gold():
            yield "transcribed", render(DATA / row["path"], row["page"]), gold_lines(row), row["language"]
    with tempfile.TemporaryDirectory() as folder:
        for kind, image, language, lines in copies(Path(folder), opts.each, opts.seed):
            yield kind, image, gold_lines({"lines": lines}), language


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--each", type=int, default=2)
    ask.add_argument("--seed", type=int, default=911)
    ask.add_argument("--only-made", action="store_true")
    engines = Tesseract(), Rapid()
    sets = {}
    for kind, image, lines, language in pages(ask.parse_args()):
        told, cost = gathered(image, lines, language, engines)
        sets.setdefault(kind, []).extend(zip(told, cost, strict=True))
    everything = list(chain(*sets.values()))
    weights = fitted(everything)
    print(f"{len(everything)} doubtful words; letters lost beyond the best spelling at hand:")
    for kind, words in sets.items():
        unseen = fitted(list(chain(*(other for name, other in sets.items() if name != kind))))
        print(f"{kind}: as shipped {loss(words, spelling.WEIGHTS)}, fitted {loss(words, weights)}", end=", ")
        print(f"fitted without these {loss(words, unseen)}")
    print(*(f"{name} {weight:.2f}" for name, weight in zip(spelling.TOLD, weights, strict=True)), sep=", ")


if __name__ == "__main__":
    main()
