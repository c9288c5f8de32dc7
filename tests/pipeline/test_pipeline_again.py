"""Adding again, retrying, correcting, judging and being killed: nothing is done twice, nothing is lost."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from declass.archive.dump import digest as content_digest
from declass.archive.dump import dump
from declass.archive.judgements import release_subject
from declass.archive.ledger import Ledger
from declass.config import Settings
from declass.errors import ArchiveError, FixityError, UsageError
from declass.model.provenance import Judgement
from declass.pipeline.arrive import arrive
from declass.pipeline.document import DocumentUnit
from declass.pipeline.indexing import Indexer, open_index
from declass.pipeline.progress import Tally, Unwatched
from declass.pipeline.redo import Redo, find_files, find_one, send_back
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace
from in_process import InThisProcess

TEXTS = {
    "cable-1.txt": "R 111830Z SEP 73\nSUBJECT: HARBOUR STRIKE\nTHE PICKETS WERE FED BY THE PARISH.",
    "memo/cable-2.txt": "12 March 1974\nMEMORANDUM\nThe lighthouse archive burned for two days.\fSecond.",
    "carta.txt": "Puerto Sol, 4 de mayo de 1975\nLa huelga del puerto terminó anoche sin violencia alguna.",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in TEXTS.items():
        path = tmp_path / "records" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "records"


def add(root, *paths, collection="Fiction", released="2024", **settings):
    with Workspace(root, Settings(workers=1, **settings), create=True) as space, space.writing():
        arrived = arrive(space, [Path(p) for p in paths], collection, released, Unwatched())
        return arrived, Work(space, Unwatched(), InThisProcess()).run()


class Noting(InThisProcess):
    """Notes the names of the documents as they are handed out."""

    def __init__(self):
        super().__init__()
        self.names = []

    def run(self, job, units, beat):
        def noted():
            for unit in units:
                if isinstance(unit, DocumentUnit):
                    self.names.append(unit.name)
                yield unit

        return super().run(job, noted(), beat)


def test_large_documents_are_read_first(tmp_path):
    runner = Noting()
    for name, size in (("a", 2000), ("b", 9000), ("c", 400), ("d", 30_000)):
        (tmp_path / f"{name}.txt").write_text(f"{name} " * size)
    with Workspace(tmp_path / "archive", Settings(workers=1), create=True) as space, space.writing():
        files = sorted(tmp_path.glob("*.txt"))
        arrive(space, files, "Fiction", "2024", Unwatched())
        assert Work(space, Unwatched(), runner).run().documents == 4
    assert runner.names == ["d.txt", "b.txt", "a.txt", "c.txt"]


def content(root):
    with Workspace(root, Settings()) as space:
        return content_digest(space.catalogue.database)


def lines(root):
    with Workspace(root, Settings()) as space:
        return list(dump(space.catalogue.database))


def test_adding_again_adds_nothing(tmp_path, folder):
    root = tmp_path / "archive"
    first, worked = add(root, folder)
    before = content(root)
    again, nothing = add(root, folder)
    assert (first.found, first.new, worked.documents) == (3, 3, 3)
    assert (again.known, again.new, nothing.documents, nothing.indexed) == (3, 0, 0, 0)
    assert content(root) == before


def test_a_copy_under_another_name_is_an_accession_not_a_copy(tmp_path, folder):
    root = tmp_path / "archive"
    add(root, folder)
    shutil.copy(folder / "carta.txt", folder / "copia.txt")
    arrived, worked = add(root, folder)
    assert (arrived.duplicates, arrived.known, worked.documents) == (1, 3, 0)
    with Workspace(root, Settings()) as space:
        digest = find_one(space, "copia.txt")
        assert [a.name for a in space.catalogue.accessions.of(digest)] == ["carta.txt", "copia.txt"]
        assert Ledger(space.catalogue.database).files().duplicates == 1


def test_files_that_cannot_be_taken_are_refused_with_a_reason(tmp_path, folder):
    (folder / "link.txt").symlink_to(folder / "carta.txt")
    os.mkfifo(folder / "pipe")
    (folder / ".DS_Store").write_bytes(b"junk")
    root = tmp_path / "archive"
    arrived, _ = add(root, folder)
    assert (arrived.found, arrived.new, arrived.refused) == (6, 3, 3)
    with Workspace(root, Settings()) as space:
        ledger = Ledger(space.catalogue.database)
        assert {r.name for r in ledger.refusals()} == {"link.txt", "pipe", ".DS_Store"}
        assert all(r.reason for r in ledger.refusals())
        assert ledger.imbalances() == []


def test_the_archives_own_folder_is_not_a_source(tmp_path, folder):
    root = folder / "archive"
    add(root, folder)
    arrived, _ = add(root, folder)
    assert arrived.found == 3


def test_a_missing_path_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(UsageError, match="There is no file or folder"):
        add(tmp_path / "archive", tmp_path / "nowhere")


def test_two_runs_may_not_write_at_once(tmp_path, folder):
    root = tmp_path / "archive"
    add(root, folder)
    with Workspace(root, Settings()) as one, one.writing(), Workspace(root, Settings()) as other:
        with pytest.raises(ArchiveError, match="Another run"), other.writing():
            pass
        assert open_index(other).search("lighthouse").total == 1, "searching works meanwhile"


def test_changed_bytes_stop_the_work_and_nothing_else_is_lost(tmp_path, folder):
    root = tmp_path / "archive"
    with Workspace(root, Settings(workers=1), create=True) as space, space.writing():
        arrive(space, [folder], "", None, Unwatched())
        victim = space.store.path(find_one(space, "carta.txt"))
        victim.chmod(0o644)
        victim.write_bytes(b"forged" + victim.read_bytes()[6:])
        with pytest.raises(FixityError, match="changed"):
            Work(space, Unwatched(), InThisProcess()).run()
    with Workspace(root, Settings()) as space:
        assert [f.ok for f in space.store.verify()].count(False) == 1


def test_a_correction_wins_is_searched_and_survives_reading_again(tmp_path, folder):
    root = tmp_path / "archive"
    add(root, folder)
    with Workspace(root, Settings(workers=1)) as space, space.writing():
        digest = find_one(space, "carta.txt")
        old = space.catalogue.pages.get(digest, 0).text.text
        space.catalogue.write.correct(
            digest, 0, "La huelga empezó el 5 de junio de 1975.", who="Ana", why="test"
        )
        Work(space, Unwatched(), InThisProcess()).run()
        assert open_index(space).search("empezó").total == 1
        assert [d.edtf for _, d in space.catalogue.documents.dates(digest)] == ["1975-06-05"]
        send_back(space, Redo(files=["carta.txt"], steps=["read"]))
        Work(space, Unwatched(), InThisProcess()).run()
        assert space.catalogue.pages.get(digest, 0).text.kind == "human"
        kept = {layer.text.text for layer in space.catalogue.pages.layers(digest, 0)}
        assert old in kept
        assert [d.edtf for _, d in space.catalogue.documents.dates(digest)] == ["1975-06-05"]


def test_a_persons_word_decides_on_a_grouping_and_can_be_taken_back(tmp_path, folder):
    root = tmp_path / "archive"
    add(root, folder)
    with Workspace(root, Settings(workers=1)) as space, space.writing():
        digest = find_one(space, "carta.txt")

        def say(verdict):
            subject = release_subject("901-10003-10041", digest)
            space.catalogue.judgements.append(Judgement(subject, verdict, "Ana", datetime.now(UTC), ""))
            space.catalogue.due.forget(["records"], [digest])
            Work(space, Unwatched(), InThisProcess()).run()
            return {
                r.proposal.number.value: r.proposal.probability for r in space.catalogue.records.of(digest)
            }

        assert "901-10003-10041" not in say("unsure")
        assert say("yes")["901-10003-10041"] == 1.0
        assert "901-10003-10041" not in say(None)


def test_retry_reads_what_failed_and_only_that(tmp_path, folder):
    (folder / "empty.pdf").write_bytes(b"")
    root = tmp_path / "archive"
    _, worked = add(root, folder)
    assert worked.failed == 1
    with Workspace(root, Settings(workers=1)) as space, space.writing():
        assert send_back(space, Redo()) == 1
        again = Work(space, Unwatched(), InThisProcess()).run()
        assert (again.documents, again.failed) == (1, 1)
        assert send_back(space, Redo(steps=["read"], engine="text")) == 3
        assert send_back(space, Redo(steps=["records"])) == 4
        with pytest.raises(UsageError, match="no file 'nothing'"):
            find_files(space, "nothing")
        Work(space, Unwatched(), InThisProcess()).run()
        assert space.catalogue.search.count() == 0


def test_results_are_the_same_after_the_index_is_rebuilt_or_lost(tmp_path, folder):
    root = tmp_path / "archive"
    add(root, folder)

    def hits():
        with Workspace(root, Settings()) as space:
            found = open_index(space).search("huelga OR archive OR pickets")
            return [(h.digest, h.page, round(h.score, 4), h.record, h.date) for h in found.hits]

    before = hits()
    assert len(before) == 3
    with Workspace(root, Settings()) as space, space.writing():
        assert Indexer(space).rebuild() == 3
    assert hits() == before
    shutil.rmtree(root / "index")
    with pytest.raises(ArchiveError, match="index"):
        hits()
    with Workspace(root, Settings()) as space, space.writing():
        assert Indexer(space).run() == 3
    assert hits() == before


def test_an_index_of_an_older_program_is_built_anew_by_itself_and_that_is_said(tmp_path, folder):
    root = tmp_path / "archive"
    add(root, folder)
    with Workspace(root, Settings()) as space:
        before = len(open_index(space))
    (root / "index" / "declass-index.json").write_text('{"version": 1, "engine": "tantivy"}')
    (folder / "new.txt").write_text("A new page on the pickets.\n")
    with pytest.warns(UserWarning, match="older version of declass; it is being built anew"):
        add(root, folder)
    with Workspace(root, Settings()) as space:
        assert len(open_index(space)) == before + 1
        assert space.catalogue.search.count() == 0


def test_a_poison_file_is_quarantined_and_the_rest_goes_on(tmp_path, folder):
    root = tmp_path / "archive"
    (folder / "poison.txt").write_text("POISON\n")
    with Workspace(root, Settings(workers=1), create=True) as space, space.writing():
        arrive(space, [folder], "", None, Unwatched())
        worked = Work(
            space, Unwatched(), InThisProcess(space.store.path(find_one(space, "poison.txt")))
        ).run()
        document = space.catalogue.documents.get(find_one(space, "poison.txt"))
    assert worked.documents == 4
    assert document.state == "quarantined"
    assert document.reason
    assert document.remedy


def _run(root, folder):
    command = [
        sys.executable,
        "-m",
        "declass.cli.main",
        "--archive",
        str(root),
        "--quiet",
        "add",
        str(folder),
    ]
    environment = os.environ | {"DECLASS_WORKERS": "2"}
    return subprocess.Popen([*command, "--collection", "Fiction"], start_new_session=True, env=environment)


def test_killed_at_random_moments_the_archive_ends_up_the_same(tmp_path, small_sample):
    folder = tmp_path / "records"
    shutil.copytree(small_sample.records_folder / "2024", folder)
    calm = tmp_path / "calm"
    started = time.monotonic()
    assert _run(calm, folder).wait(120) == 0
    whole_s = time.monotonic() - started
    dice, hurt = random.Random(5), tmp_path / "hurt"
    for _ in range(4):
        run = _run(hurt, folder)
        time.sleep(dice.uniform(0.2, whole_s))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert _run(hurt, folder).wait(120) == 0
    assert lines(hurt) == lines(calm)
    with Workspace(hurt, Settings()) as space:
        assert Ledger(space.catalogue.database).imbalances() == []
        assert len(open_index(space)) == _pages_with_text(space)


def _pages_with_text(space):
    digests = space.catalogue.accessions.digests()
    return sum(page.text is not None for d in digests for page in space.catalogue.pages.of(d))


def test_the_tally_tells_rate_and_time_left():
    tally = Tally("reading", total=100)
    tally.mark(now=0.0)
    tally.done, tally.pages = 20, 60
    tally.mark(now=10.0)
    assert tally.rates() == (2.0, 6.0)
    assert tally.seconds_left() == 40
    assert Tally("reading").seconds_left() is None


def test_of_a_long_document_alone_the_time_left_is_told_by_its_pages():
    tally = Tally("reading", total=1, long=1, ahead=900)
    tally.mark(now=0.0)
    assert tally.seconds_left() is None
    tally.pages, tally.ahead = 100, 800
    tally.mark(now=50.0)
    assert tally.seconds_left() == 400
    tally.total = 3
    assert tally.seconds_left() is None, "nobody knows how long the other two are"


def test_a_file_published_again_is_grouped_anew_whatever_the_order(tmp_path, folder):
    (folder / "901-10003-10041.txt").write_text("901-10003-10041\nMEMORANDUM\n4 May 1975\nThe harbour.\n")
    one, two = tmp_path / "one", tmp_path / "two"
    for collection in ("First", "Second"):
        add(one, folder, collection=collection)
    with Workspace(two, Settings(workers=1), create=True) as space, space.writing():
        for collection in ("First", "Second"):
            arrive(space, [folder], collection, "2024", Unwatched())
        Work(space, Unwatched(), InThisProcess()).run()
    assert lines(one) == lines(two)
    with Workspace(one, Settings()) as space:
        releases = space.catalogue.records.of(find_one(space, "901-10003-10041.txt"))
        assert {r.proposal.release.collection for r in releases} == {"First", "Second"}


def test_many_small_members_share_one_batch_a_run(tmp_path):
    source = tmp_path / "many.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for n in range(130):
            archive.writestr(f"{n}.txt", f"Cable {n} from the harbour.")
    root = tmp_path / "archive"
    _, worked = add(root, source)
    assert worked.documents == 131
    with Workspace(root, Settings()) as space:
        assert len(Ledger(space.catalogue.database).batches()) == 2
        assert Ledger(space.catalogue.database).imbalances() == []


def test_an_encrypted_file_opens_with_the_password_of_a_retry(tmp_path, small_sample):
    (locked,) = [f for f in small_sample.truth("files") if f["file"].endswith("locked.pdf")]
    root = tmp_path / "archive"
    _, worked = add(root, small_sample.records_folder / locked["file"])
    assert worked.failed == 1
    with Workspace(root, Settings(workers=1)) as space, space.writing():
        send_back(space, Redo(files=["locked.pdf"]))
        again = Work(space, Unwatched(), InThisProcess(), password=locked["password"]).run()
    assert (again.documents, again.failed) == (1, 0)


def test_a_grouping_that_brings_its_worker_down_is_tried_again_one_by_one(tmp_path, folder):
    root = tmp_path / "archive"
    with Workspace(root, Settings(workers=1), create=True) as space, space.writing():
        arrive(space, [folder], "", None, Unwatched())
        Work(space, Unwatched(), InThisProcess(clumsy_groupings=1)).run()
        assert all(space.catalogue.records.of(d) for d in space.catalogue.accessions.digests())
