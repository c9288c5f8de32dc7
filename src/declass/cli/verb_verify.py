"""`declass verify`: every original against its digest, every derived row against its run."""

import time
from collections.abc import Iterator
from typing import Any

import click

from declass.archive.audit import verify_rows
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.cli.progress import Screen
from declass.errors import FixityError
from declass.locale import plural
from declass.locale import translate as _
from declass.pipeline.progress import Tally
from declass.pipeline.workspace import Workspace

COLUMNS = ("what", "digest", "fault")
WHAT_WORDS = ("original", "catalogue")


def _faults(space: Workspace, screen: Screen, tally: Tally, rows: bool) -> Iterator[dict[str, Any]]:
    digests = space.catalogue.accessions.digests()
    for fixity in space.store.verify(digests, workers=space.settings.processes):
        tally.done += 1
        tally.failed += not fixity.ok
        tally.mark()
        screen.show(tally)
        if not fixity.ok:
            yield {"what": "original", "digest": fixity.digest, "fault": fixity.reason}
    for sentence in verify_rows(space.catalogue.database) if rows else ():
        tally.failed += 1
        yield {"what": "catalogue", "digest": None, "fault": sentence}


@click.command(
    "verify",
    epilog=examples("declass verify", "declass verify --originals-only --format jsonl"),
)
@click.option("--originals-only", is_flag=True, help="Leave the catalogue's rows out.")
@format_option
@click.pass_obj
def command(context: Context, originals_only: bool, form: Format) -> None:
    """Read every original again against its digest, and check every derived row against its run."""
    tally = Tally("verifying")
    started = time.monotonic()
    with open_archive(context) as space, Screen(context.quiet) as screen:
        tally.total = sum(space.catalogue.documents.counts().values())
        faults = list(_faults(space, screen, tally, not originals_only))
    emit(faults, COLUMNS, form)
    if faults:
        found = plural("{count} fault found", "{count} faults found", len(faults))
        raise FixityError(
            found.format(count=len(faults)),
            _("Restore originals from a backup; `declass retry` redoes steps."),
        )
    if not context.quiet:
        said = (
            _("All is sound: {done} originals match their digests ({seconds:.1f} s).")
            if originals_only
            else _("All is sound: {done} originals match their digests, every row its run ({seconds:.1f} s).")
        )
        click.echo(said.format(done=tally.done, seconds=time.monotonic() - started), err=True)
