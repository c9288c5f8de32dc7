"""Makes a whole sample: plans, writes, types, withholds, publishes, and writes the truth beside it."""

from collections.abc import Sequence
from pathlib import Path

from declass.errors import UsageError
from declass.sample import truth, world
from declass.sample.compose import compose
from declass.sample.drafts import drafts
from declass.sample.extras import extras
from declass.sample.files import Made, files
from declass.sample.layout import lay_out
from declass.sample.records import Record
from declass.sample.releases import Issue, issues
from declass.sample.spec import Manifest, Spec
from declass.sample.views import Page

_README = f"""{world.FICTION}

Every agency, person, place, ship, number and event in this folder is made up by a program.
The folder "records" holds the files; the folder "truth" says what is in them.
"""


def make_sample(folder: Path, spec: Spec) -> Manifest:
    """Make a sample in ``folder``, which must be empty or not exist.

    Raises:
        UsageError: the folder holds files.
        EngineError: reportlab is missing.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", "Name a new folder for the sample.")
    plans = drafts(spec.seed, spec.records)
    records = compose(spec.seed, plans, spec.max_pages)
    typed = [lay_out(record, spec.seed) for record in records]
    published = [issues(record, pages, spec) for record, pages in zip(records, typed, strict=True)]
    flat = [issue for group in published for issue in group]
    made = list(files(flat, spec))
    if spec.extras:
        made += extras(made, flat, spec)
    places = folder / "records", folder / "truth"
    _write_files(places[0], made)
    _write_truth(places[1], made, records, typed, published, spec.word_boxes)
    (folder / "README.txt").write_text(_README, encoding="utf-8")
    return Manifest(
        folder=folder,
        records_folder=places[0],
        truth_folder=places[1],
        records=len(records),
        files=len(made),
        pages=sum(len(m.pages) for m in made),
        bytes_written=sum(len(m.data) for m in made if not m.container),
    )


def _write_files(folder: Path, made: Sequence[Made]) -> None:
    folder.mkdir(parents=True)
    for file in made:
        if not file.container:
            path = folder / file.path
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(file.data)


def _write_truth(
    folder: Path,
    made: Sequence[Made],
    records: Sequence[Record],
    typed: Sequence[Sequence[Page]],
    published: Sequence[Sequence[Issue]],
    word_boxes: bool,
) -> None:
    folder.mkdir(parents=True)
    rows = {
        "files": [truth.file_row(m) for m in made],
        "pages": [row for m in made for row in truth.page_rows(m, word_boxes)],
        "boxes": [row for m in made for row in truth.box_rows(m)],
        "changes": list(truth.change_rows(made)),
        "references": [row for r in records for row in truth.reference_rows(r)],
        "dates": [row for r in records for row in truth.date_rows(r)],
        "records": [
            truth.record_row(r, len(pages), [i.released for i in group])
            for r, pages, group in zip(records, typed, published, strict=True)
        ],
    }
    for name, content in rows.items():
        truth.write_rows(folder / f"{name}.jsonl", content)
