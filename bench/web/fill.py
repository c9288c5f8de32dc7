"""Fills an archive with made-up records, to try the reader and the search on many pages.

    python bench/web/fill.py FOLDER [--pages 300000] [--seed 7] [--no-index]

The sentences are those of `declass sample`, in three languages, with its people, posts and code names; some
words are misread as OCR would. A record has one to three releases; what an older one keeps back is marked
in its text, and newer ones open it, or hide more. The files are texts, and they are stored, read and grouped
by the functions that the pipeline uses, but for the child that would read each of them: what it would find is
known here. Changes are written as made, not found. The same seed makes the same archive.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from declass import config
from declass.archive.changes import Compared, Match
from declass.archive.values import Arrival, DocumentResult, PageResult, ReleaseProposal
from declass.model.anchor import Span
from declass.model.change import Change, Passage
from declass.model.date import PartialDate
from declass.model.page import PageText
from declass.model.record import RecordNumber, Release
from declass.model.withholding import ExemptionCode, PageWithheld, Withholding
from declass.pipeline.document import READ_VERSION, read_parameters
from declass.pipeline.indexing import Indexer
from declass.pipeline.looking import WITHHOLDINGS, look_parameters
from declass.pipeline.records import RECORDS_VERSION
from declass.pipeline.steps import STEPS
from declass.pipeline.workspace import Workspace
from declass.sample import numbers, world
from declass.sample.garble import garbled
from declass.sample.phrases import COMMON, LEADS, OPENERS, TAILS, TOPICS
from declass.sample.pieces import expand, plain, split
from declass.sample.slots import Slots, long_day

ROUNDS = (("Round 1999", "1999-06-30"), ("Round 2012", "2012-04-17"), ("Round 2024", "2024-11-08"))
AGENCIES = ("OCQ", "DSH", "Harbour Board", "Coastal Guard", "Ministry of Ports")
MARKERS = {"en": "[name not declassified]", "es": "[nombre tachado]", "pt": "[nome suprimido]"}
CODES = ("3.3(h)(2)", "3.5(c)", "(b)(1)", "(b)(3)", "(b)(6)", "25X1")
STOCK = {"en": 5000, "es": 1500, "pt": 800}  # sentences made once and dealt out again and again
PAGES_OF = (1, 2, 3, 4, 5, 6, 8, 12, 30)
PAGE_WEIGHTS = (22, 22, 14, 11, 9, 8, 7, 5, 2)  # mean 4.3 pages; cables are short, a few reports long
BATCH = 500  # records a transaction


@dataclass(frozen=True)
class Sentence:
    """A sentence of the stock; ``secret`` is what a reviewer may withhold, "" for nothing."""

    before: str
    secret: str
    after: str


@dataclass
class Sheet:
    """One page of one release being written, with what is kept back on it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    withheld: list[Span] = field(default_factory=list)
    places: dict[int, Span] = field(default_factory=dict)

    def say(self, words: str) -> Span:
        """Put words at the end."""
        self.parts.append(words)
        start, self.length = self.length, self.length + len(words)
        return Span(start, self.length)

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True)
class Page:
    """A page as it was written: its sentences, and for each the first round that shows its secret whole.

    Attributes:
        opens: 0 = always open, 3 = never; hides: the round that hides it anew, 9 = none.
    """

    head: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    opens: tuple[int, ...]
    hides: tuple[int, ...]

    def released(self, number: int, marker: str) -> Sheet:
        """As one round shows it."""
        sheet = Sheet()
        for line in self.head:
            sheet.say(line + "\n")
        for at, sentence in enumerate(self.sentences):
            sheet.say(sentence.before)
            if sentence.secret and (number < self.opens[at] or number >= self.hides[at]):
                sheet.places[at] = sheet.say(marker)
                sheet.withheld.append(sheet.places[at])
            else:
                sheet.places[at] = sheet.say(sentence.secret)
            sheet.say(sentence.after + ("\n" if at % 3 == 2 else " "))
        return sheet


@dataclass(frozen=True)
class Made:
    """A record with its pages, and the rounds that show it."""

    number: RecordNumber
    title: str
    day: date
    agency: str
    kind: str
    language: str
    pages: tuple[Page, ...]
    rounds: tuple[int, ...]


