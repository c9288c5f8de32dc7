"""Queries run on one committed state of the index: which pages match, in which order, and how they look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import tantivy

from declass.model.anchor import Span
from declass.search.compile import Compiler, Options, languages_of, plain_words, ranks
from declass.search.marks import Match, Wanted, matches, other_wordings, wanted
from declass.search.query import Node
from declass.search.schema import SORTS, YEAR, entry_of, facet_field
from declass.search.snippet import snippet
from declass.search.values import FacetCount, Hit, Reason
from declass.search.vocabulary import Vocabulary

_FACET_VALUES = 100  # values counted for one facet, the most frequent first
_DAYS_A_YEAR = 10_000  # between two years in a day written as one number, yyyymmdd
_TIE_WINDOW = 32  # hits fetched beyond the window, to see whether its last hit is tied

Place = tuple[float, tantivy.DocAddress]
"""A page and its sort key, ascending: minus the score, or the value of the sort field."""


@dataclass(frozen=True, slots=True)
class State:
    """One committed state as readers see it."""

    stamp: tuple[int, ...]
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Plan:
    """A query made ready for one state of the index."""

    node: Node
    query: tantivy.Query
    options: Options
    languages: tuple[str, ...]
    by: str | None
    """The field to sort by; None ranks."""


def plan_for(state: State, node: Node, sort: str, options: Options) -> Plan:
    languages = languages_of(node)
    query = Compiler(state.schema, state.vocabulary, options, languages).compile(node)
    # without a ranking word all scores are equal, and the oldest page comes first
    by = SORTS.get(sort) or (None if ranks(node) else SORTS["date"])
    return Plan(node, query, options, languages, by)


def answer(state: State, plan: Plan, offset: int, limit: int) -> tuple[Plan, int, list[Place]]:
    """The window, and how many pages match; where no page has enough of the words, any of them will do."""
    total, places = window(state, plan, offset, limit)
    if total or plan.options.relaxed or not plain_words(plan.node, plan.languages):
        return plan, total, places
    sort = next((name for name, field in SORTS.items() if field == plan.by), "relevance")
    relaxed = plan_for(state, plan.node, sort, replace(plan.options, relaxed=True))
    return (relaxed, *window(state, relaxed, offset, limit))


def count(state: State, query: tantivy.Query) -> int:
    """How many pages match, exactly."""
    return int(state.searcher.search(query, 1).count)  # type: ignore[attr-defined]


def window(state: State, plan: Plan, offset: int, limit: int) -> tuple[int, list[Place]]:
    """How many pages match, and the window; hits tied with its last one are fetched too, then ordered."""
    end = offset + limit
    size = end + _TIE_WINDOW
    while True:
        total, places = _fetch(state.searcher, plan, size)
        last = min(end, len(places)) - 1
        if len(places) < size or places[-1][0] != places[last][0] or not limit:
            return total, in_order(state.searcher, places)[offset:end]
        size *= 4


def rounded(score: float) -> float:
    """A sort key; scores lose the digits that depend on the order of addition."""
    return -float(f"{score:.5g}")


def _fetch(searcher: tantivy.Searcher, plan: Plan, size: int) -> tuple[int, list[Place]]:
    if plan.by:
        found = searcher.search(plan.query, size, order_by_field=plan.by, order=tantivy.Order.Asc)
        return int(found.count), list(found.hits)  # type: ignore[attr-defined]
    found = searcher.search(plan.query, size)
    ranked = [(rounded(score), address) for score, address in found.hits]
    return int(found.count), ranked  # type: ignore[attr-defined]


def column(state: State, name: str, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
    """A whole-number column of some pages."""
    return [int(value or 0) for value in state.searcher.fast_field_values(name, list(addresses))]


def in_order(searcher: tantivy.Searcher, hits: list[Place]) -> list[Place]:
    """By sort key, and where that is equal by digest and page."""
    addresses = [address for _, address in hits]
    digests = searcher.fast_field_values("digest_key", addresses)
    pages = searcher.fast_field_values("page", addresses)
    order = sorted(range(len(hits)), key=lambda at: (hits[at][0], digests[at], pages[at]))
    return [hits[at] for at in order]


def facet_counts(state: State, query: tantivy.Query, names: Sequence[str]) -> dict[str, list[FacetCount]]:
    """By facet the values of matching pages, most frequent first; all facets are counted in one pass."""
    if not names:
        return {}
    terms = {name: {"terms": {"field": facet_field(name), "size": _FACET_VALUES}} for name in names}
    years = {"field": "date_first", "interval": _DAYS_A_YEAR, "min_doc_count": 1}
    request = terms | ({YEAR: {"histogram": years}} if YEAR in names else {})
    counted = state.searcher.aggregate(query, request)
    return {name: _counts(counted[name]["buckets"], year=name == YEAR) for name in names}


def _counts(buckets: Sequence[dict[str, Any]], *, year: bool) -> list[FacetCount]:
    keys = [str(int(b["key"]) // _DAYS_A_YEAR) if year else str(b["key"]) for b in buckets]
    counts = [FacetCount(key, int(b["doc_count"])) for key, b in zip(keys, buckets, strict=True)]
    return sorted(counts, key=lambda count: (-count.count, count.value))


class Shower:
    """Makes hits of pages: finds the words of a query in them and cuts the snippet."""

    def __init__(self, state: State, plan: Plan) -> None:
        self._state = state
        self._plan = plan
        self._wanted: Wanted = wanted(plan.node, state.vocabulary, plan.options, plan.languages)
        self._worth: dict[str, float] = {}
        self._reasons = other_wordings(plan.node, state.vocabulary, plan.options, plan.languages)

    def lit(self, text: str) -> tuple[Span, ...]:
        """The spans of a text that the query's words match, in order."""
        return tuple(Span(match.start, match.end) for match in matches(text, self._wanted))

    def hits(self, places: Sequence[Place]) -> Iterator[Hit]:
        for key, address in places:
            yield self.hit(0.0 if self._plan.by else -key, address)

    def hit(self, score: float, address: tantivy.DocAddress, near: Span | None = None) -> Hit:
        """A page as a hit.

        Args:
            near: shown where no word of the query is on the page.
        """
        entry = entry_of(self._state.searcher.doc(address))
        found = matches(entry.text, self._wanted)
        for match in found:
            if match.term not in self._worth:
                vocabulary = self._state.vocabulary
                self._worth[match.term] = vocabulary.weight(vocabulary.frequency(match.term))
        shown, marks = snippet(entry.text, found, self._worth, around=near)
        return Hit(
            entry=entry,
            score=score,
            snippet=shown,
            marks=marks,
            spans=tuple(Span(match.start, match.end) for match in found),
            reasons=self._why(found, near),
            near=near,
        )

    def _why(self, found: Sequence[Match], near: Span | None) -> tuple[Reason, ...]:
        """What stands for a word of the query without being it; meaning, where there is nothing else."""
        if not found:
            return (Reason("meaning"),) if near else ()
        told = (self._reasons[match.term] for match in found if match.term in self._reasons)
        return tuple(dict.fromkeys(told))
