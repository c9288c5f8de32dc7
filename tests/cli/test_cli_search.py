"""`declass search` beyond words: releases, boxes, lists, exports, pages like one page; `declass saved`."""

import csv
import json
import re

import pytest


def test_releases_of_a_record_are_one_row_with_their_pages(declass, built):
    rows = declass("search", "sample", "--format", "jsonl", "--limit", "50", archive=built).rows
    named = [row["record"] for row in rows if row["record"]]
    assert len(named) == len(set(named))
    assert any(len(row["releases"]) > 1 for row in rows)
    for row in rows:
        own = next(release for release in row["releases"] if release["digest"] == row["digest"])
        assert row["page"] in [page["page"] for page in own["pages"]]


def test_words_have_boxes_on_the_page(declass, built):
    rows = declass("search", "fiction", "--format", "jsonl", archive=built).rows
    boxed = [row for row in rows if row["boxes"]]
    assert boxed
    for row in boxed:
        assert len(row["boxes"]) == len(row["spans"])
        for x0, y0, x1, y1 in (box for boxes in row["boxes"] for box in boxes):
            assert 0 <= x0 < x1 <= 1
            assert 0 <= y0 < y1 <= 1


def test_every_hit_is_exported_with_a_citation(declass, built, tmp_path):
    declass("search", "record", "--export", tmp_path / "hits.csv", archive=built)
    with (tmp_path / "hits.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    every = declass("search", "record", "--all", "--format", "jsonl", archive=built).rows
    assert [(row["digest"], row["page"]) for row in rows] == [(r["digest"], str(r["page"])) for r in every]
    assert all(f"p. {int(row['page']) + 1}" in row["citation"] for row in rows)
    assert all(row["digest"][:16] in row["citation"] for row in rows)


def test_a_list_of_names_is_searched_one_by_one(declass, tiny, tmp_path):
    (tmp_path / "names.csv").write_text('name,born\nharbour,1920\nnobody here,1921\n"bad ""quote",1922\n')
    rows = declass("search", "--list", tmp_path / "names.csv", "--format", "jsonl", archive=tiny).rows
    assert [row["name"] for row in rows] == ["harbour", "nobody here", 'bad "quote']
    assert rows[0]["records"] >= 1
    assert rows[0]["best_file"]
    assert rows[1]["records"] == 0
    assert "quotation mark" in rows[2]["note"]


def test_a_name_in_a_list_is_found_with_a_middle_name_and_family_name_first(declass, tiny, tmp_path):
    told = {"middle": "Ana Maria Vidal signed.", "first": "Of VIDAL, Ana", "far": "Ana met Mr Rey and Vidal"}
    (tmp_path / "more").mkdir()
    for name, text in told.items():
        (tmp_path / "more" / f"{name}.txt").write_text(text)
    declass("add", tmp_path / "more", "--workers", "1", archive=tiny)
    (tmp_path / "names.csv").write_text("name\nAna Vidal\nPedro Vidal\n")
    rows = declass("search", "--list", tmp_path / "names.csv", "--format", "jsonl", archive=tiny).rows
    assert [(row["name"], row["pages"]) for row in rows] == [("Ana Vidal", 2), ("Pedro Vidal", 0)]


def test_pages_like_one_page_leave_its_own_record_out(declass, built):
    (row, *_) = declass("search", "strike", "--format", "jsonl", archive=built).rows
    alike = declass(
        "search", "--like", f"{row['digest']}#{row['page'] + 1}", "--format", "jsonl", archive=built
    ).rows
    assert alike
    assert all(row["digest"] not in [r["digest"] for r in other["releases"]] for other in alike)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "nothing to search for"),
        (("--like", "nowhere.pdf"), "no file"),
        (("--like", "first.txt#zero"), "is no page"),
    ],
)
def test_what_cannot_be_searched_is_refused(declass, tiny, options, said):
    assert said in declass("search", *options, archive=tiny, exit_code=2).stderr


def test_files_of_one_name_are_told_apart_by_digest_and_collection(declass, tiny, tmp_path):
    for year in ("2018", "2021"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "same.txt").write_text(f"The harbour was closed by strikers in {year}.")
        declass("add", tmp_path / year, "--collection", "Papers", "--released", year, archive=tiny)
    said = declass("search", "--like", "same.txt#1", archive=tiny, exit_code=2).stderr
    told = dict(re.findall(r"([0-9a-f]{12}) \(Papers (\d{4})\)", said))
    assert set(told.values()) == {"2018", "2021"}
    for digest in told:
        declass("search", "--like", f"{digest}#1", archive=tiny)


def test_a_saved_search_shows_each_hit_once(declass, tiny, tmp_path):
    declass("saved", "add", "port", "harbour", archive=tiny)
    (kept,) = declass("saved", "list", "--format", "jsonl", archive=tiny).rows
    assert (kept["name"], kept["query"], kept["ran"], kept["seen"]) == ("port", "harbour", None, 0)
    first = declass("saved", "run", "port", "--format", "jsonl", archive=tiny).rows
    assert first
    assert "Nothing new." in declass("saved", "run", archive=tiny).stderr
    (tmp_path / "later.txt").write_text("The harbour was closed again in the spring of that year.")
    declass("add", tmp_path / "later.txt", archive=tiny)
    (new,) = declass("saved", "run", "--format", "jsonl", archive=tiny).rows
    assert (new["name"], new["file"]) == ("port", "later.txt")
    declass("saved", "remove", "port", archive=tiny)
    assert "No search is saved yet" in declass("saved", "list", archive=tiny).stderr


def test_a_saved_search_that_cannot_be_read_or_found_is_refused(declass, tiny):
    assert "quotation mark" in declass("saved", "add", "bad", '"open', archive=tiny, exit_code=2).stderr
    assert "no saved search" in declass("saved", "run", "nothing", archive=tiny, exit_code=2).stderr
    (tiny / "saved-searches.json").write_text("{ not json")
    assert "cannot be read" in declass("saved", "list", archive=tiny, exit_code=4).stderr


def test_vectors_are_made_once_and_questions_use_them(declass, tiny):
    (made,) = declass("index", "--vectors", "--format", "jsonl", archive=tiny).rows
    assert made["with_vectors"] == made["pages"] > 0
    (again,) = declass("index", "--vectors", "--format", "jsonl", archive=tiny).rows
    assert again["with_vectors"] == made["pages"]
    found = declass("search", "work stoppage of the dockers", "--format", "jsonl", archive=tiny)
    assert found.rows
    assert "words alone" not in found.stderr


def test_a_model_turned_off_is_not_missed(declass, tiny):
    declass("config", "set", "embeddings", "off", archive=tiny)
    said = declass("search", "harbour strike", archive=tiny)
    assert "words alone" not in said.stderr
    assert "no sentence model" in declass("index", "--vectors", archive=tiny, exit_code=5).stderr


def test_json_lines_hold_what_the_reference_says(declass, tiny):
    (row, *_) = declass("search", "harbour", "--format", "jsonl", archive=tiny).rows
    assert set(json.loads(json.dumps(row))) >= {
        "file",
        "page",
        "score",
        "snippet",
        "why",
        "releases",
        "boxes",
        "passage",
    }
