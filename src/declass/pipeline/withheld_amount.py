"""How much one release of a record keeps back: lines, area and pages, and what of it cannot be known."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from declass.archive.catalogue import Catalogue
from declass.archive.values import Record
from declass.archive.withheld_sums import Sums, sums_of
from declass.locale import plural
from declass.locale import translate as _
from declass.model.anchor import Digest
from declass.model.record import Release
from declass.model.withholding import PageWithheld
from declass.pipeline.releases import Part, Releases

_LEAST_SHARE = 0.01  # told as a number
_FEW_PAGES = 3  # fewer do not show how many lines a page of a record has


@dataclass(frozen=True, slots=True)
class Amount:
    """What a release, or a file, keeps back.

    Attributes:
        pages: that are here, sheets for pages taken out not counted; looked: of them, those looked through.
        here: sums over those pages; whole: over all, the pages that sheets stand for among them.
        page_lines: lines a page has (lower and upper quartile of its own pages); None where few pages tell.
    """

    pages: int
    looked: int
    here: Sums
    whole: Sums
    page_lines: tuple[float, float] | None = None

    @property
    def gone_lines(self) -> tuple[int, int] | None:
        """Lines of the pages taken out, by those of the record's other pages; None where it is not known."""
        if self.page_lines is None or not self.whole.gone:
            return None
        return round(self.whole.gone * self.page_lines[0]), round(self.whole.gone * self.page_lines[1])

    def row(self) -> dict[str, Any]:
        """For programs; None for what cannot be known."""
        here, whole, gone = self.here, self.whole, self.gone_lines
        return {
            "pages": self.pages,
            "looked": self.looked,
            "touched": here.touched,
            "places": here.places,
            "lines_min": round(here.lines_min, 1) if self.looked else None,
            "lines_max": round(here.lines_max, 1) if self.looked else None,
            "unmeasured": here.unmeasured,
            "share": _share(here),
            "sheets": whole.whole,
            "taken_out": whole.gone,
            "unnumbered": whole.uncounted,
            "taken_out_lines_min": gone[0] if gone else None,
            "taken_out_lines_max": gone[1] if gone else None,
            "share_with_taken_out": _share(whole),
        }


def _share(sums: Sums) -> float | None:
    return round(sums.covered_pt2 / sums.zone_pt2, 4) if sums.zone_pt2 else None


def of_file(catalogue: Catalogue, digest: Digest) -> Amount:
    """What a file keeps back."""
    return _amount(catalogue, digest, lambda page: True)


def of_release(catalogue: Catalogue, release: Release) -> Amount:
    """What a publication of a record keeps back."""
    first, last = release.first_page or 0, release.last_page
    return _amount(catalogue, release.digest, lambda page: page >= first and (last is None or page <= last))


def of_part(catalogue: Catalogue, part: Part) -> Amount:
    """What a release of a record keeps back; a page that it shares with another record counts as its own."""
    return _amount(catalogue, part.digest, part.holds)


def _amount(catalogue: Catalogue, digest: Digest, holds: Callable[[int], bool]) -> Amount:
    found = {index: page for index, page in catalogue.withheld.pages(digest).items() if holds(index)}
    sheets = {index for index, page in found.items() if _is_sheet(page)}
    here = [page for index, page in found.items() if index not in sheets]
    whole = sums_of(list(found.values()))
    own = {index for index in catalogue.pages.indexes(digest) if holds(index) and index not in sheets}
    return Amount(
        pages=len(own),
        looked=sum(bool(page.looked) for page in here),
        here=sums_of(here),
        whole=whole,
        page_lines=_usual(list(_lines_of_pages(catalogue, digest, own))) if whole.gone else None,
    )


def _is_sheet(page: PageWithheld) -> bool:
    return any(one.kind == "whole_page" for one in page.withholdings)


