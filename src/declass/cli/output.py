"""How lists are printed: a table for people, JSON Lines or CSV for programs; the same rows in each."""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar

import click

from declass.compare.evidence import shown
from declass.locale import translate as _

Format = Literal["table", "jsonl", "csv"]
_SPOKEN = {
    "state",
    "difference",
    "from",
    "verdict",
    "judged",
    "what",
}  # columns whose values are words of ours
_SENTENCES = {"evidence", "reason", "date_reason"}  # columns whose values are sentences kept in English
Row = Mapping[str, Any]

Command = TypeVar("Command", bound=Callable[..., Any])


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and those that turn the direction of writing (Unicode TR36)."""


def format_option(function: Command) -> Command:
    """Adds ``--format`` to a verb that lists."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "jsonl", "csv"]),
        default="table",
        show_default=True,
        help="A table for people, JSON Lines or CSV for programs.",
    )(function)


def emit(rows: Iterable[Row], columns: Sequence[str], form: Format, empty: str = "") -> int:
    """Print rows, streaming for jsonl and csv.

    Args:
        columns: keys shown in a table and, for CSV, its heading; JSON Lines print every key of a row.
            Programs get keys and words in English, people in their language.
        empty: sentence shown to people (on stderr) where there is no row.

    Returns:
        The number of rows printed.
    """
    printer = {"jsonl": _jsonl, "csv": _csv, "table": _table}[form]
    count = printer(rows, columns)
    if not count and empty:
        click.echo(empty, err=True)
    return count


def _jsonl(rows: Iterable[Row], columns: Sequence[str]) -> int:
    count = 0
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, default=str))
        count += 1
    return count


def _csv(rows: Iterable[Row], columns: Sequence[str]) -> int:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow(safe_cells(row, columns))
        count += 1
    return count


def safe_cells(row: Row, columns: Sequence[str]) -> list[str]:
    """A row as a CSV file may hold it."""
    return [_safe(cell(row.get(name), str)) for name in columns]


def _safe(text: str) -> str:
    """A cell no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(tuple("=+-@\t\r")) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _table(rows: Iterable[Row], columns: Sequence[str]) -> int:
    from declass.cli.paper import table  # here, as rich takes longer to load than all a program's list needs

    words = ((harmless(in_words(row.get(name), name)) for name in columns) for row in rows)
    return table([_(name.replace("_", " ")) for name in columns], words)


def harmless(text: str) -> str:
    """Names and texts of strangers without what moves a terminal's cursor or turns its writing round.

    >>> harmless("a\\x1b[31mred\\u202e.txt")
    'a\ufffd[31mred\ufffd.txt'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def in_words(value: Any, column: str) -> str:
    """A value of a column as people read it, in their language where the words are ours."""
    if column in _SPOKEN and value:
        return _(str(value))
    if column in _SENTENCES and value:
        return shown(value) if isinstance(value, str) else cell([shown(sentence) for sentence in value])
    return cell(value)


def cell(value: Any, say: Callable[[str], str] = _) -> str:
    """A value as people read it in a cell.

    >>> cell(None), cell(0.12345), cell(["a", "b"]), cell(["One.", "Two."]), cell(True)
    ('', '0.12', 'a; b', 'One. Two.', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes" if value else "no")
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)):
        parts = [cell(part, say) for part in value]
        return (" " if all(part.endswith(".") for part in parts) else "; ").join(parts)
    return str(value)


def file_size(size_bytes: int) -> str:
    """Bytes as people read them.

    >>> file_size(900), file_size(5_300_000)
    ('900 B', '5.3 MB')
    """
    value, unit = float(size_bytes), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
