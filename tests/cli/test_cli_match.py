"""`declass match` on fictional records: releases find each other, other records do not."""

import json

import pytest
from click.testing import CliRunner

from declass.cli.main import cli
from declass.sample import make_pair


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Eight fictional records, each in an older and a newer release, under names that tell nothing."""
    root = tmp_path_factory.mktemp("pairs")
    for seed in range(8):
        pair = make_pair(seed, max_pages=2)
        for side, texts in (("a", pair.older.ocr_texts), ("b", pair.newer.ocr_texts)):
            (root / f"{seed}{side}.txt").write_text("\f".join(texts), encoding="utf-8")
    (root / "empty.txt").write_bytes(b"")
    return root


def run(*words):
    return CliRunner().invoke(cli, ["--quiet", *map(str, words)], catch_exceptions=False)


def test_releases_of_a_record_find_each_other_and_say_why(folder):
    done = run("match", folder, "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    said = {(row["a"][0], row["b"][0]) for row in rows}
    assert sum(a == b for a, b in said) >= 7
    assert sum(a != b for a, b in said) <= 1
    for row in rows:
        assert row["a"] < row["b"]
        assert 0 <= row["a_in_b"] <= 1
        assert row["reasons"]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_go_on(folder):
    done = run("match", folder)
    assert done.exit_code == 0
    assert "empty.txt" in done.stderr


def test_a_folder_without_pairs_says_so(tmp_path):
    (tmp_path / "a.txt").write_text("The lighthouse archive burned for two days and two nights.")
    done = run("match", tmp_path)
    assert done.exit_code == 0
    assert "No two files" in done.stderr
