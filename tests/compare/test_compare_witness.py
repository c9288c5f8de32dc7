"""Further releases of a record as witnesses: what they show, lack, misread, where they cut a difference."""

import pytest

from declass.compare.align import align_words
from declass.compare.difference import differences
from declass.compare.grade import WitnessText, changes
from declass.compare.layout import Laid
from declass.compare.witness import Counterparts, Witness, parted

LINES = (
    "The station chief reported that the visitor had been met at the harbour before noon on Tuesday.\n"
    "You may write about this matter to {} and the answer will be sent within two weeks by courier.\n"
    "The committee asked whether the arrangement could be continued until the end of the year.\n"
)
NAMED = "Esteban Quiroga of Lisbon Harbour Trading"
LOST = "the address below which is that of "
OPEN = LINES.format(LOST + NAMED)
NOTHING = LINES.format("")


def sides(older, newer, witness, order="between"):
    a, b = Laid.of([older]), Laid.of([newer])
    alignment = align_words(a.words, b.words)
    seen = Witness.of(b.words, Counterparts.of(alignment), Laid.of([witness]), order)
    (difference,) = [d for d in differences(alignment, b) if not d.furniture]
    return b, difference, seen


def words(side, part):
    a, b = part.difference.new
    return side.words.text[side.starts[a] : side.ends[b - 1]]


@pytest.mark.parametrize(
    ("witness", "state"),
    [
        (OPEN, "present"),
        (NOTHING, "absent"),
        (
            LINES.format("the addre55 be1ow whlch 1s tnat of E5teban Qulroqa 0f L1sbcn Harbcur Tradlnq"),
            "present",
        ),
        (LINES.format("zxwv kkjj 77131 0091 yyxx wvvw 8834 5591 kkww zzyy vvxx 00917 kjkj"), "littered"),
        ("Quite another text about sugar and ships, of which no line stands in the record.", "unaligned"),
    ],
)
def test_a_witness_shows_the_words_lacks_them_or_has_something_else(witness, state):
    _, difference, seen = sides(NOTHING, OPEN, witness)
    assert seen.state(difference) == state


def test_words_that_stand_loose_near_by_in_a_witness_are_not_lacking_there():
    head, line, tail = NOTHING.splitlines()
    _, difference, seen = sides(NOTHING, LINES.format(NAMED), "\n".join((NAMED, head, line, tail)))
    assert seen.state(difference) == "present"


def test_a_difference_is_cut_where_a_release_between_ceases_to_show_its_words():
    newer, difference, seen = sides(NOTHING, OPEN, LINES.format(LOST))
    lost, named = parted(difference, [seen])
    assert (words(newer, lost), lost.shown) == (LOST.strip(), True)
    assert (words(newer, named), named.shown) == (NAMED, False)


@pytest.mark.parametrize("order", ["later", "unknown"])
def test_only_releases_before_the_newer_one_cut_a_difference(order):
    _, difference, seen = sides(NOTHING, OPEN, LINES.format(LOST), order)
    assert parted(difference, [seen]) == ()


def test_a_witness_that_shows_everything_or_nothing_cuts_nothing():
    for witness in (OPEN, NOTHING):
        _, difference, seen = sides(NOTHING, OPEN, witness)
        assert parted(difference, [seen]) == ()


def test_the_parts_of_a_difference_follow_one_another_without_a_gap():
    _, difference, seen = sides(NOTHING, OPEN, LINES.format("the address below Quiroga of Lisbon"))
    parts = parted(difference, [seen])
    ends = [difference.new[0], *(part.difference.new[1] for part in parts)]
    assert ends == [*(part.difference.new[0] for part in parts), difference.new[1]]


def heading(*lines):
    return "\n".join(["PAGE 001", *lines, "28688 SECRET 091013Z MAR 95 STAFF", "CITE 28688 ACTING", NOTHING])


def test_what_a_release_between_shows_is_not_told_with_the_name_beside_it():
    older, newer = heading("TOR 091021Z"), heading("TOR 091021Z", "IN 9691281", "LISBON")
    between = WitnessText([heading("T0R 091021Z", "IN 9691281")], "between", "2023")
    lost, named = changes([older], [newer], [between])
    assert (lost.newer.text, lost.kind) == ("IN 9691281", "ocr_difference")
    assert named.newer.text == "LISBON"
    assert named.kind in ("revealed", "uncertain")
