"""Long work started from a page: one piece at a time, in the background, with its progress for all to see."""

import fcntl
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from declass.errors import ArchiveError, DeclassError
from declass.locale import translate as _
from declass.pipeline.progress import Tally
from declass.pipeline.workspace import Workspace

_PATIENCE_S = 3600.0  # a large `declass add` may be on; an upload must not be lost to it
_PAUSE_S = 0.5
_KEPT = 50  # pieces of work that are remembered
_TOLD_S = 0.5  # progress is written this often, for the other processes of the server


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work has come; ``total`` and ``left_s`` (seconds) are None while nobody can tell."""

    label: str
    done: int
    total: int | None
    failed: int
    left_s: float | None


@dataclass
class Task:
    """A piece of work; it goes on when the page that began it is closed.

    Attributes:
        what: what is being done, for people, in the language of who began it.
        state: ``waiting`` (other work goes first), ``running``, ``done`` or ``failed``.
        said: what went wrong, or what the work warned of.
    """

    number: int
    what: str
    who: str
    began: datetime
    state: str = "waiting"
    progress: Progress | None = None
    said: list[str] = field(default_factory=list)
    tell: Callable[[], None] = field(default=lambda: None, repr=False)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed")

    def show(self, tally: Tally) -> None:
        """Called by the work."""
        left = tally.seconds_left()
        self.progress = Progress(tally.label, tally.done, tally.total, tally.failed, left)
        self.tell()

    def warn(self, sentence: str) -> None:
        """Called by the work."""
        self.said.append(sentence)

    def said_of(self) -> dict[str, Any]:
        """For programs, and for the other processes of the server."""
        said = {name: getattr(self, name) for name in ("number", "what", "who", "state", "said")}
        progress = asdict(self.progress) if self.progress else None
        return {**said, "began": self.began.isoformat(), "progress": progress}


class Tasks:
    """Begins work and remembers it, for every process that serves this archive, across a restart.

        cache/work/7.json    what it is and how far it has come
        cache/work/7.lock    held by the process that does it; free while it is not ended = that was stopped

    Args:
        patience_s: how long work waits for another program that writes into the archive.
    """

    def __init__(self, space: Workspace, patience_s: float = _PATIENCE_S) -> None:
        self._space, self._patience_s = space, patience_s
        self._folder = space.root / "cache" / "work"
        self._turn = threading.Lock()  # one after another: they would shut each other out
        self._mine: dict[int, Task] = {}

    def begin(self, what: str, who: str, do: Callable[[Workspace, Task], None]) -> Task:
        """Start a piece of work; it waits for what was begun before, and for other programs that write."""
        task, lock = self._entered(Task(0, what, who, datetime.now(UTC)))
        self._mine[task.number] = task
        task.tell = _Telling(self._folder / f"{task.number}.json", task)
        task.tell()
        run = threading.Thread(
            target=self._run, args=(task, lock, do), name=f"task-{task.number}", daemon=True
        )
        run.start()
        return task

    def latest(self, count: int = 5) -> list[Task]:
        """The newest first."""
        found = (self.get(number) for number in sorted(self._numbers(), reverse=True)[:count])
        return [task for task in found if task is not None]

    def get(self, number: int) -> Task | None:
        """The task of this number; one whose process was stopped has failed."""
        if number in self._mine:
            return self._mine[number]
        try:
            said = json.loads((self._folder / f"{number}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        task = _task(said)
        if not task.ended and self._abandoned(number):
            stopped = _("The server was stopped meanwhile. What was finished is kept; begin it again.")
            return replace(task, state="failed", said=[*task.said, stopped])
        return task

    def _numbers(self) -> list[int]:
        return [int(path.stem) for path in self._folder.glob("*.json") if path.stem.isdecimal()]

    def _entered(self, task: Task) -> tuple[Task, Any]:
        """The task with a number that no other process has taken, and its lock, held."""
        self._folder.mkdir(parents=True, exist_ok=True)
        numbers = self._numbers()
        for old in sorted(numbers)[:-_KEPT]:
            for path in (self._folder / f"{old}.json", self._folder / f"{old}.lock"):
                path.unlink(missing_ok=True)
        number = max(numbers, default=0) + 1
        while True:
            try:
                lock = (self._folder / f"{number}.lock").open("x")
                break
            except FileExistsError:
                number += 1
        fcntl.flock(lock, fcntl.LOCK_EX)
        return replace(task, number=number), lock

    def _abandoned(self, number: int) -> bool:
        try:
            with (self._folder / f"{number}.lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except FileNotFoundError:
            pass
        return True

    def _run(self, task: Task, lock: Any, do: Callable[[Workspace, Task], None]) -> None:
        try:
            with self._turn, self._writing(task):
                task.state = "running"
                do(self._space, task)
            task.state = "done"
        except DeclassError as error:
            task.said.append(str(error))
        finally:
            if not task.ended:  # what broke it, if no error of ours, stands in the server's log
                task.state = "failed"
            task.tell()
            lock.close()

    @contextmanager
    def _writing(self, task: Task) -> Iterator[None]:
        """Hold the archive for writing, as soon as no other program does."""
        until = time.monotonic() + self._patience_s
        with ExitStack() as held:
            while True:
                try:
                    held.enter_context(self._space.writing())
                    break
                except ArchiveError as error:
                    if time.monotonic() > until:
                        raise
                    task.said = [str(error)]
                    task.tell()
                    time.sleep(_PAUSE_S)
            task.said = []
            yield


class _Telling:
    """Writes a task down for the other processes, now and then, and whenever its state changes."""

    def __init__(self, path: Path, task: Task) -> None:
        self._path, self._task = path, task
        self._told: tuple[str, float] = ("", 0.0)

    def __call__(self) -> None:
        state, now = self._task.state, time.monotonic()
        if state == self._told[0] and now - self._told[1] < _TOLD_S:
            return
        self._told = (state, now)
        part = self._path.with_suffix(".partial")
        part.write_text(json.dumps(self._task.said_of(), ensure_ascii=False), encoding="utf-8")
        part.replace(self._path)


def _task(said: dict[str, Any]) -> Task:
    progress = Progress(**said.pop("progress")) if said["progress"] else said.pop("progress")
    return Task(**{**said, "began": datetime.fromisoformat(said["began"])}, progress=progress)
