"""One document's talk with its child: events in, a clock beside them, and words for how it ended."""

import select
import signal
import socket
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from declass.errors import SandboxFailure
from declass.model.reading import (
    Division,
    DocumentEnd,
    DocumentHead,
    Member,
    MemberRefused,
    PageFailed,
    PageRead,
    ReadEvent,
)
from declass.read.child import out_of_memory
from declass.read.launch import WarmProcess
from declass.read.options import Limits, ReadOptions
from declass.read.protocol import FRAME, decode, frame_lengths

_EXIT_S = 5.0  # between a document's end and its child's
_STATUS_S = 15.0  # the zygote may spend five seconds chasing a child's own children
_CHUNK_BYTES = 1024 * 1024
_FULL_SHARE = 0.8  # of the memory limit: a crash above it is told as lack of memory
_CRASHES = frozenset(
    {signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE}
)
_REPORT = "Please report the file if you may; other files are not affected."

Keep = Callable[[Path, Member], Member]


class _Overrun(Exception):
    """The child used up its time."""


class Conversation:
    """Receives one document's events.

    Args:
        keep: takes a spooled member out of the child's reach.
    """

    def __init__(self, warm: WarmProcess, limits: Limits, options: ReadOptions, keep: Keep) -> None:
        self._warm = warm
        self._limits = limits
        self._options = options
        self._keep = keep
        self._seconds_left = limits.seconds_per_document
        self._progress = Progress(limits, options)

    def events(self, file: int, name: str, formats: Mapping[str, str]) -> Generator[ReadEvent, None, None]:
        """Every event of the document, the last one its end."""
        request = {
            "name": name,
            "spool": str(self._warm.inbox),
            "options": asdict(self._options),
            "limits": asdict(self._limits),
            "formats": dict(formats),
        }
        try:
            events = self._warm.ask(file, request)
        except OSError as error:
            self._warm.broken = True
            yield DocumentEnd("failed", f"The reading process went away ({error})", "Try again.")
            return
        with events:
            yield from self._received(events)

    def _received(self, events: socket.socket) -> Iterator[ReadEvent]:
        end: DocumentEnd | None = None
        finished = False
        try:
            while end is None and (event := self._next(events)) is not None:
                if isinstance(event, DocumentEnd):
                    end = event
                else:
                    yield event
            finished = True
        except _Overrun:
            end = self._overrun()
        except SandboxFailure as failure:
            end = DocumentEnd("failed", failure.reason, failure.remedy)
        finally:  # also where the receiver has stopped listening
            status = self._ended(kill=not finished)
        yield end or self._died(status)

    def _ended(self, kill: bool) -> dict[str, int] | None:
        if not kill and (status := self._warm.status(_EXIT_S)):
            return status
        self._warm.kill_child()
        return self._warm.status(_STATUS_S)

    def _next(self, events: socket.socket) -> ReadEvent | None:
        """The next event; None where the child has closed its end.

        Raises:
            SandboxFailure: no event, or one that does not fit the document.
        """
        head = self._exactly(events, FRAME.size)
        if head is None:
            return None
        json_bytes, payload_bytes = frame_lengths(head, self._limits)
        body, payload = self._exactly(events, json_bytes), self._exactly(events, payload_bytes)
        if body is None or payload is None:
            return None
        event = decode(body, payload, self._limits)
        self._progress.note(event)
        return self._keep(self._warm.inbox, event) if isinstance(event, Member) else event

    def _exactly(self, events: socket.socket, length: int) -> bytes | None:
        parts: list[bytes] = []
        while length:
            self._wait(events)
            try:
                part = events.recv(min(length, _CHUNK_BYTES))
            except ConnectionResetError:
                return None
            if not part:
                return None
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _wait(self, events: socket.socket) -> None:
        """Until there is something to receive; only this waiting counts as the document's time."""
        poller = select.poll()
        poller.register(events, select.POLLIN)
        started = time.monotonic()
        ready = poller.poll(max(0.0, self._seconds_left) * 1000)
        self._seconds_left -= time.monotonic() - started
        if not ready:
            raise _Overrun

    def _overrun(self) -> DocumentEnd:
        return DocumentEnd(
            "failed",
            f"The reader was stopped after {self._limits.seconds_per_document:g} s{self._progress.where()}",
            "Raise the limit 'seconds_per_document', or read fewer pages at a time.",
        )

    def _died(self, status: dict[str, int] | None) -> DocumentEnd:
        where = self._progress.where()
        if status is None:
            return DocumentEnd(
                "failed", f"The reading process was killed by the system{where}", _MEMORY_REMEDY
            )
        number = status["signal"]
        if number == signal.SIGXCPU:
            reason = f"The reader used more than {self._limits.cpu_seconds:g} s of processor time{where}"
            return DocumentEnd(
                "failed", reason, "Raise the limit 'cpu_seconds', or read fewer pages at a time."
            )
        full = status["peak_kib"] * 1024 > _FULL_SHARE * self._limits.memory_bytes
        if number in _CRASHES and full:
            return out_of_memory(self._limits, where)
        if number == signal.SIGKILL:
            return DocumentEnd("failed", f"The reader was killed by the system{where}", _MEMORY_REMEDY)
        if number:
            return DocumentEnd("failed", f"The reader crashed (signal {number}){where}", _REPORT)
        return DocumentEnd("failed", f"The reader stopped without a word{where}", _REPORT)


_MEMORY_REMEDY = "The machine was probably short of memory: close other programs and try again."


class Progress:
    """What has come so far: refuses what does not fit, and knows which page was being read.

    Raises:
        SandboxFailure: (``note``) an event out of order, twice, or one too many.
    """

    def __init__(self, limits: Limits, options: ReadOptions) -> None:
        self._limits = limits
        self._selection = None if options.pages is None else sorted(set(options.pages))
        self._head: DocumentHead | None = None
        self._pages: set[int] = set()
        self._last = -1
        self._members = self._divisions = self._chars = 0

    def note(self, event: ReadEvent) -> None:
        if isinstance(event, DocumentEnd):
            return
        if isinstance(event, DocumentHead) != (self._head is None):
            raise SandboxFailure("the reader broke its protocol (events out of order)", _REPORT)
        match event:
            case DocumentHead():
                self._head = event
            case PageRead() | PageFailed():
                self._note_page(event)
            case Member() | MemberRefused():
                self._members += 1
            case Division():
                self._divisions += 1
        over = (
            self._members > self._limits.members
            or self._divisions > self._limits.divisions
            or self._chars > self._limits.text_chars
        )
        if over:
            raise SandboxFailure("the reader said more than the limits allow", _REPORT)

    def _note_page(self, page: PageRead | PageFailed) -> None:
        if page.index in self._pages:
            raise SandboxFailure(f"the reader broke its protocol (page {page.index + 1} twice)", _REPORT)
        self._pages.add(page.index)
        self._last = page.index
        if isinstance(page, PageRead) and page.text:
            self._chars += len(page.text.text)

    def where(self) -> str:
        """``" while reading page 12"``, 1-based; "" where the document has no pages or all were read."""
        expected = self._head.pages_expected if self._head else None
        page = self._last + 1
        if self._selection is not None:
            page = next((chosen for chosen in self._selection if chosen > self._last), page)
        if not expected or page >= expected:
            return ""
        return f" while reading page {page + 1}"
