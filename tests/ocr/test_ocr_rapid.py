"""The second engine reads what is drawn, accents included, and says so when it is not installed."""

import os
import subprocess
import sys
from importlib import metadata

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from declass.errors import EngineError
from declass.ocr.rapid import LETTERS, Rapid, _decoded

pytest.importorskip("rapidocr")
pytest.importorskip("onnxruntime")


@pytest.fixture(scope="module")
def engine():
    return Rapid()


def drawn(text, size=44):
    picture = Image.new("L", (1300, 90), 255)
    ImageDraw.Draw(picture).text((20, 20), text, font=ImageFont.load_default(size), fill=0)
    return np.asarray(picture)


def test_a_line_is_read_letter_by_letter(engine):
    pixels = drawn("The ambassador called at 14:30")
    line = engine.read_line(pixels, engine.find_lines(pixels)[0])
    assert line.text == "The ambassador called at 14:30"
    places = [letter.place for letter in line.letters]
    assert places == sorted(places)
    assert all(0 < letter.confidence <= 1 for letter in line.letters)


def test_a_page_is_read_with_words_in_their_places(engine, letter):
    layer = engine.recognise(letter.image)
    read = {layer.text[w.start : w.end]: w.box for w in layer.words}
    assert {"ambassador", "minister", "Valparaiso"} <= set(read)
    left, top, right, bottom = (v * 72 / 200 for v in letter.places["minister"])
    box = read["minister"]
    assert left - 8 < box.x0 < box.x1 < right + 8
    assert top - 8 < box.y0 < box.y1 < bottom + 8


def test_lines_are_found_once_each(engine, letter):
    assert len(engine.find_lines(letter.pixels)) == 6


def test_a_white_page_has_no_lines(engine):
    assert engine.find_lines(np.full((600, 500), 255, np.uint8)) == ()


LOOKING = """
import resource
from pathlib import Path
import numpy as np
from declass.ocr.rapid import Rapid

def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20

engine = Rapid(eight_bit=False)
engine.find_lines(np.full((64, 64), 255, np.uint8))  # the network itself stays
before = resident_mb()
for height in (3300, 4200, 2600):
    engine.find_lines(np.full((height, 2550), 255, np.uint8))
print(resident_mb() - before)
"""


@pytest.mark.usefixtures("engine")
def test_the_memory_of_a_page_is_given_back():
    said = subprocess.run([sys.executable, "-c", LOOKING], capture_output=True, text=True, check=True)
    assert float(said.stdout) < 150  # one page takes 350 MB while it is looked through


def test_a_box_without_area_has_no_letters(engine):
    assert engine.read_line(drawn("x"), (5, 5, 6, 60)).letters == ()


@pytest.mark.parametrize("accents", ["áéíóúüñ¿", "ãõâêôçà", "ÁÉÍÓÚÜÑ", "ÃÕÂÊÔÇÀ"])
def test_the_networks_know_the_accents_of_the_three_languages(engine, accents):
    signs = engine._reader[1]
    assert set(accents) <= set(signs)


def test_only_letters_of_records_are_ever_read(engine):
    assert set(engine._reader[1]) <= set(LETTERS) | {" "}


def test_runs_are_one_sign_and_blanks_part_them():
    steps = np.array([[0.1, 0.9, 0], [0.2, 0.7, 0.1], [0.9, 0.1, 0], [0, 0.8, 0.2], [0, 0.1, 0.9]])
    letters = _decoded(steps.astype(np.float32), "ab")
    assert "".join(letter.sign for letter in letters) == "aab"
    assert letters[0].confidence == pytest.approx(0.9)
    assert letters[1].second == "b"


def test_its_version_is_the_one_on_record(engine):
    assert engine.version.split("+")[0] == metadata.version("rapidocr")


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EngineError, match="not installed") as caught:
        Rapid()
    assert "declass[ocr2]" in caught.value.remedy


LOOK = """
import sys
import numpy as np
from declass.ocr.rapid import Rapid
engine = Rapid()
print("onnxruntime" in sys.modules)
engine.find_lines(np.full((64, 64), 255, np.uint8))
print("onnxruntime" in sys.modules)
"""


def test_the_runtime_is_loaded_with_the_first_network_and_tells_its_makers_nothing(tmp_path):
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    told = subprocess.run(
        [sys.executable, "-c", LOOK], env=kept | home, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["False", "True"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []  # it keeps its reports in the cache
