"""One file looked through in one process, or a share of its pages; no archive is needed."""

import tempfile
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from declass import chronology
from declass.config import Settings
from declass.jobs.base import Beat
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
from declass.pipeline.sharing import WORTH_S, Pace, Piece, Share, packed, to_share, unpacked
from declass.pipeline.steps import dates_shown
from declass.pipeline.withheld_report import year_of
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


@dataclass(frozen=True, slots=True)
class FileUnit:
    """A file to be looked through, or a share in it.

    Attributes:
        share_from: pages left from which it is to be shared once they are worth it; 0 = never.
        share: what is to be done of it; None = all.
    """

    path: Path
    share_from: int = 0
    share: Share | None = None

    @property
    def key(self) -> str:
        """What tells it from other files."""
        return str(self.path)


@dataclass
class _Gathered:
    """What a file's events say until its end, or those of some of its pages."""

    beside: Beside = field(default_factory=Beside)
    papers: dict[int, Paper] = field(default_factory=dict)
    found: list[Withholding] = field(default_factory=list)
    looked: list[PageLooked] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    failed: list[PageFailed] = field(default_factory=list)
    refused: list[MemberRefused] = field(default_factory=list)
    chars: int = 0  # of the embedded text
    head: DocumentHead | None = None
    end: DocumentEnd | None = None

    def take(self, event: ReadEvent) -> None:
        if isinstance(event, DocumentHead | Member):
            self.beside.take(event)
            self.head = event if isinstance(event, DocumentHead) else self.head
        elif isinstance(event, PageRead):
            self.beside.page(event)
            self.papers[event.index] = Paper(event.width_pt, event.height_pt, event.rotation)
        elif isinstance(event, PageFailed):
            self.failed.append(event)
        elif isinstance(event, MemberRefused):
            self.refused.append(event)
        elif isinstance(event, DocumentEnd):
            self.end = event

    def piece(self, rest: range = range(0)) -> Piece:
        """To be joined with others of the same file."""
        return Piece(packed(self), self.chars, rest)

    def join(self, other: "_Gathered") -> None:
        """What others gathered of other pages."""
        self.beside.join(other.beside)
        self.papers |= other.papers
        self.looked = sorted([*self.looked, *other.looked], key=lambda looked: looked.page.index)
        self.texts = sorted([*self.texts, *other.texts])
        self.failed = sorted([*self.failed, *other.failed], key=lambda failed: failed.index)

    def came_to_its_end(self, pages: int) -> bool:
        """Whether so many pages came, readable or not, and the file's end was as it should be."""
        whole = self.end is not None and self.end.state == "read"
        return whole and len(self.papers) + len(self.failed) == pages

    def told(self, path: Path) -> FileWithheld:
        """What it comes to, once the whole file is read, since its cover may speak for all its pages."""
        withheld = [*self.found, *(one for page in settle(self.looked) for one in page.withholdings)]
        found = tuple((self.beside.told(one), self.papers[one.page]) for one in withheld)
        end = self.end or DocumentEnd("failed", "reading ended without a word")
        return FileWithheld(path, found, (*self.failed, *self.refused), end, self._year())

    def _year(self) -> int | None:
        best = chronology.best(
            [one for page, text in self.texts for one in chronology.placed(page, text, dates_shown(text))]
        )
        return year_of(best.edtf) if best else None


def lost_page(failed: PageFailed) -> Piece:
    """A page that brought its process down, as a piece among the others."""
    return _Gathered(failed=[failed]).piece()


class LookJob:
    """Looks files through, one after the other, in one process.

    Args:
        types: media types to be ready for; others are read as well.
        unsafe_only: only words left under bars, without OCR or a look at page images.
        worth_s: seconds of work left from which a file is shared.
    """

    def __init__(
        self,
        settings: Settings,
        types: Collection[str],
        *,
        unsafe_only: bool = False,
        worth_s: float = WORTH_S,
    ) -> None:
        self._settings, self._types = settings, types
        self._unsafe_only, self._worth_s = unsafe_only, worth_s

    def start(self) -> None:
        """Open the sandbox."""
        self._spool = tempfile.TemporaryDirectory(prefix="declass-")
        spool, isolation = Path(self._spool.name), self._settings.isolation
        self._reader = Reader(limits(self._settings), isolation, spool, warm=self._types)
        self._reader.__enter__()
        self._pages, self._looker = PageReader(self._settings, again=False), Looker(self._settings.look)

    def stop(self) -> None:
        """Close it."""
        self._reader.__exit__(None, None, None)
        self._spool.cleanup()

    def do(self, unit: FileUnit, beat: Beat) -> FileWithheld | Piece:
        """Look one file through, or a share of it; one that cannot be read is a result that says why."""
        if self._unsafe_only:
            return self._unsafe(unit.path, beat)
        options = read_options(self._settings)
        if unit.share is not None and unit.share.pages:
            return self._stretch(unit, replace(options, pages=tuple(unit.share.pages), stretch=True), beat)
        if unit.share is not None:
            return self._joined(unit, unit.share, replace(options, pages=()), beat)
        gathered = _Gathered()
        rest = self._read(unit, gathered, options, beat)
        return gathered.piece(rest) if rest else gathered.told(unit.path)

    def _unsafe(self, path: Path, beat: Beat) -> FileWithheld:
        gathered = _Gathered()
        for event in self._reader.read(path, path.name, ReadOptions("never")):
            gathered.take(event)
            if isinstance(event, PageRead):
                gathered.found += under_text(event)
                beat(1)
        return gathered.told(path)

    def _stretch(self, unit: FileUnit, options: ReadOptions, beat: Beat) -> Piece:
        """Some pages of a file that others read as well."""
        gathered = _Gathered()
        self._read(unit, gathered, options, beat)
        whole = gathered.came_to_its_end(len(options.pages or ()))
        return gathered.piece() if whole else Piece(whole=False)

    def _joined(self, unit: FileUnit, share: Share, options: ReadOptions, beat: Beat) -> FileWithheld | Piece:
        """The file whose pages all are read: what it holds beside them, and what they say together."""
        gathered = _Gathered()
        for content in share.pieces:
            gathered.join(unpacked(content))
        pages = len(gathered.papers) + len(gathered.failed)
        self._read(unit, gathered, options, beat)
        return gathered.told(unit.path) if gathered.came_to_its_end(pages) else Piece(whole=False)

    def _read(self, unit: FileUnit, gathered: _Gathered, options: ReadOptions, beat: Beat) -> range:
        """Gather what reading yields; the pages that are left to be shared, none where all was read."""
        pace = Pace(self._worth_s)
        with closing(self._reader.read(unit.path, unit.path.name, options)) as events:
            for event in events:
                rest = to_share(event, gathered.head, unit.share_from)
                if rest and pace.worth(len(rest)):
                    return rest
                gathered.take(event)
                if isinstance(event, PageRead):
                    self._look(event, gathered)
                    beat(1)
        return range(0)

    def _look(self, page: PageRead, gathered: _Gathered) -> None:
        result = self._pages.result(page)
        gathered.looked.append(self._looker.look(page, result, result.text))
        gathered.texts.append((page.index, result.text.text if result.text else ""))
        gathered.chars += len(page.text.text) if page.text else 0
