"""The JSON API and IIIF keep their contracts."""

import pytest

from web_archive import NUMBER


def test_the_api_describes_itself(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/search", "/api/changes", "/api/ledger", "/api/records/{scheme}/{number}"} <= set(paths)


def test_a_search_gives_spans_in_the_pages_text(client):
    hit = client.get("/api/search?q=lighthouse&facet=collection").json()["hits"][0]
    page = client.get(f"/api/files/{hit['digest']}/pages/{hit['page']}").json()
    start, end = hit["spans"][0]["start"], hit["spans"][0]["end"]
    assert page["text"]["text"][start:end] == "lighthouse"


def test_a_bad_query_is_an_error_with_its_place(client):
    answer = client.get("/api/search", params={"q": '"harbour'})
    assert answer.status_code == 400
    assert answer.json()["position"] == "0"


def test_a_record_lists_its_releases_and_the_ledger_adds_up(client, digests):
    record = client.get(f"/api/records/rif/{NUMBER}").json()
    assert [part["digest"] for part in record["releases"]] == digests["record"]
    pages = client.get("/api/ledger").json()["pages"]
    assert pages["expected"] == pages["read"] + pages["failed"] + pages["unread"]


def test_iiif_info_tiles_and_whole_image_agree(client, digests):
    base = f"/iiif/image/{digests['scan.pdf']}_1"
    info = client.get(f"{base}/info.json").json()
    assert info["profile"] == "level1"
    tile = client.get(f"{base}/0,0,512,512/256,256/0/default.jpg")
    assert tile.headers["content-type"] == "image/jpeg"
    assert client.get(f"{base}/full/max/0/default.jpg").status_code == 200
    assert client.get(f"{base}/0,0,100,100/200,200/0/default.jpg").status_code == 501
    assert client.get(f"{base}/full/max/90/default.jpg").status_code == 501
    assert client.get(f"{base}/{info['width']},0,10,10/max/0/default.jpg").status_code == 400


@pytest.mark.parametrize("what", ["file/{digest}", "record/{scheme}/{number}"])
def test_manifests_hold_a_canvas_a_page(client, site, digests, what):
    digest = digests["scan.pdf"]
    number = site.space.catalogue.records.of(digest)[0].proposal.number
    address = what.format(digest=digest, scheme=number.scheme, number=number.value)
    manifest = client.get(f"/iiif/{address}/manifest").json()
    assert manifest["type"] == "Manifest"
    assert manifest["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert manifest["id"].endswith(f"/iiif/{address}/manifest")
    identifiers = [manifest["id"]]
    for canvas in manifest["items"]:
        assert canvas["type"] == "Canvas"
        assert canvas["width"] > 0
        assert canvas["height"] > 0
        (page,) = canvas["items"]
        (painting,) = page["items"]
        assert (page["type"], painting["type"]) == ("AnnotationPage", "Annotation")
        assert (painting["motivation"], painting["target"]) == ("painting", canvas["id"])
        assert painting["body"]["type"] == "Image"
        identifiers += [canvas["id"], page["id"], painting["id"]]
    assert len(identifiers) == len(set(identifiers))
    assert all(identifier.startswith("http") for identifier in identifiers)
    for entry in manifest["metadata"]:
        assert set(entry) == {"label", "value"}
        assert all(isinstance(value, list) for part in entry.values() for value in part.values())
    service = manifest["items"][0]["items"][0]["items"][0]["body"]["service"][0]["id"]
    assert client.get(service.removeprefix("http://testserver")).status_code == 200


def test_what_was_revealed_can_be_searched_for_once_compared(client, digests):
    found = client.get("/api/search", params={"q": "disclosure:yes"}).json()
    assert digests["record"][1] in {hit["digest"] for hit in found["hits"]}
