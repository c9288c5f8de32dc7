"""Documents looked through again where that is due: a newer method, a corrected text, a changed setting."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from declass.archive.catalogue import Catalogue
from declass.archive.store import OriginalStore
from declass.archive.values import PageResult, Run
from declass.config import Settings
from declass.jobs.base import Beat, Outcome, Runner
from declass.model.anchor import Digest
from declass.model.reading import DocumentEnd, DocumentHead, PageRead
from declass.model.withholding import PageWithheld
from declass.pipeline.limits import limits
from declass.pipeline.looking import WITHHOLDINGS, Looker, look_parameters
from declass.pipeline.progress import Tally, Watcher
from declass.pipeline.sharing import Piece, Share, Sharing, packed, to_share, unpacked
from declass.pipeline.workspace import Workspace
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from declass.redact.document import settle
from declass.redact.page import PageLooked


@dataclass(frozen=True, slots=True)
class LookUnit:
    """A document to be looked through, or a share in it.

    Attributes:
        share_from: pages left from which it is to be shared once one has an image; 0 = never.
        share: what is to be done of it; None = all.
    """

    digest: Digest
    path: Path
    name: str
    share_from: int = 0
    share: Share | None = None

    @property
    def key(self) -> Digest:
        """What tells it from other documents."""
        return self.digest


@dataclass
class _Looked:
    """What was looked through in one go."""

    pages: list[PageLooked] = field(default_factory=list)
    rest: range = range(0)
    whole: bool = False

    def piece(self) -> Piece:
        """To be joined with others of the same document."""
        return Piece(packed(self.pages), rest=self.rest, whole=self.whole or bool(self.rest))


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
        self._looker = Looker(self._settings.look)

    def stop(self) -> None:
        """Close both."""
        self._reader.__exit__(None, None, None)
        self._catalogue.close()

    def do(self, unit: LookUnit, beat: Beat) -> tuple[PageWithheld, ...] | Piece:
        """Look a document through, or a share of it."""
        if unit.share is not None and unit.share.pages:
            return self._look(unit, self._options(tuple(unit.share.pages)), beat).piece()
        self._store.check(unit.digest)
        if unit.share is not None:
            return self._settled(unit, [one for piece in unit.share.pieces for one in unpacked(piece)])
        looked = self._look(unit, self._options(), beat)
        return looked.piece() if looked.rest else self._settled(unit, looked.pages)

    def _settled(self, unit: LookUnit, looked: Sequence[PageLooked]) -> tuple[PageWithheld, ...]:
        """The pages together; one that cannot be drawn any more is judged by its text alone."""
        pages = {one.page.index: one for one in looked}
        for stored in self._catalogue.pages.of(unit.digest, words=True):
            if stored.index not in pages:
                bare = PageRead(stored.index, stored.width_pt, stored.height_pt)
                pages[stored.index] = self._looker.look(bare, PageResult(stored.index), stored.text)
        return settle([pages[index] for index in sorted(pages)])

    def _options(self, pages: tuple[int, ...] | None = None) -> ReadOptions:
        scans = self._settings.look == "always"
        return ReadOptions(
            "never", self._settings.dpi, pages, self._password, scans, stretch=pages is not None
        )

    def _look(self, unit: LookUnit, options: ReadOptions, beat: Beat) -> _Looked:
        looked, head = _Looked(), None
        with closing(self._reader.read(unit.path, unit.name, options)) as events:
            for event in events:
                if isinstance(event, DocumentHead):
                    head = event
                elif isinstance(event, PageRead):
                    if rest := to_share(event, head, unit.share_from):
                        return replace(looked, rest=rest)
                    looked.pages += self._page(unit, event)
                    beat(1)
                elif isinstance(event, DocumentEnd):
                    looked.whole = event.state == "read"
        return looked

    def _page(self, unit: LookUnit, page: PageRead) -> Iterator[PageLooked]:
        """One page; none where the archive has no such page."""
        stored = self._catalogue.pages.get(unit.digest, page.index)
        if stored is not None:
            layers = tuple(layer.text for layer in self._catalogue.pages.layers(unit.digest, page.index))
            under = self._catalogue.restricted.under(unit.digest, page.index)  # the text was cut by these
            result = PageResult(page.index, layers=layers, under_text=under)
            yield self._looker.look(page, result, stored.text)


def look_again(space: Workspace, watch: Watcher, runner: Runner, password: str | None = None) -> int:
    """Do the step where it is due; returns how many documents were looked through.

    A document whose process dies, or that cannot be read, stays due, and the others go on.
    """
    run = space.catalogue.runs.begin(WITHHOLDINGS.name, WITHHOLDINGS.version, look_parameters(space.settings))
    tally = Tally(WITHHOLDINGS.name)
    job = LookJob(space.root, space.settings, password)
    looking = _Looking(space, run)
    for outcome in looking.outcomes(job, runner):
        if outcome.result is None:
            watch.warn(f"Looking through {outcome.unit.name} failed: {outcome.reason}")
            continue
        space.catalogue.write.withholdings(outcome.unit.digest, run, outcome.result)
        tally.done += 1
        tally.mark()
        watch.show(tally)
    space.catalogue.runs.finish(run)
    return tally.done


class _Looking:
    """The documents that are due, and the shares in those at work."""

    def __init__(self, space: Workspace, run: Run) -> None:
        self._space = space
        self._due = deque(space.catalogue.documents.due(run))
        settings = space.settings
        self._sharing: Sharing[LookUnit] = Sharing(settings.processes, limits(settings).text_chars)
        self._at_work = 0

    def outcomes(self, job: LookJob, runner: Runner) -> Iterator[Outcome[LookUnit, tuple[PageWithheld, ...]]]:
        """What became of each document that is due."""
        if not self._due:
            return  # no process need be started
        outcomes: Iterator[Outcome[LookUnit, tuple[PageWithheld, ...] | Piece]]
        outcomes = runner.run(job, self._units(), lambda pages: None)
        for outcome in outcomes:
            self._at_work -= 1
            unit, found = outcome.unit, outcome.result
            if unit.share is not None and unit.digest not in self._sharing:
                continue  # its document was given up meanwhile
            if isinstance(found, Piece):
                self._sharing.take(unit, found)
                continue
            self._sharing.drop(unit.digest)
            yield Outcome(unit, found, outcome.reason, outcome.remedy, outcome.crashed)

    def _units(self) -> Iterator[LookUnit | None]:
        """Units as workers become free; None while only what is at work can add more."""
        while (unit := self._next()) is not None or self._at_work:
            self._at_work += unit is not None
            yield unit

    def _next(self) -> LookUnit | None:
        if (share := self._sharing.next()) is not None:
            return share
        if not self._due:
            return None
        digest = self._due.popleft()
        name = self._space.catalogue.accessions.of(digest)[0].name
        from_pages = self._sharing.from_pages(waiting=len(self._due))
        return LookUnit(digest, self._space.store.path(digest), name, from_pages)
