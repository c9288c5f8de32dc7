"""Verbs that change an archive: add, import, retry, index, judge, correct, config."""

import json

import pytest
from openpyxl import Workbook

from cli_process import shell

LIST = "RIF,Title,Date,Caja extraña\n104-10003-10041,Strike,1974-05-03,A\n104-10003-19999,Lost,1974-05-04,B\n"


def hits(declass, archive, *words):
    return declass("search", *words, "--all", "--no-translate", "--format", "jsonl", archive=archive).rows


def test_add_says_what_came_and_makes_it_searchable(declass, texts, tmp_path):
    said = declass("add", texts, "--collection", "Papers", archive=tmp_path / "archive")
    assert "Files found: 3 (3 new, " in said.stdout
    assert "Documents read: 3, pages: 4, failed: 0." in said.stdout
    assert "sandbox (" in said.stdout
    assert {row["file"] for row in hits(declass, tmp_path / "archive", "huelga")} == {"tercero.txt"}


def test_adding_again_adds_nothing(declass, tiny, texts):
    said = declass("add", texts, "--collection", "Papers", archive=tiny)
    assert "(0 new, 0 the same as others under another name, 3 already here, 0 refused)" in said.stdout
    assert "Documents read" not in said.stdout


def test_the_same_bytes_under_another_name_are_an_arrival_and_not_a_copy(declass, tiny, texts, tmp_path):
    (tmp_path / "again.txt").write_bytes((texts / "first.txt").read_bytes())
    assert "1 the same as others" in declass("add", tmp_path / "again.txt", archive=tiny).stdout
    (row,) = declass("status", "--duplicates", "--format", "jsonl", archive=tiny).rows
    assert len(row["places"]) == 2


def test_later_takes_files_in_and_the_next_add_reads_them(declass, texts, tmp_path):
    declass("add", texts, "--later", archive=tmp_path / "archive")
    said = declass("search", "harbour", archive=tmp_path / "archive")
    assert "3 documents are not searchable yet" in said.stderr
    declass("retry", archive=tmp_path / "archive")
    assert len(hits(declass, tmp_path / "archive", "harbour")) == 1


def test_quiet_says_nothing(declass, texts, tmp_path):
    said = declass("--quiet", "--archive", tmp_path / "archive", "add", texts)
    assert (said.stdout, said.stderr) == ("", "")


def test_a_release_date_that_is_none_is_refused_before_anything_is_done(declass, texts, tmp_path):
    said = declass("add", texts, "--released", "last spring", archive=tmp_path / "archive", exit_code=2)
    assert "2025-03-18" in said.stderr
    assert not (tmp_path / "archive").exists()


