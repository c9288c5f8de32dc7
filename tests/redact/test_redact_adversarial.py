"""Further ways words stay in a PDF unseen, each a file of its own: found once, and kept out of the text."""

import pytest

from adversarial_made import ADVERSARIAL, HARMLESS
from declass.model.reading import PageRead
from declass.read.options import Limits, ReadOptions
from declass.read.sandbox import Reader
from declass.redact.drawn import under_bars
from declass.redact.restrict import without
from read_made import write
from redacted_made import SECRET


@pytest.fixture(scope="module")
def reader():
    with Reader(Limits(seconds_per_document=20, pages=50, page_megapixels=10)) as made:
        yield made


@pytest.fixture
def looked(reader, tmp_path):
    def looked(content):
        path = write(tmp_path, "a.pdf", content)
        events = reader.read(path, "a.pdf", ReadOptions(images="never"))
        (read,) = [event for event in events if isinstance(event, PageRead)]
        return read.text, under_bars(0, read.drawing)

    return looked


@pytest.mark.parametrize("content", ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_the_words_are_found_once_and_stay_out_of_the_text(looked, content):
    text, (found,) = looked(content)
    assert found.withholding.text == SECRET
    assert found.withholding.probability >= 0.5
    assert "HARROW" not in without(text, found.spans).text


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_words_that_a_reader_has_before_them_are_not_reported(looked, content):
    _, found = looked(content)
    assert found == ()
