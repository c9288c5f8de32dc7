import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from declass.archive import dump
from declass.archive.audit import verify_rows
from declass.archive.folder import Archive
from declass.archive.inventories import Inventory
from declass.archive.ledger import Ledger
from declass.archive.values import Arrival, DocumentResult, InventoryRow, PageResult, ReleaseProposal
from declass.errors import ArchiveError, MigrationError
from declass.model.anchor import Box, Digest
from declass.model.date import PartialDate
from declass.model.page import PageText, Word
from declass.model.provenance import Judgement
from declass.model.record import RecordNumber, Release


def fill(archive: Archive, names: Sequence[str], *, order: int = 1) -> None:
    """What a pipeline does, in small."""
    catalogue = archive.catalogue
    with archive.alone():
        batch = catalogue.accessions.begin_batch("pile")
        for name in names[::order]:
            stored = archive.store.put(io.BytesIO(name.encode()))
            catalogue.accessions.record(batch, [Arrival(stored.digest, stored.size, f"{name}.txt", "pile")])
        catalogue.accessions.refuse(batch, "pile", "pipe", "It is not a regular file")
        catalogue.accessions.finish_batch(batch, len(names) + 1)
        runs = [catalogue.runs.begin(step, "1") for step in ("read", "numbers", "dates")]
        while claimed := catalogue.documents.claim(7):
            catalogue.write_documents([read(archive, pending.digest) for pending in claimed], runs)
        records = catalogue.runs.begin("records", "1")
        for digest in list(catalogue.documents.due(records))[::order]:
            number = RecordNumber("rif", f"104-{digest[0]}", "", "name")
            release = Release(digest, None, None, "2018", "")
            catalogue.records.propose(
                {digest: [ReleaseProposal(number, release, 0.9, title=digest)]}, records
            )


def read(archive: Archive, digest: Digest) -> DocumentResult:
    text = archive.store.read_bytes(digest).decode() * 100
    layer = PageText(text, "ocr", "engine", "1", words=(Word(0, 1, Box(0, 0, 1, 1), 0.5),))
    page = PageResult(0, layers=(layer,), chosen=0)
    dates = ((0, PartialDate("1973", 0, 2, text[:2])),)
    return DocumentResult(digest, "read", pages_expected=1, pages=(page,), dates=dates)


def test_a_new_archive_has_its_parts_and_opens_again(tmp_path: Path):
    root = tmp_path / "archive"
    with Archive.create(root) as archive:
        stored = archive.store.put(io.BytesIO(b"x"))
    assert sorted(path.name for path in root.iterdir() if not path.name.startswith("catalogue.sqlite-")) == [
        "catalogue.sqlite",
        "declass.json",
        "index",
        "originals",
        "tmp",
    ]
    assert Archive.is_archive(root)
    with Archive(root) as archive:
        assert archive.store.read_bytes(stored.digest) == b"x"


def test_only_an_archive_opens_and_only_an_empty_folder_becomes_one(tmp_path: Path):
    assert not Archive.is_archive(tmp_path)
    with pytest.raises(ArchiveError, match="is not an archive"):
        Archive(tmp_path)
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(ArchiveError, match="is not empty"):
        Archive.create(tmp_path)


@pytest.mark.parametrize("mark", ["", "[]", "{}", "not json"])
def test_a_damaged_mark_is_an_archive_error(tmp_path: Path, mark: str):
    (tmp_path / "declass.json").write_text(mark)
    with pytest.raises(ArchiveError, match="cannot be read"):
        Archive(tmp_path)


def test_an_archive_of_a_later_layout_is_refused(tmp_path: Path):
    (tmp_path / "declass.json").write_text(json.dumps({"format": 2}))
    with pytest.raises(MigrationError, match="layout 2"):
        Archive(tmp_path)


def test_one_run_at_a_time(tmp_path: Path):
    with Archive.create(tmp_path / "a") as one, Archive(tmp_path / "a") as other:
        with one.alone(), pytest.raises(ArchiveError, match="Another run"), other.alone():
            pass
        with other.alone():
            pass


def test_archives_filled_alike_in_another_order_have_the_same_dump(tmp_path: Path):
    names = [f"text {n}" for n in range(60)]
    with Archive.create(tmp_path / "a") as one, Archive.create(tmp_path / "b") as other:
        fill(one, names)
        fill(other, names, order=-1)
        fill(other, names)
        lines = list(dump.dump(one.catalogue.database))
        assert list(dump.dump(other.catalogue.database)) == lines
        assert dump.digest(one.catalogue.database) == dump.digest(other.catalogue.database)
        assert [json.loads(line)["kind"] for line in lines].count("document") == 60


def test_whatever_is_said_of_an_archive_changes_its_dump(tmp_path: Path):
    with Archive.create(tmp_path / "a") as archive:
        catalogue, seen = archive.catalogue, set()

        def changed() -> bool:
            known = len(seen)
            seen.add(dump.digest(catalogue.database))
            return len(seen) > known

        assert changed()
        fill(archive, ["a", "b"])
        assert changed()
        digest = next(catalogue.accessions.digests())
        catalogue.write.correct(digest, 0, "typed", who="Ana")
        assert changed()
        catalogue.judgements.append(Judgement("s", "yes", "Ana", datetime.now(UTC)))
        assert changed()
        catalogue.inventories.load(Inventory(0, "list", digest, "", None), [InventoryRow(1, "104-1")])
        assert changed()
        catalogue.write.dates(digest, catalogue.runs.begin("dates", "1"), [])
        assert changed()
        catalogue.search.done([digest])
        assert not changed()


_FILLER = """
import importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("filler", sys.argv[1])
filler = importlib.util.module_from_spec(spec)
spec.loader.exec_module(filler)
with filler.Archive(Path(sys.argv[2])) as archive:
    print("begun", flush=True)
    filler.fill(archive, filler.NAMES)
    print("done", flush=True)
"""


NAMES = [f"text {n}" for n in range(120)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The dump's digest of a filling that nobody interrupted."""
    with Archive.create(tmp_path_factory.mktemp("whole") / "archive") as whole:
        fill(whole, NAMES)
        return dump.digest(whole.catalogue.database)


@pytest.mark.parametrize("delay_s", [0.05, 0.2, 0.4])
def test_a_killed_filling_ends_in_the_same_archive_when_begun_again(
    tmp_path: Path, undisturbed: str, delay_s: float
):
    Archive.create(tmp_path / "killed").close()
    command = [sys.executable, "-c", _FILLER, __file__, str(tmp_path / "killed")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as filler:
        assert filler.stdout is not None
        assert filler.stdout.readline() == "begun\n"
        try:
            filler.wait(delay_s)
        except subprocess.TimeoutExpired:
            os.kill(filler.pid, signal.SIGKILL)
    with Archive(tmp_path / "killed") as archive:
        assert list((tmp_path / "killed" / "tmp").iterdir()) == []
        fill(archive, NAMES)
        assert dump.digest(archive.catalogue.database) == undisturbed
        assert Ledger(archive.catalogue.database).imbalances() == []
        assert list(verify_rows(archive.catalogue.database)) == []
        assert all(f.ok for f in archive.store.verify(archive.catalogue.accessions.digests()))
