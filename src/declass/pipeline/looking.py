"""What pages keep back, found while they are at hand: image, text layers and drawings together."""

from declass.archive.values import PageResult
from declass.config import LookMode, Settings
from declass.model.page import PageImage, PageText
from declass.model.reading import PageRead
from declass.ocr.tesseract import Tesseract
from declass.pipeline.steps import Step
from declass.redact.bars import bars_of
from declass.redact.page import PageLooked, PageSeen, look

WITHHOLDINGS = Step("withholdings", "10")


def look_parameters(settings: Settings) -> dict[str, str | int]:
    """The settings that shape what is found."""
    return {"look": settings.look, "dpi": settings.dpi}


class Looker:
    """Looks through pages; the engine that reads stamps is loaded with the first page that needs it.

    Args:
        mode: ``never`` leaves images alone, those drawn for OCR too.
    """

    def __init__(self, mode: LookMode) -> None:
        self._images = mode == "always"
        self._engine: Tesseract | None = None

    def read_line(self, image: PageImage) -> PageText:
        """One short line, such as a stamp in the margin."""
        self._engine = self._engine or Tesseract()
        return self._engine.read_line(image)

    def look(self, page: PageRead, result: PageResult, text: PageText | None) -> PageLooked:
        """Look through one page.

        Args:
            text: the chosen layer.
        """
        scan = page.drawing is None or page.drawing.scan  # of any other page the drawings tell more
        bars = bars_of(page.index, page.drawing, _embedded(result), page.width_pt, page.height_pt)
        seen = PageSeen(
            index=page.index,
            width_pt=page.width_pt,
            height_pt=page.height_pt,
            text=text,
            layers=result.layers,
            image=page.image if scan and self._images else None,
            rotation=page.rotation,
            drawn=(*result.under_text, *bars) if result.under_text or not scan else None,
        )
        return look(seen, self)

    def failed(self, index: int) -> PageLooked:
        """A page that could not be read: nothing was looked at, so nothing is known."""
        return look(PageSeen(index))


def _embedded(result: PageResult) -> PageText | None:
    """The text that stands in the file itself, without what was left under bars."""
    return next((layer for layer in result.layers if layer.kind == "embedded"), None)
