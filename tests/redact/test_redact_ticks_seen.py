"""Ticks drawn into a form's boxes are told by the ink within; an empty box is never claimed."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from declass.model.anchor import Box
from declass.model.page import PageImage, PageText, Word
from declass.redact.mentions import mentions
from declass.redact.page import PageSeen, look
from declass.redact.placed import CodeMark
from declass.redact.ticks_seen import seen_ticks

DPI = 200
WIDTH, HEIGHT = 612, 792
CODES = ["(b)(1)", "(b)(3)", "(b)(5)", "(b)(6)", "(b)(7)(A)", "(b)(7)(C)", "(b)(7)(D)", "(d)(5)", "(k)(2)"]
PIXELS = DPI / 72


def corner(number):
    """Left and top of a box, points."""
    return 80 + 160 * (number // 3), 200 + 30 * (number % 3)


def sheet(ticked=(), tick="cross", boxes=True, moved=0):
    pixels = np.full((round(HEIGHT * PIXELS), round(WIDTH * PIXELS)), 250, np.uint8)
    for number, code in enumerate(CODES):
        x, y = (round(v * PIXELS) for v in corner(number))
        if boxes:
            cv2.rectangle(pixels, (x, y), (x + 30, y + 30 + number % 2), 20, 2)
        if code in ticked:
            draw(pixels, tick, x + moved, y)
    return PageImage(
        pixels.shape[1], pixels.shape[0], DPI, pixels.tobytes(), (1 / PIXELS, 0, 0, 1 / PIXELS, 0, 0)
    )


def draw(pixels, tick, x, y):
    if tick == "filled":
        cv2.rectangle(pixels, (x + 5, y + 5), (x + 25, y + 25), 20, -1)
    elif tick == "check":
        cv2.polylines(pixels, [np.array([[x + 4, y + 14], [x + 12, y + 26], [x + 40, y - 8]])], False, 20, 4)
    else:
        cv2.line(pixels, (x + 4, y + 4), (x + 26, y + 26), 20, 4)
        cv2.line(pixels, (x + 26, y + 4), (x + 4, y + 26), 20, 4)


def printed():
    places = ((code, *corner(number)) for number, code in enumerate(CODES))
    return [CodeMark(mentions(code)[0], Box(x + 20, y, x + 60, y + 11)) for code, x, y in places]


def layer(lines):
    """A text layer of (words, x, y), a line each."""
    text, words = "", []
    for line, x, y in lines:
        for place, word in enumerate(line.split()):
            text += " " if place else "\n" if text else ""
            words.append(Word(len(text), len(text) + len(word), Box(x, y, x + 5 * len(word), y + 10)))
            text, x = text + word, x + 5 * len(word) + 6
    return PageText(text, "embedded", "made", "1", words=tuple(words))


def ticked(seen):
    return {code for code, is_ticked in seen.items() if is_ticked}


@pytest.mark.parametrize("tick", ["cross", "check", "filled"])
def test_ticked_boxes_are_told_and_empty_ones_are_not(tick):
    seen = seen_ticks(sheet(["(b)(3)", "(b)(7)(C)"], tick), printed())
    assert ticked(seen) == {"(b)(3)", "(b)(7)(C)"}
    assert len(seen) == len(CODES)


def test_a_form_without_ticks_claims_nothing():
    assert ticked(seen_ticks(sheet(), printed())) == set()


def test_a_form_without_boxes_tells_nothing():
    assert seen_ticks(sheet(["(b)(3)"], boxes=False), printed()) == {}


def test_a_page_that_is_black_all_over_tells_nothing():
    page = sheet()
    assert seen_ticks(replace(page, data=bytes(len(page.data))), printed()) == {}


def test_boxes_that_are_nearly_all_dark_are_a_design():
    assert seen_ticks(sheet(CODES[:7], "filled"), printed()) == {}


def test_a_mark_between_boxes_ticks_none():
    assert ticked(seen_ticks(sheet(["(b)(3)"], "filled", moved=100), printed())) == set()


def test_the_withheld_page_has_the_reasons_that_are_ticked_on_the_image():
    """The text read an empty box as a tick, and a ticked one not at all."""
    said = [("2 Page(s) withheld entirely at this location in the file.", 72, 100)]
    said += [(code, x + 20, y) for code, (x, y) in ((c, corner(n)) for n, c in enumerate(CODES))]
    said[-1] = ("[X] (k)(2)", said[-1][1] - 24, said[-1][2])
    page = PageSeen(0, WIDTH, HEIGHT, text=layer(said), image=sheet(["(b)(3)", "(b)(7)(C)"]))
    (one,) = (one for one in look(page).found if one.kind == "whole_page")
    assert [code.value for code in one.codes] == ["(b)(3)", "(b)(7)(C)"]
