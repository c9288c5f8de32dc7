"""`declass confirm`: a person's word on a change between releases, or on two files being one record."""

import getpass
from contextlib import suppress
from datetime import UTC, datetime
from typing import cast

import click

from declass.archive.changes import change_subject, match_subject
from declass.archive.withheld import withholding_subject
from declass.cli.helping import examples
from declass.cli.i18n import translate as _
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.errors import UsageError
from declass.model.provenance import Judgement, Verdict
from declass.pipeline.redo import find_one
from declass.pipeline.workspace import Workspace

COLUMNS = ("when", "who", "verdict", "why")


def _subject(space: Workspace, named: tuple[str, ...]) -> str:
    if len(named) == 1:
        return _by_identifier(space, named[0])
    if len(named) != 2:
        raise UsageError(
            _("Name one change or withholding, or two files"),
            _("`declass changes` and `declass withheld --archive` list them."),
        )
    one, other = (find_one(space, name) for name in named)
    if one == other:
        raise UsageError(_("Both names are of one file"), _("Name two files."))
    return match_subject(one, other)


def _by_identifier(space: Workspace, name: str) -> str:
    """A change, or else a withholding, by its identifier or the beginning of it."""
    try:
        return change_subject(space.catalogue.changes.get(name).id)
    except UsageError:
        with suppress(UsageError):
            return withholding_subject(space.catalogue.withheld.get(name).id)
        raise


@click.command(
    "confirm",
    epilog=examples(
        "declass confirm 3f9a1c22 no --why 'a skipped line, no box on the page'",
        "declass confirm 1999/scan-17.pdf 2012/b-204.pdf yes",
    ),
)
@click.argument("subject", nargs=-1, required=True)
@click.argument("verdict", type=click.Choice(["yes", "no", "unsure", "undo", "history"]))
@click.option("--why", default="", help="Your reason, kept with the verdict.")
@click.option("--who", default=None, help="Your name; the login name by default.")
@format_option
@click.pass_obj
def command(
    context: Context, subject: tuple[str, ...], verdict: str, why: str, who: str | None, form: Format
) -> None:
    """Say whether a change or a withholding is one (SUBJECT is its identifier), or two files are one record.

    yes, no or unsure; undo takes your word back; history lists all that was said. Judgements are appended and
    never overwritten, and survive when changes are found anew. The next `declass compare` follows your word
    on two files.
    """
    with open_archive(context) as space:
        name = _subject(space, subject)
        if verdict != "history":
            said = None if verdict == "undo" else cast("Verdict", verdict)
            judgement = Judgement(name, said, who or getpass.getuser(), datetime.now(UTC), why)
            with space.writing():
                space.catalogue.judgements.append(judgement)
        history = space.catalogue.judgements.history(name)
        rows = (
            {
                "when": j.when.isoformat(timespec="seconds"),
                "who": j.who,
                "verdict": j.verdict or "taken back",
                "why": j.why,
            }
            for j in history
        )
        emit(rows, COLUMNS, form, empty=_("Nobody has judged this yet."))
