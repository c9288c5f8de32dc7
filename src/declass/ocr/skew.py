"""How far a page's lines of text lean, and turning its pixels."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Grey pixels, shape (height, width), 0 black."""

LARGEST_LEAN_DEG = 7.0
"""Scanners and feeders lean a page by one or two degrees; beyond seven the profile finds accidents."""

SMALLEST_LEAN_DEG = 0.5
"""Below this Tesseract's own line finding does as well: on the gold pages turned by one degree the character
error was .036 as they lay and .039 levelled, by three degrees .135 and .036."""

_COARSE_STEP_DEG, _FINE_STEP_DEG = 0.5, 0.05
_WORKING_DPI = 100  # a typewritten line is some 12 pixels high: enough to tell its lower edge
_EDGE_POINTS = 30_000  # more change the answer by less than a twentieth of a degree
_INK = 128
_GAIN_NEEDED = 1.05
"""How much sharper the profile must become: pictures and handwriting gain a little at some chance angle."""


def lean_deg(pixels: Pixels, dpi: float) -> float:
    """Angle by which lines of text run downhill to the right, degrees within ±7; 0.0 where none is clear.

    Lower edges of ink, not ink, are projected along each angle, so that black margins and boxes weigh no more
    than their outline; the angle with the sharpest profile wins.
    """
    ys, xs = _lower_edges(pixels, dpi)
    if len(ys) < 100:
        return 0.0
    coarse = np.arange(-LARGEST_LEAN_DEG, LARGEST_LEAN_DEG + _COARSE_STEP_DEG / 2, _COARSE_STEP_DEG)
    best = max(coarse, key=lambda angle: _sharpness(ys, xs, angle))
    fine = np.arange(best - _COARSE_STEP_DEG, best + _COARSE_STEP_DEG + _FINE_STEP_DEG / 2, _FINE_STEP_DEG)
    best = max(fine, key=lambda angle: _sharpness(ys, xs, angle))
    if _sharpness(ys, xs, best) < _GAIN_NEEDED * _sharpness(ys, xs, 0.0):
        return 0.0
    return round(float(np.clip(best, -LARGEST_LEAN_DEG, LARGEST_LEAN_DEG)), 2)


def _lower_edges(pixels: Pixels, dpi: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    scale = min(1.0, _WORKING_DPI / dpi)
    height, width = (max(1, round(side * scale)) for side in pixels.shape)
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    ink = small < _INK
    ys, xs = np.nonzero(ink[:-1] & ~ink[1:])
    every = max(1, len(ys) // _EDGE_POINTS)
    return ys[::every].astype(np.float64), xs[::every].astype(np.float64)


def _sharpness(ys: NDArray[np.float64], xs: NDArray[np.float64], angle_deg: float) -> float:
    """Sum of squares of the projected profile: largest where edges fall on few rows."""
    angle = np.radians(angle_deg)
    rows = ys * np.cos(angle) - xs * np.sin(angle)
    counts = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float(np.dot(counts, counts))


def turn(pixels: Pixels, angle_deg: float) -> tuple[Pixels, NDArray[np.float64]]:
    """Turn the page back by ``angle_deg`` about its middle, on white, with nothing cut off.

    Returns:
        The turned pixels, and the 2x3 matrix from turned to original pixel coordinates.
    """
    height, width = pixels.shape
    forward = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    cos, sin = abs(forward[0, 0]), abs(forward[0, 1])
    wide, high = int(np.ceil(width * cos + height * sin)), int(np.ceil(width * sin + height * cos))
    forward[:, 2] += (wide - width) / 2, (high - height) / 2
    turned = cv2.warpAffine(pixels, forward, (wide, high), flags=cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(turned, dtype=np.uint8), np.asarray(
        cv2.invertAffineTransform(forward), dtype=np.float64
    )
