"""Pages drawn for the tests: black words on white, as a scanner would hand them over."""

from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from declass.model.page import PageImage

DPI = 200
SCALE = 72 / DPI


@dataclass(frozen=True)
class Drawn:
    """A page and where each of its words stands, in pixels (left, top, right, bottom)."""

    pixels: np.ndarray
    places: dict[str, tuple[float, float, float, float]]

    @property
    def image(self) -> PageImage:
        return page_image(self.pixels)


def page_image(pixels, dpi=DPI):
    height, width = pixels.shape
    scale = 72 / dpi
    return PageImage(width, height, dpi, pixels.astype(np.uint8).tobytes(), (scale, 0, 0, scale, 0, 0))


def draw(paragraphs, size=30, width=1500, height=1100):
    """Draw paragraphs (lists of lines) of words, left aligned, and note each word's place."""
    picture = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    places = {}
    y = 80
    for lines in paragraphs:
        for line in lines:
            x = 120.0
            for word in line.split():
                pen.text((x, y), word, font=font, fill=0)
                places[word] = pen.textbbox((x, y), word, font=font)
                x += pen.textlength(word + " ", font=font)
            y += round(1.5 * size)
        y += 2 * size
    return Drawn(np.asarray(picture), places)


LETTER = [
    [
        "The ambassador called on the minister this morning",
        "and asked about forty prisoners held since March",
    ],
    ["Nobody could say where their families were living", "although several letters arrived from Valparaiso"],
    ["Please advise whether further inquiry is wanted", "before the committee meets again next Thursday"],
]


@pytest.fixture(scope="session")
def letter():
    return draw(LETTER)
