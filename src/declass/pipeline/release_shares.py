"""How much of a release is withheld, as far as its pages were looked through."""

from dataclasses import dataclass
from functools import cached_property

from declass.archive.catalogue import Catalogue
from declass.archive.withheld_sums import Sums
from declass.model.anchor import Digest


@dataclass(frozen=True, slots=True)
class Held:
    """What one release keeps back.

    Attributes:
        share: of its pages' text zones, 0–1; None where no page's image was looked at.
        open_in_full: every page was looked through and none keeps anything back; None where a page was not.
    """

    share: float | None
    open_in_full: bool | None


_UNKNOWN = Held(None, None)


class Shares:
    """What every release keeps back; the tables are read once, when the first is asked for.

    Attributes:
        stamp: of what they were read from.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.stamp = catalogue.withheld.stamp()

    def of(self, digest: Digest) -> Held:
        """What this original keeps back."""
        return self._known.get(digest, _UNKNOWN)

    @cached_property
    def _known(self) -> dict[Digest, Held]:
        counts = self._catalogue.pages.counts()
        every = self._catalogue.withheld_sums.by_document()
        return {digest: _held(sums, counts.get(digest, 0)) for digest, sums in every}


def _held(sums: Sums, there: int) -> Held:
    share = sums.covered_pt2 / sums.zone_pt2 if sums.zone_pt2 else None
    if sums.touched:
        return Held(share, open_in_full=False)
    return Held(share, open_in_full=True if there and sums.imaged >= there else None)


def mean(shares: list[float]) -> float | None:
    """Of releases whose share is known; None where none is."""
    return sum(shares) / len(shares) if shares else None
