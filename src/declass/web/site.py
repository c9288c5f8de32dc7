"""The archive as the reader's pages see it: open once, shared by all requests."""

import threading
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from declass.archive.ledger import Ledger, Report
from declass.model.anchor import Digest
from declass.pipeline.images import PageImages
from declass.pipeline.release_report import Step, release_steps
from declass.pipeline.releases import Releases
from declass.pipeline.searching import open_searcher
from declass.pipeline.workspace import Workspace
from declass.search.searcher import Searcher
from declass.web.tasks import Tasks

Answer = TypeVar("Answer")


class Site:
    """One archive being read; its parts may be used by many threads at once.

    Args:
        space: the open archive; the site does not close it.
        title: what readers call the archive.

    Attributes:
        images: pages drawn on demand.
        releases: which files are releases of a record.
        tasks: long work that readers started.
    """

    def __init__(self, space: Workspace, title: str = "") -> None:
        self.space = space
        self.title = title or space.root.name
        self.images = PageImages(space)
        self.releases = Releases(space.catalogue)
        self.tasks = Tasks(space)
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}
        self._held: dict[str, tuple[object, object]] = {}

    @cached_property
    def searcher(self) -> Searcher:
        """Words and meaning; readers see each commit at their next search."""
        return open_searcher(self.space)

    def file_name(self, digest: Digest) -> str:
        """What the file first came as; its digest where nobody knows."""
        arrivals = self.space.catalogue.accessions.of(digest)
        return arrivals[0].name if arrivals else digest[:12]

    def ledger(self) -> Report:
        """The completeness ledger, counted anew when the catalogue has changed."""
        return self.once("ledger", lambda: Ledger(self.space.catalogue.database).report())

    def steps(self) -> list[Step]:
        """What each release did, gathered anew when the catalogue has changed."""
        return self.once("steps", lambda: release_steps(self.space.catalogue))

    def once(self, name: str, make: Callable[[], Answer]) -> Answer:
        """Made once for each state of the catalogue: what reads every row, as a page view must not."""
        with self._lock:
            mine = self._making.setdefault(name, threading.Lock())
        with mine:  # one makes it, those who want the same wait, and nobody else does
            state = self.space.catalogue.database.state()
            held = self._held.get(name)
            if held is None or held[0] != state:
                held = (state, make())
                self._held[name] = held
        return held[1]  # type: ignore[return-value]

    def close(self) -> None:
        """End what the site started."""
        self.images.close()
