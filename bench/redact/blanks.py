"""Blanks in lines of type: how many of a fictional release are found, and how many are seen where none is.

    python bench/redact/blanks.py [--seed 950] [--noise 0.4] [--most 12] [--every 9]

Fictional pages with white-out are read by OCR first. A candidate is right if most of it lies on a place
that was withheld, of any kind; a blank is found if a candidate covers most of it or lies mostly on it. In
bulletins, whose boxes have edges, every blank counts as false.
"""

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from judged import DATA, Box

from declass.config import Settings
from declass.model.reading import PageRead
from declass.ocr.page import read_page
from declass.ocr.tesseract import Tesseract
from declass.pipeline.limits import limits
from declass.read.options import ReadOptions
from declass.read.sandbox import Reader
from declass.redact.boxes import find
from declass.sample import Noise, Spec, generate


def pages(reader, path):
    options = ReadOptions("always", 300)
    return (e for e in reader.read(path, path.name, options) if isinstance(e, PageRead) and e.image)


def blanks(page, layer):
    found = find(page.image, page.index, layer.words, layer)
    size = page.width_pt, page.height_pt
    return [w.box.fractions(*size) for w in found if w.kind == "blank"]


def lies_on(a, b):
    """Share of the first under the second."""
    wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(0, wide) * max(0, high) / ((a.x1 - a.x0) * (a.y1 - a.y0))


def fictional(reader, folder, given):
    spec = Spec(noise=Noise.at(given.noise), redaction_rate=0.12)
    made = generate(folder / "made", seed=given.seed, records=25, spec=spec)
    rows = [json.loads(s) for s in (made.truth_folder / "pages.jsonl").read_text().splitlines()]
    turned = {(r["file"], r["page"]) for r in rows if r["rotation"]}
    truth = defaultdict(list)
    for row in map(json.loads, (made.truth_folder / "boxes.jsonl").read_text().splitlines()):
        if "::" not in row["file"] and (row["file"], row["page"]) not in turned:
            box = Box(*(row[k] for k in ("x0", "y0", "x1", "y1")), row["kind"])
            truth[row["file"], row["page"]].append(box)
    wanted = sorted(place for place, boxes in truth.items() if any(b.kind == "blank" for b in boxes))
    wanted, engine, count = wanted[: given.most], Tesseract(), Counter()
    for name in sorted({name for name, _ in wanted}):
        for page in pages(reader, made.records_folder / name):
            if (name, page.index) in wanted:
                said = blanks(page, read_page(page.image, engine, ("en",), None))
                gold = truth[name, page.index]
                count["pages"] += 1
                count["said"] += len(said)
                count["right"] += sum(any(lies_on(s, g) > 0.5 for g in gold) for s in said)
                for g in (g for g in gold if g.kind == "blank"):
                    count["blanks"] += 1
                    count["found"] += any(lies_on(g, s) > 0.5 or lies_on(s, g) > 0.5 for s in said)
    c = count
    print(f"fictional, noise {given.noise}: {c['pages']} pages", end="  ")
    print(f"found {c['found']}/{c['blanks']}  right {c['right']}/{c['said']}", flush=True)


def bulletins(reader, every):
    count, seen = Counter(), 0
    for path in sorted((DATA / "cib_boxes" / "pdf").glob("*.pdf")):
        for page in pages(reader, path):
            seen += 1
            if seen % every == 0 and page.text and page.text.words:
                said = blanks(page, page.text)
                count["pages"] += 1
                count["said"] += len(said)
                count["alarmed"] += bool(said)
    print(f"bulletins: {count['pages']} pages, {count['said']} candidates on {count['alarmed']} of them")


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seed", type=int, default=950)
    ask.add_argument("--noise", type=float, default=0.4)
    ask.add_argument("--most", type=int, default=12, help="fictional pages")
    ask.add_argument("--every", type=int, default=9, help="of the bulletins' pages; 0 = none")
    given = ask.parse_args()
    settings = Settings()
    with (
        tempfile.TemporaryDirectory() as folder,
        Reader(limits(settings), settings.isolation, Path(folder)) as reader,
    ):
        fictional(reader, Path(folder), given)
        if given.every:
            bulletins(reader, given.every)


if __name__ == "__main__":
    main()
