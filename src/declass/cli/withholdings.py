"""A withholding as a row: its place as people see the page, its codes in their words, how much it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from declass.cli.output import Format, emit
from declass.locale import language
from declass.locale import translate as _
from declass.model.anchor import Box
from declass.model.page import Paper
from declass.model.withholding import ExemptionCode, Withholding
from declass.redact.codes import LANGUAGES, citation, codes, explain, meanings
from declass.redact.flags import Age, explain_flag, flags

COLUMNS = ("file", "page", "kind", "codes", "lines", "probability", "text", "evidence")
CSV_KEYS = (
    *("id", "file", "page", "x0", "y0", "x1", "y1", "kind", "codes", "code_source", "lines_min", "lines_max"),
    *("area_share", "probability", "judged", "regimes", "meaning"),
    *(f"meaning_{tag}" for tag in LANGUAGES),
    *("sources", "flags", "text", "evidence"),
)
_BETWEEN = " | "  # in a cell of CSV: a meaning and a citation may themselves hold a semicolon
CODE_KEYS = ("regime", "meaning", *(f"meaning_{tag}" for tag in LANGUAGES), "source")
"""What is said of a code alone."""
LEGEND_COLUMNS = ("code", "meaning", "source")
KIND_WORDS = ("black", "white_outlined", "grey", "blank", "whole_page", "marker", "under_text")
SOURCE_WORDS = ("inside", "margin", "marker", "page", "document")
_SHORT_ID = 10  # characters of an identifier in a table; six are enough for a command
_SHOWN = 80  # characters of a text in a table


def displayed(box: Box, paper: Paper) -> Box:
    """The box as fractions of the page as a viewer shows it, turned by the page's rotation.

    >>> displayed(Box(0, 0, 61.2, 79.2), Paper(612, 792, 90))
    Box(x0=0.9, y0=0.0, x1=1.0, y1=0.1)
    """
    return box.fractions(paper.width_pt, paper.height_pt).turned(1, 1, paper.rotation)


def row(file: str, found: Withholding, paper: Paper, age: Age | None = None) -> dict[str, Any]:
    """For programs: pages from 0, places as fractions of the page, every reading of a code as it stood."""
    said: dict[str, Any] = {"file": file, "page": found.page}
    if found.box is not None and paper.width_pt and paper.height_pt:
        shown = displayed(found.box, paper)
        said |= {name: round(getattr(shown, name), 5) for name in ("x0", "y0", "x1", "y1")}
    read = found.codes or ()
    readings = [_reading(code, age) for code in read]
    return said | {
        "kind": found.kind,
        "codes": None if found.codes is None else [code.value for code in read],
        "readings": readings,
        "code_source": sorted({code.source for code in read}),
        "lines_min": found.lines_min,
        "lines_max": found.lines_max,
        "area_share": found.area_share,
        "probability": found.probability,
        "regimes": [code.regime for code in read],
        "meaning": [explain(code.value, language()) for code in read],
        "meanings": [meanings(code.value) for code in read],
        "sources": [citation(code.value) for code in read],
        "flags": [flag for reading in readings for flag in reading["flags"]],
        "text": found.text or None,
        "span": [found.span.start, found.span.end] if found.span else None,
        "evidence": list(found.evidence),
    }


def _reading(code: ExemptionCode, age: Age | None) -> dict[str, Any]:
    return {
        "code": code.value,
        "regime": code.regime,
        "as_read": code.original_value,
        "source": code.source,
        "probability": code.probability,
        "flags": [explain_flag(flag, language()) for flag in flags(code.value, age)],
    }


def cited(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same for people: pages from 1, words in their language, and where codes were taken from."""
    text = " ".join((said["text"] or "").split())
    return {
        **said,
        **({"id": said["id"][:_SHORT_ID]} if "id" in said else {}),
        "place": _place(said),
        "file": Path(said["file"]).name,
        "page": said["page"] + 1,
        "kind": _(said["kind"].replace("_", " ")),
        "codes": _codes(said),
        "lines": lines(said["lines_min"], said["lines_max"]),
        "text": text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…",
        "evidence": said["evidence"][:1],
    }


def _place(said: Mapping[str, Any]) -> str:
    """Percent of the page across and down, as a person would point to it."""
    if "x0" not in said:
        return ""
    across, down = ((said[a] * 100, said[b] * 100) for a, b in (("x0", "x1"), ("y0", "y1")))
    return f"x {across[0]:.0f}–{across[1]:.0f} %, y {down[0]:.0f}–{down[1]:.0f} %"


def _codes(said: Mapping[str, Any]) -> str:
    """Codes with a word on where they stand, unless inside or beside the place itself."""
    if said["codes"] is None:
        return ""
    inherited = [source for source in said["code_source"] if source in ("page", "document")]
    where = f" ({_(inherited[0])})" if inherited else ""
    return ", ".join(said["codes"]) + where if said["codes"] else ""


def lines(least: float | None, most: float | None) -> str:
    """A range of lines as people write it.

    >>> lines(2.0, 3.0), lines(1.5, 1.5), lines(1.5, 2.0), lines(0.05, 0.5), lines(None, None)
    ('2–3', '1.5', '2', '< 1', '')
    """
    if least is None or most is None:
        return ""
    if most < 1 or (least < 1 and most <= 1):
        return "< 1"
    if least == most:
        return f"{most:g}"
    if most < 2:
        return f"{least:g}–{most:g}"
    low, high = f"{least:.0f}", f"{most:.0f}"
    return f"{low}–{high}" if low != high else low


def tell(found: Iterable[dict[str, Any]], form: Format, columns: Sequence[str], empty: str = "") -> None:
    """Print rows: for programs as they are, for people in their words, each code explained once below."""
    if form == "csv":
        emit(map(_flat, found), CSV_KEYS, form, empty=empty)
        return
    if form == "jsonl":
        emit(found, columns, form, empty=empty)
        return
    said = list(found)
    emit(map(cited, said), columns, form, empty=empty)
    emit(_legend(said), LEGEND_COLUMNS, form)


def _flat(said: Mapping[str, Any]) -> dict[str, Any]:
    """A row with a cell for the meanings in each language; parts stand in the order of its codes."""
    flat = {
        f"meaning_{tag}": _BETWEEN.join(told.get(tag, "") for told in said["meanings"]) for tag in LANGUAGES
    }
    joined = {name: _BETWEEN.join(said[name]) for name in ("meaning", "sources")}
    return {**said, **flat, **joined}


def explained(value: str) -> dict[str, Any]:
    """A code alone, for programs: its regime, meaning and source, None for what no list has."""
    code, told = codes().get(value), meanings(value)
    return {
        "regime": code.regime.key if code else None,
        "meaning": explain(value, language()) or None,
        **{f"meaning_{tag}": told.get(tag) for tag in LANGUAGES},
        "source": citation(value) or None,
    }


def _legend(found: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every code among the rows with its meaning, what a record's age asks about it, and where the law is."""
    known: dict[str, dict[str, None]] = {}
    for said in found:
        for reading, meaning in zip(said["readings"], said["meaning"], strict=True):
            known.setdefault(reading["code"], {meaning: None}).update(dict.fromkeys(reading["flags"]))
    for code, told in known.items():
        sentences = [f"{sentence.rstrip('.')}." for sentence in told if sentence]
        yield {"code": code, "meaning": sentences, "source": citation(code)}
