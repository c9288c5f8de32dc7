"""Words that a page keeps to be read out in place of what it paints (ISO 32000-1, 14.9.4), and does not show.

A program that takes letters out of a page may leave these behind. What they usually hold, a ligature's
letters or a hyphened word in one piece, stands in the page's text as well.
"""

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium_c

from declass.model.drawing import Unseen
from declass.model.page import PageText
from declass.read.pdf_geometry import PageFrame
from declass.read.pdf_marks import Painted, extent, wide_string
from declass.text.normal import clean, tokens

_KEY = b"ActualText"
_LEAST_LETTERS = 4  # shorter ones are ligatures, bullets, marks of a list
_MOST_CHARS = 10_000
_MOST = 500


def replaced(things: Sequence[Painted], frame: PageFrame, shown: PageText | None) -> list[Unseen]:
    """Such words, where the page's text has none of them in that order; each once."""
    known = f" {' '.join(tokens(shown.text))} " if shown else " "
    joined = known.replace(" ", "")
    found: dict[str, Unseen] = {}
    for thing in things:
        for text in _texts(thing.item):
            said = tokens(text)
            letters = sum(map(len, said))
            if letters < _LEAST_LETTERS or text in found or "".join(said) in joined:
                continue
            found[text] = Unseen("replaced", text, extent(thing, frame))
            if len(found) >= _MOST:
                return list(found.values())
    return list(found.values())


def _texts(item: Any) -> Iterator[str]:
    for number in range(min(8, max(0, pdfium_c.FPDFPageObj_CountMarks(item)))):
        mark = pdfium_c.FPDFPageObj_GetMark(item, number)
        if mark and (text := clean(_value(mark)).strip()[:_MOST_CHARS]):
            yield text


def _value(mark: Any) -> str:
    length = ctypes.c_ulong()

    def ask(buffer: Any, size: int) -> int:
        told = pdfium_c.FPDFPageObjMark_GetParamStringValue(mark, _KEY, buffer, size, length)
        return int(length.value) if told else 0

    return wide_string(ask)
