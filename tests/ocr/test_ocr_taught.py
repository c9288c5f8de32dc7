"""What the reader was taught comes with declass, belongs to one network, and reads worn type better."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from declass.ocr.rapid import _READER, Rapid
from declass.ocr.taught import CHANGES, added, are_for, kept_in_bytes, learnt
from declass.ocr.wire import fields

NETWORK = b"a network"


@pytest.fixture(scope="module")
def engine():
    pytest.importorskip("rapidocr")
    pytest.importorskip("onnxruntime")
    return Rapid()


@pytest.fixture
def kept(tmp_path):
    rng = np.random.default_rng(3)
    changes = {
        "one": rng.normal(0, 0.01, (4, 3, 1, 1)).astype(np.float32),
        "two": rng.normal(0, 2.0, (50,)).astype(np.float32),
        "none": np.zeros((2, 2), np.float32),
    }
    path = tmp_path / "changes.npz"
    np.savez_compressed(path, **kept_in_bytes(changes, NETWORK))
    return path, changes


def test_changes_are_kept_in_a_byte_each_and_come_back_nearly_as_they_were(kept):
    path, changes = kept
    found = learnt(path)
    assert list(found) == list(changes)
    for name, change in changes.items():
        assert found[name].shape == change.shape
        np.testing.assert_allclose(found[name], change, atol=change.std() / 10)


def test_changes_belong_to_the_network_they_were_learnt_from(kept):
    path, _ = kept
    assert are_for(NETWORK, path)
    assert not are_for(b"the next version", path)


def test_the_changes_that_come_with_declass_are_of_the_network_installed(engine):
    assert are_for(engine._model(_READER))
    assert "+taught" in engine.version
    changes = learnt()
    assert len(changes) > 100
    assert all(np.isfinite(change).all() and np.abs(change).max() < 3 for change in changes.values())
    assert CHANGES.stat().st_size < 4_000_000


def test_changes_are_added_to_the_weights_named_and_to_no_others(engine):
    file, _ = engine.untaught()
    names = list(learnt())
    one = names[0]
    change = np.full_like(learnt()[one], 0.5)
    before, after = (weights_of(model) for model in (file, added(file, {one: change})))
    assert list(before) == list(after)
    assert {name for name in before if not np.array_equal(before[name], after[name])} == {one}
    np.testing.assert_array_equal(after[one], before[one] + np.float32(0.5))


def test_a_change_of_another_shape_is_refused(engine):
    file, _ = engine.untaught()
    with pytest.raises(ValueError, match="shape"):
        added(file, {next(iter(learnt())): np.zeros((2, 2), np.float32)})


def weights_of(model):
    (graph,) = (part for place, _, part in fields(model) if place == 7)
    tensors = [
        dict((n, bytes(c)) for n, _, c in fields(part)) for place, _, part in fields(graph) if place == 5
    ]
    return {t[8].decode(): np.frombuffer(t[9], "<f4") for t in tensors if t.get(2) == b"\x01" and 9 in t}


def copied(text):
    """A line of type copied until the eyes of its letters fill."""
    font = ImageFont.load_default(44)
    image = Image.new("L", (int(font.getlength(text)) + 40, 76), 255)
    ImageDraw.Draw(image).text((20, 8), text, font=font, fill=0)
    noise = np.random.default_rng(5).normal(0, 60, (76, image.width))
    worn = cv2.GaussianBlur(np.asarray(image, np.float32), (0, 0), 3.4) + cv2.GaussianBlur(noise, (0, 0), 1.5)
    return np.where(worn < 205, 0, 255).astype(np.uint8)


WORN = (
    "THE AGENT OF BUREAU 7 LEFT FOR VALDORIA",
    "Report No. 4417 of 12 March 1961",
    "el embajador no fue recibido ayer",
    "SECRET EYES ONLY CABLE 3380",
    "Source: a clerk of the harbour office",
)


def wrong(engine):
    lines = [(text, copied(text)) for text in WORN]
    return sum(
        Levenshtein.distance(text, engine.read_line(page, (0, 0, *page.shape[::-1])).text)
        for text, page in lines
    )


def test_worn_type_is_read_with_fewer_errors_than_by_the_network_as_it_came(engine):
    file, signs = engine.untaught()
    as_it_came = Rapid()
    as_it_came.__dict__["_reader"] = (as_it_came._session(file), signs)
    assert 0 < wrong(engine) < 0.9 * wrong(as_it_came)
