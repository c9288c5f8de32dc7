"""`declass restricted`: words under bars and personal data in the archive; to read them leaves a trace."""

from collections.abc import Iterator
from typing import Any

import click

from declass.archive.restricted import RestrictedPlace, Viewing
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.errors import UsageError
from declass.locale import translate as _
from declass.model.anchor import Digest
from declass.pipeline.redo import find_one
from declass.pipeline.workspace import Workspace
from declass.redact.names import masked_name

COLUMNS = ("file", "page", "kind", "probability", "lines", "evidence")
REVEALED_COLUMNS = ("file", "page", "kind", "probability", "text", "evidence")
LOG_COLUMNS = ("when", "who", "why", "file", "page", "kinds")


def _row(place: RestrictedPlace, file: str) -> dict[str, Any]:
    box, span = place.box, place.span
    return {
        "file": file,
        "page": place.page,
        "kind": place.kind,
        "probability": place.probability,
        "lines": place.lines,
        "text": place.text or None,
        "evidence": list(place.why),
        "box": None if box is None else [box.x0, box.y0, box.x1, box.y1],
        "start": None if span is None else span.start,
        "end": None if span is None else span.end,
        "digest": place.digest,
    }


def _logged(viewing: Viewing, file: str) -> dict[str, Any]:
    return {
        "when": viewing.at.isoformat(timespec="seconds"),
        "who": viewing.who,
        "why": viewing.why,
        "file": file,
        "page": viewing.page,
        "kinds": list(viewing.kinds),
        "digest": viewing.digest,
    }


def _name(space: Workspace, digest: Digest) -> str:
    return space.catalogue.accessions.of(digest)[0].name


def _masked_name(space: Workspace, digest: Digest) -> str:
    return masked_name(_name(space, digest))


def _counted(rows: Iterator[dict[str, Any]], form: Format) -> Iterator[dict[str, Any]]:
    """Pages count from 1 for people."""
    return (row | {"page": row["page"] + 1} for row in rows) if form == "table" else rows


def _log(space: Workspace, digest: Digest | None, form: Format) -> None:
    viewings = space.catalogue.restricted.viewings(digest)
    rows = (_logged(viewing, _masked_name(space, viewing.digest)) for viewing in viewings)
    emit(_counted(rows, form), LOG_COLUMNS, form, empty=_("Nobody has looked at what is restricted."))


@click.command(
    "restricted",
    epilog=examples(
        "declass restricted",
        "declass restricted scan.pdf --page 3 --reveal --who 'R. Soto' --why 'asked by the family'",
        "declass restricted --log",
    ),
)
@click.argument("file", required=False)
@click.option("--page", "number", type=click.IntRange(1), help="Only this page of the file, counted from 1.")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind, e.g. under_text or ssn."
)
@click.option("--reveal", is_flag=True, help="Show the words; who looks, at what and why is logged for good.")
@click.option("--who", default="", help="Who looks; kept in the log.")
@click.option("--why", default="", help="For what reason; kept in the log.")
@click.option("--log", "log", is_flag=True, help="List who looked at what, when and why.")
@format_option
@click.pass_obj
def command(
    context: Context,
    /,
    file: str | None,
    number: int | None,
    kinds: tuple[str, ...],
    reveal: bool,
    log: bool,
    form: Format,
    **said: str,
) -> None:
    """List what is restricted in the archive: words left readable under bars, and personal data.

    The words themselves are shown only with --reveal, for one file, and every viewing is logged.
    """
    with open_archive(context) as space:
        digest = find_one(space, file) if file else None
        if log:
            _log(space, digest, form)
            return
        page = None if number is None else number - 1
        if reveal:
            places = _revealed(space, digest, page, **said)
        else:
            places = list(space.catalogue.restricted.places(digest, page))
        wanted = (place for place in places if not kinds or place.kind in kinds)
        named = _name if reveal else _masked_name
        if reveal and digest is not None and _name(space, digest) != _masked_name(space, digest):
            click.echo(_("The file came as {name}.").format(name=_name(space, digest)), err=True)
        rows = (_row(place, named(space, place.digest)) for place in wanted)
        columns = REVEALED_COLUMNS if reveal else COLUMNS
        emit(_counted(rows, form), columns, form, empty=_("Nothing restricted is known here."))


def _revealed(
    space: Workspace, digest: Digest | None, page: int | None, *, who: str, why: str
) -> list[RestrictedPlace]:
    if digest is None:
        raise UsageError(
            _("Restricted words are shown for one file at a time"), _("Name the file before --reveal.")
        )
    with space.writing():
        return space.catalogue.restricted.reveal(digest, page, who=who, why=why)
