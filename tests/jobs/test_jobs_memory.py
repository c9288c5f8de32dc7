"""Freed memory goes back to the system, or stays where a process asks for that."""

import platform
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


# Threads that each hold something, as writers of an index do; glibc tells its arenas.
THREADS = """
import ctypes, sys, threading
from declass.jobs.memory import share_arenas
if sys.argv[1] == "shared":
    share_arenas()
together, kept = threading.Barrier(6), []
def work():
    kept.append([bytearray(30_000) for _ in range(30)])
    together.wait()
threads = [threading.Thread(target=work) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
ctypes.CDLL(None).malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="asks glibc")
def test_threads_share_two_arenas():
    def arenas(how):
        run = subprocess.run([sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True)
        return run.stderr.count("Arena ")

    assert arenas("shared") == 2 < arenas("own")


AGAIN = """
import resource, sys
from declass.jobs.memory import keep_freed, share_arenas
share_arenas()
if sys.argv[1] == "kept":
    keep_freed()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
bytearray(b"x") * 50_000_000
before = faults()
for _ in range(5):
    bytearray(b"x") * 50_000_000
print(faults() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="asks glibc")
def test_freed_memory_stays_with_a_process_that_asks_for_it():
    def touched_anew(how):
        run = subprocess.run([sys.executable, "-c", AGAIN, how], capture_output=True, text=True, check=True)
        return int(run.stdout)

    assert touched_anew("kept") < 1_000 < touched_anew("given back")


LOOKS = """
import gc, sys
from declass.jobs.memory import look_seldom
if sys.argv[1] == "seldom":
    look_seldom()
before = gc.get_stats()[0]["collections"]
held = [[n] for n in range(100_000)]
print(gc.get_stats()[0]["collections"] - before)
"""


def test_rings_of_objects_are_looked_for_seldom_where_that_is_asked_for():
    def looks(how):
        run = subprocess.run([sys.executable, "-c", LOOKS, how], capture_output=True, text=True, check=True)
        return int(run.stdout)

    assert looks("seldom") <= 2 < 100 < looks("often")


STAYING = """
import gc
from declass.jobs.memory import stay
held = [[n] for n in range(50_000)]
stay()
kept = gc.get_freeze_count()
loop = []; loop.append(loop); del loop
print(kept > 50_000, len(gc.get_objects()) < 5_000, gc.collect() > 0)
"""


def test_what_stays_is_looked_through_no_more_and_what_comes_after_is():
    run = subprocess.run([sys.executable, "-c", STAYING], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True", "True"]
