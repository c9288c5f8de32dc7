"""What goes into the index and what a search gives back."""

from dataclasses import dataclass, field

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

    def __post_init__(self) -> None:
        if self.page < 0:
            raise ValueError(f"page {self.page} is below 0")

    @property
    def key(self) -> tuple[Digest, int]:
        return (self.digest, self.page)


@dataclass(frozen=True, slots=True)
class Hit:
    """One page that answers a query.

    Attributes:
        page: 0-based.
        score: BM25 with boosts; comparable only within one search; 0 where pages are sorted by date.
        snippet: about 240 characters of the page around the best matches, whitespace collapsed.
        marks: matched spans in ``snippet``.
        spans: matched spans in ``text``, in order, never overlapping.
        text: the whole page as it was indexed.
    """

    digest: Digest
    page: int
    score: float
    snippet: str
    marks: tuple[Span, ...]
    spans: tuple[Span, ...]
    text: str = field(repr=False)
    file: str
    record: str
    title: str
    date: str | None
    collection: str
    agency: str
    type: str
    language: str | None
    released: str | None


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
