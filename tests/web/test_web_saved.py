"""Saved searches in the reader, the years of a search, its list as a file."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from declass.search.values import FacetCount
from declass.web.app import create
from declass.web.years import bars


@pytest.fixture
def kept(post, client):
    post("/saved", name="  Harbour  papers ", query="harbour", sort="date")
    yield "Harbour papers"
    post("/saved/remove", name="Harbour papers")


def test_a_search_is_kept_told_what_is_new_in_it_and_forgotten(client, post, kept):
    assert "Harbour papers" in client.get("/saved").text
    fresh = client.get("/saved", params={"name": kept}).text
    assert "pages are new in Harbour papers" in fresh
    assert '<mark class="hit">harbour</mark>' in fresh
    assert "pages are new in Harbour papers" in client.get("/saved", params={"name": kept}).text  # still
    post("/saved/seen", name=kept)
    assert "0 pages are new in Harbour papers" in client.get("/saved", params={"name": kept}).text
    post("/saved/remove", name=kept)
    assert "Harbour papers" not in client.get("/saved").text
    post("/saved", name=kept, query="harbour")


def test_the_command_line_has_the_same_searches(client, site, kept):
    from declass.pipeline.saved import SavedSearches

    assert [saved.name for saved in SavedSearches(site.space).all()] == [kept]
    assert client.get("/api/saved").json()[0]["query"] == "harbour"


def test_the_api_keeps_and_forgets_searches(client):
    assert client.put("/api/saved/pilots", json={"query": "pilots"}).json()[0]["name"] == "pilots"
    assert client.get("/api/saved/pilots/new").json()["total"] > 0
    assert client.put("/api/saved/bad", json={"query": '"pilots'}).status_code == 400
    assert client.delete("/api/saved/pilots").json() == []


def test_a_search_without_a_name_or_one_that_cannot_be_read_is_not_kept(post):
    assert post("/saved", name=" ", query="harbour").status_code == 400
    assert post("/saved", name="x" * 81, query="harbour").status_code == 400
    assert post("/saved", name="bad", query='"harbour').status_code == 400


def test_nobody_meets_the_saved_searches_of_another_account(site, archive):
    password = "the harbour lights are out"
    for name in ("bia", "leo"):
        if name not in {account.name for account in site.space.catalogue.accounts.all()}:
            site.space.catalogue.accounts.add(name, password, "reader")
    tokens = {name: site.space.catalogue.accounts.begin(name, password) for name in ("bia", "leo")}
    with TestClient(create(site, signed_in=True)) as browser:
        as_who = {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}
        browser.put("/api/saved/mine", json={"query": "harbour"}, headers=as_who["bia"])
        assert browser.get("/api/saved", headers=as_who["leo"]).json() == []
        assert [s["name"] for s in browser.get("/api/saved", headers=as_who["bia"]).json()] == ["mine"]
        browser.delete("/api/saved/mine", headers=as_who["bia"])


def test_years_narrow_a_search_in_either_order(client):
    whole = client.get("/search", params={"q": "*"}).text
    assert "data-years" in whole
    inside = client.get("/search", params={"q": "*", "from": "1974", "to": "1973"}).text
    assert 'name="from" inputmode="numeric" pattern="[0-9]{4}" maxlength="4" size="4" value="1973"' in inside
    total = client.get("/api/search", params={"q": "date:1973/1974"}).json()["total"]
    assert 0 < total < client.get("/api/search", params={"q": "*"}).json()["total"]
    assert f", {total} page" in inside
    assert "0 records" in client.get("/search", params={"q": "*", "from": "1990"}).text
    assert "data-years" in client.get("/search", params={"q": "*", "from": "next"}).text  # counts as not said


def test_bars_show_empty_years_and_put_long_spans_together():
    few = bars([FacetCount("1970", 10), FacetCount("1973", 5)], 1972, None)
    assert [(bar.name, bar.count, bar.chosen) for bar in few] == [
        ("1970", 10, False),
        ("1971", 0, False),
        ("1972", 0, True),
        ("1973", 5, True),
    ]
    assert (few[0].height, few[1].height) == (100, 0)
    many = bars([FacetCount("1700", 1), FacetCount("1990", 3)], None, None)
    assert len(many) <= 120
    assert sum(bar.count for bar in many) == 4
    assert bars([FacetCount("1970", 2)], None, None) == []


def test_every_hit_is_exported_and_no_words_become_a_formula(client):
    answer = client.get("/search/hits.csv", params={"q": "harbour"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == client.get("/api/search", params={"q": "harbour"}).json()["total"]
    assert all(row["address"].startswith("http://testserver/page/") for row in rows)
    assert not any(cell[:1] in "=+@-" for row in rows for cell in row.values() if cell)
    assert client.get("/search/hits.csv", params={"q": '"harbour'}).status_code == 400
