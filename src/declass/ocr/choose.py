"""Which of a page's text layers reads best, and why, in a sentence."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from declass.locale import kept as _
from declass.model.page import PageText
from declass.ocr.lexicon import known
from declass.text.plausible import plausibility

DAMAGED_BY = 0.1
"""How much less plausible a layer must be to be called damaged: the embedded layers of Central Intelligence
Bulletins with 9% wrong characters lie .15 below a fresh reading with 1%, those with 2% lie .03 below."""

NEARLY_EQUAL = 0.01
"""Share of readable text within which two layers count as equal and the embedded one, which cites as the
publisher printed it, is kept. Of eight gold pages with two layers the richer one had fewer wrong characters
on six; one pair was equal, and one page was a quarter wrong in both."""

COMPARABLE = 0.1
"""Share of readable text within which two layers hold the same lines: the words read differently decide."""

WORDS_NEEDED = 3
"""How many more known words of its own a layer must have to be believed before another."""

_LETTERS_COMPARED = 20_000
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Choice:
    """The layer to show, search and cite.

    Attributes:
        index: place of the layer among those given.
        reason: one plain sentence.
    """

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A layer with what it weighs.

    Attributes:
        plausibility: 0–1, how far it looks like language.
        readable: its visible characters times its plausibility, so that litter adds nothing.
    """

    index: int
    layer: PageText
    plausibility: float
    readable: float

    @property
    def name(self) -> str:
        if self.layer.kind == "embedded":
            return _("the embedded text")
        return _("OCR by {engine}").format(engine=self.layer.engine)

    @property
    def words(self) -> Counter[str]:
        return Counter(_WORD.findall(self.layer.text[:_LETTERS_COMPARED].lower()))


def choose(layers: Sequence[PageText]) -> Choice:
    """The layer that reads best: a person's, the last one, before any machine's.

    Among machines' layers a damaged one (clearly less plausible) is out, then one that lacks lines (has
    clearly less readable text). Of those that hold the same lines, the words that only one of them has are
    looked up: who misread a word seldom made another word of it. The embedded one wins a near tie.

    Raises:
        ValueError: no layers.
    """
    if not layers:
        raise ValueError("no text layers to choose from")
    people = [index for index, layer in enumerate(layers) if layer.kind == "human"]
    if people:
        return Choice(people[-1], _("A person's text is kept before any machine's."))
    if len(layers) == 1:
        return Choice(0, _("There is only one text layer."))
    candidates = [_weighed(index, layer) for index, layer in enumerate(layers)]
    best = _best(candidates)
    second = max((c for c in candidates if c is not best), key=lambda c: c.readable)
    kept_one = _capital(best.name)
    return Choice(best.index, _("{layer} is kept: {why}.").format(layer=kept_one, why=_why(best, second)))


def _weighed(index: int, layer: PageText) -> _Candidate:
    share = plausibility(layer.text)
    return _Candidate(index, layer, share, share * sum(map(len, layer.text.split())))


def _best(candidates: Sequence[_Candidate]) -> _Candidate:
    richest = max(c.readable for c in candidates)
    clearest = max(c.plausibility for c in candidates if 2 * c.readable >= richest)
    sound = [c for c in candidates if 2 * c.readable >= richest and c.plausibility >= clearest - DAMAGED_BY]
    richest = max(c.readable for c in sound)
    full = [c for c in sound if c.readable >= (1 - COMPARABLE) * richest]
    if (speller := _best_speller(full)) is not None:
        return speller
    equals = [c for c in sound if c.readable >= (1 - NEARLY_EQUAL) * richest]
    return min(equals, key=_rank)


def _best_speller(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The one that has clearly more known words than each other, among those that only one of the two has."""
    for one in candidates:
        others = [other for other in candidates if other is not one]
        if others and all(_spells_better(one, other) for other in others):
            return one
    return None


def _spells_better(one: _Candidate, other: _Candidate) -> bool:
    ours, theirs = _own_known(one, other), _own_known(other, one)
    return ours >= theirs + WORDS_NEEDED and ours > 1.2 * theirs


def _own_known(one: _Candidate, other: _Candidate) -> int:
    """Words of ``one`` that ``other`` lacks and that stand in a word list of their languages."""
    own = one.words - other.words
    languages = {layer.language for layer in (one.layer, other.layer) if layer.language} or {"en"}
    return sum(count for word, count in own.items() if known(word, sorted(languages)))


def _rank(candidate: _Candidate) -> tuple[bool, float, float]:
    """Embedded first, then the OCR that expects fewest errors, then the richest."""
    layer = candidate.layer
    expected = 1.0 if layer.expected_error is None else layer.expected_error
    return (layer.kind != "embedded", expected, -candidate.readable)


def _why(best: _Candidate, second: _Candidate) -> str:
    if best.readable == 0:
        return _("no layer holds readable text")
    if not second.layer.text.strip():
        return _("{layer} is empty").format(layer=second.name)
    if second.plausibility < best.plausibility - DAMAGED_BY:
        said = _("{layer} looks damaged (plausibility {share} against {other})")
        worse, better = f"{second.plausibility:.2f}", f"{best.plausibility:.2f}"
        return said.format(layer=second.name, share=worse, other=better)
    if second.readable >= (1 - COMPARABLE) * best.readable and _spells_better(best, second):
        said = _(
            "of the words that only one of them has, more are known words "
            "than in {layer} ({ours} against {theirs})"
        )
        ours, theirs = _own_known(best, second), _own_known(second, best)
        return said.format(layer=second.name, ours=ours, theirs=theirs)
    if second.readable < (1 - NEARLY_EQUAL) * best.readable:
        less = f"{1 - second.readable / best.readable:.0%}"
        return _("{layer} has {share} less readable text").format(layer=second.name, share=less)
    alike = f"{_agreement(best, second):.0%}"
    return _("it reads as well as {layer} (they agree to {share})").format(layer=second.name, share=alike)


def _agreement(one: _Candidate, other: _Candidate) -> float:
    """0–1, share of characters two layers have in common in the same order, spaces aside."""
    left, right = ("".join(c.layer.text.split())[:_LETTERS_COMPARED] for c in (one, other))
    return fuzz.ratio(left, right) / 100


def _capital(name: str) -> str:
    return _("The embedded text") if name == "the embedded text" else name
