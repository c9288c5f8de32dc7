"""A fictional pair of releases read from its PDFs, with the page images as witnesses."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from declass.cli.texts import page_layers, reading
from declass.config import Settings
from declass.pipeline.finders import FileFinder
from declass.pipeline.pages import PageReader
from declass.sample.pairs import Pair

Seen = tuple[list[list[str]], list[FileFinder]]


@contextmanager
def seen(pair: Pair) -> Iterator[Seen]:
    """The texts of the older and the newer side, page by page, and what looks at the images of each."""
    settings = Settings()
    pages = PageReader(settings)
    with tempfile.TemporaryDirectory() as name, reading(settings) as reader:
        texts, finders = [], []
        for side, pdf in (("older", pair.older.pdf), ("newer", pair.newer.pdf)):
            file = Path(name) / f"{side}.pdf"
            file.write_bytes(pdf)
            layers = page_layers(file, reader, settings, pages)
            texts.append([layer.text if layer else "" for layer in layers])
            words = [layer.words if layer else None for layer in layers]
            finders.append(FileFinder(file, words, reader, settings))
        yield texts, finders
