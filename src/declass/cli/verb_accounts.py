"""`declass accounts`: who may read an archive that is served to others."""

from typing import Any

import click

from declass.archive.accounts import ROLES, Account
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.locale import translate as _

COLUMNS = ("name", "role", "collections", "created", "disabled")
ROLE_WORDS = ROLES


def _row(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role,
        "collections": "all" if account.collections is None else list(account.collections),
        "created": account.created.isoformat(timespec="seconds"),
        "disabled": account.disabled,
    }


@click.group(
    "accounts",
    epilog=examples(
        "declass accounts add ana --role editor",
        "declass accounts add class-of-74 --collection 'Coastal Inquiry'",
        "declass accounts change ana --disable",
    ),
)
def command() -> None:
    """Say who may read this archive when `declass serve --host` serves it to others."""


@command.command("add", epilog=examples("declass accounts add ana --role editor"))
@click.argument("name")
@click.option(
    "--role", type=click.Choice(ROLES), default="reader", show_default=True, help="What they may do."
)
@click.option("--collection", "collections", multiple=True, help="Only this collection; again for several.")
@click.password_option(help="Their password; asked for when it is not given.")
@click.pass_obj
def add(context: Context, name: str, role: str, collections: tuple[str, ...], password: str) -> None:
    """Make an account: a reader reads, an annotator also judges and notes, an editor also corrects and reads
    again, an admin does all."""
    with open_archive(context) as space:
        made = space.catalogue.accounts.add(name, password, role, collections or None)  # type: ignore[arg-type]
        click.echo(_("{name} may now sign in as {role}.").format(name=made.name, role=_(made.role)))


@command.command("list", epilog=examples("declass accounts list --format csv"))
@format_option
@click.pass_obj
def listing(context: Context, form: Format) -> None:
    """List the accounts."""
    with open_archive(context) as space:
        rows = map(_row, space.catalogue.accounts.all())
        emit(rows, COLUMNS, form, empty=_("There are no accounts."))


@command.command(
    "change",
    epilog=examples("declass accounts change ana --role reader", "declass accounts change ana --disable"),
)
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="What they may do from now on.")
@click.option("--disable/--enable", default=None, help="Shut them out, or let them in again.")
@click.option("--new-password", is_flag=True, help="Ask for a new password.")
@click.pass_obj
def change(context: Context, name: str, role: str | None, disable: bool | None, new_password: bool) -> None:
    """Change an account; its sessions end."""
    values: dict[str, Any] = {"role": role, "disabled": disable}
    if new_password:
        values["password"] = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    with open_archive(context) as space:
        given = {key: value for key, value in values.items() if value is not None}
        emit([_row(space.catalogue.accounts.change(name, **given))], COLUMNS, "table")
