"""The pages of one file in their order: read in this process, and by many where much is left."""

import tempfile
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from declass.archive.values import PageResult
from declass.config import Settings
from declass.jobs.base import Beat, Outcome, Runner
from declass.jobs.local import LocalRunner
from declass.model.reading import DocumentEnd, DocumentHead, MemberRefused, PageFailed, PageRead, ReadEvent
from declass.pipeline.limits import limits
from declass.pipeline.pages import PageReader
from declass.pipeline.progress import Tally, Unwatched, Watcher
from declass.pipeline.sharing import LAST_PAGES, WORTH_S, Pace, own_to_a_process, stretch, to_share
from declass.read.dispatch import likely_types
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader

Page = PageResult | PageFailed
Told = Page | MemberRefused | DocumentEnd
Pages = tuple[int, ...]
"""0-based, rising."""


class PagesJob:
    """Reads some pages of one file, in one process.

    Args:
        options: how the file is read; with its password, which is kept nowhere.
    """

    def __init__(self, path: Path, settings: Settings, options: ReadOptions) -> None:
        self._path, self._settings, self._options = path, settings, options

    def start(self) -> None:
        """Open the sandbox."""
        self._spool = tempfile.TemporaryDirectory(prefix="declass-")
        warm = likely_types([self._path.name])
        isolation, spool = self._settings.isolation, Path(self._spool.name)
        self._reader = Reader(limits(self._settings), isolation, spool, warm=warm)
        self._reader.__enter__()
        self._pages = PageReader(self._settings)

    def stop(self) -> None:
        """Close it."""
        self._reader.__exit__(None, None, None)
        self._spool.cleanup()
        del self._pages  # engines of half a gigabyte, not to wait for other processes

    def do(self, unit: Pages, beat: Beat) -> tuple[Page, ...]:
        """These pages; none where the file did not come to its end as it should."""
        found: list[Page] = []
        for event in self.events(replace(self._options, pages=unit, stretch=True)):
            if isinstance(event, PageRead):
                found.append(self.result(event))
                beat(1)
            elif isinstance(event, PageFailed):
                found.append(event)
            elif isinstance(event, DocumentEnd) and event.state == "read":
                return tuple(found) if len(found) == len(unit) else ()
        return ()

    def events(self, options: ReadOptions) -> Generator[ReadEvent, None, None]:
        """What reading yields."""
        return self._reader.read(self._path, self._path.name, options)

    def result(self, page: PageRead) -> PageResult:
        """The page with its layers, by OCR where it needs it."""
        return self._pages.result(page)


def read_pages(
    path: Path,
    settings: Settings,
    options: ReadOptions,
    *,
    watch: Watcher | None = None,
    runner: Runner | None = None,
    worth_s: float = WORTH_S,
) -> Iterator[Told]:
    """Pages in their order, files inside that were refused, and one end; each told as soon as it is due.

    What is told is the same whoever reads. A page that brings its process down twice is told as failed.

    Args:
        runner: for the pages that are shared; local processes by default.
        worth_s: seconds of work left from which pages are shared.
    """
    reading = _Reading(path, settings, options, watch or Unwatched(), worth_s)
    with reading.at_hand() as job:
        rest = yield from reading.begin(job)
    if rest:
        whole = yield from reading.shared(rest, runner or LocalRunner(min(settings.processes, len(rest))))
        with reading.at_hand() as job:
            yield from reading.end(job, whole)


