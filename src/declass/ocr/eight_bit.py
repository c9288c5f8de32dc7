"""A network's layers made to reckon in 8-bit numbers, as its file is loaded.

Layers between tensors whose range is known are replaced by those for whole numbers (QLinearConv of ONNX,
others of onnxruntime: its ContribOperators.md); the rest stay as they are. Numbers pass from one kind to the
other where a layer of the other kind asks for them. The ranges are measured by ``bench/ocr/eight_bit.py``.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from declass.ocr.wire import BYTES, VARINT, Field, Message, fields, number, packed, varint

# Numbers of fields, from onnx.proto: of ModelProto and its opset, GraphProto, NodeProto, AttributeProto and
# TensorProto.
_GRAPH, _OPSET, _OPSET_NAME, _OPSET_VERSION = 7, 8, 1, 2
_NODE, _TENSOR, _INPUT, _OUTPUT, _SHAPES = 1, 5, 11, 12, 13
_IN, _OUT, _OP, _ATTRIBUTE, _DOMAIN = 1, 2, 4, 5, 7
_NAME = 1  # of an attribute, an output
_SIDES, _KIND, _TENSOR_NAME, _DATA = 1, 2, 8, 9
_KINDS = {1: "<f4", 2: "u1", 3: "i1", 6: "<i4", 7: "<i8"}

_MAKERS = "com.microsoft"
_STANDARD = {"QuantizeLinear", "DequantizeLinear", "QLinearConv", "Resize", "MaxPool"}
_MOST = 2**30  # of a sum that something is added to
_OPSET_NUMBER = (
    12  # of the operators: the first whose pools take whole numbers; else the same as the files' own, 11
)

Ranges = Mapping[str, tuple[float, float]]
"""Lowest and highest value of tensors, by name."""

Array = NDArray[np.generic]

_TOP = 127  # of a weight; with 64, which no processor adds up wrongly, half as much again of the map changed

GATE = "~gate"
"""Behind a tensor's name: what x is multiplied with there, in 8 bits only where its range is told too."""

_GELU = 1.702
"""x · sigmoid(1.702 x) for x · Φ(x), .02 apart at most (Hendrycks and Gimpel 2016): less than most steps."""


@dataclass
class Node:
    """One step of a network.

    Attributes:
        attributes: name and content of each, as in the file.
    """

    op: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Message] = field(default_factory=dict)
    domain: str = ""

    @property
    def output(self) -> str:
        return self.outputs[0]

    def packed(self) -> bytes:
        texts = [(_IN, name) for name in self.inputs] + [(_OUT, name) for name in self.outputs]
        texts += [(_OP, self.op), (_DOMAIN, self.domain)]
        parts: list[Field] = [(place, BYTES, text.encode()) for place, text in texts]
        parts += [(_ATTRIBUTE, BYTES, content) for content in self.attributes.values()]
        return packed(parts)


@dataclass(frozen=True)
class Grid:
    """What whole numbers 0–255 stand for: scale · (number - zero)."""

    scale: float
    zero: int

    @classmethod
    def over(cls, low: float, high: float) -> "Grid":
        """The finest grid over a range, with nought on it: borders are filled with noughts."""
        low, high = min(low, 0.0), max(high, 0.0)
        scale = (high - low) / 255 or 1.0
        return cls(scale, round(-low / scale))


def ranges_of(name: str, weights: int) -> Ranges:
    """The ranges measured on these very weights; none where they are others, to be reckoned with as they are.

    Args:
        name: of the network's file.
        weights: their checksum.
    """
    table = _measured().get(name)
    return table["ranges"] if table and table["crc32"] == weights else {}


@cache
def _measured() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("eight_bit.json").read_text("utf-8")
    tables: dict[str, Any] = json.loads(text)
    return tables


def steps_of(model: Message) -> list[Node]:
    """The steps of a network in their order, without those that only give a name."""
    return _Rewriting(_graph_of(model), {}).steps


