"""What is restricted stays out of search, texts and dumps; to look takes a name, a reason and a trace."""

import shutil

import pikepdf
import pytest
from sqlalchemy import text

from declass.archive.dump import dump
from declass.config import Settings
from declass.errors import ArchiveError, UsageError
from declass.model.anchor import Digest
from declass.pipeline.arrive import arrive
from declass.pipeline.progress import Unwatched
from declass.pipeline.redo import Redo, send_back
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from in_process import InThisProcess
from read_made import lines, write
from redacted_made import BAR, OPEN, SECRET, TYPE, built, page

MEMO = "MEMORANDUM\nJohn Harrow, SSN 219-09-9999, resides at 4907 Magazine Street.\nThe meeting was held.\n"


def titled():
    """A barred page whose file names the person in its title, its bookmarks and an attached note."""

    def add(pdf, page):
        pdf.docinfo["/Title"] = "Debriefing of Harrow"
        with pdf.open_outline() as outline:
            outline.root += [pikepdf.OutlineItem("Summary", 0), pikepdf.OutlineItem("What Harrow said", 0)]
        pdf.attachments["note.txt"] = pikepdf.AttachedFileSpec(pdf, b"Harrow will come on Tuesday.")

    return built(TYPE + BAR, add)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An archive of a barred page and a memorandum, to be copied by each test."""
    folder = tmp_path_factory.mktemp("restricted")
    (folder / "files").mkdir()
    write(folder / "files", "barred.pdf", page(TYPE + BAR + lines([OPEN] * 4, y=600)))
    write(folder / "files", "memo.txt", MEMO.encode())
    write(folder / "files", "titled.pdf", titled())
    with Workspace(folder / "archive", Settings(workers=1), create=True) as space, space.writing():
        arrive(space, [folder / "files"], "", None, Unwatched())
        Work(space, Unwatched(), InThisProcess()).run()
    return folder / "archive"


@pytest.fixture
def space(made, tmp_path):
    shutil.copytree(made, tmp_path / "archive")
    with Workspace(tmp_path / "archive", Settings(workers=1)) as opened, opened.writing():
        yield opened


def digest_of(space, name):
    (digest,) = space.catalogue.lookup.files(name)
    return digest


def test_words_under_a_bar_are_in_no_text_and_no_index(space):
    barred = digest_of(space, "barred.pdf")
    for stored in space.catalogue.pages.layers(barred, 0):
        assert "HARROW" not in stored.text.text
        assert "███" in stored.text.text
        assert [w for w in stored.text.words if stored.text.text[w.start : w.end] == "Embassy"]
    kept = [path for path in space.index_path.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"COURIER" in path.read_bytes().upper() for path in kept)


def test_they_stand_once_in_the_catalogue(space):
    with space.catalogue.database.read() as connection:
        named = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        tables = named.scalars().all()
        rows = [str(row) for name in tables for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
    assert sum("COURIER" in row for row in rows) == 2, "once for each of the two barred files"


def test_metadata_and_attached_files_that_say_them_too_are_named_and_blotted_out(space):
    titled = digest_of(space, "titled.pdf")
    (place,) = space.catalogue.restricted.places(titled)
    assert place.why[-3:] == (
        "The file's metadata (title) say such a word too.",
        "The file's metadata (bookmarks) say such a word too.",
        "Attached file 1 says such a word too.",
    )
    metadata = space.catalogue.documents.get(titled).metadata
    assert metadata["title"] == "Debriefing of ███"
    assert metadata["bookmarks"] == "Summary; What ███ said"


def test_they_are_listed_without_words_and_shown_to_a_named_person_with_a_reason(space):
    barred = digest_of(space, "barred.pdf")
    (place,) = space.catalogue.restricted.places(barred)
    assert (place.kind, place.page, place.text) == ("under_text", 0, "")
    (shown,) = space.catalogue.restricted.reveal(barred, None, who="R. Soto", why="asked by the family")
    assert shown.text == SECRET
    (viewing,) = space.catalogue.restricted.viewings()
    assert (viewing.digest, viewing.page, viewing.kinds) == (barred, 0, ("under_text",))
    assert (viewing.who, viewing.why) == ("R. Soto", "asked by the family")


@pytest.mark.parametrize(("who", "why"), [("", "a reason"), ("R. Soto", " ")], ids=["nobody", "no reason"])
def test_without_name_or_reason_nothing_is_shown_nor_logged(space, who, why):
    with pytest.raises(UsageError, match="Restricted words"):
        space.catalogue.restricted.reveal(digest_of(space, "barred.pdf"), 0, who=who, why=why)
    assert space.catalogue.restricted.viewings() == []


def test_the_log_cannot_be_rewritten(space):
    barred = digest_of(space, "barred.pdf")
    space.catalogue.restricted.reveal(barred, None, who="R. Soto", why="asked")
    for statement in ("DELETE FROM viewings", "UPDATE viewings SET who = 'nobody'"):
        with pytest.raises(ArchiveError), space.catalogue.database.write() as connection:
            connection.execute(text(statement))
    assert len(space.catalogue.restricted.viewings(barred)) == 1


def test_personal_data_is_found_with_its_place_and_reason(space):
    memo = digest_of(space, "memo.txt")
    found = list(space.catalogue.restricted.places(memo))
    assert [place.kind for place in found] == ["ssn", "address"]
    assert all(place.why and place.text == "" for place in found)
    shown = space.catalogue.restricted.reveal(memo, 0, who="R. Soto", why="asked")
    assert [place.text for place in shown] == ["219-09-9999", "4907 Magazine Street"]


def test_a_dump_holds_neither_and_tells_who_looked(space):
    barred = digest_of(space, "barred.pdf")
    space.catalogue.restricted.reveal(Digest(barred), None, who="R. Soto", why="asked")
    told = list(dump(space.catalogue.database))
    hidden = [line for line in told if '"hidden_texts":[{' in line]
    assert len(hidden) == 3, "two barred pages, and the note that is attached to one"
    assert "COURIER" not in "".join(told)
    assert any('"kind":"viewing"' in line and "R. Soto" in line for line in told)


def test_reading_again_leaves_one_finding_and_the_log(space):
    barred = digest_of(space, "barred.pdf")
    space.catalogue.restricted.reveal(barred, None, who="R. Soto", why="asked")
    send_back(space, Redo(steps=["read"]))
    Work(space, Unwatched(), InThisProcess()).run()
    assert len(list(space.catalogue.restricted.places(barred))) == 1
    assert len(space.catalogue.restricted.viewings(barred)) == 1
