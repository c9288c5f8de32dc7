"""Which units share rare sequences, and how much: an inverted join over sorted postings, out of core."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from declass.compare.fingerprint import Postings, groups, renumbered, units_of
from declass.compare.words import Hashes, Ints

Floats = npt.NDArray[np.float64]

CAP = 24
"""A sequence in more units than this is taken for common language or boilerplate of the collection."""
_PAIRS_EACH = 60
"""Sequences in many units are thinned by hash, so that each yields about this many ordered pairs; none
in eight units or fewer is lost. Without it, one text in many copies costs the square of their count."""
_PARTS = 16
_ROW = np.dtype([("key", np.int64), ("rare", np.float32), ("shared", np.float32), ("weight", np.float32)])


@dataclass(frozen=True)
class Shared:
    """What pairs of units share.

    Attributes:
        a, b: int64 arrays, a < b.
        shared: how many rare sequences (in 2 to ``CAP`` units) both hold.
        rare: how many of them stand in no third unit.
        weight: sum over shared sequences of 1 / (units holding it).
        total_shared, total_weight: per unit, the same over all its rare sequences: what it could share.
        length: per unit, how many sequences it holds, rare or not.
    """

    a: Ints
    b: Ints
    shared: Floats
    rare: Floats
    weight: Floats
    total_shared: Floats
    total_weight: Floats
    length: Floats


def join(
    postings: Postings, units: int, folder: Path, renumber: Ints | None = None, least: float = 0.01
) -> Shared:
    """Join units over the rare sequences they share.

    Args:
        units: how many units there are.
        folder: an empty folder for parts; the caller removes it.
        renumber: joins under these unit numbers instead (see ``fingerprint.renumbered``).
        least: pairs whose weighted share of both sides (geometric mean) is below this are dropped, and
            those that share fewer than two sequences.
    """
    length = np.bincount(
        np.arange(len(postings.lengths)) if renumber is None else renumber,
        weights=postings.lengths,
        minlength=units,
    ).astype(np.float64)
    work = _Join(length, folder)

    def shard(k: int) -> None:
        found = postings.shard(k)
        work.shard(found if renumber is None else renumbered(found, renumber))

    for _ in postings.over_shards(shard):
        pass
    return work.merged(least)


class _Join:
    """Sums of one join: per unit in memory, per pair in parts on disk."""

    def __init__(self, length: Floats, folder: Path) -> None:
        self.units = max(1, len(length))
        self._length = length
        self.total_shared, self.total_weight = np.zeros(len(length)), np.zeros(len(length))
        self._files = [folder / f"pairs-{k:02d}" for k in range(_PARTS)]
        self._lock = Lock()

    def shard(self, postings: Hashes) -> None:
        """Add the pairs of one shard."""
        starts, spread = groups(postings)
        keys, shared, weight = [], np.zeros(len(self._length)), np.zeros(len(self._length))
        for d in range(2, CAP + 1):
            share = min(1.0, _PAIRS_EACH / (d * (d - 1)))
            at = _thinned(postings, starts[spread == d], share)
            if not len(at):
                continue
            units = units_of(postings[at[:, None] + np.arange(d)])
            counts = np.bincount(units.ravel(), minlength=len(self._length)) / share
            shared += counts
            weight += counts / d
            first, second = np.triu_indices(d, 1)
            keys.append((units[:, first] * self.units + units[:, second]).ravel() * (CAP + 1) + d)
        rows = _summed(np.concatenate(keys) if keys else np.zeros(0, np.int64))
        with self._lock:
            self.total_shared += shared
            self.total_weight += weight
            self._spill(rows)

    def _spill(self, rows: npt.NDArray[np.void]) -> None:
        edges = np.arange(1, _PARTS) * self.units // _PARTS * self.units
        for file, part in zip(self._files, np.split(rows, np.searchsorted(rows["key"], edges)), strict=True):
            with file.open("ab") as stream:
                part.tofile(stream)

    def merged(self, least: float) -> Shared:
        """All pairs worth keeping."""
        kept = [self._part(file, least) for file in self._files]
        rows = np.concatenate(kept)
        return Shared(
            rows["key"] // self.units,
            rows["key"] % self.units,
            rows["shared"].astype(np.float64),
            rows["rare"].astype(np.float64),
            rows["weight"].astype(np.float64),
            self.total_shared,
            self.total_weight,
            self._length,
        )

    def _part(self, file: Path, least: float) -> npt.NDArray[np.void]:
        rows = np.fromfile(file, _ROW) if file.exists() else np.zeros(0, _ROW)
        order = np.argsort(rows["key"], kind="stable")
        rows = rows[order]
        starts = _starts(rows["key"])
        total = np.zeros(len(starts), _ROW)
        total["key"] = rows["key"][starts]
        for name in ("rare", "shared", "weight"):
            total[name] = np.add.reduceat(rows[name], starts) if len(starts) else 0
        a, b = total["key"] // self.units, total["key"] % self.units
        both = total["weight"] / np.sqrt(self.total_weight[a] * self.total_weight[b])
        good: npt.NDArray[np.void] = total[(total["shared"] >= 2) & (both >= least)]
        return good


def _thinned(postings: Hashes, starts: Ints, share: float) -> Ints:
    """Starts of a fixed share of groups, chosen by their sequences' hashes."""
    if share >= 1:
        return starts
    low = (postings[starts] >> np.uint64(24)) & np.uint64(0xFFFF)
    kept: Ints = starts[low < np.uint64(share * 0x10000)]
    return kept


def _starts(ordered: Ints) -> Ints:
    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if len(ordered) else ordered


def _summed(keys: Ints) -> npt.NDArray[np.void]:
    """Pairs of one shard with their sums; a key carries in how many units its sequence stands."""
    keys.sort()
    pair, spread = keys // (CAP + 1), keys % (CAP + 1)
    share = np.minimum(1.0, _PAIRS_EACH / np.maximum(1, spread * (spread - 1)))
    starts = _starts(pair)
    rows = np.zeros(len(starts), _ROW)
    if len(starts):
        rows["key"] = pair[starts]
        rows["rare"] = np.add.reduceat((spread == 2).astype(np.float32), starts)
        rows["shared"] = np.add.reduceat(1 / share, starts)
        rows["weight"] = np.add.reduceat(1 / share / spread, starts)
    return rows
