"""The catalogue's pages go into the search index; they wait in a queue until the index has committed."""

import shutil
from collections.abc import Iterator, Sequence

from declass.archive.values import StoredRelease
from declass.model.anchor import Digest
from declass.model.withholding import PageWithheld
from declass.pipeline.progress import Tally, Unwatched, Watcher
from declass.pipeline.workspace import Workspace
from declass.redact.personal import masked
from declass.search.index import Index
from declass.search.values import PageEntry
from declass.text.classification import classification

_TELLING_PAGES = 100  # with fewer, too few words stand beside their misread forms
_COMMIT_DOCUMENTS = 2000  # documents between commits: a commit costs a second on a large index


class Indexer:
    """Brings an archive's index up to date with its catalogue."""

    def __init__(self, space: Workspace, watch: Watcher | None = None) -> None:
        self._space = space
        self._watch = watch or Unwatched()

    def run(self) -> int:
        """Index every waiting document; returns how many. Safe to kill: they then still wait."""
        index = _writable(self._space)
        done = self._drain(index)
        if done:
            _learn(index)
        return done

    def run_grouped(self) -> int:
        """Index waiting documents whose record is known: the others would soon be indexed again."""
        return self._drain(_writable(self._space), "records")

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
        with index.writer(heap_bytes=self._space.settings.index_heap_mb << 20) as writer:
            for digest in waiting:
                entries = list(self._entries(digest))
                writer.replace(digest, entries)
                tally.done += 1
                tally.pages += len(entries)
                tally.mark()
                self._watch.show(tally)
            writer.commit()

    def _entries(self, digest: Digest) -> Iterator[PageEntry]:
        catalogue = self._space.catalogue
        arrivals = catalogue.accessions.of(digest)
        document = catalogue.documents.get(digest)
        releases = [r for r in catalogue.records.of(digest) if r.verdict != "no"]
        withheld = catalogue.withheld.pages(digest)
        disclosing = catalogue.changes.disclosing(digest)
        collections = tuple(dict.fromkeys(a.collection for a in arrivals if a.collection))
        for page in catalogue.pages.of(digest):
            if page.text is None:
                continue
            release = _release_of(page.index, releases)
            proposal = release.proposal if release else None
            kept = withheld.get(page.index)
            yield PageEntry(
                digest=digest,
                page=page.index,
                text=masked(page.text.text),  # as long as it was, so that spans stay right
                language=page.language,
                file=arrivals[0].name,
                record=proposal.number.value if proposal else "",
                title=proposal.title if proposal else "",
                collection=arrivals[0].collection,
                agency=proposal.agency if proposal else "",
                type=(proposal.type if proposal else "") or (document.media_type or "" if document else ""),
                released=arrivals[0].released,
                date=proposal.date if proposal else None,
                collections=collections,
                classification=classification(page.text.text),
                withheld=bool(kept.withholdings) if kept and kept.looked else None,
                codes=_codes(kept),
                disclosed=None if disclosing is None else page.index in disclosing,
                expected_error=page.text.expected_error,
            )


def _learn(index: Index) -> None:
    """Have the index learn how its letters are misread, where it has enough words to tell."""
    if len(index) >= _TELLING_PAGES:
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


def _writable(space: Workspace) -> Index:
    """The archive's index; a missing one is made, and everything queued for it."""
    if any(space.index_path.glob("*")):
        return Index.open(space.index_path)
    index = Index.create(space.index_path)
    space.catalogue.search.add_all("the index was missing")
    return index


def open_index(space: Workspace) -> Index:
    """The archive's index, for searching.

    Raises:
        ArchiveError: it is missing, damaged or of another version; ``declass index --rebuild`` mends each.
    """
    return Index.open(space.index_path)
