"""`declass status`: every file and page accounted for."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import click

from declass.archive.ledger import Ledger, Report
from declass.archive.reconcile import Comparison, compare
from declass.archive.values import InventoryRow
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, Row, emit, file_size, format_option
from declass.cli.summary import attention
from declass.locale import translate as _
from declass.pipeline.workspace import Workspace
from declass.redact.names import masked_name
from declass.redact.personal import masked

STATES = ("pending", "reading", "read", "unread", "failed", "quarantined")

OVERVIEW_COLUMNS = ("what", "count", "of which")
TROUBLE_COLUMNS = ("state", "documents", "reason", "remedy")
LOSS_COLUMNS = ("state", "pages", "documents", "reason")
FILE_COLUMNS = ("file", "state", "pages", "failed", "type", "reason", "remedy")
DIFFERENCE_COLUMNS = ("inventory", "difference", "number", "file", "listed_pages", "pages", "title")
WHAT_WORDS = (
    "files found",
    "taken out of archives and mail",
    "originals",
    "documents",
    "pages expected",
    "pages without text",
    "pages read poorly",
    "pages with hardly any text",
    "documents waiting to be searchable",
)
WHY_WORDS = ("no text", "hardly any text", "read poorly")
DIFFERENCE_WORDS = (
    "listed but absent",
    "present but unlisted",
    "another number of pages",
    "no longer listed",
)


def _overview(report: Report, waiting: int) -> Iterator[Row]:
    files, pages = report.files, report.pages
    states: dict[str, int] = {}
    for state in report.documents:
        states[state.state] = states.get(state.state, 0) + state.documents
    yield {
        "what": "files found",
        "count": files.found,
        "of which": _("{a} archived, {r} refused").format(a=files.archived, r=files.refused),
    }
    yield {
        "what": "taken out of archives and mail",
        "count": files.members,
        "of which": _("{r} refused besides").format(r=files.members_refused),
    }
    yield {
        "what": "originals",
        "count": files.originals,
        "of which": _("{size}; {d} further arrivals of the same bytes").format(
            size=file_size(files.size_bytes), d=files.duplicates
        ),
    }
    yield {
        "what": "documents",
        "count": sum(states.values()),
        "of which": ", ".join(f"{n} {_(state)}" for state, n in states.items()),
    }
    yield {
        "what": "pages expected",
        "count": pages.expected,
        "of which": _("{read} read, {failed} failed, {unread} unread").format(
            read=pages.read, failed=pages.failed, unread=pages.unread
        ),
    }
    yield {"what": "pages without text", "count": pages.without_text, "of which": ""}
    yield {
        "what": "pages read poorly",
        "count": pages.poor,
        "of which": _("a tenth of the letters or more may be wrong: a search may miss them")
        if pages.poor
        else "",
    }
    yield {
        "what": "pages with hardly any text",
        "count": pages.thin,
        "of which": _("less than a line was read: look at the picture") if pages.thin else "",
    }
    yield {"what": "documents waiting to be searchable", "count": waiting, "of which": ""}


def _troubles(report: Report) -> Iterator[Row]:
    for state in report.documents:
        if state.reason:
            yield {
                "state": state.state,
                "documents": state.documents,
                "reason": state.reason,
                "remedy": state.remedy,
            }


def _print_report(space: Workspace, report: Report, form: Format) -> None:
    waiting = space.catalogue.search.count()
    if form != "table":
        emit(
            [{**asdict(report), "waiting_for_index": waiting}]
            if form == "jsonl"
            else list(_overview(report, waiting)),
            OVERVIEW_COLUMNS,
            form,
        )
        return
    emit(_overview(report, waiting), OVERVIEW_COLUMNS, form)
    emit(_troubles(report), TROUBLE_COLUMNS, form)
    losses = [asdict(loss) for loss in report.losses]
    emit(losses, LOSS_COLUMNS, form)
    _print_reconciliation(space)
    for sentence in attention(report) or [_("Every file and page is accounted for, and nothing needs you.")]:
        click.echo(sentence)


def _comparisons(space: Workspace) -> Iterator[Comparison]:
    for inventory in space.catalogue.inventories.all():
        yield compare(space.catalogue.database, inventory)


def _print_reconciliation(space: Workspace) -> None:
    for held in _comparisons(space):
        said = _(
            "{name}: {present} listed and present, {absent} listed but absent, {unlisted} present but "
            "unlisted, {differing} with another number of pages (`declass status --inventory`)."
        )
        click.echo(
            said.format(
                name=held.inventory.name,
                present=held.present,
                absent=len(held.absent),
                unlisted=len(held.unlisted),
                differing=len(held.page_differences),
            )
        )


def _files(space: Workspace, states: tuple[str, ...]) -> Iterator[Row]:
    for digest in space.catalogue.accessions.digests():
        document = space.catalogue.documents.get(digest)
        if document is None or (states and document.state not in states):
            continue
        first = space.catalogue.accessions.of(digest)[0]
        yield {
            "file": masked_name(first.name),
            "state": document.state,
            "pages": document.pages_read,
            "failed": document.pages_failed,
            "expected": document.pages_expected,
            "type": document.media_type,
            "reason": document.reason,
            "remedy": document.remedy,
            "digest": digest,
        }


def _differences(space: Workspace) -> Iterator[Row]:
    for held in _comparisons(space):
        name = held.inventory.name
        for row in held.absent:
            yield {"inventory": name, "difference": "listed but absent", **_listed(row)}
        for file in held.unlisted:
            yield {"inventory": name, "difference": "present but unlisted", "file": masked_name(file.name)}
        for page in held.page_differences:
            counts = {"listed_pages": page.listed, "pages": page.here, "digest": page.digest}
            yield {
                "inventory": name,
                "difference": "another number of pages",
                **_listed(page.row),
                **counts,
            }
        for row in held.withdrawn:
            yield {"inventory": name, "difference": "no longer listed", **_listed(row)}


def _listed(row: InventoryRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "file": masked_name(row.file),
        "title": masked(row.title),
        "listed_pages": row.pages,
    }


def _people(rows: Iterator[Row], form: Format) -> Iterator[Row]:
    """Pages count from 1 in tables for people, from 0 in those for programs."""
    for row in rows:
        yield {**row, "page": row["page"] + 1} if form == "table" and "page" in row else row


def _lists(ledger: Ledger) -> dict[str, tuple[Callable[[], Any], tuple[str, ...]]]:
    return {
        "poor": (
            ledger.doubtful_pages,
            ("name", "page", "why", "expected_error", "characters", "digest"),
        ),
        "refused": (ledger.refusals, ("whence", "name", "reason", "remedy")),
        "duplicates": (ledger.duplicates, ("digest", "places")),
        "vanished": (ledger.vanished, ("whence", "name", "digest")),
        "batches": (ledger.batches, ("id", "whence", "started", "found", "archived", "new", "refused")),
    }


@click.command(
    "status",
    epilog=examples("declass status", "declass status --state failed --format csv > failed.csv"),
)
@click.option("--files", is_flag=True, help="List every file with its state and reason.")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES), help="List the files in this state."
)
@click.option(
    "--poor", "chosen", flag_value="poor", help="List pages without text, with hardly any, or read poorly."
)
@click.option("--refused", "chosen", flag_value="refused", help="List files and members that were not taken.")
@click.option(
    "--duplicates", "chosen", flag_value="duplicates", help="List originals that came more than once."
)
@click.option(
    "--vanished", "chosen", flag_value="vanished", help="List files no longer where they came from."
)
@click.option("--batches", "chosen", flag_value="batches", help="List what was added when.")
@click.option("--inventory", is_flag=True, help="List where publishers' lists and the archive differ.")
@format_option
@click.pass_obj
def command(
    context: Context, files: bool, states: tuple[str, ...], chosen: str | None, inventory: bool, form: Format
) -> None:
    """Account for every file and page; say what failed and what to do about it."""
    with open_archive(context) as space:
        ledger = Ledger(space.catalogue.database)
        if chosen:
            rows, columns = _lists(ledger)[chosen]
            emit(_people((asdict(row) for row in rows()), form), columns, form, empty=_("None."))
        elif inventory:
            emit(_differences(space), DIFFERENCE_COLUMNS, form, empty=_("None."))
        elif files or states:
            emit(
                _files(space, states),
                FILE_COLUMNS,
                form,
                empty=_("None."),
            )
        else:
            _print_report(space, ledger.report(), form)
