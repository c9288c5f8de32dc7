"""A leaning page is measured and set level, and every point finds its way back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.model.page import PageImage
from declass.ocr.prepare import pixels_of, prepare, upright
from declass.ocr.skew import LARGEST_LEAN_DEG, lean_deg, turn

DPI = 200


@pytest.mark.parametrize("angle", [-6.5, -2.0, -0.7, 0.0, 0.6, 1.5, 4.0])
def test_the_lean_is_found_within_a_fifth_of_a_degree(letter, angle):
    leaning, _ = turn(letter.pixels, -angle)
    assert lean_deg(leaning, DPI) == pytest.approx(angle, abs=0.2)


@pytest.mark.parametrize("value", [0, 255], ids=["black", "white"])
def test_an_empty_page_does_not_lean(value):
    assert lean_deg(np.full((900, 700), value, np.uint8), DPI) == 0.0


def test_specks_do_not_lean():
    dice = np.random.default_rng(5)
    specks = np.where(dice.random((1500, 1200)) < 0.01, 0, 255).astype(np.uint8)
    assert lean_deg(specks, DPI) == 0.0


def test_a_black_margin_does_not_hide_the_lean(letter):
    page = letter.pixels.copy()
    page[:, :60] = 0
    page[-80:, :] = 0
    leaning, _ = turn(page, -1.5)
    assert lean_deg(leaning, DPI) == pytest.approx(1.5, abs=0.2)


@given(st.floats(-LARGEST_LEAN_DEG, LARGEST_LEAN_DEG), st.floats(0, 400), st.floats(0, 300))
@settings(max_examples=40, deadline=None)
def test_turning_cuts_nothing_off_and_keeps_the_way_back(angle, x, y):
    turned, back = turn(np.full((300, 400), 255, np.uint8), angle)
    forward = np.linalg.inv(np.vstack([back, [0, 0, 1]]))
    u, v, _ = forward @ (x, y, 1)
    assert -1 <= u <= turned.shape[1] + 1
    assert -1 <= v <= turned.shape[0] + 1
    assert np.allclose(back @ (u, v, 1), (x, y), atol=1e-6)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_quarter_turns_keep_the_way_back(turns):
    pixels = np.full((40, 60), 255, np.uint8)
    pixels[10, 50] = 0
    image = PageImage(60, 40, 72, pixels.tobytes(), (2.0, 0.0, 0.0, 2.0, 5.0, 7.0))
    turned = upright(image, turns)
    (row,), (column,) = np.nonzero(pixels_of(turned) == 0)
    a, b, c, d, e, f = turned.to_page
    x, y = column + 0.5, row + 0.5
    assert (a * x + c * y + e, b * x + d * y + f) == (2 * 50.5 + 5, 2 * 10.5 + 7)


def test_what_was_done_is_said(letter):
    leaning, _ = turn(letter.pixels, -2)
    height, width = leaning.shape
    _, done = prepare(PageImage(width, height, DPI, leaning.tobytes(), (1, 0, 0, 1, 0, 0)))
    assert done.startswith(("deskew=2.", "deskew=1.9"))
    assert done.endswith("denoise=gauss3")


def test_a_level_page_at_low_resolution_is_left_alone(letter):
    height, width = letter.pixels.shape
    image = PageImage(width, height, 150, letter.pixels.tobytes(), (1, 0, 0, 1, 0, 0))
    assert prepare(image) == (image, "")
