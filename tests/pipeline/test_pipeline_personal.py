"""Personal data that pages print is in no title and no date of a record, wherever these are shown or kept."""

from dataclasses import replace

import pytest

from declass.config import Settings
from declass.pipeline.arrive import arrive
from declass.pipeline.progress import Unwatched
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from in_process import InThisProcess
from read_made import write

LETTER = (
    "MEMORANDUM\n"
    "SUBJECT: Loan to Harrow, SSN 219-09-9999, who resides at 4907 Magazine Street\n\n"
    "The meeting was held.\n"
)


@pytest.fixture
def space(tmp_path):
    (tmp_path / "files").mkdir()
    write(tmp_path / "files", "letter.txt", LETTER.encode())
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
    assert [record.title for record in space.catalogue.records.all()] == [masked]


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
