"""Page image to words with boxes and confidence; which text layer reads best."""

from declass.ocr.page import read_page

__all__ = ["read_page"]
