"""What reading yields of a page, turned into its text layers, by OCR where it needs them."""

from dataclasses import replace

from declass.archive.values import PageResult
from declass.config import SecondEngine, Settings
from declass.errors import EngineError
from declass.model.anchor import Span
from declass.model.page import PageImage, PageText
from declass.model.reading import PageRead
from declass.model.withholding import Withholding
from declass.ocr.choose import choose
from declass.ocr.page import read_page
from declass.ocr.rapid import Rapid
from declass.ocr.tesseract import Tesseract
from declass.read.options import PLAUSIBLE_TEXT, THIN_TEXT_CHARS
from declass.redact.drawn import UnderBar, under_bars
from declass.redact.restrict import without
from declass.text.language import detect
from declass.text.plausible import plausibility

_LANGUAGE_CHARS = 4000  # a page's language shows in its first lines; detecting on all of it only costs time


class PageReader:
    """Turns what reading yields of a page into layers, OCR included.

    Args:
        again: with ``ocr = auto``, whether a scan is read although somebody's good text lies over it: the
            words get better, at ten times the cost.
    """

    def __init__(self, settings: Settings, *, again: bool = True) -> None:
        self._again = again or settings.ocr == "always"
        self._languages = settings.languages
        self._wanted = settings.second_engine
        self._engine: Tesseract | None = None
        self._second: Rapid | None = None
        self._missing = ""

    def layers(self, page: PageRead) -> tuple[PageText, ...]:
        """Embedded layer first, then OCR's; empty where the page has neither.

        Words left under bars are in none of them: they are restricted, and stand in ``under_text`` alone.
        """
        found = [without(page.text, hidden_spans(page))] if page.text is not None else []
        if page.image is not None and page.for_ocr and (self._again or not _readable(page.text)):
            found.append(self._read(page.image))
        return tuple(found)

    def _read(self, image: PageImage) -> PageText:
        if self._engine is None:  # only now: most documents need no OCR
            self._engine = Tesseract()
            self._second, self._missing = _second_engine(self._wanted)
        layer = read_page(image, self._engine, self._languages, self._second)
        return replace(layer, parameters=f"{layer.parameters} {self._missing}".strip())

    def result(self, page: PageRead) -> PageResult:
        """The page with its layers, the best of them chosen, and its language."""
        layers = self.layers(page)
        choice = choose(layers) if layers else None
        chosen = layers[choice.index] if choice else None
        return PageResult(
            index=page.index,
            width_pt=page.width_pt,
            height_pt=page.height_pt,
            rotation=page.rotation,
            layers=layers,
            chosen=choice.index if choice else None,
            chosen_reason=choice.reason if choice else "",
            language=(chosen.language or detect(chosen.text[:_LANGUAGE_CHARS])) if chosen else None,
            notes=page.notes,
            image_reason=page.image_reason,
            under_text=under_text(page),
        )


def _readable(layer: PageText | None) -> bool:
    """Whether a layer is more than a stamp over a picture, and looks like language."""
    if layer is None or sum(not char.isspace() for char in layer.text) < THIN_TEXT_CHARS:
        return False
    return plausibility(layer.text) >= PLAUSIBLE_TEXT


def under_text(page: PageRead) -> tuple[Withholding, ...]:
    """What of the page's text was left under bars, one for each bar."""
    return tuple(found.withholding for found in _under_bars(page))


def hidden_spans(page: PageRead) -> list[Span]:
    """Where those words stand in the page's embedded text as it was read."""
    return [span for found in _under_bars(page) for span in found.spans]


def _under_bars(page: PageRead) -> tuple[UnderBar, ...]:
    return under_bars(page.index, page.drawing) if page.drawing is not None else ()


def _second_engine(wanted: SecondEngine) -> tuple[Rapid | None, str]:
    """The second engine, or None and what a layer's parameters say of its absence."""
    if wanted == "never":
        return None, ""
    try:
        return Rapid(eight_bit=wanted == "auto"), ""
    except EngineError:  # optional: the page is read with the first alone, and says so
        return None, "second=not-installed"
