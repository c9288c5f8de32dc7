"""Pages that withhold nothing but look busy: forms, tables, maps, photographs; and stamps struck over boxes.

Such pages are what a finder of boxes is misled by; they are added only where ``Spec.exhibits`` asks for them.
"""

import random
from dataclasses import replace

from declass.sample import world
from declass.sample.chance import chance
from declass.sample.records import Record
from declass.sample.views import Mark, PageView, Shape, Typeface

KINDS = ("form", "table", "map", "photograph")
_FACE = Typeface("Courier", 10, 14)
_FIELDS = (
    *("NAME OF VESSEL", "PORT OF ORIGIN", "DATE RECEIVED", "CHARGED TO", "FILE NUMBER", "INDEX", "ABSTRACT"),
    *("REMARKS", "ROUTING", "INITIALS", "CLASSIFIED BY", "COORDINATED WITH", "RETURN TO", "COPIES"),
)
BOX_STAMPS = ("SEEN", "RECORD COPY", "REGISTRY 4", "HOLD", "MAR 12")


def exhibit(seed: int, record: Record, share: float) -> PageView | None:
    """A page to be put after the record's own, the same in each round; None where chance wants none."""
    number = record.number.value
    rng = chance(seed, "exhibit", number)
    if rng.random() >= share:
        return None
    kind = rng.choice(KINDS)
    drawn = {"form": _form, "table": _table, "map": _map, "photograph": _photograph}[kind]
    shapes, marks = drawn(rng)
    title = Mark("notice", f"ANNEX: {kind.upper()}", 76, 74, 11, "Courier-Bold", digital=False)
    return PageView(number, None, f"exhibit {kind}", _FACE, shapes=tuple(shapes), marks=(title, *marks))


def stamped_over(view: PageView, rng: random.Random, share: float) -> PageView:
    """The page with clerks' stamps struck across some of its boxes' edges."""
    boxes = [box for withheld in view.withheld for box in withheld.boxes if box.width_pt > _WIDE_PT]
    struck = [
        Mark(
            "stamp",
            rng.choice(BOX_STAMPS),
            rng.uniform(box.x0 - 20, box.x1 - 30),
            rng.choice((box.y0, box.y1)) + 5,
            rng.choice((11, 13)),
            "Helvetica-Bold",
            rng.uniform(-7, 7),
            0.0,
            0.1,
        )
        for box in boxes
        if rng.random() < share
    ]
    return replace(view, marks=(*view.marks, *struck))


_WIDE_PT = 60.0
_DARK = 0.5  # of the head of a table: its words are white


def _written(rng: random.Random, text: str, x: float, y: float, size: float = 8.0) -> Mark:
    return Mark("notice", text, x, y, size, rng.choice(("Courier", "Helvetica")), digital=False)


def _form(rng: random.Random) -> tuple[list[Shape], list[Mark]]:
    """Ruled fields with small labels, many left empty, a few hatched or with boxes to be ticked."""
    shapes, marks = [], []
    thick, y = rng.choice((0.5, 0.8, 1.4)), 100.0
    while y < rng.uniform(420, 700):
        height = rng.uniform(20, 60)
        edges = sorted(rng.sample(range(130, 500, 30), rng.randint(0, 3)))
        for left, right in zip([76, *edges], [*edges, 540], strict=True):
            shapes.append(Shape("rect", left, y, right, y + height, thick))
            marks.append(_written(rng, rng.choice(_FIELDS), left + 3, y + 9, 6.5))
            if rng.random() < 0.35 and height > 30:
                marks.append(_written(rng, rng.choice(world.SHIPS), left + 6, y + height - 6, 10))
            if rng.random() < 0.12:
                shapes.append(Shape("rect", right - 16, y + 6, right - 6, y + 16, thick))
            if rng.random() < 0.06:
                shapes.append(Shape("hatch", left, y, right, y + height, 0.8))
        y += height + rng.choice((0, 0, 0, 12))
    return shapes, marks


