"""Which unit holds which sequence, sorted on disk in shards by hash, so that memory stays bounded.

A posting is one 64-bit number: 40 bits of a sequence's hash, 24 of the unit that holds it.

    segment "a"   shard-000  shard-001 …   the bulk, never changed
    segment "b"   shard-000  shard-001 …   what came later; put together with "a" once it has grown
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from declass.compare.fingerprint import HASH_MASK, UNIT_BITS
from declass.compare.words import Hashes, Ints

UNIT_MASK = ~HASH_MASK
MOST_UNITS = 1 << UNIT_BITS
_AHEAD = 2  # tasks handed out for each thread
SHARDS = 64
_INNER = (np.arange(1, SHARDS, dtype=np.uint64) << np.uint64(32)) // np.uint64(SHARDS) << np.uint64(32)
EDGES = np.concatenate((np.zeros(1, np.uint64), _INNER, np.full(1, 2**64 - 1, np.uint64)))
"""Where each shard begins, and where the last one ends: no posting is as large."""

Task = TypeVar("Task")
Result = TypeVar("Result")


class Spread(Protocol):
    """Does one kind of work over many tasks: in threads here, or in processes through ``jobs``."""

    def __call__(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterable[Result]:
        """Results in the order of the tasks; work, tasks and results can be pickled.

        Tasks are asked for as workers come free, and few results wait, so that neither need fit in memory.
        """
        ...


def threads(count: int) -> Spread:
    """Tasks spread over threads of this process; most of the work is done outside Python's lock."""

    def spread(work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterable[Result]:
        with ThreadPoolExecutor(count) as pool:
            waiting: deque[Future[Result]] = deque()
            for task in tasks:
                waiting.append(pool.submit(work, task))
                if len(waiting) > _AHEAD * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    return spread


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of all postings, as any process can open it: its files, one for each segment."""

    number: int
    files: tuple[Path, ...]

    def all(self) -> Hashes:
        """Its postings, sorted."""
        parts = [np.fromfile(file, np.uint64) for file in self.files if file.exists()]
        if len(parts) == 1:
            return parts[0]
        postings = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
        postings.sort()
        return postings

    def holding(self, file: Path) -> Hashes:
        """Sorted postings of the sequences in a file (sorted, each once); no others are read."""
        every = np.load(file, mmap_mode="r")
        start, end = np.searchsorted(every, EDGES[self.number : self.number + 2])
        sequences = np.asarray(every[start:end])
        parts = [_held(np.memmap(f, np.uint64, "r"), sequences) for f in self.files if filled(f)]
        postings = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
        postings.sort()
        return postings


def filled(file: Path) -> bool:
    """Whether there is anything in a file: nothing cannot be mapped."""
    return file.exists() and file.stat().st_size > 0


def _held(postings: Hashes, sequences: Hashes) -> Hashes:
    start = np.searchsorted(postings, sequences)
    count = np.searchsorted(postings, sequences | UNIT_MASK, side="right") - start
    there = count > 0
    start, count = start[there], count[there]
    places = np.repeat(start - np.concatenate(([0], np.cumsum(count)[:-1])), count) + np.arange(count.sum())
    held: Hashes = np.asarray(postings[places])
    return held


def shard_file(folder: Path, segment: str, k: int) -> Path:
    return folder / f"{segment}-{k:03d}.u64"


def shards(folder: Path, segments: Sequence[str]) -> list[Shard]:
    """All shards of these segments."""
    return [Shard(k, tuple(shard_file(folder, s, k) for s in segments)) for k in range(SHARDS)]


def merged(folder: Path, segments: Sequence[str], name: str) -> None:
    """Put several segments together as a new one; the old ones stay."""
    for shard in shards(folder, segments):
        shard.all().tofile(shard_file(folder, name, shard.number))


def once(ordered: Hashes) -> Hashes:
    """A sorted array without repetitions."""
    if not len(ordered):
        return ordered
    kept: Hashes = ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]
    return kept


def groups(postings: Hashes) -> tuple[Ints, Ints]:
    """Start of each sequence's postings in a sorted shard, and in how many units it stands."""
    sequence = postings >> np.uint64(UNIT_BITS)
    starts = (
        np.flatnonzero(np.concatenate(([True], sequence[1:] != sequence[:-1])))
        if len(sequence)
        else np.zeros(0, np.int64)
    )
    return starts, np.diff(np.append(starts, len(postings)))


def units_of(postings: Hashes) -> Ints:
    return (postings & UNIT_MASK).astype(np.int64)
