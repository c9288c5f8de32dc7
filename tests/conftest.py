"""What many tests share: one small fictional sample, and one archive built from it, made once a run."""

import json
from pathlib import Path

import pytest

from declass import sample
from declass.config import Settings
from declass.pipeline import inventory
from declass.pipeline.arrive import arrive
from declass.pipeline.progress import Unwatched
from declass.pipeline.work import Work
from declass.pipeline.workspace import Workspace

RELEASES = {"1999": "1999-06-30", "2012": "2012-04-17", "2024": "2024-11-08"}
COLLECTION = "Coastal Inquiry"


class Sample:
    """A generated sample with its truth read back."""

    def __init__(self, folder: Path) -> None:
        self.manifest = sample.generate(folder, seed=7, records=6)
        self.records_folder = self.manifest.records_folder

    def truth(self, name: str) -> list[dict]:
        path = self.manifest.truth_folder / f"{name}.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def build(root: Path, records_folder: Path) -> None:
    """An archive of every release of a sample, its inventory imported."""
    with Workspace(root, Settings(workers=2, second_engine="never"), create=True) as space, space.writing():
        for year, released in RELEASES.items():
            arrive(space, [records_folder / year], COLLECTION, released, Unwatched())
        inventory.load(space, records_folder / "inventory.csv", "list", {}, ("", None))
        Work(space, Unwatched()).run()


@pytest.fixture(scope="session")
def small_sample(tmp_path_factory) -> Sample:
    return Sample(tmp_path_factory.mktemp("sample") / "sample")


@pytest.fixture(scope="session")
def built(small_sample, tmp_path_factory) -> Path:
    """Folder of an archive built from the small sample; do not write to it."""
    root = tmp_path_factory.mktemp("built") / "archive"
    build(root, small_sample.records_folder)
    return root


@pytest.fixture
def space(built):
    """The built archive, opened; do not write to it."""
    with Workspace(built, Settings(workers=2)) as opened:
        yield opened
