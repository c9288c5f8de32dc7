"""`declass withheld` on made PDFs: a box is told with its place on the page as shown."""

import csv
import io

import pikepdf
import pytest
from PIL import Image, ImageDraw


def scan(path, rotation=0):
    """A page of one scanned image, 200 dpi, with a framed blank from (25 %, 40 %) to (75 %, 60 %)."""
    image = Image.new("L", (1700, 2200), 255)
    draw = ImageDraw.Draw(image)
    for row in range(20):
        draw.text((200, 200 + 30 * row), "the harbour master kept the log of the night " * 3, fill=0)
    draw.rectangle((425, 880, 1275, 1320), outline=0, width=1)
    out = io.BytesIO()
    image.save(out, "PDF", resolution=200)
    with pikepdf.open(out) as pdf:
        pdf.pages[0].Rotate = rotation
        pdf.save(path)
    return path


def test_a_box_is_told_with_its_place_and_kind(declass, tmp_path):
    rows = declass("withheld", scan(tmp_path / "a.pdf"), "--format", "jsonl").rows
    (row,) = (r for r in rows if r["probability"] >= 0.5)
    assert row["kind"] == "white_outlined"
    assert row["page"] == 0
    assert [row[k] for k in ("x0", "y0", "x1", "y1")] == pytest.approx([0.25, 0.4, 0.75, 0.6], abs=0.005)


def test_places_are_those_of_the_page_as_shown(declass, tmp_path):
    rows = declass("withheld", scan(tmp_path / "a.pdf", rotation=90), "--format", "jsonl").rows
    (row,) = (r for r in rows if r["probability"] >= 0.5)
    assert [row[k] for k in ("x0", "y0", "x1", "y1")] == pytest.approx([0.4, 0.25, 0.6, 0.75], abs=0.005)


def test_in_a_folder_a_file_that_cannot_be_read_is_named_and_the_rest_go_on(declass, tmp_path):
    scan(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 nothing more")
    said = declass("withheld", tmp_path, "--format", "jsonl")
    assert {r["file"] for r in said.rows} == {str(tmp_path / "a.pdf")}
    assert "b.pdf" in said.stderr


def test_a_file_that_cannot_be_read_is_an_error(declass, tmp_path):
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 nothing more")
    declass("withheld", tmp_path / "b.pdf", exit_code=3)


def test_a_page_without_boxes_says_so(declass, tmp_path):
    Image.new("L", (1700, 2200), 255).save(tmp_path / "a.png", dpi=(200, 200))
    assert "Nothing" in declass("withheld", tmp_path / "a.png").stderr


CABLE = "SECRETARIAT OF THE SEA\nDATE : 05/03/1974\nHe met [name not declassified] at the quay.\n(b)(5)\n"


@pytest.fixture
def cables(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(CABLE, encoding="utf-8")
    return tmp_path


def test_files_are_told_in_order_by_any_number_of_processes(declass, cables):
    one, two = (
        declass("withheld", cables, "--format", "jsonl", "--workers", str(count)).rows for count in (1, 2)
    )
    assert one == two
    assert [row["file"][-5:] for row in two] == ["a.txt", "a.txt", "b.txt", "b.txt", "c.txt", "c.txt"]


def test_the_age_of_a_loose_file_asks_about_a_code(declass, cables):
    (coded,) = declass("withheld", cables / "a.txt", "--code", "(b)(5)", "--format", "jsonl").rows
    assert "25 years" in coded["flags"][0]
    assert coded["readings"][0]["flags"] == coded["flags"]


def test_a_table_explains_each_code_once_below(declass, cables):
    said = declass("withheld", cables).stdout
    table, legend = said.split("meaning")
    assert table.count("(b)(5)") == 6  # the code and the words that say so, in three files
    assert [line.split()[0] for line in legend.splitlines() if line.startswith(" (")] == ["(b)(5)"]
    assert "25 years" in " ".join(legend.split())
    assert "5 U.S.C. 552(b)" in legend


def test_a_row_explains_its_codes_in_three_languages_with_their_source(declass, cables, monkeypatch):
    monkeypatch.setenv("DECLASS_LANG", "pt")
    (row,) = declass("withheld", cables / "a.txt", "--code", "(b)(5)", "--format", "jsonl").rows
    assert row["regimes"] == ["foia"]
    assert set(row["meanings"][0]) == {"en", "es", "pt"}
    assert row["meaning"] == [row["meanings"][0]["pt"]]
    assert row["sources"] == ["5 U.S.C. 552(b), (b)(5)"]


def test_a_spreadsheet_has_a_column_for_each_languages_meaning_and_the_source(declass, tmp_path):
    (tmp_path / "a.txt").write_text("He met her.\n(b)(1)-1.4(c)\n", encoding="utf-8")
    (row,) = csv.DictReader(declass("withheld", tmp_path / "a.txt", "--format", "csv").stdout.splitlines())
    assert row["regimes"] == "foia; eo13526"
    assert row["sources"] == "5 U.S.C. 552(b), (b)(1) | E.O. 13526, 75 Fed. Reg. 707, 1.4(c)"
    assert [row[f"meaning_{tag}"].count(" | ") for tag in ("en", "es", "pt")] == [1, 1, 1]
    assert row["meaning_es"].startswith("Clasificado por")


def test_reasons_are_told_in_the_persons_language(declass, cables, monkeypatch):
    monkeypatch.setenv("DECLASS_LANG", "es")
    table = " ".join(declass("withheld", cables / "a.txt").stdout.split())
    assert "Un código ocupa una" in table


def test_progress_is_told_of_a_folder_and_not_when_quiet(declass, cables):
    assert "3 of 3 documents" in declass("withheld", cables).stderr
    assert "documents" not in declass("--quiet", "withheld", cables).stderr
