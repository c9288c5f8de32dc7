"""Pages gathered under their records: five releases of one telegram are one result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from declass.search.ranking import Place, State, column

STEP = 4  # pages fetched for each record wanted, at first

Ranked = Callable[[int], Sequence[Place]]
"""The first so many pages of a ranking."""


@dataclass(frozen=True, slots=True)
class Group:
    """A record's key and its best page."""

    key: int
    best: Place


def records(state: State, ranked: Ranked, total: int, offset: int, limit: int) -> list[Group]:
    """A window of the records of a ranking, each where its best page stands."""
    wanted, size = offset + limit, max(32, (offset + limit) * STEP)
    while True:
        found = _firsts(state, ranked(size))
        if len(found) >= wanted or size >= total:
            return found[offset:wanted]
        size = min(total, size * 4)


def _firsts(state: State, places: Sequence[Place]) -> list[Group]:
    keys = column(state, "group_key", [address for _, address in places])
    best: dict[int, Place] = {}
    for key, place in zip(keys, places, strict=True):
        best.setdefault(key, place)
    return [Group(key, place) for key, place in best.items()]


def within(state: State, query: tantivy.Query, groups: Sequence[Group]) -> tantivy.Query:
    """The pages of the records that match."""
    keys = Query.term_set_query(state.schema, "group_key", [group.key for group in groups])
    return Query.boolean_query([(Occur.Must, Query.const_score_query(keys, 0.0)), (Occur.Must, query)])
