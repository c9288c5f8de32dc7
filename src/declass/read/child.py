"""The short life of one child: set its limits, read one document, stream its events, end."""

import os
import resource
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from declass.errors import DeclassError, InputError, LimitExceeded
from declass.model.reading import DocumentEnd, DocumentHead, PageFailed, PageRead, ReadEvent
from declass.read import dispatch, sniff
from declass.read.options import GIB, Limits, ReadOptions, Source
from declass.read.protocol import encode

_HARD_CPU_GRACE_S = 5  # between the signal that asks and the one that kills


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks of one child."""

    name: str
    spool: Path
    options: ReadOptions
    limits: Limits
    formats: Mapping[str, str]

    @classmethod
    def parse(cls, raw: dict[str, Any]) -> "Request":
        """From the parent's JSON."""
        options = dict(raw["options"])
        pages = options.pop("pages")
        return cls(
            name=raw["name"],
            spool=Path(raw["spool"]),
            options=ReadOptions(**options, pages=None if pages is None else tuple(pages)),
            limits=Limits(**raw["limits"]),
            formats=raw["formats"],
        )


def confine(limits: Limits) -> None:
    """Put the calling process under its limits; they cannot be lifted again."""
    cpu_seconds = max(1, round(limits.cpu_seconds))
    for which, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + _HARD_CPU_GRACE_S),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.member_bytes, limits.member_bytes),
        (resource.RLIMIT_NOFILE, limits.file_descriptors, limits.file_descriptors),
        (resource.RLIMIT_NPROC, 0, 0),  # no effect on root: then the kill of the whole namespace must do
    ):
        ceiling = resource.getrlimit(which)[1]
        allowed = hard if ceiling == resource.RLIM_INFINITY else min(hard, ceiling)
        resource.setrlimit(which, (min(soft, allowed), allowed))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def serve(request: Request, file: int, events: socket.socket) -> None:
    """Read the open file and send every event; the last one says how it ended."""
    with suppress(BrokenPipeError, ConnectionResetError):  # the receiver wants no more
        boundary = _Boundary(request.limits)
        with boundary:
            for event in document(request, _readable(file)):
                _send(events, event)
        _send(events, boundary.end)


def document(request: Request, path: Path) -> Iterator[ReadEvent]:
    """The document's events, held to the limits that formats have in common; the end only if unread.

    Raises:
        DeclassError: the file as a whole cannot be read.
    """
    kind = sniff.sniff(path, request.name)
    if kind == sniff.EMPTY:
        raise InputError("The file is empty", "Copy it again from where it came.")
    module = dispatch.format_module(kind, request.formats)
    if module is None:
        yield DocumentHead(kind, None)
        yield dispatch.unread(kind)
        return
    source = Source(path, request.name, kind, request.spool)
    yield from _held(module.read(source, request.options, request.limits), request.limits)


def _held(events: Iterator[ReadEvent], limits: Limits) -> Iterator[ReadEvent]:
    chars = 0
    for event in events:
        if isinstance(event, DocumentHead) and (event.pages_expected or 0) > limits.pages:
            raise _too_many_pages(event.pages_expected or 0, limits)
        if isinstance(event, PageRead | PageFailed) and event.index >= limits.pages:
            raise _too_many_pages(event.index + 1, limits)
        if isinstance(event, PageRead) and event.text:
            chars += len(event.text.text)
            if len(event.text.text) > limits.text_chars_per_page or chars > limits.text_chars:
                raise LimitExceeded(
                    f"Page {event.index + 1} holds more text than allowed",
                    "Raise the limits 'text_chars_per_page' and 'text_chars' if you trust the file.",
                )
        yield event


def _too_many_pages(pages: int, limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        f"The file claims {pages} pages, more than the {limits.pages} allowed",
        "Split it, or raise the limit 'pages' if you trust it.",
    )


def _send(events: socket.socket, event: ReadEvent) -> None:
    body, payload = encode(event)
    events.sendall(body)
    if payload:
        events.sendall(payload)


def _readable(file: int) -> Path:
    """A path that opens the file anew, with an offset of its own."""
    path = Path(f"/proc/self/fd/{file}")
    try:
        path.open("rb").close()
    except PermissionError:  # handed over open, but owned by another user: a copy in memory may be reopened
        copy = os.memfd_create("document")
        with os.fdopen(os.dup(file), "rb") as original, os.fdopen(os.dup(copy), "wb") as out:
            while chunk := original.read(1024 * 1024):
                out.write(chunk)
        return Path(f"/proc/self/fd/{copy}")
    return path


class _Boundary:
    """The one place where any error of a format becomes the end of its document."""

    def __init__(self, limits: Limits) -> None:
        self.end = DocumentEnd("read")
        self._limits = limits

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, BrokenPipeError | ConnectionResetError):
            return False
        self.end = failure(error, self._limits)
        return True


def failure(error: BaseException, limits: Limits) -> DocumentEnd:
    """The end of a document that raised, in words for people."""
    if isinstance(error, DeclassError):
        return DocumentEnd("failed", error.reason, error.remedy)
    if isinstance(error, MemoryError):
        return out_of_memory(limits)
    if isinstance(error, ImportError):
        return DocumentEnd("failed", f"A part of the program is missing ({error})", "Install it again.")
    told = f"{type(error).__name__}: {error}".rstrip(": ")
    return DocumentEnd(
        "failed", f"The file could not be read ({told})", "It may be damaged: try another copy."
    )


def out_of_memory(limits: Limits, where: str = "") -> DocumentEnd:
    """The end of a document that needs more memory than allowed."""
    return DocumentEnd(
        "failed",
        f"The reader ran out of memory (limit {limits.memory_bytes / GIB:.3g} GiB){where}",
        "Raise the limit 'memory_bytes' if you trust the file.",
    )
