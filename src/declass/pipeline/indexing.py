"""The catalogue's pages go into the search index; they wait in a queue until the index has committed."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from declass.archive.catalogue import Catalogue
from declass.archive.values import Accession, StoredPage, StoredRelease
from declass.jobs.memory import give_back
from declass.model.anchor import Digest
from declass.model.withholding import PageWithheld
from declass.pipeline.progress import Tally, Unwatched, Watcher
from declass.pipeline.workspace import Workspace
from declass.redact.names import masked_name
from declass.redact.personal import masked
from declass.search.index import Index
from declass.search.values import PageEntry
from declass.text.classification import classification

_TELLING_PAGES = 100  # with fewer, too few words stand beside their misread forms
_GROWN = 1.1  # times the pages that were learned from; fewer new ones would teach little, in 14 s on 300,000
_GATHERED = 200  # documents asked for in one query: of each kind one instead of two hundred
_COMMIT_DOCUMENTS = 2000  # documents between commits: a commit costs a second on a large index


class Indexer:
    """Brings an archive's index up to date with its catalogue."""

    def __init__(self, space: Workspace, watch: Watcher | None = None) -> None:
        self._space = space
        self._watch = watch or Unwatched()

    def run(self) -> int:
        """Index every waiting document; returns how many. Safe to kill: they then still wait."""
        index = _writable(self._space, self._watch)
        done = self._drain(index)
        if done:
            _learn(index)
        return done

    def run_grouped(self) -> int:
        """Index waiting documents whose record is known: the others would soon be indexed again."""
        return self._drain(_writable(self._space, self._watch), "records")

    def rebuild(self) -> int:
        """Build the index anew from the catalogue, then put it in the old one's place; returns documents.

        Searches see the old index until the new one is whole; killed on the way, the old one stays.
        """
        fresh = self._space.index_path.with_name("index.new")
        old = self._space.index_path.with_name("index.old")
        for left_over in (fresh, old):
            shutil.rmtree(left_over, ignore_errors=True)
        index = Index.create(fresh)
        self._space.catalogue.search.add_all("rebuild")
        done = self._drain(index)
        _learn(index)
        self._space.index_path.rename(old)
        fresh.rename(self._space.index_path)
        shutil.rmtree(old)
        return done

    def _drain(self, index: Index, reason: str | None = None) -> int:
        queue = self._space.catalogue.search
        tally = Tally("indexing", total=queue.count())
        while waiting := queue.pending(_COMMIT_DOCUMENTS, reason):
            self._take_in(index, waiting, tally)
            queue.done(waiting)
        return tally.done

    def _take_in(self, index: Index, waiting: Sequence[Digest], tally: Tally) -> None:
        settings = self._space.settings
        with index.writer(heap_bytes=settings.index_heap_mb << 20, threads=settings.processes) as writer:
            for digest, entries in _gathered(self._space.catalogue, waiting):
                tally.pages += writer.replace(digest, entries)
                tally.done += 1
                tally.mark()
                self._watch.show(tally)
            writer.commit()
        give_back()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the catalogue says of one document beside its pages."""

    arrivals: Sequence[Accession]
    releases: Sequence[StoredRelease]
    withheld: Mapping[int, PageWithheld]
    disclosing: frozenset[int] | None


def _gathered(
    catalogue: Catalogue, waiting: Sequence[Digest]
) -> Iterator[tuple[Digest, Iterator[PageEntry]]]:
    """The pages of documents, what is known of them asked for many at once."""
    for start in range(0, len(waiting), _GATHERED):
        some = waiting[start : start + _GATHERED]
        arrivals, releases = catalogue.accessions.of_each(some), catalogue.records.of_each(some)
        withheld = catalogue.withheld.pages_of_each(some)
        disclosing = catalogue.changes.disclosing_of_each(some)
        for digest in some:
            likely = [r for r in releases[digest] if r.verdict != "no"]
            known = _Known(arrivals[digest], likely, withheld[digest], disclosing[digest])
            yield digest, _entries(known, catalogue.pages.of(digest))


def _entries(known: _Known, pages: Iterable[StoredPage]) -> Iterator[PageEntry]:
    collections = tuple(dict.fromkeys(a.collection for a in known.arrivals if a.collection))
    first = known.arrivals[0]
    for page in pages:
        if page.text is None:
            continue
        release = _release_of(page.index, known.releases)
        proposal = release.proposal if release else None
        kept = known.withheld.get(page.index)
        yield PageEntry(
            digest=page.digest,
            page=page.index,
            text=masked(page.text.text),  # as long as it was, so that spans stay right
            language=page.language,
            file=masked_name(first.name),
            record=proposal.number.value if proposal else "",
            title=proposal.title if proposal else "",
            collection=first.collection,
            agency=proposal.agency if proposal else "",
            type=proposal.type if proposal else "",
            released=first.released,
            date=proposal.date if proposal else None,
            collections=collections,
            classification=classification(page.text.text),
            withheld=bool(kept.withholdings) if kept and kept.looked else None,
            codes=_codes(kept),
            disclosed=None if known.disclosing is None else page.index in known.disclosing,
            expected_error=page.text.expected_error,
        )


def _learn(index: Index) -> None:
    """Have the index learn how its letters are misread, where it has enough words, and new ones, to tell."""
    pages = len(index)
    if pages >= _TELLING_PAGES and pages >= _GROWN * index.learned_from:
        index.learn_spellings()


def _codes(kept: PageWithheld | None) -> tuple[str, ...]:
    """The exemption codes of a page, each once."""
    found = (code.value for w in (kept.withholdings if kept else ()) for code in w.codes or ())
    return tuple(dict.fromkeys(found))


def _release_of(page: int, releases: Sequence[StoredRelease]) -> StoredRelease | None:
    """The likeliest release that covers a page; of several on one page, the first."""
    covering = [r for r in releases if _covers(r, page)]
    return max(covering, key=lambda r: (r.verdict == "yes", r.proposal.probability), default=None)


def _covers(stored: StoredRelease, page: int) -> bool:
    release = stored.proposal.release
    return release.first_page is None or release.first_page <= page <= (
        release.last_page or release.first_page
    )


def _writable(space: Workspace, watch: Watcher) -> Index:
    """The index; a missing one, or one of an older program, is made anew and everything queued for it."""
    reason = "the index was missing"
    if any(space.index_path.glob("*")):
        if not Index.is_outdated(space.index_path):
            return Index.open(space.index_path)
        reason = "the index was of an older version"
        watch.warn("The search index was made by an older version of declass; it is being built anew.")
    index = Index.create(space.index_path)
    space.catalogue.search.add_all(reason)
    return index


def open_index(space: Workspace) -> Index:
    """The archive's index, for searching.

    Raises:
        ArchiveError: it is missing, damaged or of another version; ``declass index --rebuild`` mends each.
    """
    return Index.open(space.index_path)
