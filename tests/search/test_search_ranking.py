"""Plain questions bring the right telegram up, measured on the shared questions."""

import hashlib
import json
import math
import statistics
from pathlib import Path

import pytest

from declass.search import Index, PageEntry

DATA = Path(__file__).parents[3] / "shared" / "data" / "state_cables"
DEPTH = 10


def gain(names, relevant):
    """Normalised discounted cumulative gain of the first ten names."""
    got = sum(1 / math.log2(at + 2) for at, name in enumerate(names[:DEPTH]) if name in relevant)
    return got / sum(1 / math.log2(at + 2) for at in range(min(DEPTH, len(relevant))))


@pytest.mark.shared
def test_english_questions_find_their_telegram(tmp_path):
    if not DATA.exists():
        pytest.skip("../shared/data is absent")
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        for file in sorted((DATA / "text").glob("*.txt")):
            digest = hashlib.sha256(file.name.encode()).hexdigest()
            pages = enumerate(file.read_text(encoding="utf-8", errors="replace").split("\f"))
            entries = (
                PageEntry(digest, n, text, language="en", file=file.stem) for n, text in pages if text.strip()
            )
            writer.replace(digest, entries)
    scores, times = [], []
    for query in json.loads((DATA / "queries_en_es.json").read_text()):
        results = index.search(query["en"], limit=30)
        times.append(results.elapsed_ms)
        scores.append(gain(list(dict.fromkeys(hit.file for hit in results.hits)), set(query["relevant"])))
    assert statistics.mean(scores) >= 0.9
    assert statistics.median(times) < 60  # a slow, busy machine; about 5 ms where it is idle
