"""Rows written for spreadsheets, line by line; no words of a record can become a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The file, a line at a time."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in _all(columns, rows):
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _all(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield columns
    for row in rows:
        yield [harmless(cell) for cell in row]


def harmless(cell: str) -> str:
    """A spreadsheet must not take a record's words for a formula (OWASP, CSV injection).

    >>> harmless("=1+1"), harmless("1973")
    ("'=1+1", '1973')
    """
    return f"'{cell}" if cell[:1] in _FORMULA else cell
