"""What holds for every text: spans, valid values, no errors, and reading back what was printed."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.chronology import Context, bounds, find, valid

_ENGLISH = "January February March April May June July August September October November December"
MONTHS = _ENGLISH.split()
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
MESES = _SPANISH.split()
_NUMERALS = "I II III IV V VI VII VIII IX X XI XII"
ROMAN = _NUMERALS.split()

FORMS = {
    "month first": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "day first": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "capitals": lambda d: f"{MONTHS[d.month - 1].upper()} {d.day}, {d.year}",
    "abbreviated": lambda d: f"{MONTHS[d.month - 1][:3]}. {d.day}, {d.year}",
    "military": lambda d: f"{d.day:02d} {MONTHS[d.month - 1][:3].upper()} {d.year % 100:02d}",
    "closed up": lambda d: f"{d.day:02d}{MONTHS[d.month - 1][:3].upper()}{d.year % 100:02d}",
    "of": lambda d: f"the {d.day}th of {MONTHS[d.month - 1]}, {d.year}",
    "weekday": lambda d: f"{d:%A}, {MONTHS[d.month - 1]} {d.day}, {d.year}",
    "spanish": lambda d: f"Santiago, {d.day} de {MESES[d.month - 1]} de {d.year}",
    "roman": lambda d: f"{d.day}-{ROMAN[d.month - 1]}-{d.year}",
    "us digits": lambda d: f"{d.month}/{d.day}/{d.year}",
    "dotted": lambda d: f"{d.day}.{d.month}.{d.year}",
    "iso": lambda d: d.isoformat(),
    "compact": lambda d: f"{d:%Y%m%d}",
}
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(1999, 12, 31))
PIECES = st.one_of(
    st.sampled_from([*MONTHS, *MESES]),
    st.sampled_from(
        ["11", "1973", "73", "'73", "3", "111830Z", "1970s", "Z", "O", "l", "½", "XX", "Monday", "a.m."]
    ),
    st.sampled_from([" ", " ", ",", ".", "-", "/", "—", "(", ")", "[", "]", "?", "\n"]),
    st.sampled_from(
        ["of", "de", "between", "and", "from", "to", "circa", "early", "mid-", "since", "spring"]
    ),
    st.sampled_from(["nineteen", "hundred", "mil", "novecientos", "quarter"]),
)
CONTEXTS = st.sampled_from(
    [None, Context(year=1973), Context(date="1973-09-11", language="es"), Context(date="0001-01-01")]
)


def check(text, context=None):
    dates = find(text, context=context)
    end = 0
    for date in dates:
        assert end <= date.start < date.end <= len(text)
        assert text[date.start : date.end] == date.raw
        assert valid(date.edtf), date
        end = date.end


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60)
@given(day=DAYS)
def test_a_printed_day_reads_back_as_itself(form, day):
    assert [date.edtf for date in find(FORMS[form](day))] == [day.isoformat()]


@settings(max_examples=60)
@given(moment=st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(1999, 12, 31)))
def test_a_date_time_group_reads_back_as_itself(moment):
    printed = f"O {moment:%d%H%M}Z {MONTHS[moment.month - 1][:3].upper()} {moment:%y}"
    assert [date.edtf for date in find(printed)] == [f"{moment:%Y-%m-%dT%H:%M}Z"]


@settings(max_examples=60)
@given(first=DAYS, last=DAYS)
def test_a_printed_range_reads_back_as_itself(first, last):
    if first < last:
        printed = f"from {FORMS['month first'](first)} to {FORMS['month first'](last)}"
        assert [date.edtf for date in find(printed)] == [f"{first}/{last}"]


@settings(max_examples=200)
@given(text=st.text(max_size=120), context=CONTEXTS)
def test_any_text_is_read_without_an_error(text, context):
    check(text, context)


@settings(max_examples=400)
@given(pieces=st.lists(PIECES, max_size=14), glue=st.sampled_from(["", " "]), context=CONTEXTS)
def test_any_heap_of_date_words_gives_valid_values_at_true_spans(pieces, glue, context):
    check(glue.join(pieces), context)


@settings(max_examples=60)
@given(
    day=DAYS, before=st.text(alphabet="xyz ,.\n", max_size=20), after=st.text(alphabet=" ,.;\n", max_size=5)
)
def test_words_around_a_date_do_not_change_it(day, before, after):
    text = f"{before} {FORMS['month first'](day)}{after}"
    assert [date.edtf for date in find(text)] == [day.isoformat()]


@settings(max_examples=60)
@given(day=DAYS)
def test_the_bounds_of_a_day_are_that_day(day):
    assert bounds(day.isoformat()) == (day, day)
    assert bounds(f"{day:%Y-%m}~")[0] <= day <= bounds(f"{day:%Y-%m}~")[1]
