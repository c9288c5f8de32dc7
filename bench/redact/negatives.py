"""False alarms on real pages that withhold nothing by boxes: how many in a hundred, of which kinds; pictures.

    python bench/redact/negatives.py [--every 1] [--cables 350] [--words] [--show FOLDER]

Pages: all of jfk_scans (none has a reviewer's box; they are full of forms, stamps, underlines and dark
edges), and state_cables drawn and then aged as a copier and a scanner age paper, since as they are they
are clean prints. ``--words`` reads each page first, as the archive does: frames and fills are weighed with
the words on the page too. ``--show`` writes each alarm with its surroundings as a picture, to be looked at.
The scans took part in fitting the models: `fit.py` prints what models that never saw the file find on them.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
from judged import Judged, cables, scans

from declass.model.page import PageImage
from declass.ocr.page import read_page
from declass.ocr.tesseract import Tesseract
from declass.redact.boxes import find
from declass.sample import Noise
from declass.sample.scan import black_and_white, degraded

AROUND = 60  # pixels of surroundings shown


def old(page: Judged, level: float, rng: np.random.Generator) -> Judged:
    """The page as a scan at a level of noise."""
    image = page.image
    grey = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    height, width = grey.shape
    noise = Noise.at(level)
    lean = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1, 1) * noise.skew_deg, 1.0)
    pixels = degraded(grey, None, lean, noise, int(image.dpi), rng)
    pixels = black_and_white(pixels) if rng.random() < 0.4 else pixels
    copy = PageImage(width, height, image.dpi, np.ascontiguousarray(pixels).tobytes(), image.to_page)
    return Judged(page.source, page.file, page.page, copy, [])


def shown(folder: Path, page: Judged, alarms) -> None:
    image = page.image
    grey = np.frombuffer(image.data, np.uint8).reshape(image.height_px, image.width_px)
    for number, one in enumerate(alarms):
        a, _, _, d, e, f = image.to_page
        x0, x1 = ((x - e) / a for x in (one.box.x0, one.box.x1))
        y0, y1 = ((y - f) / d for y in (one.box.y0, one.box.y1))
        left, top = max(0, int(x0) - 4 * AROUND), max(0, int(y0) - 3 * AROUND)
        piece = grey[top : int(y1) + 3 * AROUND, left : int(x1) + 4 * AROUND]
        piece = cv2.cvtColor(piece, cv2.COLOR_GRAY2BGR)
        corners = [(int(x - left), int(y - top)) for x, y in ((x0, y0), (x1, y1))]
        cv2.rectangle(piece, *corners, (0, 0, 255), 4)
        name = f"{page.source}_{Path(page.file).stem}_{page.page}_{number}_{one.kind}"
        cv2.imwrite(str(folder / f"{name}_{one.probability:.2f}.png"), piece)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--every", type=int, default=1, help="of the scans' pages")
    ask.add_argument("--cables", type=int, default=350, help="pages of cables")
    ask.add_argument("--words", action="store_true", help="with the words of the page, read by OCR")
    ask.add_argument("--show", type=Path, help="folder for pictures of the alarms")
    given = ask.parse_args()
    if given.show:
        given.show.mkdir(parents=True, exist_ok=True)
    engine = Tesseract() if given.words else None
    rng = np.random.default_rng(3)
    sources = {"scans": scans(given.every), "cables": _aged_cables(given.cables, rng)}
    for name, pages in sources.items():
        count, spent = Counter(), 0.0
        for page in pages:
            layer = read_page(page.image, engine) if engine else None
            started = time.process_time()
            found = find(page.image, page.page, layer.words if layer else None, layer)
            alarms = [w for w in found if w.probability >= 0.5]
            spent += time.process_time() - started
            count["pages"] += 1
            count["alarmed"] += bool(alarms)
            count.update(one.kind for one in alarms)
            if given.show and alarms:
                shown(given.show, page, alarms)
        kinds = {k: v for k, v in count.items() if k not in ("pages", "alarmed")}
        rate = 100 * count["alarmed"] / max(1, count["pages"])
        print(
            f"{name}: {count['pages']} pages, {count['alarmed']} alarmed = {rate:.1f} in 100; {kinds};"
            f" {1000 * spent / max(1, count['pages']):.0f} ms CPU a page",
            flush=True,
        )


def _aged_cables(most: int, rng: np.random.Generator):
    for number, page in enumerate(cables()):
        if number >= most:
            return
        yield old(page, (0.15, 0.4, 0.7)[number % 3], rng)


if __name__ == "__main__":
    main()
