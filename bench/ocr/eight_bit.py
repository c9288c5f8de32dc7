"""Ranges between the layers of the second engine's networks: python bench/ocr/eight_bit.py [--only NETWORK].

Runs each network as it was made over generated pages, clean ones and photocopies of them, and writes the
range of what goes from layer to layer to `src/declass/ocr/eight_bit.json`, by which it reckons in 8 bits
when it is loaded. To be run again when a network's weights change: of other weights, the table is not used.
"""

import argparse
import json
import re
import tempfile
from collections import defaultdict
from itertools import cycle
from pathlib import Path

import numpy as np
from copies import KINDS, copied, originals

from declass.ocr import eight_bit
from declass.ocr.page import prepare
from declass.ocr.prepare import levelled, pixels_of
from declass.ocr.rapid import _FINDER, _READER, Rapid, line_seen, page_seen
from declass.ocr.second import SMALLEST_LEAN_DEG
from declass.ocr.wire import fields, packed

TABLE = Path(eight_bit.__file__).with_suffix(".json")
SEED = 31  # other pages judge
PAGES, LINES_A_PAGE = 10, 10
SAMPLED = 1_000_000  # values of each tensor, of all pictures together
BEYOND = 0.001
"""Percent of the values cut off at each end: with none, or .01, more errors."""

BLACK_TO_WHITE = (-128 / 127, 1.0)  # so that 1 and -1, paper and ink, stand on the grid
MEANS = ("ReduceMean", "GlobalAveragePool")


def behind(steps, starts, ends=()):
    """Outputs of all steps that use, by way of others but not of the ends, what one of the starts gives."""
    first = {step.output for step in steps if step.op in starts}
    found = set()
    for step in steps:
        if (first | found).intersection(step.inputs) and step.op not in ends:
            found.add(step.output)
    return found


def between(model):
    """Names of the tensors to be measured.

    From the mean of a channel to its gate there is little to reckon, and what goes wrong there does so over
    the whole picture; behind the reader's last pool there is little to reckon too.
    """
    steps = eight_bit.steps_of(model)
    left = behind(steps, ("ReduceMean", "GlobalAveragePool"), ("HardSigmoid", "Mul"))
    left |= behind(steps, ("AveragePool",))
    return sorted(name for name in eight_bit.candidates(model) - left - {"x"} if "~" not in name)


def gates(model):
    """What the steps of a soft gate are multiplied with, where 8 bits may be enough for it."""
    return sorted(name for name in eight_bit.candidates(model) if name.endswith(eight_bit.GATE))


def with_outputs(model, names):
    """The network that tells of these tensors too."""
    floats = b"\x0a\x02\x08\x01"  # TypeProto of a tensor of floats, its shape open
    told = [(12, 2, packed([(1, 2, name.encode()), (2, 2, floats)])) for name in names]
    return packed((n, k, packed([*fields(c), *told]) if n == 7 else c) for n, k, c in fields(model))


def pictures(engine):
    """What each network sees: pages, and some lines of each page."""
    rng, turn = np.random.default_rng(SEED), cycle(KINDS)
    images = []
    with tempfile.TemporaryDirectory() as folder:
        for image, _, _ in originals(Path(folder), 1, SEED):
            images += [image, *(copied(image, next(turn), rng) for _ in range(2))]
    pages, lines = [], []
    for image in images:
        pixels = pixels_of(levelled(prepare(image)[0], SMALLEST_LEAN_DEG)[0])
        pages.append(page_seen(pixels))
        boxes = engine.find_lines(pixels)
        for place in rng.permutation(len(boxes))[:LINES_A_PAGE]:
            left, top, right, bottom = boxes[place]
            lines.append(line_seen(pixels[top:bottom, left:right]))
    return {_FINDER: [pages[i] for i in rng.permutation(len(pages))[:PAGES]], _READER: lines}


def measured(engine, model, seen):
    """Range of each tensor, to four places."""
    names = between(model)
    network = engine._session(with_outputs(model, names))
    sampled = defaultdict(list)
    rng = np.random.default_rng(SEED)
    for picture in seen:
        for name, values in zip(names, network.run(names, {"x": picture}), strict=True):
            flat = values.reshape(-1)
            sampled[name].append(flat[rng.integers(0, flat.size, min(flat.size, SAMPLED // len(seen)))])
    ends = {
        name: np.percentile(np.concatenate(each), [BEYOND, 100 - BEYOND]) for name, each in sampled.items()
    }
    return {
        name: [float(f"{end:.4g}") for end in reach] for name, reach in {"x": BLACK_TO_WHITE, **ends}.items()
    }


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--only", choices=("finder", "reader"), help="the other's ranges stay as they are")
    only = {"finder": [_FINDER], "reader": [_READER]}.get(ask.parse_args().only, [_FINDER, _READER])
    engine = Rapid(eight_bit=False)
    seen = pictures(engine)
    tables = json.loads(TABLE.read_text(encoding="utf-8"))
    for name in only:
        model = engine.taught()[0] if name == _READER else bytes(engine._model(name))
        ranges = measured(engine, model, seen[name])
        if name == _FINDER:  # the reader loses letters by it
            ranges |= {key: [0.0, 1.0] for key in gates(model)}
        tables[name] = {"crc32": engine.weights(name), "ranges": ranges}
        print(f"{name}: {len(ranges)} ranges")
    rows = re.sub(r"\[\s+(\S+)\s+(\S+)\s+\]", r"[\1 \2]", json.dumps(tables, indent=1))  # a tensor a line
    TABLE.write_text(rows + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
