"""What an engine saw along a line, step by step, and how likely that makes any spelling.

Connectionist temporal classification (Graves and others, 2006): at each step one sign or none; a spelling's
probability is the sum over all ways in which it may lie along the steps.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEAST = 1e-6
"""No sign is held for less likely at a step."""

UNKNOWN = -7.0
"""Natural log of what a sign that the engine cannot write is held for."""

_TRIED, _WORTH_TRYING = 5, 0.02  # signs a step, their least probability
_ROOM, _OTHER = 3, 0.05  # steps between signs, the probability of a sign not seen, where no steps are known
_NEVER = -1e9  # natural log of nothing


@dataclass(frozen=True, slots=True)
class Steps:
    """Part of a line.

    Attributes:
        likely: probabilities, shape (steps, 1 + signs), "no sign" first.
        signs: what the columns after the first stand for.
    """

    likely: Floats
    signs: str

    def part(self, start: int, end: int) -> "Steps":
        return Steps(self.likely[start:end], self.signs)

    def open_ended(self) -> "Steps":
        """With gaps between words at either end taken for no sign: they may or may not belong to the part."""
        gap = 1 + self.signs.index(" ")
        inside = np.flatnonzero(self.likely.argmax(axis=1) != gap)
        if not len(inside):
            return self.part(0, 0)
        likely = self.likely.copy()
        for outside in (likely[: inside[0]], likely[inside[-1] + 1 :]):
            outside[:, 0] += outside[:, gap]
            outside[:, gap] = 0.0
        return Steps(likely, self.signs)

    def log_likely(self, spellings: Sequence[str]) -> NDArray[np.float64]:
        """Natural log of each spelling's probability, all ways along the steps taken together."""
        numbers = {sign: number for number, sign in enumerate(self.signs, start=1)}
        size = max(map(len, spellings), default=0)
        marks = np.zeros((len(spellings), size), dtype=np.int64)
        unknown = np.zeros(len(spellings))
        for row, spelling in enumerate(spellings):
            found = [numbers.get(sign, 0) for sign in spelling]
            marks[row, : len(found)] = found
            unknown[row] = UNKNOWN * found.count(0)
        lengths = np.array([len(spelling) for spelling in spellings])
        return _forward(np.log(np.maximum(self.likely, LEAST)), marks, lengths) + unknown

    def likeliest(self, count: int) -> list[str]:
        """The likeliest spellings, by a search that follows ``count`` beginnings at a time."""
        found: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}  # ending in no sign, in the last sign
        for row in self.likely:
            longer: dict[str, tuple[float, float]] = {}
            for spelling, sign, blank, last in _continued(found, row, self.signs):
                before = longer.get(spelling + sign, (0.0, 0.0))
                longer[spelling + sign] = before[0] + blank, before[1] + last
            found = dict(sorted(longer.items(), key=lambda pair: -sum(pair[1]))[:count])
        return list(found)


def _continued(
    found: dict[str, tuple[float, float]], row: Floats, signs: str
) -> Iterator[tuple[str, str, float, float]]:
    """Each beginning with each likely next sign ("" for none): how likely it ends in none, in that sign."""
    best = [int(i) for i in row.argsort()[::-1][:_TRIED] if row[i] > _WORTH_TRYING and i]
    for spelling, (blank, last) in found.items():
        yield spelling, "", (blank + last) * float(row[0]), 0.0
        for number in best:
            sign, likely = signs[number - 1], float(row[number])
            if spelling.endswith(sign):
                yield spelling, "", 0.0, last * likely
                yield spelling, sign, 0.0, blank * likely
            else:
                yield spelling, sign, 0.0, (blank + last) * likely


def _forward(
    log_likely: NDArray[np.floating], marks: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The forward pass for many spellings at once: a place for each sign and each gap around it."""
    count, size = marks.shape
    if not len(log_likely):
        return np.where(lengths > 0, _NEVER, 0.0)
    places = np.zeros((count, 2 * size + 1), dtype=np.int64)
    places[:, 1::2] = marks
    leap = np.full(places.shape, _NEVER)  # from sign to sign without a gap: never between equal ones
    leap[:, 3::2] = np.where(marks[:, 1:] != marks[:, :-1], 0.0, _NEVER)
    seen = log_likely[:, places].astype(np.float64)
    now = np.full(places.shape, _NEVER)
    now[:, :2] = seen[0][:, :2]
    for step in seen[1:]:
        on, over = np.full(now.shape, _NEVER), np.full(now.shape, _NEVER)
        on[:, 1:] = now[:, :-1]
        over[:, 2:] = now[:, :-2]
        now = np.logaddexp(np.logaddexp(now, on), over + leap) + step
    rows = np.arange(count)
    return np.asarray(
        np.logaddexp(now[rows, 2 * lengths], np.where(lengths > 0, now[rows, 2 * lengths - 1], _NEVER))
    )


def spelt_out(signs: Sequence[Mapping[str, float]], others: str = "") -> Steps:
    """Steps made of the signs seen one after another, for an engine that tells no more than these.

    Args:
        others: signs that may have been there too; each is given a little at every step.
    """
    alphabet = sorted({sign for seen in signs for sign in seen} | {" ", *others})
    likely = np.full((len(signs) * (1 + _ROOM) + _ROOM, 1 + len(alphabet)), _OTHER, dtype=np.float32)
    likely[:, 0] = 1 - _OTHER
    for number, seen in enumerate(signs):
        row = likely[number * (1 + _ROOM) + _ROOM]
        row[0] = _OTHER
        for sign, probability in seen.items():
            row[1 + alphabet.index(sign)] = probability
    return Steps(likely, "".join(alphabet))
