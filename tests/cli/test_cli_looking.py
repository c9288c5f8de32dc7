"""Verbs that look into a built archive: search, show, status, verify."""

import json
import re
import shutil

import pytest

FORMATS = ("table", "jsonl", "csv")
LISTS = (
    "--files",
    "--poor",
    "--refused",
    "--duplicates",
    "--vanished",
    "--batches",
    "--inventory",
    "--state=failed",
)


def numbers(small_sample):
    return {row["record"] for row in small_sample.truth("records")}


def test_search_shows_the_page_the_record_and_the_marked_words(declass, built):
    said = declass("search", "fiction", "--limit", "2", archive=built)
    assert re.search(r"^ {2}1 {2}.+, page \d+", said.stdout, re.M)
    assert re.search(r"\*fiction\*", said.stdout, re.I), "words are marked without colour"
    assert "Records 1–2 of" in said.stderr
    assert "--offset 2" in said.stderr


def test_search_speaks_json_lines_with_anchors(declass, built):
    rows = declass("search", "sample", "--format", "jsonl", "--limit", "5", archive=built).rows
    assert 0 < len(rows) <= 5
    for row in rows:
        assert len(row["digest"]) == 64
        assert row["page"] >= 0
        assert all(0 <= start < end for start, end in row["spans"])
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


def test_search_speaks_csv_with_a_digest_for_footnotes(declass, built):
    rows = declass("search", "sample", "--format", "csv", archive=built).csv
    assert all(len(row["digest"]) == 64 for row in rows)


def test_every_hit_comes_with_all(declass, built):
    few = declass("search", "record", "--limit", "1", archive=built)
    total = int(re.search(r"(\d+) pages in all", few.stderr)[1])
    rows = declass("search", "record", "--all", "--format", "jsonl", archive=built).rows
    assert len(rows) == total > 1


def test_windows_do_not_overlap(declass, built):
    def window(offset):
        rows = declass("search", "record", "--limit=2", f"--offset={offset}", "--format=jsonl", archive=built)
        return {(row["digest"], row["page"]) for row in rows.rows}

    assert window(0) & window(2) == set()


def test_filters_and_facets_agree(declass, built):
    said = declass("search", "record", "--facet", "released", "--facet", "language", archive=built).stdout
    counts = dict(re.findall(r"(\d{4})-\d\d-\d\d (\d+)", said.split("released: ")[1].splitlines()[0]))
    assert set(counts) == {"1999", "2012", "2024"}
    rows = declass("search", "record", "lang:es", "--all", "--format", "jsonl", archive=built).rows
    assert {row["language"] for row in rows} <= {"es"}


def test_a_facet_without_a_value_says_so(declass, built):
    said = declass("search", "quality:none", "--facet", "quality", archive=built).stdout
    assert "quality: —" in said


def test_hits_sort_by_date_both_ways(declass, built):
    for sort, reverse in (("date", False), ("-date", True)):
        words = ("search", "record", "--sort", sort, "--all", "--format", "jsonl")
        days = [row["date"][:4] for row in declass(*words, archive=built).rows if row["date"]]
        assert days == sorted(days, reverse=reverse)


def test_a_bad_query_shows_the_place_and_what_to_do(declass, built):
    said = declass("search", 'harbour "strike', archive=built, exit_code=2)
    reason, query, caret, remedy = said.stderr.splitlines()
    assert "quotation mark" in reason
    assert query[caret.index("^")] == '"'
    assert remedy.strip()


def test_no_hit_is_no_verdict(declass, built):
    said = declass("search", "xylophonist", archive=built)
    assert said.stdout == ""
    assert "does not mean that no record does" in said.stderr


def test_an_offset_past_the_end_says_how_many_there_are(declass, built):
    assert "There are only" in declass("search", "record", "--offset", "9999", archive=built).stderr


def test_a_record_is_shown_with_its_releases_and_their_evidence(declass, built, small_sample):
    name = sorted(numbers(small_sample))[0]
    said = declass("show", name, archive=built).stdout
    assert f"record: {name}" in said
    assert "1999-06-30" in said or "2012-04-17" in said
    (facts,) = [json.loads(declass("show", name, "--json", archive=built).stdout)]
    assert facts["record"] == name
    assert all(release["evidence"] and len(release["digest"]) == 64 for release in facts["releases"])
    rows = declass("show", name, "--format", "csv", archive=built).csv
    assert len(rows) == len(facts["releases"])


@pytest.fixture
def read_file(small_sample):
    files = (f for f in small_sample.truth("files") if f["expected"] == "read" and not f["container"])
    return next(f for f in files if f["pages"] and f["pages"] > 1 and f["records"])


