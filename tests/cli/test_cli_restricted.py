"""On the command line restricted words need --reveal, a name and a reason; masks hold wherever text is."""

import pytest

from declass.config import Settings
from declass.pipeline.workspace import Workspace
from read_made import lines, write
from redacted_made import BAR, OPEN, SECRET, TYPE, page

MEMO = "MEMORANDUM\nJohn Harrow, SSN 219-09-9999, resides at 4907 Magazine Street.\nThe meeting was held.\n"


@pytest.fixture
def archive(declass, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    write(folder, "barred.pdf", page(TYPE + BAR + lines([OPEN] * 4, y=600)))
    write(folder, "memo.txt", MEMO.encode())
    declass("add", folder, archive=tmp_path / "archive")
    return tmp_path / "archive"


def test_lists_searches_and_texts_show_no_restricted_word(declass, archive):
    said = [
        declass("restricted", "--format", "jsonl", archive=archive),
        declass("search", "harrow", "--format", "jsonl", archive=archive),
        declass("search", "meeting", archive=archive),
        declass("show", "memo.txt", "--text", archive=archive),
        declass("show", "memo.txt", "--page", "1", "--json", archive=archive),
        declass("show", "barred.pdf", "--page", "1", "--json", archive=archive),
        declass("read", archive.parent / "files" / "barred.pdf"),
    ]
    everything = "".join(one.stdout for one in said)
    for word in ("COURIER", "219-09-9999", "Magazine"):
        assert word not in everything
    assert "███-██-████" in said[3].stdout
    assert {row["kind"] for row in said[0].rows} == {"under_text", "ssn", "address"}
    assert declass("search", "courier", "--format", "jsonl", archive=archive).stdout == ""


NAMED = "letters_ssn_219-09-9999.txt"


def test_a_file_s_name_is_masked_wherever_it_is_shown_and_told_with_the_explicit_word(declass, tmp_path):
    folder, archive = tmp_path / "files", tmp_path / "archive"
    folder.mkdir()
    (folder / NAMED).write_text("The harbour master kept the log. [2 lines not declassified]\n")
    declass("add", folder, archive=archive)
    (row,) = declass("search", "harbour", "--format", "jsonl", archive=archive).rows
    digest = row["digest"]
    assert (row["file"], row["record"]) == (
        "letters_ssn_███-██-████.txt",
        f"letters_ssn_███-██-████.txt {digest[:8]}",
    )
    said = [
        declass("search", "harbour", archive=archive),
        declass("show", NAMED, archive=archive),
        declass("show", digest, "--json", archive=archive),
        declass("show", row["record"], archive=archive),
        declass("record", row["record"], archive=archive),
        declass("withheld", "--archive", "--format", "jsonl", archive=archive),
        declass("withheld", "--summary", "--by", "record", archive=archive),
        declass("status", "--files", archive=archive),
    ]
    for one in said:
        assert "219-09-9999" not in one.stdout
        assert one.stdout
    named = declass("restricted", digest, "--reveal", "--who", "R", "--why", "w", archive=archive)
    assert NAMED in named.stderr


def test_to_reveal_takes_a_file_a_name_and_a_reason_and_is_logged(declass, archive):
    refused = declass("restricted", "barred.pdf", "--reveal", archive=archive, exit_code=2)
    assert "COURIER" not in refused.stdout + refused.stderr
    declass("restricted", "--reveal", "--who", "R", "--why", "w", archive=archive, exit_code=2)
    name = ("--who", "R. Soto", "--why", "asked by the family")
    shown = declass("restricted", "barred.pdf", "--reveal", *name, "--format", "jsonl", archive=archive)
    assert [row["text"] for row in shown.rows] == [SECRET]
    text = declass("show", "memo.txt", "--text", "--reveal", *name, archive=archive)
    assert "219-09-9999" in text.stdout
    log = declass("restricted", "--log", "--format", "jsonl", archive=archive).rows
    assert [(row["file"], row["kinds"], row["why"]) for row in log] == [
        ("barred.pdf", ["under_text"], "asked by the family"),
        ("memo.txt", ["ssn", "address"], "asked by the family"),
    ]


def test_words_of_a_file_in_hand_are_told(declass, tmp_path):
    path = write(tmp_path, "barred.pdf", page(TYPE + BAR))
    (row,) = declass("withheld", path, "--unsafe-only", "--format", "jsonl").rows
    assert (row["kind"], row["text"], row["page"]) == ("under_text", SECRET, 0)
    rows = declass("withheld", path, "--format", "jsonl").rows
    assert [row["kind"] for row in rows] == ["under_text"]


def test_tables_of_a_file_in_hand_show_words_under_bars_only_when_told_to(declass, tmp_path):
    path = write(tmp_path, "barred.pdf", page(TYPE + BAR))
    assert (
        "COURIER"
        not in declass("withheld", path).stdout + declass("withheld", path, "--format", "csv").stdout
    )
    assert "COURIER" in declass("withheld", path, "--reveal").stdout
    assert "COURIER" in declass("withheld", path, "--unsafe-only").stdout


def test_personal_data_of_a_file_in_hand_is_blotted_out_unless_told_otherwise(declass, tmp_path):
    memo = write(tmp_path, "memo.txt", MEMO.encode())
    newer = write(
        tmp_path, "newer.txt", MEMO.replace("was held", "was held at 12 Harbour Road, phone").encode()
    )
    said = [declass("read", memo), declass("read", memo, "--format", "jsonl")]
    said.append(declass("diff", memo, newer, "--format", "jsonl"))
    assert "219-09-9999" not in "".join(one.stdout for one in said)
    assert "███-██-████" in said[0].stdout
    assert "219-09-9999" in declass("read", memo, "--reveal").stdout


def test_what_a_newer_release_prints_of_a_persons_number_is_blotted_out_in_a_comparison(declass, tmp_path):
    told = "MEMORANDUM\nThe officer named in the file was paid by the station for June.\n{}The end.\n"
    named = "John Harrow, SSN 219-09-9999, was seen by them.\n"
    older = write(tmp_path, "1999.txt", told.format("").encode())
    newer = write(tmp_path, "2024.txt", told.format(named).encode())
    covered = declass("diff", older, newer, "--all", "--format", "jsonl").stdout
    assert "Harrow" in covered
    assert "219-09-9999" not in covered
    assert "219-09-9999" in declass("diff", older, newer, "--all", "--reveal", "--format", "jsonl").stdout


SUBJECT = (
    "SUBJECT: Harrow, SSN 219-09-9999, resides at 4907 Magazine Street, born 14 March 1931\n\n"
    "The loan was paid.\n"
)
PAGE = (
    "<html><head><title>Harrow, SSN 219-09-9999</title></head><body><p>The loan was paid.</p></body></html>"
)
ASKED = [
    ("search", "loan", "--format", "jsonl"),
    ("search", "loan", "--format", "csv"),
    ("search", "loan", "--facet", "year"),
    ("record", "letter", "--format", "json"),
    ("show", "letter"),
    ("show", "letter.txt", "--json"),
    ("show", "letter.txt", "--page", "1", "--json"),
    ("show", "page.html"),
    ("show", "page.html", "--json"),
    ("withheld", "--summary", "--by", "year"),
]


@pytest.fixture
def subjects(declass, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    write(folder, "letter.txt", SUBJECT.encode())
    write(folder, "page.html", PAGE.encode())
    declass("add", folder, archive=tmp_path / "archive")
    return tmp_path / "archive"


def test_titles_dates_and_metadata_show_no_personal_data(declass, subjects):
    said = "".join(declass(*words, archive=subjects).stdout for words in ASKED)
    assert "███-██-████" in said
    for word in ("219-09-9999", "4907", "Magazine", "1931"):
        assert word not in said


@pytest.mark.parametrize("question", ['title:"4907 Magazine"', "title:9999", "before:1935"])
def test_nor_are_they_found_by_it(declass, subjects, question):
    assert declass("search", "title:harrow", "--format", "jsonl", archive=subjects).rows
    assert declass("search", question, "--format", "jsonl", archive=subjects).stdout == ""


def test_a_publishers_title_beside_a_match_is_quoted_masked(declass, tmp_path):
    folder, archive = tmp_path / "files", tmp_path / "archive"
    folder.mkdir()
    days = (
        f"On the {n}th the harbour master wrote in log {n} of ship {n * 7} and its cargo.\n"
        for n in range(40)
    )
    text = "".join(days)
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(f"{text}{name}\n", encoding="utf-8")
    rows = "".join(f"P-{name[:3]},{name},Letter of SSN 219-09-9999\n" for name in ("one.txt", "two.txt"))
    (tmp_path / "list.csv").write_text(f"number,file,title\n{rows}", encoding="utf-8")
    declass("add", folder, archive=archive)
    declass("import", tmp_path / "list.csv", "--map", "file=file", archive=archive)
    declass("compare", archive=archive)
    with Workspace(archive, Settings(workers=1)) as space:
        (match,) = space.catalogue.matches.all()
    assert "A publisher's list gives both the title “Letter of SSN ███-██-████”." in match.reasons
