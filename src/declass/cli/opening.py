"""How verbs open the archive and its settings."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from declass import config
from declass.archive.folder import Archive
from declass.cli.main import Context
from declass.errors import ArchiveError
from declass.locale import translate as _
from declass.pipeline.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


def open_archive(context: Context, *, create: bool = False, **given: Any) -> Workspace:
    """The archive the command line names, with the settings in force; ``given`` are this call's own.

    Raises:
        ArchiveError: there is none yet, and this verb makes none.
    """
    if not create and not Archive.is_archive(context.archive):
        raise ArchiveError(
            _("There is no archive at {folder}").format(folder=context.archive),
            _("`declass add FOLDER` makes one; --archive or DECLASS_ARCHIVE names another place."),
        )
    return Workspace(context.archive, config.load(context.archive, given), create=create)


def reading_options(function: Command) -> Command:
    """Options of every verb that may read documents."""
    for option in (
        click.option("--ocr", type=click.Choice(["auto", "always", "never"]), help=config.HELP["ocr"]),
        click.option("--ocr-languages", metavar="TAGS", help=config.HELP["ocr_languages"]),
        click.option("--dpi", type=click.IntRange(50, 1200), help=config.HELP["dpi"]),
        click.option("--workers", type=click.IntRange(0), help=config.HELP["workers"]),
    ):
        function = option(function)
    return function
