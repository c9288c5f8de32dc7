"""Only doubtful lines are read again, and nothing that the first engine read well is lost."""

import cv2
import numpy as np
import pytest

from declass.model.page import PageImage, PageText
from declass.ocr.ink import ink_of
from declass.ocr.lines import Line, Piece, put_together
from declass.ocr.merge import merged_words, replaced
from declass.ocr.rapid import Letter, LineRead
from declass.ocr.second import doubts_read, looked_again

PAGE = PageImage(400, 200, 72, bytes([255]) * 80_000, (1, 0, 0, 1, 0, 0))
EMPTY = PageText("", "ocr", "scripted", "1", "dpi=72", words=())


def row(text, y, confidence=0.97, x=10):
    """Words of a line, ten pixels a letter."""
    pieces = []
    for word in text.split():
        pieces.append(Piece(word, confidence, (x, y, x + 10 * len(word), y + 12)))
        x += 10 * (len(word) + 1)
    return Line(tuple(pieces))


def reading(*lines):
    return put_together(lines, EMPTY, PAGE)


class Lines:
    """A second engine that answers from a script: y → text, and ``unseen`` for lines it does not find."""

    name, version = "lines", "2"

    def __init__(self, answers, confidence=0.95, unseen=""):
        self.answers, self.confidence, self.unseen = answers, confidence, unseen
        self.asked, self.boxes = [], []

    def find_lines(self, pixels):
        return tuple((10, y - 2, 10 + 10 * len(text), y + 14) for y, text in self.answers.items())

    def read_line(self, pixels, box):
        text = self.answers.get(box[1] + 2, self.unseen)
        self.asked.append(text)
        self.boxes.append(box)
        marks = [Letter(s, self.confidence, "", 0.0, (i + 0.5) / len(text)) for i, s in enumerate(text)]
        return LineRead(tuple(marks))


def test_a_sure_line_is_not_read_again():
    engine = Lines({20: "the minister", 60: "was told"})
    layer = looked_again(reading(row("the minister", 20), row("vvas tald", 60, 0.4)), PAGE, engine, ("en",))
    assert engine.asked == ["was told"]
    assert layer.text == "the minister\nwas told"
    assert "second=lines-2 lines=1/2" in layer.parameters


def test_a_line_the_first_engine_missed_is_put_where_it_stands():
    engine = Lines({20: "the minister", 60: "was told", 100: "by telegram"})
    layer = looked_again(reading(row("the minister", 20), row("by telegram", 100)), PAGE, engine, ("en",))
    assert layer.text.split("\n") == ["the minister", "was told", "by telegram"]


def test_a_faint_mark_is_no_line():
    engine = Lines({20: "the minister", 60: "x"}, confidence=0.5)
    assert looked_again(reading(row("the minister", 20)), PAGE, engine, ("en",)).text == "the minister"


@pytest.mark.parametrize(("confidence", "kept"), [(0.75, True), (0.65, False)])
def test_faint_words_of_a_missed_line_stay_where_the_line_can_be_read(confidence, kept):
    engine = Lines({20: "the minister", 60: "was told"}, confidence)
    layer = looked_again(reading(row("the minister", 20)), PAGE, engine, ("en",))
    assert ("was told" in layer.text) is kept


def test_doubtful_words_where_no_text_is_seen_are_left_out():
    layer = looked_again(
        reading(row("the minister", 20), row("~;", 150, 0.2)), PAGE, Lines({20: "the minister"}), ("en",)
    )
    assert layer.text == "the minister"


def test_sure_words_where_no_text_is_seen_stay():
    layer = looked_again(reading(row("SECRET", 150, 0.9)), PAGE, Lines({}), ("en",))
    assert layer.text == "SECRET"


def test_a_doubtful_line_the_second_engine_does_not_find_is_read_all_the_same():
    engine = Lines({20: "the minister"}, unseen="was told nothing")
    lines = reading(row("the minister", 20), row("vvas tald rothing", 150, 0.4))
    assert looked_again(lines, PAGE, engine, ("en",)).text == "the minister\nwas told nothing"


def test_what_it_cannot_read_there_either_is_left_out():
    engine = Lines({20: "the minister"}, confidence=0.5, unseen="sdkfj wqe ksdf")
    lines = reading(row("the minister", 20), row("vvas tald rothing", 150, 0.4))
    assert looked_again(lines, PAGE, engine, ("en",)).text == "the minister"


