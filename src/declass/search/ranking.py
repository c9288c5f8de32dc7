"""Queries run on one committed state of the index: which pages match, in which order, and how they look."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import tantivy

from declass.model.anchor import Span
from declass.search.beside import beside
from declass.search.compile import (
    Compiler,
    Options,
    languages_of,
    least_words,
    most_words,
    plain_words,
    ranks,
)
from declass.search.marks import Match, Wanted, matches, other_wordings, own_wordings, wanted
from declass.search.query import Node
from declass.search.schema import SORTS, YEAR, entry_of, facet_field
from declass.search.snippet import snippet
from declass.search.values import FacetCount, Hit, PageEntry, Reason
from declass.search.vocabulary import Vocabulary

_FACET_VALUES = 100  # values counted for one facet, the most frequent first
_DAYS_A_YEAR = 10_000  # between two years in a day written as one number, yyyymmdd
_TIE_WINDOW = 32  # hits fetched beyond the window, to see whether its last hit is tied

_EXACT_PAGES = 5_000  # matching pages up to which records are told apart one by one: 1.4 ms
_RECORDS, _GROUPS = "number of records", {"field": "group_key"}

Facets = dict[str, list[FacetCount]]

Address = tuple[int, int]
"""Segment and document of a page in one state of the index."""

Place = tuple[float, tantivy.DocAddress]
"""A page and its sort key, ascending: minus the score, or the value of the sort field."""


@dataclass(frozen=True, slots=True)
class State:
    """One committed state as readers see it."""

    stamp: tuple[int, ...]
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    vocabulary: Vocabulary

    def page(self, address: tantivy.DocAddress) -> PageEntry:
        """A page as it was indexed."""
        return entry_of(self.searcher.doc(address))


@dataclass(frozen=True, slots=True)
class Plan:
    """A query made ready for one state of the index.

    Attributes:
        query: matches all pages, with what their words are worth.
        lifted: matches those of them that have most of the words, with the higher score that their words'
            standing together makes; None where there is nothing to be lifted for.
        matching: matches the same pages as ``query``, without scores, in half the time.
    """

    node: Node
    query: tantivy.Query
    lifted: tantivy.Query | None
    matching: tantivy.Query
    options: Options
    languages: tuple[str, ...]
    by: str | None
    """The field to sort by; None ranks."""


def plan_for(state: State, node: Node, sort: str, options: Options) -> Plan:
    languages = languages_of(node)
    how = (state.schema, state.vocabulary, options, languages)
    query, matching = (Compiler(*how, scores=scores).compile(node) for scores in (True, False))
    plain = len(plain_words(node, languages))
    lifted = Compiler(*how, lifts=True).compile(node) if plain else None
    if lifted and not options.relaxed and least_words(plain) == most_words(plain):
        query, lifted = lifted, None  # one pass tells it all
    # without a ranking word all scores are equal, and the oldest page comes first
    by = SORTS.get(sort) or (None if ranks(node) else SORTS["date"])
    return Plan(node, query, lifted, matching, options, languages, by)


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
            return total, places[offset:end]
        size *= 4


def rounded(score: float) -> float:
    """A sort key; scores lose the digits that depend on the order of addition."""
    return -float(f"{score:.5g}")


def _fetch(searcher: tantivy.Searcher, plan: Plan, size: int) -> tuple[int, list[Place]]:
    if plan.by:
        found = searcher.search(plan.query, size, order_by_field=plan.by, order=tantivy.Order.Asc)
        return int(found.count), in_order(searcher, found.hits)  # type: ignore[attr-defined]
    total, scored = scores(searcher, plan.query, plan.lifted, size)
    ranked = sorted(((rounded(score), address) for score, address in scored.values()), key=_key)
    tied = bisect_right(ranked, ranked[size - 1][0], key=_key) if len(ranked) > size > 0 else len(ranked)
    return total, in_order(searcher, ranked[:tied])[:size]


def _key(place: Place) -> float:
    return place[0]


def scores(
    searcher: tantivy.Searcher, query: tantivy.Query, lifted: tantivy.Query | None, size: int
) -> tuple[int, dict[Address, tuple[float, tantivy.DocAddress]]]:
    """How many pages match, and by address the scores of at least the best of them.

    A lifted page's score is higher than its plain one, so whatever is among the best is among the best of
    one of the two; and few pages have most of the words, so that looking for neighbours there costs little.
    """
    higher = beside(lambda: searcher.search(lifted, size, count=False).hits) if lifted is not None else None
    found = searcher.search(query, size)
    scored = {address_of(address): (float(score), address) for score, address in found.hits}
    for score, address in higher.result() if higher else ():
        scored[address_of(address)] = (float(score), address)
    return int(found.count), scored  # type: ignore[attr-defined]


def address_of(address: tantivy.DocAddress) -> Address:
    return (address.segment_ord, address.doc)


def column(state: State, name: str, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
    """A whole-number column of some pages."""
    return [int(value or 0) for value in state.searcher.fast_field_values(name, list(addresses))]


def in_order(searcher: tantivy.Searcher, hits: list[Place]) -> list[Place]:
    """By sort key, and where that is equal by digest and page."""
    addresses = [address for _, address in hits]
    digests = searcher.fast_field_values("digest_key", addresses)
    pages = searcher.fast_field_values("page", addresses)
    keys = [key for key, _ in hits]
    order = sorted(zip(keys, digests, pages, range(len(hits)), strict=True))
    return [hits[at] for *_, at in order]


def facet_counts(state: State, query: tantivy.Query, names: Sequence[str]) -> Facets:
    """By facet the values of matching pages, most frequent first; all facets are counted in one pass."""
    if not names:
        return {}
    counted = state.searcher.aggregate(query, _by_value(names))
    return _facets(counted, names)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one pass over all matching pages counts.

    Attributes:
        records: an estimate within 3 % where ``about`` is set.
    """

    records: int
    about: bool
    facets: Facets


