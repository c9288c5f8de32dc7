"""Files attached to a PDF, without the words that stand under its bars.

::

    host.pdf   The ███ met the courier.   under the bar: HARROW
      └ note.txt   Harrow will come.  ─►  ███ will come.          and a finding that holds "Harrow"

Words count as `declass.redact.elsewhere` says: long enough to be a name, and printed on no page of the host.
"""

from collections.abc import Iterator
from dataclasses import replace

from declass.archive.catalogue import Catalogue
from declass.archive.values import PageResult
from declass.model.anchor import Box, Digest, Span
from declass.model.page import Note, PageText
from declass.model.withholding import BLOCK, Withholding
from declass.redact.elsewhere import LIKELY, UNDER_HOST, blotted, places_of, secret_words
from declass.redact.restrict import without

_PROBABILITY = 0.9  # that it is the same name: the words are those under the bar, not their place


class Hosts:
    """Which words the files that hold another keep back; what was asked once is remembered.

    Keep one no longer than the catalogue stays as it is.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._own: dict[Digest, frozenset[str]] = {}

    def words(self, digest: Digest) -> frozenset[str]:
        """Words under bars of all files that hold this one, however deep it lies."""
        found: frozenset[str] = frozenset()
        known, left = {digest}, [digest]
        while left:
            arrivals = self._catalogue.accessions.of(left.pop())
            hosts = {a.container for a in arrivals if a.container is not None} - known
            known |= hosts
            left += hosts
            found = found.union(*(self.own(host) for host in hosts))
        return found

    def own(self, host: Digest) -> frozenset[str]:
        """Words under its own bars that none of its pages prints."""
        if host not in self._own:
            hidden = self._catalogue.restricted.likely(host, LIKELY)
            shown = (page.text.text for page in self._catalogue.pages.of(host) if page.text) if hidden else ()
            self._own[host] = secret_words(hidden, shown)
        return self._own[host]


def says(catalogue: Catalogue, digest: Digest, words: frozenset[str]) -> bool:
    """Whether a text that a machine read of the file has any of the words in clear."""
    return any(
        page.text is not None and page.text.kind != "human" and places_of(page.text.text, words)
        for page in catalogue.pages.of(digest)
    )


def restricted(page: PageResult, words: frozenset[str]) -> PageResult:
    """The page of an attached file without such words, which become findings of their own."""
    places = [places_of(layer.text, words) for layer in page.layers]
    if not any(places) and not any(places_of(note.text, words) for note in page.notes):
        return page
    pairs = list(zip(page.layers, places, strict=True))
    said = pairs[page.chosen or 0] if pairs else None
    return replace(
        page,
        layers=tuple(without(layer, spans) for layer, spans in pairs),
        notes=tuple(_note(note, places[0] if places else [], words) for note in page.notes),
        under_text=(*page.under_text, *(_found(page.index, *said) if said else ())),
    )


def _note(note: Note, before: list[Span], words: frozenset[str]) -> Note:
    """A note whose words are blotted out, called where it was in the text that is left."""
    moved = sum(len(BLOCK) - (span.end - span.start) for span in before if span.end <= note.offset)
    return replace(note, offset=note.offset + moved, text=blotted(note.text, words))


def _found(index: int, layer: PageText, spans: list[Span]) -> Iterator[Withholding]:
    for span in spans:
        yield Withholding(
            index,
            "under_text",
            _PROBABILITY,
            _place(layer, span),
            lines_min=1.0,
            lines_max=1.0,
            text=layer.text[span.start : span.end],
            evidence=(UNDER_HOST,),
        )


def _place(layer: PageText, span: Span) -> Box | None:
    boxes = [w.box for w in layer.words or () if w.start < span.end and span.start < w.end]
    if not any(box.area_pt2 for box in boxes):
        return None
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
