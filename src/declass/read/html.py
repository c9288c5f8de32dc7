"""HTML pages as one page of text: blocks are lines, table rows are lines with tabs; nothing is fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from declass.errors import InputError
from declass.model.reading import ReadEvent
from declass.read.encoding import decode
from declass.read.flow import Flow, Leaf, head, page_events
from declass.read.markup import Element, attribute, check_size, local, named, plain, walk
from declass.read.options import Limits, ReadOptions, Source

_ENGINE = ("html", "1")
_UNREAD = named("script style nav template head iframe object svg audio video canvas")
_BLOCKS = named(
    """address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol optgroup option p pre section
    select summary table tbody textarea tfoot thead title tr ul"""
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.I)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})""")
_HEAD_BYTES = 4096  # HTML5 asks that the encoding stand in the first 1,024 bytes; many pages put it later
_META_NAMES = named("author date description keywords dc.date dc.creator dc.identifier")


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The words of an HTML page.

    Attributes:
        text: as stored.
        metadata: title, author and the like.
    """

    text: str
    metadata: dict[str, str]


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """One page with the text of the file.

    Raises:
        InputError: no HTML could be made out.
        LimitExceeded: too large for memory.
    """
    check_size(source.path.stat().st_size, limits)
    data = source.path.read_bytes()
    declared = _XML_ENCODING.match(data[:_HEAD_BYTES]) or _CHARSET.search(data[:_HEAD_BYTES])
    markup, encoding = decode(data, declared[1].decode("ascii") if declared else "")
    found = html_text(markup)
    yield head(source.media_type, 1, {**found.metadata, "encoding": encoding}, limits)
    yield from page_events([Leaf(found.text)], _ENGINE, options, limits)


def html_text(markup: str) -> HtmlText:
    """The text of HTML markup.

    Raises:
        InputError: the parser cannot make anything of it.

    >>> html_text("<p>one<p>two<script>x</script>").text
    'one\\ntwo'
    """
    if not markup.strip():
        return HtmlText("", {})
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        # the parser stops at NUL; surrogates cannot be encoded
        root = etree.fromstring(markup.replace("\0", " ").encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as e:
        raise InputError(f"the HTML cannot be parsed: {e}", "Save the page anew, or as PDF.") from e
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # the rest would be lost
        raise InputError("the HTML is nested too deeply to be read", "Save the page anew, or as PDF.")
    if root is None:
        return HtmlText("", {})
    return HtmlText(_flowed(root), _metadata(root))


def _flowed(root: Element) -> str:
    flow = Flow()
    preformatted = 0
    for kind, value in walk(root, lambda element: local(element).lower() in _UNREAD):
        if kind == "text":
            (flow.verbatim if preformatted else flow.words)(value)
        elif kind != "whole":
            preformatted += (kind == "start") - (kind == "end") if local(value) == "pre" else 0
            _boundary(flow, value, kind == "start")
    return "\n".join(leaf.text for leaf in flow.pages()).strip("\n")


def _boundary(flow: Flow, element: Element, starts: bool) -> None:
    name = local(element)
    if name in ("td", "th"):
        if starts and element.getprevious() is not None:
            flow.tab()
        flow.flat += 1 if starts else -1
    elif name in _BLOCKS or name == "br":
        flow.line()


def _metadata(root: Element) -> dict[str, str]:
    title = next(root.iter("{*}title"), None)
    found = {"title": plain(title)} if title is not None else {}
    for meta in root.iter("{*}meta"):
        name = attribute(meta, "name").lower()
        if name in _META_NAMES:
            found[name] = attribute(meta, "content")
    return {key: value for key, value in found.items() if value}
