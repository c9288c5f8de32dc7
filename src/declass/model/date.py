"""Dates as records print them: an EDTF value with the raw words and how it was inferred."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date read from text.

    Attributes:
        edtf: Extended Date/Time Format (ISO 8601-2:2019), e.g. ``1973-09-11``, ``1973-09``,
            ``1973-09-11T18:30Z``, ``1973~``, ``1973-09-11/1973-09-15``, ``XXXX-11-08``.
        start, end: span of the raw words in the text they were read from.
        raw: the words as they stood.
        inferred: what was supplied rather than printed (``year from the page's other dates``); "" if nothing.
    """

    edtf: str
    start: int
    end: int
    raw: str
    inferred: str = ""
