"""Earlier versions inside a PDF: an incremental update appends, and what it replaced can still be read.

::

    ┌───────────────┬─────────────┬───────────┐
    │ version 1     │ update      │ update    │     each end mark closes a version of its own
    │         %%EOF │       %%EOF │     %%EOF │     (ISO 32000-1, 7.5.6)
    └───────────────┴─────────────┴───────────┘
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Self

import pypdfium2 as pdfium
from rapidfuzz.distance import Indel, Opcodes

from declass.model.anchor import Box
from declass.model.drawing import Unseen
from declass.model.page import PageText, Word
from declass.read.options import Limits, Source
from declass.read.pdf_geometry import FARTHEST_PT, PageFrame
from declass.read.pdf_text import around, glyphs, text_layer
from declass.text.normal import tokens

_END = re.compile(rb"%%EOF[ \t]*\r?\n?")
_MOST_VERSIONS = 8
_MOST_BYTES = 256 * 1024 * 1024  # a copy of each version is held in memory
_MOST_WORDS = 20_000  # of a page; alignment costs their product
_FEW = 3  # words that can belong to either end of a run
_WHOLE_AT_LEAST = 0.2  # share of the last version's text an earlier one must have to be the same document


class Revisions:
    """The earlier versions of one file, opened; a context manager.

    Versions that cannot be opened by themselves are passed over: an end mark near the beginning is how files
    made for the web begin, and is no version.
    """

    def __init__(self, source: Source, limits: Limits, password: str | None) -> None:
        self._limits = limits
        self._versions: list[pdfium.PdfDocument] = []
        size = source.path.stat().st_size
        content = source.path.read_bytes() if size <= _MOST_BYTES else b""
        for end in _ends(content)[-_MOST_VERSIONS:]:
            with suppress(pdfium.PdfiumError):
                self._versions.append(pdfium.PdfDocument(content[:end], password=password))

    def __len__(self) -> int:
        return len(self._versions)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        for version in self._versions:
            version.close()

    def lost(self, index: int, last: PageText | None) -> Iterator[Unseen]:
        """Runs of words that an earlier version has on the page and the last one lacks; each once."""
        known = tokens(last.text) if last is not None else []
        said: set[str] = set()
        for version in reversed(self._versions):
            earlier = self._page(version, index)
            if earlier is None:
                continue
            for run in _gone(earlier, known):
                key = " ".join(tokens(run.text))
                if key not in said:
                    said.add(key)
                    yield run

    def _page(self, version: pdfium.PdfDocument, index: int) -> PageText | None:
        if index >= len(version):
            return None
        try:
            page = version.get_page(index)
            textpage = page.get_textpage()
            try:
                return text_layer(glyphs(textpage, _frame(page), self._limits))[0]
            finally:
                textpage.close()
                page.close()
        except pdfium.PdfiumError:
            return None  # a version that is damaged here holds nothing a viewer could read


def _ends(content: bytes) -> list[int]:
    """Where each version but the last ends."""
    ends = [match.end() for match in _END.finditer(content)]
    return [end for end in ends[:-1] if content.count(b"startxref", 0, end)]


def _frame(page: pdfium.PdfPage) -> PageFrame:
    left, bottom, right, top = page.get_bbox()
    width, height = min(right - left, FARTHEST_PT), min(top - bottom, FARTHEST_PT)
    return PageFrame(left, top, max(1.0, width), max(1.0, height), page.get_rotation() % 360)


def _gone(earlier: PageText, known: list[str]) -> Iterator[Unseen]:
    """Words of the earlier text that have no place in the later one, in runs."""
    words = earlier.words or ()
    folded = [" ".join(tokens(earlier.text[word.start : word.end])) for word in words]
    inked = [number for number, word in enumerate(folded) if word]
    before = [folded[number] for number in inked][:_MOST_WORDS]
    steps = Indel.opcodes(before, known[:_MOST_WORDS])
    kept = sum(step.src_end - step.src_start for step in steps if step.tag == "equal")
    if kept < _WHOLE_AT_LEAST * len(known):
        return  # another page altogether: pages were put in or taken out before it
    counts = _Stock(known)
    for start, end in _whole_runs(before, steps):
        if not counts.has(before[start:end]):
            yield _unseen(earlier, [words[inked[number]] for number in range(start, end)])


def _whole_runs(before: list[str], steps: Opcodes) -> list[tuple[int, int]]:
    """Runs of words that are gone; two with a few words between that also end the second are one run.

    agent [met] the [courier the] embassy   ─►   [agent met the courier] the embassy
    """
    runs: list[tuple[int, int]] = []
    for step in steps:
        if step.tag not in ("delete", "replace"):
            continue
        start, end = step.src_start, step.src_end
        between = before[runs[-1][1] : start] if runs else []
        if 0 < len(between) <= _FEW and before[start:end][-len(between) :] == between:
            runs[-1] = (runs[-1][0], end - len(between))
        else:
            runs.append((start, end))
    return runs


class _Stock:
    """Words of the later text, to see whether a run has only moved."""

    def __init__(self, known: list[str]) -> None:
        self._text = f" {' '.join(known)} "

    def has(self, run: list[str]) -> bool:
        return f" {' '.join(run)} " in self._text


def _unseen(earlier: PageText, run: list[Word]) -> Unseen:
    text = earlier.text[run[0].start : run[-1].end]
    box = around([word.box for word in run])
    return Unseen("revision", text, Box(box.x0, box.y0, box.x1, box.y1))
