"""Hatched bars by direction and noise, and what only looks like hatching: found, and taken for it.

    python bench/redact/hatches.py [--pages 6] [--seed 1] [--show FOLDER]

Made-up typed pages at 200 and 300 dpi, a quarter of them black and white. Strokes are 6 to 30 pixels apart
and 1 to 5 wide at 200 dpi, with and without a frame, over one to four lines of type; a bar hides what it
lies on. Each page of look-alikes holds one kind of them. A bar is found where one box overlaps it by half
(of both together), and told as hatched where that box says so; whatever else is told is an alarm.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from declass.model.page import PageImage
from declass.redact.boxes import find
from declass.sample import Noise
from declass.sample.scan import black_and_white, degraded

LEVELS = (0.0, 0.2, 0.4, 0.6)
DIRECTIONS = ("/", "\\", "x", "|", "-", "#")  # x: both diagonals, #: upright and level
WORDS = ("consul", "reported", "that", "grain", "and", "timber", "had", "come", "north", "press", "said")
FONT = cv2.FONT_HERSHEY_COMPLEX


class Paper:
    """A page at some resolution, drawn on in pixels of 200 dpi."""

    def __init__(self, dpi: int, rng: np.random.Generator):
        self.dpi, self.rng, self.zoom = dpi, rng, dpi / 200
        self.pixels = np.full((self.px(2200), self.px(1700)), 250, np.uint8)
        self.bars: list[tuple[float, float, float, float]] = []

    def px(self, length: float) -> int:
        return max(1, round(length * self.zoom))

    def write(self, x: float, y: float, words: str, size: float = 0.85) -> None:
        where = (self.px(x), self.px(y))
        cv2.putText(self.pixels, words, where, FONT, size * self.zoom, 25, self.px(2), cv2.LINE_AA)

    def line(self, x0: float, y0: float, x1: float, y1: float, thick: float) -> None:
        ends = (self.px(x0), self.px(y0)), (self.px(x1), self.px(y1))
        cv2.line(self.pixels, *ends, 20, self.px(thick), cv2.LINE_AA)

    def type(self, first: int = 0, last: int = 40, left: int = 200, right: int = 1400) -> None:
        for row in range(first, last):
            words = ""
            while 15 * len(words) < right - left - 150:
                words += str(self.rng.choice(WORDS)) + " "
            self.write(left, 204 + 44 * row, words)

    def clear(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pixels[self.px(y0) : self.px(y1), self.px(x0) : self.px(x1)] = 250


def hatched(
    paper: Paper, place: tuple[int, int, int, int], direction: str, apart: int, thick: int, framed: bool
):
    x0, y0, x1, y1 = place
    wide, high = x1 - x0, y1 - y0
    piece = Paper(paper.dpi, paper.rng)
    piece.pixels = np.full((paper.px(high), paper.px(wide)), 250, np.uint8)
    for at in range(-high, wide, apart):
        if direction in "/x":
            piece.line(at, high, at + high, 0, thick)
        if direction in "\\x":
            piece.line(at, 0, at + high, high, thick)
    for y in range(0, high if direction in "-#" else 0, apart):
        piece.line(0, y, wide, y, thick)
    for x in range(0, wide if direction in "|#" else 0, apart):
        piece.line(x, 0, x, high, thick)
    if framed:
        far = piece.pixels.shape[1] - 1, piece.pixels.shape[0] - 1
        cv2.rectangle(piece.pixels, (0, 0), far, 20, paper.px(3))
    top, left = paper.px(y0), paper.px(x0)
    paper.pixels[top : top + piece.pixels.shape[0], left : left + piece.pixels.shape[1]] = piece.pixels
    paper.bars.append((left, top, left + piece.pixels.shape[1], top + piece.pixels.shape[0]))


def bars(paper: Paper, direction: str) -> None:
    """Four bars on a page of type."""
    rng = paper.rng
    paper.type()
    for row in (3, 12, 21, 30):
        lines = int(rng.integers(1, 5))
        x0, wide = int(rng.integers(220, 600)), int(rng.integers(220, 800))
        apart = int(rng.integers(6, 31)) if lines > 1 else int(rng.integers(6, 19))
        thick = int(rng.integers(1, min(6, max(2, apart // 2))))
        place = (x0, 176 + 44 * row, x0 + wide, 176 + 44 * (row + lines) - 4)
        hatched(paper, place, direction, apart, thick, bool(rng.random() < 0.5))


# ── what only looks like it ─────────────────────────────────────────────────────────────────────


def rows_of_signs(paper: Paper) -> None:
    paper.type(0, 40)
    for row, sign in zip(range(2, 38, 4), "/=-X_|#I*", strict=True):
        paper.clear(180, 176 + 44 * row, 1600, 176 + 44 * (row + 2))
        for more in (0, 1):
            paper.write(200, 204 + 44 * (row + more), sign * int(paper.rng.integers(20, 60)))


def table(paper: Paper) -> None:
    high, wide, rows = int(paper.rng.integers(28, 60)), int(paper.rng.integers(60, 280)), 24
    columns = 1200 // wide
    paper.type(0, 5)
    for row in range(rows + 1):
        paper.line(200, 450 + high * row, 200 + wide * columns, 450 + high * row, 2)
    for column in range(columns + 1):
        paper.line(200 + wide * column, 450, 200 + wide * column, 450 + high * rows, 2)
    for row in range(rows):
        for column in range(columns):
            if paper.rng.random() < 0.7:
                said = str(paper.rng.choice(WORDS))[: max(1, wide // 20)]
                paper.write(206 + wide * column, 450 + high * row + min(high - 6, 26), said, 0.7)


def ruled(paper: Paper) -> None:
    apart = int(paper.rng.choice([44, 50, 56, 64]))
    for y in range(200, 2050, apart):
        paper.line(60, y, 1640, y, 1)
        paper.write(200, y - 5, " ".join(paper.rng.choice(WORDS, 8)), 0.8)


def bar_codes(paper: Paper) -> None:
    paper.type(8, 40)
    for y, unit in ((200, 2), (1900, 3), (1000, 4)):
        x = 250.0
        paper.clear(180, y - 40, 1600, y + 140)
        while x < 900:
            thick = unit * int(paper.rng.choice([1, 1, 2, 3]))
            paper.line(x + thick / 2, y, x + thick / 2, y + 90, thick)
            x += thick + unit * int(paper.rng.choice([1, 1, 2, 3]))


def graph_paper(paper: Paper) -> None:
    apart = int(paper.rng.choice([16, 20, 27, 39]))
    x1, y1 = (1600, 2100) if paper.rng.random() < 0.5 else (1100, 1000)
    for x in range(120, x1, apart):
        paper.line(x, 120, x, y1, 1)
    for y in range(120, y1, apart):
        paper.line(120, y, x1, y, 1)
    heights = 120 + np.cumsum(paper.rng.normal(0, 30, 30)) % (y1 - 140)
    for step, (one, other) in enumerate(pairwise(heights)):
        paper.line(120 + 30 * step, one, 150 + 30 * step, other, 4)


def music(paper: Paper) -> None:
    apart = int(paper.rng.integers(12, 20))
    for top in range(200, 1900, 12 * apart):
        for line in range(5):
            paper.line(150, top + apart * line, 1550, top + apart * line, 2)
        for x in (150, 600, 1050, 1550):
            paper.line(x, top, x, top + 4 * apart, 2)
        for x in range(200, 1500, 60):
            if paper.rng.random() < 0.6:
                y = top + apart * paper.rng.integers(0, 9) / 2
                cv2.circle(paper.pixels, (paper.px(x), paper.px(y)), paper.px(apart / 2), 20, -1)
                paper.line(x + apart / 2, y, x + apart / 2, y - 3 * apart, 2)


def underlined(paper: Paper) -> None:
    paper.type()
    for row in range(1, 39, 2):
        x = int(paper.rng.integers(200, 700))
        for more in range(int(paper.rng.integers(1, 4))):
            paper.line(x, 212 + 44 * row + 5 * more, x + 500, 212 + 44 * row + 5 * more, 2)


def form(paper: Paper) -> None:
    """Boxes for single letters, lines to write on, a scale and a column of dashes."""
    for row in range(8):
        paper.write(150, 230 + 130 * row, ("NAME", "DATE", "OFFICE", "FILE", "ROOM")[row % 5])
        for cell in range(21):
            paper.line(400 + 40 * cell, 200 + 130 * row, 400 + 40 * cell, 245 + 130 * row, 2)
        paper.line(400, 245 + 130 * row, 1200, 245 + 130 * row, 2)
    for tick in range(60):
        paper.line(300 + 15 * tick, 1400, 300 + 15 * tick, 1412 + 8 * (tick % 5 == 0), 1)
    for y in range(1500, 1900, 46):
        paper.line(300, y, 1300, y, 2)


def halftone(paper: Paper) -> None:
    paper.type(24, 40)
    side, x1, y1 = int(paper.rng.integers(5, 10)), 1200, 1100
    for y in range(250, y1, side):
        for x in range(300, x1, side):
            shade = 0.5 + 0.5 * np.sin(x / 130) * np.cos(y / 170)
            radius = paper.px(1) if shade < 0.5 else max(1, round(side * paper.zoom * shade / 2))
            cv2.circle(paper.pixels, (paper.px(x), paper.px(y)), radius, 20, -1)


def edge(paper: Paper) -> None:
    """Stripes that a scanner leaves along its edge, and a dark margin."""
    paper.type()
    for y in range(0, 2200, int(paper.rng.integers(7, 14))):
        paper.line(0, y, 40, y, 3)
    for x in range(0, 1700, 9):
        paper.line(x, 2175, x, 2200, 3)


LOOK_ALIKES: tuple[Callable[[Paper], None], ...] = (
    rows_of_signs, table, ruled, bar_codes, graph_paper, music, underlined, form, halftone, edge,
)  # fmt: skip


# ── aged, looked at and counted ─────────────────────────────────────────────────────────────────


def aged(paper: Paper, level: float) -> tuple[PageImage, list[tuple[float, ...]]]:
    """The page as a scan at a level of noise, and where its bars have come to lie, in points."""
    noise, rng = Noise.at(level), paper.rng
    height, width = paper.pixels.shape
    lean = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-1, 1) * noise.skew_deg), 1.0)
    pixels = degraded(paper.pixels, None, lean, noise, paper.dpi, rng)
    pixels = black_and_white(pixels) if rng.random() < 0.25 else pixels
    scale = 72 / paper.dpi
    image = PageImage(
        width, height, paper.dpi, np.ascontiguousarray(pixels).tobytes(), (scale, 0, 0, scale, 0, 0)
    )
    return image, [_leaning(bar, lean, scale) for bar in paper.bars]


def _leaning(bar, lean, scale: float) -> tuple[float, ...]:
    middle = lean @ np.array([(bar[0] + bar[2]) / 2, (bar[1] + bar[3]) / 2, 1.0])
    half = np.array([bar[2] - bar[0], bar[3] - bar[1]]) / 2
    return tuple(float(v) for v in np.concatenate([middle - half, middle + half]) * scale)


def overlap(one, other) -> float:
    """Of both together."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (sum((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other)) - both)


