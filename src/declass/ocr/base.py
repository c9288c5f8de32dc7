"""What an OCR engine must do, so that one can stand in for another."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from declass.model.page import PageImage, PageText
from declass.ocr.rapid import LineBox, LineRead
from declass.ocr.skew import Pixels


class Engine(Protocol):
    """Reads words from the pixels of one page.

    Attributes:
        name: as it stands in ``PageText.engine``.
        version: the engine's own version string.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def recognise(self, image: PageImage, languages: Sequence[str]) -> PageText:
        """Read the page as it stands, in the given languages (BCP 47, most likely first).

        Returns:
            A layer of kind ``ocr``; every word's box is in points through ``image.to_page``, and
            ``text[word.start:word.end]`` is the word. A page without words has the text "".

        Raises:
            EngineError: the engine or the data of a language is missing.
        """
        ...

    def installed_languages(self) -> tuple[str, ...]:
        """BCP 47 tags this engine can read here."""
        ...


@runtime_checkable
class SeesOrientation(Protocol):
    """An engine that can tell which way up a page lies."""

    def quarter_turns(self, image: PageImage) -> int:
        """Counter-clockwise quarter turns (0–3) that set the page upright; 0 where it cannot be told."""
        ...


class SecondReader(Protocol):
    """An engine that reads single lines, letter by letter, where another is unsure."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def find_lines(self, pixels: Pixels) -> tuple[LineBox, ...]:
        """Upright boxes of the lines of text, in pixels, in no order."""
        ...

    def read_line(self, pixels: Pixels, box: LineBox) -> LineRead:
        """Read the line within a box."""
        ...
