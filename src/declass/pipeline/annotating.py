"""People's notes on pages: anchored in the text as it is read now, and written out as W3C Web Annotations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from declass.archive.annotations import new_key
from declass.archive.catalogue import Catalogue
from declass.archive.values import StoredPage
from declass.errors import UsageError
from declass.model.anchor import Box, Digest, Span
from declass.model.annotation import Annotation

_AROUND = 32  # characters of context on either side of a quotation, as browsers' own selectors keep
CONTEXT = "http://www.w3.org/ns/anno.jsonld"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person wants to note.

    Attributes:
        quote: words of the page that it is about, where no ``span`` is given; they must stand there once.
        record: (scheme, number) of a record it points to.
    """

    body: str = ""
    span: Span | None = None
    quote: str = ""
    box: Box | None = None
    tags: Sequence[str] = ()
    record: tuple[str, str] | None = None


def place(catalogue: Catalogue, digest: Digest, page: int, who: str, draft: Draft) -> Annotation:
    """A new note, kept; a span is checked against the page's text, a quotation is found in it.

    Raises:
        UsageError: no such page, the span lies outside its text, the quotation is not on it or often, or the
            note says nothing.
    """
    stored = catalogue.pages.get(digest, page, words=False)
    if stored is None:
        raise UsageError(f"The file {digest[:12]} has no page {page + 1} here")
    text = stored.text.text if stored.text else ""
    span = draft.span or (_found(text, draft.quote) if draft.quote else None)
    if span is not None and span.end > len(text):
        raise UsageError(f"Characters {span.start}–{span.end} lie outside the page's {len(text)}")
    if not (draft.body.strip() or draft.tags or draft.record):
        raise UsageError("The note is empty", "Write a text, a tag, or the number of a record.")
    note = Annotation(
        key=new_key(),
        digest=digest,
        page=page,
        who=who,
        when=datetime.now(UTC),
        body=draft.body.strip(),
        span=span,
        layer_id=stored.layer_id if span else None,
        quote=text[span.start : span.end] if span else "",
        box=draft.box,
        tags=tuple(draft.tags),
        record=draft.record,
    )
    catalogue.annotations.append(note)
    return note


def box_of_percent(page: StoredPage, sides: Sequence[str | float]) -> Box:
    """A place that a person marked on the displayed page, in points of the unrotated page.

    Args:
        sides: left, top, width and height, in per cent of the page as displayed.

    Raises:
        UsageError: they are no numbers, or no place on the page, or the page has no image.
    """
    remedy = "Left, top, width and height are per cent of the page, from 0 to 100."
    if not (page.width_pt and page.height_pt):
        raise UsageError("That page has no image, so there are no places on it", "Quote its words instead.")
    try:
        left, top, width, height = (float(side) / 100 for side in sides)
    except ValueError as e:
        raise UsageError(f"{', '.join(map(str, sides))} is no place on a page", remedy) from e
    if not (0 <= left < 1 and 0 <= top < 1 and width > 0 and height > 0):
        raise UsageError(f"{', '.join(map(str, sides))} is no place on a page", remedy)
    wide, high = page.width_pt, page.height_pt
    if page.rotation % 180 == 90:
        wide, high = high, wide
    right, bottom = min(left + width, 1.0), min(top + height, 1.0)
    shown = Box(left * wide, top * high, right * wide, bottom * high)
    back = shown.turned(wide, high, -page.rotation)
    return Box(*(round(side, 2) for side in (back.x0, back.y0, back.x1, back.y1)))


def _found(text: str, quote: str) -> Span:
    places = text.count(quote)
    if places != 1:
        said = "is not on that page" if not places else f"stands there {places} times"
        raise UsageError(
            f"“{quote}” {said}", "Quote the words as the page's text has them, enough to be one."
        )
    start = text.index(quote)
    return Span(start, start + len(quote))


def exported(catalogue: Catalogue, notes: Iterable[Annotation], base: str = "urn:sha256:") -> dict[str, Any]:
    """The notes as one page of W3C Web Annotations (Data Model, Recommendation of 23 February 2017).

    Args:
        base: what stands before the digest in a target's address; with an archive's own address, a link.
    """
    items = [web_annotation(catalogue, note, base) for note in notes]
    return {"@context": CONTEXT, "id": "urn:declass:annotations", "type": "AnnotationPage", "items": items}


def web_annotation(catalogue: Catalogue, note: Annotation, base: str) -> dict[str, Any]:
    """One note; its target is selected by position and quotation (4.2.4, 4.2.5), or by a fragment (4.2.1)."""
    target: dict[str, Any] = {"source": f"{base}{note.digest}", "scope": f"page={note.page + 1}"}
    selectors = _selectors(catalogue, note)
    if selectors:
        target["selector"] = selectors
    bodies: list[dict[str, Any]] = []
    if note.body:
        bodies.append(
            {"type": "TextualBody", "value": note.body, "format": "text/plain", "purpose": "commenting"}
        )
    bodies += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in note.tags]
    if note.record:
        bodies.append({"id": f"urn:declass:record:{note.record[0]}:{note.record[1]}", "purpose": "linking"})
    return {
        "id": f"urn:declass:annotation:{note.key}",
        "type": "Annotation",
        "creator": {"type": "Person", "name": note.who},
        "created": note.when.isoformat(),
        "body": bodies,
        "target": target,
    }


def _selectors(catalogue: Catalogue, note: Annotation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if note.span is not None:
        found.append({"type": "TextPositionSelector", "start": note.span.start, "end": note.span.end})
        found.append(
            {"type": "TextQuoteSelector", "exact": note.quote, **_context(catalogue, note, note.span)}
        )
    if note.box is not None:
        page = catalogue.pages.get(note.digest, note.page, words=False)
        if page is not None and page.width_pt:
            f = note.box.fractions(page.width_pt, page.height_pt)
            at = ",".join(f"{100 * n:.3f}" for n in (f.x0, f.y0, f.x1 - f.x0, f.y1 - f.y0))
            media = "http://www.w3.org/TR/media-frags/"
            found.append({"type": "FragmentSelector", "conformsTo": media, "value": f"xywh=percent:{at}"})
    return found


def _context(catalogue: Catalogue, note: Annotation, span: Span) -> dict[str, str]:
    layers = catalogue.pages.layers(note.digest, note.page)
    text = next((layer.text.text for layer in layers if layer.id == note.layer_id), "")
    return {
        "prefix": text[max(0, span.start - _AROUND) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