class _Reading:
    """What of a file is told already, and what is left."""

    def __init__(
        self, path: Path, settings: Settings, options: ReadOptions, watch: Watcher, worth_s: float
    ) -> None:
        self._path, self._settings, self._options = path, settings, options
        self._pace = Pace(worth_s)
        self._share_from = LAST_PAGES if settings.processes > 1 and not own_to_a_process(path) else 0
        self._told: set[int] = set()
        self._chars = 0
        self._tally, self._watch = Tally("reading", total=1), watch

    @contextmanager
    def at_hand(self) -> Iterator[PagesJob]:
        """The job, to be done in this process."""
        job = self._job()
        job.start()
        try:
            yield job
        finally:
            job.stop()

    def _job(self) -> PagesJob:
        return PagesJob(self._path, self._settings, self._options)

    def begin(self, job: PagesJob) -> Generator[Told, None, Pages]:
        """Read on until much is left; returns the pages that are."""
        head: DocumentHead | None = None
        with closing(job.events(self._options)) as events:
            for event in events:
                head = event if isinstance(event, DocumentHead) else head
                rest = tuple(filter(self._options.wants, to_share(event, head, self._share_from)))
                if len(rest) >= max(1, self._share_from) and self._pace.worth(len(rest)):
                    return rest
                yield from self._here(job, event)
        return ()

    def _here(self, job: PagesJob, event: ReadEvent) -> Iterator[Told]:
        """What an event comes to in this process; nothing of a page that is told already."""
        if isinstance(event, PageRead) and event.index not in self._told:
            page = job.result(event)
            self._beat(1)
            yield self._page(page)
        elif isinstance(event, PageFailed) and event.index not in self._told:
            yield self._page(event)
        else:
            yield from self._beside(event)

    def _beside(self, event: ReadEvent) -> Iterator[Told]:
        """What is told of the file itself."""
        if isinstance(event, DocumentEnd):
            self._tally.done, self._tally.failed = 1, int(event.state != "read")
            self._tally.long = self._tally.ahead = 0
            self._beat(0)
        if isinstance(event, MemberRefused | DocumentEnd):
            yield event

    def _page(self, page: Page) -> Page:
        self._told.add(page.index)
        if isinstance(page, PageResult):
            self._chars += sum(len(layer.text) for layer in page.layers if layer.kind == "embedded")
        return page

    def _beat(self, pages: int) -> None:
        self._tally.read(pages)
        self._watch.show(self._tally)

    def shared(self, rest: Pages, runner: Runner) -> Generator[Told, None, bool]:
        """Pages read by many; returns whether all went as it should, so that only the end is left to read."""
        self._tally.long, self._tally.ahead = 1, len(rest)
        hands = _Hands(rest, self._settings)
        outcomes: Iterator[Outcome[Pages, tuple[Page, ...]]]
        outcomes = runner.run(self._job(), hands.units(), self._beat)
        most = limits(self._settings).text_chars
        for outcome in outcomes:
            if not hands.take(outcome):
                return False
            for page in hands.due():
                yield self._page(page)
            if self._chars > most:
                return False
        return True

    def end(self, job: PagesJob, whole: bool) -> Iterator[Told]:
        """What is left to say of a file whose pages are told; all that is not, where something went wrong."""
        if whole:
            beside = list(job.events(replace(self._options, pages=())))
            end = beside[-1]
            if isinstance(end, DocumentEnd) and end.state == "read":
                for event in beside:
                    yield from self._beside(event)
                return
        for event in job.events(self._options):
            yield from self._here(job, event)


class _Hands:
    """Stretches that nobody has begun, and pages that wait until those before them are told."""

    def __init__(self, rest: Pages, settings: Settings) -> None:
        self._rest, self._due = rest, deque(rest)
        self._processes, self._attempts = settings.processes, settings.attempts
        self._again: deque[Pages] = deque()
        self._crashes: Counter[int] = Counter()
        self._waiting: dict[int, Page] = {}
        self._at_work = 0

    def units(self) -> Iterator[Pages | None]:
        """Stretches as workers become free; None while only what is at work can add more."""
        while (unit := self._next()) or self._at_work:
            self._at_work += bool(unit)
            yield unit or None

    def _next(self) -> Pages:
        if self._again:
            return self._again.popleft()
        length = stretch(len(self._rest), self._processes)
        unit, self._rest = self._rest[:length], self._rest[length:]
        return unit

    def take(self, outcome: Outcome[Pages, tuple[Page, ...]]) -> bool:
        """Take in what became of a stretch; False where only reading the file in one go can tell."""
        self._at_work -= 1
        if outcome.crashed:
            self._lost(outcome.unit, outcome.reason, outcome.remedy)
            return True
        self._waiting.update((page.index, page) for page in outcome.result or ())
        return bool(outcome.result)

    def _lost(self, pages: Sequence[int], reason: str, remedy: str) -> None:
        """Pages whose process died are read again, one by one."""
        self._crashes.update(pages)
        if len(pages) == 1 and self._crashes[pages[0]] >= self._attempts:
            self._waiting[pages[0]] = PageFailed(pages[0], reason, remedy)
        else:
            self._again.extend((page,) for page in pages)

    def due(self) -> Iterator[Page]:
        """Pages before which none is left."""
        while self._due and self._due[0] in self._waiting:
            yield self._waiting.pop(self._due.popleft())
