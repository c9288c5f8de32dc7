"""Pages with the boxes a reader sees on them, for the benches beside this file: real and made-up ones."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium

from declass.model.page import PageImage
from declass.sample import Noise, Spec, generate

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
DPI = 300


@dataclass(frozen=True)
class Box:
    """Fractions of the page as shown, from its top left."""

    x0: float
    y0: float
    x1: float
    y1: float
    kind: str

    def overlap(self, other) -> float:
        """Intersection over union."""
        wide = min(self.x1, other.x1) - max(self.x0, other.x0)
        high = min(self.y1, other.y1) - max(self.y0, other.y0)
        if wide <= 0 or high <= 0:
            return 0.0
        both = wide * high
        areas = [(b.x1 - b.x0) * (b.y1 - b.y0) for b in (self, other)]
        return both / (sum(areas) - both)


@dataclass(frozen=True)
class Judged:
    """A page to be judged; ``boxes`` None where nobody has looked; ``role`` of a fictional page."""

    source: str
    file: str
    page: int
    image: PageImage
    boxes: list[Box] | None
    role: str = ""


def rendered(path: Path, wanted=None) -> Iterator[tuple[int, PageImage]]:
    """Pages of a PDF in grey as shown, their numbers with them."""
    document = pdfium.PdfDocument(path)
    try:
        for number in range(len(document)):
            if wanted is None or number in wanted:
                bitmap = document[number].render(scale=DPI / 72, grayscale=True)
                pixels = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width))
                height, width = pixels.shape
                yield number, PageImage(width, height, DPI, pixels.tobytes(), (0.24, 0, 0, 0.24, 0, 0))
    finally:
        document.close()


def bulletins(every: int = 1) -> Iterator[Judged]:
    """The labelled pages of cib_boxes, and every so many of the others, which nobody has labelled."""
    gold = defaultdict(dict)
    for line in (DATA / "cib_boxes" / "boxes_dev.jsonl").read_text().splitlines():
        row = json.loads(line)
        gold[row["pdf"]][row["page"]] = [
            Box(*(b[k] for k in ("x0", "y0", "x1", "y1")), b["kind"]) for b in row["boxes"]
        ]
    seen = 0
    for path in sorted((DATA / "cib_boxes" / "pdf").glob("*.pdf")):
        pages = len(pdfium.PdfDocument(path))
        others = [n for n in range(pages) if n not in gold[path.name] and (seen := seen + 1) % every == 0]
        for number, image in rendered(path, {*gold[path.name], *others}):
            yield Judged("bulletins", path.name, number, image, gold[path.name].get(number))


def scans(every: int = 1) -> Iterator[Judged]:
    """Pages of jfk_scans, taken to have no boxes: about 35 of the 150 were looked at, and none was seen."""
    for path in sorted((DATA / "jfk_scans" / "pdf").glob("*.pdf")):
        for number, image in rendered(path):
            if number % every == 0:
                yield Judged("scans", path.name, number, image, [])


def cables(every: int = 1) -> Iterator[Judged]:
    """Pages of state_cables: born digital, nothing withheld by boxes."""
    for path in sorted((DATA / "state_cables" / "pdf").glob("*.pdf"))[::every]:
        for number, image in rendered(path):
            yield Judged("cables", path.name, number, image, [])


def made_up(folder: Path, level: float, seed: int, most: int, exhibits: float = 0.0) -> Iterator[Judged]:
    """Scanned pages of fictional records at a level of noise (0–1), boxes known.

    Args:
        exhibits: share of records with a form, table, map or photograph; of boxes with a stamp across.
    """
    made = folder / f"{seed}-{level}-{exhibits}"
    spec = Spec(noise=Noise.at(level), redaction_rate=0.2, exhibits=exhibits)
    if not made.exists():
        generate(made, seed=seed, records=max(6, most // 3), spec=spec)
    truth = defaultdict(list)
    for row in map(json.loads, (made / "truth" / "boxes.jsonl").read_text().splitlines()):
        box = Box(*(row[k] for k in ("x0", "y0", "x1", "y1")), row["kind"])
        truth[row["file"], row["page"]].append(box)
    rows = [json.loads(row) for row in (made / "truth" / "pages.jsonl").read_text().splitlines()]
    turned = {(row["file"], row["page"]) for row in rows if row["rotation"]}
    roles = {(row["file"], row["page"]): row["role"] for row in rows}
    count = 0
    for row in map(json.loads, (made / "truth" / "files.jsonl").read_text().splitlines()):
        if row["kind"] not in ("pdf_scan", "pdf_scan_text", "bundle") or row["container"]:
            continue
        for number, image in rendered(made / "records" / row["file"]):
            if (row["file"], number) not in turned and count < most:
                count += 1
                boxes = truth[row["file"], number]
                role = roles[row["file"], number]
                yield Judged(f"noise {level}", f"{seed}/{row['file']}", number, image, boxes, role)


def ruled(count: int, seed: int = 5) -> Iterator[Judged]:
    """Drawn tables, forms and hatched maps, with and without entries: no redactions."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        pixels = np.full((3300, 2550), 255, np.uint8)
        for _ in range(int(rng.integers(1, 4))):
            _grid(pixels, rng)
        if number % 4 == 0:
            _hatched_map(pixels, rng)
        image = PageImage(2550, 3300, DPI, pixels.tobytes(), (0.24, 0, 0, 0.24, 0, 0))
        yield Judged("ruled", f"ruled {number}", number, image, [])


def _grid(pixels, rng):
    x, y = int(rng.integers(150, 900)), int(rng.integers(150, 2400))
    columns, rows = int(rng.integers(1, 8)), int(rng.integers(2, 14))
    xs = x + np.concatenate([[0], np.cumsum(rng.integers(80, 420, columns))])
    ys = y + np.cumsum(rng.integers(45, 110) + rng.integers(0, 60, rows + 1) * int(rng.random() < 0.4))
    thick = int(rng.integers(1, 6))
    for top in ys:
        cv2.line(pixels, (int(xs[0]), int(top)), (int(xs[-1]), int(top)), 0, thick)
    for left in xs:
        cv2.line(pixels, (int(left), int(ys[0])), (int(left), int(ys[-1])), 0, thick)
    filled = rng.random()
    for top, left in ((t, c) for t in ys[:-1] for c in xs[:-1]):
        if rng.random() < filled:
            word = "".join(rng.choice(list("abcdefghiklmnoprstu"), 5))
            cv2.putText(pixels, word, (int(left) + 8, int(top) + 34), cv2.FONT_HERSHEY_COMPLEX, 0.9, 0, 2)


def _hatched_map(pixels, rng):
    x, y, step = int(rng.integers(200, 700)), int(rng.integers(300, 900)), int(rng.integers(12, 30))
    wide, high = int(rng.integers(900, 1500)), int(rng.integers(900, 1800))
    for top in range(y, y + high, step):
        for left in range(x, x + wide, 200):
            if rng.random() < 0.8:
                cv2.line(pixels, (left, top), (left + 200, top), 0, 2)
    for left in range(x, x + wide + 1, max(1, wide // 3)):
        cv2.line(pixels, (left, y), (left, y + high), 0, 3)
    coast = np.cumsum(rng.normal(0, 30, (40, 2)), axis=0) + np.array([x + wide / 2, y + high / 2])
    cv2.fillPoly(pixels, [coast.astype(np.int32)], 255)
    cv2.polylines(pixels, [coast.astype(np.int32)], True, 0, 4)
    cv2.rectangle(pixels, (x, y), (x + wide, y + high), 0, 6)
