"""Bars of born-digital pages whose words were taken out as they should be: black withholdings.

A bar stands where type would stand: as high as a line or several, in a line of type or among lines, with
nothing legible on it but its own label or code. Told from it::

    ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀   a thick rule under a heading: lower than a line of type
    ███ TITLE ██████    a heading in white on black: it bears words
    ██                  a bullet, a box that is ticked: no longer than it is high
    ▂ ▅ █               columns of a chart: higher than wide
    ▟█▙▛▜               parts of a picture: many things painted against it
"""

from dataclasses import dataclass
from statistics import median

from declass.locale import kept as _
from declass.model.anchor import Box
from declass.model.drawing import Bar, PageDrawing
from declass.model.page import PageText, Word
from declass.model.withholding import Withholding
from declass.redact.labels import is_label

_IN_LINE, _AMONG_LINES, _ALONE, _DOUBTFUL = 0.95, 0.85, 0.6, 0.3
"""That a reader counts it: type on its line; type above and below; neither; it looks like decoration."""
_LABELLED = 0.97
_TYPE_PT = 10.0  # height of words where a page has none
_LOW = 0.6  # of a word's height: lower bars are rules
_SHORT = 1.3  # of a word's height: shorter bars are bullets and boxes to be ticked
_UNMARKED = 0.85  # share that is dark from which nothing that is no text stands on the bar
_PARTS = 3  # things painted against it from which it is part of a picture
_UPRIGHT = 2.5  # word heights from which a bar higher than wide is a chart's column
_BESIDE_PT = 60.0  # from a bar to the next word of its line, at most
_CLOSE_PT = 15.0  # likewise where it is so short that it could be a bullet
_LINES_APART = 3.0  # word heights between a bar and type above or below it
_EDGE_PT = 3.0
_HEAD_SHARE = 0.8  # of the text's width: bars as wide at the head or foot of a page are its design


@dataclass(frozen=True, slots=True)
class _Page:
    """The words that show, and how high they are."""

    words: tuple[Word, ...]
    high_pt: float
    width_pt: float
    height_pt: float


def bars_of(
    page: int, drawing: PageDrawing | None, layer: PageText | None, width_pt: float, height_pt: float
) -> tuple[Withholding, ...]:
    """The page's properly applied bars; bars over words that are still there are ``drawn.under_bars``.

    Args:
        layer: the page's embedded text, without the words that were left under bars; None where it has none.
    """
    if drawing is None or drawing.scan:
        return ()
    words = tuple(layer.words or ()) if layer else ()
    high = median(min(w.box.height_pt, w.box.width_pt) for w in words) if words else _TYPE_PT
    seen = _Page(words, max(high, 1.0), width_pt, height_pt)
    left = [run for run in drawing.unseen if not is_label(run.text) and run.reason != "outside"]
    hiding = [run.box for run in left] + [drawing.marks[run.mark].box for run in left if run.mark is not None]
    text = layer.text if layer else ""
    free = (bar for bar in drawing.bars if not any(_same(bar.box, box) for box in hiding))
    found = (_judged(page, bar, text, seen) for bar in free)
    return tuple(one for one in found if one is not None)


def _same(bar: Box, other: Box) -> bool:
    return _shared(bar, other) >= 0.3


def _shared(one: Box, other: Box) -> float:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0.0, wide) * max(0.0, high) / max(min(one.area_pt2, other.area_pt2), 1e-6)


def _judged(page: int, bar: Bar, text: str, seen: _Page) -> Withholding | None:
    on = [word for word in seen.words if _stands_on(word.box, bar.box)]
    said = " ".join(text[word.start : word.end] for word in on)
    if said.strip() and not is_label(said):
        return None
    short, long = sorted((bar.box.width_pt, bar.box.height_pt))
    if short < _LOW * seen.high_pt:
        return None
    if not said and long < _SHORT * seen.high_pt and not _between(bar.box, seen):
        return None
    if not said and (bar.filled < _UNMARKED or bar.neighbours >= _PARTS):
        return None
    probability, why = (_LABELLED, _("It bears its own label.")) if said else _placed(bar, seen)
    first = _("A black bar is painted on the page, and no words are left under it.")
    return Withholding(page, "black", probability, box=bar.box, evidence=(first, why))


def _stands_on(word: Box, bar: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return bar.x0 <= x <= bar.x1 and bar.y0 <= y <= bar.y1


def _placed(painted: Bar, seen: _Page) -> tuple[float, str]:
    """How likely words stood there, by the type around it."""
    bar = painted.box
    if _is_design(bar, seen):
        return _DOUBTFUL, _(
            "It lies at the edge of the page, or across its head or foot: it may be decoration."
        )
    if bar.height_pt > bar.width_pt and bar.height_pt > _UPRIGHT * seen.high_pt and not _on_side(seen):
        return _DOUBTFUL, _("It is higher than wide: it may be the column of a chart.")
    if any(_beside(word.box, bar) for word in seen.words):
        return _IN_LINE, _("It stands in a line of type.")
    if any(_above(word.box, bar, seen) for word in seen.words) and any(
        _above(bar, word.box, seen) for word in seen.words
    ):
        return _AMONG_LINES, _("Lines of type stand above and below it.")
    if painted.neighbours:
        return (
            _DOUBTFUL,
            _("No type stands beside it, but other painted things do: it may be part of a picture."),
        )
    return _ALONE, _("No type stands beside it.")


def _on_side(seen: _Page) -> bool:
    """Whether most words run up or down the page."""
    upright = sum(word.box.height_pt > word.box.width_pt for word in seen.words if word.end - word.start > 3)
    return 2 * upright > sum(word.end - word.start > 3 for word in seen.words)


def _is_design(bar: Box, seen: _Page) -> bool:
    left, right = bar.x0 <= _EDGE_PT, bar.x1 >= seen.width_pt - _EDGE_PT
    top, bottom = bar.y0 <= _EDGE_PT, bar.y1 >= seen.height_pt - _EDGE_PT
    if (left and right) or (top and bottom) or ((left or right) and (top or bottom)):
        return True
    if not seen.words or any(_beside(word.box, bar) for word in seen.words):
        return False
    text = max(word.box.x1 for word in seen.words) - min(word.box.x0 for word in seen.words)
    first = bar.y1 <= min(word.box.y0 for word in seen.words)
    last = bar.y0 >= max(word.box.y1 for word in seen.words)
    return (first or last) and bar.width_pt >= _HEAD_SHARE * text


def _between(bar: Box, seen: _Page) -> bool:
    """Whether words stand close to it on either side, as they do to a word and not to a bullet."""
    close = [word.box for word in seen.words if _beside(word.box, bar, _CLOSE_PT)]
    return any(box.x1 <= bar.x0 for box in close) and any(box.x0 >= bar.x1 for box in close)


def _beside(word: Box, bar: Box, most_pt: float = _BESIDE_PT) -> bool:
    """Whether the word is level with the bar, and near."""
    middle = (word.y0 + word.y1) / 2
    level = bar.y0 <= middle <= bar.y1
    return level and max(word.x0 - bar.x1, bar.x0 - word.x1) <= most_pt


def _above(one: Box, other: Box, seen: _Page) -> bool:
    """Whether one box stands over the other, within a few lines."""
    apart = other.y0 - one.y1
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return -0.3 * seen.high_pt <= apart <= _LINES_APART * seen.high_pt and shared > 0
