"""How far a long piece of work has come: documents, pages, rate and time left."""

import time
import warnings
from collections import deque
from dataclasses import dataclass, field
from typing import Literal, Protocol

_WINDOW_S = 60.0  # the rate is that of the last minute: documents differ too much for one mean over hours


@dataclass
class Tally:
    """Counts of work done, and what they say of the time left.

    Attributes:
        label: what is being done, one or two words.
        total: documents known to be waiting or done; grows when archives are opened. None = unknown.
        done: documents finished, failed ones included.
        failed: documents that ended failed or quarantined.
        pages: pages finished.
        long: documents at work that many processes share.
        ahead: pages of them that are not finished.
        unit: what ``total`` and ``done`` count.
    """

    label: str
    total: int | None = None
    done: int = 0
    failed: int = 0
    pages: int = 0
    unit: Literal["documents", "pages"] = "documents"
    long: int = 0
    ahead: int = 0
    _marks: deque[tuple[float, int, int]] = field(default_factory=deque)

    def read(self, pages: int) -> None:
        """Count pages that are finished, and note the counts."""
        self.pages += pages
        self.ahead = max(0, self.ahead - pages)
        self.mark()

    def mark(self, now: float | None = None) -> None:
        """Note the counts at this moment (seconds, monotonic), for the rate."""
        moment = time.monotonic() if now is None else now
        self._marks.append((moment, self.done, self.pages))
        while len(self._marks) > 2 and moment - self._marks[0][0] > _WINDOW_S:
            self._marks.popleft()

    def rates(self) -> tuple[float, float]:
        """Documents and pages a second over the last minute; 0 while unknown."""
        if len(self._marks) < 2:
            return 0.0, 0.0
        (t0, d0, p0), (t1, d1, p1) = self._marks[0], self._marks[-1]
        span = t1 - t0
        return ((d1 - d0) / span, (p1 - p0) / span) if span > 0 else (0.0, 0.0)

    def seconds_left(self) -> float | None:
        """At the present rate, by pages where only long documents are left; None while it cannot be told."""
        if self.total is None:
            return None
        documents, pages = self.rates()
        left = max(0, self.total - self.done)
        if 0 < left <= self.long:
            return self.ahead / pages if pages > 0 else None
        return left / documents if documents > 0 else None


class Watcher(Protocol):
    """Whoever wants to see the progress."""

    def show(self, tally: Tally) -> None:
        """Called often; must be quick."""

    def warn(self, sentence: str) -> None:
        """Something went wrong that the work goes on without."""


class Unwatched:
    """A watcher for those who do not look."""

    def show(self, tally: Tally) -> None:
        """Look away."""

    def warn(self, sentence: str) -> None:
        """Warnings are not lost on those who do not look."""
        warnings.warn(sentence, stacklevel=2)
