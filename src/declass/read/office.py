"""Office documents: Word (DOCX), OpenDocument text, RTF and Excel sheets, each told by its content."""

from collections.abc import Iterator
from io import BufferedReader

from declass.errors import InputError, PasswordNeeded
from declass.model.reading import ReadEvent
from declass.read import docx, odt, rtf, sheet
from declass.read.options import Limits, ReadOptions, Source

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4: the stream of a locked document


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """The document's pages, then what is embedded in it.

    Raises:
        InputError: no office document that is read here.
        PasswordNeeded: it is locked.
        LimitExceeded: its parts claim too much.
    """
    with source.path.open("rb") as file:
        start = file.read(8)
        file.seek(0)
        if start.startswith(b"{\\rtf"):
            yield from rtf.read(source, options, limits)
        elif start == _OLE2:
            _refuse_old(file, source.name)
        elif "spreadsheetml" in source.media_type:
            yield from sheet.read(source, options, limits, file)
        elif "opendocument" in source.media_type:
            yield from odt.read(source, options, limits, file)
        else:
            yield from docx.read(source, options, limits, file)


def _refuse_old(file: BufferedReader, name: str) -> None:
    if _ENCRYPTED in file.read():
        raise PasswordNeeded(
            f"{name} is locked with a password", "Save it without its password and add that."
        )
    raise InputError(f"{name} is in an old binary format", "Save it as .docx, .odt or PDF and add that.")
