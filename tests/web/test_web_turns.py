"""Few pages are made at once, and none of them waits for images to be drawn."""

import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
from anyio import to_thread

from declass.web.turns import DRAWINGS, PAGES, drawn, limit_pages


def apart(work):
    """In a thread of its own: the browser of other tests keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, work).result()


def test_a_serving_process_makes_few_pages_at_once(client):
    assert client.portal.call(lambda: to_thread.current_default_thread_limiter().total_tokens) == PAGES


def test_pages_are_made_while_every_drawing_waits():
    may_end = threading.Event()

    async def busy():
        limit_pages()
        async with anyio.create_task_group() as group:
            for _ in range(DRAWINGS + PAGES):
                group.start_soon(drawn, may_end.wait, 30)
            await anyio.sleep(0.05)
            with anyio.fail_after(10):
                made = await to_thread.run_sync(lambda: "page")
            waiting = not may_end.is_set()
            may_end.set()
        return made, waiting

    assert apart(busy) == ("page", True)


def test_what_was_drawn_is_given_back_with_its_fault():
    async def refused():
        try:
            await drawn(int, "no number")
        except ValueError:
            return "told"

    assert apart(refused) == "told"
