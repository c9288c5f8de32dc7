"""Pages cut into passages for the sentence model."""

from hypothesis import given
from hypothesis import strategies as st

from declass.search.passages import PASSAGE_WORDS, page_key, passages

SENTENCE = "The ambassador said that the strike of the dockers would be over before the end of the week. "
CABLE = """UNCLASSIFIED
PAGE 01   LA PAZ 06523 020510Z
INFO OCT-01 ARA-15 ADS-00 DEAE-00 /021 W
           ------------------072524 020515Z /11
FM AMEMBASSY LA PAZ
MISSION CONCURS WITH THE VISIT OF THE SURVEY TEAM TO THE HARBOUR.
DETAILS WILL BE ARRANGED WITH THE MINISTRY IN AUGUST.
Page Count: 2
Declassified/Released US Department of State EO Systematic Review 20 Mar 2014
"""


def test_routing_banners_and_forms_are_not_read_and_capitals_are_small():
    (passage,) = passages(CABLE)
    assert passage.text == (
        "mission concurs with the visit of the survey team to the harbour. "
        "details will be arranged with the ministry in august."
    )


def test_a_long_page_has_several_passages_of_bearable_length():
    cut = passages("\n".join([SENTENCE * 3] * 10))
    assert len(cut) > 2
    assert all(len(p.text.split()) < PASSAGE_WORDS + 60 for p in cut)


def test_a_page_without_line_ends_is_cut_too():
    assert len(passages(SENTENCE * 40)) > 3


def test_each_passage_begins_with_the_heading():
    assert all(p.text.startswith("Harbour strike. ") for p in passages(SENTENCE * 40, "Harbour strike"))


def test_a_form_says_nothing():
    form = "Drafter: n/a\nEnclosure: n/a\nExecutive Order: N/A\nErrors: N/A\nFilm Number: D790349-0500\n"
    assert not any(p.text for p in passages(form * 5))


def test_the_same_words_have_the_same_key_and_another_heading_another():
    assert page_key(SENTENCE, "") == page_key(SENTENCE, "") != page_key(SENTENCE, "Strike")
    assert passages(SENTENCE)[0].key == passages(f"  {SENTENCE}")[0].key


@given(st.text(max_size=3000), st.text(max_size=50))
def test_passages_stand_in_order_inside_the_page(text, heading):
    end = 0
    for passage in passages(text, heading):
        assert end <= passage.span.start < passage.span.end <= len(text)
        end = passage.span.end


def test_litter_of_a_failed_reading_is_not_read():
    litter = "Be Ok Mqe ane Gwrren te anlzr, ae ea vo Bxthea. 7A ~Aae/ of ti, Hqthnig/ the aw Ss Mtvv "
    assert [p.text for p in passages(litter * 3)] == [""] * len(passages(litter * 3))
    assert all(p.text for p in passages(SENTENCE * 3))
