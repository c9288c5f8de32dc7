"""What goes into the index and what a search gives back."""

from dataclasses import dataclass

from declass.model.anchor import Digest, Span


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page as it is indexed; ``digest`` and ``page`` together are its key.

    Attributes:
        page: 0-based.
        text: NFC text of the page's chosen layer.
        language: BCP 47, or None where it cannot be told.
        file: display name of the file.
        record: record number, "" if none.
        title, collection, agency, type: "" if unknown.
        released, date: EDTF of the publication and of the record, None if unknown.
        collections: every collection the file was published in; () = only ``collection``.
        classification: the highest marking printed on the page, "" if none was found.
        withheld: whether something on the page is withheld; None = not looked.
        codes: exemption codes on the page.
        disclosed: whether a comparison found text here that another release hides; None = not compared.
        expected_error: share of wrong characters, 0-1; None = not estimated.
    """

    digest: Digest
    page: int
    text: str
    language: str | None = None
    file: str = ""
    record: str = ""
    title: str = ""
    collection: str = ""
    agency: str = ""
    type: str = ""
    released: str | None = None
    date: str | None = None
    collections: tuple[str, ...] = ()
    classification: str = ""
    withheld: bool | None = None
    codes: tuple[str, ...] = ()
    disclosed: bool | None = None
    expected_error: float | None = None

    def __post_init__(self) -> None:
        if self.page < 0:
            raise ValueError(f"page {self.page} is below 0")

    @property
    def key(self) -> tuple[Digest, int]:
        return (self.digest, self.page)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a page was found although it does not have a word as typed.

    Attributes:
        kind: ``translation``, ``spelling`` (a damaged form of the word) or ``meaning`` (its vector is near).
        asked: the word of the query; "" for meaning.
        found: the word of the page; "" for meaning.
    """

    kind: str
    asked: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One page that answers a query.

    Attributes:
        entry: the page as it was indexed.
        score: comparable only within one search; 0 where pages are sorted by date.
        snippet: about 240 characters of the page around the best matches, whitespace collapsed.
        marks: matched spans in ``snippet``.
        spans: matched spans in the page's text, in order, never overlapping.
        reasons: why the page was found, where it lacks words of the query.
        near: the passage that is nearest in meaning, where vectors were asked.
    """

    entry: PageEntry
    score: float
    snippet: str
    marks: tuple[Span, ...]
    spans: tuple[Span, ...]
    reasons: tuple[Reason, ...] = ()
    near: Span | None = None

    @property
    def digest(self) -> Digest:
        return self.entry.digest

    @property
    def page(self) -> int:
        """0-based."""
        return self.entry.page

    @property
    def text(self) -> str:
        """The whole page."""
        return self.entry.text

    @property
    def file(self) -> str:
        return self.entry.file

    @property
    def record(self) -> str:
        return self.entry.record

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def date(self) -> str | None:
        return self.entry.date

    @property
    def collection(self) -> str:
        return self.entry.collection

    @property
    def agency(self) -> str:
        return self.entry.agency

    @property
    def released(self) -> str | None:
        return self.entry.released


@dataclass(frozen=True, slots=True)
class ReleaseHits:
    """The matching pages of one release (one file) of a record.

    Attributes:
        pages: 0-based page and score of each, best first; of a ranked list, those among its best 500 pages.
    """

    digest: Digest
    file: str
    collection: str
    released: str | None
    pages: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class RecordHits:
    """A record that answers a query, with its releases; a file without a record number stands alone.

    Attributes:
        best: the page that answers best, of whichever release.
        releases: those with pages that match, the best first.
    """

    best: Hit
    releases: tuple[ReleaseHits, ...]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many matching pages carry a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """One window of a search.

    Attributes:
        total: pages that match, exactly.
        hits: the pages from ``offset`` on.
        facets: by facet name, most frequent value first.
        notes: plain sentences on how the query was understood.
        elapsed_ms: wall-clock time of the search in milliseconds.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, list[FacetCount]]
    notes: tuple[str, ...]
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Grouped:
    """One window of a search whose hits are records.

    Attributes:
        total_pages: pages that match, exactly.
        total_records: records that match; an estimate within 3 % where ``about`` is set.
        records: those from ``offset`` on.
        facets: by facet name, counted in pages, most frequent value first.
        notes: plain sentences on how the query was understood and what may be missing.
        limits: those of them that hold whatever is asked here: how far this archive can be searched.
        elapsed_ms: wall-clock time of the search in milliseconds.
    """

    total_pages: int
    total_records: int
    about: bool
    records: tuple[RecordHits, ...]
    facets: dict[str, list[FacetCount]]
    notes: tuple[str, ...]
    elapsed_ms: float
    limits: tuple[str, ...] = ()

    @property
    def own_notes(self) -> tuple[str, ...]:
        """The notes on this query alone."""
        return tuple(note for note in self.notes if note not in self.limits)
