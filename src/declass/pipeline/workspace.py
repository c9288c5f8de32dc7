"""An open archive with the settings in force: what the steps work on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from declass.archive.catalogue import Catalogue
from declass.archive.folder import Archive
from declass.archive.store import OriginalStore
from declass.config import Settings


class Workspace:
    """An archive and its settings; use as a context manager.

    Args:
        root: folder of the archive.
        create: make it where it does not exist yet.

    Raises:
        ArchiveError: there is no archive, it is of a newer layout, or it cannot be opened.
    """

    def __init__(self, root: Path, settings: Settings, *, create: bool = False) -> None:
        self.root = root.absolute()
        self.settings = settings
        missing = create and not Archive.is_archive(self.root)
        self._archive = Archive.create(self.root) if missing else Archive(self.root)

    @property
    def store(self) -> OriginalStore:
        return self._archive.store

    @property
    def catalogue(self) -> Catalogue:
        return self._archive.catalogue

    @property
    def index_path(self) -> Path:
        return self._archive.index

    @property
    def spool(self) -> Path:
        """Where members of archives wait on their way into the store."""
        return self.root / "tmp"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the archive for writing.

        Raises:
            ArchiveError: another process holds it.
        """
        with self._archive.alone():
            self._sweep_spool()
            try:
                yield
            finally:
                self._sweep_spool()

    def _sweep_spool(self) -> None:
        """Remove what killed runs and workers left; call it only while nobody reads into this archive."""
        for left in self.spool.glob("read-*"):
            shutil.rmtree(left, ignore_errors=True)

    def close(self) -> None:
        """Let go of the catalogue."""
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
