"""Photographs, maps and seals against painted bars: how many pages of each are told right.

    python bench/redact/pictures.py [--pages 112] [--seed 1] [--photographs FOLDER] [--show FOLDER] [--fit]

Every page is made by chance: lines of type around a picture (a scene with occluding, shaded shapes and
1/f texture, as photographs have; printed in tones, screened, dithered, cut to black and white, copied) or
around bars as people paint, stick, photocopy and scan them. ``--photographs`` puts real pictures (files of
a folder) in place of the made ones. Judged without words, so that the image alone
decides. ``--fit`` fits the model that tells pictures from bars to made pages of other seeds, and writes it
into src/declass/redact/box_models.json.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from fit import OUT, fitted, table
from judged import Box
from numpy.typing import NDArray

from declass.model.page import PageImage
from declass.redact.boxes import find
from declass.redact.fills import fills_of
from declass.redact.pictures import PICTURE_FEATURES, is_large, picture_looks
from declass.redact.sheet import sheet_of

Tones = NDArray[np.float32]
"""0 black to 1 white."""

_SENTENCE = "the consul wrote that ships with grain and timber had come in from the north before the talks"
WORDS = _SENTENCE.split()
PRINTS = ("tones", "dark", "faint", "screen", "dither", "cut", "copied")
SCENES = ("shapes", "portrait", "night", "coast", "street", "sky", "map", "seal")
BARS = (
    "even",
    "streaks",
    "worn",
    "patchy",
    "code",
    "seen through",
    "grey",
    "dithered grey",
    "cut grey",
    "pasted",
)


@dataclass(frozen=True)
class Made:
    """A page and what is on it; ``what`` and ``how`` name its scene and print, or "bar" and its making."""

    what: str
    how: str
    image: PageImage
    boxes: list[Box]


def write(tones: Tones, text: str, at: tuple[int, int], size: float, tone: float) -> None:
    mask = np.zeros(tones.shape, np.uint8)
    cv2.putText(mask, text, at, cv2.FONT_HERSHEY_COMPLEX, size, 255, 2)
    tones[mask > 0] = tone


# ── scenes ──────────────────────────────────────────────────────────────────────────────────────


def texture(high: int, wide: int, rng: np.random.Generator, slope: float = 1.0) -> Tones:
    """Noise whose amplitude falls as 1/f to the power of ``slope``, mean 0, deviation 1."""
    fy, fx = np.fft.fftfreq(high)[:, None], np.fft.rfftfreq(wide)[None, :]
    size = np.maximum(np.hypot(fy, fx), 1 / max(high, wide)) ** -slope
    phase = np.exp(2j * np.pi * rng.random(size.shape))
    field = np.fft.irfft2(size * phase, (high, wide))
    return ((field - field.mean()) / field.std()).astype(np.float32)


def shapes(high: int, wide: int, rng: np.random.Generator) -> Tones:
    """Dead leaves: shaded shapes of all sizes that hide one another (Lee, Mumford and Huang 2001)."""
    scene = np.full((high, wide), rng.uniform(0.2, 0.7), np.float32)
    for _ in range(260):
        radius = min(high, wide) * 0.5 * rng.power(0.35) + 3
        centre = (int(rng.uniform(0, wide)), int(rng.uniform(0, high)))
        axes = (int(radius), int(radius * rng.uniform(0.3, 1)) + 1)
        mask = np.zeros((high, wide), np.uint8)
        if rng.random() < 0.5:
            cv2.ellipse(mask, centre, axes, rng.uniform(0, 180), 0, 360, 1, -1)
        else:
            corners = cv2.boxPoints((centre, (2 * axes[0], 2 * axes[1]), rng.uniform(0, 180)))
            cv2.fillPoly(mask, [corners.astype(np.int32)], 1)
        lit = shade(high, wide, rng) * rng.uniform(0.05, 0.2) + rng.beta(1.2, 1.6)
        scene = np.where(mask > 0, lit, scene).astype(np.float32)
    return scene + 0.03 * texture(high, wide, rng)


def shade(high: int, wide: int, rng: np.random.Generator) -> Tones:
    """Light that falls from one side, −1 to 1."""
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j]
    return (np.cos(angle) * x + np.sin(angle) * y).astype(np.float32)


def portrait(high: int, wide: int, rng: np.random.Generator) -> Tones:
    scene = rng.uniform(0.05, 0.7) + 0.12 * shade(high, wide, rng) + 0.02 * texture(high, wide, rng)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    cx, cy = wide * rng.uniform(0.42, 0.58), high * 0.38
    coat = ((x - cx) / (0.42 * wide)) ** 2 + ((y - 1.05 * high) / (0.42 * high)) ** 2 < 1
    scene = np.where(coat, rng.uniform(0.03, 0.3) + 0.05 * texture(high, wide, rng), scene)
    collar = coat & (np.abs(x - cx) < 0.07 * wide) & (y < 0.85 * high)
    scene = np.where(collar, 0.85, scene)
    face = np.hypot((x - cx) / (0.16 * wide), (y - cy) / (0.24 * high))
    scene = np.where(face < 1, rng.uniform(0.5, 0.75) + 0.25 * shade(high, wide, rng) - 0.15 * face, scene)
    hair = (face < 1.08) & (y < cy - 0.1 * high)
    scene = np.where(hair, rng.uniform(0.02, 0.4) + 0.04 * texture(high, wide, rng), scene)
    for side in (-1, 1):
        eye = np.hypot(x - cx - side * 0.065 * wide, 1.6 * (y - cy + 0.02 * high)) < 0.022 * wide
        scene = np.where(eye, 0.1, scene)
    return scene.astype(np.float32)


def night(high: int, wide: int, rng: np.random.Generator) -> Tones:
    """Lamps and lit windows in the dark."""
    scene = np.full((high, wide), rng.uniform(0.02, 0.1), np.float32) + 0.02 * texture(high, wide, rng, 1.3)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    for _ in range(rng.integers(3, 12)):
        cx, cy, reach = rng.uniform(0, wide), rng.uniform(0, high), rng.uniform(0.01, 0.12) * wide
        scene += rng.uniform(0.2, 0.9) * np.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / reach**2))
    for _ in range(rng.integers(2, 30)):
        left, top, size = int(rng.uniform(0, wide)), int(rng.uniform(0, high)), int(rng.uniform(4, 18))
        scene[top : top + size, left : left + size] += rng.uniform(0.2, 0.7)
    return scene


def coast(high: int, wide: int, rng: np.random.Generator) -> Tones:
    """A dark shore under a sky."""
    y = np.mgrid[0:high, 0:wide][0].astype(np.float32) / high
    scene = rng.uniform(0.3, 0.8) + 0.3 * (0.5 - y) + 0.05 * texture(high, wide, rng, 1.5)
    for level in sorted(rng.uniform(0.3, 0.85, 3)):
        line = level + 0.05 * np.cumsum(rng.normal(0, 1, wide)) / np.sqrt(wide) * 3
        below = y > line[None, :]
        scene = np.where(below, rng.uniform(0.04, 0.4) + 0.05 * texture(high, wide, rng), scene)
    return scene.astype(np.float32)


def street(high: int, wide: int, rng: np.random.Generator) -> Tones:
    """House fronts with windows: straight edges, level and upright."""
    scene = np.full((high, wide), rng.uniform(0.4, 0.9), np.float32) + 0.04 * shade(high, wide, rng)
    left = 0
    while left < wide:
        front, top = int(rng.uniform(0.12, 0.4) * wide), int(rng.uniform(0.05, 0.5) * high)
        scene[top:, left : left + front] = rng.uniform(0.08, 0.6)
        step = int(rng.uniform(0.06, 0.12) * high) + 6
        for y in range(top + step // 2, int(0.85 * high), step):
            for x in range(left + 6, left + front - step // 2, step):
                scene[y : y + step // 2, x : x + step // 2] = rng.uniform(0.02, 0.7)
        left += front
    scene[int(0.88 * high) :] = rng.uniform(0.1, 0.4)
    return scene + 0.03 * texture(high, wide, rng)


def sky(high: int, wide: int, rng: np.random.Generator) -> Tones:
    """Fades from one end to the other and shows little else."""
    return 0.5 + rng.uniform(0.15, 0.45) * shade(high, wide, rng) + 0.02 * texture(high, wide, rng, 1.6)


def drawn_map(high: int, wide: int, rng: np.random.Generator) -> Tones:
    """Dark water, light land, names and a grid."""
    land = texture(high, wide, rng, 1.8) > rng.uniform(-0.5, 0.5)
    scene = np.where(land, 0.95, rng.uniform(0.1, 0.6)).astype(np.float32)
    for k in range(1, 5):
        scene[high * k // 5, :] = scene[:, wide * k // 5] = 0.2
    for _ in range(8):
        place = (int(rng.uniform(0, 0.8) * wide), int(rng.uniform(0.1, 0.95) * high))
        write(scene, str(rng.choice(WORDS)).upper(), place, 0.6, 0.0)
    return scene


def seal(high: int, wide: int, rng: np.random.Generator) -> Tones:
    """A disc or shield with light figures on it, as an agency's seal."""
    scene = np.ones((high, wide), np.float32)
    size, centre = min(high, wide) // 2 - 4, (wide // 2, high // 2)
    if rng.random() < 0.5:
        cv2.circle(scene, centre, size, 0.05, -1)
    else:
        cv2.rectangle(scene, (wide // 8, high // 8), (wide * 7 // 8, high * 7 // 8), 0.05, -1)
    cv2.circle(scene, centre, int(0.75 * size), 0.95, max(3, size // 12))
    for k in range(int(rng.integers(5, 12))):
        angle = 2 * np.pi * k / 9
        at = (int(centre[0] + 0.55 * size * np.cos(angle)), int(centre[1] + 0.55 * size * np.sin(angle)))
        cv2.circle(scene, at, max(3, size // 9), 0.95, -1)
    cv2.ellipse(scene, centre, (size // 3, size // 5), rng.uniform(0, 90), 0, 360, 0.9, -1)
    return scene


_SCENE: dict[str, Callable[[int, int, np.random.Generator], Tones]] = {
    "shapes": shapes,
    "portrait": portrait,
    "night": night,
    "coast": coast,
    "street": street,
    "sky": sky,
    "map": drawn_map,
    "seal": seal,
}


def print_of(scene: Tones, how: str, rng: np.random.Generator) -> Tones:
    """As the press, the photocopier or the scanner gives it."""
    match how:
        case "dark":
            return scene * rng.uniform(0.25, 0.5)
        case "faint":
            return 0.35 + 0.5 * scene
        case "screen":
            return screened(scene, rng)
        case "dither":
            return dithered(scene)
        case "cut":
            return (scene > rng.uniform(0.3, 0.6)).astype(np.float32)
        case "copied":
            worn = cv2.GaussianBlur(scene, (0, 0), 2)
            steep = 1 / (1 + np.exp(-12 * (worn - rng.uniform(0.3, 0.55))))
            return np.asarray(steep + rng.normal(0, 0.08, scene.shape), np.float32)
    return scene


def screened(scene: Tones, rng: np.random.Generator) -> Tones:
    """Dots of a halftone screen at 45 degrees, 4 to 9 pixels apart."""
    y, x = np.mgrid[0 : scene.shape[0], 0 : scene.shape[1]]
    turn = 2 * np.pi / rng.uniform(4, 9) * np.sqrt(0.5)
    dots = 0.5 + 0.25 * (np.cos(turn * (x + y)) + np.cos(turn * (x - y)))
    return (scene > dots).astype(np.float32)


def dithered(scene: Tones) -> Tones:
    """Two tones whose mean is the scene's, by an ordered matrix of 4 by 4."""
    bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32)
    high, wide = scene.shape
    limits = np.tile((bayer + 0.5) / 16, (high // 4 + 1, wide // 4 + 1))[:high, :wide]
    return (scene > limits).astype(np.float32)


# ── bars ────────────────────────────────────────────────────────────────────────────────────────


def bar_of(high: int, wide: int, how: str, rng: np.random.Generator, dpi: int) -> Tones:
    """What was painted or stuck over type, as the scan shows it."""
    base = np.full((high, wide), rng.uniform(0.0, 0.15), np.float32)
    match how:
        case "streaks":
            return base + streaks(high, wide, rng, dpi)
        case "worn":
            return (
                base + rng.uniform(0.2, 0.5) * pale_middle(high, wide, dpi) + rng.normal(0, 0.05, base.shape)
            )
        case "patchy":
            soft = cv2.resize(rng.random((3, 4)).astype(np.float32), (wide, high))
            return base + 0.4 * soft * rng.random(base.shape)
        case "code":
            size = min(1.0, 0.7 * high / 30) * dpi / 200
            label = str(rng.choice(("(b)(1)", "(b)(6)", "25X1", "b7C")))
            write(base, label, (wide // 3, int(0.7 * high)), size, 0.95)
            return base
        case "seen through":
            base += rng.uniform(0.2, 0.4)
            for y in range(dpi // 8, high, dpi // 6):
                write(base, " ".join(WORDS), (4, y), dpi / 330, 0.1)
            return base
        case "grey" | "pasted":
            return base + rng.uniform(0.35, 0.55)
        case "dithered grey":
            return dithered(base + rng.uniform(0.3, 0.5))
        case "cut grey":
            grey = base + rng.uniform(0.35, 0.5) + rng.normal(0, 0.1, base.shape)
            return (grey > 0.55).astype(np.float32)
    return base


def streaks(high: int, wide: int, rng: np.random.Generator, dpi: int) -> Tones:
    """A felt pen's strokes along the line, paler where they do not overlap."""
    rows = np.zeros(high, np.float32)
    y = 0
    while y < high:
        rows[y : y + max(1, dpi // 70)] = rng.uniform(0, 0.35)
        y += int(dpi * rng.uniform(0.05, 0.13))
    along = cv2.resize(rng.random((1, 12)).astype(np.float32), (wide, 1))
    return rows[:, None] * (0.5 + along)


def pale_middle(high: int, wide: int, dpi: int) -> Tones:
    """0 at the rim to 1 inside: old photocopiers print only the rims of solid black."""
    inside = np.zeros((high + 2, wide + 2), np.uint8)
    inside[1:-1, 1:-1] = 1
    away = cv2.distanceTransform(inside, cv2.DIST_L2, 3)[1:-1, 1:-1] / dpi
    return np.clip(away / 0.18, 0, 1).astype(np.float32)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def typed(dpi: int, rng: np.random.Generator) -> Tones:
    """A page with lines of type."""
    page = np.full((11 * dpi, int(8.5 * dpi)), 255, np.uint8)
    for y in range(dpi, 10 * dpi, dpi // 6):
        line = " ".join(rng.choice(WORDS, 11))[: int(rng.uniform(48, 66))]
        face, size = cv2.FONT_HERSHEY_COMPLEX, dpi / 330
        cv2.putText(page, line, (dpi, y), face, size, 20, max(1, dpi // 130), cv2.LINE_AA)
    return page.astype(np.float32) / 255


def scanned(page: Tones, dpi: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Turned a little, soft, grainy, specked, kept as JPEG; a part of them cut to black and white."""
    high, wide = page.shape
    page = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.3, 0.9) * dpi / 200)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-0.6, 0.6), 1.0)
    page = cv2.warpAffine(page, turn, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(1.0,))
    paper, ink = rng.uniform(0.85, 1), rng.uniform(0, 0.12)
    grain = rng.normal(0, rng.uniform(0.005, 0.035), page.shape)
    pixels = np.clip(255 * (ink + (paper - ink) * np.clip(page, 0, 1) + grain), 0, 255).astype(np.uint8)
    for _ in range(int(rng.uniform(0, 3000))):
        pixels[int(rng.integers(high)), int(rng.integers(wide))] = 40
    if rng.random() < 0.25:
        return np.where(pixels > 150, 255, 0).astype(np.uint8)
    quality = [int(cv2.IMWRITE_JPEG_QUALITY), int(rng.uniform(25, 90))]
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", pixels, quality)[1], cv2.IMREAD_GRAYSCALE), np.uint8)


def image_of(pixels: NDArray[np.uint8], dpi: int) -> PageImage:
    high, wide = pixels.shape
    return PageImage(wide, high, dpi, pixels.tobytes(), (72 / dpi, 0, 0, 72 / dpi, 0, 0))


def with_pictures(count: int, seed: int, photographs: list[Tones]) -> Iterator[Made]:
    """Pages with one or two pictures and no bars."""
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        dpi, how = int(rng.choice((200, 300))), PRINTS[number % len(PRINTS)]
        what = "photograph" if photographs else SCENES[number // len(PRINTS) % len(SCENES)]
        page = typed(dpi, rng)
        for _ in range(int(rng.integers(1, 3))):
            high, wide = (int(rng.uniform(1.2, 4.5) * dpi) for _ in range(2))
            x, y = int(rng.uniform(0.7, 7.6) * dpi - wide), int(rng.uniform(0.8, 10) * dpi - high)
            x, y = max(dpi // 2, x), max(dpi // 2, y)
            gap = dpi // 8
            page[y - gap : y + high + gap, x - gap : x + wide + gap] = 1.0
            if photographs:
                scene = cv2.resize(photographs[int(rng.integers(len(photographs)))], (wide, high))
            else:
                scene = _SCENE[what](high, wide, rng)
            page[y : y + high, x : x + wide] = print_of(scene, how, rng)
            if rng.random() < 0.4:
                cv2.rectangle(page, (x, y), (x + wide, y + high), 0.05, max(1, dpi // 100))
        yield Made(what, how, image_of(scanned(page, dpi, rng), dpi), [])


def with_bars(count: int, seed: int) -> Iterator[Made]:
    """Pages with bars over words, lines and passages, of one making a page."""
    for number in range(count):
        rng = np.random.default_rng((seed, 7, number))
        dpi, how = int(rng.choice((200, 300))), BARS[number % len(BARS)]
        page, boxes = typed(dpi, rng), []
        for y0 in range(dpi, 9 * dpi, 2 * dpi):
            if rng.random() < 0.3:
                continue
            high = int((rng.choice((1, 1, 2, 4, 8)) / 6 + 0.02) * dpi)
            wide, x = int(rng.uniform(0.4, 4.5) * dpi), int(rng.uniform(1, 2.5) * dpi)
            y = y0 - int(0.13 * dpi)
            bar = bar_of(high, wide, how, rng, dpi)
            page[y : y + high, x : x + wide] = bar
            sides = (x, y, x + wide, y + high)
            boxes.append(Box(*(v / s for v, s in zip(sides, page.shape[::-1] * 2, strict=True)), "black"))
        yield Made("bar", how, image_of(scanned(page, dpi, rng), dpi), boxes)


def told(made: Made) -> tuple[list[Box], float]:
    started = time.process_time()
    found = find(made.image, 0)
    spent = time.process_time() - started
    width, height = 612, 792
    return [
        Box(w.box.x0 / width, w.box.y0 / height, w.box.x1 / width, w.box.y1 / height, w.kind)
        for w in found
        if w.box and w.probability >= 0.5 and w.kind != "blank"
    ], spent


def judge(pages: Iterator[Made], show: Path | None) -> None:
    """Prints alarms of pages without bars by scene and by print, and recall of bars by their making."""
    count: Counter[tuple[str, str]] = Counter()
    spent, number = 0.0, 0
    for number, made in enumerate(pages, 1):
        said, seconds = told(made)
        spent += seconds
        if made.boxes:
            found = sum(max((b.overlap(s) for s in said), default=0) >= 0.5 for b in made.boxes)
            right = sum(max((b.overlap(s) for b in made.boxes), default=0) >= 0.5 for s in said)
            count["bars", made.how] += len(made.boxes)
            count["found", made.how] += found
            count["said", made.how] += len(said)
            count["right", made.how] += right
        else:
            for name in (made.what, made.how, "all"):
                count["pages", name] += 1
                count["alarmed", name] += bool(said)
                count["alarms", name] += len(said)
        if show and (said if not made.boxes else found < len(made.boxes)):
            drawn(made, said, show / f"{number:03d}_{made.what}_{made.how}.png")
    for name in dict.fromkeys(n for kind, n in count if kind == "pages"):
        pages_, alarmed, alarms = (count[k, name] for k in ("pages", "alarmed", "alarms"))
        print(f"  {name:14s} alarmed {alarmed}/{pages_}, {alarms} boxes")
    for name in dict.fromkeys(n for kind, n in count if kind == "bars"):
        bars, found, said_, right = (count[k, name] for k in ("bars", "found", "said", "right"))
        print(f"  {name:14s} found {found}/{bars}, right {right}/{said_}")
    print(f"  {1000 * spent / max(1, number):.0f} ms of processor time a page", flush=True)


def drawn(made: Made, said: list[Box], path: Path) -> None:
    """The page, small, with what was told in red and what is there in green."""
    path.parent.mkdir(parents=True, exist_ok=True)
    grey = np.frombuffer(made.image.data, np.uint8).reshape(made.image.height_px, made.image.width_px)
    small = cv2.cvtColor(cv2.resize(grey, (680, 880), interpolation=cv2.INTER_AREA), cv2.COLOR_GRAY2BGR)
    for boxes, colour in ((made.boxes, (0, 160, 0)), (said, (0, 0, 255))):
        for b in boxes:
            corners = [(int(x * 680), int(y * 880)) for x, y in ((b.x0, b.y0), (b.x1, b.y1))]
            cv2.rectangle(small, corners[0], corners[1], colour, 2)
    cv2.imwrite(str(path), small)


# ── the model ───────────────────────────────────────────────────────────────────────────────────

BARS_WEIGH = 2
"""Times a picture's: among the records that people ask about bars are commoner, and a lost one is worse."""
TAUGHT = 5000
"""The first seed of the pages that teach; figures are told of others."""


def fit(pages: int) -> None:
    """Large fills of pages with pictures against those that are bars."""
    numbers, is_picture = [], []
    for made in (*with_pictures(pages, TAUGHT, []), *with_bars(pages, TAUGHT)):
        sheet = sheet_of(made.image)
        large = [fill for fill in fills_of(sheet) if is_large(fill, sheet)]
        for fill, looks in zip(large, picture_looks(large, sheet), strict=True):
            sides = (
                fill.x0 / sheet.width,
                fill.y0 / sheet.height,
                fill.x1 / sheet.width,
                fill.y1 / sheet.height,
            )
            shared = max((Box(*sides, fill.kind).overlap(box) for box in made.boxes), default=0.0)
            if not made.boxes and looks[PICTURE_FEATURES.index("rest")] > EVEN:
                numbers.append(looks)
                is_picture.append(1.0)
            elif shared >= 0.5:
                numbers += [looks] * BARS_WEIGH
                is_picture += [0.0] * BARS_WEIGH
    print(f"{int(sum(is_picture))} pictures, {is_picture.count(0.0) // BARS_WEIGH} bars")
    models = json.loads(OUT.read_text())
    models["pictures"] = table(fitted(np.array(numbers), np.array(is_picture), 3.0), PICTURE_FEATURES)
    OUT.write_text(json.dumps(models, indent=1) + "\n")


EVEN = 0.003
"""What is evener shows nothing: a picture so dark that the scan has only black of it teaches nothing."""


def photographs_in(folder: Path | None) -> list[Tones]:
    paths = sorted(p for p in folder.rglob("*") if p.suffix in (".png", ".jpg", ".jpeg")) if folder else []
    read = (cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) for path in paths)
    return [image.astype(np.float32) / 255 for image in read if image is not None and min(image.shape) >= 200]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pages", type=int, default=112, help="with pictures; and as many with bars")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--photographs", type=Path, help="folder of real pictures to use")
    ask.add_argument("--show", type=Path, help="folder for pictures of what is told wrong")
    ask.add_argument("--fit", action="store_true", help="fit the model, and nothing else")
    given = ask.parse_args()
    if given.fit:
        fit(2 * given.pages)
        return
    judge(with_pictures(given.pages, given.seed, photographs_in(given.photographs)), given.show)
    judge(with_bars(given.pages, given.seed), given.show)


if __name__ == "__main__":
    main()
