"""The full-text index: created, opened, written by one writer, searched by any number of readers."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

import tantivy

from declass.errors import ArchiveError, UsageError
from declass.model.anchor import Digest, Span
from declass.search.analysis import FOLDED, folding_analyzer
from declass.search.compile import Compiler, Options, languages_of, plain_words, ranks
from declass.search.marks import Wanted, matches, wanted
from declass.search.notes import notes_on
from declass.search.query import Node, parse
from declass.search.schema import FACETS, SORTS, VERSION, entry_of, facet_field, schema
from declass.search.snippet import snippet
from declass.search.values import FacetCount, Hit, Results
from declass.search.vocabulary import Vocabulary
from declass.search.writer import IndexWriter

Sort = Literal["relevance", "date", "-date"]

REBUILD = "Run declass index --rebuild."
_LABEL = "declass-index.json"
_FACET_VALUES = 100  # values counted for one facet, the most frequent first
_RELAXED = "No page has enough of the words, so pages with any of them are shown."
_TIE_WINDOW = 32  # hits fetched beyond the window, to see whether its last hit is tied


_Place = tuple[float, tantivy.DocAddress]
"""A page and its sort key, ascending: minus the score, or the value of the sort field."""


@dataclass(frozen=True, slots=True)
class _State:
    """One committed state as readers see it."""

    stamp: tuple[int, int]
    searcher: tantivy.Searcher
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class _Plan:
    """A query made ready for one state of the index."""

    node: Node
    query: tantivy.Query
    options: Options
    languages: tuple[str, ...]
    by: str | None
    """The field to sort by; None ranks."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a plan found: exactly how many pages, and the addresses of one window of them."""

    plan: _Plan
    total: int
    places: Sequence[_Place]
    relaxed: bool = False


