"""The long work of giving pages their vectors: resumable, in the order that makes them useful soonest."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import tantivy

from declass.search.base import Embedder
from declass.search.index import Index
from declass.search.passages import Passage, passages
from declass.search.ranking import State, column
from declass.search.schema import entry_of, heading_of
from declass.search.vectors import VectorStore, VectorWriter

_BATCH_TEXTS = 16  # embedded together: 4 s of one processor, so a kill costs no more
_BATCH_PAGES = 500  # pages of known texts, or of none, are written this many at a time


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        pages: pages of the index whose text is told apart by its wording; copies count once.
        done: those that have vectors, or nothing to make them of.
        embedded: texts embedded in this run.
    """

    pages: int
    done: int
    embedded: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A page that has no vectors yet."""

    key: int
    address: tantivy.DocAddress


def progress(index: Index, store: VectorStore) -> Progress:
    """How many pages have vectors now."""
    with index.reading() as state:
        keys = {key for key, _ in _ordered(state)}
    known = {int(page) for page in store.read().pages}
    return Progress(len(keys), len(keys & known), 0)


def embed(
    index: Index, store: VectorStore, embedder: Embedder, tell: Callable[[Progress], None] = lambda _: None
) -> Progress:
    """Give every page of the index its vectors; safe to kill, and goes on where it was.

    One release of each record comes first, and of all of them the first page, then the second, and so on:
    half-way through nearly every record can be found by its meaning. The same text is embedded once.

    Args:
        tell: called after each batch.

    Raises:
        EngineError: the model failed; what was embedded before is kept.
    """
    writer = store.open_for_writing()
    with index.reading() as state:
        ordered = _ordered(state)
        waiting = [_Waiting(key, address) for key, address in ordered if key not in writer.pages]
        total, embedded = len(ordered), 0
        done = total - len(waiting)
        before, started = done, time.monotonic()
        for batch in _batches(state, waiting, writer):
            new = {p.key: p.text for cut in batch.values() for p in cut if p.text and not writer.has(p.key)}
            vectors = embedder.passages(list(new.values())) if new else ()
            writer.add(batch, dict(zip(new, vectors, strict=True)))
            done += len(batch)
            embedded += len(new)
            writer.keep_pace((done - before) / max(1e-3, time.monotonic() - started))
            tell(Progress(total, done, embedded))
    return Progress(total, done, embedded)


def _ordered(state: State) -> list[tuple[int, tantivy.DocAddress]]:
    """Every distinct page, those first that tell most of the archive soonest."""
    found = state.searcher.search(tantivy.Query.all_query(), max(1, state.vocabulary.pages))
    addresses = [address for _, address in found.hits]
    keys, groups, files, numbers = (
        column(state, name, addresses) for name in ("page_key", "group_key", "digest_key", "page")
    )
    passes = _passes(groups, files)
    order = sorted(range(len(keys)), key=lambda at: (passes[groups[at], files[at]], numbers[at], files[at]))
    distinct: dict[int, tantivy.DocAddress] = {}
    for at in order:
        distinct.setdefault(keys[at], addresses[at])
    return list(distinct.items())


def _passes(groups: Sequence[int], files: Sequence[int]) -> dict[tuple[int, int], int]:
    """For each release of a record when its turn is: the one with most pages first."""
    sizes = Counter(zip(groups, files, strict=True))
    turns: Counter[int] = Counter()
    passes = {}
    for release in sorted(sizes, key=lambda release: (-sizes[release], release)):
        passes[release] = turns[release[0]]
        turns[release[0]] += 1
    return passes


def _batches(
    state: State, waiting: Sequence[_Waiting], writer: VectorWriter
) -> Iterator[dict[int, Sequence[Passage]]]:
    batch: dict[int, Sequence[Passage]] = {}
    new: set[int] = set()
    for page in waiting:
        found = state.searcher.doc(page.address)
        batch[page.key] = passages(entry_of(found).text, heading_of(found))
        new |= {p.key for p in batch[page.key] if p.text and not writer.has(p.key)}
        if len(new) >= _BATCH_TEXTS or len(batch) >= _BATCH_PAGES:
            yield batch
            batch, new = {}, set()
    if batch:
        yield batch
