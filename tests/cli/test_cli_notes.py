"""`declass notes`: written, listed, taken back, exported."""

import json
import shutil

import pytest


@pytest.fixture
def own(built, tmp_path):
    """An archive that may be written to."""
    return shutil.copytree(built, tmp_path / "own")


def a_file(declass, archive):
    rows = declass("status", "--files", "--format", "jsonl", archive=archive).rows
    return next(row["file"] for row in rows if row["state"] == "read" and row["pages"])


def test_a_note_is_listed_and_taken_back(declass, own):
    file = a_file(declass, own)
    said = declass(
        "notes", "add", file, "--page", "1", "--text", "See the list.", "--tags", "a, b", archive=own
    )
    key = said.stdout.split()[-1].rstrip(".")
    (row,) = declass("notes", "list", "--tag", "b", "--format", "jsonl", archive=own).rows
    assert (row["key"], row["note"], row["tags"]) == (key, "See the list.", ["a", "b"])
    declass("notes", "withdraw", key, archive=own)
    assert declass("notes", "list", "--format", "jsonl", archive=own).rows == []


def test_a_quotation_must_stand_on_the_page(declass, own):
    file = a_file(declass, own)
    said = declass(
        *("notes", "add", file, "--page", "1", "--text", "x", "--quote", "words that no page has"),
        archive=own,
        exit_code=2,
    )
    assert "is not on that page" in said.stderr


def test_a_note_of_somebody_else_is_not_theirs_to_take_back(declass, own):
    said = declass(
        "notes", "add", a_file(declass, own), "--page", "1", "--text", "x", "--who", "Ana", archive=own
    )
    key = said.stdout.split()[-1].rstrip(".")
    assert (
        "That note is Ana's"
        in declass("notes", "withdraw", key, "--who", "Rui", archive=own, exit_code=2).stderr
    )


def test_the_export_is_json_ld(declass, own):
    declass("notes", "add", a_file(declass, own), "--page", "1", "--text", "x", archive=own)
    assert json.loads(declass("notes", "export", archive=own).stdout)["type"] == "AnnotationPage"
