"""A page image made easier to read: evened, set level, freed of specks, its way back to the page kept."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.model.page import PageImage
from declass.ocr.skew import SMALLEST_LEAN_DEG, Pixels, lean_deg, turn

_SPECK_DPI = 250
"""Below it a median of three pixels eats thin strokes: with it Tesseract misread .42 of four faint and .115
of three clogged generated copies of 200 dpi, with a light blur, which is used instead, .37 and .089."""

_BLUR_DPI = 200
"""Below it letters are too small for either, and pages are left as they are."""

GREY_GROUND = 200
"""Grey (0 black, 255 white) below which paper is evened out first. Thermal copies and bad film lie there,
darker in one corner than in another; with one threshold for all, whole parts of a page go black or vanish."""

_GROUND_CELL_PX = 8  # the ground is looked at in cells: smaller than the space between two lines
_PHOTOGRAPH = 80  # ground darker than this is a bar or a picture, not paper
_DARK_SHARE = 5  # per cent of the paper that must lie below GREY_GROUND, and of the page between it and black
_LEAST_CONTRAST = 30  # grey steps; paper without any ink would be stretched to noise


def pixels_of(image: PageImage) -> Pixels:
    """The image's pixels as an array, shape (height_px, width_px), not to be written to."""
    return np.frombuffer(image.data, dtype=np.uint8).reshape(image.height_px, image.width_px)


def percentile(values: NDArray[Any], per_cent: float) -> float:
    """The value below which so many per cent lie; numpy's own loads a part of it that is not needed else."""
    place = (values.size - 1) * per_cent / 100
    low, high = int(place), min(int(place) + 1, values.size - 1)
    parted = np.partition(values, (low, high), axis=None)
    below, above = float(parted[low]), float(parted[high])
    return below + (place - low) * (above - below)


def prepare(image: PageImage) -> tuple[PageImage, str]:
    """Even out grey paper, level the lines of text and take specks or grain away.

    Returns:
        The prepared image, whose ``to_page`` still leads to the original page, and what was done in
        short readable form, e.g. ``deskew=-0.70 denoise=median3``; "" if nothing.
    """
    done = []
    ground = _ground(pixels_of(image))
    grey = _is_grey(ground, pixels_of(image))
    if grey:
        image = _replaced(image, _evened(pixels_of(image), ground))
        done.append("ground=evened")
    image, lean = levelled(image, SMALLEST_LEAN_DEG)
    if lean:
        done.append(f"deskew={lean:.2f}")
    if not grey:
        image, name = _smoothed(image)
        done.append(name)
    return image, " ".join(filter(None, done))


def _smoothed(image: PageImage) -> tuple[PageImage, str]:
    pixels = pixels_of(image)
    if image.dpi >= _SPECK_DPI:
        return _replaced(image, np.asarray(cv2.medianBlur(pixels, 3), dtype=np.uint8)), "denoise=median3"
    if image.dpi >= _BLUR_DPI:
        calm = cv2.GaussianBlur(pixels, (3, 3), 0)
        return _replaced(image, np.asarray(calm, dtype=np.uint8)), "denoise=gauss3"
    return image, ""


def _ground(pixels: Pixels) -> Pixels:
    """Grey of the paper under the ink, one value for each cell; of the page's shape in cells."""
    height, width = (max(1, side // _GROUND_CELL_PX) for side in pixels.shape)
    cells = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    lightest = cv2.dilate(cv2.GaussianBlur(cells, (3, 3), 0), np.ones((5, 5), np.uint8))
    return np.asarray(cv2.medianBlur(lightest, 7), dtype=np.uint8)


def _is_grey(ground: Pixels, pixels: Pixels) -> bool:
    """Whether paper is dark; hatching and bars in black and white make dark cells, not dark paper."""
    paper = ground[ground >= _PHOTOGRAPH]
    if paper.size <= ground.size // 2 or percentile(paper, _DARK_SHARE) >= GREY_GROUND:
        return False
    some = pixels[::4, ::4]
    return float(((some >= _PHOTOGRAPH) & (some < GREY_GROUND)).mean()) > _DARK_SHARE / 100


def _evened(pixels: Pixels, ground: Pixels) -> Pixels:
    """The page as if its paper were white everywhere, lightly blurred against the grain; bars stay black."""
    paper = np.where(ground >= _PHOTOGRAPH, ground, np.uint8(255))
    size = (pixels.shape[1], pixels.shape[0])
    under = cv2.GaussianBlur(cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR), (0, 0), 4)
    calm = cv2.GaussianBlur(pixels, (5, 5), 0)
    even = np.minimum(255.0, calm.astype(np.float32) * np.float32(255) / np.maximum(under, 1))
    darkest, lightest = (percentile(even[::4, ::4], share) for share in (1, 60))
    reach = max(_LEAST_CONTRAST, lightest - darkest)
    return np.asarray(np.clip((even - darkest) * (255 / reach), 0, 255), dtype=np.uint8)


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
