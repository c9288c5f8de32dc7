"""A page as a picture with what it withholds drawn on it."""

from collections.abc import Sequence

import cv2
import numpy as np

from declass.archive.values import StoredPage
from declass.archive.withheld import StoredWithholding
from declass.errors import InputError
from declass.model.anchor import Box
from declass.pipeline.images import PageImages
from declass.pipeline.workspace import Workspace

_WIDTH_PX = 1600
_COLOURS = {  # blue, green, red
    "under_text": (40, 40, 220),
    "marker": (200, 120, 20),
    "whole_page": (160, 30, 160),
}
_OTHER = (20, 120, 230)
_LEAST_PX = 2


def page_png(space: Workspace, page: StoredPage, found: Sequence[StoredWithholding]) -> bytes:
    """The page as PNG, each withholding framed, with its codes at the frame's corner.

    Raises:
        InputError: no image of the page can be made.
    """
    images = PageImages(space)
    try:
        jpeg = images.jpeg(page.digest, page.index, None, _WIDTH_PX)
    finally:
        images.close()
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise InputError("The page's image cannot be decoded", "Delete the archive's cache folder.")
    for stored in found:
        one = stored.withholding
        if one.box is not None and page.width_pt and page.height_pt:
            label = ", ".join(code.value for code in one.codes or ()) or one.kind.replace("_", " ")
            _frame(pixels, _shown(one.box, page), _COLOURS.get(one.kind, _OTHER), label)
    done, png = cv2.imencode(".png", pixels)
    assert done
    return png.tobytes()


def _shown(box: Box, page: StoredPage) -> Box:
    """As fractions of the page as displayed."""
    return box.fractions(page.width_pt, page.height_pt).turned(1, 1, page.rotation)


def _frame(pixels: object, box: Box, colour: tuple[int, int, int], label: str) -> None:
    canvas = np.asarray(pixels)
    height, width = canvas.shape[:2]
    left, top = round(box.x0 * width), round(box.y0 * height)
    right, bottom = round(box.x1 * width), round(box.y1 * height)
    thick = max(_LEAST_PX, width // 500)
    cv2.rectangle(canvas, (left, top), (right, bottom), colour, thick)
    size = width / 1800
    cv2.putText(
        canvas, label, (left, max(12, top - thick - 2)), cv2.FONT_HERSHEY_SIMPLEX, size, colour, thick
    )
