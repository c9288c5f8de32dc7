"""`declass correct`: a person's text of a page."""

import getpass
from typing import TextIO

import click

from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.progress import Screen
from declass.locale import translate as _
from declass.pipeline.redo import find_one
from declass.pipeline.work import Work
from declass.redact.personal import unmasked


@click.command(
    "correct",
    epilog=examples(
        "declass show scan.pdf --page 3 --text > p3.txt",
        "declass correct scan.pdf --page 3 --text p3.txt --why 'read from the scan'",
    ),
)
@click.argument("file")
@click.option("--page", type=click.IntRange(1), required=True, help="Page, counted from 1.")
@click.option(
    "--text",
    "source",
    type=click.File(encoding="utf-8"),
    default="-",
    help="File with the text; - is standard input.",
)
@click.option("--why", default="", help="Your reason, kept with the text.")
@click.option("--who", default=None, help="Your name; the login name by default.")
@click.pass_obj
def command(context: Context, file: str, page: int, source: TextIO, why: str, who: str | None) -> None:
    """Put a corrected text of a page of FILE beside the machine's.

    The machine's text is kept; yours is shown and searched from now on, whatever is read later.
    Masks over personal data that you leave as they are stand for what they cover.
    """
    with open_archive(context) as space, space.writing(), Screen(context.quiet) as screen:
        digest = find_one(space, file)
        before = space.catalogue.pages.get(digest, page - 1, words=False)
        text = source.read().rstrip("\n")
        if before is not None and before.text is not None:
            text = unmasked(text, before.text.text)
        space.catalogue.write.correct(digest, page - 1, text, who=who or getpass.getuser(), why=why)
        Work(space, screen).run()
    if not context.quiet:
        click.echo(_("Page {page} of {file} now has your text.").format(page=page, file=file))
