"""What a newer release reveals or hides against an older one: every difference found, weighed and graded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from declass.compare.align import align_words
from declass.compare.difference import Difference, differences
from declass.compare.evidence import A_CODE, ON_A_BOX, sentences
from declass.compare.features import features
from declass.compare.layout import Laid
from declass.compare.marks import is_code
from declass.compare.pair import Pair
from declass.compare.scorecard import Scorecard, grader
from declass.compare.witness import Counterparts, Order, Witness, parted
from declass.model.change import Change, ChangeKind, Grade, Passage

REVEALED = 0.5
"""Probability from which a difference is called a disclosure; the scorecard is fitted for this threshold."""
UNCERTAIN = 0.25
"""Below, a difference is put down to reading; between, nobody can tell without the page."""
LIKELY = 0.7
CERTAIN = 0.9
"""Probability that ``certain`` asks for besides two texts, read apart, that lack the words."""
HIDES_LESS = 1.5
"""Log-odds by which a release hides less than it reveals; without, 17 false alarms in 50 pairs read."""
BOX_SHOWS, NO_BOX = 3.2, -1.6
"""Log-odds that a page image adds: a box found at the place, or none there though the page was looked at.

A finder that sees four boxes in five and is wrong at one place in thirty: log(.8/.033) and log(.2/.97). A
blank filled with a pen, a code or another stamp hides from it, so that its silence proves less than its word.
"""
SURER = 0.05
"""How much surer than the whole a part must be that witnesses lack, to be told instead of it; with less,
parts of what was withheld as a whole are told in its stead."""
SHOWN_MOST = 0.45
"""Most probability of a part that a witness shows while it lacks the rest: it was not withheld together with
that, though it may have been opened earlier; less than ``REVEALED``."""
UNLIKELY = 0.01
"""Probability of what is no disclosure whatever its words: page furniture, codes, what was read off a box."""
WORTH_A_LOOK = 0.02
"""Probability below which not even a box would make a difference more than uncertain."""
_MOVED = 0.5  # share of the words found elsewhere in the other text
_INDEPENDENT = 0.5  # share of misreadings in common below which two texts count as read apart
_CONTEXT_WORDS = 8
_CHARACTERS_SHOWN = 20_000


class WithheldFinder(Protocol):
    """Looks at a page image for a box or a blank; other rooms provide it."""

    def withheld(self, page: int, start: int, end: int) -> bool | None:
        """Whether something is withheld at this place of a page's text; None = it cannot be told."""
        ...

    def litter(self, page: int, start: int, end: int) -> bool:
        """Whether the words of this place stand on a box: its code, or what was read off its ink."""
        ...


@dataclass(frozen=True, slots=True)
class WitnessText:
    """A further release or reading of the record.

    Attributes:
        pages: the texts of its pages.
        order: released before the older, between the two, or after the newer.
        name: what to call it in the evidence: "2018".
    """

    pages: Sequence[str]
    order: Order = "unknown"
    name: str = "a witness"


def changes(
    older_pages: Sequence[str],
    newer_pages: Sequence[str],
    witnesses: Sequence[WitnessText] = (),
    *,
    finder: WithheldFinder | None = None,
    newer_finder: WithheldFinder | None = None,
    scorecard: Scorecard | None = None,
) -> list[Change]:
    """Every place where two releases of a record differ, graded, in the order of the newer text.

    Args:
        witnesses: other releases or readings of the same record.
        finder, newer_finder: look at the page images of the older and of the newer release.
        scorecard: weighs the features; default the one that comes with declass.
    """
    older, newer = Laid.of(older_pages), Laid.of(newer_pages)
    card = scorecard or grader()
    laid = [(Laid.of(w.pages), w) for w in witnesses]
    forward = _Side(older, newer, laid, card, (finder, newer_finder), mirrored=False)
    back = _Side(newer, older, laid, card, (newer_finder, finder), mirrored=True)
    found = [*forward.changes(), *back.changes()]
    return sorted(
        found, key=lambda c: (c.newer.page, c.newer.start, c.newer.end, c.older.page, c.older.start)
    )


_MIRROR: Mapping[Order, Order] = {
    "earlier": "later",
    "later": "earlier",
    "between": "between",
    "unknown": "unknown",
}


