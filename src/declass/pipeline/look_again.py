"""Documents looked through again where that is due: a newer method, a corrected text, a changed setting."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from declass.archive.catalogue import Catalogue
from declass.archive.store import OriginalStore
from declass.archive.values import PageResult, Run
from declass.config import Settings
from declass.jobs.base import Beat, Outcome, Runner
from declass.model.anchor import Digest
from declass.model.reading import PageRead
from declass.model.withholding import PageWithheld
from declass.pipeline.limits import limits
from declass.pipeline.looking import WITHHOLDINGS, Looker, look_parameters
from declass.pipeline.pages import under_text
from declass.pipeline.progress import Tally, Watcher
from declass.pipeline.workspace import Workspace
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from declass.redact.document import settle
from declass.redact.page import PageLooked


@dataclass(frozen=True, slots=True)
class LookUnit:
    """A document to be looked through."""

    digest: Digest
    path: Path
    name: str


class LookJob:
    """Looks documents through in one process: pixels and drawings from the original, texts as chosen.

    Args:
        root: folder of the archive.
        password: tried on encrypted files; kept nowhere.
    """

    def __init__(self, root: Path, settings: Settings, password: str | None = None) -> None:
        self._root, self._settings, self._password = root, settings, password

    def start(self) -> None:
        """Open the sandbox, and the catalogue for reading only."""
        self._catalogue = Catalogue(self._root / "catalogue.sqlite")
        self._store = OriginalStore(self._root)
        self._reader = Reader(limits(self._settings), self._settings.isolation, self._root / "tmp")
        self._reader.__enter__()
        self._looker = Looker()

    def stop(self) -> None:
        """Close both."""
        self._reader.__exit__(None, None, None)
        self._catalogue.close()

    def do(self, unit: LookUnit, beat: Beat) -> tuple[PageWithheld, ...]:
        """Look one document through; a page that cannot be drawn any more is judged by its text alone."""
        self._store.check(unit.digest)
        pages = {looked.page.index: looked for looked in self._pages(unit, beat)}
        for stored in self._catalogue.pages.of(unit.digest, words=True):
            if stored.index not in pages:
                bare = PageRead(stored.index, stored.width_pt, stored.height_pt)
                pages[stored.index] = self._looker.look(bare, PageResult(stored.index), stored.text)
        return settle([pages[index] for index in sorted(pages)])

    def _pages(self, unit: LookUnit, beat: Beat) -> Iterator[PageLooked]:
        scans = self._settings.look == "always"
        options = ReadOptions("never", self._settings.dpi, password=self._password, scans=scans)
        for event in self._reader.read(unit.path, unit.name, options):
            if isinstance(event, PageRead):
                stored = self._catalogue.pages.get(unit.digest, event.index)
                if stored is None:
                    continue
                layers = tuple(layer.text for layer in self._catalogue.pages.layers(unit.digest, event.index))
                result = PageResult(event.index, layers=layers, under_text=under_text(event))
                yield self._looker.look(event, result, stored.text)
                beat(1)


def look_again(space: Workspace, watch: Watcher, runner: Runner, password: str | None = None) -> int:
    """Do the step where it is due; returns how many documents were looked through.

    A document whose process dies, or that cannot be read, stays due, and the others go on.
    """
    run = space.catalogue.runs.begin(WITHHOLDINGS.name, WITHHOLDINGS.version, look_parameters(space.settings))
    tally = Tally(WITHHOLDINGS.name)
    job = LookJob(space.root, space.settings, password)
    for outcome in _outcomes(space, run, job, runner):
        if outcome.result is None:
            watch.warn(f"Looking through {outcome.unit.name} failed: {outcome.reason}")
            continue
        space.catalogue.write.withholdings(outcome.unit.digest, run, outcome.result)
        tally.done += 1
        tally.mark()
        watch.show(tally)
    space.catalogue.runs.finish(run)
    return tally.done


def _outcomes(
    space: Workspace, run: Run, job: LookJob, runner: Runner
) -> Iterator[Outcome[LookUnit, tuple[PageWithheld, ...]]]:
    due = list(space.catalogue.documents.due(run))
    if not due:
        return  # no process need be started
    units = (
        LookUnit(digest, space.store.path(digest), space.catalogue.accessions.of(digest)[0].name)
        for digest in due
    )
    yield from runner.run(job, units, lambda pages: None)
