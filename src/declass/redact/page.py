"""One page looked through: boxes on its image, markers in its text, sheets that stand for others, codes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from declass.locale import kept as _
from declass.model.anchor import Box, Span
from declass.model.page import PageImage, PageText
from declass.model.withholding import ExemptionCode, Look, Withholding
from declass.redact import boxes
from declass.redact.codes import codes
from declass.redact.drawn import merged as without_bars
from declass.redact.fields import restrictions, sheet_codes
from declass.redact.link import linked, secret
from declass.redact.markers import BY_LAW, DRAWN_IN_TYPE, STRUCK, Marker, markers
from declass.redact.mentions import Mention, mentions
from declass.redact.placed import CodeMark, LineReader, all_marks, code_marks, type_of
from declass.redact.ticks import ticked
from declass.redact.ticks_seen import seen_ticks
from declass.redact.whole_page import Sheet, whole_page

_LIKELY = 0.5
_ALONE = 0.7  # probability that a code in a margin speaks of something withheld that no box was found for


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What of a page can be looked at.

    Attributes:
        index: 0-based.
        width_pt, height_pt: of the unrotated page; 0 where the format has no pages.
        rotation: clockwise degrees a viewer turns the page: 0, 90, 180 or 270.
        text: the chosen layer; None where the page has no text.
        layers: all layers, to find words with boxes where the chosen one has none.
        image: pixels of a scanned page; None where it is no scan or was not drawn.
        drawn: withholdings found in the drawings of a born-digital page; None where they were not looked at.
    """

    index: int
    width_pt: float = 0.0
    height_pt: float = 0.0
    text: PageText | None = None
    layers: tuple[PageText, ...] = ()
    image: PageImage | None = None
    drawn: tuple[Withholding, ...] | None = None
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class PageLooked:
    """What was found on one page, before its document has its say.

    Attributes:
        found: withholdings, with the codes that stand inside or beside them.
        marks: every code with its place, for the page's and the document's own.
        codes: codes without a place, from a text without geometry.
        stamps: withholdings of kind marker that speak of the whole document, such as RELEASED IN PART.
        form: whether it is a form that prints every exemption: what is not ticked on it has no reason, and
            nothing is inherited.
    """

    page: PageSeen
    looked: tuple[Look, ...]
    found: tuple[Withholding, ...]
    marks: tuple[CodeMark, ...] = ()
    codes: tuple[ExemptionCode, ...] = ()
    stamps: tuple[Withholding, ...] = ()
    form: bool = False


def look(page: PageSeen, reader: LineReader | None = None) -> PageLooked:
    """Look through one page.

    Args:
        reader: reads stamps that the text layer missed; None = only the text layer's codes are used.
    """
    geometry = _geometry(page)
    words = geometry.words if geometry else None
    seen = boxes.find(page.image, page.index, words, geometry) if page.image else ()
    text = page.text.text if page.text else ""
    sheet, said = whole_page(text), markers(text)
    sheet_alone = sheet is not None and sheet.alone  # then every code on the page is the sheet's
    spoken = _spoken(page, text, sheet, said)
    form = _form_span(text, sheet)
    likely = [one for one in seen if one.probability >= _LIKELY]
    marks = () if form and sheet_alone else _marks(page, geometry, likely, reader)
    found = _linked(page, geometry, without_bars(seen, page.drawn or ()), marks)
    stamped = [marker for marker in said if marker.kind == "stamp"]
    stamps = tuple(_stamp(page.index, marker, text) for marker in stamped) + tuple(_form(page.index, text))
    loose = () if geometry and geometry is page.text else _standing(text)
    own = (*([form] if form else ()), *(_reach(marker, text) for marker in stamped))
    loose = tuple(mention for mention in loose if not any(_meet(mention, span) for span in own))
    apart = () if sheet_alone else (*_unboxed(page, found, marks, own), *_loose(page.index, loose, text))
    return PageLooked(
        page=_without_pixels(page),
        looked=_looked(page),
        found=(*found, *spoken, *apart),
        marks=marks,
        codes=tuple(_marker_code(mention) for mention in loose),
        stamps=stamps,
        form=form is not None and sheet_alone,
    )


