"""A long document read by many processes: the archive is the same as if one had read it all."""

import pikepdf
import pytest

from declass.archive.dump import dump
from declass.config import Settings
from declass.errors import FixityError
from declass.jobs.base import Outcome
from declass.pipeline.arrive import arrive
from declass.pipeline.document import DocumentUnit
from declass.pipeline.progress import Unwatched
from declass.pipeline.redo import Redo, find_one, send_back
from declass.pipeline.sharing import LAST_PAGES, LONG_PAGES, Piece, Share, Sharing, packed, unpacked
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from in_process import InThisProcess, Watching, crashed
from long_made import file_of, frames
from read_made import add_page, lines, saved, write

LOOKED = {"ocr": "never", "look": "always", "second_engine": "never"}
"""Scans are drawn and looked through, which makes a document worth sharing, and not read by OCR."""


def add(root, folder, runner=None, **settings):
    with Workspace(root, Settings(**{**LOOKED, **settings}), create=True) as space, space.writing():
        arrive(space, [folder], "Fiction", "2024", Unwatched())
        return Work(space, Unwatched(), runner or InThisProcess()).run()


def resumed(root, runner=None, **settings):
    with Workspace(root, Settings(**{**LOOKED, **settings})) as space, space.writing():
        space.catalogue.documents.recover()
        return Work(space, Unwatched(), runner or InThisProcess()).run()


def content(root):
    with Workspace(root, Settings()) as space:
        return list(dump(space.catalogue.database))


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "records"
    made.mkdir()
    write(made, "report.pdf", file_of())
    write(made, "fax.tif", frames())
    write(made, "note.txt", b"R 111830Z SEP 73\nSUBJECT: HARBOUR STRIKE\nTHE PICKETS WERE FED.\n")
    return made


@pytest.fixture
def alone(tmp_path, folder):
    """The archive as one process makes it."""
    runner = Watching()
    worked = add(tmp_path / "alone", folder, runner, workers=1)
    assert runner.shares == []
    assert worked.pages == 10 + 6 + 1 + 1 + 1  # annex and list are documents too
    return content(tmp_path / "alone")


def test_many_processes_make_the_archive_that_one_makes(tmp_path, folder, alone):
    runner = Watching()
    worked = add(tmp_path / "shared", folder, runner, workers=3)
    assert content(tmp_path / "shared") == alone
    assert len(runner.joins) == 2, "the PDF and the TIFF"
    assert sorted(page for stretch in runner.stretches for page in stretch) == sorted(
        [*range(1, 10), *range(6)]
    )
    assert worked.pages == 19
    told = [line for line in alone if "something is painted over them" in line or "is attached to" in line]
    assert len(told) == 2, "what stands under the bar is kept, restricted, and so it is in the annex"
    assert not any("HARROW" in line for line in alone)
    assert any("Debriefing of ███" in line for line in alone), "and masked in what the file says of itself"


def test_while_a_long_document_is_read_its_pages_are_counted_down(tmp_path):
    class Seen(Unwatched):
        def __init__(self):
            self.ahead = []

        def show(self, tally):
            self.ahead.append((tally.long, tally.ahead))

    records = tmp_path / "records"
    records.mkdir()
    write(records, "report.pdf", file_of(6))
    with Workspace(tmp_path / "a", Settings(**LOOKED, workers=2), create=True) as space, space.writing():
        arrive(space, [records], "", None, Unwatched())
        Work(space, watch := Seen(), InThisProcess()).run()
    counted = [ahead for long, ahead in dict.fromkeys(watch.ahead) if long]
    assert counted == [5, 4, 3, 2, 1, 0]
    assert watch.ahead[-1] == (0, 0)


def test_real_processes_too_with_ocr(tmp_path):
    records = tmp_path / "records"
    records.mkdir()
    write(records, "report.pdf", file_of(5, damaged=(2,)))
    for name, workers in (("alone", 1), ("shared", 2)):
        with (
            Workspace(
                tmp_path / name, Settings(workers=workers, second_engine="never"), create=True
            ) as space,
            space.writing(),
        ):
            arrive(space, [records], "Fiction", "2024", Unwatched())
            Work(space, Unwatched()).run()
    assert content(tmp_path / "shared") == content(tmp_path / "alone")


