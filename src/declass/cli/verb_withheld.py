"""`declass withheld`: what the pages of a file or a folder withhold; no archive needed."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from declass import config
from declass.cli.helping import examples
from declass.cli.i18n import translate as _
from declass.cli.main import Context
from declass.cli.opening import reading_options
from declass.cli.output import Format, emit, format_option
from declass.errors import InputError
from declass.model.anchor import Box
from declass.model.page import Word
from declass.model.reading import DocumentEnd, MemberRefused, PageFailed, PageRead
from declass.model.withholding import Withholding
from declass.pipeline.arrive import walk
from declass.pipeline.document import limits, under_text
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from declass.redact import boxes
from declass.redact.drawn import merged

COLUMNS = ("file", "page", "kind", "codes", "lines_min", "lines_max", "probability", "text", "evidence")


def _row(file: Path, page: PageRead, found: Withholding) -> dict[str, Any]:
    row: dict[str, Any] = {"file": str(file), "page": found.page}
    if found.box is not None:
        shown = _displayed(found.box, page)
        row |= {name: round(getattr(shown, name), 5) for name in ("x0", "y0", "x1", "y1")}
    return row | {
        "kind": found.kind,
        "codes": None if found.codes is None else [code.value for code in found.codes],
        "lines_min": found.lines_min,
        "lines_max": found.lines_max,
        "area_share": found.area_share,
        "probability": found.probability,
        "text": found.text or None,
        "evidence": list(found.evidence),
    }


def _displayed(box: Box, page: PageRead) -> Box:
    """The box as fractions of the page as a viewer shows it, turned by the page's rotation.

    >>> _displayed(Box(0, 0, 61.2, 79.2), PageRead(0, 612, 792, rotation=90))
    Box(x0=0.9, y0=0.0, x1=1.0, y1=0.1)
    """
    on = box.fractions(page.width_pt, page.height_pt)
    match page.rotation:
        case 90:
            return Box(1 - on.y1, on.x0, 1 - on.y0, on.x1)
        case 180:
            return Box(1 - on.x1, 1 - on.y1, 1 - on.x0, 1 - on.y0)
        case 270:
            return Box(on.y0, 1 - on.x1, on.y1, 1 - on.x0)
        case _:
            return on


def _files(path: Path) -> list[Path]:
    return [f.path for f in walk(path, path / ".declass") if not f.reason] if path.is_dir() else [path]


def _found(page: PageRead, *, unsafe_only: bool) -> tuple[Withholding, ...]:
    """What a page withholds; the file lies in the person's hands, so words under bars are told."""
    under = under_text(page)
    if unsafe_only or page.image is None:
        return under
    words: Sequence[Word] | None = page.text.words if page.text else None
    return merged(boxes.find(page.image, page.index, words), under)


def _rows(
    files: Sequence[Path], settings: config.Settings, *, alone: bool, unsafe_only: bool
) -> Iterator[dict[str, Any]]:
    options = ReadOptions("never" if unsafe_only else "always", settings.dpi)
    with (
        tempfile.TemporaryDirectory(prefix="declass-") as spool,
        Reader(limits(settings), settings.isolation, Path(spool)) as reader,
    ):
        for file in files:
            for event in reader.read(file, file.name, options):
                if isinstance(event, PageRead):
                    yield from (_row(file, event, found) for found in _found(event, unsafe_only=unsafe_only))
                elif isinstance(event, PageFailed):
                    said = _("{file}, page {page}: {reason}")
                    click.echo(said.format(file=file, page=event.index + 1, reason=event.reason), err=True)
                elif isinstance(event, MemberRefused):
                    click.echo(f"{event.name}: {event.reason}", err=True)
                elif isinstance(event, DocumentEnd) and event.state != "read":
                    _refused(file, event, alone=alone)


def _refused(file: Path, end: DocumentEnd, *, alone: bool) -> None:
    """A file asked for by name must be read; in a folder one that cannot be is told and passed over."""
    if alone:
        raise InputError(f"{file}: {end.reason}", end.remedy)
    click.echo(f"{file}: {end.reason}", err=True)


@click.command(
    "withheld",
    epilog=examples(
        "declass withheld report.pdf",
        "declass withheld report.pdf --unsafe-only",
        "declass withheld ~/records --format jsonl > withheld.jsonl",
    ),
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--unsafe-only", is_flag=True, help="Only words that can still be read under a bar.")
@reading_options
@format_option
@click.pass_obj
def command(context: Context, /, path: Path, unsafe_only: bool, form: Format, **given: Any) -> None:
    """List what the pages of a file or of a folder's files withhold: where, of what kind, how probable.

    Places are fractions of the page as it is shown, from its top left. What is found is a
    proposal with its reasons.
    """
    settings = config.load(context.archive, given)
    rows = _rows(_files(path.absolute()), settings, alone=path.is_file(), unsafe_only=unsafe_only)
    emit(rows, COLUMNS, form, empty=_("Nothing that looks withheld was found."))
