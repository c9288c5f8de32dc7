"""What people type is read as they mean it, or refused with a place and a remedy."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.errors import QueryError
from declass.search.query import (
    FIELDS,
    All,
    Any,
    DateFilter,
    Everything,
    FieldText,
    Loose,
    Not,
    Phrase,
    Word,
    parse,
)


def word(text, **more):
    return Word(text, (text.lower(),), **more)


def phrase(text, **more):
    return Phrase(text, tuple(text.lower().split()), **more)


READINGS = [
    pytest.param("coup", word("coup"), id="word"),
    pytest.param("coup plot", Loose((word("coup"), word("plot"))), id="words"),
    pytest.param('"track two"', phrase("track two"), id="phrase"),
    pytest.param("“track two”", phrase("track two"), id="typographic quotes"),
    pytest.param("«track two»", phrase("track two"), id="angle quotes"),
    pytest.param("„track two“", phrase("track two"), id="low quotes"),
    pytest.param('"track two"~3', phrase("track two", slop=3), id="slop"),
    pytest.param("a1 AND b1", All((word("a1"), word("b1"))), id="and"),
    pytest.param("a1 OR b1", Any((word("a1"), word("b1"))), id="or"),
    pytest.param(
        "a1 b1 OR c1 d1",
        All((word("a1"), Any((word("b1"), word("c1")), beside=True), word("d1"))),
        id="or among neighbours",
    ),
    pytest.param(
        "b1 OR c1 agency:CIA",
        All((Any((word("b1"), word("c1"))), FieldText("agency", "CIA", ("cia",)))),
        id="or beside a field",
    ),
    pytest.param("(a1 b1) OR c1", Any((All((word("a1"), word("b1"))), word("c1"))), id="or beside brackets"),
    pytest.param("a1 AND b1 c1", All((word("a1"), word("b1"), word("c1"))), id="and among neighbours"),
    pytest.param("(a1 AND b1) c1", Loose((All((word("a1"), word("b1"))), word("c1"))), id="and in brackets"),
    pytest.param("a1 AND b1 OR c1", Any((All((word("a1"), word("b1"))), word("c1"))), id="or beside and"),
    pytest.param("a1 AND (b1 OR c1)", All((word("a1"), Any((word("b1"), word("c1"))))), id="brackets"),
    pytest.param("a1 NOT b1", Loose((word("a1"), Not(word("b1")))), id="not"),
    pytest.param("a1 -b1", Loose((word("a1"), Not(word("b1")))), id="minus"),
    pytest.param('a1 -"b c"', Loose((word("a1"), Not(phrase("b c")))), id="minus phrase"),
    pytest.param("and or not", Loose((word("and"), word("or"), word("not"))), id="lower case is no operator"),
    pytest.param("pay*", word("pay", prefix=True), id="prefix"),
    pytest.param("allende~", word("allende", distance=1), id="fuzzy"),
    pytest.param("allende~2", word("allende", distance=2), id="fuzzier"),
    pytest.param("ab~", word("ab"), id="too short to be fuzzy"),
    pytest.param("PL-480", Word("PL-480", ("pl", "480")), id="hyphen inside a word"),
    pytest.param("Bolivia’s", Word("Bolivia", ("bolivia",)), id="possessive"),
    pytest.param("reunión", Word("reunión", ("reunion",)), id="accent"),
    pytest.param("*", Everything(), id="everything"),
    pytest.param("agency:CIA", FieldText("agency", "CIA", ("cia",)), id="field"),
    pytest.param("Agency:CIA", FieldText("agency", "CIA", ("cia",)), id="field in capitals"),
    pytest.param("agency: CIA", FieldText("agency", "CIA", ("cia",)), id="space after the colon"),
    pytest.param('type:"a b"', FieldText("type", "a b", ("a", "b")), id="quoted value"),
    pytest.param('agency:="C I A"', FieldText("agency", "C I A", None), id="exact value"),
    pytest.param("agency:none", FieldText("agency", "", None), id="no value known"),
    pytest.param('agency:"none"', FieldText("agency", "none", ("none",)), id="the word none"),
    pytest.param("record:104-1*", FieldText("record", "104-1", ("104", "1"), prefix=True), id="field prefix"),
    pytest.param("date:1973-09", DateFilter("date", (19730901, 19730930)), id="date"),
    pytest.param("agency:*", Not(FieldText("agency", "", None)), id="any value"),
    pytest.param("title:none", FieldText("title", "none", ("none",)), id="titles are only words"),
    pytest.param("date:none", DateFilter("date", None), id="undated"),
    pytest.param("until:1973", DateFilter("before", (19730101, 19731231)), id="another name of a field"),
    pytest.param(r"\-x1 \AND", Loose((Word("-x1", ("x1",)), word("AND"))), id="escapes"),
    pytest.param(r'"a \" b"', Phrase('a " b', ("a", "b")), id="escaped quote"),
    pytest.param("SUBJ: wheat", Loose((Word("SUBJ:", ("subj",)), word("wheat"))), id="pasted heading"),
    pytest.param("12:30", Word("12:30", ("12", "30")), id="time of day"),
    pytest.param("coup ... ?", word("coup"), id="stray punctuation"),
    pytest.param("- coup", word("coup"), id="stray dash"),
]


@pytest.mark.parametrize(("query", "expected"), READINGS)
def test_a_query_is_read(query, expected):
    assert parse(query) == expected


REFUSALS = [
    pytest.param("", 0, "empty", id="nothing"),
    pytest.param(" ? ", 3, "empty", id="only punctuation"),
    pytest.param('coup "track two', 5, "never closed", id="open quote"),
    pytest.param("coup (plot", 5, "never closed", id="open bracket"),
    pytest.param("coup) plot", 4, "never opened", id="closing bracket"),
    pytest.param("()", 1, "nothing", id="empty brackets"),
    pytest.param("AND", 0, "nothing before", id="AND alone"),
    pytest.param("coup OR", 5, "nothing after", id="OR at the end"),
    pytest.param("coup AND OR plot", 5, "nothing after", id="two operators"),
    pytest.param("coup NOT", 5, "nothing after", id="NOT at the end"),
    pytest.param('""', 0, "no words", id="empty phrase"),
    pytest.param("*coup", 0, "only at the end", id="star first"),
    pytest.param("co*up", 2, "only at the end", id="star inside"),
    pytest.param("c*", 0, "Too many words", id="one letter and a star"),
    pytest.param("coup~7", 0, "two letters", id="too fuzzy"),
    pytest.param('"a b"~99', 0, "at most 50", id="too much slop"),
    pytest.param("colection:chile", 0, "no field 'colection'", id="unknown field"),
    pytest.param("title:", 0, "no value", id="field without value"),
    pytest.param("title:(a b)", 0, "no value", id="brackets as value"),
    pytest.param("title:*", 6, "no words", id="star as title"),
    pytest.param("before:soon", 7, "not a date", id="no date"),
    pytest.param("(" * 500, 40, "nested", id="deep"),
    pytest.param("x " * 5000, 8000, "longer", id="long"),
]


@pytest.mark.parametrize(("query", "position", "reason"), REFUSALS)
def test_an_unreadable_query_is_refused_at_its_place_with_a_remedy(query, position, reason):
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.position == position
    assert reason in caught.value.reason
    assert caught.value.remedy.endswith(".")
    assert caught.value.query == query


def test_a_mistyped_field_is_answered_with_the_nearest_one():
    with pytest.raises(QueryError) as caught:
        parse("colection:chile")
    assert caught.value.remedy.startswith("Did you mean collection:?")


REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "query-language.md"


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_in_the_reference(name):
    assert f"`{name}:" in REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "query", ["", "()", "(a", "a)", '""', '"a', "*a", "a*", "a~7", '"a b"~99', "x " * 5000, "(" * 99]
)
def test_every_refusal_is_in_the_reference(query):
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.reason in REFERENCE.read_text(encoding="utf-8")


@given(st.text(max_size=60) | st.text(alphabet='ab "()*~:-\\AND ORNOT“”', max_size=60))
def test_any_text_is_read_or_refused_within_its_bounds(query):
    refused = None
    try:
        parse(query)
    except QueryError as error:
        refused = error
    assert refused is None or 0 <= refused.position <= len(refused.query)


def test_brackets_around_a_question_beside_filters_change_nothing():
    plain = parse("surveillance of the embassy agency:CIA after:1963 -lang:es")
    assert parse("(surveillance of the embassy) agency:CIA after:1963 -lang:es") == plain
    assert parse("(surveillance embassy) mexico") != parse("surveillance embassy mexico")
