"""A page is made easier to read, and only where that is needed."""

from dataclasses import replace

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from declass.model.page import PageImage
from declass.ocr import read_page
from declass.ocr.prepare import percentile, pixels_of, prepare
from declass.ocr.tesseract import Tesseract


def thermal_copy(pixels, seed=3):
    """The page as faint ink on grey paper, darker towards one corner, with grain."""
    height, width = pixels.shape
    y, x = np.mgrid[0:height, 0:width]
    paper = 190 - 75 * x / width - 35 * y / height
    grain = np.random.default_rng(seed).normal(0, 6, pixels.shape)
    return np.clip(paper - (255 - pixels.astype(float)) * 0.22 + grain, 0, 255).astype(np.uint8)


def grey(letter, pixels):
    return replace(letter.image, data=pixels.tobytes())


def test_grey_paper_becomes_white_and_ink_stays_dark(letter):
    level, done = prepare(grey(letter, thermal_copy(letter.pixels)))
    assert "ground=evened" in done
    seen = pixels_of(level)
    corners = [seen[:60, :60], seen[:60, -60:], seen[-60:, :60], seen[-60:, -60:]]
    assert min(float(corner.mean()) for corner in corners) > 230
    assert seen[letter.pixels == 0].mean() < 90


def test_a_letter_on_uneven_grey_paper_is_read_as_on_white(letter):
    engine = Tesseract()
    clean = read_page(letter.image, engine).text
    copied = read_page(grey(letter, thermal_copy(letter.pixels)), engine).text
    assert len(clean) > 40
    assert Levenshtein.normalized_distance(copied, clean) < 0.03


def test_white_paper_is_not_evened(letter):
    assert "ground" not in prepare(letter.image)[1]


def test_hatching_in_black_and_white_is_no_grey_paper(letter):
    y, x = np.mgrid[0 : letter.pixels.shape[0], 0 : letter.pixels.shape[1]]
    page = np.where((y > 700) & ((x + y) % 24 < 12), 0, letter.pixels).astype(np.uint8)
    assert "ground" not in prepare(grey(letter, page))[1]


def test_a_black_bar_on_grey_paper_stays_black(letter):
    pixels = letter.pixels.copy()
    copy = thermal_copy(pixels)
    copy[700:800, 300:900] = 8
    level, _ = prepare(grey(letter, copy))
    assert pixels_of(level)[720:780, 330:870].max() < 60


@pytest.mark.parametrize("value", [0, 40, 120, 255], ids=["black", "dark", "grey", "white"])
def test_a_page_of_one_grey_has_no_ink_made_up_on_it(value):
    page = np.full((900, 700), value, np.uint8)
    level, _ = prepare(PageImage(700, 900, 200, page.tobytes(), (1, 0, 0, 1, 0, 0)))
    assert np.unique(pixels_of(level)).size == 1


@pytest.mark.parametrize(
    ("dpi", "done"), [(300, "denoise=median3"), (200, "denoise=gauss3"), (150, "")], ids=str
)
def test_how_specks_are_treated_goes_by_resolution(letter, dpi, done):
    assert prepare(replace(letter.image, dpi=dpi))[1] == done


def test_specks_are_taken_away(letter):
    page = letter.pixels.copy()
    page[5, 5] = 0
    image, _ = prepare(replace(letter.image, data=page.tobytes(), dpi=300))
    assert pixels_of(image)[5, 5] == 255


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
@pytest.mark.parametrize("per_cent", [0, 1, 5, 60, 100])
def test_a_percentile_is_the_one_numpy_takes(size, per_cent):
    values = np.random.default_rng(size).integers(0, 256, size).astype(np.uint8)
    assert percentile(values, per_cent) == pytest.approx(np.percentile(values.astype(float), per_cent))
