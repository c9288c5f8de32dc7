"""A network in 8-bit numbers says nearly what it says in full, and only of the weights it was measured on."""

import json
import zlib
from importlib import metadata

import numpy as np
import pytest

from declass.ocr import eight_bit
from declass.ocr.eight_bit import (
    GATE,
    PROBE_SUM,
    Grid,
    Node,
    candidates,
    in_eight_bits,
    probe,
    ranges_of,
    steps_of,
)
from declass.ocr.rapid import _FINDER, _READER, Rapid
from declass.ocr.wire import fields, number, packed

pytest.importorskip("rapidocr")
pytest.importorskip("onnxruntime")

PAIR = b"\x08\x02\x08\x02"


def attribute(name, *whole):
    """Of a node: one or more whole numbers, the one with its own field."""
    one = packed([(3, 0, number(whole[0]))])
    several = packed([(8, 0, number(value)) for value in whole])
    kind = packed([(20, 0, number(7 if len(whole) > 1 else 2))])
    return name, packed([(1, 2, name.encode())]) + (several if len(whole) > 1 else one) + kind


def network(*nodes, outputs=("y",), **weights):
    """An ONNX file of opset 11 with one input ``x``; weights as floats."""
    graph = [(1, 2, node.packed()) for node in nodes]
    graph += [(5, 2, eight_bit._tensor(name, array)) for name, array in weights.items()]
    graph += [(11, 2, eight_bit._open_shape("x", "<f4"))]
    graph += [(12, 2, eight_bit._open_shape(name, "<f4")) for name in outputs]
    opset = packed([(2, 0, number(11))])
    return packed([(1, 0, number(7)), (7, 2, packed(graph)), (8, 2, opset)])


@pytest.fixture(scope="module")
def engine():
    return Rapid()


@pytest.fixture(scope="module")
def picture():
    return np.random.default_rng(3).normal(0, 1, (1, 4, 8, 6)).astype("<f4").clip(-3, 3)


def drawn(*shape, seed=5):
    return np.random.default_rng(seed).normal(0, 0.4, shape).astype("<f4")


CONV = Node("Conv", ["x", "w"], ["c"])
RESIZED = dict(
    [
        ("mode", packed([(1, 2, b"mode"), (4, 2, b"nearest"), (20, 0, number(3))])),
        ("nearest_mode", packed([(1, 2, b"nearest_mode"), (4, 2, b"floor"), (20, 0, number(3))])),
        (
            "coordinate_transformation_mode",
            packed([(1, 2, b"coordinate_transformation_mode"), (4, 2, b"asymmetric"), (20, 0, number(3))]),
        ),
    ]
)
NETWORKS = {
    "a convolution": network(Node("Conv", ["x", "w"], ["y"]), w=drawn(5, 4, 3, 3)),
    "with its bias": network(Node("Conv", ["x", "w", "b"], ["y"]), w=drawn(5, 4, 3, 3), b=drawn(5)),
    "with a bias added": network(
        CONV, Node("Add", ["c", "b"], ["y"]), w=drawn(5, 4, 3, 3), b=drawn(1, 5, 1, 1)
    ),
    "cut off below nought": network(
        CONV,
        Node("Add", ["c", "b"], ["d"]),
        Node("Relu", ["d"], ["y"]),
        w=drawn(5, 4, 3, 3),
        b=drawn(1, 5, 1, 1),
    ),
    "each channel by itself": network(
        Node("Conv", ["x", "w"], ["y"], dict([attribute("group", 4)])), w=drawn(4, 1, 3, 3)
    ),
    "two added": network(CONV, Node("Add", ["x", "c"], ["y"]), w=drawn(4, 4, 1, 1)),
    "a gate": network(
        CONV,
        Node("ReduceMean", ["c"], ["m"], dict([attribute("axes", 2, 3)])),
        Node("Mul", ["c", "m"], ["y"]),
        w=drawn(4, 4, 1, 1),
    ),
    "one behind the other": network(
        CONV, Node("Concat", ["x", "c"], ["y"], dict([attribute("axis", 1)])), w=drawn(4, 4, 1, 1)
    ),
    "the largest of four": network(
        CONV, Node("MaxPool", ["c"], ["y"], dict([attribute("kernel_shape", 2, 2)])), w=drawn(4, 4, 1, 1)
    ),
    "twice as large": network(
        CONV,
        Node("Resize", ["c", "roi", "by"], ["y"], RESIZED),
        w=drawn(4, 4, 1, 1),
        roi=np.array([], "<f4"),
        by=np.array([1, 1, 2, 2], "<f4"),
    ),
    "a soft step": network(
        CONV,
        Node("Div", ["c", "root"], ["d"]),
        Node("Erf", ["d"], ["e"]),
        Node("Add", ["e", "one"], ["f"]),
        Node("Mul", ["c", "f"], ["g"]),
        Node("Mul", ["g", "half"], ["y"]),
        w=drawn(4, 4, 1, 1),
        root=np.array(2**0.5, "<f4"),
        one=np.array(1, "<f4"),
        half=np.array(0.5, "<f4"),
    ),
    "behind another name": network(
        Node("Identity", ["w"], ["v"]),
        Node("Conv", ["x", "v"], ["c"]),
        Node("Identity", ["c"], ["d"]),
        Node("Add", ["d", "x"], ["y"]),
        w=drawn(4, 4, 1, 1),
    ),
}


