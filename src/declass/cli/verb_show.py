"""`declass show`: a record or a file, down to one page's text and where it came from."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from declass.archive.values import Record, StoredLayer, StoredPage
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.opening import open_archive
from declass.cli.output import Format, cell, emit, file_size, format_option, in_words
from declass.cli.withholdings import row, tell
from declass.compare.numbers import find as find_numbers
from declass.errors import UsageError
from declass.locale import translate as _
from declass.model.anchor import Digest
from declass.model.page import Paper
from declass.model.withholding import BLOCK
from declass.pipeline import withheld_amount
from declass.pipeline.page_drawing import page_png
from declass.pipeline.withheld_amount import Amount, sentence
from declass.pipeline.withheld_report import facts
from declass.pipeline.workspace import Workspace
from declass.redact.names import masked_name
from declass.redact.personal import masked

RECORD_FACTS = ("record", "scheme", "title", "date", "date_reason", "agency", "type")
RELEASE_COLUMNS = ("released", "collection", "file", "pages", "probability", "judged", "evidence")
FILE_FACTS = (
    "file",
    "digest",
    "size",
    "media_type",
    "state",
    "reason",
    "remedy",
    "pages_expected",
    "pages_read",
    "pages_failed",
    "language",
    "isolation",
    "metadata",
    "came_as",
    "records",
    "withheld",
)
PAGE_COLUMNS = ("page", "state", "layer", "language", "characters", "expected_error", "reason")
WITHHELD_COLUMNS = ("id", "kind", "place", "codes", "lines", "judged")
LAYER_COLUMNS = ("layer", "chosen", "confidence", "expected_error", "by", "parameters")


@dataclass(frozen=True, slots=True)
class Reveal:
    """Who wants personal data unmasked, and why."""

    who: str
    why: str


def _asked(only_text: bool, *, reveal: bool, who: str, why: str) -> Reveal | None:
    if reveal and not only_text:
        raise UsageError(_("--reveal goes with --text"), _("`declass restricted` lists the places alone."))
    return Reveal(who, why) if reveal else None


def _records(space: Workspace, name: str) -> list[Record]:
    """Records of this number as typed, or, unless a file has this name, of the number in its normal form."""
    found = space.catalogue.records.find(name)
    if found or space.catalogue.lookup.files(name):
        return list(found)
    values = dict.fromkeys(number.value for number in find_numbers(name, 0))
    return [record for value in values for record in space.catalogue.records.find(value)]


def release_rows(space: Workspace, record: Record) -> Iterator[dict[str, Any]]:
    """A record's releases with their evidence, and how much each keeps back."""
    for stored in space.catalogue.records.releases(record.id):
        proposal, release = stored.proposal, stored.proposal.release
        pages = None
        if release.first_page is not None and release.last_page is not None:
            pages = f"{release.first_page + 1}-{release.last_page + 1}"
        yield {
            "released": release.released,
            "collection": release.collection,
            "file": masked_name(space.catalogue.accessions.of(release.digest)[0].name),
            "pages": pages or "all",
            "probability": proposal.probability,
            "judged": stored.verdict,
            "evidence": list(proposal.evidence),
            "digest": release.digest,
            "withheld": withheld_amount.of_release(space.catalogue, release),
        }


def _record_facts(record: Record) -> dict[str, Any]:
    return {
        "record": record.number,
        "scheme": record.scheme,
        "title": record.title or None,
        "date": record.date,
        "date_reason": record.date_reason or None,
        "agency": record.agency or None,
        "type": record.type or None,
    }


def _show_record(space: Workspace, record: Record, form: Format, as_json: bool) -> None:
    facts, rows = _record_facts(record), list(release_rows(space, record))
    if form == "table" and not as_json:
        _print_facts(facts, RECORD_FACTS)
        emit(rows, RELEASE_COLUMNS, form)
        print_amounts((f"{row['released'] or '?'} {row['file']}", row["withheld"]) for row in rows)
        return
    told = [row | {"withheld": row["withheld"].row()} for row in rows]
    if as_json:
        click.echo(json.dumps({**facts, "releases": told}, ensure_ascii=False, indent=2))
    else:
        emit(told, RELEASE_COLUMNS, form)


def print_amounts(found: Iterable[tuple[str, Amount]]) -> None:
    """How much each of some releases keeps back, a line each."""
    for name, amount in found:
        heading = click.style(_("withheld") + f" ({name}): ", bold=True)
        click.echo(heading + sentence(amount))


