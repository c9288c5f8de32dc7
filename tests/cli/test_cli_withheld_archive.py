"""`declass withheld` and `show` on an archive: rows, sums, judgements, the page with its places drawn."""

import io
import json
import re

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

TEXT = """RECORD NUMBER : 104-10003-10041
DATE : 05/03/1974
He met [name not declassified] at the quay.
(b)(5)
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """A text with a marker and a code, and a scan with one framed place."""
    folder = tmp_path_factory.mktemp("withheld") / "papers"
    folder.mkdir()
    (folder / "cable.txt").write_text(TEXT, encoding="utf-8")
    image = Image.new("L", (1700, 2200), 255)
    draw = ImageDraw.Draw(image)
    for row in range(30):
        draw.text((200, 200 + 40 * row), "THE HARBOUR MASTER KEPT THE LOG " * 3, fill=0, font_size=24)
    draw.rectangle((425, 880, 1275, 1320), outline=0, width=3, fill=255)
    out = io.BytesIO()
    image.save(out, "PDF", resolution=200)
    (folder / "scan.pdf").write_bytes(out.getvalue())
    return folder


@pytest.fixture(scope="module")
def archive(papers, tmp_path_factory):
    from declass.cli.main import main

    root = tmp_path_factory.mktemp("withheld-archive") / "archive"
    options = ("--collection", "Port Papers", "--released", "2020-01-01")
    with pytest.raises(SystemExit) as end:
        main(["-q", "--archive", str(root), "add", str(papers), *options])
    assert end.value.code == 0
    return root


def test_the_archives_places_are_listed_with_codes_meanings_and_flags(declass, archive):
    rows = declass("withheld", "--archive", "--format", "jsonl", archive=archive).rows
    by_kind = {row["kind"]: row for row in rows if not row["codes"]}
    assert by_kind["marker"]["text"] == "[name not declassified]"
    assert by_kind["white_outlined"]["file"] == "scan.pdf"
    assert by_kind["white_outlined"]["x0"] == pytest.approx(0.25, abs=0.01)
    (coded,) = declass("withheld", "--archive", "--code", "(b)(5)", "--format", "jsonl", archive=archive).rows
    assert "before a decision" in coded["meaning"][0]
    assert "25 years" in coded["flags"][0], "a record of 1974, released in 2020"


def test_the_table_quotes_the_words_that_say_so(declass, archive):
    table = declass("withheld", "--archive", "--kind", "marker", archive=archive).stdout
    assert "[name" in table
    assert "declassified]" in table.replace("\n", "")


@pytest.mark.parametrize("by", ["agency", "year", "collection", "code"])
def test_what_is_withheld_is_summed_up_in_groups(declass, archive, by):
    rows = declass("withheld", "--summary", "--by", by, "--format", "jsonl", archive=archive).rows
    assert sum(row["places"] for row in rows) >= 3
    assert all(set(row) >= {by, "documents", "pages", "share"} for row in rows)


def test_a_sum_by_code_explains_each_with_its_source(declass, archive):
    rows = declass("withheld", "--summary", "--by", "code", "--format", "jsonl", archive=archive).rows
    known = {row["code"]: row for row in rows}
    assert known["(b)(5)"]["source"] == "5 U.S.C. 552(b), (b)(5)"
    assert known["(b)(5)"]["meaning_pt"].startswith("Deliberações internas")
    assert known["?"]["source"] is None
    table = declass("withheld", "--summary", "--by", "code", archive=archive).stdout
    assert "before a decision" in " ".join(table.split())
    assert "552(b), (b)(5)" in " ".join(table.split())
    headings = declass("withheld", "--summary", "--by", "code", "--format", "csv", archive=archive).stdout
    assert "meaning_es" in headings.splitlines()[0]


def test_a_sum_tells_what_was_seen_and_what_cannot_be_known(declass, archive):
    (row,) = declass("withheld", "--summary", "--format", "jsonl", archive=archive).rows
    assert (row["collection"], row["documents"], row["pages"], row["seen"]) == ("Port Papers", 2, 2, 1)
    assert 0.05 < row["share"] < 0.4
    assert row["unmeasured"] == 1, "a code alone does not say how much"


def test_each_record_and_file_says_how_much_it_keeps_back(declass, archive):
    file = declass("show", "scan.pdf", archive=archive).stdout
    assert re.search(r"withheld: \d+ to \d+ lines on 1 of 1 pages, about \d+ % of the text area", file)
    record = declass("record", "104-10003-10041", archive=archive).stdout
    assert "up to 1 line on 1 of 1 pages; 1 place of unknown size" in record
    shown = declass("show", "104-10003-10041", archive=archive).stdout
    assert "1 place of unknown size" in shown
    said = json.loads(declass("show", "104-10003-10041", "--json", archive=archive).stdout)
    kept = said["releases"][0]["withheld"]
    assert (kept["pages"], kept["touched"], kept["unmeasured"], kept["share"]) == (1, 1, 1, None)


def test_records_are_summed_each_by_its_newest_release(declass, archive):
    rows = declass("withheld", "--summary", "--by", "record", "--format", "jsonl", archive=archive).rows
    known = {row["record"]: row for row in rows}
    assert known["104-10003-10041"]["unmeasured"] == 1
    assert known["104-10003-10041"]["taken_out_lines_min"] is None
    table = declass("withheld", "--summary", "--by", "record", archive=archive).stdout
    assert "cable.txt" in table.replace("\n", "")
    declass("withheld", "--summary", "--by", "record", "--html", "w.html", archive=archive, exit_code=2)


def test_for_people_lines_are_whole(declass, archive):
    table = declass("withheld", "--summary", archive=archive).stdout
    (row,) = declass("withheld", "--summary", "--format", "jsonl", archive=archive).rows
    assert f" {round(row['lines_max'])} " in table
    assert f"{row['lines_max']:.2f}" not in table


def test_the_sum_is_written_with_plots(declass, archive, tmp_path):
    declass("withheld", "--summary", "--by", "code", "--html", tmp_path / "w.html", archive=archive)
    page = (tmp_path / "w.html").read_text(encoding="utf-8")
    assert 'class="bars"' in page
    assert "5 U.S.C. 552(b)" in page


def test_a_page_shows_its_places_and_sets_off_the_words_that_say_so(declass, archive):
    said = declass("show", "cable.txt", "--page", "1", archive=archive).stdout
    assert "[name not declassified]" in said
    assert "marker" in said
    rows = declass("show", "scan.pdf", "--page", "1", "--json", archive=archive).stdout
    assert '"kind": "white_outlined"' in rows


def test_a_page_is_drawn_with_its_places(declass, archive, tmp_path):
    declass("show", "scan.pdf", "--page", "1", "--image", tmp_path / "page.png", archive=archive)
    drawn = cv2.imread(str(tmp_path / "page.png"), cv2.IMREAD_COLOR)
    coloured = np.ptp(drawn.astype(int), axis=2) > 60
    rows, columns = np.nonzero(coloured)
    height, width = coloured.shape
    assert columns.min() / width == pytest.approx(0.25, abs=0.02)
    assert rows.max() / height == pytest.approx(0.6, abs=0.02)


def test_a_place_denied_counts_no_more_and_the_word_is_kept(declass, archive):
    (row,) = declass(
        "withheld", "--archive", "--kind", "white_outlined", "--format", "jsonl", archive=archive
    ).rows
    declass("judge", row["id"][:8], "no", "--who", "ana", "--why", "a form", archive=archive)
    (judged,) = declass(
        "withheld", "--archive", "--kind", "white_outlined", "--format", "jsonl", archive=archive
    ).rows
    assert judged["judged"] == "no"
    (total,) = declass("withheld", "--summary", "--format", "jsonl", archive=archive).rows
    assert total["places"] == 2
    declass("judge", row["id"][:8], "undo", "--who", "ana", archive=archive)


def test_a_file_and_the_archive_cannot_be_asked_at_once_and_one_must_be(declass, archive, papers):
    declass("withheld", archive=archive, exit_code=2)
    declass("withheld", papers, "--summary", archive=archive, exit_code=2)
