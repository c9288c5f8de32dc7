"""`declass add`: files come in and are read."""

import os
from pathlib import Path
from typing import Any

import click

from declass.chronology import edtf
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.progress import Screen
from declass.cli.reading_options import reading_options
from declass.cli.summary import after_work
from declass.errors import UsageError
from declass.locale import translate as _
from declass.pipeline.arrive import Arrived, arrive
from declass.pipeline.work import Work


@click.command(
    "add",
    epilog=examples("declass add ~/records scans.zip --collection 'NARA 2025' --released 2025-03-18"),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("--collection", default="", help="Name under which the files were published.")
@click.option("--released", help="Date they were published, as EDTF: 2025-03-18, 2025-03 or 2025.")
@click.option("--later", is_flag=True, help="Only take the files in; read them with the next add or retry.")
@reading_options
@click.pass_obj
def command(
    context: Context,
    /,
    paths: tuple[Path, ...],
    collection: str,
    released: str | None,
    later: bool,
    **given: Any,
) -> None:
    """Add files, folders and archives; read them; make them searchable.

    Adding again, in any order, adds only what is new. If it is stopped, even by a power cut, the same
    command goes on where it was. A file that cannot be read is kept, and `declass status` says why.
    """
    check_exists(paths)
    if released is not None and edtf.bounds(released) is None:
        raise UsageError(f"--released {released!r} is no date", "Write it as 2025-03-18, 2025-03 or 2025.")
    with open_archive(context, create=True, **given) as space, space.writing():
        with Screen(context.quiet) as screen:
            arrived = arrive(space, list(paths), collection, released, screen)
            worked = None if later else Work(space, screen).run()
        if not context.quiet:
            _say(arrived)
            after_work(space, worked)


def check_exists(paths: tuple[Path, ...]) -> None:
    """Before an archive is made for a misspelt name."""
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(
                _("There is no file or folder {path}").format(path=path), _("Check the spelling.")
            )


def _say(arrived: Arrived) -> None:
    click.echo(
        _(
            "Files found: {found} ({new} new, {duplicates} the same as others under another name, "
            "{known} already here, {refused} refused)."
        ).format(**vars(arrived))
    )
