"""A real browser for tests of the reader: an archive on a free port, tabs that remember what went wrong."""

import shutil
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from declass.web.app import create

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
MISSING = CHROMIUM is None or not AXE.exists()
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_MEASURE_SHIFT = """
window.__shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@contextmanager
def serving(site):
    """Address of an archive on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create(site), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


class Tab:
    """A page of the browser that remembers what went wrong and what came over the wire."""

    def __init__(self, context, base):
        self.page, self.base = context.new_page(), base
        self.faults, self.bytes = [], 0
        self.page.add_init_script(_MEASURE_SHIFT)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._said)
        self.page.on("requestfinished", self._weigh)

    def _said(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(message.text)

    def _weigh(self, request):
        if request.resource_type != "image":
            self.bytes += request.sizes()["responseBodySize"]

    def open(self, address):
        self.page.goto(self.base + address)
        self.page.wait_for_load_state("networkidle")
        return self.page


@contextmanager
def tabs(browser):
    """Opens tabs, each in a context of its own, and closes them all."""
    contexts = []

    def make(base, width=1280, scheme="light", **more):
        settings = {
            "viewport": {"width": width, "height": 900},
            "color_scheme": scheme,
            "reduced_motion": "reduce",
            **more,
        }
        contexts.append(browser.new_context(**settings))
        return Tab(contexts[-1], base)

    yield make
    for context in contexts:
        context.close()
