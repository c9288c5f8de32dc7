"""How much is withheld: by agency, year, collection or code, with what cannot be known said apart."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Literal

from declass.archive.catalogue import Catalogue
from declass.archive.withheld import StoredWithholding
from declass.archive.withheld_sums import UNCODED, Sums
from declass.model.anchor import Digest
from declass.redact.flags import Age

By = Literal["agency", "year", "collection", "code"]
GROUPS: tuple[By, ...] = ("agency", "year", "collection", "code")
_UNKNOWN = UNCODED
_SUMMED = (
    *("pages", "seen", "touched", "whole", "gone", "uncounted", "places", "unmeasured"),
    *("lines_min", "lines_max", "covered_pt2", "zone_pt2"),
)


@dataclass
class Total:
    """What is withheld of one group.

    Attributes:
        pages: of its documents; seen: those whose image or drawings were looked at.
        touched: pages that keep something back; whole: sheets that stand for pages withheld entirely.
        gone: pages for which sheets and notices say that they stand; uncounted: sheets that say no number.
        places: withholdings of every kind; unmeasured: those that tell neither lines nor pages.
        lines_min, lines_max: of those that do.
        covered_pt2, zone_pt2: area under boxes, and of the text zones, of the pages seen.
    """

    documents: set[Digest] = field(default_factory=set)
    pages: int = 0
    seen: int = 0
    touched: int = 0
    whole: int = 0
    gone: int = 0
    uncounted: int = 0
    places: int = 0
    unmeasured: int = 0
    lines_min: float = 0.0
    lines_max: float = 0.0
    covered_pt2: float = 0.0
    zone_pt2: float = 0.0

    @property
    def share(self) -> float | None:
        """Of the text zones that is withheld, 0–1; None where no image was looked at."""
        return self.covered_pt2 / self.zone_pt2 if self.zone_pt2 else None

    def take(self, digest: Digest, sums: Sums) -> None:
        """Count a document."""
        self.documents.add(digest)
        for name in _SUMMED:
            setattr(self, name, getattr(self, name) + getattr(sums, name))


@dataclass(frozen=True, slots=True)
class Facts:
    """What groups a document.

    Attributes:
        made: year of its record, None where unknown; released: year of its release likewise.
    """

    agency: str
    collection: str
    made: int | None
    released: int | None

    @property
    def age(self) -> Age | None:
        """For flags."""
        return age_of(self.made, self.released)


def age_of(made: int | None, released: int | None = None) -> Age | None:
    """From years; a release of unknown date is taken for today's, since it can be asked for today."""
    return None if made is None else Age(made, released or datetime.now(UTC).year)


def facts(catalogue: Catalogue, digest: Digest) -> Facts:
    """Agency, collection and years of a document, from the likeliest record it is a release of."""
    return every_facts(catalogue, digest)[digest]


def every_facts(catalogue: Catalogue, only: Digest | None = None) -> dict[Digest, Facts]:
    """The same of every document, or of one; the tables are read once."""
    return {
        digest: Facts(known.agency, known.collection, year_of(known.date), year_of(known.released))
        for digest, known in catalogue.overview.described(only).items()
    }


def year_of(date: str | None) -> int | None:
    """The year of an EDTF date, None where it says none."""
    return int(date[:4]) if date and date[:4].isdecimal() else None


def totals(
    catalogue: Catalogue, by: By, seen: Callable[[Digest], bool] = lambda digest: True
) -> dict[str, Total]:
    """Every group's total, by name; ``?`` where the catalogue does not know.

    Args:
        seen: whether a document is counted: a reader's account may not see all.
    """
    return report(catalogue, (by,), seen).totals[by]


@dataclass
class Report:
    """What is withheld in an archive.

    Attributes:
        totals: by way of grouping, every group's total by name.
        largest: places that hide most, the largest first.
    """

    totals: dict[By, dict[str, Total]]
    largest: list[StoredWithholding]


def report(
    catalogue: Catalogue,
    ways: Sequence[By] = GROUPS,
    seen: Callable[[Digest], bool] = lambda digest: True,
    largest: int = 0,
) -> Report:
    """All groupings asked for and the largest places.

    Args:
        seen: whether a document is counted: a reader's account may not see all.
    """
    found: dict[By, defaultdict[str, Total]] = {by: defaultdict(Total) for by in ways}
    known = every_facts(catalogue)
    plain = [by for by in ways if by != "code"]
    for digest, sums in catalogue.withheld_sums.by_document() if plain else ():
        if seen(digest):
            for by in plain:
                found[by][_group(known[digest], by)].take(digest, sums)
    for digest, code, sums in catalogue.withheld_sums.by_code() if "code" in ways else ():
        if seen(digest):
            found["code"][code].take(digest, sums)
    placed = (one for one in catalogue.withheld_sums.largest(largest) if seen(one.digest))
    return Report({by: dict(groups) for by, groups in found.items()}, list(islice(placed, largest)))


def _group(known: Facts, by: By) -> str:
    if by == "year":
        return str(known.made or _UNKNOWN)
    return (known.agency if by == "agency" else known.collection) or _UNKNOWN


def rows(found: dict[str, Total], by: By) -> Iterator[dict[str, Any]]:
    """One row a group: years in order, others by how much they withhold."""
    named = sorted(found.items()) if by == "year" else sorted(found.items(), key=_most_first)
    for name, total in named:
        yield {
            by: name,
            "documents": len(total.documents),
            "pages": total.pages,
            "seen": total.seen,
            "touched": total.touched,
            "whole": total.whole,
            "taken_out": total.gone,
            "unnumbered": total.uncounted,
            "places": total.places,
            "lines_min": round(total.lines_min, 1),
            "lines_max": round(total.lines_max, 1),
            "unmeasured": total.unmeasured,
            "share": None if total.share is None else round(total.share, 4),
        }


def _most_first(item: tuple[str, Total]) -> tuple[float, int, str]:
    return (-(item[1].share or 0.0), -item[1].places, item[0])
