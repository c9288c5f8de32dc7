"""Hand-labelled pairs of releases as labelled differences, judged as the project's scorer judges."""

import csv
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from declass.compare.align import align_words
from declass.compare.difference import Difference, differences
from declass.compare.features import features
from declass.compare.grade import REVEALED, SURER
from declass.compare.layout import Laid
from declass.compare.pair import Pair
from declass.compare.witness import Counterparts, Order, Witness, parted
from declass.read.plain import split_pages

FILES = ("labels_dev.jsonl", "labels_dev_cross.jsonl")
READ = Path(__file__).parent / "read.csv"
LARGE = "jfk_large/jfk_104_texts.zip"
CONTEXT = 8


@dataclass(frozen=True)
class Verdict:
    """What the labels of a pair say of words of its newer text.

    Attributes:
        right: at least half of the words belong to a disclosure; ``near``: in the same surroundings too.
        excused: they belong to what the reader was unsure of.
        hits, lures: disclosures and lures that the words cover.
    """

    right: bool
    near: bool
    excused: bool
    hits: frozenset[int]
    lures: frozenset[int]


@dataclass(frozen=True)
class Candidate:
    """One difference, or a cell of one, and what the labels say of it.

    Attributes:
        row: the labelled pair; -1 for a difference read by itself (``read.csv``).
        new: its words in the newer text.
        truth: None where the labels do not say.
        witnessed: True for what only witnesses cut out, False for what they cut, None for the rest.
    """

    row: int
    record: str
    pair: Pair
    new: tuple[int, int]
    features: dict[str, float]
    truth: bool | None
    witnessed: bool | None = None


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
    """The labels, and every difference of their pairs; after those, the differences read by themselves."""
    rows = [json.loads(line) for name in FILES for line in (folder / name).read_text().splitlines()]
    found = [c for i, row in enumerate(rows) for c in _of(i, row, folder)]
    return rows, [*found, *_read(folder)]


def _read(folder: Path) -> Iterator[Candidate]:
    """Differences of further records, each read by itself; ``read.csv`` holds places and verdicts."""
    with READ.open(newline="") as lines, zipfile.ZipFile(folder.parent / LARGE) as archive:
        rows = list(csv.DictReader(lines))
        held: dict[str, dict[str, Path | zipfile.Path]] = {}
        for path in [*(folder / "text").glob("[0-9]*/*.md"), *_members(archive)]:
            held.setdefault(path.stem, {})[path.parent.name] = path
        for (record, older, newer), places in groupby(rows, lambda r: (r["record"], r["older"], r["newer"])):
            texts = {year: laid(path.read_text(encoding="utf-8")) for year, path in held[record].items()}
            pair = paired(texts, older, newer)
            said = [(int(p["start"]), int(p["end"]), p["disclosed"] == "1") for p in places]
            for d, witnessed in parts(pair):
                here = (pair.newer.starts[d.new[0]], pair.newer.ends[d.new[1] - 1])
                truths = [true for start, end, true in said if _same(here, (start, end))]
                if truths:
                    yield Candidate(-1, record, pair, d.new, features(pair, d), truths[0], witnessed)


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.Path]:
    return (zipfile.Path(archive, name) for name in archive.namelist() if name.endswith(".md"))


