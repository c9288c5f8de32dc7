"""The closed lists of codes, damaged readings snapped to them, and what a record's age adds."""

import pytest

from declass.redact.codes import LANGUAGES, codes, explain, regimes
from declass.redact.flags import Age, explain_flag, flags
from declass.redact.snap import skeleton, snap

REGIMES = (
    *("foia", "statute", "eo13526", "automatic", "crest", "eo12958", "eo12356", "eo12065", "eo11652"),
    *("jfk_act", "privacy_act", "pra", "library", "nixon", "chile", "brazil", "mexico", "argentina", "peru"),
    *("colombia", "uruguay", "guatemala", "el_salvador", "spain", "portugal"),
)


def test_every_regime_of_the_issue_has_its_list():
    assert tuple(regime.key for regime in regimes()) == REGIMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_explained_with_its_source(language):
    for value, code in codes().items():
        assert len(explain(value, language)) > 8, value
        assert code.source
        assert code.regime.name[language]


def test_no_two_codes_look_alike_once_reduced_to_letters_and_digits_within_a_regime():
    for regime in REGIMES:
        bare = [skeleton(value).lower() for value, code in codes().items() if code.regime.key == regime]
        assert len(bare) == len(set(bare)), regime


@pytest.mark.parametrize(
    "value",
    [v for v in codes() if codes()[v].regime.country == "US" and not v.startswith(("Nixon", "Library"))],
)
def test_an_undamaged_code_is_read_as_itself(value):
    regime = codes()[value].regime.key
    listed = [v for v, code in codes().items() if code.regime.key == regime]
    found = snap(value.removeprefix("JFK Act "), listed)
    assert found is not None
    assert (found.value, found.cost) == (value, 0.0)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("3-5(6)", "3.5(c)"),
        ("8-8(h)(2)", "3.3(h)(2)"),
        ("3.S(C", "3.5(c)"),
        ("3,3(h)(Z)", "3.3(h)(2)"),
        ("25Xl", "25X1"),
        ("{b){7)(C)", "(b)(7)(C)"),
        ("3.3lhll2)", "3.3(h)(2)"),
        ("STATI NTL", "STATINTL"),
    ],
)
def test_damage_is_undone(raw, value):
    assert snap(raw).value == value


def test_what_is_like_no_code_is_none():
    assert snap("MONTEVIDEO") is None
    assert snap("...") is None


def test_a_code_cut_short_is_completed_from_the_page():
    assert snap("3.3(h)").value == "3.3(h)"
    assert snap("3.3(h)", seen=["3.3(h)(2)", "3.5(c)"]).value == "3.3(h)(2)"
    assert snap("3.3(h)", seen=["3.3(h)(1)", "3.3(h)(2)"]).value == "3.3(h)", "two would do: neither is taken"


def test_damage_and_doubt_lower_the_probability():
    whole, damaged = snap("3.5(c)"), snap("3-5(9)")
    assert whole.probability > damaged.probability > 0.5


@pytest.mark.parametrize(
    ("value", "age", "told"),
    [
        ("(b)(5)", Age(1973, 2020), ("deliberative_25",)),
        ("(b)(5)", Age(1973, 1999), ()),
        ("(b)(5)", Age(2001, 2020), ()),
        ("1.4(d)", Age(1973, 2020), ("automatic_25",)),
        ("25X6", Age(2000, 2012), ("young_25",)),
        ("3.3(h)(2)", Age(1940, 2020), ("fifty_75",)),
        ("JFK Act 6(1)(B)", Age(1963, 2022), ("jfk_2017",)),
        ("JFK Act 6(1)(B)", Age(1963, 1998), ()),
        ("P5", Age(1984, 2010), ("pra_12",)),
        ("Secreto", Age(1975, 2014), ("human_rights", "brazil_lapsed")),
        ("Lei 12.527 art. 31", Age(1975, 2014), ()),
        ("Decreto 57-2008 art. 23", None, ("human_rights",)),
        ("Decreto 57-2008 art. 22", None, ()),
        ("XGDS-2", None, ("schedule_lapsed",)),
        ("(b)(1)", Age(1973, 2020), ()),
        ("(b)(5)", None, ()),
    ],
)
def test_a_claim_that_has_lapsed_is_flagged(value, age, told):
    assert flags(value, age) == told
    assert all(explain_flag(flag, "es") != explain_flag(flag, "en") for flag in told)
