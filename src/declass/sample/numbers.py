"""Record numbers: a scheme of our own, and look-alikes of three schemes that readers of real records know."""

import random
from dataclasses import dataclass

from declass.sample.world import AGENCY_SHORT, Post

RIF_AGENCIES = {"901": AGENCY_SHORT, "902": "DSH"}
"""Agency prefixes that the real list (104–206) does not use."""

SCHEMES = ("rif", "state", "crest", "inventory")

_DAMAGE = str.maketrans({"0": "O", "1": "l", "5": "S", "8": "B"})


@dataclass(frozen=True, slots=True)
class Number:
    """A record's number and the scheme it follows."""

    scheme: str
    value: str


def rif(index: int, prefix: str = "901") -> Number:
    """Like ``901-10003-10041``: agency, box, item."""
    return Number("rif", f"{prefix}-{10003 + index // 40}-{10041 + 7 * (index % 40)}")


def state(year: int, post: Post, serial: int) -> Number:
    """Like ``1974PUERTO00123``: year, post, serial of that year."""
    return Number("state", f"{year}{post.code}{serial:05d}")


def crest(index: int) -> Number:
    """Like ``OCQ-RDP74T00041R000200050003-1``: box, folder, document, check digit."""
    box, folder, item = 41 + index // 50, 2 + index // 10, 3 + index
    return Number("crest", f"{AGENCY_SHORT}-RDP74T{box:05d}R{folder:06d}{item:06d}-{(box + item) % 10}")


def own(year: int, index: int) -> Number:
    """The agency's own: ``HQ-74-0417``."""
    return Number("inventory", f"HQ-{year % 100:02d}-{417 + 3 * index:04d}")


def damaged(value: str, rng: random.Random) -> str:
    """The number as OCR or a tired clerk writes it into a file name.

    >>> damaged("901-10003-10041", __import__("random").Random(1)) != "901-10003-10041"
    True
    """
    places = [i for i, c in enumerate(value) if ord(c) in _DAMAGE]
    for place in rng.sample(places, min(len(places), rng.randint(1, 3))):
        value = value[:place] + value[place].translate(_DAMAGE) + value[place + 1 :]
    return value
