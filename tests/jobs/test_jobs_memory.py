"""Freed memory goes back to the system."""

import subprocess
import sys

import pytest

# Small pieces in between keep what was freed from going back by itself.
PROGRAM = """
from declass.jobs.memory import give_back
def held():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) // 1024
kept, freed = [], []
for n in range(6_000):
    freed.append(bytes(40_000)); kept.append(bytes(300))
full = held()
freed.clear()
left = held()
give_back()
print(full, left, held())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and needs glibc")
def test_memory_that_lies_between_pieces_in_use_goes_back():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    full, _, after = map(int, run.stdout.split())
    assert full - after > 100
