"""Dates in the forms that records print them."""

import pytest

from declass.chronology import Context, find


def read(text, **context):
    return [date.edtf for date in find(text, context=Context(**context) if context else None)]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("March 4, 1962", "1962-03-04"),
        ("Mar. 4, 1962", "1962-03-04"),
        ("MARCH 4TH, 1962", "1962-03-04"),
        ("the 4th of March, 1962", "1962-03-04"),
        ("the fourth day of March, nineteen hundred and sixty-two", "1962-03-04"),
        ("this 4th day of March, one thousand eight hundred and sixty-two", "1862-03-04"),
        ("Sunday, March 4, 1962", "1962-03-04"),
        ("4 Mar 62", "1962-03-04"),
        ("04MAR62", "1962-03-04"),
        ("4-Mar-1962", "1962-03-04"),
        ("March4, 1862.", "1862-03-04"),
        ("March, 4, 1862", "1862-03-04"),
        ("March 4, A. D. 1862", "1862-03-04"),
        ("le 4 mars 1862", "1862-03-04"),
        ("1er août 1870", "1870-08-01"),
        ("4 de marzo de 1962", "1962-03-04"),
        ("cuatro de marzo de mil novecientos sesenta y dos", "1962-03-04"),
        ("a los cuatro días del mes de marzo de 1962", "1962-03-04"),
        ("Brasília, 4 de março de 1962", "1962-03-04"),
        ("1º de março de 1962", "1962-03-01"),
        ("4. März 1962", "1962-03-04"),
        ("March 4,1962", "1962-03-04"),
        ("1962 March 4", "1962-03-04"),
        ("01 ago 62", "1962-08-01"),
    ],
)
def test_a_day_is_read_however_its_month_is_written(text, edtf):
    assert read(text) == [edtf]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("3/14/62", "1962-03-14"),
        ("14/3/62", "1962-03-14"),
        ("3/4/1962", "1962-03-04"),
        ("4.3.1962", "1962-03-04"),
        ("4-III-1962", "1962-03-04"),
        ("4/III/62", "1962-03-04"),
        ("1962-03-04", "1962-03-04"),
        ("1962-03-04T09:30Z", "1962-03-04T09:30Z"),
        ("19620304", "1962-03-04"),
        ("3/62", "1962-03"),
        ("DATE: 03/00/62", "1962-03"),
        ("DATE: 00/00/62", "1962"),
    ],
)
def test_a_day_is_read_from_digits_alone(text, edtf):
    assert read(text) == [edtf]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("P 041545Z MAR 62", "1962-03-04T15:45Z"),
        ("041545Z MAR 1962", "1962-03-04T15:45Z"),
        ("041545R MAR 62", "1962-03-04T15:45-05:00"),
        ("041545 MAR 62", "1962-03-04T15:45"),
        ("041545ZMAR62", "1962-03-04T15:45Z"),
        ("041545Z MAR\n\n62 CITE", "1962-03-04T15:45Z"),
        ("041545Z MAR", "XXXX-03-04T15:45Z"),
        ("PAGE 02 BOGOTA 01234 041545Z", "XXXX-XX-04T15:45Z"),
        ("04154OZ MAR 62", "1962-03-04T15:40Z"),
    ],
)
def test_a_date_time_group_keeps_its_hour_and_zone(text, edtf):
    assert read(text) == [edtf]


