"""Words under a bar stay out of the files that are attached to the barred page, whichever came first."""

import io
import zipfile

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from declass.archive.dump import dump
from declass.config import Settings
from declass.pipeline.arrive import arrive
from declass.pipeline.looking import WITHHOLDINGS
from declass.pipeline.progress import Unwatched
from declass.pipeline.redo import Redo, send_back
from declass.pipeline.steps import Step
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from in_process import InThisProcess
from read_made import lines, write
from redacted_made import BAR, OPEN, TYPE, built, page

NOTE = b"Harrow, the courier, will come on Tuesday.\nNobody else will."


def zipped(name, content):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr(name, content)
    return held.getvalue()


def attached(**files):
    def add(pdf, made):
        pdf.docinfo["/Title"] = "Debriefing of Harrow"
        for name, content in files.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)

    return built(TYPE + BAR, add)


def pinned():
    """The note hangs on a paper clip on the page instead."""

    def add(pdf, made):
        file = pikepdf.AttachedFileSpec(pdf, NOTE, filename="note.txt")
        clip = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([500, 700, 520, 720]))
        clip.FS = file.obj
        made.Annots = Array([pdf.make_indirect(clip)])

    return built(TYPE + BAR, add)


def add(root, *paths):
    with Workspace(root, Settings(workers=1), create=True) as space, space.writing():
        arrive(space, paths, "", None, Unwatched())
        Work(space, Unwatched(), InThisProcess()).run()


@pytest.fixture
def archived(tmp_path):
    """An archive to which the files were added one after the other."""
    opened = []

    def archived(**files):
        for name, content in files.items():
            (tmp_path / name).mkdir()
            add(tmp_path / "archive", write(tmp_path / name, name, content))
        space = Workspace(tmp_path / "archive", Settings(workers=1))
        opened.append(space.__enter__())
        return space

    yield archived
    for space in opened:
        space.__exit__(None, None, None)


def text_of(space, name):
    (digest,) = space.catalogue.lookup.files(name)
    return digest, "\n".join(page.text.text for page in space.catalogue.pages.of(digest) if page.text)


def indexed(space, word):
    kept = [path for path in space.index_path.rglob("*") if path.is_file()]
    assert kept
    return any(word in path.read_bytes().lower() for path in kept)


MADE = {
    "attached to the file": attached(**{"note.txt": NOTE}),
    "attached to the page": pinned(),
    "in an archive that is attached": attached(**{"notes.zip": zipped("note.txt", NOTE)}),
    "a PDF": attached(**{"note.txt": page(lines(["Harrow, the courier, will come on Tuesday.", OPEN]))}),
}


@pytest.mark.parametrize("content", MADE.values(), ids=MADE)
def test_words_under_the_bar_are_in_no_text_and_no_index(archived, content):
    space = archived(host=content)
    digest, said = text_of(space, "note.txt")
    assert said.startswith("███, the ███, will come on Tuesday.")
    assert not indexed(space, b"harrow")
    assert not indexed(space, b"courier")
    places = list(space.catalogue.restricted.places(digest))
    assert [(place.kind, place.text) for place in places] == [("under_text", "")] * 2
    assert "in the file that this one is attached to" in places[0].why[0]


def test_a_person_reads_them_and_it_is_logged(archived):
    space = archived(host=MADE["attached to the file"])
    digest, _ = text_of(space, "note.txt")
    with space.writing():
        shown = space.catalogue.restricted.reveal(digest, None, who="R. Soto", why="asked by the family")
    assert [place.text for place in shown] == ["Harrow", "courier"]
    (viewing,) = space.catalogue.restricted.viewings(digest)
    assert (viewing.page, viewing.who) == (0, "R. Soto")


def test_a_note_that_came_before_the_barred_file_is_read_again(archived):
    space = archived(**{"note.txt": NOTE, "host": MADE["attached to the file"]})
    _, said = text_of(space, "note.txt")
    assert said.startswith("███, the ███, will come")
    assert not indexed(space, b"harrow")
    assert "Harrow" not in "".join(dump(space.catalogue.database))


def test_reading_all_again_changes_nothing(archived):
    space = archived(host=MADE["in an archive that is attached"])
    digest, before = text_of(space, "note.txt")
    with space.writing():
        send_back(space, Redo(steps=["read"]))
        Work(space, Unwatched(), InThisProcess()).run()
    assert text_of(space, "note.txt")[1] == before
    assert len(list(space.catalogue.restricted.places(digest))) == 2


def test_a_file_attached_to_a_page_without_bars_stays_as_it_is(archived):
    plain = built(TYPE, lambda pdf, made: pdf.attachments.update({"note.txt": NOTE}))
    _, said = text_of(archived(host=plain), "note.txt")
    assert said.startswith("Harrow, the courier")


def test_words_that_the_page_prints_too_stay(archived):
    def clip(pdf, made):
        pdf.attachments["note.txt"] = NOTE

    printed = built(TYPE + BAR + lines(["Harrow was known to all."], y=500), clip)
    _, said = text_of(archived(host=printed), "note.txt")
    assert said.startswith("Harrow, the ███")


def test_looking_again_keeps_where_else_the_file_says_them(archived, monkeypatch):
    space = archived(host=MADE["attached to the file"])
    withheld = space.catalogue.withheld
    named = ("host", "note.txt")
    before = {name: [one.withholding for one in withheld.of(text_of(space, name)[0])] for name in named}
    assert before["host"][0].evidence[-1] == "Attached file 1 says such a word too."
    newer = Step(WITHHOLDINGS.name, "next")
    for module in ("look_again", "work"):
        monkeypatch.setattr(f"declass.pipeline.{module}.WITHHOLDINGS", newer)
    with space.writing():
        Work(space, Unwatched(), InThisProcess()).run()
    for name in named:
        digest = text_of(space, name)[0]
        assert space.catalogue.documents.steps(digest)["withholdings"] == "next"
        assert [one.withholding for one in withheld.of(digest)] == before[name]
