"""What a release keeps back: where, of what kind, under which exemption code, how much, how sure that is."""

import re
from dataclasses import dataclass
from typing import Literal

from declass.model.anchor import Box, Span

BLOCK = "███"
"""What stands for hidden words, whatever their length: a bar's width must not tell how long a name is."""

WithholdingKind = Literal["black", "white_outlined", "grey", "blank", "whole_page", "marker", "under_text"]
"""``black`` and ``grey`` (coloured or hatched too): filled areas; ``white_outlined``: an empty frame;
``blank``: white-out without a frame; ``whole_page``: a withdrawal sheet or a page denied; ``marker``: words
in the text that say something is withheld; ``under_text``: text still readable under a bar."""

Look = Literal["text", "image", "drawings"]
"""What of a page was looked at: its chosen text, its pixels, the drawings of a born-digital page."""

CodeSource = Literal["inside", "margin", "marker", "page", "document"]
"""``inside`` the box, in the ``margin`` beside it, in the words of a ``marker``; inherited from the ``page``
(a stamp there speaks for all its boxes) or from the ``document`` (its cover or banner does)."""


_STANDS_FOR = re.compile(r"It stands for (?:one page|(\d+) pages)")


@dataclass(frozen=True, slots=True)
class ExemptionCode:
    """An exemption code as read, snapped to a closed list.

    Attributes:
        value: normal form, e.g. ``3.3(h)(2)``, ``(b)(1)``, ``25X1``, ``JFK Act 6(1)(B)``.
        regime: key of the list it belongs to, e.g. ``eo13526``, ``foia``, ``cia``, ``jfk_act``.
        original_value: the characters as read, damage included.
        source: where it stands.
        probability: 0–1 that this reading is right.
    """

    value: str
    regime: str
    original_value: str
    source: CodeSource
    probability: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability {self.probability} outside 0–1")


@dataclass(frozen=True, slots=True)
class Withholding:
    """One place where a page keeps something back, as a reader would count it.

    Attributes:
        page: 0-based.
        box: where on the page; None for a marker in a text without geometry.
        span: of a marker's words in the page's chosen text; None for what only the image shows.
        codes: None = not looked for; () = looked, none found.
        lines_min, lines_max: lines of type withheld, a range; None where it cannot be known.
        area_share: box area over the page's text zone, 0–1; None where there is no box.
        probability: 0–1 that a reader would call this a withholding.
        text: a marker's words, or the text under a bar (restricted); "" otherwise.
        evidence: plain sentences, the strongest first.
    """

    page: int
    kind: WithholdingKind
    probability: float
    box: Box | None = None
    span: Span | None = None
    codes: tuple[ExemptionCode, ...] | None = None
    lines_min: float | None = None
    lines_max: float | None = None
    area_share: float | None = None
    text: str = ""
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.page < 0 or not 0 <= self.probability <= 1:
            raise ValueError(f"bad withholding: page {self.page}, probability {self.probability}")
        if self.lines_min is not None and self.lines_max is not None and self.lines_max < self.lines_min:
            raise ValueError(f"lines {self.lines_min}–{self.lines_max}")

    @property
    def stands_for(self) -> int | None:
        """Pages taken out for which a sheet or notice says that it stands; None where it says no number.

        >>> Withholding(0, "whole_page", 0.9, evidence=("It stands for 28 pages",)).stands_for
        28
        """
        for sentence in self.evidence:
            if said := _STANDS_FOR.fullmatch(sentence):
                return int(said[1] or 1)
        return None


@dataclass(frozen=True, slots=True)
class PageWithheld:
    """What one page keeps back, and what of it was looked at.

    Attributes:
        page: 0-based.
        looked: () where nothing could be looked at, so that nothing is known.
        withholdings: in reading order.
        share: of the page's text zone that boxes cover, 0–1; None where only the text was looked at.
        zone_pt2: area of that text zone, to weigh pages by; None likewise.
    """

    page: int
    looked: tuple[Look, ...] = ()
    withholdings: tuple[Withholding, ...] = ()
    share: float | None = None
    zone_pt2: float | None = None

    def __post_init__(self) -> None:
        if self.share is not None and not 0 <= self.share <= 1:
            raise ValueError(f"share {self.share} outside 0–1")
        if any(found.page != self.page for found in self.withholdings):
            raise ValueError(f"a withholding of another page than {self.page}")
