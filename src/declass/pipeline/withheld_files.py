"""What files withhold that are in no archive: looked through side by side, a long one by many processes."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from declass.config import Settings
from declass.jobs.base import Outcome, Runner
from declass.jobs.local import LocalRunner
from declass.model.reading import DocumentEnd, PageFailed
from declass.pipeline.file_look import FileUnit, FileWithheld, LookJob, lost_page
from declass.pipeline.limits import limits
from declass.pipeline.progress import Tally, Unwatched, Watcher
from declass.pipeline.sharing import WORTH_S, Piece, Sharing, own_to_a_process
from declass.read.dispatch import likely_types

_JOIN = -1  # stands for a page where crashes are counted


def look_through(
    paths: Sequence[Path],
    settings: Settings,
    *,
    unsafe_only: bool = False,
    watch: Watcher | None = None,
    runner: Runner | None = None,
    worth_s: float = WORTH_S,
) -> Iterator[FileWithheld]:
    """Look files through and yield what they withhold in the order of ``paths``.

    A single file is begun in this process, and shared where much is left of it; with one process all is done
    here. A page that brings its process down twice is trouble like one that cannot be read; a file that does
    comes back with the reason; the others go on.

    Args:
        worth_s: seconds of work left in a file from which it is shared.
    """
    hands = _Hands(paths, settings, watch or Unwatched())
    types = likely_types(path.name for path in paths)
    job = partial(LookJob, settings, types, unsafe_only=unsafe_only, worth_s=worth_s)
    if runner is None and min(settings.processes, len(paths)) <= 1:
        yield from _here(job(), hands)
    if hands.left:
        outcomes: Iterator[Outcome[FileUnit, FileWithheld | Piece]]
        outcomes = (runner or LocalRunner(settings.processes)).run(job(), hands.units(), hands.beat)
        for outcome in outcomes:
            yield from hands.take(outcome)


def _here(job: LookJob, hands: "_Hands") -> Iterator[FileWithheld]:
    """What can be done without other processes: all, but for the pages of a long file."""
    job.start()
    try:
        while (unit := hands.begin()) is not None:
            yield from hands.take(Outcome(unit, job.do(unit, hands.beat)))
    finally:
        job.stop()


class _Hands:
    """Files that nobody has begun, shares in those at work, and what waits until it is due."""

    def __init__(self, paths: Sequence[Path], settings: Settings, watch: Watcher) -> None:
        self._waiting, self._order = deque(paths), deque(paths)
        self._attempts = settings.attempts
        self._sharing: Sharing[FileUnit] = Sharing(settings.processes, limits(settings).text_chars)
        self._again: deque[FileUnit] = deque()
        self._crashes: Counter[tuple[Path, int]] = Counter()
        self._done: dict[Path, FileWithheld] = {}
        self._at_work = 0
        self._tally, self._watch = Tally("reading", total=len(paths)), watch

    @property
    def left(self) -> bool:
        """Whether any file is not finished."""
        return bool(self._waiting) or bool(self._sharing)

    def beat(self, pages: int) -> None:
        """So many pages are done."""
        self._tally.read(pages)
        self._watch.show(self._tally)

    def units(self) -> Iterator[FileUnit | None]:
        """Units as workers become free; None while only what is at work can add more."""
        while (unit := self._next()) is not None or self._at_work:
            self._at_work += unit is not None
            yield unit

    def _next(self) -> FileUnit | None:
        while self._again:
            if (unit := self._again.popleft()).key in self._sharing:
                return unit
        return self._sharing.next() or self.begin()

    def begin(self) -> FileUnit | None:
        """The next file that nobody has begun."""
        if not self._waiting:
            return None
        path = self._waiting.popleft()
        own = own_to_a_process(path)
        return FileUnit(path, 0 if own else self._sharing.from_pages(len(self._waiting)))

    def take(self, outcome: Outcome[FileUnit, FileWithheld | Piece]) -> Iterator[FileWithheld]:
        """Take in what became of a unit; yields the files that are due now."""
        self._at_work = max(0, self._at_work - 1)
        unit, result = outcome.unit, outcome.result
        if unit.share is not None and unit.key not in self._sharing:
            return  # its file was given up meanwhile
        if isinstance(result, Piece):
            self._sharing.take(unit, result)
            self._tally.ahead += len(result.rest)
        elif result is None and unit.share is not None:
            self._lost_share(unit, outcome)
        else:
            self._finish(unit, result or _lost(outcome))
        self._tally.long = len(self._sharing)
        self.beat(0)
        while self._order and self._order[0] in self._done:
            yield self._done.pop(self._order.popleft())

    def _lost_share(self, unit: FileUnit, outcome: Outcome[FileUnit, FileWithheld | Piece]) -> None:
        """Pages whose process died are read again, one by one; a fault is for one process to tell."""
        pages = unit.share.pages if unit.share is not None else ()
        self._crashes.update((unit.path, page) for page in pages or (_JOIN,))
        often = max(self._crashes[unit.path, page] for page in pages or (_JOIN,)) >= self._attempts
        if not outcome.crashed:
            self._sharing.take(unit, Piece(whole=False))
        elif not pages and often:
            self._finish(unit, _lost(outcome))
        elif len(pages) == 1 and often:
            self._sharing.take(unit, lost_page(PageFailed(pages[0], outcome.reason, outcome.remedy)))
        else:
            self._again.extend(self._sharing.one_by_one(unit) if pages else [unit])

    def _finish(self, unit: FileUnit, found: FileWithheld) -> None:
        self._sharing.drop(unit.key)
        self._done[unit.path] = found
        self._tally.done += 1
        self._tally.failed += found.end.state != "read"


def _lost(outcome: Outcome[FileUnit, FileWithheld | Piece]) -> FileWithheld:
    return FileWithheld(outcome.unit.path, (), (), DocumentEnd("failed", outcome.reason, outcome.remedy))
