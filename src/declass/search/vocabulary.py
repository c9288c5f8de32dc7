"""The words that stand in the index: forms of a word, words with a beginning, and how common each is."""

import itertools
import math
from collections.abc import Sequence

from tantivy import Searcher

from declass.search.analysis import stems, words
from declass.search.cognates import cognates
from declass.search.schema import BODY, HEADING, facet_field
from declass.search.spellings import NO_SPELLINGS, Spellings

_STEM_LETTERS = 3  # shorter words have no inflections worth finding, and too many neighbours
_LEAST_WHOLE = 6  # letters; a shorter beginning of a word, its plural ending aside, is a piece of it
_LONGEST_ENDING = 7  # letters; "-aciones", "-abamos"
_CANDIDATES = 4000  # dictionary entries looked at for one word, the most frequent first
_MOST_FORMS = 12  # of one word, the most frequent: each costs 5 us a segment, in each pass of a search
_UNTRUSTED_SHARE = 5e-5  # of the pages; in bad scans any shape is found so often
_REMEMBERED = 20_000  # words whose forms are kept between searches
_MOST_VALUES = 100_000  # different values of one field that are looked through, the most frequent first
_PREFIX_WORDS = 500  # words a prefix may stand for, the most frequent first


class Vocabulary:
    """The dictionary of one committed state of the index.

    Stemming happens here, when a query asks, and not when pages are indexed: the dictionary is asked
    for all words with the query word's stem. So indexing stays fast, every language's rules can be
    tried on every page, and the highlighter knows exactly which words matched.

    Attributes:
        pages: in the index.
        apart: by word, the two that pages have for it, as far as ``together`` was asked.
    """

    def __init__(self, searcher: Searcher, spellings: Spellings = NO_SPELLINGS) -> None:
        self._searcher = searcher
        self.spellings = spellings
        self._damaged: dict[str, dict[str, int]] = {}
        self._headed: dict[str, bool] = {}
        self._cognates: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._values: dict[str, dict[str, tuple[str, ...]]] = {}
        self.pages: int = searcher.num_docs
        self.apart: dict[str, Sequence[tuple[str, str]]] = {}
        self._forms: dict[tuple[str, tuple[str, ...]], dict[str, int]] = {}

    def beginning(self, prefix: str, limit: int = _PREFIX_WORDS) -> dict[str, int]:
        """Words with a prefix and how many pages have them, the most frequent first."""
        return dict(self._searcher.terms_with_prefix(BODY, prefix, limit=limit))

    def values(self, facet: str) -> dict[str, tuple[str, ...]]:
        """All values of a facet, each with its folded words."""
        if facet not in self._values:
            found = self._searcher.terms_with_prefix(facet_field(facet), "", limit=_MOST_VALUES)
            self._values[facet] = {value: tuple(words(value)) for value, _ in found}
        return self._values[facet]

    def leaves_out(self, facet: str) -> bool:
        """Whether some page has no value of a facet of which a page has one at most."""
        found = self._searcher.terms_with_prefix(facet_field(facet), "", limit=_MOST_VALUES)
        return sum(pages for _, pages in found) < self.pages

    def frequency(self, term: str) -> int:
        """Pages that have the word."""
        return int(self._searcher.doc_freq(BODY, term))

    def is_headed(self, term: str) -> bool:
        """Whether any title or subject line has the word."""
        if term not in self._headed:
            self._headed[term] = self._searcher.doc_freq(HEADING, term) > 0
        return self._headed[term]

    def forms(self, term: str, languages: Sequence[str]) -> dict[str, int]:
        """The word itself and its other forms that occur, each with the pages that have it."""
        key = (term, tuple(languages))
        if key not in self._forms:
            if len(self._forms) >= _REMEMBERED:
                self._forms.clear()
            self._forms[key] = {term: self.frequency(term), **self._inflected(term, languages)}
        return self._forms[key]

    def damaged(self, term: str) -> dict[str, int]:
        """Forms of a word that this collection's misreadings make of it, with the pages that have each."""
        if term not in self._damaged:
            if len(self._damaged) >= _REMEMBERED:
                self._damaged.clear()
            self._damaged[term] = self.spellings.forms(term, self.frequency)
        return self._damaged[term]

    def cognates(self, term: str, source: str, target: str) -> tuple[str, ...]:
        """What a word's shape suggests in another language; words on very few pages are not trusted."""
        key = (term, source, target)
        if key not in self._cognates:
            if len(self._cognates) >= _REMEMBERED:
                self._cognates.clear()
            self._cognates[key] = tuple(cognates(term, source, target, self._trusted))
        return self._cognates[key]

    def _trusted(self, term: str) -> int:
        pages = self.frequency(term)
        return pages if pages > self.pages * _UNTRUSTED_SHARE else 0

    def _inflected(self, term: str, languages: Sequence[str]) -> dict[str, int]:
        if not languages or len(term) < _STEM_LETTERS or not term.isalpha():
            return {}
        wanted = {language: stems(term, language) for language in languages}
        # one letter less than the shortest stem: happy and happiness part before their stem's end
        shortest = min(len(stem) for found in wanted.values() for stem in found)
        prefix = term[: max(_STEM_LETTERS, shortest - 1)]
        longest = shortest + _LONGEST_ENDING
        found = self._searcher.terms_with_prefix(BODY, prefix, limit=_CANDIDATES)
        fitting = (
            (candidate, pages)
            for candidate, pages in found
            if len(candidate) <= longest and _same_stem(candidate, term, wanted)
        )
        return dict(itertools.islice(fitting, _MOST_FORMS))

    def weight(self, pages: int) -> float:
        """BM25's inverse document frequency, as Tantivy computes it."""
        pages = min(pages, self.pages)
        return math.log(1 + (self.pages - pages + 0.5) / (pages + 0.5))


def _same_stem(candidate: str, term: str, wanted: dict[str, frozenset[str]]) -> bool:
    return any(
        stems(candidate, language) & found and not (language != "en" and _is_piece(candidate, term))
        for language, found in wanted.items()
    )


def _is_piece(candidate: str, term: str) -> bool:
    """Whether it is no Spanish or Portuguese word but what a line end left of one (*pres-* of *presos*)."""
    cut = term[len(candidate) :]
    return term.startswith(candidate) and len(candidate) < _LEAST_WHOLE and cut not in ("", "s", "es")
