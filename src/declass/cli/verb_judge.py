"""`declass judge`: a person's word on a change, a withholding, a match of files or a file's record."""

import getpass
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import click

from declass.archive.changes import change_subject, match_subject
from declass.archive.judgements import release_subject
from declass.archive.values import ReleaseProposal
from declass.archive.withheld import withholding_subject
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.cli.progress import Screen
from declass.compare.numbers import find as find_numbers
from declass.errors import UsageError
from declass.locale import translate as _
from declass.model.anchor import Digest
from declass.model.provenance import Judgement, Verdict
from declass.pipeline.redo import find_one
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace

COLUMNS = ("file", "record", "probability", "evidence")
HISTORY_COLUMNS = ("when", "who", "verdict", "why")
VERDICT_WORDS = ("yes", "no", "unsure", "taken back")


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is judged.

    Attributes:
        name: as the judgement keeps it.
        file: the file whose record is judged; None where something else is.
    """

    name: str
    file: Digest | None = None


def _subject(space: Workspace, named: tuple[str, ...]) -> _Subject:
    """A change or withholding by its identifier, two files, or a file and a record number.

    Raises:
        UsageError: none of these.
    """
    if len(named) == 1:
        return _Subject(_by_identifier(space, named[0]))
    if len(named) != 2:
        raise UsageError(
            _("Name one change or withholding, two files, or a file and a record number"),
            _("`declass changes` and `declass withheld --archive` list them."),
        )
    file = find_one(space, named[0])
    if _is_number(named[1]) or not space.catalogue.lookup.files(named[1]):
        return _Subject(release_subject(named[1], file), file)
    other = find_one(space, named[1])
    if file == other:
        raise UsageError(_("Both names are of one file"), _("Name two files."))
    return _Subject(match_subject(file, other))


def _by_identifier(space: Workspace, name: str) -> str:
    """A change, or else a withholding, by its identifier or the beginning of it."""
    try:
        return change_subject(space.catalogue.changes.get(name).id)
    except UsageError:
        with suppress(UsageError):
            return withholding_subject(space.catalogue.withheld.get(name).id)
        raise


def _is_number(typed: str) -> bool:
    return any(number.value == typed for number in find_numbers(typed, 0))


def _history(space: Workspace, subject: str, form: Format) -> None:
    rows = (
        {
            "when": j.when.isoformat(timespec="seconds"),
            "who": j.who,
            "verdict": j.verdict or "taken back",
            "why": j.why,
        }
        for j in space.catalogue.judgements.history(subject)
    )
    emit(rows, HISTORY_COLUMNS, form, empty=_("Nobody has judged this yet."))


def _weigh_anew(space: Workspace, digest: Digest, quiet: bool) -> list[ReleaseProposal]:
    space.catalogue.due.forget(["records"], [digest])
    with Screen(quiet) as screen:
        Work(space, screen).run()
    return [stored.proposal for stored in space.catalogue.records.of(digest)]


@click.command(
    "judge",
    epilog=examples(
        "declass judge 3f9a1c22 no --why 'a skipped line, no box on the page'",
        "declass judge 1999/scan-17.pdf 2012/b-204.pdf yes",
        "declass judge scan-17.pdf 901-10003-10041 no --why 'only cites it'",
        "declass judge scan-17.pdf 901-10003-10041 history",
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
    """Say yes, no or unsure to what the machine proposes; undo takes your word back, history lists all words.

    SUBJECT is the identifier of a change or a withholding, as `declass changes` and `declass withheld
    --archive` list them; or two files, which are one record or are not; or a file and a record number, of
    which the file is a release or is not.

    Judgements are appended and never overwritten, and survive when things are found anew. The next
    `declass compare` follows your word on two files.
    """
    with open_archive(context) as space:
        judged = _subject(space, subject)
        if verdict == "history":
            _history(space, judged.name, form)
            return
        said = None if verdict == "undo" else cast("Verdict", verdict)
        name = who or getpass.getuser()
        with space.writing():
            space.catalogue.judgements.append(Judgement(judged.name, said, name, datetime.now(UTC), why))
            releases = _weigh_anew(space, judged.file, context.quiet) if judged.file else []
        if not context.quiet:
            click.echo(
                _("Kept under {who}: {verdict}.").format(who=name, verdict=_(said or "taken back")), err=True
            )
        if judged.file:
            emit((_row(subject[0], release) for release in releases), COLUMNS, form)
        else:
            _history(space, judged.name, form)


def _row(file: str, release: ReleaseProposal) -> dict[str, Any]:
    return {
        "file": file,
        "record": release.number.value,
        "probability": release.probability,
        "evidence": list(release.evidence),
    }
