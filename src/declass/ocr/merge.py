"""The second engine's lines laid over the first engine's words, and one text made of both."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from declass.ocr.lines import Line, Piece, Place, around
from declass.ocr.rapid import Letter, LineBox, LineRead, Spelt, words_of
from declass.ocr.steps import Steps
from declass.ocr.weigh import Verdict, weigh

MOST = 0.6
"""Least share of the first engine's letters that a second reading of a line must have to be weighed at all:
in a box that holds parts of two leaning lines the second engine reads a few stray letters, sure of them."""

_READABLE = 0.6  # mean confidence from which the first engine's count of letters can be trusted
_BLANK = 1.5  # heights of a word between two, from which they are two: more than one space of a typewriter
_SEEN_BLANK = 0.6  # of the blank's width that must lie between two letters of the second engine
_WIDER = 1.25  # times the second engine's place of a word, from which the first one's is too wide
_OVERLAP = 0.3  # share of a word that may lie over its neighbour before the two are taken for one
REACH = 2.5
"""Line heights between words of one line: typed lines end a sentence with less, blanks of forms are wider."""


def merged_words(
    first: Sequence[Piece], second: LineRead, box: LineBox, languages: tuple[str, ...]
) -> list[Piece]:
    """One row of words, left to right, from the first engine's within the box and the second's reading."""
    first = sorted(first, key=lambda piece: piece.place[0])
    if _lost_most(first, second):
        return first
    pieces: list[Piece] = []
    second = _parted(first, second, box)
    spelt = words_of(second, box)
    for ours, theirs in _groups(first, spelt):
        words = [spelt[i] for i in theirs]
        verdict = weigh(
            [(p.text, p.confidence) for p in ours], [w for w, _ in words], languages, _along(second, theirs)
        )
        pieces += _placed(verdict, _places([p.place for p in ours], [place for _, place in words]))
    return pieces


def _parted(first: Sequence[Piece], second: LineRead, box: LineBox) -> LineRead:
    """The second reading with a space where the first engine has a blank and it saw no letter either.

    A number beside a stamp, or two cells of a table, are else read as one word.
    """
    left, wide = box[0], max(1, box[2] - box[0])
    letters = list(second.letters)
    for before, after in pairwise(first):
        end, start = before.place[2], after.place[0]
        if start - end <= _BLANK * (before.place[3] - before.place[1]):
            continue
        at = bisect(letters, (end + start) / 2, key=lambda letter: left + letter.place * wide)
        if not 0 < at < len(letters) or " " in (letters[at - 1].sign, letters[at].sign):
            continue
        near, far = letters[at - 1].place, letters[at].place
        if (far - near) * wide > _SEEN_BLANK * (start - end):
            letters.insert(at, Letter(" ", letters[at].confidence, "", 0.0, (near + far) / 2))
    return replace(second, letters=tuple(letters))


def _along(line: LineRead, words: Sequence[int]) -> Steps | None:
    """What the second engine saw along words that follow one another, from gap to gap."""
    if line.steps is None or not words:
        return None
    count = len(line.steps.likely)
    gaps = [0]
    for letter, after in pairwise(line.letters):
        if after.sign == " " != letter.sign:
            gaps.append(round(after.place * count - 0.5))
    ends = [*(gap + 1 for gap in gaps[1:]), count]
    return line.steps.part(gaps[min(words)], ends[max(words)]).open_ended()


def _lost_most(first: Sequence[Piece], second: LineRead) -> bool:
    if not first or sum(piece.confidence for piece in first) < _READABLE * len(first):
        return False
    read = sum(letter.sign != " " for letter in second.letters)
    return read < MOST * sum(len(piece.text) for piece in first)


def _groups(first: Sequence[Piece], second: Sequence[Spelt]) -> Iterator[tuple[list[Piece], list[int]]]:
    """Words that lie over one another, the second engine's by number; parts of one word are joined."""
    marks = [(p.place[0], p.place[2], 0, i) for i, p in enumerate(first)]
    marks += [(place[0], place[2], 1, i) for i, (_, place) in enumerate(second)]
    ours: list[Piece] = []
    theirs: list[int] = []
    reach = float("-inf")
    for left, right, engine, i in sorted(marks):
        if (ours or theirs) and left >= reach - _OVERLAP * (right - left):
            yield ours, theirs
            ours, theirs, reach = [], [], float("-inf")
        if engine == 0:
            ours.append(first[i])
        else:
            theirs.append(i)
        reach = max(reach, right)
    if ours or theirs:
        yield ours, theirs


