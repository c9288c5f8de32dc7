"""Whether a page's image shows something withheld where its text lacks words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Protocol

from declass.model.anchor import Box, Span
from declass.model.page import Word


class Paper(Protocol):
    """The image of a page, asked about boxes on it."""

    def ink(self, place: Box) -> float:
        """Share of ink, 0–1."""
        ...

    def bar_pt(self, place: Box) -> float:
        """Length in points of the longest stretch that is dark over the place's whole height."""
        ...


_SAME_LINE = 0.5  # share of the lower word's height that two words of one line have in common
_COVERS = 0.5  # share of the smaller side, along and across the line, that box and place have in common
_BLANK_EM = 2.0  # heights of a line: a gap this wide holds a word of four letters and its spaces
_EMPTY = 0.004  # share of ink below which paper is bare; a line of type has .05–.15, a speck .001
_BAR_EM = 2.0  # heights of a line: no letter and no smudge is dark for so long over its whole height
_LITTER_LETTERS = 24  # a code and its litter inside a box; more is words in a frame
_NARROW = 1.0  # heights of a line: typewritten, the space between two words is two thirds of that
_LETTER = 0.5  # of the page's usual width of a letter: "i" and "l" need no more
_NEXT_EM = 2.0  # heights of a line: a box that begins so near to a word is what comes next on its line


@dataclass(frozen=True)
class LookedAt:
    """A page that was looked at.

    Attributes:
        words: of the text that is compared, with boxes.
        boxes: what the page withholds.
        paper: its image; None where only the boxes are at hand.
    """

    words: Sequence[Word]
    boxes: Sequence[Box]
    paper: Paper | None = None

    def withheld(self, start: int, end: int) -> bool | None:
        """Whether something is withheld at a place of the text; None = it cannot be told.

        Args:
            start: where the last word before the place ends, or the first one in it starts.
            end: where the first word after the place starts, or the last one in it ends.
        """
        gap = _gap(self.words, start, end)
        place = _place(gap) if gap else []
        if gap and any(_covers(box, part) for box in self.boxes for part in _place(_freed(gap, box))):
            return True
        if not gap or not place:
            return None
        if self.paper is not None and _barred_or_blank(place, self.paper):
            return True
        return None if any(_touches(gap, box) for box in self.boxes) else False

    def litter(self, start: int, end: int) -> bool:
        """Whether most letters of a place stand on boxes that hold a code and no more."""
        within = [w for w in self.words if w.start < end and w.end > start]
        hidden = [w for box in self.boxes for w in _inside(self.words, box) or () if w in within]
        return 2 * sum(w.end - w.start for w in set(hidden)) > sum(w.end - w.start for w in within)


def span_of(words: Sequence[Word], box: Box) -> Span | None:
    """Where in the text a box stands: the words read inside it, or an empty span after the word before it.

    None where it stands before all words, or where so much was read inside that it hides nothing.
    """
    inside = _inside(words, box)
    if inside is None:
        return None
    if inside:
        return Span(min(w.start for w in inside), max(w.end for w in inside))
    height = min((w.box.height_pt for w in words), default=0.0)
    top = Box(box.x0, box.y0, box.x1, min(box.y1, box.y0 + max(height, 1.0)))
    before = [w for w in words if w.box.y1 <= top.y0 or _in_line(w.box, top)]
    last = max(before, key=lambda w: w.end, default=None)
    return None if last is None else Span(last.end, last.end)


def _inside(words: Sequence[Word], box: Box) -> list[Word] | None:
    """The words read inside a box; None where they are so many that it hides nothing."""
    inside = [w for w in words if _holds(box, w.box)]
    return inside if sum(w.end - w.start for w in inside) <= _LITTER_LETTERS else None


