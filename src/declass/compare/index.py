"""The texts of a collection as they are matched: each with what stands for it, postings beside on disk."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from declass.compare.fingerprint import SEQUENCE, Fingerprint, fingerprint
from declass.compare.join import Floats
from declass.compare.legible import likelihood
from declass.compare.letters import LetterFile
from declass.compare.near import NEAR_COPY, Leaders, Sketches, leaders_in_order
from declass.compare.postings import MOST_UNITS, Shard, Spread, shards
from declass.compare.segments import write_segment
from declass.compare.words import Hashes, Ints, Words, split
from declass.errors import UsageError

_LEAST_LETTERS = 30
"""Texts with fewer letters are matched with nothing."""
FEW = 60
"""In a collection of up to so many texts, too few to learn from, alignment has the last word."""
_BATCH = 2_000_000
"""Characters of texts that are read as one task: a second or so."""


@dataclass(frozen=True, slots=True)
class MatchInput:
    """A text to match.

    Attributes:
        key: what names it in the answer.
        pages: its pages' texts.
    """

    key: str
    pages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents to be read.

    Attributes:
        split: whether their words are asked for too.
    """

    documents: tuple[MatchInput, ...]
    split: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document as it was read.

    Attributes:
        digest: SHA-256 of its letters.
        reads: how likely each of its letters is after those before it, all added up.
        words: None where they were not asked for.
    """

    key: str
    fingerprint: Fingerprint
    digest: bytes
    reads: float
    words: Words | None


def read_batch(batch: Batch) -> list[Arrival]:
    """The documents that have letters enough to be matched."""
    found = []
    for document in batch.documents:
        text = "\n".join(document.pages)
        read = fingerprint(text)
        if len(read.letters) >= _LEAST_LETTERS:
            digest = hashlib.sha256(read.letters.tobytes()).digest()
            reads = float(likelihood(read.letters).sum())
            found.append(Arrival(document.key, read, digest, reads, split(text) if batch.split else None))
    return found


@dataclass
class Unit:
    """One text, letter by letter; documents with the very same letters share it.

    Attributes:
        keys: what names its documents.
        leader: the unit that stands for it: itself, or one that it is a near copy of.
        length: sequences it holds.
        reads: see ``Arrival``; much where a text is long and well read.
        sketch, figures: see ``fingerprint.Fingerprint``.
    """

    keys: list[str]
    leader: int
    length: int
    reads: float
    sketch: Hashes
    figures: Hashes


@dataclass
class Index:
    """Texts read in, in the order they came.

    Attributes:
        folder: where postings lie.
        units: every different text.
        by_letters: SHA-256 of a unit's letters and its number.
        segments: names of the postings' segments.
        letters: where the units' letters are kept.
        common: sequences that many different texts share, learned when the index was new.
        few: the texts themselves while they are few; empty in a larger collection.
    """

    folder: Path
    units: list[Unit] = field(default_factory=list)
    by_letters: dict[bytes, int] = field(default_factory=dict)
    segments: list[str] = field(default_factory=list)
    letters: LetterFile = field(init=False)
    common: Hashes = field(default_factory=lambda: np.zeros(0, np.uint64))
    few: list[Words] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.letters = LetterFile(self.folder / "letters.u8")

    def read(self, documents: Iterable[MatchInput], spread: Spread, name: str = "a") -> list[int]:
        """Take in further documents; the postings of new leaders become the segment ``name``.

        Returns:
            Units of all of them, old or new, in order.

        Raises:
            UsageError: if there are more than 16.7 million different texts.
        """
        before = len(self.units)
        self.letters.open()
        arrivals = spread(read_batch, self._batches(documents))
        taken = [self._take(arrival) for batch in arrivals for arrival in batch]
        self.letters.close()
        self._lead(before)
        leading = self.leading()[before:]
        new = leading[leading == np.arange(before, len(self.units))]
        write_segment(self.folder, name, self.letters, new, spread)
        self.segments.append(name)
        return taken

    def _batches(self, documents: Iterable[MatchInput]) -> Iterator[Batch]:
        """The documents in tasks; small ones while it is not known whether they are few."""
        held: list[MatchInput] = []
        size, few = 0, True
        for document in documents:
            held.append(document)
            size += sum(map(len, document.pages))
            few = len(self.units) <= FEW
            if size >= _BATCH or (few and len(held) > FEW):
                yield Batch(tuple(held), few)
                held, size = [], 0
        if held:
            yield Batch(tuple(held), few)

    def _take(self, arrival: Arrival) -> int:
        read = arrival.fingerprint
        unit = self.by_letters.setdefault(arrival.digest, len(self.units))
        if unit == len(self.units):
            if unit >= MOST_UNITS:
                raise UsageError(f"more than {MOST_UNITS} different texts", "Match them in several runs.")
            length = len(read.letters) - SEQUENCE + 1
            self.units.append(Unit([], unit, length, arrival.reads, read.sketch, read.figures))
            self.letters.add(read.letters)
            words = [arrival.words] if arrival.words is not None and unit == len(self.few) < FEW else []
            self.few = [*self.few, *words] if words else []
        self.units[unit].keys.append(arrival.key)
        return unit

    def _lead(self, before: int) -> None:
        """Put new units with those they are near copies of; in a new index, learn what is common first."""
        order = self._order()
        if not before:
            led, self.common = leaders_in_order([unit.sketch for unit in self.units], order)
            for entered, leader in zip(self.units, led, strict=True):
                entered.leader = leader
            return
        known = Leaders(self.sketches(), NEAR_COPY)
        for unit in (u for u in order if u < before and self.units[u].leader == u):
            known.lead(unit)
        for unit in (u for u in order if u >= before):
            self.units[unit].leader = known.leader(unit)

    def _order(self) -> list[int]:
        """All units, long and well read ones first, whatever order they came in: they stand for others."""
        digests = {unit: digest for digest, unit in self.by_letters.items()}
        return sorted(digests, key=lambda unit: (-self.units[unit].reads, digests[unit]))

    def sketches(self) -> Sketches:
        """Those of all units, boilerplate left out."""
        return Sketches([unit.sketch for unit in self.units], self.common)

    def shards(self) -> list[Shard]:
        """The postings of all leaders."""
        return shards(self.folder, self.segments)

    def members(self) -> dict[int, list[int]]:
        """For every leader the units it stands for, itself first."""
        found: dict[int, list[int]] = {}
        for number, unit in enumerate(self.units):
            found.setdefault(unit.leader, []).append(number)
        return found

    def lengths(self) -> Floats:
        """Sequences of every unit."""
        return np.array([unit.length for unit in self.units], np.float64)

    def leading(self) -> Ints:
        """Every unit's leader."""
        return np.array([unit.leader for unit in self.units], np.int64)
