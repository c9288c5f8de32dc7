"""Codes in running text, told from labels, numbers and sentences that only speak of a provision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.redact.mentions import mentions


def values(text, **options):
    return [mention.value for mention in mentions(text, **options)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RELEASED IN PART B1, B6", ["(b)(1)", "(b)(6)"]),
        ("RELEASE IN PART B1,1.4(B),1.4(D),B6", ["(b)(1)", "1.4(b)", "1.4(d)", "(b)(6)"]),
        ("RELEASE IN PART B5,B6,B7(C),b7D,B9", ["(b)(5)", "(b)(6)", "(b)(7)(C)", "(b)(7)(D)", "(b)(9)"]),
        ("25X1,3.5(c)", ["25X1", "3.5(c)"]),
        ("room 4,B1", []),
        ("1,301,3.5 (c)", []),
        ("DENIED IN PART (b)(3) CIA Act", ["(b)(3)", "CIA Act"]),
        ("1.4(B),1.4(D)", ["1.4(b)", "1.4(d)"]),
        ("(bX7XC)", ["(b)(7)(C)"]),
        ("b7C", ["(b)(7)(C)"]),
        ("JFK Act 6 (1)(B)", ["JFK Act 6(1)(B)"]),
        ("JFK Act 6 (4)", ["JFK Act 6(4)"]),
        ("5 (9) (2) (D)", ["JFK Act 5(g)(2)(D)"]),
        ("JFK Law 10(a) 1", ["JFK Act 10(a)(1)"]),
        ("3.3(b)(12)", []),
        ("3.3(b)(1), 3.3(h)(2)", ["3.3(b)(1)", "3.3(h)(2)"]),
        ("50X1-HUN  50X1 HOM  50X2-WND", ["50X1-HUM", "50X1-HUM", "50X2-WMD"]),
        ("50X1-HUM  25X1A", ["50X1-HUM", "25X1A"]),
        ("1.3(a)(4)", ["1.3(a)(4)"]),
        ("(k)(2) (j)(2)", ["(k)(2)", "(j)(2)"]),
        ("(d)(6) (d)(5)", ["(b)(6)", "(d)(5)"]),
        ("P6/(b)(6)", ["P6", "(b)(6)"]),
        ("(b)(3):50 USC 3024(i)(1)", ["(b)(3)", "NatSecAct"]),
        ("(b)(3)-P.L. 86-36", ["(b)(3)", "P.L. 86-36"]),
        ("artículo 21 N° 2 de la Ley 20.285", ["Ley 20.285 art. 21 N°2"]),
        ("art. 23, VIII, da Lei nº 12.527/2011", ["Lei 12.527 art. 23 VIII"]),
        ("art. 31 da Lei 12.527", ["Lei 12.527 art. 31"]),
        ("artículo 21 del reglamento", []),
        ("Reservado, art. 113, fracc. V, LGTAIP", ["LGTAIP art. 113 V"]),
        ("artículo 116 de la Ley General de Transparencia y Acceso a la Información", ["LGTAIP art. 116"]),
        ("Ley 27.275, art. 8 inc. a)", ["Ley 27.275 art. 8 a"]),
        ("art. 8 inc. c) de la Ley 27275", ["Ley 27.275 art. 8"]),
        ("artículo 16 del TUO de la Ley N° 27806", ["Ley 27806 art. 16"]),
        ("artículo 19 de la Ley 1712 de 2014", ["Ley 1712 art. 19"]),
        ("artículo 9 de la Ley Nº 18.381", ["Ley 18.381 art. 9"]),
        ("Artículo 23 del Decreto 57-2008", ["Decreto 57-2008 art. 23"]),
        ("Art. 19 LAIP, información reservada", ["LAIP art. 19"]),
        ("artículo 14 de la Ley 19/2013", ["Ley 19/2013 art. 14"]),
        ("nos termos do artigo 6.º da Lei n.º 26/2016", ["Lei 26/2016 art. 6"]),
        ("art. 23, inciso II, e art. 31 da Lei 12.527", ["Lei 12.527 art. 23 II", "Lei 12.527 art. 31"]),
        ("artículo 19 de la Constitución y Ley 1712", ["Ley 1712 art. 19"]),
        ("artículo 40 de la Ley 18.381", []),
        ("$3.5 (c)", []),
        ("13.5(c)", []),
        ("14-00000", []),
        ("ext. 25X14", []),
    ],
)
def test_codes_are_found_and_numbers_left_alone(text, found):
    assert values(text) == found


def test_the_reading_is_kept_as_it_stood():
    (mention,) = mentions("see margin: 3-5(6).")
    assert (mention.original_value, mention.value) == ("3-5(6)", "3.5(c)")
    assert "see margin: 3-5(6)."[mention.start : mention.end] == "3-5(6)"


def test_a_damaged_end_of_a_code_is_kept_as_read():
    (mention,) = mentions("50X1-HUN")
    assert (mention.value, mention.original_value) == ("50X1-HUM", "50X1-HUN")


def test_short_forms_are_marked_as_such():
    assert [m.bare for m in mentions("B1 and (b)(1)")] == [True, False]


def test_a_provision_that_is_only_spoken_of_is_unlikely():
    spoken, stamped = mentions("under Section 3.4(b)(1) the panel")[0], mentions("3.4(b)(1)")[0]
    assert spoken.probability < 0.5 < stamped.probability


@given(st.text(alphabet="0123456789.-()[]{} bBcC13XhH25JFKAct\n", max_size=60))
def test_spans_lie_in_the_text_in_order_and_apart(text):
    end = 0
    for mention in mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.original_value
        end = mention.end


def test_a_stamp_that_names_its_order_is_no_sentence_about_it():
    (stamp,) = mentions("E.O. 12958, Sec. 3.4(b)(1)")
    (spoken,) = mentions("withheld pursuant to section 3.4(b)(1)")
    assert stamp.probability > 0.9 > spoken.probability
