"""Protocol buffers: numbered fields, most of them a length and bytes.

Only this envelope of an ONNX file is read and written here, so that no library for making networks is needed
to change one. Format: "Encoding", protobuf.dev.
"""

from collections.abc import Iterable, Iterator

Message = bytes | memoryview
"""Of a file of 20 MB only views are cut: copies of copies took as long as loading the network."""

Field = tuple[int, int, Message]
"""Number, kind and content."""

VARINT, BYTES = 0, 2  # kinds of fields


def fields(message: Message) -> Iterator[Field]:
    """The fields of a message, in order; contents are views of it."""
    message, at = memoryview(message), 0
    while at < len(message):
        tag, at = varint(message, at)
        kind, start = tag & 7, at
        if kind == BYTES:
            size, start = varint(message, at)
            at = start + size
        elif kind == VARINT:
            _, at = varint(message, at)
        else:
            at += {1: 8, 5: 4}[kind]
        yield tag >> 3, kind, message[start:at]


def packed(parts: Iterable[Field]) -> bytes:
    """A message of these fields."""
    joined: list[Message] = []
    for place, kind, content in parts:
        joined += [head(place, kind, len(content)), content]
    return b"".join(joined)


def head(place: int, kind: int, length: int) -> bytes:
    """What stands before a field's content of this length, in bytes."""
    return number(place << 3 | kind) + (number(length) if kind == BYTES else b"")


def varint(message: Message, at: int) -> tuple[int, int]:
    """The number that begins there, seven bits a byte from the lowest up, and where it ends."""
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def number(value: int) -> bytes:
    """A number as ``varint`` reads it."""
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + number(rest) if rest else bytes([low])
