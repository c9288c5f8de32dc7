import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from declass.archive.audit import verify_rows
from declass.archive.catalogue import Catalogue
from declass.archive.inventories import Inventory
from declass.archive.ledger import Ledger, PageTotals
from declass.archive.reconcile import compare
from declass.archive.tables import (
    accessions,
    batches,
    dates,
    documents,
    numbers,
    pages,
    refusals,
    releases,
    sightings,
)
from declass.archive.values import Arrival, DocumentResult, InventoryRow, PageResult, ReleaseProposal, Run
from declass.model.anchor import Box, Digest
from declass.model.date import PartialDate
from declass.model.page import Note, PageText, Word
from declass.model.reading import Division, MemberRefused
from declass.model.record import RecordNumber, Release


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:
        yield opened


def digest_of(name: str) -> Digest:
    return Digest(hashlib.sha256(name.encode()).hexdigest())


def arrival(name: str, /, **facts) -> Arrival:
    return Arrival(digest_of(name), 10, **({"name": f"{name}.pdf", "whence": "pile"} | facts))


def steps(catalogue: Catalogue) -> list[Run]:
    return [catalogue.runs.begin(step, "1") for step in ("read", "numbers", "dates")]


def page(index: int, text: str = "R 111830Z SEP 73") -> PageResult:
    words = (Word(0, 1, Box(0, 0, 1, 1)),)
    layer = PageText(text, "embedded", "pdfium", "1", words=words)
    return PageResult(index, 612, 792, layers=(layer,), chosen=0, notes=(Note(index, 3, "1", "note"),))


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    """Four files found: one refused, one read with a bad page, one failed, one zip with two members."""
    batch = catalogue.accessions.begin_batch("pile")
    found = [arrival("read"), arrival("failed"), arrival("zip"), arrival("read", name="copy.pdf")]
    catalogue.accessions.record(batch, found)
    catalogue.accessions.refuse(batch, "pile", "pipe", "It is not a regular file")
    inside = [arrival(n, whence="zip.pdf", container=digest_of("zip"), depth=1) for n in ("m1", "m2")]
    catalogue.accessions.record(batch, inside)
    catalogue.accessions.finish_batch(batch, 5)
    number = RecordNumber("rif", "104-1", "104-1", "page", 0, 0, 5)
    results = [
        DocumentResult(
            digest_of("read"),
            "read",
            pages_expected=3,
            pages=(page(0), page(1), PageResult(2, reason="The page is damaged")),
            divisions=(Division("d1", "", None, (), 0, 0, 1, 4),),
            numbers=(number,),
            dates=((1, PartialDate("1973", 2, 8, "111830")),),
        ),
        DocumentResult(digest_of("failed"), "failed", "A password is needed", "Give it", pages_expected=7),
        DocumentResult(
            digest_of("zip"),
            "read",
            pages_expected=0,
            members_taken=2,
            members_refused=(MemberRefused("x", "bomb"),),
        ),
        DocumentResult(digest_of("m1"), "unread", "We do not read this type"),
    ]
    catalogue.write_documents(results, steps(catalogue))
    release = Release(digest_of("read"), 0, 1, "2018", "JFK")
    records = catalogue.runs.begin("records", "1")
    catalogue.records.propose({digest_of("read"): [ReleaseProposal(number, release, 0.9)]}, records)
    return catalogue


def test_an_empty_catalogue_balances(catalogue: Catalogue):
    report = Ledger(catalogue.database).report()
    assert report.imbalances == ()
    assert report.pages == PageTotals(0, 0, 0, 0, 0, 0)
    assert list(verify_rows(catalogue.database)) == []


def test_every_file_and_page_is_accounted_for(filled: Catalogue):
    report = Ledger(filled.database).report()
    (batch,) = report.batches
    assert (batch.found, batch.archived, batch.new, batch.refused) == (5, 4, 4, 1)
    files = report.files
    assert (files.found, files.archived, files.refused) == (5, 4, 1)
    assert (files.originals, files.accessions, files.duplicates) == (5, 6, 1)
    assert (files.members, files.members_refused, files.size_bytes) == (2, 1, 50)
    assert report.pages == PageTotals(expected=10, read=2, failed=1, unread=7, without_text=0, unknown=1)
    assert [(loss.state, loss.reason, loss.pages) for loss in report.losses] == [
        ("failed", "A password is needed", 7),
        ("failed", "The page is damaged", 1),
    ]
    assert {(s.state, s.documents) for s in report.documents} == {
        ("read", 2),
        ("failed", 1),
        ("unread", 1),
        ("pending", 1),
    }
    assert report.imbalances == ()
    assert [r.name for r in Ledger(filled.database).refusals()] == ["pipe", "x"]
    assert [d.places for d in Ledger(filled.database).duplicates()] == [("pile: read.pdf", "pile: copy.pdf")]
    assert list(verify_rows(filled.database)) == []


