"""`declass match`: which files are the same record, or hold one another, from their text alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from declass import config
from declass.cli.helping import examples
from declass.cli.main import Context
from declass.cli.output import Format, emit, format_option
from declass.cli.progress import Screen
from declass.cli.reading_options import reading_options
from declass.compare.match import MatchInput, Pair, match
from declass.locale import translate as _
from declass.pipeline.arrive import walk
from declass.pipeline.progress import Tally
from declass.pipeline.spreading import processes
from declass.pipeline.texts import read_texts

COLUMNS = ("a", "b", "a_in_b", "b_in_a", "probability", "reasons")


def _inputs(folder: Path, settings: config.Settings, screen: Screen) -> Iterator[MatchInput]:
    found = list(walk(folder, folder / ".declass"))
    for refused in (f for f in found if f.reason):
        screen.warn(f"{refused.name}: {refused.reason}")
    paths = [f.path for f in found if not f.reason]
    tally = Tally("reading", total=len(paths))
    for text in read_texts(paths, settings):
        tally.done += 1
        tally.pages += len(text.pages)
        tally.failed += bool(text.reason)
        tally.mark()
        screen.show(tally)
        if text.reason:
            screen.warn(f"{text.path.relative_to(folder)}: {text.reason}")
        yield MatchInput(str(text.path.relative_to(folder)), text.pages)


def _ordered(pair: Pair) -> Pair:
    """The pair with ``a`` before ``b``, whichever was read first."""
    if pair.a <= pair.b:
        return pair
    return replace(pair, a=pair.b, b=pair.a, a_in_b=pair.b_in_a, b_in_a=pair.a_in_b)


def _row(pair: Pair) -> dict[str, Any]:
    return {name: getattr(pair, name) for name in COLUMNS}


@click.command(
    "match", epilog=examples("declass match ~/records", "declass match ~/records --format csv > pairs.csv")
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--minimum",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Leave out pairs less probable than this.",
)
@reading_options
@format_option
@click.pass_obj
def command(context: Context, /, folder: Path, minimum: float, form: Format, **given: Any) -> None:
    """Find which files in FOLDER are the same record, or hold one another, from their text alone.

    Record numbers are not trusted and not needed. a_in_b is the share of a's text found in b. A pair is a
    proposal with its reasons; forms and letterheads that many files share count for little.
    """
    settings = config.load(context.archive, given)
    folder = folder.absolute()
    with Screen(context.quiet) as screen, processes(settings.processes) as spread:
        documents = _inputs(folder, settings, screen)  # one at a time: the folder may be larger than memory
        found = match(documents, minimum=minimum, spread=spread)
        pairs = [_ordered(pair) for pair in found]
    pairs.sort(key=lambda pair: (-pair.probability, pair.a, pair.b))
    emit((_row(pair) for pair in pairs), COLUMNS, form, empty=_("No two files seem to be the same record."))
