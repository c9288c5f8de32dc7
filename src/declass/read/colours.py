"""A page's colours, small, beside its greys: kept only where the page shows any."""

import numpy as np
from numpy.typing import NDArray

from declass.model.page import Colours

_VIVID, _LEAST_SHARE = 48, 1e-4
"""Of 255 between the strongest and the weakest of three, which yellowed paper has not; of the page."""


def colours_of(pixels: NDArray[np.uint8]) -> Colours | None:
    """Colours of a small picture, shape (height, width, 3); None where next to nothing on it has any."""
    if (np.ptp(pixels, axis=2) >= _VIVID).mean() < _LEAST_SHARE:
        return None
    return Colours(pixels.shape[1], pixels.shape[0], np.ascontiguousarray(pixels).tobytes())
