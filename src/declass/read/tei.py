"""TEI files, such as the Foreign Relations series: pages by ``pb``, notes apart, documents as divisions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from declass.errors import InputError
from declass.model.reading import Division, ReadEvent
from declass.read.flow import Flow, Leaf, Place, head, joined, page_events, short
from declass.read.markup import Element, attribute, check_size, local, named, parse_xml, plain, walk
from declass.read.options import Limits, ReadOptions, Source
from declass.read.tei_dates import document_date, header_date

_ENGINE = ("tei", "1")

# TEI P5, chapters 3 (core), 4 (structure) and 14 (tables): elements that begin and end a line
_BLOCKS = named(
    """ab address addrLine argument attachment back body byline cit closer dateline div div1 div2 div3 div4
    docDate docImprint docTitle epigraph figDesc figure floatingText front group head item l label lg list
    opener p postscript row salute signed speaker sp stage table text titlePage titlePart trailer"""
)
_UNREAD = frozenset({"teiHeader", "facsimile", "standOff", "graphic"})
_NOTES = frozenset({"note", "fw", "gap"})
_CHOSEN_AGAINST = frozenset(
    {"corr", "reg", "expan"}
)  # within ``choice``: the editor's word, not the record's
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARK = re.compile(r"\s*[\d*†‡]{1,3}\s*\Z")
_BROKEN_WORD = re.compile(r"[^\W\d_]-\Z")
_WORD_END = re.compile(r"\S*")
_MAX_PERSONS = 10_000  # a division with more names is an index; the receiver takes at most 100,000


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """The volume's pages with their notes, then its documents.

    Raises:
        InputError: no well-formed XML, or no TEI.
        LimitExceeded: too large for memory, or too many pages.
    """
    check_size(source.path.stat().st_size, limits)
    with source.path.open("rb") as file:
        root = parse_xml(file, source.name)
    if local(root) not in ("TEI", "TEI.2", "teiCorpus"):
        raise InputError(f"{source.name} is XML, but not TEI: its root is {short(local(root))!r}")
    running = _Running()
    running.read(root)
    leaves = running.flow.pages()
    yield head(source.media_type, len(leaves), _metadata(root), limits)
    yield from page_events(leaves, _ENGINE, options, limits)
    yield from _divisions(root, running.spans, source.name, leaves)


@dataclass(slots=True)
class _Open:
    """A document division whose end is not reached yet."""

    element: Element
    first: Place | None = None


class _Running:
    """Walks the text once, into a ``Flow`` and the spans of the documents.

    Args:
        in_note: the root is a note: page breaks say nothing, and notes in it are part of it.
    """

    def __init__(self, in_note: bool = False) -> None:
        self.flow = Flow()
        self.spans: list[tuple[Element, Place, Place]] = []
        self._in_note = in_note
        self._open: list[_Open] = []
        self._held: str | None = None  # a page break inside a word waits for the word's end

    def read(self, root: Element) -> None:
        """Walk everything under ``root``."""
        for kind, value in walk(root, _is_raised_or_unread if self._in_note else _is_aside):
            if kind == "text":
                self._text(value)
            elif kind == "start":
                self._start(value)
            elif kind == "end":
                self._end(value)
            else:
                self._whole(value)
        self._turn_held()

    def _start(self, element: Element) -> None:
        name = local(element)
        if name in _BLOCKS:
            self._turn_held()
            self._begin_line(element, name)
        elif name == "lb":
            self._turn_held()
            self.flow.line()
        elif name == "cell":
            self._begin_cell(element)
        elif name == "pb" and not self._in_note:
            self._page_break(element)
        if _is_document(element):
            self._open.append(_Open(element))

    def _begin_line(self, element: Element, name: str) -> None:
        if name == "item" and _follows(element, "label"):
            self.flow.space()
        else:
            self.flow.line()

    def _begin_cell(self, element: Element) -> None:
        if _follows(element, "cell"):
            self.flow.tab()
        self.flow.flat += 1

    def _end(self, element: Element) -> None:
        name = local(element)
        if name == "cell":
            self.flow.flat -= 1
        elif name == "label":
            self.flow.space()
        elif name in _BLOCKS:
            self._turn_held()
            self.flow.line()
        if self._open and self._open[-1].element is element:
            first, here = self._open.pop().first, self.flow.here
            self.spans.append((element, first or here, self.flow.last_end if first else here))

    def _text(self, text: str) -> None:
        if self._held is not None and text:
            end = _WORD_END.match(text)
            cut = end.end() if end else 0
            self._words(text[:cut])
            self._turn_held()
            text = text[cut:]
        self._words(text)

    def _words(self, text: str) -> None:
        before = self.flow.written
        self.flow.words(text)
        if self.flow.written > before:
            for division in self._open:
                division.first = division.first or self.flow.last_start

    def _page_break(self, element: Element) -> None:
        self._turn_held()
        mark = " ".join(f"{key}={value}" for key in ("n", "facs") if (value := attribute(element, key)))
        if self.flow.tail and _breaks_a_word(element, self.flow.tail):
            self._held = mark
        else:
            self.flow.new_page(mark)

    def _turn_held(self) -> None:
        if self._held is not None:
            self.flow.new_page(self._held)
            self._held = None

    def _whole(self, element: Element) -> None:
        name = local(element)
        if name == "hi":
            self._raised(element)
        elif name == "gap" and self._in_note:
            self._words(f" [{_gap(element)}] ")
        elif name not in _UNREAD:
            self._note(element, name)

    def _raised(self, element: Element) -> None:
        """A raised figure never touches what it follows: ``Santiago 544`` must stay 544."""
        if self.flow.tail[-1:].isalnum():
            self.flow.space()
        self._words((element.text or "").strip().translate(_SUPERSCRIPTS))

    def _note(self, element: Element, name: str) -> None:
        if name == "gap":
            self.flow.space()
        text = _gap(element) if name == "gap" else note_text(element)
        self.flow.note(text, attribute(element, "n") if name == "note" else "", _note_kind(element))
        for inner in element.iter("{*}pb"):  # the page breaks all the same
            self._page_break(inner)


# ── what an element is ──────────────────────────────────────────────────────────────────────────


def _follows(element: Element, name: str) -> bool:
    before = element.getprevious()
    return before is not None and local(before) == name


def _is_document(element: Element) -> bool:
    return local(element) == "div" and attribute(element, "type") == "document"


def _is_aside(element: Element) -> bool:
    name = local(element)
    if name in _NOTES or (name == "seg" and attribute(element, "type") == "margin"):
        return True
    if name in _CHOSEN_AGAINST:
        return local(element.getparent()) == "choice"
    return _is_raised_or_unread(element)


def _is_raised_or_unread(element: Element) -> bool:
    name = local(element)
    if name == "hi":
        raised = attribute(element, "rend") in ("superscript", "sup", "super")
        return raised and len(element) == 0 and bool(_MARK.match(element.text or ""))
    return name in _UNREAD or name == "gap"


def _breaks_a_word(element: Element, before: str) -> bool:
    if attribute(element, "break") == "no":
        return True
    return bool(_BROKEN_WORD.search(before)) and (element.tail or "")[:1].islower()


def _gap(element: Element) -> str:
    facts = (attribute(element, key) for key in ("quantity", "extent", "unit", "reason"))
    return "gap: " + (" ".join(fact for fact in facts if fact) or "of unknown extent")


def _note_kind(element: Element) -> str:
    if local(element) != "note":
        return "other"
    segments = (segment for segment in element.iter("{*}seg") if attribute(segment, "type") == "source")
    is_source = attribute(element, "type") == "source" or next(segments, None) is not None
    return "source" if is_source else "footnote"


def note_text(element: Element) -> str:
    """A note's own words, its paragraphs as lines."""
    running = _Running(in_note=True)
    running.read(element)
    return "\n".join(leaf.text for leaf in running.flow.pages())


