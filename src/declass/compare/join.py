"""Which units share rare sequences, and how much: an inverted join over sorted postings, out of core.

Every shard is one task and every part of the pairs another; a task is told by file names and numbers, so it
runs in a thread, in a process or on another machine that sees the same files.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from declass.compare.postings import Shard, Spread, groups, units_of
from declass.compare.words import Hashes, Ints

Floats = npt.NDArray[np.float64]

CAP = 24
"""A sequence in more units than this is taken for common language or boilerplate of the collection."""
_PAIRS_EACH = 60
"""Sequences in many units are thinned by hash, so that each yields about this many ordered pairs; none
in eight units or fewer is lost."""
_PARTS = 16
_LEAST = 0.01
"""Pairs whose weighted share of both sides (geometric mean) is below this are dropped, and those that share
fewer than two sequences."""
_ROW = np.dtype([("key", np.int64), ("shared", np.float32), ("weight", np.float32)])


@dataclass(frozen=True)
class Totals:
    """What each unit could share.

    Attributes:
        shared: per unit, how many of its sequences are rare, that is in 2 to ``CAP`` units.
        weight: sum over its rare sequences of 1 / (units holding it).
    """

    shared: Floats
    weight: Floats

    @classmethod
    def none(cls, units: int) -> "Totals":
        """Totals of so many units that share nothing."""
        return cls(np.zeros(units), np.zeros(units))

    def plus(self, other: "Totals", sign: int = 1) -> "Totals":
        """The sum, or with ``sign`` -1 the difference."""
        return Totals(
            self.shared + sign * other.shared,
            self.weight + sign * other.weight,
        )


@dataclass(frozen=True)
class Shared:
    """What pairs of units share.

    Attributes:
        a, b: int64 arrays, a < b.
        shared: how many rare sequences both hold.
        weight: sum over them of 1 / (units holding it).
    """

    a: Ints
    b: Ints
    shared: Floats
    weight: Floats

    def only(self, kept: npt.NDArray[np.bool_]) -> "Shared":
        """The pairs kept."""
        return Shared(self.a[kept], self.b[kept], self.shared[kept], self.weight[kept])


@dataclass(frozen=True, slots=True)
class ShardTask:
    """One shard to be joined.

    Attributes:
        units: how many units there are.
        folder: where its pairs go, in files of their own.
        sequences: a file of sorted sequences to which the join is kept; None = all.
        among: a file that says of every unit whether pairs with it are asked for; None = all.
    """

    shard: Shard
    units: int
    folder: Path
    sequences: Path | None = None
    among: Path | None = None


@dataclass(frozen=True, slots=True)
class PartTask:
    """The pairs of one range of units, to be summed over all shards."""

    part: int
    units: int
    folder: Path
    weight: Path


def join(tasks: list[ShardTask], spread: Spread, known: Totals | None = None) -> tuple[Shared, Totals]:
    """Pairs worth keeping and every unit's totals, from one task for each shard.

    Args:
        known: totals over all sequences, where the tasks look at some of them only.
    """
    units, folder = tasks[0].units, tasks[0].folder
    found = Totals.none(units)
    for one in spread(join_shard, tasks):
        found = found.plus(one)
    if known is not None:
        found = known
    weight = folder / "weight.npy"
    np.save(weight, found.weight)
    kept = list(spread(join_part, [PartTask(part, units, folder, weight) for part in range(_PARTS)]))
    rows = np.concatenate(kept)
    a, b = rows["key"] // max(1, units), rows["key"] % max(1, units)
    return Shared(a, b, rows["shared"].astype(np.float64), rows["weight"].astype(np.float64)), found


def join_shard(task: ShardTask) -> Totals:
    """Write one shard's pairs; returns what it adds to the totals."""
    postings = task.shard.all() if task.sequences is None else task.shard.holding(task.sequences)
    among = None if task.among is None else np.load(task.among)
    edges = np.arange(1, _PARTS) * task.units // _PARTS * task.units
    rows = pair_rows(postings, task.units, among)
    for part, some in enumerate(np.split(rows, np.searchsorted(rows["key"], edges))):
        if len(some):
            some.tofile(task.folder / f"pairs-{part:02d}-{task.shard.number:03d}")
    return totals(postings, task.units)


