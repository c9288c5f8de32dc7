"""Records (the intellectual items), their releases, and the numbers by which agencies name them."""

from dataclasses import dataclass

from declass.model.anchor import Digest


@dataclass(frozen=True, slots=True)
class RecordNumber:
    """A record number read from a name, a page, an inventory or markup.

    Attributes:
        scheme: ``rif`` (JFK 104-10003-10041), ``state`` (1979LAPAZ06523), ``crest`` (CIA-RDP…),
            ``frus`` (volume/document), ``inventory`` (a publisher's own), or ``name`` (the file name, as
            a last resort).
        value: the number in its normal form.
        original_value: as it stood, damage included.
        source: ``name``, ``page``, ``inventory``, ``markup`` or ``person``.
        page: 0-based page it was read from; None where the source is no page.
        start, end: span on that page; None likewise.
        probability: 0–1 that this reading of the characters is right.
    """

    scheme: str
    value: str
    original_value: str
    source: str
    page: int | None = None
    start: int | None = None
    end: int | None = None
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Release:
    """One publication of a record: pages of an original, in a collection, on a date.

    Attributes:
        digest: the original.
        first_page, last_page: inclusive, 0-based; None = the whole file.
        released: EDTF date of the publication, or None where unknown.
        collection: name under which it was published or added.
    """

    digest: Digest
    first_page: int | None
    last_page: int | None
    released: str | None
    collection: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """A proposal that a file (or a division of it) is a release of a record, with its evidence.

    Attributes:
        number: the record's number.
        probability: 0–1.
        evidence: sentences a person can check, strongest first.
    """

    number: RecordNumber
    probability: float
    evidence: tuple[str, ...]
