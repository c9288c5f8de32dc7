"""Files inside files, written to the spool one by one under caps."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from declass.errors import LimitExceeded
from declass.model.reading import Member, MemberRefused
from declass.read.options import MIB, Limits, Source
from declass.text.normal import clean

_DRIVE = re.compile(r"^[A-Za-z]:")
_NAME_CHARS = 1000  # longer paths are cut at the front; file systems take at most 255 bytes a part anyway


def member_name(raw: str) -> str:
    """A member's path without ``..``, drive letters, leading slashes and control characters.

    >>> member_name("C:\\\\papers\\\\..\\\\..\\\\etc/passwd\\n")
    'papers/etc/passwd'
    >>> member_name("..")
    'unnamed'
    """
    plain = re.sub(r"[\n\t]", " ", clean(raw)).replace("\\", "/")
    parts = [part.strip() for part in PurePosixPath(_DRIVE.sub("", plain)).parts]
    kept = [part for part in parts if part not in ("", "/", "//", ".", "..")]
    return "/".join(kept)[-_NAME_CHARS:] or "unnamed"


class MemberWriter:
    """Writes members into ``source.spool`` and counts them against the limits.

    Use one writer for one document.
    """

    def __init__(self, source: Source, limits: Limits) -> None:
        self._spool = source.spool
        self._limits = limits
        self._count = 0
        self._bytes = 0

    def write(
        self, name: str, chunks: Iterable[bytes], packed_bytes: int | None = None
    ) -> Member | MemberRefused:
        """Spool one member.

        Args:
            name: its path inside the container, as found.
            chunks: its bytes, in pieces; reading stops as soon as a cap is passed.
            packed_bytes: its size inside the container, to tell bombs by their ratio; None = unknown.

        Raises:
            LimitExceeded: too many members, or too many bytes in all; the rest is not worth trying.
        """
        shown = member_name(name)
        self._count += 1
        if self._count > self._limits.members:
            raise LimitExceeded(
                f"the file holds more than {self._limits.members} files",
                "Unpack it and add the parts, or raise the limit 'members'.",
            )
        path = self._spool / f"member-{self._count:06d}"
        written = 0
        with path.open("wb") as out:
            for chunk in chunks:
                written += len(chunk)
                if refusal := self._refusal(shown, written, packed_bytes):
                    path.unlink()
                    return refusal
                out.write(chunk)
        self._bytes += written
        return Member(shown, path)

    def _refusal(self, name: str, written: int, packed_bytes: int | None) -> MemberRefused | None:
        limits = self._limits
        if self._bytes + written > limits.total_unpacked_bytes:
            raise LimitExceeded(
                f"the files inside take more than {limits.total_unpacked_bytes // MIB} MiB",
                "Unpack it and add the parts, or raise the limit 'total_unpacked_bytes'.",
            )
        if written > limits.member_bytes:
            return MemberRefused(
                name,
                f"it is larger than {limits.member_bytes // MIB} MiB",
                "Unpack it and add it by itself, or raise the limit 'member_bytes'.",
            )
        if packed_bytes is not None and written > MIB and written > limits.zip_ratio * max(packed_bytes, 1):
            return MemberRefused(
                name,
                f"it unpacks to over {limits.zip_ratio:g} times its packed size, like a decompression bomb",
                "If you trust it, unpack it and add it by itself.",
            )
        return None
