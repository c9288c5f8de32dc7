"""Hatched bars that are not diagonal, or wide apart, are one box each; what only looks like them is none."""

import cv2
import numpy as np
import pytest

from declass.model.page import PageImage
from declass.redact.boxes import find

DPI = 200
BAR = (400, 600, 1000, 720)


def page_of(pixels):
    height, width = pixels.shape
    scale = 72 / DPI
    return PageImage(width, height, DPI, pixels.tobytes(), (scale, 0, 0, scale, 0, 0))


@pytest.fixture
def typed():
    """A letter page of type at 200 dpi with nothing where the bar goes."""
    pixels = np.full((2200, 1700), 255, np.uint8)
    for row in range(40):
        words = "the harbour master said that grain would come in the spring"
        cv2.putText(pixels, words, (200, 204 + row * 44), cv2.FONT_HERSHEY_COMPLEX, 0.85, 0, 2)
    pixels[590:730, 180:1500] = 255
    return pixels


def hatch(pixels, direction, apart, thick=3, framed=False):
    x0, y0, x1, y1 = BAR
    piece = np.full((y1 - y0, x1 - x0), 255, np.uint8)
    high, wide = piece.shape
    for at in range(0, wide, apart) if direction in "|#" else ():
        cv2.line(piece, (at, 0), (at, high), 0, thick)
    for at in range(0, high, apart) if direction in "-#" else ():
        cv2.line(piece, (0, at), (wide, at), 0, thick)
    for at in range(-high, wide, apart) if direction in "/x" else ():
        cv2.line(piece, (at, high), (at + high, 0), 0, thick)
    for at in range(-high, wide, apart) if direction == "x" else ():
        cv2.line(piece, (at, 0), (at + high, high), 0, thick)
    if framed:
        cv2.rectangle(piece, (0, 0), (wide - 1, high - 1), 0, 3)
    pixels[y0:y1, x0:x1] = piece


def told(pixels):
    return [one for one in find(page_of(pixels), 0) if one.probability >= 0.5]


@pytest.mark.parametrize("framed", [False, True], ids=["bare", "framed"])
@pytest.mark.parametrize(
    ("direction", "apart", "thick"),
    [
        pytest.param("|", 14, 3, id="upright"),
        pytest.param("|", 24, 3, id="upright and wide apart"),
        pytest.param("-", 14, 3, id="level"),
        pytest.param("#", 14, 3, id="grid"),
        pytest.param("#", 24, 3, id="wide grid"),
        pytest.param("/", 28, 3, id="diagonal and wide apart"),
    ],
)
def test_a_hatched_bar_is_one_box(typed, direction, apart, thick, framed):
    hatch(typed, direction, apart, thick, framed)
    (found,) = told(typed)
    assert found.kind == "grey"
    assert "hatched" in found.evidence[0]
    place = (v * DPI / 72 for v in (found.box.x0, found.box.y0, found.box.x1, found.box.y1))
    assert all(abs(a - b) <= 0.06 * DPI + apart / 2 for a, b in zip(place, BAR, strict=True))


def test_strokes_with_words_between_them_are_no_bar(typed):
    hatch(typed, "-", 30)
    for row in range(4):
        words = "salt tea rice flour oil soap wool rope tin"[row * 3 :]  # no letter under its like
        cv2.putText(typed, words, (410, 625 + 30 * row), cv2.FONT_HERSHEY_COMPLEX, 0.6, 0, 2)
    assert not [one for one in told(typed) if "hatched" in one.evidence[0]]


def test_bars_of_many_widths_are_a_code_not_hatching(typed):
    widths, x = [2, 6, 4, 2, 8, 4, 6, 2] * 8, 400
    for number, wide in enumerate(widths):
        if number % 2 == 0:
            typed[600:690, x : x + wide] = 0
        x += wide
    assert not [one for one in told(typed) if "hatched" in one.evidence[0]]


def test_staves_of_music_are_no_bars():
    pixels = np.full((2200, 1700), 255, np.uint8)
    for top in range(200, 1900, 190):
        for line in range(5):
            cv2.line(pixels, (150, top + 15 * line), (1550, top + 15 * line), 0, 2)
    assert not told(pixels)


def test_graph_paper_is_no_bar():
    pixels = np.full((2200, 1700), 255, np.uint8)
    for at in range(120, 1600, 27):
        cv2.line(pixels, (at, 120), (at, 2000), 0, 1)
    for at in range(120, 2000, 27):
        cv2.line(pixels, (120, at), (1590, at), 0, 1)
    assert not told(pixels)


def test_stripes_along_the_edge_are_the_scanners(typed):
    for at in range(0, 2200, 14):
        cv2.line(typed, (0, at), (60, at), 0, 3)
    assert not told(typed)
