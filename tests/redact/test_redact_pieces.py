"""Words under a bar painted in pieces are hidden whole, as one finding; what only looks so is not."""

import numpy as np
import pytest
from pikepdf import Array, Dictionary, Name

from declass.model.anchor import Box
from declass.model.drawing import Mark
from declass.model.reading import PageRead
from declass.read.options import Limits, ReadOptions
from declass.read.pdf_pieces import with_bars
from declass.read.sandbox import Reader
from declass.redact.drawn import under_bars
from declass.redact.restrict import without
from read_made import lines, write
from redacted_made import OPEN, SECRET, TYPE, built, form, hatched, page, with_states

# Helvetica's widths, in thousandths (Adobe font metrics)
WIDTHS = dict(A=667, C=722, E=667, G=778, H=722, I=278, M=833, N=722, O=778, R=722, T=611, U=722, W=944)
LEFT, BASE, SIZE = 72, 700, 12
RIGHT = LEFT + sum(WIDTHS.get(letter, 278) for letter in SECRET) * SIZE / 1000


@pytest.fixture(scope="module")
def reader():
    with Reader(Limits(seconds_per_document=20, pages=50, page_megapixels=10)) as made:
        yield made


@pytest.fixture
def read(reader, tmp_path):
    """The findings of a page, and the text that is kept of it."""

    def read(content):
        path = write(tmp_path, "a.pdf", content)
        events = reader.read(path, "a.pdf", ReadOptions(images="never"))
        (found,) = (event for event in events if isinstance(event, PageRead))
        bars = under_bars(found.index, found.drawing)
        return [bar.withholding.text for bar in bars], without(
            found.text, [span for bar in bars for span in bar.spans]
        ).text

    return read


def places(each=1):
    """Left and right of every stretch of so many letters of the secret."""
    at, found = LEFT, []
    for start in range(0, len(SECRET), each):
        wide = sum(WIDTHS.get(letter, 278) for letter in SECRET[start : start + each]) * SIZE / 1000
        found.append((at, at + wide))
        at += wide
    return found


def fills(boxes):
    """Content that fills boxes of left, bottom, width and height, each on its own."""
    return "".join(f"{x:.3f} {y:.3f} {w:.3f} {h:.3f} re f\n" for x, y, w, h in boxes).encode()


def per_letter(each=1, apart=0.0):
    return fills((x0, 696, x1 - x0 - apart, 14) for x0, x1 in places(each))


def columns(wide, step=None, low=696, high=14):
    """Slivers side by side over the whole secret."""
    step = step or wide
    return fills((LEFT + n * step, low, wide, high) for n in range(int((RIGHT - LEFT) / step) + 1))


def rows(high):
    return fills((LEFT, 696 + n * high, RIGHT - LEFT, high) for n in range(int(14 / high)))


def one_path(content):
    return content.replace(b" f\n", b"\n") + b"f\n"


def in_forms():
    """Every piece painted by a form of its own, as a stamp for each letter."""

    def stamp(pdf, made):
        piece = form(pdf, b"0 g 0 0 1 14 re f", (0, 0, 1, 14))
        made.Resources.XObject = Dictionary(Piece=piece)

    moved = (f"q {x1 - x0:.3f} 0 0 1 {x0:.3f} 696 cm /Piece Do Q\n" for x0, x1 in places())
    return built(TYPE + "".join(moved).encode(), stamp)


def notes(subtype, **more):
    """A note for each letter."""

    def add(pdf, made):
        boxes = [Array([x0, 696, x1, 710]) for x0, x1 in places()]
        made.Annots = Array(
            [
                pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=subtype, Rect=box, F=4, **more))
                for box in boxes
            ]
        )

    return built(TYPE, add)


def turned(content):
    """Content turned by a quarter, up the page."""
    return b"q 0 1 -1 0 1000 60 cm " + content + b"Q"


