"""A page image made easier to read: set level, freed of specks, its way back to the page kept."""

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.model.page import PageImage
from declass.ocr.skew import SMALLEST_LEAN_DEG, Pixels, lean_deg, turn

_SPECK_DPI = 200
"""Below it a full stop is hardly larger than a speck, and taking specks away takes full stops away."""


def pixels_of(image: PageImage) -> Pixels:
    """The image's pixels as an array, shape (height_px, width_px), not to be written to."""
    return np.frombuffer(image.data, dtype=np.uint8).reshape(image.height_px, image.width_px)


def prepare(image: PageImage) -> tuple[PageImage, str]:
    """Level the lines of text and take single specks away.

    Returns:
        The prepared image, whose ``to_page`` still leads to the original page, and what was done in
        short readable form, e.g. ``deskew=-0.70 denoise=median3``; "" if nothing.
    """
    done = []
    image, lean = levelled(image, SMALLEST_LEAN_DEG)
    if lean:
        done.append(f"deskew={lean:.2f}")
    if image.dpi >= _SPECK_DPI:
        image = _replaced(image, np.asarray(cv2.medianBlur(pixels_of(image), 3), dtype=np.uint8))
        done.append("denoise=median3")
    return image, " ".join(done)


def levelled(image: PageImage, least_deg: float) -> tuple[PageImage, float]:
    """The image with its lines of text set level, and how far it leant; untouched below ``least_deg``."""
    lean = lean_deg(pixels_of(image), image.dpi)
    if abs(lean) < least_deg:
        return image, 0.0
    pixels, back = turn(pixels_of(image), lean)
    return _replaced(image, pixels, back), lean


def upright(image: PageImage, quarter_turns: int) -> PageImage:
    """The image turned counter-clockwise by quarter turns, its ``to_page`` with it."""
    width, height = image.width_px, image.height_px
    back = {  # from turned to original pixel coordinates
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, -1, width], [1, 0, 0]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, 1, 0], [-1, 0, height]],
    }[quarter_turns % 4]
    turned = np.ascontiguousarray(np.rot90(pixels_of(image), quarter_turns))
    return _replaced(image, turned, np.array(back, dtype=np.float64))


def _replaced(image: PageImage, pixels: Pixels, back: NDArray[np.float64] | None = None) -> PageImage:
    height, width = pixels.shape
    to_page = image.to_page if back is None else _composed(image.to_page, back)
    return PageImage(width, height, image.dpi, pixels.tobytes(), to_page)


def _composed(
    to_page: tuple[float, float, float, float, float, float], back: NDArray[np.float64]
) -> tuple[float, float, float, float, float, float]:
    """First ``back`` (2x3, new to old pixels), then ``to_page`` (old pixels to points)."""
    a, b, c, d, e, f = to_page
    both = np.array([[a, c, e], [b, d, f], [0, 0, 1]]) @ np.vstack([back, [0, 0, 1]])
    (a, c, e), (b, d, f) = both[:2].tolist()
    return (a, b, c, d, e, f)
