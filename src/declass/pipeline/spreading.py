"""The tasks of matching, run through ``jobs``: the same functions, wherever a runner runs them."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from declass.compare.postings import Spread, threads
from declass.errors import EngineError
from declass.jobs.base import Beat, Runner
from declass.jobs.local import StandingRunner

_AHEAD = 16
"""Tasks handed out beyond the first whose result is missing: so many results may wait in memory."""
_HERE_S = 1.0
"""Seconds of work that is done where it is asked for, before processes start: two cost as much."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    work: Callable[[Any], Any]
    task: Any


@dataclass(frozen=True)
class TaskJob:
    """Does functions' work for numbered tasks."""

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing to close."""

    def do(self, unit: _Numbered, beat: Beat) -> tuple[Any]:
        """The task's result, wrapped, as None is a result too."""
        made = unit.work(unit.task)
        beat(1)
        return (made,)


@contextmanager
def processes(count: int) -> Iterator[Spread]:
    """Tasks spread over so many processes of this machine, which end with the ``with`` block.

    Little work is done in this process, before any other is started.
    """
    if count == 1:
        yield threads(1)
        return
    with StandingRunner(count) as runner:
        yield through(runner, _HERE_S)


def through(runner: Runner, here_s: float = 0.0) -> Spread:
    """Tasks spread over a runner's workers; all must see the same files.

    Args:
        here_s: seconds of work done in this process first.

    Raises:
        EngineError: on reading the results, if a task failed.
    """
    left_s = here_s

    def spread(work: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
        nonlocal left_s
        queue = iter(tasks)
        for task in queue if left_s > 0 else ():
            started = time.monotonic()
            made = work(task)
            left_s -= time.monotonic() - started
            yield made
            if left_s <= 0:
                break
        yield from _Run(runner, work, queue).results()

    return spread


@dataclass
class _Run:
    """One function's tasks on their way through a runner."""

    runner: Runner
    work: Callable[[Any], Any]
    tasks: Iterator[Any]
    told: int = 0
    waiting: dict[int, Any] = field(default_factory=dict)

    def results(self) -> Iterator[Any]:
        """In the order of the tasks."""
        for outcome in self.runner.run(TaskJob(), self._units(), lambda parts: None):
            if outcome.result is None:
                raise EngineError(f"matching stopped: {outcome.reason}", "Run `declass compare` again.")
            self.waiting[outcome.unit.number] = outcome.result[0]
            while self.told in self.waiting:
                yield self.waiting.pop(self.told)
                self.told += 1

    def _units(self) -> Iterator[_Numbered | None]:
        for number, task in enumerate(self.tasks):
            while number - self.told > _AHEAD:
                yield None  # one that is still at work must end first
            yield _Numbered(number, self.work, task)
