"""What a newer release reveals or newly hides against an older one of the same record, word for word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from declass.sample.pieces import plain
from declass.sample.releases import Issue
from declass.sample.views import PageView, Placed, runs

CONTEXT_WORDS = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One passage that differs.

    Attributes:
        kind: ``revealed`` or ``newly_hidden``.
        text: the passage, on one line.
        before, after: up to eight open words on either side, in the release that shows the passage.
        level: the widest thing withheld there: ``part`` to ``page``.
        page_hiding, page_showing: index of the page within the issue that hides, and that shows it.
        start, end: span of the passage in the showing page's text.
    """

    kind: str
    text: str
    before: str
    after: str
    level: str
    page_hiding: int
    page_showing: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Open:
    """The open words of an issue in the record's own order."""

    words: dict[int, Placed]
    page: dict[int, int]
    span: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, views: Iterable[PageView]) -> "_Open":
        words, page, span = {}, {}, {}
        for number, view in enumerate(views):
            for run in runs(view.words):
                for word, start in zip(run.words, run.starts, strict=True):
                    words[word.index] = word
                    page[word.index] = number
                    span[word.index] = (start, start + len(word.piece.text))
        return cls(words, page, span)


def changes(older: Issue, newer: Issue) -> list[Change]:
    """All passages open in one of the two and withheld in the other, in reading order."""
    return pages_changes(older.views, newer.views)


def pages_changes(older: tuple[PageView, ...], newer: tuple[PageView, ...]) -> list[Change]:
    """The same, between two sets of pages of one record."""
    old, new = _Open.of(older), _Open.of(newer)
    revealed = [_change("revealed", run, new, older) for run in _runs(new, old)]
    hidden = [_change("newly_hidden", run, old, newer) for run in _runs(old, new)]
    return revealed + hidden


def _runs(showing: _Open, hiding: _Open) -> Iterator[list[Placed]]:
    """Unbroken runs of words that only one side shows; a page's end breaks a run."""
    run: list[Placed] = []
    for index in sorted(showing.words.keys() - hiding.words.keys()):
        word = showing.words[index]
        if run and (index != run[-1].index + 1 or word.page != run[-1].page):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _change(kind: str, run: list[Placed], showing: _Open, hiding_views: tuple[PageView, ...]) -> Change:
    first, last = run[0].index, run[-1].index
    before = [showing.words[i] for i in range(max(0, first - 40), first) if i in showing.words]
    after = [showing.words[i] for i in range(last + 1, last + 41) if i in showing.words]
    page_hiding, level = _where_hidden(first, run[0].page, hiding_views)
    return Change(
        kind=kind,
        text=plain([w.piece for w in run]),
        before=" ".join(plain([w.piece for w in before]).split()[-CONTEXT_WORDS:]),
        after=" ".join(plain([w.piece for w in after]).split()[:CONTEXT_WORDS]),
        level=level,
        page_hiding=page_hiding,
        page_showing=showing.page[first],
        start=showing.span[first][0],
        end=showing.span[last][1],
    )


def _where_hidden(index: int, page: int, views: tuple[PageView, ...]) -> tuple[int, str]:
    for number, view in enumerate(views):
        if view.source is not None and view.source.number == page:
            level = next((w.level for w in view.withheld if w.start <= index < w.end), "page")
            return number, level
    return -1, "page"
