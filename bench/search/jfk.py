"""Known items in badly read releases: does the right record come up, and do its releases stand under it?

    python bench/search/jfk.py <folder with text/YEAR/ and metadata.csv> [--show]

Indexes the texts of all releases (cut into pages of 2,000 characters where they have none) under their
record numbers and asks the questions of jfk_questions.tsv beside this file, by words alone: mean nDCG at 10
over records and how many right records are among the first ten, as spelt, with learned spellings, and in
Spanish. Of the right records found it then counts how many of their releases stand under them.
"""

import argparse
import csv
import hashlib
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

from ranking import gain

from declass.search import Ask, Index, PageEntry, Searcher

QUESTIONS = Path(__file__).with_name("jfk_questions.tsv")
_PAGE_CHARS = 2000


def numbers(data: Path) -> dict[tuple[str, str], str]:
    """Record numbers by release and file."""
    with (data / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["release"], Path(row["file"]).stem.lower()): row["record"] for row in csv.DictReader(file)
        }


def pages(text: str) -> list[str]:
    """Its pages, long ones cut."""
    whole = text.split("\f")
    return [page[at : at + _PAGE_CHARS] for page in whole for at in range(0, len(page), _PAGE_CHARS)]


def built(data: Path, folder: Path) -> tuple[Index, dict[str, set[str]]]:
    """The index, and by record the digests of its releases."""
    known, releases = numbers(data), defaultdict(set)
    index = Index.create(folder)
    with index.writer() as writer:
        for file in sorted((data / "text").glob("*/*")):
            year, raw = file.parent.name, file.read_bytes()
            digest = hashlib.sha256(raw).hexdigest()
            record = known.get((year, file.stem.lower()), "")
            releases[record].add(digest)
            texts = pages(raw.decode("utf-8", "replace"))
            writer.replace(
                digest,
                [
                    PageEntry(digest, at, text, "en", file.name, record, released=year, collection=year)
                    for at, text in enumerate(texts)
                ],
            )
    index.learn_spellings()
    return index, releases


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("data", type=Path)
    ask.add_argument("--show", action="store_true", help="list the questions that miss")
    opts = ask.parse_args()
    lines = [line for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    with tempfile.TemporaryDirectory() as name:
        index, releases = built(opts.data, Path(name))
        searcher = Searcher(index)
        for title, language, exact in (
            ("as spelt", "en", True),
            ("learned spellings", "en", False),
            ("Spanish", "es", False),
        ):
            asked = [
                searcher.search(Ask(r[language], mode="words", exact=exact), limit=10).records for r in rows
            ]
            gains = [
                gain([x.best.record for x in found], {r["record"]})
                for r, found in zip(rows, asked, strict=True)
            ]
            print(
                f"{title}: nDCG@10 {statistics.mean(gains):.3f}, among the first ten "
                f"{sum(map(bool, gains))} of {len(rows)}"
            )
            for row, got, found in zip(rows, gains, asked, strict=True) if opts.show else ():
                if got < 1:
                    print(
                        f"  {got:.2f} {row[language]} [{row['record']}] {[x.best.record for x in found[:3]]}"
                    )
        shown = all_of = 0
        for row in rows:
            for record in searcher.search(Ask(row["en"], mode="words"), limit=10).records:
                if record.best.record == row["record"]:
                    shown += len(record.releases)
                    all_of += len(releases[row["record"]])
        print(f"releases that stand under the right records: {shown} of {all_of}")


if __name__ == "__main__":
    main()