@pytest.mark.parametrize("text", ["0415452 MAR 62", "04154 MAR 62", "992575Z MAR 62", "041575Z MAR 62"])
def test_a_damaged_date_time_group_is_left_unread_with_its_month(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("March 4, 1918—3 p.m.", "1918-03-04T15:00:00"),
        ("March 4, 1918—1:30 p. m.", "1918-03-04T13:30:00"),
        ("March 4, 1918, noon", "1918-03-04T12:00:00"),
        ("March 4, 1918—12 midnight", "1918-03-04T00:00:00"),
        ("March 4, 1962, 9:15 a.m.", "1962-03-04T09:15"),
        ("8:42 PM, 3/4/62", "1962-03-04T20:42"),
        ("4 March 1962 at 0930 hours", "1962-03-04T09:30"),
        ("0930 hours, 4 March 1962", "1962-03-04T09:30"),
        ("4 Mar 0930Z", "XXXX-03-04T09:30Z"),
        ("9:30 a.m., Sunday, March 4, 1962", "1962-03-04T09:30"),
        ("4 de marzo de 1962, 18.30 hrs.", "1962-03-04T18:30"),
        ("March 4, 1962, 9:15 a.m. EST", "1962-03-04T09:15-05:00"),
    ],
)
def test_a_clock_time_belongs_to_its_date(text, edtf):
    assert read(text) == [edtf]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("March 1962", "1962-03"),
        ("marzo de 1962", "1962-03"),
        ("Mar. '62", "1962-03"),
        ("March —, 1862", "1862-03"),
        ("March 4", "XXXX-03-04"),
        ("4 de marzo", "XXXX-03-04"),
        ("MARCH FOUR LAST", "XXXX-03-04"),
        ("TWENTY-TWO NOVEMBER", "XXXX-11-22"),
        ("spring of 1962", "1962-21"),
        ("otoño de 1962", "1962-23"),
        ("second quarter of 1962", "1962-34"),
        ("the 1960s", "196X"),
        ("the late sixties", "196X"),
        ("los años sesenta", "196X"),
        ("the nineteenth century", "18XX"),
        ("siglo XIX", "18XX"),
        ("in 1962", "1962"),
        ("mil novecientos sesenta y dos", "1962"),
    ],
)
def test_what_was_not_printed_stays_open(text, edtf):
    assert read(text) == [edtf]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("circa 1920", "1920~"),
        ("about 4 March 1962", "1962-03-04~"),
        ("early March 1962", "1962-03~"),
        ("mid-1962", "1962~"),
        ("a mediados de 1962", "1962~"),
        ("no final de março de 1962", "1962-03~"),
        ("first half of 1962", "1962~"),
        ("FY 1962", "1962~"),
        ("[1962?]", "1962?"),
        ("March 4, 1918(?)", "1918-03-04?"),
    ],
)
def test_approximate_and_doubted_dates_say_so(text, edtf):
    assert read(text) == [edtf]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("March 4-9, 1962", "1962-03-04/1962-03-09"),
        ("4 - 9 March 1962", "1962-03-04/1962-03-09"),
        ("between 4 and 9 March 1962", "1962-03-04/1962-03-09"),
        ("from 4 March to 2 April 1962", "1962-03-04/1962-04-02"),
        ("December 28 to January 3, 1962", "1961-12-28/1962-01-03"),
        ("March-May 1962", "1962-03/1962-05"),
        ("1962-65", "1962/1965"),
        ("from 1962 to 1965", "1962/1965"),
        ("del 4 al 9 de marzo de 1962", "1962-03-04/1962-03-09"),
        ("entre 1962 y 1965", "1962/1965"),
        ("since 1962", "1962/.."),
        ("desde marzo de 1962", "1962-03/.."),
        ("before 1962", "../1962"),
        ("pre-1962", "../1962"),
        ("not before 1962", "1962/.."),
        ("1962 to present", "1962/.."),
        ("March/April 1962", "1962-03/1962-04"),
        ("Mar.-Apr. 1962", "1962-03/1962-04"),
        ("1962/63", "1962/1963"),
        ("December 1962-January 1963", "1962-12/1963-01"),
        ("March 4th through the 9th, 1962", "1962-03-04/1962-03-09"),
        ("late 1962-early 1963", "1962~/1963~"),
    ],
)
def test_ranges_are_one_date(text, edtf):
    assert read(text) == [edtf]


