"""Personal data that pages print is in no title and no date of a record, wherever these are shown or kept."""

from dataclasses import replace

import pytest

from declass.chronology import find
from declass.config import Settings
from declass.pipeline.arrive import arrive
from declass.pipeline.progress import Unwatched
from declass.pipeline.withheld_files import look_through
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from in_process import InThisProcess
from read_made import write

LETTER = (
    "MEMORANDUM\n"
    "SUBJECT: Loan to Harrow, SSN 219-09-9999, who resides at 4907 Magazine Street\n\n"
    "The meeting was held.\n"
)
BORN = "MEMORANDUM\n\nJohn Harrow, born 14 March 1931, was met at the harbour.\n"
DATED = BORN + "He had sailed on 2 June 1964.\n"


@pytest.fixture
def space(tmp_path):
    (tmp_path / "files").mkdir()
    for name, text in (("letter.txt", LETTER), ("born.txt", BORN), ("dated.txt", DATED)):
        write(tmp_path / "files", name, text.encode())
    with Workspace(tmp_path / "archive", Settings(workers=1), create=True) as opened, opened.writing():
        arrive(opened, [tmp_path / "files"], "", None, Unwatched())
        Work(opened, Unwatched(), InThisProcess()).run()
        yield opened


def only(space, name):
    (digest,) = space.catalogue.lookup.files(name)
    (stored,) = space.catalogue.records.of(digest)
    return digest, stored.proposal


def test_a_title_is_masked_and_keeps_its_other_words(space):
    masked = "Loan to Harrow, SSN ███-██-████, who resides at ████ ████████ ██████"
    assert only(space, "letter.txt")[1].title == masked
    assert sorted(record.title for record in space.catalogue.records.all()) == ["", "", masked]


def test_the_index_holds_no_word_of_it(space):
    kept = [path.read_bytes().lower() for path in space.index_path.rglob("*") if path.is_file()]
    assert any(b"harrow" in content for content in kept)
    assert not any(word in content for content in kept for word in (b"magazine", b"9999", b"4907"))


def test_titles_of_an_older_version_are_made_anew(space):
    digest, proposal = only(space, "letter.txt")
    older = space.catalogue.runs.begin("records", "4")
    space.catalogue.records.propose({digest: [replace(proposal, title="SSN 219-09-9999")]}, older)
    Work(space, Unwatched(), InThisProcess()).run()
    assert only(space, "letter.txt")[1] == proposal


def test_a_day_of_birth_is_no_date_of_its_record(space):
    born, dated = only(space, "born.txt")[1], only(space, "dated.txt")[1]
    assert (born.date, born.date_reason, born.first_day) == (None, "", None)
    assert dated.date == "1964-06-02?"
    assert "2 June 1964" in dated.date_reason


def test_nor_is_it_listed_among_its_dates(space):
    found = space.catalogue.documents.dates(only(space, "dated.txt")[0])
    assert [date.raw for _page, date in found] == ["2 June 1964"]


def test_dates_of_an_older_version_are_made_anew(space):
    digest, proposal = only(space, "born.txt")
    runs, kept = space.catalogue.runs, [(0, date) for date in find(BORN)]
    space.catalogue.write.dates(digest, runs.begin("dates", "2"), kept)
    older = replace(proposal, date="1931-03-14?", date_reason="“14 March 1931”.")
    space.catalogue.records.propose({digest: [older]}, runs.begin("records", "4"))
    Work(space, Unwatched(), InThisProcess()).run()
    assert only(space, "born.txt")[1] == proposal
    assert space.catalogue.documents.dates(digest) == []


def test_a_file_in_hand_is_not_of_the_year_of_a_birth(tmp_path):
    paths = [write(tmp_path, "born.txt", BORN.encode()), write(tmp_path, "dated.txt", DATED.encode())]
    assert [one.made for one in look_through(paths, Settings(workers=1))] == [None, 1964]
