"""`declass record`: a record's releases, what each opened or closed, and the least-redacted text of all."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from declass.archive.changes import StoredChange, Wanted
from declass.archive.citations import Citation, by_record
from declass.archive.values import Record
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import emit
from declass.cli.verb_changes import normal_number
from declass.cli.verb_show import print_amounts
from declass.compare.composite import Composite, composite
from declass.errors import UsageError
from declass.locale import translate as _
from declass.pipeline.comparing import steps
from declass.pipeline.releases import Part, Releases
from declass.pipeline.withheld_amount import Amount, of_part
from declass.pipeline.workspace import Workspace
from declass.redact.personal import masked

RELEASE_COLUMNS = ("released", "file", "pages", "letters_used", "belongs_by")
STEP_COLUMNS = ("older", "newer", "revealed", "newly_hidden", "uncertain", "examples")
_EXAMPLES = 5
_EXAMPLE_LENGTH = 40


def _record(space: Workspace, number: str) -> tuple[Record, list[Part]]:
    releases = Releases(space.catalogue)
    for value in dict.fromkeys((number, normal_number(number))):
        for record in space.catalogue.records.find(value):
            if parts := releases.of(record):
                return record, parts
    raise UsageError(
        _("There is no record {number}").format(number=number),
        _("`declass search` finds records by their words."),
    )


def _step(older: Part, newer: Part, found: Sequence[StoredChange]) -> dict[str, Any]:
    mine = [s for s in found if (s.older, s.newer) == (older.digest, newer.digest) and s.verdict != "no"]
    by_kind = {
        kind: [s.change for s in mine if s.change.kind == kind]
        for kind in ("revealed", "newly_hidden", "uncertain")
    }
    told = sorted(by_kind["revealed"] + by_kind["newly_hidden"], key=lambda c: -c.probability)
    words = [c.newer.text if c.kind == "revealed" else c.older.text for c in told]
    return {
        "older": older.label,
        "newer": newer.label,
        **{kind: len(changes) for kind, changes in by_kind.items()},
        "examples": [masked(" ".join(w.split()))[:_EXAMPLE_LENGTH] for w in words[:_EXAMPLES]],
    }


def _release(i: int, part: Part, made: Composite) -> dict[str, Any]:
    return {
        "released": part.released or "?",
        "file": part.name,
        "pages": sum(bool(page.strip()) for page in made.releases[i].pages),
        "letters_used": made.letters_from(i),
        "belongs_by": _("its text") if part.matched else _("its number"),
    }


def _spans(made: Composite) -> Iterator[dict[str, Any]]:
    for part in made.parts:
        span: dict[str, Any] = {
            "kind": part.kind,
            "release": made.releases[part.release].label,
            "page": part.page,
            "start": part.start,
            "end": part.end,
            "text": masked(part.text),
            "lacking": [made.releases[i].label for i in part.lacking],
        }
        if part.kind == "gap":
            span |= {"withheld_since": part.since, "withheld_until": part.until}
        yield span


def _cited(found: Sequence[Citation]) -> str:
    """The records of some citations, each once, with their pages."""
    said = []
    for group in by_record(found):
        pages = ", ".join(str(page + 1) for page in sorted({one.page for one in group}))
        said.append(f"{group[0].number} ({_('p. {page}').format(page=pages)})")
    return "; ".join(said)


def _print(
    record: Record,
    parts: Sequence[Part],
    made: Composite,
    rows: Sequence[dict[str, Any]],
    kept: Sequence[Amount],
    citations: tuple[Sequence[Citation], Sequence[Citation]],
) -> None:
    title = f" — {record.title}" if record.title else ""
    click.echo(click.style(f"{record.number}{title}", bold=True))
    emit((_release(i, part, made) for i, part in enumerate(parts)), RELEASE_COLUMNS, "table")
    print_amounts((part.label, amount) for part, amount in zip(parts, kept, strict=True))
    emit(rows, STEP_COLUMNS, "table", empty=_("There is nothing to compare: one release, or unknown dates."))
    for heading, cited in zip((_("Records it cites"), _("Records that cite it")), citations, strict=True):
        if cited:
            click.echo(click.style(f"{heading}: ", bold=True) + _cited(cited))
    gap = "[" + _("withheld since {since}") + "]"
    said = _("Composite text, from {count} releases; places still withheld: {gaps}")
    click.echo(click.style(said.format(count=len(parts), gaps=len(made.gaps)), bold=True))
    click.echo(masked(made.rendered(gap)).replace("\f", "\n\n"))


@click.command(
    "record",
    epilog=examples("declass record 901-10003-10041", "declass record 901-10003-10041 --format json"),
)
@click.argument("number")
@click.option("--text", "only_text", is_flag=True, help="Print the composite text alone.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="For people, or JSON with the source of every span.",
)
@click.pass_obj
def command(context: Context, number: str, only_text: bool, form: str) -> None:
    """Show what each release of a record opened or closed, and the least-redacted text that all allow.

    Places still withheld stay visible, with the earliest release in the archive that shows them so.
    """
    with open_archive(context) as space:
        record, parts = _record(space, number)
        made = composite(Releases(space.catalogue).texts(parts))
        cites, cited_by = (space.catalogue.citations.by(record.id), space.catalogue.citations.of(record.id))
        found = list(space.catalogue.changes.all(Wanted(number=record.number)))
        kept = [of_part(space.catalogue, part) for part in parts]
    rows = [_step(older, newer, found) for older, newer in steps(parts)]
    if only_text:
        click.echo(masked(made.rendered("[" + _("withheld since {since}") + "]")).replace("\f", "\n\n"))
    elif form == "json":
        facts = {"record": record.number, "scheme": record.scheme, "title": record.title, "date": record.date}
        releases = [
            {"digest": p.digest, **_release(i, p, made), "withheld": kept[i].row()}
            for i, p in enumerate(parts)
        ]
        said = {**facts, "releases": releases, "steps": rows, "composite": list(_spans(made))}
        said |= {"cites": [asdict(one) for one in cites], "cited_by": [asdict(one) for one in cited_by]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        _print(record, parts, made, rows, kept, (cites, cited_by))
