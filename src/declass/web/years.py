"""How many pages of a search fall in each year: the bars that a reader drags over to narrow it."""

from collections.abc import Sequence
from dataclasses import dataclass

from declass.search.values import FacetCount

_MOST_BARS = 120  # beyond, years are put together, so that a bar can still be seen
_HIGH = 100  # of the drawing, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One or more years.

    Attributes:
        first, last: years, inclusive.
        x, width, height: of the bar, in hundredths of the drawing.
        chosen: whether the search is narrowed to it.
    """

    first: int
    last: int
    count: int
    x: float
    width: float
    height: float
    chosen: bool

    @property
    def name(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def bars(counts: Sequence[FacetCount], first: int | None, last: int | None) -> list[Bar]:
    """The years from the earliest to the latest, empty ones too; none where fewer than two years are known.

    Args:
        first, last: the years that the search is narrowed to, None where it is not.

    >>> [bar.name for bar in bars([FacetCount("1963", 4), FacetCount("1965", 2)], None, None)]
    ['1963', '1964', '1965']
    """
    found = {int(c.value): c.count for c in counts if c.value.isdigit()}
    if len(found) < 2:
        return []
    low, high = min(found), max(found)
    step = -(-(high - low + 1) // _MOST_BARS)
    groups = [range(year, min(year + step, high + 1)) for year in range(low, high + 1, step)]
    totals = [sum(found.get(year, 0) for year in group) for group in groups]
    most, width = max(totals), 100 / len(groups)
    return [
        Bar(
            group[0],
            group[-1],
            total,
            round(n * width, 3),
            round(width, 3),
            round(max(_HIGH * total / most, 3 if total else 0), 1),
            (first is None or group[-1] >= first) and (last is None or group[0] <= last),
        )
        for n, (group, total) in enumerate(zip(groups, totals, strict=True))
    ]
