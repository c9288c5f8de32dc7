"""What the index is asked while something else is done: Tantivy lets go of the interpreter."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")

_THREADS = os.cpu_count() or 1


def beside(ask: Callable[[], T]) -> Future[T]:
    """Begin in another thread; ``result()`` waits for it and raises what it raised."""
    return _pool(os.getpid()).submit(ask)


@cache
def _pool(_process: int) -> ThreadPoolExecutor:
    """Of one process: threads do not follow into a forked one."""
    return ThreadPoolExecutor(_THREADS, "search")
