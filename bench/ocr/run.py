"""Character error of OCR on the hand-transcribed pages: python bench/ocr/run.py [--plain | --first].

Gold lines are looked for wherever they stand in the page's text, as the shared scorer does; `ordered`
compares the whole page in sequence. Prints one line a page, then totals and CPU seconds.
"""

import argparse
import json
import re
import time
from pathlib import Path

from pages import render
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from declass.ocr import read_page
from declass.ocr.rapid import Rapid
from declass.ocr.tesseract import Tesseract

DATA = Path(__file__).parents[3] / "shared" / "data"
MARK = re.compile(r"\S*\[(?:hand|\?|redacted)\]\S*")
PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "—": "-", "–": "-", "_": " ", "|": " "})


def plain(text):
    runs = re.sub(r"\.{3,}", "...", re.sub(r"-{2,}", "-", text.translate(PLAIN)))
    return re.sub(r"\s+", " ", runs).strip()


def gold_lines(row):
    parts = [plain(part) for line in row["lines"] for part in MARK.split(line)]
    return [part for part in parts if re.search(r"\w", part)]


def line_errors(line, text):
    place = fuzz.partial_ratio_alignment(line, text) if text else None
    if place is None:
        return len(line)
    pad = max(2, len(line) // 10)
    start, end = place.dest_start, place.dest_end
    windows = (text[max(0, start + s) : end + e].strip() for s in (-pad, -1, 0, 1) for e in (-1, 0, 1, pad))
    return min(len(line), *(Levenshtein.distance(line, window) for window in windows))


def page_errors(row, text):
    """Wrong characters, wrong characters in sequence, characters."""
    lines, text = gold_lines(row), plain(text)
    size = sum(map(len, lines))
    whole = Levenshtein.distance(" ".join(lines), text)
    return sum(line_errors(line, text) for line in lines), min(whole, size), size


def gold():
    with (DATA / "ocr_gold" / "ocr_dev.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--plain", action="store_true", help="no preparation: the engine alone")
    ask.add_argument("--first", action="store_true", help="the first engine only")
    opts = ask.parse_args()
    engine = Tesseract()
    second = None if opts.first else Rapid()
    totals, cpu = [0, 0, 0], 0.0
    for row in gold():
        image = render(DATA / row["path"], row["page"])
        began = time.process_time()
        layer = engine.recognise(image) if opts.plain else read_page(image, engine, second=second)
        cpu += time.process_time() - began
        found = page_errors(row, layer.text)
        totals = [a + b for a, b in zip(totals, found, strict=True)]
        error, ordered = found[0] / found[2], found[1] / found[2]
        print(
            f"{row['id']} error {error:.3f} ordered {ordered:.3f} expected {layer.expected_error:.3f}",
            end=" ",
        )
        print(f"confidence {layer.confidence:.2f} {layer.language} {layer.parameters}")
    error, ordered = totals[0] / totals[2], totals[1] / totals[2]
    print(f"characters {totals[2]} error {error:.4f} ordered {ordered:.4f} CPU {cpu:.1f} s")


if __name__ == "__main__":
    main()
