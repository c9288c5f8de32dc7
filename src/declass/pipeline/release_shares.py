"""How much of a release is withheld, as far as its pages were looked through."""

from dataclasses import dataclass

from declass.archive.catalogue import Catalogue
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


class Shares:
    """Looks up what releases keep back, each once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[Digest, Held] = {}

    def of(self, digest: Digest) -> Held:
        """What this original keeps back."""
        if digest not in self._known:
            self._known[digest] = self._held(digest)
        return self._known[digest]

    def _held(self, digest: Digest) -> Held:
        pages = self._catalogue.withheld.pages(digest)
        weighed = [(p.share, p.zone_pt2) for p in pages.values() if p.share is not None and p.zone_pt2]
        zone = sum(zone or 0.0 for _, zone in weighed)
        share = sum((s or 0.0) * (z or 0.0) for s, z in weighed) / zone if zone else None
        if any(page.withholdings for page in pages.values()):
            return Held(share, open_in_full=False)
        there = [page.index for page in self._catalogue.pages.of(digest)]
        looked = {page.page for page in pages.values() if "image" in page.looked}
        return Held(share, open_in_full=True if there and looked.issuperset(there) else None)


def mean(shares: list[float]) -> float | None:
    """Of releases whose share is known; None where none is."""
    return sum(shares) / len(shares) if shares else None
