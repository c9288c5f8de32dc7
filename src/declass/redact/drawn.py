"""Text that a born-digital page hides without taking it out: one finding for each bar, as a reader counts.

What is hidden and by what comes from reading, which compares the page drawn with and without its text. Here
it is judged which of that was meant to be withheld::

    hidden by a bar, an image, a note, white type, a clip   ─► under_text
    the bar's own label, "REDACTED", a code                 ─► no: says why, not what
    the OCR layer of a scan                                 ─► no, unless its words lie under a bar
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from declass.locale import kept as _
from declass.model.anchor import Box, Span
from declass.model.drawing import Mark, MarkKind, PageDrawing, Unseen, UnseenReason
from declass.model.withholding import Withholding
from declass.redact.labels import is_label

_ALNUM = re.compile(r"[^\W_]")
_LEAST_LETTERS = 2  # one letter under the edge of a bar is an accident of drawing
_LEAST_BURNT = 3  # OCR reads single letters into the texture of black areas
_LEAST_TYPE_PT = 5.0  # height of the smallest type that is read
_DARK_GREY = 127  # the darker half
_SAME_BAR = 0.5  # share of the smaller of two marks within the other: drawn twice, or shadow and bar
_THIN_PT = 4.0  # lines of a hatching; no bar that hides type is so thin
_OPAQUE = 0.5
_GROUND_SHARE = 0.02  # of the area words are written onto: less, and it is a picture or a ground, no bar

_PROBABILITY: dict[UnseenReason, float] = {
    "covered": 0.97,
    "same_colour": 0.9,
    "invisible": 0.9,
    "marked": 0.95,
    "field": 0.8,
    "annotation": 0.7,
    "note": 0.5,
    "clipped": 0.6,
    "switched_off": 0.6,
    "revision": 0.6,
    "tiny": 0.6,
    "replaced": 0.6,
    "outside": 0.4,
}
"""That a reader would call it a withholding that failed. A bar leaves no doubt; type that is white on white,
cut off or in a layer that is switched off may be an accident of the program that made the file."""
_WHITE_ON_WHITE = 0.6
_BURNT = 0.6

_SENTENCE: dict[UnseenReason, str] = {
    "covered": _("The words are in the file, and something is painted over them."),
    "same_colour": _("The words have the colour of what lies behind them."),
    "invisible": _("Words of the text layer lie where the page shows a bar."),
    "marked": _("The words are marked for redaction, but the redaction was never applied."),
    "field": _("A form field holds the words, and the page does not show them."),
    "annotation": _("A note holds the words, and the page does not show them."),
    "note": _("A note that opens when it is pointed at holds the words; the page does not print them."),
    "clipped": _("The words are cut away from the picture of the page, but not from the file."),
    "switched_off": _("The words stand in a layer that is switched off."),
    "revision": _("An earlier version inside the file holds the words; the last one does not."),
    "tiny": _("The words are set so small that nobody can read them."),
    "replaced": _("The words are kept to be read out to the blind, and the page does not show them."),
    "outside": _("The words stand outside the part of the page that is shown."),
}


@dataclass(frozen=True, slots=True)
class UnderBar:
    """One place where hidden text can be read from the file.

    Attributes:
        spans: where its words stand in the page's embedded layer, in order; () where they are not in it.
    """

    withholding: Withholding
    spans: tuple[Span, ...]


def under_bars(page: int, drawing: PageDrawing) -> tuple[UnderBar, ...]:
    """Hidden text that was left in the file, one for each bar, in the order of the text."""
    runs = [run for run in drawing.unseen if _is_withheld(run, drawing)]
    groups = (_judged(page, group, drawing.marks) for group in _by_bar(runs, drawing.marks))
    return tuple(found for found in groups if found is not None)


def _is_withheld(run: Unseen, drawing: PageDrawing) -> bool:
    if run.reason == "same_colour" and run.mark is not None:
        return not run.own and run.box.area_pt2 >= _GROUND_SHARE * drawing.marks[run.mark].box.area_pt2
    if run.reason != "invisible":
        return True
    if run.mark is not None:
        return bool(run.even) and drawing.marks[run.mark].opacity >= _OPAQUE
    return not drawing.scan or (_letters(run.text) >= _LEAST_BURNT and _is_line(run))


def _is_line(run: Unseen) -> bool:
    """Whether the box is one of type: OCR gives what it imagined on dirt and rules boxes of no height."""
    lines = run.text.count("\n") + 1
    return run.box.height_pt >= _LEAST_TYPE_PT * lines and run.box.width_pt >= _LEAST_TYPE_PT


def _letters(text: str) -> int:
    return len(_ALNUM.findall(text))


def merged(on_image: Sequence[Withholding], under: Sequence[Withholding]) -> tuple[Withholding, ...]:
    """Both together, without the boxes of an image that are the bars over the text that was found."""
    rest = [found for found in on_image if not any(_is_same(found.box, bar.box) for bar in under)]
    return (*under, *rest)


def _is_same(box: Box | None, bar: Box | None) -> bool:
    if box is None or bar is None:
        return False
    common = _common_pt2(box, bar)
    return common >= _SAME_BAR * max(box.area_pt2, bar.area_pt2, 1.0)


# ── one row a bar ───────────────────────────────────────────────────────────────────────────────


def _by_bar(runs: Sequence[Unseen], marks: Sequence[Mark]) -> list[list[Unseen]]:
    """Runs under the same bar together; without a bar, those that follow one another in the text."""
    bars = _bars(marks)
    groups: dict[tuple[str, int], list[Unseen]] = {}
    for number, run in enumerate(runs):
        key = ("bar", bars[run.mark]) if run.mark is not None else ("run", _chain(runs, number))
        groups.setdefault(key, []).append(run)
    return list(groups.values())


def _chain(runs: Sequence[Unseen], number: int) -> int:
    """The first of the runs that lead to this one without other words between."""
    while number > 0 and _follows(runs[number - 1], runs[number]):
        number -= 1
    return number


def _follows(before: Unseen, after: Unseen) -> bool:
    if before.span is None or after.span is None or before.reason != after.reason:
        return False
    return before.mark is None and after.span.start - before.span.end <= _BLANKS


_BLANKS = 3  # characters of white space that can stand between two words of the layer


def _bars(marks: Sequence[Mark]) -> list[int]:
    """For each mark the first that is the same bar: drawn twice, parts of one note, lines of one hatching."""
    first = list(range(len(marks)))
    for number, mark in enumerate(marks):
        for before in range(number):
            if _same_bar(marks[before], mark):
                first[number] = first[before]
                break
    return first


def _same_bar(one: Mark, other: Mark) -> bool:
    if one.kind == other.kind == "annotation" and one.order == other.order:
        return True
    if _is_thin(one.box) and _is_thin(other.box):
        return _gap(one.box, other.box) <= _THIN_PT
    smaller = min(one.box.area_pt2, other.box.area_pt2)
    return smaller > 0 and _common_pt2(one.box, other.box) >= _SAME_BAR * smaller


def _is_thin(box: Box) -> bool:
    return min(box.width_pt, box.height_pt) < _THIN_PT


def _common_pt2(one: Box, other: Box) -> float:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0.0, width) * max(0.0, height)


def _gap(one: Box, other: Box) -> float:
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    return max(across, down)


# ── the finding ─────────────────────────────────────────────────────────────────────────────────


def _judged(page: int, runs: Sequence[Unseen], marks: Sequence[Mark]) -> UnderBar | None:
    text = " ".join(run.text for run in runs)
    if _letters(text) < _LEAST_LETTERS or is_label(text):
        return None
    hiding = [marks[number] for number in dict.fromkeys(run.mark for run in runs if run.mark is not None)]
    box = _around([mark.box for mark in hiding] or [run.box for run in runs])
    lines = _lines([run.box for run in runs]) + text.count("\n")
    withholding = Withholding(
        page,
        "under_text",
        _probability(runs[0], hiding),
        box,
        lines_min=float(lines),
        lines_max=float(lines),
        text=text,
        evidence=_evidence(runs[0], hiding),
    )
    return UnderBar(withholding, tuple(run.span for run in runs if run.span is not None))


def _probability(run: Unseen, hiding: Sequence[Mark]) -> float:
    if run.reason == "same_colour" and not hiding:
        return _WHITE_ON_WHITE
    if run.reason == "invisible" and not hiding:
        return _BURNT
    return _PROBABILITY[run.reason]


def _evidence(run: Unseen, hiding: Sequence[Mark]) -> tuple[str, ...]:
    said = [_SENTENCE[run.reason]]
    if hiding:
        mark = hiding[0]
        what = _THING[mark.kind].format(subtype=mark.subtype)
        said.append(_HIDES[_shade(mark)].format(what=what))
    elif run.reason == "invisible":
        said.append(_("The bar is part of the scan; the text layer is older than it."))
    return tuple(said)


_THING: dict[MarkKind, str] = {
    "path": _("path"),
    "image": _("image"),
    "shading": _("shading"),
    "annotation": _("annotation ({subtype})"),
}
_HIDES = {
    "": _("What hides them: {what}."),
    "dark": _("What hides them: {what}, dark."),
    "light": _("What hides them: {what}, light."),
}


def _shade(mark: Mark) -> str:
    if mark.grey is None or mark.kind == "image":
        return ""
    return "dark" if mark.grey <= _DARK_GREY else "light"


def _lines(boxes: Iterable[Box]) -> int:
    """Lines of type the boxes stand on: those whose middles lie apart by more than half a line."""
    lines: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.y0 + box.y1):
        middle = (box.y0 + box.y1) / 2
        if not lines or middle > lines[-1].y1:
            lines.append(box)
    return max(1, len(lines))


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
