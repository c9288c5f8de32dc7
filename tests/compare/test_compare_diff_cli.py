"""`declass diff` from the command line."""

import json

import pytest
from click.testing import CliRunner

from declass.cli.main import cli
from declass.cli.texts import release_year
from read_made import lines, write
from redacted_made import BAR, TYPE, page
from redacted_made import OPEN as SHOWN

OPEN = (
    "The station chief reported that Major Esteban Quiroga had met the source in Lisbon on Tuesday.\n"
    "He was paid two hundred dollars for the lists which he promised to bring each month.\n"
)
CUT = OPEN.replace("Major Esteban Quiroga ", "")
SHOWN_ALONE, UNDER_BAR = page(lines([SHOWN], y=680)), page(TYPE + BAR)


@pytest.fixture
def releases(tmp_path):
    for year, text in (("1999", CUT), ("2010", CUT), ("2024", OPEN)):
        (tmp_path / year).mkdir()
        (tmp_path / year / "cable.txt").write_text(text)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(cli, ["diff", *map(str, arguments)], catch_exceptions=False)


def test_two_files_give_one_json_object_a_change(releases):
    done = run(releases / "1999/cable.txt", releases / "2024/cable.txt", "--format", "jsonl")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert row["kind"] == "revealed"
    assert row["newer"] == {"page": 0, "start": 32, "end": 53, "text": "Major Esteban Quiroga"}
    assert row["older"]["text"] == ""


def test_a_witness_is_named_by_its_year_and_a_report_is_written(releases):
    report = releases / "changes.html"
    done = run(
        releases / "1999/cable.txt",
        releases / "2024/cable.txt",
        "--witness",
        releases / "2010/cable.txt",
        "--html",
        report,
    )
    assert done.exit_code == 0
    assert "Absent from 2010 too." in done.stdout
    assert "Major Esteban Quiroga" in report.read_text(encoding="utf-8")


def test_equal_files_say_so(releases):
    done = run(releases / "1999/cable.txt", releases / "2010/cable.txt")
    assert "No difference that a redaction would explain." in done.stderr


@pytest.mark.parametrize(
    ("path", "year"),
    [("2018/a.pdf", 2018), ("box/a-1999.pdf", 1999), ("box/a.pdf", None), ("1990-1999/a.pdf", None)],
)
def test_the_release_year_is_taken_from_folder_or_name(tmp_path, path, year):
    assert release_year(tmp_path / path) == year


def test_words_left_under_a_bar_are_never_told(tmp_path):
    older, newer = write(tmp_path, "1999.pdf", SHOWN_ALONE), write(tmp_path, "2024.pdf", UNDER_BAR)
    for order in ((older, newer), (newer, older)):
        done = run(*order, "--format", "jsonl", "--reveal")
        assert done.exit_code == 0
        assert "HARROW" not in done.stdout
