"""The one writer of an index."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import tantivy

from declass.errors import ArchiveError
from declass.model.anchor import Digest
from declass.search.schema import document, subject_line
from declass.search.values import PageEntry

_LEAST_HEAP_BYTES = 15_000_000  # a thread; Tantivy refuses less
_SUBJECT_PAGES = 30  # a subject line holds for so many following pages, then it is somebody else's


class IndexWriter:
    """Adds, replaces and deletes pages; readers see nothing of it before ``commit``."""

    def __init__(self, index: tantivy.Index, path: Path, heap_bytes: int, threads: int) -> None:
        try:
            self._writer = index.writer(max(heap_bytes, _LEAST_HEAP_BYTES * threads), threads)
        except ValueError as e:
            reason = f"The search index {path} cannot be written: {e}"
            raise ArchiveError(reason, "Wait until the other process has finished indexing.") from e
        index.reload()  # under the writer's lock nobody else can commit
        self._before = index.searcher()
        self._added: set[Digest] = set()

    def replace(self, digest: Digest, entries: Iterable[PageEntry]) -> int:
        """Put an original's pages in place of those indexed before; returns how many.

        Entries are taken one by one, in page order. A subject line (``SUBJ:``) also describes the
        pages that follow, up to the next one.

        Raises:
            ValueError: an entry belongs to another original.
        """
        if digest in self._added or self._before.doc_freq("digest", digest):
            self.delete(digest)  # a sixth of the time of adding, so only where there is something
        self._added.add(digest)
        subject, since, count = "", 0, 0
        for entry in entries:
            if entry.digest != digest:
                raise ValueError(f"page {entry.page} belongs to {entry.digest}, not to {digest}")
            subject, since = _subject(entry.text, subject, since)
            self._writer.add_document(document(entry, subject))
            count += 1
        return count

    def delete(self, digest: Digest) -> None:
        """Take an original's pages out; nothing happens where there are none."""
        self._writer.delete_documents_by_term("digest", digest)

    def commit(self) -> None:
        """Make everything since the last commit visible and durable.

        Raises:
            ArchiveError: the disk is full or the index damaged; the last commit still stands.
        """
        try:
            self._writer.commit()
        except (OSError, ValueError) as e:
            reason = f"The search index could not be saved: {e}"
            raise ArchiveError(reason, "Free some disk space and index again.") from e

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self._writer.rollback()
        self._writer.wait_merging_threads()


def _subject(text: str, current: str, since: int) -> tuple[str, int]:
    found = subject_line(text)
    if found:
        return found, 0
    return (current, since + 1) if since < _SUBJECT_PAGES else ("", 0)
