"""How a page's expected error goes with the true one, pages left out in turn: python bench/ocr/estimate.py.

Pages: those transcribed by hand, and generated scans in three languages at three levels of damage, whose
truth is exact. Prints the fit of `declass.ocr.estimate`, and the correlation for pages not fitted.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
from pages import render
from run import DATA, gold, page_errors

from declass.ocr import read_page
from declass.ocr.estimate import DOUBTED, FLOOR
from declass.ocr.rapid import Rapid
from declass.ocr.tesseract import Tesseract
from declass.sample import Noise, Spec, generate

LEVELS, EACH = (0.35, 0.65, 0.95), 2


def generated(folder):
    """Path, page, language and lines of scans, EACH of a language and level."""
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
                yield (
                    place / "records" / page["file"],
                    page["page"],
                    page["language"],
                    page["text"].split("\n"),
                )


def rows(path):
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def doubtful(words):
    """Share of a page's words that the reading doubts."""
    return sum((word.confidence or 0.0) < DOUBTED for word in words) / max(1, len(words))


def estimated(doubt, errors, kept):
    """Estimates for all pages by the line fitted to the ``kept`` ones, logarithm on logarithm."""
    slope, start = np.polyfit(np.log(doubt[kept] + 0.01), np.log(errors[kept] + FLOOR), 1)
    return np.clip(np.exp(start + slope * np.log(doubt + 0.01)) - FLOOR, 0, 1), slope, start


def ranks(values):
    return np.argsort(np.argsort(values))


def main():
    first, second = Tesseract(), Rapid()
    pages = [(DATA / row["path"], row["page"], row["language"], row["lines"]) for row in gold()]
    doubts, errors, shipped = [], [], []
    with tempfile.TemporaryDirectory() as place:
        for path, page, language, lines in [*pages, *generated(Path(place))]:
            layer = read_page(render(path, page), first, tuple(dict.fromkeys((language, "en"))), second)
            wrong, _, size = page_errors({"lines": lines}, layer.text)
            doubts.append(doubtful(layer.words or ()))
            shipped.append(layer.expected_error or 0.0)
            errors.append(wrong / size)
            print(
                f"{path.name} {page} {language} true {errors[-1]:.4f} expected {layer.expected_error}",
                flush=True,
            )
    doubt, error = np.array(doubts), np.array(errors)
    number = np.arange(len(error))
    unseen = np.array([estimated(doubt, error, number != i)[0][i] for i in number])
    _, slope, start = estimated(doubt, error, number >= 0)
    print(f"pages {len(error)}; power {slope:.2f}, scale {np.exp(start):.2f}")
    shown = np.array(shipped)
    print(
        f"as shown: Pearson {np.corrcoef(shown, error)[0, 1]:.3f}, "
        f"Spearman {np.corrcoef(ranks(shown), ranks(error))[0, 1]:.3f}, "
        f"mean {shown.mean():.4f} for a true {error.mean():.4f}"
    )
    pearson, spearman = np.corrcoef(unseen, error)[0, 1], np.corrcoef(ranks(unseen), ranks(error))[0, 1]
    print(f"left out in turn: Pearson {pearson:.3f}, Spearman {spearman:.3f}")


if __name__ == "__main__":
    main()
