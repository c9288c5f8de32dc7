"""What documents keep back in the catalogue: written whole, found under the same names, judged, kept."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from declass.archive.audit import verify_rows
from declass.archive.catalogue import Catalogue
from declass.archive.dump import dump
from declass.archive.values import Arrival, DocumentResult, PageResult, Run
from declass.archive.withheld import WithheldWanted, withholding_subject
from declass.errors import UsageError
from declass.model.anchor import Box, Digest, Span
from declass.model.page import PageText
from declass.model.provenance import Judgement
from declass.model.withholding import ExemptionCode, PageWithheld, Withholding

DIGEST = Digest(hashlib.sha256(b"cable").hexdigest())
TEXT = "The officer [name not declassified] was paid."
CODE = ExemptionCode("3.5(c)", "cia", "3-5(6)", "margin", 0.9)
BAR = Withholding(0, "black", 0.97, Box(72, 100, 300, 114), None, (CODE,), 1, 1, 0.02, "", ("It is black.",))
MARKER = Withholding(0, "marker", 0.99, None, Span(12, 35), (), 0.1, 0.5, None, TEXT[12:35])
UNDER = Withholding(1, "under_text", 1.0, Box(72, 200, 300, 214), text="Ernesto Villalobos")
FOUND = (
    PageWithheld(0, ("text", "image"), (BAR, MARKER), 0.02, 300_000.0),
    PageWithheld(1, ("text", "drawings"), (UNDER,), 0.01, 300_000.0),
    PageWithheld(2),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:
        batch = opened.accessions.begin_batch("here")
        opened.accessions.record(batch, [Arrival(DIGEST, 9, "cable.pdf", "here", None, "Papers", None)])
        opened.accessions.finish_batch(batch, 1)
        opened.write_document(result(), [opened.runs.begin("read", "1")])
        yield opened


@pytest.fixture
def run(catalogue: Catalogue) -> Run:
    return catalogue.runs.begin("withholdings", "1")


def result(withheld=()):
    texts = (TEXT, "Second page.", "Third page.")
    pages = tuple(
        PageResult(n, 612, 792, 0, (PageText(text, "embedded", "pdfium", "1"),), 0)
        for n, text in enumerate(texts)
    )
    return DocumentResult(DIGEST, "read", media_type="application/pdf", pages=pages, withheld=withheld)


def judge(catalogue, identifier, verdict):
    said = Judgement(withholding_subject(identifier), verdict, "ana", datetime.now(UTC))
    catalogue.judgements.append(said)


def test_what_was_written_comes_back_page_by_page(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    pages = catalogue.withheld.pages(DIGEST)
    assert pages[0] == FOUND[0]
    assert pages[2] == PageWithheld(2), "looked at, nothing known"
    assert [s.withholding for s in catalogue.withheld.of(DIGEST, 0)] == [BAR, MARKER]
    assert list(verify_rows(catalogue.database)) == []
    assert catalogue.documents.done(DIGEST, run)


def test_the_same_rows_are_written_with_the_reading(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    apart = list(dump(catalogue.database))
    catalogue.write_document(result(FOUND), [catalogue.runs.begin("read", "1"), run])
    assert list(dump(catalogue.database)) == apart


def test_text_under_a_bar_is_not_stored_with_the_other_withholdings(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    assert "Villalobos" not in str([*catalogue.withheld.all(), *catalogue.withheld.pages(DIGEST).values()])
    assert catalogue.withheld.of(DIGEST, 1)[0].withholding == replace(UNDER, text="")
    with catalogue.database.read() as connection:
        assert not connection.execute(text("SELECT 1 FROM withholdings WHERE text LIKE '%Villalobos%'")).all()


def test_codes_kinds_and_odds_choose(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    chosen = {
        "code": WithheldWanted(codes=["3.5(c)"]),
        "kind": WithheldWanted(kinds=["marker"]),
        "odds": WithheldWanted(least=0.98),
        "none": WithheldWanted(codes=["(b)(1)"]),
    }
    found = {name: [s.withholding.kind for s in catalogue.withheld.all(w)] for name, w in chosen.items()}
    assert found == {"code": ["black"], "kind": ["marker"], "odds": ["marker", "under_text"], "none": []}


def test_a_place_found_again_a_little_aside_keeps_its_name_and_what_people_said(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    before = catalogue.withheld.of(DIGEST)
    judge(catalogue, before[0].id, "no")
    moved = replace(BAR, box=Box(74, 101, 301, 115), kind="grey")
    marker = replace(MARKER, span=Span(11, 35), text=TEXT[11:35])
    catalogue.write.withholdings(DIGEST, run, [PageWithheld(0, ("image",), (marker, moved), 0.02, 3e5)])
    after = catalogue.withheld.of(DIGEST)
    assert [stored.id for stored in after] == [before[1].id, before[0].id]
    assert after[1].verdict == "no"
    assert catalogue.withheld.pages(DIGEST)[0].withholdings == (marker,), "a denied one counts no more"


def test_two_places_with_one_box_get_two_names(catalogue, run):
    twice = PageWithheld(0, ("image",), (BAR, BAR), 0.02, 3e5)
    catalogue.write.withholdings(DIGEST, run, [twice])
    names = [stored.id for stored in catalogue.withheld.of(DIGEST)]
    assert len(set(names)) == 2
    catalogue.write.withholdings(DIGEST, run, [twice])
    assert {stored.id for stored in catalogue.withheld.of(DIGEST)} == set(names)


def test_a_place_that_a_person_confirmed_stays_when_it_is_found_no_more(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    bar, marker, _ = catalogue.withheld.of(DIGEST)
    judge(catalogue, bar.id, "yes")
    catalogue.write.withholdings(DIGEST, run, [PageWithheld(0, ("text",), (MARKER,))])
    assert [stored.id for stored in catalogue.withheld.of(DIGEST)] == [marker.id, bar.id]
    assert catalogue.withheld.get(bar.id).withholding.codes == (CODE,)
    assert list(verify_rows(catalogue.database)) == []


def test_unlikely_places_count_only_once_a_person_says_so(catalogue, run):
    faint = replace(BAR, probability=0.3)
    catalogue.write.withholdings(DIGEST, run, [PageWithheld(0, ("image",), (faint,), 0.0, 3e5)])
    assert catalogue.withheld.pages(DIGEST)[0].withholdings == ()
    judge(catalogue, catalogue.withheld.of(DIGEST)[0].id, "yes")
    assert catalogue.withheld.pages(DIGEST)[0].withholdings == (faint,)


def test_a_correction_makes_withholdings_due_again(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    catalogue.write.correct(DIGEST, 0, "The officer was paid.", who="ana")
    assert list(catalogue.documents.due(run)) == [DIGEST]


def test_an_identifier_may_be_shortened_and_must_be_known(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    known = catalogue.withheld.of(DIGEST)[1]
    assert catalogue.withheld.get(known.id[:8]) == known
    with pytest.raises(UsageError, match="No withholding 000000"):
        catalogue.withheld.get("000000")


def test_the_dump_holds_them_under_their_document(catalogue, run):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    document = json.loads(next(iter(dump(catalogue.database))))
    assert len(document["withholdings"]) == 3
    assert [code["original_value"] for code in document["codes"]] == ["3-5(6)"]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE withholdings SET page = 7", "stands on a page that its document has not"),
        ("UPDATE withholdings SET span_end = 999", "A span of withholdings lies outside"),
        ("UPDATE withholding_codes SET document_id = 99", "belongs to no withholding"),
    ],
    ids=["page", "span", "code"],
)
def test_verifying_notices_damage(catalogue, run, damage, sentence):
    catalogue.write.withholdings(DIGEST, run, FOUND)
    with catalogue.database.write() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql(damage)
        faults = list(verify_rows(catalogue.database))
        assert any(sentence in fault for fault in faults)
        connection.exec_driver_sql("UPDATE withholding_codes SET document_id = 1")


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_a_share(share):
    with pytest.raises(ValueError, match="outside 0–1"):
        PageWithheld(0, ("image",), (), share)
