"""A network told to give fewer classes: the last layer of an ONNX file cut down before it is loaded.

Only the envelope of the file is read here (protocol buffers: numbered fields, most of them a length and
bytes), so that no library for making networks is needed to leave something out of one.
"""

from collections.abc import Iterator, Sequence

import numpy as np

# Numbers of fields, from onnx.proto: of ModelProto, GraphProto, TensorProto, ValueInfoProto, TypeProto.
_GRAPH, _NOTES = 7, 14
_TENSOR, _OUTPUT, _SHAPES = 5, 12, 13
_SIDES, _DATA = 1, 9
_NAME, _KEY, _VALUE = 1, 1, 2
_VARINT, _BYTES = 0, 2  # kinds of fields
_FLOATS = b"\x12\x04\x0a\x02\x08\x01"  # ValueInfoProto.type: a tensor of floats, its shape open

Message = bytes | memoryview
"""Of a file of 20 MB only views are cut: copies of copies took as long as loading the network."""

Field = tuple[int, int, Message]
"""Number, kind and content."""


def notes_of(model: Message) -> dict[str, str]:
    """What the network's makers wrote into the file, by name."""
    notes = (
        {number: str(content, "utf-8") for number, _, content in _fields(entry)}
        for number, _, entry in _fields(model)
        if number == _NOTES
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
    for number, kind, content in _fields(model):
        new = _narrowed_graph(content, classes, kept) if number == _GRAPH else [content]
        parts += [_head(number, kind, sum(map(len, new))), *new]
    return b"".join(parts)


def _narrowed_graph(graph: Message, classes: int, kept: Sequence[int]) -> list[Message]:
    """The graph's bytes in pieces, to be joined once."""
    parts: list[Message] = []
    for number, kind, content in _fields(graph):
        if number == _SHAPES:  # of what lies between; they are worked out again
            continue
        if number == _TENSOR:
            content = _narrowed_tensor(content, classes, kept)
        elif number == _OUTPUT:
            content = b"".join(_field(*part) for part in _fields(content) if part[0] == _NAME) + _FLOATS
        parts += [_head(number, kind, len(content)), content]
    return parts


def _narrowed_tensor(tensor: Message, classes: int, kept: Sequence[int]) -> Message:
    fields = list(_fields(tensor))
    sides = [_varint(content, 0)[0] for number, _, content in fields if number == _SIDES]
    if not sides or sides[-1] != classes:
        return tensor
    (data,) = (content for number, _, content in fields if number == _DATA)
    columns = np.frombuffer(data, dtype="<f4").reshape(-1, classes)[:, list(kept)]
    new = [
        *((_SIDES, _VARINT, _number(side)) for side in (*sides[:-1], len(kept))),
        *(field for field in fields if field[0] not in (_SIDES, _DATA)),
        (_DATA, _BYTES, np.ascontiguousarray(columns).tobytes()),
    ]
    return b"".join(_field(*field) for field in new)


def _fields(message: Message) -> Iterator[Field]:
    message, at = memoryview(message), 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind, start = tag & 7, at
        if kind == _BYTES:
            size, start = _varint(message, at)
            at = start + size
        elif kind == _VARINT:
            _, at = _varint(message, at)
        else:
            at += {1: 8, 5: 4}[kind]
        yield tag >> 3, kind, message[start:at]


def _field(number: int, kind: int, content: Message) -> bytes:
    return b"".join((_head(number, kind, len(content)), content))


def _head(number: int, kind: int, length: int) -> bytes:
    """What stands before a field's content of this length, in bytes."""
    return _number(number << 3 | kind) + (_number(length) if kind == _BYTES else b"")


def _varint(message: Message, at: int) -> tuple[int, int]:
    """The number that begins there, seven bits a byte from the lowest up, and where it ends."""
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _number(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _number(rest) if rest else bytes([low])