def test_a_document_without_scans_is_read_in_one_go(tmp_path):
    records = tmp_path / "records"
    records.mkdir()
    with pikepdf.new() as pdf:
        for number in range(40):
            add_page(pdf, lines([f"Page {number} of a report that was typed into a computer."]))
        write(records, "born.pdf", saved(pdf))
    runner = Watching()
    add(tmp_path / "archive", records, runner, workers=2)
    assert runner.shares == []


def test_a_stretch_whose_process_dies_is_read_again(tmp_path, folder, alone):
    runner = Watching(lambda unit, times: crashed(unit) if _page(unit, 5) and times == 1 else None)
    add(tmp_path / "shared", folder, runner, workers=2)
    assert sum(5 in stretch for stretch in runner.stretches) == 2
    assert content(tmp_path / "shared") == alone


def test_so_is_a_join(tmp_path, folder, alone):
    spoil = lambda unit, times: crashed(unit) if _joins(unit) and times == 1 else None  # noqa: E731
    add(tmp_path / "shared", folder, Watching(spoil), workers=2)
    assert content(tmp_path / "shared") == alone


def test_a_document_that_brings_processes_down_is_quarantined_and_its_other_pages_are_let_go(
    tmp_path, folder
):
    pdf = lambda unit: _is(unit, "report.pdf")  # noqa: E731
    runner = Watching(lambda unit, times: crashed(unit) if pdf(unit) and _page(unit, 2) else None)
    worked = add(tmp_path / "shared", folder, runner, workers=3)
    assert (worked.documents, worked.failed) == (3, 1)
    assert len(runner.joins) == 1, "only the TIFF's"
    with Workspace(tmp_path / "shared", Settings()) as space:
        document = space.catalogue.documents.get(find_one(space, "report.pdf"))
        assert (document.state, document.reason) == ("quarantined", "the process died of signal 11")
        assert document.pages_read == 0


def test_a_fault_in_one_stretch_fails_the_document_as_it_would_in_one_go(tmp_path, folder):
    def spoil(unit, _):
        bad = _is(unit, "report.pdf") and _page(unit, 4)
        return Outcome(unit, None, "ZeroDivisionError: x (at y.py:7)", "Report it.") if bad else None

    add(tmp_path / "shared", folder, Watching(spoil), workers=2)
    with Workspace(tmp_path / "shared", Settings()) as space:
        document = space.catalogue.documents.get(find_one(space, "report.pdf"))
        assert (document.state, document.remedy) == ("failed", "Report it.")


def test_a_file_cut_off_is_left_to_one_process_which_says_how_much_it_saved(tmp_path, folder):
    whole = file_of()
    write(folder, "report.pdf", whole[: len(whole) - 100])
    add(tmp_path / "alone", folder, workers=1)
    runner = Watching()
    add(tmp_path / "shared", folder, runner, workers=3)
    assert content(tmp_path / "shared") == content(tmp_path / "alone")
    with Workspace(tmp_path / "shared", Settings()) as space:
        document = space.catalogue.documents.get(find_one(space, "report.pdf"))
    assert document.reason.startswith("The file is cut off; ")
    assert len(runner.joins) == 1


def test_killed_between_two_stretches_nothing_is_kept_and_the_next_run_makes_it_whole(
    tmp_path, folder, alone
):
    class Killed(BaseException):
        pass

    def kill(unit, _):
        if _is(unit, "report.pdf") and _page(unit, 7):
            raise Killed

    root = tmp_path / "hurt"
    with pytest.raises(Killed):
        add(root, folder, Watching(kill), workers=2)
    with Workspace(root, Settings()) as space:
        assert space.catalogue.documents.get(find_one(space, "report.pdf")).pages_read == 0
    resumed(root, workers=2)
    assert content(root) == alone


def test_bytes_changed_between_the_stretches_stop_the_work(tmp_path, folder):
    def forge(unit, _):
        if _joins(unit) and _is(unit, "report.pdf"):
            unit.path.chmod(0o644)
            unit.path.write_bytes(unit.path.read_bytes() + b"%")

    with pytest.raises(FixityError, match="changed"):
        add(tmp_path / "shared", folder, Watching(forge), workers=2)


def test_nothing_is_left_where_members_wait_for_the_store(tmp_path, folder):
    root = tmp_path / "shared"
    add(root, folder, workers=2, member_limit=1)
    add(tmp_path / "alone", folder, workers=1, member_limit=1)
    assert content(root) == content(tmp_path / "alone")
    assert not [path for path in (root / "tmp").rglob("*") if path.is_file()]


# ── looked through again ────────────────────────────────────────────────────────────────────────


def looked_again(root, runner, workers):
    with Workspace(root, Settings(**LOOKED, workers=workers)) as space, space.writing():
        send_back(space, Redo(steps=["withholdings"]))
        Work(space, Unwatched(), runner).run()


@pytest.fixture
def looked_alone(tmp_path, folder, alone):
    """The archive as one process makes it that looks through all of it again."""
    looked_again(tmp_path / "alone", Watching(), workers=1)
    return content(tmp_path / "alone")


def test_looking_again_is_shared_too_and_finds_the_same(tmp_path, looked_alone):
    runner = Watching()
    looked_again(tmp_path / "alone", runner, workers=3)
    assert content(tmp_path / "alone") == looked_alone
    assert len(runner.joins) == 2, "the PDF and the TIFF"
    assert len(runner.stretches) > 4


def test_looking_again_at_a_file_cut_off_is_left_to_one_process(tmp_path, folder):
    whole = file_of()
    write(folder, "report.pdf", whole[: len(whole) - 100])
    root, runner = tmp_path / "archive", Watching()
    add(root, folder, workers=1)
    looked_again(root, InThisProcess(), workers=1)
    before = content(root)
    looked_again(root, runner, workers=3)
    assert content(root) == before
    assert len(runner.joins) == 1


def test_a_document_that_cannot_be_looked_through_stays_due_and_the_others_go_on(tmp_path, looked_alone):
    root = tmp_path / "alone"
    spoil = lambda unit, times: crashed(unit) if _is(unit, "report.pdf") and _page(unit, 3) else None  # noqa: E731
    with pytest.warns(UserWarning, match=r"Looking through report.pdf failed: the process died of signal 11"):
        looked_again(root, Watching(spoil), workers=3)
    runner = Watching()
    with Workspace(root, Settings(**LOOKED, workers=3)) as space, space.writing():
        Work(space, Unwatched(), runner).run()
    assert len(runner.joins) == 1, "only the PDF was due"
    assert content(root) == looked_alone


def _share(unit):
    return getattr(unit, "share", None) or Share()


def _page(unit, page):
    return page in _share(unit).pages


def _joins(unit):
    return bool(_share(unit).pieces)


def _is(unit, name):
    return getattr(unit, "name", "").endswith(name)


# ── the hands themselves ────────────────────────────────────────────────────────────────────────


def unit(digest="0" * 64, path="a.pdf"):
    return DocumentUnit(digest, path, path, 1000, 0, share_from=3)


def begun(pages, processes=2, most_chars=1000):
    sharing = Sharing(processes, most_chars)
    sharing.take(unit(), Piece(packed([]), 0, range(1, pages)))
    return sharing


@pytest.mark.parametrize("processes", [2, 3, 8])
def test_stretches_are_ever_shorter_and_hold_every_page_once(processes):
    sharing = begun(500, processes)
    stretches = []
    while (given := sharing.next()) is not None:
        stretches.append(given.share.pages)
    assert [page for stretch in stretches for page in stretch] == list(range(1, 500))
    lengths = [len(stretch) for stretch in stretches]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] <= 100
    assert lengths[-processes:] == [1] * processes


def test_pieces_are_joined_once_all_are_in():
    sharing = begun(4)
    first, second, third = sharing.next(), sharing.next(), sharing.next()
    assert sharing.next() is None
    for number, given in enumerate((third, first, second)):
        assert sharing.next() is None
        sharing.take(given, Piece(packed([number])))
    joined = sharing.next()
    assert [unpacked(piece) for piece in joined.share.pieces] == [[], [0], [1], [2]]
    assert sharing.next() is None
    sharing.drop(joined.digest)
    assert joined.digest not in sharing


@pytest.mark.parametrize(
    "piece", [Piece(whole=False), Piece(packed([]), chars=1001)], ids=["ended early", "long"]
)
def test_what_cannot_be_shared_goes_to_one_process(piece):
    sharing = begun(9)
    given = sharing.next()
    sharing.take(given, piece)
    assert given.digest not in sharing
    alone = sharing.next()
    assert (alone.share, alone.share_from) == (None, 0)
    assert sharing.next() is None


def test_the_more_documents_wait_the_longer_one_must_be_to_be_shared():
    assert Sharing(1, 9).from_pages(waiting=0) == 0
    assert Sharing(4, 9).from_pages(waiting=3) == LAST_PAGES
    assert Sharing(4, 9).from_pages(waiting=4) == LONG_PAGES
