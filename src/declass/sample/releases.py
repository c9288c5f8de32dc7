"""Publishes records: which rounds show a record, in what order of pages, with which marks upon them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from declass.sample import world
from declass.sample.chance import chance
from declass.sample.exhibits import exhibit, stamped_over
from declass.sample.paper import width_pt
from declass.sample.records import Record
from declass.sample.redactions import Secrecy, reviewer, secrecy, withhold_page
from declass.sample.spec import Spec
from declass.sample.views import Mark, Page, PageView, Stroke, Typeface, Withheld

_NOTICE_FACE = Typeface("Helvetica", 11, 16)
_STAMPS = ("RECORD COPY", "REGISTRY 2", "FILE", "ABSTRACTED", "NOT FOR PHOTOSTAT", "SEEN", "CHARTS DIV.")


@dataclass(frozen=True, slots=True)
class Issue:
    """One record in one release round.

    Attributes:
        round_number: index into ``Spec.releases``.
        released: day of the round, ISO 8601.
        views: its pages as published, in their published order.
        stamped: the record's number is printed on the pages.
    """

    record: Record
    round_number: int
    released: str
    views: tuple[PageView, ...]
    stamped: bool


def rounds_of(seed: int, record: Record, rounds: int) -> list[int]:
    """The rounds in which the record is published: two, or all."""
    rng = chance(seed, "rounds", record.number.value)
    if rounds == 2 or rng.random() < 0.45:
        return list(range(rounds))
    return sorted(rng.sample(range(rounds), 2))


def issues(record: Record, pages: Sequence[Page], spec: Spec) -> list[Issue]:
    """All releases of one record."""
    number = record.number.value
    what = secrecy(
        pages,
        chance(spec.seed, "secrecy", number),
        len(spec.releases),
        spec.redaction_rate,
        spec.newly_hidden_share,
    )
    return [_issue(record, pages, what, n, spec) for n in rounds_of(spec.seed, record, len(spec.releases))]


def _issue(record: Record, pages: Sequence[Page], what: Secrecy, round_number: int, spec: Spec) -> Issue:
    rng = chance(spec.seed, "issue", record.number.value, round_number)
    stamped = rng.random() < 0.75
    order = list(pages)
    if len(order) > 2 and rng.random() < 0.1:  # the last page filed in front
        order = [order[-1], *order[:-1]]
    views = [_view(record, page, what, round_number, rng, spec) for page in order]
    if spec.exhibits:
        strike = chance(spec.seed, "struck", record.number.value, round_number)
        views = [stamped_over(view, strike, spec.exhibits) for view in views]
        shown = exhibit(spec.seed, record, spec.exhibits)
        views += [shown] if shown is not None else []
    if record.number.scheme == "rif" and round_number and stamped and rng.random() < 0.45:
        views.insert(0, _cover(record, len(pages), spec.releases[round_number]))
    released = spec.releases[round_number]
    marked = [_marked(v, record, released, round_number, stamped, i) for i, v in enumerate(views)]
    return Issue(record, round_number, released, tuple(marked), stamped)


def _view(
    record: Record, page: Page, what: Secrecy, round_number: int, rng: random.Random, spec: Spec
) -> PageView:
    number = record.number.value
    if page.number in what.pages[round_number]:
        return _notice(record, page, reviewer(round_number).codes[""][0])
    withheld = withhold_page(page, what, round_number, rng)
    hidden = what.hidden[round_number]
    paper = chance(spec.seed, "clutter", number, page.number)  # the same paper in each round
    return PageView(
        record=number,
        source=page,
        role="body",
        face=page.face,
        words=tuple(w for w in page.words if w.index not in hidden),
        all_words=page.words,
        withheld=withheld,
        marks=(*code_marks(withheld), *_stamps(paper, spec.noise.clutter)),
        strokes=_strokes(page, paper, spec.noise.clutter),
        language=record.language,
    )


def _notice(record: Record, page: Page, code: str) -> PageView:
    lines = ("PAGE WITHHELD IN FULL", f"Page {page.number + 1} of this record", f"Exemption: {code}")
    marks = [Mark("notice", t, 190, 330 + 22 * i, 13, "Helvetica-Bold") for i, t in enumerate(lines)]
    whole = Withheld(
        page.words[0].index,
        page.words[-1].index + 1,
        "whole_page",
        (code,),
        "inside",
        "page",
        (),
        0,
        "",
        True,
    )
    return PageView(
        record.number.value, page, "withheld", _NOTICE_FACE, withheld=(whole,), marks=tuple(marks)
    )


def _cover(record: Record, pages: int, released: str) -> PageView:
    """A sheet of the register, with the record's fields."""
    fields = (
        ("AGENCY", world.AGENCY_SHORT),
        ("RECORD NUMBER", record.number.value),
        ("RECORD SERIES", record.topic.upper()),
        ("AGENCY FILE NUMBER", record.cite),
        ("ORIGINATOR", record.post.upper()),
        ("TITLE", record.title.upper()),
        ("DATE", date.fromisoformat(record.edtf[:10]).strftime("%m/%d/%Y")),
        ("PAGES", str(pages)),
        ("DOCUMENT TYPE", f"PAPER, {record.kind.upper()}"),
        ("CLASSIFICATION", record.classification),
        ("CURRENT STATUS", "REDACT"),
        ("DATE OF LAST REVIEW", date.fromisoformat(released).strftime("%m/%d/%Y")),
        ("COMMENTS", world.FICTION.upper()),
    )
    head = Mark("notice", "COASTAL RECORDS IDENTIFICATION FORM", 160, 110, 13, "Courier-Bold")
    rows = [Mark("notice", f"{k} : {v}", 96, 160 + 24 * i, 11, "Courier") for i, (k, v) in enumerate(fields)]
    return PageView(record.number.value, None, "cover", _NOTICE_FACE, marks=(head, *rows))


