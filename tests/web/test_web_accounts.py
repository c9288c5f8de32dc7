"""Where an archive is served to others: who gets in, what they see, what they may do."""

import pytest
from starlette.testclient import TestClient

from declass.archive.accounts import fits, hashed
from declass.errors import UsageError
from declass.web.access import Sight, User
from declass.web.app import create
from web_archive import NUMBER

PASSWORD = "the harbour lights are out"


@pytest.fixture(scope="session")
def people(archive):
    from declass.config import Settings
    from declass.pipeline.workspace import Workspace

    with Workspace(archive, Settings()) as space:
        space.catalogue.accounts.add("ana", PASSWORD, "admin")
        space.catalogue.accounts.add("rui", PASSWORD, "reader")
        space.catalogue.accounts.add("class", PASSWORD, "annotator", ["Another collection"])
        space.catalogue.accounts.add("near", PASSWORD, "reader", ["Coastal"])
        space.catalogue.accounts.add("inquiry", PASSWORD, "reader", ["Coastal Inquiry"])


@pytest.fixture
def stranger(site, people):
    with TestClient(create(site, signed_in=True), follow_redirects=False) as browser:
        yield browser


def csrf(browser, address="/login"):
    return browser.get(address).text.partition('name="csrf" value="')[2].partition('"')[0]


def enter(browser, name, password=PASSWORD):
    said = {"name": name, "password": password, "csrf": csrf(browser)}
    return browser.post("/login", data=said)


def test_a_stranger_is_led_to_the_door_and_programs_are_refused(stranger):
    answer = stranger.get("/releases")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?back=/releases")
    assert stranger.get("/api/ledger").status_code == 401
    assert stranger.get("/static/reader.css").status_code == 200


def test_who_signs_in_finds_the_search_they_came_for(stranger):
    asked = "/search?q=harbour+strike&from=1950"
    door = stranger.get(asked).headers["location"]
    page = stranger.get(door).text
    said = {"name": "rui", "password": PASSWORD, "csrf": csrf(stranger), "back": asked}
    assert f'value="{asked.replace("&", "&amp;")}"' in page
    assert stranger.post("/login", data=said).headers["location"] == asked


def test_who_signs_in_reads_under_their_own_name_until_they_leave(stranger):
    assert enter(stranger, "ana").status_code == 303
    assert "Sign out ana" in stranger.get("/").text
    assert stranger.get("/ledger").status_code == 200
    stranger.post("/logout", data={"csrf": csrf(stranger, "/")})
    assert stranger.get("/").status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts(stranger):
    cookie = enter(stranger, "ana").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_wrong_password_and_too_many_of_them_are_refused(stranger):
    for _ in range(5):
        assert enter(stranger, "nobody", "wrong").status_code == 403
    assert "Too many wrong passwords" in enter(stranger, "nobody").text


def test_the_door_leads_to_no_other_site(stranger):
    said = {"name": "ana", "password": PASSWORD, "back": "//elsewhere.example/", "csrf": csrf(stranger)}
    assert stranger.post("/login", data=said).headers["location"] == "/"


def test_a_form_without_its_token_is_refused(stranger):
    enter(stranger, "ana")
    assert stranger.post("/retry", data={}).status_code == 403


def test_a_reader_reads_but_does_not_judge_correct_or_retry(stranger, digests):
    enter(stranger, "rui")
    newer = digests["record"][1]
    token = csrf(stranger, f"/page/{newer}/1")
    for address in (f"/page/{newer}/1/note", f"/page/{newer}/1/correct", "/retry"):
        assert stranger.post(address, data={"csrf": token, "body": "x", "text": "x"}).status_code == 403
    change = stranger.get("/api/changes", params={"record": NUMBER}).json()[0]
    assert stranger.post(f"/api/changes/{change['id']}/judgement", json={"verdict": "yes"}).status_code == 403


def test_who_may_see_one_collection_finds_nothing_of_another(stranger, digests):
    enter(stranger, "class")
    newer = digests["record"][1]
    for address in (
        f"/page/{newer}/1",
        f"/file/{newer}",
        f"/image/{newer}/1",
        f"/record/rif/{NUMBER}",
        f"/compare/rif/{NUMBER}",
        f"/composite/rif/{NUMBER}",
        f"/api/files/{newer}",
        f"/api/files/{newer}/pages/0",
        f"/api/records/rif/{NUMBER}",
        f"/iiif/file/{newer}/manifest",
        f"/iiif/image/{newer}_1/info.json",
        "/collection?name=Coastal+Inquiry",
    ):
        assert stranger.get(address).status_code == 404, address
    assert stranger.get("/ledger").status_code == 403
    assert stranger.get("/api/ledger").status_code == 403
    assert stranger.get("/api/search?q=harbour").json()["total"] == 0
    assert stranger.get("/api/changes").json() == []
    assert stranger.get("/api/releases").json() == []
    for address in ("/", "/search?q=harbour", "/releases", "/notes"):
        assert "Brightmoor" not in stranger.get(address).text


def total(browser, query):
    return browser.get("/api/search", params={"q": query}).json()["total"]


@pytest.mark.parametrize(
    "query", ["harbour", "*", "x) OR (harbour", 'harbour OR collection:"Coastal Inquiry"']
)
def test_no_query_reaches_beyond_the_collections_of_an_account(stranger, query):
    enter(stranger, "near")  # of a collection whose name stands in the other's
    answer = stranger.get("/api/search", params={"q": query})
    assert answer.status_code == 400 or answer.json()["total"] == 0
    for address in ("/search", "/search/hits.csv"):
        assert NUMBER not in stranger.get(address, params={"q": query}).text


def test_an_account_of_a_collection_finds_its_pages(stranger):
    enter(stranger, "inquiry")
    assert total(stranger, "harbour") > 0
    enter(stranger, "rui")
    everything = total(stranger, "harbour")
    enter(stranger, "inquiry")
    assert total(stranger, "harbour") == everything


def test_passwords_are_kept_salted_and_short_ones_refused():
    first, second = hashed(PASSWORD), hashed(PASSWORD)
    assert first != second
    assert fits(PASSWORD, first)
    assert not fits("another password", first)
    with pytest.raises(UsageError, match="fewer than"):
        hashed("short")


def test_a_changed_account_has_to_sign_in_again(stranger, site):
    site.space.catalogue.accounts.add("leaving", PASSWORD)
    enter(stranger, "leaving")
    assert stranger.get("/").status_code == 200
    site.space.catalogue.accounts.change("leaving", disabled=True)
    assert stranger.get("/").status_code == 303
    assert enter(stranger, "leaving").status_code == 403


@pytest.mark.parametrize(("one", "other"), [(None, ("all",)), (("a\nb",), ("a", "b"))])
def test_what_is_kept_for_some_readers_is_never_shown_to_others(site, one, other):
    names = [Sight(site.space.catalogue, User("x", "reader", seen)).name for seen in (one, other)]
    assert names[0] != names[1]