@pytest.mark.parametrize("model", NETWORKS.values(), ids=NETWORKS)
def test_each_kind_of_layer_says_nearly_what_it_says_in_full(engine, picture, model):
    whole = engine._session(model).run(None, {"x": picture})[0]
    names = candidates(model)
    reach = dict.fromkeys(names, (-3.0, 3.0)) | {"y": (float(whole.min()), float(whole.max()))}
    if "Relu" in {step.op for step in steps_of(model)}:
        reach["y"] = (0.0, float(whole.max()))
    reach |= {name: (0.0, 1.0) for name in names if name.endswith(GATE)}
    changed = in_eight_bits(model, reach)
    assert "y" in names
    assert {"Conv", "Relu", "Erf"}.isdisjoint(step.op for step in steps_of(changed))
    rounded = engine._session(changed).run(None, {"x": picture})[0]
    assert rounded.shape == whole.shape
    np.testing.assert_allclose(rounded, whole, atol=0.03 * np.ptp(whole) + 0.03)


def test_a_soft_step_stays_exact_where_its_gate_has_no_range(engine, picture):
    model = NETWORKS["a soft step"]
    reach = {name: (-3.0, 3.0) for name in candidates(model) if not name.endswith(GATE)}
    assert "Erf" in {step.op for step in steps_of(in_eight_bits(model, reach))}


def test_layers_whose_range_is_not_known_stay_as_they_are(engine, picture):
    model = NETWORKS["two added"]
    changed = in_eight_bits(model, {"x": (-3.0, 3.0), "c": (-3.0, 3.0)})
    assert [step.op for step in steps_of(changed)] == [
        "QuantizeLinear",
        "QLinearConv",
        "DequantizeLinear",
        "Add",
    ]
    same = engine._session(in_eight_bits(model, {})).run(None, {"x": picture})[0]
    np.testing.assert_array_equal(same, engine._session(model).run(None, {"x": picture})[0])


def test_nought_stands_on_the_grid_and_both_ends_near_it():
    for low, high in ((-1.0, 3.0), (0.5, 2.0), (-4.0, -1.0), (0.0, 0.0)):
        grid = Grid.over(low, high)
        assert 0 <= grid.zero <= 255
        assert grid.scale * (255 - grid.zero) >= high - grid.scale
        assert -grid.scale * grid.zero <= low + grid.scale


def test_ranges_of_other_weights_are_not_used(engine):
    weights = engine.weights(_FINDER)
    assert ranges_of(_FINDER, weights)
    assert ranges_of(_FINDER, weights ^ 1) == {}
    assert ranges_of("another.onnx", weights) == {}


def test_what_the_reader_was_taught_belongs_to_its_weights(engine):
    assert engine.weights(_READER) != zlib.crc32(engine._model(_READER))
    assert engine.weights(_FINDER) == zlib.crc32(engine._model(_FINDER))


def test_every_measured_range_is_of_a_tensor_of_its_network(engine):
    for name, table in json.loads(
        eight_bit.resources.files("declass.ocr").joinpath("eight_bit.json").read_text()
    ).items():
        model = engine._model(name)
        assert table["crc32"] == engine.weights(name)
        assert set(table["ranges"]) <= candidates(model)
        assert all(low < high for low, high in table["ranges"].values())


def test_a_page_has_the_same_lines_in_eight_bits_as_in_full(engine, letter):
    full = Rapid(eight_bit=False)
    lines, in_full = (sorted(each.find_lines(letter.pixels), key=lambda b: b[1]) for each in (engine, full))
    assert len(lines) == len(in_full) == 6
    np.testing.assert_allclose(lines, in_full, atol=6)


def test_the_version_says_which_networks_reckon_in_eight_bits(engine):
    package = metadata.version("rapidocr")
    assert engine.version.startswith(f"{package}+taught.8bit.finder")
    assert Rapid(eight_bit=False).version == f"{package}+taught"


def test_the_probe_adds_up_in_full_or_the_slower_way_is_taken(engine, monkeypatch):
    asked = []

    class Session:
        def run(self, *_):
            return [np.full((8, 16), 32 * 32_767)]

    def session(_self, model, settings=None):
        asked.append(settings)
        return Session()

    assert sum(255 * 127 for _ in range(64)) == PROBE_SUM
    rows = np.full((8, 64), 255, np.uint8)
    exact = engine._runtime.SessionOptions()
    exact.add_session_config_entry("session.x64quantprecision", "1")
    slow = engine._runtime.InferenceSession(probe(), exact, providers=["CPUExecutionProvider"])
    assert (slow.run(None, {"x": rows})[0] == PROBE_SUM).all()
    monkeypatch.setattr(Rapid, "_session", session)
    lossy = Rapid()
    assert lossy._finder is not None
    assert asked == [None, {"session.x64quantprecision": "1"}]


def test_the_envelope_is_written_as_it_is_read():
    model = NETWORKS["a gate"]
    assert packed(fields(model)) == model
