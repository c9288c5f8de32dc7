"""A made-up record as it was written, before anyone withheld a word of it."""

from dataclasses import dataclass
from typing import Literal

from declass.sample.numbers import Number
from declass.sample.pieces import Piece
from declass.sample.slots import Printed

Kind = Literal["cable", "memorandum", "report", "letter", "dispatch"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a line of its own.

    Attributes:
        role: ``line``, ``center``, ``right``, ``para``, ``heading`` or ``sign``.
        pieces: its words.
        space_pt: empty space above it.
    """

    role: str
    pieces: tuple[Piece, ...]
    space_pt: float = 0.0


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation of another record.

    Attributes:
        cited: as printed, e.g. ``PUERTO SOL 1123``.
        number: the cited record's number, or None where no such record is in the sample.
    """

    cited: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """An intellectual item.

    Attributes:
        number: under which it is released.
        kind: form of the record.
        language: BCP 47.
        topic: key of its thread.
        title: subject line.
        edtf: its date; cables to the minute.
        post: post of origin.
        cite: how other records cite it.
        classification: as stamped on each page.
        blocks: the text.
        references: what it cites.
        dates: days printed in it, its own first.
        people: names that may occur in it.
    """

    number: Number
    kind: Kind
    language: str
    topic: str
    title: str
    edtf: str
    post: str
    cite: str
    classification: str
    blocks: tuple[Block, ...]
    references: tuple[Reference, ...]
    dates: tuple[Printed, ...]
    people: tuple[str, ...]
