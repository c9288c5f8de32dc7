"""Word documents (DOCX): pages by their breaks, notes at their call, pictures and attachments as members."""

import re
from collections.abc import Iterator
from io import BufferedReader

from declass.errors import InputError
from declass.model.reading import MemberRefused, ReadEvent
from declass.read.flow import Flow, Leaf, head, page_events
from declass.read.markup import Element, attribute, local, named, walk
from declass.read.options import Limits, ReadOptions, Source
from declass.read.package import Package
from declass.read.spool import MemberWriter

_ENGINE = ("docx", "1")
_DOCUMENT = "word/document.xml"
_MEMBER = re.compile(r"word/(?:media|embeddings|activeX)/|word/afchunk", re.I)
_MACROS = re.compile(r"word/vba", re.I)
# ECMA-376 part 1, 17.13.5 (deleted text), 17.16 (field codes); Fallback repeats what Choice says
_UNREAD = named("del moveFrom delText instrText delInstrText pPrChange rPrChange sectPrChange Fallback")
_CALLS = {"footnoteReference": "footnotes", "endnoteReference": "endnotes", "commentReference": "comments"}
_NOT_A_NOTE = ("separator", "continuationSeparator", "continuationNotice")
_CHARACTERS = {"tab": "\t", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_CORE = named("title subject creator keywords description lastModifiedBy revision created modified category")
_APP = named("Pages Application AppVersion Company Manager")


def read(source: Source, options: ReadOptions, limits: Limits, file: BufferedReader) -> Iterator[ReadEvent]:
    """The document's pages, then what is embedded in it.

    Raises:
        InputError: no readable Word document.
    """
    package = Package(file, source.name, limits)
    document = package.xml(_DOCUMENT)
    if document is None:
        raise InputError(f"{source.name} has no text part", "Save it anew as .docx.")
    leaves = _Running(_notes(package), *_headers_and_footers(package)).read(document)
    yield head(source.media_type, len(leaves), _metadata(package, document), limits)
    yield from page_events(leaves, _ENGINE, options, limits)
    yield from package.members(lambda part: bool(_MEMBER.match(part)), MemberWriter(source, limits))
    for part in filter(_MACROS.match, package.names):
        yield MemberRefused(part, "it is a macro, which is never run or taken out")


class _Running:
    """Walks the body once.

    Args:
        notes: note elements by kind and id.
        headers, footers: distinct texts, set once before and after the running text.
    """

    def __init__(self, notes: dict[tuple[str, str], Element], headers: list[str], footers: list[str]) -> None:
        self._flow = Flow()
        self._notes = notes
        self._calls = {kind: 0 for kind in _CALLS.values()}
        self._headers, self._footers = headers, footers
        self._begun_at = 0  # pieces written before the body
        self._broken_at = -1  # pieces written at the last hard break
        self._section_ends = False

    def read(self, document: Element) -> list[Leaf]:
        """All pages."""
        self._lines(self._headers)
        self._begun_at = self._flow.written
        self._walk(document)
        self._lines(self._footers)
        return self._flow.pages()

    def text(self, element: Element) -> str:
        """The words of a note, header or footer."""
        self._walk(element)
        return "\n".join(leaf.text for leaf in self._flow.pages()).strip()

    def _lines(self, texts: list[str]) -> None:
        for text in texts:
            self._flow.line()
            self._flow.verbatim(text)
        self._flow.line()

    def _walk(self, root: Element) -> None:
        for kind, value in walk(root, lambda element: local(element) in _UNREAD):
            if kind == "start":
                self._start(value)
            elif kind == "end":
                self._end(value)

    def _start(self, element: Element) -> None:
        name = local(element)
        if name == "t":
            self._flow.verbatim(element.text or "")
        elif name in ("p", "tbl", "tr"):
            self._flow.line()
        elif name == "tc":
            self._begin_cell(element)
        elif name in _CALLS:
            self._call(_CALLS[name], attribute(element, "id"))
        elif name in ("br", "cr", "lastRenderedPageBreak", "pageBreakBefore", "sectPr"):
            self._break(element, name)
        elif name in _CHARACTERS and local(element.getparent()) == "r":
            self._flow.verbatim(_CHARACTERS[name])
        elif name == "sym":
            self._symbol(attribute(element, "char"))

    def _end(self, element: Element) -> None:
        name = local(element)
        if name == "tc":
            self._flow.flat -= 1
        elif name in ("p", "tbl", "tr"):
            self._flow.line()
        if name == "p" and self._section_ends:
            self._section_ends = False
            self._turn()

    def _begin_cell(self, element: Element) -> None:
        before = element.getprevious()
        if before is not None and local(before) == "tc":
            self._flow.tab()
        self._flow.flat += 1

    def _break(self, element: Element, name: str) -> None:
        if name == "sectPr":
            kinds = [attribute(kind, "val") for kind in element.iterfind("{*}type")]
            self._section_ends = local(element.getparent()) == "pPr" and kinds[:1] != ["continuous"]
        elif name == "lastRenderedPageBreak":
            if self._flow.written != self._broken_at:  # Word marks a hard break's page a second time
                self._turn()
        elif name == "pageBreakBefore":
            if self._flow.written > self._begun_at and attribute(element, "val") not in ("0", "false", "off"):
                self._turn()
        elif name == "br" and attribute(element, "type") == "page":
            self._turn()
        else:
            self._flow.line()

    def _turn(self) -> None:
        self._flow.end_page()
        self._broken_at = self._flow.written

    def _symbol(self, code: str) -> None:
        if re.fullmatch(r"[0-9A-Fa-f]{2,4}", code):
            self._flow.verbatim(chr(int(code, 16)))

    def _call(self, kind: str, number: str) -> None:
        note = self._notes.get((kind, number))
        if note is None:
            return
        self._calls[kind] += 1
        text = _Running({}, [], []).text(note)
        if kind == "comments":
            self._flow.note(f"{attribute(note, 'author')}: {text}", attribute(note, "initials"), "other")
        else:
            self._flow.note(text, str(self._calls[kind]), "footnote")


def _notes(package: Package) -> dict[tuple[str, str], Element]:
    found: dict[tuple[str, str], Element] = {}
    for kind in _CALLS.values():
        root = package.optional_xml(f"word/{kind}.xml")
        for note in root if root is not None else ():
            if attribute(note, "type") not in _NOT_A_NOTE:
                found[kind, attribute(note, "id")] = note
    return found


def _headers_and_footers(package: Package) -> tuple[list[str], list[str]]:
    found: dict[str, dict[str, None]] = {"header": {}, "footer": {}}
    for part in package.names:
        kind = re.fullmatch(r"word/(header|footer)\d*\.xml", part)
        root = package.optional_xml(part) if kind else None
        if kind and root is not None and (text := _Running({}, [], []).text(root)):
            found[kind[1]][text] = None
    return list(found["header"]), list(found["footer"])


def _metadata(package: Package, document: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for part, wanted in (("docProps/core.xml", _CORE), ("docProps/app.xml", _APP)):
        root = package.optional_xml(part)
        for child in root if root is not None else ():
            if local(child) in wanted:
                found[local(child)] = child.text or ""
    for key, name in (("tracked_deletions", "del"), ("tracked_insertions", "ins")):
        runs = [e for e in document.iter(f"{{*}}{name}") if local(e.getparent()) not in ("rPr", "trPr")]
        if runs:
            found[key] = str(len(runs))
    deleted = sum(len(e.text or "") for e in document.iter("{*}delText"))
    return found | ({"tracked_deleted_characters": str(deleted)} if deleted else {})
