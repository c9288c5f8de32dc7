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
from declass.read.options import MIB, Limits, ReadOptions
from declass.read.sandbox import Reader

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _limits(settings: Settings) -> Limits:
    """The caps that matter for reading a single file; members are not read."""
    return Limits(
        seconds_per_document=settings.seconds_per_document,
        cpu_seconds=settings.seconds_per_document,
        memory_bytes=settings.memory_mb * MIB,
        pages=settings.page_limit,
        page_megapixels=settings.megapixel_limit,
    )


def page_texts(files: Sequence[Path], settings: Settings) -> list[list[str]]:
    """For each file the texts of its pages, in order; an unreadable page is an empty one.

    Raises:
        InputError: a file cannot be read at all.
    """
    with reading(settings) as reader:
        return [[_said(layer) for layer in page_layers(file, reader, settings)] for file in files]


@contextmanager
def reading(settings: Settings) -> Iterator[Reader]:
    """A reader for files that are in no archive."""
    with (
        tempfile.TemporaryDirectory(prefix="declass-") as spool,
        Reader(_limits(settings), settings.isolation, Path(spool)) as reader,
    ):
        yield reader


def page_layers(file: Path, reader: Reader, settings: Settings) -> list[PageText | None]:
    """The best text of each page of a file, with its words where they have places; None = no text."""
    layers: list[PageText | None] = []
    for event in reader.read(file, file.name, ReadOptions(settings.ocr, settings.dpi)):
        if isinstance(event, PageRead):
            layers += [None] * (event.index - len(layers)) + [_layer(event, settings)]
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


def _layer(page: PageRead, settings: Settings) -> PageText | None:
    if page.image is None:
        return page.text
    from declass.pipeline.pages import PageReader  # late: the OCR engines take a second to load

    result = PageReader(settings).result(page)
    return result.layers[result.chosen] if result.chosen is not None else None


def release_year(file: Path) -> int | None:
    """The year of release where the file's folder, or else its own name, is or holds one year."""
    for part in (file.resolve().parent.name, file.stem):
        years = set(_YEAR.findall(part))
        with suppress(ValueError):
            if len(years) == 1:
                return int(years.pop())
    return None
