"""Later documents joined against a kept index: only what they touch is looked at again.

    new texts ─► their sequences looked up ─► pairs with them, and what every text could share, exactly
              ─► they, their likely partners and those grouped with these are joined anew
              ─► all pairs scored again (cheap), and told where they are new or have moved

What a from-scratch run would find differs only where new texts change how rare a sequence is between two old
texts that neither they nor their partners touch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from declass.compare.between import Between, BetweenTask, between
from declass.compare.closer import LOOKS
from declass.compare.index import FEW, Index, MatchInput
from declass.compare.join import Floats, ShardTask, Shared, Totals, join, totals
from declass.compare.kept import Found, Kept
from declass.compare.linkage import Models, Units, best_partners, heaviest, one_record
from declass.compare.match import Pair, pairs_of, probability
from declass.compare.postings import Shard, Spread, units_of
from declass.compare.score import (
    PARTNERS,
    Candidates,
    Scored,
    candidates,
    empty,
    hopeful,
    looked,
    score,
    scored,
)
from declass.compare.words import Ints

MOVED = 0.02
"""Change of a probability below which a pair is not told again: new texts move every probability a little."""


@dataclass(frozen=True)
class Answer:
    """What a run found.

    Attributes:
        documents: keys of documents of which a pair is new, gone or moved; None = all.
        pairs: all pairs with one of these.
    """

    documents: frozenset[str] | None
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Setting:
    """With what a run works.

    Attributes:
        folder: for files that are thrown away; the caller removes it.
        minimum: pairs less probable are left out, 0–1.
    """

    models: Models
    spread: Spread
    folder: Path
    minimum: float


def grown(kept: Kept, documents: Iterable[MatchInput], setting: Setting) -> Answer:
    """Take further documents into a kept index; the state is not saved.

    Args:
        documents: none of them in the index; in a new index, all there are.
    """
    before, old = len(kept.index.units), kept.found
    taken = kept.index.read(documents, setting.spread, kept.next_segment())
    if old is None:
        made = score(kept.index, setting.folder, setting.models, setting.spread)
    else:
        made = _joined_on(kept.index, old, before, setting)
    known, kept.found = kept.found, _found(made)
    if known is None or before <= FEW:
        return Answer(None, tuple(pairs_of(kept.index, made, setting.minimum)))
    moved = set(taken) | _moved(known, kept.found, setting.minimum)
    told = _told(kept.index, moved)
    units = frozenset(key for unit in told for key in kept.index.units[unit].keys)
    every = pairs_of(kept.index, made, setting.minimum, frozenset(told))
    return Answer(units, tuple(pair for pair in every if pair.a in units or pair.b in units))


def _found(made: Scored) -> Found:
    found = made.candidates
    said = probability(made.log_odds)
    units, linked = found.units, made.linked
    return Found(found.pairs, units.totals, units.best, linked.groups, linked.between, said, found.looked)


@dataclass(frozen=True, slots=True)
class _Gained:
    """One shard in which the totals that new units bring are counted."""

    shard: Shard
    sequences: Path
    before: int
    units: int


def _gain(task: _Gained) -> Totals:
    """What every unit's totals gain by the units from ``before`` on."""
    postings = task.shard.holding(task.sequences)
    old = postings[units_of(postings) < task.before]
    return totals(postings, task.units).plus(totals(old, task.units), -1)


def _joined_on(index: Index, old: Found, before: int, setting: Setting) -> Scored:
    count = len(index.units)
    known = _longer(old, count)
    fresh = [k for k in range(before, count) if index.units[k].leader == k]
    step = _Step(index, setting, known)
    now = step.gained(fresh, before)
    partners = step.around(fresh, now, known.groups)
    found = step.renewed(partners, now)
    groups = one_record(found.pairs, found.log_odds, count)
    own = step.compared(found, groups, partners)
    return scored(index, found, groups, own, setting.models)


def _longer(old: Found, count: int) -> Found:
    """What was found, with room for new units: each a group of its own, sharing nothing yet."""
    more = count - len(old.groups)
    pad = np.zeros(more)
    first = int(old.groups.max()) + 1 if len(old.groups) else 0
    return replace(
        old,
        totals=Totals(*(np.append(t, pad) for t in (old.totals.shared, old.totals.weight))),
        best=np.append(old.best, pad),
        groups=np.append(old.groups, np.arange(first, first + more)),
        between=replace(old.between, could=np.append(old.between.could, pad)),
    )


