"""Pages in another language or the wrong way up are read again, and only those."""

import unicodedata

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from declass.model.anchor import Box
from declass.model.page import PageImage, PageText, Word
from declass.ocr import read_page
from declass.ocr.estimate import expected_error, expected_error_of_page, unread_share
from declass.ocr.tesseract import Tesseract, installed_languages

ENGLISH = "The ambassador called on the minister this morning and asked about the prisoners."
SPANISH = "El embajador visitó esta mañana al ministro y le preguntó por los presos detenidos."
SPANISH_AS_ENGLISH = "El embajador visito esta mafiana al ministro y le pregunt6 por los presos detenidos."

SPANISH_LINES = [
    "El embajador visitó esta mañana al ministro de",
    "relaciones exteriores y le preguntó qué pensaba",
    "hacer el gobierno con los niños y los mineros.",
]


class Scripted:
    """An engine that answers from a script: languages asked for → text and confidence."""

    name, version = "scripted", "1"

    def __init__(self, answers, installed=("en", "es")):
        self.answers, self.installed, self.asked = answers, installed, []

    def installed_languages(self):
        return self.installed

    def recognise(self, image, languages):
        self.asked.append(tuple(languages))
        text, confidence = self.answers[tuple(languages)]
        return PageText(text, "ocr", "scripted", "1", f"lang={'+'.join(languages)}", confidence=confidence)


@pytest.fixture
def image():
    return PageImage(8, 8, 72, b"\xff" * 64, (1, 0, 0, 1, 0, 0))


def test_an_english_page_is_read_once(image):
    engine = Scripted({("en",): (ENGLISH, 0.9)})
    assert read_page(image, engine).language == "en"
    assert engine.asked == [("en",)]


def test_a_spanish_page_is_read_again_in_spanish(image):
    engine = Scripted({("en",): (SPANISH_AS_ENGLISH, 0.8), ("es", "en"): (SPANISH, 0.95)})
    layer = read_page(image, engine)
    assert (layer.text, layer.language) == (SPANISH, "es")
    assert layer.parameters == "lang=es+en reread=es:better"


def test_the_first_reading_stays_if_the_second_is_worse(image):
    engine = Scripted({("en",): (SPANISH, 0.9), ("es", "en"): ("~ | ^ ; :", 0.2)})
    layer = read_page(image, engine)
    assert layer.text == SPANISH
    assert layer.parameters == "lang=en reread=es:worse"


def test_a_language_that_is_not_installed_is_not_asked_for(image):
    engine = Scripted({("en",): (SPANISH, 0.9)}, installed=("en",))
    assert read_page(image, engine).language == "es"
    assert engine.asked == [("en",)]


def test_a_language_already_asked_for_is_not_asked_twice(image):
    engine = Scripted({("es-CL", "en"): (SPANISH, 0.9)})
    read_page(image, engine, ("es-CL", "en"))
    assert len(engine.asked) == 1


def test_a_doubtful_page_of_an_engine_without_orientation_stays(image):
    engine = Scripted({("en",): (ENGLISH, 0.2)})
    assert read_page(image, engine).text == ENGLISH
    assert len(engine.asked) == 1


class Turning(Scripted):
    """Reads doubtfully at first and something else once the page was turned."""

    def __init__(self, first, second):
        super().__init__({})
        self.readings = [first, second]

    def quarter_turns(self, image):
        return 2

    def recognise(self, image, languages):
        self.answers[tuple(languages)] = self.readings.pop(0)
        return super().recognise(image, languages)


def test_a_turned_page_that_reads_better_is_kept(image):
    layer = read_page(image, Turning(("eqL Jopessequie", 0.3), (ENGLISH, 0.9)))
    assert layer.text == ENGLISH
    assert "turned=180" in layer.parameters


def test_a_turned_page_with_a_few_sure_words_is_not_kept(image):
    layer = read_page(image, Turning((ENGLISH, 0.4), ("of", 0.95)))
    assert layer.text == ENGLISH
    assert "turned" not in layer.parameters


@pytest.mark.parametrize(
    ("doubtful", "low", "high"), [(0, 0.0, 0.005), (10, 0.01, 0.05), (50, 0.15, 0.25), (100, 0.5, 0.6)]
)
def test_more_doubtful_words_mean_more_expected_error(doubtful, low, high):
    assert low <= expected_error([0.6] * doubtful + [0.95] * (100 - doubtful)) <= high


def test_ink_that_nobody_read_counts_as_wrong():
    sure = [0.95] * 100
    assert expected_error(sure, 0.5) == pytest.approx(0.5, abs=0.01)
    assert expected_error([], 0.9) == 0.9
    assert expected_error(sure, unread_share(300, 100)) == pytest.approx(0.23, abs=0.01)
    assert unread_share(1000, 25) == 0.0  # a stamp


@pytest.mark.parametrize(
    ("confidences", "unread", "known"),
    [
        ([0.99], 0.0, False),
        ([0.99, 0.97], 0.0, False),
        ([0.99] * 3, 0.0, True),
        ([0.4], 0.0, True),
        ([0.99], 0.4, True),
        ([], 0.4, True),
        ([], 0.0, False),
    ],
    ids=["a number", "two words", "a line", "doubtful", "much unread", "nothing read", "empty"],
)
def test_a_few_sure_words_do_not_tell_how_well_a_page_was_read(confidences, unread, known):
    words = [Word(n, n + 1, Box(0, 0, 1, 1), one) for n, one in enumerate(confidences)]
    assert (expected_error_of_page(words, unread) is not None) == known


def test_expected_error_is_a_share_or_unknown():
    assert expected_error(None) is None
    assert expected_error([]) is None
    assert expected_error([1.0]) < 0.001
    assert expected_error([0.0]) == 1.0


def write(pen, x, y, line, font):
    """The built-in font has no accents, so they are drawn over the letters."""
    for letter in line:
        base, *marks = unicodedata.normalize("NFD", letter)
        pen.text((x, y), base, font=font, fill=0)
        wide, top = pen.textlength(base, font=font), y + font.size * 0.2
        if marks == ["\u0301"]:
            pen.line((x + 0.4 * wide, top + 5, x + 0.7 * wide, top - 5), fill=0, width=5)
        elif marks == ["\u0303"]:
            pen.text((x + 0.1 * wide, y - font.size * 0.3), "~", font=font, fill=0)
        x += wide


def test_a_spanish_page_keeps_its_accents(tmp_path):
    if "es" not in installed_languages():
        pytest.skip("tesseract-ocr-spa is not installed")
    picture = Image.new("L", (1700, 500), 255)
    font = ImageFont.load_default(46)
    for number, line in enumerate(SPANISH_LINES):
        write(ImageDraw.Draw(picture), 90, 80 + 90 * number, line, font)
    image = PageImage(1700, 500, 300, np.asarray(picture).tobytes(), (0.24, 0, 0, 0.24, 0, 0))
    layer = read_page(image, Tesseract(cache=tmp_path))
    assert "lang=spa+eng" in layer.parameters
    assert "reread=es:better" in layer.parameters
    assert "mañana" in layer.text
    assert layer.language == "es"