def _print_facts(facts: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        values = facts.get(name)
        for value in values if isinstance(values, list) else [values]:
            if value not in (None, "", {}):
                click.echo(f"{click.style(_(name.replace('_', ' ')), bold=True)}: {in_words(value, name)}")


def metadata_line(metadata: dict[str, Any]) -> str:
    """A file's own metadata in one line.

    >>> metadata_line({"title": "Harbour", "producer": ""})
    'title: Harbour'
    """
    return " · ".join(f"{name}: {cell(value)}" for name, value in metadata.items() if cell(value))


def _file_facts(space: Workspace, digest: Digest) -> dict[str, Any]:
    document = space.catalogue.documents.get(digest)
    assert document is not None
    arrivals = space.catalogue.accessions.of(digest)
    return {
        "file": masked_name(arrivals[0].name),
        "digest": digest,
        "size": arrivals[0].size,
        "state": document.state,
        "reason": document.reason or None,
        "remedy": document.remedy or None,
        "media_type": document.media_type,
        "pages_expected": document.pages_expected,
        "pages_read": document.pages_read,
        "pages_failed": document.pages_failed,
        "language": document.language,
        "isolation": document.isolation or None,
        "metadata": {name: _masked_value(value) for name, value in document.metadata.items()},
        "came_as": [
            " · ".join(
                part
                for part in (masked_name(a.name), a.collection, a.released or "", masked_name(a.whence))
                if part
            )
            for a in arrivals
        ],
        "records": [
            f"{r.proposal.number.value} ({r.proposal.probability:.2f})"
            for r in space.catalogue.records.of(digest)
        ],
        "withheld": withheld_amount.of_file(space.catalogue, digest),
    }


def _masked_value(value: Any) -> Any:
    return masked(value) if isinstance(value, str) else value


def _page_row(page: StoredPage) -> dict[str, Any]:
    text = page.text
    return {
        "page": page.index,
        "state": page.state,
        "layer": f"{text.kind}:{text.engine}" if text else None,
        "language": page.language,
        "characters": len(text.text) if text else 0,
        "expected_error": text.expected_error if text else None,
        "reason": page.reason or page.chosen_reason or page.image_reason,
    }


def _show_file(space: Workspace, digest: Digest, form: Format, as_json: bool) -> None:
    facts = _file_facts(space, digest)
    rows = (_page_row(page) for page in space.catalogue.pages.of(digest))
    if as_json:
        facts["withheld"] = facts["withheld"].row()
        click.echo(json.dumps({**facts, "pages": list(rows)}, ensure_ascii=False, indent=2))
        return
    if form == "table":
        shown = {"metadata": metadata_line(facts["metadata"] or {}), "size": file_size(facts["size"])}
        shown["withheld"] = sentence(facts["withheld"])
        _print_facts(facts | shown, FILE_FACTS)
        rows = (row | {"page": row["page"] + 1} for row in rows)
    emit(rows, PAGE_COLUMNS, form, empty=_("No page of this file was read."))


def _without(text: str, hidden: Sequence[str]) -> str:
    """An older layer may still hold the words under bars; the chosen one never does."""
    for words in hidden:
        for line in filter(None, words.split("\n")):
            text = text.replace(line, BLOCK)
    return text


def _layer_row(layer: StoredLayer, hidden: Sequence[str]) -> dict[str, Any]:
    return {
        "layer": f"{layer.text.kind}:{layer.text.engine} {layer.text.engine_version}".strip(),
        "chosen": layer.chosen,
        "parameters": layer.text.parameters,
        "confidence": layer.text.confidence,
        "expected_error": layer.text.expected_error,
        "by": layer.author or None,
        "created": layer.created.isoformat(timespec="seconds"),
        "text": masked(_without(layer.text.text, hidden)),
    }


def _page(space: Workspace, digest: Digest, number: int) -> StoredPage:
    page = space.catalogue.pages.get(digest, number - 1)
    if page is None:
        raise UsageError(
            f"The file has no page {number} in the archive", "Leave out --page to list its pages."
        )
    return page


def _draw(space: Workspace, digest: Digest, number: int, target: Path) -> None:
    """Write the page's picture with what it withholds drawn on it."""
    found = [stored for stored in space.catalogue.withheld.of(digest, number - 1) if stored.counts]
    target.write_bytes(page_png(space, _page(space, digest, number), found))
    click.echo(_("Written to {file}.").format(file=target), err=True)


def _withheld_rows(space: Workspace, page: StoredPage) -> list[dict[str, Any]]:
    """What the page withholds, without what people deny."""
    paper = Paper(page.width_pt, page.height_pt, page.rotation)
    age = facts(space.catalogue, page.digest).age
    name = masked_name(space.catalogue.accessions.of(page.digest)[0].name)
    return [
        {"id": stored.id, **row(name, stored.withholding, paper, age), "judged": stored.verdict}
        for stored in space.catalogue.withheld.of(page.digest, page.index)
        if stored.counts
    ]


def _marked(page: StoredPage, withheld: list[dict[str, Any]]) -> str:
    """The text with the words in it that say something is withheld set off."""
    text = masked(page.text.text) if page.text else ""  # as long as it was, so spans stay right
    spans = sorted((said["span"] for said in withheld if said["span"]), reverse=True)
    for start, end in spans:
        text = text[:start] + click.style(text[start:end], reverse=True) + text[end:]
    return text


def _show_page(space: Workspace, digest: Digest, number: int, form: Format, as_json: bool) -> None:
    page = _page(space, digest, number)
    withheld = _withheld_rows(space, page)
    hidden = space.catalogue.restricted.hidden(digest, number - 1)
    layers = [_layer_row(layer, hidden) for layer in space.catalogue.pages.layers(digest, number - 1)]
    if as_json:
        dates = [d for at, d in space.catalogue.documents.dates(digest) if at == number - 1]
        found = [{"text": masked(d.raw), "edtf": d.edtf, "start": d.start, "end": d.end} for d in dates]
        notes = [vars_of(n) for n in space.catalogue.pages.notes(digest) if n.page == number - 1]
        said = {**_page_row(page), "layers": layers, "dates": found, "notes": notes}
        said["withheld"] = withheld
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    if form == "table":
        _print_facts(_page_row(page) | {"page": number}, PAGE_COLUMNS)
        emit(layers, LAYER_COLUMNS, form)
        tell(withheld, form, WITHHELD_COLUMNS)
        click.echo(_marked(page, withheld) if page.text else _("No text."))
    else:
        emit(layers, (*LAYER_COLUMNS, "text"), form)


def vars_of(note: Any) -> dict[str, Any]:
    """A note's fields by name, personal data masked."""
    fields = {name: getattr(note, name) for name in ("page", "offset", "label", "kind")}
    return {**fields, "text": masked(note.text)}


def _print_text(space: Workspace, digest: Digest, number: int | None, reveal: Reveal | None) -> None:
    if reveal is not None:
        with space.writing():
            here = None if number is None else number - 1
            space.catalogue.restricted.reveal(digest, here, who=reveal.who, why=reveal.why)
    for page in space.catalogue.pages.of(digest):
        if number is None or page.index == number - 1:
            if number is None:
                click.echo(click.style(_("— page {page} —").format(page=page.index + 1), dim=True))
            text = page.text.text if page.text else ""
            click.echo(masked(text) if reveal is None else text)


@click.command(
    "show",
    epilog=examples(
        "declass show 901-10003-10041",
        "declass show scan.pdf --page 3 --text",
        "declass show scan.pdf --page 3 --image page3.png",
    ),
)
@click.argument("name")
@click.option("--page", "number", type=click.IntRange(1), help="Only this page of the file, counted from 1.")
@click.option(
    "--image",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a picture of the page (PNG) with what it withholds drawn on it.",
)
@click.option("--text", "only_text", is_flag=True, help="Only the text, as it is searched.")
@click.option("--reveal", is_flag=True, help="With --text: personal data unmasked; the viewing is logged.")
@click.option("--who", default="", help="Who looks; kept in the log.")
@click.option("--why", default="", help="For what reason; kept in the log.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as one JSON object; pages 0-based.")
@format_option
@click.pass_obj
def command(
    context: Context,
    /,
    name: str,
    number: int | None,
    image: Path | None,
    only_text: bool,
    as_json: bool,
    form: Format,
    **said: Any,
) -> None:
    """Show a record or a file, by record number, file name or digest: pages, text, releases, and whence.

    Personal data is masked in all texts, and words left under bars are in none of them.
    """
    reveal = _asked(only_text, **said)
    with open_archive(context) as space:
        records = [] if number or only_text or image else _records(space, name)
        for record in records:
            _show_record(space, record, form, as_json)
        if records:
            return
        for digest in _digests(space, name):
            if image is not None:
                _draw(space, digest, number or 1, image)
            elif only_text:
                _print_text(space, digest, number, reveal)
            elif number is not None:
                _show_page(space, digest, number, form, as_json)
            else:
                _show_file(space, digest, form, as_json)


def _digests(space: Workspace, name: str) -> list[Digest]:
    """The files meant: by name or digest, or those that hold the record of that number."""
    held = [stored.proposal.release.digest for r in _records(space, name) for stored in _held(space, r)]
    found = list(dict.fromkeys(held)) or space.catalogue.lookup.files(name)
    if not found:
        raise UsageError(
            _("There is no record or file {name} in this archive").format(name=repr(name)),
            _only_listed(space, name) or _("`declass search` finds records, `declass status --files` files."),
        )
    return found


def _only_listed(space: Workspace, name: str) -> str:
    """What a publisher's list says of a record that is not here; "" where none lists it."""
    numbers = [name, *(number.value for number in find_numbers(name, 0))]
    for line in space.catalogue.lookup.listed(numbers, name):
        said = (masked(line.title or ""), line.date, masked_name(line.file or ""))
        told = ", ".join(str(part) for part in said if part)
        return _("A publisher's list names it ({facts}), but no file of it has come in.").format(facts=told)
    return ""


def _held(space: Workspace, record: Record) -> list[Any]:
    return space.catalogue.records.releases(record.id)
