"""Boxes that a page's image shows: black, grey or hatched, outlined in white, and blanks in lines of type."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from declass.locale import kept as _
from declass.model.page import PageImage, PageText, Word
from declass.model.withholding import Withholding, WithholdingKind
from declass.redact.blanks import blanks_of
from declass.redact.fills import FILL_FEATURES, Fill, fill_looks, fills_of
from declass.redact.frames import Frame, frames_of
from declass.redact.hatching import Hatching, sloping, stacks_of
from declass.redact.labels import is_label, is_number
from declass.redact.looks import FEATURES, View, drawn, likely, looks, places_of
from declass.redact.pales import PROBABILITY, pales_of
from declass.redact.pictures import PICTURE_FEATURES, faded, is_large, picture_looks
from declass.redact.pitch import line_pitch, lines_hidden
from declass.redact.segments import Lines, lines_of
from declass.redact.sheet import Sheet, sheet_of
from declass.redact.weigh import model

LEAST_PROBABILITY = 0.2
"""What is less likely is not worth a person's look."""

_SHARED = 0.45  # of the smaller: touching frames of one passage overlap by up to two fifths of the lower
_EXPLAINED = 0.2  # of a blank or of the box on it: the white is the box's
_CLOSED_ENOUGH = 0.3  # probability from which a frame closed beyond a stamp replaces its open half
_LOW_IN = 0.6  # three lines of type: what is higher holds whole stamps
_RUNS_ON_IN = 0.3  # from a frame to the next word of a stamp that is struck across it
_OWN_WORDS = 2
_SIGN = re.compile(r"[^\W_]")  # what has none is the frame's own stroke read as a word
_LETTERS = re.compile(r"\W*[^\W\d_]{3,}\W*")
_WORDED = 0.45  # of the probability that is left
_FEW_LETTERS = 3.0  # width over height of what letters that ran together fill at most
_AROUND = (0.6, 0.4)  # of a frame's width and height: stamps struck across one filled up to .7 and .3
_OVER_IN = 0.05  # by which a word's box may pass the frame, whose sides are read with it
_OFF_MIDDLE = 0.15  # of the height: such stamps stood .17 and more from the middle
_PART_OF_WORD = 0.5
_SURELY_READ = 0.8
_KEY_IN, _KEY_NEAR_IN = (0.6, 0.25), 0.03  # width and height of a patch in a key; how alike patches are
_LONG_WORD = re.compile(r"\W?[^\W\d_]{5,}\W?")
_EVEN_ENOUGH = 0.4  # probability of a picture up to which an area is taken for evenly painted
_SURELY = 0.9
_OPEN = 0.35  # a side drawn less than this is open


@dataclass(frozen=True, slots=True)
class Found:
    """A rectangle in working pixels with what speaks for it."""

    x0: float
    y0: float
    x1: float
    y1: float
    kind: WithholdingKind
    probability: float
    evidence: str

    @property
    def area(self) -> float:
        return (self.x1 - self.x0) * (self.y1 - self.y0)


def find(
    image: PageImage, page: int, words: Sequence[Word] | None = None, layer: PageText | None = None
) -> tuple[Withholding, ...]:
    """What the image of a page withholds, as a reader would count it; in reading order.

    Args:
        image: the page as displayed, 150 dpi or more; at 300 hairlines are found best.
        page: its 0-based number, for the values returned.
        words: words of the page with boxes, of any layer; if any, they give the distance of lines.
        layer: a text layer with such words; if given, blanks in its lines are told too, all of them with
            probabilities below one half.
    """
    sheet = sheet_of(image)
    view = View(sheet, lines_of(sheet))
    areas = fills_of(sheet)
    stacks = stacks_of(view.lines, sheet)
    frames = [keyed(frame, areas, sheet) for frame in _frames(view, stacks.lines)]
    fills = _fills(areas, view)
    fills += _pales(sheet, fills)
    if layer is not None:
        frames = [worded(frame, layer, sheet) for frame in frames]
        fills = [read_through(fill, layer, sheet) for fill in fills]
    hatched = _hatched([*stacks.bars, *sloping(sheet)], fills)
    found = _apart([*(one for one in frames + fills if not _part_of(one, hatched)), *hatched])
    if layer is not None:
        found += _blanks(layer, sheet, found)
    pitch = line_pitch(sheet, words)
    return tuple(_withholding(f, page, sheet, pitch) for f in sorted(found, key=lambda f: (f.y0, f.x0)))


