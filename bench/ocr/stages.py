"""Where the processor seconds of `declass read` go: python bench/ocr/stages.py [ROUNDS].

Reads each transcribed page as the command does, in a process of its own, with a clock around each stage
(system time included), and prints mean seconds a page: of all, of those that Tesseract is sure of, where the
second engine reads doubtful words only, and of those where it looks for lines too. For an idle machine.
"""

import argparse
import atexit
import importlib
import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parents[3] / "shared" / "data"
STAGES = {
    "Tesseract, loading": ["tesseract.Tesseract._engine"],
    "Tesseract, reading": ["tesseract.Tesseract.recognise"],
    "which way up": ["tesseract.Tesseract.quarter_turns"],
    "preparing, ink": ["page.prepare", "page.ink_of", "page._unread", "second.ink_of", "second.levelled"],
    "networks, loading": ["rapid.Rapid._runtime", "rapid.Rapid._session", "rapid.Rapid._reader"],
    "finding lines": ["rapid.Rapid.find_lines"],
    "reading lines again": ["rapid.Rapid.read_line"],
    "weighing": ["page.looked_again", "page.doubts_read"],
    "whole rows": ["second.whole_rows"],
}
START, SANDBOX, REST = "command, loading", "sandbox, drawing", "language, order, the rest"
SECOND = "finding lines"


class Clock:
    """Seconds of this process by stage; a stage within a stage is counted apart."""

    def __init__(self):
        self.seconds = defaultdict(float)
        self._within = []

    def around(self, stage, function):
        def timed(*given, **named):
            began = time.process_time()
            self._within.append(0.0)
            try:
                return function(*given, **named)
            finally:
                spent = time.process_time() - began
                self.seconds[stage] += spent - self._within.pop()
                if self._within:
                    self._within[-1] += spent

        return timed

    def watch(self, stage, place):
        """Put the clock around a function, named by its place in `declass.ocr`."""
        module, *classes, name = place.split(".")
        home = importlib.import_module(f"declass.ocr.{module}")
        for each in classes:
            home = getattr(home, each)
        found = vars(home)[name]
        if hasattr(found, "func"):  # a cached property
            found.func = self.around(stage, found.func)
        else:
            setattr(home, name, self.around(stage, found))

    def tell(self):
        own, children = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        rest = own.ru_utime + own.ru_stime - sum(self.seconds.values())
        sandbox = children.ru_utime + children.ru_stime
        print(json.dumps({START: rest, SANDBOX: sandbox, **self.seconds}))


def read_one(path, page):
    """Be the command for one page, and tell the stages at the end."""
    from declass.cli.main import main

    verb = importlib.import_module("declass.cli.verb_read")
    clock = Clock()
    for stage, places in STAGES.items():
        for place in places:
            clock.watch(stage, place)
    verb.emit = clock.around(REST, lambda rows, *_: sum(1 for _ in rows))
    atexit.register(clock.tell)
    main(["read", path, "--pages", page, "--format", "jsonl"])


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("rounds", type=int, nargs="?", default=1)
    rounds = ask.parse_args().rounds
    with (DATA / "ocr_gold" / "ocr_dev.jsonl").open(encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    runs = []
    for row in pages * rounds:
        one = [sys.executable, __file__, "--page", str(DATA / row["path"]), str(row["page"] + 1)]
        told = subprocess.run(one, capture_output=True, text=True, check=True)
        runs.append(json.loads(told.stdout.splitlines()[-1]))
    kinds = {"all": runs, "sure": [], "doubtful": []}
    for run in runs:
        kinds["doubtful" if SECOND in run else "sure"].append(run)
    print(" " * 28, *(f"{kind:>9}" for kind in kinds))
    for stage in (START, SANDBOX, *STAGES, REST):
        means = (sum(run.get(stage, 0.0) for run in each) / max(1, len(each)) for each in kinds.values())
        print(f"{stage:28}", *(f"{mean:9.2f}" for mean in means))
    sums = (sum(map(sum, (run.values() for run in each))) / max(1, len(each)) for each in kinds.values())
    print(f"{'all stages':28}", *(f"{total:9.2f}" for total in sums))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--page"]:
        read_one(*sys.argv[2:4])
    else:
        main()
