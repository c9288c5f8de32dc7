"""Restricted words: shown to who may unlock them, for a reason, and never without a line in the log."""

import pytest
from starlette.testclient import TestClient

from declass.web.app import create

SSN = "219-09-9999"
PASSWORD = "the harbour lights are out"


@pytest.fixture
def page(digests):
    return f"/page/{digests['hostile.txt']}/1"


def test_a_page_says_that_it_has_restricted_words_without_them(client, page):
    html = client.get(page).text
    assert "1 restricted place on this page" in html
    assert "social security number" in html
    assert SSN not in html


def test_they_are_shown_for_a_reason_and_that_is_logged_for_good(client, post, page, site, digests):
    before = site.space.catalogue.restricted.viewings(digests["hostile.txt"])  # by other tests of this site
    assert post(f"{page}/restricted", why="  ").status_code == 400
    assert site.space.catalogue.restricted.viewings(digests["hostile.txt"]) == before
    answer = post(f"{page}/restricted", why="asked by the family")
    assert SSN in answer.text
    assert answer.headers["cache-control"] == "no-store"
    *earlier, viewing = site.space.catalogue.restricted.viewings(digests["hostile.txt"])
    assert earlier == before
    assert (viewing.page, viewing.kinds, viewing.why) == (0, ("ssn",), "asked by the family")
    log = client.get("/viewings").text
    assert "asked by the family" in log
    assert SSN not in log


def test_the_api_asks_for_a_reason_too(client, digests):
    address = f"/api/files/{digests['hostile.txt']}/pages/0/restricted"
    assert [place["text"] for place in client.get(address).json()] == [""]
    assert client.post(address, json={"why": ""}).status_code == 422
    answer = client.post(address, json={"why": "for the archive's report"})
    assert [place["text"] for place in answer.json()] == [SSN]
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/api/viewings").json()[-1]["why"] == "for the archive's report"


@pytest.mark.parametrize("role", ["reader", "annotator", "editor"])
def test_only_an_admin_unlocks(site, page, digests, role):
    name = f"not-{role}"
    if name not in {account.name for account in site.space.catalogue.accounts.all()}:
        site.space.catalogue.accounts.add(name, PASSWORD, role)
    before = len(site.space.catalogue.restricted.viewings())
    token = site.space.catalogue.accounts.begin(name, PASSWORD)
    with TestClient(create(site, signed_in=True)) as browser:
        who = {"authorization": f"Bearer {token}"}
        assert "Why you look" not in browser.get(page, headers=who).text
        address = f"/api/files/{digests['hostile.txt']}/pages/0/restricted"
        assert browser.post(address, json={"why": "curious"}, headers=who).status_code == 403
        assert browser.get("/viewings", headers=who).status_code == 403
        assert browser.get("/api/viewings", headers=who).status_code == 403
    assert len(site.space.catalogue.restricted.viewings()) == before
