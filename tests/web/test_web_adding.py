"""Files added from the browser: off unless allowed, then taken in and read as the command line does."""

import time

import pytest
from starlette.testclient import TestClient

from declass.config import Settings
from declass.pipeline.workspace import Workspace
from declass.web.access import owner
from declass.web.app import create
from declass.web.pages.adding import safe_name
from declass.web.site import Site

PASSWORD = "the harbour lights are out"


@pytest.fixture
def fresh(tmp_path):
    """A new archive into which editors may upload."""
    with Workspace(
        tmp_path / "archive", Settings(workers=1, uploads="editors", upload_mb=5), create=True
    ) as space:
        opened = Site(space, "Uploads")
        yield opened
        opened.close()


@pytest.fixture
def browser(fresh):
    with TestClient(create(fresh), follow_redirects=False) as client:
        yield client


def send(browser, files, **said):
    form = {"csrf": owner().csrf, **said}
    return browser.post("/add", data=form, files=[("files", (name, data)) for name, data in files])


def finished(browser):
    for _ in range(600):
        works = browser.get("/api/work").json()
        if works and works[0]["state"] in ("done", "failed"):
            return works[0]
        time.sleep(0.1)
    raise AssertionError("the work did not end")


def test_uploads_are_off_unless_the_settings_allow_them(client):
    assert client.get("/add").status_code == 404
    assert send(client, [("a.txt", b"x")]).status_code == 404
    assert "/add" not in client.get("/ledger").text


def test_what_is_uploaded_is_read_and_whence_it_came_is_kept(browser, fresh):
    assert "Add files" in browser.get("/add").text
    text = b"MEMORANDUM\nThe pilots of Puerto Sol went out on 3 May 1974.\n"
    answer = send(
        browser, [("memo.txt", text), ("memo.txt", text + b"."), ("bad.pdf", b"%PDF-1.4\n")],
        collection="Harbour", released="2024-05",
    )  # fmt: skip
    assert answer.status_code == 303
    assert finished(browser)["state"] == "done", finished(browser)
    catalogue = fresh.space.catalogue
    arrivals = [catalogue.accessions.of(digest)[0] for digest in catalogue.accessions.digests()]
    assert sorted(a.name for a in arrivals) == ["2-memo.txt", "bad.pdf", "memo.txt"]
    assert {(a.collection, a.released) for a in arrivals} == {("Harbour", "2024-05")}
    assert all(a.whence.startswith("uploaded by ") for a in arrivals)
    assert browser.get("/api/search?q=pilots").json()["total"] == 2
    assert "bad.pdf" in browser.get("/ledger").text
    assert list((fresh.space.root / "cache" / "uploads").iterdir()) == []


def test_too_much_and_a_body_of_unknown_size_are_refused(browser):
    assert send(browser, [("big.txt", b"x" * (6 << 20))]).status_code == 413
    chunks = (piece for piece in [b"csrf=x"])
    assert browser.post("/add", content=chunks).status_code == 411


def test_a_form_is_no_way_to_fill_the_disk(client):
    assert client.post("/retry", data={"file": "x" * (5 << 20)}).status_code == 413


def test_a_date_that_is_none_and_no_file_at_all_are_refused(browser):
    assert send(browser, [("a.txt", b"x")], released="soon").status_code == 400
    assert browser.post("/add", data={"csrf": owner().csrf}).status_code in (400, 422)


def test_a_reader_may_not_add_and_an_editor_only_to_their_collections(fresh):
    accounts = fresh.space.catalogue.accounts
    accounts.add("rui", PASSWORD, "reader")
    accounts.add("ana", PASSWORD, "editor", ["Harbour"])
    with TestClient(create(fresh, signed_in=True), follow_redirects=False) as browser:
        for name, collection, status in (
            ("rui", "Harbour", 403),
            ("ana", "Another", 403),
            ("ana", "Harbour", 303),
        ):
            browser.cookies.clear()
            page = browser.get("/login").text
            csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
            browser.post("/login", data={"name": name, "password": PASSWORD, "csrf": csrf})
            csrf = browser.get("/about").text.partition('name="csrf" value="')[2].partition('"')[0]
            said = {"csrf": csrf, "collection": collection}
            answer = browser.post("/add", data=said, files=[("files", ("a.txt", b"A line of text."))])
            assert answer.status_code == status, (name, collection, answer.text[:300])
        assert finished(browser)["state"] == "done"


@pytest.mark.parametrize("sent", ["../../x.pdf", "/etc/x.pdf", "C:\\x.pdf", "x.pdf\x00", ".x.pdf"])
def test_no_name_leads_out_of_its_folder(sent):
    assert safe_name(sent) == "x.pdf"


def test_long_names_keep_their_ending():
    assert safe_name("é" * 400 + ".pdf").endswith(".pdf")
    assert len(safe_name("é" * 400 + ".pdf").encode()) < 255
