"""Personal data is found where it is printed, what looks like it is not, and masks keep every place."""

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.model.change import Change, Passage
from declass.redact import personal
from declass.redact.personal import (
    MASKED_FROM,
    cpf_is_valid,
    find,
    masked,
    masked_change,
    masked_part,
    rut_is_valid,
    unmasked,
)

FOUND = [
    ("SSN 219-09-9999", "ssn", "219-09-9999"),
    ("his Social Security number is 219 09 9999.", "ssn", "219 09 9999"),
    ("SOCIAL SECURITY NO.: 219-O9-9999", "ssn", "219-O9-9999"),
    ("The record prints 219-09-9999 beside him", "ssn", "219-09-9999"),
    ("RUT 12.345.678-5", "rut", "12.345.678-5"),
    ("cédula de identidad 12345678-5 de Santiago", "rut", "12345678-5"),
    ("portador do CPF 529.982.247-25", "cpf", "529.982.247-25"),
    ("CPF nº 52998224725", "cpf", "52998224725"),
    ("home telephone: EM 3-4567", "telephone", "EM 3-4567"),
    ("Tel. (214) 739-2921", "telephone", "(214) 739-2921"),
    ("his phone number is 813-524-8610", "telephone", "813-524-8610"),
    ("teléfono: 39-58-21", "telephone", "39-58-21"),
    ("home phone 5550182", "telephone", "5550182"),
    ("Telefono 2237781", "telephone", "2237781"),
    ("TELÉFONO Nº 2237781.", "telephone", "2237781"),
    ("telefone: 2237781, de noite", "telephone", "2237781"),
    ("fone 223-7781", "telephone", "223-7781"),
    ("SUBJECT RESIDES AT 4936 COLLINWOOD ST., FORT WORTH", "address", "4936 COLLINWOOD ST."),
    ("who lives at 851 SW 4th Street, Miami", "address", "851 SW 4th Street"),
    ("reside en calle Los Aromos 1234, Ñuñoa", "address", "calle Los Aromos 1234"),
    ("residente na Rua das Flores, 45", "address", "Rua das Flores, 45"),
    ("KOBYSH, Igor, DOB: 21 Dec 1931", "birth", "21 Dec 1931"),
    ("JOHN EARL CONTAY, BORN 12/10/24 AT TANTA", "birth", "12/10/24"),
    ("He lives at 1024 Elsbeth and works downtown", "address", "1024 Elsbeth"),
    ("SUBJECT RESIDED AT 214 W. NEELY IN 1963", "address", "214 W. NEELY"),
    ("Home address: 4521 Bellmar, Port Harrow", "address", "4521 Bellmar"),
    ("reside en Los Aromos 1235, Ñuñoa", "address", "Los Aromos 1235"),
    ("domiciliado en San Martín N° 1960", "address", "San Martín N° 1960"),
    ("mora na Bela Vista, 450", "address", "Bela Vista, 450"),
    ("Igor Kobysh was born in Havana, Cuba, on 21 December 1931.", "birth", "21 December 1931"),
    ("BORN AT VILLA MAR, CHILE, 3 MARCH 1950", "birth", "3 MARCH 1950"),
    ("nació en Santiago de Chile el 4 de marzo de 1950", "birth", "4 de marzo de 1950"),
    ("nacida en Lima, Perú, el 12 de mayo de 1940", "birth", "12 de mayo de 1940"),
    ("nascido em Recife no dia 5 de março de 1950", "birth", "5 de março de 1950"),
    ("nasceu em São Paulo em 3/5/1940", "birth", "3/5/1940"),
    ("Place and date of birth: Lvov, 22 Dec 1931", "birth", "22 Dec 1931"),
    ("María Soto, fecha de nacimiento 3 de marzo de 1950", "birth", "3 de marzo de 1950"),
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND, ids=[words for _, _, words in FOUND])
def test_personal_data_is_found_in_its_place(text, kind, words):
    (datum,) = [d for d in find(text) if d.probability >= MASKED_FROM]
    assert datum.kind == kind
    assert text[datum.span.start : datum.span.end] == words
    assert datum.why


_PIECES = [piece for text, _, _ in FOUND for piece in re.split(r"(?<=[^\w])|(?=[^\w])", text) if piece]


_FILLER = " told of ships" * 20  # longer than what is read around a sign


@given(
    st.lists(st.sampled_from([*_PIECES, _FILLER, "\n", "av. ", "RUA ", "C.P.F. ", "d.o.b. "]), max_size=14)
)
def test_what_stands_around_signs_is_all_there_is(pieces):
    text = "".join(pieces)
    for rule in personal._RULES:
        near = [match.span() for match in rule.matches(text, text.lower())]
        assert near == [match.span() for match in rule.pattern.finditer(text)]


@pytest.mark.parametrize("text", [text for text, _, _ in FOUND])
def test_signs_are_found_in_capitals_and_far_into_a_text(text):
    long = _FILLER + text + _FILLER + text.upper()
    for rule in personal._RULES:
        found = [match.span() for match in rule.matches(long, long.lower())]
        assert found == [match.span() for match in rule.pattern.finditer(long)]


