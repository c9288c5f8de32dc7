"""Build rate, size, memory and search times against bare Tantivy and SQLite FTS5, same pages, one run.

    python bench/search/scale.py texts.zip [--pages 300000] [--vectors N] [--keep FOLDER]

The zip's texts are cut into pages of 2,000 characters; where they do not suffice, copies follow with 3 % of
their letters misread. Each engine is built once; then the same plain questions are asked of all three, once
to warm up and three times to be timed (the best counts). declass answers with records, facets, snippets and
learned spellings; the others with ten page numbers and a count. ``--vectors`` adds so many made-up vectors,
to time the exact search through them. With ``--keep`` a second run asks only, and its memory is that of
searching.
"""

import argparse
import hashlib
import random
import resource
import sqlite3
import string
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import tantivy

from declass.model.anchor import Span
from declass.search import Ask, Index, PageEntry, Searcher, VectorStore
from declass.search.passages import Passage, page_key

THREADS = 2
PAGE_CHARS = 2000
PAGES_EACH = 6
HEAP_BYTES = 200_000_000
FACETS = ("agency", "decade", "language", "collection")
QUESTIONS = (
    "surveillance of the embassy in mexico city",
    "travel to the soviet union by the defector",
    "arms shipment to exiles",
    "station chief memorandum on the source",
    "payment to the agent in miami",
    "anti castro operations",
    "telephone tap on the consulate",
    "visa application",
    "interrogation of the prisoner",
    "who knew of the letter before november",
    "passport photograph",
    "counterintelligence review of the file",
    "ship from new orleans to havana",
    "newspaper editor in the capital",
    "ministry of the interior",
    "oswald",
    "director",
    "cable from headquarters on cover",
    "bank account in switzerland",
    "training camp near the lake",
)


def pages_of(path: Path, wanted: int) -> Iterator[str]:
    """Pages of a zip's texts, then of damaged copies of them, until there are enough."""
    rng, count, copy = random.Random(1), 0, 0
    while True:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(n for n in archive.namelist() if n.endswith((".md", ".txt"))):
                text = archive.read(name).decode("utf-8", "replace")
                for at in range(0, len(text), PAGE_CHARS):
                    page = text[at : at + PAGE_CHARS]
                    yield damaged(page, rng) if copy else page
                    count += 1
                    if count >= wanted:
                        return
        copy += 1