def _lines_of_pages(catalogue: Catalogue, digest: Digest, wanted: Collection[int]) -> Iterator[int]:
    """Lines of text on each page of paper that has any."""
    for page in catalogue.pages.of(digest):
        if page.index in wanted and page.width_pt and page.text and page.text.text.strip():
            yield sum(bool(line.strip()) for line in page.text.text.split("\n"))


def _usual(lines: Sequence[int]) -> tuple[float, float] | None:
    if len(lines) < _FEW_PAGES:
        return None
    low, _middle, high = quantiles(lines, n=4, method="inclusive")
    return low, high


def of_records(
    catalogue: Catalogue,
    records: Iterable[Record],
    seen: Callable[[Digest], bool] = lambda digest: True,
) -> Iterator[tuple[Record, Part, Amount]]:
    """Each of some records, with its newest release and what that keeps back.

    Releases are not added up: most show again what the others show, and keep back the same places.

    Args:
        seen: whether a document is counted: a reader's account may not see all.
    """
    releases = Releases(catalogue)
    for record in records:
        parts = [part for part in releases.of(record) if seen(part.digest)]
        if parts:
            part = newest(parts)
            yield record, part, of_part(catalogue, part)


def by_record(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Every record of the archive as a row, as far as its newest release was looked through."""
    for record, part, amount in of_records(catalogue, catalogue.records.all()):
        if amount.looked or amount.whole.places:
            known = {"record": record.number, "scheme": record.scheme, "released": part.released}
            yield {
                **known,
                "file": part.name,
                "digest": part.digest,
                **amount.row(),
                "withheld": sentence(amount),
            }


def newest(parts: Sequence[Part]) -> Part:
    """The release published last; where no date is known, the last."""
    dated = [part for part in parts if part.released]
    return (dated or parts)[-1]


def sentence(amount: Amount) -> str:
    """One line for people, e.g. ``12 to 15 lines on 3 of 8 pages, about 9 % of the text area``."""
    if not amount.looked and not amount.whole.places:
        return _("not looked through yet") if not amount.whole.pages else _("nothing could be looked at")
    return "; ".join([*_of_pages(amount), *_of_sheets(amount), *_unknown(amount)]) or _("nothing found")


def _of_pages(amount: Amount) -> Iterator[str]:
    here = amount.here
    if not here.touched:
        return
    said = _("on {touched} of {pages} pages").format(touched=here.touched, pages=amount.pages)
    if here.lines_max:
        said = f"{_lines(here.lines_min, here.lines_max)} {said}"
    share = _share(here)
    if share:
        told = _("about {share} % of the text area").format(share=f"{100 * share:.0f}")
        said += ", " + (told if share >= _LEAST_SHARE else _("less than 1 % of the text area"))
    yield said


def _of_sheets(amount: Amount) -> Iterator[str]:
    whole = amount.whole
    if whole.gone:
        said = plural("{count} page whole", "{count} pages whole", whole.gone).format(count=whole.gone)
        lines = amount.gone_lines
        told = _lines(*lines) if lines else _("lines not known")
        yield f"{said} ({told})"
    if whole.uncounted:
        said = plural(
            "{count} sheet that does not say for how many pages it stands",
            "{count} sheets that do not say for how many pages they stand",
            whole.uncounted,
        )
        yield said.format(count=whole.uncounted)


def _unknown(amount: Amount) -> Iterator[str]:
    places = amount.here.unmeasured
    if places:
        said = plural("{count} place of unknown size", "{count} places of unknown size", places)
        yield said.format(count=places)
    unseen = amount.pages - amount.looked
    if unseen > 0:
        said = plural("{count} page not looked through", "{count} pages not looked through", unseen)
        yield said.format(count=unseen)


def _lines(least: float, most: float) -> str:
    """A range in words; part of a line may be any part of it."""
    low, high = round(least), max(1, round(most))
    if low < 1:
        return plural("up to {count} line", "up to {count} lines", high).format(count=high)
    if low == high:
        return plural("{count} line", "{count} lines", high).format(count=high)
    return _("{low} to {high} lines").format(low=low, high=high)
