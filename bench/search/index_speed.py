"""How fast pages are indexed, against bare Tantivy with one text field on the same texts in the same run.

    python bench/search/index_speed.py texts.zip --share 0.1

prints pages a second for both, their ratio, and search times on the finished index.
"""

import argparse
import hashlib
import statistics
import tempfile
import time
import zipfile
from pathlib import Path

import tantivy

from declass.search import Index, PageEntry

THREADS = 2
QUERIES = (
    "kennedy assassination investigation",
    '"lee harvey oswald" mexico',
    "surveill* embassy",
    "oswld~1 visa",
    "what did the station know about the visit to the embassy",
    "soviet AND (consulate OR embassy) -cuba",
    "agency:cia after:1963 cable",
    "informes de la estación sobre el viaje",
)


def texts_of(path: Path, share: float, page_chars: int) -> list[str]:
    """Texts of a zip, every so many-th; cut into pages of ``page_chars`` characters if that is above 0."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(n for n in archive.namelist() if n.endswith((".md", ".txt")))[
            :: max(1, round(1 / share))
        ]
        whole = [archive.read(name).decode("utf-8", "replace") for name in names]
    if not page_chars:
        return whole
    return [text[at : at + page_chars] for text in whole for at in range(0, max(1, len(text)), page_chars)]


def entries_of(texts: list[str], each: int) -> list[list[PageEntry]]:
    """Files of ``each`` pages with made-up cards, as the pipeline would hand them over."""
    files = []
    for start in range(0, len(texts), each):
        digest = hashlib.sha256(str(start).encode()).hexdigest()
        card = {
            "language": "en",
            "file": f"file-{start}.pdf",
            "record": f"104-{start:05}-10001",
            "agency": "CIA",
        }
        card |= {
            "title": f"File {start}",
            "collection": "Bench",
            "type": "cable",
            "date": "1963-11",
            "released": "2017",
        }
        files.append(
            [PageEntry(digest, n, text, **card) for n, text in enumerate(texts[start : start + each])]
        )
    return files


def bare(texts: list[str], folder: Path, heap_bytes: int, *, stored: bool) -> tuple[float, float]:
    """Seconds to index and commit with one text field."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=stored)
    writer = tantivy.Index(builder.build(), str(folder)).writer(heap_bytes, THREADS)
    started = (time.perf_counter(), time.process_time())
    for text in texts:
        document = tantivy.Document()
        document.add_text("body", text)
        writer.add_document(document)
    writer.commit()
    elapsed = _since(started)
    writer.wait_merging_threads()
    return elapsed


def room(files: list[list[PageEntry]], folder: Path, heap_bytes: int) -> tuple[tuple[float, float], Index]:
    index = Index.create(folder)
    with index.writer(heap_bytes=heap_bytes, threads=THREADS) as writer:
        started = (time.perf_counter(), time.process_time())
        for entries in files:
            writer.replace(entries[0].digest, entries)
        writer.commit()
        elapsed = _since(started)
    return elapsed, index


def _since(started: tuple[float, float]) -> tuple[float, float]:
    """Wall-clock and processor seconds; the second does not mind what else the machine is doing."""
    return (time.perf_counter() - started[0], time.process_time() - started[1])


def search_times(index: Index) -> list[float]:
    """Milliseconds of each query, the best of three after one to warm up."""
    times = []
    for query in QUERIES:
        index.search(query)
        times.append(min(index.search(query).elapsed_ms for _ in range(3)))
        print(f"  {times[-1]:7.1f} ms  {index.search(query).total:7}  {query}")
    return times


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("texts", type=Path, help="a zip of .txt or .md files")
    ask.add_argument("--share", type=float, default=0.1, help="share of the files to take, 0-1")
    ask.add_argument(
        "--page-chars", type=int, default=0, help="cut texts into pages of this size; 0 = leave whole"
    )
    ask.add_argument("--heap-mb", type=int, default=100)
    ask.add_argument("--rounds", type=int, default=3)
    opts = ask.parse_args()
    texts = texts_of(opts.texts, opts.share, opts.page_chars)
    files = entries_of(texts, 10)
    heap = opts.heap_mb * 1_000_000
    print(
        f"{len(texts)} pages, {sum(map(len, texts)) / 1e6:.0f} million characters, "
        f"{THREADS} threads, {opts.heap_mb} MB"
    )
    ratios, stored_ratios = [], []
    for _ in range(opts.rounds):
        with tempfile.TemporaryDirectory() as folder:
            plain = bare(texts, _new(folder, "bare"), heap, stored=False)
            stored = bare(texts, _new(folder, "stored"), heap, stored=True)
            ours, index = room(files, _new(folder, "room"), heap)
            ratios.append((plain[0] / ours[0], plain[1] / ours[1]))
            stored_ratios.append((stored[0] / ours[0], stored[1] / ours[1]))
            rates = (len(texts) / wall for wall, _ in (plain, stored, ours))
            print("bare {:.0f}  bare with stored text {:.0f}  declass {:.0f} pages/s".format(*rates))
            times = search_times(index) if len(ratios) == opts.rounds else []
    for name, pairs in (("bare", ratios), ("bare with stored text", stored_ratios)):
        wall, processor = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"ratio to {name}: {wall:.2f} by the clock, {processor:.2f} by processor time")
    print(f"search p50 {statistics.median(times):.1f} ms, worst {max(times):.1f} ms")


def _new(folder: str, name: str) -> Path:
    path = Path(folder) / name
    path.mkdir()
    return path


if __name__ == "__main__":
    main()
