"""Names of files are masked where they hold personal data, and record numbers in them are left alone."""

import pytest

from declass.redact.names import masked_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("smith_219-09-9999.pdf", "smith_███-██-████.pdf"),
        ("SSN219099999.pdf", "SSN█████████.pdf"),
        ("letters/dob-1931-12-21.txt", "letters/dob-████-██-██.txt"),
        ("harrow_born_in_Havana_on_21_Dec_1931.pdf", "harrow_born_in_Havana_on_██_███_████.pdf"),
        ("home phone 214-739-2921.pdf", "home phone ███-███-████.pdf"),
        ("rut_12.345.678-5.pdf", "rut_██.███.███-█.pdf"),
        ("cpf-529.982.247-25.pdf", "cpf-███.███.███-██.pdf"),
    ],
)
def test_personal_data_in_a_name_is_masked(name, shown):
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    "name",
    [
        "104-10003-10041.pdf",
        "docid-32112745.pdf",
        "CIA-RDP79T00936A011700050005-8.pdf",
        "1974SANTIA04059_b.txt",
        "released 2017-10-26/124-90137-10006 [R].pdf",
        "memo-1963-11-22.pdf",
        "scan_0001-0024.tif",
        "C05958165.pdf",
        "frus1969-76v21/d123.xml",
    ],
)
def test_numbers_of_records_releases_and_days_in_a_name_are_left_alone(name):
    assert masked_name(name) == name
