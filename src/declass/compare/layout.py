"""Pages as one text with its lines: where each word stands, and which lines are furniture."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import Indel

from declass.compare.words import Words, split

PAGE_BREAK = "\n\f\n"
"""Between two pages of the joined text: no word, and not met within a page."""

_PAGE_MARK = re.compile(r"#{1,6}\s*(?:page|p[aá]gina)\s*\d+\s*|-{3,}\s*|#{1,6}[\s\d_.-]+", re.IGNORECASE)
_STAMP = re.compile(
    r"\W*(?:"
    r"\d{1,3}[-.]\d{4,5}[\dOQ]?(?:-\d{4,6})?"  # page stamps and record numbers alone on a line: 13-00000
    r"|(?:page|p[aá]g\w*\.?)\s*\d+(?:\s*(?:of|de)\s*\d+)?"
    r"|-?\s*\d{1,3}\s*-?"
    r")\W*",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"release[d]?\s+under|for\s+release|records?\s+act\s+of|declassif|sanitized|unclassified|authority\s+nn"
    r"|historical\s+review|reproduction\s+(?:by|prohibited)|desclasific",
    re.IGNORECASE,
)
_MARKINGS = ("secret", "topsecret", "confidential", "classifiedmessage", "restricted", "secreto", "reservado")
_LIKE_MARKING = 0.72  # share of letters: SEGRET, SERRET and CONFIDENTTAL count, "section" does not
_FULL_LINE_WORDS = 4
_REPEATED = 3  # a line met this often in one text, its digits aside, is a running head or a form


@dataclass(frozen=True)
class Laid:
    """One release's text, laid out.

    Attributes:
        pages: the texts of the pages.
        words: the words of all pages joined by ``PAGE_BREAK``.
    """

    pages: tuple[str, ...]
    words: Words

    @classmethod
    def of(cls, pages: Sequence[str]) -> "Laid":
        return cls(tuple(pages), split(PAGE_BREAK.join(pages)))

    @cached_property
    def page_starts(self) -> list[int]:
        starts, at = [], 0
        for page in self.pages:
            starts.append(at)
            at += len(page) + len(PAGE_BREAK)
        return starts

    def page_of(self, at: int) -> int:
        """The page on which a place of the joined text lies."""
        return max(0, bisect_right(self.page_starts, at) - 1)

    def place(self, start: int, end: int) -> tuple[int, int, int]:
        """Page, and start and end within that page, of a span of the joined text."""
        page = self.page_of(start)
        first = self.page_starts[page] if self.page_starts else 0
        size = len(self.pages[page]) if self.pages else 0
        return page, min(start - first, size), min(end - first, size)

    def places(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Page, start and end of what a span of the joined text has on each of its pages."""
        pages = range(self.page_of(start), self.page_of(end) + 1)
        cuts = [self.page_starts[page] if self.page_starts else 0 for page in pages]
        return [self.place(max(start, cut), end) for cut in cuts]

    @cached_property
    def starts(self) -> list[int]:
        return [int(x) for x in self.words.start]

    @cached_property
    def ends(self) -> list[int]:
        return [int(x) for x in self.words.end]

    @cached_property
    def folded(self) -> list[str]:
        cuts = [int(x) for x in self.words.bounds]
        return [self.words.letters[a:b] for a, b in pairwise(cuts)]

    @cached_property
    def lines(self) -> list[str]:
        """Lines that hold anything at all, in order."""
        return [line for line, _ in self._numbered]

    @cached_property
    def _numbered(self) -> list[tuple[str, int]]:
        """Lines that are not blank, and where each starts."""
        found, at = [], 0
        for line in self.words.text.split("\n"):
            if line.strip():
                found.append((line, at))
            at += len(line) + 1
        return found

    @cached_property
    def line_of(self) -> list[int]:
        """For each word, the index of its line."""
        begins = [at for _, at in self._numbered]
        return [bisect_right(begins, start) - 1 for start in self.starts]

    @cached_property
    def line_words(self) -> dict[int, tuple[int, int]]:
        """Line index -> its first word and stop."""
        spans: dict[int, tuple[int, int]] = {}
        for i, line in enumerate(self.line_of):
            spans[line] = (spans[line][0] if line in spans else i, i + 1)
        return spans

    @cached_property
    def furniture(self) -> list[bool]:
        """For each line: whether it is a page mark, stamp, banner, marking or running head."""
        keys = [_key(line) for line in self.lines]
        counted = Counter(keys)
        return [
            stamped or (counted[key] >= _REPEATED and len(key) > 2)
            for stamped, key in zip(self.stamped, keys, strict=True)
        ]

    @cached_property
    def stamped(self) -> list[bool]:
        """For each line: whether it is a page mark, stamp, banner or marking by its own look."""
        return [_is_furniture(line, _key(line)) for line in self.lines]

    @cached_property
    def width(self) -> list[int]:
        """For each line: its characters without space at either end."""
        return [len(line.strip()) for line in self.lines]

    @cached_property
    def usual_width(self) -> int:
        """Characters of a full line: the upper quartile of all that hold four words and more."""
        full = sorted(w for w, (a, b) in self._spanned() if b - a >= _FULL_LINE_WORDS)
        return full[3 * len(full) // 4] if full else 0

    def _spanned(self) -> Iterator[tuple[int, tuple[int, int]]]:
        return ((self.width[line], words) for line, words in self.line_words.items())

    @cached_property
    def page_mark(self) -> list[bool]:
        """For each line: whether a page begins or ends there."""
        return ["\f" in line or bool(_PAGE_MARK.fullmatch(line.strip())) for line in self.lines]


def _key(line: str) -> str:
    return re.sub(r"\d", "0", re.sub(r"[\W_]+", "", line.casefold()))


def _is_furniture(line: str, key: str) -> bool:
    bare = line.strip()
    if _PAGE_MARK.fullmatch(bare) or _STAMP.fullmatch(bare) or _BANNER.search(bare):
        return True
    letters = re.sub(r"\d", "", key)
    return 4 <= len(letters) <= 20 and any(
        Indel.normalized_similarity(letters, marking) >= _LIKE_MARKING for marking in _MARKINGS
    )
