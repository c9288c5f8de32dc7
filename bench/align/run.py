"""Alignment: speed and quality against difflib, diff-match-patch and rapidfuzz on the same real pairs.

    python bench/align/run.py [--data ../shared/data/jfk_pairs] [--longest 400000]

Prints, for ever longer texts made by joining the pairs of one release step, seconds, MB/s (both sides)
and the share of the optimum's equal words (Indel opcodes on word ids) that declass finds; "explained" counts
similar and moved words too. Then, on made-up releases joined to ever more pages (even in damage, unlike the
real ones), how time grows. Needs the shared data; diff-match-patch (pip install diff-match-patch) if it is
there, on word ids, without its time limit. Processor time, the best of three for declass.
"""

import argparse
import csv
import difflib
import itertools
import platform
import resource
import time
from pathlib import Path

from rapidfuzz.distance import Indel

from declass.compare.align import align
from declass.sample import Noise, make_pair
from declass.text.normal import tokens

try:
    from diff_match_patch import diff_match_patch
except ImportError:
    diff_match_patch = None

DATA = Path(__file__).parents[3] / "shared" / "data" / "jfk_pairs"


def joined(data, step, words):
    """Older and newer texts of one release step, joined until the older has enough words."""
    old, new, count = [], [], 0
    with open(data / "pairs.csv", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if (r["old_release"], r["new_release"]) == step]
    while count < words:
        for row in rows:
            old.append((data / row["old_path"]).read_text(errors="replace"))
            new.append((data / row["new_path"]).read_text(errors="replace"))
            count += len(old[-1].split())
            if count >= words:
                break
        else:
            break
    return "\n".join(old), "\n".join(new)


def made(pages):
    """Both sides of made-up pairs of moderate damage, joined until the older has so many pages."""
    old, new, seeds = [], [], itertools.count()
    while len(old) < pages:
        pair = make_pair(next(seeds), Noise.at(0.4))
        old += pair.older.ocr_texts
        new += pair.newer.ocr_texts
    return "\n".join(old), "\n".join(new)


def timed(work):
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def by_difflib(old, new):
    matcher = difflib.SequenceMatcher(None, tokens(old), tokens(new), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def as_ids(old, new):
    """One character a word, the same for the same word, none of them a surrogate."""
    ids = {}
    return (("".join(chr(0xE000 + ids.setdefault(w, len(ids))) for w in tokens(t))) for t in (old, new))


def by_matchpatch(old, new):
    maker = diff_match_patch()
    maker.Diff_Timeout = 0
    return sum(len(words) for kind, words in maker.diff_main(*as_ids(old, new), False) if kind == 0)


def by_indel(old, new):
    a, b = as_ids(old, new)
    return sum(block.size for block in Indel.opcodes(a, b).as_matching_blocks())


def ours(old, new):
    made = align(old, new)
    equal = sum(r.new_words[1] - r.new_words[0] for r in made.runs if r.kind == "equal")
    explained = sum(r.new_words[1] - r.new_words[0] for r in made.runs if r.similarity > 0)
    return equal, explained, len(made.new)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, default=DATA)
    ask.add_argument("--longest", type=int, default=400_000)
    ask.add_argument(
        "--slow",
        type=int,
        default=40_000,
        help="longest text given to difflib and diff-match-patch, in words",
    )
    opts = ask.parse_args()
    align("warm up", "warm up")
    print(
        "step        words   MB    ours s  MB/s | difflib s  ratio | d-m-p s  ratio | indel s  ratio |"
        " of optimum  explained"
    )
    for step in (("2018", "2022"), ("2022", "2023")):
        words = 500
        while words <= opts.longest:
            line(opts, step, words)
            words *= 4
    for pages in (125, 250, 500, 1000, 2000):
        old, new = made(pages)
        megabytes = (len(old) + len(new)) / 1e6
        seconds, (_, explained, total) = min(
            (timed(lambda o=old, n=new: ours(o, n)) for _ in range(3)), key=lambda x: x[0]
        )
        words = len(old.split())
        print(
            f"made {pages:5d} pages {words:7d} words {megabytes:5.2f} MB {seconds:7.3f} s"
            f" {megabytes / seconds:5.1f} MB/s  explained {explained / total:5.3f}",
            flush=True,
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{platform.machine()}, Python {platform.python_version()}, peak {memory:.0f} MB")


def line(opts, step, words):
    old, new = joined(opts.data, step, words)
    count, megabytes = len(old.split()), (len(old) + len(new)) / 1e6
    seconds, (equal, explained, total) = min(
        (timed(lambda: ours(old, new)) for _ in range(3)), key=lambda x: x[0]
    )
    slow = quick = patch = ("      -", "    -")
    best = "    -"
    if count <= opts.slow:
        spent, _ = timed(lambda: by_difflib(old, new))
        slow = (f"{spent:7.3f}", f"{spent / seconds:5.1f}")
    if diff_match_patch and count <= opts.slow:
        spent, _ = timed(lambda: by_matchpatch(old, new))
        patch = (f"{spent:7.3f}", f"{spent / seconds:5.1f}")
    if count <= 140_000:
        spent, optimum = timed(lambda: by_indel(old, new))
        quick, best = (f"{spent:7.3f}", f"{spent / seconds:5.1f}"), f"{equal / optimum:5.3f}"
    print(
        f"{step[0]}-{step[1]} {count:7d} {megabytes:5.2f} {seconds:8.3f} {megabytes / seconds:5.1f} | "
        f"{slow[0]}   {slow[1]} | {patch[0]}  {patch[1]} | {quick[0]}  {quick[1]} | "
        f"{best}          {explained / total:5.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