def _linked(
    page: PageSeen, layer: PageText | None, found: Sequence[Withholding], marks: Sequence[CodeMark]
) -> tuple[Withholding, ...]:
    """Linked as a reader sees the page: on one that lies on its side, beside is above."""
    shown = [replace(one, box=_shown(one.box, page)) if one.box else one for one in found]
    stamps = [CodeMark(mark.mention, _shown(mark.box, page)) for mark in marks]
    type_ = [_shown(box, page) for box in type_of(layer)] if layer else []
    return tuple(
        replace(one, codes=other.codes)
        for one, other in zip(found, linked(shown, stamps, type_), strict=True)
    )


def _shown(box: Box, page: PageSeen) -> Box:
    width, height = page.width_pt, page.height_pt
    match page.rotation:
        case 90:
            return Box(height - box.y1, box.x0, height - box.y0, box.x1)
        case 180:
            return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
        case 270:
            return Box(box.y0, width - box.x1, box.y1, width - box.x0)
        case _:
            return box


def _without_pixels(page: PageSeen) -> PageSeen:
    return replace(page, image=None)  # a book's images would fill the memory


def _looked(page: PageSeen) -> tuple[Look, ...]:
    told: tuple[tuple[Look, bool], ...] = (
        ("text", page.text is not None),
        ("image", page.image is not None),
        ("drawings", page.drawn is not None),
    )
    return tuple(name for name, was in told if was)


def _geometry(page: PageSeen) -> PageText | None:
    """The layer whose words have places: the chosen one, or else the last that has any."""
    layers = [*page.layers, *([page.text] if page.text else [])]
    return next((layer for layer in reversed(layers) if layer.words), None)


def _marks(
    page: PageSeen, layer: PageText | None, found: Sequence[Withholding], reader: LineReader | None
) -> tuple[CodeMark, ...]:
    """Codes of the text layer, and of the ink near boxes that it does not explain."""
    places = [one.box for one in found if one.box]
    if reader is None or page.image is None or not places:
        return code_marks(layer) if layer else ()
    return all_marks(page.image, layer, places, reader)


# ── what the text says ──────────────────────────────────────────────────────────────────────────


def _spoken(
    page: PageSeen, text: str, sheet: Sheet | None, said: Sequence[Marker]
) -> tuple[Withholding, ...]:
    """Markers, substitutes, and the page that stands for others; blocks only in a text without places,
    and strokes where there is no image, since OCR makes them of bars and frames, which the image shows."""
    placed = page.text is not None and bool(page.text.words)
    unsure = {DRAWN_IN_TYPE: placed, STRUCK: page.image is not None}
    found = [
        _marker(page, marker, text)
        for marker in said
        if marker.kind in ("withheld", "substitute") and not unsure.get(marker.reason, False)
    ]
    if sheet is not None:
        inside = [one for one in found if one.span and not _meet(one.span, sheet)]
        return (_whole(page, sheet, text), *inside)
    return tuple(found)


def _meet(one: Span | Mention, other: Span | Sheet) -> bool:
    return one.start < other.end and other.start < one.end


def _own_span(text: str, sheet: Sheet) -> Span:
    """Where a sheet's own words stand: all of its page, or a form's length where longer text is around it."""
    return Span(0, len(text)) if sheet.alone else Span(sheet.start, min(len(text), sheet.start + _FORM_CHARS))


def _form_span(text: str, sheet: Sheet | None) -> Span | None:
    """Where a form stands that prints exemptions; None where there is none."""
    if sheet is None:
        return None
    own = _own_span(text, sheet)
    return own if ticked(text[own.start : own.end]) is not None else None


_FORM_CHARS = 1500  # of a form's words and its printed codes


def _whole(page: PageSeen, sheet: Sheet, text: str) -> Withholding:
    count = () if sheet.pages is None else (_stood_for(sheet.pages),)
    return Withholding(
        page=page.index,
        kind="whole_page" if sheet.alone else "marker",
        probability=sheet.probability,
        box=Box(0, 0, page.width_pt, page.height_pt) if sheet.alone and page.width_pt else None,
        span=Span(sheet.start, sheet.end),
        codes=_each_once(_marker_code(mention) for mention in _reasons(page, sheet, text)),
        area_share=1.0 if sheet.alone and page.width_pt else None,
        text=text[sheet.start : sheet.end],
        evidence=(sheet.reason, *count),
    )


