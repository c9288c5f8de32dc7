"""A page is given again only to the same reader, in the same language, while nothing has changed."""

import shutil

import pytest
from starlette.testclient import TestClient

from declass.archive.values import Arrival
from declass.config import Settings
from declass.pipeline.workspace import Workspace
from declass.web import held
from declass.web.app import create
from declass.web.site import Site
from web_archive import NUMBER

PASSWORD = "the harbour lights are out"


@pytest.fixture
def made(monkeypatch, site):
    """How often a record's page was really made."""
    count = []
    made = site.releases.of
    monkeypatch.setattr(site.releases, "of", lambda record: count.append(record) or made(record))
    return count


def test_a_page_is_made_once_while_nothing_changes(client, made):
    first = client.get(f"/record/rif/{NUMBER}")
    again = client.get(f"/record/rif/{NUMBER}")
    assert len(made) == 1
    assert again.text == first.text
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    client.get(f"/record/rif/{NUMBER}?speak=es")
    client.get(f"/record/rif/{NUMBER}", headers={"accept-encoding": "identity", "accept-language": "pt"})
    assert len(made) == 3
    for _ in range(3):
        spoken = client.get(f"/record/rif/{NUMBER}?speak=es")
    assert len(spoken.headers.get_list("set-cookie")) == 1


def test_a_judgement_makes_it_anew(client, post, made):
    client.get(f"/record/rif/{NUMBER}")
    change = client.get("/api/changes", params={"record": NUMBER, "kind": "revealed"}).json()[0]
    before = len(made)
    post(f"/judge/change/{change['id']}", verdict="yes")
    assert "What people said of it" in client.get(f"/record/rif/{NUMBER}").text
    assert len(made) > before
    post(f"/judge/change/{change['id']}", verdict="")


def test_nobody_is_given_the_page_of_another(site):
    accounts = site.space.catalogue.accounts
    names = {account.name for account in accounts.all()}
    for name, collections in (("held-all", None), ("held-none", ["Another collection"])):
        if name not in names:
            accounts.add(name, PASSWORD, "reader", collections)
    tokens = {name: accounts.begin(name, PASSWORD) for name in ("held-all", "held-none")}
    with TestClient(create(site, signed_in=True), follow_redirects=False) as browser:
        address = f"/record/rif/{NUMBER}"
        who = {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}
        seen = browser.get(address, headers=who["held-all"])
        assert "Sign out held-all" in seen.text
        assert browser.get(address, headers=who["held-none"]).status_code == 404
        assert browser.get(address).status_code == 303
        again = accounts.begin("held-all", PASSWORD)
        other = browser.get(address, headers={"authorization": f"Bearer {again}"})
        token = 'name="csrf" value="'
        assert seen.text.partition(token)[2][:64] != other.text.partition(token)[2][:64]


def test_what_is_held_is_bounded(monkeypatch, client, site):
    monkeypatch.setattr(held, "_MOST_BYTES", 20_000)
    for n in range(30):
        client.get(f"/record/rif/{NUMBER}?n={n}", headers={"accept-encoding": "identity"})
    app = client.app.middleware_stack
    while not isinstance(app, held.Held):
        app = getattr(app, "app", None) or app._app
    assert 0 < app._bytes <= 20_000
    assert app._bytes == sum(len(page.body) for page in app._pages.values())


@pytest.mark.parametrize("address", ["/nowhere", "/record/rif/none", "/ledger", "/saved", "/notes"])
def test_faults_and_what_changes_by_itself_are_not_held(client, address):
    client.get(address)
    app = client.app.middleware_stack
    while not isinstance(app, held.Held):
        app = getattr(app, "app", None) or app._app
    assert not any(key[-1].startswith(address) for key in app._pages)


def test_what_is_counted_once_is_of_now_even_within_a_page_that_began_before(archive, tmp_path):
    shutil.copytree(archive, tmp_path / "copy")
    with Workspace(tmp_path / "copy", Settings(workers=1)) as space, space.catalogue.database.view():
        arrivals = space.catalogue.accessions
        before, digest = arrivals.count(), next(arrivals.digests())
        arrivals.record(arrivals.begin_batch("elsewhere"), [Arrival(digest, 1, "again.txt", "elsewhere")])
        assert arrivals.count() == before
        assert Site(space).once("arrivals", arrivals.count) == before + 1