def pages(draw: Callable[[Paper], None], count: int, seed: int, level: float) -> Iterator[tuple]:
    for number in range(count):
        rng = np.random.default_rng([seed, number, int(100 * level)])
        paper = Paper(300 if number % 3 == 2 else 200, rng)
        draw(paper)
        yield aged(paper, level)


def counted(draw, count: int, seed: int, level: float, show: Path | None, name: str) -> Counter:
    total: Counter = Counter()
    for number, (image, truth) in enumerate(pages(draw, count, seed, level)):
        started = time.process_time()
        told = [one for one in find(image, 0) if one.probability >= 0.5 and one.box]
        total["ms"] += round(1000 * (time.process_time() - started))
        boxes = [(b.x0, b.y0, b.x1, b.y1) for b in (one.box for one in told)]
        best = [max((overlap(bar, box), n) for n, box in enumerate([*boxes, (0, 0, 0, 0)])) for bar in truth]
        right = {n for share, n in best if share >= 0.5}
        total["pages"] += 1
        total["bars"] += len(truth)
        total["found"] += len(right)
        total["hatched"] += sum("hatched" in told[n].evidence[0] for n in right)
        total["alarms"] += len(boxes) - len(right)
        total["alarmed"] += len(boxes) > len(right)
        if show and (len(right) < len(truth) or len(boxes) > len(right)):
            _shown(show / f"{name}_{level}_{number}.png", image, truth, boxes)
    return total


