"""What readers do by hand in a real Chromium: drag over years, draw a place, walk from change to change."""

import pytest

from declass.archive.changes import Wanted
from declass.config import Settings
from declass.pipeline.comparing import steps
from declass.pipeline.workspace import Workspace
from declass.web.site import Site
from web_archive import NUMBER
from web_browser import serving, tabs

WIDE, PHONE = 1280, 390


@pytest.fixture
def twice(compared):
    """Address of two releases of a scanned record with a disclosure, side by side."""
    for found in compared.space.catalogue.changes.all(Wanted(kinds=("revealed",))):
        record = compared.space.catalogue.records.get(found.scheme, found.number)
        pairs = [(older.digest, newer.digest) for older, newer in steps(compared.releases.of(record))]
        newer = compared.space.catalogue.pages.get(found.newer, found.change.newer.page)
        if (found.older, found.newer) in pairs and newer.width_pt:
            return f"/compare/{found.scheme}/{found.number}?older={found.older}&newer={found.newer}"
    raise AssertionError("the sample has no scanned disclosure")


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_two_scans_stand_together_and_scroll_in_step(compared_tab, twice, width):
    opened = compared_tab(width)
    page = opened.open(f"{twice}&all=true")
    older, newer = page.locator("[data-side]").all()
    assert older.locator(".sheet img").count() >= 1
    assert newer.locator(".sheet rect.revealed").count() >= 1
    older.hover()
    before = newer.evaluate("side => side.scrollTop")
    page.mouse.wheel(0, 900)
    page.wait_for_function(
        "before => document.querySelectorAll('[data-side]')[1].scrollTop !== before", arg=before
    )
    assert opened.faults == []
    boxes = [side.bounding_box() for side in (older, newer)]
    assert all(box["width"] > 150 for box in boxes)
    if width == WIDE:
        assert boxes[0]["y"] == boxes[1]["y"]


def test_the_same_change_comes_to_the_same_height_on_both_sides(compared_tab, twice):
    page = compared_tab(WIDE).open(f"{twice}&view=text")
    page.keyboard.press("j")
    page.wait_for_selector(".side .here")
    tops = page.evaluate(
        """() => [...document.querySelectorAll("[data-side]")].map((side) => {
        const mark = side.querySelector(".here");
        return mark ? [mark.getBoundingClientRect().top - side.getBoundingClientRect().top,
          side.scrollTop > 0 && side.scrollTop + side.clientHeight < side.scrollHeight - 1] : null;
        })"""
    )
    free = [top for top, is_free in filter(None, tops) if is_free]
    assert len([top for top in tops if top]) == 2
    assert max(free, default=0) - min(free, default=0) < 40


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_changes_are_walked_by_key_and_by_button(compared_tab, twice, width):
    page = compared_tab(width).open(f"{twice}&all=true")
    count = page.locator("[data-change]").count()
    page.keyboard.press("j")
    assert page.locator(".walking [role=status]").inner_text() == f"1 of {count}"
    page.locator("[data-walk='1']").click()
    assert page.locator(".walking [role=status]").inner_text() == f"{min(2, count)} of {count}"
    assert page.locator(".change.here").count() == 1
    page.keyboard.press("k")
    assert page.locator(".walking [role=status]").inner_text() == f"1 of {count}"


def test_a_link_to_a_change_opens_at_it(compared_tab, twice, compared):
    digest = twice.partition("older=")[2][:64]
    change = next(
        c for c in compared.space.catalogue.changes.all(Wanted(kinds=("revealed",))) if c.older == digest
    )
    page = compared_tab(WIDE).open(f"{twice}#change-{change.id[:10]}")
    assert page.locator(".change.here").get_attribute("data-change") == change.id[:10]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_years_are_chosen_by_dragging_over_them(compared_tab, width):
    page = compared_tab(width).open("/search?q=*")
    drawing = page.locator("[data-years]")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    bars = drawing.locator("g").all()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / len(bars) * 1.5, middle, steps=4)
    expected = (bars[0].get_attribute("data-first"), bars[1].get_attribute("data-last"))
    page.mouse.up()
    page.wait_for_url("**from=*")
    assert (page.input_value("[name=from]"), page.input_value("[name=to]")) == expected
    assert page.locator("[data-years] .out").count() >= 0


