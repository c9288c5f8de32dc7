"""On which pages of a bundle a record stands: what each page has in common with the record's text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from declass.compare.fingerprint import fingerprint, sequences
from declass.compare.postings import once
from declass.compare.words import Hashes

_STRANGE = 0.05
"""Share of a page's sequences of seven letters found in a stranger's text, for every tenfold of that text's
sequences: .15 in a text of 1,000, .2 in 10,000. Of strangers among JFK records at most 2% reach it, while of
texts of one record, however badly read, 97% do."""
_LEAST = 12
"""Sequences above chance below which the record is found nowhere."""
_BANNER = 3
"""A sequence on more pages than this, and on more than a third of the bundle, is a banner or footer."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A range of pages, 0-based.

    Attributes:
        last: the last one itself.
    """

    first: int
    last: int


def pages_holding(record: Sequence[str], bundle: Sequence[str]) -> Pages | None:
    """The pages of a bundle on which a record stands; None where it is found on none.

    The range is the one with most in common above chance. A page within that is new or reads badly belongs
    to it, a lone page far away that only shares a form does not.

    Args:
        record: texts of the record's pages, of one release or of several.
        bundle: texts of the bundle's pages.
    """
    ours, pages = _sequences("\n".join(record)), [_sequences(page) for page in bundle]
    banners = _banners(pages)
    chance = _STRANGE * np.log10(max(10, len(ours)))
    gains = []
    for page in pages:
        own = page[~np.isin(page, banners, assume_unique=True)]
        gains.append(int(np.isin(own, ours, assume_unique=True).sum()) - float(chance) * len(own))
    gain, found = _fullest(gains)
    return found if gain >= _LEAST else None


def _sequences(text: str) -> Hashes:
    found = np.sort(sequences(fingerprint(text).letters))
    return once(found)


def _banners(pages: Sequence[Hashes]) -> Hashes:
    if not pages:
        return np.zeros(0, np.uint64)
    values, on = np.unique(np.concatenate(pages), return_counts=True)
    common: Hashes = values[on > max(_BANNER, len(pages) / 3)]
    return common


def _fullest(gains: Sequence[float]) -> tuple[float, Pages]:
    """The range of pages with the greatest sum, and that sum; 0.0 where none is above nought."""
    best, found = 0.0, Pages(0, 0)
    start, here = 0, 0.0
    for page, gain in enumerate(gains):
        if here <= 0:
            start, here = page, 0.0
        here += gain
        if here > best:
            best, found = here, Pages(start, page)
    return best, found
