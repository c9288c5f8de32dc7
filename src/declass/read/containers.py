"""Archives (ZIP, TAR, single compressed files): each file inside is a member, or refused with a reason."""

import bz2
import gzip
import lzma
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from tarfile import HeaderError
from typing import BinaryIO, Self, cast

from declass.errors import InputError, LimitExceeded
from declass.model.reading import Member, MemberRefused, ReadEvent
from declass.read.faults import DAMAGE, told
from declass.read.flow import head
from declass.read.options import MIB, Limits, ReadOptions, Source
from declass.read.spool import MemberWriter, member_name

_CHUNK_BYTES = 256 * 1024
_LOCAL_HEADER_BYTES = 30  # APPNOTE.TXT 4.3.7, without name and extra field
_RATIO_FROM_BYTES = 16 * MIB  # small archives of blank pages are rightly packed a thousandfold
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)\Z", re.I)
_JUNK_REASON = "it is a folder's housekeeping file, not a record"
_ENDINGS = {"gz": "", "tgz": ".tar", "bz2": "", "tbz2": ".tar", "xz": "", "txz": ".tar"}
_SINGLE = frozenset({"application/gzip", "application/x-bzip2", "application/x-xz"})
_MEMBER_REMEDY = "Unpack it with another program and add it by itself, or get a fresh copy."
_DAMAGED_REMEDY = "Get a fresh copy of the archive, or repair it and add it again."


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """The files inside, as they are unpacked, in the archive's order.

    Raises:
        InputError: the archive as a whole, or its rest, cannot be read.
        LimitExceeded: too many or too large files inside.
    """
    with source.path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic.startswith(b"PK"):
            yield from _read_zip(file, source, options, limits)
        elif source.media_type in _SINGLE:
            yield from _read_single(_unpacked(file, magic), source, limits)
        else:
            yield from _read_tar(_unpacked(file, magic), source, limits)


class _Unpacking:
    """Names, counts and the archive-wide ratio of what was unpacked so far."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._writer = MemberWriter(source, limits)
        self._limits = limits
        self._packed_bytes = source.path.stat().st_size
        self._unpacked_bytes = 0
        self._seen: dict[str, int] = {}

    def member(
        self, raw_name: str, chunks: Callable[[], Iterable[bytes]], packed_bytes: int | None = None
    ) -> Member | MemberRefused:
        """Unpack one file; damage refuses it and no other."""
        name = member_name(raw_name)
        if _JUNK.search(name):
            return MemberRefused(name, _JUNK_REASON)
        faults: list[str] = []
        event = self._writer.write(self._unique(name), self._counted(chunks, faults), packed_bytes)
        if faults and isinstance(event, Member):
            event.path.unlink()
            return MemberRefused(event.name, f"it cannot be unpacked: {faults[0]}", _MEMBER_REMEDY)
        return event

    def _counted(self, chunks: Callable[[], Iterable[bytes]], faults: list[str]) -> Iterator[bytes]:
        try:
            for chunk in chunks():
                self.count(len(chunk))
                yield chunk
        except DAMAGE as e:
            faults.append(told(e))

    def count(self, size_bytes: int) -> None:
        """Bytes that were unpacked, kept or not.

        Raises:
            LimitExceeded: the archive unpacks to far more than its own size.
        """
        self._unpacked_bytes += size_bytes
        allowed = self._limits.zip_ratio * self._packed_bytes
        if self._unpacked_bytes > max(allowed, _RATIO_FROM_BYTES):
            raise LimitExceeded(
                f"the archive unpacks to over {self._limits.zip_ratio:g} times its size, like a bomb",
                "If you trust it, unpack it and add the files inside.",
            )

    def _unique(self, name: str) -> str:
        """The name, numbered if an earlier file had it."""
        count = self._seen[name] = self._seen.get(name, 0) + 1
        if count == 1:
            return name
        stem, dot, ending = name.rpartition(".")
        return f"{stem} ({count}).{ending}" if dot and "/" not in ending and stem else f"{name} ({count})"


# ── ZIP ─────────────────────────────────────────────────────────────────────────────────────────


def _read_zip(file: BinaryIO, source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as e:
        raise InputError(f"{source.name} is no readable ZIP archive: {told(e)}", _DAMAGED_REMEDY) from e
    with archive:
        infos = archive.infolist()
        comment = archive.comment.decode("utf-8", "replace")
        yield head(source.media_type, 0, {"comment": comment, "entries": str(len(infos))}, limits)
        if len(infos) > limits.members:
            raise LimitExceeded(
                f"the archive lists {len(infos)} files, more than the {limits.members} allowed",
                "Unpack it and add the parts, or raise the limit 'members'.",
            )
        unpacking = _Unpacking(source, limits)
        overlapping = _overlapping(infos)
        password = options.password.encode() if options.password else None
        for order, info in enumerate(infos):
            if not info.filename.endswith("/"):
                refused = _zip_refusal(info, order in overlapping, password, limits)
                chunks = partial(_zip_chunks, archive, info, password)
                yield refused or unpacking.member(_zip_name(info), chunks, info.compress_size)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name; UTF-8 written without its flag is told from the code page 437 of the standard."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _zip_refusal(
    info: zipfile.ZipInfo, overlaps: bool, password: bytes | None, limits: Limits
) -> MemberRefused | None:
    name = member_name(_zip_name(info))
    mode = info.external_attr >> 16
    if overlaps:
        return MemberRefused(name, "its bytes overlap with those of another file, like a decompression bomb")
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return MemberRefused(name, "it is a link or a device, not a file")
    if info.flag_bits & 0x1 and password is None:
        return MemberRefused(
            name, "it is encrypted", "Give the password, or unpack it and add the files inside."
        )
    if info.file_size > limits.member_bytes:
        return too_large(name, limits)
    return None


def too_large(name: str, limits: Limits) -> MemberRefused:
    """A member refused for its declared size."""
    return MemberRefused(
        name,
        f"it is larger than {limits.member_bytes // MIB} MiB",
        "Unpack it and add it by itself, or raise the limit 'member_bytes'.",
    )


def _zip_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> Iterator[bytes]:
    with archive.open(info, pwd=password) as member:
        yield from _chunks(cast(BinaryIO, member))


def _overlapping(infos: list[zipfile.ZipInfo]) -> frozenset[int]:
    """Which entries begin before the data of an earlier one end.

    Entries that share bytes make "better zip bombs" (D. Fifield, WOOT 2019).
    """
    order = sorted(range(len(infos)), key=lambda i: infos[i].header_offset)
    found, end = set(), 0
    for i in order:
        start = infos[i].header_offset
        if start < end:
            found.add(i)
        end = max(end, start + _LOCAL_HEADER_BYTES + infos[i].compress_size)
    return frozenset(found)


# ── TAR and single compressed files ─────────────────────────────────────────────────────────────


class _Header(tarfile.TarInfo):
    """Notes the damage that ``tarfile`` would take for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except HeaderError as e:
            if type(e).__name__ in ("InvalidHeaderError", "TruncatedHeaderError") and isinstance(
                tarfile, _Tar
            ):
                tarfile.damage = told(e)
            raise


