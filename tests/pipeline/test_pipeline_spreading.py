"""Matching's tasks run through a runner's processes and give what threads give."""

import pytest

from declass.compare.match import MatchInput, match
from declass.compare.postings import threads
from declass.errors import EngineError
from declass.jobs.local import LocalRunner
from declass.pipeline.spreading import through

WORDS = ["harbour", "pilot", "strike", "ledger", "wheat", "tariff", "bridge", "mule", "lantern", "cargo"]


def texts():
    """Texts of two releases each; enough of them that no alignment takes the last word."""
    for i in range(40):
        told = " ".join(f"{WORDS[(i * k) % 10]}{i * k}{WORDS[(i + k) % 10]}" for k in range(1, 90))
        yield MatchInput(f"{i} old", [told])
        yield MatchInput(f"{i} new", [told.replace("pilot", "p1lol").replace("wheat", "[  ]")])


def test_processes_find_what_threads_find():
    there = sorted(match(texts(), spread=through(LocalRunner(1))), key=lambda p: (p.a, p.b))
    here = sorted(match(texts(), spread=threads(2)), key=lambda p: (p.a, p.b))
    assert len(here) >= 40
    assert there == here


def test_a_task_that_fails_stops_the_matching():
    with pytest.raises(EngineError, match="matching stopped"):
        list(through(LocalRunner(1))(len, [None]))


def test_results_come_in_the_order_of_their_tasks():
    assert list(through(LocalRunner(2))(len, ["a", "bbb", "", "cc"])) == [1, 3, 0, 2]
