"""`declass sample`: a folder of fictional records to try things on."""

from pathlib import Path

import click

from declass.cli.helping import examples
from declass.errors import EngineError
from declass.locale import translate as _


@click.command(
    "sample",
    epilog=examples("declass sample sample-records --records 12"),
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--records", type=click.IntRange(1, 5000), default=60, show_default=True, help="How many records."
)
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed makes the same bytes.")
def command(folder: Path, records: int, seed: int) -> None:
    """Write fictional records with known truth into FOLDER, as scans, PDFs and other files."""
    from declass import sample  # slow to load, and only this verb needs it

    try:
        manifest = sample.generate(folder, seed=seed, records=records)
    except ModuleNotFoundError as error:
        raise EngineError(
            _("Making samples needs the library {library}").format(library=error.name),
            "Run `pip install 'declass[sample]'`.",
        ) from error
    click.echo(
        _("{files} files of {records} fictional records are in {folder}.").format(
            files=manifest.files, records=manifest.records, folder=manifest.records_folder
        )
    )
