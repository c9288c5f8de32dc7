"""Rich text (RTF): pages by ``\\page``, footnotes at their call, headers and footers once."""

import re
from collections.abc import Iterator
from typing import Any

from striprtf.striprtf import rtf_to_text

from declass.errors import InputError, LimitExceeded
from declass.model.page import Note
from declass.model.reading import MemberRefused, ReadEvent
from declass.read.encoding import attempt
from declass.read.faults import DAMAGE, told
from declass.read.flow import Leaf, head, page_events, short
from declass.read.options import MIB, Limits, ReadOptions, Source
from declass.text.normal import clean

_ENGINE = ("rtf", "1")
_MEMORY_SHARE = 32  # the converter copies the text several times, four bytes a character
_REMEDY = "Open it in a word processor, save it as .docx and add that."

# Control words that the converter drops or flattens, put as bytes that it hands through
_WORDS = re.compile(r"\\\\|\\(page|cell|nestcell)(?![a-z0-9]) ?")
_PUT = {"page": r"\'0c", "cell": r"\tab ", "nestcell": r"\tab "}
_GROUP = re.compile(r"\{\s*(?:\\\*\s*)?\\(footnote|header[lrf]?|footer[lrf]?)(?![a-z]) ?")
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_CALL = re.compile("\x01(\\d+)\x01")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{2,5})")
_INFO = re.compile(r"\{\\(title|subject|author|operator|company|doccomm|keywords)\s([^{}]{0,2000})\}")
_EMBEDDED = re.compile(r"\\(pict|objdata)(?![a-z])")


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """The document's pages; pictures and objects are told, not taken out.

    Raises:
        InputError: the converter cannot read it.
        LimitExceeded: too large for memory.
    """
    size = source.path.stat().st_size
    if size > limits.memory_bytes // _MEMORY_SHARE:
        raise LimitExceeded(f"the text has {size // MIB} MiB", _REMEDY)
    markup, encoding = _markup(source.path.read_bytes())
    try:
        leaves = _pages(markup, encoding)
        metadata = {key: short(_words("{" + value + "}", encoding)) for key, value in _INFO.findall(markup)}
    except DAMAGE as e:
        raise InputError(f"{source.name} is no readable RTF: {told(e)}", _REMEDY) from e
    yield head(source.media_type, len(leaves), metadata, limits)
    yield from page_events(leaves, _ENGINE, options, limits)
    for order, kind in enumerate(_EMBEDDED.findall(markup)[: limits.members], start=1):
        what = "picture" if kind == "pict" else "object"
        yield MemberRefused(f"{what}-{order}", f"it is a {what} inside RTF, which is not taken out", _REMEDY)


def _markup(data: bytes) -> tuple[str, str]:
    found = _CODE_PAGE.search(data[:4096])
    encoding = f"cp{found[1].decode()}" if found else "cp1252"
    text = attempt(data, encoding)
    return (text, encoding) if text is not None else (data.decode("latin-1"), "cp1252")


def _pages(markup: str, encoding: str) -> list[Leaf]:
    body, groups = _without_groups(markup)
    notes = [_words(group, encoding) for kind, group in groups if kind == "footnote"]
    lines = {
        side: [
            text
            for kind, group in groups
            if kind.startswith(side) and (text := _words(group, encoding).strip())
        ]
        for side in ("header", "footer")
    }
    pages = _words(body, encoding).split("\f")
    pages[0] = "\n".join([*dict.fromkeys(lines["header"]), pages[0]])
    pages[-1] = "\n".join([pages[-1], *dict.fromkeys(lines["footer"])])
    return [_leaf(index, page, notes) for index, page in enumerate(pages)]


def _leaf(index: int, page: str, notes: list[str]) -> Leaf:
    """The page with its footnote calls turned into notes."""
    text, called = "", []
    pieces = _CALL.split(re.sub(r"[ \t]+$", "", page, flags=re.M).strip("\n"))
    for order, piece in enumerate(pieces):
        if order % 2 == 0:
            text += clean(piece)
        elif int(piece) < len(notes):
            called.append(Note(index, len(text), str(int(piece) + 1), clean(notes[int(piece)]).strip()))
    return Leaf(clean(text), tuple(called))


def _words(markup: str, encoding: str) -> str:
    """The converter's text, with form feeds for page breaks and tabs for cells."""
    marked = _WORDS.sub(lambda found: _PUT.get(found[1], found[0]), markup)
    convert: Any = rtf_to_text  # it carries no types
    text = str(convert(marked, encoding=encoding, errors="replace"))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without_groups(markup: str) -> tuple[str, list[tuple[str, str]]]:
    """The text with a numbered mark for each footnote, and the footnotes, headers and footers."""
    kept, groups, position, notes = [], [], 0, 0
    while found := _GROUP.search(markup, position):
        end = _group_end(markup, found.start())
        kept.append(markup[position : found.start()])
        groups.append((found[1], "{" + markup[found.end() : end]))
        if found[1] == "footnote":
            kept.append(rf"\'01{notes}\'01")
            notes += 1
        position = end
    return "".join(kept) + markup[position:], groups


def _group_end(markup: str, start: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(markup, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(markup)