def damaged(page: str, rng: random.Random) -> str:
    """About 3 % of the letters replaced."""
    letters = list(page)
    for at in rng.sample(range(len(letters)), len(letters) * 3 // 100):
        if letters[at].isalpha():
            letters[at] = rng.choice(string.ascii_lowercase)
    return "".join(letters)


def files_of(pages: Iterator[str]) -> Iterator[list[PageEntry]]:
    """Files of six pages with made-up cards; every third is another release of the record before."""
    batch: list[str] = []
    number = 0
    for page in pages:
        batch.append(page)
        if len(batch) == PAGES_EACH:
            yield file_of(number, batch)
            batch, number = [], number + 1
    if batch:
        yield file_of(number, batch)


def file_of(number: int, texts: list[str]) -> list[PageEntry]:
    """One file with a made-up card."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    card = {
        "language": "en",
        "file": f"file-{number}.pdf",
        "record": f"104-{number - (number % 3 == 2):06}",
        "agency": ("CIA", "FBI", "State")[number % 3],
        "collection": ("2017", "2018")[number % 2],
        "released": ("2017", "2018")[number % 2],
        "type": "cable",
        "date": f"19{60 + number % 20}",
    }
    return [PageEntry(digest, at, text, **card) for at, text in enumerate(texts)]


class Clock:
    """Wall and processor seconds since it was made."""

    def __init__(self) -> None:
        self._started = (time.perf_counter(), time.process_time())

    def __str__(self) -> str:
        return f"{self.wall:.0f} s, {self.processor:.0f} s of processor"

    @property
    def wall(self) -> float:
        return time.perf_counter() - self._started[0]

    @property
    def processor(self) -> float:
        return time.process_time() - self._started[1]


def build_bare(files: list[list[PageEntry]], folder: Path) -> tuple[float, float]:
    """Seconds, by the clock and of processor, of a bare Tantivy index that stores the text."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=True)
    folder.mkdir()
    index = tantivy.Index(builder.build(), str(folder))
    clock = Clock()
    writer = index.writer(HEAP_BYTES, THREADS)
    for entries in files:
        for entry in entries:
            document = tantivy.Document()
            document.add_text("body", entry.text)
            writer.add_document(document)
    writer.commit()
    spent = (clock.wall, clock.processor)
    print(f"bare Tantivy: {clock}, {size_mb(folder):.0f} MB", flush=True)
    writer.wait_merging_threads()
    return spent


def build_room(files: list[list[PageEntry]], folder: Path) -> tuple[float, float]:
    """Seconds, by the clock and of processor, of an index of declass."""
    index = Index.create(folder)
    clock = Clock()
    with index.writer(heap_bytes=HEAP_BYTES, threads=THREADS) as writer:
        for entries in files:
            writer.replace(entries[0].digest, entries)
        writer.commit()
        spent = (clock.wall, clock.processor)
        print(f"declass: {clock}, {size_mb(folder):.0f} MB", flush=True)
    learning = Clock()
    learned = index.learn_spellings()
    print(f"  spellings learned in {learning}: {len(learned.rates)} habits, error {learned.error:.3f}")
    return spent


def build_fts(files: list[list[PageEntry]], path: Path) -> None:
    clock = Clock()
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE page USING fts5(body)")
    database.executemany("INSERT INTO page VALUES (?)", ((e.text,) for entries in files for e in entries))
    database.commit()
    database.close()
    print(f"SQLite FTS5: {clock}, {path.stat().st_size / 1e6:.0f} MB", flush=True)


def size_mb(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(name: str, answer: Callable[[str], int]) -> None:
    """Milliseconds of each question by the clock and by the processor, the best of three."""
    wall, processor = [], []
    for question in QUESTIONS:
        answer(question)
        rounds = []
        for _ in range(3):
            clock = Clock()
            answer(question)
            rounds.append((clock.wall * 1000, clock.processor * 1000))
        wall.append(min(r[0] for r in rounds))
        processor.append(min(r[1] for r in rounds))
    for kind, times in (("clock", sorted(wall)), ("processor", sorted(processor))):
        middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"  {name:34} {kind:9} p50 {middle:7.1f} ms  p95 {high:7.1f} ms  worst {times[-1]:7.1f} ms")


def words_of(question: str) -> list[str]:
    return [word for word in question.split() if len(word) > 3 or question == word]


def ask_bare(index: tantivy.Index, question: str) -> int:
    query = index.parse_query(" ".join(words_of(question)), ["body"])
    return int(index.searcher().search(query, 10).count)


def ask_fts(database: sqlite3.Connection, question: str) -> int:
    match = " OR ".join(f'"{word}"' for word in words_of(question))
    rows = database.execute("SELECT rowid FROM page WHERE page MATCH ? ORDER BY rank LIMIT 10", (match,))
    (total,) = database.execute("SELECT count(*) FROM page WHERE page MATCH ?", (match,)).fetchone()
    return len(rows.fetchall()) and int(total)


class MadeUp:
    """Vectors without meaning, to time what does not depend on it; a real model adds its own time."""

    name, dimensions, leaves_machine = "made-up", 384, False

    def question(self, text: str) -> np.ndarray:
        rng = np.random.default_rng(abs(hash(text)))
        vector = rng.standard_normal(self.dimensions, dtype=np.float32)
        return vector / np.linalg.norm(vector)


def fill(store: VectorStore, files: list[list[PageEntry]], count: int) -> None:
    """One made-up vector a page."""
    rng = np.random.default_rng(1)
    writer = store.open_for_writing()
    entries = [entry for each in files for entry in each][:count]
    for start in range(0, len(entries), 10_000):
        some = entries[start : start + 10_000]
        made = rng.standard_normal((len(some), store.dimensions), dtype=np.float32)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        cut = {
            page_key(e.text, ""): [Passage(Span(0, len(e.text)), f"{start + n}")] for n, e in enumerate(some)
        }
        new = {passage.key: made[n] for n, (passage,) in enumerate(cut.values())}
        writer.add(cut, new)


def build(opts: argparse.Namespace, folder: Path) -> None:
    """All three engines and the vectors, into a folder."""
    files = list(files_of(pages_of(opts.texts, opts.pages)))
    count = sum(map(len, files))
    chars = sum(len(e.text) for entries in files for e in entries)
    print(f"{count} pages, {chars / 1e6:.0f} million characters, {memory_mb():.0f} MB of memory", flush=True)
    bare, room = build_bare(files, folder / "bare"), build_room(files, folder / "room")
    wall, processor = (b / r for b, r in zip(bare, room, strict=True))
    print(f"build rate of bare Tantivy's with stored text: {wall:.2f} by the clock, {processor:.2f} by CPU")
    print(f"  {memory_mb():.0f} MB at most, {HEAP_BYTES / 1e6:.0f} of them the writer's", flush=True)
    build_fts(files, folder / "fts.db")
    if opts.vectors:
        fill(VectorStore(folder / "vectors", MadeUp.name, MadeUp.dimensions), files, opts.vectors)


def ask_all(folder: Path, *, vectors: bool) -> None:
    bare = tantivy.Index.open(str(folder / "bare"))
    database = sqlite3.connect(folder / "fts.db")
    room = Index.open(folder / "room")
    searcher = Searcher(room)
    timed("bare Tantivy", lambda q: ask_bare(bare, q))
    timed("SQLite FTS5", lambda q: ask_fts(database, q))
    before = memory_mb()
    spelt = {"facets": FACETS, "mode": "words", "exact": True}
    timed("declass, as spelt", lambda q: searcher.search(Ask(q, **spelt)).total_pages)
    timed("declass, learned spellings", lambda q: searcher.search(Ask(q, facets=FACETS)).total_pages)
    print(f"  memory {before:.0f} MB before declass was asked, {memory_mb():.0f} MB after", flush=True)
    if vectors:
        store = VectorStore(folder / "vectors", MadeUp.name, MadeUp.dimensions)
        hybrid = Searcher(room, store, MadeUp())
        timed("declass, words and vectors", lambda q: hybrid.search(Ask(q, facets=FACETS)).total_pages)
        print(f"  {memory_mb():.0f} MB with {len(store.read().vectors)} vectors mapped")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("texts", type=Path, help="a zip of .txt or .md files")
    ask.add_argument("--pages", type=int, default=300_000)
    ask.add_argument("--vectors", type=int, default=0, help="made-up vectors to search through")
    ask.add_argument("--keep", type=Path, help="a folder for what is built; what stands there is only asked")
    opts = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = opts.keep or Path(name)
        if not (folder / "fts.db").exists():
            folder.mkdir(parents=True, exist_ok=True)
            build(opts, folder)
        ask_all(folder, vectors=(folder / "vectors").exists())


if __name__ == "__main__":
    main()
