"""A publisher's list becomes inventory rows: known columns by heading or by a person's map, the rest kept."""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from declass.archive.inventories import Imported, Inventory
from declass.archive.values import InventoryRow
from declass.chronology import Context, find
from declass.compare.numbers import find as find_numbers
from declass.errors import InputError, UsageError
from declass.model.anchor import Digest
from declass.pipeline.workspace import Workspace
from declass.text.normal import clean, fold

FIELDS = ("number", "agency", "date", "title", "pages", "release", "file", "type")

_HEADINGS = {
    "number": (
        "record number",
        "record num",
        "record",
        "rif",
        "number",
        "doc number",
        "document number",
        "numero",
    ),
    "agency": ("agency", "originator", "originating agency", "agencia", "orgao"),
    "date": ("date", "doc date", "document date", "fecha", "data"),
    "title": ("title", "subject", "titulo", "asunto", "assunto"),
    "pages": ("pages", "num pages", "number of pages", "page count", "paginas"),
    "release": ("release", "release date", "released", "desclasificacion"),
    "file": ("file", "file name", "filename", "archivo", "arquivo", "url"),
    "type": ("type", "doc type", "document type", "tipo"),
}
"""Headings taken for each field, folded, in order of preference; from published lists in three languages."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the list fills which field, by 0-based position; the others are kept as extra."""

    headings: tuple[str, ...]
    by_field: Mapping[str, int]


def columns(headings: Sequence[str], mapped: Mapping[str, str]) -> Columns:
    """Decide the columns.

    Args:
        mapped: field to heading, as a person said; wins over guessing.

    Raises:
        UsageError: an unknown field, or a heading the list does not have.
    """
    folded = [_plain(heading) for heading in headings]
    by_field: dict[str, int] = {}
    for field, heading in mapped.items():
        if field not in FIELDS:
            raise UsageError(f"There is no field {field!r}", f"The fields are: {', '.join(FIELDS)}.")
        if _plain(heading) not in folded:
            raise UsageError(
                f"The list has no column {heading!r}", f"Its columns are: {', '.join(headings)}."
            )
        by_field[field] = folded.index(_plain(heading))
    for field in FIELDS:
        names = [name for name in _HEADINGS[field] if name in folded]
        if field not in by_field and names and folded.index(names[0]) not in by_field.values():
            by_field[field] = folded.index(names[0])
    return Columns(tuple(headings), by_field)


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(heading)))


def rows(path: Path, mapped: Mapping[str, str]) -> Iterator[InventoryRow]:
    """The list's rows in order.

    Raises:
        InputError: the file cannot be read as CSV or XLSX, or no column gives a number or a file name.
    """
    table = _table(path)
    headings = next(table, None)
    if not headings:
        raise InputError(f"{path} is empty", "Give a list whose first row holds the headings.")
    known = columns(headings, mapped)
    if "number" not in known.by_field and "file" not in known.by_field:
        raise UsageError(
            f"{path} has no column that is known to hold record numbers or file names",
            f"Say which with --map number=HEADING; its columns are: {', '.join(headings)}.",
        )
    for line, cells in enumerate(table, 1):
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, known)


def _table(path: Path) -> Iterator[list[str]]:
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        return _xlsx(path)
    return _csv(path)


def _csv(path: Path) -> Iterator[list[str]]:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = text.decode("cp1252", errors="replace")
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(decoded[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        yield from (
            [clean(cell) for cell in row] for row in csv.reader(decoded.splitlines(keepends=True), dialect)
        )
    except csv.Error as error:
        raise InputError(f"{path} cannot be read as CSV: {error}") from error


def _xlsx(path: Path) -> Iterator[list[str]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, InvalidFileException, KeyError, ValueError) as error:
        raise InputError(
            f"{path} cannot be read as XLSX: {error}", "Save it as CSV and import that."
        ) from error
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield ["" if cell is None else clean(_cell(cell)) for cell in row]
    book.close()


def _cell(value: object) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _row(line: int, cells: Sequence[str], known: Columns) -> InventoryRow:
    said = {field: cells[at].strip() for field, at in known.by_field.items() if at < len(cells)}
    taken = set(known.by_field.values())
    extra = {
        heading: cells[at]
        for at, heading in enumerate(known.headings)
        if at not in taken and at < len(cells) and cells[at].strip()
    }
    if said.get("date") and _date(said["date"]) is None:
        extra["date as listed"] = said["date"]
    return InventoryRow(
        line=line,
        number=_number(said.get("number", "")),
        agency=said.get("agency", ""),
        date=_date(said.get("date", "")),
        title=said.get("title", ""),
        pages=_pages(said.get("pages", "")),
        release=said.get("release", ""),
        file=said.get("file", ""),
        type=said.get("type", ""),
        extra=extra,
    )


def _number(raw: str) -> str | None:
    """The number in the normal form files' own numbers are read to, or as the publisher prints it."""
    if not raw:
        return None
    found = find_numbers(raw, 0)
    return found[0].value if found else raw


def _date(raw: str) -> str | None:
    found = find(raw, context=Context()) if raw else []
    return found[0].edtf if len(found) == 1 else None


def _pages(raw: str) -> int | None:
    match = re.search(r"\d+", raw.replace(",", ""))
    return int(match[0]) if match else None


def load(
    space: Workspace, path: Path, name: str, mapped: Mapping[str, str], published: tuple[str, str | None]
) -> Imported:
    """Import a list under a name; importing it again changes only what changed.

    Args:
        published: the collection and EDTF release date it lists; ("", None) = all collections.
    """
    made: Iterable[InventoryRow] = list(rows(path, mapped))
    digest = Digest(hashlib.sha256(path.read_bytes()).hexdigest())
    imported = space.catalogue.inventories.load(Inventory(0, name, digest, *published), made)
    space.catalogue.due.forget(["records"], None)  # the list is evidence: every grouping is weighed anew
    return imported
