"""What the grader looks at: words that stand misread near by, lines that both texts break, surer parts."""

import pytest

from declass.compare.align import align_words
from declass.compare.difference import differences
from declass.compare.features import features
from declass.compare.grade import SURER, WitnessText, changes
from declass.compare.layout import Laid
from declass.compare.pair import Pair
from declass.compare.scorecard import Curve, Scorecard

BEFORE = (
    "The station chief reported that the visitor had been met at the harbour before noon on Tuesday.\n"
    "The committee asked whether the arrangement could be continued until the end of the year.\n"
)
AFTER = (
    "Nothing further was heard of the consignment until the courier returned from the islands.\n"
    "A copy of the receipt has been sent to headquarters with the pouch of this week.\n"
)
NAME = "Esteban Quiroga of Lisbon"


def seen(older, newer, text):
    """The features of the difference that holds the text."""
    a, b = Laid.of([older]), Laid.of([newer])
    alignment = align_words(a.words, b.words)
    pair = Pair(a, b, alignment, differences(alignment, b))
    said = {b.words.text[b.starts[d.new[0]] : b.ends[d.new[1] - 1]]: d for d in pair.found}
    (found,) = [d for said_text, d in said.items() if text in said_text]
    return features(pair, found)


def test_words_that_stand_misread_near_by_are_counted_by_their_letters():
    newer = f"{BEFORE}{NAME}\n{AFTER}"
    gone = seen(BEFORE + AFTER, newer, "Quiroga")
    misread = seen(f"{BEFORE}{AFTER}\nxx Estcban Quiroqa uf Lisbcn", newer, "Quiroga")
    half = seen(f"{BEFORE}{AFTER}\nxx Quiroqa", newer, "Quiroga")
    assert gone["loose_like"] == 0
    assert misread["loose_like"] == 1
    assert half["loose_like"] == pytest.approx(len("Quiroga") / len("EstebanQuirogaLisbon"))


def test_what_resembles_the_words_far_away_does_not_count():
    newer = f"{BEFORE}{NAME}\n{AFTER}"
    far = "\n".join(f"Line {n} of the annex lists crates of tinned fish by weight." for n in range(40))
    stray = f"{BEFORE}{AFTER}{far}\nxx Estcban Quiroqa uf Lisbcn"
    assert seen(stray, f"{newer}{far}", "Quiroga")["loose_like"] == 0


def test_a_line_is_missing_as_a_whole_only_where_the_older_text_ends_a_line_too():
    newer = f"{BEFORE}{NAME}\n{AFTER}"
    broken = seen(BEFORE + AFTER, newer, "Quiroga")
    run_on = seen(f"{BEFORE.strip()} {AFTER}", newer, "Quiroga")
    assert (broken["whole_line"], run_on["whole_line"]) == (1, 0)
    assert (broken["starts_line"], run_on["starts_line"]) == (1, 1)


LOST = "the address below which is that of "
LINES = "You may write about this matter to {}and the answer will be sent within two weeks.\n"


def told(adds):
    """What is told revealed of a name and the words before it, which a release between shows."""
    lacks = Curve((0, 1), (0, adds))
    card = Scorecard(1.0, {"w_between_lacks": lacks, "w_between_lacks_apart": lacks}, "made for the test")
    older, newer = BEFORE + LINES.format("") + AFTER, BEFORE + LINES.format(f"{LOST}{NAME} ") + AFTER
    between = WitnessText([BEFORE + LINES.format(LOST) + AFTER], "between", "2023")
    return [
        c.newer.text for c in changes([older], [newer], [between], scorecard=card) if c.kind == "revealed"
    ]


def test_a_part_that_witnesses_lack_is_told_in_the_stead_of_a_whole_only_if_it_is_surer():
    whole, surer = 1 / (1 + 2.718**-1.0), 1 / (1 + 2.718**-2.0)
    assert surer - whole > SURER
    assert told(1.0) == [NAME]
    assert told(0.0) == [LOST + NAME]
