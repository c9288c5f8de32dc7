"""Stored bytes read again and compared with the digest they are stored under."""

import hashlib
import io
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, TypeVar

from declass.errors import ArchiveError, FixityError
from declass.model.anchor import Digest

BLOCK_BYTES = 1 << 18
"""Large enough that hashing (which lets other threads run) outweighs the interpreter, and fits in a cache."""

_PLACE = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})\Z")

T = TypeVar("T")
R = TypeVar("R")

FixityKind = Literal["sound", "changed", "missing", "stray", "unreadable"]


@dataclass(frozen=True, slots=True)
class Fixity:
    """What re-reading one original found.

    Attributes:
        digest: the one it is (or should be) stored under; None for a stray file that bears none.
        ok: True only for ``sound``.
        reason: a sentence; "" when sound.
        path: relative to the store's ``originals`` folder.
        kind: ``stray`` is a file nobody recorded, or one that does not belong among the originals at all.
        size: bytes read.
    """

    digest: Digest | None
    ok: bool
    reason: str
    path: str
    kind: FixityKind
    size: int = 0


class VerifyingStream(io.RawIOBase):
    """A read-only stream that raises FixityError at its end if the bytes read do not give the digest."""

    def __init__(self, file: BinaryIO, digest: Digest) -> None:
        super().__init__()
        self._file = file
        self._digest = digest
        self._hash = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        with memoryview(buffer) as view, view.cast("B") as octets:
            count = self._file.readinto(octets)  # type: ignore[attr-defined]
            self._hash.update(octets[:count])
            if count == 0 and len(octets) > 0:
                self._check()
        return int(count)

    def _check(self) -> None:
        found = self._hash.hexdigest()
        if found != self._digest:
            raise changed(self._digest, found)

    def close(self) -> None:
        self._file.close()
        super().close()


def changed(digest: Digest, found: str) -> FixityError:
    """The error for bytes that are no longer what they were."""
    return FixityError(
        f"The original {digest} has changed: its bytes now give {found}",
        "Restore it from a backup copy; nothing was overwritten.",
    )


def file_digest(path: str, buffer: memoryview) -> tuple[str, int]:
    """SHA-256 in hexadecimal and size in bytes of a regular file; symbolic links are not followed.

    Args:
        buffer: writable scratch space, one for each thread: a fresh one a file costs more than hashing it.
    """
    hasher = hashlib.sha256()
    size = 0
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        while count := os.readv(descriptor, [buffer]):
            hasher.update(buffer[:count])
            size += count
            if count < len(buffer):  # a short read of a regular file is its end
                break
    finally:
        os.close(descriptor)
    return hasher.hexdigest(), size


def verify_tree(root: Path, expected: Iterable[Digest] | None, workers: int) -> Iterator[Fixity]:
    """Re-read every file under ``root``, which holds originals as ``ab/cd/<digest>``.

    Args:
        expected: digests that must be there, in ascending order; None = whatever is there.
        workers: threads reading at once.

    Yields:
        one Fixity a file, in order of path, then the missing ones where they should have stood.
    """

    branches = (entry.path for entry in _listed(str(root)))
    work = partial(_examine_branch, str(root))
    found = (fixity for branch in _in_order(work, branches, workers) for fixity in branch)
    return found if expected is None else _against(expected, found)


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as e:
        raise ArchiveError(f"The folder {folder} cannot be listed: {e.strerror}") from e


def _examine_branch(root: str, path: str) -> list[Fixity]:
    """Re-read one of the (256) folders of the first level, or whatever else lies there."""
    buffer = memoryview(bytearray(BLOCK_BYTES))
    return [_examine(root, file, buffer) for file in _files(path)]


def _files(path: str) -> Iterator[str]:
    if os.path.islink(path) or not os.path.isdir(path):
        yield path
        return
    for entry in _listed(path):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry.path


def _in_order(work: Callable[[T], R], tasks: Iterator[T], workers: int) -> Iterator[R]:
    """Like ``Executor.map``, but holding no more than a few tasks at a time."""
    with ThreadPoolExecutor(workers, thread_name_prefix="fixity") as pool:
        waiting: deque[Future[R]] = deque(pool.submit(work, task) for task in islice(tasks, 2 * workers))
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(work, task) for task in islice(tasks, 1))
            yield result


def _examine(root: str, path: str, buffer: memoryview) -> Fixity:
    name = path[len(root) + 1 :]
    placed = _PLACE.match(name)
    if placed is None:
        return Fixity(None, False, f"{name} does not belong among the originals", name, "stray")
    digest = Digest(placed[3])
    try:
        found, size = file_digest(path, buffer)
    except OSError as e:
        return Fixity(digest, False, f"{name} cannot be read: {e.strerror}", name, "unreadable")
    if found != digest:
        return Fixity(digest, False, changed(digest, found).reason, name, "changed", size)
    return Fixity(digest, True, "", name, "sound", size)


def _against(expected: Iterable[Digest], found: Iterator[Fixity]) -> Iterator[Fixity]:
    """Merge two ascending sequences: what should be there and what is."""
    wanted = iter(expected)
    want = next(wanted, None)
    for fixity in found:
        if fixity.digest is None:
            yield fixity
            continue
        while want is not None and want < fixity.digest:
            yield _missing(want)
            want = next(wanted, None)
        if want == fixity.digest:
            yield fixity
            want = next(wanted, None)
        else:
            yield _unrecorded(fixity)
    while want is not None:
        yield _missing(want)
        want = next(wanted, None)


def _missing(digest: Digest) -> Fixity:
    path = f"{digest[:2]}/{digest[2:4]}/{digest}"
    return Fixity(digest, False, f"The original {digest} is missing", path, "missing")


def _unrecorded(fixity: Fixity) -> Fixity:
    reason = f"{fixity.path} is stored, but no accession names it. {fixity.reason}".strip()
    return Fixity(fixity.digest, False, reason, fixity.path, "stray", fixity.size)
