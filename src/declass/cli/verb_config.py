"""`declass config`: the settings in force, and how to change them."""

import click

from declass import config
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.errors import UsageError
from declass.locale import translate as _

COLUMNS = ("setting", "value", "from", "meaning")
WHENCE_WORDS = ("environment", "archive", "default")


def _list(context: Context, form: Format) -> None:
    settings = config.load(context.archive)
    rows = (
        {
            "setting": name,
            "value": getattr(settings, name),
            "from": config.whence(context.archive, name),
            "meaning": _(config.HELP[name]) if form == "table" else config.HELP[name],
        }
        for name in config.NAMES
    )
    emit(rows, COLUMNS, form)


@click.group(
    "config",
    invoke_without_command=True,
    epilog=examples("declass config", "declass config set ocr_languages es,en"),
)
@format_option
@click.pass_context
def command(context: click.Context, form: Format) -> None:
    """List settings; set or unset one for this archive."""
    if context.invoked_subcommand is None:
        _list(context.obj, form)


@command.command("set", epilog=examples("declass config set workers 4"))
@click.argument("name")
@click.argument("value")
@click.pass_obj
def set_(context: Context, name: str, value: str) -> None:
    """Keep VALUE for setting NAME in the archive."""
    config.parse(name, value, "config")
    with open_archive(context, create=True):
        config.store(context.archive, name, value)


@command.command("unset", epilog=examples("declass config unset workers"))
@click.argument("name")
@click.pass_obj
def unset(context: Context, name: str) -> None:
    """Forget the archive's own value of setting NAME."""
    if name not in config.stored(context.archive):
        raise UsageError(f"The archive keeps no value for {name!r}", "`declass config` lists what it keeps.")
    config.store(context.archive, name, None)
