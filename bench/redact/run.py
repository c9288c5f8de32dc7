"""Boxes found on real and fictional pages: recall by kind, precision, pages alarmed without cause, CPU time.

    python bench/redact/run.py [--every 5] [--made 40] [--exhibits .5] [--only-made]

A box is found at an overlap of one half. White-out is left out of recall, since it shows no edge, and so are
grey patches of which a black-and-white scanner left nothing. The scans and labelled bulletins took part in
fitting; `fit.py` prints what models that never saw a file find on them.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
from judged import Box, bulletins, cables, made_up, ruled, scans

from declass.redact.boxes import find


def said_of(page):
    started = time.process_time()
    found = find(page.image, page.page)
    spent = time.process_time() - started
    width, height = page.image.width_px * 0.24, page.image.height_px * 0.24
    return [
        Box(w.box.x0 / width, w.box.y0 / height, w.box.x1 / width, w.box.y1 / height, w.kind)
        for w in found
        if w.probability >= 0.5 and w.kind != "blank"
    ], spent


def left_no_trace(page, box):
    """Whether a patch is as light as the paper."""
    width, height = page.image.width_px, page.image.height_px
    grey = np.frombuffer(page.image.data, np.uint8).reshape(height, width)
    inside = grey[
        int(box.y0 * height) + 4 : int(box.y1 * height) - 4, int(box.x0 * width) + 4 : int(box.x1 * width) - 4
    ]
    return float(np.median(inside)) > 0.97 * float(np.median(grey))


def judge(name, pages):
    count = Counter()
    for page in (p for p in pages if p.boxes is not None):
        said, spent = said_of(page)
        shown = [b for b in page.boxes if b.kind != "blank" and (b.x1 - b.x0) * (b.y1 - b.y0) < 0.99]
        for box in shown:
            if box.kind == "grey" and left_no_trace(page, box):
                count["gone"] += 1
                continue
            count["wanted", box.kind] += 1
            count["found", box.kind] += max((box.overlap(s) for s in said), default=0) >= 0.5
        count["said"] += len(said)
        count["right"] += sum(max((b.overlap(s) for b in page.boxes), default=0) >= 0.5 for s in said)
        count["clean"] += not page.boxes
        count["alarmed"] += bool(said) and not page.boxes
        if page.role.startswith("exhibit"):
            count["shown", page.role[8:]] += 1
            count["cried", page.role[8:]] += bool(said)
        count["pages"] += 1
        count["ms"] += 1000 * spent
    kinds = sorted(k[1] for k in count if isinstance(k, tuple) and k[0] == "wanted")
    recall = "  ".join(f"{k} {count['found', k]}/{count['wanted', k]}" for k in kinds)
    roles = sorted(k[1] for k in count if isinstance(k, tuple) and k[0] == "shown")
    cried = "  ".join(f"{r} {count['cried', r]}/{count['shown', r]}" for r in roles)
    recall += f"  ({count['gone']} grey left no trace)" if count["gone"] else ""
    cpu = count["ms"] / max(1, count["pages"])
    print(f"{name:10s} {count['pages']} pages  recall: {recall or '-'}", end="  ")
    print(f"precision {count['right']}/{count['said']}", end="  ")
    print(f"alarmed {count['alarmed']}/{count['clean']}  {cpu:.0f} ms a page", flush=True)
    if cried:
        print(f"{'':10s} pages without boxes that were alarmed, by what they show: {cried}", flush=True)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--every", type=int, default=1, help="of the pages without boxes")
    ask.add_argument("--only-made", action="store_true", help="only the fictional pages")
    ask.add_argument(
        "--exhibits", type=float, default=0.5, help="share with a form, map …, and of boxes stamped over"
    )
    ask.add_argument("--keep", type=Path, help="folder for the samples, used again where it has them")
    ask.add_argument("--made", type=int, default=40, help="fictional pages at each level of noise")
    given = ask.parse_args()
    if not given.only_made:
        judge("bulletins", bulletins(10**9))
        judge("scans", scans(given.every))
        judge("cables", cables(given.every))
        judge("ruled", ruled(40, seed=77))
    with tempfile.TemporaryDirectory() as folder:
        for number, level in enumerate((0.0, 0.2, 0.4, 0.6, 0.8, 1.0)):
            place = given.keep or Path(folder)
            pages = made_up(place, level, 900 + number, given.made, given.exhibits)
            judge(f"noise {level}", pages)


if __name__ == "__main__":
    main()