class Index:
    """An index in a folder. Open one and keep it: readers see each commit at their next search."""

    def __init__(self, path: Path, index: tantivy.Index) -> None:
        self._path = path
        self._index = index
        self._index.register_tokenizer(FOLDED, folding_analyzer())
        self._index.config_reader("manual")
        self._state = self._load()

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new, empty index, replacing one that stands there.

        Raises:
            ArchiveError: the folder holds other things, or cannot be written.
        """
        path = Path(path)
        try:
            _clear(path)
            index = tantivy.Index(schema(), str(path), reuse=False)
            label = {"version": VERSION, "engine": "tantivy"}
            (path / _LABEL).write_text(json.dumps(label) + "\n", encoding="utf-8")
        except (OSError, ValueError) as e:
            raise ArchiveError(f"The search index {path} cannot be made: {e}") from e
        return cls(path, index)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index.

        Raises:
            ArchiveError: there is none, it is damaged, or another version of the program made it.
        """
        path = Path(path)
        version = _version(path)
        if version != VERSION:
            reason = f"The search index {path} has version {version}, and this program reads {VERSION}"
            raise ArchiveError(reason, REBUILD)
        try:
            return cls(path, tantivy.Index.open(str(path)))
        except (OSError, ValueError) as e:
            raise ArchiveError(f"The search index {path} is damaged: {e}", REBUILD) from e

    def writer(self, *, heap_bytes: int = 100_000_000, threads: int = 2) -> IndexWriter:
        """The one writer; leaving its ``with`` block commits, an exception discards.

        Args:
            heap_bytes: memory for all threads together; less than 15 MB a thread is raised to that.

        Raises:
            ArchiveError: another process is writing.
        """
        return IndexWriter(self._index, self._path, heap_bytes, threads)

    def __len__(self) -> int:
        return self._current().vocabulary.pages

    def pages_of(self, digest: Digest) -> int:
        """How many pages of an original are indexed."""
        return int(self._current().searcher.doc_freq("digest", digest))

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        facets: Sequence[str] = (),
        fuzzy: bool = False,
        expand: Mapping[str, Sequence[str]] | None = None,
    ) -> Results:
        """The pages that answer a query, best first.

        Args:
            limit, offset: the window; equal scores are ordered by digest and page, so windows never overlap.
            sort: ``date`` oldest first, ``-date`` newest first; undated pages come last in both.
            facets: names out of collection, agency, type, language, record, decade, released.
            fuzzy: plain words also match with one letter different (two from eight letters on).
            expand: further wordings by folded word, e.g. ``{"election": ["elección"]}``.

        Raises:
            QueryError: the query cannot be read.
            UsageError: an unknown facet or sort, or a negative window.
            ArchiveError: the index is damaged.
        """
        started = time.perf_counter()
        _check(limit, offset, sort, facets)
        state, node = self._current(), parse(query)
        options = Options(fuzzy, expand or {})
        try:
            found = self._find(state, self._plan(state, node, sort, options), offset, limit)
            hits = tuple(_hits(state, found))
            counts = {name: _count(state.searcher, found.plan.query, name) for name in facets}
            notes = self._notes(state, found)
        except (OSError, ValueError) as e:
            raise ArchiveError(f"The search index {self._path} is damaged: {e}", REBUILD) from e
        return Results(found.total, hits, counts, notes, (time.perf_counter() - started) * 1000)

    def scan(self, query: str, *, sort: Sort = "relevance", fuzzy: bool = False) -> Iterator[Hit]:
        """Every page that answers a query, in the order of ``search``, from one state of the index.

        Raises:
            QueryError: the query cannot be read.
            ArchiveError: the index is damaged.
        """
        _check(1, 0, sort, ())
        state, node = self._current(), parse(query)
        try:
            plan = self._plan(state, node, sort, Options(fuzzy))
            yield from _hits(state, self._find(state, plan, 0, max(1, state.vocabulary.pages)))
        except (OSError, ValueError) as e:
            raise ArchiveError(f"The search index {self._path} is damaged: {e}", REBUILD) from e

    def lit(self, query: str, text: str, *, fuzzy: bool = False) -> tuple[Span, ...]:
        """The spans of a text that a query's words match, in order; for a page opened from a hit.

        Raises:
            QueryError: the query cannot be read.
        """
        state, node = self._current(), parse(query)
        plan = self._plan(state, node, "relevance", Options(fuzzy))
        sought = wanted(plan.node, state.vocabulary, plan.options, plan.languages)
        return tuple(Span(match.start, match.end) for match in matches(text, sought))

    def _plan(self, state: _State, node: Node, sort: str, options: Options) -> _Plan:
        languages = languages_of(node)
        query = Compiler(self._index.schema, state.vocabulary, options, languages).compile(node)
        # without a ranking word all scores are equal, and the oldest page comes first
        by = SORTS.get(sort) or (None if ranks(node) else SORTS["date"])
        return _Plan(node, query, options, languages, by)

    def _find(self, state: _State, plan: _Plan, offset: int, limit: int) -> _Found:
        """The window; where no page has enough of the words, pages with any of them."""
        total, places = _window(state.searcher, plan, offset, limit)
        if total or plan.options.relaxed or not plain_words(plan.node, plan.languages):
            return _Found(plan, total, places, plan.options.relaxed)
        relaxed = replace(plan.options, relaxed=True)
        sort = next((name for name, field in SORTS.items() if field == plan.by), "relevance")
        return self._find(state, self._plan(state, plan.node, sort, relaxed), offset, limit)

    def _notes(self, state: _State, found: _Found) -> tuple[str, ...]:
        plan = found.plan
        notes = notes_on(plan.node, state.vocabulary, plan.options, plan.languages)
        return (*notes, _RELAXED) if found.relaxed and found.total else tuple(notes)

    def _current(self) -> _State:
        """The newest committed state; a commit shows as a new time or size of Tantivy's meta file."""
        if self._stamp() != self._state.stamp:
            self._state = self._load()
        return self._state

    def _stamp(self) -> tuple[int, int]:
        try:
            status = (self._path / "meta.json").stat()
        except OSError as e:
            raise ArchiveError(f"The search index {self._path} is gone", REBUILD) from e
        return (status.st_mtime_ns, status.st_ino)

    def _load(self) -> _State:
        stamp = self._stamp()  # before the reload: a commit in between only costs another reload
        self._index.reload()
        searcher = self._index.searcher()
        return _State(stamp, searcher, Vocabulary(searcher))


