"""What the archive takes in and hands out: results of reading, arrivals, proposals, inventory rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from declass.model.anchor import Digest
from declass.model.date import PartialDate
from declass.model.page import Note, PageText
from declass.model.personal import PersonalDatum
from declass.model.provenance import Verdict
from declass.model.reading import Division, MemberRefused
from declass.model.record import RecordNumber, Release
from declass.model.withholding import PageWithheld, Withholding

DocumentState = Literal["pending", "reading", "read", "unread", "failed", "quarantined"]
FinalState = Literal["read", "unread", "failed", "quarantined"]
Step = Literal["read", "numbers", "dates", "withholdings", "personal", "records"]
"""Steps whose rows the catalogue replaces as one: pages; number readings; date mentions; what pages keep
back; releases."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one step, as begun by ``Runs.begin``; every derived row points at one.

    Attributes:
        step: ``read``, ``numbers``, ``dates``, ``withholdings``, ``personal``, ``records``, or another
            that only marks what it did.
        version: version of the step's method, raised whenever its output may change.
        parameters_digest: of the canonical JSON of the settings that shape the output.
    """

    id: int
    step: str
    version: str
    parameters_digest: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file as it came in; the bytes are already among the originals.

    Attributes:
        size: bytes.
        name: path as given, relative to what was added; inside a container, the member's path.
        whence: the folder or file that was added; for a member, the container's name.
        container: digest of the archive, mail or PDF that held it; None for a file found on disk.
        collection: name under which it was published or added.
        released: EDTF date of the publication, or None where unknown.
        media_type: as told by the content, or None while unknown.
        depth: 0 for a file on disk, 1 for a member of it, and so on.
    """

    digest: Digest
    size: int
    name: str
    whence: str
    container: Digest | None = None
    collection: str = ""
    released: str | None = None
    media_type: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Accession:
    """A recorded arrival; one original may have many."""

    digest: Digest
    size: int
    name: str
    whence: str
    container: Digest | None
    collection: str
    released: str | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """A document handed out for reading.

    Attributes:
        name: the name it first came under (for telling text types apart).
        attempts: how often it was handed out, this time included.
        collection, released: those it first came with.
    """

    digest: Digest
    name: str
    size: int
    media_type: str | None
    depth: int
    attempts: int
    collection: str = ""
    released: str | None = None


@dataclass(frozen=True, slots=True)
class PageResult:
    """What reading made of one page.

    Attributes:
        index: 0-based.
        width_pt, height_pt: points of the unrotated page; 0 where the format has no page size.
        rotation: clockwise degrees: 0, 90, 180 or 270.
        layers: every text layer made now; older ones in the catalogue are kept beside them.
        chosen: which of ``layers`` reads best; None where the page has no text. A person's layer
            already in the catalogue stays chosen whatever is said here.
        chosen_reason: why, in words.
        language: BCP 47 tag of the chosen text, or None.
        notes: footnotes called on this page, with offsets in the first layer.
        image_reason: why the page was (or was not) read from its image.
        reason, remedy: why the page could not be read; "" for a page that was.
        under_text: words left readable under bars; restricted, and in none of the layers.
    """

    index: int
    width_pt: float = 0.0
    height_pt: float = 0.0
    rotation: int = 0
    layers: tuple[PageText, ...] = ()
    chosen: int | None = None
    chosen_reason: str = ""
    language: str | None = None
    notes: tuple[Note, ...] = ()
    image_reason: str = ""
    reason: str = ""
    remedy: str = ""
    under_text: tuple[Withholding, ...] = ()

    def __post_init__(self) -> None:
        if self.index < 0:
            raise ValueError(f"page index {self.index} is negative")
        if self.chosen is not None and not 0 <= self.chosen < len(self.layers):
            raise ValueError(f"page {self.index} chooses layer {self.chosen} of {len(self.layers)}")

    @property
    def failed(self) -> bool:
        return self.reason != ""

    @property
    def text(self) -> PageText | None:
        """The chosen layer."""
        return None if self.chosen is None else self.layers[self.chosen]


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """All that reading one original yielded, written to the catalogue in one transaction.

    Attributes:
        state: ``read``, ``unread`` (a type we do not read), ``failed`` or ``quarantined``.
        reason, remedy: for people; "" when read.
        media_type: as told by the content; None where reading never got so far.
        pages_expected: pages the file claims; None while unknown.
        metadata: what the file says of itself, raw strings.
        isolation: what was in force while reading.
        language: BCP 47 tag of most of the text, or None.
        members_taken: distinct (name, digest) members recorded as arrivals; None = no container.
        members_refused: members not taken out, with reasons.
        numbers: number readings; those with a page have spans in that page's chosen layer.
        dates: (page index, date mention with its span in that page's chosen layer).
        withheld: what each page keeps back; spans are in its chosen layer.
        personal: (page index, personal datum with its span in that page's chosen layer).
    """

    digest: Digest
    state: FinalState
    reason: str = ""
    remedy: str = ""
    media_type: str | None = None
    pages_expected: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    isolation: str = ""
    language: str | None = None
    pages: tuple[PageResult, ...] = ()
    divisions: tuple[Division, ...] = ()
    members_taken: int | None = None
    members_refused: tuple[MemberRefused, ...] = ()
    numbers: tuple[RecordNumber, ...] = ()
    dates: tuple[tuple[int, PartialDate], ...] = ()
    withheld: tuple[PageWithheld, ...] = ()
    personal: tuple[tuple[int, PersonalDatum], ...] = ()

    def __post_init__(self) -> None:
        if len({page.index for page in self.pages}) != len(self.pages):
            raise ValueError(f"{self.digest} has two results for one page")


