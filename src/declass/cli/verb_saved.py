"""`declass saved`: searches kept under a name, and what is new in them."""

from typing import Any, cast

import click

from declass.cli import hits
from declass.cli.asking import mode_option, sort_option
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.errors import QueryError
from declass.locale import translate as _
from declass.pipeline.saved import SavedSearches
from declass.pipeline.searching import open_searcher
from declass.search.index import Sort
from declass.search.query import parse
from declass.search.searcher import Ask, Mode

COLUMNS = ("name", "query", "sort", "mode", "created", "ran", "seen")


@click.group(
    "saved",
    epilog=examples("declass saved add strikes '(huelga OR strike) after:1973'", "declass saved run strikes"),
)
def command() -> None:
    """Keep searches under a name, and see what is new in them."""


@command.command("add", epilog=examples("declass saved add strikes '(huelga OR strike) after:1973'"))
@click.argument("name")
@click.argument("query", nargs=-1, required=True)
@sort_option
@mode_option("words")
@click.pass_obj
def add(context: Context, name: str, query: tuple[str, ...], sort: str, mode: str) -> None:
    """Keep QUERY as NAME; a search of that name is replaced."""
    text = " ".join(query)
    try:
        parse(text)
    except QueryError as error:
        raise QueryError(error.reason, error.remedy, error.position, text) from error
    with open_archive(context) as space, space.writing():
        SavedSearches(space).add(name, Ask(text, cast("Sort", sort), mode=cast("Mode", mode)))


@command.command("run", epilog=examples("declass saved run strikes --format csv"))
@click.argument("names", metavar="[NAME]...", nargs=-1)
@format_option
@click.pass_obj
def run(context: Context, names: tuple[str, ...], form: Format) -> None:
    """Show what is new since NAME was last run (all of them, without a name)."""
    with open_archive(context) as space, space.writing():
        kept, searcher = SavedSearches(space), open_searcher(space)
        chosen = names or tuple(saved.name for saved in kept.all())
        rows: list[dict[str, Any]] = [
            {"name": name, **hits.row(hit), "citation": hits.citation(hit.entry)}
            for name in chosen
            for hit in kept.news(name, searcher)
        ]
    emit(rows, ("name", *hits.COLUMNS), form, empty=_("Nothing new."))


@command.command("list", epilog=examples("declass saved list"))
@format_option
@click.pass_obj
def list_(context: Context, form: Format) -> None:
    """List the searches that are kept."""
    with open_archive(context) as space:
        rows = [
            {
                "name": saved.name,
                "query": saved.ask.query,
                "sort": saved.ask.sort,
                "mode": saved.ask.mode,
                "created": saved.created,
                "ran": saved.ran,
                "seen": len(saved.seen),
            }
            for saved in SavedSearches(space).all()
        ]
    emit(rows, COLUMNS, form, empty=_("No search is saved yet."))


@command.command("remove", epilog=examples("declass saved remove strikes"))
@click.argument("name")
@click.pass_obj
def remove(context: Context, name: str) -> None:
    """Forget the search NAME."""
    with open_archive(context) as space, space.writing():
        SavedSearches(space).remove(name)
