"""An archive as a folder: originals, catalogue, index, and the file that says which layout it has."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from declass.archive.catalogue import Catalogue
from declass.archive.store import OriginalStore
from declass.errors import ArchiveError, MigrationError

FORMAT = 1
"""Version of the folder's layout; the catalogue's schema has its own."""

_MARK = "declass.json"


class Archive:
    """An open archive; also a context manager that closes its catalogue.

    Attributes:
        root: the folder.
        store: the originals.
        catalogue: what is known of them.
        index: where search keeps its index.

    Raises:
        ArchiveError: the folder is no archive, or cannot be used.
        MigrationError: the archive was made by a newer program.
    """

    def __init__(self, root: Path) -> None:
        _check(root)
        self.root = root
        self.store = OriginalStore(root)
        self.index = root / "index"
        self.index.mkdir(exist_ok=True)
        self.catalogue = Catalogue(root / "catalogue.sqlite")

    @classmethod
    def create(cls, root: Path) -> Self:
        """Make a new archive in a folder that is empty or not there yet.

        Raises:
            ArchiveError: the folder holds something already.
        """
        try:
            root.mkdir(parents=True, exist_ok=True)
            if any(root.iterdir()):
                raise ArchiveError(f"{root} is not empty", "Give an empty folder, or open the archive in it.")
            _mark(root)
        except OSError as e:
            raise ArchiveError(f"The archive {root} cannot be made: {e.strerror}") from e
        return cls(root)

    @staticmethod
    def is_archive(root: Path) -> bool:
        """Whether the folder says that it is an archive, of whatever version."""
        return (root / _MARK).is_file()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the archive for one run that reads documents; others may look and judge meanwhile.

        What a killed run was reading is put back in the queue. The lock goes with the process that holds it.

        Raises:
            ArchiveError: another run is on.
        """
        with (self.root / _MARK).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as e:
                raise ArchiveError(
                    f"Another run is on in {self.root}", "Wait until it ends, or stop it."
                ) from e
            self.catalogue.documents.recover()
            yield

    def close(self) -> None:
        """Let go of the catalogue; harmless when done twice."""
        self.catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check(root: Path) -> None:
    try:
        found = json.loads((root / _MARK).read_bytes())["format"]
    except FileNotFoundError as e:
        raise ArchiveError(f"{root} is not an archive", "`declass add` makes one.") from e
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ArchiveError(f"{root / _MARK} cannot be read", "Restore it from a backup copy.") from e
    if not isinstance(found, int) or found > FORMAT:
        reason = f"{root} has layout {found}, and this program knows layouts up to {FORMAT}"
        raise MigrationError(reason, "Install a newer version of declass.")


def _mark(root: Path) -> None:
    """Atomically, so that a folder is an archive or is not."""
    partial = root / f"{_MARK}.partial"
    with partial.open("w", encoding="utf-8") as file:
        json.dump(
            {"format": FORMAT, "what": "An archive of declass; see originals/ and catalogue.sqlite"}, file
        )
        file.flush()
        os.fsync(file.fileno())
    partial.replace(root / _MARK)