def _frames(view: View, lines: Lines) -> list[Found]:
    """Frames that some of the page's lines form."""
    sheet = view.sheet
    frames = likely(frames_of(lines, sheet), view)
    if not frames:
        return []
    probabilities = model("frames", FEATURES).probability(looks(frames, view)).tolist()
    sides = drawn(places_of(frames), view)
    open_ones = [bool(row.min() < _OPEN) for row in sides]
    likelier = _closed(frames, probabilities, open_ones)
    return [
        Found(f.x0, f.y0, f.x1, f.y1, "white_outlined", p, _drawn_words(row))
        for f, p, row in zip(frames, likelier, sides, strict=True)
        if p >= LEAST_PROBABILITY
    ]


def worded(frame: Found, layer: PageText, sheet: Sheet) -> Found:
    """Less likely where a low frame holds words of its own: a framed banner, a form's cell and its label.

    So it is where a frame is drawn around a number. A stamp struck across a frame runs on beyond it, so its
    words are not the frame's own. High frames are left as they are: whole stamps stand in them.
    """
    if frame.y1 - frame.y0 > sheet.px(_LOW_IN) or frame.probability < LEAST_PROBABILITY:
        return frame
    inside, beside = _row(frame, layer, sheet)
    reach = sheet.px(_RUNS_ON_IN)
    if any(frame.x0 - reach <= word.x1 and word.x0 <= frame.x1 + reach for word in beside):
        return frame
    said = [word.said for word in inside if _LETTERS.fullmatch(word.said)]
    if len(said) >= _OWN_WORDS and not is_label(" ".join(said)):
        why = _("Words stand in it, so that it may be a form's cell or a framed line")
    elif is_number([word.said for word in inside]) and _drawn_around(frame, inside, sheet):
        why = _("A number fills it, so that it may be drawn around a record's number")
    else:
        return frame
    return replace(frame, probability=_WORDED * frame.probability, evidence=why)


