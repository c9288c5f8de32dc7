"""Matching's tasks run through a runner's processes and give what threads give."""

import os
import sys
import time

import pytest

from declass.compare.match import MatchInput, match
from declass.compare.postings import threads
from declass.errors import EngineError
from declass.jobs.local import LocalRunner, StandingRunner
from declass.pipeline.spreading import processes, through

WORDS = ["harbour", "pilot", "strike", "ledger", "wheat", "tariff", "bridge", "mule", "lantern", "cargo"]


def texts():
    """Texts of two releases each; enough of them that no alignment takes the last word."""
    for i in range(40):
        told = " ".join(f"{WORDS[(i * k) % 10]}{i * k}{WORDS[(i + k) % 10]}" for k in range(1, 90))
        yield MatchInput(f"{i} old", [told])
        yield MatchInput(f"{i} new", [told.replace("pilot", "p1lol").replace("wheat", "[  ]")])


def test_processes_find_what_threads_find():
    with StandingRunner(1) as runner:
        there = sorted(match(texts(), spread=through(runner)), key=lambda p: (p.a, p.b))
    here = sorted(match(texts(), spread=threads(2)), key=lambda p: (p.a, p.b))
    assert len(here) >= 40
    assert there == here


def test_a_task_that_fails_stops_the_matching():
    with pytest.raises(EngineError, match="matching stopped"):
        list(through(LocalRunner(1))(len, [None]))


def test_results_come_in_the_order_of_their_tasks():
    assert list(through(LocalRunner(2))(len, ["a", "bbb", "", "cc"])) == [1, 3, 0, 2]


def test_little_work_starts_no_process():
    with processes(2) as spread:
        assert list(spread(os.path.realpath, ["/proc/self"] * 3)) == [os.path.realpath("/proc/self")] * 3
    with processes(1) as spread:
        assert list(spread(len, ["a", "bb"])) == [1, 2]


def test_what_takes_longer_goes_to_processes_and_results_keep_their_order():
    spread = through(LocalRunner(1), here_s=0.05)
    assert list(spread(time.sleep, [0.03, 0.03])) == [None, None]
    assert list(spread(len, ["a", "bbb"])) == [1, 3]
    if sys.platform == "linux":
        assert list(spread(os.path.realpath, ["/proc/self"])) != [f"/proc/{os.getpid()}"]


def test_tasks_are_asked_for_as_their_results_are_read():
    """Neither tasks nor results pile up while the first one is slow."""
    asked = []

    def tasks():
        for number in range(200):
            asked.append(number)
            yield 0.5 if number == 0 else 0.0

    results = iter(through(LocalRunner(2))(time.sleep, tasks()))
    next(results)
    assert len(asked) < 40
    assert len(list(results)) == 199
