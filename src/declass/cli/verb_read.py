"""`declass read`: the text of one file, no archive needed."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# One thread reads a page; those numpy starts for algebra would only spin. It looks here when it loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

from declass import config
from declass.archive.values import PageResult
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.output import Format, emit
from declass.cli.progress import Screen
from declass.cli.reading_options import reading_options
from declass.errors import InputError, UsageError
from declass.jobs.memory import keep_freed
from declass.locale import translate as _
from declass.model.reading import DocumentEnd, MemberRefused, PageFailed
from declass.pipeline.file_pages import read_pages
from declass.read.options import ReadOptions
from declass.redact.personal import masked

_PAGE_MOST = 1_000_000  # longer than any record; a slip of the finger must not fill the memory

COLUMNS = ("page", "layer", "language", "expected_error", "text")


def parse_pages(raw: str) -> tuple[int, ...]:
    """0-based pages from what people write.

    >>> parse_pages("1,3-5")
    (0, 2, 3, 4)
    """
    pages: list[int] = []
    for part in raw.split(","):
        first, dash, last = part.strip().partition("-")
        digits = first.isdecimal() and (last.isdecimal() if dash else True)
        if not digits or not 1 <= int(first) <= int(last or first) <= _PAGE_MOST:
            raise UsageError(
                _("--pages {pages} is no list of pages").format(pages=raw),
                _("Write it as 1,3-5; pages count from 1."),
            )
        pages.extend(range(int(first) - 1, int(last or first)))
    return tuple(dict.fromkeys(pages))


def _row(page: PageResult, reveal: bool) -> dict[str, Any]:
    chosen = page.layers[page.chosen] if page.chosen is not None else None
    text = chosen.text if chosen else ""
    return {
        "page": page.index,
        "text": text if reveal else masked(text),
        "layer": f"{chosen.kind}:{chosen.engine}" if chosen else None,
        "language": page.language,
        "expected_error": chosen.expected_error if chosen else None,
        "confidence": chosen.confidence if chosen else None,
        "reason": page.chosen_reason or page.image_reason,
    }


def _rows(
    file: Path, settings: config.Settings, options: ReadOptions, reveal: bool, screen: Screen
) -> Iterator[dict[str, Any]]:
    for told in read_pages(file, settings, options, watch=screen):
        if isinstance(told, PageFailed):
            said = _("{file}, page {page}: {reason}")
            said = said.format(file=file, page=told.index + 1, reason=told.reason)
            screen.say(f"{said} {told.remedy}".rstrip())
        elif isinstance(told, MemberRefused):
            screen.say(f"{told.name}: {told.reason}")
        elif isinstance(told, DocumentEnd):
            if told.state != "read":
                raise InputError(f"{file}: {told.reason}", told.remedy)
        else:
            yield _row(told, reveal)


def _print_pages(rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    for row in rows:
        count += 1
        click.echo(click.style(_("— page {page} —").format(page=row["page"] + 1), dim=True))
        click.echo(row["text"])
    return count


@click.command(
    "read",
    epilog=examples("declass read cable.pdf", "declass read cable.pdf --pages 1-2 --format jsonl"),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pages", help="Only these pages, counted from 1: 1,3-5.")
@click.option("--password", help="Password of an encrypted file.")
@click.option("--reveal", is_flag=True, help="Show personal data too, which is blotted out otherwise.")
@reading_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="Plain text for people, JSON Lines or CSV for programs.",
)
@click.pass_obj
def command(
    context: Context,
    /,
    file: Path,
    pages: str | None,
    password: str | None,
    reveal: bool,
    form: str,
    **given: Any,
) -> None:
    """Print the text of FILE page by page, by OCR where a page needs it.

    Personal data (identity numbers, homes, telephones, days of birth) is blotted out, letter by letter.
    """
    keep_freed()
    settings = config.load(context.archive, given)
    chosen = parse_pages(pages) if pages else None
    options = ReadOptions(settings.ocr, settings.dpi, chosen, password)
    with Screen(context.quiet or sys.stdout.isatty() or not sys.stderr.isatty()) as screen:
        rows = _rows(file, settings, options, reveal, screen)
        if form == "text":
            count = _print_pages(rows)
        else:
            kind: Format = "csv" if form == "csv" else "jsonl"
            count = emit(rows, COLUMNS, kind)
    if not count:
        click.echo(_("The file has no page to print, or none of those asked for."), err=True)
