"""`declass withheld`: what pages withhold, where, why and how much; of files, or of the archive."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from declass import config
from declass.cli.helping import examples
from declass.cli.i18n import translate as _
from declass.cli.main import Context
from declass.cli.opening import reading_options
from declass.cli.output import Format, emit, format_option
from declass.cli.withholdings import COLUMNS, CSV_KEYS, KIND_WORDS, SOURCE_WORDS, Paper, cited, row
from declass.errors import InputError
from declass.model.reading import DocumentEnd, MemberRefused, PageFailed, PageRead
from declass.pipeline.arrive import walk
from declass.pipeline.document import PageReader, limits, read_options, under_text
from declass.pipeline.looking import Looker
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from declass.redact.document import settle
from declass.redact.page import PageLooked

_INHERITED_WORDS = SOURCE_WORDS
"""Where a code was taken from, as `cited` says it."""


def _files(path: Path) -> list[Path]:
    return [f.path for f in walk(path, path / ".declass") if not f.reason] if path.is_dir() else [path]


class _Reading:
    """Reads files and looks through their pages, one file after the other."""

    def __init__(self, settings: config.Settings, *, alone: bool) -> None:
        self._settings, self._alone = settings, alone
        self._pages, self._looker = PageReader(settings), Looker()

    def rows(self, files: Sequence[Path], *, unsafe_only: bool) -> Iterator[dict[str, Any]]:
        with (
            tempfile.TemporaryDirectory(prefix="declass-") as spool,
            Reader(limits(self._settings), self._settings.isolation, Path(spool)) as reader,
        ):
            for file in files:
                yield from (self._unsafe if unsafe_only else self._whole)(reader, file)

    def _unsafe(self, reader: Reader, file: Path) -> Iterator[dict[str, Any]]:
        """Only words left under bars; the file lies in the person's hands, so they are told."""
        for page in self._events(reader, file, ReadOptions("never")):
            paper = Paper(page.width_pt, page.height_pt, page.rotation)
            yield from (row(str(file), found, paper) for found in under_text(page))

    def _whole(self, reader: Reader, file: Path) -> Iterator[dict[str, Any]]:
        """Everything; only once the whole file is read, since its cover may speak for all its pages."""
        papers: dict[int, Paper] = {}
        looked: list[PageLooked] = []
        for page in self._events(reader, file, read_options(self._settings)):
            papers[page.index] = Paper(page.width_pt, page.height_pt, page.rotation)
            result = self._pages.result(page)
            looked.append(self._looker.look(page, result, result.text))
        for settled in settle(looked):
            yield from (row(str(file), one, papers[settled.page]) for one in settled.withholdings)

    def _events(self, reader: Reader, file: Path, options: ReadOptions) -> Iterator[PageRead]:
        for event in reader.read(file, file.name, options):
            if isinstance(event, PageRead):
                yield event
            elif isinstance(event, PageFailed):
                said = _("{file}, page {page}: {reason}")
                click.echo(said.format(file=file, page=event.index + 1, reason=event.reason), err=True)
            elif isinstance(event, MemberRefused):
                click.echo(f"{event.name}: {event.reason}", err=True)
            elif isinstance(event, DocumentEnd) and event.state != "read":
                self._refused(file, event)

    def _refused(self, file: Path, end: DocumentEnd) -> None:
        """A file asked for by name must be read; in a folder one that cannot be is told and passed over."""
        if self._alone:
            raise InputError(f"{file}: {end.reason}", end.remedy)
        click.echo(f"{file}: {end.reason}", err=True)


def _wanted(kinds: Sequence[str], codes: Sequence[str], least: float) -> Callable[[dict[str, Any]], bool]:
    def wanted(said: dict[str, Any]) -> bool:
        return (
            (not kinds or said["kind"] in kinds)
            and (not codes or bool(set(codes) & set(said["codes"] or ())))
            and said["probability"] >= least
        )

    return wanted


def tell(rows: Iterator[dict[str, Any]], form: Format) -> None:
    """Print rows: for people in their words, for programs as they are."""
    shown = (cited(said) for said in rows) if form == "table" else rows
    columns = CSV_KEYS if form == "csv" else COLUMNS
    emit(shown, columns, form, empty=_("Nothing that looks withheld was found."))


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
@click.option(
    "--kind", "kinds", type=click.Choice(KIND_WORDS), multiple=True, help="Only this kind; may be repeated."
)
@click.option("--code", "codes", multiple=True, help="Only with this exemption code; may be repeated.")
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.5, help="Least probability, 0 to 1.", show_default=True
)
@reading_options
@format_option
@click.pass_obj
def command(
    context: Context,
    /,
    path: Path,
    unsafe_only: bool,
    kinds: tuple[str, ...],
    codes: tuple[str, ...],
    least: float,
    form: Format,
    **given: Any,
) -> None:
    """List what the pages of a file or of a folder's files withhold: where, of what kind, under which code.

    Places are fractions of the page as it is shown, from its top left. What is found is a
    proposal with its reasons.
    """
    settings = config.load(context.archive, given)
    reading = _Reading(settings, alone=path.is_file())
    rows = reading.rows(_files(path.absolute()), unsafe_only=unsafe_only)
    tell(filter(_wanted(kinds, codes, least), rows), form)
