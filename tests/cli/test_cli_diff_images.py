"""`declass diff` on scans: the page images are witnesses."""

import pytest

from declass.sample import Noise, make_pair


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scans")
    pair = make_pair(0, Noise.at(0.0), pdf=True)
    for year, side in (("1999", pair.older), ("2024", pair.newer)):
        (folder / year).mkdir()
        (folder / year / "cable.pdf").write_bytes(side.pdf)
    return folder, [c.text for c in pair.changes if c.kind == "revealed" and len(c.text.split()) <= 3]


def told(declass, folder, *options):
    done = declass(
        "diff", folder / "1999/cable.pdf", folder / "2024/cable.pdf", *options, "--format", "jsonl"
    )
    return done.rows


def test_boxes_on_the_older_scan_make_disclosures_certain(declass, scans):
    folder, names = scans
    certain = {c["newer"]["text"] for c in told(declass, folder) if c["grade"] == "certain"}
    assert len(certain & set(names)) >= len(names) - 1


def test_without_images_nothing_is_certain(declass, scans):
    folder, _ = scans
    assert all(
        c["grade"] != "certain" for c in told(declass, folder, "--no-images") if c["kind"] == "revealed"
    )
