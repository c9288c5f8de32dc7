"""The tasks of matching, run through ``jobs``: the same functions, wherever a runner runs them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from declass.compare.postings import Spread
from declass.errors import EngineError
from declass.jobs.base import Beat, Runner


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    task: Any


@dataclass(frozen=True)
class TaskJob:
    """Does one function's work for numbered tasks."""

    work: Callable[[Any], Any]

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing to close."""

    def do(self, unit: _Numbered, beat: Beat) -> tuple[Any]:
        """The task's result, wrapped, as None is a result too."""
        made = self.work(unit.task)
        beat(1)
        return (made,)


def through(runner: Runner) -> Spread:
    """Tasks spread over a runner's workers; all must see the same files.

    Raises:
        EngineError: on reading the results, if a task failed.
    """

    def spread(work: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterable[Any]:
        units = [_Numbered(number, task) for number, task in enumerate(tasks)]
        results: dict[int, Any] = {}
        for outcome in runner.run(TaskJob(work), units, lambda parts: None):
            if outcome.result is None:
                raise EngineError(f"matching stopped: {outcome.reason}", "Run `declass compare` again.")
            results[outcome.unit.number] = outcome.result[0]
        return [results[number] for number in range(len(units))]

    return spread
