"""Headers, forged requests, strange hosts."""

import pytest

from web_archive import NUMBER


def change(client):
    return client.get("/api/changes", params={"record": NUMBER, "kind": "revealed"}).json()[0]


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/reader.css", "/api/ledger", "/iiif/image/x"])
def test_every_answer_forbids_scripts_and_frames_from_elsewhere(client, address):
    policy = client.get(address).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_no_page_has_inline_scripts_or_styles(client, digests):
    for address in ("/", "/search?q=harbour", f"/page/{digests['scan.pdf']}/1", f"/compare/rif/{NUMBER}"):
        html = client.get(address).text
        assert " style=" not in html
        assert " onclick=" not in html
        assert "<script>" not in html


def test_a_page_of_another_site_cannot_judge(client):
    address = f"/judge/change/{change(client)['id']}"
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        assert client.post(address, data={"verdict": "no"}, headers=headers).status_code == 403
    assert change(client)["verdict"] is None


def test_another_host_name_is_refused(client):
    assert client.get("/", headers={"host": "rebound.example"}).status_code == 421


def test_a_judgement_is_kept_shown_and_taken_back(client, post):
    address = f"/judge/change/{change(client)['id']}"
    answer = post(address, verdict="yes", back="/releases")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/releases#change-")
    assert change(client)["verdict"] == "yes"
    post(address, verdict="", back="/")
    assert change(client)["verdict"] is None


def test_a_form_without_its_token_is_refused(client):
    assert client.post(f"/judge/change/{change(client)['id']}", data={"verdict": "no"}).status_code == 403


def test_a_judgement_by_the_api_is_the_same_judgement(client):
    address = f"/api/changes/{change(client)['id']}/judgement"
    assert client.post(address, json={"verdict": "unsure", "why": "faint"}).json()["verdict"] == "unsure"
    assert client.post(address, json={"verdict": None}).json()["verdict"] is None


def test_a_judgement_leads_to_no_other_site(client, post):
    address = f"/judge/change/{change(client)['id']}"
    assert post(address, verdict="yes", back="//elsewhere.example").status_code == 400
    assert post(address, verdict="maybe").status_code == 400


def test_personal_data_is_masked_in_pages_and_answers(client, digests):
    digest = digests["hostile.txt"]
    pages = (f"/page/{digest}/1", f"/api/files/{digest}/pages/0")
    for address in (*pages, "/api/search?q=customs", "/search?q=customs"):
        said = client.get(address).text
        assert "219-09-9999" not in said
        assert "burned on 4 June" in said
