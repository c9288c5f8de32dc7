"""Runs a job in this process; one document may be poison that always brings its worker down."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from declass.jobs.base import Outcome


class InThisProcess:
    """Does every unit but the poison, and stops the job at the end."""

    def __init__(self, poison: Path | None = None, clumsy_groupings: int = 0) -> None:
        self.poison, self.clumsy = poison, clumsy_groupings

    def run(self, job, units: Iterable, beat) -> Iterator[Outcome]:
        job.start()
        try:
            for unit in units:
                if unit is None:
                    return
                if self.poison is not None and getattr(unit, "path", None) == self.poison:
                    yield Outcome(unit, None, "the process died of signal 11", "Try it alone.", True)
                elif self.clumsy and hasattr(unit, "digests"):
                    self.clumsy -= 1
                    yield Outcome(unit, None, "the process died of signal 9", "", True)
                else:
                    yield Outcome(unit, job.do(unit, beat))
        finally:
            job.stop()


class Watching(InThisProcess):
    """Notes the shares as they are handed out, and lets a test spoil them."""

    def __init__(self, spoil=lambda unit, times: None):
        super().__init__()
        self.shares, self._spoil, self._times = [], spoil, Counter()

    def run(self, job, units, beat):
        job.start()
        try:
            for unit in units:
                self._times[unit] += 1
                if getattr(unit, "share", None) is not None:
                    self.shares.append(unit.share)
                if (told := self._spoil(unit, self._times[unit])) is not None:
                    yield told
                else:
                    yield Outcome(unit, job.do(unit, beat))
        finally:
            job.stop()

    @property
    def stretches(self):
        return [share.pages for share in self.shares if share.pages]

    @property
    def joins(self):
        return [share for share in self.shares if share.pieces]


def crashed(unit):
    return Outcome(unit, None, "the process died of signal 11", "Try it alone.", True)
