"""The whole archive compared: documents matched, each record's releases aligned, their changes graded.

texts ─► matches ─► records with two releases or more ─► worker processes ─► changes
                     │                  withholdings seen on page images ┘
                     └ done before from the same texts, dates, withholdings and method: left alone
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from declass.archive.catalogue import Catalogue
from declass.archive.changes import Compared, Identity, Match
from declass.archive.types import Json, canonical
from declass.archive.values import Run
from declass.compare.grade import WitnessText, changes
from declass.compare.growing import Setting, grown
from declass.compare.index import MatchInput
from declass.compare.kept import fresh, opened
from declass.compare.linkage import shipped_models
from declass.compare.match import Pair
from declass.compare.postings import Spread
from declass.compare.witness import Order
from declass.jobs.base import Beat, Runner
from declass.jobs.local import LocalRunner
from declass.model.anchor import Digest
from declass.pipeline.finders import StoredFinder
from declass.pipeline.indexing import Indexer
from declass.pipeline.progress import Tally, Watcher
from declass.pipeline.releases import Part, Releases
from declass.pipeline.spreading import processes
from declass.pipeline.workspace import Workspace
from declass.redact.personal import masked

COMPARE_VERSION = "7"
"""Raised whenever changes may come out differently from the same texts and the same model."""
MATCH_VERSION = "4"
_LEAST_MATCH = 0.3  # matches less probable are not worth a person's look
_MATCHING: Identity = ("", "")


@dataclass(frozen=True, slots=True)
class RecordUnit:
    """A record to be compared, as handed to a worker.

    Attributes:
        parts: its releases, in order of publication.
        inputs: digest of all that its changes come from.
    """

    identity: Identity
    parts: tuple[Part, ...]
    inputs: str


@dataclass
class Result:
    """What a run of comparing did.

    Attributes:
        matched: whether documents were matched anew.
        matches: pairs now proposed.
        records: records with two releases or more; compared: those compared now.
        changes: found now, of every kind.
        failed: records that could not be compared; they are tried again by the next run.
    """

    matched: bool = False
    matches: int = 0
    records: int = 0
    compared: int = 0
    changes: int = 0
    failed: int = 0


class CompareJob:
    """Compares records in one worker process; the catalogue is only read."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def start(self) -> None:
        """Open the catalogue."""
        self._catalogue = Catalogue(self._root / "catalogue.sqlite")
        self._releases = Releases(self._catalogue)

    def stop(self) -> None:
        """Close it."""
        self._catalogue.close()

    def do(self, unit: RecordUnit, beat: Beat) -> list[Compared]:
        """Compare each release with the next, the others as witnesses."""
        texts = [(part, self._releases.pages(part)) for part in unit.parts]
        found: list[Compared] = []
        for older, newer in steps(unit.parts):
            witnesses = [_witness(part, pages, older, newer) for part, pages in texts]
            by_part = {part.digest: pages for part, pages in texts}
            graded = changes(
                by_part[older.digest],
                by_part[newer.digest],
                [w for w in witnesses if w is not None],
                finder=StoredFinder(self._catalogue, older.digest),
                newer_finder=StoredFinder(self._catalogue, newer.digest),
            )
            found.append(Compared(older.digest, newer.digest, older.released, newer.released, graded))
            beat(len(by_part[newer.digest]))
        return found


def steps(parts: Sequence[Part]) -> list[tuple[Part, Part]]:
    """Pairs of releases that follow each other in time; of copies released at once, the first speaks."""
    dated: dict[str, Part] = {}
    for part in parts:
        if part.released is not None:
            dated.setdefault(part.released, part)
    line = [dated[date] for date in sorted(dated)]
    return list(pairwise(line))


def _witness(part: Part, pages: Sequence[str], older: Part, newer: Part) -> WitnessText | None:
    if part.digest in (older.digest, newer.digest):
        return None
    order: Order = "unknown"
    if part.released and older.released and newer.released:
        if part.released < older.released:
            order = "earlier"
        elif part.released > newer.released:
            order = "later"
        elif older.released < part.released < newer.released:
            order = "between"
    return WitnessText(pages, order, part.label)


