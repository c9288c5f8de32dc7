"""A document's pages together: codes printed once for all, stamps said once, amounts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from declass.locale import kept as _
from declass.model.anchor import Box, Span
from declass.model.page import Word
from declass.model.withholding import ExemptionCode, PageWithheld, Withholding
from declass.redact.amount import covered, measured, zone
from declass.redact.link import at_height, distinct, inherited
from declass.redact.page import PageLooked
from declass.redact.whole_page import postponed

_LIKELY = 0.5
_KINDS = ("black", "white_outlined", "grey", "blank", "whole_page")
_SPARSE = 3  # pages with boxes from which codes on one page alone are taken to speak for all


def settle(pages: Sequence[PageLooked]) -> tuple[PageWithheld, ...]:
    """What every page keeps back, once the whole document has been looked through.

    Codes that stand on one page only, as on the cover of later bulletins, hold for every box of the document;
    a stamp such as RELEASED IN PART, printed on every page, is told once.
    """
    pages = _without_design(pages)
    printed_once = _printed_once(pages)
    document = _document_codes(pages)
    stamped = _stamps(pages)
    return tuple(
        _settled(page, printed_once == page.page.index, document, stamped, len(pages)) for page in pages
    )


def _without_design(pages: Sequence[PageLooked]) -> Sequence[PageLooked]:
    """Painted bars that stand at one place on most pages are the paper's design and withhold nothing."""
    painted = [page for page in pages if "drawings" in page.looked and "image" not in page.looked]
    spots = [{_spot(one) for one in page.found if _is_plain_bar(one)} for page in painted]
    count = Counter(spot for here in spots for spot in here)
    often = {key for key, times in count.items() if times >= max(_OFTEN, _MOST_PAGES * len(painted))}
    return [replace(page, found=tuple(_doubted(one, often) for one in page.found)) for page in pages]


_OFTEN, _MOST_PAGES = 4, 0.6
_DESIGN = 0.3  # probability of a bar that most pages have


def _is_plain_bar(one: Withholding) -> bool:
    return one.kind == "black" and one.box is not None and not one.codes


def _spot(one: Withholding) -> tuple[int, ...]:
    assert one.box is not None
    return tuple(round(side / 2) for side in (one.box.x0, one.box.y0, one.box.x1, one.box.y1))


def _doubted(one: Withholding, often: set[tuple[int, ...]]) -> Withholding:
    if not _is_plain_bar(one) or _spot(one) not in often:
        return one
    why = _("Most pages have such a bar at this place: it may be their design.")
    return replace(one, probability=min(one.probability, _DESIGN), evidence=(*one.evidence, why))


def _printed_once(pages: Sequence[PageLooked]) -> int | None:
    """The only page with codes, where many pages have boxes; None where codes stand where the boxes are."""
    coded = [page.page.index for page in pages if distinct(page.marks, "page")]
    boxed = [page for page in pages if any(_likely(one) for one in page.found)]
    return coded[0] if len(coded) == 1 and len(boxed) >= _SPARSE else None


def _likely(one: Withholding) -> bool:
    return one.kind in _KINDS and one.probability >= _LIKELY


def _document_codes(pages: Sequence[PageLooked]) -> tuple[ExemptionCode, ...]:
    """Codes printed for the whole document: those of its stamps, or those of its only coded page."""
    said = [code for page in pages for one in page.stamps for code in one.codes or ()]
    coded = [codes for page in pages if (codes := distinct(page.marks, "document"))]
    if len(coded) == 1:
        said += coded[0]
    return tuple({code.value: code for code in said}.values())


def _stamps(pages: Sequence[PageLooked]) -> dict[int, tuple[Withholding, ...]]:
    """Each stamp where it first stands, with how many pages bear it."""
    first: dict[str, tuple[int, Withholding]] = {}
    count: Counter[str] = Counter()
    for page in pages:
        for key, one in {_stamp_key(one): one for one in page.stamps}.items():
            first.setdefault(key, (page.page.index, one))
            count[key] += 1
    told: dict[int, tuple[Withholding, ...]] = {}
    for key, (index, one) in first.items():
        often = (_("It stands on {pages} pages").format(pages=count[key]),) if count[key] > 1 else ()
        told[index] = (*told.get(index, ()), replace(one, evidence=(*one.evidence, *often)))
    return told


def _stamp_key(one: Withholding) -> str:
    return one.evidence[0] if one.evidence else one.text


def _settled(
    page: PageLooked,
    printed_once: bool,
    document: Sequence[ExemptionCode],
    stamped: dict[int, tuple[Withholding, ...]],
    count: int,
) -> PageWithheld:
    own = distinct(page.marks, "page")
    found = [_unlinked(one, page) if printed_once else one for one in page.found]
    if not page.form:
        found = list(inherited(found, own, document))
    found += [*stamped.get(page.page.index, ()), *_postponed(page, count)]
    seen = page.page
    places = [one.box for one in found if one.box is not None and _likely(one) and one.kind != "whole_page"]
    around = zone(_words(page), places, seen.width_pt, seen.height_pt)
    known = "image" in page.looked or "drawings" in page.looked
    whole = any(one.kind == "whole_page" and _likely(one) for one in found)
    ordered = sorted((measured(one, around) for one in found), key=_place)
    return PageWithheld(
        page=seen.index,
        looked=page.looked,
        withholdings=tuple(ordered),
        share=1.0 if whole else covered(_counted(found, places), around.box) if known else None,
        zone_pt2=round(around.box.area_pt2, 1) if known or whole else None,
    )


def _counted(found: Sequence[Withholding], places: Sequence[Box]) -> list[Box]:
    """Boxes whose area counts; blanks are candidates only."""
    blanks = {one.box for one in found if one.kind == "blank"}
    return [box for box in places if box not in blanks]


def _unlinked(one: Withholding, page: PageLooked) -> Withholding:
    """On the page that bears the document's codes, only a box at a code's own height has it for its own."""
    if one.codes and one.box and all(code.source == "margin" for code in one.codes):
        kept = tuple(code for code in one.codes if at_height(code.value, one.box, page.marks))
        return replace(one, codes=kept)
    return one


def _words(page: PageLooked) -> Sequence[Word]:
    layers = [*page.page.layers, *([page.page.text] if page.page.text else [])]
    return next((layer.words for layer in reversed(layers) if layer.words), None) or ()


def _postponed(page: PageLooked, count: int) -> tuple[Withholding, ...]:
    seen = page.page
    sheet = postponed(seen.text.text, count) if seen.text else None
    if sheet is None or any(one.kind == "whole_page" for one in page.found):
        return ()
    assert seen.text is not None
    said = seen.text.text[sheet.start : sheet.end]
    return (
        Withholding(
            page=seen.index,
            kind="whole_page",
            probability=sheet.probability,
            span=Span(sheet.start, sheet.end),
            codes=(),
            text=said,
            evidence=(sheet.reason,),
        ),
    )


def _place(one: Withholding) -> tuple[float, float, int]:
    """Reading order: by place on the page, then by place in the text."""
    top, left = (one.box.y0, one.box.x0) if one.box else (float("inf"), 0.0)
    return (top, left, one.span.start if one.span else 0)
