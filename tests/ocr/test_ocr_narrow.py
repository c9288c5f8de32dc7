"""A network cut down to some of its classes says the same of these as the whole one."""

import cv2
import numpy as np
import pytest

from declass.ocr.narrow import narrowed, notes_of
from declass.ocr.rapid import _READER, LETTERS, Rapid, _signed
from declass.ocr.wire import fields as _fields
from declass.ocr.wire import number as _number
from declass.ocr.wire import packed

CLASSES = 300


def _field(place, kind, content):
    return packed([(place, kind, content)])


def tensor(name, array):
    sides = b"".join(_field(1, 0, _number(side)) for side in array.shape)
    return sides + _field(2, 0, _number(1)) + _field(8, 2, name) + _field(9, 2, array.tobytes())


def parts_of(model, number):
    (graph,) = (content for n, _, content in _fields(model) if n == 7)
    return [bytes(content) for n, _, content in _fields(graph) if n == number]


@pytest.fixture(scope="module")
def weights():
    return np.random.default_rng(7).normal(size=(5, CLASSES)).astype("<f4")


@pytest.fixture(scope="module")
def model(weights):
    graph = b"".join(
        [
            _field(1, 2, b"a node"),
            _field(5, 2, tensor(b"last", weights)),
            _field(5, 2, tensor(b"first", weights.T.copy())),
            _field(12, 2, _field(1, 2, b"said") + _field(2, 2, b"its old shape")),
            _field(13, 2, b"a shape between"),
        ]
    )
    note = _field(1, 2, b"character") + _field(2, 2, "añ".encode())
    return _field(1, 0, _number(10)) + _field(7, 2, graph) + _field(14, 2, note)


def test_numbers_of_any_length_are_written_as_they_are_read():
    for value in (0, 1, 127, 128, 300, 2**35):
        ((number, kind, content),) = _fields(_field(3, 0, _number(value)))
        assert (number, kind, content) == (3, 0, _number(value))


def test_notes_of_the_makers_are_read(model):
    assert notes_of(model) == {"character": "añ"}


def test_only_the_last_layer_is_cut_and_in_the_order_asked_for(model, weights):
    cut = narrowed(model, CLASSES, [0, 299, 7])
    last, first = parts_of(cut, 5)
    kept = {number: content for number, _, content in _fields(last)}
    np.testing.assert_array_equal(np.frombuffer(kept[9], "<f4").reshape(5, 3), weights[:, [0, 299, 7]])
    assert [content for number, _, content in _fields(last) if number == 1] == [_number(5), _number(3)]
    assert first == parts_of(model, 5)[1]
    assert parts_of(cut, 1) == [b"a node"]


def test_the_old_shapes_are_forgotten(model):
    cut = narrowed(model, CLASSES, [0, 1])
    assert parts_of(cut, 13) == []
    (said,) = parts_of(cut, 12)
    assert b"said" in said
    assert b"old shape" not in said


def test_the_reader_says_of_its_letters_what_the_whole_network_says():
    pytest.importorskip("rapidocr")
    pytest.importorskip("onnxruntime")
    engine = Rapid(eight_bit=False)
    picture = np.full((48, 400), 255, np.uint8)
    cv2.putText(picture, "Cable 1407 SECRET", (8, 36), cv2.FONT_HERSHEY_DUPLEX, 1.1, 0, 2)
    seen = {"x": np.repeat(_signed(picture)[None, None], 3, axis=1)}
    model = (engine._models / _READER).read_bytes()
    known = notes_of(model)["character"].split("\n")
    file, signs = engine.untaught()
    whole = engine._session(model).run(None, seen)[0][0]
    cut = engine._session(file).run(None, seen)[0][0]
    assert set(signs) <= {*LETTERS, " "}
    columns = [0, *(known.index(sign) + 1 for sign in signs[:-1]), len(known) + 1]
    np.testing.assert_allclose(cut[:, : len(columns)], whole[:, columns], atol=0.02)
