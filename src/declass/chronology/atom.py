"""One date while it is being read: its parts, its place, and what was supplied."""

from dataclasses import dataclass, field, replace
from datetime import date

from declass.chronology import edtf


@dataclass(frozen=True, slots=True)
class Atom:
    """A printed date before neighbours are joined to it.

    Attributes:
        start, end: span in the text.
        year: four digits, or with unknown ones (``197X``); None = not printed.
        month: 1–12, or an EDTF season or quarter; None = not printed.
        day: 1–31; None = not printed.
        time: ``T18:30Z`` as EDTF writes it; "" = none.
        qualifier: ``~`` approximate, ``?`` uncertain, ``%`` both, "" neither.
        weak: counts only when a neighbour or a qualifier makes a date of it.
        notes: what was supplied or repaired, in words.
    """

    start: int
    end: int
    year: str | None = None
    month: int | None = None
    day: int | None = None
    time: str = ""
    qualifier: str = ""
    weak: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def value(self) -> str | None:
        """The EDTF point, or None where there is no such day."""
        text = edtf.calendar(self.year, self.month, self.day)
        return None if text is None else text + self.time + self.qualifier

    @property
    def ymd(self) -> date | None:
        """The calendar day, where all three parts are known and it exists."""
        if self.day is None or self.month is None or self.year is None or not self.year.isdigit():
            return None
        return date(int(self.year), self.month, self.day) if self.value and int(self.year) else None

    def noted(self, *notes: str) -> "Atom":
        """The same atom with notes added."""
        return replace(self, notes=(*self.notes, *notes)) if notes else self

    def qualified(self, mark: str) -> "Atom":
        """The same atom with ``~`` or ``?`` added to what it has."""
        both = "%" if self.qualifier and self.qualifier != mark else mark
        return replace(self, qualifier=both, weak=False)


@dataclass(frozen=True, slots=True)
class Interval:
    """Two points, or one open end (None), read as one date."""

    start: int
    end: int
    first: Atom | None
    last: Atom | None

    @property
    def notes(self) -> tuple[str, ...]:
        ends = (*(self.first.notes if self.first else ()), *(self.last.notes if self.last else ()))
        return tuple(dict.fromkeys(ends))

    @property
    def value(self) -> str | None:
        first = ".." if self.first is None else self.first.value
        last = ".." if self.last is None else self.last.value
        return None if first is None or last is None else f"{first}/{last}"
