"""The port behind which a step runs over many units: what a job is, and what comes back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Unit = TypeVar("Unit")
Result = TypeVar("Result")
UnitIn = TypeVar("UnitIn", contravariant=True)
ResultOut = TypeVar("ResultOut", covariant=True)
Beat = Callable[[int], None]
"""Called by a job as it gets on, with the number of pages (or other parts) finished since the last call."""


class Job(Protocol[UnitIn, ResultOut]):
    """Work that a process can be set up for once and then do for many units; must be picklable."""

    def start(self) -> None:
        """Open engines; called once in the process that will call ``do``."""

    def do(self, unit: UnitIn, beat: Beat) -> ResultOut:
        """Work on one unit. Raises ``DeclassError`` for what a person can mend."""

    def stop(self) -> None:
        """Close engines; called once at the end, not after a crash."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Unit, Result]):
    """What became of one unit.

    Attributes:
        result: None where the unit failed.
        reason: why it failed, "" where it did not.
        remedy: what a person can do about it.
        crashed: the process died or hung over this unit, so the unit itself may be poison.
    """

    unit: Unit
    result: Result | None
    reason: str = ""
    remedy: str = ""
    crashed: bool = False


class Runner(Protocol):
    """Runs a job over units; outcomes come in the order of completion, one for every unit."""

    def run(
        self, job: Job[Unit, Result], units: Iterable[Unit | None], beat: Beat
    ) -> Iterator[Outcome[Unit, Result]]:
        """Run the job.

        Args:
            units: pulled only when a worker is free. None means "nothing now, ask again when some unit is
                finished", for queues that grow by what their units find; the end of the iterable is the end.
            beat: told of parts as they finish.
        """
        ...
