"""What a release reveals: differences proposed, weighed and graded."""

import json
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.compare.align import align_words
from declass.compare.difference import differences
from declass.compare.features import GROUPS, features
from declass.compare.grade import WitnessText, changes
from declass.compare.layout import Laid
from declass.compare.pair import Pair
from declass.compare.report import report
from declass.compare.scorecard import grader, parse
from declass.compare.witness import Counterparts, Witness
from declass.model.change import Change, Passage

OPEN = (
    "The station chief reported that Major Esteban Quiroga had met the source in Lisbon on Tuesday.\n"
    "He was paid two hundred dollars for the lists which Quiroga promised to bring each month.\n"
    "The committee asked whether the arrangement could be continued until the end of the year.\n"
)
CUT = OPEN.replace("Major Esteban Quiroga ", "").replace("Quiroga ", "")
WORDS = st.lists(
    st.sampled_from(["the", "station", "met", "Quiroga", "in", "Lisbon", "24", "SECRET\n"]),
    max_size=30,
)


def kinds(found):
    return [c.kind for c in found]


def revealed(found):
    return [c.newer.text for c in found if c.kind == "revealed"]


def test_names_that_were_cut_out_are_revealed():
    assert revealed(changes([CUT], [OPEN])) == ["Major Esteban Quiroga", "Quiroga"]


def test_the_mirror_image_is_newly_hidden():
    found = changes([OPEN], [CUT])
    assert [c.older.text for c in found if c.kind == "newly_hidden"] == ["Major Esteban Quiroga", "Quiroga"]
    assert "revealed" not in kinds(found)


def test_a_text_against_itself_shows_no_change():
    assert changes([OPEN, OPEN], [OPEN, OPEN]) == []


def test_empty_sides_are_compared_without_fuss():
    assert changes([], []) == []
    assert changes([""], [""]) == []
    assert all(c.older.text == "" for c in changes([], [OPEN]))


def test_a_change_inside_one_token_counts():
    old, new = OPEN + "Sent by 3/0//T12 to all posts.", OPEN + "Sent by 3/0/BED/T12 to all posts."
    (change,) = changes([old], [new])
    assert change.newer.text == "BED"


def test_misread_words_are_not_revealed():
    misread = OPEN.replace("committee", "cornmittec").replace("arrangement", "arrangernent")
    assert revealed(changes([misread], [OPEN])) == []


def test_stamps_and_page_marks_are_boilerplate():
    found = changes([OPEN], [f"13-00000\n\n2025 RELEASE UNDER THE RECORDS ACT OF 1992\n\n{OPEN}"])
    assert set(kinds(found)) == {"boilerplate"}


def test_lines_in_another_order_are_no_disclosure():
    lines = [
        f"{word} officers were sent to the port during the month.\n" for word in ("Eleven", "Seven", "Nine")
    ]
    head = "FROM: the director\nTO: the ambassador\n"
    assert revealed(changes([head + "".join(lines)], ["".join(lines) + head])) == []


def test_an_earlier_witness_that_has_the_words_speaks_against_a_disclosure():
    alone = changes([CUT], [OPEN])
    told = changes([CUT], [OPEN], [WitnessText([OPEN], "earlier", "1998")])
    assert max(c.probability for c in told if c.kind == "revealed") < max(c.probability for c in alone)
    assert any("Present in 1998." in c.evidence for c in told)


def test_a_witness_that_lacks_the_words_too_speaks_for_it():
    alone = changes([CUT], [OPEN])
    told = changes([CUT], [OPEN], [WitnessText([CUT], "earlier", "1998")])
    assert min(c.probability for c in told) >= min(c.probability for c in alone)
    assert all("Absent from 1998 too." in c.evidence for c in told)


class Boxes:
    """A finder that sees a box wherever it is asked, or nowhere; and all words on boxes, or none."""

    def __init__(self, answer, litter=False):
        self.answer, self.asked, self.on_box = answer, [], litter

    def litter(self, page, start, end):
        return self.on_box

    def withheld(self, page, start, end):
        self.asked.append((page, start, end))
        return self.answer


def test_a_box_in_the_older_image_makes_a_disclosure_certain():
    boxes = Boxes(True)
    found = changes(["A first page.", CUT], ["A first page.", OPEN], finder=boxes)
    assert [(c.kind, c.grade) for c in found] == [("revealed", "certain")] * 2
    assert {page for page, _, _ in boxes.asked} == {1}


