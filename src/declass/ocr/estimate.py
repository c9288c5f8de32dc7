"""How wrong a page's OCR probably is, told from the engine's own confidence."""

SLOPE = 1.1
"""Fitted to 48 readings by Tesseract of the 8 hand-transcribed pages, as scanned and spoilt in five ways
(black and white specks, blur, thinner and bolder strokes): the logarithms of error and doubt go together with
r = .89, and 42 estimates lay within a factor of two or half a percent of the truth. Eight pages are few."""


def expected_error(confidence: float | None) -> float | None:
    """Estimated share of wrong characters (0–1) from Tesseract's mean word confidence (0–1).

    The error grows with the square of the doubt. It knows nothing of lines that were not found at all, so a
    page whose faint lines were skipped is worse than this says.

    >>> expected_error(0.9), expected_error(0.5)
    (0.011, 0.275)
    """
    if confidence is None:
        return None
    doubt = 1.0 - confidence
    return round(min(1.0, SLOPE * doubt * doubt), 4)
