"""`declass withheld`: what pages withhold, where, why and how much; of files, or of the archive."""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import click

from declass import config
from declass.archive.withheld import WithheldWanted
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.cli.progress import Screen
from declass.cli.reading_options import reading_options
from declass.cli.withholdings import (
    CODE_KEYS,
    COLUMNS,
    KIND_WORDS,
    LEGEND_COLUMNS,
    SOURCE_WORDS,
    explained,
    row,
    tell,
)
from declass.errors import InputError, UsageError
from declass.locale import translate as _
from declass.model.page import Paper
from declass.model.reading import PageFailed
from declass.model.withholding import BLOCK
from declass.pipeline import withheld_page
from declass.pipeline.arrive import walk
from declass.pipeline.file_look import FileWithheld
from declass.pipeline.withheld_amount import by_record
from declass.pipeline.withheld_files import look_through
from declass.pipeline.withheld_report import GROUPS, By, age_of, facts, rows, totals
from declass.pipeline.workspace import Workspace
from declass.redact.names import masked_name

SUMMARY_COLUMNS = (
    *("documents", "pages", "seen", "touched", "whole", "taken_out", "unnumbered", "places"),
    *("lines_min", "lines_max", "unmeasured", "share"),
)
RECORD_COLUMNS = ("record", "released", "file", "withheld")
_RECORD_KEYS = (
    *("record", "scheme", "released", "file", "digest", "pages", "looked", "touched", "places"),
    *("lines_min", "lines_max", "unmeasured", "share", "sheets", "taken_out", "unnumbered"),
    *("taken_out_lines_min", "taken_out_lines_max", "share_with_taken_out"),
)
ARCHIVE_COLUMNS = ("id", "file", "page", "kind", "codes", "lines", "judged", "text", "evidence")
_GROUP_COLUMNS, _LEGEND_COLUMNS = GROUPS, LEGEND_COLUMNS
_INHERITED_WORDS = SOURCE_WORDS
"""Where a code was taken from, as `cited` says it."""


def _files(path: Path) -> list[Path]:
    return [f.path for f in walk(path, path / ".declass") if not f.reason] if path.is_dir() else [path]


def _of_files(
    files: Sequence[Path], settings: config.Settings, screen: Screen, *, alone: bool, unsafe_only: bool
) -> Iterator[dict[str, Any]]:
    """Rows of files in their order, words under bars among them: the files lie in the person's hands."""
    for found in look_through(files, settings, unsafe_only=unsafe_only, watch=screen):
        _tell_trouble(found, screen, alone=alone)
        age = age_of(found.made)
        yield from (row(str(found.path), one, paper, age) for one, paper in found.found)


def _tell_trouble(found: FileWithheld, screen: Screen, *, alone: bool) -> None:
    """A file asked for by name must be read; in a folder one that cannot be is told and passed over."""
    for trouble in found.trouble:
        if isinstance(trouble, PageFailed):
            said = _("{file}, page {page}: {reason}")
            screen.warn(said.format(file=found.path, page=trouble.index + 1, reason=trouble.reason))
        else:
            screen.warn(f"{trouble.name}: {trouble.reason}")
    if found.end.state != "read":
        if alone:
            raise InputError(f"{found.path}: {found.end.reason}", found.end.remedy)
        screen.warn(f"{found.path}: {found.end.reason}")


def _wanted(kinds: Sequence[str], codes: Sequence[str], least: float) -> Callable[[dict[str, Any]], bool]:
    def wanted(said: dict[str, Any]) -> bool:
        return (
            (not kinds or said["kind"] in kinds)
            and (not codes or bool(set(codes) & set(said["codes"] or ())))
            and said["probability"] >= least
        )

    return wanted


def _of_archive(space: Workspace, wanted: WithheldWanted) -> Iterator[dict[str, Any]]:
    """Rows of the archive, with people's word and what the record's age says of a code."""
    catalogue = space.catalogue
    name = cache(lambda digest: masked_name(catalogue.accessions.of(digest)[0].name))
    known = cache(lambda digest: facts(catalogue, digest))
    for stored in catalogue.withheld.all(wanted):
        page = catalogue.pages.get(stored.digest, stored.withholding.page, words=False)
        paper = Paper(page.width_pt, page.height_pt, page.rotation) if page else Paper(0, 0)
        said = row(name(stored.digest), stored.withholding, paper, known(stored.digest).age)
        yield {"id": stored.id, "digest": stored.digest, **said, "judged": stored.verdict}


def _by_record(space: Workspace, form: Format) -> None:
    """What the newest release of every record keeps back; records that keep back most first."""
    told = sorted(
        by_record(space.catalogue),
        key=lambda said: (-said["taken_out"], -(said["lines_max"] or 0), -said["places"], said["record"]),
    )
    columns = RECORD_COLUMNS if form == "table" else _RECORD_KEYS
    emit(told, columns, form, empty=_("Nothing in this archive was looked through."))