def _reasons(page: PageSeen, sheet: Sheet, text: str) -> tuple[Mention, ...]:
    """The codes that a sheet gives; on a form with boxes to be ticked those whose box holds ink."""
    own, layer = _own_span(text, sheet), _geometry(page)
    said = sheet_codes(text[own.start : own.end])
    if page.image is None or layer is None or not sheet.alone or ticked(text) is None:
        return said
    printed = [mark for mark in code_marks(layer) if secret(mark)]
    seen = seen_ticks(page.image, printed)
    kept = [mention for mention in said if seen.get(mention.value, True)]
    return (*kept, *(mark.mention for mark in printed if seen.get(mark.mention.value, False)))


def _stood_for(pages: int) -> str:
    """As ``Withholding.stands_for`` reads it."""
    return _("It stands for one page") if pages == 1 else _("It stands for {pages} pages").format(pages=pages)


def _marker(page: PageSeen, marker: Marker, text: str) -> Withholding:
    said = _secret(_beside(marker, text))
    box = _box_of(page.text, marker.start, marker.end)
    return Withholding(
        page=page.index,
        kind="marker",
        probability=marker.probability,
        box=box,
        span=Span(marker.start, marker.end),
        codes=_each_once(_marker_code(mention) for mention in said),
        lines_min=marker.lines_min,
        lines_max=marker.lines_max,
        text=marker.text,
        evidence=(marker.reason,),
    )


def _beside(marker: Marker, text: str) -> Sequence[Mention]:
    """Codes in and after a marker; the law that a marker names is cited further on, in the same paragraph."""
    if marker.reason == BY_LAW:
        cited = mentions(text[marker.start : marker.end + _CITATION].split("\n\n", 1)[0])
        return [mention for mention in cited if codes()[mention.value].regime.country != "US"]
    return mentions(marker.text + text[marker.end : marker.end + _BESIDE].split("\n", 1)[0])


_CITATION = 160  # characters after a marker in which its article and law stand
_BESIDE = 24  # characters after a bracket, on its line, in which its own codes stand
_LONGEST = 120  # characters of a line of codes; what runs on is text
_AFTER = 60  # characters after a stamp's words in which its codes stand: RELEASED IN PART B1, 1.4(D)


_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def _reach(marker: Marker, text: str) -> Span:
    """A stamp and what belongs to it: the rest of its line, and lines that follow without a blank one."""
    said = text[marker.start : marker.end + _AFTER]
    said = _BLANK_LINE.split(said, maxsplit=1)[0]
    return Span(marker.start, max(marker.end, marker.start + len(said)))


def _stamp(page: int, marker: Marker, text: str) -> Withholding:
    reach = _reach(marker, text)
    said = _secret(mentions(text[reach.start : reach.end]))
    return Withholding(
        page=page,
        kind="marker",
        probability=marker.probability,
        span=Span(marker.start, marker.end),
        codes=_each_once(_marker_code(mention) for mention in said),
        text=marker.text,
        evidence=(marker.reason,),
    )


def _form(page: int, text: str) -> Iterator[Withholding]:
    """What an identification form says of its record, as a stamp for all its pages."""
    field = restrictions(text)
    if field is not None:
        yield Withholding(
            page=page,
            kind="marker",
            probability=field.probability,
            span=Span(field.start, field.end),
            codes=_each_once(_marker_code(mention) for mention in field.codes),
            text=text[field.start : field.end],
            evidence=(field.reason,),
        )


def _box_of(layer: PageText | None, start: int, end: int) -> Box | None:
    """Around a marker's words, where they have places and stand in one piece."""
    touched = [w.box for w in (layer.words or () if layer else ()) if w.start < end and start < w.end]
    return _around(touched) if touched else None


def _around(boxes_: Sequence[Box]) -> Box:
    return Box(
        min(b.x0 for b in boxes_),
        min(b.y0 for b in boxes_),
        max(b.x1 for b in boxes_),
        max(b.y1 for b in boxes_),
    )


# ── codes that no box was found for ─────────────────────────────────────────────────────────────


