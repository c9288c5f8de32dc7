"""The pictures of the docs: every page of the sample's archive, light and dark, taken by this run.

DECLASS_SCREENSHOTS=docs/pictures pytest tests/web/test_web_pictures.py
"""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from declass.archive.changes import Wanted
from declass.pipeline.comparing import steps

FOLDER = os.environ.get("DECLASS_SCREENSHOTS")
DOCS = Path(__file__).parents[2] / "docs"
MOST_BYTES = 150_000
_QUALITY = 72  # of WebP: letters stay sharp
_TELLING_LETTERS = 6  # a disclosure with a shorter word shows a reader little
_NAMES = (
    *("home", "search", "page", "record", "compare", "composite", "releases", "release", "withheld"),
    *("codes", "ledger", "notes", "saved", "file", "correct", "about"),
)


@pytest.fixture
def addresses(compared):
    """Where each page is, of a record that came out twice as a scan."""
    catalogue = compared.space.catalogue
    for found in catalogue.changes.all(Wanted(kinds=("revealed",))):
        record = catalogue.records.get(found.scheme, found.number)
        pairs = [(older.digest, newer.digest) for older, newer in steps(compared.releases.of(record))]
        newer = catalogue.pages.get(found.newer, found.change.newer.page)
        word = max(found.change.newer.text.split(), key=len)
        if (found.older, found.newer) in pairs and newer.width_pt and len(word) >= _TELLING_LETTERS:
            break
    change, here = found.id[:10], f"{found.scheme}/{found.number}"
    page = f"/page/{found.newer}/{found.change.newer.page + 1}"
    given = {
        "home": "/",
        "search": "/search?q=harbour",
        "page": f"{page}?q={word}",
        "record": f"/record/{here}",
        "compare": f"/compare/{here}?older={found.older}&newer={found.newer}&view=scan#change-{change}",
        "composite": f"/composite/{here}",
        "release": f"/release?newer={found.newer_released}",
        "withheld": "/withheld?by=code",
        "file": f"/file/{found.newer}",
        "correct": f"{page}/correct",
    }
    return {name: given.get(name, f"/{name}") for name in _NAMES}


@pytest.mark.skipif(not FOLDER, reason="pictures are taken when DECLASS_SCREENSHOTS names a folder")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_are_taken(compared_tab, compared, addresses, scheme):
    digest = addresses["file"].rpartition("/")[2]
    tab = compared_tab(1280, scheme)
    tab.open(addresses["file"])
    if scheme == "light":
        page = tab.open(addresses["page"].partition("?")[0])
        page.locator(".noting textarea").fill("The name was still withheld in the release before.")
        page.locator(".noting [name=tags]").fill("names, harbour")
        page.locator(".noting button").click()
        compared.space.catalogue.annotations.on(digest)
        page = tab.open("/search?q=harbour+strike")
        page.get_by_text("Save this search").click()
        page.locator(".doing form button").click()
    for name, address in addresses.items():
        page = tab.open(address)
        page.wait_for_timeout(400)  # tiles fade in
        pixels = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
        path = Path(FOLDER) / f"{name}-{scheme}.webp"
        cv2.imwrite(str(path), pixels, [cv2.IMWRITE_WEBP_QUALITY, _QUALITY])
        assert path.stat().st_size < MOST_BYTES, name


def test_the_docs_have_every_picture_light_and_dark_and_small():
    pictures = DOCS / "pictures"
    for name in _NAMES:
        for scheme in ("light", "dark"):
            assert (pictures / f"{name}-{scheme}.webp").stat().st_size < MOST_BYTES
    page = (DOCS / "explanation" / "reader-pages.md").read_text(encoding="utf-8")
    assert all(f"../pictures/{name}-light.webp" in page for name in _NAMES)
