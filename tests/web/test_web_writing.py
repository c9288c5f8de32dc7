"""Notes, corrections and retries made from pages; each has its verb and is kept for good."""

import json
import time

import pytest

from declass.web.tasks import Tasks
from web_archive import NUMBER


@pytest.fixture
def newer(digests):
    return digests["record"][1]


@pytest.fixture
def write(post):
    return lambda digest, **said: post(f"/page/{digest}/1/note", **said)


def finished(client):
    for _ in range(600):
        works = client.get("/api/work").json()
        if works and works[0]["state"] in ("done", "failed"):
            return works[0]
        time.sleep(0.1)
    raise AssertionError("the work did not end")


def test_a_note_on_words_is_shown_on_its_page_and_in_the_list(client, newer, write):
    answer = write(newer, body="First mention.", tags="strike, pilots", start="0", end="6", record=NUMBER)
    assert answer.status_code == 303
    key = answer.headers["location"].rpartition("#note-")[2]
    html = client.get(f"/page/{newer}/1").text
    assert f'id="note-{key}"' in html
    assert "<mark>RECORD</mark>" in html
    assert "First mention." in client.get("/notes?tag=pilots").text
    assert "First mention." not in client.get("/notes?tag=other").text


def test_an_empty_note_and_one_outside_the_text_are_refused(client, newer, write):
    assert write(newer, body="  ").status_code == 400
    assert write(newer, body="x", start="0", end="99999999").status_code == 400


def test_a_note_taken_back_is_no_longer_shown_but_kept(client, site, newer, write, post):
    key = write(newer, body="Wrong.").headers["location"].rpartition("#note-")[2]
    assert post(f"/notes/{key}/withdraw").status_code == 303
    assert f'id="note-{key}"' not in client.get(f"/page/{newer}/1").text
    assert [note.withdrawn for note in site.space.catalogue.annotations.history(key)] == [False, True]


def test_nobody_changes_the_note_of_another(site, client, newer, write):
    from dataclasses import replace

    from declass.errors import UsageError

    key = write(newer, body="Mine.").headers["location"].rpartition("#note-")[2]
    note = site.space.catalogue.annotations.get(key)
    with pytest.raises(UsageError, match="That note is"):
        site.space.catalogue.annotations.append(replace(note, who="somebody else", body="Theirs."))


def test_exported_notes_are_web_annotations_that_quote_their_words(client, newer, write):
    write(newer, body="Quoted.", tags="export-test", start="0", end="6")
    page = json.loads(client.get("/notes/export?tag=export-test").text)
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    (item,) = page["items"]
    position, quote = item["target"]["selector"]
    assert (position["start"], position["end"], quote["exact"]) == (0, 6, "RECORD")
    assert quote["suffix"].startswith(" NUMBER")
    assert item["target"]["source"].endswith(f"/file/{newer}")


def test_a_correction_is_kept_beside_the_machines_text_and_searched(client, site, digests, post):
    digest = digests["hostile.txt"]
    before = len(site.space.catalogue.pages.layers(digest, 0))
    answer = post(f"/page/{digest}/1/correct", text="The custums house, so spelt, burned.", why="as printed")
    assert answer.status_code == 303
    assert finished(client)["state"] == "done"
    assert len(site.space.catalogue.pages.layers(digest, 0)) == before + 1
    assert client.get("/api/search?q=custums").json()["total"] == 1
    assert "as printed" in client.get(f"/page/{digest}/1").text


def test_reading_again_shows_its_progress_and_the_reason_stays(client, digests, post):
    answer = post("/retry", file=digests["empty.pdf"])
    assert finished(client)["state"] == "done"
    assert "Done." in client.get(answer.headers["location"]).text
    assert "empty.pdf" in client.get("/ledger").text


def test_work_waits_for_another_program_says_so_and_goes_on(client, site, digests, post):
    with site.space.writing():
        post("/retry", file=digests["empty.pdf"])
        time.sleep(0.3)
        work = client.get("/api/work").json()[0]
        assert work["state"] == "waiting"
        assert "Another run is on" in work["said"][0]
    assert finished(client)["state"] == "done"


def test_work_that_waits_too_long_fails_with_the_reason(site):
    tasks = Tasks(site.space, patience_s=0.0)
    with site.space.writing():
        task = tasks.begin("reading", "ana", lambda _space, _task: None)
        for _ in range(100):
            if task.ended:
                break
            time.sleep(0.05)
    assert task.state == "failed"
    assert "Another run is on" in task.said[0]


def test_a_note_on_a_place_of_the_image_is_drawn_and_exported(client, site, digests, post):
    digest = digests["scan.pdf"]
    place = {"x": "10", "y": "72.5", "width": "35", "height": "6"}
    answer = post(f"/page/{digest}/1/note", body="Initials.", tags="boxed", **place)
    key = answer.headers["location"].rpartition("#note-")[2]
    html = client.get(f"/page/{digest}/1").text
    assert f'<rect class="noted" id="box-{key}" x="100.0" y="725.0" width="350.0" height="60.0">' in html
    (item,) = client.get("/notes/export?tag=boxed").json()["items"]
    (selector,) = item["target"]["selector"]
    assert selector["value"] == "xywh=percent:10.000,72.500,35.000,6.000"
    said = client.post(
        f"/api/files/{digest}/pages/0/notes", json={"body": "The same.", "percent": [10, 72.5, 35, 6]}
    ).json()
    assert said["target"]["selector"][0]["value"] == selector["value"]


@pytest.mark.parametrize(
    "place", [("a", "1", "1", "1"), ("120", "1", "1", "1"), ("1", "1", "0", "1"), ("1", "", "", "")]
)
def test_what_is_no_place_on_the_page_is_refused(digests, post, place):
    said = dict(zip(("x", "y", "width", "height"), place, strict=True))
    assert post(f"/page/{digests['scan.pdf']}/1/note", body="x", **said).status_code == 400


def test_a_page_without_an_image_has_no_places(digests, post):
    said = {"body": "x", "x": "1", "y": "1", "width": "1", "height": "1"}
    assert post(f"/page/{digests['hostile.txt']}/1/note", **said).status_code == 400
