"""`declass index`: the search index is brought up to date or built anew."""

import click

from declass.cli.helping import examples
from declass.cli.i18n import translate as _
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.cli.progress import Screen
from declass.pipeline.indexing import Indexer

COLUMNS = ("indexed", "waiting")


@click.command(
    "index",
    epilog=examples("declass index --rebuild"),
)
@click.option("--rebuild", is_flag=True, help="Throw the index away and build it from the catalogue.")
@click.option("--wait", is_flag=True, help="Wait until all that is pending is searchable (it always does).")
@format_option
@click.pass_obj
def command(context: Context, rebuild: bool, wait: bool, form: Format) -> None:
    """Bring the search index up to date, or build it anew; the results are the same."""
    with open_archive(context) as space, space.writing(), Screen(context.quiet) as screen:
        indexer = Indexer(space, screen)
        done = indexer.rebuild() if rebuild else indexer.run()
        waiting = space.catalogue.search.count()
    if form != "table":
        emit([{"indexed": done, "waiting": waiting}], COLUMNS, form)
    elif not context.quiet:
        click.echo(_("Documents indexed: {done}; waiting: {waiting}.").format(done=done, waiting=waiting))
