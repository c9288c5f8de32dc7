"""Places where two aligned texts differ, proposed loosely: every island of words that one side lacks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from declass.compare.align import Alignment, Run
from declass.compare.layout import Laid

_BRIDGE_WORDS, _BRIDGE_LETTERS = 1, 3
"""Equal words between two islands up to which they are one difference: a lone "in" aligns by chance."""

_ALIKE, _GROWN = 0.75, 3
"""Similarity below which, and letters more from which, a resembling word counts as another."""

_NUMBER = 4
"""Digits from which a number is told from litter of as many characters."""

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
    islands = [_without_number(island, alignment) for island in _bridged([*_islands(alignment)], newer)]
    parts = (part for island in islands if island.new[0] < island.new[1] for part in _parted(island, newer))
    return [part if part.furniture else replace(part, cells=tuple(_cells(part, newer))) for part in parts]


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


def _without_number(island: _Island, alignment: Alignment) -> _Island:
    """An island without a number at its end that the older text has too, misread: "BOST 28688", "2e6es"."""
    while island.new[0] < island.new[1] - 1 and island.old[0] < island.old[1]:
        new, old = alignment.new.word(island.new[1] - 1), alignment.old.word(island.old[1] - 1)
        if not (_digits(new) == len(new) == len(old) and len(new) >= _NUMBER and _digits(old)):
            break
        island.new[1] -= 1
        island.old[1] -= 1
    return island


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
