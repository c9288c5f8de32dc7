"""The pages that answer a question, in their order, by words alone or by words and meaning."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import tantivy
from tantivy import Occur, Query

from declass.model.anchor import Span
from declass.search.analysis import words
from declass.search.base import Vectors
from declass.search.fusion import WORD_PAGES, WORDS_WEIGHT, Fused, fuse, wall_of
from declass.search.query import Loose, Word
from declass.search.ranking import Address, Place, Plan, State, address_of, count, window
from declass.search.vectors import Vectorized

_TELLING_WORDS = 25  # of a page, that others like it are sought by
_LEAST_LETTERS = 3
_MOST_COMMON_SHARE = 0.1  # a word on more of the pages tells nothing


@dataclass(frozen=True)
class Listing:
    """Pages in order, on one state of the index.

    Attributes:
        total: how many there are, exactly.
        query: matches all of them; so does ``matching``, without scores.
        fetched: the first of them by words.
    """

    state: State
    plan: Plan
    total: int
    query: tantivy.Query
    matching: tantivy.Query
    fused: Fused | None = None
    vectors: Vectorized | None = None
    question: Vectors | None = None
    fetched: Sequence[Place] = ()

    def first(self, wanted: int) -> Sequence[Place]:
        """So many from the beginning: those that were weighed, then the others that have the words."""
        if self.fused is None:
            if wanted <= len(self.fetched) or len(self.fetched) == self.total:
                return self.fetched[:wanted]
            return window(self.state, self.plan, 0, wanted)[1]
        head = self.fused.head
        if wanted <= len(head):
            return head[:wanted]
        weighed = {address_of(address) for _, address in head}
        _, others = window(self.state, self.plan, 0, wanted)
        rest = [(0.0, address) for _, address in others if address_of(address) not in weighed]
        return [*head, *rest][:wanted]

    def nearest_passage(self, place: Address) -> Span | None:
        """Where a page comes nearest to the question; None where it is not near, or meaning was not asked."""
        if (
            self.fused is None
            or self.vectors is None
            or self.question is None
            or place not in self.fused.near
        ):
            return None
        spans, vectors = self.vectors.of_page(self.fused.keys[place])
        return spans[int(np.argmax(vectors @ self.question))] if spans else None


def by_words(state: State, plan: Plan, total: int, fetched: Sequence[Place] = ()) -> Listing:
    return Listing(state, plan, total, plan.query, plan.matching, fetched=fetched)


def by_meaning_too(
    state: State,
    plan: Plan,
    places: Sequence[Place],
    vectors: Vectorized,
    question: Vectors,
    words_weight: float = WORDS_WEIGHT,
) -> Listing:
    """Words and meaning weighed against each other; see ``fusion``.

    Args:
        places: the best pages by words.
    """
    fused = fuse(state, plan, places, vectors.similarity(question), wall_of(state, plan), words_weight)
    return _fused(state, plan, fused, vectors, question)


def _fused(state: State, plan: Plan, fused: Fused, vectors: Vectorized, question: Vectors) -> Listing:
    total = count(state, fused.matching)
    return Listing(state, plan, total, fused.query, fused.matching, fused, vectors, question)


def telling_words(state: State, text: str) -> Loose:
    """The words that set a page apart from the others, as a question."""
    vocabulary = state.vocabulary
    worth = {}
    for word, times in Counter(words(text)).items():
        pages = vocabulary.frequency(word)
        if len(word) >= _LEAST_LETTERS and 1 < pages <= max(2, _MOST_COMMON_SHARE * vocabulary.pages):
            worth[word] = (1 + np.log(times)) * vocabulary.weight(pages)
    best = sorted(worth, key=lambda word: (-worth[word], word))[:_TELLING_WORDS]
    return Loose(tuple(Word(word, (word,)) for word in best))


def like(
    state: State, plan: Plan, group: int, vectors: Vectorized | None, question: Vectors | None
) -> Listing:
    """Pages like one page, its own record left out.

    Args:
        plan: of the page's telling words.
        group: the record's key.
        question: the page's own vector; None where it has none.
    """
    itself = Query.term_query(state.schema, "group_key", group)
    others = [(Occur.Must, Query.all_query()), (Occur.MustNot, itself)]
    wall = Query.boolean_query(others)
    alike, matching = (
        Query.boolean_query([(Occur.Must, query), (Occur.MustNot, itself)])
        for query in (plan.query, plan.matching)
    )
    plan = replace(plan, query=alike, lifted=None, matching=matching)
    if vectors is None or question is None:
        return by_words(state, plan, count(state, matching))
    _, places = window(state, plan, 0, WORD_PAGES)
    fused = fuse(state, plan, places, vectors.similarity(question), wall)
    return _fused(state, plan, fused, vectors, question)