NOT_PERSONAL = {
    "record number": "RIF 104-10059-10213",
    "file number of a bureau": "105-82555-2235",
    "stamp of a page": "13-00000",
    "number of a release": "CIA-RDP79T00936A011700050005-8",
    "date of a release": "Approved for Release: 2018/03/12 C03177799",
    "day and month": "25-06-75 and 12-31-1963",
    "date-time group": "R 111830Z SEP 73 FM AMEMBASSY SANTIAGO",
    "cable number": "REF: SANTIAGO 4059, MEXI 7466 (IN 84339)",
    "dispatch": "UFGA-27162 and CSCI-3/775,277",
    "sum of money": "paid 350,000 and 1,680 M.T. PL-480 wheat",
    "statute": "5 U.S.C. 552(b)(3), 50 U.S.C. 3141",
    "section of an order": "E.O. 13526, 3.3(h)(2)",
    "office in a letterhead": "600 E Street NW, Washington, DC 20530 (202) 724-0088 Fax: (202) 724-0457",
    "embassy": "the Embassy at 3100 Massachusetts Avenue, NW",
    "wrong check digits": "12.345.678-9 and 529.982.247-26",
    "seven figures of another thing": "phone 1 at ref 5550182, Tel Aviv 2237781, telegram 2237781",
    "more than seven figures": "Tel 19631122 and phone 22377815550",
    "a switchboard": "Embassy of the Republic, telephone 2237781",
    "calendar": "678 910-1112 13 14 15",
    "a court": "on March 20 the entire Court resigned",
    "a unit, a distance": "The unit lived at 5 Corps Headquarters, living at 300 Miles",
    "an hour at a place": "residing at 1200 GMT, and lived at 3 May",
    "a year after a place": "vive en Santiago 1973 y reside en Lima desde 1960",
    "a day after a place": "residente en Buenos Aires, 25 de mayo de 1970",
    "years in a country": "residente en Chile 12 años, vive en Cuba 20 meses",
    "a file number": "reside en Chile 105-82555 y vive en Lima 12.500",
    "where a person lives": "he lives in Harrow, 12 miles off; residing at Harrow 1024",
    "a movement": "The movement was born in Cuba on 26 July 1953",
    "a party": "El partido nació en Lima el 3 de mayo de 1930",
    "a name like birth": "Max Born Institute, 3 May 1950",
    "a document's place and date": "Havana, 3 May 1950. Airborne in Cuba on 3 May 1950",
    "birth without a day": "Anna, born in 1940",
}


@pytest.mark.parametrize("text", NOT_PERSONAL.values(), ids=NOT_PERSONAL)
def test_what_only_looks_like_it_is_not_masked(text):
    assert masked(text) == text


def test_a_mask_keeps_length_blanks_and_marks():
    text = "Harrow (SSN 219-09-9999) resides at\n4907 Magazine Street"
    hidden = masked(text)
    assert hidden == "Harrow (SSN ███-██-████) resides at\n████ ████████ ██████"
    assert len(hidden) == len(text)


def test_a_snippet_is_masked_by_what_the_page_tells():
    page = "He resides\nat 4907 Magazine\nStreet, he said."
    assert masked_part("…4907 Magazine Street, he", page) == "…████ ████████ ██████, he"
    assert masked_part("4907 Magazine Street", "4907 Magazine Street, Office of Records") == (
        "4907 Magazine Street"
    )


@given(st.text(alphabet="0123456789-. ()SNRUTborn\nMay", max_size=120))
def test_masks_keep_every_offset_and_hide_all_that_is_found(text):
    hidden = masked(text)
    assert len(hidden) == len(text)
    for datum in find(text):
        assert 0 <= datum.span.start < datum.span.end <= len(text)
        if datum.probability >= MASKED_FROM:
            assert not re.search(r"\w", hidden[datum.span.start : datum.span.end].replace("█", ""))


@given(st.integers(1_000_000, 99_999_999))
def test_one_check_digit_of_a_rut_is_right(number):
    grouped = f"{number:,}".replace(",", ".")
    assert sum(rut_is_valid(f"{grouped}-{digit}") for digit in "0123456789K") == 1


@given(st.integers(1, 999_999_998))
def test_one_pair_of_check_digits_of_a_cpf_is_right(number):
    pairs = [cpf_is_valid(f"{number:09d}{pair:02d}") for pair in range(100)]
    assert sum(pairs) == (0 if len(set(f"{number:09d}")) == 1 else 1) or sum(pairs) <= 1


def test_a_long_page_of_figures_is_read_in_good_time():

    text = " ".join(str(random.Random(n).randrange(10**9)) for n in range(40_000))
    started = time.process_time()
    find(text)
    assert time.process_time() - started < 2.0


@given(st.integers(0, 2), st.sampled_from(["", "OCR "]))
def test_masks_left_alone_in_a_correction_are_opened_again(gone, prefix):
    people = ["A 219-09-9999", "B 219-09-8888", "C 219-09-7777"]
    original = "; ".join(f"SSN of {prefix}{person}" for person in people)
    edited = "; ".join(part for n, part in enumerate(masked(original).split("; ")) if n != gone)
    kept = [person for n, person in enumerate(people) if n != gone]
    assert unmasked(edited, original) == "; ".join(f"SSN of {prefix}{person}" for person in kept)


def test_a_mask_that_cannot_be_told_from_another_stays():
    original = "SSN 219-09-9999 then SSN 219-09-8888"
    assert "219" not in unmasked("quite another ███-██-████", original)


def test_what_stands_around_a_change_tells_that_its_words_are_personal():
    change = Change(
        "revealed",
        "certain",
        1.0,
        Passage(0, 9, 9, ""),
        Passage(0, 9, 29, "4907 Magazine Street"),
        "he lives at",
        "in May",
    )
    told = masked_change(change)
    assert masked(change.newer.text) == change.newer.text  # alone, the street is nobody's home
    assert "Magazine" not in told.newer.text
    assert (told.before, told.after) == ("he lives at", "in May")
    assert (told.newer.start, told.newer.end, told.older) == (9, 29, change.older)