def interleaved():
    """Each letter painted, then its bar, then the next letter."""
    parts = (
        f"BT /F1 12 Tf {x0:.3f} {BASE} Td ({letter}) Tj ET {x0:.3f} 696 {x1 - x0:.3f} 14 re f\n".encode()
        for letter, (x0, x1) in zip(SECRET, places(), strict=True)
    )
    return page(b"0 g " + b"".join(parts) + lines([OPEN], y=680))


PIECES = {
    "a fill for each letter": page(TYPE + b"0 g " + per_letter()),
    "a fill for each letter, in one path": page(TYPE + b"0 g " + one_path(per_letter())),
    "a fill for each letter, a hair apart": page(TYPE + b"0 g " + per_letter(apart=0.2)),
    "a fill for every two letters": page(TYPE + b"0 g " + per_letter(2)),
    "a fill for every three letters": page(TYPE + b"0 g " + per_letter(3)),
    "a fill for each letter, in white": page(TYPE + b"1 g " + per_letter()),
    "fills of nearly one grey": page(
        TYPE
        + b"".join(b"%.2f g " % (0.05 * (n % 2)) + one for n, one in enumerate(per_letter().splitlines()))
    ),
    "fills as high as the letters": page(
        TYPE + b"0 g " + fills((x0, 697 - n % 3, x1 - x0, 13 + n % 3) for n, (x0, x1) in enumerate(places()))
    ),
    "a letter, its bar, the next letter": interleaved(),
    "a form for each letter": in_forms(),
    "a square note for each letter": notes(Name.Square, C=Array([0, 0, 0]), IC=Array([0, 0, 0]), CA=1.0),
    "a redaction for each letter, never applied": notes(Name.Redact, IC=Array([0, 0, 0])),
    "slivers of a point": page(TYPE + b"0 g " + columns(1)),
    "slivers that overlap": page(TYPE + b"0 g " + columns(1.4, 1)),
    "slivers of half a square point": page(TYPE + b"0 g " + columns(0.04)),
    "strips one below the other": page(TYPE + b"0 g " + rows(1)),
    "strips of two points": page(TYPE + b"0 g " + rows(2)),
    "a mosaic": page(TYPE + b"0 g " + b"".join(columns(2, low=696 + n, high=2) for n in range(0, 14, 2))),
    "lines so close that nothing shows": hatched(1),
    "a page turned by a quarter": page(TYPE + b"0 g " + per_letter(), rotate=90),
    "a line up the page": page(turned(TYPE + b"0 g " + per_letter())),
    "slivers on a line up the page": page(turned(TYPE + b"0 g " + columns(1))),
    "black type on slivers": page(b"0 g " + columns(1) + TYPE),
    "black type on a fill for each letter": page(b"0 g " + per_letter() + TYPE),
}


@pytest.mark.parametrize("content", PIECES.values(), ids=PIECES)
def test_a_bar_in_pieces_is_one_bar_and_three_blocks(read, content):
    found, kept = read(content)
    assert found == [SECRET]
    assert kept.split("\n") in (["███", OPEN], [OPEN, "███"])


SEEN = {
    "a table's cells painted behind the words": page(b".8 g " + per_letter(4) + b"0 g " + TYPE),
    "a dark table's cells behind white words": page(b"0 g " + per_letter(4) + b"1 g " + lines([SECRET])),
    "cells painted one after the other with their words": page(
        b".9 g 70 696 60 14 re f 0 g "
        + lines(["HARROW"])
        + b".9 g 130 696 60 14 re f 0 g "
        + lines(["COURIER"], x=132)
    ),
    "a gradient of slivers behind the words": page(
        b"".join(b"%.3f g " % (0.6 + n / 500) + one for n, one in enumerate(columns(1).splitlines()))
        + b"0 g "
        + TYPE
    ),
    "a dotted underline": page(TYPE + b"0 g " + columns(1, 2, low=697.5, high=1)),
    "two underlines and an overline": page(TYPE + b"0 g " + rows(1)[:0] + fills(
        (LEFT, y, RIGHT - LEFT, 0.7) for y in (695.5, 697.5, 710)
    )),
    "slivers through which the words are seen": page(TYPE + b"0 g " + columns(0.4, 4)),
    "slivers of pale ink": with_states(TYPE + b"/G gs 0 g " + columns(1), G=Dictionary(ca=0.3)),
    "one letter under a piece": page(TYPE + b"0 g " + fills([(*places()[2][:1], 696, 8, 14)])),
}  # fmt: skip


