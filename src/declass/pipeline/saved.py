"""Saved searches of an archive, and what is new in each since it was last run; kept in one file."""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from declass.errors import ArchiveError, UsageError
from declass.pipeline.workspace import Workspace
from declass.search.passages import key_of
from declass.search.searcher import Ask, Searcher
from declass.search.values import Hit

FILE_NAME = "saved-searches.json"


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name.

    Attributes:
        created, ran: UTC, ISO 8601; ``ran`` None where it never was.
        seen: keys of the pages that were there when it was last run.
    """

    name: str
    ask: Ask
    created: str
    ran: str | None = None
    seen: frozenset[int] = frozenset()


class SavedSearches:
    """The saved searches of an archive.

    Raises:
        ArchiveError: their file is damaged.
    """

    def __init__(self, space: Workspace) -> None:
        self._path = space.root / FILE_NAME

    def all(self) -> list[SavedSearch]:
        """By name."""
        if not self._path.exists():
            return []
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            return [_search(name, row) for name, row in sorted(rows.items())]
        except (ValueError, KeyError, TypeError, zlib.error) as e:
            remedy = "Mend or delete the file; only the saved searches are in it."
            raise ArchiveError(f"The saved searches {self._path} cannot be read: {e}", remedy) from e

    def get(self, name: str) -> SavedSearch:
        """One of them.

        Raises:
            UsageError: there is none of that name.
        """
        for saved in self.all():
            if saved.name == name:
                return saved
        raise UsageError(f"There is no saved search {name!r}", "`declass saved list` names them all.")

    def add(self, name: str, ask: Ask) -> SavedSearch:
        """Keep a search; one of the same name is replaced, and all its hits are new again.

        Raises:
            QueryError: the query cannot be read.
        """
        saved = SavedSearch(name, ask, _now())
        self._write([other for other in self.all() if other.name != name] + [saved])
        return saved

    def remove(self, name: str) -> None:
        """Forget a search.

        Raises:
            UsageError: there is none of that name.
        """
        self.get(name)
        self._write([saved for saved in self.all() if saved.name != name])

    def news(self, name: str, searcher: Searcher) -> Iterator[Hit]:
        """Hits that were not there when it was last run, best first; once all are taken, they are old.

        Raises:
            UsageError: there is none of that name.
        """
        saved = self.get(name)
        found: set[int] = set()
        for hit in searcher.scan(saved.ask):
            found.add(_key(hit))
            if _key(hit) not in saved.seen:
                yield hit
        self._seen(name, found)

    def fresh(self, saved: SavedSearch, searcher: Searcher) -> Iterator[Hit]:
        """Hits that were not there when it was last run, best first; they stay new until ``look`` is told."""
        return (hit for hit in searcher.scan(saved.ask) if _key(hit) not in saved.seen)

    def look(self, name: str, hits: Iterable[Hit]) -> None:
        """These were seen by a person, and are old from now on.

        Raises:
            UsageError: there is none of that name.
        """
        self._seen(name, {_key(hit) for hit in hits})

    def _seen(self, name: str, keys: set[int]) -> None:
        saved = self.get(name)
        ran = replace(saved, ran=_now(), seen=saved.seen | keys)
        self._write([other for other in self.all() if other.name != name] + [ran])

    def _write(self, searches: list[SavedSearch]) -> None:
        rows = {saved.name: _row(saved) for saved in searches}
        part = self._path.with_suffix(".partial")
        part.write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        part.replace(self._path)  # atomic: a crash leaves the old searches, never half a file


def _key(hit: Hit) -> int:
    return key_of(f"{hit.digest}:{hit.page}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _row(saved: SavedSearch) -> dict[str, Any]:
    keys = np.asarray(sorted(saved.seen), dtype="<i8").tobytes()
    packed = base64.b64encode(zlib.compress(keys)).decode("ascii")
    return {"ask": asdict(saved.ask), "created": saved.created, "ran": saved.ran, "seen": packed}


def _search(name: str, row: dict[str, Any]) -> SavedSearch:
    asked = {**row["ask"], "facets": tuple(row["ask"]["facets"])}
    seen = np.frombuffer(zlib.decompress(base64.b64decode(row["seen"])), dtype="<i8")
    return SavedSearch(name, Ask(**asked), row["created"], row["ran"], frozenset(map(int, seen)))
