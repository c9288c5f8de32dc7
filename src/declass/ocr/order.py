"""Reading order: columns of running text one after the other, everything else row by row from the top."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

from declass.ocr.captions import captions_first
from declass.ocr.lines import Line

FEWEST_LINES = 5
"""Lines on each side before two columns are seen: shorter blocks are headings, addresses, signatures."""

RUNNING_WORDS = 4
"""Median words of a line from which a side is running text; the cells of tables and forms have fewer, and are
read row by row."""

_GAP = 2.5  # line heights between words that part a line in two; typed sentences end with less than two
_FEWEST_BESIDE = 2  # rows of running text beside running text: one may be a heading and a date
_SAME_ROW = 0.5  # of the height of the lower one: how far apart the middles of two parts of a row may be
_SHARED = 0.2  # of the width of the narrower one: parts that share more stand below one another, not beside
_LEVEL, _ROWS = 0.25, 0.6  # of a line's height; share of parts: the cells of a table stand level
_OVERHANG = 0.3  # line heights by which a line may reach into the gutter
_LABEL_WORDS = 2  # at most: `12.`, `(a)`, `Q.`, `30 May`
_DEPTH = 4  # headings across the page part it into as many bands at most


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a line without a wide gap in it."""

    number: int
    line: Line


def in_order(lines: Sequence[Line]) -> list[Line]:
    """The lines, each column of running text whole; within columns and outside them row by row.

    Where there are columns, labels stand at the head of their lines.

    Captions beside a paragraph that runs on under them come before it (``captions_first``).

    ```
      heading across          1
    left text | right text    2 3 | 5 6
    left text | right text    4   | 7
      text across             8
    ```
    """
    if not lines:
        return []
    parts, headed = _parts_of(lines), _labelled(lines)
    height = median(map(_height, parts))
    if len(headed) < len(lines) and _best_band(_parts_of(headed), height) is not None:
        lines, parts = headed, _parts_of(headed)
    ordered = _columns(parts, height, _DEPTH)
    return captions_first(lines if ordered == parts else list(_joined(ordered)))


def _parts_of(lines: Sequence[Line]) -> list[_Part]:
    return [part for number, line in enumerate(lines) for part in _parts(number, line)]


def _labelled(lines: Sequence[Line]) -> list[Line]:
    """Labels put at the head of the lines they stand before: engines take many of them for a column."""
    labels = {id(line): line for line in lines if len(line.pieces) <= _LABEL_WORDS}
    heads: dict[int, Line] = {}  # of lines by their id
    for label in labels.values():
        beside = [line for line in lines if id(line) not in labels and _heads(label, line)]
        nearest = min(beside, key=lambda line: line.place[0], default=None)
        if nearest is not None and id(nearest) not in heads:
            heads[id(nearest)] = label
    placed = set(map(id, heads.values()))
    return [_headed(heads.get(id(line)), line) for line in lines if id(line) not in placed]


def _headed(label: Line | None, line: Line) -> Line:
    return line if label is None else Line((*label.pieces, *line.pieces), line.gap)


def _heads(label: Line, line: Line) -> bool:
    _, top, end, bottom = label.place
    start, upper, _, lower = line.place
    height = min(bottom - top, lower - upper)
    apart = abs(top + bottom - upper - lower) / 2
    return 0 <= start - end <= _GAP * height and apart < _SAME_ROW * height


def _parts(number: int, line: Line) -> Iterator[_Part]:
    start = 0
    reach = _GAP * median(piece.place[3] - piece.place[1] for piece in line.pieces)
    for i in range(1, len(line.pieces) + 1):
        if i == len(line.pieces) or line.pieces[i].place[0] - line.pieces[i - 1].place[2] > reach:
            yield _Part(number, Line(line.pieces[start:i], line.gap if start == 0 else "\n"))
            start = i


def _joined(parts: Sequence[_Part]) -> Iterator[Line]:
    """Parts of one line that still follow one another are one line again, from left to right."""
    waiting: _Part | None = None
    for part in parts:
        if waiting is not None and part.number == waiting.number:
            pieces = sorted((*waiting.line.pieces, *part.line.pieces), key=lambda piece: piece.place[0])
            waiting = _Part(part.number, Line(tuple(pieces), waiting.line.gap))
        else:
            if waiting is not None:
                yield waiting.line
            waiting = part
    if waiting is not None:
        yield waiting.line


