"""A reading taken apart and put together is the same reading."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from declass.model.anchor import Box
from declass.model.page import PageImage
from declass.ocr.lines import Line, Piece, box_on_page, lines_of, parted, place_of, put_together
from declass.ocr.tesseract import Tesseract


def image(to_page=(0.24, 0, 0, 0.24, 0, 0)):
    return PageImage(10, 10, 300, bytes(100), to_page)


def leaning(angle_deg):
    c, s = 0.24 * np.cos(np.radians(angle_deg)), 0.24 * np.sin(np.radians(angle_deg))
    return image((c, s, -s, c, 40.0, -7.0))


@pytest.mark.parametrize("angle_deg", [0, 0.7, -4, 90, 180])
def test_a_place_survives_the_way_to_the_page_and_back(angle_deg):
    page, place = leaning(angle_deg), (100.0, 200.0, 340.0, 236.0)
    assert place_of(box_on_page(place, page), page) == pytest.approx(place)


def test_an_empty_box_has_a_place():
    left, top, right, bottom = place_of(Box(1, 1, 1, 1), image())
    assert left < right
    assert top < bottom


def test_taken_apart_and_put_together_it_is_the_same(letter):
    reading = Tesseract().recognise(letter.image)
    again = put_together(lines_of(reading, letter.image), reading, letter.image)
    assert again.text == reading.text
    assert again.confidence == pytest.approx(reading.confidence)
    for one, other in zip(again.words, reading.words, strict=True):
        assert (one.start, one.end) == (other.start, other.end)
        assert one.box.x0 == pytest.approx(other.box.x0)


def test_a_paragraph_begins_after_a_blank_line(letter):
    line = (Piece("one", 0.9, (0, 0, 9, 9)), Piece("two", 0.7, (10, 0, 19, 9)))
    reading = Tesseract().recognise(letter.image)
    layer = put_together([Line(line), Line(line[:1]), Line(line[1:], "\n\n")], reading, letter.image)
    assert layer.text == "one two\none\n\ntwo"


def test_no_lines_are_an_empty_page(letter):
    layer = put_together([], Tesseract().recognise(letter.image), letter.image)
    assert (layer.text, layer.words, layer.confidence) == ("", (), None)


@pytest.mark.parametrize(
    ("word", "after", "ends", "begins"),
    [
        pytest.param((10, 0, 90, 20), (60, 0, 95, 20), 60, 60, id="over half of the next word"),
        pytest.param((10, 0, 90, 20), (60, 0, 80, 20), 60, 60, id="the next word swallowed"),
        pytest.param((10, 0, 60, 20), (20, 0, 95, 20), 60, 60, id="the next word begins too early"),
        pytest.param((10, 0, 50, 20), (60, 0, 95, 20), 50, 60, id="apart"),
        pytest.param((10, 0, 90, 20), (20, 0, 24, 5), 90, 20, id="a speck in the midst of the word"),
        pytest.param((10, 0, 90, 20), (5, 0, 95, 20), 90, 5, id="out of order"),
        pytest.param((10, 0, 90, 20), (60, 22, 95, 42), 90, 60, id="a line that runs down the page"),
    ],
)
def test_words_of_a_line_lie_side_by_side(word, after, ends, begins):
    assert parted(word, 6, after, 4) == ((10, 0, ends, 20), (begins, *after[1:]))


def test_no_word_tesseract_reads_lies_over_the_next(letter):
    pixels = _worn(letter.pixels).astype(np.uint8)
    page = PageImage(*pixels.shape[::-1], 200, pixels.tobytes(), (0.36, 0, 0, 0.36, 0, 0))
    pairs = [pair for line in lines_of(Tesseract().recognise(page), page) for pair in pairwise(line.pieces)]
    assert len(pairs) > 10
    for word, after in pairs:
        over = word.place[2] - after.place[0] > 1
        assert not over or parted(word.place, len(word.text), after.place, len(after.text))[0] == word.place


def _worn(pixels):
    """Type so worn that Tesseract gives several words the place of their neighbours too."""
    rng = np.random.default_rng(13)
    grain = cv2.GaussianBlur(rng.normal(0, 1, pixels.shape).astype(np.float32), (0, 0), 1.3)
    return np.where(cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 1.45) + 180 * grain < 170, 0, 255)
