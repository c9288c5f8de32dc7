"""How soon an added document is found on a large index, and whether a rebuilt index answers exactly alike.

    python bench/search/changes.py texts.zip --kept FOLDER     (of scale.py --keep: how soon)
    python bench/search/changes.py texts.zip --pages 60000     (alike)

How soon: one document of six pages is written into a copy of the kept index, eleven times, each with a word
that stands nowhere else, while a searcher is open; told are the milliseconds from the call that writes until
the searcher finds it, of which one part is the commit, and those of questions asked beside a writer. Alike:
the same pages are indexed in one go by one thread; by two threads in another order and several commits; and
with a tenth of the documents put in again. The hit lists of all questions of scale.py are compared, page by
page and score by score.
"""

import argparse
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path

from scale import FACETS, QUESTIONS, file_of, files_of, pages_of

from declass.search import Ask, Index, PageEntry, Searcher

_DEPTH = 200


def soon(kept: Path, folder: Path) -> None:
    shutil.copytree(kept, folder / "copy")
    index = Index.open(folder / "copy")
    searcher = Searcher(index)
    searcher.search(Ask(QUESTIONS[0], facets=FACETS))
    waits, commits = [], []
    for number in range(11):
        word = f"zyzzyva{number}"
        entries = file_of(
            9_000_000 + number, [f"The {word} of the embassy, page {page}." for page in range(6)]
        )
        started = time.perf_counter()
        with index.writer() as writer:
            writer.replace(entries[0].digest, entries)
            before = time.perf_counter()
            writer.commit()
            commits.append((time.perf_counter() - before) * 1000)
            found = searcher.search(Ask(word, mode="words"))
            waits.append((time.perf_counter() - started) * 1000)
        assert found.total_pages == 6
    print(f"an added document is found after {statistics.median(waits):.0f} ms, at most {max(waits):.0f} ms")
    print(f"  of these the commit {statistics.median(commits):.0f} ms, at most {max(commits):.0f} ms")
    beside(index, searcher)


def beside(index: Index, searcher: Searcher) -> None:
    """Questions asked while another thread writes 3,000 pages."""
    done = threading.Event()

    def write() -> None:
        with index.writer() as writer:
            for number in range(500):
                entries = file_of(
                    8_000_000 + number, [f"Cable {number} on the embassy, page {p}" for p in range(6)]
                )
                writer.replace(entries[0].digest, entries)
        done.set()

    thread = threading.Thread(target=write)
    times = []
    thread.start()
    while not done.is_set():
        started = time.perf_counter()
        searcher.search(Ask(QUESTIONS[len(times) % len(QUESTIONS)], facets=FACETS, mode="words"))
        times.append((time.perf_counter() - started) * 1000)
    thread.join()
    took = f"{statistics.median(times):.0f} ms, at most {max(times):.0f} ms"
    print(f"  {len(times)} questions asked beside a writer took {took}")


def built(files: list[list[PageEntry]], folder: Path, threads: int, commits: int, again: int = 0) -> Index:
    index = Index.create(folder)
    for part in range(commits):
        with index.writer(threads=threads) as writer:
            for entries in files[part::commits]:
                writer.replace(entries[0].digest, entries)
    if again:
        with index.writer(threads=threads) as writer:
            for entries in files[::again]:
                writer.replace(entries[0].digest, entries)
    return index


def listed(index: Index) -> list[list[tuple[str, int, float]]]:
    hits = (index.search(question, limit=_DEPTH).hits for question in QUESTIONS)
    return [[(hit.digest, hit.page, hit.score) for hit in found] for found in hits]


def alike(files: list[list[PageEntry]], folder: Path) -> None:
    first = listed(built(files, folder / "first", 1, 1))
    ways = {
        "two threads, many commits": built(files[::-1], folder / "second", 2, 5),
        "a tenth put in again": built(files, folder / "third", 2, 1, again=10),
    }
    for name, index in ways.items():
        other = listed(index)
        same = sum(a == b for a, b in zip(first, other, strict=True))
        pages = statistics.mean(
            len({h[:2] for h in a} & {h[:2] for h in b}) / max(1, len(a))
            for a, b in zip(first, other, strict=True)
        )
        print(
            f"{name}: {same} of {len(QUESTIONS)} lists of {_DEPTH} hits are the same to the last score; "
            f"{pages:.3f} of the pages are"
        )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("texts", type=Path, help="a zip of .txt or .md files")
    ask.add_argument("--kept", type=Path, help="the folder that scale.py kept its indexes in")
    ask.add_argument("--pages", type=int, default=0, help="pages to build three indexes of")
    opts = ask.parse_args()
    with tempfile.TemporaryDirectory(dir=opts.kept) as name:
        if opts.kept:
            soon(opts.kept / "room", Path(name))
        if opts.pages:
            alike(list(files_of(pages_of(opts.texts, opts.pages))), Path(name))


if __name__ == "__main__":
    main()
