"""Long work started from a page: one piece at a time, in the background, with its progress for all to see."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from declass.errors import DeclassError
from declass.pipeline.progress import Tally
from declass.pipeline.workspace import Workspace


@dataclass
class Task:
    """A piece of work; it goes on when the page that began it is closed.

    Attributes:
        what: what is being done, for people, in the language of who began it.
        state: ``running``, ``done`` or ``failed``.
        said: what went wrong, or what the work warned of.
    """

    number: int
    what: str
    who: str
    began: datetime
    state: str = "running"
    tally: Tally | None = None
    said: list[str] = field(default_factory=list)

    def show(self, tally: Tally) -> None:
        """Called by the work."""
        self.tally = tally

    def warn(self, sentence: str) -> None:
        """Called by the work."""
        self.said.append(sentence)


class Tasks:
    """Begins and remembers the work of this server; what is left after a stop, the archive itself knows."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._lock = threading.Lock()
        self._all: list[Task] = []

    def begin(self, what: str, who: str, do: Callable[[Workspace, Task], None]) -> Task:
        """Start a piece of work; a second one meanwhile fails, as a second ``declass add`` would."""
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
            with self._space.writing():
                do(self._space, task)
            task.state = "done"
        except DeclassError as error:
            task.said.append(str(error))
        finally:
            if task.state == "running":  # what broke it, if no error of ours, stands in the server's log
                task.state = "failed"
