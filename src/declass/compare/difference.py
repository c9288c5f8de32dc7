"""Places where two aligned texts differ, proposed loosely: every island of words that one side lacks."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from declass.compare.align import Alignment, Run
from declass.compare.layout import Laid
from declass.compare.words import CONFUSED

_BRIDGE_WORDS, _BRIDGE_LETTERS = 1, 3
"""Equal words between two islands up to which they are one difference: a lone "in" aligns by chance."""

_ALIKE, _GROWN = 0.75, 3
"""Similarity below which, and letters more from which, a resembling word counts as another."""

_NUMBER = 4
"""Digits from which a number is told from litter of as many characters."""

_MISREAD = 0.66
"""Share of letters in common from which words at the same edge of a place are one, misread: "nun", "num"."""

_LOOSE_LETTERS, _LOOSE_DIGITS, _LOOSE_WORDS = 4, 3, 25
"""Letters or digits from which an edge word counts as moved if it stands unmatched within so many words."""

_EARLY = 0.6
"""Width, as a share of the text's usual one, below which a line does not run on into the next."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the newer text without counterpart in the older at this place.

    Attributes:
        new: the words, as indices into the newer text.
        old: words of the older text that stand there instead; may be empty.
        moved: how many of the new words the alignment found elsewhere in the older text.
        furniture: the words stand on lines of furniture.
        cells: the same cut after lines that end early, as in forms and headings, whose cells are withheld
            one by one; empty where there is nothing to cut.
    """

    new: tuple[int, int]
    old: tuple[int, int]
    moved: int
    furniture: bool
    cells: tuple["Difference", ...] = ()


@dataclass(slots=True)
class _Island:
    """A difference in the making."""

    new: list[int]
    old: list[int]
    moved: int


def differences(alignment: Alignment, newer: Laid) -> list[Difference]:
    """All places where the newer text has words that the older lacks there, in order."""
    edges = _Edges(alignment)
    islands = [edges.trimmed(island) for island in _bridged([*_islands(alignment)], newer)]
    parts = (part for island in islands if island.new[0] < island.new[1] for part in _parted(island, newer))
    return [
        part if part.furniture else replace(part, cells=tuple(map(edges.of_cell, _cells(part, newer))))
        for part in parts
    ]


def _islands(alignment: Alignment) -> Iterator[_Island]:
    island: _Island | None = None
    old_at = 0
    for run in alignment.runs:
        if run.kind == "equal" or (run.kind == "similar" and not _grown(run, alignment)):
            if island is not None:
                yield island
            island, old_at = None, run.old_words[1]
            continue
        new0, new1 = run.new_words
        if island is None:
            island = _Island([new0, new0], [old_at, old_at], 0)
        island.new[1] = max(island.new[1], new1)
        if run.kind == "moved":
            island.moved += new1 - new0
        elif run.kind != "only_new" and run.old_words[0] == island.old[1]:
            island.old[1] = run.old_words[1]
    if island is not None:
        yield island


def _grown(run: Run, alignment: Alignment) -> bool:
    """Half a word became a word and more: "Bri" and "British" differ as a withheld word does."""
    old, new = alignment.old.bounds, alignment.new.bounds
    (o0, o1), (n0, n1) = run.old_words, run.new_words
    grown = int(new[n1] - new[n0]) - int(old[o1] - old[o0])
    return run.similarity < _ALIKE and grown >= _GROWN


class _Edges:
    """Takes words off the ends of islands that the older text has too, misread or out of order near by."""

    def __init__(self, alignment: Alignment) -> None:
        self._old, self._new = alignment.old, alignment.new
        self._loose = unmatched(alignment, moved=False)

    def trimmed(self, island: _Island) -> _Island:
        """The island without such words; its last word is never taken."""
        while island.new[1] - island.new[0] > 1 and (self._taken(island, 1) or self._taken(island, 0)):
            pass
        return island

    def of_cell(self, cell: Difference) -> Difference:
        """A cell without words that stand near by in the older text."""
        a, b = cell.new
        while b - a > 1 and self._stands_near(self._new.word(b - 1), cell.old):
            b -= 1
        while b - a > 1 and self._stands_near(self._new.word(a), cell.old):
            a += 1
        return replace(cell, new=(a, b))

    def _taken(self, island: _Island, end: int) -> bool:
        """Whether a word was taken off the front (0) or the back (1)."""
        step = 1 - 2 * end
        word = self._new.word(island.new[end] - end)
        if island.old[0] < island.old[1] and _misread(word, self._old.word(island.old[end] - end)):
            island.old[end] += step
        elif self._short_beside(island, end):
            step *= 2
        elif not self._stands_near(word, island.old):
            return False
        island.new[end] += step
        return True

    def _short_beside(self, island: _Island, end: int) -> bool:
        """A short word at the edge stands near by with the word beside it: "IN 9691281"."""
        if island.new[1] - island.new[0] < 3:
            return False
        step = 1 - 2 * end
        at = island.new[end] - end
        word, beside = self._new.word(at), self._new.word(at + step)
        if _weighty(word):
            return False
        return any(place - step in self._loose.get(word, ()) for place in self._near(beside, island.old))

    def _stands_near(self, word: str, place: Sequence[int]) -> bool:
        return bool(self._near(word, place))

    def _near(self, word: str, place: Sequence[int]) -> Sequence[int]:
        """Where near by a word of some weight stands unmatched in the older text."""
        if not _weighty(word):
            return ()
        standing = self._loose.get(word, ())
        first = bisect_left(standing, place[0] - _LOOSE_WORDS)
        return standing[first : bisect_left(standing, place[1] + _LOOSE_WORDS)]


def unmatched(alignment: Alignment, *, moved: bool) -> Mapping[str, Sequence[int]]:
    """Words of the older text that have no counterpart in their place, and where they stand, rising.

    Args:
        moved: also those of blocks that the newer text has elsewhere.
    """
    places: dict[str, list[int]] = {}
    for run in alignment.runs:
        if run.kind == "only_old" or (moved and run.kind == "moved"):
            for i in range(*run.old_words):
                places.setdefault(alignment.old.word(i), []).append(i)
    return {word: sorted(found) for word, found in places.items()}


def _misread(new: str, old: str) -> bool:
    """One word, or one number: "28688" and "2e6es" too."""
    if _digits(new) == len(new) == len(old) and len(new) >= _NUMBER and _digits(old):
        return True
    return 2 <= len(old) <= 1.5 * len(new) and 3 * len(old) >= 2 * len(new) and _alike(new, old) >= _MISREAD


def _alike(new: str, old: str) -> float:
    return Indel.normalized_similarity(new.translate(CONFUSED), old.translate(CONFUSED))


def _weighty(word: str) -> bool:
    return len(word) >= _LOOSE_LETTERS or _digits(word) >= _LOOSE_DIGITS


def _digits(word: str) -> int:
    return sum(c.isdigit() for c in word)


def _bridged(islands: list[_Island], newer: Laid) -> list[_Island]:
    """Islands joined over a few short equal words, if both have new words."""
    joined: list[_Island] = []
    for island in islands:
        last = joined[-1] if joined else None
        if last and _close(last, island, newer) and _parallel(last, island):
            last.new[1], last.old[1] = island.new[1], island.old[1]
            last.moved += island.moved
        else:
            joined.append(island)
    return joined


def _parallel(a: _Island, b: _Island) -> bool:
    """As many words between the two in either text."""
    return b.old[0] - a.old[1] == b.new[0] - a.new[1]


def _close(a: _Island, b: _Island, newer: Laid) -> bool:
    if a.new[0] == a.new[1] or b.new[0] == b.new[1]:
        return False
    between = newer.folded[a.new[1] : b.new[0]]
    return len(between) <= _BRIDGE_WORDS and sum(map(len, between)) <= _BRIDGE_LETTERS


def _parted(island: _Island, newer: Laid) -> Iterator[Difference]:
    """An island cut where lines of furniture begin and end."""
    start, stop = island.new
    kinds = [_on_furniture(newer, i, start, stop) for i in range(start, stop)]
    first = start
    for i in range(start, stop):
        if i + 1 == stop or kinds[i + 1 - start] != kinds[i - start]:
            yield Difference((first, i + 1), (island.old[0], island.old[1]), island.moved, kinds[i - start])
            first = i + 1


def _cells(part: Difference, newer: Laid) -> Iterator[Difference]:
    first, stop = part.new
    for i in range(first, stop):
        line = newer.line_of[i]
        last = i + 1 == stop
        if last and first == part.new[0]:
            return
        if last or (newer.line_of[i + 1] != line and _ends_early(newer, line)):
            yield replace(part, new=(first, i + 1))
            first = i + 1


def _ends_early(newer: Laid, line: int) -> bool:
    return newer.width[line] < _EARLY * newer.usual_width


def _on_furniture(newer: Laid, i: int, start: int, stop: int) -> bool:
    """Whether a word is part of a stamp or banner, or of a running head that is missing as a whole."""
    line = newer.line_of[i]
    first, end = newer.line_words[line]
    return newer.stamped[line] or (newer.furniture[line] and start <= first and end <= stop)