def test_words_that_stand_on_a_box_of_the_newer_image_are_not_revealed():
    found = changes([CUT], [OPEN], finder=Boxes(True), newer_finder=Boxes(False, litter=True))
    assert {c.kind for c in found} == {"ocr_difference"}
    assert all("they were read off it" in c.evidence[0] for c in found)
    hidden = changes([OPEN], [CUT], finder=Boxes(False, litter=True), newer_finder=Boxes(True))
    assert {c.kind for c in hidden} == {"ocr_difference"}


def test_a_code_printed_anew_is_not_revealed():
    whole = OPEN.split()
    marked = " ".join([*whole[:6], "3.3(b)(1)", *whole[6:]])
    found = changes([OPEN], [marked]) + changes([marked], [OPEN])
    assert {c.kind for c in found} == {"boilerplate"}
    assert all(c.evidence[0].startswith("The words are an exemption code") for c in found)


def test_nothing_is_certain_without_image_or_witnesses():
    assert {c.grade for c in changes([CUT], [OPEN])} <= {"likely", "possible"}


def test_places_are_those_of_the_pages():
    older, newer = ["First page.", CUT], ["First page.", OPEN]
    for change in changes(older, newer):
        assert newer[change.newer.page][change.newer.start : change.newer.end] == change.newer.text
        assert older[change.older.page][change.older.start : change.older.end] == change.older.text
        assert change.newer.page == 1


def test_the_words_around_are_those_of_the_newer_text():
    change = changes([CUT], [OPEN])[0]
    assert change.before == "The station chief reported that"
    assert change.after == "had met the source in Lisbon on Tuesday"


