"""Layers of a scanned page: whether it is read although somebody's text lies over it."""

import cv2
import numpy as np
import pytest

from declass.config import Settings
from declass.model.page import PageImage, PageText
from declass.model.reading import PageRead
from declass.pipeline.pages import PageReader, _second_engine

SENTENCE = "The harbour master kept the log of the night and the minister was told of it in the morning. "


def scan_with(text):
    """A scanned page that says HARBOUR, with an embedded layer."""
    pixels = np.full((1100, 850), 255, np.uint8)
    cv2.putText(pixels, "HARBOUR", (100, 300), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 0, 5)
    image = PageImage(850, 1100, 100, pixels.tobytes(), (0.72, 0, 0, 0.72, 0, 0))
    return PageRead(0, 612, 792, text=PageText(text, "embedded", "pdfium", "1"), image=image)


def kinds(text, *, again, ocr="auto"):
    return [layer.kind for layer in PageReader(Settings(ocr=ocr), again=again).layers(scan_with(text))]


def test_good_text_over_a_scan_is_read_anew_unless_only_its_boxes_are_wanted():
    assert kinds(SENTENCE * 5, again=True) == ["embedded", "ocr"]
    assert kinds(SENTENCE * 5, again=False) == ["embedded"]


def test_always_is_always():
    assert kinds(SENTENCE * 5, again=False, ocr="always") == ["embedded", "ocr"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("APPROVED FOR RELEASE", id="a stamp"),
        pytest.param("(cid:12)(cid:7) xq#zv kjw%t " * 20, id="no language"),
    ],
)
def test_text_that_is_hardly_one_does_not_spare_the_reading(text):
    assert kinds(text, again=False) == ["embedded", "ocr"]


@pytest.mark.parametrize(("wanted", "numbers"), [("auto", "8bit"), ("float", ""), ("never", None)])
def test_the_second_engine_reckons_as_is_asked_for(wanted, numbers):
    pytest.importorskip("rapidocr")
    engine, _ = _second_engine(wanted)
    assert numbers == (engine and engine.version.partition("8bit")[1])
