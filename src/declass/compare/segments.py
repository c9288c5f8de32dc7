"""Writes a segment's postings: sorted runs of some texts each, then every shard put together from them.

texts 0–399     ─► run 0 ─┐
texts 400–812   ─► run 1 ─┼─► shard 0, shard 1, … (each takes its stretch of every run)
…                         ┘
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from declass.compare.fingerprint import sequences
from declass.compare.letters import LetterFile, letters_between
from declass.compare.postings import EDGES, SHARDS, Spread, filled, once, shard_file
from declass.compare.words import Hashes, Ints

_RUN = 4_000_000
"""Letters of a run's texts: their postings take 32 MB, and as much again while they are sorted."""


@dataclass(frozen=True, slots=True)
class RunTask:
    """Texts whose postings become one run.

    Attributes:
        letters: the file with all letters.
        units, starts, ends: numbers of the texts, and where the letters of each lie in the file.
        run: the file to be written.
    """

    letters: Path
    units: Ints
    starts: Ints
    ends: Ints
    run: Path


@dataclass(frozen=True, slots=True)
class PutTogether:
    """One shard to be put together from its stretch of every run."""

    shard: int
    runs: tuple[Path, ...]
    file: Path


def write_segment(folder: Path, name: str, letters: LetterFile, units: Ints, spread: Spread) -> None:
    """Write the postings of these units; every shard has a file then, sorted, each posting once.

    Args:
        name: not yet used in the folder.
        units: rising.
    """
    tasks = list(_runs(folder, name, letters, units))
    for _ in spread(write_run, tasks):
        pass
    runs = tuple(task.run for task in tasks)
    shards = [PutTogether(k, runs, shard_file(folder, name, k)) for k in range(SHARDS)]
    for _ in spread(put_together, shards):
        pass
    for run in runs:
        run.unlink()


def _runs(folder: Path, name: str, letters: LetterFile, units: Ints) -> Iterator[RunTask]:
    every = np.array([0, *letters.ends], np.int64)
    starts, ends = every[units], every[units + 1]
    number = np.cumsum(ends - starts) // _RUN
    cuts = np.flatnonzero(np.diff(number)) + 1
    for k, some in enumerate(np.split(np.arange(len(units)), cuts)):
        run = folder / f"{name}-run-{k}.u64"
        yield RunTask(letters.file, units[some], starts[some], ends[some], run)


def write_run(task: RunTask) -> None:
    """Write one run, sorted, each posting once."""
    places = zip(task.units.tolist(), task.starts.tolist(), task.ends.tolist(), strict=True)
    parts = [
        sequences(letters_between(task.letters, start, end)) | np.uint64(unit) for unit, start, end in places
    ]
    postings = np.concatenate([np.zeros(0, np.uint64), *parts])
    postings.sort()
    once(postings).tofile(task.run)


def put_together(task: PutTogether) -> None:
    """Write one shard: its stretch of every run, in order."""
    postings = np.concatenate([np.zeros(0, np.uint64), *(_stretch(run, task.shard) for run in task.runs)])
    postings.sort(kind="stable")  # which merges runs that are in order, four times faster than sorting anew
    postings.tofile(task.file)


def _stretch(run: Path, shard: int) -> Hashes:
    if not filled(run):
        return np.zeros(0, np.uint64)
    postings = np.memmap(run, np.uint64, "r")
    start, end = np.searchsorted(postings, EDGES[shard : shard + 2])
    stretch: Hashes = np.asarray(postings[start:end])
    return stretch
