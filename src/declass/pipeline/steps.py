"""Steps that derive rows from a page's chosen text alone, and can be redone without reading again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from declass.archive.catalogue import Catalogue
from declass.archive.values import Run
from declass.chronology import find as find_dates
from declass.compare.numbers import find as find_numbers
from declass.model.anchor import Digest
from declass.model.date import PartialDate
from declass.model.personal import PersonalDatum
from declass.model.record import RecordNumber
from declass.pipeline.progress import Tally, Watcher
from declass.pipeline.workspace import Workspace
from declass.redact.personal import find as find_personal
from declass.redact.personal import masked


@dataclass(frozen=True, slots=True)
class Step:
    """A step's name and the version of its method, raised whenever its rows may come out differently."""

    name: str
    version: str


NUMBERS = Step("numbers", "1")
DATES = Step("dates", "4")
PERSONAL = Step("personal", "3")
STEPS = (NUMBERS, DATES, PERSONAL)


def numbers(texts: Iterable[tuple[int, str]]) -> tuple[RecordNumber, ...]:
    """Record numbers read from (page, text)."""
    return tuple(number for page, text in texts for number in find_numbers(text, page))


def dates(texts: Iterable[tuple[int, str]]) -> tuple[tuple[int, PartialDate], ...]:
    """Date mentions read from (page, text), those of :func:`dates_shown`."""
    return tuple((page, date) for page, text in texts for date in dates_shown(text))


def dates_shown(text: str) -> list[PartialDate]:
    """The dates of a page's text, without those masked as personal data: a day of birth dates no record.

    >>> [date.edtf for date in dates_shown("Dallas, 4 May 1964. John Harrow, born 14 March 1931")]
    ['1964-05-04']
    """
    found = find_dates(text)
    shown = masked(text) if found else text
    return [date for date in found if shown[date.start : date.end] == date.raw]


def personal(texts: Iterable[tuple[int, str]]) -> tuple[tuple[int, PersonalDatum], ...]:
    """Personal data read from (page, text)."""
    return tuple((page, datum) for page, text in texts for datum in find_personal(text))


def numbers_of(catalogue: Catalogue, digest: Digest, texts: Sequence[str]) -> Sequence[RecordNumber]:
    """A document's record numbers: as kept, or read now where the step is due."""
    if catalogue.documents.steps(digest).get(NUMBERS.name) == NUMBERS.version:
        return catalogue.documents.numbers(digest)
    return numbers(enumerate(texts))


def dates_of(catalogue: Catalogue, digest: Digest, texts: Sequence[str]) -> Sequence[tuple[int, PartialDate]]:
    """A document's dates with their pages: as kept, or read now where the step is due."""
    if catalogue.documents.steps(digest).get(DATES.name) == DATES.version:
        return catalogue.documents.dates(digest)
    return dates(enumerate(texts))


def catch_up(space: Workspace, watch: Watcher) -> int:
    """Redo these steps where they are due (a correction, a newer method); returns documents done."""
    done = 0
    for step in STEPS:
        run = space.catalogue.runs.begin(step.name, step.version)
        tally = Tally(step.name)
        for digest in space.catalogue.documents.due(run):
            _redo(space, run, digest)
            done += 1
            tally.done += 1
            tally.mark()
            watch.show(tally)
        space.catalogue.runs.finish(run)
    return done


def _redo(space: Workspace, run: Run, digest: Digest) -> None:
    texts = list(_texts(space, digest))
    if run.step == NUMBERS.name:
        space.catalogue.write.numbers(digest, run, numbers(texts))
    elif run.step == PERSONAL.name:
        space.catalogue.write.personal(digest, run, personal(texts))
    else:
        space.catalogue.write.dates(digest, run, dates(texts))


def _texts(space: Workspace, digest: Digest) -> Iterator[tuple[int, str]]:
    for page in space.catalogue.pages.of(digest):
        if page.text is not None:
            yield page.index, page.text.text