def _columns(parts: list[_Part], height: float, depth: int) -> list[_Part]:
    band = _best_band(parts, height) if depth else None
    if band is None:
        return _in_rows(parts)
    left, right = band
    members = set(map(id, (*left, *right)))
    top = min(_middle(part) for part in (*left, *right))
    others = [part for part in parts if id(part) not in members]
    above = [part for part in others if _middle(part) < top]
    below = [part for part in others if _middle(part) >= top]
    return [
        *_columns(above, height, depth - 1),
        *chain(*_rows(left)),
        *chain(*_rows(right)),
        *_columns(below, height, depth - 1),
    ]


def _in_rows(parts: list[_Part]) -> list[_Part]:
    """Row by row, unless running text stands beside running text: then as the engine had it."""
    rows = _rows(parts)
    beside = sum(sum(len(part.line.pieces) >= RUNNING_WORDS for part in row) > 1 for row in rows)
    return parts if beside >= _FEWEST_BESIDE else list(chain(*rows))


def _rows(parts: Sequence[_Part]) -> list[list[_Part]]:
    """From the top down; what stands at one height from left to right."""
    rows: list[list[_Part]] = []
    for part in sorted(parts, key=_middle):
        if rows and _is_beside(part, rows[-1]):
            rows[-1].append(part)
        else:
            rows.append([part])
    return [sorted(row, key=lambda part: part.line.place[0]) for row in rows]


def _is_beside(part: _Part, row: Sequence[_Part]) -> bool:
    middle = sum(map(_middle, row)) / len(row)
    height = min(_height(part), median(map(_height, row)))
    if abs(_middle(part) - middle) >= _SAME_ROW * height:
        return False
    left, _, right, _ = part.line.place
    for other in row:
        x0, _, x1, _ = other.line.place
        if min(right, x1) - max(left, x0) > _SHARED * min(right - left, x1 - x0):
            return False
    return True


def _height(part: _Part) -> float:
    return part.line.place[3] - part.line.place[1]


def _middle(part: _Part) -> float:
    return (part.line.place[1] + part.line.place[3]) / 2


def _best_band(parts: Sequence[_Part], height: float) -> tuple[list[_Part], list[_Part]] | None:
    """The two columns with most lines beside one another, each in the order given; None: there are none."""
    if len(parts) < 2 * FEWEST_LINES:
        return None
    start, end = min(part.line.place[0] for part in parts), max(part.line.place[2] for part in parts)
    best: tuple[list[_Part], list[_Part]] | None = None
    x = start + 0.25 * (end - start)
    while x < start + 0.75 * (end - start):
        for left, right in _bands(parts, x, _OVERHANG * height):
            if _are_columns(left, right) and (best is None or _size(left, right) > _size(*best)):
                best = (left, right)
        x += height / 2
    return best


def _bands(parts: Sequence[_Part], x: float, reach: float) -> Iterator[tuple[list[_Part], list[_Part]]]:
    """What stands left and right of ``x`` between one line across it and the next."""
    across = sorted(_middle(p) for p in parts if p.line.place[0] < x - reach and p.line.place[2] > x + reach)
    bands: list[list[_Part]] = [[] for _ in range(len(across) + 1)]
    for part in parts:
        middle = _middle(part)
        number = bisect_left(across, middle)
        if across[number : number + 1] != [middle]:
            bands[number].append(part)
    for band in bands:
        left = [part for part in band if part.line.place[2] <= x + reach]
        yield left, [part for part in band if part.line.place[2] > x + reach]


def _are_columns(left: Sequence[_Part], right: Sequence[_Part]) -> bool:
    if min(len(left), len(right)) < FEWEST_LINES:
        return False
    running = [median(len(p.line.pieces) for p in side) >= RUNNING_WORDS for side in (left, right)]
    return all(running) or (any(running) and _level(left, right) < _ROWS)


def _level(left: Sequence[_Part], right: Sequence[_Part]) -> float:
    """Share of the shorter side's parts that stand level with one of the other side."""
    few, many = sorted((left, right), key=len)
    heights = sorted(map(_middle, many))
    reach = _LEVEL * median(map(_height, many))
    level = sum(
        bisect_left(heights, _middle(p) + reach) > bisect_left(heights, _middle(p) - reach) for p in few
    )
    return level / len(few)


def _size(left: Sequence[_Part], right: Sequence[_Part]) -> int:
    return min(len(left), len(right))
