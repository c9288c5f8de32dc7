"""Whether a filled area is a picture: paint is even, photographs and maps hold shapes of every size."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from declass.redact.fills import Fill
from declass.redact.segments import Reals
from declass.redact.sheet import Sheet

LEAST_SIDE_IN = 0.45
"""Of what is judged: on lower bars a printed code fills as much as shapes fill of a picture."""

_CELLS_IN = (0.04, 0.08, 0.16)
_RIM_IN = 0.06  # left out: copiers print rims darker, and a leaning bar has paper in its corners
_CHANGE = 0.015  # of the paper's brightness
_NOTHING = 0.001  # of the paper's brightness, added before logarithms are taken
_STANDS_OUT = 0.25  # of the paper's brightness, beyond the usual tone
_LABEL_IN, _LABEL_SHARE, _LABEL_WIDE = 0.5, 0.3, 0.8
"""Two lines of codes, or a third of the bar's height, at most; and of its width, not from side to side."""
_SPECKS = 0.01

_FADED, _SURELY_FADED = 0.2, 0.3
"""Of the paper's brightness, from end to end: worn and patched bars reached .1, dithered ones .22."""

PICTURE_FEATURES = (
    "coarse",
    "coarse_usual",
    "fine",
    "grain",
    "changed",
    "range",
    "rows",
    "slant",
    "fades",
    "rest",
    "tone",
)
"""Names of the numbers of ``picture_looks``, in order."""


def is_large(fill: Fill, sheet: Sheet) -> bool:
    """Whether it holds enough to be judged."""
    return min(fill.x1 - fill.x0, fill.y1 - fill.y0) >= LEAST_SIDE_IN * sheet.dpi


def faded(looks: Reals) -> NDArray[np.bool_]:
    """Which of these fade so far from end to end that nothing else need be looked at, shape (fills,)."""
    return np.asarray(looks[:, PICTURE_FEATURES.index("fades")] > _SURELY_FADED - _FADED)


def picture_looks(fills: Sequence[Fill], sheet: Sheet) -> Reals:
    """The numbers of each large fill, shape (fills, len(PICTURE_FEATURES)).

    The tones are averaged over cells of three sizes. Of four neighbouring cells the two diagonals are
    compared: what changes only along a line or only across it cancels out, as streaks of a pen and slow
    fading do. Grain, and the dots of a screen, halve with each doubling of the cells, shapes do not::

        a b
        c d     |a + d − b − c|
    """
    return np.array([_looks(fill, sheet) for fill in fills]).reshape(-1, len(PICTURE_FEATURES))


def _looks(fill: Fill, sheet: Sheet) -> tuple[float, ...]:
    rim = sheet.px(_RIM_IN)
    x0, y0, x1, y1 = (int(v) for v in (fill.x0, fill.y0, fill.x1, fill.y1))
    tones = sheet.grey[y0 + rim : y1 - rim, x0 + rim : x1 - rim].astype(np.float32) / sheet.paper
    _unlabel(tones, sheet)
    smallest, middle, largest = (_crossed(_cells(tones, sheet.px(side))) for side in _CELLS_IN)
    cells = _cells(tones, sheet.px(_CELLS_IN[0]))
    rows = np.median(cells, axis=1, keepdims=True)
    rest = cells - rows
    rest -= np.median(rest, axis=0, keepdims=True)
    slant = max(_slant(cells), _slant(cells.T))
    return (
        _log(_beyond_grain(_strength(largest), _strength(middle))),
        _log(_beyond_grain(_usual(largest), _usual(middle))),
        _log(_beyond_grain(_strength(middle), _strength(smallest))),
        _log(_usual(smallest)),
        float((largest > _CHANGE).mean()),
        _between(cells, 5, 95),
        _between(rows, 10, 90),
        slant,
        max(0.0, slant - _FADED),
        float(np.abs(rest).mean()),
        float(tones.mean()),
    )


def _unlabel(tones: Reals, sheet: Sheet) -> None:
    """Paints over what stands out in one place: a code printed on the bar."""
    usual = float(np.median(tones))
    out = np.abs(tones - usual) > _STANDS_OUT
    (top, bottom), (left, right) = (_extent(out.sum(axis=axis)) for axis in (1, 0))
    high, wide = tones.shape
    if bottom - top <= max(sheet.px(_LABEL_IN), _LABEL_SHARE * high) and right - left <= _LABEL_WIDE * wide:
        tones[top:bottom, left:right] = usual


def _extent(counts: NDArray[np.intp]) -> tuple[int, int]:
    """Where all but the outermost hundredths of a count lie: specks are no part of a label."""
    sums = np.cumsum(counts)
    if not len(sums) or not sums[-1]:
        return 0, 0
    first, last = np.searchsorted(sums, [_SPECKS * sums[-1], (1 - _SPECKS) * sums[-1]])
    return max(0, int(first) - 2), int(last) + 3


def _cells(tones: Reals, side: int) -> Reals:
    """Mean of each square; what does not fill one at the right and the bottom is left out."""
    high, wide = (length // side for length in tones.shape)
    whole = tones[: high * side, : wide * side]
    return np.asarray(cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA))


def _crossed(cells: Reals) -> Reals:
    """What each four neighbours have beyond a level and an upright change, from the least."""
    return np.sort(np.abs(np.diff(np.diff(cells, axis=0), axis=1)).ravel())


def _strength(crossed: Reals) -> float:
    return float(np.sqrt(np.square(crossed).mean()))


def _usual(crossed: Reals) -> float:
    """Mean without the strongest tenth: a code printed on a bar is not the whole of it."""
    return float(crossed[: max(1, int(0.9 * len(crossed)))].mean())


def _beyond_grain(here: float, finer: float) -> float:
    return float(np.sqrt(max(0.0, here**2 - (finer / 2) ** 2)))


def _log(value: float) -> float:
    return float(np.log2(_NOTHING + value))


def _slant(cells: Reals) -> float:
    """How much darker one end is: skies fade from end to end, worn bars from the rim inwards."""
    third = max(1, len(cells) // 3)
    return abs(float(np.median(cells[:third]) - np.median(cells[-third:])))


def _between(values: Reals, low: float, high: float) -> float:
    return float(np.percentile(values, high) - np.percentile(values, low))
