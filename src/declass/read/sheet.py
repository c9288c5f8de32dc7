"""Excel workbooks (XLSX): each sheet a page, each row a line, cells parted by tabs."""

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from openpyxl import load_workbook

from declass.errors import InputError
from declass.model.reading import ReadEvent
from declass.read.faults import DAMAGE, told
from declass.read.flow import Leaf, head, page_events, short
from declass.read.options import Limits, ReadOptions, Source
from declass.read.package import Package
from declass.read.spool import MemberWriter
from declass.text.normal import clean

_ENGINE = ("xlsx", "1")
_MEMBER = re.compile(r"xl/(?:media|embeddings)/")
_BLANKS = re.compile(r"[\t\n]+")


def read(source: Source, options: ReadOptions, limits: Limits, file: BufferedReader) -> Iterator[ReadEvent]:
    """The sheets as pages, in their order, hidden ones too; formulas by their last value.

    Raises:
        InputError: no readable workbook.
    """
    package = Package(file, source.name, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            workbook = load_workbook(file, read_only=True, data_only=True)
            leaves = [_leaf(sheet, limits) for sheet in workbook.worksheets]
            properties = workbook.properties
    except DAMAGE as e:
        raise InputError(f"{source.name} is no readable workbook: {told(e)}", "Save it anew as .xlsx.") from e
    names = ("title", "subject", "creator", "description", "keywords", "created", "modified")
    metadata = {name: str(getattr(properties, name) or "") for name in names}
    yield head(source.media_type, len(leaves), metadata, limits)
    yield from page_events(leaves, _ENGINE, options, limits)
    yield from package.members(lambda part: bool(_MEMBER.match(part)), MemberWriter(source, limits))


def _leaf(sheet: Any, limits: Limits) -> Leaf:
    sheet.reset_dimensions()  # a file may claim a million columns
    lines: list[str] = []
    length = 0
    for row in sheet.iter_rows(values_only=True):
        lines.append("\t".join(_cell(value) for value in row).rstrip("\t"))
        length += len(lines[-1]) + 1
        if length > limits.text_chars_per_page:
            break  # the page is refused for its length anyway
    hidden = "" if sheet.sheet_state == "visible" else f" {sheet.sheet_state}"
    return Leaf(clean("\n".join(lines)).strip("\n"), (), short(f"sheet={sheet.title}{hidden}"))


def _cell(value: Any) -> str:
    """A cell as text; whole numbers and midnights without their zeros.

    >>> _cell(3.0), _cell(None), _cell(dt.datetime(1973, 9, 11))
    ('3', '', '1973-09-11')
    """
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _BLANKS.sub(" ", clean(str(value))).strip()
