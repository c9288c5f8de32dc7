"""What reading is given: the file at hand, how to read it, and every cap with its unit."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MIB = 1024**2
GIB = 1024**3

THIN_TEXT_CHARS = 200
"""Fewer characters over a scan than this are a stamp at most; how it was measured: safety.md."""
PLAUSIBLE_TEXT = 0.4
"""Plausibility below which an embedded text is taken for damage."""

ImagePolicy = Literal["auto", "always", "never"]
Isolation = Literal["auto", "bubblewrap", "rlimits"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file as a format module gets it, inside the child.

    Attributes:
        path: readable file (may be ``/proc/self/fd/N``: open it, never look at its name or folder).
        name: the file's display name, for messages and for telling text types apart.
        media_type: as sniffed from the content.
        spool: folder into which members are written, through ``declass.read.spool.MemberWriter``.
    """

    path: Path
    name: str
    media_type: str
    spool: Path


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps for one document; beyond them reading stops with a reason, and what came before stays valid.

    Attributes:
        seconds_per_document: time spent waiting for the child; the receiver's work on pages does not count.
        cpu_seconds: processor time of the child.
        memory_bytes: address space of the child, its imported libraries (about 0.5 GiB) included.
        pages: pages a document may claim.
        page_megapixels: pixels of one page image; beyond, a PDF page is drawn at a lower
            resolution and an image is refused.
        text_chars_per_page: characters of one page.
        text_chars: characters of all pages together.
        divisions: marked-up records in one file.
        members: files inside one file.
        nesting: levels of files inside files; kept by the receiver.
        member_bytes: size of one file inside a file.
        total_unpacked_bytes: size of all files inside one file.
        zip_ratio: unpacked size over packed size of one member, told after its first MiB.
        file_descriptors: files the child may hold open.
    """

    seconds_per_document: float = 600
    cpu_seconds: float = 600
    memory_bytes: int = 4 * GIB
    pages: int = 20_000
    page_megapixels: float = 60
    text_chars_per_page: int = 2_000_000
    text_chars: int = 200_000_000
    divisions: int = 100_000
    members: int = 50_000
    nesting: int = 4
    member_bytes: int = 2 * GIB
    total_unpacked_bytes: int = 8 * GIB
    zip_ratio: float = 200
    file_descriptors: int = 64


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How one document is read.

    Attributes:
        images: make page images ``auto`` (only where the page needs OCR), ``always`` or ``never``.
        dpi: resolution aimed at, pixels an inch; never more than the scan's own.
        scans: draw scanned pages also where they need no OCR, so that what is blacked out can be seen.
        pages: only these 0-based pages; None = all.
        password: tried after the empty one.
        stretch: the pages are some of a document's that others read as well: none of the files inside, and
            nothing of a file whose end is missing, as only reading it whole tells how much could be saved.
    """

    images: ImagePolicy = "auto"
    dpi: int = 300
    pages: tuple[int, ...] | None = None
    password: str | None = None
    scans: bool = False
    stretch: bool = False

    def wants(self, index: int) -> bool:
        """Whether the 0-based page is to be read."""
        return self.pages is None or index in self.pages


DEFAULT_LIMITS = Limits()
DEFAULT_OPTIONS = ReadOptions()