@dataclass(frozen=True, slots=True)
class Document:
    """The state of one original in the catalogue.

    Attributes:
        pages_read, pages_failed: rows of the catalogue, not the file's own claim.
    """

    digest: Digest
    state: DocumentState
    reason: str
    remedy: str
    media_type: str | None
    pages_expected: int | None
    pages_read: int
    pages_failed: int
    metadata: dict[str, str]
    isolation: str
    language: str | None
    attempts: int
    depth: int


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page as the catalogue has it, with its chosen text.

    Attributes:
        layer_id: identity of the chosen layer; None where the page has no text.
        text: the chosen layer, without words unless they were asked for; None likewise.
    """

    digest: Digest
    index: int
    width_pt: float
    height_pt: float
    rotation: int
    state: Literal["read", "failed"]
    reason: str
    remedy: str
    language: str | None
    layer_id: str | None
    chosen_reason: str
    image_reason: str
    text: PageText | None


@dataclass(frozen=True, slots=True)
class StoredLayer:
    """One version of a page's text, with what the catalogue knows of its making.

    Attributes:
        author, why: the person who typed it and their reason; "" for a machine's layer.
    """

    id: str
    page: int
    text: PageText
    created: datetime
    author: str
    why: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ReleaseProposal:
    """That pages of an original are a release of a record, and what that release says of the record.

    Attributes:
        number: the record's number, in normal form (``scheme`` and ``value`` are its identity).
        first_offset, last_offset: where it begins on the first and ends (exclusive) on the last page;
            None = whole pages.
        probability: 0–1.
        evidence: sentences a person can check, strongest first.
        date: EDTF or None; date_reason says where it was taken from.
        first_day, last_day: proleptic Gregorian ordinals (``date.toordinal``) bounding the date, or None.
    """

    number: RecordNumber
    release: Release
    probability: float
    evidence: tuple[str, ...] = ()
    first_offset: int | None = None
    last_offset: int | None = None
    title: str = ""
    date: str | None = None
    date_reason: str = ""
    agency: str = ""
    type: str = ""
    first_day: int | None = None
    last_day: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record as its releases describe it: field by field, the likeliest release that says anything.

    Attributes:
        date, date_reason, first_day, last_day: as in ``ReleaseProposal``, all from one release.
    """

    id: int
    scheme: str
    number: str
    title: str
    date: str | None
    date_reason: str
    agency: str
    type: str
    first_day: int | None
    last_day: int | None


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """A proposed or assigned release, with what people say of it.

    Attributes:
        made_by: ``machine`` or ``person``.
        verdict: what people's judgements come to; None where nobody's stands.
    """

    record_id: int
    proposal: ReleaseProposal
    made_by: Literal["machine", "person"]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One line of a publisher's list of what it released.

    Attributes:
        line: 1-based line of the list, the heading not counted.
        number: record number in normal form, or None where the list gives none.
        pages: how many pages the publisher counts, or None.
        file: file name or address as listed, "" if none.
        extra: columns the importer did not know, by heading.
    """

    line: int
    number: str | None = None
    agency: str = ""
    date: str | None = None
    title: str = ""
    pages: int | None = None
    release: str = ""
    file: str = ""
    type: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
