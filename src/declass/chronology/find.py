"""Find every date in a text, in text order, as EDTF with the span it was read from."""

from collections.abc import Iterable
from itertools import chain

from declass.chronology import edtf
from declass.chronology.atom import Atom, Interval
from declass.chronology.clock import with_surroundings
from declass.chronology.context import Context, completed, find_relative
from declass.chronology.join import corrections, join, qualify, share_time
from declass.chronology.months import day_first_month, find_months
from declass.chronology.numeric import find_numeric
from declass.chronology.years import find_years
from declass.model.date import PartialDate

_NOTHING = Context()


def find(text: str, *, context: Context | None = None) -> list[PartialDate]:
    """Dates of any printed form; what cannot be read for certain is left out.

    Args:
        text: a line or a page.
        context: the record's year or date, order and language; without it relative dates are left out and
            a missing year stays ``XXXX``.

    Returns:
        In text order, not overlapping; ``text[d.start:d.end] == d.raw`` and every value is valid EDTF.

    >>> [d.edtf for d in find("Santiago, 11 de septiembre de 1973. Ref: R 111830Z SEP 73")]
    ['1973-09-11', '1973-09-11T18:30Z']
    >>> find("Section 1.5(c) may march on 555-1234")
    []
    """
    known = context or _NOTHING
    atoms = _without_overlaps(_candidates(text, known))
    grown = (qualify(text, with_surroundings(text, completed(atom, known))) for atom in atoms)
    dates = [_partial(text, one) for one in join(text, _with_corrections(text, grown))]
    return _in_order(date for date in dates if date is not None)


def _candidates(text: str, context: Context) -> Iterable[Atom]:
    day_first = context.writes_day_first
    if day_first is None and context.language is None and day_first_month(text):
        day_first = True
    return chain(
        find_months(text, context.near),
        find_numeric(text, context.near, day_first),
        find_years(text, context.near),
        find_relative(text, context),
    )


def _without_overlaps(atoms: Iterable[Atom]) -> list[Atom]:
    """Of readings that share characters the longest stays, and of equals the one that is a date by itself."""
    kept: list[Atom] = []
    for atom in sorted(atoms, key=lambda one: (one.start, -one.end, one.weak)):
        if kept and atom.start < kept[-1].end:
            if _better(atom, kept[-1]):
                kept[-1] = atom
            continue
        kept.append(atom)
    return kept


def _better(atom: Atom, held: Atom) -> bool:
    return (atom.end - atom.start, not atom.weak) > (held.end - held.start, not held.weak)


def _with_corrections(text: str, atoms: Iterable[Atom]) -> list[Atom]:
    out: list[Atom] = []
    for atom in atoms:
        if out and atom.start < out[-1].end:
            continue  # a correction already read, or a time claimed by the date before
        out.append(atom)
        out.extend(with_surroundings(text, other) for other in corrections(text, atom))
    return share_time(text, out)


def _partial(text: str, one: Atom | Interval) -> PartialDate | None:
    value = one.value
    if value is None or not edtf.valid(value):
        return None
    return PartialDate(value, one.start, one.end, text[one.start : one.end], "; ".join(one.notes))


def _in_order(dates: Iterable[PartialDate]) -> list[PartialDate]:
    out: list[PartialDate] = []
    for date in sorted(dates, key=lambda one: (one.start, -one.end)):
        if not out or date.start >= out[-1].end:
            out.append(date)
    return out
