"""Record numbers are read through scanning damage, and citations are told from a file's own number."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.compare.number_forms import distance
from declass.compare.numbers import PageStamp, find, from_name, stamp_agrees, stamps, vote
from declass.compare.own import bundle_parts, is_sheet, own

SHEET = "JFK ASSASSINATION SYSTEM\nIDENTIFICATION FORM\nAGENCY INFORMATION\n{number}\nRECORD SERIES : JFK\n"


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        pytest.param("104-10003-10041", "104-10003-10041", id="clean"),
        pytest.param("104–10003–10041", "104-10003-10041", id="en dashes"),
        pytest.param("104 10003 10041", "104-10003-10041", id="spaces"),
        pytest.param("1104-10003-10041", "104-10003-10041", id="bar read as one"),
        pytest.param("[104-10003-10041]", "104-10003-10041", id="brackets"),
        pytest.param("(04-10003-10041", "104-10003-10041", id="first one lost"),
        pytest.param("io4-t0003-1OO41", "104-10003-10041", id="letters for digits"),
        pytest.param("404-40003-10041", "104-10003-10041", id="strokes read as fours"),
        pytest.param("104-10003.10041", "104-10003-10041", id="point for dash"),
        pytest.param("1041000310041", "104-10003-10041", id="dashes lost"),
    ],
)
def test_a_damaged_jfk_number_at_the_head_of_a_page_is_read(printed, value):
    assert [n.value for n in find(f"{printed}\nMEMORANDUM FOR: Director\n", 0)] == [value]


def test_damage_lowers_the_probability():
    clean, worn = find("104-10003-10041\n", 0)[0], find("io4-t0003-1OO41\n", 0)[0]
    assert clean.probability > 0.9 > worn.probability


@pytest.mark.parametrize(
    "text", ["call 212 555-12345", "19730911", "104-20003-10041", "999-10003-10041", "pp. 104-10003"]
)
def test_other_figures_are_no_record_numbers(text):
    assert find(text, 0) == []


@pytest.mark.parametrize(
    ("text", "scheme", "value"),
    [
        ("Document Number: 1979LAPAZ06523", "state", "1979LAPAZ06523"),
        ("Document Number: 1979STATE062940", "state", "1979STATE062940"),
        (
            "Approved For Release 2003/01/02 : CIA-RDP79-00936A011700050005-8",
            "crest",
            "CIA-RDP79-00936A011700050005-8",
        ),
        ("CIA-RDP79T00936A011700050005-8", "crest", "CIA-RDP79T00936A011700050005-8"),
        ("ClA-RDP77-00432ROOO1OO24O061-0", "crest", "CIA-RDP77-00432R000100240061-0"),
        ("C05512345", "c-number", "C05512345"),
        ("NO OBJECTION LOC-HAK-454-3-1-9", "loc-hak", "LOC-HAK-454-3-1-9"),
        ("Case No. F-2012-12345", "case", "F-2012-12345"),
        ("frus1969-76v21/d154", "frus", "frus1969-76v21/d154"),
    ],
)
def test_other_agencies_numbers_are_read(text, scheme, value):
    assert [(n.scheme, n.value) for n in find(text, 3)] == [(scheme, value)]


def test_spans_hold_the_number_as_it_stands():
    text = "SECRET\n  104-10003-10041 and later CIA-RDP79-00936A011700050005-8\n"
    for number in find(text, 2):
        assert text[number.start : number.end] == number.original_value
        assert number.page == 2


@given(st.text(alphabet="0123456789OIlt-–. CIARDP\n(", max_size=120))
@settings(max_examples=80, deadline=None)
def test_spans_stay_inside_any_text(text):
    for number in find(text, 0):
        assert 0 <= number.start < number.end <= len(text)
        assert text[number.start : number.end] == number.original_value


def test_names_give_the_number_and_the_stem_as_a_last_resort():
    assert [(n.scheme, n.value) for n in from_name("2021/DOCID-32106019.pdf")] == [
        ("docid", "32106019"),
        ("name", "DOCID-32106019"),
    ]
    assert from_name("cables/1979LAPAZ06523.pdf")[0].value == "1979LAPAZ06523"
    assert [n.scheme for n in from_name("notes.txt")] == ["name"]


def test_pages_vote_on_a_number_that_is_damaged_differently_on_each():
    banners = [
        "CIA-RDP79T00936A011700050005-8",
        "CIA-RDP79T00986A011700050005-8",
        "CIA-RDP79T00936A011700050O05-8",
    ]
    banners += ["CIA-RDP79T0093A011700050005-8"]
    readings = [n for i, banner in enumerate(banners) for n in find(banner, i)]
    elected = vote(readings)
    assert elected.value == "CIA-RDP79T00936A011700050005-8"
    assert elected.probability > 0.9


def test_a_vote_across_schemes_is_refused():
    with pytest.raises(ValueError, match="one scheme"):
        vote([*find("104-10003-10041", 0), *find("C05512345", 0)])


def test_telegram_stamps_are_evidence_for_the_states_number_but_no_number():
    text = "PAGE 02 SANTIA 04059 081756Z\nO 081705Z SEP 73\n"
    assert find(text, 0) == []
    assert stamps(text) == [PageStamp(2, "SANTIA", "04059", 1973)]
    assert stamp_agrees(stamps(text)[0], "1973SANTIAGO04059")
    assert not stamp_agrees(stamps(text)[0], "1974SANTIAGO04059")


def _own(name, pages):
    return own(from_name(name), {i: find(text, i) for i, text in enumerate(pages)}, pages)


def test_a_cited_number_in_running_text_is_not_the_files_own():
    body = (
        "SECRET\n" * 8
        + "a line\n" * 20
        + "REF: see 104-10059-10213 of the same month, paragraph two.\n"
        + "end\n" * 8
    )
    proposals = _own("x.txt", ["104-10003-10041\n" + body])
    assert proposals[0].number.value == "104-10003-10041"
    assert all(p.probability < 0.3 for p in proposals[1:])


def test_the_names_number_wins_over_a_damaged_stamp_and_says_so():
    (proposal,) = _own("104-10003-10041.pdf", ["404-40003-10044\nMEMORANDUM"])
    assert proposal.number.value == "104-10003-10041"
    assert any("damaged" in sentence for sentence in proposal.evidence)


def test_a_name_that_the_pages_contradict_is_doubted():
    page = SHEET.format(number="RECORD NUMBER : 104-10004-10213")
    named = {p.number.value: p for p in _own("104-10003-10041.pdf", [page, "104-10004-10213\n"])}
    assert named["104-10004-10213"].probability > named["104-10003-10041"].probability
    assert "The pages bear another number." in named["104-10003-10041"].evidence


def test_a_new_sheet_starts_the_next_record_of_a_bundle():
    pages = [
        SHEET.format(number=f"RECORD NUMBER : {n}") + "x\n" * 9
        for n in ("104-10003-10041", "180-10142-10273")
    ]
    pages = [pages[0], "text", pages[1], "text", "text"]
    assert all(is_sheet(pages[i]) for i in (0, 2))
    proposals = _own("bundle.pdf", pages)
    assert [(p.number.value, p.first_page, p.last_page) for p in proposals] == [
        ("104-10003-10041", 0, 1),
        ("180-10142-10273", 2, 4),
    ]


def test_a_file_without_pages_has_one_part():
    assert len(bundle_parts({}, [])) == 1


def test_distance_counts_lost_characters():
    assert distance("104-10003-10041", "04-10003-10O41") == 2