class _Step:
    """The joins of one run over part of the units."""

    def __init__(self, index: Index, setting: Setting, known: Found) -> None:
        self._index, self._setting, self._known = index, setting, known
        self._folders = 0
        self._written: dict[tuple[int, ...], Path] = {}

    def gained(self, fresh: Sequence[int], before: int) -> Totals:
        """Every unit's totals, with the new units."""
        _, sequences = self._sequences(fresh)
        tasks = [_Gained(s, sequences, before, len(self._index.units)) for s in self._index.shards()]
        now = self._known.totals
        for more in self._setting.spread(_gain, tasks):
            now = now.plus(more)
        return now

    def around(self, fresh: Sequence[int], now: Totals, groups: Ints) -> npt.NDArray[np.bool_]:
        """The new units, their likely partners, and all that were grouped with these."""
        pairs = self._rows(_mask(fresh, len(self._index.units)), now)
        units = self._units(now, pairs, np.zeros(0, np.int64))
        best = pairs.only(best_partners(pairs, units, PARTNERS))
        likely, _, _ = hopeful(best, units, self._setting.models)
        touched = np.isin(groups, groups[np.concatenate((likely.a, likely.b))])
        return (touched | _mask(fresh, len(touched))) & self._leads()

    def renewed(self, among: npt.NDArray[np.bool_], now: Totals) -> Candidates:
        """All candidates: those with these units joined anew, the others as they were."""
        pairs = self._rows(among, now)
        units = self._units(now, pairs, np.flatnonzero(among))
        pairs = pairs.only(best_partners(pairs, units, PARTNERS))
        old = self._known.pairs
        rest = old.only(~(among[old.a] | among[old.b]))
        both = Shared(
            *(np.append(getattr(rest, n), getattr(pairs, n)) for n in ("a", "b", "shared", "weight"))
        )
        return candidates(both, units, self._setting.models, self._looked)

    def _looked(self, pairs: Shared) -> Floats:
        """A closer look at pairs, remembered where they were looked at before."""
        old, size = self._known.pairs, len(self._known.groups)
        known, asked = old.a * size + old.b, pairs.a * size + pairs.b
        order = np.argsort(known)
        place = np.searchsorted(known[order], asked)
        fresh = ~np.isin(asked, known)
        columns = np.empty((len(asked), len(LOOKS)))
        columns[~fresh] = self._known.looked[order[place[~fresh]]]
        folder, spread = self._setting.folder, self._setting.spread
        columns[fresh] = looked(self._index, pairs.only(fresh), folder, spread)
        return columns

    def compared(self, found: Candidates, groups: Ints, among: npt.NDArray[np.bool_]) -> Between:
        """What groups have to themselves: counted anew around these units, as it was elsewhere."""
        anew = np.isin(groups, groups[among])
        count = int(groups.max()) + 1
        a, b = groups[found.pairs.a], groups[found.pairs.b]
        wanted = np.unique((np.minimum(a, b) * count + np.maximum(a, b))[a != b])
        folder, sequences = self._sequences(np.flatnonzero(anew & self._leads()).tolist())
        np.save(folder / "groups.npy", groups)
        np.save(folder / "wanted.npy", wanted)
        files = (folder / "groups.npy", folder / "wanted.npy", sequences)
        tasks = [BetweenTask(s, count, *files) for s in self._index.shards()]
        return _patched(between(tasks, self._setting.spread), self._known, groups, anew)

    def _rows(self, among: npt.NDArray[np.bool_], now: Totals) -> Shared:
        folder, sequences = self._sequences(np.flatnonzero(among).tolist())
        np.save(folder / "among.npy", among)
        tasks = [
            ShardTask(shard, len(among), folder, sequences, folder / "among.npy")
            for shard in self._index.shards()
        ]
        return join(tasks, self._setting.spread, now)[0]

    def _units(self, now: Totals, pairs: Shared, anew: Ints) -> Units:
        best = self._known.best.copy()
        best[anew] = 0.0
        return Units(now, self._index.lengths(), np.maximum(best, heaviest(pairs, len(best))))

    def _leads(self) -> npt.NDArray[np.bool_]:
        leading = self._index.leading()
        leads: npt.NDArray[np.bool_] = leading == np.arange(len(leading))
        return leads

    def _sequences(self, units: Sequence[int]) -> tuple[Path, Path]:
        """A new folder for files, and the file with the sequences of these units."""
        self._folders += 1
        folder = empty(self._setting.folder / f"step{self._folders}")
        key = tuple(units)
        if key not in self._written:
            self._written[key] = folder / "sequences.npy"
            np.save(self._written[key], self._index.letters.sequences_of(units))
        return folder, self._written[key]


def _mask(units: Sequence[int], count: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(count, np.bool_)
    found[list(units)] = True
    return found


def _patched(counted: Between, known: Found, groups: Ints, anew: npt.NDArray[np.bool_]) -> Between:
    """Counts of groups that were counted anew, and for the others what was known, under their new numbers."""
    count = len(counted.could)
    fresh = np.zeros(count, np.bool_)
    fresh[groups[anew]] = True
    _, first = np.unique(groups, return_index=True)
    before = known.groups[first]
    could = np.where(
        fresh, counted.could, known.between.could[np.minimum(before, len(known.between.could) - 1)]
    )
    low, high = before[counted.low], before[counted.high]
    as_before = known.between.of(np.minimum(low, high), np.maximum(low, high))
    rare = np.where(fresh[counted.low] | fresh[counted.high], counted.rare, as_before)
    return Between(counted.low, counted.high, rare, could)


def _moved(old: Found, new: Found, minimum: float) -> set[int]:
    """Units of pairs that are new, gone or told with another probability."""
    size = len(new.groups)
    before = dict(zip((old.pairs.a * size + old.pairs.b).tolist(), old.said.tolist(), strict=True))
    after = dict(zip((new.pairs.a * size + new.pairs.b).tolist(), new.said.tolist(), strict=True))
    moved: set[int] = set()
    for key in before.keys() | after.keys():
        was, now = before.get(key, 0.0), after.get(key, 0.0)
        if max(was, now) >= minimum and (abs(was - now) >= MOVED or (was >= minimum) != (now >= minimum)):
            moved |= {key // size, key % size}
    return moved


def _told(index: Index, moved: set[int]) -> set[int]:
    """Those units with all that their leaders stand for."""
    leaders = {index.units[unit].leader for unit in moved}
    return {k for k, unit in enumerate(index.units) if unit.leader in leaders}