class Author:
    """Writes records, one after another."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.casts = [world.cast(self.rng, post) for post in world.POSTS for _ in range(12)]
        self.stock = {speech: self._stock(speech, count) for speech, count in STOCK.items()}
        self.words = [w for stock in self.stock.values() for s in stock for w in s.after.split()]
        self.known: list[str] = []

    def _stock(self, speech: str, count: int) -> list[Sentence]:
        said = [*COMMON[speech], *(s for topic in TOPICS for s in topic.sentences[speech])]
        return [self._sentence(self.rng.choice(said), speech) for _ in range(count)]

    def _sentence(self, said: str, speech: str) -> Sentence:
        rng = self.rng
        if rng.random() < 0.5:
            said = said[:-1] + rng.choice(TAILS[speech]) + "."
        if said.split()[0] in OPENERS and rng.random() < 0.4:
            said = rng.choice(LEADS[speech]) + said[0].lower() + said[1:]
        day = date(1960, 1, 1) + timedelta(days=rng.randrange(9000))
        pieces = split(expand(said, rng, Slots(rng, rng.choice(self.casts), speech, day)))
        first = next((n for n, piece in enumerate(pieces) if piece.secret), len(pieces))
        mention = pieces[first].mention if first < len(pieces) else None
        last = next((n for n, p in enumerate(pieces) if n > first and p.mention != mention), len(pieces))
        before, secret, after = plain(pieces[:first]), plain(pieces[first:last]), plain(pieces[last:])
        joint = "" if last < len(pieces) and pieces[last].glue else " "
        return Sentence(before + " " if before else "", secret, joint + after if after else "")

    def record(self, index: int) -> Made:
        """The record of this number; it names up to two earlier ones."""
        rng = self.rng
        day = date(1961, 1, 1) + timedelta(days=rng.randrange(8000))
        post, topic = rng.choice(world.POSTS), rng.choice(TOPICS)
        speech = rng.choices(("en", "es", "pt"), (78, 16, 6))[0]
        number = numbers.rif(index) if index % 3 else numbers.state(day.year, post, index)
        title = f"{rng.choice(topic.titles[speech])}, {post.name}"
        cited = rng.sample(self.known, min(len(self.known), rng.choice((0, 0, 1, 2))))
        head = [number.value, f"{rng.choice(('SECRET', 'CONFIDENTIAL'))}", f"DATE: {long_day(day, 'en')}"]
        head += [f"SUBJECT: {title}", *(f"REFERENCE: {value}" for value in cited)]
        sheets = rng.choices(PAGES_OF, PAGE_WEIGHTS)[0]
        pages = tuple(self._page(tuple(head) if n == 0 else (number.value,), speech) for n in range(sheets))
        shown = rng.choices(((0,), (1,), (2,), (0, 2), (1, 2), (0, 1, 2)), (10, 14, 16, 22, 18, 20))[0]
        self.known.append(number.value)
        said = RecordNumber(number.scheme, number.value, number.value, "page", 0, 0, len(number.value))
        kind = rng.choice(("cable", "memorandum", "report", "letter", "dispatch"))
        return Made(said, title, day, rng.choice(AGENCIES), kind, speech, pages, shown)

    def _page(self, head: tuple[str, ...], speech: str) -> Page:
        rng, stock = self.rng, self.stock[speech]
        chosen = rng.choices(stock, k=rng.randint(9, 16))
        chosen[rng.randrange(len(chosen))] = self._misread(rng.choice(chosen))
        opens = tuple(0 if rng.random() < 0.95 else rng.choice((1, 2, 2, 3)) for _ in chosen)
        hides = tuple(9 if rng.random() < 0.998 else rng.choice((1, 2)) for _ in chosen)
        return Page(head, tuple(chosen), opens, hides)

    def _misread(self, sentence: Sentence) -> Sentence:
        """With words misread as OCR errs, each of few pages: they make an index's vocabulary grow."""
        words = [garbled(self.rng.choice(self.words), 0.25, self.rng) for _ in range(6)]
        return Sentence(sentence.before, sentence.secret, f"{sentence.after} {' '.join(words)}")


