"""Fingerprints of texts: every sequence of seven letters, kept sorted on disk so that memory stays bounded.

Letters are folded, spaces left out and look-alikes made one before hashing: so a sequence survives what
scanning does to spaces and to letters elsewhere in the word. A posting is one 64-bit number, 40 bits of
hash and 24 of unit.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from declass.compare.words import Hashes, Ints, Words

_LETTERS = 7
"""On 1,207 JFK texts, precision at .98 recall was best with 7 letters: 6 .975, 7 .980, 8 .975, 10 .960;
two-word sequences reached .80."""
_UNIT_BITS = 24
_UNIT_MASK = np.uint64((1 << _UNIT_BITS) - 1)
MOST_UNITS = 1 << _UNIT_BITS
_BUFFERED = 4_000_000
"""Postings held in memory before they are sorted and written: 32 MB."""
_MIX, _STEP = np.uint64(0xD6E8FEB86659FD93), np.uint64(0x9E3779B97F4A7C15)

Result = TypeVar("Result")


def letter_sequences(words: Words) -> Hashes:
    """Hashes of all runs of seven letters of a text, in order; empty if it has fewer."""
    count = len(words.letters) - _LETTERS + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    codes = np.frombuffer(words.blurred.encode("utf-32-le", "surrogatepass"), np.uint32)
    one = codes.astype(np.uint64) * _MIX
    two = one[:-1] * _STEP + one[1:]
    three = two[:-1] * _STEP + one[2:]
    rolled = (three[:count] * _STEP**3 + three[3 : 3 + count]) * _STEP + one[6:]
    mixed: Hashes = (rolled ^ (rolled >> np.uint64(32))) * _STEP
    return mixed


class Postings:
    """Which unit holds which sequence, in shards by hash.

    Args:
        folder: an empty folder for the shards' files; the caller removes it.
        shards: how many files; each is sorted in memory at once.
        threads: how many shards are worked on at the same time.
    """

    def __init__(self, folder: Path, shards: int = 32, threads: int = 2) -> None:
        self._files = [folder / f"shard-{k:03d}.u64" for k in range(shards)]
        self._edges = (np.arange(1, shards, dtype=np.uint64) << np.uint64(32)) // np.uint64(
            shards
        ) << np.uint64(32)
        self._threads = threads
        self.lengths: list[int] = []
        """Per unit, how many sequences it was added with."""
        self._held: list[Hashes] = []
        self._count = 0

    def add(self, unit: int, sequences: Hashes) -> None:
        """Record that ``unit`` holds these sequences; units come in order, 0, 1, 2 … up to 2**24 - 1."""
        self.lengths.append(len(sequences))
        self._held.append((sequences & ~_UNIT_MASK) | np.uint64(unit))
        self._count += len(sequences)
        if self._count >= _BUFFERED:
            self._write()

    def finish(self) -> None:
        """Write what is held and sort every shard, each posting once."""
        self._write()
        for _ in self.over_shards(self._sort):
            pass

    def over_shards(self, work: Callable[[int], Result]) -> Iterator[Result]:
        """Results of ``work(shard number)`` in order, several shards at a time."""
        with ThreadPoolExecutor(self._threads) as pool:
            yield from pool.map(work, range(len(self._files)))

    def shard(self, k: int) -> Hashes:
        """The sorted postings of one shard."""
        return np.fromfile(self._files[k], np.uint64) if self._files[k].exists() else np.zeros(0, np.uint64)

    def _write(self) -> None:
        if not self._held:
            return
        postings = np.concatenate(self._held)
        postings.sort()
        for file, part in zip(
            self._files, np.split(postings, np.searchsorted(postings, self._edges)), strict=True
        ):
            with file.open("ab") as stream:
                part.tofile(stream)
        self._held, self._count = [], 0

    def _sort(self, k: int) -> None:
        postings = self.shard(k)
        postings.sort()
        once(postings).tofile(self._files[k])


def once(ordered: Hashes) -> Hashes:
    """A sorted array without repetitions."""
    if not len(ordered):
        return ordered
    kept: Hashes = ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]
    return kept


def renumbered(postings: Hashes, units: Ints) -> Hashes:
    """Sorted postings under other unit numbers: ``units[old]`` is the new one; several may become one."""
    moved = (postings & ~_UNIT_MASK) | units[(postings & _UNIT_MASK).astype(np.int64)].astype(np.uint64)
    moved.sort()
    return once(moved)


def groups(postings: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Start of each sequence's postings in a sorted shard, and in how many units it stands."""
    sequence = postings >> np.uint64(_UNIT_BITS)
    starts = (
        np.flatnonzero(np.concatenate(([True], sequence[1:] != sequence[:-1]))) if len(sequence) else sequence
    )
    starts = starts.astype(np.int64)
    return starts, np.diff(np.append(starts, len(postings)))


def units_of(postings: Hashes) -> Ints:
    return (postings & _UNIT_MASK).astype(np.int64)
