"""The fields of the index and how one page becomes one Tantivy document."""

import json
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from operator import attrgetter
from typing import Any

from tantivy import Document, Schema, SchemaBuilder

from declass.model.anchor import Digest
from declass.search.analysis import FOLDED, Cut, joined, parted
from declass.search.days import LAST_DAY, Days, day_range, decades
from declass.search.passages import key_of, page_key
from declass.search.values import PageEntry

VERSION = 4
"""Raised whenever an index built before would answer differently; such an index must be rebuilt."""

BODY = "body"
HEADING = "heading"
FACETS = (
    "collection",
    "agency",
    "type",
    "language",
    "record",
    "decade",
    "released",
    "classification",
    "withheld",
    "code",
    "disclosure",
    "quality",
)
YEAR = "year"
"""Of a record's first possible day: counted like a facet, searched by ``date:``."""
COUNTED = (*FACETS, YEAR)
SORTS = {"date": "oldest", "-date": "newest"}
DIGEST_BITS = 48  # of the digest in the numeric key; two files alike in all of them are beyond any archive
_SORT_DIGEST_BITS = 24
_SORT_PAGE_BITS = 12
_TOLD = (
    "digest",
    "file",
    "record",
    "title",
    "date",
    "collection",
    "agency",
    "type",
    "language",
    "released",
    "collections",
    "classification",
    "withheld",
    "codes",
    "disclosed",
)
_told = attrgetter(*_TOLD)
_CARD = ("page", "expected_error", *_TOLD)
WORD_FIELDS = ("record", "file", "title")
"""Indexed word by word. The other fields have few different values, so a query looks for its words in the
list of values instead (``Vocabulary.values``), which makes building an index a quarter faster."""

_NUMBERED = ("page_key", "group_key")
_RANGES = ("date_first", "date_last", "released_first", "released_last")

QUALITIES = {"good": 0.02, "fair": 0.1}
"""Highest expected character error of each: at .02 nine in ten five-letter words are whole, at .1 six."""

# A heading line carries what the page is about: SUBJ of telegrams, SUBJECT of memoranda, TITLE of
# finding aids, and the same in Spanish and Portuguese. It may run on over the following lines.
_SUBJECT = re.compile(
    r"(?:SUBJ(?:ECT)?S?|Subj(?:ect)?s?|TITLE|Title|ASUNTO|Asunto|ASSUNTO|Assunto|MATERIA|Materia)"
    r"[ \t]*[:;][ \t]*"
    r"(\S.{2,200}(?:\n[ \t]*(?![A-Z][\w .]{0,20}[:;])\S.{2,200}){0,2})"
)


_LABELS = (
    *("SUBJ", "SUBJS", "SUBJECT", "SUBJECTS", "Subj", "Subjs", "Subject", "Subjects"),
    *("TITLE", "Title", "SUNTO", "sunto", "MATERIA", "Materia"),
)
_LONGEST_LABEL = max(map(len, _LABELS))


def facet_field(name: str) -> str:
    return f"facet_{name}"


def schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("digest", tokenizer_name="raw", index_option="basic")
    builder.add_text_field(BODY, stored=True, tokenizer_name=FOLDED, index_option="position")
    for name in (HEADING, *WORD_FIELDS):
        builder.add_text_field(name, tokenizer_name=FOLDED, index_option="position")
    for name in FACETS:
        builder.add_text_field(facet_field(name), tokenizer_name="raw", index_option="basic", fast=True)
    for name in (*_RANGES, *SORTS.values(), "digest_key", "page"):
        builder.add_integer_field(name, fast=True)
    for name in _NUMBERED:
        builder.add_integer_field(name, fast=True, indexed=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


def subject_line(text: str) -> str | None:
    """What the page says it is about; None where it has no such line.

    >>> subject_line("REF: A\\nSUBJ: WHEAT SHORTAGE\\n\\n1. SUMMARY")
    'WHEAT SHORTAGE'
    """
    label = _label_end(text)  # found three times as fast as by the pattern
    if label is None:
        return None
    match = _SUBJECT.search(text, max(0, label - _LONGEST_LABEL))
    return match[1] if match else None


def _label_end(text: str) -> int | None:
    """Where the first word ends that a subject line may begin with; there is a colon after it."""
    at = 0
    for piece in text.replace(";", ":").split(":")[:-1]:
        label = piece.rstrip(" \t")
        if label.endswith(_LABELS):
            return at + len(label)
        at += len(piece) + 1
    return None


def digest_key(digest: str) -> int:
    return int(digest[: DIGEST_BITS // 4], 16)


def document(entry: PageEntry, subject: str) -> Document:
    """The page as Tantivy takes it; ``subject`` is the subject line in force on the page."""
    shared = _shared(_told(entry), quality_of(entry.expected_error))
    made = copy(shared.document)
    body, cuts = joined(entry.text)
    made.add_text(BODY, body)
    if entry.title or subject:
        made.add_text(HEADING, f"{entry.title}\n{subject}")
    made.add_integer("page", entry.page)
    page = min(entry.page, (1 << _SORT_PAGE_BITS) - 1)
    made.add_integer("oldest", shared.oldest | page)
    made.add_integer("newest", shared.newest | page)
    heading = subject or entry.title
    made.add_integer("page_key", page_key(entry.text, heading))
    made.add_bytes("card", _written(entry, heading, cuts, shared.card).encode())
    return made


def group_key(entry: PageEntry) -> int:
    """One number for all releases of a record; for a page without a record number, one for its file."""
    return key_of(entry.record or entry.digest)


def yes_or_no(known: bool | None) -> str:
    return "" if known is None else "yes" if known else "no"


def quality_of(expected_error: float | None) -> str:
    """good, fair or poor; "" where it was never estimated.

    >>> [quality_of(error) for error in (0.0, 0.02, 0.1, 0.3, None)]
    ['good', 'good', 'fair', 'poor', '']
    """
    if expected_error is None:
        return ""
    return next((name for name, most in QUALITIES.items() if expected_error <= most), "poor")


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the pages of a document have in common, made once: half the time of a page goes without it.

    Attributes:
        document: to be copied, never to be added to.
        card: the end of the card as it is written, after what is the page's own.
        oldest, newest: sort keys of a first page.
    """

    document: Document
    card: str
    oldest: int
    newest: int


@lru_cache(maxsize=1_000)
def _shared(told: tuple[Any, ...], quality: str) -> _Shared:
    """What pages share of which the same is told.

    Args:
        told: ``_TOLD`` of the page.
    """
    entry = PageEntry(page=0, text="", **dict(zip(_TOLD, told, strict=True)))
    days = day_range(entry.date) if entry.date else None
    words = {name: value for name in WORD_FIELDS if (value := getattr(entry, name))}
    made = Document(digest=entry.digest, **words, **_facets(entry, days, quality), **_numbers(entry, days))
    # undated pages come last in both directions
    oldest, newest = (days[0], LAST_DAY - days[0]) if days else (LAST_DAY, LAST_DAY)
    card = json.dumps(told)[1:]
    return _Shared(made, card, _sort_key(entry.digest, oldest), _sort_key(entry.digest, newest))


def _facets(entry: PageEntry, days: Days | None, quality: str) -> dict[str, list[str]]:
    """By facet the values of a page; facets without one are left out."""
    known: dict[str, Sequence[str | None]] = {
        "collection": entry.collections or (entry.collection,),
        "agency": (entry.agency,),
        "type": (entry.type,),
        "language": (entry.language,),
        "record": (entry.record,),
        "decade": decades(days) if days else (),
        "released": (entry.released,),
        "classification": (entry.classification,),
        "withheld": (yes_or_no(entry.withheld),),
        "code": entry.codes,
        "disclosure": (yes_or_no(entry.disclosed),),
        "quality": (quality,),
    }
    kept = {name: [value for value in values if value] for name, values in known.items()}
    return {facet_field(name): values for name, values in kept.items() if values}


def _numbers(entry: PageEntry, days: Days | None) -> dict[str, int]:
    found = {"digest_key": digest_key(entry.digest), "group_key": group_key(entry)}
    released = day_range(entry.released) if entry.released else None
    for stem, known in (("date", days), ("released", released)):
        if known:
            found[f"{stem}_first"], found[f"{stem}_last"] = known
    return found


def _sort_key(digest: Digest, day: int) -> int:
    """Day, then a piece of the digest, then room for the page, in one number below 2**63."""
    piece = int(digest[: _SORT_DIGEST_BITS // 4], 16)
    return ((day << _SORT_DIGEST_BITS) | piece) << _SORT_PAGE_BITS


def _written(entry: PageEntry, heading: str, cuts: Sequence[Cut], shared: str) -> str:
    """The heading, what ``joined`` cut out, and ``_CARD`` of a page as one JSON list."""
    error = "null" if entry.expected_error is None else json.dumps(entry.expected_error)
    return f"[{quoted(heading)}, {json.dumps(cuts) if cuts else '[]'}, {entry.page}, {error}, {shared}"


def heading_of(found: Document) -> str:
    """The subject line or title in force on a page, which its passages begin with."""
    return str(json.loads(found.to_dict()["card"][0])[0])


def entry_of(found: Document) -> PageEntry:
    """The page as it was indexed."""
    stored: dict[str, list[Any]] = found.to_dict()
    _, cuts, *values = json.loads(stored["card"][0])
    card = dict(zip(_CARD, values, strict=True))
    card["collections"], card["codes"] = tuple(card["collections"]), tuple(card["codes"])
    return PageEntry(text=parted(stored[BODY][0], cuts), **card)