class _Tar(tarfile.TarFile):
    tarinfo = _Header
    damage = ""


def _unpacked(file: BinaryIO, magic: bytes) -> BinaryIO:
    """The file's bytes without their compression, checked against their checksum at the end."""
    if magic.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if magic.startswith(b"BZh"):
        return cast(BinaryIO, bz2.BZ2File(file))
    if magic.startswith(b"\xfd7zX"):
        return cast(BinaryIO, lzma.LZMAFile(file))
    return file


def _read_tar(file: BinaryIO, source: Source, limits: Limits) -> Iterator[ReadEvent]:
    try:
        archive = _Tar.open(fileobj=file, mode="r|")
    except DAMAGE as e:
        raise InputError(f"{source.name} is no readable TAR archive: {told(e)}", _DAMAGED_REMEDY) from e
    yield head(source.media_type, 0, {}, limits)
    unpacking = _Unpacking(source, limits)
    while (info := _next_entry(archive, source.name)) is not None:
        if info.isdir():
            continue
        if refused := _tar_refusal(info, limits):
            unpacking.count(info.size)
            yield refused
        else:
            yield unpacking.member(info.name, partial(_tar_chunks, archive, info))
        archive.members = []  # type: ignore[attr-defined]  # 50,000 headers need not stay in memory
    _finish(file, unpacking, source.name)


def _next_entry(archive: _Tar, name: str) -> tarfile.TarInfo | None:
    try:
        info = archive.next()
    except DAMAGE as e:
        raise _broken_off(name, told(e)) from e
    if info is None and archive.damage:
        raise _broken_off(name, archive.damage)
    return info


def _finish(file: BinaryIO, unpacking: "_Unpacking", name: str) -> None:
    """Read what follows the last file, so that a compressed archive's checksum is looked at."""
    try:
        for chunk in _chunks(file):
            unpacking.count(len(chunk))
    except DAMAGE as e:
        raise _broken_off(name, told(e)) from e


def _broken_off(name: str, fault: str) -> InputError:
    return InputError(f"{name} is damaged: {fault}; the files before the damage were read", _DAMAGED_REMEDY)


def _tar_refusal(info: tarfile.TarInfo, limits: Limits) -> MemberRefused | None:
    name = member_name(info.name)
    if not info.isreg():
        return MemberRefused(name, "it is a link or a device, not a file")
    if info.size > limits.member_bytes:
        return too_large(name, limits)
    return None


def _tar_chunks(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    member = archive.extractfile(info)
    if member is not None:
        yield from _chunks(cast(BinaryIO, member))


def _read_single(file: BinaryIO, source: Source, limits: Limits) -> Iterator[ReadEvent]:
    yield head(source.media_type, 0, {}, limits)
    base = source.name.replace("\\", "/").rpartition("/")[2]
    stem, _, ending = base.rpartition(".")
    name = stem + _ENDINGS[ending.lower()] if stem and ending.lower() in _ENDINGS else f"{base} (unpacked)"
    yield _Unpacking(source, limits).member(name, partial(_chunks, file))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk
