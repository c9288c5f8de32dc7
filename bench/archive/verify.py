"""How fast every original is read again, as a ratio to the speed of sha256sum on the same files."""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from declass.archive.store import OriginalStore

SHARED = Path(__file__).parents[3] / "shared" / "data"


def many_small(folder: Path) -> Iterator[Path]:
    """The 13,680 texts of the large set."""
    with zipfile.ZipFile(SHARED / "jfk_large" / "jfk_104_texts.zip") as archive:
        archive.extractall(folder)
    yield from (path for path in folder.rglob("*") if path.is_file())


def few_large(folder: Path) -> Iterator[Path]:
    """The scanned files, four times over, each copy made another file by its last byte."""
    sources = [path for path in SHARED.rglob("*.pdf") if path.stat().st_size > 200_000]
    for copy in range(4):
        for n, source in enumerate(sources):
            target = folder / f"{copy}-{n}.pdf"
            shutil.copyfile(source, target)
            with target.open("ab") as file:
                file.write(bytes([copy]))
            yield target


def seconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """(elapsed, processor) seconds, each the best of some rounds, so that a busy machine does not decide."""
    elapsed, busy = [], []
    for _ in range(rounds):
        before, start = os.times(), time.perf_counter()
        work()
        elapsed.append(time.perf_counter() - start)
        busy.append(sum(os.times()[:4]) - sum(before[:4]))
    return min(elapsed), min(busy)


def measure(name: str, sources: Iterator[Path], root: Path, rounds: int) -> None:
    store = OriginalStore(root)
    start = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(store.put, sources))
    put_s = time.perf_counter() - start
    megabytes = sum(original.size for original in stored) / 1e6
    command = f"find {root / 'originals'} -type f -print0 | xargs -0 sha256sum > {os.devnull}"
    parallel = command.replace("xargs -0", f"xargs -0 -n 64 -P {os.cpu_count()}")
    yardstick, yardstick_busy = seconds(lambda: subprocess.run(command, shell=True, check=True), rounds)
    fastest, _ = seconds(lambda: subprocess.run(parallel, shell=True, check=True), rounds)
    print(
        f"{name}: {len(stored):,} files, {megabytes:,.0f} MB; put {len(stored) / put_s:,.0f} files a second"
    )
    for workers in (1, os.cpu_count() or 1):
        ours, busy = seconds(lambda workers=workers: all(f.ok for f in store.verify(workers=workers)), rounds)
        print(
            f"  verify, {workers} threads: {megabytes / ours:,.0f} MB/s; of sha256sum {yardstick / ours:.2f} "
            f"by the clock, {yardstick_busy / busy:.2f} by processor time; "
            f"of sha256sum on every core: {fastest / ours:.2f} by the clock",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    for name, sources in (("many small", many_small), ("few large", few_large)):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "sources").mkdir()
            measure(name, sources(Path(folder) / "sources"), Path(folder) / "archive", rounds)


if __name__ == "__main__":
    main()
