"""`declass import`: a publisher's list comes in."""

from dataclasses import asdict
from pathlib import Path

import click

from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.progress import Screen
from declass.cli.summary import after_work
from declass.errors import UsageError
from declass.locale import translate as _
from declass.pipeline import inventory
from declass.pipeline.work import Work


def parse_map(pairs: tuple[str, ...]) -> dict[str, str]:
    """Field to heading, from ``field=heading`` words.

    >>> parse_map(("number=RIF No.", "pages=PP"))
    {'number': 'RIF No.', 'pages': 'PP'}
    """
    mapped = {}
    for pair in pairs:
        field, sign, heading = pair.partition("=")
        if not sign:
            raise UsageError(
                f"--map {pair!r} is not FIELD=HEADING", f"Fields: {', '.join(inventory.FIELDS)}."
            )
        mapped[field.strip()] = heading.strip()
    return mapped


@click.command(
    "import",
    epilog=examples(
        "declass import list.csv", "declass import list.xlsx --map number='Record Num' --map pages=PP"
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map", "pairs", multiple=True, metavar="FIELD=HEADING", help="Which column fills which field."
)
@click.option(
    "--name", help="Name of the list; importing again under it updates it. Default: the file's name."
)
@click.option("--collection", default="", help="The list is of this collection only.")
@click.option("--released", help="The list is of what was published on this date (EDTF).")
@click.pass_obj
def command(
    context: Context,
    file: Path,
    pairs: tuple[str, ...],
    name: str | None,
    collection: str,
    released: str | None,
) -> None:
    """Import a publisher's list (CSV or XLSX) of record numbers, dates, titles, pages and releases.

    Columns are known by their headings or by --map; unknown ones are kept. Afterwards `declass status`
    says what is listed but absent, present but unlisted, and where page counts differ.
    """
    with open_archive(context, create=True) as space, space.writing():
        imported = inventory.load(space, file, name or file.name, parse_map(pairs), (collection, released))
        with Screen(context.quiet) as screen:
            worked = Work(space, screen).run()
        if not context.quiet:
            said = _("Rows: {added} added, {changed} changed, {unchanged} unchanged, {withdrawn} withdrawn.")
            click.echo(said.format(**asdict(imported)))
            after_work(space, worked)