def _shown(path: Path, image: PageImage, truth, boxes) -> None:
    grey = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    picture = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    for places, colour in ((truth, (0, 160, 0)), (boxes, (0, 0, 255))):
        for place in places:
            x0, y0, x1, y1 = (round(v * image.dpi / 72) for v in place)
            cv2.rectangle(picture, (x0, y0), (x1, y1), colour, 4)
    cv2.imwrite(str(path), cv2.resize(picture, (850, 1100), interpolation=cv2.INTER_AREA))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pages", type=int, default=6, help="of each kind at each level of noise")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--levels", type=float, nargs="+", default=LEVELS)
    ask.add_argument("--show", type=Path, help="folder for pictures of pages that are not all right")
    given = ask.parse_args()
    if given.show:
        given.show.mkdir(parents=True, exist_ok=True)
    for number, way in enumerate(DIRECTIONS):
        for level in given.levels:
            draw = partial(bars, direction=way)
            seed = 100 * given.seed + number
            got = counted(draw, given.pages, seed, level, given.show, f"bars{number}")
            said = f"{got['found']} of {got['bars']} found, {got['hatched']} as hatched, {got['alarms']} else"
            print(f"{way} noise {level}: {said}; {got['ms'] // got['pages']} ms a page", flush=True)
    for number, draw in enumerate(LOOK_ALIKES):
        for level in given.levels:
            seed = 100 * given.seed + 50 + number
            got = counted(draw, given.pages, seed, level, given.show, draw.__name__)
            said = f"{got['alarmed']} of {got['pages']} pages alarmed, {got['alarms']} boxes"
            print(f"{draw.__name__} noise {level}: {said}; {got['ms'] // got['pages']} ms a page", flush=True)


if __name__ == "__main__":
    main()
