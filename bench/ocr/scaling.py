"""How much faster two processes read scans than one, against two bare busy loops on the same machine.

`python bench/ocr/scaling.py [--files N] [--one] [FOLDER]` makes two archives of the same scans with
`declass add`, one with one worker and one with two (`--one`: of the same pages put together in one large
PDF), and times a bare loop alone and twice at once beside each. On an idle machine two loops take the time
of one; where they do not, the ratio of the two ratios is what says something.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pikepdf

SCANS = Path(__file__).parents[3] / "shared" / "data" / "jfk_scans" / "pdf"
LOOPS = 30_000_000


def busy(_):
    total = 0
    for i in range(LOOPS):
        total += i & 3
    return total


def loops(processes):
    """Wall seconds of as many loops at once."""
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(abs, range(processes)))  # started before the clock
        began = time.perf_counter()
        list(pool.map(busy, range(processes)))
        return time.perf_counter() - began


def add(folder, workers):
    """Wall and CPU seconds of adding a folder to a new archive."""
    command = Path(sys.executable).parent / "declass"
    with tempfile.TemporaryDirectory() as place:
        before = os.times()
        began = time.perf_counter()
        subprocess.run(
            [command, "--archive", f"{place}/archive", "add", folder, "--workers", str(workers)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wall, after = time.perf_counter() - began, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def joined(files, target):
    """One PDF of all their pages."""
    with pikepdf.new() as pdf:
        for path in files:
            with pikepdf.open(path) as part:
                pdf.pages.extend(part.pages)
        pdf.save(target)


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", nargs="?", type=Path, default=SCANS)
    ask.add_argument("--files", type=int, default=8, help="how many of its files, the smallest first")
    ask.add_argument("--one", action="store_true", help="put their pages together in one large PDF")
    opts = ask.parse_args()
    chosen = sorted(opts.folder.glob("*.pdf"), key=lambda path: path.stat().st_size)[: opts.files]
    with tempfile.TemporaryDirectory() as place:
        if opts.one:
            joined(chosen, f"{place}/one.pdf")
        else:
            for path in chosen:
                shutil.copy(path, place)
        load = os.getloadavg()[0]
        one_loop, one = loops(1), add(place, 1)
        two_loops, two = loops(2), add(place, 2)
    bare = 2 * one_loop / two_loops
    scaled = one[0] / two[0]
    print(f"{len(chosen)} files{' in one' if opts.one else ''}; load before {load:.1f}")
    print(f"one worker  {one[0]:.1f} s ({one[1]:.1f} s of processor)")
    share = two[1] / (2 * two[0])
    print(f"two workers {two[0]:.1f} s ({two[1]:.1f} s of processor: {share:.2f} of two)")
    print(
        f"scaling {scaled:.2f}; two bare loops scale {bare:.2f}; of what the machine gave {scaled / bare:.2f}"
    )


if __name__ == "__main__":
    main()