class _Side:
    """The differences of one direction: words that ``hiding`` lacks and ``showing`` has."""

    def __init__(
        self,
        hiding: Laid,
        showing: Laid,
        witnesses: Sequence[tuple[Laid, WitnessText]],
        card: Scorecard,
        finders: tuple[WithheldFinder | None, WithheldFinder | None],
        *,
        mirrored: bool,
    ) -> None:
        self.hiding, self.showing, self.card = hiding, showing, card
        (self.finder, self.showing_finder), self.mirrored = finders, mirrored
        self.alignment = align_words(hiding.words, showing.words)
        self.found = differences(self.alignment, showing)
        self.pair = Pair(hiding, showing, self.alignment, self.found, self._witnesses(witnesses))

    def _witnesses(self, given: Sequence[tuple[Laid, WitnessText]]) -> list[Witness]:
        older = Counterparts.of(self.alignment)
        return [
            Witness.of(
                self.showing.words, older, laid, _MIRROR[w.order] if self.mirrored else w.order, w.name
            )
            for laid, w in given
        ]

    def changes(self) -> Iterator[Change]:
        for difference in self.found:
            if not self.mirrored or not _told_already(difference):
                for part in self._judged(difference):
                    yield self._change(part)

    def _judged(self, d: Difference) -> Iterator["_Judged"]:
        """The difference as a whole where it is a disclosure, or cannot be cut; else its parts, or its cells.

        A part that witnesses tell apart and that is surer than a whole stands for it. Neighbours that are
        disclosures and touch are one, as sure as the least sure of them.
        """
        whole = self._look(d)
        if whole.probability >= REVEALED:
            cut = self._surer(d, whole.probability)
        else:
            cut = self._parts(d, whole.probability) or [self._look(cell) for cell in d.cells]
        for group in _touching(cut or [whole]):
            if len(group) == 1:
                yield group[0]
            else:
                joined = replace(d, new=(group[0].difference.new[0], group[-1].difference.new[1]), cells=())
                yield replace(min(group, key=lambda judged: judged.probability), difference=joined)

    def _surer(self, d: Difference, whole: float) -> list["_Judged"]:
        """The parts that witnesses tell apart, if one of them is surer than the whole."""
        parts = self._parts(d, whole)
        return parts if any(part.probability > whole + SURER for part in parts) else []

    def _parts(self, d: Difference, whole: float) -> list["_Judged"]:
        """The parts that witnesses tell apart, or the cells of those that are no disclosures.

        Args:
            whole: its probability; a part that they show is no surer.
        """
        cut: list[_Judged] = []
        for part in parted(d, self.pair.witnesses):
            judged = self._look(part.difference)
            if part.shown:
                cut.append(replace(judged, probability=min(judged.probability, whole, SHOWN_MOST)))
            elif judged.probability >= REVEALED or not part.difference.cells:
                cut.append(judged)
            else:
                cut += map(self._look, part.difference.cells)
        return cut

    def _look(self, d: Difference) -> "_Judged":
        seen = features(self.pair, d)
        if d.furniture:
            return _Judged(d, seen, UNLIKELY, None, boilerplate=True)
        if is_code(self._shown(d).text):
            return _Judged(d, seen, UNLIKELY, None, A_CODE, boilerplate=True)
        rarer = HIDES_LESS if self.mirrored else 0.0
        probability, image = self.card.probability(seen, rarer), None
        if probability >= WORTH_A_LOOK and self._litter(d):
            return _Judged(d, seen, UNLIKELY, None, ON_A_BOX)
        if self.finder is not None and probability >= WORTH_A_LOOK:
            image = _seen(self.finder, self.hiding, d.old)
            adds = {True: BOX_SHOWS, False: NO_BOX, None: 0.0}[image]
            probability = self.card.probability(seen, rarer - adds)
        return _Judged(d, seen, probability, image)

    def _litter(self, d: Difference) -> bool:
        """Whether the words stand on a box of the text that has them: they are not open there either."""
        if self.showing_finder is None:
            return False
        shown = self._shown(d)
        return self.showing_finder.litter(shown.page, shown.start, shown.end)

    def _change(self, judged: "_Judged") -> Change:
        d, probability = judged.difference, judged.probability
        shown, gap = self._shown(d), self._gap(d)
        kind = self._kind(judged)
        withheld = kind in ("revealed", "newly_hidden", "uncertain")
        newer_words = d.old if self.mirrored else d.new
        newer = self.hiding if self.mirrored else self.showing
        return Change(
            kind=kind,
            grade=self._grade(judged, kind),
            probability=round(probability if withheld else 1 - probability, 3),
            older=shown if self.mirrored else gap,
            newer=gap if self.mirrored else shown,
            before=_around(newer, newer_words[0] - _CONTEXT_WORDS, newer_words[0]),
            after=_around(newer, newer_words[1], newer_words[1] + _CONTEXT_WORDS),
            evidence=tuple(self._evidence(judged)),
            features={name: round(value, 3) for name, value in judged.seen.items()},
        )

    def _evidence(self, judged: "_Judged") -> Iterator[str]:
        if judged.aside:
            yield judged.aside
        yield from sentences(self.pair, judged.difference, judged.seen, self.card, judged.image)

    def _kind(self, judged: "_Judged") -> ChangeKind:
        seen, probability = judged.seen, judged.probability
        if judged.boilerplate:
            return "boilerplate"
        if probability >= REVEALED:
            return "newly_hidden" if self.mirrored else "revealed"
        if seen["moved"] >= _MOVED or seen["loose_near"] >= _MOVED:
            return "moved"
        return "uncertain" if probability >= UNCERTAIN else "ocr_difference"

    def _grade(self, judged: "_Judged", kind: ChangeKind) -> Grade:
        shown = kind in ("revealed", "newly_hidden")
        sure = judged.probability if shown else 1 - judged.probability
        if kind == "uncertain" or sure < LIKELY:
            return "possible"
        if shown and sure >= CERTAIN and (judged.image or self._vouched(judged.difference)):
            return "certain"
        return "likely"

    def _vouched(self, d: Difference) -> bool:
        """A witness read apart from the hiding text lacks the words too, and none says otherwise."""
        states = [(w.state(d), w) for w in self.pair.witnesses]
        if any(s in ("present", "garbled") and w.order == "earlier" for s, w in states):
            return False
        if any(s in ("absent", "garbled", "littered") and w.order == "later" for s, w in states):
            return False
        return any(s == "absent" and w.shared_misreadings < _INDEPENDENT for s, w in states)

    def _shown(self, d: Difference) -> Passage:
        return _passage(self.showing, self.showing.starts[d.new[0]], self.showing.ends[d.new[1] - 1])

    def _gap(self, d: Difference) -> Passage:
        a, b = d.old
        if a < b:
            return _passage(self.hiding, self.hiding.starts[a], self.hiding.ends[b - 1])
        at = self.hiding.ends[a - 1] if a > 0 else 0
        return _passage(self.hiding, at, at)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A difference with what was seen of it.

    Attributes:
        probability: 0–1, that words were withheld there.
        image: whether the page image shows something withheld there; None where it cannot be told.
        aside: why it is no disclosure whatever its words, as a sentence; "" for most.
        boilerplate: it is page furniture or an exemption code.
    """

    difference: Difference
    seen: Mapping[str, float]
    probability: float
    image: bool | None
    aside: str = ""
    boilerplate: bool = False


def _seen(finder: WithheldFinder, hiding: Laid, words: tuple[int, int]) -> bool | None:
    """Whether something is withheld between the words around these, which both texts have.

    Signs without letters between them were read off a rim, or stick to a word; either page of a break speaks.
    """
    start = hiding.ends[words[0] - 1] if words[0] > 0 else 0
    end = hiding.starts[words[1]] if words[1] < len(hiding.starts) else len(hiding.words.text)
    said = [finder.withheld(*place) for place in hiding.places(start, end)]
    return True if True in said else None if None in said else False


def _touching(cells: Sequence[_Judged]) -> Iterator[list[_Judged]]:
    """Cells one by one, but those that are disclosures and have nothing between them together."""
    group: list[_Judged] = []
    for cell in cells:
        shown = cell.probability >= REVEALED and (not group or group[-1].probability >= REVEALED)
        if group and not (shown and group[-1].difference.new[1] == cell.difference.new[0]):
            yield group
            group = []
        group.append(cell)
    if group:
        yield group


def _told_already(d: Difference) -> bool:
    """Both sides have words there: the other direction tells of it, unless this side has far more."""
    (a, b), (o0, o1) = d.new, d.old
    return o1 > o0 and (b - a) <= 3 * (o1 - o0)


def _passage(side: Laid, start: int, end: int) -> Passage:
    page, first, last = side.place(start, end)
    return Passage(page, first, max(first, last), side.words.text[start:end].replace("\f", " "))


def _around(side: Laid, start: int, end: int) -> str:
    start, end = max(0, start), min(end, len(side.starts))
    return " ".join(side.words.text[side.starts[start] : side.ends[end - 1]].split()) if start < end else ""
