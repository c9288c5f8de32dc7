"""`declass notes`: people's notes on pages."""

import getpass
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import click

from declass.archive.annotations import tags as tags_of
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, emit, format_option
from declass.cli.verb_changes import normal_number
from declass.errors import UsageError
from declass.locale import translate as _
from declass.model.anchor import Box, Digest
from declass.model.annotation import Annotation
from declass.pipeline.annotating import Draft, box_of_percent, exported, place
from declass.pipeline.redo import find_one
from declass.pipeline.workspace import Workspace
from declass.redact.names import masked_name

COLUMNS = ("key", "file", "page", "quote", "note", "tags", "record", "who", "when")


def _rows(space: Workspace, notes: Iterable[Annotation]) -> Iterator[dict[str, Any]]:
    for note in notes:
        yield {
            "key": note.key,
            "file": masked_name(space.catalogue.accessions.of(note.digest)[0].name),
            "page": note.page + 1,
            "quote": note.quote,
            "box": None if note.box is None else [note.box.x0, note.box.y0, note.box.x1, note.box.y1],
            "note": note.body,
            "tags": list(note.tags),
            "record": note.record[1] if note.record else None,
            "who": note.who,
            "when": note.when.isoformat(timespec="seconds"),
            "digest": note.digest,
        }


@click.group(
    "notes",
    epilog=examples(
        "declass notes list --tag strike",
        "declass notes add cable.pdf --page 2 --quote 'the harbour strike' --text 'First mention.'",
        "declass notes add scan.pdf --page 1 --box 10,72,35,6 --text 'Initials in the margin.'",
        "declass notes export > notes.json",
    ),
)
def command() -> None:
    """Write, list, take back and export notes on pages; every version is kept."""


@command.command("list", epilog=examples("declass notes list --words harbour --format csv"))
@click.option("--words", default="", help="Only notes with this in their text or quotation.")
@click.option("--tag", default="", help="Only notes with this tag.")
@click.option("--who", default="", help="Only notes by this person.")
@format_option
@click.pass_obj
def listing(context: Context, words: str, tag: str, who: str, form: Format) -> None:
    """List the notes that stand, the newest first."""
    with open_archive(context) as space:
        found = space.catalogue.annotations.all(words, tag, who)
        emit(_rows(space, found), COLUMNS, form, empty=_("There are no such notes."))


@command.command(
    "add", epilog=examples("declass notes add cable.pdf --page 2 --text 'Compare with the report.'")
)
@click.argument("file")
@click.option("--page", type=click.IntRange(1), required=True, help="Page, counted from 1.")
@click.option("--text", default="", help="The note.")
@click.option("--quote", default="", help="Words of the page that it is about; they must stand there once.")
@click.option(
    "--box",
    "sides",
    metavar="X,Y,WIDTH,HEIGHT",
    default="",
    help="Place on the page's image that it is about, in per cent of the page from its top left.",
)
@click.option("--tags", default="", help="Tags, separated by commas.")
@click.option("--record", "number", default="", help="Number of a record that it points to.")
@click.option("--who", default=None, help="Your name; the login name by default.")
@click.pass_obj
def add(context: Context, /, file: str, page: int, who: str | None, **said: str) -> None:
    """Write a note on a page of FILE, on words of it, or on a place of its image."""
    with open_archive(context) as space:
        digest = find_one(space, file)
        draft = Draft(
            said["text"],
            quote=said["quote"],
            box=_box(space, digest, page - 1, said["sides"]) if said["sides"] else None,
            tags=tags_of(said["tags"]),
            record=_record(space, said["number"]) if said["number"] else None,
        )
        note = place(space.catalogue, digest, page - 1, who or getpass.getuser(), draft)
        click.echo(_("Kept as note {key}.").format(key=note.key))


@command.command("withdraw", epilog=examples("declass notes withdraw 5f0c2a9d11e47b36"))
@click.argument("key")
@click.option("--who", default=None, help="Your name; the login name by default.")
@click.pass_obj
def withdraw(context: Context, key: str, who: str | None) -> None:
    """Take your note back; it is kept, but no longer shown."""
    with open_archive(context) as space:
        note = space.catalogue.annotations.get(key)
        taken = replace(note, who=who or getpass.getuser(), when=datetime.now(UTC), withdrawn=True)
        space.catalogue.annotations.append(taken)
        click.echo(_("Note {key} is taken back.").format(key=key))


@command.command("export", epilog=examples("declass notes export --tag strike > notes.json"))
@click.option("--tag", default="", help="Only notes with this tag.")
@click.pass_obj
def export(context: Context, tag: str) -> None:
    """Print the notes as W3C Web Annotations (JSON-LD)."""
    with open_archive(context) as space:
        said = exported(space.catalogue, space.catalogue.annotations.all(tag=tag))
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))


def _box(space: Workspace, digest: Digest, page: int, sides: str) -> Box:
    stored = space.catalogue.pages.get(digest, page, words=False)
    if stored is None:
        raise UsageError(_("The file has no page {page}").format(page=page + 1))
    return box_of_percent(stored, sides.split(","))


def _record(space: Workspace, typed: str) -> tuple[str, str]:
    for number in dict.fromkeys((typed, normal_number(typed))):
        for known in space.catalogue.records.find(number):
            return known.scheme, known.number
    raise UsageError(
        _("There is no record {number}").format(number=typed),
        _("`declass search` finds records by their words."),
    )
