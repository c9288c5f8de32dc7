"""`declass compare`: the whole archive, which files are one record and what each release changed."""

from pathlib import Path
from typing import Any

import click

from declass import config
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.cli.progress import Screen
from declass.cli.verb_changes import file_names
from declass.locale import translate as _
from declass.pipeline.comparing import Comparing
from declass.pipeline.release_page import page
from declass.pipeline.release_report import release_steps, summary

COLUMNS = (
    "collection",
    "older",
    "newer",
    "records",
    "revealed",
    "revealed_words",
    "opening",
    "newly_hidden",
    "hidden_words",
    "hiding",
    "hiding_more",
    "opened_in_full",
    "withheld_before",
    "withheld_after",
    "uncertain",
)
_SHOWN = (
    "collection",
    "older",
    "newer",
    "records",
    "revealed",
    "newly_hidden",
    "opened_in_full",
    "uncertain",
)
"""What a terminal has room for; csv and jsonl have it all."""
PROGRESS_WORDS = ("matching", "comparing")


@click.command("compare", epilog=examples("declass compare", "declass compare --report changes.html"))
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write what each release did as a page that opens in any browser.",
)
@click.option("--workers", type=click.IntRange(0), help=config.HELP["workers"])
@format_option
@click.pass_obj
def command(context: Context, /, report: Path | None, form: Format, **given: Any) -> None:
    """Find which files are the same record and what each release of it revealed or hid; say it by release.

    Running it again does only what new files, corrections or a newer method touch. A match between files of
    different record numbers stays a proposal until a person says yes with `declass judge`.
    """
    with open_archive(context, **given) as space:
        with space.writing(), Screen(context.quiet) as screen:
            result = Comparing(space, screen).run()
        if not context.quiet:
            said = _(
                "Records with several releases: {records}, compared now: {compared}, failed: {failed}."
                " Pairs of files proposed as one record: {matches}."
            )
            click.echo(said.format(**vars(result)), err=True)
        steps = release_steps(space.catalogue)
        empty = _("No newer release reveals or hides anything that can be told from the texts.")
        emit(summary(steps), _SHOWN if form == "table" else COLUMNS, form, empty=empty)
        if report is not None:
            report.write_text(page(steps, file_names(space)), encoding="utf-8")
