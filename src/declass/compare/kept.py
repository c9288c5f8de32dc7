"""An index kept between runs: what comes later is joined against what is known, not everything anew.

    folder/
        state.npz          units, pairs, groups; replaced as one file, last of all
        letters.u8         letters of all texts, one after another
        a1-000.u64 …       postings (see postings)

A kill at any moment leaves the old state, whose files are not touched; what it does not name is swept away.
"""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from declass.compare.between import Between
from declass.compare.index import FEW, Index, Unit
from declass.compare.join import Floats, Shared, Totals
from declass.compare.postings import merged, shards
from declass.compare.words import Hashes, Ints

VERSION = "3"
"""Raised when an index of an earlier version cannot be read on."""
_TOGETHER = 0.25
"""Later postings, as a share of the bulk, from which the two are put together."""


@dataclass(frozen=True)
class Found:
    """What was found of an index the last time.

    Attributes:
        pairs: those the first model did not find hopeless.
        totals, best: see ``linkage.Units``.
        groups: per unit.
        between: in the numbers of ``groups``.
        said: per pair, the probability told then.
        looked: per pair, the columns of ``closer.LOOKS``; they never change.
    """

    pairs: Shared
    totals: Totals
    best: Floats
    groups: Ints
    between: Between
    said: Floats
    looked: Floats


@dataclass
class Kept:
    """A kept index with what was found of it.

    Attributes:
        made_by: what else the state depends on (models, versions); another value makes it worthless.
        inputs: for each document's key, what tells whether its text has changed.
        found: None before the first run.
    """

    index: Index
    made_by: str
    inputs: dict[str, str] = field(default_factory=dict)
    generation: int = 0
    found: Found | None = None

    @property
    def folder(self) -> Path:
        return self.index.folder

    def next_segment(self) -> str:
        """A name for new postings that no earlier run has used."""
        self.generation += 1
        return f"a{self.generation}"

    def settle(self) -> None:
        """Put segments together: all of them once the later ones have grown, else the later ones."""
        if len(self.index.segments) < 2:
            return
        sizes = [
            sum(f.stat().st_size for s in shards(self.folder, [name]) for f in s.files if f.exists())
            for name in self.index.segments
        ]
        from_here = 0 if sum(sizes[1:]) > _TOGETHER * sizes[0] else 1
        if len(self.index.segments) - from_here > 1:
            name = self.next_segment()
            merged(self.folder, self.index.segments[from_here:], name)
            self.index.segments[from_here:] = [name]

    def save(self) -> None:
        """Write the state down; only then do files of earlier states go."""
        assert self.found is not None
        self.settle()
        part = self.folder / "state.part"
        with part.open("wb") as stream:
            np.savez(stream, allow_pickle=False, **_units_as_arrays(self), **_found_as_arrays(self.found))
        part.replace(self.folder / "state.npz")
        named = {file.name for shard in self.index.shards() for file in shard.files}
        for file in self.folder.glob("a*-*.u64"):
            if file.name not in named:
                file.unlink()


def opened(folder: Path, made_by: str) -> Kept:
    """The index kept in a folder, or a new one where there is none that can be read on."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (folder / "state.npz").open("rb") as stream, np.load(stream) as state:
            kept = _from_arrays(folder, dict(state))
    except (FileNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        return fresh(folder, made_by)
    whole = all(file.exists() for shard in kept.index.shards() for file in shard.files)
    if kept.made_by != made_by or not whole or len(kept.index.units) <= FEW:  # few are aligned, and read anew
        return fresh(folder, made_by)
    return kept


def fresh(folder: Path, made_by: str) -> Kept:
    """An empty index; what the folder held goes."""
    for file in (
        *folder.glob("a*-*.u64"),
        folder / "letters.u8",
        folder / "state.npz",
        folder / "state.part",
    ):
        file.unlink(missing_ok=True)
    return Kept(Index(folder), made_by)


def _units_as_arrays(kept: Kept) -> dict[str, Any]:
    index = kept.index
    told = {
        "version": VERSION,
        "made_by": kept.made_by,
        "generation": kept.generation,
        "segments": index.segments,
        "inputs": kept.inputs,
        "keys": [unit.keys for unit in index.units],
    }
    digests: list[bytes] = [b""] * len(index.units)
    for digest, unit in index.by_letters.items():
        digests[unit] = digest
    return {
        "told": np.frombuffer(json.dumps(told).encode(), np.uint8),
        "ends": np.array(index.letters.ends, np.int64),
        "common": index.common,
        "leader": index.leading(),
        "length": np.array([unit.length for unit in index.units], np.int64),
        "reads": np.array([unit.reads for unit in index.units], np.float64),
        "digests": np.frombuffer(b"".join(digests), np.uint8),
        **_ragged("sketch", [unit.sketch for unit in index.units]),
        **_ragged("figures", [unit.figures for unit in index.units]),
    }


def _ragged(name: str, rows: Sequence[Hashes]) -> dict[str, Any]:
    ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
    return {name: np.concatenate(rows) if rows else np.zeros(0, np.uint64), f"{name}_ends": ends}


def _rows(name: str, state: dict[str, Any]) -> list[Hashes]:
    return np.split(state[name].astype(np.uint64), state[f"{name}_ends"].astype(np.int64)[:-1])


def _found_as_arrays(found: Found) -> dict[str, Any]:
    pairs, totals, own = found.pairs, found.totals, found.between
    return {
        "pairs": np.stack((pairs.a, pairs.b)),
        "shares": np.stack((pairs.shared, pairs.weight, found.said)),
        "totals": np.stack((totals.shared, totals.weight, found.best)),
        "groups": found.groups,
        "own": np.stack((own.low, own.high)),
        "own_rare": own.rare,
        "own_could": own.could,
        "looked": found.looked,
    }


def _from_arrays(folder: Path, state: dict[str, Any]) -> Kept:
    told = json.loads(state["told"].tobytes())
    if told["version"] != VERSION:
        raise ValueError(told["version"])
    made = zip(
        told["keys"],
        state["leader"].tolist(),
        state["length"].tolist(),
        state["reads"].tolist(),
        _rows("sketch", state),
        _rows("figures", state),
        strict=True,
    )
    units = [Unit(*one) for one in made]
    digests = state["digests"].tobytes()
    index = Index(
        folder,
        units,
        {digests[32 * k : 32 * k + 32]: k for k in range(len(units))},
        told["segments"],
        state["common"].astype(np.uint64),
    )
    index.letters.ends = [int(end) for end in state["ends"]]
    return Kept(index, told["made_by"], told["inputs"], told["generation"], _found(state))


def _found(state: dict[str, Any]) -> Found:
    (a, b), (low, high) = state["pairs"].astype(np.int64), state["own"].astype(np.int64)
    shared, weight, said = state["shares"].astype(np.float64)
    total_shared, total_weight, best = state["totals"].astype(np.float64)
    return Found(
        Shared(a, b, shared, weight),
        Totals(total_shared, total_weight),
        best,
        state["groups"].astype(np.int64),
        Between(low, high, state["own_rare"].astype(np.float64), state["own_could"].astype(np.float64)),
        said,
        state["looked"].astype(np.float64),
    )
