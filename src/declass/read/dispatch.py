"""Which module reads which media type; modules are imported by name, in the child only."""

import importlib
import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Protocol, cast

from declass.model.reading import DocumentEnd, ReadEvent
from declass.read.options import Limits, ReadOptions, Source

_IMAGES = (
    "image/tiff",
    "image/jpeg",
    "image/png",
    "image/jp2",
    "image/x-j2k",
    "image/gif",
    "image/bmp",
    "image/webp",
)

FORMATS: Mapping[str, str] = {
    "application/pdf": "declass.read.pdf",
    **dict.fromkeys(_IMAGES, "declass.read.image"),
    **dict.fromkeys(
        ("text/plain", "text/markdown", "text/csv", "application/json", "application/xml"),
        "declass.read.plain",
    ),
    "application/tei+xml": "declass.read.tei",
    "text/html": "declass.read.html",
    "application/xhtml+xml": "declass.read.html",
    **dict.fromkeys(
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.oasis.opendocument.text",
            "application/rtf",
        ),
        "declass.read.office",
    ),
    **dict.fromkeys(
        ("message/rfc822", "application/mbox", "application/vnd.ms-outlook"), "declass.read.mail"
    ),
    **dict.fromkeys(
        (
            "application/zip",
            "application/x-tar",
            "application/gzip",
            "application/x-bzip2",
            "application/x-xz",
        ),
        "declass.read.containers",
    ),
}
"""Media type, as ``declass.read.sniff`` tells it, to the module whose ``read`` reads it."""

BY_PAGE = frozenset(("application/pdf", "image/tiff"))
"""Media types whose readers go straight to a page; the others read all that stands before it."""

_KNOWN_UNREAD = {
    "application/msword": "Save it as .docx or PDF and add that beside it.",
    "application/vnd.ms-excel": "Save it as .xlsx and add that beside it.",
    "application/vnd.ms-powerpoint": "Save it as PDF and add that beside it.",
    "application/epub+zip": "Save it as PDF or HTML and add that beside it.",
    "application/x-ole-storage": "Save it in a current format and add that beside it.",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "Save it as PDF.",
    "application/vnd.rar": "Unpack it and add the files inside.",
    "application/x-7z-compressed": "Unpack it and add the files inside.",
    "application/zstd": "Unpack it and add the file inside.",
}


class Format(Protocol):
    """What a format module offers."""

    def read(self, source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
        """The document's events without the end.

        Raises:
            InputError: the file as a whole cannot be read; its reason and remedy go to the person.
        """
        ...


def format_module(media_type: str, formats: Mapping[str, str] = FORMATS) -> Format | None:
    """The module that reads the type, imported now; None where none does."""
    name = formats.get(media_type)
    return cast(Format, importlib.import_module(name)) if name else None


def preload(formats: Mapping[str, str] = FORMATS) -> None:
    """Import every format module once, so that forked children find them ready.

    One that lacks a library is left out here; the documents that need it end with the reason.
    """
    for name in sorted(set(formats.values())):
        with suppress(ImportError):
            importlib.import_module(name)


def likely_types(names: Iterable[str]) -> tuple[str, ...]:
    """What files' names say of their types; a name that says nothing or lies only costs time.

    >>> likely_types(["a.pdf", "b.PDF", "c"])
    ('application/pdf',)
    """
    guessed = dict.fromkeys(mimetypes.guess_type(name)[0] for name in names)
    return tuple(filter(None, guessed))


def unread(media_type: str) -> DocumentEnd:
    """The end of a file that no module reads."""
    remedy = _KNOWN_UNREAD.get(media_type, "Convert it to PDF or text and add that beside it.")
    return DocumentEnd("unread", f"The file's type, {media_type}, is archived but not read", remedy)
