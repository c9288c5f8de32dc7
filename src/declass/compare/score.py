"""From an index to scored pairs: candidates by join, first model, groups, second model.

postings ─► pairs that share rare sequences (join)               ─► first log-odds
         ─► the likely ones looked at letter by letter (closer)
         ─► texts that are probably one record grouped (between) ─► second log-odds
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from declass.compare import closer
from declass.compare.between import Between, BetweenTask, between
from declass.compare.figures import Figures
from declass.compare.index import Index
from declass.compare.join import Floats, ShardTask, Shared, join
from declass.compare.linkage import (
    Linked,
    Models,
    Units,
    best_partners,
    closer_features,
    first_features,
    heaviest,
    may_be_part,
    of_all,
    one_record,
    part_features,
    second_features,
)
from declass.compare.postings import Spread
from declass.compare.words import Ints

HOPELESS = -4.5
"""Log-odds of the first model below which a pair is not looked at further. Of 780
pairs of releases of JFK records all reach it."""
_SAME_TEXT, _STEEP = 0.5, 20.0
"""Share of all sequences in common (both sides) at which two texts are as likely as not one text, and how
fast that grows. Among hand-read JFK pairs, different texts stay below .45."""
PARTNERS = 15
"""Candidates kept for each text; near copies are put together before, so this many are of other texts."""


@dataclass(frozen=True)
class Candidates:
    """Pairs of leaders worth a look, with the first model's columns and answer.

    Attributes:
        first: columns named in ``linkage.FIRST``.
        log_odds: the first model's.
        looked: columns named in ``closer.LOOKS``.
    """

    pairs: Shared
    units: Units
    first: Floats
    log_odds: Floats
    looked: Floats


@dataclass(frozen=True)
class Scored:
    """Candidates with the answer of all models.

    Attributes:
        linked: groups and what was found between them.
        log_odds: of being one record, or one holding the other.
    """

    candidates: Candidates
    linked: Linked
    figures: Figures
    second: Floats
    log_odds: Floats


def score(index: Index, folder: Path, models: Models, spread: Spread) -> Scored:
    """All pairs of an index's leaders that may be one record."""
    pairs, units = joined(index, empty(folder / "pairs"), spread)
    found = candidates(pairs, units, models, lambda some: looked(index, some, folder, spread))
    groups = one_record(found.pairs, found.log_odds, len(index.units))
    return scored(
        index, found, groups, compared(index, found, groups, empty(folder / "groups"), spread), models
    )


def joined(index: Index, folder: Path, spread: Spread) -> tuple[Shared, Units]:
    """Pairs of leaders that share rare sequences, the best partners of each."""
    pairs, totals = join([ShardTask(s, len(index.units), folder) for s in index.shards()], spread)
    units = Units(totals, index.lengths(), heaviest(pairs, len(index.units)))
    return pairs.only(best_partners(pairs, units, PARTNERS)), units


def candidates(pairs: Shared, units: Units, models: Models, look: Callable[[Shared], Floats]) -> Candidates:
    """The pairs that the first model does not find hopeless.

    Args:
        look: gives the columns of ``closer.LOOKS``.
    """
    kept, first, log_odds = hopeful(pairs, units, models)
    return Candidates(kept, units, first, log_odds, look(kept))


def hopeful(pairs: Shared, units: Units, models: Models) -> tuple[Shared, Floats, Floats]:
    """The pairs worth a closer look, with the first model's columns and log-odds."""
    first = first_features(pairs, units)
    log_odds = models.first.log_odds(first)
    likely = log_odds > HOPELESS
    return pairs.only(likely), first[likely], log_odds[likely]


def looked(index: Index, pairs: Shared, folder: Path, spread: Spread) -> Floats:
    """The columns of ``closer.LOOKS`` for pairs of an index."""
    return closer.looks(index.letters.file, np.array(index.letters.ends), pairs, folder, spread)


def compared(index: Index, found: Candidates, groups: Ints, folder: Path, spread: Spread) -> Between:
    """What the groups of the candidates have to themselves."""
    count = int(groups.max()) + 1 if len(groups) else 0
    a, b = groups[found.pairs.a], groups[found.pairs.b]
    wanted = np.unique((np.minimum(a, b) * count + np.maximum(a, b))[a != b])
    np.save(folder / "groups.npy", groups)
    np.save(folder / "wanted.npy", wanted)
    tasks = [BetweenTask(s, count, folder / "groups.npy", folder / "wanted.npy") for s in index.shards()]
    return between(tasks, spread)


def scored(index: Index, found: Candidates, groups: Ints, own: Between, models: Models) -> Scored:
    """The candidates with the last word of all models."""
    pairs, units = found.pairs, found.units
    held = [unit.figures if unit.leader == k else unit.figures[:0] for k, unit in enumerate(index.units)]
    figures = Figures(held)
    linked = Linked(groups, own, figures.shares(pairs), _matched(index, groups), len(index.units))
    closer_look = closer_features(found.looked)
    second = second_features(pairs, (found.first, found.log_odds), closer_look, linked)
    parts = part_features(pairs, units, found.first, closer_look)
    inside = np.where(may_be_part(pairs, units, parts), models.part.log_odds(parts), -np.inf)
    same = _STEEP * (of_all(pairs, units) - _SAME_TEXT)  # so much in common is one text, whatever the rest
    said = np.maximum(models.second.log_odds(second), inside)
    return Scored(found, linked, figures, second, np.maximum(said, same))


def _matched(index: Index, groups: Ints) -> float:
    """Share of the texts that have a near copy or another partner."""
    leading = index.leading()
    if not len(leading):
        return 0.0
    sizes = np.bincount(groups[leading])
    return float(np.mean(sizes[groups[leading]] > 1))


def empty(folder: Path) -> Path:
    """The folder, made."""
    folder.mkdir()
    return folder
