"""What is known of the texts in ../shared/data: one record, not one, or counted neither way."""

import csv
import itertools
import re
import zipfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LARGE = DATA / "jfk_large" / "jfk_104_texts.zip"
NUMBER = re.compile(r"[1-9il|]?\d{2,3}\s?[-–—]\s?\d{5}\s?[-–—]\s?\d{5}")
NEITHER = ("same_text", "a_in_b", "b_in_a", "shares_part")


def record(name):
    return Path(name).stem.split(" ")[0].split("[")[0][:15]


def large(path=LARGE, limit=None):
    """(name, text) of the large collection, record numbers blanked."""
    with zipfile.ZipFile(path) as bundle:
        for name in bundle.namelist()[:limit]:
            yield name, NUMBER.sub(" ", bundle.read(name).decode("utf-8", "replace"))


def small(data=DATA / "jfk_pairs"):
    """(path within the folder, text) of the collection whose pairs were read, record numbers blanked."""
    for file in sorted((data / "text").rglob("*.md")):
        yield str(file.relative_to(data)), NUMBER.sub(" ", file.read_text(encoding="utf-8", errors="replace"))


class Read:
    """The hand-read pairs of jfk_pairs.

    Attributes:
        true: pairs of names with one record number; easy: those of them that share words.
        neutral: pairs of record numbers that count neither way.
    """

    def __init__(self, names, data=DATA / "jfk_pairs"):
        groups = {}
        for name in names:
            groups.setdefault(record(name), []).append(name)
        self.true = {frozenset(p) for g in groups.values() for p in itertools.combinations(g, 2)}
        with open(data / "pairs.csv", newline="") as lines:
            rows = [r for r in csv.DictReader(lines) if float(r["token_containment"]) >= 0.3]
        self.easy = {frozenset((r["old_path"], r["new_path"])) for r in rows} & self.true
        with open(data / "same_text_pairs.csv", newline="") as lines:
            rows = [r for r in csv.DictReader(lines) if r["label"] in NEITHER or r["group"] == "template"]
        self.neutral = {frozenset((r["record_a"], r["record_b"])) for r in rows}

    def label(self, one, other):
        """1.0 one record, 0.0 not, None where it counts neither way."""
        if record(one) == record(other):
            return 1.0
        return None if frozenset((record(one), record(other))) in self.neutral else 0.0
