"""How well plain questions, and subject lines asked of telegrams without them, bring the right telegram up.

    python bench/search/ranking.py <folder with text/, queries_en_es.json and metadata_gold.csv>

prints the mean normalised discounted cumulative gain at 10 of each set, and the questions that miss.
"""

import argparse
import csv
import hashlib
import json
import math
import random
import re
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from declass.search import Index, PageEntry

DEPTH = 10
_SUBJECT_LINES = re.compile(r"(?m)^\s*(SUBJ(ECT)?|Subject)\s*:.*\n(.*\n)?")
_PUNCTUATION = re.compile(r"[^\w\s]")


def built(data: Path, folder: Path, edit: Callable[[str], str]) -> Index:
    """An index of the telegrams' pages, each telegram's text edited first."""
    index = Index.create(folder)
    with index.writer() as writer:
        for file in sorted((data / "text").glob("*.txt")):
            digest = hashlib.sha256(file.name.encode()).hexdigest()
            pages = edit(file.read_text(encoding="utf-8", errors="replace")).split("\f")
            entries = (
                PageEntry(digest, n, text, "en", file.stem) for n, text in enumerate(pages) if text.strip()
            )
            writer.replace(digest, entries)
    return index


def gain(names: list[str], relevant: set[str]) -> float:
    got = sum(1 / math.log2(at + 2) for at, name in enumerate(names[:DEPTH]) if name in relevant)
    return got / sum(1 / math.log2(at + 2) for at in range(min(DEPTH, len(relevant))))


def score(index: Index, questions: list[tuple[str, set[str]]], *, show: bool = False) -> float:
    """Mean gain; a telegram ranks by its best page."""
    gains = []
    for query, relevant in questions:
        results = index.search(query, limit=30)
        gains.append(gain(list(dict.fromkeys(hit.file for hit in results.hits)), relevant))
        if show and gains[-1] < 1:
            print(f"  {gains[-1]:.2f}  {query}")
    return statistics.mean(gains)


def subjects(data: Path, count: int) -> list[tuple[str, set[str]]]:
    """Subject lines as questions, in lower case and without punctuation."""
    with (data / "metadata_gold.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if len(row["cable_subject"].split()) >= 3]
    random.Random(1).shuffle(rows)
    return [
        (_PUNCTUATION.sub(" ", row["cable_subject"].lower())[:90], {row["doc_number"]})
        for row in rows[:count]
    ]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("data", type=Path)
    opts = ask.parse_args()
    asked = json.loads((opts.data / "queries_en_es.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        whole = built(opts.data, Path(folder) / "whole", str)
        bare = built(opts.data, Path(folder) / "bare", lambda text: _SUBJECT_LINES.sub("", text))
        for language in ("en", "es"):
            questions = [(query[language], set(query["relevant"])) for query in asked]
            print(f"{language} questions: {score(whole, questions, show=language == 'en'):.3f}")
        lines = subjects(opts.data, 120)
        print(f"subject lines: {score(whole, lines):.3f}; taken out of the texts: {score(bare, lines):.3f}")


if __name__ == "__main__":
    main()