def _marked(
    view: PageView, record: Record, released: str, round_number: int, stamped: bool, index: int
) -> PageView:
    """Add banner, number and, on the first page, the word that this is fiction."""
    number = record.number.value if stamped else ""
    marks = [*view.marks, *_banner(released, round_number, number)]
    if number and round_number != 1:
        marks.append(Mark("number", number, 24, 14, 8, framed=0.5))
    if index == 0:
        marks.append(Mark("fiction", world.FICTION, 250, 784, 7.5))
    return replace(view, marks=tuple(marks))


def _banner(released: str, round_number: int, number: str) -> list[Mark]:
    day = date.fromisoformat(released)
    if round_number == 0:
        text = f"DECLASSIFIED {world.AGENCY_SHORT} {day:%d %b %Y}".upper()
        return [Mark("stamp", text, 396, 772, 9, "Helvetica-Bold", 2.5, 1.2, 0.2, digital=False)]
    if round_number == 1:
        return [Mark("banner", f"Approved for Release: {day:%Y/%m/%d} {number}".strip(), 190, 14, 9)]
    text = f"{day.year} RELEASE UNDER THE {world.ACT}"
    return [Mark("banner", text, 170, 14, 8.5, framed=0.5)]


def code_marks(withheld: Sequence[Withheld]) -> list[Mark]:
    """The codes as printed: in the widest box, or in the margin at its height, none upon another."""
    marks: list[Mark] = []
    taken: set[tuple[bool, int]] = set()
    for passage in withheld:
        if not passage.codes:
            continue
        text = " ".join(passage.codes)
        box = max(passage.boxes, key=lambda b: b.width_pt)
        if passage.code_position == "inside":
            x = (box.x0 + box.x1 - width_pt(text, "Helvetica", 8)) / 2
            y = (box.y0 + box.y1) / 2 + 2.9
            grey = 1.0 if passage.kind == "black" else 0.0
            marks.append(Mark("code", text, x, y, 8, grey=grey, digital=passage.digital))
            continue
        left = passage.boxes[0].x0 < 250 and len(text) < 10
        row = int(passage.boxes[0].y0 // 10)
        while (left, row) in taken:
            row += 1
        taken.add((left, row))
        x = 22 if left else 548
        marks.append(Mark("code", text, x, row * 10 + 10, 8, digital=passage.digital))
    return marks


def _stamps(rng: random.Random, clutter: float) -> list[Mark]:
    marks = []
    if rng.random() < clutter:
        x, y = rng.choice(((390, 66), (60, 752), (420, 726), (200, 756)))
        text, size = rng.choice(_STAMPS), rng.choice((11, 13, 16))
        marks.append(
            Mark(
                "stamp",
                text,
                x,
                y,
                size,
                "Helvetica-Bold",
                rng.uniform(-9, 9),
                rng.choice((0, 1.4)),
                0.15,
                False,
            )
        )
    return marks


def _strokes(page: Page, rng: random.Random, clutter: float) -> tuple[Stroke, ...]:
    strokes = [_scribble(rng) for _ in range(rng.randint(1, 3)) if rng.random() < clutter]
    if rng.random() < clutter:
        strokes.append(_line_through(page, 0, 0.45))
    body = [w for w in page.words if w.block >= 0]
    for _ in range(rng.randint(0, 3)):
        if body and rng.random() < clutter:
            strokes.append(_line_through(page, page.words.index(rng.choice(body)), 0.98))
    return tuple(strokes)


def _line_through(page: Page, index: int, share: float) -> Stroke:
    """A pen line across a word: through it (0.5) or under it (1)."""
    box = page.words[index].box
    y = box.y0 + share * box.height_pt
    third = box.width_pt / 3
    points = (
        (box.x0 - 3, y),
        (box.x0 + third, y - 1.2),
        (box.x0 + 2 * third, y + 1.4),
        (box.x1 + 4, y - 0.6),
    )
    return Stroke(points, 0.9)


def _scribble(rng: random.Random) -> Stroke:
    """Something like handwriting, in a margin."""
    x, y = rng.choice(
        ((550.0, rng.uniform(120, 640)), (16.0, rng.uniform(120, 640)), (rng.uniform(80, 400), 764.0))
    )
    points = [(x, y)]
    for _ in range(rng.randint(3, 7)):
        for _ in range(3):
            x, y = x + rng.uniform(-2, 6), y + rng.uniform(-9, 9)
            points.append((min(x, 606.0), y))
    return Stroke(tuple(points), rng.uniform(0.7, 1.5))