def _unboxed(
    page: PageSeen, found: Sequence[Withholding], marks: Sequence[CodeMark], own: Sequence[Span]
) -> Iterator[Withholding]:
    """On a page without any box, codes that stand apart from the text still say that it withholds.

    Args:
        own: where stamps and forms stand, which have their codes already.
    """
    if any(one.probability >= _LIKELY and one.kind != "blank" for one in found) or page.text is None:
        return
    text = page.text.text
    alone = {
        mark.mention: mark
        for mark in marks
        if secret(mark) and _stands_alone(text, mark.mention)
        if not any(_meet(mark.mention, span) for span in own)
    }
    for place in _places(sorted(alone, key=lambda mention: mention.start), text):
        first, last = place[0], place[-1]
        yield Withholding(
            page=page.index,
            kind="marker",
            probability=round(_ALONE * min(mention.probability for mention in place), 3),
            box=_around([alone[mention].box for mention in place]),
            span=Span(first.start, last.end) if last.end <= len(text) else None,
            codes=_each_once(_marker_code(mention) for mention in place),
            text=first.original_value if first is last else text[first.start : last.end],
            evidence=(_("A code stands apart from the text, and no box was found for it"),),
        )


def _standing(text: str) -> tuple[Mention, ...]:
    """Codes of a text without geometry that stand on a line of their own."""
    return tuple(m for m in _secret(mentions(text)) if _stands_alone(text, m))


_ORDER = re.compile(  # beside a code, the order that it is of: E.O. 12958, Sec. 3.4(b)(1)
    r"\bE\.?[ ]?O\.?[ ]?1\d{4}(?:,?[ ]+sec(?:tion|\.)?)?|\bsec(?:tion|\.)(?=[ ]?\d\.\d)|<[ ]?25[ ]?yrs?", re.I
)


def _stands_alone(text: str, mention: Mention) -> bool:
    """Whether nothing but codes and punctuation shares the line with it, and it is no label of a list."""
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    line = text[start : end if end >= 0 else len(text)]
    if len(line) > _LONGEST:
        return False
    rest, codes_ = _ORDER.sub("", line), mentions(line)
    for other in codes_:
        rest = rest.replace(other.original_value, "", 1)
    return not any(char.isalpha() for char in rest) and (not mention.bare or _are_reasons(codes_, rest))


def _are_reasons(line: Sequence[Mention], rest: str) -> bool:
    """Whether bare codes that share a line are reasons, and not the heads of a table or a room: B1 B2 B3.

    A divided b7C speaks for itself; others where there are several and they do not simply count up.
    """
    if re.search(r"\w", rest):
        return False
    numbers = [int(digit) for code in line for digit in re.findall(r"\d", code.value)[:1]]
    counts_up = all(after - before == 1 for before, after in pairwise(numbers))
    return any(_DIVIDED.fullmatch(code.value) for code in line) or (len(line) > 1 and not counts_up)


_DIVIDED = re.compile(r"\(b\)\(7\)\([A-F]\)")


def _loose(page: int, loose: Sequence[Mention], text: str) -> Iterator[Withholding]:
    """Such codes as rows, a code and its statute in one."""
    for place in _places(loose, text):
        first, last = place[0], place[-1]
        yield Withholding(
            page=page,
            kind="marker",
            probability=round(_ALONE * min(mention.probability for mention in place), 3),
            span=Span(first.start, last.end),
            codes=_each_once(_marker_code(mention) for mention in place),
            text=text[first.start : last.end],
            evidence=(_("A code stands on a line of its own"),),
        )


_STATUTE_OF = re.compile(r"[ ]{0,2}[:–—-][ ]{0,2}")  # (b)(3):50 USC 3024(i), (b)(1)-1.4(c)
_BESIDE_BARE = re.compile(r"[ ]{0,3}[,;/]?[ ]{0,3}")  # b1 b3 b6, one row of reasons


def _places(found: Sequence[Mention], text: str) -> Iterator[list[Mention]]:
    """Codes that stand for one place: a code, and what it is joined to as its statute or its order."""
    place: list[Mention] = []
    for mention in found:
        between = _BESIDE_BARE if mention.bare else _STATUTE_OF
        if place and not between.fullmatch(text, place[-1].end, mention.start):
            yield place
            place = []
        place.append(mention)
    if place:
        yield place


def _secret(found: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(mention for mention in found if codes()[mention.value].secrecy)


def _marker_code(mention: Mention) -> ExemptionCode:
    return ExemptionCode(mention.value, mention.regime, mention.original_value, "marker", mention.probability)


def _each_once(found: "Iterator[ExemptionCode] | Sequence[ExemptionCode]") -> tuple[ExemptionCode, ...]:
    return tuple({code.value: code for code in found}.values())
