"""Tesseract, through tesserocr, whose wheel carries the library."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from declass.errors import EngineError
from declass.model.page import PageImage, PageText, Word
from declass.ocr.estimate import expected_error_of
from declass.ocr.lines import Place, box_on_page, parted
from declass.ocr.tessdata import code_of, folder_for, languages_in, source_folders
from declass.text.normal import clean

# Tesseract's threads only get in one another's way on a page; OpenMP reads this when the library loads.
# The jobs layer sets it for its processes; this line is for everyone else.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import tesserocr

_ORIENTATION_CONFIDENCE = 2.0
"""Tesseract's own scale, open upwards. Of 32 turned gold pages the 28 readable ones had 5–30, all right; the
badly inked one .3–.8, all wrong."""

_CACHE = "~/.cache/declass/tessdata"


def installed_languages() -> tuple[str, ...]:
    """BCP 47 tags of the languages whose trained data are on this machine."""
    return languages_in(source_folders())


@dataclass(frozen=True, slots=True)
class _Piece:
    """One word as the engine hands it over, with the break before it."""

    text: str
    gap: str
    box_px: Place
    confidence: float


class Tesseract:
    """Tesseract's neural engine with automatic page segmentation (PSM 3).

    An object keeps one loaded engine per set of languages; it belongs to one process and one thread.

    Args:
        tessdata: the only folder to take trained data from; None = the package's and the system's.
        cache: where links go when languages lie in several folders; None = ``~/.cache/declass/tessdata``.
    """

    name = "tesseract"

    def __init__(self, tessdata: Path | None = None, cache: Path | None = None) -> None:
        self.version = tesserocr.tesseract_version().split()[1]
        self._folders = (tessdata,) if tessdata else source_folders()
        self._cache = cache or Path(_CACHE).expanduser()
        self._loaded: dict[tuple[str, int], Any] = {}

    def installed_languages(self) -> tuple[str, ...]:
        """BCP 47 tags whose trained data this engine finds."""
        return languages_in(self._folders)

    def recognise(self, image: PageImage, languages: Sequence[str] = ("en",)) -> PageText:
        """Read one page as it stands; see ``Engine.recognise``."""
        codes = tuple(dict.fromkeys(map(code_of, languages))) or ("eng",)
        return self._read(image, codes, tesserocr.PSM.AUTO)

    def read_line(self, image: PageImage) -> PageText:
        """Read one short line, such as a stamp of letters, digits and brackets; "" where there is none."""
        return self._read(image, ("eng",), tesserocr.PSM.SINGLE_LINE)

    def _read(self, image: PageImage, codes: tuple[str, ...], psm: int) -> PageText:
        api = self._engine(codes, psm)
        _show(api, image)
        if not api.Recognize():
            raise EngineError("Tesseract gave up on a page", "Read it again at another resolution.")
        text, words = _assembled(_apart(_pieces(api)), image)
        api.Clear()
        confidence = sum(word.confidence or 0.0 for word in words) / len(words) if words else None
        return PageText(
            text=text,
            kind="ocr",
            engine=self.name,
            engine_version=self.version,
            parameters=f"dpi={image.dpi:.0f} psm={psm} lang={'+'.join(codes)}",
            words=words,
            confidence=confidence,
            expected_error=expected_error_of(words),
        )

    def quarter_turns(self, image: PageImage) -> int:
        """Counter-clockwise quarter turns (0–3) that set the page upright; 0 where it cannot be told."""
        if not any((folder / "osd.traineddata").is_file() for folder in self._folders):
            return 0
        api = self._engine(("osd",), tesserocr.PSM.OSD_ONLY)
        _show(api, image)
        seen = api.DetectOrientationScript()
        api.Clear()
        if not seen or seen["orient_conf"] < _ORIENTATION_CONFIDENCE:
            return 0
        return int(seen["orient_deg"]) // 90 % 4

    def _engine(self, codes: tuple[str, ...], psm: int) -> Any:
        key = ("+".join(codes), psm)
        if key not in self._loaded:
            folder = folder_for(codes, self._folders, self._cache)
            try:
                self._loaded[key] = tesserocr.PyTessBaseAPI(path=str(folder), lang=key[0], psm=psm)
            except RuntimeError as error:
                remedy = "Install the trained data of Tesseract's languages again."
                raise EngineError(f"Tesseract cannot load {key[0]} from {folder}", remedy) from error
        return self._loaded[key]


def _show(api: Any, image: PageImage) -> None:
    api.SetImageBytes(image.data, image.width_px, image.height_px, 1, image.width_px)
    api.SetSourceResolution(max(70, round(image.dpi)))  # below 70 Tesseract would guess and say so on stderr


def _pieces(api: Any) -> Iterator[_Piece]:
    """The words in reading order, each with the break before it: blank line, line end or space."""
    cursor = api.GetIterator()
    level = tesserocr.RIL
    while cursor is not None and not cursor.Empty(level.WORD):
        text = "".join(clean(cursor.GetUTF8Text(level.WORD)).split())
        if text:
            yield _Piece(
                text, _gap(cursor), cursor.BoundingBox(level.WORD), cursor.Confidence(level.WORD) / 100
            )
        if not cursor.Next(level.WORD):
            return


def _gap(cursor: Any) -> str:
    if cursor.IsAtBeginningOf(tesserocr.RIL.PARA):
        return "\n\n"
    return "\n" if cursor.IsAtBeginningOf(tesserocr.RIL.TEXTLINE) else " "


def _apart(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """The words, none lying over the next of its line."""
    waiting: _Piece | None = None
    for piece in pieces:
        if waiting is not None and piece.gap == " ":
            ours, theirs = parted(waiting.box_px, len(waiting.text), piece.box_px, len(piece.text))
            yield replace(waiting, box_px=ours)
            waiting = replace(piece, box_px=theirs)
        else:
            if waiting is not None:
                yield waiting
            waiting = piece
    if waiting is not None:
        yield waiting


def _assembled(pieces: Iterator[_Piece], image: PageImage) -> tuple[str, tuple[Word, ...]]:
    parts: list[str] = []
    words: list[Word] = []
    length = 0
    for piece in pieces:
        gap = piece.gap if parts else ""
        start = length + len(gap)
        length = start + len(piece.text)
        parts += (gap, piece.text)
        confidence = min(1.0, max(0.0, piece.confidence))
        words.append(Word(start, length, box_on_page(piece.box_px, image), confidence))
    return "".join(parts), tuple(words)