def _table(rng: random.Random) -> tuple[list[Shape], list[Mark]]:
    """Rows and columns of figures with a dark head; some columns empty."""
    shapes, marks = [], []
    columns, rows, high = rng.randint(3, 7), rng.randint(6, 24), rng.uniform(16, 26)
    xs = [76 + (540 - 76) * n / columns for n in range(columns + 1)]
    head = rng.choice((0.0, 0.6, 0.8))
    shapes.append(Shape("fill", xs[0], 100, xs[-1], 100 + high, 0, head))
    for x in xs[:-1]:
        word = replace(_written(rng, rng.choice(_FIELDS)[:9], x + 4, 100 + 0.7 * high), font="Helvetica-Bold")
        marks.append(replace(word, grey=1.0 if head < _DARK else 0.0))
    for n in range(rows + 1):
        shapes.append(Shape("line", xs[0], 100 + n * high, xs[-1], 100 + n * high, 0.7))
    shapes += [Shape("line", x, 100, x, 100 + rows * high, 0.7) for x in xs]
    empty = {column for column in range(columns) if rng.random() < 0.25}
    for column in set(range(columns)) - empty:
        for row in range(1, rows):
            text = rng.choice((str(rng.randint(1, 9999)), rng.choice(world.SHIPS)[:11]))
            marks.append(_written(rng, text, xs[column] + 4, 100 + (row + 0.7) * high))
    return shapes, marks


def _map(rng: random.Random) -> tuple[list[Shape], list[Mark]]:
    """A framed grid with a coast, hatched water and an empty legend."""
    left, top, right, bottom = 90.0, 110.0, 526.0, rng.uniform(480, 690)
    shapes = [Shape("rect", left, top, right, bottom, 1.6)]
    step = rng.uniform(50, 110)
    y = top + step
    while y < bottom:
        shapes.append(Shape("line", left, y, right, y, 0.4))
        y += step
    x = left + step
    while x < right:
        shapes.append(Shape("line", x, top, x, bottom, 0.4))
        x += step
    here = (left, rng.uniform(top + 60, bottom - 60))
    while here[0] < right:
        there = (here[0] + rng.uniform(6, 24), min(bottom, max(top, here[1] + rng.uniform(-22, 22))))
        shapes.append(Shape("line", *here, min(right, there[0]), there[1], 1.2))
        here = there
    shapes.append(
        Shape("hatch", left, bottom - rng.uniform(30, 80), left + rng.uniform(60, 160), bottom, 0.7)
    )
    shapes.append(Shape("rect", right - 130, bottom - 70, right - 10, bottom - 10, 0.9))
    marks = [_written(rng, rng.choice(world.SHIPS).upper(), rng.uniform(110, 420), rng.uniform(140, 460), 9)]
    return shapes, [*marks, _written(rng, "LEGEND", right - 124, bottom - 58, 7)]


def _photograph(rng: random.Random) -> tuple[list[Shape], list[Mark]]:
    """A picture of many tones, its dark parts as large as bars, with a caption."""
    left, top = rng.uniform(80, 160), rng.uniform(110, 200)
    wide, high, cell = rng.uniform(240, 370), rng.uniform(200, 360), 4.0
    lights = [(rng.uniform(0, wide), rng.uniform(0, high), rng.uniform(60, 160)) for _ in range(4)]
    shapes = []
    for row in range(int(high / cell)):
        for column in range(int(wide / cell)):
            x, y = column * cell, row * cell
            near = max(1 - ((x - a) ** 2 + (y - b) ** 2) ** 0.5 / r for a, b, r in lights)
            tone = min(0.97, max(0.03, 0.25 + 0.7 * near + rng.uniform(-0.12, 0.12)))
            shapes.append(Shape("fill", left + x, top + y, left + x + cell, top + y + cell, 0, tone))
    shapes.append(Shape("rect", left, top, left + wide, top + high, 1.2))
    return shapes, [_written(rng, f"Photograph of {rng.choice(world.SHIPS)}", left, top + high + 16, 9)]
