"""The archive as the reader's pages see it: open once, shared by all requests."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from declass.archive.ledger import Ledger, Report
from declass.model.anchor import Digest
from declass.pipeline.images import PageImages
from declass.pipeline.release_report import Step, release_steps
from declass.pipeline.release_shares import Shares
from declass.pipeline.releases import Releases
from declass.pipeline.searching import open_searcher, vectors_path
from declass.pipeline.withheld_report import Report as WithheldReport
from declass.pipeline.withheld_report import report
from declass.pipeline.workspace import Workspace
from declass.redact.names import masked_name
from declass.search.searcher import Searcher
from declass.web.access import Sight, owner
from declass.web.tasks import Tasks

Answer = TypeVar("Answer")
_OF_STEPS = 50  # lists and counts made of the steps that are kept
_LARGEST = 20  # places withheld that are listed
_LONG_S = 0.5  # what takes longer is not waited for twice


@dataclass
class _Kept:
    """What was made for one state of the catalogue, and how long it took."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    made: bool = False
    state: object = None
    value: object = None
    took_s: float = 0.0

    def take(self, state: object, make: Callable[[], object]) -> None:
        """Make it, of the state that was there before."""
        began = time.monotonic()
        self.value = make()
        self.made, self.state, self.took_s = True, state, time.monotonic() - began


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
        self._kept: dict[str, _Kept] = {}
        self._shares: Shares | None = None
        self._of_steps: OrderedDict[Hashable, tuple[list[Step], object]] = OrderedDict()

    @cached_property
    def searcher(self) -> Searcher:
        """Words and meaning; readers see each commit at their next search."""
        return open_searcher(self.space)

    def file_name(self, digest: Digest) -> str:
        """What the file first came as, personal data masked; its digest where nobody knows."""
        arrivals = self.space.catalogue.accessions.of(digest)
        return masked_name(arrivals[0].name) if arrivals else digest[:12]

    def ledger(self) -> Report:
        """The completeness ledger, counted anew when the catalogue has changed."""
        return self.once("ledger", lambda: Ledger(self.space.catalogue.database).report())

    def withheld(self, sight: Sight) -> WithheldReport:
        """What is withheld of what a reader may see, counted anew when the catalogue has changed."""
        make = partial(report, self.space.catalogue, seen=sight.sees, largest=_LARGEST)
        return self.once(f"withheld-{sight.name}", make)

    def steps(self) -> list[Step]:
        """What each release did, gathered anew when the catalogue has changed."""
        return self.once("steps", self._steps)

    def of_steps(self, name: Hashable, make: Callable[[list[Step]], Answer]) -> Answer:
        """What was made of the steps, made anew when they have changed; the latest asked for are kept."""
        steps = self.steps()
        with self._lock:
            kept = self._of_steps.get(name)
        if kept is not None and kept[0] is steps:
            return kept[1]  # type: ignore[return-value]
        value = make(steps)
        with self._lock:
            self._of_steps[name] = (steps, value)
            self._of_steps.move_to_end(name)
            if len(self._of_steps) > _OF_STEPS:
                self._of_steps.popitem(last=False)
        return value

    def _steps(self) -> list[Step]:
        catalogue = self.space.catalogue
        if self._shares is None or self._shares.stamp != catalogue.withheld.stamp():
            self._shares = Shares(catalogue)
        return release_steps(catalogue, self._shares)

    def state(self) -> object:
        """Equal as long as nothing was written into the catalogue, the index or the vectors."""
        index = self.space.index_path
        files = (index / "meta.json", vectors_path(self.space))
        written = [f.stat().st_mtime_ns for f in files if f.exists()]
        return self.space.catalogue.database.state(), written

    def once(self, name: str, make: Callable[[], Answer]) -> Answer:
        """Made once for each state of the catalogue: what reads every row, as a page view must not.

        What took long is made anew in the background, while readers still get what was known a moment ago.
        """
        with self._lock:
            kept = self._kept.setdefault(name, _Kept())
        state = self.space.catalogue.database.state()
        if kept.made and kept.state != state and kept.took_s > _LONG_S:
            if kept.lock.acquire(blocking=False):
                refresh = threading.Thread(target=self._refresh, args=(kept, make), daemon=True)
                refresh.start()
            return kept.value  # type: ignore[return-value]
        with kept.lock, self.space.catalogue.database.latest():  # one makes it, those who want the same wait
            if not kept.made or kept.state != state:
                kept.take(state, make)  # of now: a page's own view may be older than the state
        return kept.value  # type: ignore[return-value]

    def _refresh(self, kept: "_Kept", make: Callable[[], object]) -> None:
        """With its lock held by who began it."""
        try:
            kept.take(self.space.catalogue.database.state(), make)
        finally:
            kept.lock.release()

    def warm(self) -> None:
        """Count what the first page shows, and what is withheld, before anybody asks for it."""
        self.steps()
        self.ledger()
        self.once("collections", self.space.catalogue.overview.collections)
        self.withheld(Sight(self.space.catalogue, owner()))

    def close(self) -> None:
        """End what the site started."""
        self.images.close()
