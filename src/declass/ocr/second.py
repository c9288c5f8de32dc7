"""A second look at what the first engine was unsure of: which lines, and what becomes of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from statistics import median

from declass.model.page import PageImage, PageText
from declass.ocr.base import SecondReader
from declass.ocr.estimate import expected_error_of
from declass.ocr.handwriting import labelled
from declass.ocr.ink import Ink, bands_of, ink_of
from declass.ocr.lexicon import known
from declass.ocr.lines import Line, Piece, Place, around, lines_of, put_together
from declass.ocr.merge import merged_words, replaced, within
from declass.ocr.prepare import levelled, pixels_of
from declass.ocr.rapid import LineBox, LineRead
from declass.ocr.rows import whole_rows
from declass.ocr.skew import Pixels

SURE = 0.9
"""Least word confidence of the first engine at which a word is not read again: at .8 a seventh fewer lines
are read and photocopies have 4% more errors, at .95 a fifth more lines for 4% fewer."""

SMALLEST_LEAN_DEG = 0.1
"""Lean from which lines are set level for the second engine: it reads upright boxes, and that of a full line
leaning by a quarter of a degree is half as high again as its letters."""

LITTER, SPECK = 0.5, 0.9
"""Words less sure than this where the second engine reads no text are specks and edges, and left out; so are
single letters and signs less sure than that, at the ends of lines and in lines of their own."""

ALONE, LINE_ALONE = 0.8, 0.7
"""Least confidence of a word where the first engine saw nothing, and of a whole line by its letters: a faint
word of a line that is read on the whole stays. With this the photocopies lose a fiftieth fewer letters."""

LEGIBLE, PLAIN = 0.55, 0.9
"""Least mean confidence of the second engine's letters where it saw no line itself, and of two or three
letters; scrawl, rules and hatching are read with less."""

GUESSED = 0.5
"""Share of a new word's confidence below which the first engine's word at the same place is a mere guess."""

_LEAST_LETTERS = 8  # of a doubtful line where the second engine saw none; a shorter one is mostly a speck
_LEAST_LEGIBLE, _LEAST_PLAIN = 4, 2
_ROOM, _BAND_ROOM = 0.12, 0.5  # of the height of a line, of its letters

_BLANK = 1.6
"""Heights of words between two, from which they are read apart: at less lines lose letters for want of their
neighbours, in wider blanks the second engine may see figures where none are."""

_TALL = 1.7  # a box that many times as high as others holds two lines


def looked_again(
    reading: PageText, image: PageImage, engine: SecondReader, languages: Sequence[str]
) -> PageText:
    """The reading with its doubtful lines read by the second engine too, and lines the first one missed.

    Lines are looked for by the second engine. Where it saw none, doubtful lines of the first and rows of ink
    that neither saw are read too, and believed if they can be read well.

    Args:
        image: the prepared image the reading was made from.
    """
    image, _ = levelled(image, SMALLEST_LEAN_DEG)
    pixels = pixels_of(image)
    lines = lines_of(reading, image)
    ink = ink_of(image)
    rows = whole_rows(_single(engine.find_lines(pixels), lines), image, ink)
    boxes = [row.box for row in rows]
    parts = {row.box: row.parts for row in rows}
    missed = list(_missed(lines, boxes, image, ink))
    asked = tuple(languages)
    again = 0
    for box, old in _shared_out(lines, boxes):
        if _is_doubtful(old, parts[box]):
            lines = _merged(lines, old, engine.read_line(pixels, box), box, asked)
            again += 1
    lines, legible = _with_missed(lines, missed, engine, pixels, asked)
    lines = labelled(_without_litter(lines, [*boxes, *legible]), lambda word: known(word, languages))
    told = f"lines={again}/{len(boxes)}" + f" missed={len(legible)}/{len(missed)}" * bool(missed)
    return _noted(put_together(lines, reading, image), engine, told)


def doubts_read(
    reading: PageText, image: PageImage, engine: SecondReader, languages: Sequence[str], ink: Ink
) -> PageText:
    """A reading that is sure on the whole, with doubtful lines read again where the first engine saw them.

    Rows of ink that it did not read are read too, and what neither engine can read is left out. No lines are
    looked for: that takes most of a look's time.

    Args:
        image: the prepared image the reading was made from.
        ink: of the image.
    """
    lines = lines_of(reading, image)
    missed = list(_missed(lines, (), image, ink))
    lines, legible = _with_missed(lines, missed, engine, pixels_of(image), tuple(languages))
    cleaned = put_together(_without_litter(lines, legible), reading, image)
    return _noted(cleaned, engine, f"doubts={len(legible)}/{len(missed)}") if missed else cleaned


def _noted(reading: PageText, engine: SecondReader, told: str) -> PageText:
    done = f"{reading.parameters} second={engine.name}-{engine.version} {told}".strip()
    return replace(reading, parameters=done, expected_error=expected_error_of(reading.words))


def _with_missed(
    lines: list[Line],
    missed: Sequence[tuple[LineBox, list[Piece]]],
    engine: SecondReader,
    pixels: Pixels,
    languages: tuple[str, ...],
) -> tuple[list[Line], list[LineBox]]:
    """The lines with what could be read of these boxes, and the boxes that could."""
    legible = []
    for box, old in missed:
        read = engine.read_line(pixels, box)
        if _is_legible(read):
            lines = _merged(lines, old, read, box, languages)
            legible.append(box)
    return lines, legible


def _is_doubtful(old: Sequence[Piece], parts: Sequence[LineBox]) -> bool:
    """Whether a word is unsure, or a part of the line has none."""
    unsure = any(piece.confidence < SURE for piece in old)
    return unsure or not all(any(within(piece, part) for piece in old) for part in parts)


def _merged(
    lines: Sequence[Line], old: Sequence[Piece], read: LineRead, box: LineBox, languages: tuple[str, ...]
) -> list[Line]:
    """The lines with both engines' readings of a box in the place of the first one's."""
    return replaced(lines, old, _fresh(merged_words(old, read, box, languages), old, lines))


def _missed(
    lines: Sequence[Line], boxes: Sequence[LineBox], image: PageImage, ink: Ink
) -> Iterator[tuple[LineBox, list[Piece]]]:
    """Where the second engine saw no line: doubtful ones of the first, with their words, and rows of ink."""
    pieces = [piece for line in lines for piece in line.pieces]
    for line in lines:
        outside = [piece for piece in line.pieces if not any(within(piece, box) for box in boxes)]
        for stretch in _stretches(outside):
            if _is_worth_asking(stretch):
                for doubted in _doubted(stretch):
                    yield from _by_band(doubted, pieces, boxes, image)
    for row in ink.unread([*(piece.place for piece in pieces), *boxes]):
        yield _roomy(row, image, _ROOM), []


def _is_worth_asking(stretch: Sequence[Piece]) -> bool:
    """Whether the words are long enough to be no speck, or about to be left out unless they can be read."""
    letters = sum(len(piece.text) for piece in stretch)
    return letters >= _LEAST_LETTERS or any(piece.confidence < LITTER for piece in stretch)


def _by_band(
    stretch: Sequence[Piece], pieces: Sequence[Piece], boxes: Sequence[LineBox], image: PageImage
) -> Iterator[tuple[LineBox, list[Piece]]]:
    """The box of each row of ink among the words, with those that lie nearest to it.

    A row that is nearest to none of them is a line nobody read, unless others of the page's pieces lie in it.
    """
    found = bands_of(image, around([piece.place for piece in stretch]))
    bands = [band for band in found if not any(_overlap(band, box) for box in boxes)]
    for band in bands:
        old = [piece for piece in stretch if _nearest(piece, bands) == band]
        if old or not any(within(piece, band) for piece in pieces if piece not in stretch):
            yield _roomy(band, image, _BAND_ROOM), old


def _overlap(one: LineBox, other: LineBox) -> bool:
    """Whether two boxes share columns, and one of them more than half of the other's rows."""
    wide, high = (min(one[i + 2], other[i + 2]) - max(one[i], other[i]) for i in (0, 1))
    return wide > 0 and high > 0.5 * min(one[3] - one[1], other[3] - other[1])


