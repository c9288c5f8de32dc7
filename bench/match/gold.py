"""What is known of the texts in ../shared/data: one record, not one, or counted neither way."""

import csv
import itertools
import re
import zipfile
from pathlib import Path

from declass.read.plain import split_pages

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LARGE = DATA / "jfk_large" / "jfk_104_texts.zip"
NUMBER = re.compile(r"[1-9il|]?\d{2,3}\s?[-–—]\s?\d{5}\s?[-–—]\s?\d{5}")
NEITHER = ("same_text", "a_in_b", "b_in_a", "shares_part")


def as_read(text):
    """A text as `declass match` reads it: record numbers blanked, without its title and page marks."""
    return "\n".join(page.text for page in split_pages(NUMBER.sub(" ", text))[1])


def damaged(text, rng):
    """The text with one letter in fifty replaced by another."""
    letters = bytearray(text.encode("utf-8"))
    for _ in range(len(letters) // 50):
        at = rng.randrange(len(letters))
        if 97 <= letters[at] <= 122 or 65 <= letters[at] <= 90:
            letters[at] = rng.randrange(97, 123)
    return letters.decode("utf-8", "replace")


def record(name):
    return Path(name).stem.split(" ")[0].split("[")[0][:15]


def large(path=LARGE, limit=None):
    """(name, text) of the large collection, as read."""
    with zipfile.ZipFile(path) as bundle:
        for name in bundle.namelist()[:limit]:
            yield name, as_read(bundle.read(name).decode("utf-8", "replace"))


def small(data=DATA / "jfk_pairs"):
    """(path within the folder, text) of the collection whose pairs were read, as read."""
    for file in sorted((data / "text").rglob("*.md")):
        yield str(file.relative_to(data)), as_read(file.read_text(encoding="utf-8", errors="replace"))


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