def _same(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """At least half of either span is the other's: differences are cut anew when the cutting changes."""
    both = min(a[1], b[1]) - max(a[0], b[0])
    return both >= 0.5 * max(a[1] - a[0], b[1] - b[0])


def laid(text: str) -> Laid:
    """A file's text laid out."""
    return Laid.of([leaf.text for leaf in split_pages(text)[1]])


def paired(texts: Mapping[str, Laid], older: str, newer: str) -> Pair:
    """Two releases aligned, the others as witnesses; all by their years."""
    alignment = align_words(texts[older].words, texts[newer].words)
    known = Counterparts.of(alignment)
    witnesses = [
        Witness.of(texts[newer].words, known, text, _order(year, older, newer), year)
        for year, text in sorted(texts.items())
        if year not in (older, newer)
    ]
    return Pair(texts[older], texts[newer], alignment, differences(alignment, texts[newer]), witnesses)


def _pair(row: dict[str, Any], folder: Path) -> Pair:
    name = Path(row["old_path"]).name
    paths = {p.parent.name: p for p in (folder / "text").glob(f"[0-9]*/{name}")}
    paths |= {row["old_release"]: folder / row["old_path"], row["new_release"]: folder / row["new_path"]}
    texts = {year: laid(path.read_text(encoding="utf-8")) for year, path in paths.items()}
    return paired(texts, row["old_release"], row["new_release"])


def _order(year: str, older: str, newer: str) -> Order:
    if year < older:
        return "earlier"
    return "between" if year < newer else "later"


def _of(number: int, row: dict[str, Any], folder: Path) -> Iterator[Candidate]:
    pair = _pair(row, folder)
    judged = bool(row.get("complete")) or row.get("kind", "").startswith("nothing")
    for d, witnessed in parts(pair):
        said = verdict(row, pair.newer, d.new)
        truth = True if said.right and (said.hits or (said.near and judged)) else None
        if not said.right and ((judged and not said.excused) or said.lures):
            truth = False
        yield Candidate(number, row["record"], pair, d.new, features(pair, d), truth, witnessed)


def parts(pair: Pair) -> Iterator[tuple[Difference, bool | None]]:
    """Every difference that is no furniture, each followed by what it is cut into.

    With each, whether it is met only with witnesses, which cut it out (True), or only without (False).
    """
    for d in pair.found:
        lacking = [part.difference for part in parted(d, pair.witnesses) if not part.shown]
        cells = [(cell, False if lacking else None) for cell in d.cells]
        for part, witnessed in ((d, None), *cells, *((c, True) for x in lacking for c in (x, *x.cells))):
            if not part.furniture:
                yield part, witnessed


def verdict(row: dict[str, Any], side: Laid, new: tuple[int, int]) -> Verdict:
    """What a row of labels says of words of the newer text."""
    a, b = new
    got = tokens(side.words.text[side.starts[a] : side.ends[b - 1]])
    before, after = side.folded[max(0, a - CONTEXT) : a], side.folded[b : b + CONTEXT]
    golds = [(tokens(g["text"]), _near(g, got, before, after)) for g in row["revealed"]]
    unsure = [tokens(g["text"]) for g in row.get("uncertain", [])]
    lures = [tokens(g["text"]) for g in row.get("not_revealed", [])]
    right = any(2 * common(g, got) >= len(got) for g, _ in golds)
    return Verdict(
        right,
        any(near and 2 * common(g, got) >= len(got) for g, near in golds),
        not right and any(2 * common(g, got) >= len(got) for g in unsure),
        frozenset(i for i, (g, near) in enumerate(golds) if near and common(g, got) >= 0.8 * len(g)),
        frozenset(i for i, g in enumerate(lures) if common(g, got) >= 0.8 * max(1, len(g))),
    )


def _near(gold: dict[str, Any], got: list[str], before: list[str], after: list[str]) -> bool:
    """At least two words of the label's surroundings stand around the difference."""
    if len(tokens(gold["text"])) >= 6:
        return True
    left, right = tokens(gold.get("before"))[-6:], tokens(gold.get("after"))[:6]
    return len(set(left) & set(before + got)) >= 2 or len(set(right) & set(after + got)) >= 2


def told(
    rows: Sequence[dict[str, Any]], found: Sequence[Candidate], p: Sequence[float]
) -> list[list[Verdict]]:
    """For each labelled pair, what the labels say of each disclosure told; neighbouring ones are one."""
    spans: list[list[tuple[int, int]]] = [[] for _ in rows]
    sides: dict[int, Laid] = {}
    for i, (candidate, probability) in enumerate(zip(found, p, strict=True)):
        if probability < REVEALED or candidate.row < 0 or _outdone(found, p, i):
            continue
        sides[candidate.row] = candidate.pair.newer
        here, (a, b) = spans[candidate.row], candidate.new
        if here and b <= here[-1][1]:
            continue  # a cell of a difference that is told as a whole
        if here and here[-1][1] == a:
            here[-1] = (here[-1][0], b)
        else:
            here.append((a, b))
    return [[verdict(row, sides[i], new) for new in spans[i]] for i, row in enumerate(rows)]


def _outdone(found: Sequence[Candidate], p: Sequence[float], i: int) -> bool:
    """Whether a part that witnesses cut out is told in the difference's stead."""
    whole, (a, b) = found[i], found[i].new
    for part, probability in zip(found[i + 1 :], p[i + 1 :], strict=True):
        inside = part.pair is whole.pair and a <= part.new[0] and part.new[1] <= b
        if not inside:
            return False
        if whole.witnessed is None and part.witnessed and probability > p[i] + SURER:
            return True
    return False


def scored(rows: Sequence[dict[str, Any]], found: Sequence[Candidate], p: Sequence[float]) -> str:
    """Precision, recall, lures and alarms, counted as the scorer counts."""
    hit = wanted = good = claimed = lures = lured = alarms = nothing = 0
    for row, here in zip(rows, told(rows, found, p), strict=True):
        wanted, hit = wanted + len(row["revealed"]), hit + len({h for c in here for h in c.hits})
        lures += len(row.get("not_revealed", []))
        lured += len({h for c in here for h in c.lures})
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