def test_a_file_that_cannot_be_read_is_kept_and_told(declass, tiny, tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and then nothing")
    said = declass("add", tmp_path / "broken.pdf", archive=tiny)
    assert "1 document could not be read" in said.stdout
    (row,) = declass("status", "--state", "failed", "--format", "jsonl", archive=tiny).rows
    assert row["file"] == "broken.pdf"
    assert row["reason"]


def test_an_empty_archive_says_that_it_is_empty(declass, tmp_path):
    declass("config", "set", "workers", "1", archive=tmp_path / "archive")
    assert "This archive is empty" in declass("search", "word", archive=tmp_path / "archive").stderr
    assert "accounted for" in declass("status", archive=tmp_path / "archive").stdout
    declass("verify", archive=tmp_path / "archive")


def test_a_list_is_imported_and_reconciled(declass, tiny, tmp_path):
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    said = declass("import", tmp_path / "list.csv", archive=tiny)
    assert "Rows: 2 added, 0 changed, 0 unchanged, 0 withdrawn." in said.stdout
    rows = declass("status", "--inventory", "--format", "jsonl", archive=tiny).rows
    assert [row["number"] for row in rows if row["difference"] == "listed but absent"] == ["104-10003-19999"]
    missing = declass("show", "104-10003-19999", archive=tiny, exit_code=2)
    assert "A publisher's list names it (Lost, 1974-05-04)" in missing.stderr
    again = declass("import", tmp_path / "list.csv", archive=tiny)
    assert "0 added, 0 changed, 2 unchanged" in again.stdout


def test_a_sheet_is_imported_by_a_map_of_its_headings(declass, tiny, tmp_path):
    book = Workbook()
    book.active.append(["Ref", "What", "Note"])
    book.active.append(["104-10003-10041", "Strike", "kept"])
    book.save(tmp_path / "list.xlsx")
    words = ("import", tmp_path / "list.xlsx", "--map", "number=Ref", "--map", "title=What")
    assert "Rows: 1 added" in declass(*words, archive=tiny).stdout
    assert "Strike" in declass("show", "104-10003-10041", archive=tiny).stdout


@pytest.mark.parametrize(
    ("pair", "told"),
    [("number=Nope", "Its columns are: RIF"), ("nope=RIF", "fields are"), ("x", "FIELD=HEADING")],
)
def test_a_wrong_map_is_told_with_what_there_is(declass, tiny, tmp_path, pair, told):
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    said = declass("import", tmp_path / "list.csv", "--map", pair, archive=tiny, exit_code=2)
    assert told in said.stderr


def test_retry_reads_one_file_again_and_an_unknown_one_is_told(declass, tiny):
    said = declass("retry", "--file", "first.txt", archive=tiny)
    assert "Sent back to be done again: 1." in said.stderr
    assert "Documents read: 1" in said.stdout
    declass("retry", "--file", "nowhere.txt", archive=tiny, exit_code=2)
    assert "Sent back to be done again: 3." in declass("retry", "--step", "dates", archive=tiny).stderr


def test_an_index_thrown_away_is_built_again_with_the_same_hits(declass, tiny):
    before = hits(declass, tiny, "harbour OR huelga OR lighthouse")
    assert "Documents indexed: 3; waiting: 0." in declass("index", "--rebuild", archive=tiny).stdout
    after = hits(declass, tiny, "harbour OR huelga OR lighthouse")
    assert [(row["file"], row["page"]) for row in after] == [(row["file"], row["page"]) for row in before]
    (row,) = declass("index", "--wait", "--format", "jsonl", archive=tiny).rows
    assert row == {"indexed": 0, "waiting": 0, "pages": 4, "with_vectors": 4}


def releases(declass, archive, number):
    return json.loads(declass("show", number, "--json", archive=archive).stdout)["releases"]


def test_a_judgement_wins_is_kept_and_can_be_taken_back(declass, tiny):
    number = "104-10003-10041"
    assert [release["judged"] for release in releases(declass, tiny, number)] == [None]
    declass("judge", "first.txt", number, "no", "--why", "only cites it", "--who", "Ana", archive=tiny)
    assert [release["judged"] for release in releases(declass, tiny, number)] == ["no"]
    declass("judge", "first.txt", number, "undo", "--who", "Ana", archive=tiny)
    assert [release["judged"] for release in releases(declass, tiny, number)] == [None]
    rows = declass("judge", "first.txt", number, "history", "--format", "jsonl", archive=tiny).rows
    assert sorted((row["who"], row["verdict"], row["why"]) for row in rows) == [
        ("Ana", "no", "only cites it"),
        ("Ana", "taken back", ""),
    ]


def test_a_yes_puts_a_file_under_a_record_no_machine_proposed(declass, tiny):
    (row,) = declass("judge", "second.txt", "104-10003-10041", "yes", "--format", "jsonl", archive=tiny).rows
    assert row["record"] == "104-10003-10041"
    files = {release["file"] for release in releases(declass, tiny, "104-10003-10041")}
    assert files == {"first.txt", "second.txt"}


def test_nobody_has_judged_what_nobody_has_judged(declass, tiny):
    said = declass("judge", "second.txt", "104-10003-10041", "history", archive=tiny)
    assert "Nobody has judged this yet." in said.stderr


def test_a_corrected_text_is_shown_and_searched_and_the_machines_is_kept(declass, tiny):
    words = ("correct", "second.txt", "--page", "1", "--who", "Ana", "--why", "seen on the scan")
    said = declass(*words, archive=tiny, given="CABLE 14 SEP 1974\nThe zeppelin keeper saw a launch.\n")
    assert "Page 1 of second.txt now has your text." in said.stdout
    assert [row["file"] for row in hits(declass, tiny, "zeppelin")] == ["second.txt"]
    assert hits(declass, tiny, "lighthouse") == []
    page = json.loads(declass("show", "second.txt", "--page", "1", "--json", archive=tiny).stdout)
    assert {(layer["by"], layer["chosen"]) for layer in page["layers"]} == {("Ana", True), (None, False)}
    declass("verify", archive=tiny)


def test_settings_are_listed_set_and_unset(declass, tiny):
    declass("config", "set", "ocr_languages", "es,en", archive=tiny)
    rows = {row["setting"]: row for row in declass("config", "--format", "jsonl", archive=tiny).rows}
    assert (rows["ocr_languages"]["value"], rows["ocr_languages"]["from"]) == ("es,en", "archive")
    assert rows["dpi"]["from"] == "default"
    declass("config", "unset", "ocr_languages", archive=tiny)
    declass("config", "unset", "ocr_languages", archive=tiny, exit_code=2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "colour", "red"), "The settings are: ocr"),
        (("set", "ocr", "maybe"), "Choose one of auto, always, never"),
        (("set", "workers", "many"), "whole number"),
        (("set", "dpi", "0"), "dots an inch"),
    ],
)
def test_a_wrong_setting_is_told_with_what_is_right(declass, tiny, words, told):
    assert told in declass("config", *words, archive=tiny, exit_code=2).stderr


def test_a_setting_of_the_environment_is_told_as_such(declass, tiny, monkeypatch):
    monkeypatch.setenv("DECLASS_DPI", "200")
    rows = {row["setting"]: row for row in declass("config", "--format", "jsonl", archive=tiny).rows}
    assert (rows["dpi"]["value"], rows["dpi"]["from"]) == (200, "environment")


def test_two_runs_cannot_add_to_one_archive_and_the_second_says_so(tiny, texts):
    import fcntl

    with next(tiny.glob("*.json")).open("rb") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        said = shell("--archive", tiny, "add", texts)
    assert said.returncode == 4
    assert "Another run is on" in said.stderr
