"""A reading taken apart and put together is the same reading."""

import numpy as np
import pytest

from declass.model.anchor import Box
from declass.model.page import PageImage
from declass.ocr.lines import Line, Piece, box_on_page, lines_of, place_of, put_together
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
