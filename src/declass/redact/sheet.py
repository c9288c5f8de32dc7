"""A page's pixels made ready for finding boxes: ink told from paper, at a working resolution."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.model.anchor import Box
from declass.model.page import Colours, PageImage

Mask = NDArray[np.uint8]
"""0 and 1, shape (height, width)."""

WORKING_DPI = 150
"""A hairline of one pixel at 300 dpi outlives the halving (the darkest pixel of each four is kept), and a
line of type is still some 20 pixels high. At 100 dpi letters close up into bars and frames fuse with the
type beside them."""

_DARK = 0.62
"""Of the paper's brightness: faint copies keep their strokes, and grey bleed from the back stays paper."""


@dataclass(frozen=True)
class Sheet:
    """One page at working resolution.

    Attributes:
        grey: mean brightness of each working pixel, 0–255.
        ink: 1 where any of the scan's pixels under the working pixel is dark.
        paper: brightness of the paper, 128–255.
        step: scan pixels per working pixel, a whole number.
        dpi: of the working pixels.
        to_page: as in ``PageImage``, but from working pixels.
        colours: red, green and blue of the page, smaller, shape (rows, columns, 3); None where it has none.
    """

    grey: NDArray[np.uint8]
    ink: Mask
    paper: int
    step: int
    dpi: float
    to_page: tuple[float, float, float, float, float, float]
    colours: NDArray[np.uint8] | None = None

    @property
    def height(self) -> int:
        return int(self.ink.shape[0])

    @property
    def width(self) -> int:
        return int(self.ink.shape[1])

    @cached_property
    def ink_sums(self) -> NDArray[np.int32]:
        """Integral image of the ink, one row and column larger."""
        return np.asarray(cv2.integral(self.ink), dtype=np.int32)

    def colour(self, x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int] | None:
        """Usual red, green and blue of a rectangle in working pixels; None where the page has no colours."""
        if self.colours is None:
            return None
        down, across = self.colours.shape[0] / self.height, self.colours.shape[1] / self.width
        rows = slice(int(y0 * down), max(int(y0 * down) + 1, round(y1 * down)))
        columns = slice(int(x0 * across), max(int(x0 * across) + 1, round(x1 * across)))
        red, green, blue = np.median(self.colours[rows, columns].reshape(-1, 3), axis=0).tolist()
        return int(red), int(green), int(blue)

    def px(self, inches: float) -> int:
        """Working pixels in a length, at least one."""
        return max(1, round(inches * self.dpi))

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Working pixels to points of the unrotated page."""
        a, b, c, d, e, f = self.to_page
        xs = sorted(a * x + c * y + e for x, y in ((x0, y0), (x1, y1)))
        ys = sorted(b * x + d * y + f for x, y in ((x0, y0), (x1, y1)))
        return Box(xs[0], ys[0], xs[1], ys[1])

    def pixels(self, box: Box) -> tuple[float, float, float, float]:
        """Points of the unrotated page to working pixels: x0, y0, x1, y1."""
        a, b, c, d, e, f = self._back
        xs = sorted(a * x + c * y + e for x, y in ((box.x0, box.y0), (box.x1, box.y1)))
        ys = sorted(b * x + d * y + f for x, y in ((box.x0, box.y0), (box.x1, box.y1)))
        return xs[0], ys[0], xs[1], ys[1]

    @cached_property
    def _back(self) -> tuple[float, float, float, float, float, float]:
        """From points of the unrotated page to working pixels, as ``to_page`` the other way."""
        a, b, c, d, e, f = self.to_page
        back = np.linalg.inv(np.array([[a, c, e], [b, d, f], [0, 0, 1]]))
        (a, c, e), (b, d, f) = back[:2].tolist()
        return a, b, c, d, e, f


def sheet_of(image: PageImage) -> Sheet:
    """The page at working resolution; ink is what is darker than a share of its paper."""
    pixels = np.frombuffer(image.data, dtype=np.uint8).reshape(image.height_px, image.width_px)
    step = max(1, round(image.dpi / WORKING_DPI))
    grey, darkest = _reduced(pixels, step)
    paper = _paper(grey)
    ink = (darkest < _DARK * paper).astype(np.uint8)
    a, b, c, d, e, f = image.to_page
    to_page = (a * step, b * step, c * step, d * step, e, f)
    return Sheet(grey, ink, paper, step, image.dpi / step, to_page, _colours(image.colours))


def _colours(small: Colours | None) -> NDArray[np.uint8] | None:
    if small is None:
        return None
    return np.frombuffer(small.data, np.uint8).reshape(small.height_px, small.width_px, 3)


def _reduced(pixels: NDArray[np.uint8], step: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Mean and darkest of each ``step`` by ``step`` pixels; an odd last row or column is left out."""
    if step == 1:
        return pixels, pixels
    height, width = (side // step for side in pixels.shape)
    cut = pixels[: height * step, : width * step]
    grey = cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA)
    rows = cut[::step]
    for offset in range(1, step):
        rows = np.minimum(rows, cut[offset::step])
    darkest = rows[:, ::step]
    for offset in range(1, step):
        darkest = np.minimum(darkest, rows[:, offset::step])
    return np.asarray(grey, dtype=np.uint8), darkest


def _paper(grey: NDArray[np.uint8]) -> int:
    """The paper's brightness: the commonest among the lighter half of the tones."""
    counts = np.bincount(grey[::4, ::4].ravel(), minlength=256).astype(np.float64)
    light = np.arange(256) >= 128
    return max(128, int(np.argmax(np.convolve(counts * light, np.ones(9), mode="same"))))
