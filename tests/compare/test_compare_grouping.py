"""Each part of a file is proposed as a release of a record, with evidence a person can check."""

import pytest

from declass.compare.describing import kind_of, title_of
from declass.compare.grouping import Candidate, InventoryRow, propose
from declass.compare.numbers import find
from declass.model.reading import Division

CABLE = (
    "PAGE 01 LA PAZ 06523 022228Z\nO R 022125Z JUL 79\n"
    "FM AMEMBASSY LA PAZ\nTO SECSTATE WASHDC\nSUBJ: COCA SURVEY\n"
)


def test_a_cable_is_named_described_and_its_evidence_given():
    (found,) = propose(Candidate("scan.pdf", [CABLE + "Document Number: 1979LAPAZ06523"]))
    assert (found.number.value, found.agency, found.kind, found.title) == (
        "1979LAPAZ06523",
        "State",
        "cable",
        "COCA SURVEY",
    )
    assert found.probability > 0.9
    assert any("stamps" in sentence for sentence in found.evidence)


def test_without_any_number_the_file_name_stands_in():
    (found,) = propose(Candidate("box 3/notes on coup.txt", ["Dear Sir,\n"]))
    assert (found.number.scheme, found.number.value, found.kind) == ("name", "notes on coup", "letter")
    assert found.probability < 0.5


def test_markup_divides_a_volume_into_records():
    divisions = [
        Division("frus1969-76v21/d1", "Telegram 1", "1970-09-04", (), 0, 0, 1, 40),
        Division("frus1969-76v21/d2", "Telegram 2", None, (), 1, 40, 3, 9),
    ]
    found = propose(Candidate("frus1969-76v21.xml", ["a", "b", "c", "d"], divisions))
    assert [(p.number.scheme, p.number.value, p.first_page, p.last_page, p.title) for p in found] == [
        ("frus", "frus1969-76v21/d1", 0, 1, "Telegram 1"),
        ("frus", "frus1969-76v21/d2", 1, 3, "Telegram 2"),
    ]


def test_the_inventory_names_a_file_and_corrects_a_damaged_stamp():
    rows = [InventoryRow("104-10003-10041", "a.pdf", "rif", title="Calls", agency="CIA", kind="memo")]
    (by_file,) = propose(Candidate("a.pdf", ["no number"], inventory=rows))
    assert (by_file.number.value, by_file.title, by_file.kind) == ("104-10003-10041", "Calls", "memo")
    (corrected,) = propose(Candidate("b.pdf", ["104-10003-10044\n"], inventory=rows))
    assert corrected.number.value == "104-10003-10041"
    assert corrected.number.original_value == "104-10003-10044"
    assert any("inventory lists only" in sentence for sentence in corrected.evidence)


def test_two_listed_numbers_nearby_leave_the_reading_alone():
    rows = [InventoryRow("104-10003-10041"), InventoryRow("104-10003-10045")]
    (found,) = propose(Candidate("b.pdf", ["104-10003-10044\n"], inventory=rows))
    assert found.number.value == "104-10003-10044"


@pytest.mark.parametrize(("verdict", "probability"), [("yes", 1.0), ("no", 0.0)])
def test_a_persons_word_decides(verdict, probability):
    found = propose(Candidate("x.pdf", ["104-10003-10041\n"], verdicts={"104-10003-10041": verdict}))
    judged = next(p for p in found if p.number.value == "104-10003-10041")
    assert judged.probability == probability


def test_a_rejected_number_leaves_the_file_name():
    found = propose(Candidate("x.pdf", ["104-10003-10041\n"], verdicts={"104-10003-10041": "no"}))
    assert [p.number.scheme for p in found if p.probability > 0] == ["name"]


def test_a_person_may_name_a_number_nobody_read():
    found = propose(Candidate("x.pdf", ["text"], verdicts={"NLC-1-2": "yes"}))
    assert ("NLC-1-2", 1.0) in [(p.number.value, p.probability) for p in found]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("SECRET\nMEMORANDUM FOR: Director\n", "memorandum"),
        ("CLASSIFIED MESSAGE\nMEMORANDUM\n", "cable"),
        ("AIRTEL\nTo: SAC\n", "airtel"),
        ("ROUTING AND RECORD SHEET\n", "routing sheet"),
        ("INFORME sobre la situación\n", "report"),
        ("12 34\n", None),
    ],
)
def test_the_rule_nearest_the_head_names_the_kind(page, kind):
    assert kind_of([page]) == kind


def test_a_title_runs_on_until_the_next_label():
    assert title_of(["FROM: X\nSUBJECT:\n\nPayments to\nthe group\nREF: A\n"]) == "Payments to the group"
    assert title_of(["no label"]) is None


def test_numbers_read_before_give_the_same_proposals_as_reading_them_now():
    pages = ["JFK ASSASSINATION SYSTEM\nRECORD NUMBER : 104-10003-10041\n", "see 104-10003-10055\n"]
    read = [number for index, text in enumerate(pages) for number in find(text, index)]

    assert propose(Candidate("a.txt", pages, numbers=read)) == propose(Candidate("a.txt", pages))


def test_titles_are_taken_from_the_text_as_it_may_be_shown():
    def shown(text):
        return text.replace("1421", "████")

    pages = ["104-10003-10041\nSUBJECT: House at 1421\n  Maple Street\n"]
    (read,) = propose(Candidate("a.pdf", pages, shown=shown))
    rows = [InventoryRow("104-10003-10041", "a.pdf", "rif", title="Letter of 1421 Maple Street")]
    (listed,) = propose(Candidate("a.pdf", pages, inventory=rows, shown=shown))
    divisions = [Division("d1", "1421 Maple Street", None, (), 0, 0, 0, 4)]
    (marked_up,) = propose(Candidate("a.xml", ["text"], divisions, shown=shown))
    assert [p.title for p in (read, listed, marked_up)] == [
        "House at ████ Maple Street",
        "Letter of ████ Maple Street",
        "████ Maple Street",
    ]