def _stretches(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces parted where a gap is wider than those between words: blanks of a form, not one line."""
    stretch: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.place[0]):
        if stretch:
            gap = piece.place[0] - max(p.place[2] for p in stretch)
            if gap > _BLANK * median(map(_height, stretch)):
                yield stretch
                stretch = []
        stretch.append(piece)
    if stretch:
        yield stretch


def _doubted(stretch: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """The doubtful words, each with its neighbours: the rest of a line need not be read again for them."""
    near = [any(p.confidence < SURE for p in stretch[max(0, i - 1) : i + 2]) for i in range(len(stretch))]
    for doubted, run in groupby(zip(near, stretch, strict=True), key=itemgetter(0)):
        if doubted:
            yield [piece for _, piece in run]


def _height(piece: Piece) -> float:
    return piece.place[3] - piece.place[1]


def _roomy(place: Place, image: PageImage, room: float) -> LineBox:
    """The box with a little paper around it, as the finder's boxes have, within the page."""
    left, top, right, bottom = place
    high = room * (bottom - top)
    return (
        max(0, round(left) - 4),
        max(0, round(top - high)),
        min(image.width_px, round(right) + 4),
        min(image.height_px, round(bottom + high)),
    )


def _is_legible(read: LineRead) -> bool:
    marks = [letter.confidence for letter in read.letters if letter.sign != " "]
    least = LEGIBLE if len(marks) >= _LEAST_LEGIBLE else PLAIN
    return len(marks) >= _LEAST_PLAIN and sum(marks) >= least * len(marks)


def _shared_out(lines: Sequence[Line], boxes: Sequence[LineBox]) -> list[tuple[LineBox, list[Piece]]]:
    """Each box, from the top down, with the first engine's words in it.

    Boxes of neighbouring lines overlap: a word in two goes where most words of its own line lie nearest.
    """
    shares: dict[LineBox, list[Piece]] = {box: [] for box in sorted(boxes, key=lambda b: (b[1], b[0]))}
    for line in lines:
        candidates = [(piece, [box for box in shares if within(piece, box)]) for piece in line.pieces]
        votes = Counter(_nearest(piece, around_it) for piece, around_it in candidates if around_it)
        for piece, around_it in candidates:
            if around_it:
                shares[max(around_it, key=lambda box: votes[box])].append(piece)
    return list(shares.items())


def _nearest(piece: Piece, boxes: Sequence[LineBox]) -> LineBox:
    middle = piece.middle[1]
    return min(boxes, key=lambda box: abs(box[1] + box[3] - 2 * middle))


def _fresh(new: Sequence[Piece], old: Sequence[Piece], lines: Sequence[Line]) -> list[Piece]:
    """The new words, without faint ones where the first engine saw nothing, nor any that it has elsewhere.

    A word elsewhere that it merely guessed at keeps none out.
    """
    readable = bool(old) or _is_readable(new)
    kept = [piece for piece in new if readable or piece.confidence >= ALONE]
    if all(piece.source != "second" for piece in kept):
        return kept
    replaced_ones = set(map(id, old))
    others = [p for line in lines for p in line.pieces if id(p) not in replaced_ones]
    return [
        piece
        for piece in kept
        if piece.source != "second" or not any(_stands_for(other, piece) for other in others)
    ]


def _is_readable(line: Sequence[Piece]) -> bool:
    letters = sum(len(piece.text) for piece in line)
    sure = sum(len(piece.text) * piece.confidence for piece in line)
    return letters >= _LEAST_LEGIBLE and sure >= LINE_ALONE * letters


def _stands_for(other: Piece, piece: Piece) -> bool:
    return other.confidence >= GUESSED * piece.confidence and _same_place(piece, other)


def _same_place(one: Piece, other: Piece) -> bool:
    """Whether the middle of each lies in the other; asked for every pair of a page, so rows come first."""
    (left, top, right, bottom), (x0, y0, x1, y1) = one.place, other.place
    same_row = y0 <= (top + bottom) / 2 <= y1 and top <= (y0 + y1) / 2 <= bottom
    return same_row and x0 <= (left + right) / 2 <= x1 and left <= (x0 + x1) / 2 <= right


def _single(boxes: Sequence[LineBox], lines: Sequence[Line]) -> list[LineBox]:
    """The boxes, those that hold words of several lines cut into these lines."""
    if not boxes:
        return []
    usual = median(b[3] - b[1] for b in boxes)
    single: list[LineBox] = []
    for box in boxes:
        tall = box[3] - box[1] > _TALL * usual
        parts = [tuple(p for p in line.pieces if within(p, box)) for line in lines] if tall else []
        held = [part for part in parts if part]
        single += [_whole(part) for part in held] if len(held) > 1 else [box]
    return single


def _whole(pieces: Sequence[Piece]) -> LineBox:
    left, top, right, bottom = around([piece.place for piece in pieces])
    return max(0, round(left) - 4), max(0, round(top)), round(right) + 4, round(bottom)


def _without_litter(lines: Sequence[Line], boxes: Sequence[LineBox]) -> list[Line]:
    cleaned = []
    for line in lines:
        kept = [p for p in line.pieces if p.confidence >= LITTER or any(within(p, box) for box in boxes)]
        while kept and _is_speck(kept[0], boxes):
            kept.pop(0)
        while kept and _is_speck(kept[-1], boxes):
            kept.pop()
        if kept:
            cleaned.append(Line(tuple(kept), line.gap))
    return cleaned


def _is_speck(piece: Piece, boxes: Sequence[LineBox] = ()) -> bool:
    """Whether a word is a letter or a sign that is unsure and in no box; a figure may be a page's number."""
    few = not any(map(str.isalnum, piece.text)) or (len(piece.text) == 1 and piece.text.isalpha())
    doubted = piece.confidence < SPECK and piece.text != ":"
    return few and doubted and not any(within(piece, box) for box in boxes)
