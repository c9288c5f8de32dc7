"""XML and HTML trees parsed without network, entities or recursion."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, BinaryIO

from lxml import etree

from declass.errors import InputError, LimitExceeded
from declass.read.options import MIB, Limits

# libxml2 takes about 30 bytes of memory for each byte of the densest markup (``<a/><a/>…``)
_TREE_BYTES_PER_BYTE = 32
_BLANKS = re.compile(r"\s+")

Element = Any  # lxml carries no types


def parse_xml(file: BinaryIO | bytes, what: str) -> Element:
    """The root of an XML file.

    Args:
        file: the document; DTDs are not loaded and entities stay as they are written.
        what: its name for messages.

    Raises:
        InputError: not well-formed.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # an xml:id given twice is an editor's slip, not a broken file
    )
    try:
        return etree.parse(BytesIO(file) if isinstance(file, bytes) else file, parser).getroot()
    except (etree.XMLSyntaxError, OSError, ValueError) as e:
        raise InputError(
            f"{what} is no well-formed XML: {getattr(e, 'msg', e)}", "Get a fresh copy of the file."
        ) from e


def named(words: str) -> frozenset[str]:
    """Element names from a list parted by blanks."""
    return frozenset(words.split())


def check_size(size_bytes: int, limits: Limits) -> None:
    """Refuse markup whose tree could not fit into memory.

    Raises:
        LimitExceeded: the file is too large for the memory allowed.
    """
    largest = limits.memory_bytes // _TREE_BYTES_PER_BYTE
    if size_bytes > largest:
        raise LimitExceeded(
            f"the file has {size_bytes // MIB} MiB of markup; {largest // MIB} MiB fit into memory",
            "Split it, or raise the limit 'memory_bytes'.",
        )


def local(element: Element) -> str:
    """The element's name without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace; "" if absent."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def walk(root: Element, whole: Callable[[Element], bool]) -> Iterator[tuple[str, Any]]:
    """The tree in document order, as ``("start", element)``, ``("text", words)`` and ``("end", element)``.

    Elements for which ``whole`` is true come once, as ``("whole", element)``, without what is in them;
    the text after them is not lost.
    """
    yield "start", root
    yield "text", root.text or ""
    stack = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "end", element
            yield "text", (element.tail or "") if stack else ""
        elif not isinstance(child.tag, str):  # an entity that is not resolved: its name is all we know
            yield "text", (child.text or "") + (child.tail or "")
        elif whole(child):
            yield "whole", child
            yield "text", child.tail or ""
        else:
            yield "start", child
            yield "text", child.text or ""
            stack.append((child, iter(child)))


def plain(element: Element, without: frozenset[str] = frozenset()) -> str:
    """The element's text on one line, less what stands in the elements named."""
    pieces = []
    for kind, value in walk(element, lambda child: local(child) in without):
        if kind == "text":
            pieces.append(value)
        elif kind == "start" and local(value) in ("lb", "br", "p"):
            pieces.append(" ")
    return _BLANKS.sub(" ", "".join(pieces)).strip()
