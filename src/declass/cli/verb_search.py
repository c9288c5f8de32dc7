"""`declass search`: records that answer, with the page that answers best and the words marked."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import click

from declass.cli import hits
from declass.cli.asking import mode_option, sort_option
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option, safe_cells
from declass.errors import QueryError, UsageError
from declass.locale import plural
from declass.locale import translate as _
from declass.model.anchor import Digest
from declass.pipeline.searching import boxes, open_searcher
from declass.pipeline.workspace import Workspace
from declass.search.index import Sort
from declass.search.schema import COUNTED
from declass.search.searcher import Ask, Mode, Searcher
from declass.search.values import Grouped

FACET_WORDS = tuple(COUNTED)
LIST_COLUMNS = ("name", "records", "pages", "best_file", "best_page", "best_record", "snippet", "note")


def _every(searcher: Searcher, ask: Ask) -> Iterator[dict[str, Any]]:
    return ({**hits.row(hit), "citation": hits.citation(hit.entry)} for hit in searcher.scan(ask))


def _export(searcher: Searcher, ask: Ask, path: Path) -> int:
    """Every hit into a CSV file, each with its citation; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(hits.EXPORT_COLUMNS)
        for row in _every(searcher, ask):
            writer.writerow(safe_cells(row, hits.EXPORT_COLUMNS))
            count += 1
    return count


def _names(path: Path) -> list[str]:
    """The first column of a list; a heading is taken for a name unless it says it is one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row[0].strip() for row in csv.reader(file) if row and row[0].strip()]
    return rows[1:] if rows[:1] and rows[0].lower() in ("name", "nombre", "nome", "query") else rows


def _listed(searcher: Searcher, names: list[str], ask: Ask) -> Iterator[dict[str, Any]]:
    """One row a name: how often it is found, and where it is found best."""
    for name in names:
        try:
            found = searcher.search(_for(name, ask), limit=1)
        except QueryError as error:
            yield {"name": name, "records": None, "pages": None, "note": str(error)}
            continue
        best = found.records[0].best if found.records else None
        yield {
            "name": name,
            "records": found.total_records,
            "pages": found.total_pages,
            "best_file": best.file if best else None,
            "best_page": best.page if best else None,
            "best_record": (best.record or None) if best else None,
            "snippet": hits.shown_snippet(best) if best else None,
            "note": " ".join(found.notes),
        }


def _for(name: str, ask: Ask) -> Ask:
    """A name as a query; what looks like a query is one.

    Several words may have as many between them, or as few in another order: *Ana Maria Vidal*, *VIDAL, Ana*.
    """
    plain = all(part.isalnum() or part in "'’.-" for part in name.replace(" ", ""))
    parts = len(name.split())
    query = f'"{name}"~{parts}' if plain and parts > 1 else name
    narrowed = f"{query} {ask.query}".strip()
    return replace(ask, query=narrowed, facets=(), mode="words")


def _told_apart(space: Workspace, digests: Sequence[Digest]) -> str:
    """The beginning of each digest with where the file was published: ``1f0c2b7a9d3e (JFK 2018)``."""
    first = [arrivals[0] for arrivals in space.catalogue.accessions.of_each(digests).values()]
    told = [
        (arrival.digest[:12], f"{arrival.collection} {arrival.released or ''}".strip()) for arrival in first
    ]
    return ", ".join(f"{digest} ({published})" if published else digest for digest, published in told)


def _page_of(space: Workspace, raw: str) -> tuple[Digest, int]:
    """``FILE#3`` or ``FILE`` (its first page) as an original and a 0-based page."""
    name, mark, number = raw.rpartition("#")
    if not mark:
        name, number = raw, "1"
    found = space.catalogue.lookup.files(name)
    if not number.isdigit() or int(number) < 1:
        raise UsageError(_("{page} is no page").format(page=repr(raw)), _("Write it as FILE#3."))
    if not found:
        said = _("There is no file {name}").format(name=repr(name))
        raise UsageError(said, _("Write more of its path, or its digest."))
    if len(found) > 1:
        said = _("More than one file is called {name}").format(name=repr(name))
        digests = _told_apart(space, found)
        raise UsageError(said, _("Write one of these digests instead: {digests}.").format(digests=digests))
    return found[0], int(number) - 1


def count_waiting(space: Workspace) -> int:
    return space.catalogue.search.count() + space.catalogue.documents.counts().get("pending", 0)


def nothing_yet(space: Workspace) -> bool:
    """Whether nothing was ever made searchable, which is no fault of the index."""
    return not any(space.index_path.iterdir()) and (_is_empty(space) or count_waiting(space) > 0)


