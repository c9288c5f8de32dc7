"""What each release did: for every collection and step between two release dates, counts and lists."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from declass.archive.catalogue import Catalogue
from declass.archive.changes import StoredChange, Wanted
from declass.model.anchor import Digest
from declass.pipeline.release_names import counted_names, names_in
from declass.pipeline.release_shares import Shares, mean

_NAMES_SHOWN = 25
_TOLD = ("revealed", "newly_hidden", "uncertain")

Key = tuple[str, str, str]
"""(collection, older release, newer release)."""


@dataclass
class Step:
    """What the newer release of a collection did against the older.

    Attributes:
        records: records that the changes are in.
        opening, hiding: of those, records in which words were revealed, or newly hidden.
        net_words: by record, words revealed less words newly hidden.
        told: revealed and newly hidden changes, the most probable first.
        pairs: (record, older, newer) of every pair of releases that differ.
        opened: records whose newer release keeps nothing back, though the older did.
        before, after: mean share withheld, 0–1, over pairs of which both are known; None = of none.
        names: newly readable capitalised names and words, and in how many records each.
    """

    collection: str
    older: str
    newer: str
    records: set[str] = field(default_factory=set)
    opening: set[str] = field(default_factory=set)
    hiding: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    net_words: Counter[str] = field(default_factory=Counter)
    told: list[StoredChange] = field(default_factory=list)
    pairs: set[tuple[str, Digest, Digest]] = field(default_factory=set)
    opened: list[str] = field(default_factory=list)
    before: float | None = None
    after: float | None = None
    named: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def names(self) -> list[tuple[str, int]]:
        counted = counted_names(self.named)
        return sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:_NAMES_SHOWN]

    @property
    def hiding_more(self) -> list[str]:
        """Records of which more words were hidden anew than revealed."""
        return sorted(record for record, words in self.net_words.items() if words < 0)

    def take(self, stored: StoredChange) -> None:
        """Count one change."""
        change, record = stored.change, stored.number
        self.records.add(record)
        self.counts[change.kind] += 1
        words = (change.older if change.kind == "newly_hidden" else change.newer).text
        self.words[change.kind] += len(words.split())
        self.pairs.add((record, stored.older, stored.newer))
        self.net_words[record] += {"revealed": 1, "newly_hidden": -1}.get(change.kind, 0) * len(words.split())
        if change.kind == "revealed":
            self.opening.add(record)
            for name in names_in(words):
                self.named[name].add(record)
        elif change.kind == "newly_hidden":
            self.hiding.add(record)
        if change.kind in _TOLD[:2]:
            self.told.append(stored)


def release_steps(catalogue: Catalogue, shares: Shares | None = None) -> list[Step]:
    """Every step, by collection and dates; changes a person has said no to are left out.

    Args:
        shares: read before, where they still hold.
    """
    known = catalogue.overview.described()
    found: dict[Key, Step] = {}
    for stored in catalogue.changes.all(Wanted(kinds=_TOLD)):
        if stored.verdict == "no":
            continue
        key = (known[stored.newer].collection, stored.older_released or "?", stored.newer_released or "?")
        found.setdefault(key, Step(*key)).take(stored)
    shares = shares or Shares(catalogue)
    for step in found.values():
        _weigh(step, shares)
        step.told.sort(key=lambda s: (-s.change.probability, s.number, s.id))
    return [found[key] for key in sorted(found)]


def _weigh(step: Step, shares: Shares) -> None:
    """How much the step's releases keep back, and which are open in full now."""
    before, after = [], []
    for record, older, newer in sorted(step.pairs):
        old, new = shares.of(older), shares.of(newer)
        if old.share is not None and new.share is not None:
            before.append(old.share)
            after.append(new.share)
        if (
            new.open_in_full
            and not old.open_in_full
            and (record in step.opening or old.open_in_full is False)
        ):
            step.opened.append(record)
    step.before, step.after = mean(before), mean(after)


def summary(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """One row a step: counts of changes, words and records."""
    return [
        {
            "collection": step.collection,
            "older": step.older,
            "newer": step.newer,
            "records": len(step.records),
            "revealed": step.counts["revealed"],
            "revealed_words": step.words["revealed"],
            "opening": len(step.opening),
            "newly_hidden": step.counts["newly_hidden"],
            "hidden_words": step.words["newly_hidden"],
            "hiding": len(step.hiding),
            "hiding_more": len(step.hiding_more),
            "opened_in_full": len(step.opened),
            "withheld_before": _share(step.before),
            "withheld_after": _share(step.after),
            "uncertain": step.counts["uncertain"],
            "names": [f"{name} ({count})" for name, count in step.names],
        }
        for step in steps
    ]


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def by_release(steps: Sequence[Step]) -> list[tuple[str, int, int]]:
    """(newer release, disclosures, places newly hidden), by date, for a plot over time."""
    counted: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for step in steps:
        counted[step.newer][0] += step.counts["revealed"]
        counted[step.newer][1] += step.counts["newly_hidden"]
    return [(date, opened, hidden) for date, (opened, hidden) in sorted(counted.items())]
