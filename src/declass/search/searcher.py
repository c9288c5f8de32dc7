"""Search as people use it: by words and by meaning, across languages, one result a record."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

import numpy as np
import tantivy

from declass.errors import ArchiveError, EngineError
from declass.model.anchor import Digest, Span
from declass.search import grouping
from declass.search.analysis import LANGUAGES, words
from declass.search.base import Embedder, Vectors
from declass.search.beside import beside
from declass.search.compile import Options, languages_of, plain_words
from declass.search.fusion import WORDS_WEIGHT, asked_of, meaning_of, question_of
from declass.search.glossary import Glossary
from declass.search.grouping import Group
from declass.search.index import REBUILD, Index, Sort, check
from declass.search.listing import Listing, by_meaning_too, by_words, like, telling_words
from declass.search.notes import notes_on, partly_covered, poorly_read, words_alone
from declass.search.query import Any, FieldText, Loose, Node, parse
from declass.search.ranking import (
    Pages,
    Place,
    Plan,
    Shower,
    State,
    address_of,
    answer,
    column,
    facet_counts,
    plan_for,
    tally,
)
from declass.search.schema import entry_of, group_key
from declass.search.together import together
from declass.search.values import FacetCount, Grouped, Hit, PageEntry, RecordHits, ReleaseHits, Results
from declass.search.vectors import Vectorized, VectorStore

Mode = Literal["auto", "words", "meaning"]

_NOTABLE_SHARE = 0.005  # of the pages; a language below it is a misjudged page or two
_SENTENCE_WORDS = 4  # a name has fewer
_UNNOTED_SHARE = 0.05  # of pages without vectors; how many pages differ is known within 3 %
_RELEASE_PAGES = 500  # the best, among which the other pages and releases of the records shown are sought
_MOST_PAGES = 10_000  # of all records of one window; only whole books pass it
_WEIGHTS: dict[Mode, float] = {"auto": WORDS_WEIGHT, "words": 1.0, "meaning": 0.0}
_NOWHERE = "\0"  # no collection is called so


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person asks.

    Attributes:
        query: in the query language.
        sort: ``relevance``, ``date`` (oldest first) or ``-date``.
        facets: names out of ``COUNTED`` to count by.
        fuzzy: plain words also match with one letter different (two from eight letters on).
        mode: ``auto`` weighs words and meaning together where a question has several plain words; ``words``
            asks the full text alone; ``meaning`` ranks by vectors alone.
        translate: also look for what the words are called in the archive's other languages.
        exact: leave out damaged forms of the words, as this collection's misreadings make them.
        within: names of the only collections whose pages may be found, whatever the query says; None = all.
    """

    query: str
    sort: Sort = "relevance"
    facets: tuple[str, ...] = ()
    fuzzy: bool = False
    mode: Mode = "auto"
    translate: bool = True
    exact: bool = False
    within: tuple[str, ...] | None = None