def test_a_file_is_shown_with_its_state_pages_and_arrivals(declass, built, read_file):
    name = read_file["file"].split("/")[-1]
    said = declass("show", name, archive=built).stdout
    assert read_file["sha256"] in said
    assert "came as: " in said
    facts = json.loads(declass("show", read_file["sha256"][:12], "--json", archive=built).stdout)
    assert [page["page"] for page in facts["pages"]] == list(range(read_file["pages"]))
    assert facts["state"] == "read"


def test_a_page_is_shown_with_every_layer_its_dates_and_its_text(declass, built, read_file):
    digest = read_file["sha256"]
    said = declass("show", digest, "--page", "1", archive=built).stdout
    assert "chosen" in said
    page = json.loads(declass("show", digest, "--page", "1", "--json", archive=built).stdout)
    assert page["page"] == 0
    assert sum(layer["chosen"] for layer in page["layers"]) == 1
    text = declass("show", digest, "--page", "1", "--text", archive=built).stdout
    assert text.rstrip("\n") in {layer["text"].rstrip("\n") for layer in page["layers"]}


def test_a_page_or_name_that_is_not_there_is_told(declass, built, read_file):
    said = declass("show", read_file["sha256"], "--page", "999", archive=built, exit_code=2)
    assert "no page 999" in said.stderr
    assert "status --files" in declass("show", "nowhere.pdf", archive=built, exit_code=2).stderr


def test_status_accounts_for_every_file_and_page(declass, built, small_sample):
    (report,) = declass("status", "--format", "jsonl", archive=built).rows
    assert report["files"]["found"] == report["files"]["archived"] + report["files"]["refused"]
    pages = report["pages"]
    assert pages["expected"] == pages["read"] + pages["failed"] + pages["unread"]
    said = declass("status", archive=built).stdout
    assert "could not be read: `declass status --state failed` says why." in said


def test_status_lists_the_failed_with_reason_and_remedy(declass, built):
    rows = declass("status", "--state", "failed", "--format", "jsonl", archive=built).rows
    assert rows
    assert all(row["state"] == "failed" and row["reason"] and row["remedy"] for row in rows)


def test_status_finds_what_the_sample_hid_in_its_inventory(declass, built, small_sample):
    rows = declass("status", "--inventory", "--format", "jsonl", archive=built).rows
    absent = {row["file"] for row in rows if row["difference"] == "listed but absent"}
    (truth,) = [f for f in small_sample.truth("files") if f["kind"] == "inventory"]
    assert {name.split("/")[-1] for name in absent} == {name.split("/")[-1] for name in truth["absent_files"]}


@pytest.mark.parametrize("what", LISTS)
def test_every_list_comes_in_every_format_with_the_same_rows(declass, built, what):
    rows = declass("status", what, "--format", "jsonl", archive=built).rows
    assert len(declass("status", what, "--format", "csv", archive=built).csv) == len(rows)
    said = declass("status", what, archive=built)
    assert bool(said.stdout) == bool(rows)
    assert ("None." in said.stderr) == (not rows)


def test_verify_finds_a_sound_archive_sound(declass, built):
    said = declass("verify", archive=built)
    assert said.stdout == ""
    assert "All is sound" in said.stderr


def test_verify_finds_one_changed_byte_and_names_the_original(declass, tiny):
    (victim, *_) = sorted(path for path in (tiny / "originals").rglob("*") if path.is_file())
    victim.chmod(0o644)
    victim.write_bytes(b"X" + victim.read_bytes()[1:])
    said = declass("verify", "--format", "jsonl", archive=tiny, exit_code=4)
    assert [row["what"] for row in said.rows] == ["original"]
    assert said.rows[0]["digest"] in str(victim).replace("/", "")
    assert "1 fault found" in said.stderr
    assert "backup" in said.stderr


def test_verify_finds_a_missing_original(declass, tiny):
    (victim, *_) = sorted(path for path in (tiny / "originals").rglob("*") if path.is_file())
    victim.unlink()
    assert len(declass("verify", "--format", "csv", archive=tiny, exit_code=4).csv) == 1


def test_a_copied_archive_is_the_same_archive(declass, tiny, tmp_path):
    before = declass("search", "harbour", "--format", "jsonl", archive=tiny).stdout
    moved = shutil.move(tiny, tmp_path / "elsewhere")
    assert declass("search", "harbour", "--format", "jsonl", archive=moved).stdout == before
    declass("verify", archive=moved)
