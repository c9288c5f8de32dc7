"""Records opened by IIIF viewers of others: what they are given, and who may read it."""

import functools
import http.server
import os
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from declass.config import Settings
from declass.pipeline.workspace import Workspace
from declass.web.app import create
from declass.web.site import Site

MIRADOR = os.environ.get("DECLASS_MIRADOR", "")  # its dist/mirador.min.js; Apache-2.0, npm's `mirador`
OPENED = """<!doctype html><meta charset="utf-8"><title>viewer</title>
<div id="viewer" style="position:absolute;inset:0"></div>
<script src="mirador.min.js"></script><script>
Mirador.viewer({id: "viewer", windows: [{manifestId: new URLSearchParams(location.search).get("manifest")}]});
</script>"""


@pytest.fixture
def several(compared):
    """A record of which several releases have images, and a client that asks for it."""
    for known in compared.space.catalogue.records.all():
        parts = compared.releases.of(known)
        if len({part.digest for part in parts}) > 1:
            with TestClient(create(compared)) as client:
                found = client.get(f"/iiif/record/{known.scheme}/{known.number}/manifest")
                if found.status_code == 200 and "structures" in found.json():
                    yield known, found.json()
                    return


def test_each_release_of_a_record_is_a_range_of_its_pages_the_newest_first(several):
    _known, manifest = several
    canvases = [canvas["id"] for canvas in manifest["items"]]
    held = [item["id"] for part in manifest["structures"] for item in part["items"]]
    assert held == canvases
    assert len(set(canvases)) == len(canvases)
    assert len({part["id"] for part in manifest["structures"]}) == len(manifest["structures"]) > 1
    dates = [part["label"]["none"][0][:10] for part in manifest["structures"]]
    assert dates == sorted(dates, reverse=True)


def test_a_manifest_leads_home_and_names_its_facts_in_every_language(several):
    known, manifest = several
    (home,) = manifest["homepage"]
    assert home["id"].endswith(f"/record/{known.scheme}/{known.number}")
    assert (home["type"], home["format"]) == ("Text", "text/html")
    labels = [entry["label"] for entry in manifest["metadata"]]
    assert {"en": ["Date"], "es": ["Fecha"], "pt": ["Data"]} in labels


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("http://localhost:8080", True),
        ("http://127.0.0.1:9000", True),
        ("http://[::1]:9000", True),
        ("https://viewer.example", False),
        ("http://localhost.example", False),
        ("null", False),
    ],
)
@pytest.mark.parametrize("what", ["file/{}/manifest", "image/{}_1/info.json"])
def test_only_viewers_of_this_machine_may_read_the_owners_archive(client, digests, what, origin, may):
    answer = client.get(f"/iiif/{what.format(digests['scan.pdf'])}", headers={"origin": origin})
    assert answer.status_code == 200
    assert answer.headers.get("access-control-allow-origin") == (origin if may else None)
    assert "Origin" in answer.headers["vary"]


def test_any_sites_viewers_may_where_the_settings_say_so(archive, digests):
    address, stranger = f"/iiif/file/{digests['scan.pdf']}/manifest", {"origin": "null"}
    with Workspace(archive, Settings(viewers="any")) as space, TestClient(create(Site(space))) as client:
        answer = client.get(address, headers=stranger)
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_page_of_a_record_without_images_offers_no_manifest(client, site, digests):
    with_image, without = digests["scan.pdf"], digests["record"][1]
    for digest, offered in ((with_image, True), (without, False)):
        number = site.space.catalogue.records.of(digest)[0].proposal.number
        page = client.get(f"/record/{number.scheme}/{number.value}").text
        assert ("/iiif/record/" in page) is offered


@pytest.mark.skipif(not MIRADOR, reason="DECLASS_MIRADOR does not say where mirador.min.js is")
def test_mirador_opens_a_manifest_from_another_address(chromium, served, digests, tmp_path):
    (tmp_path / "mirador.min.js").symlink_to(Path(MIRADOR).resolve())
    (tmp_path / "index.html").write_text(OPENED)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        manifest = f"{served}/iiif/file/{digests['scan.pdf']}/manifest"
        page = chromium.new_page()
        tiles = []
        page.on("response", lambda answer: tiles.append(answer) if "/iiif/image/" in answer.url else None)
        page.goto(f"http://127.0.0.1:{other.server_port}/index.html?manifest={quote(manifest, safe='')}")
        page.get_by_text("scan.pdf").first.wait_for(timeout=30_000)
        page.locator(".openseadragon-canvas canvas").first.wait_for(timeout=30_000)
        page.wait_for_timeout(2_000)
        page.close()
        other.shutdown()
    assert any(tile.url.endswith(".jpg") for tile in tiles)
    assert {tile.status for tile in tiles} == {200}
