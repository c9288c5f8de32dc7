"""Markers in text: what is withheld and how much, told from editors' omissions and from damage."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.redact.markers import amount, markers
from declass.redact.tolerant import phrase
from declass.redact.whole_page import postponed, whole_page

SHARED = Path(__file__).parents[3] / "shared" / "data"


def kinds(text):
    return [marker.kind for marker in markers(text)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[less than 1 line not declassified]", (0.0, 1.0)),
        ("[1½ lines not declassified]", (1.5, 1.5)),
        ("[1-1/2 lines not declassified]", (1.5, 1.5)),
        ("[1 1/2 lines not declassified]", (1.5, 1.5)),
        ("[11/2 lines not declassified]", (1.5, 1.5)),
        ("[12-3/4 lines not declassified]", (12.75, 12.75)),
        ("[3-1/2 pages not declassified]", (87.5, 192.5)),
        ("[l½ lines not declassified]", (1.5, 1.5)),
        ("[l-l/2 lines not declassified]", (1.5, 1.5)),
        ("[I line not declassified]", (1.0, 1.0)),
        ("[1/2 line not declassified]", (0.5, 0.5)),
        ("[one and one-half lines not declassified]", (1.5, 1.5)),
        ("[less than 1-1/2 lines not declassified]", (0.0, 1.5)),
        ("[1 paragraph (10 lines) not declassified]", (10.0, 10.0)),
        ("[3 paragraphs (12 lines)\nnot declassified]", (12.0, 12.0)),
        ("[two and a half lines not declassified]", (2.5, 2.5)),
        ("[2 pages not declassified]", (50.0, 110.0)),
        ("[name not declassified]", (0.05, 1.0)),
        ("[dollar amount not declassified]", (0.05, 1.0)),
        ("[text not declassified.]", (None, None)),
        ("[name n0t declas-\nsified]", (0.05, 1.0)),
        ("name not declassified]", (0.05, 1.0)),
        ("[1 line not dec1assified", (1.0, 1.0)),
        ("(name deleted)", (0.05, 1.0)),
        ("[dos líneas tachadas]", (2.0, 2.0)),
        ("[3 renglones testados]", (3.0, 3.0)),
        ("[un renglón testado]", (1.0, 1.0)),
        ("[reservado]", (None, None)),
        ("[trecho tarjado]", (0.05, 1.0)),
    ],
)
def test_what_is_withheld_is_found_with_its_amount(text, lines):
    (marker,) = markers(f"The officer met {text} in the capital.")
    assert marker.kind == "withheld"
    assert (marker.lines_min, marker.lines_max) == lines


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[Omitted here is discussion unrelated to the coast.]", "editorial"),
        ("[Here follow paragraphs 2 to 14.]", "editorial"),
        ("[...]", "editorial"),
        ("[sic]", "damage"),
        ("[garble]", "damage"),
        ("[3 gr G]", "damage"),
        ("[2 wd G]", "damage"),
        ("[illegible]", "damage"),
        ("[AGENT]", "substitute"),
        ("[CHIEF OF STATION]", "substitute"),
        ("[KEY CONGOLESE CONTACT]", "substitute"),
        ("RELEASED IN PART B1", "stamp"),
        ("EXCISED", "stamp"),
        ("Excised in part (b)(1)", "stamp"),
        ("EXCISED 1.4(d)", "stamp"),
        ("RELEASED WITH DELETIONS", "stamp"),
        ("Declassified and Released in Part", "stamp"),
        ("PORTIONS EXEMPT", "stamp"),
        ("████████", "withheld"),
        ("■■■■■", "withheld"),
        ("he met [        ] there", "withheld"),
        ("[classified]", "withheld"),
        ("he met [XXXXX] there", "withheld"),
        ("he met [____] there", "withheld"),
        ("he met [--------] there", "withheld"),
        ("he met [---] there", "editorial"),
        ("SECRET\nEXEMPT\nthe text", "stamp"),
        ("Sanitized Copy Approved for Release", "stamp"),
        ("Documento parcialmente tarjado", "stamp"),
        ("FROM : WITHHELD", "withheld"),
        ("TACHADO", "withheld"),
        ("información reservada conforme a la Ley 20.285", "withheld"),
    ],
)
def test_kinds_are_told_apart(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The documents were not declassified until later (if they were not declassified at all).",
        "a sanitized copy was provided to the staff",
        "the report on opposition groups (sanitised) and the other",
        "CURRENT STATUS : RELEASED IN PART PUBLIC - RELEASED WITH DELETIONS",
        "RELEASED IN FULL",
        "EXEMPT\nFROM GENERAL DECLASSIFICATION SCHEDULE",
        "E.O. 11652:\nEXEMPT",
        "Exempt",
        "[XX] 1971",
        "The surgeon excised\nthe rest.",
        "excised",
        "Excised by the surgeon",
        "it was declassified and released in part later",
        "███",
        "■ one\n■ two",
        "Approve [      ]   Disapprove [      ]",
        "[ ] yes  [ ] no",
        "[CLASSIFIED]",
        "SECRETO",
        "ESTRICTAMENTE CONFIDENCIAL Y RESERVADO",
        "el documento secreto fue reservado para el Presidente",
        "[The meeting was not open to the public.]",
        "[Attachment 1]",
        "DELETIONS, IF ANY:",
    ],
)
def test_what_only_sounds_like_it_is_left_alone(text):
    assert markers(text) == ()


@given(st.text(alphabet="[](){} notdeclassified1½lines\n-", max_size=80))
def test_spans_lie_in_the_text_in_order_and_apart(text):
    end = 0
    for marker in markers(text):
        assert end <= marker.start < marker.end <= len(text)
        assert text[marker.start : marker.end] == marker.text
        end = marker.end


@given(st.integers(1, 40))
def test_an_amount_of_lines_is_itself(count):
    assert amount(f"{count} lines not declassified") == (count, count)


def test_a_phrase_is_found_through_damage_but_not_in_other_words():
    import re

    assert re.search(phrase("page denied"), "PAG3 DEN1ED".replace("3", "E"), re.I)
    assert not re.search(phrase("withdrawal notice"), "the withdrawing of notes", re.I)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("12  Page(s) withheld entirely at this location in the file.", 12),
        ("FEDERAL BUREAU OF INVESTIGATION\nDELETED PAGE INFORMATION SHEET", None),
        ("PAGE DENIED", 1),
        ("Next 7 Page(s) In Document Denied", 7),
        ("PAGES 3-7 DENIED IN FULL", 5),
        ("P A G E  D E N I E D", 1),
        ("DENY IN FULL", None),
        ("NEXT 3 PAGES WITHHELD", 3),
        ("3 pages withheld in full", 3),
        ("The following pages are withheld in full: 12, 13, 14", 3),
        ("The following pages were denied: 3-6 and 9", 5),
        ("NA FORM 1421", None),
        ("DOCUMENT WITHDRAWAL RECORD", None),
        ("DENIED IN FULL", None),
        ("PÁGINA RESERVADA", 1),
        ("Documento retirado en su totalidad", None),
        ("Folha retirada por sigilo", None),
        ("Página suprimida na íntegra", 1),
        ("5 pages denied", 5),
        ("12 PAGES EXEMPT IN FULL", 12),
        ("Pages 12 through 14 denied in full", 3),
        ("17\nPAGE DENIED", 1),
        ("1974\n\nPAGES DENIED", None),
        ("3 páginas denegadas", 3),
        ("FOIPA DELETED PAGE INFORMATION SHEET\nTotal Deleted Page(s) ~ 28\nPage 3 ~ b1", 28),
    ],
)
def test_a_page_that_stands_for_others_is_known(text, pages):
    sheet = whole_page(text)
    assert sheet is not None
    assert (sheet.pages, sheet.alone) == (pages, True)


def test_a_report_that_speaks_of_one_is_not():
    report = "The Ambassador said that this page denied the charge and that the press had it in full. " * 40
    assert whole_page(report) is None


@pytest.mark.parametrize(
    "text",
    [
        "In the afternoon Mr. Page denied that he had met the consul.",
        "In the afternoon the consul said that Mr.\nPage denied that he had met him.",
        "The consul said that Mr. Page\ndenied that he had met him.",
        "The consul said that Walter Page denied\nthat he had met him.",
        "Asked again, Page denied any part in it.",
        "The consul had asked and\nPage denied\nthat he had met him.",
        "A withdrawal sheet was inserted in the folder by the archivist.",
        "The consul said that the next 3 pages withheld nothing of it.",
        "See the withdrawal notice in the register. The withdrawal sheet is missing.",
        "THE CONSUL SAID THAT WALTER PAGE DENIED THAT HE HAD MET THE OFFICER IN THE HARBOUR.",
    ],
)
def test_sentences_that_speak_of_a_sheet_or_of_a_mr_page_are_none(text):
    assert whole_page(text) is None
    assert whole_page(f"MEMORANDUM FOR THE RECORD\nThe consul wrote on the third of May.\n{text}\n") is None


@pytest.mark.parametrize(
    "text",
    [
        "The consul wrote.\nPAGE DENIED\nand left.",
        "The consul wrote.\n\nPage denied\n\nHe left.",
        "Pages 3-7 denied in full under (b)(1)",
        "Page Denied",
        "Withdrawal Sheet (Presidential Libraries)",
        "See the withdrawal sheet.\n\nWITHDRAWAL SHEET\n1. memo",
        "SECRET PAGE DENIED SECRET",
    ],
)
def test_stamps_in_capitals_or_alone_on_their_line_are_sheets(text):
    assert whole_page(text) is not None


def test_a_sheet_within_a_longer_text_is_a_notice_and_no_page():
    sheet = whole_page("3 Page(s) withheld entirely at this location\n" + "He wrote of the harbour. " * 400)
    assert sheet is not None
    assert not sheet.alone


def test_a_postponed_record_counts_only_where_no_page_of_it_is_here():
    rif = "AGENCY : CIA\nRECORD NUMBER : 901-10001-10001\nCURRENT STATUS : POSTPONED IN FULL\n"
    assert postponed(rif, 1) is not None
    assert postponed(rif, 4) is None
    assert postponed(rif.replace("POSTPONED IN FULL", "OPEN"), 1) is None


@pytest.mark.shared
def test_every_marker_of_real_volumes_is_found_and_none_is_invented():
    folder = SHARED / "frus_history_withheld"
    if not folder.is_dir():
        pytest.skip("the real records are not here")
    import re

    marked = found = 0
    for path in sorted(folder.glob("*.xml")):
        text = re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))
        truth = re.findall(r"\[[^\[\]]*not\s+declassified[^\[\]]*\]", text, re.I)
        told = [m for m in markers(text) if m.kind in ("withheld", "substitute")]
        assert [m.text for m in told] == truth
        marked, found = marked + len(truth), found + len(told)
    assert marked == found > 70


@pytest.mark.parametrize(
    "piece",
    ["\n", " ", "[", "(", "(b)(1) ", "B1 ", "25X1\n", "tachado\n", "page ", "[name not declas ", "1 "],
)
def test_hostile_pages_take_time_in_proportion(piece):
    """Twenty thousand characters of anything take a second; quadratic work would take minutes."""
    import time

    from declass.redact.mentions import mentions

    text = piece * (20_000 // len(piece))
    started = time.process_time()
    markers(text), mentions(text), whole_page(text)
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    ("read", "withheld"),
    [
        ("He met [name riot deolassifiec] there.", True),
        ("He met [toxt\nnct ceclassified.] there.", True),
        ("[1 paragraph\n(10 lines) not ceclassified]", True),
        ("The cable [now declassified] says so.", False),
        ("The cable [since declassified] says so.", False),
        ("The list [not reclassified by then] is here.", False),
    ],
)
def test_brackets_whose_letters_are_damaged_are_read_by_what_they_must_have_said(read, withheld):
    assert any(marker.kind == "withheld" for marker in markers(read)) is withheld
