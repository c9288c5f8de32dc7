"""The catalogue: all that is known of the originals, one small class for each duty over one database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from declass.archive.accessions import Accessions
from declass.archive.accounts import Accounts
from declass.archive.annotations import Annotations
from declass.archive.base import Backend, Database
from declass.archive.changes import Changes, Matches
from declass.archive.citations import Citations
from declass.archive.documents import Documents, SearchQueue
from declass.archive.due import Due
from declass.archive.inventories import Inventories
from declass.archive.judgements import Judgements
from declass.archive.lookup import Lookup
from declass.archive.migrations import migrate
from declass.archive.overview import Overview
from declass.archive.pages import Pages
from declass.archive.records import Records
from declass.archive.restricted import Restricted
from declass.archive.runs import Runs
from declass.archive.sqlite import SqliteBackend
from declass.archive.values import DocumentResult, Run
from declass.archive.withheld import Withheld
from declass.archive.withheld_sums import WithheldSums
from declass.archive.writing import Writer


class Catalogue:
    """An open catalogue, brought up to date when it is opened; also a context manager that closes it.

    Args:
        backend: the database, or the path of an SQLite file.

    Attributes:
        runs, accessions, documents, pages, records, judgements, annotations, inventories: what their
            names say.
        citations: records that name one another.
        matches, changes: what comparing found.
        withheld: what pages keep back; withheld_sums: how much, over the whole archive.
        restricted: words left under bars and personal data, with the log of who looked.
        search: documents the index has yet to take in.
        write: results of steps; ``write_documents`` and ``write_document`` are its short forms.
        lookup: rows by what people type; due: work sent back; overview: the archive at a glance.
        accounts: who may read it when it is served to others.
        database: for the archive's own reports.

    Raises:
        MigrationError: the schema is newer than this program.
        ArchiveError: the database cannot be opened.
    """

    def __init__(self, backend: Backend | Path) -> None:
        self.database = Database(SqliteBackend(backend) if isinstance(backend, Path) else backend)
        with self.database.write() as connection:
            migrate(connection, self.database.backend)
        self.runs = Runs(self.database)
        self.accessions = Accessions(self.database)
        self.documents = Documents(self.database)
        self.pages = Pages(self.database)
        self.judgements = Judgements(self.database)
        self.annotations = Annotations(self.database)
        self.records = Records(self.database, self.judgements)
        self.citations = Citations(self.database)
        self.inventories = Inventories(self.database)
        self.matches = Matches(self.database, self.judgements)
        self.changes = Changes(self.database, self.judgements)
        self.withheld = Withheld(self.database, self.judgements)
        self.withheld_sums = WithheldSums(self.database, self.withheld)
        self.restricted = Restricted(self.database)
        self.search = SearchQueue(self.database)
        self.write = Writer(self.database)
        self.lookup = Lookup(self.database)
        self.due = Due(self.database)
        self.overview = Overview(self.database)
        self.accounts = Accounts(self.database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything this thread writes inside is committed together, or, on an exception, not at all.

        One call that fails inside, and whose exception is caught there, undoes only itself.
        """
        with self.database.write():
            yield

    def write_documents(self, results: Sequence[DocumentResult], runs: Sequence[Run]) -> None:
        """See ``Writer.documents``."""
        self.write.documents(results, runs)

    def write_document(self, result: DocumentResult, runs: Sequence[Run]) -> None:
        """See ``Writer.documents``; many small documents are written faster by ``write_documents``."""
        self.write.documents([result], runs)

    def close(self) -> None:
        """Let go of the database; harmless when done twice."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
