"""Words and meaning joined: pages rank by the weighted sum of both scores, never by places in lists.

A place in a list says nothing of how good the list is. Asked in Spanish, full text over English
records finds only the names that both languages share; its first page is then no better than its
hundredth, and the sum of scores knows it: a score is measured against the most that a page with all of
the words could have.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import tantivy
from tantivy import Occur, Query

from declass.search.base import Vectors
from declass.search.compile import Compiler, plain_words, ranks
from declass.search.query import All, Any, Loose, Node, Phrase, Word
from declass.search.ranking import (
    Address,
    Place,
    Plan,
    State,
    address_of,
    column,
    in_order,
    rounded,
    scores,
)
from declass.search.vectors import Keys, Similarity

WORDS_WEIGHT = 0.5
"""Weight of words beside meaning, chosen by bench/search/quality.py over questions in three languages;
between .3 and .6 nothing moves by more than .02, and above .7 questions across languages lose."""

WORDS_POWER = 1.5
"""A page with some of the words counts less than their share: they may stand there by chance. With 1,
questions that have no word in common with their answer lose .06 to pages that have one or two; with 2,
others lose .04."""

HIGH_STANDING = 5.0
"""Standard deviations above the mean that count as nearest: a question's right passage stands 3-6 high."""

LEAST_STANDING = 2.0
"""Lower pages are not shown for their meaning alone; in small archives, where nothing can stand so high,
those below half of what can."""

WORD_PAGES = 400  # pages of the full text that are weighed; the others follow in its order
NEAR_PAGES = 100  # pages that are weighed for their meaning
_MOST_FILTERED = 20_000  # pages; up to here a filter's pages are looked up before the nearest are chosen
_OVERFETCH = 20  # times more near pages are looked through where a filter is wider than that


@dataclass(frozen=True, slots=True)
class Fused:
    """The head of a ranking.

    Attributes:
        head: pages weighed by words and meaning, best first.
        query: matches all that the words match and all that is near in meaning; so does ``matching``, without
            scores.
        keys: page keys of the head.
        near: addresses of pages whose meaning is near enough to show them for it.
    """

    head: list[Place]
    query: tantivy.Query
    matching: tantivy.Query
    keys: dict[Address, int]
    near: frozenset[Address]


def question_of(node: Node) -> str:
    """What a question's plain neighbours say, without operators and filters; "" where there are none."""
    if isinstance(node, Word | Phrase):
        return node.raw
    if isinstance(node, Loose):
        return " ".join(c.raw for c in node.children if isinstance(c, Word | Phrase))
    return ""


def meaning_of(node: Node) -> str:
    """All that a question says, in brackets and beside operators too; "" where it only filters."""
    match node:
        case Word() | Phrase():
            return node.raw
        case All() | Any() | Loose():
            return " ".join(said for child in node.children if (said := meaning_of(child)))
        case _:
            return ""


def filters_of(node: Node) -> Node | None:
    """What every answer must satisfy: all but plain words, and whatever an operator or quotes insist on."""
    match node:
        case Word():
            return None
        case Loose():
            kept = tuple(child for child in node.children if not isinstance(child, Word))
            return Loose(kept) if kept else None
        case _:
            return node


def scope_of(node: Node) -> Node | None:
    """What a question is asked of: its filters without a word of the text; None for all pages."""
    if not isinstance(node, All | Loose):
        return None if ranks(node) else node
    kept = tuple(child for child in node.children if not ranks(child))
    return All(kept) if kept else None


def wall_of(state: State, plan: Plan) -> tantivy.Query | None:
    """What holds for pages found by their meaning too, as for all others."""
    return _compiled(state, plan, filters_of(plan.node))


def asked_of(state: State, plan: Plan) -> tantivy.Query | None:
    """The pages that a question is asked of; None where it is of all."""
    return _compiled(state, plan, scope_of(plan.node))


def _compiled(state: State, plan: Plan, node: Node | None) -> tantivy.Query | None:
    if node is None:
        return None
    return Compiler(state.schema, state.vocabulary, plan.options, plan.languages).compile(node)


