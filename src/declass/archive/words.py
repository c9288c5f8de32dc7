"""A layer's words packed into few bytes: spans exact, boxes to 0.01 pt, confidence to 0.0001.

    version (1 byte) │ zlib( planes )

Seven int32 columns (start, length, x0, y0, width, height, confidence), each as the difference from the word
before and split into its four byte planes, because the high bytes are nearly all zero and pack to nothing.
"""

import hashlib
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from declass.errors import ArchiveError
from declass.model.anchor import Box
from declass.model.page import Word

_VERSION = b"\x01"
_COLUMNS = 7
_PER_POINT = 100
_PER_CONFIDENCE = 10_000
_NO_CONFIDENCE = -1
_FARTHEST_PT = 5_000_000.0  # doubled and times 100 it still fits int32; no page is a mile long

_READ_AGAIN = "Restore the catalogue from a backup copy."

Int32 = npt.NDArray[np.int32]


def pack(words: Sequence[Word] | None) -> bytes | None:
    """Words to bytes; None (no geometry) stays None. Boxes beyond ±5,000,000 pt are cut to that."""
    if words is None:
        return None
    columns = np.empty((_COLUMNS, len(words)), dtype=np.int32)
    columns[0] = [word.start for word in words]
    columns[1] = [word.end - word.start for word in words]
    columns[2:6] = _hundredths(words)
    columns[6] = [_scaled(word.confidence) for word in words]
    deltas = np.diff(columns, axis=1, prepend=np.int32(0)).astype("<i4")
    planes = deltas.view(np.uint8).reshape(_COLUMNS, len(words), 4).transpose(0, 2, 1)
    return _VERSION + zlib.compress(planes.tobytes(), 6)


def unpack(packed: bytes | None) -> tuple[Word, ...] | None:
    """Bytes to words.

    Raises:
        ArchiveError: the bytes are damaged or of a newer version.
    """
    if packed is None:
        return None
    columns = _columns(packed)
    start, length, x0, y0, width, height, confidence = columns
    corners = np.stack([x0, y0, x0 + width, y0 + height]) / _PER_POINT
    spans = zip(
        start.tolist(), (start + length).tolist(), corners.T.tolist(), confidence.tolist(), strict=True
    )
    return tuple(Word(first, end, Box(*box), _share(c)) for first, end, box, c in spans)


def digest(packed: bytes | None) -> str | None:
    """What tells equal words, however well a machine's zlib packed them; None stays None."""
    return None if packed is None else hashlib.sha256(_planes(packed)).hexdigest()


def _planes(packed: bytes) -> bytes:
    if packed[:1] != _VERSION:
        raise ArchiveError("Packed words are of an unknown version", "Install a newer version of declass.")
    try:
        return zlib.decompress(packed[1:])
    except zlib.error as e:
        raise ArchiveError("Packed words are damaged", _READ_AGAIN) from e


def _hundredths(words: Sequence[Word]) -> Int32:
    corners = [(w.box.x0, w.box.y0, w.box.x1, w.box.y1) for w in words]
    points = np.array(corners, dtype=np.float64).reshape(-1, 4).T
    whole = np.rint(np.clip(np.nan_to_num(points), -_FARTHEST_PT, _FARTHEST_PT) * _PER_POINT).astype(np.int32)
    return np.concatenate([whole[:2], whole[2:] - whole[:2]])


def _scaled(confidence: float | None) -> int:
    if confidence is None or not 0 <= confidence <= 1:
        return _NO_CONFIDENCE
    return round(confidence * _PER_CONFIDENCE)


def _share(scaled: int) -> float | None:
    return None if scaled == _NO_CONFIDENCE else scaled / _PER_CONFIDENCE


def _columns(packed: bytes) -> Int32:
    planes = np.frombuffer(_planes(packed), dtype=np.uint8)
    count = len(planes) // (4 * _COLUMNS)
    if len(planes) != 4 * _COLUMNS * count:
        raise ArchiveError("Packed words are damaged", _READ_AGAIN)
    octets = np.ascontiguousarray(planes.reshape(_COLUMNS, 4, count).transpose(0, 2, 1))
    deltas = octets.view("<i4").reshape(_COLUMNS, count)
    return np.cumsum(deltas, axis=1, dtype=np.int32)
