"""Fits the models that weigh frames and fills and writes src/declass/redact/box_models.json.

    python bench/redact/fit.py [--every 3]

Pages: cib_boxes (45 labelled by hand; of the rest every so many, labelled by a first fit before the second),
jfk_scans, drawn tables and fictional forms, tables, maps and photographs as pages without boxes, and
fictional pages at three levels of noise.
Labels that the first fit gives are not corrected. An earlier fit's labels of about 315 of the 510 pages were
looked at, small, many to a sheet; the rest nobody has seen. Figures on them say how two fits agree.
Printed first: recall and precision on the hand-labelled pages when the models never saw the file.
No word of a record enters, only the numbers of looks.py and fills.py.
"""

import argparse
import json
import pickle
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from judged import Box, Judged, bulletins, made_up, ruled, scans

from declass.redact.fills import FILL_FEATURES, fill_looks, fills_of
from declass.redact.frames import frames_of
from declass.redact.looks import FEATURES, View, likely, looks
from declass.redact.segments import lines_of
from declass.redact.sheet import sheet_of

OUT = Path(__file__).resolve().parents[2] / "src" / "declass" / "redact" / "box_models.json"
FOLDS = 10
RIGHT, WRONG = 0.75, 0.5
"""Overlap from which a candidate is one of the boxes, below which it is none; between, it teaches nothing."""
OUTLINED = ("white_outlined", "whole_page")
FILLED = ("black", "grey", "hatched")


@dataclass
class Measured:
    """Candidates of one page with their numbers, and the boxes they are judged by."""

    key: str
    source: str
    boxes: list[Box] | None
    places: dict[str, list[Box]]
    numbers: dict[str, np.ndarray]


def measured(page: Judged) -> Measured:
    sheet = sheet_of(page.image)
    view = View(sheet, lines_of(sheet))
    frames, fills = likely(frames_of(view.lines, sheet), view), fills_of(sheet)

    def place(c, kind):
        return Box(c.x0 / sheet.width, c.y0 / sheet.height, c.x1 / sheet.width, c.y1 / sheet.height, kind)

    return Measured(
        page.file,
        page.source,
        page.boxes,
        {"frames": [place(f, "white_outlined") for f in frames], "fills": [place(f, f.kind) for f in fills]},
        {"frames": looks(frames, view), "fills": fill_looks(fills, view)},
    )


def taught(page: Measured, name: str) -> tuple[np.ndarray, np.ndarray]:
    kinds = OUTLINED if name == "frames" else FILLED
    boxes = [b for b in page.boxes or () if b.kind in kinds]
    best = np.array([max((c.overlap(b) for b in boxes), default=0.0) for c in page.places[name]])
    if name == "frames":  # an outline round hatching or grey is not wrong, it is counted as a fill
        other = [b for b in page.boxes or () if b.kind in FILLED]
        beside = np.array([max((c.overlap(b) for b in other), default=0.0) for c in page.places[name]])
        keep = ((best >= RIGHT) | (best < WRONG)) & (beside < WRONG)
    else:
        keep = (best >= 0.6) | (best < 0.3)
    return page.numbers[name][keep], best[keep] >= WRONG


def stacked(pages, name):
    """Examples of all pages; a fictional form's cells teach nothing of frames, since only words tell them."""
    taken = [
        p for p in pages if p.boxes is not None and (name == "fills" or not p.source.startswith("exhib"))
    ]
    parts = [taught(p, name) for p in taken if p.places[name]]
    return np.vstack([x for x, _ in parts]), np.concatenate([y for _, y in parts]).astype(float)


def fitted(x, y, penalty=1.0):
    """Newton's method, ridge penalty on standardised weights."""
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    w, ridge = np.zeros(z.shape[1]), np.eye(z.shape[1]) * penalty
    ridge[0, 0] = 1e-6
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        hessian = z.T @ (z * (p * (1 - p) + 1e-6)[:, None]) + ridge
        step = np.linalg.solve(hessian, z.T @ (y - p) - ridge @ w)
        w += step
        if abs(step).max() < 1e-6:
            break
    return mean, scale, w


def probability(model, x):
    mean, scale, w = model
    return 1 / (1 + np.exp(-np.clip(np.column_stack([np.ones(len(x)), (x - mean) / scale]) @ w, -30, 30)))


