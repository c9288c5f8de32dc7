"""What the words of a question are called in the other languages of the archive."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

from declass.search.analysis import LANGUAGES, stems, words

_COMMENT = "#"
_BETWEEN = ";"

Term = tuple[frozenset[str], ...]
"""A wording by the stems that each of its words may have."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One idea and its wordings by language."""

    wordings: Mapping[str, Sequence[str]]


class Glossary:
    """A table of ideas with their wordings in each language; looked up by stems, longest wording first."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._by_first: dict[str, dict[str, list[tuple[tuple[str, ...], Term, _Entry]]]] = {
            tag: {} for tag in LANGUAGES
        }
        self._words: dict[str, set[str]] = {tag: set() for tag in LANGUAGES}
        for row in rows:
            self._add(row)

    @classmethod
    @cache
    def standard(cls) -> Self:
        """The glossary of this field that comes with declass: English, Spanish and Portuguese."""
        text = files("declass.search").joinpath("glossary.tsv").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line and not line.startswith(_COMMENT)]
        names = lines[0].split("\t")
        return cls(dict(zip(names, line.split("\t"), strict=True)) for line in lines[1:])

    def _add(self, row: Mapping[str, str]) -> None:
        wordings = {tag: [w.strip() for w in cell.split(_BETWEEN) if w.strip()] for tag, cell in row.items()}
        entry = _Entry(wordings)
        for tag, said in wordings.items():
            for wording in said:
                folded = tuple(words(wording))
                self._words[tag].update(folded, (f"{word}s" for word in folded))
                term = tuple(stems(word, tag) for word in folded)
                for stem in term[0]:
                    self._by_first[tag].setdefault(stem, []).append((folded, term, entry))

    def wordings(
        self, asked: Sequence[str], sources: Sequence[str], targets: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """Further wordings of a question's words.

        Args:
            asked: its folded words in order, small words too.
            sources: the languages it may be in.
            targets: the languages of the records.

        Returns: by folded word; a wording of several words stands under each of the words it is for.

        >>> Glossary.standard().wordings(["fuerzas", "armadas"], ["es"], ["en"])
        {'fuerzas': ('armed forces',), 'armadas': ('armed forces',)}
        """
        found: dict[str, dict[str, None]] = {}
        for source in sources:
            for start, end, entry in self._matches(asked, source):
                said = _said(entry, [target for target in targets if target != source])
                for word in asked[start:end]:
                    found.setdefault(word, {}).update(dict.fromkeys(said))
        return {word: tuple(w for w in said if words(w) != [word]) for word, said in found.items()}

    def has(self, word: str, sources: Sequence[str]) -> bool:
        """Whether it names a folded word itself, and not only one with the same stem."""
        return any(word in self._words[source] for source in sources)

    def _matches(self, asked: Sequence[str], language: str) -> Iterator[tuple[int, int, _Entry]]:
        at = 0
        while at < len(asked):
            length, entries = self._longest(asked, at, language)
            yield from ((at, at + length, entry) for entry in entries)
            at += max(1, length)

    def _longest(self, asked: Sequence[str], at: int, language: str) -> tuple[int, list[_Entry]]:
        """The longest wording that begins here, and every entry that has it.

        Entries with the very words come before those with other forms of them: *embajador* is the
        ambassador, although *embajada* has the same stem.
        """
        best: tuple[int, bool] = (0, False)
        entries: list[_Entry] = []
        for stem in stems(asked[at], language):
            for said, term, entry in self._by_first[language].get(stem, ()):
                rank = (len(term), said == tuple(asked[at : at + len(said)]))
                if rank < best or not _fits(term, asked, at, language):
                    continue
                entries = [*entries, entry] if rank == best else [entry]
                best = rank
        return best[0], list({id(entry): entry for entry in entries}.values())


def _fits(term: Term, asked: Sequence[str], at: int, language: str) -> bool:
    here = asked[at : at + len(term)]
    return len(here) == len(term) and all(
        wanted & stems(word, language) for wanted, word in zip(term, here, strict=True)
    )


def _said(entry: _Entry, targets: Sequence[str]) -> list[str]:
    return [wording for target in targets for wording in entry.wordings.get(target, ())]
