"""Which code stands for which withheld place: inside, beside or above it, or for all of a page or document.

         3.3(h)(2)  <- above the corner of its box: nearest, when no box stands at its height
┌──────────────┐
│   3.5(c)     │    <- inside
└──────────────┘  3.3(h)(2)   <- in the margin: at the same height

Boxes of one passage have one reason, printed in one of them or beside one.
"""

from collections.abc import Sequence
from dataclasses import replace

from declass.model.anchor import Box
from declass.model.withholding import CodeSource, ExemptionCode, Withholding
from declass.redact.codes import codes
from declass.redact.passages import goes_on_from
from declass.redact.placed import CodeMark

_EDGE_PT = 3.0  # a code touching the frame from inside
_NEAREST_PT = 60.0  # farther up or down, a code in the margin speaks of something else
_SHARED_PT = 12.0  # a line of type: boxes farther from a stamp that another box has are told nothing by it
_BESIDE_PT = 8.0  # a second code is of the same box only where it stands this near to its height
_GOING_ON_PT = 1.0  # of two boxes at a stamp's height, the one that begins a passage
_NEARER = 0.0002  # then the one on the stamp's side of the page
_STACK_PT = 8.0  # lines of one stamp are closer than this
_BELOW = 1.5  # a code stands above the box's lower edge; what stands below costs more
_FROM_PAGE, _FROM_DOCUMENT = 0.9, 0.85  # probability that the only code printed for all holds for a place
_OF_SEVERAL = 0.6  # and that one of several does: most places have one reason, some have two

_LIKELY = 0.5  # a frame that is hardly one must not take a code from those beside it

_KINDS = ("black", "white_outlined", "grey", "blank")
"""Kinds of places that codes stand beside."""
_INHERITING = ("black", "white_outlined", "grey", "whole_page")
"""Kinds that a code printed for all holds for; a blank is a candidate, for which nobody gave a reason."""


def secret(mark: CodeMark) -> bool:
    """Whether the code keeps something secret, unlike marks for illegible words or old schedules."""
    return codes()[mark.mention.value].secrecy


def linked(
    found: Sequence[Withholding], marks: Sequence[CodeMark], words: Sequence[Box] = ()
) -> tuple[Withholding, ...]:
    """The withholdings of one page with the codes printed in or beside them.

    A bare code such as ``B1`` counts only inside a box or beside one. A box without one of its own keeps
    ``codes=()``; ``inherited`` gives it those of its page or document.

    Args:
        words: type on the page; tells which boxes go on from the line above.
    """
    boxes = {
        i: one.box
        for i, one in enumerate(found)
        if one.box is not None and one.kind in _KINDS and one.probability >= _LIKELY
    }
    given: dict[int, list[ExemptionCode]] = {i: [] for i in boxes}
    left = []
    for mark in filter(secret, marks):
        inside = [i for i, box in boxes.items() if _inside(mark.box, box)]
        if inside:
            smallest = min(inside, key=lambda i: boxes[i].area_pt2)
            given[smallest].append(_code(mark, "inside"))
        else:
            left.append(mark)
    type_ = [word for word in words if not any(_meet(word, mark.box) for mark in marks)]
    before = goes_on_from(tuple(boxes.values()), type_)
    keys = tuple(boxes)
    _beside(left, boxes, given, {i: keys[n] for i, n in zip(keys, before, strict=True) if n is not None})
    return tuple(replace(one, codes=_own(i, one, given)) for i, one in enumerate(found))


def _own(i: int, one: Withholding, given: dict[int, list[ExemptionCode]]) -> tuple[ExemptionCode, ...] | None:
    if i in given:
        return _distinct(given[i])
    return () if one.kind in _KINDS and one.codes is None else one.codes


def _beside(
    marks: Sequence[CodeMark],
    boxes: dict[int, Box],
    given: dict[int, list[ExemptionCode]],
    before: dict[int, int],
) -> None:
    """Codes outside every box: stamps and boxes are paired one to one, the nearest first, those at a box's
    height before others; each time the boxes of one passage share what they have. Then second stamps at a
    box's height are added to it, and boxes that are left share the nearest stamp."""
    stamps = _stamps(marks)
    costs = sorted(
        (_cost(_around(stamp), box) + _GOING_ON_PT * (i in before), n, i)
        for n, stamp in enumerate(stamps)
        for i, box in boxes.items()
    )
    used: set[int] = set()
    for most in (_BESIDE_PT, _NEAREST_PT):
        for cost, n, i in costs:
            if cost <= most and n not in used and not given[i]:
                given[i] += _codes(stamps[n])
                used.add(n)
        _shared_out(given, before)
    for cost, n, i in costs:
        if cost <= _BESIDE_PT and n not in used:
            given[i] += _codes(stamps[n])
            used.add(n)
    for cost, n, i in costs:
        if cost <= _SHARED_PT and not given[i]:
            given[i] += _codes(stamps[n])


