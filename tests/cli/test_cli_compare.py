"""`compare`, `changes`, `judge` and `record` on an archive, as a person calls them."""

import csv
import json
import shutil

import pytest

from cli_process import shell

TEXT = """MEMORANDUM FOR THE RECORD            180-99003-10041
SUBJECT: The lighthouse keeper

1. The station chief met the source on the quay at noon and asked about the strike of the pilots. {} said the
committee had voted nine to four to go on, and that the shipyard would follow before the end of the month.

2. He was given two hundred dollars and told to report again through the usual address. Nobody was told.
"""
NUMBER = "180-99003-10041"


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    for released, name in (("2012", "[-D. /-]"), ("2024", "Ernesto Villalobos")):
        (folder / released).mkdir()
        (folder / released / f"{NUMBER}.txt").write_text(TEXT.format(name), encoding="utf-8")
        added = ("add", folder / released, "--collection", "Coast", "--released", released, "--workers", "1")
        assert shell("--archive", folder / "archive", "-q", *added).returncode == 0
    ended = shell("--archive", folder / "archive", "-q", "compare", "--workers", "1", "--format", "jsonl")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["revealed"] >= 1
    return folder / "archive"


def test_changes_are_listed_with_both_pages_and_written_to_a_sheet(declass, compared, tmp_path):
    said = declass("changes", "--record", NUMBER, archive=compared)
    assert "Villalobos" in said.stdout
    assert "p. 1" in said.stdout
    (row,) = declass("changes", "--format", "jsonl", archive=compared).rows
    assert (row["newer_released"], row["newer_page"], row["text"]) == ("2024", 1, "Ernesto Villalobos")
    declass("changes", "--csv", tmp_path / "out.csv", archive=compared)
    with (tmp_path / "out.csv").open(newline="") as lines:
        assert [line["text"] for line in csv.DictReader(lines)] == ["Ernesto Villalobos"]


def test_filters_leave_out_what_is_not_asked_for(declass, compared):
    assert "compare" in declass("changes", "--since", "2025", archive=compared).stderr
    assert declass("changes", "--kind", "newly_hidden", "--format", "jsonl", archive=compared).rows == []


def test_a_persons_word_on_a_change_stays_and_can_be_taken_back(declass, compared, tmp_path):
    here = tmp_path / "archive"
    shutil.copytree(compared, here)
    (row,) = declass("changes", "--format", "jsonl", archive=here).rows
    declass("judge", row["id"][:8], "no", "--why", "a skipped line", "--who", "ada", archive=here)
    assert declass("changes", "--format", "jsonl", archive=here).rows[0]["judged"] == "no"
    declass("-q", "compare", archive=here)
    assert declass("changes", "--format", "jsonl", archive=here).rows[0]["judged"] == "no"
    declass("judge", row["id"], "undo", "--who", "ada", archive=here)
    assert declass("changes", "--format", "jsonl", archive=here).rows[0]["judged"] is None
    history = declass("judge", row["id"], "history", "--format", "jsonl", archive=here).rows
    assert [entry["verdict"] for entry in history] == ["no", "taken back"]


def test_judge_refuses_what_it_cannot_name(declass, compared):
    assert "no change abcdef" in declass("judge", "abcdef", "yes", archive=compared, exit_code=2).stderr
    name = f"{NUMBER}.txt"
    assert declass("judge", name, name, name, "yes", archive=compared, exit_code=2).stderr


def test_a_record_shows_its_steps_and_its_least_redacted_text(declass, compared):
    said = declass("record", NUMBER, archive=compared).stdout
    assert "Ernesto Villalobos said the" in said
    made = json.loads(declass("record", NUMBER, "--format", "json", archive=compared).stdout)
    assert made["steps"][0]["revealed"] == 1
    (span,) = [span for span in made["composite"] if "Villalobos" in span["text"]]
    assert (span["release"], span["lacking"]) == ("2024", ["2012"])
    assert "Villalobos" in declass("record", NUMBER, "--text", archive=compared).stdout


def test_an_unknown_record_is_told(declass, compared):
    assert "no record 1-2" in declass("record", "1-2", archive=compared, exit_code=2).stderr


def test_the_report_is_one_page_without_scripts(declass, compared, tmp_path):
    here = tmp_path / "archive"
    shutil.copytree(compared, here)
    declass("-q", "compare", "--report", tmp_path / "out.html", archive=here)
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "Ernesto Villalobos" in page
    assert 'class="bars"' in page
    assert "<script" not in page