class Filler:
    """Stores what the author writes."""

    def __init__(self, space: Workspace, folder: Path) -> None:
        self.space, self.folder, self.catalogue = space, folder, space.catalogue
        begin, settings = self.catalogue.runs.begin, space.settings
        self.runs = [begin("read", READ_VERSION, read_parameters(settings))]
        self.runs += [begin(step.name, step.version) for step in STEPS]
        self.runs.append(begin(WITHHOLDINGS.name, WITHHOLDINGS.version, look_parameters(settings)))
        self.grouping, self.comparing = begin("records", RECORDS_VERSION), begin("compare", "made")
        self.matching = begin("match", "made")
        self.batches = [
            self.catalogue.accessions.begin_batch(
                f"{folder}/{day[:4]}", {"collection": name, "released": day}
            )
            for name, day in ROUNDS
        ]
        self.found = [0] * len(ROUNDS)
        self.pages = 0

    def store(self, records: list[Made]) -> None:
        """Everything of some records, in one transaction."""
        made = [(record, n) for record in records for n in record.rounds]
        sheets = [[page.released(n, MARKERS[record.language]) for page in record.pages] for record, n in made]
        digests = self._originals([[sheet.text for sheet in some] for some in sheets])
        with self.catalogue.database.write():
            for n in range(len(ROUNDS)):
                mine = [(r, d, s) for (r, at), d, s in zip(made, digests, sheets, strict=True) if at == n]
                self._arrive(n, mine)
            self._read(made, digests, sheets)
            self._compare(made, digests, sheets)

    def _originals(self, texts: list[list[str]]) -> list[tuple[str, int]]:
        """Digests and sizes; the bytes go into the store."""
        stored = []
        for start in range(0, len(texts), 200):
            paths = []
            for n, pages in enumerate(texts[start : start + 200]):
                paths.append(self.folder / f"{n}.txt")  # written over by the next two hundred
                paths[-1].write_text("\f".join(pages), encoding="utf-8")
            stored += [(s.digest, s.size) for s in self.space.store.put_many(paths)]
        return stored

    def _arrive(self, n: int, mine) -> None:
        name, day = ROUNDS[n]
        arrivals = [
            Arrival(
                digest,
                size,
                f"{record.number.value}.txt",
                f"{self.folder}/{day[:4]}",
                None,
                name,
                day,
                "text/plain",
            )
            for record, (digest, size), _sheets in mine
        ]
        self.catalogue.accessions.record(self.batches[n], arrivals)
        self.found[n] += len(arrivals)

    def _read(self, made, digests, sheets) -> None:
        results, proposals = [], {}
        for (record, n), (digest, _size), some in zip(made, digests, sheets, strict=True):
            results.append(_document(record, digest, some))
            proposals.setdefault(digest, []).append(_proposal(record, digest, n))
            self.pages += len(some)
        self.catalogue.write.documents(list({r.digest: r for r in results}.values()), self.runs)
        self.catalogue.records.propose(proposals, self.grouping)

    def _compare(self, made, digests, sheets) -> None:
        last, matches = None, []
        pairs: dict[tuple[str, str], list[Compared]] = {}
        for (record, n), (digest, _size), some in zip(made, digests, sheets, strict=True):
            here = (record, n, digest, some)
            if last is not None and last[0] is record and digest != last[2]:
                compared = Compared(
                    last[2], digest, ROUNDS[last[1]][1], ROUNDS[n][1], _changes(record, last[3], some)
                )
                pairs.setdefault((record.number.scheme, record.number.value), []).append(compared)
                a, b = sorted((last[2], digest))
                matches.append(Match(a, b, 0.97, 0.96, 0.98, ("The texts share most of their rare words.",)))
            last = here
        for identity, compared in pairs.items():
            self.catalogue.changes.replace(identity, compared, "made", self.comparing)
        self.catalogue.matches.replace(
            matches, self.matching, sorted({d for m in matches for d in (m.a, m.b)})
        )

    def finish(self) -> None:
        """Close what was begun."""
        for batch, found in zip(self.batches, self.found, strict=True):
            self.catalogue.accessions.finish_batch(batch, found)
        for run in (*self.runs, self.grouping, self.comparing, self.matching):
            self.catalogue.runs.finish(run)


