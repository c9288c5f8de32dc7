"""Boxes that hold pieces of one line are made one, and no others."""

import cv2
import numpy as np
import pytest

from declass.model.page import PageImage
from declass.ocr.ink import ink_of
from declass.ocr.rows import whole_rows

HIGH = 40


def page(*texts, rule=None):
    """Words drawn at 300 dpi: (text, x) each on one line, and an upright rule."""
    pixels = np.full((400, 1600), 255, np.uint8)
    for text, x in texts:
        cv2.putText(pixels, text, (x, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 4)
    if rule is not None:
        pixels[100:300, rule : rule + 4] = 0
    return PageImage(1600, 400, 300, pixels.tobytes(), (0.24, 0, 0, 0.24, 0, 0))


def boxes(image, *given):
    return [row.box for row in whole_rows(given, image, ink_of(image))]


def box(left, right, top=165, bottom=165 + HIGH):
    return left, top, right, bottom


def test_boxes_that_touch_are_one_line():
    assert boxes(page(), box(100, 300), box(295, 500)) == [box(100, 500)]


@pytest.mark.parametrize(("apart", "lines"), [(0.4, 1), (0.7, 2)])
def test_boxes_apart_are_cells_of_a_table(apart, lines):
    assert len(boxes(page(), box(100, 300), box(300 + int(apart * HIGH), 500))) == lines


def test_an_upright_rule_parts_boxes_that_touch():
    assert len(boxes(page(rule=298), box(100, 300), box(295, 500))) == 2


def test_a_stamp_and_the_next_line_are_not_of_the_line():
    assert len(boxes(page(), box(100, 300), box(295, 500, 130, 240))) == 2
    assert len(boxes(page(), box(100, 300), box(295, 500, 190, 230))) == 2


def test_a_line_is_drawn_out_over_letters_beside_it():
    image = page(("report of D U A R T E", 100))
    (left, _, right, _) = boxes(image, box(95, 345))[0]
    ends = np.flatnonzero((np.frombuffer(image.data, np.uint8).reshape(400, 1600) < 128).any(axis=0))
    assert left <= ends[0]
    assert right >= ends[-1]


def test_it_is_not_drawn_out_over_specks_rules_or_what_stands_in_another_box():
    image = page(("report of a", 100), ("I", 800))
    reached = boxes(image, box(95, 310))[0][2]
    assert reached < 700
    dots = page(("report", 100), (".", 240), (".", 270))
    assert boxes(dots, box(95, 235))[0][2] == 235
    ruled = page(("report", 100), ("next", 270), rule=256)
    assert boxes(ruled, box(95, 235))[0][2] < 256
    other = page(("report", 100), ("next", 250))
    assert len(boxes(other, box(95, 222), box(250, 340, 150, 230))) == 2


def test_what_a_line_was_made_of_is_told():
    (row,) = whole_rows([box(295, 500), box(100, 300)], page(), ink_of(page()))
    assert row.parts == (box(100, 300), box(295, 500))


def test_no_boxes_make_no_lines():
    assert whole_rows([], page(), ink_of(page())) == []
