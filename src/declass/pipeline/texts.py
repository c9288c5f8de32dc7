"""Texts of files that are in no archive, read side by side in worker processes."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from declass.config import Settings
from declass.jobs.base import Beat, Outcome, Runner
from declass.jobs.local import LocalRunner
from declass.model.reading import DocumentEnd, PageRead
from declass.pipeline.limits import limits
from declass.pipeline.pages import PageReader
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader

_CHUNK = 20  # files a unit: small texts cost less to read than to hand over one by one


@dataclass(frozen=True, slots=True)
class FileText:
    """The chosen text of each page of a file; pages without text are "".

    Attributes:
        reason, remedy: why it (or part of it) could not be read; "" where all was.
    """

    path: Path
    pages: tuple[str, ...]
    reason: str = ""
    remedy: str = ""


class TextJob:
    """Reads chunks of files in one worker process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def start(self) -> None:
        """Open the sandbox."""
        self._spool = tempfile.TemporaryDirectory(prefix="declass-")
        self._reader = Reader(limits(self._settings), self._settings.isolation, Path(self._spool.name))
        self._reader.__enter__()
        self._page_reader = PageReader(self._settings)

    def stop(self) -> None:
        """Close it."""
        self._reader.__exit__(None, None, None)
        self._spool.cleanup()

    def do(self, unit: Sequence[Path], beat: Beat) -> list[FileText]:
        """Read the files of a chunk; members of archives are left alone."""
        return [self._read(path, beat) for path in unit]

    def _read(self, path: Path, beat: Beat) -> FileText:
        pages: dict[int, str] = {}
        end = DocumentEnd("failed", "reading ended without a word")
        options = ReadOptions(self._settings.ocr, self._settings.dpi)
        for event in self._reader.read(path, path.name, options):
            if isinstance(event, PageRead):
                result = self._page_reader.result(event)
                pages[event.index] = "" if result.chosen is None else result.layers[result.chosen].text
            elif isinstance(event, DocumentEnd):
                end = event
        beat(1)
        texts = tuple(pages.get(index, "") for index in range(max(pages, default=-1) + 1))
        return FileText(path, texts, end.reason, end.remedy)


def read_texts(
    paths: Iterable[Path], settings: Settings, beat: Beat = lambda files: None, runner: Runner | None = None
) -> Iterator[FileText]:
    """Read files in no particular order; one that brings its reader down comes back with the reason."""
    outcomes: Iterator[Outcome[tuple[Path, ...], list[FileText]]] = (
        runner or LocalRunner(settings.processes)
    ).run(TextJob(settings), _chunks(paths), beat)
    for outcome in outcomes:
        if outcome.result is not None:
            yield from outcome.result
        elif len(outcome.unit) > 1:
            # one of them is poison: alone, it costs only itself
            for path in outcome.unit:
                yield from read_texts([path], settings, beat, LocalRunner(1))
        else:
            yield FileText(outcome.unit[0], (), outcome.reason, outcome.remedy)


def _chunks(paths: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    queue = iter(paths)
    while chunk := tuple(islice(queue, _CHUNK)):
        yield chunk
