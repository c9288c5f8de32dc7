"""What cannot be read is said to be there, and what can be read is left alone."""

import pytest

from declass.ocr.handwriting import HANDWRITING, ILLEGIBLE, labelled
from declass.ocr.lines import Line, Piece


def line(text, confidence, high=20):
    return Line(
        tuple(Piece(word, confidence, (60 * i, 0, 60 * i + 50, high)) for i, word in enumerate(text.split()))
    )


TYPED = line("the minister was told", 0.95)


def known(word):
    return word.lower() in {"the", "minister", "was", "told", "delhi"}


def texts(lines):
    return [" ".join(piece.text for piece in line.pieces) for line in labelled(lines, known)]


def test_scrawl_is_called_handwriting_and_keeps_its_place():
    scrawl = line("Vaa Aso ryy", 0.3, high=44)
    result = labelled([TYPED, scrawl], known)
    assert texts([TYPED, scrawl]) == ["the minister was told", HANDWRITING]
    assert result[1].place == scrawl.place


def test_a_smudge_of_the_height_of_type_is_illegible():
    assert texts([TYPED, line("TOLAL HEM", 0.3)])[1] == ILLEGIBLE


@pytest.mark.parametrize(
    "kept",
    [line("Vaa Aso ryy", 0.6, 44), line("New Delhi qzz", 0.3, 44), line("x", 0.1, 44)],
    ids=["sure enough", "a known word", "a check mark"],
)
def test_what_may_be_words_is_left_alone(kept):
    assert labelled([TYPED, kept], known) == [TYPED, kept]


def test_a_page_of_nothing_sure_is_illegible():
    assert texts([line("qzz vkk", 0.2)]) == [ILLEGIBLE]


def test_one_known_word_among_many_invented_ones_saves_no_line():
    assert texts([TYPED, line("Vaa aeo Aso was ryyk teuil qm", 0.3, high=44)])[1] == HANDWRITING
