"""One document in a worker process: read in the sandbox, OCR where needed, and what its texts say."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from declass.archive.store import OriginalStore
from declass.archive.values import Arrival, DocumentResult, PageResult
from declass.config import Settings
from declass.errors import FixityError
from declass.jobs.base import Beat
from declass.model.anchor import Digest
from declass.model.reading import (
    Division,
    DocumentEnd,
    DocumentHead,
    Member,
    MemberRefused,
    PageFailed,
    PageRead,
    ReadEvent,
)
from declass.model.withholding import PageWithheld
from declass.pipeline.attached import restricted
from declass.pipeline.limits import limits
from declass.pipeline.looking import Looker
from declass.pipeline.pages import PageReader
from declass.pipeline.sharing import Piece, Share, packed, to_share, unpacked
from declass.pipeline.steps import dates, numbers, personal
from declass.read.options import MIB, ReadOptions
from declass.read.sandbox import Reader
from declass.redact.document import settle
from declass.redact.elsewhere import LIKELY, Elsewhere, masked, secret_words, told, words_of
from declass.redact.page import PageLooked

READ_VERSION = "15"
"""Raised whenever reading, OCR or the choice of layers may yield other pages than before."""

_SPOOLED = 200  # members stored at once: each keeps a file open
_SPOOLED_BYTES = 16 * MIB  # a larger member is stored at once with those before it, so the spool stays small


@dataclass(frozen=True, slots=True)
class DocumentUnit:
    """A document to be read, or a share in it, as handed to a worker.

    Attributes:
        path: the original in the store.
        size: bytes.
        depth: 0 for a file on disk, 1 for a member of it, and so on.
        collection, released: those of its first accession, handed on to its members.
        secret: words under bars of the files that hold it, to be kept out of its text; folded.
        share_from: pages left from which it is to be shared once one takes long; 0 = never.
        share: what is to be done of it; None = all.
    """

    digest: Digest
    path: Path
    name: str
    size: int
    depth: int
    collection: str = ""
    released: str | None = None
    secret: frozenset[str] = frozenset()
    share_from: int = 0
    share: Share | None = None

    @property
    def key(self) -> Digest:
        """What tells it from other documents."""
        return self.digest


@dataclass(frozen=True, slots=True)
class Reading:
    """What a worker hands back: the document and the members taken out of it.

    Attributes:
        fixity: not "" where the original's bytes no longer match its digest; the batch must stop.
    """

    result: DocumentResult
    members: tuple[Arrival, ...] = ()
    fixity: str = ""


def read_parameters(settings: Settings) -> dict[str, str | int]:
    """The settings that shape what reading yields; limits are left out, since they only make it fail."""
    return {
        "ocr": settings.ocr,
        "second": settings.second_engine,
        "languages": settings.ocr_languages,
        "dpi": settings.dpi,
    }


def read_options(settings: Settings, password: str | None = None) -> ReadOptions:
    """How a document is read that is also looked through for what it withholds."""
    return ReadOptions(
        images=settings.ocr, dpi=settings.dpi, scans=settings.look == "always", password=password
    )


@dataclass
class _Gathered:
    """Events of one document, gathered until its end."""

    head: DocumentHead | None = None
    end: DocumentEnd | None = None
    pages: list[PageResult] = field(default_factory=list)
    looked: list[PageLooked] = field(default_factory=list)
    divisions: list[Division] = field(default_factory=list)
    members: list[Arrival] = field(default_factory=list)
    spooled: list[Member] = field(default_factory=list)
    attached: list[frozenset[str]] = field(default_factory=list)
    refused: list[MemberRefused] = field(default_factory=list)

    def piece(self, rest: range = range(0)) -> Piece:
        """Its pages, to be joined with others of the same document."""
        embedded = (layer for page in self.pages for layer in page.layers if layer.kind == "embedded")
        return Piece(packed((self.pages, self.looked)), sum(len(layer.text) for layer in embedded), rest)

    def came_to_its_end(self, pages: int) -> bool:
        """Whether so many pages came, and nothing went wrong."""
        return len(self.pages) == pages and self.end is not None and self.end.state == "read"


class ReadJob:
    """Reads documents; started once in each worker process.

    Args:
        root: the archive's folder of originals.
        spool: folder for members on their way into the store.
        password: tried on encrypted files; kept nowhere.
    """

    def __init__(self, root: Path, spool: Path, settings: Settings, password: str | None = None) -> None:
        self.root, self.spool, self.settings, self.password = root, spool, settings, password

    def start(self) -> None:
        """Open the sandbox, the store and the page reader."""
        self.store = OriginalStore(self.root)
        self.limits = limits(self.settings)
        self.reader = Reader(self.limits, self.settings.isolation, self.spool)
        self.reader.__enter__()
        self.page_reader = PageReader(self.settings)
        self.looker = Looker(self.settings.look)

    def stop(self) -> None:
        """Close the sandbox."""
        self.reader.__exit__(None, None, None)

    def do(self, unit: DocumentUnit, beat: Beat) -> Reading | Piece:
        """Read one document, or a share of it; a bad file is a result with a reason, never an error."""
        options = read_options(self.settings, self.password)
        if unit.share is not None and unit.share.pages:
            return self._stretch(unit, replace(options, pages=tuple(unit.share.pages), stretch=True), beat)
        try:
            self.store.check(unit.digest)
        except FixityError as error:
            return Reading(
                DocumentResult(unit.digest, "failed", error.reason, error.remedy), fixity=str(error)
            )
        if unit.share is not None:
            return self._joined(unit, unit.share, replace(options, pages=()), beat)
        gathered = _Gathered()
        rest = self._read(unit, gathered, options, beat)
        return gathered.piece(rest) if rest else self._reading(unit, gathered)

    def _stretch(self, unit: DocumentUnit, options: ReadOptions, beat: Beat) -> Piece:
        """Some pages of a document that others read as well."""
        gathered = _Gathered()
        self._read(unit, gathered, options, beat)
        wanted = len(options.pages or ())
        return gathered.piece() if gathered.came_to_its_end(wanted) else Piece(whole=False)

    def _joined(self, unit: DocumentUnit, share: Share, options: ReadOptions, beat: Beat) -> Reading | Piece:
        """The document whose pages all are read: what it holds beside them, and what they say together."""
        gathered = _Gathered()
        for content in share.pieces:
            pages, looked = unpacked(content)
            gathered.pages += pages
            gathered.looked += looked
        count = len(gathered.pages)
        self._read(unit, gathered, options, beat)
        if gathered.came_to_its_end(count):
            return self._reading(unit, gathered)
        for member in gathered.spooled:
            member.path.unlink(missing_ok=True)
        return Piece(whole=False)

    def _read(self, unit: DocumentUnit, gathered: _Gathered, options: ReadOptions, beat: Beat) -> range:
        """Gather what reading yields; the pages that are left to be shared, none where all was read."""
        with closing(self.reader.read(unit.path, unit.name, options)) as events:
            for event in events:
                if rest := to_share(event, gathered.head, unit.share_from):
                    return rest
                self._take(event, unit, gathered, beat)
        return range(0)

    def _reading(self, unit: DocumentUnit, gathered: _Gathered) -> Reading:
        if gathered.spooled:
            self._store(unit, gathered)
        return Reading(self._result(unit, gathered), tuple(gathered.members))

    def _take(self, event: ReadEvent, unit: DocumentUnit, gathered: _Gathered, beat: Beat) -> None:
        match event:
            case DocumentHead():
                gathered.head = event
            case PageRead():
                result = restricted(self.page_reader.result(event), unit.secret)
                gathered.pages.append(result)
                gathered.looked.append(self.looker.look(event, result, result.text))
                beat(1)
            case PageFailed():
                gathered.pages.append(PageResult(event.index, reason=event.reason, remedy=event.remedy))
                gathered.looked.append(self.looker.failed(event.index))
                beat(1)
            case Division():
                gathered.divisions.append(event)
            case Member():
                self._member(event, unit, gathered)
            case MemberRefused():
                gathered.refused.append(event)
            case DocumentEnd():
                gathered.end = event

    def _member(self, member: Member, unit: DocumentUnit, gathered: _Gathered) -> None:
        if unit.depth >= self.limits.nesting:
            member.path.unlink(missing_ok=True)
            reason = f"it lies {unit.depth + 1} levels deep in archives within archives"
            gathered.refused.append(MemberRefused(member.name, reason, "Unpack it and add it by itself."))
            return
        gathered.spooled.append(member)
        if any(_likely(gathered.pages)):
            gathered.attached.append(words_of(member.path.read_bytes()))
        if len(gathered.spooled) >= _SPOOLED or member.path.stat().st_size > _SPOOLED_BYTES:
            self._store(unit, gathered)

    def _store(self, unit: DocumentUnit, gathered: _Gathered) -> None:
        """Move spooled members into the store: together, since each wait for the disk takes milliseconds."""
        spooled, gathered.spooled = gathered.spooled, []
        for member, stored in zip(spooled, self.store.put_many([m.path for m in spooled]), strict=True):
            member.path.unlink(missing_ok=True)
            gathered.members.append(
                Arrival(
                    stored.digest,
                    stored.size,
                    member.name,
                    unit.name,
                    container=unit.digest,
                    collection=unit.collection,
                    released=unit.released,
                    depth=unit.depth + 1,
                )
            )

    def _result(self, unit: DocumentUnit, gathered: _Gathered) -> DocumentResult:
        head, end = gathered.head, gathered.end or DocumentEnd("failed", "reading ended without a word")
        pages = tuple(sorted(gathered.pages, key=lambda page: page.index))
        elsewhere = Elsewhere(head.metadata if head else {}, gathered.attached)
        words = secret_words(_likely(pages), _shown(pages))
        withheld = settle(sorted(gathered.looked, key=lambda looked: looked.page.index))
        return DocumentResult(
            digest=unit.digest,
            state=end.state,
            reason=end.reason,
            remedy=end.remedy,
            media_type=head.media_type if head else None,
            pages_expected=head.pages_expected if head else None,
            metadata=masked(elsewhere.metadata, words | unit.secret),
            isolation=end.isolation,
            language=_majority(pages),
            pages=tuple(_page_told(page, words, elsewhere) for page in pages) if words else pages,
            divisions=tuple(gathered.divisions),
            members_taken=len({(m.name, m.digest) for m in gathered.members}) if _holds(gathered) else None,
            members_refused=tuple(gathered.refused),
            numbers=numbers(texts(pages)),
            dates=dates(texts(pages)),
            withheld=say_elsewhere(withheld, words, elsewhere),
            personal=personal(texts(pages)),
        )


def _likely(pages: Iterable[PageResult]) -> Iterator[str]:
    return (one.text for page in pages for one in page.under_text if one.probability >= LIKELY)


def _shown(pages: tuple[PageResult, ...]) -> Iterator[str]:
    return (page.layers[page.chosen].text for page in pages if page.chosen is not None)


def _page_told(page: PageResult, words: frozenset[str], elsewhere: Elsewhere) -> PageResult:
    return replace(page, under_text=tuple(told(found, words, elsewhere) for found in page.under_text))


def say_elsewhere(
    pages: tuple[PageWithheld, ...], words: frozenset[str], elsewhere: Elsewhere
) -> tuple[PageWithheld, ...]:
    """Words under bars with the places where the same file says them too."""
    if not words:
        return pages
    return tuple(
        replace(page, withholdings=tuple(told(found, words, elsewhere) for found in page.withholdings))
        for page in pages
    )


def _holds(gathered: _Gathered) -> bool:
    return bool(gathered.members or gathered.refused)


def texts(pages: tuple[PageResult, ...]) -> Iterator[tuple[int, str]]:
    """Index and chosen text of every page that has one."""
    for page in pages:
        if page.chosen is not None:
            yield page.index, page.layers[page.chosen].text


def _majority(pages: tuple[PageResult, ...]) -> str | None:
    """The language in which most of the characters are written."""
    weight: Counter[str] = Counter()
    for page in pages:
        if page.language is not None and page.chosen is not None:
            weight[page.language] += len(page.layers[page.chosen].text)
    return weight.most_common(1)[0][0] if weight else None
