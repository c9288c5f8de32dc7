"""Running text from markup, cut into pages, with notes taken out at the place they were called."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from declass.errors import LimitExceeded
from declass.model.page import Note, PageText
from declass.model.reading import DocumentHead, PageFailed, PageRead
from declass.read.options import Limits, ReadOptions
from declass.text.normal import clean

_BLANKS = re.compile(r"[ \t\n]+")
_SHORT_CHARS = 2_000  # a title or label longer than this is damage, and the receiver refuses 10,000


class Place(NamedTuple):
    """A page and an offset in its text."""

    page: int
    offset: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as it was flowed.

    Attributes:
        text: as stored (``clean``).
        notes: called on this page, in order.
        mark: the printed page's own name and the like, for ``PageText.parameters``.
    """

    text: str
    notes: tuple[Note, ...] = ()
    mark: str = ""


class Flow:
    """Collects text piece by piece; separators are written only between two pieces of one page.

    Attributes:
        written: pieces put so far.
        last_start, last_end: where the last piece stands.
        flat: while above 0, line ends become blanks (inside a table's cell).
    """

    def __init__(self) -> None:
        self.written = 0
        self.last_start = self.last_end = Place(0, 0)
        self.flat = 0
        self._leaves: list[Leaf] = []
        self._parts: list[str] = []
        self._length = 0
        self._separator = ""
        self._notes: list[Note] = []
        self._mark = ""
        self._turned = False

    @property
    def here(self) -> Place:
        """The place after the last piece; a separator that waits is not counted."""
        return Place(len(self._leaves), self._length)

    @property
    def tail(self) -> str:
        """The last characters of the page, "" where a separator waits."""
        return self._parts[-1][-2:] if self._parts and not self._separator else ""

    def words(self, text: str) -> None:
        """Add text whose white space says nothing but "blank"."""
        collapsed = _BLANKS.sub(" ", clean(text.replace("\f", " ")))
        if collapsed.startswith(" "):
            self.space()
        self._put(collapsed.strip(" "))
        if collapsed.endswith(" "):
            self.space()

    def verbatim(self, text: str) -> None:
        """Add text whose blanks, tabs and line ends are to be kept."""
        kept = clean(text)
        self._put(kept.replace("\n", " ") if self.flat else kept)

    def space(self) -> None:
        """A blank before the next piece, unless something stronger waits."""
        self._separator = self._separator or " "

    def line(self) -> None:
        """A line end before the next piece; several are one."""
        if self.flat:
            self.space()
        else:
            self._separator = "\n"

    def tab(self) -> None:
        """A tab before the next piece; several are kept, for empty cells."""
        self._separator = self._separator.rstrip(" ") + "\t"

    def note(self, text: str, label: str = "", kind: str = "footnote") -> None:
        """Keep a note called here; its text is cleaned by whoever flowed it."""
        page, offset = self.here
        self._notes.append(Note(page, offset, short(label), clean(text).strip(), kind))

    def new_page(self, mark: str = "") -> None:
        """End the page; the first call on an empty first page only names it."""
        if self._turned or self._parts or self._notes:
            self._close()
        self._mark, self._turned = short(mark), True

    def end_page(self) -> None:
        """End the page, blank or not."""
        self._close()
        self._mark, self._turned = "", True

    def pages(self) -> list[Leaf]:
        """All pages, the open one included; at least one."""
        self._close()
        return self._leaves

    def _close(self) -> None:
        text = clean("".join(self._parts))
        notes = tuple(
            n if n.offset <= len(text) else Note(n.page, len(text), n.label, n.text, n.kind)
            for n in self._notes
        )
        self._leaves.append(Leaf(text, notes, self._mark))
        self._parts, self._length, self._separator, self._notes = [], 0, "", []

    def _put(self, piece: str) -> None:
        if not piece:
            return
        if self._parts and self._separator:
            self._append(self._separator)
        self._separator = ""
        before = self._length
        if self._parts and _joins(self._parts[-1][-1], piece[0]):
            self._parts = [clean("".join(self._parts) + piece)]  # an accent in the next element
            self._length = len(self._parts[0])
        else:
            self._append(piece)
        self.written += 1
        self.last_start = Place(len(self._leaves), min(before, self._length))
        self.last_end = self.here

    def _append(self, piece: str) -> None:
        self._parts.append(piece)
        self._length += len(piece)


def _joins(last: str, first: str) -> bool:
    if first < "\u0300":  # no character below combines with the one before it
        return False
    return unicodedata.combining(first) > 0 or not unicodedata.is_normalized("NFC", last + first)


def short(text: str) -> str:
    """A label, title or metadata value: one line, clean, of bounded length.

    >>> short(" A\\n  title ")
    'A title'
    """
    return _BLANKS.sub(" ", clean(text)).strip()[:_SHORT_CHARS]


def head(media_type: str, pages: int | None, metadata: dict[str, str], limits: Limits) -> DocumentHead:
    """A document's head; empty metadata are left out, and a page count above the limit is not claimed."""
    kept = {key: value for key, raw in metadata.items() if (value := short(raw))}
    return DocumentHead(media_type, pages if pages is None or pages <= limits.pages else None, kept)


def page_events(
    leaves: Iterable[Leaf], engine: tuple[str, str], options: ReadOptions, limits: Limits
) -> Iterator[PageRead | PageFailed]:
    """The wanted pages as events.

    Args:
        leaves: pages in order.
        engine: name and version of what read them.

    Raises:
        LimitExceeded: after the last page that the limit allows.
    """
    for index, leaf in enumerate(leaves):
        if index >= limits.pages:
            raise LimitExceeded(
                f"the file has more than {limits.pages} pages", "Split it, or raise the limit 'pages'."
            )
        if options.wants(index):
            yield _page_event(index, leaf, engine, limits)


def _page_event(index: int, leaf: Leaf, engine: tuple[str, str], limits: Limits) -> PageRead | PageFailed:
    longest = max(len(leaf.text), *(len(note.text) for note in leaf.notes), 0)
    if longest > limits.text_chars_per_page:
        reason = (
            f"page {index + 1} has {longest} characters, more than the {limits.text_chars_per_page} allowed"
        )
        return PageFailed(index, reason, "Split the file, or raise the limit 'text_chars_per_page'.")
    text = PageText(leaf.text, "embedded", engine[0], engine[1], leaf.mark)
    return PageRead(index, 0, 0, text=text, notes=leaf.notes)


def joined(values: Sequence[str]) -> str:
    """Distinct values in order, one a line."""
    return "\n".join(dict.fromkeys(value for value in values if value))
