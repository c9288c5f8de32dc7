"""Words that pages write as one where others write two: *counter intelligence*, and what scans tear."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from tantivy import Query

from declass.search.compile import Together, content_words
from declass.search.query import All, Any, Loose, Node, Word
from declass.search.ranking import State, count
from declass.search.schema import BODY

_LEAST_PART = 3  # letters; shorter pieces stand beside one another by chance (*in*, *de*)
_LEAST_WHOLE = 2 * _LEAST_PART
_MOST_PAGES = 10_000  # with the rarer part; a look at so many costs .5 ms
_MOST_SPLITS = 3  # of one word, the most frequent


def together(state: State, node: Node, languages: Sequence[str]) -> dict[str, tuple[Together, ...]]:
    """By folded word of a query, how else pages write it, where they do."""
    found: dict[str, tuple[Together, ...]] = {}
    for words in _neighbours(node, languages):
        for word in words:
            found[word.terms[0]] = tuple(Together(word.raw, parts) for parts in _apart(state, word.terms[0]))
        for left, right in itertools.pairwise(words):
            one = left.terms[0] + right.terms[0]
            if min(len(left.terms[0]), len(right.terms[0])) >= _LEAST_PART and state.vocabulary.frequency(
                one
            ):
                said = Together(f"{left.raw} {right.raw}", (one,))
                for word in (left, right):
                    found[word.terms[0]] = (*found[word.terms[0]], said)
    return {term: said for term, said in found.items() if said}


def _neighbours(node: Node, languages: Sequence[str]) -> Iterator[list[Word]]:
    """Words of a query that stand beside one another, as far as they are to be taken as typed."""
    match node:
        case Word():
            yield [node] if _is_plain(node) else []
        case Loose():
            said = content_words([child for child in node.children if isinstance(child, Word)], languages)
            yield [word for word in said if _is_plain(word)]
            for child in node.children:
                yield from () if isinstance(child, Word) else _neighbours(child, languages)
        case All() | Any():
            for child in node.children:
                yield from _neighbours(child, languages)


def _is_plain(word: Word) -> bool:
    return len(word.terms) == 1 and word.terms[0].isalpha() and not word.prefix and not word.distance


def _apart(state: State, term: str) -> Sequence[tuple[str, str]]:
    """The two words that pages have side by side for one, the most frequent first."""
    known: dict[str, Sequence[tuple[str, str]]] = state.vocabulary.apart
    if term not in known:
        known[term] = _looked_up(state, term) if len(term) >= _LEAST_WHOLE else ()
    return known[term]


def _looked_up(state: State, term: str) -> Sequence[tuple[str, str]]:
    frequency = state.vocabulary.frequency
    cuts = [(term[:at], term[at:]) for at in range(_LEAST_PART, len(term) - _LEAST_PART + 1)]
    pages: Mapping[tuple[str, str], int] = {
        cut: count(state, Query.phrase_query(state.schema, BODY, list(cut)))
        for cut in cuts
        if 0 < min(map(frequency, cut)) <= _MOST_PAGES
    }
    return sorted((cut for cut in pages if pages[cut]), key=lambda cut: (-pages[cut], cut))[:_MOST_SPLITS]