@settings(max_examples=40, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_any_texts_give_changes_within_their_pages(a, b, c):
    older, newer = [" ".join(a), " ".join(b)], [" ".join(b), " ".join(c)]
    for change in changes(older, newer, [WitnessText([" ".join(c)], "later")]):
        assert 0 <= change.probability <= 1
        assert change.newer.end <= len(newer[change.newer.page])
        assert change.older.end <= len(older[change.older.page])


def test_every_feature_of_the_card_is_computed_and_every_computed_witness_is_known():
    older, newer = Laid.of([CUT]), Laid.of([OPEN])
    alignment = align_words(older.words, newer.words)
    found = differences(alignment, newer)
    seen = features(Pair(older, newer, alignment, found), found[0])
    assert set(grader().curves) == {name for members in GROUPS.values() for name in members}
    assert set(grader().curves) <= set(seen)


def test_a_curve_is_linear_between_its_knots_and_level_beyond():
    card = parse(
        json.dumps({"base": 0.0, "origin": "test", "curves": {"x": {"at": [0, 2], "adds": [-1, 1]}}})
    )
    assert [card.parts({"x": v})["x"] for v in (-5, 0, 1, 2, 9)] == [-1, -1, 0, 1, 1]
    assert card.probability({"x": 1}) == pytest.approx(0.5)


def test_a_text_of_the_same_engine_repeats_its_misreadings():
    misread = OPEN.replace("committee", "cornmittec").replace("Lisbon", "L1sbon").replace("lists", "Iists")
    older, newer = Laid.of([misread]), Laid.of([OPEN])
    known = Counterparts.of(align_words(older.words, newer.words))
    same = Witness.of(newer.words, known, Laid.of([misread]))
    other = Witness.of(newer.words, known, Laid.of([OPEN]))
    assert other.shared_misreadings < 0.5 < same.shared_misreadings


def test_a_half_word_that_became_several_is_a_difference():
    (change,) = changes([OPEN.replace("Lisbon", "Li")], [OPEN.replace("Lisbon", "Lisbon Harbour")])
    assert change.newer.text == "Lisbon Harbour"


class Strict(HTMLParser):
    """Collects tags and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.said = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.said.append(data)


def test_the_report_escapes_everything_and_carries_no_script():
    nasty = OPEN.replace("Quiroga", "<script>alert(1)</script>")
    page = report(("<b>1999</b>", [CUT]), ("2024 & later", [nasty]), changes([CUT], [nasty]))
    parsed = Strict()
    parsed.feed(page)
    assert "script" not in parsed.tags
    assert "b" not in parsed.tags
    assert "link" not in parsed.tags
    assert "http" not in page
    assert parsed.tags.count("mark") >= 2
    assert nasty in "".join(parsed.said)


def test_a_report_on_equal_texts_says_so():
    assert "The two texts do not differ." in report(("a", [OPEN]), ("b", [OPEN]), [])


def test_impossible_values_are_refused():
    here = Passage(0, 0, 0, "")
    with pytest.raises(ValueError, match="bad passage"):
        Passage(0, 3, 1, "")
    with pytest.raises(ValueError, match="probability"):
        Change("revealed", "likely", 1.2, here, here, "", "")


def test_a_second_engine_that_lacks_the_words_makes_a_disclosure_certain():
    older = CUT.replace("committee", "cornmittee").replace("arrangement", "arrangernent")
    apart = CUT.replace("dollars", "do11ars").replace("month", "rnonth")
    found = changes([older], [OPEN], [WitnessText([apart], "between", "2010")])
    assert ("revealed", "certain") in [(c.kind, c.grade) for c in found]


def heading(first, second):
    lines = ["PAGE 001", first, second, "CITE 28688 ACTING", *OPEN.split("\n")]
    return "\n".join(lines)


def test_a_cell_of_a_heading_is_revealed_without_the_cell_above_that_was_lost():
    older, newer = heading("", ""), heading("IN 9691281", "LISBON STATION")
    words = [text for text in revealed(changes([older], [newer])) if "LISBON" in text]
    assert all("9691281" not in text for text in words)


def test_cells_stand_in_order_within_the_difference_they_come_from():
    older, newer = Laid.of([heading("", "")]), Laid.of([heading("IN 9691281", "LISBON STATION")])
    for whole in differences(align_words(older.words, newer.words), newer):
        if whole.cells:
            assert whole.cells[0].new[0] >= whole.new[0]
            assert whole.cells[-1].new[1] <= whole.new[1]
            assert all(a.new[1] <= b.new[0] for a, b in pairwise(whole.cells))


def test_a_running_text_is_not_cut_into_cells():
    older, newer = Laid.of([OPEN.split("\n")[0]]), Laid.of([OPEN])
    assert all(not d.cells for d in differences(align_words(older.words, newer.words), newer))


def test_a_number_that_both_have_is_no_part_of_the_difference():
    older = OPEN + "Sent on to 2e6es by the station in the same week."
    newer = OPEN + "Sent on to BOSTON 28688 by the station in the same week."
    assert "28688" not in " ".join(revealed(changes([older], [newer])))


def test_a_short_word_goes_with_the_number_beside_it_that_stands_near_by():
    older = f"PAGE 001 IN 5314226\nTOR: 071530Z MAY 94\n71904\nSECRET STAFF CITE 71904\n{OPEN}"
    newer = f"PAGE 001\nTOR: 071530Z MAY 94\nIN 5314226\nLISB 71904\nSECRET STAFF CITE 71904\n{OPEN}"
    a, b = Laid.of([older]), Laid.of([newer])
    found = differences(align_words(a.words, b.words), b)
    assert [b.folded[slice(*d.new)] for d in found] == [["lisb"]]


def test_no_box_where_the_page_was_looked_at_speaks_against_a_disclosure():
    alone, looked = changes([CUT], [OPEN]), changes([CUT], [OPEN], finder=Boxes(False))
    for before, after in zip(alone, looked, strict=True):
        assert (after.kind, after.probability) != (before.kind, before.probability)
    assert all("The page image shows nothing withheld there." in c.evidence for c in looked)


def test_an_image_that_cannot_tell_changes_nothing():
    assert changes([CUT], [OPEN]) == changes([CUT], [OPEN], finder=Boxes(None))


def test_the_image_is_asked_between_the_words_that_both_texts_have():
    boxes = Boxes(True)
    older = "He met | _ in the harbour at noon."
    changes([older], ["He met Esteban Quiroga in the harbour at noon."], finder=boxes)
    assert (0, older.index(" |"), older.index("in the")) in boxes.asked


@pytest.mark.parametrize(("answers", "seen"), [((False, True), True), ((False, None), None)])
def test_where_words_are_lacking_between_pages_both_are_asked(answers, seen):
    class Pages(Boxes):
        def withheld(self, page, start, end):
            return answers[page]

    first, second = OPEN.split("\n")[0], "The harbour was quiet that night and no boat left before noon."
    named = "Esteban Quiroga of Lisbon Harbour Trading"
    told = changes([first, second], [first, f"{named} {second}"], finder=Pages(None))
    (found,) = [c for c in told if c.newer.text == named]
    assert ("The page image shows something withheld there." in found.evidence) is (seen is True)
    assert "The page image shows nothing withheld there." not in found.evidence
