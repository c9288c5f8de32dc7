"""Originals, stored under the SHA-256 of their bytes and never changed."""

import ctypes
import fcntl
import hashlib
import io
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from declass.archive.fixity import BLOCK_BYTES, Fixity, VerifyingStream, verify_tree
from declass.errors import ArchiveError, FixityError, InputError
from declass.model.anchor import Digest, parse_digest

_READ_ONLY = 0o444
_syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
_NO_ROOM = "Free some space or mend the disk, then add it again."
_RESTORE = "Restore it from a backup copy."


@dataclass(frozen=True, slots=True)
class Stored:
    """An original that is now safely on the disk.

    Attributes:
        size: bytes.
        new: False where the same bytes were there already.
    """

    digest: Digest
    size: int
    new: bool


class OriginalStore:
    """A folder of originals as ``originals/ab/cd/<digest>``; many threads and processes may put at once.

    Opening it sweeps away partial files whose writer has died.

    Args:
        root: the archive's folder; ``originals`` and ``tmp`` are made in it.
    """

    def __init__(self, root: Path) -> None:
        self._originals = root / "originals"
        self._tmp = root / "tmp"
        try:
            self._originals.mkdir(parents=True, exist_ok=True)
            self._tmp.mkdir(exist_ok=True)
            self._sweep()
        except OSError as e:
            raise ArchiveError(f"The archive {root} cannot be opened: {e.strerror}") from e

    def put(self, source: Path | BinaryIO) -> Stored:
        """Copy the bytes in, hashing on the way; when this returns, they survive a power cut.

        Raises:
            InputError: the source cannot be read, is no regular file, or changed meanwhile.
            ArchiveError: the archive's disk refused the bytes.
            FixityError: the store holds other bytes under this digest.
        """
        if isinstance(source, Path):
            with _open_source(source) as file:
                return self._put(file, str(source))
        return self._put(source, getattr(source, "name", "the stream"))

    def put_many(self, sources: Sequence[Path]) -> list[Stored]:
        """As ``put`` for each, but waiting for the disk twice in all instead of three times a file.

        Give it some hundred at most: each keeps a file open.
        """
        try:
            with ExitStack() as partials:
                copied = [self._copied(partials, source) for source in sources]
                _sync_file_system(
                    self._tmp
                )  # first the bytes, then their names: a name never leads to a torn file
                stored = [Stored(made[1], made[2], self._named(*made)) for made in copied]
                _sync_file_system(self._originals)
                return stored
        except OSError as e:
            raise ArchiveError(f"{len(sources)} files could not be stored: {e.strerror}", _NO_ROOM) from e

    def path(self, digest: Digest) -> Path:
        """Where the original is (or would be) stored."""
        digest = parse_digest(digest)
        return self._originals / digest[:2] / digest[2:4] / digest

    def __contains__(self, digest: Digest) -> bool:
        return self.path(digest).is_file()

    def open(self, digest: Digest) -> io.BufferedReader:
        """A stream of the original that raises FixityError at its end if the bytes have changed."""
        return io.BufferedReader(VerifyingStream(self._open(digest), digest), BLOCK_BYTES)

    def read_bytes(self, digest: Digest) -> bytes:
        """The whole original, verified.

        Raises:
            FixityError: it is missing or has changed.
        """
        with self.open(digest) as stream:
            return stream.read()

    def check(self, digest: Digest) -> None:
        """Re-read one original.

        Raises:
            FixityError: it is missing or has changed.
        """
        with VerifyingStream(self._open(digest), digest) as stream:
            while stream.read(BLOCK_BYTES):
                pass

    def verify(self, expected: Iterable[Digest] | None = None, *, workers: int = 0) -> Iterator[Fixity]:
        """Re-read every original.

        Args:
            expected: digests the catalogue names, ascending; None = do not look for missing ones.
            workers: threads; 0 = one a core.
        """
        return verify_tree(self._originals, expected, workers or os.cpu_count() or 1)

    def _open(self, digest: Digest) -> BinaryIO:
        try:
            return open(self.path(digest), "rb", buffering=0)
        except FileNotFoundError as e:
            raise FixityError(f"The original {digest} is missing", _RESTORE) from e
        except OSError as e:
            raise FixityError(f"The original {digest} cannot be read: {e.strerror}", _RESTORE) from e

    def _put(self, source: BinaryIO, name: str) -> Stored:
        try:
            with self._partial() as (path, target):
                digest, size = _copy(source, target, name)
                os.fchmod(target.fileno(), _READ_ONLY)
                os.fsync(target.fileno())
                return Stored(digest, size, self._settle(path, digest, size))
        except OSError as e:
            raise ArchiveError(f"{name} could not be stored: {e.strerror}", _NO_ROOM) from e

    def _copied(self, partials: ExitStack, source: Path) -> tuple[Path, Digest, int]:
        path, target = partials.enter_context(self._partial())
        with _open_source(source) as file:
            digest, size = _copy(file, target, str(source))
        os.fchmod(target.fileno(), _READ_ONLY)
        return path, digest, size

    @contextmanager
    def _partial(self) -> Iterator[tuple[Path, BinaryIO]]:
        """A new file that its writer holds locked, so that no sweep takes it for a dead one."""
        while True:
            path = self._tmp / f"{secrets.token_hex(8)}.partial"
            with open(path, "xb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not path.exists():  # swept between making and locking it
                    continue
                try:
                    yield path, file
                finally:
                    path.unlink(missing_ok=True)
                return

    def _settle(self, partial: Path, digest: Digest, size: int) -> bool:
        """Give a finished partial file its name; False where those bytes were there already."""
        folder = self.path(digest).parent
        made = _make_folders(folder)
        new = self._named(partial, digest, size)
        for changed in (*made, folder):
            _sync_folder(changed)
        return new

    def _named(self, partial: Path, digest: Digest, size: int) -> bool:
        target = self.path(digest)
        _make_folders(target.parent)
        new = _name(partial, target)
        if not new and target.stat().st_size != size:
            raise FixityError(
                f"The original {digest} has changed: its size is no longer {size} bytes", _RESTORE
            )
        return new

    def _sweep(self) -> None:
        for path in self._tmp.glob("*.partial"):
            with path.open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue  # its writer lives
                path.unlink(missing_ok=True)


def _name(partial: Path, target: Path) -> bool:
    """Atomically; of several writers of the same bytes exactly one is told True."""
    try:
        os.link(partial, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        new = not target.exists()
        partial.replace(target)
        return new
    return True


def _open_source(path: Path) -> BinaryIO:
    remedy = "Check that the file is there and may be read."
    try:
        file = open(path, "rb", buffering=0, opener=_opener)  # noqa: SIM115
    except OSError as e:
        raise InputError(f"{path} cannot be read: {e.strerror}", remedy) from e
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise InputError(f"{path} is not a regular file", remedy)
    return file


def _opener(path: str, flags: int) -> int:
    """Without blocking: a pipe among the files must not stop the batch."""
    return os.open(path, flags | os.O_NONBLOCK)


def _copy(source: BinaryIO, target: BinaryIO, name: str) -> tuple[Digest, int]:
    hasher = hashlib.sha256()
    size = 0
    before = _stamp(source)
    while block := _read(source, name):
        hasher.update(block)
        target.write(block)
        size += len(block)
    target.flush()
    if _stamp(source) != before:
        raise InputError(
            f"{name} changed while it was being copied", "Add it again when nothing writes to it."
        )
    return Digest(hasher.hexdigest()), size


def _read(source: BinaryIO, name: str) -> bytes:
    try:
        return source.read(BLOCK_BYTES)
    except OSError as e:
        raise InputError(f"{name} cannot be read: {e.strerror}", "Check the disk it lies on.") from e


def _stamp(source: BinaryIO) -> tuple[int, int] | None:
    try:
        status = os.fstat(source.fileno())
    except (OSError, AttributeError):  # a stream in memory has no descriptor
        return None
    return status.st_size, status.st_mtime_ns


def _make_folders(folder: Path) -> list[Path]:
    """Make the two folders above an original; returns those in which a new one now stands."""
    changed = []
    for path in (folder.parent, folder):
        try:
            path.mkdir()
        except FileExistsError:
            continue
        changed.append(path.parent)
    return changed


def _sync_file_system(folder: Path) -> None:
    """Make everything written to the file system of a folder durable (Linux; elsewhere, to all of them)."""
    if _syncfs is None:
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _syncfs(descriptor):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, not only the bytes they lead to."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