def apart(places, p):
    kept = []
    for i in np.argsort(-p):
        if p[i] >= 0.5 and all(shared(places[i], places[j]) < 0.45 for j in kept):
            kept.append(i)
    return [places[i] for i in kept]


def shared(a, b):
    wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    least = min((c.x1 - c.x0) * (c.y1 - c.y0) for c in (a, b))
    return max(0, wide) * max(0, high) / least


def unseen(pages, name):
    """Recall and precision by source, each file judged by a model fitted without a tenth of files, it too."""
    kinds = OUTLINED if name == "frames" else FILLED
    files = sorted({p.key for p in pages})
    fold = {f: i % FOLDS for i, f in enumerate(np.random.default_rng(0).permutation(files))}
    models = [fitted(*stacked([p for p in pages if fold[p.key] != k], name)) for k in range(FOLDS)]
    totals = {}
    for page in (p for p in pages if p.boxes is not None):
        said = []
        if page.places[name]:
            said = apart(page.places[name], probability(models[fold[page.key]], page.numbers[name]))
        boxes = [b for b in page.boxes if b.kind in kinds]
        total = totals.setdefault(page.source, np.zeros(4, int))
        found = sum(max((b.overlap(s) for s in said), default=0) >= 0.5 for b in boxes)
        right = sum(max((b.overlap(s) for b in page.boxes), default=0) >= 0.5 for s in said)
        total += [found, len(boxes), right, len(said)]
    for source, (found, boxes, right, said) in totals.items():
        print(f"{name:7s} {source:12s} recall {found}/{boxes}  precision {right}/{said}")


def table(model, names):
    mean, scale, w = model
    rows = [
        {"name": n, "mean": round(float(m), 4), "scale": round(float(s), 4), "weight": round(float(c), 4)}
        for n, m, s, c in zip(names, mean, scale, w[1:], strict=True)
    ]
    return {"bias": round(float(w[0]), 4), "weights": rows}


def kept(given, name, pages):
    """Measured pages, kept in a folder between runs where one is given."""
    place = given.keep and Path(given.keep) / f"{name}.pickle"
    if place and place.exists():
        return pickle.loads(place.read_bytes())
    found = [measured(page) for page in pages]
    if place:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pickle.dumps(found))
    return found


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--every", type=int, default=3, help="of the unlabelled bulletins and the scans")
    ask.add_argument("--made", type=int, default=60, help="fictional pages at each level of noise")
    ask.add_argument("--keep", help="folder where measured pages are kept from run to run")
    ask.add_argument("--only", help="measure and keep only this source: bulletins, scans or made")
    given = ask.parse_args()
    pages = []
    if given.only in (None, "bulletins"):
        pages += kept(given, "bulletins", bulletins(given.every))
    if given.only in (None, "scans"):
        pages += kept(given, "scans", scans(given.every)) + kept(given, "ruled", ruled(30))
    if given.only in (None, "made"):
        with tempfile.TemporaryDirectory() as folder:
            for seed, level in enumerate((0.15, 0.4, 0.7)):
                made = made_up(Path(folder), level, 101 + seed, given.made)
                pages += kept(given, f"made {level}", made)
                shown = made_up(Path(folder), level, 201 + seed, given.made, exhibits=0.8)
                shown = (replace(p, source="exhibits") for p in shown if p.role.startswith("exhibit"))
                pages += kept(given, f"exhibits {level}", shown)
    if given.only:
        return
    first = fitted(*stacked(pages, "frames"))
    by_hand = [p for p in pages if p.boxes is not None]
    unseen(by_hand, "frames")
    for page in pages:
        if page.boxes is None:
            x = page.numbers["frames"]
            page.boxes = apart(page.places["frames"], probability(first, x)) if len(x) else []
            page.source = "self-labelled"
    unseen(pages, "frames")
    unseen(by_hand, "fills")
    models = json.loads(OUT.read_text()) | {  # pictures.py fits another
        "origin": f"bench/redact/fit.py on {len(pages)} pages: cib_boxes, jfk_scans and fictional ones.",
        "frames": table(fitted(*stacked(pages, "frames")), FEATURES),
        "fills": table(fitted(*stacked(pages, "fills")), FILL_FEATURES),
    }
    OUT.write_text(json.dumps(models, indent=1) + "\n")


if __name__ == "__main__":
    main()
