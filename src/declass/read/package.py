"""Office packages: a ZIP file of XML parts, opened under caps."""

import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from declass.errors import InputError, LimitExceeded
from declass.model.reading import Member, MemberRefused
from declass.read.faults import DAMAGE, told
from declass.read.markup import Element, check_size, parse_xml
from declass.read.options import MIB, Limits
from declass.read.spool import MemberWriter

_CHUNK_BYTES = 256 * 1024
_REMEDY = "Open it in the program that made it and save it anew."


class Package:
    """The parts of one document.

    Raises:
        InputError: no ZIP file, or a damaged one.
        LimitExceeded: its parts claim too much.
    """

    def __init__(self, file: BinaryIO, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(file)
        except DAMAGE as e:
            raise InputError(f"{name} is no readable document package: {told(e)}", _REMEDY) from e
        self.names = tuple(dict.fromkeys(self._archive.namelist()))
        claimed = sum(info.file_size for info in self._archive.infolist())
        if claimed > limits.total_unpacked_bytes:
            raise LimitExceeded(
                f"the parts of the document take {claimed // MIB} MiB",
                "Save its text by itself and add that.",
            )

    def xml(self, part: str) -> Element | None:
        """The root of an XML part; None if there is no such part.

        Raises:
            InputError: the part is damaged.
            LimitExceeded: the part is too large.
        """
        if part not in self.names:
            return None
        info = self._archive.getinfo(part)
        check_size(info.file_size, self._limits)
        if info.file_size > max(MIB, self._limits.zip_ratio * max(info.compress_size, 1)):
            raise LimitExceeded(
                f"part {part} unpacks to over {self._limits.zip_ratio:g} times its size, like a bomb",
                "If you trust it, save its text by itself and add that.",
            )
        try:
            data = self._archive.read(info)
        except DAMAGE as e:
            raise InputError(f"{self._name} is damaged: part {part}: {told(e)}", _REMEDY) from e
        return parse_xml(data, f"{self._name}, part {part},")

    def optional_xml(self, part: str) -> Element | None:
        """As ``xml``, but a damaged part counts as absent; for parts without which the text stands."""
        try:
            return self.xml(part)
        except InputError:
            return None

    def members(
        self, wanted: Callable[[str], bool], writer: MemberWriter
    ) -> Iterator[Member | MemberRefused]:
        """The wanted parts as members, under their path in the package."""
        for part in self.names:
            if wanted(part) and not part.endswith("/"):
                yield self._member(part, writer)

    def _member(self, part: str, writer: MemberWriter) -> Member | MemberRefused:
        info, faults = self._archive.getinfo(part), list[str]()
        event = writer.write(part, self._chunks(info, faults), info.compress_size)
        if faults and isinstance(event, Member):
            event.path.unlink()
            return MemberRefused(event.name, f"it cannot be unpacked: {faults[0]}", _REMEDY)
        return event

    def _chunks(self, info: zipfile.ZipInfo, faults: list[str]) -> Iterator[bytes]:
        try:
            with self._archive.open(info) as part:
                while chunk := part.read(_CHUNK_BYTES):
                    yield chunk
        except DAMAGE as e:
            faults.append(told(e))
