"""What two groups of texts have to themselves: sequences that stand in these two groups and in no third.

Forms and templates have none, as more than two records fill them in; releases of one record do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from declass.compare.join import CAP, Floats, kept_share, starts_of, thinned
from declass.compare.postings import Shard, Spread, groups, units_of
from declass.compare.words import Ints


@dataclass(frozen=True)
class Between:
    """Sequences in two groups only.

    Attributes:
        low, high: group numbers, low < high, each pair once.
        rare: per pair, how many sequences are theirs alone.
        could: per group, how many of its sequences stand in another group at all.
    """

    low: Ints
    high: Ints
    rare: Floats
    could: Floats

    def of(self, low: Ints, high: Ints) -> Floats:
        """Sequences that these pairs of groups have to themselves; 0 where there are none."""
        if not len(self.low):
            return np.zeros(len(low))
        size = len(self.could)
        keys, wanted = self.low * size + self.high, low * size + high
        order = np.argsort(keys)
        at = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
        return np.where(keys[at] == wanted, self.rare[at], 0.0)


@dataclass(frozen=True, slots=True)
class BetweenTask:
    """One shard to be looked through.

    Attributes:
        groups: a file with every unit's group.
        wanted: a file of sorted keys, low × number of groups + high; other pairs are not counted.
        sequences: see ``ShardTask``.
    """

    shard: Shard
    count: int
    groups: Path
    wanted: Path
    sequences: Path | None = None


def between(tasks: Sequence[BetweenTask], spread: Spread) -> Between:
    """The sum over all shards."""
    wanted, count = np.load(tasks[0].wanted), tasks[0].count
    rare, could = np.zeros(len(wanted)), np.zeros(count)
    for more_rare, more_could in spread(between_shard, tasks):
        rare += more_rare
        could += more_could
    return Between(wanted // max(1, count), wanted % max(1, count), rare, could)


def between_shard(task: BetweenTask) -> tuple[Floats, Floats]:
    """Per wanted pair its rare sequences, per group those it could share, in one shard."""
    postings = task.shard.all() if task.sequences is None else task.shard.holding(task.sequences)
    grouped, wanted = np.load(task.groups), np.load(task.wanted)
    starts, spread = groups(postings)
    rare, could = np.zeros(len(wanted)), np.zeros(task.count)
    for d in range(2, CAP + 1):
        at = thinned(postings, starts[spread == d], d)
        if not len(at):
            continue
        held = np.sort(grouped[units_of(postings[at[:, None] + np.arange(d)])], axis=1)
        fresh = np.concatenate((np.ones((len(held), 1), np.bool_), held[:, 1:] != held[:, :-1]), axis=1)
        distinct = fresh.sum(axis=1)
        shared = held[distinct >= 2][fresh[distinct >= 2]]
        could += np.bincount(shared, minlength=task.count) / kept_share(d)
        two = held[distinct == 2]
        _count(two[:, 0] * task.count + two[:, -1], wanted, rare, 1 / kept_share(d))
    return rare, could


def _count(keys: Ints, wanted: Ints, rare: Floats, each: float) -> None:
    keys.sort()
    starts = starts_of(keys)
    found, times = keys[starts], np.diff(np.append(starts, len(keys)))
    at = np.searchsorted(wanted, found)
    there = at < len(wanted)
    there[there] = wanted[at[there]] == found[there]
    rare[at[there]] += each * times[there]
