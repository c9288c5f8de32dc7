"""Which texts are the same record, or hold one another, from the text alone and without trusting numbers.

documents ─► sequences of seven letters, sorted on disk (fingerprint)
          ─► pairs that share rare ones (join)           ─► first log-odds
          ─► near copies put together, joined once more  ─► second log-odds ─► probability
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path

import numpy as np

from declass.compare.align import align_words
from declass.compare.fingerprint import MOST_UNITS, Postings, letter_sequences
from declass.compare.join import Floats, Shared, join
from declass.compare.linkage import (
    PART_RATIO,
    Linked,
    Models,
    best_partners,
    first_features,
    near_copies,
    of_all,
    only,
    part_features,
    readable_enough,
    second_features,
    shipped_models,
)
from declass.compare.vocabulary import Vocabulary
from declass.compare.words import Ints, Words, split
from declass.errors import UsageError

_LEAST_LETTERS = 30
"""Texts with fewer letters are matched with nothing."""
HOPELESS = -6.0
"""Log-odds of the first model below which a pair is not looked at further."""
_SAME_TEXT, _STEEP = 0.5, 20.0
"""Share of all sequences in common (both sides) at which two texts are as likely as not one text, and how
fast that grows. Among hand-read JFK pairs, different texts stay below .45."""
_FEW = 60
"""In a collection of up to so many texts, too few to learn from, alignment has the last word."""
_COVERED, _SURER = 0.3, 25.0
"""Share of the better covered text that an alignment must explain for even odds, and how fast odds grow with
it. Of 250 true JFK pairs 97% reach it, of 400 pairs of strangers 1%."""
_PARTNERS = 15
"""Candidates kept for each text; records have at most a handful of releases."""


@dataclass(frozen=True, slots=True)
class MatchInput:
    """A text to match.

    Attributes:
        key: what names it in the answer.
        pages: its pages' texts.
    """

    key: str
    pages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that may be the same record.

    Attributes:
        a, b: keys, in the order in which the texts came.
        a_in_b, b_in_a: 0–1, share of a's sequences found in other texts that b holds; what no other text
            holds (unreadable places) and what very many hold (boilerplate) counts neither way. In a
            collection of up to 60 texts: share of a's letters that an alignment finds in b.
        probability: 0–1 that they are one record, or that one holds the other.
        reasons: sentences, strongest first.
    """

    a: str
    b: str
    a_in_b: float
    b_in_a: float
    probability: float
    reasons: tuple[str, ...]


@dataclass
class Read:
    """Documents as read in: distinct texts become units, copies stand beside them.

    Attributes:
        keys: for each unit, the keys of all documents with that very text.
        postings: the units' sequences, sorted.
        vocabulary: the units' words.
        few: the units themselves, while they are few; empty in a larger collection.
    """

    postings: Postings
    vocabulary: Vocabulary
    keys: list[list[str]] = field(default_factory=list)
    few: list[Words] = field(default_factory=list)


@dataclass(frozen=True)
class Scored:
    """Candidate pairs with their groups of near copies, both models' features and log-odds."""

    pairs: Shared
    groups: Ints
    first: Floats
    second: Floats
    log_odds: Floats


def match(
    documents: Iterable[MatchInput],
    *,
    minimum: float = 0.1,
    folder: Path | None = None,
    threads: int = 2,
    models: Models | None = None,
) -> Iterator[Pair]:
    """Pairs of texts that may be the same record, in no particular order.

    Args:
        documents: read once, one after another; memory does not grow with their length.
        minimum: pairs less probable are left out, 0–1.
        folder: where temporary files go (about 10 bytes a letter); None = the system's place.
        threads: shards worked on at the same time.
        models: None = those shipped.

    Raises:
        UsageError: if there are more than 16.7 million different texts.
    """
    with tempfile.TemporaryDirectory(prefix="declass-match-", dir=folder) as name:
        read = read_in(documents, Path(name), threads)
        yield from _copies(read)
        if len(read.keys) < 2:
            return
        scored = score(read, Path(name), models or shipped_models())
        yield from _pairs(read, scored, minimum)


def read_in(documents: Iterable[MatchInput], folder: Path, threads: int = 2) -> Read:
    """Take the sequences of all documents; texts with the very same letters are taken once."""
    read = Read(Postings(folder, threads=threads), Vocabulary(folder))
    units: dict[bytes, int] = {}
    for document in documents:
        words = split("\n".join(document.pages))
        if len(words.letters) < _LEAST_LETTERS:
            continue
        digest = hashlib.sha256(words.letters.encode("utf-8", "surrogatepass")).digest()
        unit = units.setdefault(digest, len(units))
        if unit == len(read.keys):
            if unit >= MOST_UNITS:
                raise UsageError(f"more than {MOST_UNITS} different texts", "Match them in several runs.")
            read.keys.append([])
            read.postings.add(unit, letter_sequences(words))
            read.vocabulary.add(words)
            read.few = [*read.few, words] if unit == len(read.few) < _FEW else []
        read.keys[unit].append(document.key)
    read.postings.finish()
    read.vocabulary.finish()
    return read


