"""Records that name one another by number are listed on each other's pages, in JSON and by the command."""

import json

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from declass.cli.main import cli
from declass.config import Settings
from declass.pipeline.arrive import arrive
from declass.pipeline.progress import Unwatched
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from declass.web.app import create
from declass.web.site import Site

PASSWORD = "the harbour lights are out"
CITING, CITED = "104-10003-10041", "104-10003-10048"
FIRST = f"RECORD NUMBER : {CITING}\nThe harbour strike went on.\n\fAs reported in {CITED}, the pilots met.\n"
SECOND = f"RECORD NUMBER : {CITED}\nThe pilots met in the chapel. See also 104-10003-10099.\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder, root = tmp_path_factory.mktemp("cited"), tmp_path_factory.mktemp("cited-archive") / "archive"
    for collection, number, text in (("Harbours", CITING, FIRST), ("Pilots", CITED, SECOND)):
        (folder / collection).mkdir()
        (folder / collection / f"{number}.txt").write_text(text)
    with Workspace(root, Settings(workers=1), create=True) as space, space.writing():
        for collection in ("Harbours", "Pilots"):
            arrive(space, [folder / collection], collection, "2012-06-30", Unwatched())
        Work(space, Unwatched()).run()
    return root


@pytest.fixture
def client(root):
    with Workspace(root, Settings(workers=1)) as space, TestClient(create(Site(space))) as browser:
        yield browser


def test_a_citation_leads_to_the_record_and_to_its_place(client):
    cited = client.get(f"/api/records/rif/{CITING}").json()["cites"]
    assert [(one["number"], one["page"], one["printed"]) for one in cited] == [(CITED, 1, CITED)]
    page = client.get(f"/record/rif/{CITING}").text
    assert "Records it cites" in page
    assert f'href="/record/rif/{CITED}"' in page
    span = cited[0]["span"]
    place = f"/page/{cited[0]['digest']}/2?at={span['start']}-{span['end']}"
    assert f'href="{place}"' in page
    assert f">{CITED}</mark>" in client.get(place).text


def test_the_cited_record_names_the_citing_one_and_no_record_that_is_not_here(client):
    page = client.get(f"/record/rif/{CITED}").text
    assert "Records that cite it" in page
    assert f'href="/record/rif/{CITING}"' in page
    assert "Records it cites" not in page
    assert "/record/rif/104-10003-10099" not in page


def test_the_command_line_lists_them_too(root):
    shown = CliRunner().invoke(cli, ["--archive", str(root), "record", CITING])
    assert f"Records it cites: {CITED} (p. 2)" in shown.output
    said = CliRunner().invoke(cli, ["--archive", str(root), "record", CITED, "--format", "json"])
    assert [one["number"] for one in json.loads(said.output)["cited_by"]] == [CITING]


def test_a_reader_is_told_of_no_citation_of_what_they_may_not_open(root):
    with Workspace(root, Settings(workers=1)) as space:
        tokens = {}
        for name, collections in (("both", ["Harbours", "Pilots"]), ("one", ["Harbours"])):
            space.catalogue.accounts.add(name, PASSWORD, "reader", collections)
            tokens[name] = {"authorization": f"Bearer {space.catalogue.accounts.begin(name, PASSWORD)}"}
        with TestClient(create(Site(space), signed_in=True)) as browser:
            address = f"/record/rif/{CITING}"
            assert "Records it cites" in browser.get(address, headers=tokens["both"]).text
            seen = browser.get(address, headers=tokens["one"])
            assert seen.status_code == 200
            assert "Records it cites" not in seen.text
            assert browser.get(f"/api/records/rif/{CITING}", headers=tokens["one"]).json()["cites"] == []