def test_ink_in_rows_that_neither_engine_saw_is_read():
    pixels = np.full((600, 800), 255, np.uint8)
    cv2.putText(pixels, "report of the station", (100, 300), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    page = PageImage(800, 600, 150, pixels.tobytes(), (0.48, 0, 0, 0.48, 0, 0))
    engine = Lines({}, unseen="report of the station")
    layer = looked_again(EMPTY, page, engine, ("en",))
    assert layer.text == "report of the station"
    assert "lines=0/0 missed=1/1" in layer.parameters


def test_an_empty_page_stays_empty():
    assert looked_again(EMPTY, PAGE, Lines({}), ("en",)).text == ""


def test_words_keep_their_places():
    layer = looked_again(reading(row("vvas tald", 60, 0.4)), PAGE, Lines({60: "was told"}), ("en",))
    assert [layer.text[w.start : w.end] for w in layer.words] == ["was", "told"]
    assert layer.words[0].box.x0 == pytest.approx(10)


def test_a_word_in_two_overlapping_boxes_is_read_once():
    lines = reading(row("first line here", 20, 0.5), row("second line here", 34, 0.5))
    layer = looked_again(lines, PAGE, Lines({20: "first line here", 34: "second line here"}), ("en",))
    assert layer.text == "first line here\nsecond line here"


def test_new_words_join_the_line_they_stand_beside():
    lines = [row("PAGE", 20)]
    assert len(replaced(lines, [], row("02", 21, x=60).pieces)) == 1
    assert len(replaced(lines, [], row("02", 21, x=300).pieces)) == 2


def test_blanks_of_a_form_part_what_is_read_again():
    engine = Lines({20: "the minister"}, unseen="was notified")
    lines = reading(
        row("the minister", 20),
        Line(row("vas rotified", 150, 0.4).pieces + row("vas rotifled", 150, 0.4, x=230).pieces),
    )
    assert looked_again(lines, PAGE, engine, ("en",)).text == "the minister\nwas notified was notified"
    assert engine.asked.count("was notified") == 2


def test_words_whose_box_takes_in_the_next_line_are_read_by_their_rows():
    pixels = np.full((600, 800), 255, np.uint8)
    for y in (300, 340):
        cv2.putText(pixels, "report of the station", (100, y), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    page = PageImage(800, 600, 150, pixels.tobytes(), (0.48, 0, 0, 0.48, 0, 0))
    engine = Lines({}, unseen="report of the station")
    tall = Line(
        (Piece("rqort of tbe", 0.3, (98, 272, 300, 352)), Piece("stetoon", 0.3, (310, 272, 440, 352)))
    )
    layer = looked_again(put_together([tall], EMPTY, page), page, engine, ("en",))
    assert layer.text.split("\n") == ["report of the station", "report of the station"]
    assert "missed=2/2" in layer.parameters


def test_a_line_of_which_a_part_was_not_read_is_read_whole():
    pieces = {20: "2. WHEN SUBJECT", 60: "was told"}

    class Parts(Lines):
        def find_lines(self, pixels):
            return (10, 18, 32, 34), (34, 18, 160, 34)

    engine = Parts(pieces)
    layer = looked_again(reading(row("WHEN SUBJECT", 20, x=40)), PAGE, engine, ("en",))
    assert layer.text == "2. WHEN SUBJECT"
    assert engine.boxes == [(10, 18, 160, 34)]


def drawn(*texts):
    """A page of printed lines at 150 dpi, from the top down; the first at y 300."""
    pixels = np.full((600, 800), 255, np.uint8)
    for number, text in enumerate(texts):
        cv2.putText(pixels, text, (100, 300 + 60 * number), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    return PageImage(800, 600, 150, pixels.tobytes(), (0.48, 0, 0, 0.48, 0, 0))


def test_on_a_sure_page_doubtful_lines_are_read_where_the_first_engine_saw_them():
    engine = Lines({20: "none"}, unseen="was told nothing")
    lines = reading(row("the minister", 20), row("vvas tald rothing", 150, 0.7))
    layer = doubts_read(lines, PAGE, engine, ("en",), ink_of(PAGE))
    assert layer.text == "the minister\nwas told nothing"
    assert engine.asked == ["was told nothing"]
    assert layer.parameters.endswith("second=lines-2 doubts=1/1")


def test_on_a_sure_page_rows_of_ink_that_nobody_read_are_read():
    page = drawn("TOP SECRET", "the minister")
    first = Line((Piece("the", 0.97, (98, 335, 150, 365)), Piece("minister", 0.97, (170, 335, 310, 365))))
    lines = put_together([first], EMPTY, page)
    layer = doubts_read(lines, page, Lines({}, unseen="TOP SECRET"), ("en",), ink_of(page))
    assert layer.text.split("\n") == ["TOP SECRET", "the minister"]


def test_a_sure_page_without_doubts_is_left_as_it_is():
    lines = reading(row("the minister", 20))
    assert doubts_read(lines, PAGE, Lines({}), ("en",), ink_of(PAGE)) == lines


def test_specks_of_a_sure_page_are_left_out():
    lines = reading(row("the minister", 20), row(". -", 60, 0.6), row("7", 100))
    assert doubts_read(lines, PAGE, Lines({}), ("en",), ink_of(PAGE)).text == "the minister\n7"


@pytest.mark.parametrize(("seen", "kept"), [("12 Aug", True), ("", False)])
def test_a_very_doubtful_word_of_a_sure_page_stays_only_if_it_can_be_read(seen, kept):
    lines = reading(row("the minister", 20), row("12 Aug", 60, 0.3))
    layer = doubts_read(lines, PAGE, Lines({}, unseen=seen), ("en",), ink_of(PAGE))
    assert layer.text == ("the minister\n12 Aug" if kept else "the minister")


@pytest.mark.parametrize(("text", "confidence", "kept"), [("TOP", 0.95, True), ("TOP", 0.85, False)])
def test_two_or_three_letters_must_be_plain(text, confidence, kept):
    page = drawn("TOPTOP")
    engine = Lines({}, confidence, unseen=text)
    assert (doubts_read(EMPTY, page, engine, ("en",), ink_of(page)).text == text) is kept


@pytest.mark.parametrize(("guess", "kept"), [(0.2, True), (0.9, False)])
def test_a_guess_of_the_first_engine_does_not_keep_out_what_is_read_in_its_place(guess, kept):
    lines = reading(row("Aan.", 20, 0.3), Line((Piece("ACTION", guess, (10, 24, 90, 36)),)))

    class Tall(Lines):
        def find_lines(self, pixels):
            return ((8, 10, 60, 27),)

        def read_line(self, pixels, box):
            return Lines({box[1] + 2: "ADVANCE"}).read_line(pixels, box)

    assert ("ADVANCE" in looked_again(lines, PAGE, Tall({}), ("en",)).text) is kept


def spelt(text, places):
    marks = zip(text, places, strict=True)
    return LineRead(tuple(Letter(sign, 0.99, "", 0.0, place) for sign, place in marks))


def test_a_blank_parts_words_that_the_second_engine_ran_together():
    first = [Piece("104-1", 0.6, (0, 0, 50, 10)), Piece("2025", 0.6, (80, 0, 120, 10))]
    read = spelt("104-12025", [0.04, 0.12, 0.2, 0.28, 0.36, 0.7, 0.78, 0.86, 0.94])
    assert [piece.text for piece in merged_words(first, read, (0, 0, 120, 10), ("en",))] == ["104-1", "2025"]


def test_a_blank_in_which_the_second_engine_saw_letters_is_none():
    first = [Piece("104-1", 0.6, (0, 0, 50, 10)), Piece("2025", 0.6, (80, 0, 120, 10))]
    read = spelt("104-1332025", [0.04, 0.12, 0.2, 0.28, 0.36, 0.48, 0.6, 0.7, 0.78, 0.86, 0.94])
    assert len(merged_words(first, read, (0, 0, 120, 10), ("en",))) == 1


@pytest.mark.parametrize(("right", "kept"), [(200, 112), (112, 112)])
def test_a_place_that_takes_in_a_bar_beside_the_word_is_cut_to_its_letters(right, kept):
    first = [Piece("ratified;", 0.46, (10, 0, right, 10))]
    read = spelt("ratified;", [(15 + 11.5 * i) / 200 for i in range(9)])
    (piece,) = merged_words(first, read, (0, 0, 200, 10), ("en",))
    assert piece.place[0] == 10
    assert piece.place[2] == pytest.approx(kept, abs=12)
