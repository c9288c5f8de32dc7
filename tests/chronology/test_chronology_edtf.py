"""The strings of extended dates."""

import datetime as dt

import pytest

from declass.chronology import bounds, valid
from declass.chronology.edtf import calendar


@pytest.mark.parametrize(
    "edtf",
    [
        "1973", "1973-09", "1973-09-11", "1973-09-11T18:30Z", "1973-09-11T18:30:00-05:00", "XXXX-11-08",
        "XXXX-XX-11T21:30Z", "197X", "18XX", "1973-21", "1973-35", "1973~", "1973-09-11?", "1973%", "1968/..",
        "../1970", "1970/", "/1970", "1973-09-11/1973-09-15", "XXXX-02-29", "1972-02-29",
    ],
)  # fmt: skip
def test_values_of_levels_0_and_1_are_valid(edtf):
    assert valid(edtf)


@pytest.mark.parametrize(
    "edtf",
    ["", "/", "../..", "73", "1973-13", "1973-09-31", "1973-02-29", "1973-21-01", "1973-09-11T25:00",
     "1973T10:00", "1973-9-1", "September 1973", "1973//1974", "1973/1974/1975", "1973-09-11T18:30Z\n"],
)  # fmt: skip
def test_anything_else_is_not(edtf):
    assert not valid(edtf)


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1973-02", dt.date(1973, 2, 1), dt.date(1973, 2, 28)),
        ("1973~", dt.date(1973, 1, 1), dt.date(1973, 12, 31)),
        ("18XX", dt.date(1800, 1, 1), dt.date(1899, 12, 31)),
        ("1973-21", dt.date(1973, 3, 1), dt.date(1973, 5, 31)),
        ("1973-36", dt.date(1973, 10, 1), dt.date(1973, 12, 31)),
        ("1973-09-11T18:30Z", dt.date(1973, 9, 11), dt.date(1973, 9, 11)),
        ("1968/1973-03", dt.date(1968, 1, 1), dt.date(1973, 3, 31)),
        ("1968/..", dt.date(1968, 1, 1), dt.date(1968, 12, 31)),
    ],
)
def test_bounds_hold_every_day_that_may_be_meant(edtf, first, last):
    assert bounds(edtf) == (first, last)


@pytest.mark.parametrize("edtf", ["XXXX-11-08", "XXXX-11-08/1973", "nonsense"])
def test_a_value_without_a_year_has_no_bounds(edtf):
    assert bounds(edtf) is None


def test_a_day_that_does_not_exist_is_no_date():
    assert calendar(1973, 2, 29) is None
    assert calendar(1972, 2, 29) == "1972-02-29"
