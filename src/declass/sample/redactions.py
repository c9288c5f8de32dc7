"""Decides which passages of a record each release withholds, and draws the boxes over them."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from declass.model.anchor import Box
from declass.sample.paper import width_pt
from declass.sample.pieces import plain
from declass.sample.views import Page, Placed, Withheld

LEVELS = ("part", "name", "sentence", "line", "paragraph", "page")
_LEVEL_WEIGHTS = (7, 54, 14, 14, 10)
_CODE_SIZE_PT = 8.0
_OPAQUE = ("black", "hatched")


@dataclass(frozen=True, slots=True)
class Reviewer:
    """How one release round withholds.

    Attributes:
        kinds: kinds of boxes, with weights.
        digital: boxes are laid over the scan; otherwise they are on the paper that was scanned.
        codes: codes by secret class; ``""`` for passages chosen for no single name.
    """

    kinds: dict[str, int]
    digital: bool
    codes: dict[str, tuple[str, ...]]


_EARLY_CODES = {
    "": ("(b)(1)",),
    "name": ("(b)(6)", "(b)(7)(C)"),
    "officer": ("(b)(3)",),
    "cryptonym": ("(b)(1)", "(b)(3)"),
    "place": ("(b)(1)",),
    "sum": ("(b)(1)",),
    "liaison": ("(b)(1)",),
}
_MIDDLE_CODES = {
    "": ("1.4(c)", "3.3(b)(1)"),
    "name": ("3.5(c)", "(b)(6)"),
    "officer": ("3.5(c)",),
    "cryptonym": ("3.3(b)(1)", "3.5(c)"),
    "place": ("3.3(b)(6)",),
    "sum": ("1.4(c)",),
    "liaison": ("1.4(b)", "3.3(b)(6)"),
}
_LATE_CODES = {
    "": ("25X1",),
    "name": ("(b)(6)", "3.5(c)"),
    "officer": ("(b)(3)", "3.5(c)"),
    "cryptonym": ("25X1", "3.5(c)"),
    "place": ("25X6",),
    "sum": ("25X1",),
    "liaison": ("25X6", "1.4(b)"),
}
REVIEWERS = (
    Reviewer({"black": 60, "blank": 22, "hatched": 18}, False, _EARLY_CODES),
    Reviewer({"white_outlined": 65, "black": 20, "grey": 15}, True, _MIDDLE_CODES),
    Reviewer({"white_outlined": 50, "grey": 25, "black": 25}, True, _LATE_CODES),
)
"""The habits of three eras; a sample with more rounds takes the last for the rest."""


@dataclass(frozen=True, slots=True)
class Secrecy:
    """What each round withholds of one record.

    Attributes:
        hidden: for each round, the withheld word indexes.
        pages: for each round, the pages withheld whole.
        level: the widest level at which each word was withheld by any round.
    """

    hidden: tuple[frozenset[int], ...]
    pages: tuple[frozenset[int], ...]
    level: dict[int, str]


_UNIT_KEYS: dict[str, Callable[[Placed], object]] = {
    "part": lambda w: w.index if w.piece.secret else None,
    "name": lambda w: (w.block, w.piece.mention) if w.piece.secret else None,
    "sentence": lambda w: (w.block, w.piece.sentence),
    "line": lambda w: (w.page, w.line),
    "paragraph": lambda w: w.block,
}


def _units(pages: Sequence[Page], level: str) -> list[list[Placed]]:
    """The passages of one level that could be withheld."""
    groups: dict[object, list[Placed]] = {}
    for page in pages:
        for word in page.words:
            key = _UNIT_KEYS[level](word) if word.block >= 0 else None
            if key is not None:
                groups.setdefault(key, []).append(word)
    return list(groups.values())


def _life(rng: random.Random, rounds: int, newly_hidden_share: float) -> tuple[bool, ...]:
    """In which rounds a passage is withheld: mostly from the first on, for one, two … rounds."""
    if rng.random() < newly_hidden_share:
        first = rng.randint(1, rounds - 1)
        return tuple(i >= first for i in range(rounds))
    last = rng.choices(range(rounds), [3.0 / (i + 1) for i in range(rounds)])[0]
    return tuple(i <= last for i in range(rounds))


def secrecy(
    pages: Sequence[Page], rng: random.Random, rounds: int, rate: float, newly_hidden_share: float
) -> Secrecy:
    """Choose passages until the first round withholds about ``rate`` of the words; whole pages are extra."""
    total = sum(len(p.words) for p in pages)
    units = {level: _units(pages, level) for level in LEVELS[:-1]}
    hidden: list[set[int]] = [set() for _ in range(rounds)]
    level_of: dict[int, str] = {}
    for _ in range(4 * total):  # a bound, for rates that cannot be reached
        if len(hidden[0]) >= rate * total:
            break
        level = rng.choices(LEVELS[:-1], _LEVEL_WEIGHTS)[0]
        if units[level]:
            life = _life(rng, rounds, newly_hidden_share)
            _withhold([w.index for w in rng.choice(units[level])], level, life, hidden, level_of)
    whole = _whole_pages(pages, rng, rounds, rate, newly_hidden_share)
    return Secrecy(tuple(map(frozenset, hidden)), whole, level_of)


def _whole_pages(
    pages: Sequence[Page], rng: random.Random, rounds: int, rate: float, newly_hidden_share: float
) -> tuple[frozenset[int], ...]:
    """Now and then a page is withheld whole, never the first."""
    chosen = [p.number for p in pages[1:] if rng.random() < 0.9 * rate]
    lives = {number: _life(rng, rounds, newly_hidden_share) for number in chosen}
    return tuple(frozenset(n for n, life in lives.items() if life[i]) for i in range(rounds))


def _withhold(
    indexes: list[int], level: str, life: tuple[bool, ...], hidden: list[set[int]], level_of: dict[int, str]
) -> None:
    for words, now in zip(hidden, life, strict=True):
        if now:
            words.update(indexes)
    for index in indexes:
        level_of[index] = max(level, level_of.get(index, "part"), key=LEVELS.index)


def reviewer(round_number: int) -> Reviewer:
    """Who reviews in a round."""
    return REVIEWERS[min(round_number, len(REVIEWERS) - 1)]


def withhold_page(page: Page, what: Secrecy, round_number: int, rng: random.Random) -> tuple[Withheld, ...]:
    """The withheld passages of one page in one round, in reading order."""
    hidden = what.hidden[round_number]
    habits = reviewer(round_number)
    usual = rng.choices(list(habits.kinds), list(habits.kinds.values()))[0]
    made = []
    for run in _runs(page.words, hidden):
        kind = usual if rng.random() < 0.9 else rng.choice(list(habits.kinds))
        secret = next((w.piece.secret for w in run if w.piece.secret), "")
        level = max((what.level[w.index] for w in run), key=LEVELS.index)
        code = rng.choice(habits.codes["" if level in ("paragraph", "line") else secret])
        codes = (code,) if level == "name" or rng.random() < 0.8 else (code, habits.codes[""][0])
        boxes = _boxes(run)
        position = _code_position(codes, boxes, rng)
        if position == "inside" and kind in _OPAQUE and not habits.digital:
            position = "margin"  # letters on such a ground do not outlive the copier
        made.append(
            Withheld(
                start=run[0].index,
                end=run[-1].index + 1,
                kind=kind,
                codes=tuple(dict.fromkeys(codes)) if position else (),
                code_position=position,
                level=level,
                boxes=boxes,
                lines=len({w.line for w in run}),
                text=plain([w.piece for w in run]),
                digital=habits.digital,
            )
        )
    return tuple(made)


def _code_position(codes: tuple[str, ...], boxes: tuple[Box, ...], rng: random.Random) -> str | None:
    if rng.random() < 0.15:
        return None
    width = width_pt(" ".join(codes), "Helvetica", _CODE_SIZE_PT)
    fits = max(b.width_pt for b in boxes) > width + 8
    return "inside" if fits and rng.random() < 0.55 else "margin"


def _runs(words: tuple[Placed, ...], hidden: frozenset[int]) -> Iterable[list[Placed]]:
    """Unbroken runs of withheld words within one block."""
    run: list[Placed] = []
    for word in words:
        if run and (
            word.index not in hidden or word.block != run[-1].block or word.index != run[-1].index + 1
        ):
            yield run
            run = []
        if word.index in hidden:
            run.append(word)
    if run:
        yield run


def _boxes(run: list[Placed]) -> tuple[Box, ...]:
    """One rectangle a line, the full lines in the middle joined.

              ┌───────┐   first line, from its first withheld word
    ┌─────────┴───────┤
    │  middle lines   │   one rectangle
    ├──────┬──────────┘
    └──────┘              last line
    """
    lines: dict[int, list[Placed]] = {}
    for word in run:
        lines.setdefault(word.line, []).append(word)
    rows = [_around(words) for words in lines.values()]
    if len(rows) < 3:
        return tuple(rows)
    left, right = min(r.x0 for r in rows), max(r.x1 for r in rows)
    first = 0 if rows[0].x0 <= left + 1 else 1
    middle = Box(left, rows[first].y0, right, rows[-2].y1)
    return (*rows[:first], middle, rows[-1])


def _around(words: list[Placed]) -> Box:
    return Box(
        min(w.box.x0 for w in words) - 1.5,
        min(w.box.y0 for w in words) - 1.0,
        max(w.box.x1 for w in words) + 1.5,
        max(w.box.y1 for w in words) + 1.0,
    )
