"""What files withhold that are in no archive, looked through side by side in worker processes."""

import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from declass import chronology
from declass.config import Settings
from declass.jobs.base import Beat, Outcome, Runner
from declass.jobs.local import LocalRunner
from declass.model.page import Paper
from declass.model.reading import (
    DocumentEnd,
    DocumentHead,
    Member,
    MemberRefused,
    PageFailed,
    PageRead,
    ReadEvent,
)
from declass.model.withholding import Withholding
from declass.pipeline.beside import Beside
from declass.pipeline.document import read_options
from declass.pipeline.limits import limits
from declass.pipeline.looking import Looker
from declass.pipeline.pages import PageReader, under_text
from declass.pipeline.withheld_report import year_of
from declass.read.dispatch import likely_types
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from declass.redact.document import settle
from declass.redact.page import PageLooked

Found = tuple[Withholding, Paper]
"""A withholding and the page it stands on."""


@dataclass(frozen=True, slots=True)
class FileWithheld:
    """What one file withholds.

    Attributes:
        found: in page order; without those of pages that could not be read.
        trouble: pages and members that could not be read.
        end: whether the file could be read, and why not.
        made: the year its pages say it is of, None where they say nothing.
    """

    path: Path
    found: tuple[Found, ...]
    trouble: tuple[PageFailed | MemberRefused, ...]
    end: DocumentEnd
    made: int | None = None


@dataclass
class _Gathered:
    """What a file's events say until its end."""

    beside: Beside = field(default_factory=Beside)
    papers: dict[int, Paper] = field(default_factory=dict)
    trouble: list[PageFailed | MemberRefused] = field(default_factory=list)
    end: DocumentEnd | None = None

    def take(self, event: ReadEvent) -> None:
        if isinstance(event, DocumentHead | Member):
            self.beside.take(event)
        elif isinstance(event, PageRead):
            self.beside.page(event)
            self.papers[event.index] = Paper(event.width_pt, event.height_pt, event.rotation)
        elif isinstance(event, PageFailed | MemberRefused):
            self.trouble.append(event)
        elif isinstance(event, DocumentEnd):
            self.end = event

    def told(
        self, path: Path, withheld: Sequence[Withholding], texts: Iterable[tuple[int, str]] = ()
    ) -> FileWithheld:
        """What the events come to.

        Args:
            texts: of pages, for the year.
        """
        found = tuple((self.beside.told(one), self.papers[one.page]) for one in withheld)
        end = self.end or DocumentEnd("failed", "reading ended without a word")
        return FileWithheld(path, found, tuple(self.trouble), end, _year(texts))


def _year(texts: Iterable[tuple[int, str]]) -> int | None:
    best = chronology.best(list(chronology.candidates(texts)))
    return year_of(best.edtf) if best else None


class LookJob:
    """Looks files through, one after the other, in one process.

    Args:
        unsafe_only: only words left under bars, without OCR or a look at page images.
        types: media types to be ready for; others are read as well.
    """

    def __init__(self, settings: Settings, types: Collection[str], *, unsafe_only: bool = False) -> None:
        self._settings, self._types, self._unsafe_only = settings, types, unsafe_only

    def start(self) -> None:
        """Open the sandbox."""
        self._spool = tempfile.TemporaryDirectory(prefix="declass-")
        spool, isolation = Path(self._spool.name), self._settings.isolation
        self._reader = Reader(limits(self._settings), isolation, spool, warm=self._types)
        self._reader.__enter__()
        self._pages, self._looker = PageReader(self._settings, again=False), Looker()

    def stop(self) -> None:
        """Close it."""
        self._reader.__exit__(None, None, None)
        self._spool.cleanup()

    def do(self, unit: Path, beat: Beat) -> FileWithheld:
        """Look one file through; one that cannot be read is a result that says why."""
        return self._unsafe(unit, beat) if self._unsafe_only else self._whole(unit, beat)

    def _unsafe(self, path: Path, beat: Beat) -> FileWithheld:
        gathered = _Gathered()
        found: list[Withholding] = []
        for event in self._reader.read(path, path.name, ReadOptions("never")):
            gathered.take(event)
            if isinstance(event, PageRead):
                found += under_text(event)
                beat(1)
        return gathered.told(path, found)

    def _whole(self, path: Path, beat: Beat) -> FileWithheld:
        """Everything; only once the whole file is read, since its cover may speak for all its pages."""
        gathered = _Gathered()
        looked: list[PageLooked] = []
        texts: list[tuple[int, str]] = []
        for event in self._reader.read(path, path.name, read_options(self._settings)):
            gathered.take(event)
            if isinstance(event, PageRead):
                result = self._pages.result(event)
                looked.append(self._looker.look(event, result, result.text))
                texts.append((event.index, result.text.text if result.text else ""))
                beat(1)
        return gathered.told(path, [one for page in settle(looked) for one in page.withholdings], texts)


def look_through(
    paths: Sequence[Path],
    settings: Settings,
    *,
    unsafe_only: bool = False,
    beat: Beat = lambda pages: None,
    runner: Runner | None = None,
) -> Iterator[FileWithheld]:
    """Look files through and yield what they withhold in the order of ``paths``.

    A single file, or any number with one process, is read in this process. One that brings its process down
    comes back with the reason, and the others go on.
    """
    job = LookJob(settings, likely_types(path.name for path in paths), unsafe_only=unsafe_only)
    processes = min(settings.processes, len(paths))
    if runner is None and processes <= 1:
        return _here(job, paths, beat)
    return _in_order(job, paths, beat, runner or LocalRunner(processes))


def _here(job: LookJob, paths: Sequence[Path], beat: Beat) -> Iterator[FileWithheld]:
    if not paths:
        return
    job.start()
    try:
        for path in paths:
            yield job.do(path, beat)
    finally:
        job.stop()


def _in_order(job: LookJob, paths: Sequence[Path], beat: Beat, runner: Runner) -> Iterator[FileWithheld]:
    waiting: dict[Path, FileWithheld] = {}
    order = iter(paths)
    due = next(order)
    outcomes: Iterator[Outcome[Path, FileWithheld]] = runner.run(job, paths, beat)
    for outcome in outcomes:
        waiting[outcome.unit] = outcome.result or _lost(outcome)
        while due in waiting:
            yield waiting.pop(due)
            due = next(order, due)


def _lost(outcome: Outcome[Path, FileWithheld]) -> FileWithheld:
    return FileWithheld(outcome.unit, (), (), DocumentEnd("failed", outcome.reason, outcome.remedy))
