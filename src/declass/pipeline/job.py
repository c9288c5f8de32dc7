"""What a worker process does: read one document, or group a handful."""

from pathlib import Path

from declass.archive.catalogue import Catalogue
from declass.config import Settings
from declass.jobs.base import Beat
from declass.pipeline.document import DocumentUnit, Reading, ReadJob
from declass.pipeline.records import Grouped, Grouper, RecordsUnit
from declass.pipeline.sharing import Piece

Unit = DocumentUnit | RecordsUnit
Product = Reading | Piece | Grouped


class ArchiveJob:
    """Both kinds of work on one archive, so that one crew of processes does all.

    Args:
        root: folder of the archive.
        password: tried on encrypted files; kept nowhere.
    """

    def __init__(self, root: Path, settings: Settings, password: str | None = None) -> None:
        self._root = root
        self._read = ReadJob(root, root / "tmp", settings, password)

    def start(self) -> None:
        """Open the reader; the catalogue is opened for reading only."""
        self._catalogue = Catalogue(self._root / "catalogue.sqlite")
        self._grouper = Grouper(self._catalogue)
        self._read.start()

    def stop(self) -> None:
        """Close both."""
        self._read.stop()
        self._catalogue.close()

    def do(self, unit: Unit, beat: Beat) -> Product:
        """Do one unit."""
        if isinstance(unit, RecordsUnit):
            return self._grouper.group(unit.digests)
        return self._read.do(unit, beat)
