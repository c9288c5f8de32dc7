"""Files read to the texts of their pages, without an archive, for verbs that compare them."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from declass.config import Settings
from declass.errors import InputError
from declass.locale import translate as _
from declass.model.page import PageText
from declass.model.reading import DocumentEnd, MemberRefused, PageFailed, PageRead
from declass.pipeline.limits import limits
from declass.pipeline.pages import PageReader
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def page_texts(files: Sequence[Path], settings: Settings) -> list[list[str]]:
    """For each file the texts of its pages, in order; an unreadable page is an empty one.

    Raises:
        InputError: a file cannot be read at all.
    """
    pages = PageReader(settings)
    with reading(settings) as reader:
        return [[_said(layer) for layer in page_layers(file, reader, settings, pages)] for file in files]


@contextmanager
def reading(settings: Settings) -> Iterator[Reader]:
    """A reader for files that are in no archive."""
    with (
        tempfile.TemporaryDirectory(prefix="declass-") as spool,
        Reader(limits(settings), settings.isolation, Path(spool)) as reader,
    ):
        yield reader


def page_layers(file: Path, reader: Reader, settings: Settings, pages: PageReader) -> list[PageText | None]:
    """The best text of each page of a file, with its words where they have places; None = no text.

    Words left under bars are in none of them.

    Args:
        pages: one for all files, as its engines are loaded once.
    """
    layers: list[PageText | None] = []
    for event in reader.read(file, file.name, ReadOptions(settings.ocr, settings.dpi)):
        if isinstance(event, PageRead):
            layers += [None] * (event.index - len(layers)) + [_best(event, pages)]
        elif isinstance(event, PageFailed):
            said = _("{file}, page {page}: {reason}")
            click.echo(said.format(file=file, page=event.index + 1, reason=event.reason), err=True)
        elif isinstance(event, MemberRefused):
            click.echo(f"{event.name}: {event.reason}", err=True)
        elif isinstance(event, DocumentEnd) and event.state != "read":
            raise InputError(f"{file}: {event.reason}", event.remedy)
    return layers


def _said(layer: PageText | None) -> str:
    return layer.text if layer else ""


def _best(page: PageRead, pages: PageReader) -> PageText | None:
    if page.image is None and page.drawing is None:
        return page.text  # nothing to choose from, and nothing painted that could lie over words
    result = pages.result(page)
    return result.layers[result.chosen] if result.chosen is not None else None


def release_year(file: Path) -> int | None:
    """The year of release where the file's folder, or else its own name, is or holds one year."""
    for part in (file.resolve().parent.name, file.stem):
        years = set(_YEAR.findall(part))
        with suppress(ValueError):
            if len(years) == 1:
                return int(years.pop())
    return None
