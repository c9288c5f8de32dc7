"""`declass changes`: what newer releases reveal or hide, with page citations and grades."""

from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import click

from declass.archive.changes import StoredChange, Wanted
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.compare.numbers import find as find_numbers
from declass.locale import translate as _
from declass.model.anchor import Digest
from declass.pipeline.workspace import Workspace
from declass.redact.names import masked_name
from declass.redact.personal import masked_change

COLUMNS = ("id", "record", "older", "newer", "text", "change", "evidence")
CSV_COLUMNS = (
    *("id", "record", "kind", "grade", "probability", "judged"),
    *("older_released", "older_file", "older_page", "newer_released", "newer_file", "newer_page"),
    *("before", "text", "after", "instead_of", "evidence"),
)
KIND_WORDS = ("revealed", "newly_hidden", "ocr_difference", "moved", "boilerplate", "uncertain")
GRADE_WORDS = ("certain", "likely", "possible")
_TOLD = KIND_WORDS[:2]
_SHOWN = 160  # characters of a passage in a table
_SHORT_ID = 10  # characters of an identifier in a table; six are enough for a command


def file_names(space: Workspace) -> Callable[[Digest], str]:
    """Looks up what a file is called, each once."""
    return cache(lambda digest: masked_name(space.catalogue.accessions.of(digest)[0].name))


def row(stored: StoredChange, name: Callable[[Digest], str]) -> dict[str, Any]:
    """A change for programs; pages count from 1, as in a citation."""
    change = masked_change(stored.change)
    shown, other = change.newer, change.older
    if change.kind == "newly_hidden":
        shown, other = other, shown
    return {
        "id": stored.id,
        "record": stored.number,
        "kind": change.kind,
        "grade": change.grade,
        "probability": change.probability,
        "judged": stored.verdict,
        "older_released": stored.older_released,
        "older_file": name(stored.older),
        "older_page": change.older.page + 1,
        "newer_released": stored.newer_released,
        "newer_file": name(stored.newer),
        "newer_page": change.newer.page + 1,
        "before": change.before,
        "text": shown.text,
        "after": change.after,
        "instead_of": other.text,
        "evidence": list(change.evidence),
        "older": {"digest": stored.older, "start": change.older.start, "end": change.older.end},
        "newer": {"digest": stored.newer, "start": change.newer.start, "end": change.newer.end},
    }


def cited(said: dict[str, Any]) -> dict[str, Any]:
    """The same for people: each side cited as release, file and page."""
    text = " ".join(said["text"].split())
    return {
        **said,
        "id": said["id"][:_SHORT_ID],
        "change": _change(said),
        "text": text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…",
        "evidence": said["evidence"][:1],
        **{
            side: _("{date} {file} p. {page}").format(
                date=said[f"{side}_released"] or "?", file=said[f"{side}_file"], page=said[f"{side}_page"]
            )
            for side in ("older", "newer")
        },
    }


def _change(said: dict[str, Any]) -> str:
    """Kind, grade and probability, and what people say of it, in one cell."""
    parts = [_(said["kind"].replace("_", " ")), _(said["grade"]), f"{said['probability']:.2f}"]
    if said["judged"]:
        parts.append(_("judged {verdict}").format(verdict=_(said["judged"])))
    return ", ".join(parts)


def normal_number(typed: str) -> str:
    """A record number as the catalogue has it."""
    return next((number.value for number in find_numbers(typed, 0)), typed)


@click.command(
    "changes",
    epilog=examples(
        "declass changes --record 901-10003-10041",
        "declass changes --grade certain --since 2022 --csv revealed.csv",
    ),
)
@click.option("--record", metavar="NUMBER", help="Only changes of this record.")
@click.option(
    "--kind",
    type=click.Choice([*KIND_WORDS, "all"]),
    multiple=True,
    help="Only changes of this kind, several times for several; revealed and newly_hidden by default.",
)
@click.option("--grade", type=click.Choice(GRADE_WORDS), multiple=True, help="Only changes of this grade.")
@click.option(
    "--since", metavar="DATE", help="Only what releases of this date (2022, 2022-12-15) or later did."
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out changes less probable than this.",
)
@click.option(
    "--csv", "sheet", type=click.Path(dir_okay=False, path_type=Path), help="Write them to a CSV file."
)
@format_option
@click.pass_obj
def command(context: Context, /, form: Format, **given: Any) -> None:
    """List what newer releases reveal or hide: the words, both pages, the grade and the evidence for it.

    `declass compare` finds them. `declass judge ID yes` keeps your word on one.
    """
    kinds = given["kind"] or _TOLD
    wanted = Wanted(
        number=None if given["record"] is None else normal_number(given["record"]),
        kinds=() if "all" in kinds else kinds,
        grades=given["grade"],
        since=given["since"],
        least=given["least"],
    )
    with open_archive(context) as space:
        _tell(_found(space, wanted), form, given["sheet"])


def _found(space: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    name = file_names(space)
    return (row(stored, name) for stored in space.catalogue.changes.all(wanted))


def _tell(rows: Iterator[dict[str, Any]], form: Format, sheet: Path | None) -> None:
    if sheet is not None:
        with sheet.open("w", encoding="utf-8", newline="") as out, redirect_stdout(out):
            count = emit(rows, CSV_COLUMNS, "csv")
        click.echo(_("Changes written to {file}: {count}").format(file=sheet, count=count), err=True)
        return
    if form == "table":
        rows = map(cited, rows)
    columns = CSV_COLUMNS if form == "csv" else COLUMNS
    emit(rows, columns, form, empty=_("No such change is known; `declass compare` finds them."))
