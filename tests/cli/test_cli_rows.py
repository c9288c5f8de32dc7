"""Rows of withholdings in people's words; cells no spreadsheet takes for formulas."""

from declass.cli.output import _safe
from declass.cli.withholdings import cited, row
from declass.model.anchor import Box
from declass.model.page import Paper
from declass.model.withholding import ExemptionCode, Withholding
from declass.redact.flags import Age

CODE = ExemptionCode("(b)(5)", "foia", "b5", "document", 0.8)
FOUND = Withholding(
    2,
    "black",
    0.9,
    Box(0, 0, 306, 396),
    codes=(CODE,),
    lines_min=2,
    lines_max=3,
    text="a\nb",
    evidence=("Why.",),
)


def test_an_empty_cell_stays_empty_and_a_formula_is_quoted():
    assert (_safe(""), _safe("-1.5"), _safe("=1+1")) == ("", "-1.5", "'=1+1")


def test_a_row_keeps_places_readings_and_sources():
    said = row("a/b.pdf", FOUND, Paper(612, 792), Age(1973, 2020))
    assert [said[side] for side in ("x0", "y0", "x1", "y1")] == [0, 0, 0.5, 0.5]
    assert said["codes"] == ["(b)(5)"]
    assert said["readings"][0]["as_read"] == "b5"
    assert "25 years" in said["flags"][0]


def test_people_are_told_pages_from_one_and_where_a_code_was_taken_from(monkeypatch):
    monkeypatch.setenv("DECLASS_LANG", "es")
    shown = cited(row("a/b.pdf", FOUND, Paper(612, 792)))
    assert (shown["file"], shown["page"], shown["lines"], shown["text"]) == ("b.pdf", 3, "2–3", "a b")
    assert shown["codes"] == "(b)(5) (documento)"
    assert "Deliberaciones" in shown["meaning"][0]


def test_a_place_without_a_page_size_has_no_fractions():
    assert "x0" not in row("a.txt", FOUND, Paper(0, 0))
