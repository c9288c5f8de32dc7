"""Adding texts to a kept index: how long it takes, and whether it finds what a run from scratch finds.

    python bench/match/grow.py [--later 100] [--limit N]
    python bench/match/grow.py --copies 8 --alone   # onto 109,340: damaged copies make up the number

The large collection without every n-th text is indexed and saved; then the others are added by another
process's eyes: the index is opened anew, grown and saved. The same texts from scratch are the measure (with
--alone they are left out).
"""

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

from gold import damaged, large

from declass.compare.growing import Setting, grown
from declass.compare.index import MatchInput
from declass.compare.kept import fresh, opened
from declass.compare.linkage import shipped_models
from declass.pipeline.spreading import processes as spread_over

LEAST = 0.3


class Clock:
    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def __str__(self):
        return f"{time.perf_counter() - self.wall:.1f} s wall, {time.process_time() - self.cpu:.1f} s CPU"


def run(kept, texts, workers):
    with spread_over(workers) as spread, tempfile.TemporaryDirectory(dir=kept.folder.parent) as folder:
        setting = Setting(shipped_models(), spread, Path(folder), LEAST)
        answer = grown(kept, (MatchInput(name, [text]) for name, text in texts), setting)
    kept.inputs |= {key: "" for unit in kept.index.units for key in unit.keys}
    return answer


def copied(opts):
    """All texts, one after another, each followed by its damaged copies: the same ones every time."""
    for name, text in large(limit=opts.limit):
        yield name, text
        for k in range(1, opts.copies):
            yield f"{name}#{k}", damaged(text, random.Random(f"{name}#{k}"))


def told(pairs):
    return {frozenset((p.a, p.b)): p.probability for p in pairs}


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--later", type=int, default=100)
    ask.add_argument("--limit", type=int)
    ask.add_argument("--processes", type=int, default=2)
    ask.add_argument("--copies", type=int, default=1)
    ask.add_argument("--alone", action="store_true", help="not compared with a run from scratch")
    opts = ask.parse_args()
    every = [name for name, _ in large(limit=opts.limit)]
    names = set(every[len(every) // opts.later - 1 :: len(every) // opts.later][: opts.later])
    late = [(name, text) for name, text in large(limit=opts.limit) if name in names]
    early = lambda: (one for one in copied(opts) if one[0] not in names)  # noqa: E731 - read more than once
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock, kept = Clock(), fresh(_made(folder / "kept"), "bench")
        first = told(run(kept, early(), opts.processes).pairs)
        kept.save()
        before = len(kept.inputs)
        print(f"{before} texts made, indexed and matched: {clock}", flush=True)
        del kept
        clock, kept = Clock(), opened(folder / "kept", "bench")
        opening = str(clock)
        answer = run(kept, late, opts.processes)
        joined = str(clock)
        kept.save()
        print(f"{len(late)} added: opened {opening}, matched {joined}, saved {clock}")
        size = sum(f.stat().st_size for f in (folder / "kept").iterdir()) / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"index {size:.0f} MB, segments {kept.index.segments}, peak {peak:.2f} GB", flush=True)
        if opts.alone:
            return
        together = {p: v for p, v in first.items() if answer.documents.isdisjoint(p)} | told(answer.pairs)
        clock = Clock()
        whole = run(fresh(_made(folder / "whole"), "bench"), (*early(), *late), opts.processes)
        print(f"all from scratch: {clock}")
        compared(together, told(whole.pairs), names)


def _made(folder):
    folder.mkdir()
    return folder


def compared(grown_pairs, whole, late):
    for what, some in (("all pairs", lambda p: True), ("pairs with a new text", lambda p: p & late)):
        ours, theirs = ({p: v for p, v in pairs.items() if some(p)} for pairs in (grown_pairs, whole))
        both = ours.keys() & theirs.keys()
        moved = [abs(ours[p] - theirs[p]) for p in both]
        says = [{p for p, v in pairs.items() if v >= 0.5} for pairs in (ours, theirs)]
        print(
            f"{what}: {len(theirs)} at {LEAST} from scratch, {len(ours)} grown, {len(both)} in both; at 0.5:"
            f" {len(says[1])} and {len(says[0])}, {len(says[0] & says[1])} in both;"
            f" probabilities differ by at most {max(moved, default=0):.3f}, on average"
            f" {sum(moved) / max(1, len(moved)):.5f}"
        )


if __name__ == "__main__":
    main()
