"""Rows found by what people type, and work sent back."""

import hashlib
from datetime import UTC, datetime

import pytest

from declass.archive.catalogue import Catalogue
from declass.archive.inventories import Inventory
from declass.archive.judgements import release_subject
from declass.archive.values import Arrival, DocumentResult, InventoryRow, PageResult
from declass.model.anchor import Digest
from declass.model.page import PageText
from declass.model.provenance import Judgement


def digest_of(name):
    return Digest(hashlib.sha256(name.encode()).hexdigest())


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:
        yield opened


def add(catalogue, *names):
    batch = catalogue.accessions.begin_batch("pile")
    catalogue.accessions.record(batch, [Arrival(digest_of(name), 1, name, "pile") for name in names])
    catalogue.accessions.finish_batch(batch, len(names))
    return [digest_of(name) for name in names]


def read(catalogue, *digests, engine="pdfium", version="1", state="read"):
    runs = [catalogue.runs.begin(step, "1") for step in ("read", "numbers", "dates")]
    catalogue.documents.claim(1000)
    text = PageText("The harbour", "embedded", engine, version)
    page = PageResult(0, 612, 792, layers=(text,), chosen=0)
    reason = "" if state == "read" else "it is torn"
    results = [DocumentResult(digest, state, reason, pages=(page,)) for digest in digests]
    catalogue.write_documents(results, runs)
    return {run.step: run for run in runs}


# ── files by what people type ───────────────────────────────────────────────────────────────────────────────


def test_files_are_found_by_name_end_of_path_and_digest(catalogue):
    a, b, c = add(catalogue, "1999/box 3/memo.pdf", "2012/memo.pdf", "memo.pdf.txt")
    assert catalogue.lookup.files("memo.pdf") == sorted([a, b])
    assert catalogue.lookup.files("box 3/memo.pdf") == [a]
    assert catalogue.lookup.files("2012/memo.pdf") == [b]
    assert catalogue.lookup.files(c) == catalogue.lookup.files(c[:8].upper()) == [c]
    assert catalogue.lookup.files(c[:7]) == []
    assert catalogue.lookup.files("emo.pdf") == []
    assert catalogue.lookup.files("") == []


@pytest.mark.parametrize("name", ["100%.pdf", "a_b.pdf", "back\\slash.pdf"])
def test_signs_that_databases_take_for_patterns_are_plain_letters(catalogue, name):
    wanted, _ = add(catalogue, f"x/{name}", "x/100 of a+b or backs/lash.pdf")
    assert catalogue.lookup.files(name) == [wanted]
    assert catalogue.lookup.files("%") == catalogue.lookup.files("_") == []


def test_a_file_that_came_under_two_names_is_found_once_by_either(catalogue):
    batch = catalogue.accessions.begin_batch("pile")
    both = [Arrival(digest_of("same"), 1, name, "pile") for name in ("one/memo.pdf", "two/memo.pdf")]
    catalogue.accessions.record(batch, both)
    assert catalogue.lookup.files("memo.pdf") == [digest_of("same")]


# ── readings by engine ──────────────────────────────────────────────────────────────────────────────────────


def test_readings_are_found_by_engine_and_version(catalogue):
    old, new, other = add(catalogue, "old", "new", "other")
    read(catalogue, old, engine="tesseract", version="4.1")
    read(catalogue, new, engine="tesseract", version="5.5")
    read(catalogue, other)
    assert catalogue.lookup.read_by("tesseract") == sorted([old, new])
    assert catalogue.lookup.read_by("tesseract", "5.5") == [new]
    assert catalogue.lookup.read_by("tesseract", "5") == []
    assert catalogue.lookup.read_by("tess") == []


# ── rows of lists, and what people said ─────────────────────────────────────────────────────────────────────


def test_rows_of_lists_are_found_by_number_or_by_file_name_whatever_its_case(catalogue):
    rows = [
        InventoryRow(1, "104-10003-10041", title="By number"),
        InventoryRow(2, title="By file", file="DocId-32103332.PDF"),
        InventoryRow(3, title="By stem", file="docid-32103332"),
        InventoryRow(4, "104-10003-99999", title="Another", file="other.pdf"),
    ]
    catalogue.inventories.load(Inventory(0, "list", digest_of("list"), "Inquiry", None), rows)
    found = catalogue.lookup.listed(["104-10003-10041"], "docid-32103332.pdf")
    assert [row.title for row in found] == ["By number", "By file", "By stem"]
    assert catalogue.lookup.listed([], "nothing.pdf") == []


def test_what_people_said_of_a_file_is_found_by_its_end_and_the_latest_word_stands(catalogue):
    a, b = add(catalogue, "a", "b")

    def say(number, digest, verdict):
        judgement = Judgement(release_subject(number, digest), verdict, "Ana", datetime.now(UTC), "")
        catalogue.judgements.append(judgement)

    say("1_1", a, "no")
    say("1_1", a, "yes")
    say("2", a, "unsure")
    say("1_1", b, "no")
    said = catalogue.lookup.judged("release:", f":{a}")
    assert {s.subject: s.verdict for s in said} == {f"release:1_1:{a}": "yes", f"release:2:{a}": "unsure"}
    assert catalogue.lookup.judged("rel%", f":{a}") == []


# ── work sent back ──────────────────────────────────────────────────────────────────────────────────────────


def test_documents_are_read_again_whatever_became_of_them(catalogue):
    good, bad = add(catalogue, "good", "bad")
    read(catalogue, good)
    read(catalogue, bad, state="failed")
    (waiting,) = add(catalogue, "waiting")
    assert catalogue.due.read_again([good, waiting]) == 1, "one that waits already is not counted"
    assert catalogue.due.read_again(None) == 1
    assert catalogue.documents.counts() == {"pending": 3}
    assert [p.attempts for p in catalogue.documents.claim()] == [1, 1, 1]


def test_what_is_being_read_is_not_sent_back(catalogue):
    (digest,) = add(catalogue, "a")
    catalogue.documents.claim()
    assert catalogue.due.read_again([digest]) == 0
    assert catalogue.documents.counts() == {"reading": 1}


def test_steps_are_forgotten_for_the_named_documents_only(catalogue):
    a, b = add(catalogue, "a", "b")
    runs = read(catalogue, a, b)
    assert list(catalogue.documents.due(runs["dates"])) == []
    assert catalogue.due.forget(["dates", "records"], [a]) == 1
    assert list(catalogue.documents.due(runs["dates"])) == [a]
    assert list(catalogue.documents.due(runs["numbers"])) == []
    assert catalogue.due.forget(["dates"], None) == 2
    assert list(catalogue.documents.due(runs["dates"])) == sorted([a, b])


def test_nothing_is_sent_back_where_nothing_is_named(catalogue):
    (digest,) = add(catalogue, "a")
    read(catalogue, digest)
    assert catalogue.due.read_again([]) == catalogue.due.forget(["dates"], []) == 0
    assert catalogue.documents.counts() == {"read": 1}


def test_more_documents_than_one_statement_holds_are_all_sent_back(catalogue):
    digests = add(catalogue, *(f"f{n}" for n in range(1201)))
    read(catalogue, *digests)
    assert catalogue.due.read_again(digests) == 1201
    assert catalogue.due.forget(["read"], digests) == 1201
