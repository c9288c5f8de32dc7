"""The pages of a long document, shared among the processes that are free and put together again.

    document ─► a worker comes to a page that takes seconds ─► Piece(pages before it; the rest)
                                                                       │
    the rest ─► stretches, ever shorter ─► workers ─► pieces ─► a worker joins them, and settles once
                  │ died: read again, then the document is quarantined
                  └ ended early: the document is read by one process, whose words tell how far it came

Pieces are packed by the worker that made them and unpacked by the one that joins them: the process between
holds a few kilobytes a page, and never an image.
"""

import pickle
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from declass.model.reading import DocumentHead, PageRead, ReadEvent
from declass.read.dispatch import BY_PAGE

LONG_PAGES = 8
"""Pages left from which a document is shared: opening it anew, and drawing a page twice, takes .3 s of
processor time, a hundredth of what eight scanned pages take."""
LAST_PAGES = 3
"""The same where hardly a document waits, so that somebody would soon have nothing to do."""

WORTH_S = 6.0
"""Seconds of one process from which a command shares a file that it has begun alone: a second process is at
work after 1.5 s, 1.2 s of processor time."""

_ROUNDS = 2  # a stretch is what is left, over this many times the processes: the last ones are single pages
_MOST_PAGES = 100  # a stretch: what a process that dies has read for nothing


@dataclass(frozen=True, slots=True)
class Share:
    """What one process is to do of a document that many read.

    Attributes:
        pages: 0-based, to be read; none where the pieces are to be joined.
        pieces: as ``packed``, of all the pages.
    """

    pages: range = range(0)
    pieces: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """What a process made of its pages.

    Attributes:
        content: as ``packed``; told apart by nobody on the way.
        chars: of the embedded text.
        rest: 0-based pages left for others; in a document's first piece only.
        whole: whether all went as it should. Where not, only reading in one go says what is to be said.
    """

    content: bytes = b""
    chars: int = 0
    rest: range = range(0)
    whole: bool = True


def packed(content: object) -> bytes:
    """Values on their way from one worker to another, small enough to wait in memory."""
    return zlib.compress(pickle.dumps(content, pickle.HIGHEST_PROTOCOL), 1)


def unpacked(content: bytes) -> Any:
    """The values again; only of bytes that a worker of ours has packed."""
    return pickle.loads(zlib.decompress(content))


def to_share(event: ReadEvent, head: DocumentHead | None, share_from: int) -> range:
    """The pages from this one on, where they are worth sharing: it has an image, which takes seconds.

    Args:
        share_from: pages left from which they are; 0 = never.
    """
    if not share_from or head is None or head.media_type not in BY_PAGE:
        return range(0)
    if not isinstance(event, PageRead) or event.image is None:
        return range(0)
    rest = range(event.index, head.pages_expected or 0)
    return rest if len(rest) >= share_from else range(0)


def stretch(left: int, processes: int) -> int:
    """How many of the pages left are handed out next: ever fewer, so that all processes end at once."""
    return min(_MOST_PAGES, -(-left // (_ROUNDS * processes)))


class Pace:
    """How long the scanned pages of a file take, and so whether those left are worth starting processes for.

    Args:
        worth_s: seconds, at the pace so far, from which they are.
        clock: seconds, monotonic.
    """

    def __init__(self, worth_s: float = WORTH_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._worth_s, self._clock = worth_s, clock
        self._began = 0.0
        self._met = 0

    def worth(self, left: int) -> bool:
        """Asked whenever such a page comes; of the first nothing is known yet, so it is read here.

        Args:
            left: pages, this one included.
        """
        now, done = self._clock(), self._met
        self._began = self._began if done else now
        self._met += 1
        return done > 0 and left * (now - self._began) / done >= self._worth_s


def own_to_a_process(path: Path) -> bool:
    """Whether the name is another file for another process, as /dev/stdin is, so that none can share it."""
    return any(path.absolute().is_relative_to(folder) for folder in ("/dev", "/proc"))


class Sharable(Protocol):
    """A unit that stands for a document, or for a share in it; a frozen dataclass.

    Attributes:
        key: what tells its document from others.
        share_from: pages left from which it is to be shared; 0 = never.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def key(self) -> str: ...
    @property
    def share(self) -> Share | None: ...
    @property
    def share_from(self) -> int: ...


U = TypeVar("U", bound=Sharable)


@dataclass
class _Long(Generic[U]):
    """One document in many hands."""

    unit: U
    rest: range
    pieces: list[bytes] = field(default_factory=list)
    chars: int = 0
    reading: int = 0


class Sharing(Generic[U]):
    """Which pages of the documents in hand nobody has begun, and what was made of the others.

    Args:
        processes: that share the work.
        most_chars: of embedded text in one document; one with more is left to one process, which stops.
    """

    def __init__(self, processes: int, most_chars: int) -> None:
        self._processes = processes
        self._most_chars = most_chars
        self._long: dict[str, _Long[U]] = {}
        self._alone: deque[U] = deque()

    def from_pages(self, waiting: int) -> int:
        """From how many pages left a document is to be shared that is handed out now.

        Args:
            waiting: documents that nobody has in hand yet.
        """
        if self._processes == 1:
            return 0
        return LONG_PAGES if waiting >= self._processes else LAST_PAGES

    def __contains__(self, key: str) -> bool:
        return key in self._long

    def take(self, unit: U, piece: Piece) -> None:
        """Take in what a process made of a document, or of its share in one."""
        long = self._long.setdefault(unit.key, _Long(replace(unit, share_from=0), piece.rest))
        if unit.share is not None:
            long.reading -= 1
        long.pieces.append(piece.content)
        long.chars += piece.chars
        if not piece.whole or long.chars > self._most_chars:
            self.drop(unit.key)
            self._alone.append(replace(unit, share=None, share_from=0))

    def __len__(self) -> int:
        return len(self._long)

    def drop(self, key: str) -> None:
        """Let go of a document: it is done, or given up."""
        self._long.pop(key, None)

    def next(self) -> U | None:
        """The next thing to do; None while all is in hand."""
        if self._alone:
            return self._alone.popleft()
        for long in self._long.values():
            if long.rest:
                return self._stretch(long)
            if long.pieces and not long.reading:
                pieces, long.pieces = tuple(long.pieces), []
                return replace(long.unit, share=Share(pieces=pieces))
        return None

    def _stretch(self, long: _Long[U]) -> U:
        """The next pages: first long stretches, which cost less, then short ones, so that all end at once."""
        length = stretch(len(long.rest), self._processes)
        pages, long.rest = long.rest[:length], long.rest[length:]
        long.reading += 1
        return replace(long.unit, share=Share(pages))

    def one_by_one(self, unit: U) -> list[U]:
        """A stretch in single pages, so that the one that brings its process down costs only itself."""
        pages = unit.share.pages if unit.share is not None else ()
        self._long[unit.key].reading += len(pages) - 1
        return [replace(unit, share=Share(range(page, page + 1))) for page in pages]
