"""A file's type, told by its content; the name only breaks ties among text types."""

import bz2
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath
from typing import Any

HEAD_BYTES = 64 * 1024
"""How much of a file ``media_type`` wants to see."""

EMPTY = "application/x-empty"
BINARY = "application/octet-stream"

_PDF_JUNK_BYTES = 1024  # viewers accept %PDF within the first kilobyte (ISO 32000-1, implementation note 13)
_OOXML = "application/vnd.openxmlformats-officedocument."

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),  # BigTIFF
    (b"MM\x00+", "image/tiff"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/x-j2k"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"PK\x07\x08", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)

_ZIP_PARTS: tuple[tuple[str, str], ...] = (
    ("word/document", _OOXML + "wordprocessingml.document"),
    ("xl/workbook", _OOXML + "spreadsheetml.sheet"),
    ("ppt/presentation", _OOXML + "presentationml.presentation"),
)
_ZIP_MIMETYPES = frozenset(
    {
        "application/epub+zip",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
    }
)

# Stream names of an OLE2 directory (UTF-16LE) that tell its kind: [MS-OXMSG], [MS-DOC], [MS-XLS], [MS-PPT].
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("__substg1.0_", "application/vnd.ms-outlook"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)

_BOMS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"))
_TAR_BLOCK = 512  # bytes
_XZ_MEMORY_BYTES = 64 * 1024 * 1024  # the largest dictionary xz itself uses by default

_CONTROL_SHARE = 0.02  # texts hold a few stray form feeds or SUBs; compressed bytes hold about 0.1 controls
_TEXT_CONTROLS = frozenset("\t\n\r\f\x0b\x1a\x1b\b")

_XML_COMMENT = re.compile(r"<!--.*?-->", re.S)
_XML_ROOT = re.compile(r"<(?![?!])([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]*)")
_TEI_ROOTS = frozenset({"TEI", "teiCorpus", "TEI.2"})
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<(?:head|body|table|div|p|h1|br|meta)\b[^<>]*>", re.I)
_MAIL_FIELD = re.compile(
    r"^(From|To|Cc|Subject|Date|Message-ID|Received|Return-Path|MIME-Version|Delivered-To|X-[\w-]+|"
    r"Reply-To|Sender|Content-[\w-]+|DKIM-Signature|Thread-[\w-]+|In-Reply-To|References):[ \t]",
    re.I,
)
# A memorandum typed in plain text has From, To, Subject and Date too, so these do not tell a mail.
_MAIL_WITNESSES = frozenset({"message-id", "received", "return-path", "mime-version", "delivered-to"})
_MBOX = re.compile(r"From \S+.{0,40}\d\d:\d\d")
_BY_NAME = {".md": "text/markdown", ".markdown": "text/markdown", ".csv": "text/csv"}


def media_type(head: bytes, name: str) -> str:
    """The media type told from a file's first bytes.

    Args:
        head: the first ``HEAD_BYTES`` of the file, or all of it.
        name: its display name; only its ending counts, and only among kinds of text.

    Returns:
        ``application/x-empty`` for no bytes, ``application/octet-stream`` for bytes of no known kind.

    >>> media_type(b"junk before %PDF-1.4", "scan.tif")
    'application/pdf'
    >>> media_type("Año".encode("latin-1"), "notes.txt"), media_type(b"# Head", "notes.md")
    ('text/plain', 'text/markdown')
    """
    if not head:
        return EMPTY
    if b"%PDF-" in head[: _PDF_JUNK_BYTES + 5]:
        return "application/pdf"
    by_magic = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None) or _riff_or_bitmap(head)
    if by_magic:
        return _INSIDE[by_magic](head) if by_magic in _INSIDE else by_magic
    if _is_tar(head):
        return "application/x-tar"
    text = _decoded(head)
    return _text_type(text, name) if text is not None else BINARY