def fuse(
    state: State,
    plan: Plan,
    places: Sequence[Place],
    similarity: Similarity,
    wall: tantivy.Query | None,
    words_weight: float = WORDS_WEIGHT,
) -> Fused:
    """Weigh the best pages by words and the nearest by meaning against each other.

    Args:
        places: the best by words, of which ``WORD_PAGES`` are weighed.
        similarity: of all pages to the question.
        wall: what every answer must satisfy.
        words_weight: 0-1; the rest of the weight is the meaning's.
    """
    near = _near(state, similarity, wall)
    scored = {address_of(address): (-key, address) for key, address in places[:WORD_PAGES] if words_weight}
    scored.update(_by_meaning(state, plan, near, wall))
    compiler = Compiler(state.schema, state.vocabulary, plan.options, plan.languages)
    return _weighed(state, plan, scored, similarity, wall, compiler.reach(_content(plan)), words_weight)


def _content(plan: Plan) -> list[Word]:
    return plain_words(plan.node, plan.languages) or [c for c in _children(plan.node) if isinstance(c, Word)]


def _children(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, Loose) else (node,)


def _near(state: State, similarity: Similarity, wall: tantivy.Query | None) -> Keys:
    if wall is None:
        return similarity.nearest(NEAR_PAGES)
    inside = state.searcher.search(wall, _MOST_FILTERED)
    if inside.count > _MOST_FILTERED:  # type: ignore[attr-defined]
        return similarity.nearest(NEAR_PAGES * _OVERFETCH)
    keys = column(state, "page_key", [address for _, address in inside.hits])
    return similarity.nearest(NEAR_PAGES, np.asarray(keys, dtype=np.int64))


def _by_meaning(
    state: State, plan: Plan, near: Keys, wall: tantivy.Query | None
) -> list[tuple[Address, tuple[float, tantivy.DocAddress]]]:
    """The nearest pages with the score that their words have, 0 where they have none."""
    if not len(near):
        return []
    others = _inside(state, near, wall)
    worded = Query.boolean_query([*others, (Occur.Should, plan.query)])
    lifted = Query.boolean_query([*others, (Occur.Must, plan.lifted)]) if plan.lifted else None
    return list(scores(state.searcher, worded, lifted, len(near) * 4)[1].items())


def _inside(
    state: State, keys: Sequence[int] | Keys, wall: tantivy.Query | None
) -> list[tuple[Occur, tantivy.Query]]:
    """Pages with these keys, without a score; copies of a page beyond the wall have its key too."""
    wanted = [Query.term_set_query(state.schema, "page_key", [int(key) for key in keys])]
    wanted += [wall] if wall is not None else []
    return [(Occur.Must, Query.const_score_query(query, 0.0)) for query in wanted]


def _weighed(
    state: State,
    plan: Plan,
    scored: dict[Address, tuple[float, tantivy.DocAddress]],
    similarity: Similarity,
    wall: tantivy.Query | None,
    reach: float,
    words_weight: float,
) -> Fused:
    addresses = list(scored)
    keys = column(state, "page_key", [scored[a][1] for a in addresses])
    standing = _known(similarity.standing(keys))
    share = np.minimum(1.0, np.asarray([scored[a][0] for a in addresses]) / reach)
    by_words = share**WORDS_POWER
    by_meaning = np.clip(standing / HIGH_STANDING, 0.0, 1.2)
    sums = words_weight * by_words + (1 - words_weight) * by_meaning
    least = min(LEAST_STANDING, similarity.highest / 2)
    near = frozenset(a for a, high in zip(addresses, standing, strict=True) if high >= least)
    head: list[Place] = [
        (rounded(float(total)), scored[a][1])
        for a, total, words in zip(addresses, sums, by_words, strict=True)
        if words > 0 or a in near
    ]
    meant = [key for a, key in zip(addresses, keys, strict=True) if a in near and not scored[a][0]]
    also = Query.boolean_query(_inside(state, meant, wall)) if meant else None
    query, matching = (_either(q, also) for q in (plan.query, plan.matching))
    return Fused(
        in_order(state.searcher, head) if head else [],
        query,
        matching,
        dict(zip(addresses, keys, strict=True)),
        near,
    )


def _either(query: tantivy.Query, more: tantivy.Query | None) -> tantivy.Query:
    return Query.boolean_query([(Occur.Should, query), (Occur.Should, more)]) if more else query


def _known(standing: Vectors) -> Vectors:
    """Pages that have no vectors yet stand where the others stand in the middle."""
    known = standing[~np.isnan(standing)]
    middle = float(np.median(known)) if len(known) else 0.0
    return np.nan_to_num(standing, nan=middle)
