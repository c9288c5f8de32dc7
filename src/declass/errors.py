"""Every error a person can meet, as one tree; the class is the exit code.

DeclassError (1)
├── UsageError (2)            the command or setting was wrong
│   └── QueryError            a search that cannot be read; knows the place
├── InputError (3)            a file that cannot be read
│   ├── PasswordNeeded
│   ├── LimitExceeded         too many pages, pixels, members, levels
│   └── SandboxFailure        the reading child crashed, hung or was killed
├── ArchiveError (4)          the archive cannot be opened or used
│   ├── FixityError           stored bytes no longer match their digest
│   └── MigrationError
└── EngineError (5)           an optional engine is missing or broken
"""

from typing import ClassVar


class DeclassError(Exception):
    """Something that went wrong, with what to do about it.

    Args:
        reason: what happened, naming the file and page where there is one.
        remedy: what a person can do about it; "" where nothing is known.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason, remedy)  # both, so that pickling between processes keeps them
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason}. {self.remedy}" if self.remedy else self.reason


class UsageError(DeclassError):
    """The command, an argument or a setting was wrong."""

    exit_code = 2


class QueryError(UsageError):
    """A search query that cannot be read.

    Args:
        position: 0-based offset in the query where reading stopped.
        query: the query itself, "" where the raiser does not know it.
    """

    def __init__(self, reason: str, remedy: str = "", position: int = 0, query: str = "") -> None:
        super().__init__(reason, remedy)
        self.position = position
        self.query = query

    def __reduce__(self) -> tuple[type["QueryError"], tuple[str, str, int, str]]:
        return (type(self), (self.reason, self.remedy, self.position, self.query))


class InputError(DeclassError):
    """A file that cannot be read."""

    exit_code = 3


class PasswordNeeded(InputError):
    """An encrypted file without a working password."""


class LimitExceeded(InputError):
    """A file that claims more pages, pixels, members or levels than the limits allow."""


class SandboxFailure(InputError):
    """The child that read the file crashed, ran out of time or memory, or broke its protocol."""


class ArchiveError(DeclassError):
    """The archive cannot be opened or used."""

    exit_code = 4


class FixityError(ArchiveError):
    """Stored bytes no longer match the digest they are stored under."""


class MigrationError(ArchiveError):
    """The catalogue's schema is newer than this program, or a migration failed."""


class EngineError(DeclassError):
    """An optional engine is missing or broken."""

    exit_code = 5
