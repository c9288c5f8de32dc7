"""Reading hostile files from the safe side: every document in a child of its own, under watch."""

import itertools
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from declass.errors import EngineError, SandboxFailure
from declass.model.reading import DocumentEnd, Member, ReadEvent
from declass.read.conversation import Conversation
from declass.read.dispatch import FORMATS
from declass.read.launch import WarmProcess
from declass.read.options import DEFAULT_LIMITS, DEFAULT_OPTIONS, Isolation, Limits, ReadOptions


class Reader:
    """Reads documents, each in a child process of its own; a context manager.

    One warm process is kept and forks the children; a second one starts only when a document is read while
    another is still being read (a member while its container is open, or from another thread).

    Args:
        limits: caps for each document.
        isolation: ``bubblewrap`` (refuse to work without), ``rlimits`` (resource limits only), or ``auto``
            (bubblewrap where it works).
        spool: folder for the files inside files; None = a temporary one, removed on close.
        formats: media types to modules, in place of or besides ``declass.read.dispatch.FORMATS``.
        warm: media types to be ready for; None = all, which takes half a second more of processor time and
            pays from the second document on. Others are read as well.

    Attributes:
        isolation: what is in force, ``bubblewrap+rlimits`` or ``rlimits``.
        isolation_note: why bubblewrap is not in force, "" if it is or was not asked for.

    Raises:
        EngineError: bubblewrap was asked for and does not work here, or no reading process starts at all.
    """

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        isolation: Isolation = "auto",
        spool: Path | None = None,
        formats: Mapping[str, str] | None = None,
        warm: Collection[str] | None = None,
    ) -> None:
        self._limits = limits
        self._formats = {**FORMATS, **(formats or {})}
        self._warm_formats = {k: v for k, v in self._formats.items() if warm is None or k in warm}
        self._own_spool = tempfile.TemporaryDirectory(prefix="declass-spool-") if spool is None else None
        root = Path(self._own_spool.name) if self._own_spool else Path(spool or "")
        self._session = Path(tempfile.mkdtemp(prefix="read-", dir=root))
        self._members = self._session / "members"
        self._members.mkdir(mode=0o700)
        self._numbers = itertools.count(1)
        self._idle: list[WarmProcess] = []
        self._lock = threading.Lock()
        self.isolation_note = ""
        try:
            self.isolation = self._settle(isolation)
        except EngineError:
            self.close()
            raise

    def _settle(self, wanted: Isolation) -> str:
        if wanted != "rlimits":
            self.isolation = "bubblewrap+rlimits"
            try:
                self._idle.append(self._start())
                return self.isolation
            except EngineError as error:
                if wanted == "bubblewrap":
                    raise
                self.isolation_note = f"bubblewrap does not work here: {error.reason}"
        self.isolation = "rlimits"
        self._idle.append(self._start())
        return self.isolation

    def _start(self) -> WarmProcess:
        inbox = self._session / f"inbox-{next(self._numbers)}"
        bubblewrap = self.isolation.startswith("bubblewrap")
        return WarmProcess(inbox, self._formats, bubblewrap, self._warm_formats)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the warm processes and remove what they left; members stay if the spool was given."""
        while self._idle:
            self._idle.pop().close()
        for empty in (self._members, self._session):
            with suppress(OSError):  # members not yet taken stay where the receiver was told they are
                empty.rmdir()
        if self._own_spool:
            self._own_spool.cleanup()

    def read(
        self, path: Path, name: str, options: ReadOptions = DEFAULT_OPTIONS
    ) -> Generator[ReadEvent, None, None]:
        """The document's events, page by page, always ended by exactly one ``DocumentEnd``.

        A child that crashes, hangs or lies ends its document as ``failed``; what came before stays valid.

        Args:
            path: the file; only opened for reading.
            name: its display name.

        Raises:
            EngineError: no reading process can be started any more.
        """
        try:
            file = _open(path)
        except SandboxFailure as failure:
            yield DocumentEnd("failed", failure.reason, failure.remedy, self.isolation)
            return
        with open(file, "rb"), self._warm() as warm:
            conversation = Conversation(warm, self._limits, options, self._keep)
            with closing(conversation.events(file, name, self._formats)) as events:
                for event in events:
                    yield (
                        replace(event, isolation=self.isolation) if isinstance(event, DocumentEnd) else event
                    )

    @contextmanager
    def _warm(self) -> Iterator[WarmProcess]:
        with self._lock:
            warm = self._idle.pop() if self._idle else None
        if warm is not None and not warm.alive:
            warm.close()
            warm = None
        warm = warm or self._start()
        try:
            yield warm
        finally:
            if not warm.broken and warm.alive and _emptied(warm.inbox):
                with self._lock:
                    self._idle.append(warm)
            else:
                warm.close()

    def _keep(self, inbox: Path, member: Member) -> Member:
        """Move a spooled member out of the child's reach.

        Raises:
            SandboxFailure: it is not a plain file of allowed size that the child has just written.
        """
        kept = self._members / f"{next(self._numbers):08d}"
        try:
            os.rename(inbox / member.path, kept)  # first out of reach, then looked at: no race
        except OSError as error:
            raise SandboxFailure("the reader broke its protocol (a member that is not there)") from error
        found = kept.lstat()
        if (
            not stat.S_ISREG(found.st_mode)
            or found.st_nlink != 1
            or found.st_size > self._limits.member_bytes
        ):
            _remove(kept)
            raise SandboxFailure("the reader broke its protocol (a member that is not a plain file)")
        return replace(member, path=kept)


def _open(path: Path) -> int:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a named pipe must not block us
    except OSError as error:
        raise SandboxFailure(
            f"The file cannot be opened ({error.strerror})", "Check that it exists and may be read."
        ) from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise SandboxFailure("It is not a regular file", "Add the files inside a folder one by one.")
    return file


def _emptied(inbox: Path) -> bool:
    """Remove what a child left behind; False where that fails, so that the inbox is given up."""
    for left in list(inbox.iterdir()):
        _remove(left)
    return not any(inbox.iterdir())


def _remove(path: Path) -> None:
    """Whatever it is, without following links."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
