"""One place where two releases of a record differ, graded, with the evidence in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ChangeKind = Literal["revealed", "newly_hidden", "ocr_difference", "moved", "boilerplate", "uncertain"]
"""``revealed``: withheld in the older, open in the newer; ``newly_hidden``: the reverse; ``ocr_difference``:
one engine read what the other did not; ``moved``: the words stand elsewhere in the other text;
``boilerplate``: stamps, codes, banners and running heads; ``uncertain``: neither shown nor refuted."""

Grade = Literal["certain", "likely", "possible"]
"""``certain`` needs an image or two independent witnesses; ``likely`` a probability of 0.7."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one page's text; empty where the side lacks the words, at the place they would stand.

    Attributes:
        page: 0-based.
        start, end: code points in the page's text, half-open.
    """

    page: int
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.page < 0 or not 0 <= self.start <= self.end:
            raise ValueError(f"bad passage {self.page}:{self.start}:{self.end}")


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between an older and a newer release.

    Attributes:
        probability: 0–1. For ``revealed``, ``newly_hidden`` and ``uncertain``: that the words were withheld
            on the side that lacks them; for the other kinds: that they were not.
        before, after: up to eight words around the place in the newer text.
        evidence: plain sentences, the strongest first.
        features: what the grader saw, by name; see docs/explanation/changes.md.
    """

    kind: ChangeKind
    grade: Grade
    probability: float
    older: Passage
    newer: Passage
    before: str
    after: str
    evidence: tuple[str, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability {self.probability} outside 0–1")
