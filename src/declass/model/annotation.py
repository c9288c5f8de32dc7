"""What a person writes beside a page: a note on a span or a box, with tags and links."""

from dataclasses import dataclass
from datetime import datetime

from declass.model.anchor import Box, Digest, Span


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note as it stands; every earlier version is kept.

    Attributes:
        key: names the note through all its versions.
        page: 0-based.
        span: of the page's text in the layer ``layer_id``; None = a box, or the whole page.
        quote: the words of the span, so that the note survives another reading of the page.
        box: points of the unrotated page; None = a span, or the whole page.
        body: the note itself, plain text, NFC.
        record: (scheme, number) of a record it points to, or None.
        withdrawn: its writer took it back.
    """

    key: str
    digest: Digest
    page: int
    who: str
    when: datetime
    body: str
    span: Span | None = None
    layer_id: str | None = None
    quote: str = ""
    box: Box | None = None
    tags: tuple[str, ...] = ()
    record: tuple[str, str] | None = None
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if self.page < 0 or not self.who:
            raise ValueError(f"bad note {self.key}: page {self.page}, by {self.who!r}")
        if not (self.body.strip() or self.tags or self.record or self.withdrawn):
            raise ValueError("a note says something, tags something or points somewhere")
