"""Which words are known: looked up in the word lists that come inside Tesseract's trained data."""

import struct
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from declass.ocr.tessdata import CODES, source_folders

# Layout of a .traineddata file and its word lists: ccutil/tessdatamanager.h, dict/dawg.h of Tesseract 5.
_WORDS, _SIGNS = 19, 21  # numbers of the parts lstm-word-dawg and lstm-unicharset
_MAGIC = 42
_LAST_EDGE, _BACKWARD, _WORD_END = 1, 2, 4


Known = Callable[[str], bool]


class WordList:
    """The words of one language, as a graph whose edges are letters.

    Args:
        edges: each holds the letter's number, three flags and the node it leads to, from the lowest bit up.
    """

    def __init__(self, edges: NDArray[np.uint64], signs: Sequence[str]) -> None:
        self._edges = edges
        self._numbers = {sign: number for number, sign in enumerate(signs)}
        self._letter_bits = len(signs).bit_length()

    def __contains__(self, word: str) -> bool:
        node, ended = 0, False
        for letter in word:
            edge = self._edge(node, self._numbers.get(letter, -1))
            if edge is None:
                return False
            ended = bool((edge >> self._letter_bits) & _WORD_END)
            node = edge >> (self._letter_bits + 3)
            if not node:
                node = len(self._edges)  # a leaf: nothing may follow
        return ended

    def _edge(self, node: int, letter: int) -> int | None:
        """The edge of this letter out of a node; edges of a node stand together, the last one marked."""
        mask = (1 << self._letter_bits) - 1
        for raw in self._edges[node:]:
            edge = int(raw)
            flags = edge >> self._letter_bits
            if edge & mask == letter and not flags & _BACKWARD:
                return edge
            if flags & _LAST_EDGE:
                return None
        return None


@cache
def word_list(language: str) -> WordList | None:
    """The list of a language (BCP 47), or None where its trained data, or the list in them, is not there."""
    name = f"{CODES.get(language.split('-')[0].lower(), '')}.traineddata"
    for folder in source_folders():
        if (folder / name).is_file():
            return _read(folder / name)
    return None


def _read(path: Path) -> WordList | None:
    parts = _parts(path.read_bytes())
    if len(parts) <= _SIGNS or not parts[_WORDS] or not parts[_SIGNS]:
        return None
    magic, _, count = struct.unpack_from("<hii", parts[_WORDS])
    if magic != _MAGIC:
        return None
    lines = parts[_SIGNS].decode("utf-8").splitlines()[1:]
    signs = [line.split(" ", 1)[0] for line in lines]
    return WordList(np.frombuffer(parts[_WORDS], dtype="<u8", count=count, offset=10), signs)


def _parts(raw: bytes) -> list[bytes]:
    """The file's parts by number; b"" for those it lacks."""
    (count,) = struct.unpack_from("<i", raw)
    starts = struct.unpack_from(f"<{count}q", raw, 4)
    ends = [*sorted(start for start in starts if start >= 0), len(raw)]
    return [raw[s : ends[ends.index(s) + 1]] if s >= 0 else b"" for s in starts]


def known(word: str, languages: Sequence[str]) -> bool:
    """Whether a word, its case aside, stands in the list of one of the languages."""
    forms = dict.fromkeys((word, word.lower(), word.capitalize()))
    return any(form in words for words in map(word_list, languages) if words is not None for form in forms)