def score(read: Read, folder: Path, models: Models) -> Scored:
    """Candidate pairs of units with their features and log-odds."""
    pairs, first = candidates(read, folder)
    log_odds = models.first.log_odds(first)
    likely = log_odds > HOPELESS
    pairs, first, log_odds = only(pairs, likely), first[likely], log_odds[likely]
    linked = link(read, folder, pairs, log_odds)
    second = second_features(pairs, first, log_odds, linked)
    parts = part_features(pairs, first, linked.words)
    inside = np.where(parts[:, -1] > PART_RATIO, models.part.log_odds(parts), -np.inf)
    same = _STEEP * (of_all(pairs) - _SAME_TEXT)  # so much in common is one text, whatever the collection
    said = np.minimum(np.maximum(models.second.log_odds(second), inside), readable_enough(first))
    log_odds = np.maximum(said, same)
    return Scored(pairs, linked.groups, first, second, log_odds)


def candidates(read: Read, folder: Path) -> tuple[Shared, Floats]:
    """Pairs of units that share rare sequences, the best partners of each, with the first model's columns."""
    found = join(read.postings, len(read.keys), _empty(folder / "units"))
    pairs = only(found, best_partners(found, _PARTNERS))
    return pairs, first_features(pairs, read.vocabulary.readable)


def link(read: Read, folder: Path, pairs: Shared, log_odds: Floats) -> Linked:
    """Near copies put together and joined once more, and readable words compared."""
    groups = near_copies(pairs, log_odds)
    count = int(groups.max()) + 1 if len(groups) else 0
    between = join(read.postings, count, _empty(folder / "groups"), renumber=groups, least=0.0)
    return Linked(groups, between, read.vocabulary.shares(pairs.a, pairs.b))


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _copies(read: Read) -> Iterator[Pair]:
    for keys in read.keys:
        for a, b in combinations(keys, 2):
            yield Pair(a, b, 1.0, 1.0, 0.999, ("Their texts are equal, letter by letter.",))


def _pairs(read: Read, scored: Scored, minimum: float) -> Iterator[Pair]:
    pairs, total = scored.pairs, scored.pairs.total_shared
    for k in np.flatnonzero(_probability(scored.log_odds) >= minimum).tolist():
        a, b, shared = int(pairs.a[k]), int(pairs.b[k]), float(pairs.shared[k])
        a_in_b, b_in_a = min(1.0, shared / float(total[a])), min(1.0, shared / float(total[b]))
        log_odds, reasons = scored.log_odds[k], _reasons(scored, k, (a_in_b, b_in_a))
        if read.few:
            made = align_words(read.few[a], read.few[b])
            a_in_b, b_in_a = made.old_in_new, made.new_in_old
            log_odds = min(log_odds, _SURER * (max(a_in_b, b_in_a) - _COVERED))
            reasons = (
                f"Aligned, {a_in_b:.0%} of the first stands in the second, {b_in_a:.0%} the other way.",
            )
        sure = round(float(_probability(log_odds)), 4)
        if sure < minimum:
            continue
        for key_a, key_b in product(read.keys[a], read.keys[b]):
            yield Pair(key_a, key_b, round(a_in_b, 4), round(b_in_a, 4), sure, reasons)


def _probability(log_odds: Floats) -> Floats:
    probability: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
    return probability


def _reasons(scored: Scored, k: int, shares: tuple[float, float]) -> tuple[str, ...]:
    pairs = scored.pairs
    said = [
        f"They share {pairs.shared[k]:.0f} rare sequences of letters: {shares[0]:.0%} of those that"
        f" the first has in common with any text, {shares[1]:.0%} of the second's."
    ]
    if scored.first[k, 2] > -1e-9:
        said.append("No other text shares more with one of them.")
    if scored.groups[pairs.a[k]] == scored.groups[pairs.b[k]]:
        said.append("They belong to one group of near copies.")
    elif scored.second[k, 1] > scored.second[k, 0]:
        said.append("Near copies of them match better still.")
    if min(shares) < 0.2 <= 0.5 < max(shares):
        said.append("One seems to hold the other as a part.")
    return tuple(said)
