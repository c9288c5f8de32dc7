"""Rows of ink that no word covers are found however broken, and nothing else is."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from declass.model.page import PageImage
from declass.ocr import read_page
from declass.ocr.ink import bands_of, ink_of
from declass.ocr.lines import place_of
from declass.ocr.tesseract import Tesseract


def page_of(pixels, dpi=200):
    height, width = pixels.shape
    data = np.ascontiguousarray(pixels.astype(np.uint8)).tobytes()
    return PageImage(width, height, dpi, data, (72 / dpi, 0, 0, 72 / dpi, 0, 0))


def faint(pixels, seed=5):
    """Upper and lower bars of letters gone, as on a copy of a copy made too light."""
    rng = np.random.default_rng(seed)
    grain = cv2.GaussianBlur(rng.normal(0, 1, pixels.shape).astype(np.float32), (0, 0), 1.5)
    pale = 255 - 0.8 * (255 - cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 1.6))
    return np.where(pale + 60 * grain < 130, 0, 255)


@pytest.mark.parametrize("worn", [False, True], ids=["clear", "broken"])
def test_lines_without_words_are_rows(letter, worn):
    pixels = faint(letter.pixels) if worn else letter.pixels
    rows = ink_of(page_of(pixels)).unread([])
    tops = [place[1] for place in letter.places.values()]
    lines = {round(np.median([t for t in tops if abs(t - top) < 12])) for top in tops}
    assert len(lines) == 6
    for line in lines:
        wide = sum(x1 - x0 for x0, y0, x1, y1 in rows if y0 - 8 <= line + 12 <= y1 + 8)
        assert wide > 500


def test_ink_under_words_is_no_row(letter):
    page = page_of(letter.pixels)
    words = Tesseract().recognise(page).words
    assert ink_of(page).unread([place_of(word.box, page) for word in words]) == []


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda p: cv2.rectangle(p, (200, 300), (900, 340), 0, -1), id="bar"),
        pytest.param(lambda p: cv2.rectangle(p, (200, 300), (900, 800), 0, 3), id="frame"),
        pytest.param(lambda p: cv2.line(p, (200, 300), (900, 300), 0, 4), id="rule"),
        pytest.param(lambda p: cv2.circle(p, (300, 300), 40, 0, -1), id="punch hole"),
        pytest.param(
            lambda p: p.__setitem__(np.random.default_rng(1).random(p.shape) < 0.004, 0), id="specks"
        ),
        pytest.param(
            lambda p: p.__setitem__(
                (slice(200, 900), slice(200, 900)),
                255 * (np.random.default_rng(2).random((700, 700)) < 0.35),
            ),
            id="dark photograph",
        ),
    ],
)
def test_what_is_no_text_is_no_row(draw):
    pixels = np.full((1100, 1500), 255, np.uint8)
    draw(pixels)
    assert ink_of(page_of(pixels)).unread([]) == []


def test_a_page_of_which_only_the_stamp_was_read_is_expected_to_be_wrong(letter):
    class Stamp(Tesseract):
        """Reads the first line only."""

        def recognise(self, image, languages=("en",)):
            whole = super().recognise(image, languages)
            end = whole.text.index("\n")
            words = tuple(word for word in whole.words if word.end <= end)
            return replace(whole, text=whole.text[:end], words=words, confidence=0.95)

    assert read_page(letter.image, Tesseract()).expected_error < 0.05
    assert 0.7 < read_page(letter.image, Stamp()).expected_error < 0.95


def test_a_rule_and_the_next_line_are_no_part_of_a_row_of_letters():
    pixels = np.full((200, 900), 255, np.uint8)
    for text, y in (("NOTIFIED BY", 60), ("ISSUING OFFICE", 100)):
        cv2.putText(pixels, text, (30, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    cv2.line(pixels, (10, 120), (890, 120), 0, 3)
    bands = bands_of(page_of(pixels), (10, 20, 600, 150))
    assert [(round(top, -1), round(bottom, -1)) for _, top, _, bottom in bands] == [(40, 60), (80, 100)]
    assert {(left, right) for left, _, right, _ in bands} == {(10, 600)}


def test_a_box_without_rows_is_its_own_band():
    blank = page_of(np.full((200, 900), 255, np.uint8))
    assert bands_of(blank, (10, 20, 600, 50)) == [(10, 20, 600, 50)]
    assert bands_of(blank, (10, 20, 10, 20)) == []
