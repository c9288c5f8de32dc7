"""What a text is matched by: its letters, every sequence of seven of them, a sketch, and its figures.

Letters are folded, spaces left out and look-alikes made one: so a sequence survives what scanning does to
spaces and to letters elsewhere in the word.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from declass.compare.words import CONFUSED, DROPPED, SEVERAL, Hashes, folding_tables, is_letter
from declass.text.normal import fold

Letters = npt.NDArray[np.uint8]

SEQUENCE = 7
"""Letters in a sequence. On 1,207 JFK texts, precision at .98 recall was best with 7: 6 .975, 7 .980,
8 .975, 10 .960; two-word sequences reached .80. Seven letters also fit one 64-bit number."""
UNIT_BITS = 24
HASH_MASK = ~np.uint64((1 << UNIT_BITS) - 1)
"""Of a sequence's hash only the upper 40 bits are kept: the lower 24 hold the unit in a posting."""
SKETCH = 128
"""Least hashes kept to tell near copies: their resemblance is then known to about .05."""
_CODES = 0x10000
_LONGEST_FIGURE = 8
_MIX, _AGAIN = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_SEVEN = np.uint64((1 << 56) - 1)
_NONE, _OTHERWISE = 0, 255


@dataclass(frozen=True)
class Fingerprint:
    """A text as it is matched.

    Attributes:
        letters: one byte for each letter, see ``letters``.
        sketch: sorted, the least hashes of its sequences; all of them where there are fewer than ``SKETCH``.
        figures: sorted, its numbers of two to eight digits, each packed into one number; see ``said``.
    """

    letters: Letters
    sketch: Hashes
    figures: Hashes


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    read = _letters(codes)
    return Fingerprint(read, sketch(sequences(read)), figures(codes))


def _letters(codes: npt.NDArray[np.uint32]) -> Letters:
    looked_up = _table()[np.minimum(codes, _CODES - 1)]
    read = looked_up.tobytes()
    if bytes([_OTHERWISE]) in read:
        opened = map(_opened, codes[looked_up == _OTHERWISE].tolist())
        plain = iter(read.split(bytes([_OTHERWISE])))
        read = next(plain) + b"".join(piece for both in zip(opened, plain, strict=True) for piece in both)
    return np.frombuffer(read.translate(None, bytes([_NONE])), np.uint8)


@cache
def _opened(code: int) -> bytes:
    """Letters of a ligature, or of a character beyond the Basic Multilingual Plane."""
    form = fold(chr(code)).translate(CONFUSED) if is_letter(code) else ""
    return _bytes(np.frombuffer(form.encode("utf-32-le", "surrogatepass"), np.uint32)).tobytes()


def _bytes(codes: npt.NDArray[np.uint32]) -> Letters:
    """Folded letters as bytes: ASCII as it is, others spread over the rest."""
    return np.where(codes < 128, codes, 128 + codes % 126).astype(np.uint8)


@cache
def _table() -> Letters:
    """For each code point its letter as a byte, or a sign that it has none or several."""
    letter, folded = folding_tables()
    single = letter & (folded != DROPPED) & (folded != SEVERAL)
    blurred = folded[single]
    for read, meant in CONFUSED.items():
        blurred[blurred == read] = meant
    table = np.where(letter & (folded == SEVERAL), _OTHERWISE, _NONE).astype(np.uint8)
    table[single] = _bytes(blurred)
    table[-1] = _OTHERWISE
    return table


def sequences(letters: Letters) -> Hashes:
    """Hashes of all runs of seven letters, in order, lower 24 bits zero; empty if there are fewer letters."""
    count = len(letters) - SEQUENCE + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    rows = -(-count // 8)
    padded = np.zeros(rows * 8 + 8, np.uint8)
    padded[: len(letters)] = letters
    packed = np.empty((rows, 8), np.uint64)
    for k in range(8):  # every eighth run lies where a 64-bit number may be read
        packed[:, k] = np.frombuffer(padded.data, "<u8", count=rows, offset=k)
    runs = packed.reshape(-1)[:count]
    runs &= _SEVEN
    runs *= _MIX
    runs ^= runs >> np.uint64(29)
    runs *= _AGAIN
    runs ^= runs >> np.uint64(32)
    runs *= _MIX
    hashes: Hashes = runs & HASH_MASK
    return hashes


def sketch(hashes: Hashes) -> Hashes:
    """The ``SKETCH`` least distinct hashes, sorted; the same wherever in the text they stand."""
    share = 1.5 * SKETCH / max(1, len(hashes))
    while share < 1:
        least = _distinct(hashes[hashes < np.uint64(int(share * 2**64))])
        if len(least) >= SKETCH:
            return least[:SKETCH]
        share *= 2
    return _distinct(hashes)[:SKETCH]


def _distinct(hashes: Hashes) -> Hashes:
    ordered = np.sort(hashes)  # faster than numpy's unique, which hashes
    kept: Hashes = ordered[np.append(np.diff(ordered) != 0, True)] if len(ordered) else ordered
    return kept


def figures(codes: npt.NDArray[np.uint32]) -> Hashes:
    """Distinct numbers of two to eight digits in a text's code points, sorted.

    >>> said(figures(np.frombuffer("Box 17, 1963: 9".encode("utf-32-le"), np.uint32)))
    ['17', '1963']
    """
    digit = (codes - np.uint32(ord("0"))) < 10  # smaller codes wrap round and are large
    edges = np.flatnonzero(np.diff(digit, prepend=False, append=False))
    start, length = edges[::2], edges[1::2] - edges[::2]
    kept = (length >= 2) & (length <= _LONGEST_FIGURE)
    start, length = start[kept, None], length[kept, None]
    place = np.arange(_LONGEST_FIGURE)
    behind = length - 1 - place  # digits that follow
    digits = codes[np.minimum(start + place, len(codes) - 1)].astype(np.uint64)
    shifted = digits << (8 * np.maximum(behind, 0)).astype(np.uint64)
    return _distinct(np.where(behind >= 0, shifted, np.uint64(0)).sum(axis=1, dtype=np.uint64))


def said(packed: Hashes) -> list[str]:
    """Packed figures as they are written."""
    return [int(p).to_bytes(_LONGEST_FIGURE, "big").lstrip(b"\0").decode("ascii") for p in packed]
