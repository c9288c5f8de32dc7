"""The text over the image: each word where it stands, to be read and selected there."""

import re

import pytest

from declass.archive.values import StoredPage
from declass.model.anchor import Box, Digest
from declass.model.page import PageText, Word
from declass.web.over import lines_over
from web_archive import NUMBER

WIDE, PHONE = 1280, 390
TEXT = "The pilots\nSSN 219-09-9999"
BOXES = (Box(10, 20, 30, 30), Box(40, 20, 70, 30), Box(10, 40, 30, 50), Box(40, 40, 90, 50))
SPANS = ((0, 3), (4, 10), (11, 14), (15, 26))


def page(rotation=0, boxes=BOXES):
    words = tuple(Word(*span, box) for span, box in zip(SPANS, boxes, strict=True))
    text = PageText(TEXT, "ocr", "tesseract", "5", words=words)
    return StoredPage(Digest("0" * 64), 0, 100, 200, rotation, "read", "", "", "en", "x", "", "", text)


def test_words_stand_in_lines_of_the_text_and_personal_data_is_masked():
    first, second = lines_over(page())
    assert [word.text for word in first.words] == ["The", "pilots"]
    assert [word.text for word in second.words] == ["SSN", "███-██-████"]
    assert [(word.x, word.width) for word in first.words] == [(10, 20), (40, 30)]
    assert 20 < first.y <= 30 < 40 < second.y <= 50


def test_on_a_turned_page_words_stand_as_it_is_displayed():
    upright = lines_over(page())
    turned = tuple(Box(box.y0, 200 - box.x1, box.y1, 200 - box.x0) for box in BOXES)
    assert [[word.x for word in line.words] for line in lines_over(page(90, turned))] == [
        [word.x for word in line.words] for line in upright
    ]


def test_a_text_without_places_lies_over_nothing(client, digests):
    shown = client.get(f"/page/{digests['record'][0]}/1?view=over")
    assert shown.status_code == 200
    assert "over-text" not in shown.text
    assert "Text over the image" not in shown.text
    assert NUMBER in shown.text


@pytest.fixture
def scanned(compared):
    """Address of a scanned page with words."""
    for digest in compared.space.catalogue.accessions.digests():
        found = compared.space.catalogue.pages.get(digest, 0)
        if found and found.width_pt and found.text and len(found.text.words or ()) > 30:
            return f"/page/{digest}/1"
    raise AssertionError("the sample has no scanned page")


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_words_are_read_over_the_image_and_selected_there(compared_tab, scanned, width):
    opened = compared_tab(width)
    shown = opened.open(scanned)
    shown.get_by_role("link", name="Text over the image").click()
    line = shown.locator(".over-text.placed text").nth(4)
    line.wait_for()
    frame, box = shown.locator(".frame").bounding_box(), line.bounding_box()
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    word = shown.locator(".over-text.placed tspan").filter(has_text=re.compile(r"^[A-Za-z]{5,}$")).first
    word.dblclick()  # waits until it lies still and nothing lies over it
    assert shown.evaluate("getSelection().toString()").strip() == word.text_content()
    shown.get_by_role("link", name="Text beside the image").click()
    shown.locator(".over-text").wait_for(state="detached")
    assert opened.faults == []