class Searcher:
    """Asks one archive's index and vectors. Open one and keep it; it sees what is committed meanwhile.

    Args:
        vectors: None searches by words alone.
        embedder: of the same model as the vectors.
        glossary: names words in other languages.
        silence: why only words are searched, told with each question; "" says nothing.
    """

    def __init__(
        self,
        index: Index,
        vectors: VectorStore | None = None,
        embedder: Embedder | None = None,
        glossary: Glossary | None = None,
        silence: str = "",
    ) -> None:
        self._silence = silence
        self._index = index
        self._vectors = vectors
        self._embedder = embedder
        self._glossary = glossary or Glossary.standard()
        self._spoken: tuple[State, tuple[str, ...]] | None = None
        self._read: tuple[State, Sequence[FacetCount]] | None = None
        self._different: tuple[State, int] | None = None

    def search(self, ask: Ask, *, limit: int = 20, offset: int = 0) -> Grouped:
        """The records that answer, the best first, each with its releases and their pages.

        Args:
            limit, offset: the window, in records; windows never overlap, and there is no last one.

        Raises:
            QueryError: the query cannot be read.
            UsageError: an unknown facet or sort, or a negative window.
            ArchiveError: the index is damaged.
        """
        started = time.perf_counter()
        check(limit, offset, ask.sort, ask.facets)
        with self._index.reading() as state:
            listing, notes, limits = self._listing(state, ask, (offset + limit) * grouping.STEP)
            found = _grouped(listing, notes, ask.facets, offset, limit, started)
            return replace(found, limits=limits)

    def pages(self, ask: Ask, *, limit: int = 20, offset: int = 0) -> Results:
        """The pages that answer, the best first; as ``search``, but one result a page."""
        started = time.perf_counter()
        check(limit, offset, ask.sort, ask.facets)
        with self._index.reading() as state:
            listing, notes, _ = self._listing(state, ask, offset + limit)
            hits = tuple(_hits(listing, listing.first(offset + limit)[offset:]))
            counts = facet_counts(state, listing.matching, ask.facets)
        return Results(listing.total, hits, counts, notes, _ms_since(started))

    def scan(self, ask: Ask) -> Iterator[Hit]:
        """Every page that answers, in the order of ``pages``, from one state of the index."""
        check(1, 0, ask.sort, ())
        with self._index.reading() as state:
            listing, *_ = self._listing(state, ask, max(1, state.vocabulary.pages))
            yield from _hits(listing, listing.first(max(1, listing.total)))

    def like(self, digest: Digest, page: int, *, limit: int = 20, offset: int = 0) -> Grouped:
        """Records with pages like one page, by its telling words and its meaning; its own record left out.

        Args:
            page: 0-based.

        Raises:
            ArchiveError: the page is not in the index.
        """
        started = time.perf_counter()
        check(limit, offset, "relevance", ())
        with self._index.reading() as state:
            entry, key = _page(state, digest, page)
            plan = plan_for(state, telling_words(state, entry.text), "relevance", Options(relaxed=True))
            vectors = self._vectors.read() if self._vectors else None
            question = _middle(vectors, key) if vectors else None
            listing = like(state, plan, group_key(entry), vectors, question)
            return _grouped(listing, (), (), offset, limit, started)

    def lit(self, ask: Ask, text: str) -> tuple[Span, ...]:
        """The spans of a page's text that a question's words match, translations too; for opening a hit."""
        with self._index.reading() as state:
            node = _node(ask)
            options = self._options(state, node, ask)
            return Shower(state, plan_for(state, node, ask.sort, options)).lit(text)

    def opened(self, ask: Ask, digest: Digest, text: str) -> tuple[tuple[Span, ...], tuple[int, ...]]:
        """For whoever opens a hit: what to light in its page's text, and the pages of its file that match.

        Returns: spans as ``lit`` has them; 0-based pages in order.
        """
        with self._index.reading() as state:
            node = _node(ask)
            plan = plan_for(state, node, ask.sort, self._options(state, node, ask))
            return Shower(state, plan).lit(text), self._pages_of(state, plan, digest)

    def _pages_of(self, state: State, plan: Plan, digest: Digest) -> tuple[int, ...]:
        one = tantivy.Query.term_query(state.schema, "digest", digest)
        both = tantivy.Query.boolean_query([(tantivy.Occur.Must, one), (tantivy.Occur.Must, plan.query)])
        found = state.searcher.search(both, _MOST_PAGES).hits
        return tuple(sorted(column(state, "page", [address for _, address in found])))

    def _listing(
        self, state: State, ask: Ask, depth: int
    ) -> tuple[Listing, tuple[str, ...], tuple[str, ...]]:
        """The answer, with as many pages fetched as are likely to be shown; all notes, and the limits."""
        node = _node(ask)
        options = self._options(state, node, ask)
        asked = plan_for(state, node, ask.sort, options)
        plan, total, places = answer(state, asked, 0, max(depth, _RELEASE_PAGES))
        listing = by_words(state, plan, total, places)
        notes = notes_on(node, state.vocabulary, plan.options, plan.languages, found=total > 0)
        limits = self._poorly_read(state, plan)
        if plan.by is None and _asks_meaning(ask, plan, found=total > 0):
            vectors, question, note = self._meaning(state, node)
            limits += note
            if vectors is not None and question is not None:
                listing = by_meaning_too(state, plan, places, vectors, question, _WEIGHTS[ask.mode])
        return listing, (*notes, *limits), tuple(limits)

    def _options(self, state: State, node: Node, ask: Ask) -> Options:
        wordings = self._wordings(state, node) if ask.translate else {}
        written = {} if ask.exact else together(state, node, languages_of(node))
        return Options(ask.fuzzy, wordings, exact=ask.exact, together=written)

    def _meaning(self, state: State, node: Node) -> tuple[Vectorized | None, Vectors | None, list[str]]:
        """The vectors and the question's own, with what a person should know of them."""
        if self._vectors is None or self._embedder is None:
            return None, None, [words_alone(self._silence)] if self._silence else []
        vectors = self._vectors.read()
        if not len(vectors.vectors):
            return None, None, [words_alone()]
        try:
            note = self._coverage(state, vectors, self._vectors.pace())
            return vectors, self._embedder.question(meaning_of(node)), note
        except EngineError as error:
            return None, None, [words_alone(str(error))]

    def _coverage(self, state: State, vectors: Vectorized, pages_per_s: float | None) -> list[str]:
        """What share of the archive can be found by its meaning, where that is not nearly all."""
        if self._different is None or self._different[0] is not state:
            everything = tantivy.Query.all_query()
            self._different = (state, int(state.searcher.cardinality(everything, "page_key")))
        pages = self._different[1]
        left = pages - len(vectors.pages)
        return [partly_covered(pages - left, pages, pages_per_s)] if left > _UNNOTED_SHARE * pages else []

    def _poorly_read(self, state: State, plan: Plan) -> list[str]:
        """A warning where much of what was searched is read so badly that words may be missed in it."""
        asked = asked_of(state, plan)
        if asked is not None:
            return poorly_read(facet_counts(state, asked, ["quality"])["quality"])
        if self._read is None or self._read[0] is not state:
            self._read = (state, facet_counts(state, tantivy.Query.all_query(), ["quality"])["quality"])
        return poorly_read(self._read[1])

    def _wordings(self, state: State, node: Node) -> dict[str, tuple[str, ...]]:
        asked = words(question_of(node))
        sources, targets = languages_of(node), self._languages(state)
        found = self._glossary.wordings(asked, sources, targets)
        for word in {*found, *(w.terms[0] for w in plain_words(node, sources) if len(w.terms) == 1)}:
            if word in found and self._glossary.has(word, sources):
                continue
            if len(sources) == len(LANGUAGES) and state.vocabulary.frequency(word):
                # its language is not known and it stands in the archive as it is: a pen is no *pena*
                found.pop(word, None)
                continue
            alike = (state.vocabulary.cognates(word, s, t) for s in sources for t in targets if s != t)
            if said := tuple(dict.fromkeys(chain.from_iterable(alike))):
                found[word] = tuple(dict.fromkeys((*found.get(word, ()), *said)))
        return found

    def _languages(self, state: State) -> tuple[str, ...]:
        """The languages of the archive's pages."""
        if self._spoken is None or self._spoken[0] is not state:
            counts = facet_counts(state, tantivy.Query.all_query(), ["language"])["language"]
            least = _NOTABLE_SHARE * state.vocabulary.pages
            self._spoken = (state, tuple(c.value.split("-")[0] for c in counts if c.count >= least))
        return self._spoken[1]


