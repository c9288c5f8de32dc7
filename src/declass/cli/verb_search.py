"""`declass search`: page hits with the words marked."""

from collections.abc import Iterator
from typing import Any, cast

import click
from rich.padding import Padding
from rich.text import Text

from declass.cli.helping import examples
from declass.cli.i18n import plural
from declass.cli.i18n import translate as _
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, console, emit, format_option
from declass.errors import QueryError
from declass.pipeline.indexing import open_index
from declass.pipeline.workspace import Workspace
from declass.redact.personal import masked_part
from declass.search.index import Index, Sort
from declass.search.schema import FACETS
from declass.search.values import Hit, Results

COLUMNS = ("file", "page", "score", "record", "date", "agency", "collection", "language", "snippet", "digest")

FACET_WORDS = tuple(FACETS)


def row(hit: Hit) -> dict[str, Any]:
    """A hit for programs; pages are 0-based, spans are in the page's text."""
    return {
        "file": hit.file,
        "page": hit.page,
        "score": round(hit.score, 4),
        "snippet": masked_part(hit.snippet, hit.text),
        "record": hit.record or None,
        "title": hit.title or None,
        "date": hit.date,
        "agency": hit.agency or None,
        "collection": hit.collection or None,
        "type": hit.type or None,
        "language": hit.language,
        "released": hit.released,
        "digest": hit.digest,
        "spans": [[span.start, span.end] for span in hit.spans],
        "marks": [[span.start, span.end] for span in hit.marks],
    }


def _print(results: Results, offset: int) -> None:
    out = console()
    for number, hit in enumerate(results.hits, offset + 1):
        published = " ".join(part for part in (hit.collection, hit.released) if part)
        facts = [hit.record, hit.date, hit.agency, published]
        head = Text(f"{number:>3}  ")
        head.append(hit.file, style="bold")
        head.append(_(", page {page}").format(page=hit.page + 1))
        head.append("".join(f"  ·  {fact}" for fact in facts if fact), style="dim")
        out.print(head)
        out.print(Padding(_marked(hit, out.is_terminal), (0, 0, 0, 5)))
    for name, counts in results.facets.items():
        listed = ", ".join(f"{c.value} {c.count}" for c in counts[:12])
        out.print(Text(f"{_(name)}: {listed}", style="dim"))


def _marked(hit: Hit, terminal: bool) -> Text:
    """The snippet with the words marked: in colour, or by asterisks where there is none."""
    plain = masked_part(hit.snippet, hit.text)  # as long as it was, so the marks stay right
    snippet = Text(plain)
    for span in hit.marks:
        snippet.stylize("bold yellow", span.start, span.end)
    if terminal:
        return snippet
    for span in sorted(hit.marks, key=lambda mark: mark.start, reverse=True):
        plain = f"{plain[: span.start]}*{plain[span.start : span.end]}*{plain[span.end :]}"
    return Text(plain)


def _summary(results: Results, offset: int) -> None:
    last = offset + len(results.hits)
    said = _("Pages {first}–{last} of {total} in {ms:.0f} ms.")
    click.echo(said.format(first=offset + 1, last=last, total=results.total, ms=results.elapsed_ms), err=True)
    if last < results.total:
        click.echo(_("More: --offset {last} or --limit N; every hit: --all.").format(last=last), err=True)


def _every(index: Index, query: str, sort: Sort, fuzzy: bool) -> Iterator[dict[str, Any]]:
    return (row(hit) for hit in index.scan(query, sort=sort, fuzzy=fuzzy))


def _count_waiting(space: Workspace) -> int:
    return space.catalogue.search.count() + space.catalogue.documents.counts().get("pending", 0)


def _nothing_yet(space: Workspace) -> bool:
    """Whether nothing was ever made searchable, which is no fault of the index."""
    return not any(space.index_path.iterdir()) and (_is_empty(space) or _count_waiting(space) > 0)


def _is_empty(space: Workspace) -> bool:
    return not sum(space.catalogue.documents.counts().values())


def _waiting(space: Workspace) -> None:
    if _is_empty(space):
        click.echo(_("This archive is empty: `declass add FOLDER` fills it."), err=True)
    count = _count_waiting(space)
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
        "declass search '\"fortieth committee\" AND chile after:1970-09' --limit 5",
        "declass search huelga lang:es --facet agency",
        "declass search torture --all --format csv > hits.csv",
    ),
)
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Hits to leave out at the beginning.")
@click.option("--all", "every", is_flag=True, help="Every hit, without a ceiling (jsonl or csv).")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    show_default=True,
    help="Best first, oldest first, or newest first.",
)
@click.option("--facet", "facets", multiple=True, type=click.Choice(list(FACETS)), help="Count hits by this.")
@click.option("--fuzzy", is_flag=True, help="Also match words with a letter misread.")
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
    form: Format,
) -> None:
    """Find pages that answer QUERY: words, "phrases", AND OR NOT, pay*, fields (agency:CIA after:1973-09).

    See docs/reference/query-language.md for all it understands.
    """
    text = " ".join(query)
    with open_archive(context) as space:
        if _nothing_yet(space):
            _waiting(space)
            return
        index = open_index(space)
        try:
            if every:
                rows = _every(index, text, cast("Sort", sort), fuzzy)
                emit(rows, COLUMNS, "jsonl" if form == "table" else form)
                return
            results = index.search(
                text, limit=limit, offset=offset, sort=cast("Sort", sort), facets=facets, fuzzy=fuzzy
            )
        except QueryError as error:
            raise QueryError(error.reason, error.remedy, error.position, text) from error
        _show(space, results, offset, form, context.quiet)


def _show(space: Workspace, results: Results, offset: int, form: Format, quiet: bool) -> None:
    if form != "table":
        emit((row(hit) for hit in results.hits), COLUMNS, form)
        return
    for note in results.notes:
        click.echo(note, err=True)
    if results.hits:
        _print(results, offset)
        if not quiet:
            _summary(results, offset)
    elif offset and results.total:
        click.echo(_("There are only {total} hits.").format(total=results.total), err=True)
    else:
        click.echo(
            _("No page in this archive answers that; which does not mean that no record does."), err=True
        )
    _waiting(space)
