"""What a page paints, in order, and which of the text it carries a reader of the page cannot see."""

from dataclasses import dataclass
from typing import Literal

from declass.model.anchor import Box, Span

MarkKind = Literal["path", "image", "shading", "annotation"]

UnseenReason = Literal[
    "covered",
    "same_colour",
    "invisible",
    "outside",
    "clipped",
    "switched_off",
    "marked",
    "field",
    "annotation",
    "note",
    "revision",
    "tiny",
    "replaced",
]
"""Why a text is not seen: something is painted over it; it has the colour of what lies behind it; it is
set to be ``invisible`` (as the OCR layer of a scan is); it stands ``outside`` the page's visible part; a
clip cuts it away; its layer is switched off; it is ``marked`` for redaction and still there (it may
well be seen); it is the value of a form ``field`` or the words of an ``annotation`` that do not show; it
is in a ``note`` that opens when it is pointed at; it stands in an earlier ``revision`` of the file and no
longer in the last; it is so ``tiny`` that nobody can read it; it is kept as the words
to be read out (``replaced``) for something that does not say them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something painted on a page that can hide what lies under it.

    Attributes:
        order: place in the order of painting, 0 first; annotations come after all else.
        box: its extent, cut to its clip.
        subtype: an annotation's subtype, e.g. ``Redact``; "" otherwise.
        grey: its own colour, 0 black to 255 white; None where it has none of its own (images, patterns).
        opacity: 0–1.
        group: the form it is painted by, as that form's own order; None on the page itself.
    """

    order: int
    kind: MarkKind
    box: Box
    subtype: str = ""
    grey: int | None = None
    opacity: float = 1.0
    group: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.opacity <= 1 or (self.grey is not None and not 0 <= self.grey <= 255):
            raise ValueError(f"a mark of opacity {self.opacity} and grey {self.grey}")


@dataclass(frozen=True, slots=True)
class Unseen:
    """A run of text that the file carries and the page does not show.

    Attributes:
        text: the words.
        span: where they stand in the page's embedded layer; None where they are not part of it.
        box: around the words.
        mark: the mark that hides them, an index into ``PageDrawing.marks``; None where none does.
        above: whether the mark is painted after the words; False where they were painted onto it.
        ground: mean grey of the place as the page shows it, 0 black to 255 white; None = not looked.
        even: whether that place has one tone throughout; None = not looked.
        own: whether the mark and the words are painted by one form that shows no other words, as the
            label of a bar is.
    """

    reason: UnseenReason
    text: str
    box: Box
    span: Span | None = None
    mark: int | None = None
    above: bool = True
    ground: int | None = None
    even: bool | None = None
    own: bool = False

    def __post_init__(self) -> None:
        if self.ground is not None and not 0 <= self.ground <= 255:
            raise ValueError(f"ground {self.ground} is no grey")


@dataclass(frozen=True, slots=True)
class Bar:
    """A dark rectangle that a page shows.

    Attributes:
        filled: 0–1, share of it that is dark as shown; what is written on it in white is not.
        neighbours: other things painted on or against it, rules and borders left aside.
    """

    box: Box
    filled: float
    neighbours: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.filled <= 1 or self.neighbours < 0:
            raise ValueError(f"a bar filled to {self.filled} with {self.neighbours} neighbours")


@dataclass(frozen=True, slots=True)
class PageDrawing:
    """What a born-digital page paints, as far as it hides text.

    Attributes:
        marks: filled or thickly drawn areas, images and annotations that lie over or under text, in the
            order of painting.
        unseen: runs of text a reader does not see, in the order of the text.
        scan: whether raster images cover half of the page or more.
        bars: dark rectangles as shown, from the top, whether or not they hide text; none of a scan.
    """

    marks: tuple[Mark, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    scan: bool = False
    bars: tuple[Bar, ...] = ()

    def __post_init__(self) -> None:
        if any(run.mark is not None and not 0 <= run.mark < len(self.marks) for run in self.unseen):
            raise ValueError("text hidden by a mark that is not there")
