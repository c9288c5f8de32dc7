"""Looks at the images of releases that are compared: files as they lie, or what the archive knows of them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from declass.config import Settings
from declass.model.anchor import Box, Digest
from declass.model.page import PageImage, Word
from declass.model.reading import PageRead
from declass.model.withholding import Withholding
from declass.pipeline.places import LookedAt
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from declass.redact import boxes
from declass.redact.sheet import Mask, Sheet, sheet_of

if TYPE_CHECKING:
    from declass.archive.catalogue import Catalogue  # two files are compared without a database

_DARK = 0.85  # share of ink in a column of a bar; scans leave holes
LEAST = 0.5
"""Least probability of a box that speaks for words having been withheld."""


class _Finder(ABC):
    """Looks at each page once, when it is asked about it."""

    def __init__(self) -> None:
        self._seen: dict[int, LookedAt | None] = {}

    def withheld(self, page: int, start: int, end: int) -> bool | None:
        """Whether something is withheld at this place of a page's text; None = it cannot be told."""
        seen = self._at(page)
        return None if seen is None else seen.withheld(start, end)

    def litter(self, page: int, start: int, end: int) -> bool:
        """Whether the words of this place stand on a box: its code, or what was read off its ink."""
        seen = self._at(page)
        return seen is not None and seen.litter(start, end)

    def _at(self, page: int) -> LookedAt | None:
        if page not in self._seen:
            self._seen[page] = self._look(page)
        return self._seen[page]

    @abstractmethod
    def _look(self, page: int) -> LookedAt | None:
        """The page as it looks; None where nobody can tell."""


class FileFinder(_Finder):
    """Draws the pages of a file when it is asked about them, and looks for boxes and blanks.

    Args:
        words: for each page, the words of the text that is compared; None where the page has no geometry.
        reader: an open one.
    """

    def __init__(
        self, path: Path, words: Sequence[Sequence[Word] | None], reader: Reader, settings: Settings
    ) -> None:
        super().__init__()
        self._path, self._words, self._reader, self._settings = path, words, reader, settings

    def _look(self, page: int) -> LookedAt | None:
        words = self._words[page] if page < len(self._words) else None
        image = self._drawn(page) if words else None
        if image is None or not words:
            return None
        found = boxes.find(image, page, words)
        return LookedAt(words, _sure(found), _SheetPaper(sheet_of(image)))

    def _drawn(self, page: int) -> PageImage | None:
        options = ReadOptions("always", self._settings.dpi, pages=(page,))
        for event in self._reader.read(self._path, self._path.name, options):
            if isinstance(event, PageRead) and event.index == page and event.rotation == 0:
                return event.image
        return None


class StoredFinder(_Finder):
    """Asks the catalogue what a document's pages withhold, as far as their images were looked through."""

    def __init__(self, catalogue: "Catalogue", digest: Digest) -> None:
        super().__init__()
        self._catalogue, self._digest = catalogue, digest
        self._pages = catalogue.withheld.pages(digest)

    def _look(self, page: int) -> LookedAt | None:
        found = self._pages.get(page)
        if found is None or "image" not in found.looked:
            return None
        stored = self._catalogue.pages.get(self._digest, page)
        if stored is None or stored.rotation or stored.text is None or not stored.text.words:
            return None
        return LookedAt(stored.text.words, _sure(found.withholdings))


def _sure(found: Sequence[Withholding]) -> list[Box]:
    return [w.box for w in found if w.box is not None and w.probability >= LEAST]


class _SheetPaper:
    """A page's image at working resolution."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def ink(self, place: Box) -> float:
        part = self._part(place)
        return float(part.mean()) if part.size else 1.0

    def bar_pt(self, place: Box) -> float:
        part = self._part(place)
        if not part.size:
            return 0.0
        edges = np.diff(np.concatenate(([0], (part.mean(axis=0) >= _DARK).astype(np.int8), [0])))
        lengths = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
        return float(lengths.max(initial=0)) * 72 / self._sheet.dpi

    def _part(self, place: Box) -> Mask:
        x0, y0, x1, y1 = (max(0, round(v)) for v in self._sheet.pixels(place))
        return self._sheet.ink[y0:y1, x0:x1]
