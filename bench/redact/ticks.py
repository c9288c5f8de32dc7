"""Ticks drawn into the boxes of made-up deleted-page sheets: how many are told, by kind of tick and noise.

    python bench/redact/ticks.py [--sheets 40] [--seed 1]

The codes' places are those that were drawn; what OCR makes of them is not part of the figure.
"""

import argparse

import cv2
import numpy as np

from declass.model.anchor import Box
from declass.model.page import PageImage
from declass.redact.mentions import mentions
from declass.redact.placed import CodeMark
from declass.redact.ticks_seen import seen_ticks

CODES = [
    *("(b)(1)", "(b)(2)", "(b)(3)", "(b)(4)", "(b)(5)", "(b)(6)"),
    *("(b)(7)(A)", "(b)(7)(B)", "(b)(7)(C)", "(b)(7)(D)", "(b)(7)(E)", "(b)(7)(F)"),
    *("(d)(5)", "(j)(2)", "(k)(1)", "(k)(2)", "(k)(3)", "(k)(4)"),
]
KINDS = ("none", "cross", "check", "slash", "filled", "wild")
NOISES = (0.0, 0.3, 0.6)


def sheet(rng, kind, noise, boxes=True):
    """A page's image at 200 or 300 dpi, its codes with their places, and those ticked."""
    dpi = int(rng.choice([200, 300]))
    inch = dpi / 100  # pixels in a hundredth of an inch
    pixels = np.full((round(1100 * inch), round(850 * inch)), 250, np.uint8)
    side, gap, pen = rng.uniform(9, 18), rng.uniform(6, 30), max(1, round(rng.uniform(0.6, 1.6) * inch))
    chosen = set(rng.choice(len(CODES), int(rng.integers(1, 5)), replace=False).tolist())
    marks, ticked = [], set()
    for number, code in enumerate(CODES):
        column, row = divmod(number, 6)
        x, y = (110 + 230 * column + rng.uniform(-1, 1)) * inch, (400 + 40 * row) * inch
        if boxes:
            cv2.rectangle(pixels, point(x, y), point(x + side * inch, y + side * inch), 20, pen)
            if kind != "none" and number in chosen:
                tick(pixels, rng, kind, (x, y, side * inch), max(2, round(rng.uniform(1, 2.5) * inch)))
                ticked.add(code)
        left, base = x + (side + gap) * inch, y + side * inch * 0.8
        cv2.putText(pixels, code, point(left, base), cv2.FONT_HERSHEY_SIMPLEX, 0.35 * inch, 20, pen)
        wide = 7.5 * len(code)
        place = Box(*(v / inch * 0.72 for v in (left, base - 10 * inch, left + wide * inch, base + 2 * inch)))
        marks.append(CodeMark(mentions(code)[0], place))
    return scanned(pixels, rng, noise, dpi), marks, ticked


def point(x, y):
    return round(x), round(y)


def tick(pixels, rng, kind, place, pen):
    x, y, side = place
    a, b, c, d = (rng.uniform(0.05, 0.25) * side for _ in range(4))
    if kind == "filled":
        cv2.rectangle(pixels, point(x + a, y + b), point(x + side - c, y + side - d), 30, -1)
    if kind in ("cross", "slash"):
        cv2.line(pixels, point(x + a, y + side - b), point(x + side - c, y + d), 30, pen)
    if kind == "cross":
        cv2.line(pixels, point(x + b, y + a), point(x + side - d, y + side - c), 30, pen)
    if kind in ("check", "wild"):
        out = 0.5 * side if kind == "wild" else 0.0  # a hand's tick runs beyond its box
        foot = point(x + side * rng.uniform(0.35, 0.5), y + side - a)
        cv2.line(pixels, point(x + b - out / 2, y + side / 2), foot, 30, pen)
        cv2.line(pixels, foot, point(x + side - c + out, y + d - out), 30, pen)


def scanned(pixels, rng, noise, dpi):
    """Leaning, blurred, specked and worn by ``noise``, 0–1."""
    high, wide = pixels.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-1, 1) * noise, 1)
    pixels = cv2.warpAffine(pixels, turn, (wide, high), borderValue=250)
    pixels = cv2.GaussianBlur(pixels, (0, 0), 0.3 + noise)
    worn = pixels.astype(np.float32) + rng.normal(0, 40 * noise, pixels.shape)
    worn[rng.random(pixels.shape) < 0.004 * noise] = 0
    pixels = worn.clip(0, 255).astype(np.uint8)
    points = 72 / dpi
    return PageImage(wide, high, dpi, pixels.tobytes(), (points, 0, 0, points, 0, 0))


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sheets", type=int, default=40)
    ask.add_argument("--seed", type=int, default=1)
    opts = ask.parse_args()
    for kind in KINDS:
        for noise in NOISES:
            rng = np.random.default_rng([opts.seed, KINDS.index(kind), round(10 * noise)])
            told = right = drawn = looked = 0
            for _ in range(opts.sheets):
                image, marks, ticked = sheet(rng, kind, noise)
                seen = seen_ticks(image, marks)
                said = {code for code, is_ticked in seen.items() if is_ticked}
                told, right, drawn = told + len(said), right + len(said & ticked), drawn + len(ticked)
                looked += len(seen)
            print(
                f"{kind:7} noise {noise:.1f}  ticked {drawn:4}  told {told:4}  right {right:4}  "
                f"boxes seen {looked} of {opts.sheets * len(CODES)}"
            )


if __name__ == "__main__":
    main()