def _summary(space: Workspace, by: By, html: Path | None, form: Format) -> None:
    found = totals(space.catalogue, by)
    if html is not None:
        others = {other: totals(space.catalogue, other) for other in GROUPS if other != by}
        html.write_text(withheld_page.page({by: found, **others}), encoding="utf-8")
        click.echo(_("Written to {file}.").format(file=html), err=True)
    told, columns = list(rows(found, by)), (by, *SUMMARY_COLUMNS)
    if by == "code":
        told = [said | explained(said["code"]) for said in told]
    shown = map(_whole_lines, told) if form == "table" else told
    more = CODE_KEYS if by == "code" and form == "csv" else ()
    emit(shown, (*columns, *more), form, empty=_("Nothing in this archive was looked through."))
    if by == "code" and form == "table":
        emit((said for said in told if said["meaning"]), LEGEND_COLUMNS, form)


def _whole_lines(said: dict[str, Any]) -> dict[str, Any]:
    """Sums of ranges, for people: a tenth of a line is no figure."""
    return said | {name: round(said[name]) for name in ("lines_min", "lines_max")}


def _ask_archive(
    context: Context,
    wanted: WithheldWanted,
    by: By | Literal["record"] | None,
    html: Path | None,
    form: Format,
) -> None:
    with open_archive(context) as space:
        if by == "record":
            if html is not None:
                raise UsageError(
                    _("--html has no plots by record"), _("Group by something else, or leave --html out.")
                )
            _by_record(space, form)
        elif by is not None:
            _summary(space, by, html, form)
        else:
            tell(_of_archive(space, wanted), form, ARCHIVE_COLUMNS, _nothing())


@click.command(
    "withheld",
    epilog=examples(
        "declass withheld report.pdf",
        "declass withheld report.pdf --unsafe-only",
        "declass withheld ~/records --format jsonl > withheld.jsonl",
        "declass withheld --archive --code '(b)(5)'",
        "declass withheld --summary --by agency --html withheld.html",
    ),
)
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--archive", "in_archive", is_flag=True, help="What the archive holds, instead of a file.")
@click.option("--summary", is_flag=True, help="How much of the archive is withheld, in groups.")
@click.option(
    "--by",
    type=click.Choice((*GROUPS, "record")),
    default="collection",
    show_default=True,
    help="Group the summary so.",
)
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the summary with plots here."
)
@click.option("--unsafe-only", is_flag=True, help="Only words that can still be read under a bar.")
@click.option("--reveal", is_flag=True, help="Show the words that can be read under bars.")
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
    path: Path | None,
    in_archive: bool,
    summary: bool,
    by: By | Literal["record"],
    html: Path | None,
    unsafe_only: bool,
    reveal: bool,
    kinds: tuple[str, ...],
    codes: tuple[str, ...],
    least: float,
    form: Format,
    **given: Any,
) -> None:
    """List what pages withhold: where, of what kind, under which code, how many lines, what the code means.

    PATH is a file or a folder, and needs no archive; --archive lists what the archive holds, --summary how
    much of it is withheld. Words that can be read under a bar of your file are shown with --reveal or
    --unsafe-only, and in JSON Lines. Places are fractions of the page as it is shown, from its top left.
    What is found is a proposal with its reasons; `declass judge` keeps your word on it.
    """
    if (path is None) == (not in_archive and not summary):
        raise UsageError(
            _("Give a file or a folder, or --archive or --summary"), _("`declass withheld --help` shows how.")
        )
    if path is None:
        chosen = ["under_text"] if unsafe_only else kinds
        _ask_archive(context, WithheldWanted(chosen, codes, least), by if summary else None, html, form)
        return
    settings = config.load(context.archive, given)
    files = _files(path.absolute())
    with _screen(context, path, form) as screen:
        found = _of_files(files, settings, screen, alone=path.is_file(), unsafe_only=unsafe_only)
        if not (reveal or unsafe_only or form == "jsonl"):
            found = map(_covered, found)
        tell(filter(_wanted(kinds, codes, least), found), form, COLUMNS, _nothing())


def _screen(context: Context, path: Path, form: Format) -> Screen:
    """Progress: in a terminal and of folders, but not between rows that come out as they are found."""
    between = form != "table" and sys.stdout.isatty()
    return Screen(context.quiet or between or (path.is_file() and not sys.stderr.isatty()))


def _nothing() -> str:
    return _("Nothing that looks withheld was found.")


def _covered(said: dict[str, Any]) -> dict[str, Any]:
    """The row without words that stand under a bar."""
    return said | {"text": BLOCK} if said["kind"] == "under_text" else said
