"""Boxes are found on drawn pages: where a reader sees them, and not where there are none."""

import cv2
import numpy as np
import pytest

from declass.model.page import PageImage
from declass.redact.boxes import find

DPI = 300


def page_of(pixels, dpi=DPI, to_page=None):
    height, width = pixels.shape
    scale = 72 / dpi
    return PageImage(width, height, dpi, pixels.tobytes(), to_page or (scale, 0, 0, scale, 0, 0))


@pytest.fixture
def typed():
    """A letter page with 40 lines of type, 300 dpi."""
    pixels = np.full((3300, 2550), 255, np.uint8)
    for row in range(40):
        words = "the minister said that negotiations would go on in the capital"
        cv2.putText(pixels, words, (300, 400 + row * 60), cv2.FONT_HERSHEY_COMPLEX, 1.3, 0, 3)
    return pixels


def outlined(pixels, x0, y0, x1, y1):
    pixels[y0 : y1 + 1, x0 : x1 + 1] = 255
    cv2.rectangle(pixels, (x0, y0), (x1, y1), 0, 1)


def places(found):
    return [tuple(round(v * DPI / 72) for v in (w.box.x0, w.box.y0, w.box.x1, w.box.y1)) for w in found]


def near(place, wanted, reach=8):
    return all(abs(a - b) <= reach for a, b in zip(place, wanted, strict=True))


def test_a_hairline_frame_over_lines_of_type_is_found(typed):
    outlined(typed, 700, 900, 1500, 1200)
    (found,) = (w for w in find(page_of(typed), 3) if w.probability >= 0.5)
    assert found.page == 3
    assert found.kind == "white_outlined"
    assert near(places([found])[0], (700, 900, 1500, 1200))


def test_a_frame_whose_side_a_stamp_hides_is_found(typed):
    outlined(typed, 700, 900, 1500, 1100)
    typed[1060:1140, 600:1600] = 255
    cv2.putText(typed, "APPROVED FOR RELEASE 1999", (620, 1130), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 0, 4)
    found = [w for w in find(page_of(typed), 0) if w.probability >= 0.5]
    assert any(near(place, (700, 900, 1500, 1090), 60) for place in places(found))


def test_plain_type_withholds_nothing(typed):
    assert [w for w in find(page_of(typed), 0) if w.probability >= 0.5] == []


def test_an_empty_page_withholds_nothing():
    assert find(page_of(np.full((3300, 2550), 255, np.uint8)), 0) == ()


def test_places_are_those_of_the_unrotated_page(typed):
    outlined(typed, 700, 900, 1500, 1200)
    turned = (0.0, -0.24, 0.24, 0.0, 0.0, 612.0)  # shown a quarter turn clockwise
    (found,) = (w for w in find(page_of(typed, to_page=turned), 0) if w.probability >= 0.5)
    assert (round(found.box.x0), round(found.box.x1)) == (216, 288)
    assert (round(found.box.y0), round(found.box.y1)) == (252, 443)
