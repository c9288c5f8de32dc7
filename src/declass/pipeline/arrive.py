"""Files arrive: found on disk, stored under their digest, entered with what, whence, when and as what."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from declass.archive.store import Stored
from declass.archive.values import Arrival
from declass.errors import InputError, UsageError
from declass.pipeline.progress import Tally, Watcher
from declass.pipeline.workspace import Workspace

_THREADS = 8  # hashing and fsync wait for the disk, not for the processor
_CHUNK = 200  # arrivals a transaction

JUNK = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""Files that desktops leave in folders; nobody published them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file on disk, or why it cannot be taken.

    Attributes:
        whence: the folder or file that was named, absolute.
        name: path relative to that folder; the file's own name where a file was named.
    """

    path: Path
    whence: str
    name: str
    reason: str = ""
    remedy: str = ""


@dataclass
class Arrived:
    """What came of one ``add``: found = new + duplicates + known + refused."""

    found: int = 0
    new: int = 0
    duplicates: int = 0
    known: int = 0
    refused: int = 0


def walk(path: Path, leave_out: Path, called: str = "") -> Iterator[Found]:
    """Every file under a path, sorted, so that the same folder is always walked alike.

    Args:
        leave_out: folder of the archive itself, which is not a source.
        called: what to say of whence they came, where the folder's own name says nothing.
    """
    for found in _walk(path, leave_out):
        yield replace(found, whence=called) if called else found


def _walk(path: Path, leave_out: Path) -> Iterator[Found]:
    whence = path.absolute()
    if not whence.is_dir():
        yield _look(whence, str(whence.parent), whence.name)
        return
    broken: list[OSError] = []
    for folder, names, files in os.walk(whence, onerror=broken.append):
        names[:] = sorted(name for name in names if Path(folder, name).absolute() != leave_out)
        links = [name for name in names if Path(folder, name).is_symlink()]
        for name in sorted([*files, *links]):
            yield _look(Path(folder, name), str(whence), os.path.relpath(Path(folder, name), whence))
    for error in broken:
        name = os.path.relpath(error.filename, whence)
        remedy = "Give yourself the right to read it and add it again."
        yield Found(
            Path(error.filename), str(whence), name, f"the folder cannot be read: {error.strerror}", remedy
        )


def _look(path: Path, whence: str, name: str) -> Found:
    shown = os.fsencode(name).decode("utf-8", "backslashreplace")
    if path.name in JUNK:
        return Found(path, whence, shown, "a file of the desktop's own, not a record")
    if path.is_symlink():
        return Found(path, whence, shown, "a symbolic link", "Add the file or folder that it points to.")
    if not path.is_file():
        return Found(path, whence, shown, "not a regular file (a pipe, socket or device)")
    return Found(path, whence, shown)


def arrive(
    space: Workspace,
    paths: Sequence[Path],
    collection: str,
    released: str | None,
    watch: Watcher,
    called: str = "",
) -> Arrived:
    """Store and enter every file under ``paths``; a bad one is refused with its reason and the rest go on.

    Args:
        called: what to say of whence they came; "" = the paths themselves.

    Raises:
        UsageError: a path that does not exist.
        ArchiveError: the archive's own disk fails.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"There is no file or folder {path}", "Check the spelling.")
    arrived, tally = Arrived(), Tally("taking in")
    with ThreadPoolExecutor(_THREADS) as pool:
        for path in paths:
            source = _Source(path, called, collection, released)
            _arrive_path(space, source, _Counter(arrived, tally, watch), pool)
    return arrived


@dataclass(frozen=True, slots=True)
class _Source:
    """A path, what to say of whence it comes, and under what it was published."""

    path: Path
    called: str
    collection: str
    released: str | None


@dataclass
class _Counter:
    """Counts arrivals and tells the watcher."""

    arrived: Arrived
    tally: Tally
    watch: Watcher

    def tell(self, count: int) -> None:
        self.tally.done += count
        self.tally.mark()
        self.watch.show(self.tally)


def _arrive_path(space: Workspace, source: _Source, counter: _Counter, pool: ThreadPoolExecutor) -> None:
    published = (source.collection, source.released)
    batch = space.catalogue.accessions.begin_batch(
        source.called or str(source.path.absolute()),
        {"collection": source.collection, "released": source.released},
    )
    before = counter.arrived.found
    chunk: list[Arrival] = []
    seen_new: list[bool] = []
    for found, outcome in _stored(space, walk(source.path, space.root.absolute(), source.called), pool):
        counter.arrived.found += 1
        if isinstance(outcome, Stored):
            chunk.append(
                Arrival(
                    outcome.digest, outcome.size, found.name, found.whence, None, published[0], published[1]
                )
            )
            seen_new.append(outcome.new)
        else:
            counter.arrived.refused += 1
            space.catalogue.accessions.refuse(batch, found.whence, found.name, outcome.reason, outcome.remedy)
        if len(chunk) >= _CHUNK:
            _enter(space, batch, chunk, seen_new, counter)
    _enter(space, batch, chunk, seen_new, counter)
    space.catalogue.accessions.finish_batch(batch, counter.arrived.found - before)


def _enter(
    space: Workspace, batch: int, chunk: list[Arrival], seen_new: list[bool], counter: _Counter
) -> None:
    """Record a chunk in one transaction and count what it brought."""
    for fresh, new_bytes in zip(space.catalogue.accessions.record(batch, chunk), seen_new, strict=True):
        if not fresh:
            counter.arrived.known += 1
        elif new_bytes:
            counter.arrived.new += 1
        else:
            counter.arrived.duplicates += 1
    counter.tell(len(chunk))
    chunk.clear()
    seen_new.clear()


def _stored(
    space: Workspace, files: Iterable[Found], pool: ThreadPoolExecutor
) -> Iterator[tuple[Found, Stored | InputError]]:
    """Store files side by side, in their order, a few at a time."""
    waiting: deque[tuple[Found, Future[Stored | InputError]]] = deque()
    put = _putter(space)
    for found in files:
        waiting.append((found, pool.submit(put, found)))
        if len(waiting) >= 2 * _THREADS:
            first, future = waiting.popleft()
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()


def _putter(space: Workspace) -> Callable[[Found], Stored | InputError]:
    def put(found: Found) -> Stored | InputError:
        if found.reason:
            return InputError(found.reason, found.remedy)
        try:
            return space.store.put(found.path)
        except InputError as error:
            return error

    return put
