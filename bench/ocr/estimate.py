"""How a page's expected error goes with the true one: python bench/ocr/estimate.py [--copies].

Pages: those transcribed by hand, and generated scans in three languages at three levels of damage, whose
truth is exact; with `--copies` made-up photocopies of others too. Prints the correlation of what is shown,
and of estimates for pages not fitted: each page left out in turn, and each kind of page. What is fitted is
how much doubtful words weigh; ink in no word is taken as it is.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from copies import copies
from pages import goes_with, render, rows
from run import DATA, gold, page_errors

from declass.ocr import read_page
from declass.ocr.estimate import DOUBTED, FLOOR, expected_error_of
from declass.ocr.rapid import Rapid
from declass.ocr.tesseract import Tesseract
from declass.sample import Noise, Spec, generate

LEVELS, EACH = (0.35, 0.65, 0.95), 2
COPIES_EACH, COPIES_SEED = 2, 911
LEAST_DOUBT = 0.01


def generated(folder):
    """Kind, image, language and lines of scans, EACH of a language and level."""
    for level in LEVELS:
        place, seed = folder / str(level), int(level * 100) + 3
        spec = Spec(
            seed=seed, records=24, noise=Noise.at(level), redaction_rate=0.1, extras=False, max_pages=2
        )
        generate(place, seed=seed, spec=spec)
        kinds = {row["file"]: row["kind"] for row in rows(place / "truth" / "files.jsonl")}
        taken = {}
        for page in rows(place / "truth" / "pages.jsonl"):
            usual = page["role"] == "body" and len(page["text"]) >= 400
            if usual and kinds.get(page["file"]) == "pdf_scan" and taken.get(page["language"], 0) < EACH:
                taken[page["language"]] = taken.get(page["language"], 0) + 1
                image = render(place / "records" / page["file"], page["page"])
                yield f"damage {level}", image, page["language"], page["text"].split("\n")


def transcribed():
    for row in gold():
        yield "transcribed", render(DATA / row["path"], row["page"]), row["language"], row["lines"]


def doubtful(words):
    """Share of a page's words that the reading doubts."""
    return sum((word.confidence or 0.0) < DOUBTED for word in words) / max(1, len(words))


def weighed(doubt, missing, wrong, kept, powers):
    """Estimates for all pages, the weight of doubtful words fitted to the ``kept`` ones.

    Args:
        missing: share of each page's text that stands in no word; counts as wrong.
        powers: 1: the power of the curve is fitted too; 0: it is a straight line.
    """
    misread = np.clip((wrong - missing) / (1 - missing), 0, 1)
    ours, theirs = np.log(doubt + LEAST_DOUBT), np.log(misread + FLOOR)
    slope = np.polyfit(ours[kept], theirs[kept], 1)[0] if powers else 1.0
    start = (theirs - slope * ours)[kept].mean()
    read = np.clip(np.exp(start + slope * ours) - FLOOR, 0, 1)
    return 1 - (1 - read) * (1 - missing)


def told(name, shown, true):
    pearson, spearman = goes_with(shown, true)
    mean = f"mean {shown.mean():.4f} for a true {true.mean():.4f}"
    print(f"{name}: Pearson {pearson:.3f}, Spearman {spearman:.3f}, {mean}")


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--copies", action="store_true", help="made-up photocopies too")
    opts = ask.parse_args()
    first, second = Tesseract(), Rapid()
    found = []
    with tempfile.TemporaryDirectory() as place:
        pages = [*transcribed(), *generated(Path(place))]
        if opts.copies:
            pages += copies(Path(place) / "copies", COPIES_EACH, COPIES_SEED)
    for kind, image, language, lines in pages:
        layer = read_page(image, first, tuple(dict.fromkeys((language, "en"))), second)
        wrong, _, size = page_errors({"lines": lines}, layer.text)
        shown = layer.expected_error or 0.0
        seen = expected_error_of(layer.words) or 0.0
        missing = min(0.99, 1 - (1 - shown) / (1 - seen)) if seen < 1 else 0.0
        found.append((kind, wrong / size, shown, doubtful(layer.words or ()), missing))
        print(f"{kind:12} {language} true {wrong / size:.4f} expected {shown:.4f}", flush=True)
    kinds = np.array([kind for kind, *_ in found])
    true, shown, doubt, missing = np.array([row[1:] for row in found]).T
    print(f"pages {len(true)}")
    told("as shown", shown, true)
    for powers, form in ((1, "curve"), (0, "line")):
        for name, groups in (("page", np.arange(len(true))), ("kind", kinds)):
            unseen = np.empty(len(true))
            for group in set(groups.tolist()):
                out = groups == group
                unseen[out] = weighed(doubt, missing, true, ~out, powers)[out]
            told(f"{form}, each {name} left out", unseen, true)


if __name__ == "__main__":
    main()
