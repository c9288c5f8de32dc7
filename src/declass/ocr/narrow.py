"""A network told to give fewer classes: the last layer of an ONNX file cut down before it is loaded."""

from collections.abc import Sequence

import numpy as np

from declass.ocr.wire import BYTES, VARINT, Field, Message, fields, head, number, packed, varint

# Numbers of fields, from onnx.proto: of ModelProto, GraphProto, TensorProto, ValueInfoProto, TypeProto.
_GRAPH, _NOTES = 7, 14
_TENSOR, _OUTPUT, _SHAPES = 5, 12, 13
_SIDES, _DATA = 1, 9
_NAME, _KEY, _VALUE = 1, 1, 2
_FLOATS = b"\x12\x04\x0a\x02\x08\x01"  # ValueInfoProto.type: a tensor of floats, its shape open


def notes_of(model: Message) -> dict[str, str]:
    """What the network's makers wrote into the file, by name."""
    notes = (
        {place: str(content, "utf-8") for place, _, content in fields(entry)}
        for place, _, entry in fields(model)
        if place == _NOTES
    )
    return {note[_KEY]: note.get(_VALUE, "") for note in notes}


def narrowed(model: Message, classes: int, kept: Sequence[int]) -> bytes:
    """The network with only these of its classes, in this order.

    Args:
        model: an ONNX file, its weights in it as floats.
        classes: how many it has; each tensor whose last side is as long has one column for each.

    Returns:
        The file; what stands after the last layer (a softmax, say) then sees the kept classes alone.
    """
    parts: list[Message] = []
    for place, kind, content in fields(model):
        new = _narrowed_graph(content, classes, kept) if place == _GRAPH else [content]
        parts += [head(place, kind, sum(map(len, new))), *new]
    return b"".join(parts)


def _narrowed_graph(graph: Message, classes: int, kept: Sequence[int]) -> list[Message]:
    """The graph's bytes in pieces, to be joined once."""
    parts: list[Message] = []
    for place, kind, content in fields(graph):
        if place == _SHAPES:  # of what lies between; they are worked out again
            continue
        if place == _TENSOR:
            content = _narrowed_tensor(content, classes, kept)
        elif place == _OUTPUT:
            content = packed(part for part in fields(content) if part[0] == _NAME) + _FLOATS
        parts += [head(place, kind, len(content)), content]
    return parts


def _narrowed_tensor(tensor: Message, classes: int, kept: Sequence[int]) -> Message:
    parts = list(fields(tensor))
    sides = [varint(content, 0)[0] for place, _, content in parts if place == _SIDES]
    if not sides or sides[-1] != classes:
        return tensor
    (data,) = (content for place, _, content in parts if place == _DATA)
    columns = np.frombuffer(data, dtype="<f4").reshape(-1, classes)[:, list(kept)]
    new: list[Field] = [
        *((_SIDES, VARINT, number(side)) for side in (*sides[:-1], len(kept))),
        *(part for part in parts if part[0] not in (_SIDES, _DATA)),
        (_DATA, BYTES, np.ascontiguousarray(columns).tobytes()),
    ]
    return packed(new)