def _places(ours: Sequence[Place], theirs: Sequence[Place]) -> Sequence[Place]:
    """The first engine's places, cut to where the second saw letters: some take in a bar beside the word."""
    if not ours or len(ours) != len(theirs):
        return ours or theirs
    return [_seen(one, other) for one, other in zip(ours, theirs, strict=True)]


def _seen(ours: Place, theirs: Place) -> Place:
    left, right = max(ours[0], theirs[0]), min(ours[2], theirs[2])
    wider = ours[2] - ours[0] > _WIDER * (theirs[2] - theirs[0])
    return (left, ours[1], right, ours[3]) if wider and left < right else ours


def _placed(verdict: Verdict, places: Sequence[Place]) -> list[Piece]:
    """The verdict's words with their places: those given where they are as many, else shares of the whole."""
    words = verdict.text.split()
    if len(words) != len(places):
        places = list(_shares(words, around(places)))
    return [Piece(w, verdict.confidence, p, verdict.source) for w, p in zip(words, places, strict=True)]


def _shares(words: Sequence[str], place: Place) -> Iterator[Place]:
    left, top, right, bottom = place
    share = (right - left) / max(1, sum(map(len, words)) + len(words) - 1)
    at = 0
    for word in words:
        yield left + at * share, top, left + (at + len(word)) * share, bottom
        at += len(word) + 1


def within(piece: Piece, box: LineBox) -> bool:
    """Whether the middle of a word lies in the box, a few pixels aside."""
    left, top, right, bottom = piece.place  # twice the middle is as good, and this is asked for every pair
    return 2 * box[1] <= top + bottom <= 2 * box[3] and 2 * box[0] - 10 <= left + right <= 2 * box[2] + 10


def replaced(lines: Sequence[Line], old: Sequence[Piece], new: Sequence[Piece]) -> list[Line]:
    """The lines with ``new`` words in the place of ``old`` ones: in the line that held most of these.

    Where nothing was replaced, the new words join the line they stand beside, or make a line of their own
    below the nearest line above.
    """
    if not new:
        return list(lines)
    if not old:
        return _inserted(list(lines), list(new))
    gone = set(map(id, old))
    counts = [sum([id(piece) in gone for piece in line.pieces]) for line in lines]
    home = counts.index(max(counts))
    changed: list[Line] = []
    for number, line in enumerate(lines):
        if not counts[number] and number != home:
            changed.append(line)
            continue
        kept = [piece for piece in line.pieces if id(piece) not in gone]
        if number == home:
            kept = sorted([*kept, *new], key=lambda piece: piece.place[0])
        if kept:
            changed.append(Line(tuple(kept), line.gap))
    return changed


def _inserted(lines: list[Line], new: list[Piece]) -> list[Line]:
    left, top, right, bottom = around(piece.place for piece in new)
    middle, reach = (top + bottom) / 2, REACH * (bottom - top)
    for number, line in enumerate(lines):
        x0, y0, x1, y1 = line.place
        if (
            y0 <= middle <= y1
            and top <= (y0 + y1) / 2 <= bottom
            and x0 - reach <= right
            and left <= x1 + reach
        ):
            pieces = sorted([*line.pieces, *new], key=lambda piece: piece.place[0])
            return [*lines[:number], Line(tuple(pieces), line.gap), *lines[number + 1 :]]
    above = [
        i for i, line in enumerate(lines) if line.place[3] <= middle and _shares_column(line, left, right)
    ]
    at = max(above, key=lambda i: lines[i].place[3]) + 1 if above else _first_below(lines, middle)
    return [*lines[:at], Line(tuple(new)), *lines[at:]]


def _shares_column(line: Line, left: float, right: float) -> bool:
    x0, _, x1, _ = line.place
    return x0 < right and left < x1


def _first_below(lines: Sequence[Line], middle: float) -> int:
    return next((i for i, line in enumerate(lines) if line.place[1] >= middle), len(lines))
