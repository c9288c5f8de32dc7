"""What needs a person is said after every run."""

from pathlib import Path

from declass.archive.ledger import Ledger
from declass.archive.values import Arrival
from declass.cli.summary import attention
from declass.config import Settings
from declass.model.anchor import Digest
from declass.pipeline.workspace import Workspace


def test_documents_that_a_stopped_run_left_are_not_passed_over(tmp_path: Path):
    with Workspace(tmp_path / "archive", Settings(), create=True) as space:
        batch = space.catalogue.accessions.begin_batch("here")
        arrival = Arrival(Digest("a" * 64), 1, "one.txt", "here")
        space.catalogue.accessions.record(batch, [arrival])
        space.catalogue.accessions.finish_batch(batch, 1)
        space.catalogue.documents.claim()
        said = attention(Ledger(space.catalogue.database).report())
    assert said == ["1 document is still to be read: if no run is on, `declass retry` goes on with it."]
