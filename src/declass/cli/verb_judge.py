"""`declass judge`: a person's word on which record a file is a release of."""

import getpass
from datetime import UTC, datetime
from typing import Any, cast

import click

from declass.archive.judgements import release_subject
from declass.archive.values import ReleaseProposal
from declass.cli.helping import examples
from declass.cli.i18n import translate as _
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.cli.progress import Screen
from declass.model.anchor import Digest
from declass.model.provenance import Judgement, Verdict
from declass.pipeline.redo import find_one
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace

COLUMNS = ("file", "record", "probability", "evidence")
HISTORY_COLUMNS = ("when", "who", "verdict", "why")
VERDICT_WORDS = ("yes", "no", "unsure", "taken back")


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
        "declass judge scan-17.pdf 901-10003-10041 no --why 'only cites it'",
        "declass judge scan-17.pdf 901-10003-10041 history",
    ),
)
@click.argument("file")
@click.argument("record")
@click.argument("verdict", type=click.Choice(["yes", "no", "unsure", "undo", "history"]))
@click.option("--why", default="", help="Your reason, kept with the verdict.")
@click.option("--who", default=None, help="Your name; the login name by default.")
@format_option
@click.pass_obj
def command(
    context: Context, file: str, record: str, verdict: str, why: str, who: str | None, form: Format
) -> None:
    """Say whether FILE is a release of RECORD: yes, no or unsure; undo takes your word back.

    Judgements are appended and never overwritten; history lists them.
    """
    with open_archive(context) as space:
        digest = find_one(space, file)
        subject = release_subject(record, digest)
        if verdict == "history":
            _history(space, subject, form)
            return
        said = None if verdict == "undo" else cast("Verdict", verdict)
        name = who or getpass.getuser()
        with space.writing():
            space.catalogue.judgements.append(Judgement(subject, said, name, datetime.now(UTC), why))
            releases = _weigh_anew(space, digest, context.quiet)
        if not context.quiet:
            click.echo(
                _("Kept under {who}: {verdict}.").format(who=name, verdict=_(said or "taken back")), err=True
            )
        emit((_row(file, release) for release in releases), COLUMNS, form)


def _row(file: str, release: ReleaseProposal) -> dict[str, Any]:
    return {
        "file": file,
        "record": release.number.value,
        "probability": release.probability,
        "evidence": list(release.evidence),
    }
