"""`declass diff`: what a newer release reveals or hides against an older one; no archive needed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from declass import config
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.output import emit
from declass.cli.texts import page_layers, reading, release_year
from declass.errors import UsageError
from declass.locale import translate as _
from declass.model.change import Change
from declass.pipeline.pages import PageReader
from declass.redact.personal import masked, masked_change

if TYPE_CHECKING:
    from declass.compare.grade import WithheldFinder, WitnessText
    from declass.compare.witness import Order
    from declass.model.page import PageText
    from declass.read.sandbox import Reader

COLUMNS = ("kind", "grade", "probability", "page", "older", "newer", "evidence")


def _order(file: Path, older: Path, newer: Path) -> "Order":
    """When a witness was released, from the years that the folders or names bear."""
    year, first, last = release_year(file), release_year(older), release_year(newer)
    if year is None or first is None or last is None or first >= last:
        return "unknown"
    return "earlier" if year < first else "between" if year < last else "later"


def _witnesses(
    files: Sequence[Path], texts: Sequence[Sequence[str]], older: Path, newer: Path
) -> list["WitnessText"]:
    from declass.compare.grade import WitnessText

    return [
        WitnessText(pages, _order(file, older, newer), str(release_year(file) or file.name))
        for file, pages in zip(files, texts, strict=True)
    ]


def _compared(
    older: Path, newer: Path, witness: Sequence[Path], settings: config.Settings, *, images: bool
) -> tuple[list[list[str]], list[Change]]:
    """The texts of all files, and what differs between the first two."""
    files, ready = (older, newer, *witness), PageReader(settings)
    # reading waits for its child; meanwhile the grader is loaded
    with ThreadPoolExecutor(1) as beside, reading(settings) as reader:
        layers_read = beside.submit(lambda: [page_layers(file, reader, settings, ready) for file in files])
        from declass.compare.grade import changes
        from declass.compare.scorecard import grader
        from declass.compare.words import split

        grader(), split("")  # both read their tables once
        layers = layers_read.result()
        texts = [[layer.text if layer else "" for layer in pages] for pages in layers]
        finders = [
            _finder(file, pages, reader, settings) for file, pages in zip(files[:2], layers, strict=False)
        ]
        finder, newer_finder = finders if images else (None, None)
        told = _witnesses(witness, texts[2:], older, newer)
        return texts, changes(texts[0], texts[1], told, finder=finder, newer_finder=newer_finder)


def _finder(
    file: Path, layers: Sequence["PageText | None"], reader: "Reader", settings: config.Settings
) -> "WithheldFinder | None":
    """Looks at the file's pages; None where its text has no places on any."""
    words = [layer.words if layer else None for layer in layers]
    if not any(words):
        return None
    from declass.pipeline.finders import FileFinder

    return FileFinder(file, words, reader, settings)


def _covered(change: Change, texts: Sequence[Sequence[str]]) -> Change:
    """The change with personal data blotted out, by what the whole pages tell of it."""
    return masked_change(change, _page(texts[0], change.older.page), _page(texts[1], change.newer.page))


def _page(pages: Sequence[str], number: int) -> str:
    return pages[number] if 0 <= number < len(pages) else ""


def _row(change: Change) -> dict[str, Any]:
    return {**asdict(change), "features": dict(change.features)}


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "…"


def _brief(change: Change) -> dict[str, Any]:
    """A row of the table, told for people: pages count from 1."""
    return {
        "kind": _(change.kind),
        "grade": _(change.grade),
        "probability": f"{change.probability:.2f}",
        "page": change.newer.page + 1,
        "older": _cell(change.older.text),
        "newer": _cell(change.newer.text),
        "evidence": change.evidence[:1],
    }


def _write_report(
    path: Path, older: tuple[str, list[str]], newer: tuple[str, list[str]], found: list[Change]
) -> None:
    from declass.compare.report import report

    try:
        path.write_text(report(older, newer, found), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", "Name another file.") from error


@click.command(
    "diff",
    epilog=examples(
        "declass diff 1999/cable.pdf 2024/cable.pdf",
        "declass diff 1999/cable.pdf 2024/cable.pdf --witness 2010/cable.pdf --html changes.html",
    ),
)
@click.argument("older", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("newer", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--witness",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Another release or reading of the same record; may be given several times.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also list differences of reading, moves and stamps in the table.",
)
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a report that opens in any browser.",
)
@click.option(
    "--images/--no-images",
    default=True,
    show_default=True,
    help="Look at the page images of scans for boxes and blanks where the texts differ.",
)
@click.option("--reveal", is_flag=True, help="Show personal data too, which is blotted out otherwise.")
@click.option("--ocr", type=click.Choice(["auto", "always", "never"]), help=config.HELP["ocr"])
@click.option("--ocr-languages", metavar="TAGS", help=config.HELP["ocr_languages"])
@click.option("--dpi", type=click.IntRange(50, 1200), help=config.HELP["dpi"])
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="A table for people, or JSON Lines with every difference for programs.",
)
@click.pass_obj
def command(context: Context, /, older: Path, newer: Path, witness: tuple[Path, ...], **given: Any) -> None:
    """Say what NEWER reveals or hides against OLDER, two releases of one record, and how sure that is.

    Where the texts of scans differ, the images of both pages are looked at: a box or a blank at the place is
    the best witness. The release years of further witnesses are taken from the names of
    their folders (2018/cable.pdf) or files.
    """
    everything, html, form = given.pop("everything"), given.pop("html"), given.pop("form")
    images, reveal = given.pop("images"), given.pop("reveal")
    settings = config.load(context.archive, given)
    texts, found = _compared(older, newer, witness, settings, images=images)
    if not reveal:
        found = [_covered(change, texts) for change in found]
        texts = [[masked(text) for text in pages] for pages in texts]
    if html:
        _write_report(html, (str(older), texts[0]), (str(newer), texts[1]), found)
    if form == "jsonl":
        emit(map(_row, found), (), "jsonl")
        return
    told = [c for c in found if everything or c.kind in ("revealed", "newly_hidden", "uncertain")]
    emit(map(_brief, told), COLUMNS, "table", empty=_("No difference that a redaction would explain."))
