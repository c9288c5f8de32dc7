"""Letters of all texts in one file, from which sequences are had again instead of being kept."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from declass.compare.fingerprint import Letters, sequences
from declass.compare.postings import once
from declass.compare.words import Hashes


def letters_between(file: Path, start: int, end: int) -> Letters:
    """The letters that stand there in a file of letters."""
    return np.fromfile(file, np.uint8, end - start, offset=start)


class LetterFile:
    """Letters of all units, one after another in a file, so that their sequences can be had again.

    Args:
        ends: end of every unit's letters. What follows the last is the rest of a run that was killed, and is
            written over.
    """

    def __init__(self, file: Path, ends: Sequence[int] = ()) -> None:
        self.file, self.ends = file, list(ends)

    def open(self) -> None:
        """Make ready to add."""
        self._stream = self.file.open("r+b" if self.ends else "wb")
        self._stream.truncate(self.ends[-1] if self.ends else 0)
        self._stream.seek(0, 2)

    def add(self, letters: Letters) -> None:
        """Take the letters of the next unit."""
        self._stream.write(letters.tobytes())
        self.ends.append(self._stream.tell())

    def close(self) -> None:
        """Have all written down."""
        self._stream.close()

    def sequences(self, unit: int) -> Hashes:
        """Sequences of a unit, in order."""
        start = self.ends[unit - 1] if unit else 0
        return sequences(letters_between(self.file, start, self.ends[unit]))

    def sequences_of(self, units: Iterable[int]) -> Hashes:
        """Sequences of some units, sorted, each once."""
        parts = [self.sequences(unit) for unit in units]
        found = np.concatenate([np.zeros(0, np.uint64), *parts])
        found.sort()  # several times faster than numpy's unique, which hashes
        return once(found)
