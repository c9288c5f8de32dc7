"""Differing readings of the same words, chosen by agreement and then by plausibility; who has which words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from declass.compare.align import Alignment, align_words
from declass.compare.draft import Cut, Draft, Edit
from declass.compare.layout import Laid
from declass.text.plausible import plausibility

_CLEARLY = 0.15
"""How much more plausible a reading must be to win where as many releases read it as read the other."""
_CONTEXT = 24  # characters around a word that are judged with it

Place = tuple[int, int]
"""Words of the draft, half-open."""


@dataclass(frozen=True)
class Held:
    """A draft beside one release.

    Attributes:
        has: bool array; whether the release has each word of the draft, read alike or not.
        same: bool array; whether it reads it alike.
        others: words of the draft that it reads otherwise, with its own words there.
    """

    laid: Laid
    has: npt.NDArray[np.bool_]
    same: npt.NDArray[np.bool_]
    others: Mapping[Place, Place]

    @classmethod
    def of(cls, draft: Draft, pages: Sequence[str]) -> "Held":
        laid = Laid.of(pages)
        return cls(laid, *_counted(align_words(draft.words, laid.words)))

    def cut(self, release: int, words: Place) -> Cut | None:
        """Its own words as a cut; None where they run over a page's end."""
        start, end = self.laid.starts[words[0]], self.laid.ends[words[1] - 1]
        page, first, last = self.laid.place(start, end)
        return Cut(release, page, first, last) if last - first == end - start else None


def _counted(
    alignment: Alignment,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], dict[Place, Place]]:
    size = len(alignment.old)
    has, same = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    others: dict[Place, Place] = {}
    for run in alignment.runs:
        start, stop = run.old_words
        has[start:stop] |= run.similarity > 0
        same[start:stop] |= run.similarity == 1
        if run.kind == "similar":
            others[run.old_words] = run.new_words
    return has, same, others


def better_readings(draft: Draft, held: Sequence[Held]) -> list[Edit]:
    """Edits that put better readings in the place of words of the draft; none overlap."""
    readings: defaultdict[Place, defaultdict[str, list[tuple[int, Place]]]]
    readings = defaultdict(lambda: defaultdict(list))
    for release, beside in enumerate(held):
        for place, words in beside.others.items():
            letters = "".join(beside.laid.folded[words[0] : words[1]])
            readings[place][letters].append((release, words))
    found: list[Edit] = []
    for place in sorted(readings):
        edit = _better(draft, held, place, readings[place])
        if edit is not None and (not found or found[-1].stop <= edit.start):
            found.append(edit)
    return found


def _better(
    draft: Draft, held: Sequence[Held], place: Place, readings: Mapping[str, Sequence[tuple[int, Place]]]
) -> Edit | None:
    agreeing = sum(bool(beside.same[slice(*place)].all()) for beside in held)
    most = max(readings.values(), key=len)
    start, stop = int(draft.words.start[place[0]]), int(draft.words.end[place[1] - 1])
    release, words = most[-1]
    cut = held[release].cut(release, words)
    if len(most) < agreeing or cut is None or len(list(draft.slice(start, stop))) != 1:
        return None
    if len(most) > agreeing or _clearer(draft, (start, stop), held[release].laid.pages[cut.page], cut):
        return Edit(start, stop, (cut,))
    return None


def _clearer(draft: Draft, span: tuple[int, int], page: str, cut: Cut) -> bool:
    """Whether the other reading makes the words around it clearly more plausible."""
    theirs = page[max(0, cut.start - 1) : cut.end + 1]
    ours = draft.text[max(0, span[0] - 1) : span[1] + 1]
    return plausibility(theirs) > plausibility(ours) + _CLEARLY


def segments(draft: Draft, held: Sequence[Held]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """(start, stop, releases that lack it): the draft's text tiled by who lacks its words."""
    if not len(draft.words):
        yield 0, len(draft.text), ()
        return
    lacking = ~np.array([beside.has for beside in held])
    changes = np.flatnonzero((lacking[:, 1:] != lacking[:, :-1]).any(axis=0)) + 1
    firsts = [0, *changes.tolist()]
    cuts = draft.words.cuts
    for first, stop in zip(firsts, [*firsts[1:], len(draft.words)], strict=True):
        who = tuple(np.flatnonzero(lacking[:, first]).tolist())
        yield int(cuts[first]), int(cuts[stop]), who
