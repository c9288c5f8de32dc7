"""Pending documents go through the worker processes and into the catalogue and the index, until none is left.

claim ─► read in a worker ─► write (one transaction a handful) ─► group in a worker ─► write ─► index
           │ crashed: once more, then quarantined
           ├ a long one is shared, and joined when all its pages are read (pipeline.sharing)
           └ members of an archive are written with it, and become pending themselves
"""

import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from declass.archive.values import Arrival, DocumentResult, FinalState, Pending, Run
from declass.errors import FixityError
from declass.jobs.base import Outcome, Runner
from declass.jobs.local import LocalRunner
from declass.model.anchor import Digest
from declass.pipeline.attached import Hosts, says
from declass.pipeline.document import READ_VERSION, DocumentUnit, Reading, read_parameters
from declass.pipeline.indexing import Indexer
from declass.pipeline.job import ArchiveJob, Product, Unit
from declass.pipeline.limits import limits
from declass.pipeline.look_again import look_again
from declass.pipeline.looking import WITHHOLDINGS, look_parameters
from declass.pipeline.progress import Tally, Watcher
from declass.pipeline.records import RECORDS_VERSION, Grouped, RecordsUnit
from declass.pipeline.sharing import Piece, Sharing
from declass.pipeline.steps import STEPS, catch_up
from declass.pipeline.workspace import Workspace

_FLUSH_DOCUMENTS = 50  # a transaction costs an fsync; 50 small documents share one
_FLUSH_S = 1.0  # and a person watching sees results within a second
_CLAIM = 50  # documents claimed for each process: a claim costs a transaction, a document in hand memory
_MEMBERS = 1000  # members entered by one statement: an archive of many must not fill the memory
_GROUP = 50  # documents a grouping unit
_WOKEN_BYTES = 256 * 1024  # of a file about to be shared, for each process that starts meanwhile: a few scans
_INDEX_S = 30.0  # searchable about half a minute after being read
_INDEX_PAUSES = 4  # times as long as indexing took until it is done again: workers wait meanwhile


@dataclass
class Worked:
    """What a run of work did.

    Attributes:
        isolation: how the readers were confined, "" where nothing was read.
    """

    documents: int = 0
    pages: int = 0
    failed: int = 0
    indexed: int = 0
    isolation: str = ""


@dataclass
class _Hands:
    """What is between the queue and the catalogue right now.

    Attributes:
        crashes: how often a document has brought its process down.
        left: documents to be grouped that nobody has in hand yet, looked up as they are wanted.
        hopeless: documents whose grouping failed in this run.
        to_wake: processes to be started while a large document is opened that they will soon share.
    """

    readings: list[tuple[Reading, DocumentUnit]] = field(default_factory=list)
    crashed: deque[Unit] = field(default_factory=deque)
    crashes: Counter[Digest] = field(default_factory=Counter)
    to_group: deque[Digest] = field(default_factory=deque)
    left: Iterator[Digest] = field(default_factory=lambda: iter(()))
    hopeless: set[Digest] = field(default_factory=set)
    claimed: deque[DocumentUnit] = field(default_factory=deque)
    at_work: int = 0
    to_wake: int = 0


