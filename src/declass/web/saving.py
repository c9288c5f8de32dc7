"""Saved searches of each reader: one's own machine shares the command line's, accounts keep theirs apart."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from declass.pipeline.saved import SavedSearch, SavedSearches
from declass.pipeline.workspace import Workspace
from declass.search.searcher import Ask, Searcher
from declass.search.values import Hit
from declass.web.access import Sight, User

_lock = threading.Lock()  # the file is read and written as a whole
_SHOWN = 100  # new pages listed; all of them are counted


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a saved search.

    Attributes:
        total: pages; hits: the first of them, best first.
    """

    saved: SavedSearch
    total: int
    hits: Sequence[Hit]


class Saved:
    """The saved searches of one reader.

    Args:
        user: whose; an account's names are kept behind its own, so that nobody meets another's.
        sight: what of the archive they may see; a search finds nothing beyond it.
    """

    def __init__(self, space: Workspace, user: User, sight: Sight) -> None:
        self._kept, self._sight = SavedSearches(space), sight
        self._before = f"{user.name}/" if user.session else ""

    def all(self) -> list[SavedSearch]:
        """By name, as its owner calls it."""
        mine = [saved for saved in self._kept.all() if saved.name.startswith(self._before)]
        return [replace(saved, name=saved.name.removeprefix(self._before)) for saved in mine]

    def add(self, name: str, ask: Ask) -> None:
        """Keep a search; one of the same name is replaced."""
        with _lock:
            self._kept.add(self._before + name, ask)

    def remove(self, name: str) -> None:
        """Forget a search."""
        with _lock:
            self._kept.remove(self._before + name)

    def news(self, name: str, searcher: Searcher) -> News:
        """What is new, which it stays until ``look``."""
        found = self._kept.fresh(self._held(name), searcher)
        first = list(islice(found, _SHOWN))
        return News(self._kept.get(self._before + name), len(first) + sum(1 for _ in found), first)

    def look(self, name: str, searcher: Searcher) -> None:
        """All that is new in it was seen."""
        hits = list(self._kept.fresh(self._held(name), searcher))
        with _lock:
            self._kept.look(self._before + name, hits)

    def _held(self, name: str) -> SavedSearch:
        """The search, held to what its reader may see."""
        saved = self._kept.get(self._before + name)
        return replace(saved, ask=replace(saved.ask, within=self._sight.collections))