def sniff(path: Path, name: str) -> str:
    """The media type of a whole file: as ``media_type``, and by the list of parts where the file has one.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        kind = media_type(file.read(HEAD_BYTES), name)
        file.seek(0)
        if kind == "application/zip":
            return _zip_by_directory(file) or kind
        if kind == "application/x-ole-storage":
            return _ole_by_directory(file) or kind
    return kind


# ── containers ──────────────────────────────────────────────────────────────────────────────────


def _riff_or_bitmap(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    # a bitmap's second header says its own size, so that a text beginning with BM is not one
    is_bitmap = head[:2] == b"BM" and head[14:18] in (
        b"\x0c\0\0\0",
        b"\x28\0\0\0",
        b"\x6c\0\0\0",
        b"\x7c\0\0\0",
    )
    return "image/bmp" if is_bitmap else None


def _zip_kind(head: bytes) -> str:
    """By the names in the local headers seen so far; a ``mimetype`` entry comes first if there is one."""
    starts = [found.start() for found in re.finditer(rb"PK\x03\x04", head)]
    sizes = [int.from_bytes(head[start + 26 : start + 28], "little") for start in starts]
    seen = [
        head[start + 30 : start + 30 + size].decode("latin-1")
        for start, size in zip(starts, sizes, strict=True)
    ]
    stored = re.match(rb"PK\x03\x04.{22}\x08\x00(?:..)mimetype([\w./+-]{1,80})", head, re.S)
    mimetype = stored[1].decode("ascii", "replace") if stored else ""
    exact = next((known for known in _ZIP_MIMETYPES if mimetype.startswith(known)), None)
    return exact or _by_parts(seen) or "application/zip"


def _by_parts(names: list[str]) -> str | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in _ZIP_PARTS if any(name.startswith(part) for name in names)), None)


def _zip_by_directory(file: io.BufferedReader) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            return _by_parts(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
        return None  # damaged: the container's reader says what is wrong with it


def _ole_kind(head: bytes) -> str:
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in head:
            return kind
    return "application/x-ole-storage"


def _ole_by_directory(file: io.BufferedReader) -> str | None:
    """Reads on: the directory of an OLE2 file may stand at its end."""
    overlap = b""
    while chunk := file.read(1024 * 1024):
        if (kind := _ole_kind(overlap + chunk)) != "application/x-ole-storage":
            return kind
        overlap = chunk[-128:]
    return None


_UNPACKERS: dict[str, Callable[[], Any]] = {
    "application/gzip": lambda: zlib.decompressobj(wbits=31),
    "application/x-bzip2": bz2.BZ2Decompressor,
    "application/x-xz": lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY_BYTES),
}


def _packed_kind(kind: str, head: bytes) -> str:
    """A packed tar is told by its first block, since ``tarfile`` opens it whatever the packing."""
    try:
        block = _UNPACKERS[kind]().decompress(head, _TAR_BLOCK)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
        return kind  # damaged: the container's reader says so
    return "application/x-tar" if _is_tar(block) else kind


def _is_tar(block: bytes) -> bool:
    """By the header's magic, or for old tars by its checksum (POSIX.1-1988 ustar, and what came before)."""
    if len(block) < _TAR_BLOCK or not block[0]:
        return False
    if block[257:262] == b"ustar":
        return True
    try:
        tarfile.TarInfo.frombuf(block[:_TAR_BLOCK], "latin-1", "replace")
    except tarfile.HeaderError:
        return False
    return True


_INSIDE: dict[str, Callable[[bytes], str]] = {
    "application/zip": _zip_kind,
    "application/x-ole-storage": _ole_kind,
    **{kind: partial(_packed_kind, kind) for kind in _UNPACKERS},
}


# ── text ────────────────────────────────────────────────────────────────────────────────────────


def _decoded(head: bytes) -> str | None:
    """The head as text, or None where it is not text in UTF-8, UTF-16 or a one-byte Latin encoding."""
    for encoding in _encodings(head):
        text = _decode_start(head, encoding)
        if text is not None and _looks_like_text(text):
            return text
    return None


def _encodings(head: bytes) -> tuple[str, ...]:
    for encoding, mark in _BOMS:
        if head.startswith(mark):
            return (encoding,)
    if head.count(0) > len(head) // 4:  # Latin text in UTF-16 has a zero in every other byte
        return ("utf-16-be",) if head[:1] == b"\0" else ("utf-16-le",)
    return ("utf-8", "latin-1")


def _decode_start(head: bytes, encoding: str) -> str | None:
    """Decode, allowing the last character to be cut in two."""
    for cut in range(4):
        try:
            return head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _looks_like_text(text: str) -> bool:
    controls = sum(1 for c in text if (c < " " or "\x7f" <= c < "\xa0") and c not in _TEXT_CONTROLS)
    return "\0" not in text and controls <= _CONTROL_SHARE * len(text)


def _text_type(text: str, name: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    by_name = _BY_NAME.get(PurePath(name).suffix.lower())
    if start.startswith("<") and (marked := _markup_type(start)):
        return marked
    if _MBOX.match(start) and _MAIL_FIELD.match(start.partition("\n")[2]):
        return "application/mbox"
    if _is_mail(start, name):
        return "message/rfc822"
    return by_name or ("application/json" if _is_json(start, name) else "text/plain")


def _markup_type(start: str) -> str | None:
    root = _XML_ROOT.search(_XML_COMMENT.sub("", start))
    if root and root[2] in _TEI_ROOTS:
        return "application/tei+xml"
    if root and root[2].lower() == "html":
        return "application/xhtml+xml" if start.startswith("<?xml") else "text/html"
    if start.startswith("<?xml"):
        return "application/xml"
    return "text/html" if _HTML.match(start) else None


def _is_json(start: str, name: str) -> bool:
    return name.lower().endswith((".json", ".jsonl", ".geojson")) and start[:1] in "[{"


def _is_mail(start: str, name: str) -> bool:
    """Header fields before the first blank line, of a kind that a typed memorandum does not have."""
    header = re.split(r"\r?\n\r?\n", start, maxsplit=1)[0]
    first = _MAIL_FIELD.match(header)
    if not first:
        return False
    fields = [found[1].lower() for line in header.splitlines() if (found := _MAIL_FIELD.match(line))]
    if name.lower().endswith(".eml"):
        return True
    return len(fields) > 1 and not _MAIL_WITNESSES.isdisjoint(fields)
