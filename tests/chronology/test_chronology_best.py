"""One date for a record, out of all that its pages and its sources say."""

import csv
import re
from datetime import date as Day
from pathlib import Path

import pytest

from declass.chronology import Candidate, best, candidates, find, from_number
from declass.model.date import PartialDate

SHARED = Path(__file__).parents[3] / "shared" / "data"

_SHORT_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = _SHORT_MONTHS.split()

CABLE = """            Declassified/Released US Department of State EO Systematic Review 30 JUN 2005

PAGE 01 BOGOTA 00742 042116Z
ACTION ARA-10
INFO OCT-01 ISO-00
R 042014Z FEB 74
FM AMEMBASSY BOGOTA
TO SECSTATE WASHDC 2154
REFS: A-121, JUNE 15, 1973
Draft Date: 04 FEB 1974
Review History: RELEASED <08 MAR 2002 by someone>; APPROVED <27 NOV 2002 by someone>
"""
SHEET = """Date : 04/23/96
JFK ASSASSINATION SYSTEM
IDENTIFICATION FORM
AGENCY INFORMATION
RECORD NUMBER : 100-10000-10000
DOCUMENT INFORMATION
TITLE : MEMORANDUM
DATE : 05/22/64
PAGES : 5
STATUS : RELEASED WITH DELETIONS
DATE OF LAST REVIEW : 07/17/93
"""
MEMORANDUM = """2025 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992
Approved for Release: 2018/10/02

            14 March 1962

MEMORANDUM FOR: Chief, Division

1. On 3 January 1961 the subject left.
"""


def of(*pages):
    return best(list(candidates(enumerate(pages))))


def mention(edtf, role, page=None):
    return Candidate(PartialDate(edtf, 0, len(edtf), edtf), role, page)


def test_a_cable_takes_its_date_time_group():
    chosen = of(CABLE)
    assert (chosen.edtf, chosen.page) == ("1974-02-04T20:14Z", 0)
    assert chosen.reason == "The header's date-time group reads on page 1: “042014Z FEB 74”."


def test_an_identification_sheet_gives_the_document_date_not_the_day_it_was_printed_or_reviewed():
    assert of(SHEET).edtf == "1964-05-22"


def test_a_memorandum_takes_the_line_at_its_head():
    assert of(MEMORANDUM).edtf == "1962-03-14"


def test_a_letter_takes_its_dateline():
    assert (
        of("Embajada de Chile\nSantiago, 11 de septiembre de 1973\n\nEl 4 de marzo de 1970 salió.").edtf
        == "1973-09-11"
    )


@pytest.mark.parametrize(
    "stamp",
    [
        "Approved for Release 2018/10/02",
        "Declassified/Released US Department of State EO Systematic Review 20 Mar 2014",
        "DATE OF LAST REVIEW : 07/17/93",
        "2025 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992",
        "Desclasificado 12 de abril de 2019",
        "Review Date: 09 OCT 2002",
        "DATE: 20/12/19 REVIEWER: 018645",
        "E.O. 12065: GDS 1/8/85 (SMITH, JOHN)",
    ],
)
def test_a_release_stamp_is_never_the_date(stamp):
    assert of(stamp) is None


def test_dates_without_a_year_choose_nothing():
    assert best([mention("XXXX-11-08", "head")]) is None
    assert best([]) is None


def test_markup_wins_over_the_page():
    chosen = best([mention("1962-03-14", "head", 0), mention("1962-03-15", "markup")])
    assert (chosen.edtf, chosen.page) == ("1962-03-15", None)


def test_a_day_inside_the_year_of_the_record_number_wins_over_one_outside():
    number = from_number("1979BOGOTA06523")
    chosen = best([mention("1993-06-19", "head", 0), mention("1979-07-31", "head", 1), number])
    assert chosen.edtf == "1979-07-31"


def test_a_second_source_makes_a_date_likelier():
    alone = best([mention("1962-03-14", "head", 0)])
    agreed = best([mention("1962-03-14", "head", 0), mention("1962-03-14", "field", 0)])
    assert alone.probability < agreed.probability < 1


@pytest.mark.shared
def test_state_cables_get_the_date_of_their_inventory():
    folder = SHARED / "state_cables"
    if not folder.exists():
        pytest.skip("../shared/data is absent")
    right = total = 0
    with open(folder / "metadata_gold.csv", newline="", encoding="utf-8") as rows:
        for row in list(csv.DictReader(rows))[::4]:
            path = folder / "text" / row["file"].replace(".pdf", ".txt")
            printed = re.match(r"(\d+) (\w{3})\w* (\d{4})", row["cable_date"])
            if printed and path.exists():
                chosen = of(*path.read_text(encoding="utf-8", errors="replace").split("\f"))
                wanted = f"{printed[3]}-{MONTHS.index(printed[2].lower()) + 1:02d}-{int(printed[1]):02d}"
                total += 1
                right += chosen is not None and chosen.edtf.startswith(wanted)
    assert right / total >= 0.99


@pytest.mark.shared
def test_dates_of_printed_volumes_are_read():
    path = SHARED / "frus_tei" / "dates_gold.csv"
    if not path.exists():
        pytest.skip("../shared/data is absent")
    with open(path, newline="", encoding="utf-8") as rows:
        sample = list(csv.DictReader(rows))[::8]
    read = [row["when"] in [date.edtf for date in find(" ".join(row["text"].split()))] for row in sample]
    assert sum(read) / len(read) >= 0.98  # about one row in a hundred is marked up wrongly


def test_a_book_with_thousands_of_dates_is_dated():
    """A comparison of each date with every other would not end within the time limit of a test."""
    spoken = [
        Candidate(PartialDate(f"19{n % 90 + 10}-05-{n % 28 + 1:02}", n, n + 10, "x"), "body", n)
        for n in range(50_000)
    ]
    assert best(spoken).edtf == "1910-05-01?"


STAMPED_COVER = """lease: 2019/08/13 C03017657 TOP
Approved for Release: 2019/08/13 C03017657
3 November 1954 3_3(h)
Copy No. 77
"""


def test_a_stamp_of_release_whose_words_are_lost_dates_nothing():
    assert of("lease: 2019/08/13 C03017657 TOP\n", "Approved for Release: 2019/08/13 C03017657\n") is None


def test_a_stamp_with_a_date_of_its_own_says_nothing_of_the_next_line():
    assert of(STAMPED_COVER).edtf == "1954-11-03"


def test_an_exemption_code_in_the_margin_does_not_take_a_date_from_the_head():
    chosen = of("13 November 1955 35(6) %\nCURRENT INTELLIGENCE BULLETIN\n")
    assert chosen.reason.startswith("The line at the head reads")


def test_the_day_of_a_release_stamp_is_the_stamps_wherever_it_stands_again():
    pages = ("The bulletin went out 4 May 1975 to all.\n", "RELEASED 4 May 1975\n")
    assert of(*pages) is None
    assert of("4 May 1975\n\nMEMORANDUM\n", pages[1]).edtf == "1975-05-04"


def test_nothing_written_on_or_after_its_publication_dates_a_record():
    spoken = list(candidates([(0, "5 June 2003\n\nMEMORANDUM\n\nAs of 3 May 1961 he was in Quito.\n")]))
    assert best(spoken).edtf == "2003-06-05"
    assert best(spoken, Day(2003, 6, 5)).edtf == "1961-05-03?"


def test_a_date_that_only_running_text_speaks_of_is_marked_uncertain():
    assert of("He came to Lima on 3 May 1961 and left.\n").edtf == "1961-05-03?"