def candidates(model: Message) -> set[str]:
    """Tensors that would be in 8-bit numbers if the range of each were known."""
    rewriting = _Rewriting(_graph_of(model), {})
    rewriting.grids = _AnyGrid()
    rewriting.packed()
    return set(rewriting.eight - rewriting.weights)


def _graph_of(model: Message) -> Message:
    return next(content for place, _, content in fields(model) if place == _GRAPH)


class _AnyGrid(dict[str, Grid]):
    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Grid:
        return Grid(1.0, 0)


def in_eight_bits(model: Message, ranges: Ranges) -> bytes:
    """The network with the layers between these tensors in 8-bit numbers.

    Args:
        model: an ONNX file of opset 11 or 12.
        ranges: of what goes into and comes out of each layer that is to be changed.
    """
    parts: list[Field] = []
    for place, kind, content in fields(model):
        if place == _GRAPH:
            content = _Rewriting(content, ranges).packed()
        elif place == _OPSET:
            content = packed([(_OPSET_VERSION, VARINT, number(_OPSET_NUMBER))])
        parts.append((place, kind, content))
    theirs: list[Field] = [(_OPSET_NAME, BYTES, _MAKERS.encode()), (_OPSET_VERSION, VARINT, number(1))]
    parts.append((_OPSET, BYTES, packed(theirs)))
    return packed(parts)


PROBE_SUM = 64 * 255 * 127
"""What the probe says of a row of 64 times 255 where nothing is lost."""


def probe() -> bytes:
    """A network of one product, 64 × 127: on x86 processors without VNNI, sums of two end at 32,767.

    Source: onnxruntime, "Quantize ONNX models", on U8S8. Rows of 64 whole numbers (8 bits) go into ``x``.
    """
    product = Node("MatMulInteger", ["x", "weights"], ["sums"])
    graph: list[Field] = [
        (_NODE, BYTES, product.packed()),
        (_TENSOR, BYTES, _tensor("weights", np.full((64, 16), 127, "i1"))),
        (_INPUT, BYTES, _open_shape("x", "u1")),
        (_OUTPUT, BYTES, _open_shape("sums", "<i4")),
    ]
    opset: list[Field] = [(_OPSET_VERSION, VARINT, number(_OPSET_NUMBER))]
    version: Field = (1, VARINT, number(7))
    return packed([version, (_GRAPH, BYTES, packed(graph)), (_OPSET, BYTES, packed(opset))])


def _open_shape(name: str, code: str) -> bytes:
    """A ValueInfoProto: a name, and a tensor of this kind of numbers."""
    kind = packed([(1, VARINT, number(_kind(code)))])
    return packed([(1, BYTES, name.encode()), (2, BYTES, packed([(1, BYTES, kind)]))])


