"""Plain text and Markdown: one page, or as many as form feeds and page headings mark."""

import re
from collections.abc import Iterator
from itertools import chain

from declass.errors import LimitExceeded
from declass.model.reading import ReadEvent
from declass.read.encoding import decode
from declass.read.flow import Leaf, head, page_events
from declass.read.options import MIB, Limits, ReadOptions, Source
from declass.text.normal import clean

_ENGINE = ("text", "1")
_MEMORY_SHARE = 16  # text and its pages take up to four bytes a character, twice over

# What OCR tools write between pages: "## Page 7", seen in all page-marked texts of a 36,865-text sample.
# A bare "PAGE 7" is part of many a cable and is no mark.
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]*page[ \t]+(\d{1,6})[ \t]*#*[ \t]*$", re.I | re.M)
_TITLE = re.compile(r"\A\s*#[ \t]+([^\n]+)\s*\Z")


def read(source: Source, options: ReadOptions, limits: Limits) -> Iterator[ReadEvent]:
    """The text's pages, without the marks between them.

    Raises:
        LimitExceeded: too large for memory, or too many pages.
    """
    size = source.path.stat().st_size
    if size > limits.memory_bytes // _MEMORY_SHARE:
        raise LimitExceeded(
            f"the text has {size // MIB} MiB", "Split it into files, or raise the limit 'memory_bytes'."
        )
    text, encoding = decode(source.path.read_bytes())
    title, pages = split_pages(text)
    yield head(source.media_type, len(pages), {"encoding": encoding, "title": title}, limits)
    yield from page_events(pages, _ENGINE, options, limits)


def split_pages(text: str) -> tuple[str, list[Leaf]]:
    """The title that stands before the first page heading, and the pages.

    Words before the first heading are a page of their own, unless they are one Markdown title.

    >>> split_pages("# 104-1\\n\\n## Page 1\\nfoo\\n## Page 2\\nbar")
    ('104-1', [Leaf(text='foo', notes=(), mark='n=1'), Leaf(text='bar', notes=(), mark='n=2')])
    >>> split_pages("one\\ftwo\\f")[1]
    [Leaf(text='one', notes=(), mark=''), Leaf(text='two', notes=(), mark='')]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    first, *rest = _headed(lines)
    title = _TITLE.match(first[1]) if rest else None
    if rest and (title or not first[1].strip()):
        first_leaves: list[Leaf] = []
    else:
        first_leaves = _fed(*first)
    return title[1] if title else "", [*first_leaves, *chain.from_iterable(_fed(*part) for part in rest)]


def _headed(text: str) -> list[tuple[str, str]]:
    """The printed page number and the text of what each heading begins; the first has none."""
    numbers_and_texts = _HEADING.split(text)
    numbers = ["", *numbers_and_texts[1::2]]
    return list(zip(numbers, numbers_and_texts[0::2], strict=True))


def _fed(number: str, text: str) -> list[Leaf]:
    """Pages between form feeds; printers end the last page with one, which begins no further page."""
    pages = text.removesuffix("\n").split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    mark = f"n={number}" if number else ""
    return [Leaf(clean(page).strip("\n"), (), mark) for page in pages]
