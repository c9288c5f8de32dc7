"""Long work started from a page: one piece at a time, in the background, with its progress for all to see."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from declass.errors import ArchiveError, DeclassError
from declass.pipeline.progress import Tally
from declass.pipeline.workspace import Workspace

_PATIENCE_S = 3600.0  # a large `declass add` may be on; an upload must not be lost to it
_PAUSE_S = 0.5


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
    tally: Tally | None = None
    said: list[str] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed")

    def show(self, tally: Tally) -> None:
        """Called by the work."""
        self.tally = tally

    def warn(self, sentence: str) -> None:
        """Called by the work."""
        self.said.append(sentence)


class Tasks:
    """Begins and remembers the work of this server; what is left after a stop, the archive itself knows.

    Args:
        patience_s: how long work waits for another program that writes into the archive.
    """

    def __init__(self, space: Workspace, patience_s: float = _PATIENCE_S) -> None:
        self._space, self._patience_s = space, patience_s
        self._turn = threading.Lock()  # one after another: they would shut each other out
        self._lock = threading.Lock()
        self._all: list[Task] = []

    def begin(self, what: str, who: str, do: Callable[[Workspace, Task], None]) -> Task:
        """Start a piece of work; it waits for what was begun before, and for other programs that write."""
        with self._lock:
            task = Task(len(self._all) + 1, what, who, datetime.now(UTC))
            self._all.append(task)
        threading.Thread(target=self._run, args=(task, do), name=f"task-{task.number}", daemon=True).start()
        return task

    def latest(self, count: int = 5) -> list[Task]:
        """The newest first."""
        with self._lock:
            return self._all[-count:][::-1]

    def get(self, number: int) -> Task | None:
        """The task of this number."""
        with self._lock:
            return self._all[number - 1] if 1 <= number <= len(self._all) else None

    def _run(self, task: Task, do: Callable[[Workspace, Task], None]) -> None:
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
                    time.sleep(_PAUSE_S)
            task.said = []
            yield
