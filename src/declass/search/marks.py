"""Which words of a page a query matched, found again in the page's own text."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import OSA

from declass.search.analysis import LANGUAGES, LINE_BREAK, TOKEN, folded, line_breaks, words
from declass.search.compile import Options, content_words, damaged_forms, noise
from declass.search.query import All, Any, Loose, Node, Phrase, Word
from declass.search.values import Reason
from declass.search.vocabulary import Vocabulary

PhraseKey = tuple[tuple[str, ...], int, bool]
"""Words of a phrase, how many words may stand between, and whether the last is only a beginning."""

_FAR = 2000  # characters; more than any slop, and it bounds the work on long pages


@dataclass(frozen=True, slots=True)
class Match:
    """A matched span in a page's text, and the index term it stands for."""

    start: int
    end: int
    term: str


@dataclass
class Wanted:
    """What to look for in a page: single words, beginnings, near spellings and phrases."""

    terms: set[str] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)
    near: set[tuple[str, int]] = field(default_factory=set)
    phrases: set[PhraseKey] = field(default_factory=set)

    def on(self, page: str) -> "Wanted":
        """The same for one folded page, with near spellings replaced by the page's own."""
        if not self.near:
            return self
        choices = {*TOKEN.findall(page), *(broken.term for broken in _broken(page))}
        spellings = {spelling for term, most in self.near for spelling in _near(term, most, choices)}
        return Wanted(self.terms | spellings, self.prefixes, set(), self.phrases)

    @cached_property
    def whole(self) -> frozenset[str]:
        """Words sought whole, alone or in a phrase."""
        parts = (part for phrase in self.phrases for part in _parts(phrase))
        return frozenset(self.terms).union(term for term, prefix in parts if not prefix)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Beginnings of words sought, alone or at the end of a phrase."""
        parts = (part for phrase in self.phrases for part in _parts(phrase))
        return frozenset(self.prefixes).union(term for term, prefix in parts if prefix)

    def fits(self, term: str) -> bool:
        """Whether the word is sought wherever it stands."""
        return term in self.terms or any(term.startswith(prefix) for prefix in self.prefixes)

    def has_part(self, term: str) -> bool:
        """Whether the word is sought, alone or inside a phrase."""
        return term in self.whole or any(term.startswith(beginning) for beginning in self.beginnings)


def _near(term: str, most: int, choices: Iterable[str]) -> list[str]:
    lengths = range(len(term) - most, len(term) + most + 1)
    return [c for c in choices if len(c) in lengths and OSA.distance(term, c, score_cutoff=most) <= most]


def _parts(phrase: PhraseKey) -> Iterator[tuple[str, bool]]:
    """Each word of a phrase, and whether it is only a beginning."""
    terms, _, prefix = phrase
    for at, term in enumerate(terms):
        yield term, prefix and at == len(terms) - 1


def _fits(term: str, wanted: str, prefix: bool) -> bool:
    return term.startswith(wanted) if prefix else term == wanted


def wanted(node: Node, vocabulary: Vocabulary, options: Options, languages: Sequence[str]) -> Wanted:
    """What a query looks for in pages; what it excludes, and its filters, are left out."""
    found = Wanted()
    for word in _positive(node, languages):
        if isinstance(word, Phrase):
            _add_phrase(found, word.terms, word.slop, word.prefix)
        else:
            _add_word(found, word, vocabulary, options, languages)
    return found


def _positive(node: Node, languages: Sequence[str]) -> Iterator[Word | Phrase]:
    match node:
        case Word() | Phrase():
            yield node
        case Loose():
            plain = [child for child in node.children if isinstance(child, Word)]
            yield from content_words(plain, languages)
            for child in node.children:
                yield from () if isinstance(child, Word) else _positive(child, languages)
        case All() | Any():
            for child in node.children:
                yield from _positive(child, languages)


def _add_word(
    found: Wanted, word: Word, vocabulary: Vocabulary, options: Options, languages: Sequence[str]
) -> None:
    if len(word.terms) > 1 or not word.terms:
        _add_phrase(found, word.terms, 0, word.prefix)
        found.terms.add("".join(word.terms))
        return
    term = word.terms[0]
    if word.prefix:
        found.prefixes.add(term)
        return
    distance = word.distance or noise(term, options)
    if distance:
        found.near.add((term, distance))
    forms = vocabulary.forms(term, () if distance else languages)
    found.terms.update(forms, damaged_forms(term, vocabulary, options, forms))
    _add_alternatives(found, term, vocabulary, options.expand)
    for said in options.together.get(term, ()):
        _add_phrase(found, said.terms, 0, False)


def _add_alternatives(
    found: Wanted, term: str, vocabulary: Vocabulary, expand: Mapping[str, Sequence[str]]
) -> None:
    for wording in expand.get(term, ()):
        terms = tuple(words(wording))
        if len(terms) == 1:
            found.terms.update(vocabulary.forms(terms[0], tuple(LANGUAGES)))
        else:
            _add_phrase(found, terms, 0, False)


def _add_phrase(found: Wanted, terms: tuple[str, ...], slop: int, prefix: bool) -> None:
    if len(terms) == 1:
        (found.prefixes if prefix else found.terms).add(terms[0])
    elif terms:
        found.phrases.add((terms, slop, prefix))


def other_wordings(
    node: Node, vocabulary: Vocabulary, options: Options, languages: Sequence[str]
) -> dict[str, Reason]:
    """Words that a page may have in the place of the query's own, each with the reason."""
    own: set[str] = set()
    found: dict[str, Reason] = {}
    for word in _positive(node, languages):
        own.update(term for one in word.terms for term in vocabulary.forms(one, languages))
        if isinstance(word, Word) and len(word.terms) == 1:
            forms = vocabulary.forms(word.terms[0], languages)
            for form in damaged_forms(word.terms[0], vocabulary, options, forms):
                found[form] = Reason("spelling", word.raw, form)
            for said in options.together.get(word.terms[0], ()):
                found |= dict.fromkeys(said.terms, Reason("spelling", said.asked, " ".join(said.terms)))
            for wording in options.expand.get(word.terms[0], ()):
                reason = Reason("translation", word.raw, wording)
                for term in words(wording):
                    found |= dict.fromkeys(vocabulary.forms(term, tuple(LANGUAGES)), reason)
    return {term: reason for term, reason in found.items() if term not in own}


