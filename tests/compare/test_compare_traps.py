"""Places where comparing two releases goes wrong easily; all records here are made up."""

import re
import textwrap

import pytest

from declass.compare.align import align
from declass.compare.grade import changes

MEMO = (
    "MEMORANDUM FOR: Chief, Harbour Branch\n"
    "SUBJECT: Meeting with the pilot\n"
    "1. On 4 May the undersigned met Esteban Quiroga at the lighthouse north of the town.\n"
    "Quiroga said that the tug had left harbour before dawn and that nobody had seen it return.\n"
    "2. The crew had been paid in advance by a man whom they did not know, and had signed nothing.\n"
    "The undersigned asked whether Quiroga would come again, and he agreed to do so in the summer.\n"
    "3. It is proposed that Quiroga be told no more than he knows already until the tug is found.\n"
)
CUT = MEMO.replace("Esteban Quiroga ", "").replace("Quiroga ", "")
OTHERS = [
    "Dear Sir,\nThe lamps of the northern light were cleaned on Tuesday and the oil was renewed by us.\n"
    "Two panes are cracked and should be replaced before the winter storms begin in October.\n",
    "REPORT ON THE FISHERIES\nThe catch of the spring was poor, as in the year before, with the old nets.\n"
    "The cooperative asks for a loan of nine hundred crowns to buy thread, floats and tar.\n",
    "INVENTORY\nSeven barrels of tar, four coils of rope, two lanterns and a broken sextant were found.\n"
    "The warehouse was sealed in the presence of the harbour master and of his clerk.\n",
]


def of_kind(kind, found):
    side = "older" if kind == "newly_hidden" else "newer"
    return [getattr(c, side).text for c in found if c.kind == kind]


def read_badly(text):
    """As another engine reads it: a letter wrong in every ninth word."""
    words = re.split(r"( |\n)", text)
    wrong = {"a": "o", "e": "c", "h": "b", "n": "ri", "t": "f"}
    for i in range(0, len(words), 18):
        words[i] = re.sub("[aehnt]", lambda m: wrong[m[0]], words[i], count=1)
    return "".join(words)


def test_a_record_is_compared_with_a_bundle_that_holds_it():
    bundle = [OTHERS[0], OTHERS[1], CUT, OTHERS[2]]
    found = changes(bundle, [MEMO])
    assert of_kind("revealed", found) == ["Esteban Quiroga", "Quiroga", "Quiroga", "Quiroga"]
    assert of_kind("newly_hidden", found) == []
    assert {c.older.page for c in found if c.kind == "revealed"} == {2}


def test_a_bundle_published_later_does_not_reveal_its_other_records():
    found = changes([MEMO], [OTHERS[0], MEMO, OTHERS[1], OTHERS[2]])
    assert of_kind("revealed", found) == []


LEFT = ["Antonia Belmar, clerk", "Rosa Ibarra, typist", "Hugo Sandoval, driver", "Luz Marchant, cook"]
RIGHT = ["room 14, north wing", "room 22, south wing", "garage by the quay", "kitchen, lower floor"]


def by_row(left, right):
    return "".join(f"{a}   {b}\n" for a, b in zip(left, right, strict=True))


def by_column(left, right):
    return "\n".join((*left, *right)) + "\n"


def test_columns_read_in_another_order_reveal_nothing():
    older, newer = MEMO + by_row(LEFT, RIGHT), MEMO + by_column(LEFT, RIGHT)
    assert of_kind("revealed", changes([older], [newer])) == []
    assert of_kind("revealed", changes([newer], [older])) == []


def test_a_name_withheld_in_columns_read_in_another_order_is_revealed_alone():
    hidden = [*LEFT[:2], "driver", LEFT[3]]
    found = changes([MEMO + by_row(hidden, RIGHT)], [MEMO + by_column(LEFT, RIGHT)])
    told = " ".join(of_kind("revealed", found) + of_kind("uncertain", found))
    assert "Hugo Sandoval" in told
    assert not any(word in told for word in ("Belmar", "Ibarra", "wing", "garage"))


def test_a_name_withheld_every_time_is_revealed_every_time():
    assert len(of_kind("revealed", changes([CUT], [MEMO]))) == 4


def test_a_name_that_stood_open_once_is_revealed_where_it_was_not():
    once_open = MEMO.replace("Quiroga would", "would").replace("that Quiroga be", "that be")
    assert of_kind("revealed", changes([once_open], [MEMO])) == ["Quiroga", "Quiroga"]


def skipped(line):
    """What is told where scanning skipped a line of running text."""
    running = textwrap.fill(" ".join(MEMO.splitlines()[2:]), 68)
    lines = read_badly(running).splitlines(keepends=True)
    found = changes(["".join(lines[:line] + lines[line + 1 :])], [running])
    return [c for c in found if c.kind == "revealed"]


@pytest.mark.parametrize("line", range(1, 7))
def test_a_line_that_scanning_skipped_is_never_more_than_possible(line):
    assert all(change.grade == "possible" for change in skipped(line))


def test_lines_that_scanning_skipped_are_mostly_not_told():
    assert sum(bool(skipped(line)) for line in range(1, 7)) <= 1


def test_a_skipped_line_is_missing_whole_though_its_neighbour_is_misread():
    running = textwrap.fill(" ".join(MEMO.splitlines()[2:]), 68)
    lines = read_badly(running).splitlines(keepends=True)
    runs = align("".join(lines[:3] + lines[4:]), running).runs
    (run,) = [r for r in runs if r.kind == "only_new" and r.new_words[1] - r.new_words[0] > 1]
    assert running[slice(*run.new)] == running.splitlines(keepends=True)[3]


FORM = ["FROM: Calder Station", "TO: Director", "ACTION: Harbour 4", "INFO: Chief, Coast Guard", "SLOT 1044"]


def test_cells_of_a_form_read_in_another_order_reveal_nothing():
    swapped = [FORM[2], FORM[4], FORM[0], FORM[3], FORM[1]]
    older, newer = "\n".join([*FORM, MEMO]), "\n".join([*swapped, MEMO])
    assert of_kind("revealed", changes([older], [newer])) == []
    assert of_kind("newly_hidden", changes([older], [newer])) == []


@pytest.mark.parametrize("litter", ["|", "[ ]", "24", "[-. /-]", "_", ""])
def test_a_name_that_was_litter_before_is_revealed(litter):
    older = MEMO.replace("Esteban Quiroga", litter)
    assert of_kind("revealed", changes([older], [MEMO])) == ["Esteban Quiroga"]


@pytest.mark.parametrize("before", ["3/0//T12", "3/0/T12", "3/0/[ ]/T12", "3/0/[]/T12"])
def test_letters_withheld_inside_a_token_are_revealed(before):
    text = MEMO + "Copies were sent to 3/0/{}/T12 and to the archive of the branch on the same day.\n"
    found = changes([text.replace("3/0/{}/T12", before)], [text.format("[BED]")])
    assert of_kind("revealed", found) == ["BED"]


def test_a_number_with_a_part_withheld_is_revealed():
    text = MEMO + "The file 201-{} of the branch holds what else is known of the pilot and of his brother.\n"
    told = of_kind("revealed", changes([text.format("")], [text.format("0447193")]))
    assert told == ["0447193"]
