"""The composite of a record: least redacted, every span at its source, what is withheld visible."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.compare.composite import ReleaseText, composite

SENTENCE = (
    "the station chief met a source in the harbour before the strike and reported that cables from "
    "headquarters had been delayed by weather while the ambassador asked for instructions about grain "
    "shipments ordered by the ministry of agriculture during the second week of September"
)
WORDS = SENTENCE.split()
OPEN = SENTENCE + ". The asset, Ernesto Villalobos, was paid two hundred dollars in Montevideo."
HIDDEN = OPEN.replace("Ernesto Villalobos", "[-D. /-]")

pages = st.lists(
    st.lists(st.sampled_from([*WORDS, "Villalobos", "1974", "—", "(SECRET)", "\n", "  "]), max_size=40).map(
        " ".join
    ),
    min_size=1,
    max_size=4,
)


def of(*releases):
    return composite([ReleaseText(label, date, texts) for label, date, texts in releases])


@settings(max_examples=60, deadline=None)
@given(st.lists(pages, min_size=1, max_size=4))
def test_every_span_stands_at_its_source(releases):
    made = composite([ReleaseText(str(i), None, texts) for i, texts in enumerate(releases)])
    for part in made.parts:
        assert releases[part.release][part.page][part.start : part.end] == part.text
    assert all(0 <= i < len(releases) for part in made.parts for i in part.lacking)


@settings(max_examples=40, deadline=None)
@given(pages, st.integers(1, 3))
def test_equal_releases_give_the_text_itself_without_gaps(texts, times):
    made = composite([ReleaseText(str(i), None, texts) for i in range(times)])
    assert made.text == "\f".join(texts)
    assert made.gaps == ()
    assert all(part.lacking == () for part in made.parts)


def test_words_open_in_any_release_are_taken_in_and_say_who_lacks_them():
    made = of(("2018", "2018", [OPEN]), ("2022", "2022", [HIDDEN]))
    assert "Ernesto Villalobos" in made.text
    assert "[-D" not in made.text
    (name,) = [part for part in made.parts if "Villalobos" in part.text]
    assert name.release == 0
    assert name.lacking == (1,)
    assert made.gaps == ()


def test_what_no_release_opens_stays_visible_with_its_dates():
    made = of(("1999", "1999-06-30", [HIDDEN]), ("2018", "2018", [HIDDEN]), ("2022", "2022", [HIDDEN]))
    (gap,) = made.gaps
    assert (gap.text, gap.since, gap.until) == ("[-D. /-]", "1999-06-30", "2022")
    assert "asset, [withheld since 1999-06-30], was" in made.rendered("[withheld since {since}]")


@pytest.mark.parametrize(
    "mark",
    ["█████", "[2 lines not declassified]", "[redacted]", "[      ]"],
    ids=lambda mark: mark.strip("[]"),
)
def test_markers_of_withholdings_are_gaps(mark):
    made = of(("2018", "2018", [HIDDEN.replace("[-D. /-]", mark)]))
    assert [gap.text for gap in made.gaps] == [mark]


@pytest.mark.parametrize("word", ["[sic]", "[A]", "[1]", "[Santiago]", "[garble]"])
def test_words_that_editors_put_in_brackets_are_no_gaps(word):
    assert of(("2018", "2018", [HIDDEN.replace("[-D. /-]", word)])).gaps == ()


def test_litter_of_one_kind_against_litter_of_another_is_a_gap():
    one, other = (OPEN.replace("Ernesto Villalobos", litter) for litter in ("~|}x", "zq#j%"))
    (gap,) = of(("2018", "2018", [one]), ("2022", "2022", [other])).gaps
    assert gap.since == "2018"


def test_a_misreading_gives_way_to_what_more_releases_read():
    damaged = OPEN.replace("ambassador", "arnbassadcr")
    made = of(("2018", None, [OPEN]), ("2022", None, [OPEN]), ("2025", None, [damaged]))
    assert "arnbassadcr" not in made.text
    assert "ambassador" in made.text


def test_a_page_that_only_one_release_has_is_taken_in_once():
    second = "A second page tells of the lighthouse keeper and the launch without lights on the reef."
    made = of(("2018", None, [OPEN, second]), ("2022", None, [OPEN]), ("2025", None, [OPEN]))
    assert made.text.count("lighthouse") == 1


def test_release_banners_are_not_taken_in():
    stamped = "2018 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992\n" + OPEN
    made = of(("2018", None, [stamped]), ("2025", None, [OPEN]))
    assert made.text == OPEN


def test_words_in_another_order_are_not_doubled():
    columns = "NAME\nVillalobos\nPLACE\nMontevideo\n"
    made = of(
        ("2018", None, ["NAME PLACE\nVillalobos Montevideo\n" + OPEN]), ("2025", None, [columns + OPEN])
    )
    assert made.text.count("Montevideo") == (columns + OPEN).count("Montevideo")


def test_no_release_makes_no_composite():
    with pytest.raises(ValueError, match="at least one"):
        composite([])


def test_words_taken_from_another_release_are_spaced_as_they_were():
    damaged = OPEN.replace("ambassador asked", "arnbassadcr asked").replace("weather while", "vveathcr while")
    assert of(("1", None, [OPEN]), ("2", None, [OPEN]), ("3", None, [damaged])).text == OPEN


def boxed(*releases):
    """Releases (label, date, text, spans on its first page that its image shows withheld)."""
    return composite(
        [
            ReleaseText(label, date, [text], [(0, *span) for span in spans])
            for label, date, text, spans in releases
        ]
    )


BLANK = OPEN.replace(", Ernesto Villalobos,", "")
SPOT = BLANK.index("The asset") + len("The asset")


def test_a_box_that_left_no_trace_in_the_text_is_a_gap_where_its_image_shows_it():
    made = boxed(("1999", "1999", BLANK, []), ("2022", "2022", BLANK, [(SPOT, SPOT)]))
    (gap,) = made.gaps
    assert (gap.start, gap.end, gap.since, gap.until) == (SPOT, SPOT, "1999", "2022")
    assert made.text == BLANK
    assert "The asset [withheld since 1999] was paid" in made.rendered("[withheld since {since}]")


def test_a_box_whose_words_another_release_opens_is_no_gap():
    made = boxed(("1999", "1999", BLANK, [(SPOT, SPOT)]), ("2022", "2022", OPEN, []))
    assert made.gaps == ()
    made = boxed(("1999", "1999", OPEN, []), ("2022", "2022", BLANK, [(SPOT, SPOT)]))
    assert made.gaps == ()
    assert "Ernesto Villalobos" in made.text


def test_litter_inside_a_box_is_the_gap():
    text = OPEN.replace("Ernesto Villalobos", "(b)(3) 24")
    start = text.index("(b)(3)")
    (gap,) = boxed(("2022", "2022", text, [(start, start + 9)])).gaps
    assert gap.text == "(b)(3) 24"