class Work:
    """Does all that is pending in an archive; hold ``space.writing()`` around it.

    Args:
        runner: where the units run; local processes by default.
        password: tried on encrypted files; kept nowhere.
    """

    def __init__(
        self, space: Workspace, watch: Watcher, runner: Runner | None = None, password: str | None = None
    ) -> None:
        self._password = password
        self._space = space
        self._catalogue = space.catalogue
        self._watch = watch
        self._runner = runner or LocalRunner(space.settings.processes)
        self._hands = _Hands()
        settings = space.settings
        self._sharing: Sharing[DocumentUnit] = Sharing(settings.processes, limits(settings).text_chars)
        self._worked = Worked()
        self._flushed = time.monotonic()
        self._index_at = self._flushed + _INDEX_S
        self._indexer = Indexer(space)
        self._batch: int | None = None  # of the members taken out in this run

    def run(self) -> Worked:
        """Work until nothing is pending; safe to kill at any moment and to call again.

        Raises:
            FixityError: an original no longer matches its digest; all else that was finished is kept.
        """
        self._tally = Tally("reading", total=self._catalogue.documents.counts().get("pending", 0))
        self._runs = self._begin()
        job = ArchiveJob(self._space.root, self._space.settings, self._password)
        if self._something_due():
            outcomes: Iterator[Outcome[Unit, Product]] = self._runner.run(job, self._units(), self._beat)
            for outcome in outcomes:
                self._take(outcome)
        self._flush()
        catch_up(self._space, self._watch)  # what was read over a person's text speaks of the machine's
        look_again(self._space, self._watch, self._runner, self._password)
        self._worked.indexed += self._indexer.run()
        for run in self._runs.values():
            self._catalogue.runs.finish(run)
        return self._worked

    def _begin(self) -> dict[str, Run]:
        runs = {
            "read": self._catalogue.runs.begin("read", READ_VERSION, read_parameters(self._space.settings))
        }
        for step in STEPS:
            runs[step.name] = self._catalogue.runs.begin(step.name, step.version)
        runs[WITHHOLDINGS.name] = self._catalogue.runs.begin(
            WITHHOLDINGS.name, WITHHOLDINGS.version, look_parameters(self._space.settings)
        )
        runs["records"] = self._catalogue.runs.begin("records", RECORDS_VERSION)
        return runs

    def _something_due(self) -> bool:
        return self._ungrouped() or bool(self._tally.total)

    def _ungrouped(self) -> bool:
        """Look the catalogue through for documents to be grouped; whether there are any."""
        due = self._catalogue.documents.due(self._runs["records"])
        self._hands.left = (digest for digest in due if digest not in self._hands.hopeless)
        self._fill()
        return bool(self._hands.to_group)

    def _fill(self) -> None:
        """Take in hand what makes a full unit of grouping."""
        missing = max(0, _GROUP - len(self._hands.to_group))
        self._hands.to_group.extend(islice(self._hands.left, missing))

    def _units(self) -> Iterator[Unit | None]:
        """Units as workers become free; None while only what is at work can add more."""
        while True:
            unit = self._next()
            if unit is None and not self._hands.at_work:
                if not self._ungrouped():  # a document met again elsewhere is grouped anew
                    return
                continue
            if unit is not None:
                self._hands.at_work += 1
            yield unit

    def _next(self) -> Unit | None:
        hands = self._hands
        while hands.crashed:
            if not self._given_up(again := hands.crashed.popleft()):
                return again
        if (unit := self._sharing.next()) is not None:
            return unit
        self._fill()
        if len(hands.to_group) >= _GROUP:
            return self._grouping()
        if not hands.claimed:
            self._claim()
        if hands.claimed:
            return self._begun(hands.claimed.popleft())
        return self._grouping() if hands.to_group else self._waking()

    def _begun(self, unit: DocumentUnit) -> DocumentUnit:
        """A document as it is handed out for the first time."""
        waiting = len(self._hands.claimed)
        others = self._space.settings.processes - 1
        self._hands.to_wake = 0 if waiting else min(others, unit.size // _WOKEN_BYTES)
        return replace(unit, share_from=self._sharing.from_pages(waiting))

    def _waking(self) -> RecordsUnit | None:
        """Nothing to do, for a process that is to be ready when there is something; else None."""
        if not self._hands.to_wake:
            return None
        self._hands.to_wake -= 1
        return RecordsUnit(())

    def _grouping(self) -> RecordsUnit:
        queue = self._hands.to_group
        return RecordsUnit(tuple(queue.popleft() for _ in range(min(_GROUP, len(queue)))))

    def _claim(self) -> None:
        self._flush()  # first: what was just read may have brought members that are pending now
        claimed = self._catalogue.documents.claim(_CLAIM * self._space.settings.processes)
        hosts = Hosts(self._catalogue)
        for pending in sorted(claimed, key=lambda p: p.size, reverse=True):  # the last one is read alone
            self._hands.claimed.append(self._unit(pending, hosts.words(pending.digest)))
        counts = self._catalogue.documents.counts()  # members may have come, or turned out to be known
        self._tally.total = self._tally.done + counts.get("pending", 0) + counts.get("reading", 0)

    def _unit(self, pending: Pending, secret: frozenset[str]) -> DocumentUnit:
        p = pending
        path = self._space.store.path(p.digest)
        return DocumentUnit(p.digest, path, p.name, p.size, p.depth, p.collection, p.released, secret)

    def _beat(self, pages: int) -> None:
        self._tally.read(pages)
        self._watch.show(self._tally)

    def _take(self, outcome: Outcome[Unit, Product]) -> None:
        self._hands.at_work -= 1
        self._hands.to_wake = 0
        if isinstance(outcome.unit, RecordsUnit):
            self._take_grouped(outcome)
        else:
            self._take_reading(outcome, outcome.unit)
        full = len(self._hands.readings) >= _FLUSH_DOCUMENTS
        if full or time.monotonic() - self._flushed > _FLUSH_S:
            self._flush()
        self._beat(0)

    def _take_reading(self, outcome: Outcome[Unit, Product], unit: DocumentUnit) -> None:
        if self._given_up(unit):
            return
        if outcome.crashed and self._may_try_again(unit):
            self._hands.crashed.append(unit)
        elif isinstance(outcome.result, Piece):
            self._sharing.take(unit, outcome.result)
            self._tally.ahead += len(outcome.result.rest)
        else:
            self._take_document(outcome, unit)
        self._tally.long = len(self._sharing)

    def _given_up(self, unit: Unit) -> bool:
        """Whether it is a share in a document that is not shared any more."""
        if isinstance(unit, RecordsUnit) or unit.share is None:
            return False
        return unit.digest not in self._sharing

    def _may_try_again(self, unit: DocumentUnit) -> bool:
        self._hands.crashes[unit.digest] += 1
        return self._hands.crashes[unit.digest] < self._space.settings.attempts

    def _take_document(self, outcome: Outcome[Unit, Product], unit: DocumentUnit) -> None:
        """A document is done with: read, or given up."""
        self._sharing.drop(unit.digest)
        reading = outcome.result
        if not isinstance(reading, Reading):
            state: FinalState = "quarantined" if outcome.crashed else "failed"
            reading = Reading(DocumentResult(unit.digest, state, outcome.reason, outcome.remedy))
        if reading.fixity:
            self._flush()
            raise FixityError(
                reading.fixity, "Restore the original from a backup; `declass verify` lists them all."
            )
        self._hands.readings.append((reading, unit))
        self._tally.done += 1
        self._tally.failed += reading.result.state in ("failed", "quarantined")
        self._worked.isolation = reading.result.isolation or self._worked.isolation

    def _take_grouped(self, outcome: Outcome[Unit, Product]) -> None:
        if isinstance(outcome.result, Reading | Piece) or outcome.result is None:
            assert isinstance(outcome.unit, RecordsUnit)
            if outcome.unit.attempts < self._space.settings.attempts:
                # one by one, so that what brought the process down costs only itself
                alone = (RecordsUnit((digest,), outcome.unit.attempts + 1) for digest in outcome.unit.digests)
                self._hands.crashed.extend(alone)
                return
            self._hands.hopeless.update(outcome.unit.digests)  # they stay due for the next run
            self._watch.warn(f"Grouping {len(outcome.unit.digests)} documents failed: {outcome.reason}")
            return
        grouped: Grouped = outcome.result
        if not grouped:
            return
        self._catalogue.records.propose(grouped, self._runs["records"])

    def _flush(self) -> None:
        """Write what was read, with the members it brought, in one transaction."""
        readings, self._hands.readings = self._hands.readings, []
        self._flushed = time.monotonic()
        if readings:
            results = [reading.result for reading, _ in readings]
            runs = [run for step, run in self._runs.items() if step != "records"]
            with self._catalogue.transaction():
                self._record_members([m for reading, _ in readings for m in reading.members])
                self._catalogue.write_documents(results, runs)
                self._catalogue.documents.again(self._to_read_again(readings))
            self._hands.to_group.extend(r.digest for r in results if r.pages)
            self._worked.documents += len(results)
            self._worked.pages += sum(len(r.pages) for r in results)
            self._worked.failed += sum(r.state in ("failed", "quarantined") for r in results)
        self._index_now_and_then()

    def _to_read_again(self, readings: Sequence[tuple[Reading, DocumentUnit]]) -> list[Digest]:
        """Files read before it was known which words a file that holds them has under bars."""
        hosts, again = Hosts(self._catalogue), []
        for reading, unit in readings:
            if hosts.words(unit.digest) != unit.secret:
                again.append(unit.digest)
            if any(page.under_text for page in reading.result.pages) and (words := hosts.own(unit.digest)):
                inside = self._catalogue.accessions.inside(unit.digest)
                again += [digest for digest in inside if says(self._catalogue, digest, words)]
        return again

    def _index_now_and_then(self) -> None:
        """Make what was read searchable while the rest is read."""
        began = time.monotonic()
        if began < self._index_at:
            return
        self._worked.indexed += self._indexer.run_grouped()
        ended = time.monotonic()
        self._index_at = ended + max(_INDEX_S, _INDEX_PAUSES * (ended - began))

    def _record_members(self, members: list[Arrival]) -> None:
        if not members:
            return
        if self._batch is None:
            self._batch = self._catalogue.accessions.begin_batch("members of archives and mail")
            self._catalogue.accessions.finish_batch(self._batch, 0)  # no walk found them: nothing to finish
        for start in range(0, len(members), _MEMBERS):
            self._catalogue.accessions.record(self._batch, members[start : start + _MEMBERS])