class _Rewriting:
    """A graph, step by step: what was read of it and what is written."""

    def __init__(self, graph: Message, ranges: Ranges) -> None:
        read = list(fields(graph))
        self._rest = [part for part in read if part[0] not in (_NODE, _TENSOR, _SHAPES)]
        tensors = [content for place, _, content in read if place == _TENSOR]
        self._tensors = {_name(content, _TENSOR_NAME): content for content in tensors}
        self.weights = frozenset(self._tensors)
        nodes = [_node(content) for place, _, content in read if place == _NODE]
        self._outputs = {_name(content) for place, _, content in read if place == _OUTPUT}
        self.steps = _without_identities(nodes, self._outputs)
        self.grids = {name: Grid.over(*reach) for name, reach in ranges.items()}
        self._users: defaultdict[str, list[Node]] = defaultdict(list)
        for node in self.steps:
            for name in node.inputs:
                self._users[name].append(node)
        self._done: set[int] = set()
        self.eight: set[str] = set()
        self._floats = {*self.weights, *(_name(content) for place, _, content in read if place == _INPUT)}
        self._new: list[Node] = []

    def packed(self) -> bytes:
        rules: dict[str, Callable[[Node], bool]] = {
            "Conv": self._conv,
            "Add": lambda node: self._joined(node, "QLinearAdd"),
            "Mul": lambda node: self._joined(node, "QLinearMul"),
            "Div": self._gelu,
            "Concat": self._concat,
            "Resize": self._moved,
            "MaxPool": self._moved,
            "ReduceMean": self._mean,
            "GlobalAveragePool": self._mean,
        }
        for node in self.steps:
            if id(node) in self._done:
                continue
            rule = rules.get(node.op)
            if rule is None or not rule(node):
                self._as_it_is(node)
        self._to_floats(sorted(self._outputs))
        used = {name for node in self._new for name in node.inputs}
        parts: list[Field] = [(_NODE, BYTES, node.packed()) for node in self._new]
        parts += [(_TENSOR, BYTES, content) for name, content in self._tensors.items() if name in used]
        return packed(parts + self._rest)

    def _as_it_is(self, node: Node) -> None:
        self._to_floats(node.inputs)
        self._new.append(node)
        self._floats.update(node.outputs)

    def _to_floats(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self.eight and name not in self._floats:
                self._floats.add(name)
                self._put("DequantizeLinear", self._whole(name), name)

    def _put(self, op: str, inputs: list[str], output: str, like: Node | None = None) -> None:
        domain = "" if op in _STANDARD else _MAKERS
        self._new.append(Node(op, inputs, [output], like.attributes if like else {}, domain))

    def _whole(self, name: str) -> list[str]:
        """Names of a tensor's whole numbers, made from its floats if need be, of their scale and zero."""
        if name not in self.eight:
            self.eight.add(name)
            self._put("QuantizeLinear", [name, *self._grid(name)], f"{name}~8")
        return [f"{name}~8", *self._grid(name)]

    def _grid(self, name: str) -> list[str]:
        grid = self.grids[name]
        scale, zero = np.array(grid.scale, "<f4"), np.array(grid.zero, "u1")
        return [self._constant(f"{name}~scale", scale), self._constant(f"{name}~zero", zero)]

    def _constant(self, name: str, array: Array) -> str:
        self._tensors[name] = _tensor(name, array)
        return name

    def _known(self, *names: str) -> bool:
        return all(name in self.grids for name in names)

    def _result(self, name: str) -> str:
        self.eight.add(name)
        return f"{name}~8"

    def _only_user(self, name: str, op: str) -> Node | None:
        users = self._users[name]
        return users[0] if len(users) == 1 and users[0].op == op else None

    def _conv(self, node: Node) -> bool:
        """A convolution with what is added to each channel; cutting off below nought is the grid's doing."""
        source, weights, *biases = node.inputs
        add = None if biases else self._only_user(node.output, "Add")
        biases += [name for name in add.inputs if name in self.weights] if add else []
        last = add if add and biases else node
        end = self._only_user(last.output, "Relu") or last
        if not self._known(source, end.output):
            return False
        self._done.update(id(each) for each in (last, end))
        whole, scales = _by_channel(_array(self._tensors[weights]))
        step = self.grids[source].scale * scales.astype(np.float64)
        inputs = [
            *self._whole(source),
            self._constant(f"{weights}~8", whole),
            self._constant(f"{weights}~scale", scales),
            self._constant(f"{weights}~zero", np.zeros(len(scales), "i1")),
            *self._grid(end.output),
        ]
        if biases:
            bias = np.rint(_array(self._tensors[biases[0]]).astype(np.float64).reshape(-1) / step)
            inputs.append(self._constant(f"{end.output}~bias", bias.clip(-_MOST, _MOST).astype("<i4")))
        self._put("QLinearConv", inputs, self._result(end.output), node)
        return True

    def _joined(self, node: Node, op: str) -> bool:
        if not self._known(*node.inputs, node.output) or self.weights.intersection(node.inputs):
            return False
        inputs = [part for name in node.inputs for part in self._whole(name)]
        self._put(op, inputs + self._grid(node.output), self._result(node.output))
        return True

    def _gelu(self, node: Node) -> bool:
        """x / sqrt 2, its error function, plus one, times x, halved."""
        source, chain = node.inputs[0], [node]
        for op in ("Erf", "Add", "Mul", "Mul"):
            user = self._only_user(chain[-1].output, op)
            if user is None:
                return False
            chain.append(user)
        end = chain[-1].output
        gate = end + GATE
        if source not in chain[3].inputs or not self._known(source, end, gate):
            return False
        self._done.update(map(id, chain))
        self.grids[f"{gate}~in"] = Grid(self.grids[source].scale * _GELU, self.grids[source].zero)
        whole = self._whole(source)
        inputs = [whole[0], *self._grid(f"{gate}~in"), *self._grid(gate)]
        self._put("QLinearSigmoid", inputs, self._result(gate))
        inputs = [*whole, *self._whole(gate), *self._grid(end)]
        self._put("QLinearMul", inputs, self._result(end))
        return True

    def _concat(self, node: Node) -> bool:
        if not self._known(*node.inputs, node.output):
            return False
        inputs = self._grid(node.output) + [part for name in node.inputs for part in self._whole(name)]
        self._put("QLinearConcat", inputs, self._result(node.output), node)
        return True

    def _moved(self, node: Node) -> bool:
        """Numbers that only change places keep their grid."""
        if not self._known(node.inputs[0], node.output):
            return False
        self.grids[node.output] = self.grids[node.inputs[0]]
        whole = self._whole(node.inputs[0])
        self._put(node.op, [whole[0], *node.inputs[1:]], self._result(node.output), node)
        return True

    def _mean(self, node: Node) -> bool:
        """The mean of each channel over the whole picture."""
        if not self._known(node.inputs[0], node.output):
            return False
        inputs = [*self._whole(node.inputs[0]), *self._grid(node.output)]
        self._put("QLinearGlobalAveragePool", inputs, self._result(node.output))
        return True


def _by_channel(weights: Array) -> tuple[Array, NDArray[np.float32]]:
    """Weights as -127–127 and the scale of each output channel."""
    flat = weights.reshape(len(weights), -1).astype(np.float32)
    scales = np.maximum(np.abs(flat).max(1), 1e-8) / np.float32(_TOP)
    return np.rint(flat / scales[:, None]).astype("i1").reshape(weights.shape), scales


def _without_identities(nodes: Iterable[Node], outputs: set[str]) -> list[Node]:
    same: dict[str, str] = {}
    kept = []
    for node in nodes:
        node.inputs = [same.get(name, name) for name in node.inputs]
        if node.op == "Identity" and node.output not in outputs:
            same[node.output] = node.inputs[0]
        else:
            kept.append(node)
    return kept


def _node(content: Message) -> Node:
    node = Node("", [], [])
    for place, _, part in fields(content):
        if place == _ATTRIBUTE:
            node.attributes[_name(part)] = part
        elif place in (_IN, _OUT):
            (node.inputs if place == _IN else node.outputs).append(str(part, "utf-8"))
        elif place == _OP:
            node.op = str(part, "utf-8")
        elif place == _DOMAIN:
            node.domain = str(part, "utf-8")
    return node


def _name(message: Message, place: int = _NAME) -> str:
    return next(str(content, "utf-8") for number, _, content in fields(message) if number == place)


def _array(tensor: Message) -> Array:
    sides, kind, data = [], 1, memoryview(b"")
    for place, _, part in fields(tensor):
        if place == _SIDES:
            sides.append(varint(part, 0)[0])
        elif place == _KIND:
            kind = varint(part, 0)[0]
        elif place == _DATA:
            data = memoryview(part)
    return np.frombuffer(data, _KINDS[kind]).reshape(sides)


def _tensor(name: str, array: Array) -> bytes:
    parts: list[Field] = [(_SIDES, VARINT, number(side)) for side in array.shape]
    parts += [(_KIND, VARINT, number(_kind(array.dtype))), (_TENSOR_NAME, BYTES, name.encode())]
    return packed([*parts, (_DATA, BYTES, array.tobytes())])


def _kind(dtype: DTypeLike) -> int:
    return next(kind for kind, code in _KINDS.items() if np.dtype(code) == np.dtype(dtype))