class _Said(NamedTuple):
    """A word in working pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    said: str


def _row(frame: Found, layer: PageText, sheet: Sheet) -> tuple[list[_Said], list[_Said]]:
    """Words in the frame, and those of its height to the left and right of it; without read strokes."""
    inside: list[_Said] = []
    beside: list[_Said] = []
    for word in layer.words or ():
        one = _Said(*sheet.pixels(word.box), layer.text[word.start : word.end])
        if frame.y0 <= (one.y0 + one.y1) / 2 <= frame.y1 and _SIGN.search(one.said):
            (inside if frame.x0 <= (one.x0 + one.x1) / 2 <= frame.x1 else beside).append(one)
    return sorted(inside), beside


def _drawn_around(frame: Found, words: Sequence[_Said], sheet: Sheet) -> bool:
    """Whether the words fill the frame and stand in its middle, as those do that a frame is drawn around."""
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    y0, y1 = min(word.y0 for word in words), max(word.y1 for word in words)
    wide, high = frame.x1 - frame.x0, frame.y1 - frame.y0
    over = sheet.px(_OVER_IN)
    return (
        x1 - x0 >= _AROUND[0] * wide
        and y1 - y0 >= _AROUND[1] * high
        and frame.x0 - over <= x0
        and x1 <= frame.x1 + over
        and abs((y0 + y1) - (frame.y0 + frame.y1)) / 2 <= _OFF_MIDDLE * high
    )


def keyed(frame: Found, areas: Sequence[Fill], sheet: Sheet) -> Found:
    """Less likely where filled patches of its size stand in its row: the empty one in the key of a map.

    ::

        ▨ held by one side   ▩ held by both   ▭ held by the other
    """
    wide, high = frame.x1 - frame.x0, frame.y1 - frame.y0
    if wide > sheet.px(_KEY_IN[0]) or high > sheet.px(_KEY_IN[1]):
        return frame
    near = sheet.px(_KEY_NEAR_IN)
    for area in areas:
        row = abs(area.y0 - frame.y0) <= near and abs(area.y1 - frame.y1) <= near
        apart = area.x1 < frame.x0 - wide or area.x0 > frame.x1 + wide
        if row and apart and abs(area.x1 - area.x0 - wide) <= 2 * near:
            why = _("Filled patches of its size stand in its row, as in the key of a map")
            return replace(frame, probability=_WORDED * frame.probability, evidence=why)
    return frame


def read_through(fill: Found, layer: PageText, sheet: Sheet) -> Found:
    """Less likely where a few letters ran together and their word is read all the same."""
    if fill.x1 - fill.x0 > _FEW_LETTERS * (fill.y1 - fill.y0):
        return fill
    for word in layer.words or ():
        x0, y0, x1, y1 = sheet.pixels(word.box)
        within = x0 - 2 <= fill.x0 and fill.x1 <= x1 + 2 and y0 <= (fill.y0 + fill.y1) / 2 <= y1
        if within and fill.x1 - fill.x0 < _PART_OF_WORD * (x1 - x0):
            sure = word.confidence is not None and word.confidence >= _SURELY_READ
            if sure and _LONG_WORD.fullmatch(layer.text, word.start, word.end):
                why = _("A word is read through it, so that its letters may have run together")
                return replace(fill, probability=_WORDED * fill.probability, evidence=why)
    return fill


def _drawn_words(sides: Sequence[float]) -> str:
    whole = sum(side >= 0.7 for side in sides)
    return _("An empty frame; {whole} of its 4 sides are drawn whole").format(whole=whole)


def _closed(frames: Sequence[Frame], probabilities: Sequence[float], is_open: Sequence[bool]) -> list[float]:
    """Probabilities in which a frame that a stamp cuts in two counts as one, not as its open halves."""
    result = list(probabilities)
    for whole, frame in enumerate(frames):
        if is_open[whole] or probabilities[whole] < _CLOSED_ENOUGH:
            continue
        for half, other in enumerate(frames):
            if is_open[half] and _half_of(other, frame):
                result[whole] = max(result[whole], probabilities[half])
                result[half] = 0.0
    return result


def _half_of(half: Frame, whole: Frame) -> bool:
    """Same left and right, and top or bottom; lower than the whole."""
    near = 0.06 * half.width + 3
    if abs(half.x0 - whole.x0) > near or abs(half.x1 - whole.x1) > near or half.height > 0.85 * whole.height:
        return False
    return abs(half.y0 - whole.y0) <= 4 or abs(half.y1 - whole.y1) <= 4


def _evened(one: Found, picture: float) -> Found:
    if picture <= _EVEN_ENOUGH:
        return one
    why = _("Its tones change within it, so that it may be a photograph, a map or a seal")
    return replace(one, probability=one.probability * (1 - picture) / (1 - _EVEN_ENOUGH), evidence=why)


_FILLED = {
    "black": _("A black area, {share} of it filled"),
    "grey": _("A grey or coloured area, {share} of it filled"),
    "hatched": _("A hatched area, {share} of it filled"),
    "red": _("A red area, {share} of it filled"),
    "yellow": _("A yellow area, {share} of it filled"),
    "green": _("A green area, {share} of it filled"),
    "blue": _("A blue area, {share} of it filled"),
    "purple": _("A purple area, {share} of it filled"),
}


def _fills(areas: list[Fill], view: View) -> list[Found]:
    if not areas:
        return []
    probabilities = model("fills", FILL_FEATURES).probability(fill_looks(areas, view)).tolist()
    told = [(f, p) for f, p in zip(areas, probabilities, strict=True) if p >= LEAST_PROBABILITY]
    return _unpictured([fill for fill, _p in told], [_filled(f, p) for f, p in told], view.sheet)


def _unpictured(areas: Sequence[Fill], found: Sequence[Found], sheet: Sheet) -> list[Found]:
    """Less likely where tones change within a large area as those of a photograph or a map do."""
    large = [place for place, fill in enumerate(areas) if is_large(fill, sheet)]
    result = list(found)
    if large:
        numbers = picture_looks([areas[place] for place in large], sheet)
        pictures = model("pictures", PICTURE_FEATURES).probability(numbers)
        pictures = np.where(faded(numbers), np.maximum(pictures, _SURELY), pictures)
        for place, picture in zip(large, pictures.tolist(), strict=True):
            result[place] = _evened(found[place], picture)
    return [one for one in result if one.probability >= LEAST_PROBABILITY]


def _filled(fill: Fill, probability: float) -> Found:
    kind: WithholdingKind = "black" if fill.kind == "black" and not fill.hue else "grey"
    look = fill.kind if fill.kind == "hatched" else fill.hue or fill.kind
    why = _FILLED[look].format(share=f"{fill.fill:.0%}")
    return Found(fill.x0, fill.y0, fill.x1, fill.y1, kind, probability, why)


_HATCHED = 0.92  # regular strokes with nothing between them
_SAME = 0.6  # of the hatched bar within a fill: it has been told already


def _hatched(bars: Sequence[Hatching], fills: Sequence[Found]) -> list[Found]:
    """Hatched bars that are not among the fills yet."""
    why = _FILLED["hatched"]
    found = [
        Found(b.x0, b.y0, b.x1, b.y1, "grey", _HATCHED, why.format(share=f"{b.share:.0%}")) for b in bars
    ]
    sure = [fill for fill in fills if fill.probability >= 0.5]
    return [bar for bar in found if not any(_within(bar, fill) >= _SAME for fill in sure)]


def _part_of(one: Found, bars: Sequence[Found]) -> bool:
    """Whether a frame or fill is made of a hatched bar's strokes, or is the frame around it."""
    return any(_shared(one, bar) >= _SHARED and one.area < 1.5 * bar.area for bar in bars)


