"""The better layer is chosen, a person's before all, and the reason can be read by anyone."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.model.page import PageText
from declass.ocr.choose import choose

PAGE = (
    "1. The ambassador called on the minister this morning and asked about the prisoners held since March.\n"
    "2. The minister said that he knew nothing of their number, and that the press gave a false picture.\n"
    "3. Our officer who went to the northern province last week reported otherwise. Forty names were shown.\n"
    "4. Request instructions whether the embassy should raise the matter again before the committee meets.\n"
)


def layer(text, kind="ocr", engine="tesseract", expected_error=None):
    engine = "pdfium" if kind == "embedded" else engine
    return PageText(text, kind, engine, "1", expected_error=expected_error)


def damaged(text, share):
    dice = random.Random(11)
    return "".join(dice.choice("~|;:_^*lI1") if c.isalpha() and dice.random() < share else c for c in text)


def test_a_person_wins_whatever_they_wrote():
    choice = choose([layer(PAGE, "embedded"), layer("x q", "human"), layer(PAGE)])
    assert choice.index == 1
    assert "person" in choice.reason


def test_the_last_person_wins():
    assert choose([layer("first", "human"), layer("second", "human")]).index == 1


def test_one_layer_needs_no_choice():
    assert choose([layer(PAGE)]).index == 0


def test_no_layers_is_refused():
    with pytest.raises(ValueError, match="no text layers"):
        choose([])


def test_damaged_embedded_text_loses():
    choice = choose([layer(damaged(PAGE, 0.3), "embedded"), layer(PAGE)])
    assert choice.index == 1
    assert choice.reason.startswith(
        "OCR by tesseract is kept: the embedded text looks damaged (plausibility 0."
    )


def test_a_broken_encoding_loses():
    glyphs = "".join(f"(cid:{ord(c) % 90})" for c in PAGE)
    assert choose([layer(glyphs, "embedded"), layer(PAGE)]).index == 1


def test_missing_lines_lose():
    choice = choose([layer(PAGE[:210], "embedded"), layer(PAGE)])
    assert choice.index == 1
    assert "less readable text" in choice.reason


def test_empty_text_loses():
    choice = choose([layer(" \n", "embedded"), layer(PAGE)])
    assert choice == choose([layer(" \n", "embedded"), layer(PAGE)])
    assert choice.reason == "OCR by tesseract is kept: the embedded text is empty."


def test_failed_ocr_loses_to_sound_embedded_text():
    choice = choose([layer(PAGE, "embedded"), layer(damaged(PAGE, 0.5))])
    assert choice.index == 0
    assert "OCR by tesseract looks damaged" in choice.reason


def test_litter_beside_the_words_does_not_win():
    littered = PAGE + "~~ ;: | ^ ,. '` \\ }{ <> ~ |; .,' ^^ ;;" * 20
    assert choose([layer(PAGE, "embedded"), layer(littered)]).index == 0


def test_of_the_words_read_differently_known_ones_decide():
    misread = (
        PAGE.replace("prisoners", "prisonera").replace("northern", "norlhern").replace("embassy", "embasay")
    )
    for layers, index in (
        ([layer(misread, "embedded"), layer(PAGE)], 1),
        ([layer(PAGE, "embedded"), layer(misread)], 0),
    ):
        choice = choose(layers)
        assert choice.index == index
        assert "more are known words than in" in choice.reason
        assert "(3 against 0)" in choice.reason


def test_equal_texts_keep_the_embedded_one():
    choice = choose([layer(PAGE.replace("\n", " ")), layer(PAGE, "embedded")])
    assert choice.index == 1
    assert "it reads as well as OCR by tesseract (they agree to 100%)" in choice.reason


def test_of_two_equal_engines_the_one_that_expects_fewer_errors_wins():
    layers = [layer(PAGE, engine="a", expected_error=0.2), layer(PAGE, engine="b", expected_error=0.01)]
    assert choose(layers).index == 1


def test_nothing_readable_is_said():
    assert "no layer holds readable text" in choose([layer("", "embedded"), layer("")]).reason


@given(
    st.lists(
        st.tuples(st.text(max_size=80), st.sampled_from(["embedded", "ocr", "human"])), min_size=1, max_size=4
    )
)
@settings(max_examples=80, deadline=None)
def test_any_layers_give_one_of_them_and_a_sentence(drawn):
    choice = choose([layer(text, kind) for text, kind in drawn])
    assert 0 <= choice.index < len(drawn)
    assert choice.reason.endswith(".")
    assert choice.reason[0].isupper()