def test_adding_the_same_again_balances_too(filled: Catalogue):
    batch = filled.accessions.begin_batch("pile")
    filled.accessions.record(batch, [arrival("read"), arrival("failed"), arrival("zip")])
    filled.accessions.finish_batch(batch, 3)
    ledger = Ledger(filled.database)
    assert [(b.archived, b.new) for b in ledger.batches()] == [(4, 4), (3, 0)]
    assert ledger.imbalances() == []
    assert [(v.name, v.digest) for v in ledger.vanished()] == [("copy.pdf", digest_of("read"))]


def test_a_file_added_again_under_another_collection_has_not_vanished(filled: Catalogue):
    batch = filled.accessions.begin_batch("pile")
    same = [arrival("read"), arrival("failed"), arrival("zip"), arrival("read", name="copy.pdf")]
    filled.accessions.record(batch, [replace(a, collection="JFK") for a in same])
    filled.accessions.finish_batch(batch, 4)
    assert Ledger(filled.database).vanished() == []


def break_with(*statements) -> Callable[[Catalogue], None]:
    def run(catalogue: Catalogue) -> None:
        with catalogue.database.write() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for statement in statements:
                connection.execute(statement)

    return run


def unfinished(catalogue: Catalogue) -> None:
    catalogue.accessions.begin_batch("another pile")


BROKEN = {
    "a file found and lost": (break_with(update(batches).values(found=6)), "found 6 files"),
    "a sighting lost": (
        break_with(delete(sightings).where(sightings.c.accession_id == 1)),
        "3 were archived",
    ),
    "a refusal lost": (break_with(delete(refusals)), "0 refused"),
    "a batch that never ended": (unfinished, "did not finish"),
    "a page lost": (break_with(delete(pages).where(pages.c.page == 2)), "2 were read and 0 failed"),
    "a page too many": (break_with(update(documents).values(pages_expected=1)), "has 1 pages"),
    "a reason lost": (break_with(update(documents).values(reason="")), "no reason is given"),
    "a member lost": (
        break_with(delete(accessions).where(accessions.c.digest == digest_of("m1"))),
        "2 members were taken",
    ),
    "an origin lost": (
        break_with(delete(sightings), delete(accessions).where(accessions.c.digest == digest_of("failed"))),
        "nobody knows where it came from",
    ),
}


@pytest.mark.parametrize(("break_it", "sentence"), BROKEN.values(), ids=BROKEN)
def test_what_does_not_add_up_is_said(
    filled: Catalogue, break_it: Callable[[Catalogue], None], sentence: str
):
    break_it(filled)
    assert any(sentence in told for told in Ledger(filled.database).imbalances())


ROTTEN = {
    "a wrong count of characters": (break_with(update(pages).values(chars=3)), "count of characters"),
    "a span too long": (break_with(update(dates).values(span_end=10_000)), "span of dates"),
    "a span turned round": (break_with(update(numbers).values(span_start=5, span_end=1)), "span of numbers"),
    "a span without a text": (break_with(update(dates).values(layer_id=None)), "has a page and no text"),
    "no run": (break_with(update(documents).values(run_id=None)), "documents points at no run"),
    "a release beyond the end": (break_with(update(releases).values(last_page=9)), "release begins or ends"),
}


@pytest.mark.parametrize(("break_it", "sentence"), ROTTEN.values(), ids=ROTTEN)
def test_what_is_not_sound_is_said(filled: Catalogue, break_it: Callable[[Catalogue], None], sentence: str):
    break_it(filled)
    assert any(sentence in told for told in verify_rows(filled.database))


