"""What people read in a terminal: its width and colours, and tables."""

import os
import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDE = 120  # columns where nobody says how many there are


class Paper(Console):
    """A console that leaves a closed pipe to `main`, as every other verb does."""

    def on_broken_pipe(self) -> None:
        """Pass it on."""
        raise BrokenPipeError


def console() -> Console:
    """Where people read; no colour and full width where it is no terminal."""
    wide = None if sys.stdout.isatty() else _WIDE
    return Paper(width=wide, highlight=False, soft_wrap=False, no_color=bool(os.environ.get("NO_COLOR")))


def table(headings: Sequence[str], rows: Iterable[Iterable[str]]) -> int:
    """Print a table, if it has a row.

    Returns:
        The number of rows.
    """
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*map(Text, row))
    if drawn.row_count:
        console().print(drawn)
    return drawn.row_count
