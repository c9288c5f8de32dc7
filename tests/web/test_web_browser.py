"""The reader in a real Chromium: accessible, steady and light on every page, at two widths."""

import os
import shutil
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn

from declass.web.app import create
from web_archive import NUMBER

playwright = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
if CHROMIUM is None or not AXE.exists():
    pytest.skip("tools/setup.sh --tests installs Chromium and axe", allow_module_level=True)

SCREENSHOTS = os.environ.get("DECLASS_SCREENSHOTS")  # a folder: the pictures of the docs are made by this run
WIDTHS = {"wide": 1280, "phone": 390}
PAGES = {
    "home": "/",
    "search": "/search?q=harbour",
    "nothing-found": "/search?q=zzzzqqqq",
    "bad-query": '/search?q="harbour',
    "page": "/page/{newer}/1?q=harbour",
    "scan": "/page/{scan}/1",
    "correct": "/page/{scan}/1/correct",
    "file": "/file/{scan}",
    "record": f"/record/rif/{NUMBER}",
    "compare": f"/compare/rif/{NUMBER}",
    "composite": f"/composite/rif/{NUMBER}",
    "releases": "/releases",
    "release": "/releases/1",
    "withheld": "/withheld",
    "codes": "/codes",
    "ledger": "/ledger",
    "collection": "/collection?name=Coastal+Inquiry",
    "notes": "/notes",
    "about": "/about",
    "missing": "/nowhere",
}
WEIGHT = 200_000  # bytes over the wire without images
SHIFT = 0.1  # cumulative layout shift
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_MEASURE_SHIFT = """
window.__shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def served(site):
    """Address of the archive on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create(site), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium():
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


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


@pytest.fixture
def tab(chromium, served):
    contexts = []

    def make(width=1280, scheme="light"):
        settings = {
            "viewport": {"width": width, "height": 900},
            "color_scheme": scheme,
            "reduced_motion": "reduce",
        }
        contexts.append(chromium.new_context(**settings))
        return Tab(contexts[-1], served)

    yield make
    for context in contexts:
        context.close()


def address(name, digests):
    return PAGES[name].format(newer=digests["record"][1], scan=digests["scan.pdf"])


def picture(page, name, width, scheme):
    if SCREENSHOTS and width == "wide":
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{scheme}.png")


@pytest.mark.parametrize(("width", "scheme"), [("wide", "light"), ("wide", "dark"), ("phone", "light")])
def test_every_page_is_accessible_steady_and_light(tab, digests, width, scheme):
    wrong = []
    for name in PAGES:
        opened = tab(WIDTHS[width], scheme)
        page = opened.open(address(name, digests))
        picture(page, name, width, scheme)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(f"axe.run({{runOnly: {_TAGS}}})")
        wrong += [
            f"{name}: {v['id']}: {v['nodes'][0]['html'][:120]} {v['nodes'][0]['failureSummary'][:200]}"
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        wrong += [f"{name}: {fault}" for fault in opened.faults]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{name}: wider than the window")
        if page.evaluate("window.__shift") > SHIFT:
            wrong.append(f"{name}: moves by {page.evaluate('window.__shift'):.2f} while it loads")
        if opened.bytes > WEIGHT:
            wrong.append(f"{name}: {opened.bytes} bytes")
    assert not wrong, "\n".join(wrong)


def test_search_open_and_walk_by_keyboard_alone(tab):
    page = tab().open("/about")
    page.keyboard.press("/")
    page.keyboard.type("lighthouse")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=lighthouse")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/**")
    page.keyboard.press("n")
    page.wait_for_url("**#hit-1")
    assert page.locator("mark.hit").first.inner_text() == "lighthouse"


def test_the_skip_link_comes_first(tab):
    page = tab().open("/releases")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_a_judgement_is_swapped_in_place_and_undone(tab):
    page = tab().open(f"/compare/rif/{NUMBER}")
    form = page.locator("form.judge").first
    form.get_by_role("button", name="unsure").click()
    page.wait_for_selector("form.judge button[aria-pressed=true]")
    assert page.locator("form.judge button[aria-pressed=true]").first.inner_text() == "unsure"
    page.locator("form.judge .undo").first.click()
    page.wait_for_selector("form.judge .undo", state="detached")


def test_selected_words_become_the_place_of_a_note(tab, digests):
    page = tab().open(f"/page/{digests['record'][1]}/1")
    page.evaluate(
        """() => {
        const text = document.querySelector("[data-text]").firstChild, range = document.createRange();
        range.setStart(text, 0);
        range.setEnd(text, 6);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        }"""
    )
    page.wait_for_function("document.querySelector('.noting [name=end]').value === '6'")
    page.locator(".noting textarea").fill("Written in the browser.")
    page.locator(".noting button").click()
    page.wait_for_url("**#note-*")
    assert page.locator(".note-here mark", has_text="RECORD").count() >= 1


def test_the_scan_zooms_and_its_words_stay_lit(tab, digests):
    opened = tab()
    page = opened.open(f"/page/{digests['scan.pdf']}/1?q=release")
    page.wait_for_selector(".frame.live .openseadragon-canvas")
    page.get_by_role("button", name="Closer").click()
    page.get_by_role("button", name="Turn").click()
    assert opened.faults == []
    assert page.locator("svg.places.over").count() == 1


def test_two_releases_scroll_in_step(tab):
    page = tab(1280).open(f"/compare/rif/{NUMBER}")
    assert page.locator("[data-side]").count() == 2
    page.locator(".jump").first.click()
    assert page.locator("mark.here").count() >= 1


def test_without_scripts_everything_can_be_read(chromium, served, digests):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in ("search", "scan", "compare"):
        page.goto(served + address(name, digests))
        assert page.locator("main h1").count() == 1
    page.goto(f"{served}/page/{digests['scan.pdf']}/1")
    assert page.locator(".frame img").is_visible()
    context.close()


def test_long_work_is_followed_across_a_reload(tab, digests):
    page = tab().open("/ledger")
    page.get_by_role("button", name="read again: empty.pdf").click()
    page.wait_for_url("**/work/*")
    page.reload()
    page.wait_for_selector("text=Done.", timeout=60_000)