def _is_empty(space: Workspace) -> bool:
    return not sum(space.catalogue.documents.counts().values())


def say_waiting(space: Workspace) -> None:
    """What is not searchable yet."""
    if _is_empty(space):
        click.echo(_("This archive is empty: `declass add FOLDER` fills it."), err=True)
    count = count_waiting(space)
    if count:
        said = plural(
            "{count} document is not searchable yet: run `declass index` or `declass retry`.",
            "{count} documents are not searchable yet: run `declass index` or `declass retry`.",
            count,
        )
        click.echo(said.format(count=count), err=True)


@click.command(
    "search",
    epilog=examples(
        "declass search 'reunión del embajador con los militares antes del golpe'",
        "declass search '\"fortieth committee\" AND chile after:1970-09' --limit 5",
        "declass search huelga lang:es --facet agency",
        "declass search --like docid-32204484.pdf#3",
        "declass search torture --export hits.csv",
        "declass search --list names.csv --format csv",
    ),
)
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Records to show.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Records to leave out at the beginning.")
@click.option(
    "--all", "every", is_flag=True, help="Every page that answers, without a ceiling (jsonl or csv)."
)
@sort_option
@click.option(
    "--facet", "facets", multiple=True, type=click.Choice(list(COUNTED)), help="Count pages by this."
)
@click.option("--fuzzy", is_flag=True, help="Also match words with a letter misread.")
@mode_option("auto")
@click.option("--no-translate", is_flag=True, help="Only the words as typed, in no other language.")
@click.option("--exact", is_flag=True, help="Leave out misread forms of the words (Al1ende for Allende).")
@click.option("--like", metavar="FILE#PAGE", help="Instead of a query: pages like this one.")
@click.option(
    "--list",
    "names",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV list: one search for each name in its first column.",
)
@click.option(
    "--export",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every page that answers to this CSV file, each with a citation.",
)
@format_option
@click.pass_obj
def command(
    context: Context,
    query: tuple[str, ...],
    limit: int,
    offset: int,
    every: bool,
    sort: str,
    facets: tuple[str, ...],
    fuzzy: bool,
    mode: str,
    no_translate: bool,
    exact: bool,
    like: str | None,
    names: Path | None,
    export: Path | None,
    form: Format,
) -> None:
    """Find what answers QUERY: a question in any language, "phrases", AND OR NOT, pay*, agency:CIA.

    Releases of one record are one result. See docs/reference/query-language.md for all it understands.
    """
    text = " ".join(query)
    if not text and not like and not names:
        raise UsageError(_("There is nothing to search for"), _("Type a question, or --like or --list."))
    ask = Ask(text, cast("Sort", sort), facets, fuzzy, cast("Mode", mode), not no_translate, exact)
    with open_archive(context) as space:
        if nothing_yet(space):
            say_waiting(space)
            return
        searcher = open_searcher(space)
        try:
            if names:
                emit(_listed(searcher, _names(names), ask), LIST_COLUMNS, form)
            elif like:
                found = searcher.like(*_page_of(space, like), limit=limit, offset=offset)
                show(space, found, offset, form, context.quiet)
            elif export:
                _say_exported(_export(searcher, ask, export), export, context.quiet)
            elif every:
                emit(_every(searcher, ask), hits.COLUMNS, "jsonl" if form == "table" else form)
            else:
                show(space, searcher.search(ask, limit=limit, offset=offset), offset, form, context.quiet)
        except QueryError as error:
            raise QueryError(error.reason, error.remedy, error.position, text) from error


def _say_exported(count: int, path: Path, quiet: bool) -> None:
    if not quiet:
        said = plural("{count} hit written to {path}.", "{count} hits written to {path}.", count)
        click.echo(said.format(count=count, path=path), err=True)


def show(space: Workspace, found: Grouped, offset: int, form: Format, quiet: bool) -> None:
    """A window of records, for people or programs."""
    if form != "table":
        rows = (
            hits.record_row(record, boxes(space, record.best.digest, record.best.page, record.best.spans))
            for record in found.records
        )
        emit(rows, hits.COLUMNS, form)
        return
    for note in found.notes:
        click.echo(note, err=True)
    if found.records:
        hits.print_records(found, offset)
        if not quiet:
            hits.print_summary(found, offset)
    elif offset and found.total_records:
        click.echo(_("There are only {total} hits.").format(total=found.total_records), err=True)
    else:
        click.echo(
            _("No page in this archive answers that; which does not mean that no record does."), err=True
        )
    say_waiting(space)
