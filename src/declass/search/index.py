"""The full-text index: created, opened, written by one writer, searched by any number of readers."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Self

import tantivy

from declass.errors import ArchiveError, UsageError
from declass.model.anchor import Digest, Span
from declass.search.analysis import FOLDED, folding_analyzer
from declass.search.compile import Options
from declass.search.notes import notes_on
from declass.search.query import parse
from declass.search.ranking import Shower, State, answer, facet_counts, plan_for
from declass.search.schema import COUNTED, SORTS, VERSION, schema
from declass.search.spellings import Spellings, learn
from declass.search.values import Hit, Results
from declass.search.vocabulary import Vocabulary
from declass.search.writer import IndexWriter

Sort = Literal["relevance", "date", "-date"]

REBUILD = "Run declass index --rebuild."
SPELLINGS = "spellings.json"
_LABEL = "declass-index.json"
_INITIAL_WORDS = 4000  # of each initial, among which the frequent long ones stand


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

    @classmethod
    def is_outdated(cls, path: Path) -> bool:
        """Whether an older version of the program made the index, so that it cannot be opened.

        Raises:
            ArchiveError: there is none, or it is damaged.
        """
        return _version(Path(path)) < VERSION

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
        """The pages that answer a query, best first, by words as spelt; see ``Searcher`` for more.

        Args:
            limit, offset: the window; equal scores are ordered by digest and page, so windows never overlap.
            sort: ``date`` oldest first, ``-date`` newest first; undated pages come last in both.
            facets: names out of ``COUNTED``.
            fuzzy: plain words also match with one letter different (two from eight letters on).
            expand: further wordings by folded word, e.g. ``{"election": ["elección"]}``.

        Raises:
            QueryError: the query cannot be read.
            UsageError: an unknown facet or sort, or a negative window.
            ArchiveError: the index is damaged.
        """
        started = time.perf_counter()
        check(limit, offset, sort, facets)
        node = parse(query)
        with self.reading() as state:
            asked = plan_for(state, node, sort, Options(fuzzy, expand or {}, exact=True))
            plan, total, places = answer(state, asked, offset, limit)
            hits = tuple(Shower(state, plan).hits(places))
            counts = facet_counts(state, plan.matching, facets)
            notes = notes_on(plan.node, state.vocabulary, plan.options, plan.languages, found=total > 0)
        return Results(total, hits, counts, tuple(notes), (time.perf_counter() - started) * 1000)

    def scan(self, query: str, *, sort: Sort = "relevance", fuzzy: bool = False) -> Iterator[Hit]:
        """Every page that answers a query, in the order of ``search``, from one state of the index.

        Raises:
            QueryError: the query cannot be read.
            ArchiveError: the index is damaged.
        """
        check(1, 0, sort, ())
        node = parse(query)
        with self.reading() as state:
            asked = plan_for(state, node, sort, Options(fuzzy, exact=True))
            plan, _, places = answer(state, asked, 0, max(1, state.vocabulary.pages))
            yield from Shower(state, plan).hits(places)

    @contextmanager
    def reading(self) -> Iterator[State]:
        """The newest committed state.

        Raises:
            ArchiveError: the index is damaged.
        """
        try:
            yield self._current()
        except (OSError, ValueError) as e:
            raise ArchiveError(f"The search index {self._path} is damaged: {e}", REBUILD) from e

    def lit(self, query: str, text: str, *, fuzzy: bool = False) -> tuple[Span, ...]:
        """The spans of a text that a query's words match, in order; for a page opened from a hit.

        Raises:
            QueryError: the query cannot be read.
        """
        with self.reading() as state:
            plan = plan_for(state, parse(query), "relevance", Options(fuzzy))
            return Shower(state, plan).lit(text)

    def learn_spellings(self) -> Spellings:
        """Learn from the dictionary how letters are misread here, and keep it beside the index; 1-3 s."""
        with self.reading() as state:
            vocabulary = state.vocabulary
            found = learn(lambda start: vocabulary.beginning(start, _INITIAL_WORDS), vocabulary.frequency)
            found.save(self._path / SPELLINGS, vocabulary.pages)
        return found

    @property
    def learned_from(self) -> int:
        """How many pages there were when spellings were last learned; 0 if never."""
        return Spellings.load(self._path / SPELLINGS).pages

    def _current(self) -> State:
        """The newest committed state; a commit shows as a new time or size of Tantivy's meta file."""
        if self._stamp() != self._state.stamp:
            self._state = self._load()
        return self._state

    def _stamp(self) -> tuple[int, ...]:
        """Tells a commit, or spellings learned anew."""
        try:
            status = (self._path / "meta.json").stat()
        except OSError as e:
            raise ArchiveError(f"The search index {self._path} is gone", REBUILD) from e
        taught = self._path / SPELLINGS
        return (status.st_mtime_ns, status.st_ino, taught.stat().st_mtime_ns if taught.exists() else 0)

    def _load(self) -> State:
        stamp = self._stamp()  # before the reload: a commit in between only costs another reload
        self._index.reload()
        searcher = self._index.searcher()
        spellings = Spellings.load(self._path / SPELLINGS)
        return State(stamp, self._index.schema, searcher, Vocabulary(searcher, spellings))


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


def check(limit: int, offset: int, sort: str, facets: Sequence[str]) -> None:
    """Refuse what no search can mean.

    Raises:
        UsageError: a negative window, or an unknown sort or facet.
    """
    if limit < 0 or offset < 0:
        raise UsageError("The limit and the offset of a search cannot be negative")
    if sort not in ("relevance", *SORTS):
        raise UsageError(f"There is no sort order {sort!r}", "Use relevance, date or -date.")
    for name in facets:
        if name not in COUNTED:
            raise UsageError(f"There is no facet {name!r}", f"Use {', '.join(COUNTED)}.")
