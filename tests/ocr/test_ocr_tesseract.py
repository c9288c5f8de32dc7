"""Tesseract's words come with exact spans and boxes on the original page, however the page lies."""

import os
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from declass.errors import EngineError
from declass.model.page import PageImage
from declass.ocr import read_page
from declass.ocr.skew import turn
from declass.ocr.tessdata import folder_for, languages_in, source_folders
from declass.ocr.tesseract import Tesseract, box_on_page, installed_languages

DPI = 200
SCALE = 72 / DPI


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return Tesseract(cache=tmp_path_factory.mktemp("cache"))


def as_image(pixels, dpi=DPI):
    height, width = pixels.shape
    return PageImage(
        width, height, dpi, np.ascontiguousarray(pixels).tobytes(), (72 / dpi, 0, 0, 72 / dpi, 0, 0)
    )


def middles(layer):
    spans = [(layer.text[w.start : w.end], w.box) for w in layer.words]
    return {word: ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) for word, box in spans}


def drawn_middles(letter, forward=None):
    out = {}
    for word, (left, top, right, bottom) in letter.places.items():
        x, y = (left + right) / 2, (top + bottom) / 2
        if forward is not None:
            x, y = (forward @ (x, y, 1))[:2]
        out[word] = (x * SCALE, y * SCALE)
    return out


def assert_near(found, expected, within_pt=2.0):
    shared = found.keys() & expected.keys()
    assert len(shared) >= 0.9 * len(expected)
    for word in shared:
        assert found[word] == pytest.approx(expected[word], abs=within_pt), word


def unique_words(letter):
    words = [*letter.places]
    return {word for word in words if words.count(word) == 1 and word not in {"the", "The"}}


def test_words_lines_and_paragraphs_are_read(engine, letter):
    layer = engine.recognise(letter.image, ["en"])
    paragraphs = layer.text.split("\n\n")
    assert len(paragraphs) == 3
    assert paragraphs[0].splitlines()[0] == "The ambassador called on the minister this morning"
    assert layer.engine == "tesseract"
    assert layer.parameters == "dpi=200 psm=3 lang=eng"


def test_every_span_is_its_word(engine, letter):
    layer = engine.recognise(letter.image, ["en"])
    assert [layer.text[w.start : w.end] for w in layer.words] == layer.text.split()
    assert unicodedata.is_normalized("NFC", layer.text)
    assert all(0.0 <= w.confidence <= 1.0 for w in layer.words)
    assert layer.confidence > 0.85
    assert layer.expected_error < 0.05


def test_boxes_stand_on_the_page(engine, letter):
    layer = read_page(letter.image, engine)
    assert_near(middles(layer), {w: drawn_middles(letter)[w] for w in unique_words(letter)})


@pytest.mark.parametrize("angle", [-4.0, 2.0, 6.0])
def test_boxes_stand_on_the_leaning_page_as_it_was_scanned(engine, letter, angle):
    leaning, back = turn(letter.pixels, -angle)
    forward = np.linalg.inv(np.vstack([back, [0, 0, 1]]))
    layer = read_page(as_image(leaning), engine)
    assert "deskew=" in layer.parameters
    expected = drawn_middles(letter, forward)
    assert_near(middles(layer), {w: expected[w] for w in unique_words(letter)})


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_read(engine, letter, turns):
    layer = read_page(as_image(np.rot90(letter.pixels, turns)), engine)
    assert "called on the minister" in layer.text
    assert layer.confidence > 0.8
    height, width = letter.pixels.shape
    where = {
        1: lambda x, y: (y, width - x),
        2: lambda x, y: (width - x, height - y),
        3: lambda x, y: (height - y, x),
    }
    places = {w: ((p[0] + p[2]) / 2, (p[1] + p[3]) / 2) for w, p in letter.places.items()}
    expected = {w: tuple(SCALE * v for v in where[turns](*places[w])) for w in unique_words(letter)}
    assert_near(middles(layer), expected)


def test_a_white_page_has_no_words_and_no_confidence(engine):
    layer = read_page(as_image(np.full((800, 600), 255, np.uint8)), engine)
    assert (layer.text, layer.words, layer.confidence, layer.language) == ("", (), None, None)
    assert layer.expected_error is None


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (40, 5)])
def test_tiny_images_are_no_trouble(engine, shape):
    assert read_page(as_image(np.zeros(shape, np.uint8)), engine).kind == "ocr"


def test_a_page_box_follows_any_affine_map():
    image = PageImage(1, 1, 72, b"\x00", (0.0, 1.0, -1.0, 0.0, 100.0, 5.0))
    box = box_on_page((10, 20, 30, 26), image)
    assert (box.x0, box.y0, box.x1, box.y1) == (74.0, 15.0, 80.0, 35.0)


def test_english_is_always_installed():
    assert "en" in installed_languages()


def test_a_missing_language_names_the_command(tmp_path):
    (tmp_path / "eng.traineddata").write_bytes(b"")
    with pytest.raises(EngineError, match="apt-get install tesseract-ocr-spa tesseract-ocr-por"):
        Tesseract(tessdata=tmp_path).recognise(as_image(np.full((9, 9), 255, np.uint8)), ["es"])


def test_broken_trained_data_are_an_engine_error(tmp_path):
    (tmp_path / "eng.traineddata").write_bytes(b"not trained data")
    with pytest.raises(EngineError, match="cannot load eng"):
        Tesseract(tessdata=tmp_path).recognise(as_image(np.full((9, 9), 255, np.uint8)), ["en"])


def test_an_unknown_language_is_refused_with_the_known_ones(engine, letter):
    with pytest.raises(EngineError, match="Choose among en, es, pt"):
        engine.recognise(letter.image, ["tlh"])


def test_languages_of_two_folders_meet_in_one(tmp_path):
    for name in ("eng", "spa"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.traineddata").write_bytes(name.encode())
    sources = [tmp_path / "eng", tmp_path / "spa"]
    assert languages_in(sources) == ("en", "es")
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(folder_for, ["spa", "eng"], sources, tmp_path / "cache") for _ in range(16)]
        (folder,) = {call.result() for call in calls}
    assert sorted(path.name for path in folder.iterdir()) == ["eng.traineddata", "spa.traineddata"]
    assert (folder / "spa.traineddata").read_bytes() == b"spa"


def test_one_folder_that_holds_all_is_used_as_it_is(tmp_path):
    (tmp_path / "eng.traineddata").write_bytes(b"")
    assert folder_for(["eng"], [tmp_path], tmp_path / "cache") == tmp_path
    assert not (tmp_path / "cache").exists()


def test_a_cache_that_cannot_be_made_is_an_engine_error(tmp_path):
    for name in ("eng", "spa"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.traineddata").write_bytes(b"")
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(EngineError, match="cannot be made"):
        folder_for(["eng", "spa"], [tmp_path / "eng", tmp_path / "spa"], tmp_path / "cache")


def test_the_source_folders_exist():
    assert all(folder.is_dir() for folder in source_folders())


def test_threads_are_limited_before_the_library_loads():
    code = "import os, declass.ocr.tesseract; print(os.environ['OMP_THREAD_LIMIT'])"
    clean = {name: value for name, value in os.environ.items() if name != "OMP_THREAD_LIMIT"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=clean)
    assert done.stdout.strip() == "1"
