"""Strokes that no engine can read are said to be there instead of being given invented words."""

from collections.abc import Sequence
from statistics import median

from declass.ocr.lexicon import Known
from declass.ocr.lines import Line, Piece, around

HANDWRITING, ILLEGIBLE = "[handwriting]", "[illegible]"
"""What stands in the text in the place of such a line; brackets as in printed editions of records."""

UNREADABLE = 0.5
"""Mean confidence after both engines have looked; below it a line is not believed
unless known words hold a share of its letters."""

_KNOWN_SHARE = 1 / 3
"""Of a line's letters: among invented words there is now and then one that stands in a word list."""

_TALL = 1.4
"""How much higher than the page's usual words a line must be to be called handwriting: typed letters have one
height, and a smudge of them too; scrawl is larger."""

_LEAST_LETTERS = 3  # a shorter line is a speck or a check mark, and labelling it would only clutter the page


def labelled(lines: Sequence[Line], known: Known) -> list[Line]:
    """The lines, those that cannot be read replaced by a label that keeps their place on the page."""
    sure = [p.place[3] - p.place[1] for line in lines for p in line.pieces if p.confidence >= UNREADABLE]
    usual = median(sure) if sure else 0.0
    return [_labelled(line, usual) if _is_unreadable(line, known) else line for line in lines]


def _is_unreadable(line: Line, known: Known) -> bool:
    letters = sum(map(_letters, line.pieces))
    if letters < _LEAST_LETTERS or line.confidence >= UNREADABLE:
        return False
    sure = sum(_letters(piece) for piece in line.pieces if _is_word(piece, known))
    return sure < _KNOWN_SHARE * letters


def _letters(piece: Piece) -> int:
    return sum(c.isalnum() for c in piece.text)


def _is_word(piece: Piece, known: Known) -> bool:
    core = "".join(c for c in piece.text if c.isalpha())
    return len(core) > 2 and known(core)


def _labelled(line: Line, usual_px: float) -> Line:
    place = around([piece.place for piece in line.pieces])
    tall = usual_px > 0 and place[3] - place[1] >= _TALL * usual_px
    return Line((Piece(HANDWRITING if tall else ILLEGIBLE, line.confidence, place),), line.gap)