def _holds(box: Box, word: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


@dataclass(frozen=True, slots=True)
class _Gap:
    """A place of a page's text.

    Attributes:
        before, after: boxes of the words on either side; None at the text's ends.
        rooms: points that the letters of either word need at least.
        left, right: where the lines of the page begin and end.
    """

    before: Box | None
    after: Box | None
    rooms: tuple[float, float]
    left: float
    right: float

    @property
    def within_line(self) -> bool:
        return self.before is not None and self.after is not None and _in_line(self.before, self.after)


def _gap(words: Sequence[Word], start: int, end: int) -> _Gap | None:
    """The words on either side of a place, signs that stick to them included; None where there are none."""
    before = max((w for w in words if w.start < start and w.end <= end), key=lambda w: w.end, default=None)
    after = min((w for w in words if w.end > end and w.start >= start), key=lambda w: w.start, default=None)
    if before is None and after is None:
        return None
    letter = _LETTER * median(w.box.width_pt / max(1, w.end - w.start) for w in words)
    first, last = ((w.end - w.start) * letter if w else 0.0 for w in (before, after))
    left, right = min(w.box.x0 for w in words), max(w.box.x1 for w in words)
    boxes = (before.box if before else None, after.box if after else None)
    return _Gap(*boxes, (first, last), left, right)


def _freed(gap: _Gap, box: Box) -> _Gap:
    """The gap if the words beside it end where a box begins that leaves their letters enough room.

    An engine that reads the rim of a box as a letter gives the word the box's ink:

        ┌ agent ──────┐ ┌───── thad ┐     the words' places as read
                ███████████████           the box
    """
    before, after, (first, last) = gap.before, gap.after, gap.rooms
    beside = before is not None and _level(before, box) and box.x0 >= before.x0 + first
    ahead = after is not None and _level(after, box) and box.x1 <= after.x1 - last
    if gap.within_line and not (beside and ahead):
        return gap
    if before and beside and box.x1 >= before.x1 - before.height_pt / 2:
        before = replace(before, x1=min(before.x1, box.x0))
        if box.x0 <= before.x1 + _NEXT_EM * before.height_pt:
            gap = replace(gap, right=max(gap.right, box.x1))
    if after and ahead and box.x0 <= after.x0 + after.height_pt / 2:
        after = replace(after, x0=max(after.x0, box.x1))
        if box.x1 >= after.x0 - _NEXT_EM * after.height_pt:
            gap = replace(gap, left=min(gap.left, box.x0))
    return replace(gap, before=before, after=after)


def _touches(gap: _Gap, box: Box) -> bool:
    """A box that reaches into a gap within a line, and is no frame around both words beside it."""
    before, after = gap.before, gap.after
    if before is None or after is None or not gap.within_line:
        return False
    around = box.x0 <= before.x0 and box.x1 >= after.x1
    reaches = box.x0 < after.x0 and box.x1 > before.x1
    return reaches and not around and (_level(before, box) or _level(after, box))


def _place(gap: _Gap) -> list[Box]:
    """Where words would stand that belong between the word before a place and the word after it.

                 ┌ rest of the line ┐
    the word before ░░░░░░░░░░░░░░░░
    ░░░░░░░░░ lines between ░░░░░░░░
    ░░░░░░░░░░░░░░░░░ the word after
    └ start of the line ┘
    """
    before, after = gap.before, gap.after
    if before is not None and after is not None and gap.within_line:
        return [_box(before.x1, before, after.x0, after)]
    parts = []
    if before is not None:
        parts.append(_box(before.x1, before, gap.right, before))
    if before is not None and after is not None and after.y0 - before.y1 > before.height_pt / 2:
        parts.append(Box(gap.left, before.y1, gap.right, after.y0))
    if after is not None:
        parts.append(_box(gap.left, after, after.x0, after))
    return [part for part in parts if part.width_pt > _NARROW * part.height_pt]


def _box(x0: float, upper: Box, x1: float, lower: Box) -> Box:
    return Box(x0, min(upper.y0, lower.y0), max(x0, x1), max(upper.y1, lower.y1))


def _in_line(a: Box, b: Box) -> bool:
    """``b`` follows ``a`` on one line."""
    return b.x0 >= a.x0 and _level(a, b)


def _level(a: Box, b: Box) -> bool:
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared >= _SAME_LINE * min(a.height_pt, b.height_pt)


def _covers(box: Box, place: Box) -> bool:
    across = min(box.y1, place.y1) - max(box.y0, place.y0)
    along = min(box.x1, place.x1) - max(box.x0, place.x0)
    return (
        place.width_pt > _NARROW * place.height_pt
        and across >= _COVERS * min(box.height_pt, place.height_pt)
        and along >= _COVERS * min(box.width_pt, place.width_pt)
    )


def _barred_or_blank(place: Sequence[Box], paper: Paper) -> bool:
    """A bar over type, or bare paper within a line, wide enough for a word."""
    if any(
        paper.bar_pt(line) >= _BAR_EM * line.height_pt for part in place for line in _lines(part, place[0])
    ):
        return True
    within_line = len(place) == 1 and place[0].width_pt >= _BLANK_EM * place[0].height_pt
    return within_line and paper.ink(place[0]) < _EMPTY


def _lines(part: Box, line: Box) -> Iterator[Box]:
    """A part of the place cut into strips as high as half a line of type, its rim left out."""
    height = max(line.height_pt / 2, 1.0)
    for k in range(max(1, round((part.height_pt - height) / height))):
        top = part.y0 + height / 2 + k * height
        yield Box(part.x0, top, part.x1, top + height)
