"""The texts of a collection as they are matched: each with what stands for it, postings beside on disk."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from declass.compare.fingerprint import SEQUENCE, Letters, fingerprint, sequences
from declass.compare.join import Floats
from declass.compare.near import NEAR_COPY, Leaders, Sketches, leaders_in_order
from declass.compare.postings import MOST_UNITS, Segment, Shard, Spread, once, shards
from declass.compare.words import Hashes, Ints, Words, split
from declass.errors import UsageError

_LEAST_LETTERS = 30
"""Texts with fewer letters are matched with nothing."""
FEW = 60
"""In a collection of up to so many texts, too few to learn from, alignment has the last word."""


@dataclass(frozen=True, slots=True)
class MatchInput:
    """A text to match.

    Attributes:
        key: what names it in the answer.
        pages: its pages' texts.
    """

    key: str
    pages: Sequence[str]


@dataclass
class Unit:
    """One text, letter by letter; documents with the very same letters share it.

    Attributes:
        keys: what names its documents.
        leader: the unit that stands for it: itself, or one that it is a near copy of.
        length: sequences it holds.
        sketch, figures: see ``fingerprint.Fingerprint``.
    """

    keys: list[str]
    leader: int
    length: int
    sketch: Hashes
    figures: Hashes


class LetterFile:
    """Letters of all units, one after another in a file, so that their sequences can be had again.

    Args:
        ends: end of every unit's letters. What follows the last is the rest of a run that was killed, and is
            written over.
    """

    def __init__(self, file: Path, ends: Sequence[int] = ()) -> None:
        self.file, self.ends = file, list(ends)

    def open(self) -> None:
        """Make ready to add."""
        self._stream = self.file.open("r+b" if self.ends else "wb")
        self._stream.truncate(self.ends[-1] if self.ends else 0)
        self._stream.seek(0, 2)

    def add(self, letters: Letters) -> None:
        """Take the letters of the next unit."""
        self._stream.write(letters.tobytes())
        self.ends.append(self._stream.tell())

    def close(self) -> None:
        """Have all written down."""
        self._stream.close()

    def sequences(self, unit: int) -> Hashes:
        """Sequences of a unit, in order."""
        start = self.ends[unit - 1] if unit else 0
        return sequences(np.fromfile(self.file, np.uint8, self.ends[unit] - start, offset=start))

    def sequences_of(self, units: Iterable[int]) -> Hashes:
        """Sequences of some units, sorted, each once."""
        parts = [self.sequences(unit) for unit in units]
        found = np.concatenate([np.zeros(0, np.uint64), *parts])
        found.sort()  # several times faster than numpy's unique, which hashes
        return once(found)


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
        taken = [unit for document in documents if (unit := self._take(document)) is not None]
        self.letters.close()
        self._lead(before)
        segment = Segment(self.folder, name)
        for unit in range(before, len(self.units)):
            if self.units[unit].leader == unit:
                segment.add(unit, self.letters.sequences(unit))
        segment.finish(spread)
        self.segments.append(name)
        return taken

    def _take(self, document: MatchInput) -> int | None:
        text = "\n".join(document.pages)
        read = fingerprint(text)
        if len(read.letters) < _LEAST_LETTERS:
            return None
        digest = hashlib.sha256(read.letters.tobytes()).digest()
        unit = self.by_letters.setdefault(digest, len(self.units))
        if unit == len(self.units):
            if unit >= MOST_UNITS:
                raise UsageError(f"more than {MOST_UNITS} different texts", "Match them in several runs.")
            length = len(read.letters) - SEQUENCE + 1
            self.units.append(Unit([], unit, length, read.sketch, read.figures))
            self.letters.add(read.letters)
            self.few = [*self.few, split(text)] if unit == len(self.few) < FEW else []
        self.units[unit].keys.append(document.key)
        return unit

    def _lead(self, before: int) -> None:
        """Put new units with those they are near copies of; in a new index, learn what is common first."""
        sketches, order = [unit.sketch for unit in self.units], self._order()
        if not before:
            led, self.common = leaders_in_order(sketches, order)
            for entered, leader in zip(self.units, led, strict=True):
                entered.leader = leader
            return
        known = Leaders(Sketches(sketches, self.common), NEAR_COPY)
        for unit in (u for u in order if u < before and self.units[u].leader == u):
            known.lead(unit)
        for unit in (u for u in order if u >= before):
            self.units[unit].leader = known.leader(unit)

    def _order(self) -> list[int]:
        """All units, the longest first, whatever order they came in: the best read stands for the others."""
        digests = {unit: digest for digest, unit in self.by_letters.items()}
        return sorted(digests, key=lambda unit: (-self.units[unit].length, digests[unit]))

    def resemblance(self, one: int, other: int) -> float:
        """How much of what either text holds is in both, boilerplate left out; 0–1, to about .05."""
        return Sketches([self.units[one].sketch, self.units[other].sketch], self.common).resemblance(0, 1)

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
