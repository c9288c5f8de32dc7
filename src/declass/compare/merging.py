"""What one release has and a draft lacks, taken into the draft; what neither can be read becomes a gap."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from rapidfuzz.fuzz import partial_ratio

from declass.compare.align import Alignment, Run, align_words
from declass.compare.draft import Cut, Draft, Edit
from declass.compare.layout import Laid
from declass.text.plausible import plausibility

_PLAUSIBLE = 0.45
"""Least plausibility of words that are taken in; single names reach it, the litter of a box does not."""
_LONG_WORDS, _PLAUSIBLE_LONG = (
    6,
    0.62,
)  # more words prove themselves better: litter of pictures and stamps is long
_AROUND = 80  # characters on either side that must be read well before litter between them means a box
_ECHO, _ECHO_CHARS = 70.0, 8
"""Letters in common (0–100) from which words only echo those beside them; shorter ones echo by chance."""
_BETTER = 1.5  # how many times more readable letters another reading needs to take a place over
_ELSEWHERE = 0.6
"""Share of words found unmatched elsewhere in the draft from which they only stand in another order there."""
_CONTENT_LETTERS = 4
_STROKES = 0.25
"""Share of strokes from which litter counts as a box; on real records, mere letters were misread names."""
_PUNCTUATION = frozenset(".,:;'’\"“”/&-")
_GAP_LETTERS = 40  # more unreadable letters than this on one spot are a bad page, not a box


def readable(text: str) -> float:
    """How many letters and digits of a text look written by a person."""
    return plausibility(text) * sum(c.isalnum() for c in text)


def box_litter(text: str) -> bool:
    """Whether strokes and brackets, the edges of a box as they are read, stand in a text."""
    bare = "".join(text.split())
    strokes = sum(not c.isalnum() and c not in _PUNCTUATION for c in bare)
    return len(bare) >= 2 and strokes >= _STROKES * len(bare)


def merged(draft: Draft, pages: Sequence[str], release: int) -> Draft:
    """The draft with what this release adds to it."""
    laid = Laid.of(pages)
    alignment = align_words(draft.words, laid.words)
    merger = _Merger(draft, laid, release, alignment)
    return draft.edited(list(merger.edits()))


class _Merger:
    """The edits that one release asks for."""

    def __init__(self, draft: Draft, laid: Laid, release: int, alignment: Alignment) -> None:
        self._draft, self._laid, self._release = draft, laid, release
        self._runs = alignment.runs
        unmatched = (r.old_words for r in alignment.runs if r.kind in ("only_old", "moved"))
        self._loose = Counter(draft.words.word(i) for start, stop in unmatched for i in range(start, stop))

    def edits(self) -> Iterator[Edit]:
        before: Run | None = None
        for run in self._runs:
            if run.kind == "only_new" and run.new_words[0] < run.new_words[1]:
                replaced = before is not None and before.kind == "only_old" and self._meets(before, run)
                yield from self._edit(run, before if replaced else None)
            before = run

    @staticmethod
    def _meets(old: Run, new: Run) -> bool:
        return old.old_words[0] < old.old_words[1] == new.old_words[0]

    def _edit(self, run: Run, instead_of: Run | None) -> Iterator[Edit]:
        cuts = tuple(self._cuts(run))
        theirs = " ".join(self._words(cut) for cut in cuts)
        if instead_of is None:
            at = self._place(run.old_words[0])
            if self._worth(theirs) and not self._stands_elsewhere(run) and not self._echoes(theirs, at):
                yield Edit(at, at, cuts)
            return
        start, stop = self._span(instead_of.old_words)
        ours = self._draft.text[start:stop]
        if self._worth(theirs) and readable(theirs) > _BETTER * readable(ours) + 1:
            if not self._stands_elsewhere(run):
                yield Edit(start, stop, cuts)
        elif theirs and max(map(plausibility, (ours, theirs))) < _PLAUSIBLE:
            yield from self._gap(start, stop)

    def _echoes(self, theirs: str, at: int) -> bool:
        """Whether the words are only a worse reading of what stands beside the place."""
        around = self._draft.text[max(0, at - len(theirs) - _AROUND) : at + len(theirs) + _AROUND]
        return len(theirs) >= _ECHO_CHARS and partial_ratio(theirs.lower(), around.lower()) >= _ECHO

    def _gap(self, start: int, stop: int) -> Iterator[Edit]:
        cuts = list(self._draft.slice(start, stop))
        text = self._draft.text
        around = text[max(0, start - _AROUND) : start] + " " + text[stop : stop + _AROUND]
        boxlike = (
            box_litter(text[start:stop])
            and stop - start <= _GAP_LETTERS
            and plausibility(around) >= _PLAUSIBLE_LONG
        )
        if len(cuts) == 1 and boxlike:
            cut = cuts[0]
            yield Edit(start, stop, (Cut(cut.release, cut.page, cut.start, cut.end, gap=True),))

    def _worth(self, text: str) -> bool:
        least = _PLAUSIBLE_LONG if len(text.split()) >= _LONG_WORDS else _PLAUSIBLE
        return sum(c.isalnum() for c in text) >= 2 and plausibility(text) >= least

    def _stands_elsewhere(self, run: Run) -> bool:
        words = [w for i in range(*run.new_words) if len(w := self._laid.folded[i]) >= _CONTENT_LETTERS]
        return bool(words) and sum(w in self._loose for w in words) >= _ELSEWHERE * len(words)

    def _cuts(self, run: Run) -> Iterator[Cut]:
        """The run's words, without lines of furniture, cut at page ends."""
        laid = self._laid
        kept = [i for i in range(*run.new_words) if not laid.furniture[laid.line_of[i]]]
        for _, group in groupby(enumerate(kept), lambda item: item[1] - item[0]):
            yield from self._paged([i for _, i in group])

    def _paged(self, words: Sequence[int]) -> Iterator[Cut]:
        placed = [(self._laid.place(self._laid.starts[i], self._laid.ends[i])) for i in words]
        for page, places in groupby(placed, lambda place: place[0]):
            spans = list(places)
            yield Cut(self._release, page, spans[0][1], spans[-1][2])

    def _words(self, cut: Cut) -> str:
        return self._laid.pages[cut.page][cut.start : cut.end]

    def _place(self, word: int) -> int:
        words = self._draft.words
        return int(words.start[word]) if word < len(words) else len(words.text)

    def _span(self, words: tuple[int, int]) -> tuple[int, int]:
        held = self._draft.words
        return int(held.start[words[0]]), int(held.end[words[1] - 1])