def totals(postings: Hashes, units: int) -> Totals:
    """What sorted postings add to each unit's totals."""
    found = Totals.none(units)
    if not len(postings):
        return found
    _, spread = groups(postings)
    each, held = np.repeat(spread, spread), units_of(postings)
    rare = (each >= 2) & (each <= CAP)
    return Totals(
        np.bincount(held[rare], minlength=units).astype(np.float64),
        np.bincount(held[rare], weights=1 / each[rare], minlength=units).astype(np.float64),
    )


def pair_rows(postings: Hashes, units: int, among: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.void]:
    """Pairs that share sequences, with their sums, ordered by ``key`` = a × units + b."""
    starts, spread = groups(postings)
    keys = [np.zeros(0, np.int64)]
    for d in range(2, CAP + 1):
        at = thinned(postings, starts[spread == d], d)
        if len(at):
            held = units_of(postings[at[:, None] + np.arange(d)])
            keys.append(_pairs(held, units, among) * (CAP + 1) + d)
    return _summed(np.concatenate(keys))


def _pairs(held: Ints, units: int, among: npt.NDArray[np.bool_] | None) -> Ints:
    first, second = np.triu_indices(held.shape[1], 1)
    a, b = held[:, first].ravel(), held[:, second].ravel()
    if among is not None:
        asked = among[a] | among[b]
        a, b = a[asked], b[asked]
    return a * units + b


def thinned(postings: Hashes, starts: Ints, d: int) -> Ints:
    """Starts of those sequences in ``d`` units that are joined, chosen by their hashes."""
    if (share := kept_share(d)) >= 1:
        return starts
    low = (postings[starts] >> np.uint64(24)) & np.uint64(0xFFFF)
    kept: Ints = starts[low < np.uint64(share * 0x10000)]
    return kept


def kept_share(d: int) -> float:
    """Share of the sequences in ``d`` units that are joined; each then stands for 1 / share."""
    return min(1.0, _PAIRS_EACH / (d * (d - 1)))


def starts_of(ordered: Ints) -> Ints:
    """Where a new value begins in a sorted array."""
    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if len(ordered) else ordered


_EACH = np.array([1.0, 1.0, *(1 / kept_share(d) for d in range(2, CAP + 1))])


def _summed(keys: Ints) -> npt.NDArray[np.void]:
    """Pairs of one shard with their sums; a key carries in how many units its sequence stands."""
    keys.sort()
    pair, spread = keys // (CAP + 1), keys % (CAP + 1)
    starts = starts_of(pair)
    rows = np.zeros(len(starts), _ROW)
    if len(starts):
        rows["key"] = pair[starts]
        rows["shared"] = np.add.reduceat(_EACH[spread], starts)
        rows["weight"] = np.add.reduceat(_EACH[spread] / spread, starts)
    return rows


def join_part(task: PartTask) -> npt.NDArray[np.void]:
    """The pairs of one part worth keeping, summed over all shards."""
    files = sorted(task.folder.glob(f"pairs-{task.part:02d}-*"))
    rows = _read(files)
    rows = rows[np.argsort(rows["key"], kind="stable")]
    starts = starts_of(rows["key"])
    total = np.zeros(len(starts), _ROW)
    total["key"] = rows["key"][starts]
    for name in ("shared", "weight"):
        total[name] = np.add.reduceat(rows[name], starts) if len(starts) else 0
    weight = np.load(task.weight)
    a, b = total["key"] // max(1, task.units), total["key"] % max(1, task.units)
    both = total["weight"] / np.sqrt(weight[a] * weight[b])
    good: npt.NDArray[np.void] = total[(total["shared"] >= 2) & (both >= _LEAST)]
    return good


def _read(files: Iterable[Path]) -> npt.NDArray[np.void]:
    parts = [np.fromfile(file, _ROW) for file in files]
    return np.concatenate(parts) if parts else np.zeros(0, _ROW)
