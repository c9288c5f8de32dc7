"""Adds an archive of many texts and a tenth of it, and prints how time and memory grow.

    nice python bench/pipeline/linear.py [ZIP] [--part 10] [--runs tenth,whole]

Aims: ten times the documents in at most 11 times the time and 1.2 times the memory.
Memory is the highest resident set of a process, sampled from /proc; shared pages count in each.
"""

import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

SAMPLE_S = 0.1
TEXTS = Path(__file__).parents[3] / "shared" / "data" / "jfk_large" / "jfk_104_texts.zip"


def part_of(whole, target, part):
    """Every ``part``-th member."""
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        names = [info for info in source.infolist() if not info.is_dir()]
        for info in names[::part]:
            out.writestr(info.filename, source.read(info))
    return len(names[::part])


def family(pid):
    """The process and all its descendants."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{found[-1]}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def peak_mib(pid):
    """The kernel's own high-water mark of one process; 0 once it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0


def own_mib(pid):
    """What one process holds now, mapped files left out: those are the system's to take back."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon"):
                return int(line.split()[1]) / 1024
    return 0.0


def cpu_s(pid):
    """Processor time of one process so far, its collected children left out."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def measure(archive, path, profile):
    """Wall, processor time of all and of the main process, and peaks of memory."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    program = [
        sys.executable,
        *(["-m", "cProfile", "-o", str(profile)] if profile else []),
        "-m",
        "declass.cli.main",
    ]
    run = subprocess.Popen([*program, "--archive", str(archive), "add", str(path)], stdout=subprocess.PIPE)
    main, anonymous, child, own = 0.0, 0.0, 0.0, 0.0
    while run.poll() is None:
        main, own = max(main, peak_mib(run.pid)), max(own, cpu_s(run.pid))
        anonymous = max(anonymous, own_mib(run.pid))
        child = max([child, *(peak_mib(pid) for pid in family(run.pid)[1:])])
        time.sleep(SAMPLE_S)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.monotonic() - started
    print(run.stdout.read().decode(), f"  exit code {run.returncode}", flush=True)
    return {
        "wall s": wall,
        "CPU s": cpu,
        "CPU s of main": own,
        "MiB of main": main,
        "MiB of main, no files": anonymous,
        "MiB of largest child": child,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("zip", nargs="?", type=Path, default=TEXTS)
    parser.add_argument("--part", type=int, default=10)
    parser.add_argument("--runs", default="tenth,whole")
    parser.add_argument("--profile", type=Path, help="write a cProfile of the main process here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="declass-linear-") as name:
        folder = Path(name)
        sizes = {
            "tenth": part_of(given.zip, folder / "tenth.zip", given.part),
            "whole": part_of_none(given.zip),
        }
        paths = {"tenth": folder / "tenth.zip", "whole": given.zip}
        found = {run: measure(folder / run, paths[run], given.profile) for run in given.runs.split(",")}
    print(f"{'':24}" + "".join(f"{run:>10}" for run in found) + f"{'ratio':>10}")
    print(f"{'documents':24}" + "".join(f"{sizes[run]:>10}" for run in found))
    for what in next(iter(found.values())):
        values = [found[run][what] for run in found]
        ratio = f"{values[-1] / values[0]:>10.2f}" if len(values) > 1 and values[0] else ""
        print(f"{what:24}" + "".join(f"{value:>10.1f}" for value in values) + ratio)


def part_of_none(whole):
    with zipfile.ZipFile(whole) as source:
        return sum(not info.is_dir() for info in source.infolist())


if __name__ == "__main__":
    main()
