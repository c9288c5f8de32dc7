"""Progress for people: a live line in a terminal, plain lines elsewhere, nothing when quiet."""

import sys
import time
from types import TracebackType
from typing import Self

import click

from declass.locale import plural
from declass.locale import translate as _
from declass.pipeline.progress import Tally

LABEL_WORDS = (
    "taking in",
    "reading",
    "indexing",
    "verifying",
    "numbers",
    "dates",
    "withholdings",
    "records",
    "vectors",
)
"""What a tally may be of, as the steps name it."""

_LIVE_S = 0.2
_PLAIN_S = 10.0


def duration(seconds: float) -> str:
    """Hours, minutes or seconds, whichever reads best.

    >>> duration(42), duration(754), duration(7500)
    ('42 s', '12 min 34 s', '2 h 05 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def line(tally: Tally) -> str:
    """One line of progress.

    >>> line(Tally("reading", total=10, done=3, failed=1, pages=40))
    'reading: 3 of 10 documents, 40 pages, 1 failed'
    """
    if tally.unit == "pages":
        said = plural("{label}: {done} of {total} page", "{label}: {done} of {total} pages", tally.total or 0)
    elif tally.total is None:
        said = plural("{label}: {done} document", "{label}: {done} documents", tally.done)
    else:
        said = plural(
            "{label}: {done} of {total} document", "{label}: {done} of {total} documents", tally.total
        )
    parts = [said.format(label=_(tally.label), done=tally.done, total=tally.total)]
    if tally.pages:
        parts.append(plural("{pages} page", "{pages} pages", tally.pages).format(pages=tally.pages))
    documents, pages = tally.rates()
    if pages or documents:
        by_page = tally.unit == "pages"
        text = _("{rate:.1f} pages/s") if pages or by_page else _("{rate:.1f} files/s")
        rate = pages or documents
        parts.append(text.format(rate=rate))
    if tally.failed:
        parts.append(_("{failed} failed").format(failed=tally.failed))
    left = tally.seconds_left()
    if left is not None and tally.total != tally.done:
        parts.append(_("about {time} left").format(time=duration(left)))
    return ", ".join(parts)


class Screen:
    """Shows tallies on standard error; a context manager that ends the live line.

    Args:
        quiet: show nothing but warnings.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty()
        self._shown = time.monotonic() if not self._live else 0.0
        self._open = False
        self._last: Tally | None = None

    def show(self, tally: Tally) -> None:
        """Show it if the last was long enough ago, or is of another kind."""
        if self._quiet or not (tally.done or tally.total):
            return
        changed = self._last is not None and self._last.label != tally.label
        if changed and self._last is not None:
            self._write(self._last, final=True)
        self._last = tally
        if time.monotonic() - self._shown >= (_LIVE_S if self._live else _PLAIN_S):
            self._write(tally, final=False)

    def warn(self, sentence: str) -> None:
        """Say it at once, on its own line."""
        self.say(_("Warning: {sentence}").format(sentence=sentence))

    def say(self, sentence: str) -> None:
        """The same without calling it a warning."""
        self._end_line()
        click.echo(sentence, err=True)

    def _write(self, tally: Tally, final: bool) -> None:
        self._shown = time.monotonic()
        if self._live:
            sys.stderr.write(f"\r\033[K{line(tally)}")
            sys.stderr.flush()
            self._open = True
            if final:
                self._end_line()
        else:
            click.echo(line(tally), err=True)

    def _end_line(self) -> None:
        if self._open:
            click.echo("", err=True)
            self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._last is not None and not self._quiet and (self._live or kind is None):
            self._write(self._last, final=True)
        self._end_line()
