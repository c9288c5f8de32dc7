"""The reader in a real Chromium: accessible, steady and light on every page, at two widths."""

import pytest

from web_archive import NUMBER
from web_browser import AXE

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
    "release": "/release?newer=2012-06-30",
    "saved": "/saved",
    "viewings": "/viewings",
    "add": "/add",
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


def address(name, digests):
    return PAGES[name].format(newer=digests["record"][1], scan=digests["scan.pdf"])


@pytest.mark.parametrize(("width", "scheme"), [("wide", "light"), ("wide", "dark"), ("phone", "light")])
def test_every_page_is_accessible_steady_and_light(tab, digests, width, scheme):
    wrong = []
    for name in PAGES:
        opened = tab(WIDTHS[width], scheme)
        page = opened.open(address(name, digests))
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