def _asks_meaning(ask: Ask, plan: Plan, *, found: bool) -> bool:
    if ask.mode == "meaning":
        return bool(meaning_of(plan.node))
    return ask.mode == "auto" and _is_question(plan, found=found)


def _is_question(plan: Plan, *, found: bool) -> bool:
    """Whether there is a meaning to be looked for: several plain words, not a name or an exact expression.

    Where no page has any of the words, a few are a name that this archive does not know; only a sentence
    may still mean what other words say.
    """
    several = len(plain_words(plan.node, plan.languages)) > 1
    return several and (found or len(question_of(plan.node).split()) >= _SENTENCE_WORDS)


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _page(state: State, digest: Digest, page: int) -> tuple[PageEntry, int]:
    """A page of the index and its key."""
    pages = [(tantivy.Occur.Must, tantivy.Query.term_query(state.schema, "digest", digest))]
    pages.append(
        (
            tantivy.Occur.Must,
            tantivy.Query.range_query(state.schema, "page", tantivy.FieldType.Integer, page, page),
        )
    )
    found = state.searcher.search(tantivy.Query.boolean_query(pages), 1).hits
    if not found:
        raise ArchiveError(f"Page {page + 1} of {digest[:12]} is not in the search index", REBUILD)
    (key,) = column(state, "page_key", [found[0][1]])
    return entry_of(state.searcher.doc(found[0][1])), key


