"""A text pieced together from several releases: cuts of their pages, in reading order, and edits on them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from declass.compare.words import Words, split

_CLOSING = frozenset(".,;:!?)]}’”%")


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of one page of one release.

    Attributes:
        release: index of the release.
        page: 0-based.
        start, end: code points in the page's text, half-open.
        gap: nothing readable stands here.
    """

    release: int
    page: int
    start: int
    end: int
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of a draft, half-open, that give way to other cuts; an empty range only takes them in."""

    start: int
    stop: int
    cuts: tuple[Cut, ...]


class Draft:
    """Cuts in reading order, with their joined text.

    Args:
        releases: for each release the texts of its pages.
    """

    def __init__(self, releases: Sequence[Sequence[str]], cuts: Sequence[Cut]) -> None:
        self._releases = releases
        self.cuts = tuple(cuts)

    def of(self, cut: Cut) -> str:
        """The words of a cut, as they stand at its source."""
        return self._releases[cut.release][cut.page][cut.start : cut.end]

    @cached_property
    def text(self) -> str:
        """All cuts joined; a form feed stands before each page."""
        return "".join(
            part for pair in zip(self._joints, map(self.of, self.cuts), strict=True) for part in pair
        )

    @cached_property
    def words(self) -> Words:
        return split(self.text)

    @cached_property
    def _joints(self) -> list[str]:
        """What stands before each cut."""
        joints: list[str] = []
        for i, cut in enumerate(self.cuts):
            joints.append(self._joint(self.cuts[i - 1], cut) if i else "")
        return joints

    def _joint(self, before: Cut, after: Cut) -> str:
        return joint(before, after, self.of(before), self.of(after))

    @cached_property
    def starts(self) -> list[int]:
        """Where each cut begins in the text."""
        found, at = [], 0
        for between, cut in zip(self._joints, self.cuts, strict=True):
            found.append(at + len(between))
            at = found[-1] + cut.end - cut.start
        return found

    def slice(self, start: int, stop: int) -> Iterator[Cut]:
        """The cuts of a range of the text; pages without any text count as standing at their place."""
        first = max(0, bisect_right(self.starts, start) - 1)
        while first > 0 and self.starts[first - 1] >= start:
            first -= 1  # empty pages at the very start of the range
        for i in range(first, len(self.cuts)):
            cut, at = self.cuts[i], self.starts[i]
            if at > stop or (at == stop and stop < len(self.text)):
                return
            low, high = max(start - at, 0), min(stop - at, cut.end - cut.start)
            if low < high or (cut.start == cut.end and at >= start):
                yield replace(cut, start=cut.start + low, end=cut.start + max(low, high))

    def edited(self, edits: Sequence[Edit]) -> "Draft":
        """The draft after edits that do not overlap."""
        cuts: list[Cut] = []
        at = 0
        for edit in sorted(edits, key=lambda e: (e.start, e.stop)):
            cuts += [*self.slice(at, edit.start), *edit.cuts]
            at = edit.stop
        cuts += self.slice(at, len(self.text))
        return Draft(self._releases, cuts)


def joint(before: Cut, after: Cut, words_before: str, words_after: str) -> str:
    """What joins two cuts: a form feed before a page's top, nothing within one text, else a space."""
    if after.start == 0:
        return "\f"
    same_page = (before.release, before.page) == (after.release, after.page)
    if (same_page and before.end == after.start) or words_before[-1:].isspace():
        return ""
    return "" if words_after[:1].isspace() or words_after[:1] in _CLOSING else " "
