"""OpenDocument texts (ODT): pages by their breaks, notes at their call, pictures as members."""

import re
from collections.abc import Iterator
from io import BufferedReader

from declass.errors import InputError, PasswordNeeded
from declass.model.reading import MemberRefused, ReadEvent
from declass.read.flow import Flow, Leaf, head, page_events
from declass.read.markup import Element, attribute, local, named, plain, walk
from declass.read.options import Limits, ReadOptions, Source
from declass.read.package import Package
from declass.read.spool import MemberWriter

_ENGINE = ("odt", "1")
_MEMBER = re.compile(r"(?:Pictures|media)/.|Object [^/]+\Z")
_OBJECT = re.compile(r"Object [^/]+/content\.xml\Z")
# OpenDocument 1.3 part 3: deleted text stands in tracked-changes (5.5.1); the others hold no running text
_UNREAD = named("tracked-changes sequence-decls variable-decls user-field-decls forms binary-data desc title")
_ASIDE = named("note annotation") | _UNREAD
_MAX_BLANKS = 200  # text:s may claim any count
_META = named("title subject description keyword creator initial-creator creation-date date generator")
_REMEDY = "Open it in the program that made it, save it without a password and add that."


def read(source: Source, options: ReadOptions, limits: Limits, file: BufferedReader) -> Iterator[ReadEvent]:
    """The document's pages, then what is embedded in it.

    Raises:
        InputError: no readable OpenDocument text.
        PasswordNeeded: it is locked.
    """
    package = Package(file, source.name, limits)
    manifest = package.optional_xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise PasswordNeeded(f"{source.name} is locked with a password", _REMEDY)
    content = package.xml("content.xml")
    if content is None:
        raise InputError(f"{source.name} has no text part", "Save it anew as .odt.")
    styles = package.optional_xml("styles.xml")
    leaves = _Running(_breaking_styles(content, styles)).read(content, *_headers_and_footers(styles))
    yield head(source.media_type, len(leaves), _metadata(package, content), limits)
    yield from page_events(leaves, _ENGINE, options, limits)
    yield from package.members(lambda part: bool(_MEMBER.match(part)), MemberWriter(source, limits))
    for part in filter(_OBJECT.match, package.names):
        yield MemberRefused(
            part, "it is a drawing, chart or formula kept in parts", "Save the document as PDF."
        )


class _Running:
    """Walks the body once.

    Args:
        breaking: paragraph styles that begin a page, and those that end one.
    """

    def __init__(self, breaking: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())) -> None:
        self._flow = Flow()
        self._before, self._after = breaking
        self._paragraphs = 0  # depth
        self._begun_at = 0  # pieces written before the body

    def read(self, content: Element, headers: list[str], footers: list[str]) -> list[Leaf]:
        """All pages, with the headers before and the footers after the text."""
        self._lines(headers)
        self._begun_at = self._flow.written
        for body in content.iter("{*}body"):
            self._walk(body)
        self._lines(footers)
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
        for kind, value in walk(root, lambda element: local(element) in _ASIDE):
            if kind == "text":
                if self._paragraphs:  # elsewhere there is only the file's own indentation
                    self._flow.words(value)
            elif kind == "start":
                self._start(value)
            elif kind == "end":
                self._end(value)
            else:
                self._aside(value)

    def _start(self, element: Element) -> None:
        name = local(element)
        if name in ("p", "h"):
            self._paragraphs += 1
            self._flow.line()
            if attribute(element, "style-name") in self._before and self._flow.written > self._begun_at:
                self._flow.end_page()
        elif name in ("table-row", "line-break"):
            self._flow.line()
        elif name == "table-cell":
            before = element.getprevious()
            if before is not None and local(before) in ("table-cell", "covered-table-cell"):
                self._flow.tab()
            self._flow.flat += 1
        elif name == "s":
            count = attribute(element, "c")
            self._flow.verbatim(" " * (min(int(count), _MAX_BLANKS) if count.isdecimal() else 1))
        elif name == "tab":
            self._flow.tab()
        elif name == "soft-page-break":
            self._flow.end_page()

    def _end(self, element: Element) -> None:
        name = local(element)
        if name == "table-cell":
            self._flow.flat -= 1
        elif name in ("p", "h"):
            self._paragraphs -= 1
            self._flow.line()
            if attribute(element, "style-name") in self._after:
                self._flow.end_page()

    def _aside(self, element: Element) -> None:
        name = local(element)
        if name == "note":
            body = next(element.iterfind("{*}note-body"), None)
            label = "".join(plain(citation) for citation in element.iterfind("{*}note-citation"))
            self._flow.note(_Running().text(body) if body is not None else "", label)
        elif name == "annotation":
            author = "".join(plain(creator) for creator in element.iterfind("{*}creator"))
            self._flow.note(f"{author}: {_Running().text(element)}", "", "other")


def _breaking_styles(content: Element, styles: Element | None) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the paragraph styles with ``fo:break-before`` and ``fo:break-after`` a page."""
    found: dict[str, set[str]] = {"break-before": set(), "break-after": set()}
    for root in (content, styles):
        for properties in root.iter("{*}paragraph-properties") if root is not None else ():
            for kind, names in found.items():
                if attribute(properties, kind) == "page":
                    names.add(attribute(properties.getparent(), "name"))
    return frozenset(found["break-before"]), frozenset(found["break-after"])


def _headers_and_footers(styles: Element | None) -> tuple[list[str], list[str]]:
    if styles is None:
        return [], []
    found = []
    for kind in ("header", "footer"):
        texts = (
            _Running().text(e) for variant in (kind, f"{kind}-left") for e in styles.iter(f"{{*}}{variant}")
        )
        found.append([text for text in dict.fromkeys(texts) if text])
    return found[0], found[1]


def _metadata(package: Package, content: Element) -> dict[str, str]:
    root = package.optional_xml("meta.xml")
    found = {local(e): plain(e) for e in root.iter() if local(e) in _META} if root is not None else {}
    deletions = sum(1 for _ in content.iter("{*}deletion"))
    return found | ({"tracked_deletions": str(deletions)} if deletions else {})