def own_wordings(node: Node, vocabulary: Vocabulary, languages: Sequence[str]) -> dict[str, str]:
    """Words that are the query's own, in any of their forms, each with the query's word."""
    return {
        term: word.raw
        for word in _positive(node, languages)
        for one in word.terms
        for term in vocabulary.forms(one, languages)
    }


def matches(text: str, sought: Wanted) -> list[Match]:
    """Matched words of a page in order, none overlapping."""
    page, origins = folded(text)
    here = sought.on(page)
    places = _occurrences(page, here)
    kept = {place for place in places if here.fits(place.term)}
    for phrase in here.phrases:
        kept.update(_phrase(page, places, phrase))
    found = list(_without_overlap(sorted(kept, key=lambda m: (m.start, -m.end))))
    return found if origins is None else [_at_origin(match, origins) for match in found]


def _at_origin(match: Match, origins: Sequence[int]) -> Match:
    return Match(origins[match.start], origins[match.end - 1] + 1, match.term)


def _occurrences(page: str, sought: Wanted) -> list[Match]:
    """Every place of a sought word in a folded page, in order."""
    found = [broken for broken in _broken(page) if sought.has_part(broken.term)]
    for part in sought.whole.intersection(TOKEN.findall(page)):
        found.extend(_places(page, part, False))
    for part in sought.beginnings:
        found.extend(_places(page, part, True))
    return sorted(set(found), key=lambda m: (m.start, m.end))


def _places(page: str, part: str, prefix: bool) -> Iterator[Match]:
    start = page.find(part)
    while start >= 0:
        end = start + len(part)
        if start == 0 or not page[start - 1].isalnum():
            whole = _word_end(page, end)
            if prefix or whole == end:
                yield Match(start, whole, page[start:whole])
        start = page.find(part, end)


def _word_end(page: str, at: int) -> int:
    while at < len(page) and page[at].isalnum():
        at += 1
    return at


def _broken(page: str) -> Iterator[Match]:
    """Words that a line end cut in two, as the index joined them."""
    end = -1
    for match in line_breaks(page):
        if match.start() < end:
            continue
        start, end = _word_start(page, match.start()), _broken_end(page, match.end())
        yield Match(start, end, LINE_BREAK.sub("", page[start:end]))


def _word_start(page: str, at: int) -> int:
    while at and page[at - 1].isalnum():
        at -= 1
    return at


def _broken_end(page: str, at: int) -> int:
    """End of the word, over any further line ends that cut it."""
    end = _word_end(page, at)
    while again := LINE_BREAK.match(page, end):
        end = _word_end(page, again.end())
    return end


def _phrase(page: str, places: Sequence[Match], phrase: PhraseKey) -> Iterable[Match]:
    """The phrase's words where they stand in order; all of them where they match out of order."""
    inside = [place for place in places if any(_fits(place.term, *part) for part in _parts(phrase))]
    found: list[Match] = []
    for at, first in enumerate(inside):
        if first.term == phrase[0][0]:
            found.extend(_chain(page, itertools.islice(inside, at, None), phrase))
    return found or (inside if phrase[1] else [])


def _chain(page: str, places: Iterator[Match], phrase: PhraseKey) -> list[Match]:
    """The phrase as it begins at the first place; nothing where it does not go on."""
    chain, left = [next(places)], phrase[1]
    for part in list(_parts(phrase))[1:]:
        before = chain[-1]
        follower = next((p for p in places if p.start >= before.end and _fits(p.term, *part)), None)
        if follower is None:
            return []
        left -= _words_between(page, before, follower)
        if left < 0:
            return []
        chain.append(follower)
    return chain


def _words_between(page: str, before: Match, after: Match) -> int:
    return len(TOKEN.findall(page, before.end, min(after.start, before.end + _FAR)))


def _without_overlap(ordered: Iterable[Match]) -> Iterator[Match]:
    end = 0
    for match in ordered:
        if match.start >= end:
            yield match
            end = match.end