def _middle(vectors: Vectorized, key: int) -> Vectors | None:
    """One vector for a whole page."""
    _, rows = vectors.of_page(key)
    if not len(rows):
        return None
    mean = rows.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _hits(listing: Listing, places: Sequence[Place], pages: Pages | None = None) -> Iterator[Hit]:
    shower = Shower(listing.state, listing.plan, pages)
    for key, address in places:
        near = listing.nearest_passage(address_of(address))
        yield shower.hit(0.0 if listing.plan.by else -key, address, near)


def _grouped(
    listing: Listing, notes: tuple[str, ...], facets: Sequence[str], offset: int, limit: int, started: float
) -> Grouped:
    state = listing.state
    counting = beside(lambda: tally(state, listing.matching, facets, listing.total))
    groups = grouping.records(state, listing.first, listing.total, offset, limit) if limit else []
    pages = Pages(state)
    releases = _releases(listing, groups, pages)
    best = _hits(listing, [group.best for group in groups], pages)
    shown = tuple(RecordHits(hit, releases[group.key]) for hit, group in zip(best, groups, strict=True))
    counted = counting.result()
    return Grouped(
        listing.total, counted.records, counted.about, shown, counted.facets, notes, _ms_since(started)
    )


def _releases(listing: Listing, groups: Sequence[Group], opened: Pages) -> dict[int, tuple[ReleaseHits, ...]]:
    """By record, its releases with pages that match, the best release first."""
    if not groups:
        return {}
    state = listing.state
    if listing.plan.by:  # a list by date has no best pages, and is quick to narrow
        found = state.searcher.search(grouping.within(state, listing.matching, groups), _MOST_PAGES)
        places = [(0.0, address) for _, address in found.hits]
    else:
        places = list(listing.first(_RELEASE_PAGES))
    wanted = {group.key for group in groups}
    keys = column(state, "group_key", [address for _, address in places])
    kept = [place for place, key in zip(places, keys, strict=True) if key in wanted]
    addresses = [address for _, address in kept]
    columns = (column(state, name, addresses) for name in ("group_key", "digest_key", "page"))
    gathered: dict[tuple[int, int], list[tuple[float, int, tantivy.DocAddress]]] = defaultdict(list)
    for (key, address), record, release, page in zip(kept, *columns, strict=True):
        gathered[record, release].append((0.0 if listing.plan.by else -key, page, address))
    releases: dict[int, list[ReleaseHits]] = defaultdict(list)
    for (record, _), pages in gathered.items():
        releases[record].append(_release(opened, pages))
    return {
        record: tuple(sorted(listed, key=lambda r: (-r.pages[0][1], r.released or "", r.digest)))
        for record, listed in releases.items()
    }


def _release(opened: Pages, pages: list[tuple[float, int, tantivy.DocAddress]]) -> ReleaseHits:
    pages.sort(key=lambda page: (-page[0], page[1]))
    entry = opened.at(pages[0][2])
    places = tuple((page, round(score, 4)) for score, page, _ in pages)
    return ReleaseHits(entry.digest, entry.file, entry.collection, entry.released, places)


def _node(ask: Ask) -> Node:
    """What is asked, held to the collections it may find pages of; no query reaches beyond them."""
    node = parse(ask.query)
    if ask.within is None:
        return node
    named = tuple(FieldText("collection", name, None) for name in ask.within or (_NOWHERE,))
    asked = node.children if isinstance(node, Loose) else (node,)
    return Loose((*asked, Any(named)))  # what is found by its meaning is held to it too
