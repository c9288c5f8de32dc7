"""Matches and changes in the catalogue: written whole, found again under the same names, judged and kept."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from declass.archive.audit import verify_rows
from declass.archive.catalogue import Catalogue
from declass.archive.changes import Compared, Match, Wanted, change_subject, match_subject
from declass.archive.dump import dump
from declass.archive.values import Arrival, DocumentResult, PageResult, Run
from declass.errors import UsageError
from declass.model.anchor import Digest
from declass.model.change import Change, Passage
from declass.model.page import PageText
from declass.model.provenance import Judgement

RECORD = ("rif", "901-10001-10001")
A, B, C = sorted(Digest(hashlib.sha256(name.encode()).hexdigest()) for name in ("one", "two", "three"))
TEXT = "The asset was paid in Montevideo."


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:
        batch = opened.accessions.begin_batch("here")
        opened.accessions.record(
            batch, [Arrival(d, 9, f"{d[:8]}.txt", "here", None, "Papers", None) for d in (A, B, C)]
        )
        opened.accessions.finish_batch(batch, 3)
        read = opened.runs.begin("read", "1")
        page = PageResult(0, 0, 0, 0, (PageText(TEXT, "embedded", "text", "1"),), 0)
        for digest in (A, B, C):
            opened.write_document(
                DocumentResult(digest, "read", media_type="text/plain", pages=(page,)), [read]
            )
        yield opened


@pytest.fixture
def run(catalogue: Catalogue) -> Run:
    return catalogue.runs.begin("compare", "1")


def change(text="Montevideo", kind="revealed", grade="likely", probability=0.9, start=22):
    newer = Passage(0, start, start + len(text), text)
    return Change(kind, grade, probability, Passage(0, 21, 21, ""), newer, "paid in", "", ("It is new.",))


def pair(*changes, older=A, newer=B, dates=("2018", "2022")):
    return Compared(older, newer, *dates, changes)


def test_matches_come_back_the_likeliest_first_and_from_either_side(catalogue, run):
    found = [Match(A, B, 0.5, 1.0, 0.7, ("They share much.",)), Match(B, C, 0.9, 0.9, 0.99, ())]
    catalogue.matches.replace(found, run)
    assert list(catalogue.matches.all()) == [found[1], found[0]]
    assert catalogue.matches.of(C) == [found[1]]
    assert catalogue.matches.of_each([A, B]) == {A: [found[0]], B: [found[1], found[0]]}
    assert list(catalogue.matches.all(0.8)) == [found[1]]
    assert list(verify_rows(catalogue.database)) == []


def test_writing_matches_twice_adds_nothing_and_one_documents_are_replaced_alone(catalogue, run):
    found = [Match(A, B, 0.5, 1.0, 0.7, ()), Match(B, C, 0.9, 0.9, 0.99, ())]
    for _ in range(2):
        catalogue.matches.replace(found, run)
    assert catalogue.matches.count() == 2
    catalogue.matches.replace([], run, [A])
    assert list(catalogue.matches.all()) == [found[1]]


def test_a_match_names_the_lesser_digest_first():
    with pytest.raises(ValueError, match="does not come before"):
        Match(B, A, 1, 1, 1, ())
    assert match_subject(B, A) == match_subject(A, B)


def test_changes_come_back_as_they_were_found(catalogue, run):
    second = change("asset", "ocr_difference", "possible", 0.6, 4)
    assert catalogue.changes.replace(RECORD, [pair(change(), second)], "inputs", run) == 2
    first, other = catalogue.changes.all()
    assert (first.change, other.change) == (change(), second)
    assert (first.scheme, first.number, first.older, first.newer) == (*RECORD, A, B)
    assert catalogue.changes.done() == {RECORD: "inputs"}
    assert list(verify_rows(catalogue.database)) == []


def test_pages_that_disclose_are_told_of_many_documents_at_once(catalogue, run):
    hidden = Change("newly_hidden", "likely", 0.9, Passage(0, 4, 9, "asset"), Passage(0, 4, 4, ""), "The", "")
    catalogue.changes.replace(RECORD, [pair(change(), change("was", "ocr_difference", start=10))], "a", run)
    assert catalogue.changes.disclosing_of_each([A, B, C]) == {A: frozenset(), B: {0}, C: None}
    catalogue.changes.replace(RECORD, [pair(hidden)], "b", run)
    assert catalogue.changes.disclosing_of_each([A, B, C]) == {A: {0}, B: frozenset(), C: None}
    assert catalogue.changes.disclosing(A) == {0}


def test_what_is_known_of_many_documents_at_once_is_what_is_known_of_each(catalogue, run):
    arrivals = catalogue.accessions.of_each([C, A])
    assert arrivals == {C: catalogue.accessions.of(C), A: catalogue.accessions.of(A)}
    assert [a.name for a in arrivals[C]] == [f"{C[:8]}.txt"]
    assert catalogue.records.of_each([A, B]) == {A: [], B: []}
    assert catalogue.withheld.pages_of_each([A, B]) == {A: {}, B: {}}


def test_finding_again_gives_the_same_names_so_judgements_survive(catalogue, run):
    catalogue.changes.replace(RECORD, [pair(change())], "1", run)
    (before,) = catalogue.changes.all()
    said = Judgement(change_subject(before.id), "yes", "ada", datetime.now(UTC))
    catalogue.judgements.append(said)
    regraded = replace(change(), grade="certain", probability=0.99)
    catalogue.changes.replace(
        RECORD, [pair(change("asset", start=4), regraded)], "2", catalogue.runs.begin("compare", "2")
    )
    after = catalogue.changes.get(before.id)
    assert (after.verdict, after.change.grade) == ("yes", "certain")
    assert catalogue.changes.get(before.id[:6]) == after


def test_a_match_shows_what_people_say(catalogue, run):
    catalogue.judgements.append(Judgement(match_subject(B, A), "no", "ada", datetime.now(UTC)))
    catalogue.matches.replace([Match(A, B, 1, 1, 1, ())], run)
    assert [match.verdict for match in catalogue.matches.all()] == ["no"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 3),
        (Wanted(number=RECORD[1]), 2),
        (Wanted(kinds=["revealed"]), 2),
        (Wanted(grades=["likely"], kinds=["newly_hidden"]), 1),
        (Wanted(since="2023"), 1),
        (Wanted(least=0.8), 2),
        (Wanted(number="none"), 0),
    ],
    ids=["all", "record", "kind", "grade and kind", "since", "probability", "nothing"],
)
def test_filters(catalogue, run, wanted, count):
    hidden = change("asset", "newly_hidden", "likely", 0.7, 4)
    catalogue.changes.replace(RECORD, [pair(change(), hidden)], "1", run)
    other = pair(change(), older=B, newer=C, dates=("2022", "2023-05"))
    catalogue.changes.replace(("rif", "901-10001-10002"), [other], "1", run)
    assert len(list(catalogue.changes.all(wanted))) == count


def test_a_place_told_twice_is_kept_once_and_the_likelier(catalogue, run):
    assert catalogue.changes.replace(RECORD, [pair(change(), change(probability=0.6))], "1", run) == 1
    assert [found.change.probability for found in catalogue.changes.all()] == [0.9]


def test_forgotten_records_leave_nothing(catalogue, run):
    catalogue.changes.replace(RECORD, [pair(change())], "1", run)
    catalogue.changes.forget([RECORD])
    assert (catalogue.changes.count(), catalogue.changes.done()) == (0, {})


def test_an_unknown_identifier_says_what_to_do(catalogue):
    with pytest.raises(UsageError, match="no change abcdef"):
        catalogue.changes.get("abcdef")


def test_the_dump_names_documents_by_digest_and_leaves_out_runs(catalogue, run):
    def lines() -> list[str]:
        return [line for line in dump(catalogue.database) if "kind_of_row" in line]

    for _ in range(2):
        again = catalogue.runs.begin("compare", "1")
        catalogue.matches.replace([Match(A, B, 1, 1, 1, ())], again)
        catalogue.changes.replace(RECORD, [pair(change())], "1", again)
        said = lines()
    assert len(said) == 3
    assert A in said[0]
    assert said == lines()


def test_a_change_on_a_page_that_is_not_there_is_told(catalogue, run):
    astray = replace(change(), newer=Passage(7, 22, 32, "Montevideo"))
    catalogue.changes.replace(RECORD, [pair(astray)], "1", run)
    assert any("a page that its document has not" in fault for fault in verify_rows(catalogue.database))
