"""The text layer of a PDF page: its lines as PDFium orders them, every word with its box."""

import ctypes
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from declass.errors import LimitExceeded
from declass.model.anchor import Box
from declass.model.page import PageText, Word
from declass.read.options import Limits
from declass.read.pdf_geometry import PageFrame
from declass.read.pdf_hidden import Hidden
from declass.text.normal import clean

ENGINE = "pdfium"
VERSION = str(pdfium.PDFIUM_INFO)

_HYPHENS = (0x02, 0xFFFE)  # PDFium's sign for a hyphen at the end of a line; no line break follows it


@dataclass(slots=True)
class Glyph:
    """One character as PDFium gives it.

    Attributes:
        box: None where it was made up by PDFium (spaces and line ends) or has no extent.
        index: PDFium's, on the text page.
    """

    text: str
    box: Box | None
    index: int


@dataclass(frozen=True, slots=True)
class HiddenWord:
    """A word, or a part of one, that does not show."""

    why: Hidden
    word: Word
    number: int  # among the page's words: tells which follow one another


def glyphs(textpage: pdfium.PdfTextPage, frame: PageFrame, limits: Limits) -> list[Glyph]:
    """The page's characters in PDFium's reading order.

    Raises:
        LimitExceeded: more characters than a page may hold.
    """
    count = textpage.count_chars()
    if count > limits.text_chars_per_page:
        raise LimitExceeded(f"the page holds {count} characters", "Raise the limit 'text_chars_per_page'.")
    return list(_glyphs(textpage, count, frame))


def text_layer(
    found: Iterable[Glyph], hidden: Mapping[int, Hidden] = MappingProxyType({})
) -> tuple[PageText | None, list[HiddenWord]]:
    """The page's embedded text (None where it has none but blanks), and which of its words do not show.

    A word that shows in part is parted where it stops showing; no blank comes between the parts.
    """
    builder = _assemble(found, hidden)
    if not builder.words:
        return None, []
    layer = PageText(builder.text(), "embedded", ENGINE, VERSION, words=tuple(builder.words))
    pairs = zip(builder.words, builder.reasons, strict=True)
    return layer, [HiddenWord(why, word, n) for n, (word, why) in enumerate(pairs) if why is not None]


def _glyphs(textpage: pdfium.PdfTextPage, count: int, frame: PageFrame) -> Iterator[Glyph]:
    high_surrogate = 0
    boxes = _Boxes(textpage, frame)
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        if code in _HYPHENS and pdfium_c.FPDFText_IsHyphen(textpage, index) == 1:
            yield Glyph("-", boxes.at(index), index)
            yield Glyph("\n", None, index)
        elif 0xD800 <= code < 0xDC00:
            high_surrogate = code
        elif 0xDC00 <= code < 0xE000 and high_surrogate:
            joined = chr(0x10000 + ((high_surrogate - 0xD800) << 10) + code - 0xDC00)
            yield Glyph(joined, boxes.at(index), index)
            high_surrogate = 0
        elif 0 < code <= 0x10FFFF:
            yield Glyph(chr(code), boxes.at(index), index)


class _Boxes:
    """Boxes of characters, with the C numbers kept between calls."""

    def __init__(self, textpage: pdfium.PdfTextPage, frame: PageFrame) -> None:
        self._textpage = textpage
        self._frame = frame
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._loose = pdfium_c.FS_RECTF()

    def at(self, index: int) -> Box | None:
        """The inked box; the font's where there is no ink, as in the hidden text over a scan."""
        left, right, bottom, top = self._sides
        if pdfium_c.FPDFText_GetCharBox(self._textpage, index, left, right, bottom, top):
            box = self._frame.box(left.value, bottom.value, right.value, top.value)
            if box.area_pt2 > 0:
                return box
        if pdfium_c.FPDFText_GetLooseCharBox(self._textpage, index, self._loose):
            loose = self._loose
            box = self._frame.box(loose.left, loose.bottom, loose.right, loose.top)
            return box if box.area_pt2 > 0 else None
        return None


def _assemble(found: Iterable[Glyph], hidden: Mapping[int, Hidden]) -> "_Builder":
    """Lines and words; each word is cleaned by itself, so that spans are right in the stored text."""
    builder = _Builder()
    for glyph in found:
        if glyph.text.isspace():
            builder.end_word()
            builder.space("\n" if glyph.text == "\n" else " ")  # PDFium ends lines with \r\n
        else:
            builder.add(glyph, hidden.get(glyph.index))
    builder.end_word()
    return builder


class _Builder:
    def __init__(self) -> None:
        self.words: list[Word] = []
        self.reasons: list[Hidden | None] = []  # why each word does not show
        self._parts: list[str] = []
        self._length = 0
        self._word: list[str] = []
        self._boxes: list[Box] = []
        self._gap = ""
        self._hidden: Hidden | None = None

    def space(self, kind: str) -> None:
        """Blanks between words are one space, or as many line ends as there were (three at most)."""
        if kind == "\n":
            self._gap = (self._gap.replace(" ", "") + "\n")[:3]
        else:
            self._gap = self._gap or " "

    def add(self, glyph: Glyph, hidden: Hidden | None) -> None:
        if hidden != self._hidden:
            self.end_word()
            self._hidden = hidden
        self._word.append(glyph.text)
        if glyph.box:
            self._boxes.append(glyph.box)

    def end_word(self) -> None:
        word = clean("".join(self._word))
        if word:
            gap = self._gap if self.words else ""
            start = self._length + len(gap)
            self._parts += [gap, word]
            self._length = start + len(word)
            self.words.append(Word(start, self._length, around(self._boxes)))
            self.reasons.append(self._hidden)
            self._gap = ""
        self._word, self._boxes = [], []

    def text(self) -> str:
        return "".join(self._parts)


def around(boxes: list[Box]) -> Box:
    """The box around boxes; an empty one at the origin for a word that has no place."""
    if not boxes:
        return Box(0, 0, 0, 0)
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