def _document(record: Made, digest: str, sheets: list[Sheet]) -> DocumentResult:
    pages = tuple(
        PageResult(
            index=n,
            layers=(PageText(sheet.text, "embedded", "text", "made", language=record.language),),
            chosen=0,
            chosen_reason="The only text.",
            language=record.language,
        )
        for n, sheet in enumerate(sheets)
    )
    printed = long_day(record.day, "en")
    start = sheets[0].text.index(printed)
    dated = PartialDate(record.day.isoformat(), start, start + len(printed), printed)
    return DocumentResult(
        digest=digest,
        state="read",
        media_type="text/plain",
        pages_expected=len(pages),
        language=record.language,
        pages=pages,
        numbers=(record.number, *_cited(sheets[0].text)),
        dates=((0, dated),),
        withheld=tuple(_withheld(n, sheet) for n, sheet in enumerate(sheets)),
    )


def _cited(text: str) -> list[RecordNumber]:
    """The numbers of the records that the head of the first page names."""
    found = []
    for line in re.finditer(r"^REFERENCE: (\S+)$", text, re.MULTILINE):
        scheme = "rif" if "-" in line[1] else "state"
        found.append(RecordNumber(scheme, line[1], line[1], "page", 0, *line.span(1)))
    return found


def _withheld(n: int, sheet: Sheet) -> PageWithheld:
    text = sheet.text if sheet.withheld else ""
    found = []
    for span in sheet.withheld:
        value = CODES[span.start % len(CODES)]
        regime = "foia" if value.startswith("(b)") else "eo13526"
        code = ExemptionCode(value, regime, value, "marker")
        said = text[span.start : span.end]
        found.append(
            Withholding(n, "marker", 0.97, None, span, (code,), 0.3, 1.0, None, said, ("Its words say so.",))
        )
    return PageWithheld(n, ("text",), tuple(found))


def _proposal(record: Made, digest: str, n: int) -> ReleaseProposal:
    name, day = ROUNDS[n]
    return ReleaseProposal(
        number=record.number,
        release=Release(digest, None, None, day, name),
        probability=0.98,
        evidence=("Its number stands on the first page.",),
        title=record.title,
        date=record.day.isoformat(),
        date_reason="the date line of its first page",
        agency=record.agency,
        type=record.kind,
        first_day=record.day.toordinal(),
        last_day=record.day.toordinal(),
    )


def _changes(record: Made, older: list[Sheet], newer: list[Sheet]) -> list[Change]:
    found = []
    for n, (page, old, new) in enumerate(zip(record.pages, older, newer, strict=True)):
        for at, place in old.places.items():
            was, now = place in old.withheld, new.places[at] in new.withheld
            if was == now:
                continue
            kind = "revealed" if was else "newly_hidden"
            sentence = page.sentences[at]
            sides = (
                Passage(n, p.start, p.end, s.text[p.start : p.end])
                for p, s in ((place, old), (new.places[at], new))
            )
            grade = ("certain", "likely", "possible")[place.start % 3]
            probability = {"certain": 0.97, "likely": 0.82, "possible": 0.55}[grade] + (place.start % 7) / 400
            before, after = " ".join(sentence.before.split()[-8:]), " ".join(sentence.after.split()[:8])
            evidence = ("A marker stands where the words are.",)
            found.append(Change(kind, grade, probability, *sides, before, after, evidence))
    return found


def records(author: Author, wanted: int) -> Iterator[list[Made]]:
    """Batches of records until their releases have so many pages."""
    batch, written = [], 0
    for index in accumulate(iter(lambda: 1, 0)):
        batch.append(author.record(index))
        written += len(batch[-1].pages) * len(batch[-1].rounds)
        if len(batch) == BATCH or written >= wanted:
            yield batch
            batch = []
        if written >= wanted:
            return


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--pages", type=int, default=300_000)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--no-index", action="store_true")
    given = ask.parse_args()
    if given.folder.exists():
        sys.exit(f"{given.folder} is there already; name a new folder.")
    began = time.monotonic()
    with (
        Workspace(given.folder, config.load(given.folder), create=True) as space,
        tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder,
        space.writing(),
    ):
        author, filler = Author(given.seed), Filler(space, Path(folder))
        for batch in records(author, given.pages):
            filler.store(batch)
        filler.finish()
        print(
            f"{filler.pages} pages of {len(author.known)} records stored in {time.monotonic() - began:.0f} s"
        )
        if not given.no_index:
            began = time.monotonic()
            print(f"{Indexer(space).run()} documents indexed in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
