"""Feeds 300 damaged and hostile files to `declass add` and holds every one to a state with a reason.

    nice python bench/pipeline/damage.py [--seed 1] [--keep FOLDER]

Prints a table of what became of each kind, the slowest files, and every promise that was broken.
Exit code 1 if any was.
"""

import argparse
import collections
import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from damage_kinds import make

from declass import sample
from declass.archive.ledger import Ledger
from declass.config import Settings
from declass.model.reading import Member
from declass.pipeline.workspace import Workspace
from declass.read.sandbox import Reader

ADD_TIMEOUT_S = 3600
MARKER = "escaped-from-an-archive"
"""Part of the name of every member that tries to leave its archive; no such file may appear outside."""


class Broken(list):
    """Promises that were broken, as sentences."""

    def check(self, holds, sentence):
        if not holds:
            self.append(sentence)


def processes():
    """Command lines of living (and dead, unreaped) processes by id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            found[int(folder.name)] = (state, (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def listing(folder):
    """Every file under a folder with its size and time of change."""
    found = {}
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            found[os.fsencode(path)] = (status.st_size, status.st_mtime_ns)
    return found


def declass(root, *arguments, **more):
    command = [sys.executable, "-m", "declass.cli.main", "--archive", str(root), *arguments]
    return subprocess.run(command, capture_output=True, timeout=ADD_TIMEOUT_S, check=False, **more)


def check_leavings(broken, world, before, processes_before):
    """Nothing outside the archive was written, nothing lives on, nothing temporary is left."""
    after = listing(world)
    archive = os.fsencode(world / "archive")
    changed = {
        p for p in set(before) | set(after) if not p.startswith(archive) and before.get(p) != after.get(p)
    }
    broken.check(not changed, f"written outside the archive: {sorted(changed)[:5]}")
    left = [p for p in (world / "archive" / "tmp").rglob("*")]
    broken.check(not left, f"left in tmp: {left[:5]}")
    left = [p for p in Path(tempfile.gettempdir()).glob("declass-spool-*")]
    broken.check(not left, f"left in the system's temporary folder: {left[:5]}")
    for place in ("/", "/tmp", "/etc", str(Path.home()), str(Path.cwd())):
        broken.check(not list(Path(place).glob(f"*{MARKER}*")), f"a member escaped to {place}")
    time.sleep(1)
    new = {pid: what for pid, what in processes().items() if pid not in processes_before}
    reads = ("declass.read", sys.prefix)  # of this environment: another's run is none of ours
    ours = {
        pid: what for pid, what in new.items() if str(world) in what[1] or all(r in what[1] for r in reads)
    }
    broken.check(not ours, f"processes left: {ours}")
    zombies = [what for what in new.values() if what[0] == "Z" and "declass" in what[1]]
    broken.check(not zombies, f"zombies: {zombies}")


def check_states(broken, space, made):
    """Every file is archived or refused, and whatever was not read says why and what to do.

    Returns:
        rows of (kind, outcome).
    """
    by_name = {}
    ledger = Ledger(space.catalogue.database)
    for digest in space.catalogue.accessions.digests():
        document = space.catalogue.documents.get(digest)
        for arrival in space.catalogue.accessions.of(digest):
            by_name.setdefault((arrival.container, arrival.name), []).append(document)
        if document.state != "read":
            broken.check(
                document.state in ("unread", "failed", "quarantined"), f"{digest} is {document.state}"
            )
            told = document.reason and not document.reason.endswith(".")
            broken.check(told, f"{digest} is {document.state}: {document.reason!r}")
            broken.check(document.remedy.endswith("."), f"{digest} has the remedy {document.remedy!r}")
        for page in space.catalogue.pages.of(digest):
            broken.check(page.state == "read" or page.reason, f"{digest} page {page.index} says nothing")
    refused = {r.name: r for r in ledger.refusals() if r.container is None}
    rows = []
    for kind, raw_name in made:
        name = raw_name.decode("utf-8", "backslashreplace")
        found = by_name.get((None, name)) or by_name.get((None, clean_name(name)))
        if found:
            rows.append((kind, found[0].state))
        else:
            broken.check(name in refused, f"nobody knows what became of {name!r}")
            rows.append((kind, "refused" if name in refused else "LOST"))
    broken.extend(f"imbalance: {text}" for text in ledger.imbalances())
    for r in ledger.refusals():
        broken.check(r.reason, f"{r.name!r} was refused without a reason")
        parts = r.name.split("/")
        broken.check(r.container is None or ".." not in parts, f"the name {r.name!r} climbs")
    return rows


def clean_name(name):
    return name.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def check_output(broken, root):
    """What programs are given parses again, no cell starts a formula, no terminal is sent a control."""
    for verb in (["status", "--files"], ["status", "--refused"], ["search", "*"]):
        lines = declass(root, *verb, "--format", "jsonl")
        broken.check(
            lines.returncode == 0, f"{verb} as jsonl ended {lines.returncode}: {lines.stderr[-300:]}"
        )
        for line in lines.stdout.decode("utf-8").split("\n")[:-1]:
            with_fault = False
            try:
                json.loads(line)
            except ValueError:
                with_fault = True
            broken.check(not with_fault, f"{verb}: not JSON: {line[:100]!r}")
        table = declass(root, *verb, "--format", "csv")
        broken.check(table.returncode == 0, f"{verb} as csv ended {table.returncode}: {table.stderr[-300:]}")
        rows = list(csv.reader(io.StringIO(table.stdout.decode("utf-8"))))
        broken.check(len({len(row) for row in rows}) <= 1, f"{verb} as csv: rows of unlike length")
        for cell in (cell for row in rows for cell in row):
            broken.check(cell[:1] not in "=+@\t\r" or not cell, f"{verb} as csv: a cell starts {cell[:20]!r}")
        people = declass(root, *verb)
        broken.check(people.returncode == 0, f"{verb} ended {people.returncode}: {people.stderr[-300:]}")
        bad = {c for c in people.stdout.decode("utf-8") if c != "\n" and (c < " " or c in "\x7f\x9b\u202e")}
        broken.check(not bad, f"{verb}: the terminal is sent {bad}")


def slowest(folder):
    """(seconds, file, state, reason) of reading each file alone, OCR left out: the slowest ten."""
    spent = []
    with Reader() as reader:
        for path in sorted(folder.iterdir(), key=os.fsencode):
            started, end = time.monotonic(), None
            for end in reader.read(path, "file" + path.suffix):
                if isinstance(end, Member):
                    end.path.unlink()
            spent.append((time.monotonic() - started, path.name, end.state, end.reason))
    return sorted(spent, reverse=True)[:10]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="build here and leave it")
    given = parser.parse_args()
    world = Path(given.keep or tempfile.mkdtemp(prefix="declass-damage-"))
    world.mkdir(exist_ok=True)
    made = make(sample.generate(world / "sample", seed=7, records=6).records_folder, world / "in", given.seed)
    before, processes_before = listing(world), processes()
    broken, root = Broken(), world / "archive"
    started = time.monotonic()
    added = declass(root, "add", str(world / "in"), "--collection", "Damage")
    wall_s = time.monotonic() - started
    print(
        added.stdout.decode("utf-8", "backslashreplace"),
        added.stderr.decode("utf-8", "backslashreplace")[-2000:],
    )
    broken.check(added.returncode == 0, f"add ended {added.returncode}")
    check_leavings(broken, world, before, processes_before)
    with Workspace(root, Settings()) as space:
        rows = check_states(broken, space, made)
        counts = collections.Counter(rows)
        reasons = Ledger(space.catalogue.database).report()
    check_output(broken, root)
    again = declass(root, "add", str(world / "in"), "--collection", "Damage")
    broken.check(again.returncode == 0 and b"documents read" not in again.stdout, "adding again reads again")
    verified = declass(root, "verify")
    broken.check(verified.returncode == 0, f"verify ended {verified.returncode}: {verified.stdout[-300:]}")
    show(counts, reasons, wall_s, len(made))
    print(f"\n{len(broken)} promises broken")
    for sentence in broken[:40]:
        print(" ", sentence)
    print("\nThe slowest to read, seconds (OCR left out):")
    for seconds, name, state, reason in slowest(world / "in"):
        print(f"{seconds:7.1f}  {state:8} {name!a:40.40} {reason}")
    if not given.keep:
        shutil.rmtree(world)
    sys.exit(1 if broken else 0)


def show(counts, report, wall_s, files):
    states = sorted({state for _, state in counts})
    print(f"\n{'kind':34}" + "".join(f"{state:>12}" for state in states))
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:34}" + "".join(f"{counts[kind, state] or '':>12}" for state in states))
    documents = sum(s.documents for s in report.documents)
    print(f"\n{files} files, {documents} documents with members, {wall_s:.0f} s")


if __name__ == "__main__":
    main()
