"""Sheets that name the reason for a whole record or for pages taken out: the codes they give."""

import re

import pytest

from declass.model.anchor import Box
from declass.model.page import PageText, Word
from declass.redact.document import settle
from declass.redact.fields import restrictions, sheet_codes, withdrawn
from declass.redact.page import PageSeen, look

RIF = """AGENCY : OCQ
RECORD NUMBER : 901-10003-10041
RESTRICTIONS : {restrictions}
CURRENT STATUS : {status}
DATE OF LAST REVIEW : 04/17/2012
"""


def values(found):
    return [mention.value for mention in found]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("1B", ["JFK Act 6(1)(B)"]),
        ("1A; 1B", ["JFK Act 6(1)(A)", "JFK Act 6(1)(B)"]),
        ("1A, 1C, 3", ["JFK Act 6(1)(A)", "JFK Act 6(1)(C)", "JFK Act 6(3)"]),
        ("IB ; 4", ["JFK Act 6(1)(B)", "JFK Act 6(4)"]),
        ("4; 10(a)2", ["JFK Act 6(4)", "JFK Act 10(a)(2)"]),
        ("4; 11(a)", ["JFK Act 6(4)", "JFK Act 11(a)"]),
        ("2", ["JFK Act 6(2)"]),
    ],
)
def test_an_identification_form_names_its_restrictions(printed, read):
    found = restrictions(RIF.format(restrictions=printed, status="REDACT"))
    assert values(found.codes) == read


@pytest.mark.parametrize(
    "text",
    [
        RIF.format(restrictions="OPEN IN FULL", status="OPEN"),
        RIF.format(restrictions="1B", status="RELEASED IN FULL"),
        RIF.format(restrictions="", status="OPEN"),
        RIF.format(restrictions="REFERRED", status="OPEN"),
        "In the current status of the talks a redact is of no use",
        "RESTRICTIONS ON OPERATIONAL USE OF CERTAIN CATEGORIES 1 AND 2",
        "RESTRICTIONS : 1B\n" + "The record itself goes on for pages. " * 200,
    ],
    ids=[
        "open",
        "released since",
        "empty: the next label is not its value",
        "a word",
        "a sentence on status",
        "a sentence",
        "a record",
    ],
)
def test_what_names_none_is_left_alone(text):
    assert restrictions(text) is None


@pytest.mark.parametrize(
    "status",
    [
        "REDACT",
        "RELEASED WITH DELETIONS",
        "RELEASED IN PART PUBLIC - RELEASED WITH DELETIONS",
        "POSTPONED IN PART",
    ],
)
@pytest.mark.parametrize("named", ["", "REFERRED"])
def test_a_form_without_restrictions_still_says_that_the_record_is_not_whole(status, named):
    text = RIF.format(restrictions=named, status=status)
    found = restrictions(text)
    assert found.codes == ()
    assert text[found.start : found.end].endswith(status)
    assert found.probability < 0.9


def test_the_restrictions_of_the_form_hold_for_boxes_on_the_pages_behind_it():
    form = PageText(RIF.format(restrictions="1B", status="REDACT"), "embedded", "pdf", "1")
    (first,) = settle([look(PageSeen(0, 612, 792, form, (form,)))])
    (stamp,) = first.withholdings
    assert [(code.value, code.source) for code in stamp.codes] == [("JFK Act 6(1)(B)", "marker")]


