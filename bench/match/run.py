"""Which texts are one record: recall, precision, time and memory, beside MinHash LSH on the same files.

    python bench/match/run.py                      # jfk_pairs: pairs read by hand
    python bench/match/run.py --large              # 13,680 texts; known by number only
    python bench/match/run.py --large --copies 4   # each text also three times with 2% of its letters damaged
    python bench/match/run.py --peer               # datasketch's MinHashLSH too (pip install datasketch)

Numbers in the texts are blanked, and texts are written down before the clock starts; each method then reads
the same files in a process of its own. With --large, recall counts pairs of texts under one record number
(copies left out): some of these share no readable word, and numbers cannot measure precision, as texts under
different numbers can be copies.
"""

import argparse
import itertools
import multiprocessing
import platform
import random
import resource
import tempfile
import time
from pathlib import Path

from gold import Read, damaged, large, record, small

LEAST = 0.05
PEER_AT = (0.2, 0.3, 0.5)  # MinHash LSH's threshold on the Jaccard of words in twos


def written(folder, opts):
    """Names of the texts, written to ``folder`` under numbers."""
    rng, names = random.Random(1), []
    for name, text in large(limit=opts.limit) if opts.large else small():
        for k in range(opts.copies):
            (folder / f"{len(names):07d}.txt").write_text(damaged(text, rng) if k else text, encoding="utf-8")
            names.append(f"{name}#{k}" if k else name)
    return names


def texts(folder, names):
    for number in range(len(names)):
        yield number, (folder / f"{number:07d}.txt").read_text(encoding="utf-8")


def declass(folder, names, processes):
    from declass.compare.match import MatchInput, match
    from declass.pipeline.spreading import processes as spread_over

    inputs = (MatchInput(str(number), [text]) for number, text in texts(folder, names))
    with spread_over(processes) as spread:
        pairs = match(inputs, minimum=LEAST, folder=folder, spread=spread)
        return [(int(p.a), int(p.b), p.probability) for p in pairs]


def minhash(folder, names, processes):
    """All pairs above the least threshold with their estimated Jaccard; 128 permutations, words in twos."""
    from datasketch import MinHash, MinHashLSH

    lsh, made, found = MinHashLSH(threshold=min(PEER_AT), num_perm=128), [], []
    for number, text in texts(folder, names):
        words = text.lower().split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch({" ".join(two).encode() for two in itertools.pairwise(words)} or {b""})
        found += [(int(other), number, sketch.jaccard(made[int(other)])) for other in lsh.query(sketch)]
        lsh.insert(str(number), sketch)
        made.append(sketch)
    return found


def timed(method, folder, names, processes, answer):
    wall = time.perf_counter()
    pairs = method(folder, names, processes)
    wall = time.perf_counter() - wall
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)  # of processes that have ended: all of them
    answer.put((pairs, wall, cpu, [one.ru_maxrss / 1e6 for one in used]))


def apart(method, folder, names, opts):
    """Run a method in a fresh process, so that its memory is its own."""
    spawn = multiprocessing.get_context("spawn")
    answer = spawn.Queue()
    child = spawn.Process(target=timed, args=(method, folder, names, opts.processes, answer))
    child.start()
    pairs, wall, cpu, (peak, largest) = answer.get()
    child.join()
    print(f"{method.__name__}: {wall:.1f} s wall, {cpu:.1f} s CPU, {len(pairs)} pairs,", end="")
    print(f" peak {peak:.2f} GB and {largest:.2f} GB in the largest process it started")
    return [(names[a], names[b], p) for a, b, p in pairs]


def judged_by_hand(names, pairs, thresholds):
    read = Read(names)
    for least in thresholds:
        said = {frozenset(p[:2]) for p in pairs if p[2] >= least}
        right, wrong = len(said & read.true), sum(read.label(*p) == 0.0 for p in said)
        print(
            f"  at {least}: recall {len(said & read.easy)}/{len(read.easy)} ="
            f" {len(said & read.easy) / len(read.easy):.4f}, precision {right}/{right + wrong} ="
            f" {right / max(1, right + wrong):.4f}"
        )


def judged_by_number(names, pairs, thresholds):
    groups = {}
    for name in names:
        if "#" not in name:
            groups.setdefault(record(name), []).append(name)
    true = sum(len(g) * (len(g) - 1) // 2 for g in groups.values())
    plain = [p for p in pairs if "#" not in p[0] + p[1]]
    best = {}
    for a, b, p in plain:
        for one, other in ((a, b), (b, a)):
            best[one] = max(best.get(one, (0.0, "")), (p, other))
    partnered = [n for g in groups.values() if len(g) > 1 for n in g]
    first = sum(record(best[n][1]) == record(n) for n in partnered if n in best)
    for least in thresholds:
        said = [p for p in plain if p[2] >= least]
        right = sum(record(a) == record(b) for a, b, _ in said)
        print(
            f"  at {least}: recall {right}/{true} = {right / true:.4f}; {right / max(1, len(said)):.4f} of",
            end="",
        )
        print(f" {len(said)} pairs have one number")
    print(f"  right partner first for {first}/{len(partnered)} = {first / len(partnered):.4f}")


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--large", action="store_true")
    ask.add_argument("--copies", type=int, default=1)
    ask.add_argument("--limit", type=int)
    ask.add_argument("--processes", type=int, default=2)
    ask.add_argument("--peer", action="store_true")
    opts = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = written(folder, opts)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        print(f"{len(names)} texts, {size:.0f} MB; {platform.machine()}, {opts.processes} processes")
        judged = judged_by_number if opts.large else judged_by_hand
        judged(names, apart(declass, folder, names, opts), (0.1, 0.5, 0.75))
        if opts.peer:
            judged(names, apart(minhash, folder, names, opts), PEER_AT)


if __name__ == "__main__":
    main()
