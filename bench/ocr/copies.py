"""Character error and expected error on made-up photocopies of generated pages, whose text is known exactly.

`python bench/ocr/copies.py [--each N] [--seed N]` generates scans in three languages at two levels of damage,
copies each twice (faint, clogged, few pixels, specks and lean, grey and uneven), reads them with both,
and prints error, error in sequence and CPU seconds by kind of copy, and how the expected error goes with the
true one.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import cv2
import numpy as np
from pages import goes_with, render, rows
from run import page_errors

from declass.ocr import read_page
from declass.ocr.rapid import Rapid
from declass.ocr.tesseract import Tesseract
from declass.sample import Noise, Spec, generate

LEVELS = (0.05, 0.35)


def grain(rng, shape, size):
    """Noise in patches of about ``size`` pixels, mean 0."""
    return cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), size)


def faint(page, rng):
    """Weak ink under a light threshold: letters break."""
    pale = 255 - 0.8 * (255 - cv2.GaussianBlur(page, (0, 0), 1.6)) + 60 * grain(rng, page.shape, 1.5)
    return np.where(pale < 158, 0, 255)


def clogged(page, rng):
    """A copy of a copy under a dark threshold: the eyes of letters fill."""
    return np.where(cv2.GaussianBlur(page, (0, 0), 2.2) + 25 * grain(rng, page.shape, 1.2) < 205, 0, 255)


def few_pixels(page, rng):
    height, width = page.shape
    small = cv2.resize(page, (int(0.42 * width), int(0.42 * height)), interpolation=cv2.INTER_AREA)
    worn = (small + rng.normal(0, 14, small.shape)).astype(np.float32)
    return cv2.resize(worn, (width, height), interpolation=cv2.INTER_CUBIC)


def specks(page, rng):
    noise = grain(rng, page.shape, 1.0)
    copy = np.where(cv2.GaussianBlur(page, (0, 0), 1.2) < 150, 0, 255).astype(np.float32)
    copy[noise > 0.85], copy[noise < -0.75] = 0, 255
    lean = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), 1.2, 1)
    return cv2.warpAffine(copy, lean, page.shape[::-1], borderValue=255)


def grey(page, rng):
    """Thermal paper: little contrast, the ground darker in one place than in another."""
    down, across = (np.linspace(0, 1, side, dtype=np.float32) for side in page.shape)
    ground = 60 * np.outer(np.sin(4 * down), np.sin(3 * across + 1))
    calm = cv2.GaussianBlur(page, (0, 0), 1.8)
    return 120 + 0.28 * (calm - 128) + 0.6 * ground + rng.normal(0, 12, page.shape)


KINDS = {"faint": faint, "clogged": clogged, "few pixels": few_pixels, "specks": specks, "grey": grey}


def originals(folder, each, seed):
    """Image, language and lines of generated scans, ``each`` of a language and level."""
    for number, level in enumerate(LEVELS):
        place = folder / str(level)
        noise = Noise.at(level)
        spec = Spec(
            seed=seed + number, records=30, noise=noise, redaction_rate=0.1, extras=False, max_pages=2
        )
        generate(place, seed=seed + number, spec=spec)
        kinds = {row["file"]: row["kind"] for row in rows(place / "truth" / "files.jsonl")}
        taken = defaultdict(int)
        for page in rows(place / "truth" / "pages.jsonl"):
            usual = page["role"] == "body" and len(page["text"]) >= 500 and not page.get("rotation")
            if usual and kinds.get(page["file"]) == "pdf_scan" and taken[page["language"]] < each:
                taken[page["language"]] += 1
                image = render(place / "records" / page["file"], page["page"])
                yield image, page["language"], page["text"].split("\n")


def copies(folder, each, seed):
    """Kind, image, language and lines: two kinds of copy of each original, all kinds in turn."""
    turn = cycle(KINDS)
    for number, (image, language, lines) in enumerate(originals(folder, each, seed)):
        for kind in (next(turn), next(turn)):
            yield kind, copied(image, kind, np.random.default_rng(10 * number + seed)), language, lines


def copied(image, kind, rng):
    page = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    pixels = np.clip(KINDS[kind](page.astype(np.float32), rng), 0, 255).astype(np.uint8)
    return replace(image, data=pixels.tobytes())


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--each", type=int, default=2, help="originals of each language and level of damage")
    ask.add_argument("--seed", type=int, default=911)
    opts = ask.parse_args()
    first, second = Tesseract(), Rapid()
    totals = defaultdict(lambda: np.zeros(5))
    true, expected = [], []
    with tempfile.TemporaryDirectory() as place:
        for kind, image, language, lines in copies(Path(place), opts.each, opts.seed):
            began = time.process_time()
            layer = read_page(image, first, tuple(dict.fromkeys((language, "en"))), second)
            seconds = time.process_time() - began
            wrong, ordered, size = page_errors({"lines": lines}, layer.text)
            totals[kind] += (wrong, ordered, size, seconds, 1)
            true.append(wrong / size)
            expected.append(layer.expected_error or 0.0)
            print(f"{kind:10} {language} true {true[-1]:.4f} expected {expected[-1]:.4f}", flush=True)
    for kind, (wrong, ordered, size, seconds, pages) in totals.items():
        cost = f"CPU {seconds / pages:.1f} s a page"
        print(f"{kind:10} error {wrong / size:.4f} ordered {ordered / size:.4f} {cost}")
    wrong, _, size, _, pages = sum(totals.values())
    print(f"all {pages:.0f} copies: error {wrong / size:.4f}")
    pearson, spearman = goes_with(expected, true)
    print(f"expected error against true: Pearson {pearson:.3f}, Spearman {spearman:.3f}")


if __name__ == "__main__":
    main()
