"""`declass retry`: what failed, or what a person names, is done again."""

from typing import Any

import click

from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.progress import Screen
from declass.cli.reading_options import reading_options
from declass.cli.summary import after_work
from declass.locale import translate as _
from declass.pipeline.redo import Redo, send_back
from declass.pipeline.work import Work


@click.command(
    "retry",
    epilog=examples(
        "declass retry",
        "declass retry --file locked.pdf --password secret",
        "declass retry --step read --engine 'tesseract 5.3.0' --ocr always",
    ),
)
@click.option(
    "--file", "files", multiple=True, help="Only this file: its name, the end of its path, or its digest."
)
@click.option(
    "--step",
    "steps",
    multiple=True,
    type=click.Choice(["read", "numbers", "dates", "withholdings", "personal", "records"]),
    help="Redo this step for all files, or those of --file; older text layers are kept.",
)
@click.option(
    "--engine", default="", help="Only files with a text layer by this engine: NAME or 'NAME VERSION'."
)
@click.option("--password", help="Password of encrypted files; it is tried and kept nowhere.")
@reading_options
@click.pass_obj
def command(
    context: Context,
    /,
    files: tuple[str, ...],
    steps: tuple[str, ...],
    engine: str,
    password: str | None,
    **given: Any,
) -> None:
    """Read again what failed, or redo a step for some or all files; then go on with all that is pending."""
    with open_archive(context, **given) as space, space.writing():
        count = send_back(space, Redo(files, steps, engine))
        if not context.quiet:
            click.echo(_("Sent back to be done again: {count}.").format(count=count), err=True)
        with Screen(context.quiet) as screen:
            worked = Work(space, screen, password=password).run()
        if not context.quiet:
            after_work(space, worked)
