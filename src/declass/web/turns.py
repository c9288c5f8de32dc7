"""Turns: few threads make pages at once, since they share one processor; what must be drawn waits apart."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

PAGES = 2
"""Threads of a process that make pages. Of forty, as many as the server's default, each waits for all the
others: fifty readers got 1,401 and 1,625 pages in ten seconds with four, 1,076 and 1,217 with forty. With two
the last of them wait less than with four (p95 296 and 313 ms, not 323 and 316), and one page that reads long
holds up nobody, as it would with one."""

DRAWINGS = 8
"""Threads that wait for images; one page is drawn after another, in a process of its own."""

_drawings: RunVar[CapacityLimiter] = RunVar("drawings")


def limit_pages() -> None:
    """Let ``PAGES`` be made at once; called within the event loop that serves."""
    to_thread.current_default_thread_limiter().total_tokens = PAGES


async def drawn(make: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """What may have to be drawn first, for a second or more: in a turn that no page waits for."""
    limiter = _drawings.get(None)
    if limiter is None:
        limiter = CapacityLimiter(DRAWINGS)
        _drawings.set(limiter)
    return await to_thread.run_sync(partial(make, *args, **kwargs), limiter=limiter)
