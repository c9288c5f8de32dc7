"""`declass index`: the search index is brought up to date or built anew, and pages get their vectors."""

import click

from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.cli.progress import Screen
from declass.locale import translate as _
from declass.pipeline.indexing import Indexer
from declass.pipeline.searching import embedder_for, make_vectors
from declass.pipeline.workspace import Workspace

COLUMNS = ("indexed", "waiting", "pages", "with_vectors")


@click.command(
    "index",
    epilog=examples("declass index --vectors", "declass index --rebuild"),
)
@click.option("--rebuild", is_flag=True, help="Throw the index away and build it from the catalogue.")
@click.option(
    "--vectors", is_flag=True, help="Then give every page the vectors that search by meaning needs."
)
@click.option(
    "--wait", is_flag=True, help="The same where a sentence model is installed, nothing where none is."
)
@format_option
@click.pass_obj
def command(context: Context, rebuild: bool, vectors: bool, wait: bool, form: Format) -> None:
    """Bring the search index up to date, or build it anew; the results are the same.

    Vectors take long: about a quarter of a processor second for 120 words. They can be stopped at any time
    and go on where they were; meanwhile the archive can be searched and added to.
    """
    with open_archive(context) as space, Screen(context.quiet) as screen:
        with space.writing():
            indexer = Indexer(space, screen)
            done = indexer.rebuild() if rebuild else indexer.run()
            waiting = space.catalogue.search.count()
        row = {"indexed": done, "waiting": waiting}
        if vectors or (wait and _has_model(space)):
            made = make_vectors(space, screen)
            row |= {"pages": made.pages, "with_vectors": made.done}
    if form != "table":
        emit([row], COLUMNS, form)
    elif not context.quiet:
        click.echo(_("Documents indexed: {done}; waiting: {waiting}.").format(done=done, waiting=waiting))
        if "pages" in row:
            said = _("Pages with vectors: {with_vectors} of {pages} different ones.")
            click.echo(said.format(**row))


def _has_model(space: Workspace) -> bool:
    return embedder_for(space.settings) is not None and any(space.index_path.glob("*"))