class Comparing:
    """Compares an archive; hold ``space.writing()`` around it.

    Args:
        runner: where records are compared; local processes by default.
        matching: where the joins of matching run (see ``spreading.through``); local processes by default.
    """

    def __init__(
        self,
        space: Workspace,
        watch: Watcher,
        runner: Runner | None = None,
        matching: Spread | None = None,
    ) -> None:
        self._space, self._watch = space, watch
        self._catalogue = space.catalogue
        self._matching = matching
        self._runner = runner or LocalRunner(space.settings.processes)
        self._result = Result()

    def run(self) -> Result:
        """Bring matches and changes up to date; safe to kill at any moment and to call again."""
        texts = self._catalogue.changes.texts()
        self._match(texts)
        units, gone = self._due(texts)
        self._catalogue.changes.forget(gone)
        if units:
            self._compare(units)
            Indexer(self._space).run()  # disclosures can be searched for
        self._result.matches = self._catalogue.matches.count()
        return self._result

    def _match(self, texts: Mapping[Digest, str]) -> None:
        """Match documents that came since the last time; all of them where earlier texts have changed."""
        made_by = _digest([MATCH_VERSION, _model("match_model.json")])
        inputs = _digest([made_by, *sorted(texts.items())])
        if self._catalogue.changes.done().get(_MATCHING) == inputs:
            return
        run = self._catalogue.runs.begin("match", MATCH_VERSION, {"least": _LEAST_MATCH})
        kept = opened(self._space.root / "fingerprints", made_by)
        if any(texts.get(Digest(key)) != text for key, text in kept.inputs.items()):
            kept = fresh(kept.folder, made_by)
        later = [digest for digest in texts if digest not in kept.inputs]
        with TemporaryDirectory(prefix="match-", dir=kept.folder) as folder, self._spread() as spread:
            setting = Setting(shipped_models(), spread, Path(folder), _LEAST_MATCH)
            answer = grown(kept, self._inputs(later), setting)
            found = [self._described(pair) for pair in answer.pairs]
        touched = None if answer.documents is None else [Digest(key) for key in sorted(answer.documents)]
        with self._catalogue.transaction():
            self._catalogue.matches.replace(found, run, touched)
            self._catalogue.changes.mark(_MATCHING, inputs, run)
        kept.inputs = {str(digest): text for digest, text in texts.items()}
        kept.save()  # after a kill before this, the next run joins the same documents once more
        self._catalogue.runs.finish(run)
        self._result.matched = True

    def _spread(self) -> AbstractContextManager[Spread]:
        if self._matching is not None:
            return nullcontext(self._matching)
        return processes(self._space.settings.processes)

    def _inputs(self, digests: Sequence[Digest]) -> Iterator[MatchInput]:
        tally = Tally("matching", total=len(digests))
        for digest in digests:
            pages = [page.text.text if page.text else "" for page in self._catalogue.pages.of(digest)]
            tally.done += 1
            tally.pages += len(pages)
            self._show(tally)
            yield MatchInput(digest, pages)

    def _described(self, pair: Pair) -> Match:
        """The pair with what numbers and publishers' lists say of it beside."""
        a, b, shares = Digest(pair.a), Digest(pair.b), (pair.a_in_b, pair.b_in_a)
        if a > b:
            a, b, shares = b, a, (pair.b_in_a, pair.a_in_b)
        said = [*pair.reasons, *self._beside(a, b)]
        return Match(a, b, *shares, pair.probability, tuple(said))

    def _beside(self, a: Digest, b: Digest) -> Iterator[str]:
        ours, theirs = (self._numbers(digest) for digest in (a, b))
        if both := sorted(set(ours) & set(theirs)):
            yield f"Both are grouped under the record number {both[0]}."
        elif ours and theirs:
            yield f"They are grouped under different record numbers, {ours[0]} and {theirs[0]}."
        titles = [self._titles(digest, numbers) for digest, numbers in ((a, ours), (b, theirs))]
        if not both and (same := sorted(titles[0] & titles[1])):
            yield f"A publisher's list gives both the title “{masked(same[0])}”."

    def _numbers(self, digest: Digest) -> list[str]:
        """Of the records it is grouped under; some are known without a number."""
        numbers = (record.proposal.number.value for record in self._catalogue.records.of(digest))
        return [number for number in numbers if number]

    def _titles(self, digest: Digest, numbers: Sequence[str]) -> set[str]:
        name = Path(self._catalogue.accessions.of(digest)[0].name).name
        return {row.title for row in self._catalogue.lookup.listed(numbers, name) if row.title}

    def _due(self, texts: Mapping[Digest, str]) -> tuple[list[RecordUnit], list[Identity]]:
        """Records to be compared now, and those no longer to be."""
        matches: defaultdict[Digest, list[Match]] = defaultdict(list)
        for found in self._catalogue.matches.all():
            matches[found.a].append(found)
            matches[found.b].append(found)
        releases, done = Releases(self._catalogue, matches), self._catalogue.changes.done()
        units: list[RecordUnit] = []
        left, looked = set(done) - {_MATCHING}, self._catalogue.withheld.looked()
        for record in self._catalogue.records.all():
            unit = _unit((record.scheme, record.number), releases.of(record), texts, looked)
            if unit is None:
                continue
            self._result.records += 1
            left.discard(unit.identity)
            if done.get(unit.identity) != unit.inputs:
                units.append(unit)
        return units, sorted(left)

    def _compare(self, units: Sequence[RecordUnit]) -> None:
        run = self._catalogue.runs.begin("compare", COMPARE_VERSION, {"model": _model("grader.json")})
        tally = Tally("comparing", total=len(units))

        def beat(pages: int) -> None:
            tally.pages += pages
            self._show(tally)

        failures: defaultdict[str, list[str]] = defaultdict(list)
        for outcome in self._runner.run(CompareJob(self._space.root), units, beat):
            tally.done += 1
            if outcome.result is None:
                tally.failed += 1
                failures[outcome.reason].append(outcome.unit.identity[1])
            else:
                self._write(outcome.unit, outcome.result, run)
            self._show(tally)
        self._result.failed = tally.failed
        for reason, numbers in failures.items():
            some = ", ".join(numbers[:3])
            self._watch.warn(
                f"Records that could not be compared: {len(numbers)} ({some}), because: {reason}"
            )
        self._catalogue.runs.finish(run)

    def _write(self, unit: RecordUnit, found: Sequence[Compared], run: Run) -> None:
        self._result.changes += self._catalogue.changes.replace(unit.identity, found, unit.inputs, run)
        self._catalogue.search.add([part.digest for part in unit.parts], "compared")
        self._result.compared += 1

    def _show(self, tally: Tally) -> None:
        tally.mark()
        self._watch.show(tally)


def _unit(
    identity: Identity, parts: Sequence[Part], texts: Mapping[Digest, str], looked: Mapping[Digest, str]
) -> RecordUnit | None:
    """A unit of a record that has something to compare, or None."""
    if not steps(parts):
        return None
    said: list[Json] = [COMPARE_VERSION, _model("grader.json")]
    said += [
        [p.digest, p.released, p.first, p.last, texts.get(p.digest), looked.get(p.digest)] for p in parts
    ]
    return RecordUnit(identity, tuple(parts), _digest(said))


def _model(name: str) -> str:
    """Digest of a model that comes with declass: a new model compares anew."""
    return hashlib.sha256(files("declass.compare").joinpath(name).read_bytes()).hexdigest()[:16]


def _digest(said: Sequence[Json]) -> str:
    return hashlib.sha256(canonical(said).encode()).hexdigest()