def _clear(path: Path) -> None:
    """Make the folder, or empty it if it holds an index of ours and nothing else."""
    path.mkdir(parents=True, exist_ok=True)
    if not any(path.iterdir()):
        return
    if not (path / _LABEL).exists():
        raise ArchiveError(f"The folder {path} holds something other than a search index")
    for file in path.iterdir():
        file.unlink()


def _version(path: Path) -> int:
    if not (path / _LABEL).exists():
        raise ArchiveError(f"There is no search index at {path}", REBUILD)
    try:
        return int(json.loads((path / _LABEL).read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ArchiveError(f"The search index {path} is damaged: {e}", REBUILD) from e


def _check(limit: int, offset: int, sort: str, facets: Sequence[str]) -> None:
    if limit < 0 or offset < 0:
        raise UsageError("The limit and the offset of a search cannot be negative")
    if sort not in ("relevance", *SORTS):
        raise UsageError(f"There is no sort order {sort!r}", "Use relevance, date or -date.")
    for name in facets:
        if name not in FACETS:
            raise UsageError(f"There is no facet {name!r}", f"Use {', '.join(FACETS)}.")


def _window(searcher: tantivy.Searcher, plan: _Plan, offset: int, limit: int) -> tuple[int, Sequence[_Place]]:
    """How many pages match, and the window; hits tied with its last one are fetched too, then ordered."""
    end = offset + limit
    size = end + _TIE_WINDOW
    while True:
        total, places = _fetch(searcher, plan, size)
        last = min(end, len(places)) - 1
        if len(places) < size or places[-1][0] != places[last][0] or not limit:
            return total, _in_order(searcher, places)[offset:end]
        size *= 4


def _fetch(searcher: tantivy.Searcher, plan: _Plan, size: int) -> tuple[int, list[_Place]]:
    """Hits in ascending order; scores lose the digits that depend on the order of addition."""
    if plan.by:
        found = searcher.search(plan.query, size, order_by_field=plan.by, order=tantivy.Order.Asc)
        return int(found.count), list(found.hits)  # type: ignore[attr-defined]
    found = searcher.search(plan.query, size)
    ranked = [(-float(f"{score:.5g}"), address) for score, address in found.hits]
    return int(found.count), ranked  # type: ignore[attr-defined]


def _in_order(searcher: tantivy.Searcher, hits: list[_Place]) -> list[_Place]:
    addresses = [address for _, address in hits]
    digests = searcher.fast_field_values("digest_key", addresses)
    pages = searcher.fast_field_values("page", addresses)
    order = sorted(range(len(hits)), key=lambda at: (hits[at][0], digests[at], pages[at]))
    return [hits[at] for at in order]


def _hits(state: _State, found: _Found) -> Iterator[Hit]:
    plan = found.plan
    sought = wanted(plan.node, state.vocabulary, plan.options, plan.languages)
    worth: dict[str, float] = {}
    for key, address in found.places:
        yield _hit(state, sought, worth, 0.0 if plan.by else -key, address)


def _hit(
    state: _State, sought: Wanted, worth: dict[str, float], score: float, address: tantivy.DocAddress
) -> Hit:
    entry = entry_of(state.searcher.doc(address))
    found = matches(entry.text, sought)
    for match in found:
        if match.term not in worth:
            worth[match.term] = state.vocabulary.weight(state.vocabulary.frequency(match.term))
    shown, marks = snippet(entry.text, found, worth)
    return Hit(
        digest=entry.digest,
        page=entry.page,
        score=score,
        snippet=shown,
        marks=marks,
        spans=tuple(Span(match.start, match.end) for match in found),
        text=entry.text,
        file=entry.file,
        record=entry.record,
        title=entry.title,
        date=entry.date,
        collection=entry.collection,
        agency=entry.agency,
        type=entry.type,
        language=entry.language,
        released=entry.released,
    )


def _count(searcher: tantivy.Searcher, query: tantivy.Query, name: str) -> list[FacetCount]:
    request = {name: {"terms": {"field": facet_field(name), "size": _FACET_VALUES}}}
    buckets = searcher.aggregate(query, request)[name]["buckets"]
    counts = [FacetCount(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return sorted(counts, key=lambda count: (-count.count, count.value))