def test_a_page_with_the_text_of_another_is_found(filled: Catalogue):
    with filled.database.write() as connection:
        second = connection.scalar(
            pages.select().with_only_columns(pages.c.layer_id).where(pages.c.page == 1)
        )
        connection.execute(update(pages).where(pages.c.page == 0).values(layer_id=second))
    assert any("not its own" in told for told in verify_rows(filled.database))


def test_rotten_texts_and_words_are_found(filled: Catalogue):
    with filled.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER layers_no_update")
        connection.exec_driver_sql("UPDATE layers SET text = replace(text, 'SEP', 'OCT') WHERE page = 0")
        connection.exec_driver_sql("UPDATE layers SET words = x'01ff' WHERE page = 1")
    told = list(verify_rows(filled.database))
    assert len(told) == 2
    assert any("has changed" in sentence for sentence in told)
    assert any("cannot be unpacked" in sentence for sentence in told)


def test_a_list_is_held_against_what_is_here(filled: Catalogue):
    rows = [
        InventoryRow(1, "104-1", pages=2, file="https://example.org/READ.pdf?x=1"),
        InventoryRow(2, "104-1", pages=5),
        InventoryRow(3, "104-7", title="never came"),
        InventoryRow(4, None, file="failed.pdf", pages=7),
    ]
    listed = Inventory(0, "list", digest_of("list"), "", None)
    filled.inventories.load(listed, [*rows, InventoryRow(5, None, file="m1.pdf")])
    filled.inventories.load(listed, rows)
    (known,) = filled.inventories.all()
    found = compare(filled.database, known)
    assert (found.present, [row.line for row in found.absent]) == (3, [3])
    assert [u.name for u in found.unlisted] == ["m1.pdf", "m2.pdf"]  # the zip that held them is no record
    assert [(d.row.line, d.listed, d.here) for d in found.page_differences] == [(2, 5, 2)]
    assert [row.line for row in found.withdrawn] == [5]


def test_a_list_of_one_collection_looks_at_no_other(filled: Catalogue):
    filled.inventories.load(
        Inventory(0, "list", digest_of("list"), "JFK", "2018"), [InventoryRow(1, "104-1")]
    )
    (known,) = filled.inventories.all()
    found = compare(filled.database, known)
    assert (found.present, len(found.absent), found.unlisted) == (0, 1, ())


def test_pages_read_poorly_or_hardly_at_all_are_counted(catalogue: Catalogue):
    def read(index, text, expected, kind="ocr"):
        layer = PageText(text, kind, "tesseract", "5", expected_error=expected)
        return PageResult(index, layers=(layer,), chosen=0, chosen_reason="only one")

    typed = "The ambassador called on the minister this morning and asked about the prisoners."
    pages = (
        read(0, typed, 0.01),
        read(1, typed, 0.1),
        read(2, "TOP SECRET", 0.02),
        read(3, "Annex B", None, "embedded"),
    )
    catalogue.accessions.record(catalogue.accessions.begin_batch("pile"), [arrival("read")])
    done = DocumentResult(digest_of("read"), "read", pages_expected=4, pages=pages)
    catalogue.write_documents([done], steps(catalogue))
    totals = Ledger(catalogue.database).report().pages
    assert (totals.poor, totals.thin) == (1, 1)
    doubtful = Ledger(catalogue.database).doubtful_pages()
    assert [(p.page, p.why, p.expected_error) for p in doubtful] == [
        (1, "read poorly", 0.1),
        (2, "hardly any text", 0.02),
    ]
    assert {p.name for p in doubtful} == {arrival("read").name}


def test_a_page_without_any_text_is_named_too(catalogue: Catalogue):
    catalogue.accessions.record(catalogue.accessions.begin_batch("pile"), [arrival("blank")])
    white = PageResult(1, layers=(PageText("", "ocr", "tesseract", "5"),), chosen=0, chosen_reason="only one")
    done = DocumentResult(digest_of("blank"), "read", pages_expected=2, pages=(PageResult(0), white))
    catalogue.write_documents([done], steps(catalogue))
    ledger = Ledger(catalogue.database)
    found = [(p.page, p.why, p.expected_error, p.characters) for p in ledger.doubtful_pages()]
    assert found == [(0, "no text", None, 0), (1, "no text", None, 0)]
    assert ledger.report().pages.without_text == 2
