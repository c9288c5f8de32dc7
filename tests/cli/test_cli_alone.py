"""Verbs that need no archive: read, dates, sample, completion; and the command itself."""

import subprocess

import pytest

from cli_process import command, complete
from declass.cli.main import VERBS
from declass.read.sandbox import Reader


def test_read_prints_the_text_page_by_page(declass, texts):
    said = declass("read", texts / "second.txt").stdout
    assert "— page 1 —" in said
    assert "— page 2 —" in said
    assert said.index("lighthouse") < said.index("Second page")


def test_read_takes_pages_and_speaks_json_lines(declass, texts):
    (row,) = declass("read", texts / "second.txt", "--pages", "2", "--format", "jsonl").rows
    assert row["page"] == 1
    assert row["text"].startswith("Second page")
    assert {"layer", "language", "expected_error"} <= set(row)


@pytest.mark.parametrize("pages", ["0", "x", "3-", "-2", "5-3"])
def test_read_refuses_a_bad_list_of_pages(declass, texts, pages):
    said = declass("read", texts / "second.txt", f"--pages={pages}", exit_code=2)
    assert "pages count from 1" in said.stderr


def test_read_says_so_where_the_file_has_no_such_page(declass, texts):
    said = declass("read", texts / "first.txt", "--pages", "9")
    assert said.stdout == ""
    assert "no page to print" in said.stderr


def test_read_says_why_a_file_cannot_be_read(declass, tmp_path):
    (tmp_path / "empty.pdf").write_bytes(b"")
    said = declass("read", tmp_path / "empty.pdf", exit_code=3)
    assert said.stdout == ""
    assert "empty.pdf" in said.stderr
    assert len(said.stderr.splitlines()) == 2, "a reason and a remedy"


def test_read_names_file_and_page_that_failed_and_goes_on(declass, tmp_path):
    pages = b"".join(
        b"%d 0 obj <</Type /%s /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 6 0 R"
        b" /Resources <</Font <</F 7 0 R>>>>>> endobj\n" % (number, kind)
        for number, kind in ((3, b"Page"), (4, b"Cage"), (5, b"Page"))
    )
    (tmp_path / "three.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3>> endobj\n"
        + pages
        + b"6 0 obj <</Length 35>> stream\nBT /F 12 Tf 20 100 Td (One) Tj ET  \nendstream endobj\n"
        b"7 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj\n"
        b"trailer <</Root 1 0 R /Size 8>>\n%%EOF"
    )
    said = declass("read", tmp_path / "three.pdf")
    assert said.stdout.count("One") == 2
    assert "three.pdf, page 2: " in said.stderr


def test_read_uses_the_sandbox():
    with Reader() as reader:
        assert "rlimits" in reader.isolation


def test_dates_reads_standard_input(declass):
    rows = declass("dates", "--format", "jsonl", given="nothing\nR 111830Z SEP 73\n").rows
    assert rows == [
        {
            "line": 1,
            "start": 2,
            "end": 16,
            "text": "111830Z SEP 73",
            "edtf": "1973-09-11T18:30Z",
            "inferred": rows[0]["inferred"],
        }
    ]


def test_dates_takes_a_year_and_a_language(declass):
    assert declass("dates", "--year", "1973", "--format", "csv", given="on 11 September\n").csv[0]["edtf"]
    spanish = declass("dates", "--language", "es", "--format", "jsonl", given="el 3/4/73\n").rows
    english = declass("dates", "--language", "en", "--format", "jsonl", given="on 3/4/73\n").rows
    assert [spanish[0]["edtf"], english[0]["edtf"]] == ["1973-04-03", "1973-03-04"]


def test_no_dates_is_said_on_standard_error_only(declass):
    said = declass("dates", given="nothing here\n")
    assert (said.stdout, said.stderr) == ("", "No dates found.\n")


def test_sample_writes_records_and_does_not_write_over_any(declass, tmp_path):
    said = declass("sample", tmp_path / "sample", "--records", "2")
    assert "2 fictional records" in said.stdout
    assert (tmp_path / "sample" / "records" / "inventory.csv").exists()
    declass("sample", tmp_path / "sample", exit_code=2)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_line_for_each_shell(declass, shell):
    assert f"_DECLASS_COMPLETE={shell}_source" in declass("completion", shell).stdout


def test_bash_is_told_the_verbs_and_their_options():
    assert set(VERBS) <= set(complete("declass "))
    assert complete("declass sea") == ["search"]
    assert "--fuzzy" in complete("declass search --f")


def test_help_lists_every_verb_with_its_sentence(declass):
    said = " ".join(declass("--help").stdout.split())
    for name, sentence in VERBS.items():
        assert f"{name} {sentence}" in said


def test_an_unknown_verb_is_told_with_those_there_are(declass):
    said = declass("frobnicate", exit_code=2)
    assert "search" in said.stderr


@pytest.mark.parametrize(
    "verb", ["status", "search x", "show x", "verify", "retry", "index", "judge a b yes"]
)
def test_without_an_archive_every_verb_says_how_to_make_one_and_makes_none(declass, tmp_path, verb):
    said = declass(*verb.split(), archive=tmp_path / "none", exit_code=4)
    assert "There is no archive at" in said.stderr
    assert "declass add" in said.stderr
    assert not (tmp_path / "none").exists()


def test_a_misspelt_path_makes_no_archive(declass, tmp_path):
    said = declass("add", tmp_path / "misspelt", archive=tmp_path / "none", exit_code=2)
    assert "misspelt" in said.stderr
    assert not (tmp_path / "none").exists()


def test_start_up_stays_light():
    loaded = "import sys; import declass.cli.main, declass.cli.verb_dates; print(*sys.modules)"
    modules = subprocess.run([command()[0], "-c", loaded], capture_output=True, text=True, check=True).stdout
    heavy = {"numpy", "cv2", "tantivy", "sqlalchemy", "babel", "tesserocr", "PIL", "rich"}
    assert heavy & set(modules.split()) == set()


def test_reading_one_file_loads_no_catalogue():
    loaded = "import sys; import declass.cli.main, declass.cli.verb_read; print(*sys.modules)"
    modules = subprocess.run([command()[0], "-c", loaded], capture_output=True, text=True, check=True).stdout
    heavy = {"tantivy", "sqlalchemy", "onnxruntime", "rich", "declass.chronology", "declass.redact.page"}
    assert heavy & set(modules.split()) == set()


def test_a_file_whose_name_says_nothing_is_read_all_the_same(declass, texts, tmp_path):
    nameless = tmp_path / "second"
    nameless.write_bytes((texts / "second.txt").read_bytes())
    misnamed = tmp_path / "second.pdf"
    misnamed.write_bytes(nameless.read_bytes())
    assert "lighthouse" in declass("read", nameless).stdout
    assert "lighthouse" in declass("read", misnamed).stdout