# ── what the file says of itself and of its documents ───────────────────────────────────────────


def _metadata(root: Element) -> dict[str, str]:
    header = next(root.iter("{*}teiHeader"), None)
    if header is None:
        return {}
    titles = {attribute(title, "type"): plain(title) for title in header.iterfind(".//{*}titleStmt/{*}title")}
    found = {"title": titles.get("complete") or next(iter(titles.values()), "")}
    for key, path in (("publisher", "publicationStmt/{*}publisher"), ("source", "sourceDesc/{*}p")):
        found[key] = "; ".join(plain(e) for e in header.iterfind(f".//{{*}}{path}"))
    for date in header.iterfind(".//{*}publicationStmt/{*}date"):
        kind = attribute(date, "type")
        found[f"date_{kind}" if kind else "date"] = plain(date)
    found["identifier"] = _volume(root, "")
    return found


def _volume(root: Element, name: str) -> str:
    """``xml:id`` of the file, its ``frus`` number, or its name without the ending."""
    numbers = (e for e in root.iterfind(".//{*}publicationStmt/{*}idno") if attribute(e, "type") == "frus")
    number = next((plain(e) for e in numbers), "")
    return short(
        attribute(root, "id") or number or re.sub(r"\.xml\Z", "", name.rpartition("/")[2], flags=re.I)
    )


def _divisions(
    root: Element, spans: list[tuple[Element, Place, Place]], name: str, leaves: list[Leaf]
) -> Iterator[Division]:
    volume = _volume(root, name)
    for order, (element, first, last) in enumerate(spans, start=1):
        number = attribute(element, "id") or (attribute(element, "n") or str(order) if len(spans) > 1 else "")
        title = next((plain(e, frozenset({"note"})) for e in element.iterfind("{*}head")), "")
        yield Division(
            number=f"{volume}/{short(number)}" if number else volume,
            title=short(title),
            date=document_date(element) or (header_date(root) if len(spans) == 1 else None),
            persons=_persons(element),
            first_page=first.page,
            first_offset=min(first.offset, len(leaves[first.page].text)),
            last_page=last.page,
            last_offset=min(last.offset, len(leaves[last.page].text)),
            source=_source(element),
        )


def _persons(element: Element) -> tuple[str, ...]:
    without = frozenset({"note"})
    names = dict.fromkeys(short(plain(person, without)) for person in element.iter("{*}persName"))
    return tuple(name for name in names if name)[:_MAX_PERSONS]


def _source(element: Element) -> str:
    """The document's own source notes, not those of its attachments, one a line."""
    notes = (note for note in element.iter("{*}note") if _note_kind(note) == "source")
    own = [note_text(note) for note in notes if next(note.iterancestors("{*}attachment"), None) is None]
    return joined(own)
