"""The distance of a page's lines of type, and how many of them a box hides, as a range."""

from collections.abc import Sequence

import numpy as np

from declass.model.page import Word
from declass.redact.sheet import Sheet

_PITCH_IN = (0.09, 0.45)  # 8 lines an inch are the closest typewriters set, double spacing is a third
_LINES_NEEDED = 4  # fewer on a page give no distance of lines
_MARGIN_IN = 0.75
"""Left out of the rows of ink: scanner edges and stamps stand there."""


def line_pitch(sheet: Sheet, words: Sequence[Word] | None) -> float | None:
    """From the words where there are enough, else from the rows of ink, in working pixels; None
    if neither tells.
    """
    return (_pitch_of_words(words, sheet) if words else None) or _pitch_of_ink(sheet)


def _pitch_of_words(words: Sequence[Word], sheet: Sheet) -> float | None:
    """Commonest distance between the middles of lines."""
    places = sorted((y0 + y1) / 2 for _, y0, _, y1 in (sheet.pixels(word.box) for word in words))
    lines = [places[0]] if places else []
    for place in places[1:]:
        if place - lines[-1] > sheet.px(0.05):
            lines.append(place)
    gaps = np.diff(np.array(lines))
    gaps = gaps[(gaps >= _PITCH_IN[0] * sheet.dpi) & (gaps <= _PITCH_IN[1] * sheet.dpi)]
    return float(np.median(gaps)) if len(gaps) >= _LINES_NEEDED else None


def _pitch_of_ink(sheet: Sheet) -> float | None:
    """Distance at which the rows of ink repeat best (autocorrelation of their profile)."""
    margin = sheet.px(_MARGIN_IN)
    profile = sheet.ink[margin:-margin, margin:-margin].mean(axis=1) if sheet.height > 3 * margin else None
    if profile is None or not len(profile):
        return None
    profile = np.minimum(profile, 0.3) - np.minimum(profile, 0.3).mean()
    spectrum = np.abs(np.fft.rfft(profile, 2 * len(profile))) ** 2
    repeats = np.fft.irfft(spectrum)[: len(profile)]
    low, high = (round(v * sheet.dpi) for v in _PITCH_IN)
    if len(repeats) <= high or repeats[0] <= 0:
        return None
    best = low + int(np.argmax(repeats[low : high + 1]))
    peak = repeats[best] > repeats[best - 1] and repeats[best] > repeats[best + 1]
    return float(best) if peak and repeats[best] >= _REPEATS * repeats[0] else None


_REPEATS = 0.25  # of the profile's own power: four lines among other things give .3, a map or form less


def lines_hidden(height: float, pitch: float | None) -> tuple[float | None, float | None]:
    """Fewest and most lines a box of this height hides, by halves; None where the distance is not known.

    Boxes are drawn up to a third of a line beyond their lines, and down to the body of the letters.

    >>> lines_hidden(50, 25)
    (1.5, 2.5)
    >>> lines_hidden(18, 25)
    (0.5, 1.0)
    """
    if pitch is None:
        return None, None
    lines = height / pitch
    low = max(0.5, round((lines - 0.35) * 2) / 2)
    return low, max(low, 1.0, round((lines + 0.35) * 2) / 2)
