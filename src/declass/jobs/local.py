"""A job over many units in local processes that may crash or hang without taking the batch along.

    parent ──unit──► worker 1 ──beat, beat, result──► parent
           ──unit──► worker 2 ──✗ (killed)         ──► Outcome(crashed), worker 2 started anew

Each process holds one unit at a time, so memory is bounded by the units in work, not by the queue.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from declass.errors import DeclassError
from declass.jobs.base import Beat, Job, Outcome, Result, Unit

STALL_S = 900.0
"""Seconds without a sign of life after which a worker counts as hung: twice the longest page seen in OCR
of newspaper-sized scans, and above the reader's own limit for one document."""

_POLL_S = 1.0
_PR_SET_PDEATHSIG = 1
_END = object()
_SPAWN = multiprocessing.get_context("spawn")  # fork would copy open engines and locks


def _serve(job: Job[Any, Any], pipe: Connection) -> None:
    """The worker's loop: one unit at a time until the parent closes the pipe."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # Tesseract's own threads only slow many processes down
    job.start()
    try:
        while True:
            try:
                unit = pipe.recv()
            except EOFError:
                break
            pipe.send(_answer(job, unit, pipe))
    except BrokenPipeError:
        pass  # the parent is gone; nobody to tell
    finally:
        job.stop()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # engines take a quarter of a second to be freed piece by piece


def _die_with_parent() -> None:
    """A worker deep in a long document would not notice for minutes that its parent is dead (Linux)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if (parent := multiprocessing.parent_process()) is not None and not parent.is_alive():
        os._exit(1)  # it died before we asked


def _answer(job: Job[Any, Any], unit: Any, pipe: Connection) -> Outcome[Any, Any]:
    try:
        return Outcome(unit, job.do(unit, lambda parts: pipe.send(parts)))
    except DeclassError as error:
        return Outcome(unit, None, error.reason, error.remedy)
    except Exception as error:  # noqa: BLE001 - the one boundary per unit: the cause is recorded, the batch goes on
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__}: {error} (at {os.path.basename(where.filename)}:{where.lineno})"
        return Outcome(unit, None, reason, "This is a fault in declass; please report it with this line.")


@dataclass
class _Worker:
    """A process, its pipe, and the unit it is busy with."""

    job: Job[Any, Any]
    process: Any = None
    pipe: Connection | None = None
    unit: Any = None
    busy: bool = False
    heard: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(self.job, theirs), daemon=False)
        self.process.start()
        theirs.close()

    def give(self, unit: Any) -> None:
        if self.process is None:
            self.start()
        assert self.pipe is not None
        self.unit, self.busy, self.heard = unit, True, time.monotonic()
        try:
            self.pipe.send(unit)
        except BrokenPipeError:
            self.heard = 0.0  # died while idle: seen as a crash at the next look

    def kill(self) -> int | None:
        """End the process at once; its exit code (negative: signal), or None if it never ran."""
        if self.process is None:
            return None
        self.process.kill()
        self.process.join()
        code = self.process.exitcode
        assert self.pipe is not None
        self.pipe.close()
        self.process, self.pipe = None, None
        return cast("int | None", code)

    def dismiss(self) -> None:
        """Tell an idle process to end by itself."""
        if self.pipe is not None:
            self.pipe.close()

    def finish(self) -> None:
        """Wait for an idle process to end by itself."""
        self.dismiss()
        if self.process is None:
            return
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process, self.pipe = None, None


class LocalRunner:
    """Runs jobs in ``workers`` processes of this machine.

    Args:
        workers: number of processes, at least 1.
        stall_s: seconds without a beat or a result after which a process is killed as hung.
    """

    def __init__(self, workers: int, stall_s: float = STALL_S) -> None:
        self.workers = max(1, workers)
        self.stall_s = stall_s

    def run(
        self, job: Job[Unit, Result], units: Iterable[Unit | None], beat: Beat = lambda parts: None
    ) -> Iterator[Outcome[Unit, Result]]:
        """Outcomes in the order of completion. Closing the iterator early kills what is still at work."""
        crew = self._hire(job)
        queue = iter(units)
        try:
            more = True
            while True:
                more = more and self._hand_out(crew, queue)
                busy = [w for w in crew if w.busy]
                if not busy:
                    break  # also where the queue waits: nothing is left that could make it grow
                yield from self._collect(busy, beat)
            self._let_go(crew)
        finally:
            self._end(crew)

    def _hire(self, job: Job[Any, Any]) -> list[_Worker]:
        return [_Worker(job) for _ in range(self.workers)]

    def _let_go(self, crew: list[_Worker]) -> None:
        for worker in crew:
            worker.dismiss()
        for worker in crew:
            worker.finish()

    def _end(self, crew: list[_Worker]) -> None:
        for worker in crew:
            worker.kill()

    def _hand_out(self, crew: list[_Worker], queue: Iterator[Any]) -> bool:
        """Give every free worker a unit; False once the queue has ended."""
        for worker in crew:
            if worker.busy:
                continue
            unit = next(queue, _END)
            if unit is _END:
                return False
            if unit is None:
                return True
            worker.give(unit)
        return True

    def _collect(self, busy: list[_Worker], beat: Beat) -> Iterator[Outcome[Any, Any]]:
        ready = wait([w.pipe for w in busy if w.pipe is not None], timeout=_POLL_S)
        for worker in busy:
            if worker.pipe in ready:
                outcome = self._hear(worker, beat)
                if outcome is not None:
                    yield outcome
            elif time.monotonic() - worker.heard > self.stall_s:
                yield self._lost(worker, f"no sign of life for {self.stall_s:.0f} s")

    def _hear(self, worker: _Worker, beat: Beat) -> Outcome[Any, Any] | None:
        assert worker.pipe is not None
        try:
            said = worker.pipe.recv()
        except (EOFError, ConnectionResetError):
            return self._lost(worker, "")
        worker.heard = time.monotonic()
        if isinstance(said, Outcome):
            worker.busy, worker.unit = False, None
            return said
        beat(said)
        return None

    def _lost(self, worker: _Worker, why: str) -> Outcome[Any, Any]:
        assert worker.process is not None
        if not why:
            worker.process.join(5)
        code = worker.kill()
        if not why:
            why = (
                f"the process died of signal {-code}"
                if code and code < 0
                else f"the process ended with code {code}"
            )
        outcome: Outcome[Any, Any] = Outcome(
            worker.unit, None, why, "Try it alone with `declass retry --file`.", True
        )
        worker.busy, worker.unit = False, None
        return outcome


class StandingRunner(LocalRunner):
    """Keeps its processes between runs of one job, for many short runs; they end with the ``with`` block."""

    _crew: list[_Worker] | None = None

    def __enter__(self) -> "StandingRunner":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        crew, self._crew = self._crew or [], None
        if kind is None:
            super()._let_go(crew)
        super()._end(crew)

    def _hire(self, job: Job[Any, Any]) -> list[_Worker]:
        if self._crew is None:
            self._crew = super()._hire(job)
        for worker in self._crew:
            if worker.job != job:
                worker.finish()
                worker.job = job
        return self._crew

    def _let_go(self, crew: list[_Worker]) -> None:
        """They wait for the next run."""

    def _end(self, crew: list[_Worker]) -> None:
        """End those of a run that was left early."""
        for worker in crew:
            if worker.busy:
                worker.kill()
                worker.busy, worker.unit = False, None
