"""Kills the building of an archive at random moments, resumes it, and holds the result against a calm one.

    nice python bench/pipeline/kill.py --kills 50 --seed 1 [--folder RECORDS]

Rounds of three kinds: the whole process group gets SIGKILL and the same command is given again; or only a
worker; or only a worker's reading process (its warm parent and the child): then the run itself must go on.
Exit code 1 if the two archives differ in anything but times, or a promise of the ledger is broken.
"""

import argparse
import contextlib
import difflib
import email.message
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from declass import sample
from declass.archive.dump import dump
from declass.archive.ledger import Ledger
from declass.config import Settings
from declass.pipeline.indexing import open_index
from declass.pipeline.workspace import Workspace

QUERIES = ("*", "harbour OR harbor", "committee", "puerto", '"puerto sol"', "agent OR station", "huelga")
WHOLE, WORKER, READER = "whole run", "worker", "reading process"
KINDS = [WHOLE, WORKER, READER]


def mixed_folder(folder, records):
    """The sample's scans and papers, and besides a zip of texts, a mailbox and mail with attachments."""
    made = sample.generate(folder / "sample", seed=11, records=records)
    target = folder / "records"
    shutil.copytree(made.records_folder, target)
    with zipfile.ZipFile(target / "texts.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(400):
            body = f"MEMORANDUM {n}\n12 MAY 19{60 + n % 30}\nThe harbour committee, {n}.\n" * 9
            text = f"901-{10000 + n}-{n:05}\n{body}"
            archive.writestr(f"texts/{n:04}.txt", text)
    with (target / "letters.mbox").open("wb") as box:
        for n in range(40):
            box.write(b"From a@example.org Thu Sep 13 10:00:00 1973\n" + message(n).as_bytes() + b"\n\n")
    return target


def message(n):
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "ana@example.org", "luis@example.org", f"<{n}@example.org>"
    mail["Subject"], mail["Date"] = f"Cable {n}", "Thu, 13 Sep 1973 10:00:00 +0000"
    mail.set_content(f"The agent at the station wrote letter {n}.")
    mail.add_attachment(f"Annex {n % 7}: la huelga del puerto.", filename=f"annex-{n}.txt")
    return mail


def command(root, folder):
    return [
        *(sys.executable, "-m", "declass.cli.main", "--archive", str(root), "--quiet", "add", str(folder)),
        *("--collection", "Fiction", "--released", "2024"),
    ]


def start(root, folder):
    with (root.parent / "errors.txt").open("ab") as errors:
        return subprocess.Popen(
            command(root, folder),
            start_new_session=True,
            stderr=errors,
            env=os.environ | {"DECLASS_WORKERS": "2"},
        )


def tree(pid):
    """(process id, command line, depth) of all descendants."""
    found, waiting = [], [(pid, 0)]
    while waiting:
        parent, depth = waiting.pop()
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                for child in map(int, (task / "children").read_text().split()):
                    with contextlib.suppress(OSError):
                        line = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                        found.append((child, line, depth))
                    waiting.append((child, depth + 1))
    return found


def kill(run, kind, dice):
    """Kill; returns whether there was somebody of that kind to kill."""
    if run.poll() is not None:
        return False
    victims = {
        WHOLE: [],
        WORKER: [pid for pid, line, _ in tree(run.pid) if "spawn_main" in line],
        READER: [pid for pid, line, _ in tree(run.pid) if "declass.read.zygote" in line],
    }[kind]
    if kind == WHOLE:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        return True
    if not victims:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(dice.choice(victims), signal.SIGKILL)
    return True


def build_hurt(root, folder, kills, dice, whole_s):
    """Build with ``kills`` kills; returns how many of each kind, and what was found fault with."""
    counts, faults = {WHOLE: 0, WORKER: 0, READER: 0}, []
    run = start(root, folder)
    while sum(counts.values()) < kills:
        # short first: a kill early in a run hits the taking in, and each round gets a little further
        time.sleep(dice.uniform(0.0, whole_s) * dice.choice((0.1, 0.3, 1.0)))
        kind = dice.choice(KINDS)
        counts[kind] += kill(run, kind, dice)
        if run.poll() is None:
            continue
        if run.returncode != -signal.SIGKILL:
            if run.returncode:
                faults.append(f"the run ended {run.returncode}")
            elif sum(counts.values()) < kills:
                compare_now(root, counts, faults)
                shutil.rmtree(root)  # finished before its time: begin anew
        run = start(root, folder)
    if run.wait() != 0:
        faults.append(f"the run ended {run.returncode}")
        if start(root, folder).wait() != 0:
            faults.append("the resumed run failed")
    return counts, faults


CALM = {}


def facts(root):
    """What must be the same in two archives of the same folder."""
    with Workspace(root, Settings()) as space:
        lines = list(dump(space.catalogue.database))
        faults = list(Ledger(space.catalogue.database).imbalances())
        index = open_index(space)
        found = {"pages in the index": len(index)}
        for query in QUERIES:
            results = index.search(query, limit=5000)
            found[query] = (
                results.total,
                sorted((hit.digest, hit.page, hit.record, hit.entry.date) for hit in results.hits),
            )
        waiting = space.catalogue.search.count()
    if waiting:
        faults.append(f"{waiting} documents wait to be indexed")
    left = [path.name for path in (root / "tmp").iterdir()]
    if left:
        faults.append(f"left in tmp: {left[:5]}")
    verified = subprocess.run(
        [sys.executable, "-m", "declass.cli.main", "--archive", str(root), "verify"],
        capture_output=True,
        check=False,
    )
    if verified.returncode:
        faults.append(f"verify: {verified.stdout.decode()[-500:]} {verified.stderr.decode()[-300:]}")
    return lines, found, faults


def compare_now(root, counts, faults):
    """Hold a finished archive against the calm one."""
    lines, found, more = facts(root)
    faults += more
    different = [
        line for line in difflib.unified_diff(CALM["lines"], lines, lineterm="", n=0) if line[:1] in "+-"
    ]
    if different:
        faults.append(f"{len(different)} lines of the dump differ, the first: {different[2:6]}")
    faults += [f"search {query!r} differs" for query in CALM["found"] if CALM["found"][query] != found[query]]
    print(f"  compared after {counts}: {len(lines)} lines, {len(faults)} faults so far", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole-only", action="store_true", help="kill only whole runs, as a power cut does")
    parser.add_argument("--records", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="records to add; default: a sample made for it")
    given = parser.parse_args()
    if given.whole_only:
        KINDS[:] = [WHOLE]
    with tempfile.TemporaryDirectory(prefix="declass-kill-") as name:
        world, dice = Path(name), random.Random(given.seed)
        folder = given.folder or mixed_folder(world, given.records)
        started = time.monotonic()
        if start(world / "calm", folder).wait() != 0:
            sys.exit((world / "errors.txt").read_text())
        whole_s = time.monotonic() - started
        CALM["lines"], CALM["found"], faults = facts(world / "calm")
        lines, pages = len(CALM["lines"]), CALM["found"]["pages in the index"]
        print(f"undisturbed: {whole_s:.1f} s, {lines} lines, {pages} pages", flush=True)
        counts, more = build_hurt(world / "hurt", folder, given.kills, dice, whole_s)
        faults += more
        compare_now(world / "hurt", counts, faults)
        said = (world / "errors.txt").read_text()
        print(f"kills: {counts}; {len(faults)} faults; on standard error: {said[-1500:] or 'nothing'}")
        for fault in faults:
            print(" ", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
