"""What each release did: lists with filters, names newly readable, plots, and the same list as CSV."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from declass.archive.changes import StoredChange
from declass.locale import language
from declass.locale import translate as _
from declass.model.change import Change
from declass.pipeline.release_names import counted_names, names_in
from declass.pipeline.release_report import Step, by_release
from declass.redact.personal import masked_change
from declass.text.normal import fold
from declass.web.pages.here import in_one_view, sight_of, site_of
from declass.web.render import page
from declass.web.sheets import CSV, csv_lines

router = APIRouter(include_in_schema=False)
_PER_PAGE = 50
_BARS = 12  # of a plot; the rest is in the list and the CSV
_COLUMNS = ("record", "kind", "grade", "probability", "older", "newer", "before", "text", "after", "evidence")


class Filters(BaseModel):
    """Which of a release's changes are listed; "" = any.

    Attributes:
        newer: the release whose doing it is, EDTF; older: the one it is compared with.
        words: in the changed words or those around them, accents and capitals aside.
        at: page of the list, from 1.
    """

    newer: str = ""
    older: str = ""
    collection: str = ""
    kind: Literal["", "revealed", "newly_hidden"] = ""
    grade: Literal["", "certain", "likely", "possible"] = ""
    words: str = ""
    at: Annotated[int, Field(ge=1)] = 1

    def takes(self, step: Step) -> bool:
        """Whether a step is asked for."""
        return (
            step.newer == self.newer
            and self.older in ("", step.older)
            and self.collection in ("", step.collection)
        )

    def lets(self, stored: StoredChange) -> bool:
        """Whether a change is asked for."""
        change = stored.change
        if self.kind not in ("", change.kind) or self.grade not in ("", change.grade):
            return False
        return not self.words or _says(self.words, change)


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of bars.

    Attributes:
        rows: (label, count, address or ""), the first the largest unless it is an order of its own.
        kind: class of the bars: ``revealed``, ``hidden`` or ``plain``.
    """

    title: str
    rows: Sequence[tuple[str, int, str]]
    kind: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a release's page shows of its changes, in the reader's language.

    Attributes:
        told: its changes, the surest first.
        opening, hiding: records in which words were revealed, or newly hidden; words: revealed.
        hidden: places newly hidden.
        opened, hiding_more: numbers of records opened in full, and of those that hide more than before.
    """

    told: Sequence[StoredChange]
    opening: int
    hiding: int
    words: int
    hidden: int
    plots: Sequence[Plot]
    opened: Sequence[str]
    hiding_more: Sequence[str]


@router.get("/releases", response_class=HTMLResponse)
@in_one_view
def releases(request: Request) -> HTMLResponse:
    """Every step between two releases."""
    found = _steps(request)
    return page(request, "releases.html", steps=found, bars=by_release(found))


@router.get("/release", response_class=HTMLResponse)
@in_one_view
def release(request: Request, wanted: Annotated[Filters, Query()]) -> HTMLResponse:
    """What one release did against those before: its changes, the surest first, with plots of them."""
    every = [step for step in _steps(request) if step.newer == wanted.newer]
    steps = [step for step in every if wanted.takes(step)]
    if not every:
        raise HTTPException(404, _("There is no such release here."))
    name = (sight_of(request).name, language(), wanted.model_copy(update={"at": 1}).model_dump_json())
    shown = site_of(request).of_steps(name, lambda _every: _gathered(steps, wanted))
    first = (wanted.at - 1) * _PER_PAGE
    return page(
        request,
        "release.html",
        wanted=wanted,
        olders=sorted({step.older for step in every}),
        collections=sorted({step.collection for step in every}),
        shown=shown,
        told=shown.told[first : first + _PER_PAGE],
        total=len(shown.told),
        pages=-(-len(shown.told) // _PER_PAGE),
    )


def _gathered(steps: Sequence[Step], wanted: Filters) -> Shown:
    told = _told(steps, wanted)
    return Shown(
        told=told,
        opening=len({s.number for s in told if s.change.kind == "revealed"}),
        hiding=len({s.number for s in told if s.change.kind == "newly_hidden"}),
        words=sum(len(_words(s.change).split()) for s in told if s.change.kind == "revealed"),
        hidden=sum(s.change.kind == "newly_hidden" for s in told),
        plots=[plot for plot in _plots(told) if plot.rows],
        opened=sorted({number for step in steps for number in step.opened}),
        hiding_more=sorted({number for step in steps for number in step.hiding_more}),
    )


@router.get("/release/changes.csv")
def as_csv(request: Request, wanted: Annotated[Filters, Query()]) -> StreamingResponse:
    """The same list for a spreadsheet."""
    told = _told([step for step in _steps(request) if wanted.takes(step)], wanted)
    named = {"content-disposition": 'attachment; filename="changes.csv"'}
    return StreamingResponse(csv_lines(_COLUMNS, map(_row, told)), media_type=CSV, headers=named)


def _steps(request: Request) -> list[Step]:
    """Those of collections that the reader may see."""
    return [step for step in site_of(request).steps() if sight_of(request).covers(step.collection)]


def _told(steps: Sequence[Step], wanted: Filters) -> list[StoredChange]:
    told = [stored for step in steps for stored in step.told if wanted.lets(stored)]
    return sorted(told, key=lambda s: (-s.change.probability, s.number, s.id))


def _says(words: str, change: Change) -> bool:
    """Whether a change or its surroundings show these words; what is masked cannot be asked for."""
    masked = masked_change(change)
    return fold(words) in fold(f"{masked.before} {_words(masked)} {masked.after}")


def _words(change: Change) -> str:
    """The words that came or went."""
    return (change.older if change.kind == "newly_hidden" else change.newer).text


def _plots(told: Sequence[StoredChange]) -> Iterator[Plot]:
    revealed = [s for s in told if s.change.kind == "revealed"]
    grades = {"certain": _("certain"), "likely": _("likely"), "possible": _("possible")}
    counted = Counter(str(s.change.grade) for s in revealed)
    yield Plot(
        _("Revealed, by grade"), [(grades[g], counted[g], "") for g in grades if counted[g]], "revealed"
    )
    yield Plot(_("Newly readable names, by records"), _most(_named(revealed), _quoted), "revealed")
    yield Plot(_("Records with most places revealed"), _most(Counter(s.number for s in revealed)), "revealed")
    hidden = Counter(s.number for s in told if s.change.kind == "newly_hidden")
    yield Plot(_("Records with most places newly hidden"), _most(hidden), "hidden")


def _most(
    counted: Counter[str], address: Callable[[str], str] = lambda _name: ""
) -> list[tuple[str, int, str]]:
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(name, count, address(name)) for name, count in ordered[:_BARS]]


def _quoted(name: str) -> str:
    """What finds a name in the archive."""
    return f'"{name}"'


def _named(revealed: Iterable[StoredChange]) -> Counter[str]:
    """Newly readable names, and in how many records each."""
    where: defaultdict[str, set[str]] = defaultdict(set)
    for stored in revealed:
        for name in names_in(stored.change.newer.text):
            where[name].add(stored.number)
    return Counter(dict(counted_names(where)))


def _row(stored: StoredChange) -> list[str]:
    change = masked_change(stored.change)
    return [
        stored.number,
        change.kind,
        change.grade,
        f"{change.probability:.3f}",
        stored.older_released or "",
        stored.newer_released or "",
        change.before,
        _words(change),
        change.after,
        " ".join(change.evidence),
    ]
