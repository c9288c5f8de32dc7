"""EDTF dates become ranges of days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.search.days import LAST_DAY, day_range, decades

RANGES = [
    pytest.param("1973", (19730101, 19731231), id="year"),
    pytest.param("1973-09", (19730901, 19730930), id="month"),
    pytest.param("1972-02", (19720201, 19720229), id="leap February"),
    pytest.param("1973-09-11", (19730911, 19730911), id="day"),
    pytest.param("1973-09-11T18:30Z", (19730911, 19730911), id="time"),
    pytest.param("1973~", (19730101, 19731231), id="about"),
    pytest.param("1973-09?", (19730901, 19730930), id="uncertain"),
    pytest.param("197X", (19700101, 19791231), id="decade"),
    pytest.param("1970s", (19700101, 19791231), id="decade in words"),
    pytest.param("1973-XX", (19730101, 19731231), id="unknown month"),
    pytest.param("1973-1X", (19731001, 19731231), id="half-known month"),
    pytest.param("1973-09-XX", (19730901, 19730930), id="unknown day"),
    pytest.param("1973-02-2X", (19730220, 19730228), id="half-known day"),
    pytest.param("1973-25", (19730301, 19730531), id="northern spring"),
    pytest.param("1973-31", (19730301, 19730531), id="southern autumn"),
    pytest.param("1973-28", (19731201, 19740228), id="northern winter runs into the next year"),
    pytest.param("1973-34", (19730401, 19730630), id="quarter"),
    pytest.param("1973-09-11/1973-09-15", (19730911, 19730915), id="interval"),
    pytest.param("1970-09/..", (19700901, LAST_DAY), id="open end"),
    pytest.param("../1970-09", (101, 19700930), id="open start"),
    pytest.param("[1973-09-11,1973-10]", (19730911, 19731031), id="one of a set"),
    pytest.param("{1973..1975}", (19730101, 19751231), id="all of a range"),
]


@pytest.mark.parametrize(("edtf", "expected"), RANGES)
def test_a_date_covers_every_day_it_may_mean(edtf, expected):
    assert day_range(edtf) == expected


@pytest.mark.parametrize(
    "edtf", ["", "XXXX-11-08", "yesterday", "1973-13", "1973-02-31", "1975/1973", "../..", "11/9/1973", "[]"]
)
def test_what_names_no_year_or_day_has_no_range(edtf):
    assert day_range(edtf) is None


@given(st.text(max_size=12) | st.from_regex(r"[\dX]{4}(-[\dX]{2}){0,2}[~?/]?", fullmatch=True))
def test_any_text_gives_a_range_in_order_or_none(raw):
    days = day_range(raw)
    assert days is None or days[0] <= days[1]


@given(st.dates())
def test_a_full_date_is_its_own_day(date):
    number = date.year * 10000 + date.month * 100 + date.day
    assert day_range(date.isoformat()) == (number, number)


def test_a_range_of_many_decades_is_in_none():
    assert decades((19000101, 19991231)) == []