def _within(one: Found, other: Found) -> float:
    """Share of the first that both cover."""
    return _common(one, other) / max(one.area, 1.0)


def _pales(sheet: Sheet, fills: Sequence[Found]) -> list[Found]:
    why = _("An evenly tinted area in a line of type, without a word in it")
    return [Found(p.x0, p.y0, p.x1, p.y1, "grey", PROBABILITY, why) for p in pales_of(sheet, fills)]


def _blanks(layer: PageText, sheet: Sheet, found: Sequence[Found]) -> list[Found]:
    """Those that no box explains."""
    blanks = [Found(b.x0, b.y0, b.x1, b.y1, "blank", b.probability, b.why) for b in blanks_of(layer, sheet)]
    return [blank for blank in blanks if all(_shared(blank, box) < _EXPLAINED for box in found)]


def _apart(found: list[Found]) -> list[Found]:
    """The best first, without those that overlap a better one."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (-f.probability, -f.area)):
        if all(_shared(one, other) < _SHARED for other in kept):
            kept.append(one)
    return kept


def _shared(a: Found, b: Found) -> float:
    """Share of the smaller that both cover."""
    return _common(a, b) / max(min(a.area, b.area), 1.0)


def _common(a: Found, b: Found) -> float:
    """Working pixels that both cover."""
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(0.0, wide) * max(0.0, high)


def _withholding(found: Found, page: int, sheet: Sheet, pitch: float | None) -> Withholding:
    low, high = lines_hidden(found.y1 - found.y0, pitch)
    return Withholding(
        page,
        found.kind,
        round(found.probability, 3),
        box=sheet.box(found.x0, found.y0, found.x1, found.y1),
        lines_min=low,
        lines_max=high,
        evidence=(found.evidence,),
    )