@pytest.mark.parametrize("content", SEEN.values(), ids=SEEN)
def test_what_can_be_seen_stays(read, content):
    found, kept = read(content)
    assert found == []
    assert "███" not in kept


def test_bars_of_words_that_touch_end_to_end_hide_both(read):
    first = len("AGENT ")
    middle = places()[first][0]
    _, kept = read(
        page(TYPE + b"0 g " + fills([(70, 696, middle - 71, 14), (middle - 1, 696, 226 - middle + 70, 14)]))
    )
    assert kept.split("\n")[0] in ("███", "███ ███")


@pytest.mark.parametrize("shown", [1, 2], ids=["one letter sticks out", "two letters stick out"])
def test_a_word_is_hidden_whole_where_a_bar_covers_most_of_it(read, shown):
    start = places()[SECRET.index("HARROW")][0]
    end = places()[SECRET.index("HARROW") + 6 - shown][0]
    found, kept = read(page(TYPE + b"0 g " + fills([(start, 696, end - start, 14)])))
    assert found == ["HARROW"]
    assert kept.startswith("AGENT ███ MET THE")


def test_a_word_of_two_bars_is_one_word(read):
    start, middle, end = (places()[SECRET.index("HARROW") + n][0] for n in (0, 5, 6))
    bars = (
        b"0 g "
        + fills([(start, 696, middle - start, 14)])
        + b".4 g "
        + fills([(middle, 690, end - middle, 24)])
    )
    found, kept = read(page(TYPE + bars))
    assert found == ["HARROW"]
    assert kept.startswith("AGENT ███ MET THE")


def test_of_two_names_with_a_hyphen_the_one_that_shows_stays(read):
    content = lines(["Seen by Meredith-HARROW, the courier"]) + b"0 g 170 696 54 14 re f"
    found, kept = read(page(content))
    assert found == ["HARROW"]
    assert kept == "Seen by Meredith-███, the courier"


@pytest.mark.parametrize(("count", "joined"), [(50, True), (20_000, False)])
def test_very_many_marks_upon_one_another_are_left_as_they_are(count, joined):
    marks = [Mark(n, "path", Box(72 + n % 50, 80, 74 + n % 50, 94), grey=0) for n in range(count)]
    letters = np.array([[72, 82, 78, 92], [78, 82, 84, 92]], dtype=np.float64)
    assert (len(with_bars(marks, letters, np.zeros(2, dtype=np.int64))) > count) is joined


def test_bars_far_apart_among_many_marks_are_each_joined():
    dots = [
        Mark(n, "path", Box(20 * (n % 29), 6 * (n // 29), 20 * (n % 29) + 9, 6 * (n // 29) + 2))
        for n in range(3_000)
    ]
    marks = [
        *dots,
        *(Mark(5_000 + n, "path", Box(90 + n, 700, 91 + n, 714), grey=0) for n in range(40)),
        *(Mark(6_000 + n, "path", Box(-1e30, 700, 1e30, 700 + n), grey=200) for n in range(3)),
    ]
    letters = np.array([[90, 701, 96, 712], [96, 701, 102, 712]], dtype=np.float64)
    whole = set(with_bars(marks, letters, np.zeros(2, dtype=np.int64))) - set(marks)
    assert Box(90, 700, 130, 714) in {mark.box for mark in whole}