NIXON = """DOCUMENT WITHDRAWAL RECORD [NIXON PROJECT]
1   Memo   Haig to Kissinger, re: talks   06/04/71   D
2   Report   List of persons   n.d.   B
3   Letter   A private matter   05/01/70   G
NA FORM 1421
"""
LIBRARY = """WITHDRAWAL SHEET (PRESIDENTIAL LIBRARIES)
#1 cable   Quito 301   2 pp.   03/02/64   A
#2 memo    Rusk to the President  1 p.  03/03/64  (C)
RESTRICTION CODES
(A) Closed by Executive Order governing access to national security information
(B) Closed by statute or by the agency which originated the document
(C) Closed in accordance with restrictions contained in the donor's deed of gift
"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (NIXON, ["Nixon D", "Nixon B", "Nixon G"]),
        (LIBRARY, ["Library A", "Library C"]),
        ("1. cable  901-10903-10003  CABLE  2 pp.  B\n", []),
        ("WITHDRAWAL SHEET\nSection A\nPart B\n", []),
    ],
    ids=["Nixon", "library", "no such sheet", "headings"],
)
def test_letters_that_close_the_rows_of_a_withdrawal_sheet_are_its_reasons(text, read):
    assert values(withdrawn(text)) == read


FBI = """FEDERAL BUREAU OF INVESTIGATION
DELETED PAGE INFORMATION SHEET
Section 552                         Section 552a
{0} (b)(1)   {1} (b)(7)(A)   {1} (d)(5)
{1} (b)(2)   {1} (b)(7)(B)   {1} (j)(2)
{1} (b)(3)   {0} (b)(7)(C)   {1} (k)(1)
{1} (b)(4)   {1} (b)(7)(D)   {1} (k)(2)
"""


def test_of_a_form_that_prints_all_exemptions_only_those_ticked_are_its_reasons():
    assert values(sheet_codes(FBI.format("☒", "☐"))) == ["(b)(1)", "(b)(7)(C)"]
    assert values(sheet_codes(FBI.format("X", "_"))) == ["(b)(1)", "(b)(7)(C)"]
    assert values(sheet_codes(FBI.format("", ""))) == []


@pytest.mark.parametrize(
    ("tick", "empty"),
    [
        *(("X", ""), ("[X]", "[ ]"), ("(x)", "( )"), ("XX", "__"), ("X_", "_"), ("_X_", "___"), ("✓", "□")),
        *(("☑", "☐"), ("[x]", "[]"), ("_XX_", "____"), ("×", "")),
    ],
)
@pytest.mark.parametrize("gap", [" ", "", "    "])
def test_a_tick_is_read_in_every_form_it_is_made_in(tick, empty, gap):
    text = FBI.replace("} ", "}" + gap).format(tick, empty)
    assert values(sheet_codes(text)) == ["(b)(1)", "(b)(7)(C)"]
    short = f"1 Page(s) withheld entirely at this place\n{tick}{gap}(b)(3) {empty}{gap}(b)(5)\n"
    assert values(sheet_codes(short)) == ["(b)(3)"]


def test_a_tick_whose_brackets_ocr_took_for_letters_is_read():
    assert values(sheet_codes(FBI.format("IXl", "I ]"))) == ["(b)(1)", "(b)(7)(C)"]
    assert values(sheet_codes(FBI.format("[XI", "L]"))) == ["(b)(1)", "(b)(7)(C)"]
    assert values(sheet_codes(FBI.format("I1", "I 1"))) == []


def test_a_tick_behind_its_code_is_read_where_the_line_begins_with_a_code():
    text = "DELETED PAGE INFORMATION SHEET\n(b)(1) [ ]  (b)(3) [X]\n(b)(6) [X]  (k)(2) [ ]\n"
    assert values(sheet_codes(text)) == ["(b)(3)", "(b)(6)"]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("(b)(1) (b)(5)\n(b)(3) (b)(6)", []),
        ("(b)(7)(C)", ["(b)(7)(C)"]),
        ("(b)(1), (b)(3) and (b)(6)", ["(b)(1)", "(b)(3)", "(b)(6)"]),
    ],
    ids=["a short form", "typed on it", "a list"],
)
def test_codes_without_any_tick_are_a_forms_own_or_typed_reasons(said, read):
    assert values(sheet_codes(f"2 Page(s) withheld entirely at this location\n{said}\n")) == read


@pytest.mark.parametrize("tick", ["X", " "])
@pytest.mark.parametrize("placed", [True, False])
def test_what_a_form_prints_is_no_marker_and_lends_no_code(tick, placed):
    said = FBI.format(f"[{tick}]", "[ ]")
    words = []
    for match in re.finditer(r"\S+", said) if placed else ():
        x, y = (
            72 + 5 * (match.start() - said.rfind("\n", 0, match.start())),
            100 + 14 * said.count("\n", 0, match.start()),
        )
        words.append(Word(match.start(), match.end(), Box(x, y, x + 5 * len(match[0]), y + 10)))
    page = PageText(said, "embedded", "pdf", "1", words=tuple(words) if placed else None)
    stamped = PageText("RELEASED IN PART 3.5(c)", "embedded", "pdf", "1")
    looked = [look(PageSeen(0, 612, 792, page, (page,))), look(PageSeen(1, 612, 792, stamped, (stamped,)))]
    first, second = settle(looked)
    (sheet,) = first.withholdings
    assert sheet.kind == "whole_page"
    assert [code.value for code in sheet.codes] == (["(b)(1)", "(b)(7)(C)"] if tick == "X" else [])
    assert [[code.value for code in one.codes] for one in second.withholdings] == [["3.5(c)"]]


def test_a_forms_codes_within_a_longer_text_are_no_markers_either():
    text = (
        "3 Page(s) withheld entirely at this location\n"
        + FBI.format("", "")
        + "He wrote of the harbour. " * 300
    )
    (notice,) = look(PageSeen(0, text=PageText(text, "embedded", "text", "1"))).found
    assert (notice.kind, notice.codes) == ("marker", ())


def test_a_sheet_that_lists_pages_gives_its_count_and_its_codes():
    text = (
        "FEDERAL BUREAU OF INVESTIGATION\nFOI/PA\nDELETED PAGE INFORMATION SHEET\n"
        "Total Deleted Page(s) = 3\nPage 4 ~ b6; b7C;\nPage 5 ~ Referral/Direct;\nPage 9 ~ b6; b7D;\n"
    )
    page = PageText(text, "embedded", "pdf", "1")
    (sheet,) = look(PageSeen(0, 612, 792, page, (page,))).found
    assert sheet.kind == "whole_page"
    assert {code.value for code in sheet.codes} == {"(b)(6)", "(b)(7)(C)", "(b)(7)(D)"}
