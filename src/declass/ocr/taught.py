"""What the second engine's reader was taught about worn type: how its weights were changed.

The changes were learnt on made-up lines of type by `bench/ocr/teach.py`. They are kept apart from the
network, which comes with its own package, and are added to it as it is loaded.
"""

from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from declass.ocr.wire import BYTES, Field, Message, fields, packed, varint

CHANGES = Path(__file__).with_name("worn_type.npz")

_GRAPH, _TENSOR, _SIDES, _NAME, _DATA = 7, 5, 1, 8, 9
"""Numbers of fields, from onnx.proto: of ModelProto, GraphProto, TensorProto."""

_FINE = 6  # steps of a byte to one standard deviation of a weight's changes
_FARTHEST = 127  # steps

Changes = Mapping[str, NDArray[np.float32]]


def are_for(model: Message, path: Path = CHANGES) -> bool:
    """Whether the changes were learnt from this network; another is better read with as it comes."""
    with np.load(path) as kept:
        return int(kept["network"]) == crc32(model)


def learnt(path: Path = CHANGES) -> Changes:
    """By how much each weight changes, by its name."""
    with np.load(path) as kept:
        flat = kept["steps"].astype(np.float32)
        found: dict[str, NDArray[np.float32]] = {}
        start = 0
        sides = iter(kept["sides"].tolist())
        for name, rank, step in zip(kept["names"], kept["ranks"], kept["step"], strict=True):
            shape = tuple(next(sides) for _ in range(rank))
            end = start + int(np.prod(shape))
            found[str(name)] = (flat[start:end] * step).reshape(shape)
            start = end
    return found


def added(model: Message, changes: Changes) -> bytes:
    """A network with its weights changed.

    Args:
        model: an ONNX file, its weights in it as floats.

    Raises:
        ValueError: a weight has another shape than its change.
    """
    return packed(
        (n, kind, _changed(part, changes) if n == _GRAPH else part) for n, kind, part in fields(model)
    )


def _changed(graph: Message, changes: Changes) -> bytes:
    return packed(
        (n, kind, _added_to(part, changes) if n == _TENSOR else part) for n, kind, part in fields(graph)
    )


def _added_to(tensor: Message, changes: Changes) -> Message:
    parts = list(fields(tensor))
    change = changes.get(next((str(part, "utf-8") for place, _, part in parts if place == _NAME), ""))
    if change is None:
        return tensor
    sides = tuple(varint(part, 0)[0] for place, _, part in parts if place == _SIDES)
    if sides != change.shape:
        raise ValueError(f"a weight of shape {sides} cannot be changed by {change.shape}")
    (data,) = (part for place, _, part in parts if place == _DATA)
    new = np.frombuffer(data, dtype="<f4").reshape(sides) + change
    kept: list[Field] = [part for part in parts if part[0] != _DATA]
    return packed([*kept, (_DATA, BYTES, new.astype("<f4").tobytes())])


def kept_in_bytes(changes: Changes, model: Message) -> dict[str, NDArray[np.generic]]:
    """Changes in one byte a weight, as ``learnt`` reads them from a file of numpy's.

    Args:
        model: the network they were learnt from, the whole file of its package.
    """
    step = {
        name: max(float(np.abs(change).max()) / _FARTHEST, float(change.std()) / _FINE, 1e-12)
        for name, change in changes.items()
    }
    steps = [np.rint(change / step[name]).astype(np.int8).ravel() for name, change in changes.items()]
    return {
        "network": np.array(crc32(model), dtype=np.uint32),
        "names": np.array(list(changes)),
        "ranks": np.array([change.ndim for change in changes.values()], dtype=np.uint8),
        "sides": np.array([side for change in changes.values() for side in change.shape], dtype=np.uint32),
        "step": np.array([step[name] for name in changes], dtype=np.float32),
        "steps": np.concatenate(steps),
    }
