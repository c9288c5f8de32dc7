"""Teaches the second engine's reader worn type: python bench/ocr/teach.py FONTS [--minutes N].

The network of the rapidocr wheel is trained further on made-up lines (`worn_type.py`), and what its weights
have changed by is written to `src/declass/ocr/worn_type.npz`, one byte a weight. FONTS has four folders:
`typed` (typewriters; the changes that come with declass were learnt from 20 fonts, such as Courier Prime,
Nimbus Mono, GNU Typewriter, Special Elite, OCR-B), `printed` (35: Liberation, Nimbus, C059 and others),
`written` (19 hands) and `labels` (those printed ones that have no serifs). Besides declass it needs
`pip install torch onnx wordfreq`. One processor teaches six to eight lines a second. To go on from what was
learnt before, give its file: `--start src/declass/ocr/worn_type.npz`.
"""

import argparse
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from network import Network
from rapidfuzz.distance import Levenshtein
from worn_type import HEIGHT, Faces, line

from declass.ocr.rapid import _READER, Rapid
from declass.ocr.taught import CHANGES, kept_in_bytes, learnt

BATCH, POOL, WIDEST = 16, 128, 1150
RATE, WARM, KEPT = 1.5e-4, 60, 0.995


def batches(rng, faces, signs):
    """Lines of about one width at a time, shape (lines, 3, 48, width), -1 to 1, and their signs' numbers."""
    number = {sign: at for at, sign in enumerate(signs, 1)}
    while True:
        lines = []
        while len(lines) < POOL:
            size = int(rng.integers(3, 16)) if rng.random() < 0.3 else int(rng.integers(12, 50))
            seen, text = line(rng, size, faces)
            if seen.shape[1] <= WIDEST and 8 * len(text) < 1.02 * seen.shape[1]:
                lines.append((seen, [number[sign] for sign in text]))
        lines.sort(key=lambda pair: pair[0].shape[1])
        groups = [lines[at : at + BATCH] for at in range(0, POOL, BATCH)]
        for at in rng.permutation(len(groups)):
            yield joined(groups[at])


def joined(lines):
    width = int(np.median([seen.shape[1] for seen, _ in lines])) // 8 * 8
    same = [cv2.resize(seen, (width, HEIGHT), interpolation=cv2.INTER_AREA) for seen, _ in lines]
    seen = torch.from_numpy(np.stack(same).astype(np.float32) / 127.5 - 1)[:, None].expand(-1, 3, -1, -1)
    return seen.contiguous(memory_format=torch.channels_last), [signs for _, signs in lines]


def loss_of(network, seen, signs):
    """Natural log of the texts' probabilities, a sign, negative."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        steps = network(seen)
    likely = F.log_softmax(steps.float(), -1).transpose(0, 1)
    lengths = torch.tensor([len(text) for text in signs])
    all_steps = torch.full_like(lengths, len(likely))
    flat = torch.tensor([sign for text in signs for sign in text])
    lost = F.ctc_loss(likely, flat, all_steps, lengths, reduction="sum", zero_infinity=True)
    return lost / lengths.sum()


@torch.no_grad()
def wrong(network, lines, signs):
    """Share of characters wrong by the likeliest sign of each step."""
    lost = size = 0
    for seen, texts in lines:
        for steps, text in zip(network(seen)[..., : 1 + len(signs)].argmax(-1), texts, strict=True):
            runs = steps[torch.cat([torch.tensor([True]), steps[1:] != steps[:-1]])]
            lost += Levenshtein.distance([sign for sign in runs.tolist() if sign], text)
            size += len(text)
    return lost / size


class Mean:
    """The weights' running mean: less at the mercy of the last few lines."""

    def __init__(self, network):
        self.network = network
        self.values = {name: weight.detach().clone() for name, weight in network.learnt.items()}

    @torch.no_grad()
    def add(self, step):
        kept = min(KEPT, (1 + step) / (10 + step))
        for name, weight in self.network.learnt.items():
            self.values[name].mul_(kept).add_(weight, alpha=1 - kept)

    @torch.no_grad()
    def put(self):
        """Into the network; returns what stood there."""
        before = {name: weight.detach().clone() for name, weight in self.network.learnt.items()}
        self.restore(self.values)
        return before

    @torch.no_grad()
    def restore(self, values):
        for name, weight in self.network.learnt.items():
            weight.copy_(values[name])


def teach(network, faces, signs, opts):
    rng, unseen = (np.random.default_rng([seed, opts.seed]) for seed in (0, 1))
    judged = [batch for batch, _ in zip(batches(unseen, faces, signs), range(8), strict=False)]
    print(f"before: {wrong(network, judged, signs):.4f} of made-up lines wrong", flush=True)
    learner = torch.optim.AdamW(network.parameters(), lr=opts.rate, weight_decay=0.0, betas=(0.9, 0.99))
    mean, began, told = Mean(network), time.monotonic(), time.monotonic()
    for step, (seen, texts) in enumerate(batches(rng, faces, signs)):
        past = (time.monotonic() - began) / (60 * opts.minutes)
        if past >= 1:
            break
        slope = max(0.01, (1 + math.cos(math.pi * past)) / 2) * min(1, (step + 1) / WARM)
        learner.param_groups[0]["lr"] = opts.rate * slope
        learner.zero_grad()
        loss_of(network, seen, texts).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        learner.step()
        mean.add(step)
        if time.monotonic() - told > 120:
            before = mean.put()
            print(f"{past:.0%} {step * BATCH} lines: {wrong(network, judged, signs):.4f}", flush=True)
            mean.restore(before)
            told = time.monotonic()
    mean.put()
    print(f"after: {wrong(network, judged, signs):.4f}")


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("fonts", type=Path)
    ask.add_argument("--minutes", type=float, default=45)
    ask.add_argument("--rate", type=float, default=RATE)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--start", type=Path, help="changes to go on from")
    ask.add_argument("--out", type=Path, default=CHANGES)
    opts = ask.parse_args()
    torch.set_num_threads(1)
    engine = Rapid()
    file, signs = engine.untaught()
    network = Network(file)
    before = {name: weight.detach().numpy().copy() for name, weight in network.learnt.items()}
    with torch.no_grad():
        for name, change in (learnt(opts.start) if opts.start else {}).items():
            network.learnt[name] += torch.from_numpy(change)
    teach(network, Faces(opts.fonts), signs, opts)
    after = {name: weight.detach().numpy() for name, weight in network.learnt.items()}
    changes = {name: after[name] - before[name] for name in after}
    np.savez_compressed(opts.out, **kept_in_bytes(changes, engine._model(_READER)))
    print(f"{opts.out}: {opts.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
