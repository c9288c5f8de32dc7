"""Blanks in lines of type are candidates where a sentence loses words, and not where a typist left white."""

import cv2
import numpy as np
import pytest

from declass.model.anchor import Box
from declass.model.page import PageImage, PageText, Word
from declass.redact.boxes import find

CHAR, PITCH, LEFT, TOP = 12, 30, 150, 200  # pixels at 150 dpi
POINTS = 72 / 150
LETTER = """the minister said that the harbour would be closed for
the winter and that no ship could enter it before the
ice had gone out to sea again, which the keeper of the
light did not believe for a moment since he had seen the
water rise in the night and had told his brother of it,
who went down to the quay and counted the boats that lay
there and found one more than had been there on the day
before, which he wrote into the log of the station"""


def page_of(lines, hidden=(), drawing=lambda pixels: None):
    """A typed page, its words (but those of ``hidden``: line, first and last character) and their places."""
    pixels, text, words = np.full((1650, 1275), 255, np.uint8), "", []
    for row, line in enumerate(lines):
        column = 0
        for word in line.split(" "):
            x, y = LEFT + column * CHAR, TOP + row * PITCH
            seen = not any(row == r and first <= column < last for r, first, last in hidden)
            if word and seen:
                for place, letter in enumerate(word):
                    cv2.putText(pixels, letter, (x + place * CHAR, y + 18), cv2.FONT_HERSHEY_PLAIN, 1.2, 0, 2)
                box = Box(x * POINTS, y * POINTS, (x + len(word) * CHAR) * POINTS, (y + 22) * POINTS)
                words.append(Word(len(text), len(text) + len(word), box))
                text += word + " "
            column += len(word) + 1
        text = text[:-1] + "\n"
    drawing(pixels)
    image = PageImage(1275, 1650, 150, pixels.tobytes(), (POINTS, 0, 0, POINTS, 0, 0))
    return image, PageText(text, "ocr", "test", "1", words=tuple(words))


def blanks(*given, **named):
    image, layer = page_of(*given, **named)
    return [w for w in find(image, 0, layer.words, layer) if w.kind == "blank"]


def covers(found, row, first, last):
    """Whether most of these characters lie in it."""
    x0, x1 = (LEFT + first * CHAR) * POINTS, (LEFT + last * CHAR) * POINTS
    y = (TOP + row * PITCH + 11) * POINTS
    shared = min(found.box.x1, x1) - max(found.box.x0, x0)
    return found.box.y0 <= y <= found.box.y1 and shared > 0.8 * (x1 - x0)


LINES = LETTER.split("\n")


@pytest.mark.parametrize(
    ("row", "first", "last"),
    [
        pytest.param(2, 12, 26, id="between two words"),
        pytest.param(3, 22, 60, id="at the end of a line"),
        pytest.param(4, 0, 24, id="at the start of a line"),
        pytest.param(5, 0, 60, id="a whole line"),
    ],
)
def test_words_taken_out_of_a_sentence_leave_a_candidate(row, first, last):
    (found,) = blanks(LINES, hidden=[(row, first, last)])
    assert covers(found, row, first, min(last, len(LINES[row])))
    assert 0.2 <= found.probability < 0.5
    assert found.lines_min <= 1 <= found.lines_max


def test_a_code_printed_in_a_blank_does_not_hide_it():
    lines = [*LINES]
    lines[2] = "ice had     (b)(6)      again, which the keeper of the"
    (found,) = blanks(lines)
    assert covers(found, 2, 8, 24)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(LINES, id="nothing taken out"),
        pytest.param([*LINES[:3], "light did.", "", "", *LINES[4:]], id="paragraphs"),
        pytest.param([line[:20] + " " * 9 + line[20:40] for line in LINES], id="two columns"),
        pytest.param([" " * 20 + line[:34] for line in LINES[:3]] + LINES[3:], id="block set in"),
        pytest.param(["PORT        SHIPS       TONS", *LINES], id="heading spaced out"),
        pytest.param(LINES[:3], id="too little text"),
    ],
)
def test_white_that_a_typist_left_is_no_blank(lines):
    assert blanks(lines) == []


def test_ink_that_was_not_read_is_no_blank():
    def scrawl(pixels):
        cv2.line(pixels, (LEFT + 13 * CHAR, TOP + 2 * PITCH + 18), (LEFT + 24 * CHAR, TOP + 2 * PITCH), 0, 4)

    assert blanks(LINES, hidden=[(2, 12, 26)], drawing=scrawl) == []


def test_a_bar_is_told_as_a_bar_alone():
    def bar(pixels):
        x, y = LEFT + 12 * CHAR, TOP + 2 * PITCH
        cv2.rectangle(pixels, (x, y - 2), (x + 13 * CHAR, y + 24), 0, -1)

    assert blanks(LINES, hidden=[(2, 12, 26)], drawing=bar) == []