@pytest.mark.parametrize(
    ("text", "edtfs"),
    [
        ("March 8/20, 1897", ["1897-03-08", "1897-03-20"]),
        ("March 20/April 1, 1897", ["1897-03-20", "1897-04-01"]),
        ("March 8–20, 1897", ["1897-03-08", "1897-03-20"]),
        ("March 28 (April 9), 1897", ["1897-03-28", "1897-04-09"]),
        ("March 6 [8], 1919—1 p.m.", ["1919-03-06T13:00:00", "1919-03-08T13:00:00"]),
        ("March 6, 1924 [1925]", ["1924-03-06", "1925-03-06"]),
        ("March 4 and 6, 1863", ["1863-03-04", "1863-03-06"]),
        ("December 12, 1871. (Received January 3.)", ["1871-12-12", "1872-01-03"]),
    ],
)
def test_two_readings_of_one_day_are_both_given(text, edtfs):
    assert read(text) == edtfs


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Novenber 4, 1962", "1962-11-04"),
        ("4 N0V 62", "1962-11-04"),
        ("4 de sepliembre de 1962", "1962-09-04"),
        ("3O March 1962", "1962-03-30"),
        ("March l4, 1962", "1962-03-14"),
        ("March 4, I962", "1962-03-04"),
        ("March 4, 1g62", "1962-03-04"),
        ("March 4, 19 62", "1962-03-04"),
        ("MAR 1 4 1962", "1962-03-14"),
    ],
)
def test_damage_with_one_reading_is_repaired_and_noted(text, edtf):
    (date,) = find(text)
    assert date.edtf == edtf
    assert date.inferred or " " in text  # a gap between digits is no letter read as one


@pytest.mark.parametrize(
    "text",
    [
        "Undated",
        "yesterday",
        "the 4th instant",
        "el día 4 del mismo mes",
        "31 June 1962",
        "30 February 1962",
        "DATE: 00/00/00",
        "call 555-1234",
        "section 1.5(c)",
        "BOGOTA 4059",
        "104-10003-10041",
        "14-00000",
        "201-289248",
        "1979BOGOTA06523",
        "$1962",
        "1962 men",
        "Ley 20.285",
        "Lei 12.527",
        "we may 12 times",
        "they march 30 miles",
        "he came second",
        "INFO OCT-01 ISO-00",
        "page 11/63",
        "paragraph 1.2.10",
        "192.168.1.1",
        "set 12 out 14",
    ],
)
def test_what_is_no_certain_date_is_left_out(text):
    assert read(text) == []


def test_a_wrong_weekday_is_noted():
    (date,) = find("Monday, March 4, 1962")
    assert date.inferred == "the day was a Sunday, not a Monday as printed"


def test_the_order_of_digits_follows_mark_language_and_context():
    assert read("3/4/62") == ["1962-03-04"]
    assert read("3/4/62", day_first=True) == ["1962-04-03"]
    assert read("3/4/62", language="es") == ["1962-04-03"]
    assert read("Reunión del 5 de abril de 1962; carta del 3/4/62") == ["1962-04-05", "1962-04-03"]
    assert find("3/4/62")[0].inferred == "month before day"


def test_the_century_follows_the_context():
    assert read("4 Mar 05") == ["1905-03-04"]
    assert read("4 Mar 05", year=1999) == ["2005-03-04"]
    assert read("Mar. 4, '64", year=1870) == ["1864-03-04"]


def test_a_missing_year_comes_from_the_context():
    assert read("October 16", year=1970) == ["1970-10-16"]
    assert read("December 28", date="1973-01-05") == ["1972-12-28"]
    assert read("042130Z", date="1973-09-05") == ["1973-09-04T21:30Z"]
    assert find("October 16", context=Context(year=1970))[0].inferred == "year of the record"


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("yesterday", "1973-09-10"),
        ("ayer", "1973-09-10"),
        ("the following day", "1973-09-12"),
        ("the 4th instant", "1973-09-04"),
        ("the 28th ultimo", "1973-08-28"),
        ("el día 4 del mismo mes", "1973-09-04"),
        ("el 28 del mes pasado", "1973-08-28"),
    ],
)
def test_relative_dates_count_from_the_record(text, edtf):
    assert read(text, date="1973-09-11") == [edtf]


def test_spans_point_at_the_words():
    text = "Ref: Santiago 4059 of Tuesday, September 11, 1973, 9 a.m. and 11 SEP 73."
    assert [date.raw for date in find(text)] == ["Tuesday, September 11, 1973, 9 a.m.", "11 SEP 73"]
