"""What reading a file yields, event by event: a head, pages, notes, members and divisions, and one end."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from declass.model.drawing import PageDrawing
from declass.model.page import Note, PageImage, PageText

EndState = Literal["read", "unread", "failed"]


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """First event of every readable file.

    Attributes:
        media_type: as told by the content, e.g. ``application/pdf``.
        pages_expected: pages the file claims; None while unknown (mail, archives: 0).
        metadata: what the file says of itself (title, author, producer, dates), raw strings.
    """

    media_type: str
    pages_expected: int | None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page that could be read.

    Attributes:
        index: 0-based.
        width_pt, height_pt: size of the unrotated page in points; 0 where the format has no pages' size.
        rotation: clockwise degrees a viewer turns the page: 0, 90, 180 or 270.
        text: the embedded layer; None where the file carries no text for the page.
        notes: footnotes called on this page.
        image: the page's pixels, where OCR needs them, the page is a scan to be looked at, or reading was
            told to make them always.
        for_ocr: whether the image is to be read by OCR, and not only looked at.
        image_reason: why the image was (or was not) made, in words.
        drawing: what the page paints over its text; None where the format paints nothing.
    """

    index: int
    width_pt: float
    height_pt: float
    rotation: int = 0
    text: PageText | None = None
    notes: tuple[Note, ...] = ()
    image: PageImage | None = None
    image_reason: str = ""
    drawing: PageDrawing | None = None
    for_ocr: bool = True


@dataclass(frozen=True, slots=True)
class PageFailed:
    """One page that could not be read, with the reason and what to do."""

    index: int
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file: archive member, mail attachment, PDF attachment.

    Attributes:
        name: its path inside the container, cleaned of ``..``, drive letters and control characters.
        path: where its bytes were spooled; the receiver moves or deletes it.
    """

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class MemberRefused:
    """A file inside a file that was not taken out, with the reason."""

    name: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Division:
    """A part of the file that is a record of its own (a TEI ``div type="document"``).

    Attributes:
        number: the file's own identifier for it, e.g. ``frus1969-76v21/d154``.
        title: heading, whitespace collapsed.
        date: EDTF string as marked up, or None.
        persons: names marked up in it, in order of first mention.
        first_page, first_offset: where its text begins.
        last_page, last_offset: where it ends (offset exclusive).
        source: its source note, "" if none.
    """

    number: str
    title: str
    date: str | None
    persons: tuple[str, ...]
    first_page: int
    first_offset: int
    last_page: int
    last_offset: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class DocumentEnd:
    """Last event of every file, whatever happened.

    Attributes:
        state: ``read`` (all that could be read was), ``unread`` (a type we do not read; archived all
            the same), ``failed`` (nothing, or not all, could be read; the reason says what).
        reason, remedy: for people; "" when read.
        isolation: what was in force, e.g. ``bubblewrap+rlimits`` or ``rlimits``.
    """

    state: EndState
    reason: str = ""
    remedy: str = ""
    isolation: str = ""


ReadEvent = DocumentHead | PageRead | PageFailed | Member | MemberRefused | Division | DocumentEnd
