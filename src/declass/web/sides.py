"""One release as a column of pages, image and text, changes marked; and what keeps two columns in step."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from declass.archive.changes import StoredChange
from declass.archive.values import StoredPage
from declass.locale import translate as _
from declass.model.anchor import Span
from declass.model.change import Passage
from declass.pipeline.releases import Part
from declass.web.marking import Mark, marked
from declass.web.places import Place, displayed, in_lines, of_spans, paper
from declass.web.saying import withholding_label
from declass.web.site import Site

MOST_SHEETS = 40  # pages of one side on one page: beyond, only those with changes and their neighbours
_NEAR = 1  # neighbours shown beside a page with changes


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a release.

    Attributes:
        number: 1-based.
        skipped: pages left out before it, since nothing changed on them.
        text: marked up.
        width_pt, height_pt: as displayed; 0 where the page has no image.
        places: changes and what is withheld, on the image.
    """

    number: int
    skipped: int
    text: Markup
    width_pt: float
    height_pt: float
    places: Sequence[Place]

    @property
    def pictured(self) -> bool:
        return self.width_pt > 0 and self.height_pt > 0


Where = tuple[int, float, float]
"""A place on a side: page (1-based), share of the text above it, share of the image above it."""


@dataclass
class Side:
    """The pages of one release that are shown, and where on it each change stands."""

    part: Part
    sheets: list[Sheet] = field(default_factory=list)
    left_out: int = 0
    where: dict[str, Where] = field(default_factory=dict)

    @property
    def pictured(self) -> bool:
        return any(sheet.pictured for sheet in self.sheets)


def side_of(site: Site, part: Part, changes: Sequence[StoredChange], *, newer: bool) -> Side:
    """The pages of a release with the changes marked where they stand in it."""
    passages = defaultdict(list)
    for stored in changes:
        passage = stored.change.newer if newer else stored.change.older
        passages[passage.page].append((stored, passage))
    pages = list(site.space.catalogue.pages.of(part.digest))
    texts = part.of(_by_index(pages))
    shown = _shown(texts, passages.keys())
    side, last = Side(part), -1
    for page in pages:
        if page.index not in shown:
            side.left_out += page.index < len(texts) and bool(texts[page.index].strip())
            continue
        here = passages.get(page.index, ())
        placed = here and page.width_pt  # words have places only where there is an image
        stored_page = site.space.catalogue.pages.get(part.digest, page.index) if placed else page
        skipped = page.index - last - 1 if len(shown) < len(texts) else 0
        side.sheets.append(
            _sheet(site, stored_page or page, texts[page.index], here, newer=newer, skipped=skipped)
        )
        side.where |= _where(side.sheets[-1], texts[page.index], here, newer=newer)
        last = page.index
    return side


def steps_of(older: Side, newer: Side) -> list[list[float]]:
    """Where the same change stands on both sides, in reading order: what a script scrolls in step by.

    Returns: rows of older page, its text share, its image share, then the same of the newer side.
    """
    rows = [[*older.where[name], *newer.where[name]] for name in older.where if name in newer.where]
    return sorted(rows)


def _by_index(pages: Iterable[StoredPage]) -> list[str]:
    texts: list[str] = []
    for page in pages:
        texts += [""] * (page.index - len(texts)) + [page.text.text if page.text else ""]
    return texts


def _shown(texts: Sequence[str], changed: Iterable[int]) -> set[int]:
    """All pages with text or changes; of a long file only those with changes and their neighbours."""
    with_text = {index for index, text in enumerate(texts) if text.strip()} | {
        index for index in changed if index < len(texts)
    }
    if len(with_text) <= MOST_SHEETS:
        return with_text
    near = {index + by for index in changed for by in range(-_NEAR, _NEAR + 1)}
    return set(sorted(with_text & near or with_text)[:MOST_SHEETS])


def _sheet(
    site: Site,
    page: StoredPage,
    text: str,
    here: Sequence[tuple[StoredChange, Passage]],
    *,
    newer: bool,
    skipped: int,
) -> Sheet:
    side = "c" if newer else "o"
    marks = [_mark(stored, passage, side) for stored, passage in here]
    wide, high = paper(page) if page.state == "read" else (0.0, 0.0)
    places = [place for stored, passage in here for place in _places(page, stored, passage, side)]
    if wide:
        places += [
            displayed(page, found.withholding.box, "withheld", withholding_label(found.withholding))
            for found in site.space.catalogue.withheld.of(page.digest, page.index)
            if found.counts and found.withholding.box is not None
        ]
    return Sheet(page.index + 1, skipped, marked(text, marks), wide, high, places)


def _label(stored: StoredChange) -> str:
    return f"{_(stored.change.kind.replace('_', ' '))}, {_(stored.change.grade)}"


def _mark(stored: StoredChange, passage: Passage, side: str) -> Mark:
    kind = "place" if passage.start == passage.end else stored.change.kind
    named = f"{side}-{stored.id[:10]}"
    return Mark(passage.start, passage.end, f"{kind} {stored.change.grade}", _label(stored), named)


def _places(page: StoredPage, stored: StoredChange, passage: Passage, side: str) -> list[Place]:
    """The words of a change on the image; where it has none, the words around the place, as a caret."""
    kind, label = stored.change.kind, _label(stored)
    if passage.end > passage.start:
        found = in_lines(of_spans(page, [Span(passage.start, passage.end)], kind, label))
    else:
        around = Span(max(0, passage.start - 2), passage.start + 2)
        found = of_spans(page, [around], f"place {kind}", label)[:2]
    return [_named(place, f"{side}i-{stored.id[:10]}" if n == 0 else "") for n, place in enumerate(found)]


def _named(place: Place, name: str) -> Place:
    return Place(place.x, place.y, place.width, place.height, place.kind, place.label, name)


def _where(
    sheet: Sheet, text: str, here: Sequence[tuple[StoredChange, Passage]], *, newer: bool
) -> dict[str, Where]:
    side, found = "c" if newer else "o", {}
    heights = {place.name: place.y / 1000 for place in sheet.places if place.name}
    for stored, passage in here:
        in_text = round(passage.start / max(len(text), 1), 4)
        on_scan = round(heights.get(f"{side}i-{stored.id[:10]}", in_text), 4)
        found[stored.id] = (sheet.number, in_text, on_scan)
    return found
