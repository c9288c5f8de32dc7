"""Which boxes hide one passage: it goes on in the box below, or at the beginning of the next line.

text text ┌────────────┐          text text ┌────────────┐
┌─────────┴────────────┤          ┌─────┐   └────────────┘
├──────┬───────────────┘          └─────┘ text text text
└──────┘ text text                 line's end, line's beginning
 edges are shared
"""

from collections.abc import Sequence

from declass.model.anchor import Box

_NEXT_PT = 4.5  # from a box to the box on the next line; some reach into one another as far
_FLUSH_PT = 6.0  # edges drawn by hand or by a leaning scanner
_TYPE_PT = 3.0  # a letter that the edge cuts is no type beside it


def goes_on_from(boxes: Sequence[Box], words: Sequence[Box] = ()) -> tuple[int | None, ...]:
    """For each box the one whose passage it continues; None for a passage's first.

    Args:
        words: type on the page without its stamps; what a box at a line's end must not have on its right, and
            one at a line's beginning not on its left. () = not known, and only shared edges count.
    """
    return tuple(_before(n, boxes, words) for n in range(len(boxes)))


def _before(n: int, boxes: Sequence[Box], words: Sequence[Box]) -> int | None:
    box = boxes[n]
    above = [
        i
        for i, other in enumerate(boxes)
        if i != n and abs(box.y0 - other.y1) <= _NEXT_PT and other.y0 < box.y0 and other.y1 < box.y1
    ]
    touching = [i for i in above if _share_an_edge(boxes[i], box)]
    wrapped = [i for i in above if words and _next_line(boxes[i], box, words)]
    return max(touching or wrapped, key=lambda i: boxes[i].x1, default=None)


def _share_an_edge(above: Box, below: Box) -> bool:
    """Whether one stands upon the other, their left or right sides in one line."""
    upon = min(above.x1, below.x1) > max(above.x0, below.x0)
    return upon and (abs(above.x0 - below.x0) <= _FLUSH_PT or abs(above.x1 - below.x1) <= _FLUSH_PT)


def _next_line(above: Box, below: Box, words: Sequence[Box]) -> bool:
    """Whether one ends its line and the other begins the next."""
    right = any(_level(word, above) and word.x0 > above.x1 - _TYPE_PT for word in words)
    left = any(_level(word, below) and word.x1 < below.x0 + _TYPE_PT for word in words)
    return not right and not left


def _level(word: Box, box: Box) -> bool:
    return box.y0 <= (word.y0 + word.y1) / 2 <= box.y1
