"""Hand-labelled pairs of releases as labelled differences, judged as the project's scorer judges."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from declass.compare.align import align_words
from declass.compare.difference import differences
from declass.compare.features import Pair, features
from declass.compare.layout import Laid
from declass.compare.witness import Counterparts, Order, Witness
from declass.read.plain import split_pages

FILES = ("labels_dev.jsonl", "labels_dev_cross.jsonl")
CONTEXT = 8


@dataclass(frozen=True)
class Candidate:
    """One difference and what the labels say of it; ``truth`` None where they do not say."""

    row: int
    record: str
    features: dict[str, float]
    text: str
    truth: bool | None
    right: bool
    excused: bool
    hits: frozenset[int]
    lures: frozenset[int]


def tokens(text: str | None) -> list[str]:
    """Case-folded runs of letters and digits."""
    return re.findall(r"[^\W_]+", (text or "").casefold())


def common(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], diagonal + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]


def candidates(folder: Path) -> tuple[list[dict[str, Any]], list[Candidate]]:
    """The labels, and every difference of their pairs."""
    rows = [json.loads(line) for name in FILES for line in (folder / name).read_text().splitlines()]
    return rows, [c for i, row in enumerate(rows) for c in _of(i, row, folder)]


def _laid(path: Path) -> Laid:
    return Laid.of([leaf.text for leaf in split_pages(path.read_text(encoding="utf-8"))[1]])


def _pair(row: dict[str, Any], folder: Path) -> Pair:
    older, newer = _laid(folder / row["old_path"]), _laid(folder / row["new_path"])
    alignment = align_words(older.words, newer.words)
    known = Counterparts.of(alignment)
    name = Path(row["old_path"]).name
    years = [p for p in sorted((folder / "text").glob(f"[0-9]*/{name}"))]
    witnesses = [
        Witness.of(newer.words, known, _laid(p), _order(p.parent.name, row), p.parent.name)
        for p in years
        if p.parent.name not in (row["old_release"], row["new_release"])
    ]
    return Pair(older, newer, alignment, differences(alignment, newer), witnesses)


def _order(year: str, row: dict[str, Any]) -> Order:
    if year < row["old_release"]:
        return "earlier"
    return "between" if year < row["new_release"] else "later"


def _of(number: int, row: dict[str, Any], folder: Path) -> Iterator[Candidate]:
    pair = _pair(row, folder)
    judged = bool(row.get("complete")) or row.get("kind", "").startswith("nothing")
    side = pair.newer
    for d in pair.found:
        if d.furniture:
            continue
        a, b = d.new
        text = side.words.text[side.starts[a] : side.ends[b - 1]]
        got, before, after = tokens(text), side.folded[max(0, a - CONTEXT) : a], side.folded[b : b + CONTEXT]
        golds = [(tokens(g["text"]), _near(g, got, before, after)) for g in row["revealed"]]
        hits = frozenset(i for i, (g, near) in enumerate(golds) if near and common(g, got) >= 0.8 * len(g))
        right = any(2 * common(g, got) >= len(got) for g, _ in golds)
        near = any(near and 2 * common(g, got) >= len(got) for g, near in golds)
        excused = not right and any(
            2 * common(tokens(g["text"]), got) >= len(got) for g in row.get("uncertain", [])
        )
        lures = frozenset(
            i
            for i, g in enumerate(row.get("not_revealed", []))
            if common(tokens(g["text"]), got) >= 0.8 * max(1, len(tokens(g["text"])))
        )
        truth = True if right and (hits or (near and judged)) else None
        if not right and ((judged and not excused) or lures):
            truth = False
        yield Candidate(number, row["record"], features(pair, d), text, truth, right, excused, hits, lures)


def _near(gold: dict[str, Any], got: list[str], before: list[str], after: list[str]) -> bool:
    """At least two words of the label's surroundings stand around the difference."""
    if len(tokens(gold["text"])) >= 6:
        return True
    left, right = tokens(gold.get("before"))[-6:], tokens(gold.get("after"))[:6]
    return len(set(left) & set(before + got)) >= 2 or len(set(right) & set(after + got)) >= 2


def scored(rows: Sequence[dict[str, Any]], found: Sequence[Candidate], p: Sequence[float]) -> str:
    """Precision, recall, lures and alarms, counted as the scorer counts."""
    told: dict[int, list[Candidate]] = {}
    for candidate, probability in zip(found, p, strict=True):
        if probability >= 0.5:
            told.setdefault(candidate.row, []).append(candidate)
    hit = wanted = good = claimed = lures = lured = alarms = nothing = 0
    for i, row in enumerate(rows):
        here = told.get(i, [])
        wanted, hit = wanted + len(row["revealed"]), hit + len({h for c in here for h in c.hits})
        lures, lured = (
            lures + len(row.get("not_revealed", [])),
            lured + len({h for c in here for h in c.lures}),
        )
        quiet = row.get("kind", "").startswith("nothing")
        if row.get("complete") or quiet:
            counted = [c for c in here if not c.excused]
            claimed, good = claimed + len(counted), good + sum(c.right for c in counted)
        if quiet:
            nothing, alarms = nothing + 1, alarms + bool(here)
    return (
        f"P {good}/{claimed} = {good / max(1, claimed):.3f}  R {hit}/{wanted} = {hit / wanted:.3f}  "
        f"lures {lured}/{lures}  alarms {alarms}/{nothing}"
    )
