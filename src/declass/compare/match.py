"""Which texts are the same record, or hold one another, from the text alone and without trusting numbers.

documents ─► sequences of seven letters, near copies put together, postings sorted on disk (index)
          ─► pairs of texts that share rare sequences, looked at closer and scored (score)
          ─► pairs of documents, with reasons
"""

import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TypeVar

import numpy as np

from declass.compare.align import align_words
from declass.compare.index import Index, MatchInput
from declass.compare.join import Floats
from declass.compare.linkage import FIRST, Models, shipped_models
from declass.compare.postings import Spread, threads
from declass.compare.score import Scored, score

__all__ = ["MatchInput", "Pair", "match", "pairs_of"]

_NEAR, _SAME_TEXT, _STEEP = 3.0, 0.5, 20.0
"""Least log-odds of near copies, and how they grow with the share in common; of 767 pairs of JFK texts that
are near copies of one text, none was read as different records."""
_COVERED, _SURER = 0.3, 25.0
"""Share of the better covered text that an alignment must explain for even odds, and how fast odds grow with
it. Of 250 true JFK pairs 97% reach it, of 400 pairs of strangers 1%."""
_MANY = 3600
"""Pairs of documents told for one pair of texts; beyond, each is paired with one that stands for the others,
so that a text in ten thousand copies does not yield fifty million pairs."""
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that may be the same record.

    Attributes:
        a, b: keys of the two documents.
        a_in_b, b_in_a: 0–1, share of a's sequences found in other texts that b holds; what no other text
            holds (unreadable places) and what very many hold (boilerplate) counts neither way. Of near
            copies, share of all sequences but boilerplate, to about .05. In a collection of up to 60 texts:
            share of a's letters that an alignment finds in b.
        probability: 0–1 that they are one record, or that one holds the other.
        reasons: sentences, strongest first.
    """

    a: str
    b: str
    a_in_b: float
    b_in_a: float
    probability: float
    reasons: tuple[str, ...]


def match(
    documents: Iterable[MatchInput],
    *,
    minimum: float = 0.1,
    folder: Path | None = None,
    spread: Spread | None = None,
    models: Models | None = None,
) -> Iterator[Pair]:
    """Pairs of texts that may be the same record, in no particular order.

    Args:
        documents: read once, one after another; memory does not grow with their length.
        minimum: pairs less probable are left out, 0–1.
        folder: where temporary files go (about 20 bytes a letter); None = the system's place.
        spread: where shards are worked on; None = two threads.
        models: None = those shipped.

    Raises:
        UsageError: if there are more than 16.7 million different texts.
    """
    spread = spread or threads(2)
    with tempfile.TemporaryDirectory(prefix="declass-match-", dir=folder) as name:
        index = Index(Path(name))
        index.read(documents, spread)
        if index.units:
            yield from pairs_of(index, score(index, Path(name), models or shipped_models(), spread), minimum)


def pairs_of(
    index: Index, scored: Scored, minimum: float, among: frozenset[int] | None = None
) -> Iterator[Pair]:
    """The documents' pairs: equal texts, near copies, and what the models found.

    Args:
        among: only pairs with one of these units or with a near copy of one; None = all.
    """
    members = index.members()
    asked = members if among is None else {k: m for k, m in members.items() if not among.isdisjoint(m)}
    yield from _equal(index, asked)
    yield from (pair for pair in _near_copies(index, asked) if pair.probability >= minimum)
    pairs = scored.candidates.pairs
    for k in np.flatnonzero(probability(scored.log_odds) >= minimum).tolist():
        if int(pairs.a[k]) in asked or int(pairs.b[k]) in asked:
            yield from _found(index, scored, k, members, minimum)


def _equal(index: Index, members: dict[int, list[int]]) -> Iterator[Pair]:
    for unit in (unit for units in members.values() for unit in units):
        for a, others in _each_with_later(index.units[unit].keys):
            for b in others:
                yield Pair(a, b, 1.0, 1.0, 0.999, ("Their texts are equal, letter by letter.",))


def _each_with_later(items: Sequence[_Item]) -> Iterator[tuple[_Item, Sequence[_Item]]]:
    """Each with those after it: all pairs; or of very many only the first with all others."""
    many = len(items) * (len(items) - 1) > 2 * _MANY
    return ((item, items[k + 1 :]) for k, item in enumerate(items[:1] if many else items[:-1]))


def _near_copies(index: Index, members: dict[int, list[int]]) -> Iterator[Pair]:
    sketches = index.sketches()
    for one, others in (each for units in members.values() for each in _each_with_later(units)):
        for other, alike in zip(others, sketches.resemblances(one, others).tolist(), strict=True):
            a, b = index.units[one], index.units[other]
            shared = alike * (a.length + b.length) / (1 + alike)
            shares = min(1.0, shared / a.length), min(1.0, shared / b.length)
            log_odds = max(_NEAR, _STEEP * (shared / (a.length * b.length) ** 0.5 - _SAME_TEXT))
            reasons = [f"Near copies: {alike:.0%} or so of what either holds, boilerplate aside, is in both."]
            shares, sure, told = _aligned(index, one, other, (shares, log_odds, reasons))
            yield from _spoken(index, (one,), (other,), shares, sure, told)


_Said = tuple[tuple[float, float], float, list[str]]
"""Shares of a in b and b in a, log-odds, reasons."""


def _found(
    index: Index, scored: Scored, k: int, members: dict[int, list[int]], minimum: float
) -> Iterator[Pair]:
    pairs, total = scored.candidates.pairs, scored.candidates.units.totals.shared
    a, b, shared = int(pairs.a[k]), int(pairs.b[k]), float(pairs.shared[k])
    shares = min(1.0, shared / float(total[a])), min(1.0, shared / float(total[b]))
    said = (shares, float(scored.log_odds[k]), list(_reasons(scored, k, shares)))
    shares, log_odds, reasons = _aligned(index, a, b, said)
    if _sure(log_odds) >= minimum:
        yield from _spoken(index, members[a], members[b], shares, log_odds, reasons)


def _aligned(index: Index, a: int, b: int, said: _Said) -> _Said:
    """Among few texts, what an alignment of the two says instead."""
    if not index.few:
        return said
    made = align_words(index.few[a], index.few[b])
    ours, theirs = f"{made.old_in_new:.0%}", f"{made.new_in_old:.0%}"
    told = f"Aligned, {ours} of the first stands in the second, {theirs} the other way."
    covered = _SURER * (max(made.old_in_new, made.new_in_old) - _COVERED)
    return (made.old_in_new, made.new_in_old), min(said[1], covered), [told]


def _spoken(
    index: Index,
    ours: Sequence[int],
    theirs: Sequence[int],
    shares: tuple[float, float],
    log_odds: float,
    reasons: Sequence[str],
) -> Iterator[Pair]:
    """What is said of two texts, said of all documents that have them or near copies of them."""
    a, b = ([key for unit in units for key in index.units[unit].keys] for units in (ours, theirs))
    both: Iterable[tuple[str, str]] = product(a, b)
    if len(a) * len(b) > _MANY:
        both = dict.fromkeys([*product(a, b[:1]), *product(a[:1], b)])
    copies = "This is said of texts that stand for near copies of them."
    sure = round(_sure(log_odds), 4)
    for key_a, key_b in both:
        told = reasons if (key_a, key_b) == (a[0], b[0]) else [*reasons, copies]
        yield Pair(key_a, key_b, round(shares[0], 4), round(shares[1], 4), sure, tuple(told))


def _sure(log_odds: float) -> float:
    return 1 / (1 + math.exp(-min(30.0, max(-30.0, log_odds))))


def probability(log_odds: Floats) -> Floats:
    """Log-odds as a probability, 0–1."""
    share: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
    return share


def _reasons(scored: Scored, k: int, shares: tuple[float, float]) -> Iterator[str]:
    found, linked = scored.candidates, scored.linked
    a, b = int(found.pairs.a[k]), int(found.pairs.b[k])
    yield (
        f"They share {found.pairs.shared[k]:.0f} rare sequences of letters: {shares[0]:.0%} of those that"
        f" the first has in common with any text, {shares[1]:.0%} of the second's."
    )
    ours, theirs = found.looked[k, :2]
    yield f"Letter by letter, {ours:.0%} of the first and {theirs:.0%} of the second are in the other."
    if found.first[k, FIRST.index("rank_best")] > -1e-9:
        yield "No other text shares more with one of them."
    if linked.groups[a] == linked.groups[b]:
        yield "They belong to one group of texts that are probably one record."
    elif (own := linked.between.of(*np.sort(linked.groups[[a, b]])[:, None])[0]) >= 1:
        yield f"{own:.0f} sequences stand in these two texts, or others grouped with them, and nowhere else."
    if numbers := scored.figures.told(a, b):
        yield f"Both hold numbers that few other texts have: {', '.join(numbers)}."
    if min(shares) < 0.2 <= 0.5 < max(shares):
        yield "One seems to hold the other as a part."
