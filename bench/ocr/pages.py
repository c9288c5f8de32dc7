"""Pages of the shared scans as the reader hands them over: grey, 300 dpi, never above the scan's own."""

import json

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from declass.model.page import PageImage


def native_dpi(page):
    """Resolution of the page's largest image, pixels an inch; None where it shows none."""
    best = None
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = item.get_bounds()
        wide, high = item.get_px_size()
        area = (right - left) * (top - bottom)
        if area > 0 and (best is None or area > best[0]):
            turned = (wide > high) != (right - left > top - bottom)
            best = (area, 72 * (high if turned else wide) / (right - left))
    return best and best[1]


def render(path, index, dpi=300):
    """One page as the reader would hand it over."""
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[index]
        dpi = min(dpi, native_dpi(page) or dpi)
        bitmap = page.render(scale=dpi / 72, grayscale=True)
        pixels = bitmap.to_numpy()
        scale = 72 / dpi
        height, width = pixels.shape[:2]
        data = pixels.reshape(height, width).tobytes()
        return PageImage(width, height, dpi, data, (scale, 0.0, 0.0, scale, 0.0, 0.0))


def embedded_text(path, index):
    with pypdfium2.PdfDocument(path) as pdf:
        return pdf[index].get_textpage().get_text_bounded()


def rows(path):
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def ranks(values):
    """Places in order of size, equal ones sharing theirs."""
    values = np.asarray(values)
    return np.array([(values < value).sum() + ((values == value).sum() - 1) / 2 for value in values])


def goes_with(shown, true):
    """Pearson's and Spearman's correlation."""
    return tuple(np.corrcoef(f(shown), f(true))[0, 1] for f in (np.asarray, ranks))
