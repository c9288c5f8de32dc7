"""How verbs open the archive and its settings."""

from typing import Any

from declass import config
from declass.archive.folder import Archive
from declass.cli.main import Context
from declass.errors import ArchiveError
from declass.locale import translate as _
from declass.pipeline.workspace import Workspace


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