def _shared_out(given: dict[int, list[ExemptionCode]], before: dict[int, int]) -> None:
    """Boxes without a code get those of the box they go on from, or of the one that goes on from them."""
    for _ in before:  # a passage has no more boxes than this
        for i, first in before.items():
            if not given[i]:
                given[i] += given[first]
        for i, first in before.items():
            if not given[first]:
                given[first] += given[i]


def _stamps(marks: Sequence[CodeMark]) -> list[list[CodeMark]]:
    """Marks that stand under or beside one another, as the lines of one stamp."""
    stamps: list[list[CodeMark]] = []
    for mark in sorted(marks, key=lambda mark: (mark.box.y0, mark.box.x0)):
        for stamp in stamps:
            if _touching(_around(stamp), mark.box):
                stamp.append(mark)
                break
        else:
            stamps.append([mark])
    return stamps


def _touching(a: Box, b: Box) -> bool:
    apart = max(b.y0 - a.y1, a.y0 - b.y1)
    return apart <= _STACK_PT and min(a.x1, b.x1) > max(a.x0, b.x0) - _STACK_PT


def _around(stamp: Sequence[CodeMark]) -> Box:
    boxes = [mark.box for mark in stamp]
    return Box(
        min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
    )


def _codes(stamp: Sequence[CodeMark]) -> list[ExemptionCode]:
    return [_code(mark, "margin") for mark in stamp]


def _cost(code: Box, box: Box) -> float:
    """How far a stamp is from where the code of this box would stand, in points: 0 at its height."""
    middle = (code.y0 + code.y1) / 2
    if middle < box.y0:
        return box.y0 - middle
    if middle > box.y1:
        return _BESIDE_PT + _BELOW * (middle - box.y1)
    across = max(0.0, box.x0 - code.x1, code.x0 - box.x1)
    return 0.001 * (middle - box.y0) + _NEARER * across  # of two at its height, the one that begins there


def _meet(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)


def at_height(value: str, box: Box, marks: Sequence[CodeMark]) -> bool:
    """Whether a code of this value stands beside the box, and not only nearer to it than to others."""
    return any(mark.mention.value == value and _cost(mark.box, box) <= _BESIDE_PT for mark in marks)


def inherited(
    found: Sequence[Withholding], page: Sequence[ExemptionCode], document: Sequence[ExemptionCode]
) -> tuple[Withholding, ...]:
    """Places without codes of their own get those of their page, or else those of their document."""
    source: CodeSource = "page" if page else "document"
    given = page or document
    likely = (_FROM_PAGE if page else _FROM_DOCUMENT) * (1.0 if len(given) == 1 else _OF_SEVERAL)
    shared = tuple(
        replace(code, source=source, probability=round(code.probability * likely, 3)) for code in given
    )
    return tuple(
        replace(one, codes=shared) if one.kind in _INHERITING and one.codes == () else one for one in found
    )


def distinct(marks: Sequence[CodeMark], source: CodeSource) -> tuple[ExemptionCode, ...]:
    """Each code once, the surest reading of it; bare ones and marks that keep nothing secret left out."""
    return _distinct([_code(mark, source) for mark in marks if secret(mark) and not mark.mention.bare])


def _distinct(given: Sequence[ExemptionCode]) -> tuple[ExemptionCode, ...]:
    best: dict[str, ExemptionCode] = {}
    for code in given:
        if code.value not in best or best[code.value].probability < code.probability:
            best[code.value] = code
    return tuple(best.values())


def _code(mark: CodeMark, source: CodeSource) -> ExemptionCode:
    m = mark.mention
    return ExemptionCode(m.value, m.regime, m.original_value, source, m.probability)


def _inside(code: Box, box: Box) -> bool:
    x, y = (code.x0 + code.x1) / 2, (code.y0 + code.y1) / 2
    return box.x0 - _EDGE_PT <= x <= box.x1 + _EDGE_PT and box.y0 - _EDGE_PT <= y <= box.y1 + _EDGE_PT
