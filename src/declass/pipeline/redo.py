"""Documents and steps are sent back to work: what failed, one file, one step, one engine version."""

from collections.abc import Sequence
from dataclasses import dataclass

from declass.errors import UsageError
from declass.model.anchor import Digest
from declass.pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Redo:
    """What to do again.

    Attributes:
        files: names, name endings or digests (at least 8 characters) of files; empty = all.
        steps: ``read``, ``numbers``, ``dates``, ``withholdings``, ``personal`` or ``records``;
            empty = read what failed.
        engine: only documents with a layer by this engine, ``name`` or ``name version``; "" = any.
    """

    files: Sequence[str] = ()
    steps: Sequence[str] = ()
    engine: str = ""


def send_back(space: Workspace, redo: Redo) -> int:
    """Queue what is asked for; returns how many documents now wait.

    Raises:
        UsageError: a file that is not in the archive.
    """
    chosen = _chosen(space, redo)
    steps = tuple(redo.steps) or (("read",) if chosen is not None else ())
    if not steps:
        return space.catalogue.documents.retry(("failed", "quarantined"))
    count = 0
    if "read" in steps:
        count = space.catalogue.due.read_again(chosen)
    rest = [step for step in steps if step != "read"]
    if rest:
        count = max(count, space.catalogue.due.forget(rest, chosen))
    return count


def _chosen(space: Workspace, redo: Redo) -> list[Digest] | None:
    """Digests that files and engine ask for; None = all."""
    chosen: list[Digest] | None = None
    if redo.files:
        chosen = [digest for name in redo.files for digest in find_files(space, name)]
    if redo.engine:
        name, _, version = redo.engine.partition(" ")
        by_engine = space.catalogue.lookup.read_by(name, version)
        chosen = by_engine if chosen is None else [digest for digest in chosen if digest in set(by_engine)]
    return chosen


def find_files(space: Workspace, name: str) -> list[Digest]:
    """Originals by digest (or its first 8 or more characters), or by the name they came under.

    Raises:
        UsageError: no such file.
    """
    found = space.catalogue.lookup.files(name)
    if not found:
        raise UsageError(
            f"There is no file {name!r} in the archive", "`declass status --files` lists them all."
        )
    return found


def find_one(space: Workspace, name: str) -> Digest:
    """The one original of this name or digest.

    Raises:
        UsageError: none, or more than one.
    """
    found = find_files(space, name)
    if len(found) > 1:
        some = ", ".join(digest[:12] for digest in found[:5])
        raise UsageError(f"{len(found)} files are called {name!r}", f"Name one by its digest: {some}.")
    return found[0]