def tally(state: State, query: tantivy.Query, names: Sequence[str], total: int) -> Tally:
    """Count records and facets of matching pages in one pass.

    Args:
        total: how many pages match.
    """
    about = total > _EXACT_PAGES
    records = {"cardinality": _GROUPS} if about else {"terms": {**_GROUPS, "size": max(1, total)}}
    counted = state.searcher.aggregate(query, {_RECORDS: records, **_by_value(names)})
    found = counted[_RECORDS]
    number = round(found["value"]) if about else len(found["buckets"])
    return Tally(number, about, _facets(counted, names))


def _by_value(names: Sequence[str]) -> dict[str, Any]:
    years = {"field": "date_first", "interval": _DAYS_A_YEAR, "min_doc_count": 1}
    return {
        name: {"histogram": years}
        if name == YEAR
        else {"terms": {"field": facet_field(name), "size": _FACET_VALUES}}
        for name in names
    }


def _facets(counted: Mapping[str, Any], names: Sequence[str]) -> Facets:
    return {name: _counts(counted[name]["buckets"], year=name == YEAR) for name in names}


def _counts(buckets: Sequence[dict[str, Any]], *, year: bool) -> list[FacetCount]:
    keys = [str(int(b["key"]) // _DAYS_A_YEAR) if year else str(b["key"]) for b in buckets]
    counts = [FacetCount(key, int(b["doc_count"])) for key, b in zip(keys, buckets, strict=True)]
    if year:  # a record "no later than 1953" begins in no year
        counts = [count for count in counts if count.value != "0"]
    return sorted(counts, key=lambda count: (-count.count, count.value))


class Pages:
    """A window's pages as they were indexed, each looked up once: a hit is mostly its release's best page."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[Address, PageEntry] = {}

    def at(self, address: tantivy.DocAddress) -> PageEntry:
        known = address_of(address)
        if known not in self._known:
            self._known[known] = self._state.page(address)
        return self._known[known]


class Shower:
    """Makes hits of pages: finds the words of a query in them and cuts the snippet."""

    def __init__(self, state: State, plan: Plan, pages: Pages | None = None) -> None:
        self._state = state
        self._page = pages.at if pages else state.page
        self._plan = plan
        self._wanted: Wanted = wanted(plan.node, state.vocabulary, plan.options, plan.languages)
        self._worth: dict[str, float] = {}
        self._own = own_wordings(plan.node, state.vocabulary, plan.languages)
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
        entry = self._page(address)
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
        """What stands for a word of the query that the page itself lacks; meaning, where nothing does."""
        if not found:
            return (Reason("meaning"),) if near else ()
        there = {self._own[match.term] for match in found if match.term in self._own}
        told = (self._reasons[match.term] for match in found if match.term in self._reasons)
        return tuple(dict.fromkeys(reason for reason in told if reason.asked not in there))
