"""`declass dates`: dates read from lines of text."""

from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import click

from declass.chronology import Context, find
from declass.cli.helping import examples
from declass.cli.output import Format, emit, format_option
from declass.locale import translate as _

COLUMNS = ("line", "start", "end", "text", "edtf", "inferred")


def _rows(lines: Iterable[str], context: Context) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines):
        for date in find(line.rstrip("\r\n"), context=context):
            yield {
                "line": number,
                "start": date.start,
                "end": date.end,
                "text": date.raw,
                "edtf": date.edtf,
                "inferred": date.inferred,
            }


@click.command(
    "dates",
    epilog=examples("echo 'R 111830Z SEP 73' | declass dates --format jsonl"),
)
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"), default="-")
@click.option("--year", type=click.IntRange(1, 9999), help="Year to supply where a date has none.")
@click.option("--language", help="BCP 47 tag of the text; decides 3/4/73 (month first in English).")
@format_option
def command(file: TextIO, year: int | None, language: str | None, form: Format) -> None:
    """Read the dates in each line of FILE (standard input by default) to EDTF.

    A date that cannot be told for sure is left out rather than guessed.
    """
    rows = _rows(file, Context(year=year, language=language))
    emit(rows, COLUMNS, form, empty=_("No dates found."))