def test_a_place_is_drawn_on_the_scan_and_kept_with_its_note(tab, digests, site):
    opened = tab(WIDE)
    page = opened.open(f"/page/{digests['scan.pdf']}/1")
    page.wait_for_selector(".frame.live .openseadragon-canvas")
    page.get_by_role("button", name="Mark a place").click()
    box = page.locator(".frame").bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 250, steps=5)
    page.mouse.up()
    form = page.locator(".noting")
    assert float(form.locator("[name=width]").input_value()) == pytest.approx(40, abs=3)
    form.locator("textarea").fill("Drawn in the browser.")
    form.locator("button").click()
    page.wait_for_url("**#note-*")
    key = page.url.rpartition("#note-")[2]
    kept = site.space.catalogue.annotations.get(key)
    stored = site.space.catalogue.pages.get(digests["scan.pdf"], 0)
    assert kept.box.width_pt == pytest.approx(0.4 * stored.width_pt, rel=0.08)
    assert page.locator(f"#box-{key}").count() >= 1
    assert opened.faults == []


def test_hits_lead_from_page_to_page_of_a_file(compared_tab, compared):
    catalogue = compared.space.catalogue
    for digest in catalogue.accessions.digests():
        texts = [set(p.text.text.split()) if p.text else set() for p in catalogue.pages.of(digest)]
        common = (
            sorted(w for w in set.intersection(*texts[:2]) if len(w) > 5 and w.isalpha())
            if len(texts) > 1
            else []
        )
        if common:
            break
    page = compared_tab(WIDE).open(f"/page/{digest}/1?q={common[0]}")
    page.locator(".hit-after").click()
    page.wait_for_url("**/2?q=*")
    page.keyboard.press("Shift+N")
    page.wait_for_url("**/1?q=*")
    page.get_by_role("link", name="all hits").click()
    page.wait_for_url("**/search?q=*")


def test_a_search_is_saved_and_opened_again(tab):
    page = tab(PHONE).open("/search?q=lighthouse")
    page.get_by_text("Save this search").click()
    page.locator(".doing [name=name]").fill("lights")
    page.locator(".doing button").click()
    page.wait_for_url("**/saved")
    page.get_by_role("link", name="lights", exact=True).click()
    page.wait_for_url("**/search?q=lighthouse*")
    page.goto(page.url.partition("/search")[0] + "/saved")
    page.get_by_role("button", name="forget lights").click()
    assert page.get_by_role("link", name="lights", exact=True).count() == 0


def test_restricted_words_are_shown_after_a_reason(tab, digests):
    page = tab(WIDE).open(f"/page/{digests['hostile.txt']}/1")
    assert page.get_by_text("219-09-9999").count() == 0
    page.get_by_label("Why you look").fill("to write to the family")
    page.get_by_role("button", name="Show the words").click()
    assert page.get_by_text("219-09-9999").count() == 1
    page.get_by_role("link", name="Who has looked").click()
    assert page.get_by_text("to write to the family").count() >= 1


def test_files_are_added_from_the_browser_where_that_is_allowed(chromium, tmp_path):
    settings = Settings(workers=1, uploads="editors")
    with Workspace(tmp_path / "archive", settings, create=True) as space:
        site = Site(space, "Uploads")
        with serving(site) as address, tabs(chromium) as make:
            page = make(address).open("/ledger")
            page.get_by_role("link", name="Add files").click()
            page.set_input_files(
                "[name=files]", {"name": "memo.txt", "mimeType": "text/plain", "buffer": b"The pilots left."}
            )
            page.get_by_role("button", name="Add them").click()
            page.wait_for_url("**/work/*")
            page.reload()
            page.wait_for_selector("text=Done.", timeout=60_000)
            page.goto(f"{address}/search?q=pilots")
            assert page.locator(".hits li").count() == 1
        site.close()


def test_a_citation_is_copied(tab, digests):
    opened = tab(WIDE, permissions=["clipboard-read", "clipboard-write"])
    page = opened.open(f"/page/{digests['record'][1]}/1")
    page.locator(".copying").first.click()
    page.wait_for_selector(".copying:has-text('Copied')")
    assert NUMBER in page.evaluate("navigator.clipboard.readText()")
