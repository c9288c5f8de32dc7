"""Vectors of passages, kept beside the index in files that are mapped into memory.

    label.json     the model they come from and how passages were cut
    vectors.f32    one row a text, float32
    texts.i64      the key of each row's text: the same text is embedded once
    places.bin     which passage of which page says the text of which row
    pace.json      how many pages a second were given their vectors last

Files only grow. A row counts once all of it is on disk, so a writer that is killed loses at most the batch in
hand, and readers need no lock. The folder can be deleted at any time; it is made again from the index.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from declass.errors import ArchiveError
from declass.model.anchor import Span
from declass.search import passages
from declass.search.base import Vectors

_PLACE = np.dtype([("page", "<i8"), ("start", "<u4"), ("end", "<u4"), ("row", "<i4")])
_SILENT = -1  # the row of a passage in which there is nothing to read
_LABEL = "label.json"
_PACE = "pace.json"
_NOT_IN_NAMES = re.compile(r"[^\w.@-]+")

Keys = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Similarity:
    """How near each page with vectors is to a question.

    Attributes:
        pages: keys of pages, ascending.
        best: for each page the scalar product of its nearest passage, -1 to 1.
        mean, deviation: of all passages, which tell how near is unusually near.
        passages: how many there are.
    """

    pages: Keys
    best: Vectors
    mean: float
    deviation: float
    passages: int

    @property
    def highest(self) -> float:
        """The most that anything can stand above the mean of so few, in standard deviations."""
        return float((self.passages - 1) / np.sqrt(max(1, self.passages)))

    def standing(self, keys: Sequence[int]) -> Vectors:
        """For pages by key: standard deviations above the mean; NaN where a page has no vectors."""
        sought = np.asarray(keys, dtype=np.int64)
        if not len(self.pages):
            return np.full(len(sought), np.nan, dtype=np.float32)
        at = np.minimum(np.searchsorted(self.pages, sought), len(self.pages) - 1)
        found = (self.best[at] - self.mean) / self.deviation
        return np.where(self.pages[at] == sought, found, np.nan).astype(np.float32)

    def nearest(self, count: int, among: Keys | None = None) -> Keys:
        """Keys of the nearest pages, nearest first; equally near ones by key.

        Args:
            among: only these pages.
        """
        pages, best = self.pages, self.best
        if among is not None:
            here = np.isin(pages, among)
            pages, best = pages[here], best[here]
        if len(pages) > count:
            least = np.partition(best, len(best) - count)[len(best) - count]
            pages, best = pages[best >= least], best[best >= least]
        found: Keys = pages[np.lexsort((pages, -best))][:count]
        return found


@dataclass(frozen=True)
class Vectorized:
    """What a store held when it was looked at."""

    vectors: Vectors
    texts: Keys
    places: npt.NDArray[np.void]

    @cached_property
    def _by_page(self) -> tuple[npt.NDArray[np.void], Keys, npt.NDArray[np.int64]]:
        """Places with vectors ordered by page, the pages, and where each page begins."""
        spoken = self.places[self.places["row"] != _SILENT]
        ordered = spoken[np.argsort(spoken["page"], kind="stable")]
        pages, starts = np.unique(ordered["page"], return_index=True)
        return ordered, pages, starts

    @cached_property
    def pages(self) -> Keys:
        """Keys of all pages that were looked at, ascending."""
        return np.unique(self.places["page"])

    def similarity(self, question: Vectors) -> Similarity:
        """All pages against a question; reads every vector once (1.5 KB a passage)."""
        ordered, pages, starts = self._by_page
        if not len(pages):
            return Similarity(pages, np.zeros(0, np.float32), 0.0, 1.0, 0)
        products = self.vectors @ question
        best = np.maximum.reduceat(products[ordered["row"]], starts)
        return Similarity(pages, best, float(products.mean()), float(products.std()) or 1.0, len(products))

    def of_page(self, page: int) -> tuple[list[Span], Vectors]:
        """Passages of a page with their vectors, in order."""
        ordered, pages, starts = self._by_page
        at = int(np.searchsorted(pages, page))
        if at >= len(pages) or pages[at] != page:
            return [], np.zeros((0, self.vectors.shape[1]), np.float32)
        end = starts[at + 1] if at + 1 < len(starts) else len(ordered)
        here = ordered[starts[at] : end]
        return [Span(int(p["start"]), int(p["end"])) for p in here], self.vectors[here["row"]]


class VectorStore:
    """One model's vectors in a folder; any number of readers, one writer.

    Args:
        folder: of all models.
        model: the embedder's name.
    """

    def __init__(self, folder: Path, model: str, dimensions: int) -> None:
        self._path = folder / f"{_NOT_IN_NAMES.sub('-', model)}-p{passages.VERSION}"
        self._model = model
        self._dimensions = dimensions
        self._stamp: tuple[int, ...] | None = None
        self._state: Vectorized | None = None

    @classmethod
    def newest(cls, folder: Path) -> Self | None:
        """The store that was written last, whatever its model; None where there is none."""
        labels = sorted(
            folder.glob(f"*-p{passages.VERSION}/{_LABEL}"), key=lambda p: p.parent.stat().st_mtime_ns
        )
        if not labels:
            return None
        try:
            label = json.loads(labels[-1].read_text(encoding="utf-8"))
            return cls(folder, label["model"], label["dimensions"])
        except (OSError, ValueError, KeyError) as e:
            raise ArchiveError(
                f"The vectors in {labels[-1].parent} are damaged: {e}", "Delete the folder."
            ) from e

    @property
    def model(self) -> str:
        return self._model

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def read(self) -> Vectorized:
        """What is in the store now; cheap where nothing was added since."""
        stamp = tuple(self._size(name) for name in ("vectors.f32", "texts.i64", "places.bin"))
        if self._state is None or stamp != self._stamp:
            self._state, self._stamp = self._load(*stamp), stamp
        return self._state

    def pace(self) -> float | None:
        """Pages a second when vectors were made last; None where none were."""
        try:
            return float(json.loads((self._path / _PACE).read_text(encoding="utf-8"))["pages_per_s"])
        except (OSError, ValueError, KeyError):
            return None

    def _size(self, name: str) -> int:
        try:
            return (self._path / name).stat().st_size
        except FileNotFoundError:
            return 0

    def _load(self, vector_bytes: int, text_bytes: int, place_bytes: int) -> Vectorized:
        rows = min(vector_bytes // (4 * self._dimensions), text_bytes // 8)
        count = place_bytes // _PLACE.itemsize
        if not rows:
            vectors = np.zeros((0, self._dimensions), np.float32)
        else:
            vectors = np.memmap(
                self._path / "vectors.f32", np.float32, "r", shape=(rows, self._dimensions)
            ).view(np.ndarray)
        texts = np.fromfile(self._path / "texts.i64", "<i8", rows) if rows else np.zeros(0, np.int64)
        places = np.fromfile(self._path / "places.bin", _PLACE, count) if count else np.zeros(0, _PLACE)
        return Vectorized(vectors, texts, places[places["row"] < rows])

    def open_for_writing(self) -> "VectorWriter":
        """Cut off what a killed writer left half done, and go on from there."""
        self._path.mkdir(parents=True, exist_ok=True)
        label = {"model": self._model, "dimensions": self._dimensions, "passages": passages.VERSION}
        (self._path / _LABEL).write_text(json.dumps(label) + "\n", encoding="utf-8")
        state = self.read()
        for name, size in (
            ("vectors.f32", len(state.vectors) * 4 * self._dimensions),
            ("texts.i64", len(state.texts) * 8),
            ("places.bin", self._size("places.bin") // _PLACE.itemsize * _PLACE.itemsize),
        ):
            with (self._path / name).open("ab") as file:
                file.truncate(size)
        rows = {int(key): row for row, key in enumerate(state.texts)}
        return VectorWriter(self._path, rows, {int(page) for page in state.pages})


class VectorWriter:
    """Adds pages to a store.

    Attributes:
        pages: keys of the pages that are in it.
    """

    def __init__(self, path: Path, rows: dict[int, int], pages: set[int]) -> None:
        self._path = path
        self._rows = rows
        self.pages = pages

    def has(self, text_key: int) -> bool:
        return text_key in self._rows

    def add(self, pages: Mapping[int, Sequence[passages.Passage]], new: Mapping[int, Vectors]) -> None:
        """Write pages, and the vectors of those of their texts that are not there yet.

        Args:
            pages: passages by page key.
            new: vectors by text key.
        """
        for key in new:
            self._rows[key] = len(self._rows)
        places = [place for page, cut in pages.items() for place in self._places(page, cut)]
        if new:  # in this order: a place is only read once its row is there
            self._append("vectors.f32", np.stack(list(new.values())).astype("<f4").tobytes())
            self._append("texts.i64", np.asarray(list(new), "<i8").tobytes())
        self._append("places.bin", np.asarray(places, _PLACE).tobytes())
        self.pages.update(pages)

    def keep_pace(self, pages_per_s: float) -> None:
        """Note the pace, which tells searchers how long the rest will take."""
        part = (self._path / _PACE).with_suffix(".partial")
        part.write_text(json.dumps({"pages_per_s": round(pages_per_s, 4)}), encoding="utf-8")
        part.replace(self._path / _PACE)

    def _places(self, page: int, cut: Sequence[passages.Passage]) -> list[tuple[int, int, int, int]]:
        """One row a passage; a page that says nothing has one too, so that it counts as looked at."""
        spoken = [p for p in cut if p.text]
        if not spoken:
            return [(page, 0, 0, _SILENT)]
        return [(page, p.span.start, p.span.end, self._rows[p.key]) for p in spoken]

    def _append(self, name: str, data: bytes) -> None:
        with (self._path / name).open("ab") as file:
            file.write(data)
