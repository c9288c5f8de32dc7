"""The least-redacted reading of a record from all its releases, every span with its source.

base release ─► what only other releases have is taken in, the newest first
             ─► readings that differ are chosen by agreement, then by plausibility
             ─► what is still withheld stays visible as a gap, with the dates it was seen withheld
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from declass.compare.draft import Cut, Draft, joint
from declass.compare.merging import box_litter, merged, readable
from declass.compare.readings import Held, better_readings, segments
from declass.text.plausible import plausibility

_BASE_SHARE = 0.8
"""The newest release is the base unless it has less than this share of the fullest one's letters."""
_NEAR_WORDS = 3  # words on either side by which a release is known to cover a place
_MARKS = re.compile(
    r"[█▇■▓]+(?:[ \t]*[█▇■▓]+)*"
    r"|\[[^\[\]]{0,60}not\s+declassified[^\[\]]{0,20}\]"
    r"|\[\s*(?:redacted|deleted|excised|sanitized|withheld|tachado|testado|tarjado)\s*\]"
    r"|\[[ _\t]{2,40}\]|\[\]"
    r"|pages?\s*\(?s?\)?\s+withheld\s+entirely\s+at\s+this\s+location",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\[([^\[\]\n]{1,24})\]")
_LITTER = 0.3
"""Plausibility below which the inside of brackets is taken for the litter of a box, not for a word."""

PartKind = Literal["text", "gap"]


@dataclass(frozen=True, slots=True)
class ReleaseText:
    """One release of a record.

    Attributes:
        label: what to call it; must tell releases apart for people, e.g. "2018".
        released: EDTF date of its publication, None where unknown.
        pages: the texts of its pages.
        withheld: (page, start, end) where its page images show something withheld; empty spans stand between
            words, others hold the litter that was read there.
    """

    label: str
    released: str | None
    pages: Sequence[str]
    withheld: Sequence[tuple[int, int, int]] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A span of the composite and where it stands.

    Attributes:
        kind: ``text``, or ``gap``: nothing readable in any release; ``text`` is then the marker or litter.
        release: index of the source among the releases.
        page, start, end: its place there; ``text`` is exactly ``pages[page][start:end]``.
        lacking: indices of releases that lack these words; for a gap, of those that show the place withheld.
        since, until: for a gap, the earliest and latest known release date at which it was seen withheld.
    """

    kind: PartKind
    release: int
    page: int
    start: int
    end: int
    text: str
    lacking: tuple[int, ...] = ()
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Composite:
    """The least-redacted reading.

    Attributes:
        releases: as given.
        base: index of the release whose order of pages it follows.
        parts: in reading order.
    """

    releases: tuple[ReleaseText, ...]
    base: int
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """All parts joined; a form feed stands between pages, gaps as they stand at their source."""
        return self.rendered()

    @property
    def gaps(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind == "gap")

    def rendered(self, gap: str | None = None) -> str:
        """The text, each gap as ``gap``, in which {since} and {label} are filled in; None = as it stands."""
        said: list[str] = []
        for before, part in zip((None, *self.parts), self.parts, strict=False):
            if before is not None:
                said.append(joint(_cut(before), _cut(part), before.text, part.text))
            shown = part.text
            if gap is not None and part.kind == "gap":
                shown = gap.format(since=part.since or "?", label=self.releases[part.release].label)
                shown = f" {shown}" if not part.text else shown  # it stands between two words
            said.append(shown)
        return "".join(said)

    def letters_from(self, release: int) -> int:
        """How many letters and digits of the readable text are taken from a release."""
        mine = (p.text for p in self.parts if p.kind == "text" and p.release == release)
        return sum(c.isalnum() for text in mine for c in text)


def composite(releases: Sequence[ReleaseText]) -> Composite:
    """The least-redacted reading of a record.

    Args:
        releases: in order of publication; at least one.

    Raises:
        ValueError: no release was given.
    """
    if not releases:
        raise ValueError("a composite needs at least one release")
    pages = [list(release.pages) for release in releases]
    base = _base(pages)
    draft = Draft(pages, [Cut(base, page, 0, len(text)) for page, text in enumerate(pages[base])])
    for other in reversed(range(len(pages))):
        if other != base:
            draft = merged(draft, pages[other], other)
    if len(pages) > 1:
        draft = draft.edited(better_readings(draft, [Held.of(draft, texts) for texts in pages]))
    held = [Held.of(draft, texts) for texts in pages]
    tiled = segments(draft, held)
    whole = [part for start, stop, who in tiled for part in _parts(draft, start, stop, who)]
    following: list[Part | None] = [*(part for _, part in whole[1:]), None]
    parts = [
        piece
        for (at, part), after in zip(whole, following, strict=True)
        for piece in _marked(at, part, _boxed(part, after, releases[part.release].withheld))
    ]
    return Composite(tuple(releases), base, tuple(_dated(draft, held, releases, parts)))


def _base(pages: Sequence[Sequence[str]]) -> int:
    letters = [sum(readable(page) for page in texts) for texts in pages]
    newest = len(pages) - 1
    return newest if letters[newest] >= _BASE_SHARE * max(letters) else int(np.argmax(letters))


def _parts(draft: Draft, start: int, stop: int, lacking: tuple[int, ...]) -> Iterator[tuple[int, Part]]:
    """Parts of a range of the draft, each with its place there."""
    at = start
    for cut in draft.slice(start, stop):
        words = draft.of(cut)
        at = draft.text.find(words, at)
        kind: PartKind = (
            "gap" if cut.gap and box_litter(words) else "text"
        )  # what an edit left of one may be none
        part = Part(kind, cut.release, cut.page, cut.start, cut.end, words, lacking)
        yield at, part
        at += len(words)


def _boxed(
    part: Part, after: Part | None, withheld: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[int, int]]:
    """Spans of a part at which its page's image shows something withheld that no release has opened."""
    goes_on = after is not None and (after.release, after.page, after.start) == (
        part.release,
        part.page,
        part.end,
    )
    for page, start, end in withheld:
        first, stop = start - part.start, end - part.start
        opened = not goes_on and not part.text[stop:].strip()  # another release's words follow
        if page == part.page and first > 0 and stop < len(part.text) and not opened:
            yield first, stop


def _marked(at: int, part: Part, boxed: Iterable[tuple[int, int]] = ()) -> Iterator[tuple[int, Part]]:
    """A part cut where markers of a withholding, the litter of a box or boxes themselves stand in it."""
    done = 0
    spans = [] if part.kind == "gap" else _apart([*_withheld(part.text), *boxed])
    for start, stop in spans:
        if done < start:
            yield at + done, _piece(part, done, start, "text")
        yield at + start, _piece(part, start, stop, "gap")
        done = stop
    if done < len(part.text) or not part.text:
        yield at + done, _piece(part, done, len(part.text), part.kind)


def _withheld(text: str) -> list[tuple[int, int]]:
    spans = [m.span() for m in _MARKS.finditer(text)]
    spans += [m.span() for m in _BRACKETS.finditer(text) if _is_litter(m[1])]
    return _apart(spans)


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, without those that overlap an earlier one."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if not found or start >= found[-1][1]:
            found.append((start, stop))
    return found


def _is_litter(inside: str) -> bool:
    """What a box leaves when it is read: `-D. /-`; never a number, an initial or a word."""
    bare = inside.strip(" .,;:")
    return not (bare.isalnum() or bare[:1].isdigit()) and plausibility(bare) < _LITTER


def _piece(part: Part, start: int, stop: int, kind: PartKind) -> Part:
    return replace(
        part, kind=kind, start=part.start + start, end=part.start + stop, text=part.text[start:stop]
    )


def _dated(
    draft: Draft, held: Sequence[Held], releases: Sequence[ReleaseText], parts: Sequence[tuple[int, Part]]
) -> Iterator[Part]:
    """Gaps with the releases that show the place withheld, and since when; text as it is."""
    for at, part in parts:
        if part.kind == "text":
            yield part
            continue
        showing = tuple(i for i, beside in enumerate(held) if i == part.release or _covers(draft, beside, at))
        dates = sorted(date for i in showing if (date := releases[i].released))
        since, until = (dates[0], dates[-1]) if dates else (None, None)
        yield replace(part, lacking=showing, since=since, until=until)


def _covers(draft: Draft, beside: Held, at: int) -> bool:
    """Whether a release has the words right before and after a place."""
    word = int(np.searchsorted(draft.words.start, at))
    before, after = beside.has[max(0, word - _NEAR_WORDS) : word], beside.has[word : word + 2 * _NEAR_WORDS]
    return bool((not len(before) or before.any()) and (not len(after) or after.any()))


def _cut(part: Part) -> Cut:
    return Cut(part.release, part.page, part.start, part.end)
