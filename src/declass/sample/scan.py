"""The copier and the scanner: turns clean prints into skewed, faded, dirty page images."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from declass.model.anchor import Box
from declass.sample.chance import chance, pixel_chance
from declass.sample.paper import frame, print_pdf
from declass.sample.spec import Noise
from declass.sample.views import Mark, PageView

Pixels = NDArray[np.uint8]
AnyPixels = NDArray[Any]

_PAPER, _INK = 255, 12


@dataclass(frozen=True, slots=True)
class Turn:
    """How the page lay on the glass: turned about its middle, then shifted."""

    angle_deg: float
    shift_x_pt: float
    shift_y_pt: float
    width_pt: float
    height_pt: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the paper lands, in points from the top left."""
        c, s = math.cos(math.radians(self.angle_deg)), math.sin(math.radians(self.angle_deg))
        dx, dy = x - self.width_pt / 2, y - self.height_pt / 2
        return (
            c * dx + s * dy + self.width_pt / 2 + self.shift_x_pt,
            -s * dx + c * dy + self.height_pt / 2 + self.shift_y_pt,
        )

    def box(self, box: Box) -> Box:
        """The upright box around a turned box."""
        corners = [self.point(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def matrix(self, dpi: float) -> NDArray[np.float64]:
        """The same as a 2×3 matrix over pixels."""
        x0, y0 = self.point(0, 0)
        c, s = math.cos(math.radians(self.angle_deg)), math.sin(math.radians(self.angle_deg))
        return np.array([[c, s, x0 * dpi / 72], [-s, c, y0 * dpi / 72]])


def turn_of(view: PageView, noise: Noise, rng: random.Random) -> Turn:
    """How this page is laid on the glass."""
    reach = 6 * noise.skew_deg
    return Turn(
        rng.uniform(-noise.skew_deg, noise.skew_deg),
        rng.uniform(-reach, reach),
        rng.uniform(-reach, reach),
        view.width_pt,
        view.height_pt,
    )


def turned(view: PageView, turn: Turn) -> PageView:
    """The view with words, boxes and codes where the scan shows them."""

    def mark(m: Mark) -> Mark:
        if m.role != "code":
            return m
        x, y = turn.point(m.x_pt, m.y_pt)
        return replace(m, x_pt=x, y_pt=y)

    return replace(
        view,
        words=tuple(replace(w, box=turn.box(w.box)) for w in view.words),
        withheld=tuple(replace(w, boxes=tuple(map(turn.box, w.boxes))) for w in view.withheld),
        marks=tuple(map(mark, view.marks)),
    )


def rasters(pdf: bytes, dpi: int) -> Iterator[Pixels]:
    """Each page of a PDF as grey pixels."""
    document = pdfium.PdfDocument(pdf)
    try:
        for page in document:
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            yield np.array(bitmap.to_numpy().reshape(bitmap.height, bitmap.width), dtype=np.uint8)
            page.close()
    finally:
        document.close()


def scanned(
    views: list[PageView], noise: Noise, dpi: int, seed: int, *purpose: object
) -> Iterator[tuple[PageView, Pixels]]:
    """Each page as the scan shows it: the view with its places moved, and the image."""
    turns = [turn_of(v, noise, chance(seed, "turn", *purpose, i)) for i, v in enumerate(views)]
    moved = [turned(v, t) for v, t in zip(views, turns, strict=True)]
    ink = rasters(print_pdf(views, "ink"), dpi)
    digital = rasters(print_pdf(moved, "digital"), dpi)
    back: Pixels | None = None
    for i, (view, paper, over) in enumerate(zip(moved, ink, digital, strict=True)):
        rng = pixel_chance(seed, "scan", *purpose, i)
        image = degraded(paper, back, turns[i].matrix(dpi), noise, dpi, rng)
        back = paper
        yield view, _overlaid(image, over, view, dpi)


def _overlaid(image: Pixels, over: Pixels, view: PageView, dpi: int) -> Pixels:
    """Lay the release's boxes and marks over the scan; ink darkens, boxes first blank what they cover."""
    blanked = [box for w in view.withheld if w.digital for box in w.boxes]
    blanked += [frame(m) for m in view.marks if m.digital and m.framed]
    for box in blanked:
        x0, y0, x1, y1 = (round(v * dpi / 72) for v in (box.x0, box.y0, box.x1, box.y1))
        image[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1] = _PAPER
    return np.minimum(image, over)


def degraded(
    paper: Pixels,
    back: Pixels | None,
    matrix: NDArray[np.float64],
    noise: Noise,
    dpi: int,
    rng: np.random.Generator,
) -> Pixels:
    """One print after years in a box and a pass through the scanner.

    Args:
        paper: the clean print.
        back: print on the other side of the sheet, or None.
        matrix: 2×3, how the sheet lies on the glass, in pixels.
    """
    height, width = paper.shape
    image: AnyPixels = paper
    if noise.bleed and back is not None and back.shape == paper.shape:
        ghost = cv2.blur(cv2.flip(back, 1), (5, 5))
        image = cv2.subtract(image, cv2.convertScaleAbs(cv2.bitwise_not(ghost), alpha=noise.bleed))
    if rng.random() < noise.copies:  # each copy of a copy thickens the strokes
        image = cv2.erode(image, np.ones((2, 2), np.uint8))
    image = _faded(image, noise, rng)
    sigma = noise.blur_px * (0.4 + 0.6 * rng.random()) * dpi / 200
    if sigma > 0.15:
        image = cv2.GaussianBlur(image, (0, 0), sigma)
    flags = cv2.INTER_LINEAR
    image = cv2.warpAffine(image, matrix, (width, height), flags=flags, borderValue=(_PAPER,))
    _speckle(image, noise.speckles_per_in2 * dpi**-2, dpi, rng)
    if rng.random() < noise.shadow:
        _edges(image, dpi, rng)
    if rng.random() < noise.shadow:
        _holes(image, dpi, rng)
    return np.asarray(image, dtype=np.uint8)


def _faded(image: AnyPixels, noise: Noise, rng: np.random.Generator) -> AnyPixels:
    """Toner that thins in soft patches and breaks in fine grain; the best patch keeps its black."""
    faintness = noise.faintness * rng.uniform(0.4, 1.0)
    if faintness < 0.02:
        return image
    height, width = image.shape
    patches = cv2.resize(
        rng.random((7, 6), dtype=np.float32), (width, height), interpolation=cv2.INTER_LINEAR
    )
    grain = cv2.resize(rng.random((height // 3, width // 3), dtype=np.float32), (width, height))
    loss = cv2.multiply(patches, grain, scale=1.7 * faintness)
    keep = cv2.convertScaleAbs(cv2.min(loss, 1.0), alpha=-255.0, beta=255.0)  # type: ignore[call-overload]
    thinned = cv2.multiply(cv2.bitwise_not(image), keep, scale=1 / 255)
    return np.asarray(cv2.bitwise_not(thinned), dtype=np.uint8)


def _speckle(image: AnyPixels, dots_per_px2: float, dpi: int, rng: np.random.Generator) -> None:
    height, width = image.shape
    count = int(rng.poisson(dots_per_px2 * height * width))
    for size in range(1, 1 + max(2, dpi // 66)):
        dots = count // (size * size)
        ys, xs = rng.integers(0, height - size, dots), rng.integers(0, width - size, dots)
        for dy in range(size):
            for dx in range(size):
                image[ys + dy, xs + dx] = _INK


def _edges(image: AnyPixels, dpi: int, rng: np.random.Generator) -> None:
    """The dark rim of a lid that stood open."""
    height, width = image.shape
    side = int(rng.integers(0, 3))
    depth = int(dpi * rng.uniform(0.04, 0.22))
    rim = (depth * (0.6 + 0.4 * np.sin(np.linspace(0, rng.uniform(2, 9), height)))).astype(int)
    if side == 2:
        image[:depth, :] = np.minimum(image[:depth, :], 60)
        return
    columns = np.arange(width) if side == 0 else np.arange(width)[::-1]
    image[columns[None, :] < rim[:, None]] = 40


def _holes(image: AnyPixels, dpi: int, rng: np.random.Generator) -> None:
    x = int(dpi * rng.uniform(0.28, 0.4))
    for share in (0.14, 0.5, 0.86):
        centre = (x, int(image.shape[0] * share))
        cv2.circle(image, centre, int(dpi * 0.13), (25,), -1)
        cv2.circle(image, (centre[0] + 2, centre[1] + 2), int(dpi * 0.11), (5,), -1)


def black_and_white(image: Pixels, threshold: int = 150) -> Pixels:
    """Two tones, 0 and 255, as an office scanner of 1999 makes them."""
    _, tones = cv2.threshold(image, threshold, 255, cv2.THRESH_BINARY)
    return np.asarray(tones, dtype=np.uint8)
