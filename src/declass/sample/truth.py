"""Writes down what is true of a sample, as JSON Lines."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from declass.model.anchor import Box
from declass.sample.changes import changes
from declass.sample.files import Made, MadePage, Part
from declass.sample.records import Record
from declass.sample.views import furniture, page_text, runs

Row = dict[str, Any]


def full_path(made: Made) -> str:
    """Path of a file, members as ``container::member``."""
    return f"{made.container}::{made.path}" if made.container else made.path


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write rows as JSON Lines; returns how many."""
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return len(lines)


def file_row(made: Made) -> Row:
    """One row of ``files.jsonl``."""
    return {
        "file": full_path(made),
        "kind": made.kind,
        "sha256": hashlib.sha256(made.data).hexdigest(),
        "bytes": len(made.data),
        "pages": len(made.pages) or None,
        "container": made.container or None,
        "records": [_part_row(p) for p in made.parts],
        "number_in": list(made.number_in),
        "duplicate_of": made.duplicate_of or None,
        "expected": made.expected,
        "note": made.note,
        **made.facts,
    }


def _part_row(part: Part) -> Row:
    return {
        "record": part.issue.record.number.value,
        "released": part.issue.released,
        "first_page": part.first_page,
        "last_page": part.last_page,
    }


def page_rows(made: Made, word_boxes: bool) -> Iterator[Row]:
    """Rows of ``pages.jsonl`` for one file."""
    for number, page in enumerate(made.pages):
        view = page.view
        width, height = _size(page)
        yield {
            "file": full_path(made),
            "page": number,
            "record": view.record or None,
            "source_page": view.source.number if view.source else None,
            "role": view.role,
            "language": view.language,
            "width_pt": width,
            "height_pt": height,
            "rotation": 90 if page.sideways else 0,
            "text": page_text(view),
            "furniture": furniture(view),
            "layer": page.layer,
            "layer_text": page.layer_text,
            **({"words": _words(page)} if word_boxes else {}),
        }


def _size(page: MadePage) -> tuple[float, float]:
    """Width and height of the unrotated page, points."""
    size = (page.view.width_pt, page.view.height_pt)
    return size[::-1] if page.sideways else size


def _box(box: Box, page: MadePage) -> Box:
    """An upright box where it stands on the unrotated page.

    >>> from declass.sample.views import PageView, Typeface
    >>> view = PageView("", None, "body", Typeface("Courier", 10, 12))
    >>> _box(Box(0, 0, 10, 20), MadePage(view, None, "none", sideways=True))
    Box(x0=0, y0=602.0, x1=20, y1=612.0)
    """
    width = page.view.width_pt
    return Box(box.y0, width - box.x1, box.y1, width - box.x0) if page.sideways else box


def _words(page: MadePage) -> list[list[Any]]:
    """``[start, end, x0, y0, x1, y1]``: span in the page's text and box in points."""
    rows = []
    for run in runs(page.view.words):
        for word, start in zip(run.words, run.starts, strict=True):
            box = _box(word.box, page)
            place = (round(v, 1) for v in (box.x0, box.y0, box.x1, box.y1))
            rows.append([start, start + len(word.piece.text), *place])
    return rows


def box_rows(made: Made) -> Iterator[Row]:
    """Rows of ``boxes.jsonl`` for one file: one for each rectangle, a whole page as one."""
    if made.kind in ("md", "docx"):
        return
    for number, page in enumerate(made.pages):
        for group, withheld in enumerate(page.view.withheld):
            for x0, y0, x1, y1 in _fractions(page, group):
                yield {
                    "file": full_path(made),
                    "page": number,
                    "group": group,
                    "x0": x0,
                    "y0": y0,
                    "x1": x1,
                    "y1": y1,
                    "kind": withheld.kind,
                    "codes": list(withheld.codes),
                    "code_position": withheld.code_position,
                    "level": withheld.level,
                    "lines": withheld.lines,
                    "text": withheld.text,
                }


def _fractions(page: MadePage, group: int) -> list[tuple[float, float, float, float]]:
    boxes = [_box(b, page).fractions(*_size(page)) for b in page.view.withheld[group].boxes]
    shares = [(round(b.x0, 5), round(b.y0, 5), round(b.x1, 5), round(b.y1, 5)) for b in boxes]
    return shares or [(0.0, 0.0, 1.0, 1.0)]


def change_rows(made: Sequence[Made]) -> Iterator[Row]:
    """Rows of ``changes.jsonl``: each record's releases, each against the one before."""
    seen: dict[str, list[tuple[Made, Part]]] = {}
    for file in made:
        for part in file.parts if not file.duplicate_of else ():
            seen.setdefault(part.issue.record.number.value, []).append((file, part))
    for number, shown in seen.items():
        shown.sort(key=lambda item: item[1].issue.released)
        for older, newer in pairwise(shown):
            yield from _changes(number, older, newer)


def _changes(number: str, older: tuple[Made, Part], newer: tuple[Made, Part]) -> Iterator[Row]:
    for change in changes(older[1].issue, newer[1].issue):
        hiding, showing = (older, newer) if change.kind == "revealed" else (newer, older)
        yield {
            "record": number,
            "older": older[1].issue.released,
            "newer": newer[1].issue.released,
            "older_file": full_path(older[0]),
            "newer_file": full_path(newer[0]),
            "kind": change.kind,
            "level": change.level,
            "text": change.text,
            "before": change.before,
            "after": change.after,
            "hidden_page": hiding[1].first_page + change.page_hiding if change.page_hiding >= 0 else None,
            "shown_page": showing[1].first_page + change.page_showing,
            "start": change.start,
            "end": change.end,
        }


def record_row(record: Record, pages: int, releases: Sequence[str]) -> Row:
    """One row of ``records.jsonl``."""
    return {
        "record": record.number.value,
        "scheme": record.number.scheme,
        "kind": record.kind,
        "language": record.language,
        "topic": record.topic,
        "title": record.title,
        "date": record.edtf,
        "post": record.post,
        "cite": record.cite,
        "classification": record.classification,
        "pages": pages,
        "released": list(releases),
        "people": list(record.people),
    }


def reference_rows(record: Record) -> Iterator[Row]:
    """Rows of ``references.jsonl`` for one record."""
    for reference in record.references:
        yield {
            "record": record.number.value,
            "cited": reference.cited,
            "cited_record": reference.number,
            "present": reference.number is not None,
        }


def date_rows(record: Record) -> Iterator[Row]:
    """Rows of ``dates.jsonl`` for one record, its own date first."""
    for printed in record.dates:
        yield {
            "record": record.number.value,
            "role": printed.role,
            "raw": printed.raw,
            "edtf": printed.edtf,
        }
