"""Matching at scale: seconds, peak memory, recall and rank of the right partner against record numbers.

    python bench/match/run.py [--zip ../shared/data/jfk_large/jfk_104_texts.zip] [--copies 1] [--limit N]

Numbers in the texts are blanked. With --copies 4, each text is also taken three times with 2% of its
letters damaged, as a collection four times as large. Recall counts pairs of texts under one record
number (copies left out): many of these share no readable word, and numbers cannot measure precision, as
texts under different numbers can be copies.
"""

import argparse
import platform
import random
import re
import resource
import tempfile
import time
import zipfile
from pathlib import Path

from declass.compare.match import MatchInput, match

ZIP = Path(__file__).resolve().parents[3] / "shared" / "data" / "jfk_large" / "jfk_104_texts.zip"
NUMBER = re.compile(r"[1-9il|]?\d{2,3}\s?[-–—]\s?\d{5}\s?[-–—]\s?\d{5}")


def damaged(text, rng):
    letters = bytearray(text.encode("utf-8"))
    for _ in range(len(letters) // 50):
        at = rng.randrange(len(letters))
        if 97 <= letters[at] <= 122 or 65 <= letters[at] <= 90:
            letters[at] = rng.randrange(97, 123)
    return letters.decode("utf-8", "replace")


def documents(path, copies, limit, seen):
    rng = random.Random(1)
    with zipfile.ZipFile(path) as bundle:
        for name in bundle.namelist()[:limit]:
            text = NUMBER.sub(" ", bundle.read(name).decode("utf-8", "replace"))
            seen["files"] += copies
            seen["letters"] += copies * len(text)
            yield MatchInput(f"{name}#0", [text])
            for k in range(1, copies):
                yield MatchInput(f"{name}#{k}", [damaged(text, rng)])


def record(key):
    return Path(key.split("#")[0]).stem[:15]


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--zip", type=Path, default=ZIP)
    ask.add_argument("--copies", type=int, default=1)
    ask.add_argument("--limit", type=int)
    ask.add_argument("--threads", type=int, default=2)
    opts = ask.parse_args()
    seen = {"files": 0, "letters": 0}
    wall, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        source = documents(opts.zip, opts.copies, opts.limit, seen)
        pairs = list(match(source, minimum=0.05, folder=Path(folder), threads=opts.threads))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{seen['files']} texts, {seen['letters'] / 1e6:.0f} M letters: {wall:.1f} s wall, {cpu:.1f} s CPU,",
        end=" ",
    )
    print(f"peak {peak:.2f} GB, {len(pairs)} pairs at 0.05 or more; {platform.machine()}")
    quality(opts, pairs)


def quality(opts, pairs):
    with zipfile.ZipFile(opts.zip) as bundle:
        names = bundle.namelist()[: opts.limit]
    groups = {}
    for name in names:
        groups.setdefault(record(name), []).append(name)
    true = sum(len(g) * (len(g) - 1) // 2 for g in groups.values())
    plain = [p for p in pairs if p.a.endswith("#0") and p.b.endswith("#0")]
    right = sum(record(p.a) == record(p.b) for p in plain if p.probability >= 0.5)
    said = sum(p.probability >= 0.5 for p in plain)
    best = {}
    for p in plain:
        for one, other in ((p.a, p.b), (p.b, p.a)):
            best[one] = max(best.get(one, (0.0, "")), (p.probability, other))
    partnered = [f"{n}#0" for g in groups.values() if len(g) > 1 for n in g]
    first = sum(record(best[n][1]) == record(n) for n in partnered if n in best)
    print(f"recall {right}/{true} = {right / true:.4f}; {right / said:.4f} of {said} pairs have one number")
    print(f"right partner first for {first}/{len(partnered)} = {first / len(partnered):.4f}")


if __name__ == "__main__":
    main()
