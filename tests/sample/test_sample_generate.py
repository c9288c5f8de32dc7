"""A small sample, made once: its files open as promised and its truth agrees with them."""

import csv
import hashlib
import io
import json
import zipfile
from email import message_from_bytes
from pathlib import Path

import cv2
import docx
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from declass.errors import UsageError
from declass.sample import Manifest, Noise, Spec, generate
from declass.sample.exhibits import BOX_STAMPS, KINDS
from declass.text.normal import tokens

RECORDS = 16
SPEC = Spec(noise=Noise.at(0.35), dpi=100, max_pages=4)


def rows(manifest: Manifest, name: str) -> list[dict]:
    lines = (manifest.truth_folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Manifest:
    return generate(tmp_path_factory.mktemp("sample") / "s", seed=3, records=RECORDS, spec=SPEC)


def digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def data_of(manifest: Manifest, file: dict) -> bytes:
    """Bytes of a file, taken out of its container where it has one."""
    path = manifest.records_folder / (file["container"] or file["file"])
    if not file["container"]:
        return path.read_bytes()
    name = file["file"].partition("::")[2]
    if path.suffix == ".zip":
        return zipfile.ZipFile(path).read(name)
    parts = message_from_bytes(path.read_bytes()).walk()
    return next(p.get_payload(decode=True) for p in parts if p.get_filename() == name)


def test_equal_seeds_give_equal_bytes(tmp_path):
    small = Spec(dpi=72, max_pages=2)
    first = generate(tmp_path / "a", seed=11, records=6, spec=small)
    second = generate(tmp_path / "b", seed=11, records=6, spec=small)
    assert digests(first.folder) == digests(second.folder)


def test_another_seed_gives_other_records(tmp_path, sample):
    other = generate(tmp_path / "a", seed=4, records=4, spec=Spec(dpi=72, extras=False))
    here = {r["title"] + r["record"] for r in rows(sample, "records")}
    assert not here & {r["title"] + r["record"] for r in rows(other, "records")}


def test_a_folder_that_holds_files_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        generate(tmp_path, records=1)


def test_every_file_is_accounted_for_by_its_digest(sample):
    listed = {r["file"]: r["sha256"] for r in rows(sample, "files") if not r["container"]}
    assert listed == digests(sample.records_folder)
    assert sample.bytes_written == sum(
        p.stat().st_size for p in sample.records_folder.rglob("*") if p.is_file()
    )


def test_members_of_mail_and_zip_are_accounted_for(sample, tmp_path):
    spec = Spec(dpi=72, max_pages=1, extras=False)
    seeds = (generate(tmp_path / str(seed), seed=seed, records=8, spec=spec) for seed in range(30, 45))
    wanted = {"zip", "eml"}
    for made in seeds:
        for file in rows(made, "files"):
            if file["container"]:
                assert hashlib.sha256(data_of(made, file)).hexdigest() == file["sha256"]
                wanted.discard(file["container"].rpartition(".")[2])
        if not wanted:
            return
    pytest.fail(f"no sample had {wanted}")


def test_readable_pdfs_have_the_pages_that_truth_says(sample):
    checked = 0
    for file in rows(sample, "files"):
        if file["expected"] == "read" and file["file"].endswith(".pdf"):
            document = pdfium.PdfDocument(data_of(sample, file))
            assert len(document) == file["pages"], file["file"]
            document.close()
            checked += 1
    assert checked > 15


def test_first_pages_say_that_they_are_fiction(sample):
    for page in rows(sample, "pages"):
        if page["page"] == 0:
            assert "FICTION – sample record" in page["furniture"], page["file"]


def test_pdfs_say_in_their_metadata_that_they_are_fiction(sample):
    for path in sample.records_folder.rglob("*.pdf"):
        if path.name in ("empty.pdf", "broken-download.pdf"):
            continue
        with pikepdf.open(path, password="breakwater" if path.name == "locked.pdf" else "") as pdf:
            assert "FICTION" in str(pdf.docinfo["/Subject"]), path.name


def pdf_words(data: bytes, page: int) -> list[str]:
    document = pdfium.PdfDocument(data)
    text = document[page].get_textpage().get_text_range()
    document.close()
    return tokens(text)


def test_born_digital_pages_carry_the_open_words_and_no_withheld_ones(sample):
    files = {f["file"]: f for f in rows(sample, "files") if f["kind"] == "pdf_text"}
    pages = [p for p in rows(sample, "pages") if p["file"] in files and p["role"] == "body"]
    assert len(pages) > 3
    for page in pages:
        words = pdf_words(data_of(sample, files[page["file"]]), page["page"])
        assert sorted(words) == sorted(tokens("\n".join((*page["furniture"], page["text"]))))


def test_badly_redacted_pages_still_carry_the_withheld_words(sample):
    file = next(f for f in rows(sample, "files") if f["kind"] == "pdf_badly_redacted")
    assert file["under_text"]
    for under in file["under_text"]:
        words = pdf_words(data_of(sample, file), under["page"])
        assert set(tokens(under["text"])) <= set(words)


def test_scans_carry_the_layer_that_truth_says_or_none(sample):
    files = {
        f["file"]: f for f in rows(sample, "files") if f["kind"] in ("pdf_scan", "pdf_scan_text", "bundle")
    }
    for page in rows(sample, "pages"):
        if page["file"] in files:
            words = pdf_words(data_of(sample, files[page["file"]]), page["page"])
            assert sorted(words) == sorted(tokens(page["layer_text"] or "")), page["file"]


def test_noisy_layers_err_but_not_everywhere(sample):
    noisy = [p for p in rows(sample, "pages") if p["layer"] == "noisy" and len(p["text"]) > 400]
    assert noisy
    for page in noisy:
        right, read = set(tokens(page["text"])), tokens(page["layer_text"])
        share = sum(word in right for word in read) / len(read)
        assert 0.5 < share < 1


def page_image(sample: Manifest, file: str, page: int) -> np.ndarray:
    """A page as stored, before any ``/Rotate``, grey."""
    with pikepdf.open(sample.records_folder / file) as pdf:
        pdf.pages[page].Rotate = 0
        buffer = io.BytesIO()
        pdf.save(buffer)
    document = pdfium.PdfDocument(buffer.getvalue())
    pixels = np.array(document[page].render(scale=100 / 72, grayscale=True).to_numpy().squeeze())
    document.close()
    return pixels


def inside(image: np.ndarray, box: dict, inset: int = 4) -> np.ndarray:
    height, width = image.shape
    x0, x1 = int(box["x0"] * width) + inset, int(box["x1"] * width) - inset
    y0, y1 = int(box["y0"] * height) + inset, int(box["y1"] * height) - inset
    return image[y0:y1, x0:x1]


@pytest.mark.parametrize(("kind", "darkest", "lightest"), [("black", 0, 60), ("white_outlined", 215, 255)])
def test_boxes_stand_where_truth_says(sample, kind, darkest, lightest):
    scans = {f["file"] for f in rows(sample, "files") if f["kind"] in ("pdf_scan", "pdf_scan_text", "bundle")}
    boxes = [b for b in rows(sample, "boxes") if b["file"] in scans and b["kind"] == kind]
    assert len(boxes) > 5
    right = [
        darkest <= np.median(inside(page_image(sample, b["file"], b["page"]), b)) <= lightest
        for b in boxes[:40]
    ]
    assert sum(right) >= 0.95 * len(right)


def test_word_boxes_hold_ink_on_scans(sample):
    scans = {f["file"] for f in rows(sample, "files") if f["kind"] == "pdf_scan"}
    pages = [p for p in rows(sample, "pages") if p["file"] in scans and p["role"] == "body"][:8]
    for page in pages:
        image = page_image(sample, page["file"], page["page"])
        scale = 100 / 72
        inked = [
            image[int(y0 * scale) : int(y1 * scale) + 1, int(x0 * scale) : int(x1 * scale) + 1].min() < 170
            for _, _, x0, y0, x1, y1 in page["words"]
        ]
        assert sum(inked) > 0.97 * len(inked), page["file"]


def test_sideways_pages_are_turned_upright_by_their_rotation(tmp_path):
    made = generate(tmp_path / "s", seed=8, records=20, spec=Spec(dpi=72, extras=False))
    sideways = [p for p in rows(made, "pages") if p["rotation"] == 90]
    assert sideways
    for page in sideways:
        assert (page["width_pt"], page["height_pt"]) == (792, 612)
        with pikepdf.open(made.records_folder / page["file"]) as pdf:
            assert pdf.pages[page["page"]].Rotate == 90
            assert [float(v) for v in pdf.pages[page["page"]].mediabox] == [0, 0, 792, 612]


def test_spans_of_words_and_changes_point_at_their_text(sample):
    pages = {(p["file"], p["page"]): p for p in rows(sample, "pages")}
    for page in pages.values():
        for start, end, *_ in page["words"]:
            assert " " not in page["text"][start:end]
            assert page["text"][start:end]
    found = rows(sample, "changes")
    assert {c["kind"] for c in found} == {"revealed", "newly_hidden"}
    for change in found:
        file = change["newer_file"] if change["kind"] == "revealed" else change["older_file"]
        text = pages[file, change["shown_page"]]["text"]
        assert text[change["start"] : change["end"]].split() == change["text"].split()


def test_changes_join_releases_of_one_record_in_order(sample):
    files = {f["file"]: {r["record"]: r["released"] for r in f["records"]} for f in rows(sample, "files")}
    for change in rows(sample, "changes"):
        assert change["older"] < change["newer"]
        assert files[change["older_file"]][change["record"]] == change["older"]
        assert files[change["newer_file"]][change["record"]] == change["newer"]


def test_records_come_out_in_two_or_three_rounds(sample):
    records = rows(sample, "records")
    assert len(records) == RECORDS == sample.records
    assert {len(r["released"]) for r in records} <= {2, 3}
    published = [
        (r["record"], r["released"])
        for f in rows(sample, "files")
        if not f["duplicate_of"]
        for r in f["records"]
    ]
    for record in records:
        assert set(record["released"]) == {day for number, day in published if number == record["record"]}


def test_references_are_printed_and_say_whether_their_record_is_here(sample):
    numbers = {r["record"]: r for r in rows(sample, "records")}
    references = rows(sample, "references")
    assert {r["present"] for r in references} == {True, False}
    cites = {r["cite"] for r in numbers.values()}
    for reference in references:
        if reference["present"]:
            assert numbers[reference["cited_record"]]["cite"].upper() == reference["cited"].upper()
            assert (
                numbers[reference["cited_record"]]["date"][:10] <= numbers[reference["record"]]["date"][:10]
            )
        else:
            assert reference["cited"].upper() not in {c.upper() for c in cites}


def test_files_that_cannot_be_read_are_marked_as_such(sample):
    expected = {f["kind"]: f["expected"] for f in rows(sample, "files")}
    assert {expected[k] for k in ("broken", "encrypted", "empty")} == {"failed"}
    assert expected["unknown"] == "unread"
    locked = sample.records_folder / next(
        f["file"] for f in rows(sample, "files") if f["kind"] == "encrypted"
    )
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(locked)
    with pytest.raises(pdfium.PdfiumError):
        pdfium.PdfDocument(sample.records_folder / "2024" / "empty.pdf")


def test_the_duplicate_has_the_bytes_of_its_original(sample):
    files = {f["file"]: f for f in rows(sample, "files")}
    copies = [f for f in files.values() if f["duplicate_of"]]
    assert copies
    for copy in copies:
        assert files[copy["duplicate_of"]]["sha256"] == copy["sha256"]


def test_the_inventory_lists_absent_files_and_wrong_counts(sample):
    text = (sample.records_folder / "inventory.csv").read_text(encoding="utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(text)))
    truth = next(f for f in rows(sample, "files") if f["kind"] == "inventory")
    names = {Path(f["file"]).name.rpartition("::")[2] for f in rows(sample, "files")}
    absent = {f"{r['Release'][:4]}/{r['File Name']}" for r in listed if r["File Name"] not in names}
    assert absent == set(truth["absent_files"])
    assert "Shelf Mark (old)" in listed[0]


def test_pictures_open_with_the_pages_promised(tmp_path):
    made = generate(tmp_path / "s", seed=9, records=24, spec=Spec(dpi=72, max_pages=2, extras=False))
    kinds = {}
    for file in rows(made, "files"):
        path = made.records_folder / file["file"]
        if file["kind"] == "tiff":
            with Image.open(path) as image:
                assert image.n_frames == file["pages"]
        if file["kind"] == "jpeg":
            assert cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).shape == (792, 612)
        kinds[file["kind"]] = path
    assert {"tiff", "md", "docx", "bundle", "pdf_scan_text"} <= set(kinds)
    paragraphs = "\n".join(p.text for p in docx.Document(str(kinds["docx"])).paragraphs)
    assert len(tokens(paragraphs)) > 60
    assert b"## Page 1\n" in kinds["md"].read_bytes()


def test_every_field_of_the_truth_is_in_the_reference(sample):
    reference = (Path(__file__).parents[2] / "docs" / "reference" / "sample.md").read_text(encoding="utf-8")
    names = ("files", "pages", "boxes", "changes", "references", "dates", "records")
    fields = {field for name in names for row in rows(sample, name) for field in row}
    kinds = {row["kind"] for row in rows(sample, "files")} | {row["kind"] for row in rows(sample, "boxes")}
    missing = {field for field in fields | kinds if f"`{field}`" not in reference}
    assert not missing


def test_exhibits_are_pages_that_withhold_nothing_and_come_only_where_asked_for(tmp_path, sample):
    assert not any(row["role"].startswith("exhibit") for row in rows(sample, "pages"))
    spec = Spec(dpi=72, max_pages=1, extras=False, exhibits=1.0, redaction_rate=0.3)
    made = generate(tmp_path / "s", seed=5, records=6, spec=spec)
    shown = {(r["file"], r["page"]): r for r in rows(made, "pages") if r["role"].startswith("exhibit")}
    assert {row["role"] for row in shown.values()} <= {f"exhibit {kind}" for kind in KINDS}
    assert len({row["role"] for row in shown.values()}) > 1
    assert len({row["record"] for row in shown.values()}) == 6
    assert not any((box["file"], box["page"]) in shown for box in rows(made, "boxes"))
    assert all(row["text"].startswith("ANNEX: ") for row in shown.values())
    stamps = [text for row in rows(made, "pages") for text in row["furniture"]]
    assert set(BOX_STAMPS) & set(stamps)
