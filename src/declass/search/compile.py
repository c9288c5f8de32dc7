"""The query tree as Tantivy queries."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from tantivy import FieldType, Occur, Query, Schema

from declass.search.analysis import LANGUAGES, query_languages, stop_words, words
from declass.search.days import FIRST_DAY, LAST_DAY, Days
from declass.search.query import (
    All,
    Any,
    DateFilter,
    Everything,
    FieldText,
    Loose,
    Node,
    Not,
    Phrase,
    Word,
)
from declass.search.schema import BODY, HEADING, WORD_FIELDS, facet_field
from declass.search.vocabulary import Vocabulary

# Weights, chosen by bench/search/ranking.py: nDCG@10 of plain English questions over telegrams (.975), and of
# subject lines asked of telegrams without them (.76). Halving any but HEADING_SHARE moves both by < .03.
FORM_SHARE = 0.85  # another form of the word counts less than the word itself
ALTERNATIVE_SHARE = 0.8  # a synonym or translation
NOISY_SHARE = 0.5  # a word that differs by letters
HEADING_SHARE = 0.8  # title and subject line, beside the body
TIE_SHARE = 0.2  # what a second form on the same page adds
ALL_WORDS_BONUS = 3.0  # in BM25 points: all of a few words on one page
_FEW_WORDS = 4  # in longer questions the bonus changes nothing
_MOST_SHARE = 0.75  # of the words of a longer question; on pages with fewer, neighbours are not looked for
NEAR_SHARE = 0.3  # neighbouring words of the query that are neighbours on the page
NEAR_SLOP = 1
_SATURATION = 2.2  # BM25's k1 + 1: what a word's weight is multiplied by at most
_STRICT_WORDS = 2  # up to so many plain words, all must be there
_LEAST_SHARE = 0.4  # of more words, so many must be there


@dataclass(frozen=True, slots=True)
class Together:
    """Another way to write a word, or two neighbours.

    Attributes:
        asked: the query's word, or two of them.
        terms: two words that stand side by side for one, or one for two.
    """

    asked: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How to read plain words.

    Attributes:
        fuzzy: also match plain words that differ by one letter (two in words of eight and more).
        expand: further wordings by folded word, e.g. translations.
        relaxed: one plain word is enough.
        exact: damaged forms of words, as the collection's misreadings make them, do not match.
        together: by folded word, how else it is written as one word or two.
    """

    fuzzy: bool = False
    expand: Mapping[str, Sequence[str]] = field(default_factory=dict)
    relaxed: bool = False
    exact: bool = False
    together: Mapping[str, Sequence[Together]] = field(default_factory=dict)


class Compiler:
    """Compiles trees for one committed state of the index.

    Args:
        scores: whether the pages are to be ranked; without it a query matches the same pages, faster.
        lifts: whether only pages are to match that have most of a question's words, and are lifted for it:
            for words side by side, and for having all of a few. Their score is higher than without it.
    """

    def __init__(
        self,
        schema: Schema,
        vocabulary: Vocabulary,
        options: Options,
        languages: Sequence[str],
        *,
        scores: bool = True,
        lifts: bool = False,
    ) -> None:
        self._schema = schema
        self._vocabulary = vocabulary
        self._options = options
        self._languages = languages
        self._scores = scores
        self._lifts = lifts

    def compile(self, node: Node) -> Query:
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._phrase(node)
            case FieldText():
                return self._field_text(node)
            case DateFilter():
                return self._date(node)
            case Not():
                return self._without([], [node])
            case All():
                return self._all(node.children)
            case Any():
                return either([self.compile(child) for child in node.children])
            case Loose():
                return self._loose(node)
            case Everything():
                return Query.const_score_query(Query.all_query(), 0.0)

    def _all(self, children: Sequence[Node]) -> Query:
        wanted = [self.compile(child) for child in children if not isinstance(child, Not)]
        return self._without(wanted, [child for child in children if isinstance(child, Not)])

    def _without(self, wanted: Sequence[Query], denied: Sequence[Not]) -> Query:
        clauses = [
            (Occur.Must, query) for query in wanted or [Query.const_score_query(Query.all_query(), 0.0)]
        ]
        clauses += [(Occur.MustNot, self._plainly().compile(child.child)) for child in denied]
        return Query.boolean_query(clauses)

    def _plainly(self) -> "Compiler":
        """A compiler that only matches."""
        return Compiler(self._schema, self._vocabulary, self._options, self._languages, scores=False)

    def reach(self, content: Sequence[Word]) -> float:
        """The score of a page that has all of the words, and has them often; BM25 points, above 0."""
        weights = [self._rarity(word) for word in content]
        return max(1.0, _SATURATION * sum(weights))

    def _rarity(self, word: Word) -> float:
        if len(word.terms) != 1:
            return self._vocabulary.weight(0)
        term = word.terms[0]
        groups = [self._vocabulary.forms(term, self._languages), *self._other_words(term).values()]
        return self._vocabulary.weight(sum(sum(forms.values()) for forms in groups))

    def _loose(self, node: Loose) -> Query:
        plain = [child for child in node.children if isinstance(child, Word)]
        content = content_words(plain, self._languages)
        wanted = [self.compile(c) for c in node.children if not isinstance(c, Word | Not)]
        if content:
            wanted.append(self._words(content))
        return self._without(wanted, [child for child in node.children if isinstance(child, Not)])

    def _words(self, content: Sequence[Word]) -> Query:
        queries = [self._word(word) for word in content]
        if len(queries) == 1:
            return queries[0]
        most, few = most_words(len(queries)), len(queries) <= _FEW_WORDS
        least = most if self._lifts else 1 if self._options.relaxed else least_words(len(queries))
        enough = Query.boolean_query(
            [(Occur.Must, query) for query in queries]  # several times as fast as asking for so many
            if least == len(queries)
            else [(Occur.Should, query) for query in queries],
            None if least == len(queries) else least,
        )
        if not self._lifts:
            return enough
        clauses = [(Occur.Must, enough), *((Occur.Should, near) for near in self._near(content))]
        if few:
            clauses.append((Occur.Must, Query.const_score_query(Query.all_query(), ALL_WORDS_BONUS)))
        return Query.boolean_query(clauses)

    def _near(self, content: Sequence[Word]) -> Iterable[Query]:
        for left, right in itertools.pairwise(content):
            if not (left.prefix or right.prefix or left.distance or right.distance):
                yield Query.boost_query(
                    self._side_by_side(BODY, (*left.terms, *right.terms), NEAR_SLOP), NEAR_SHARE
                )

    def _word(self, word: Word) -> Query:
        if not word.terms:
            return Query.empty_query()
        if word.prefix:
            return self._beginning(word.terms)
        if len(word.terms) > 1:
            return self._compound(word.terms)
        return self._single(word.terms[0], word.distance or noise(word.terms[0], self._options))

    def _single(self, term: str, distance: int) -> Query:
        forms = self._vocabulary.forms(term, self._languages if not distance else ())
        others = self._other_words(term)
        pages = sum(forms.values()) + sum(sum(found.values()) for found in others.values())
        damaged = damaged_forms(term, self._vocabulary, self._options, forms)
        pages += sum(damaged.values())
        queries = self._weighted(term, forms, 1.0, pages)
        queries.extend(self._weighted("", damaged, NOISY_SHARE / FORM_SHARE, pages))
        for other, found in others.items():
            queries.extend(self._weighted(other, found, ALTERNATIVE_SHARE, pages))
        for wording in self._options.expand.get(term, ()):
            if len(terms := words(wording)) > 1:
                phrase = self._side_by_side(BODY, terms, 0)
                queries.append(Query.boost_query(phrase, ALTERNATIVE_SHARE / len(terms)))
        for said in self._options.together.get(term, ()):
            written = self._side_by_side(BODY, said.terms, 0)
            queries.append(Query.boost_query(written, NOISY_SHARE / len(said.terms)))
        if distance:
            noisy = Query.fuzzy_term_query(self._schema, BODY, term, distance)
            queries.append(
                Query.const_score_query(noisy, NOISY_SHARE * self._vocabulary.weight(forms[term] or 1))
            )
        headed = [form for form in forms if self._vocabulary.is_headed(form)]
        heading = [Query.boost_query(self._term(HEADING, form), HEADING_SHARE) for form in headed]
        if not self._scores:
            return either([*queries, *heading])
        body = Query.disjunction_max_query(queries, TIE_SHARE)
        return either([body, Query.disjunction_max_query(heading, 0.0)])

    def _other_words(self, term: str) -> dict[str, dict[str, int]]:
        """Single words that stand for the same as a term, with their forms."""
        found = (words(wording) for wording in self._options.expand.get(term, ()))
        return {
            terms[0]: self._vocabulary.forms(terms[0], tuple(LANGUAGES)) for terms in found if len(terms) == 1
        }

    def _weighted(self, term: str, forms: Mapping[str, int], share: float, pages: int) -> list[Query]:
        """Each form as rare as all of them together, so that an odd plural does not outrank its singular."""
        group = self._vocabulary.weight(pages)
        queries = []
        for form, pages in forms.items():
            boost = share * group / self._vocabulary.weight(pages) * (1 if form == term else FORM_SHARE)
            queries.append(Query.boost_query(self._term(BODY, form), boost))
        return queries

    def _compound(self, terms: Sequence[str]) -> Query:
        """``PL-480``: side by side, written as one, or the parts apart."""
        apart = Query.boolean_query([(Occur.Must, self._term(BODY, term)) for term in terms])
        return Query.disjunction_max_query(
            [
                self._side_by_side(BODY, terms, 0),
                self._term(BODY, "".join(terms)),
                Query.boost_query(apart, 0.3),
                Query.boost_query(self._side_by_side(HEADING, terms, 0), HEADING_SHARE),
            ]
        )

    def _beginning(self, terms: Sequence[str]) -> Query:
        if len(terms) > 1:
            return either(
                [Query.phrase_prefix_query(self._schema, field, list(terms)) for field in (BODY, HEADING)]
            )
        known = self._vocabulary.beginning(terms[0])
        ranked = [Query.boost_query(self._term(BODY, term), 0.5) for term in list(known)[:50]]
        every = [Query.regex_query(self._schema, field, terms[0] + ".*") for field in (BODY, HEADING)]
        return either([Query.disjunction_max_query(ranked, 0.1), *every]) if ranked else either(every)

    def _phrase(self, node: Phrase) -> Query:
        if node.prefix and len(node.terms) > 1:
            return either(
                [Query.phrase_prefix_query(self._schema, f, list(node.terms)) for f in (BODY, HEADING)]
            )
        if node.prefix:
            return self._beginning(node.terms)
        body = self._side_by_side(BODY, node.terms, node.slop)
        heading = self._side_by_side(HEADING, node.terms, node.slop)
        return either([body, Query.boost_query(heading, HEADING_SHARE)])

    def _side_by_side(self, name: str, terms: Sequence[str], slop: int) -> Query:
        if len(terms) == 1:
            return self._term(name, terms[0])
        return Query.phrase_query(self._schema, name, list(terms), slop)

    def _term(self, name: str, term: str) -> Query:
        return Query.term_query(self._schema, name, term)

    def _field_text(self, node: FieldText) -> Query:
        if node.terms is None:
            return self._exactly(node.field, node.raw)
        if node.field == "lang":
            return self._language(node.raw)
        if node.field not in WORD_FIELDS:
            return self._values(node.field, node.terms, node.prefix)
        if node.prefix and len(node.terms) > 1:
            query = Query.phrase_prefix_query(self._schema, node.field, list(node.terms))
        elif node.prefix:
            query = Query.regex_query(self._schema, node.field, node.terms[0] + ".*")
        else:
            query = self._side_by_side(node.field, node.terms, 0)
        # a title tells about the page; a collection or file name only sorts it
        return query if node.field == "title" else Query.const_score_query(query, 0.0)

    def _values(self, name: str, terms: tuple[str, ...], prefix: bool) -> Query:
        """Pages with a value that has the words side by side; the last may be only a beginning."""
        known = self._vocabulary.values(name)
        fitting = [value for value, said in known.items() if _says(said, terms, prefix)]
        listed = Query.term_set_query(self._schema, facet_field(name), fitting)
        return Query.const_score_query(listed, 0.0) if fitting else Query.empty_query()

    _EXACT_FIELDS: ClassVar[dict[str, str]] = {"lang": "language"}

    def _exactly(self, name: str, value: str) -> Query:
        name = self._EXACT_FIELDS.get(name, name)
        fast = facet_field(name)
        if value:
            return Query.const_score_query(self._term(fast, value), 0.0)
        return self._lacking(fast)

    def _lacking(self, fast: str) -> Query:
        clauses = [(Occur.Must, Query.all_query()), (Occur.MustNot, Query.exists_query(fast))]
        return Query.const_score_query(Query.boolean_query(clauses), 0.0)

    def _language(self, raw: str) -> Query:
        fast = facet_field("language")
        tag = "".join(c for c in raw if c.isalnum() or c == "-").lower()
        regional = Query.regex_query(self._schema, fast, f"{tag}-.*")
        return Query.const_score_query(either([self._term(fast, tag), self._term(fast, raw), regional]), 0.0)

    def _date(self, node: DateFilter) -> Query:
        stem = "released" if node.relation == "released" else "date"
        if node.days is None:
            return self._lacking(f"{stem}_first")
        clauses = [(Occur.Must, query) for query in self._bounds(stem, node)]
        return Query.const_score_query(Query.boolean_query(clauses), 0.0)

    def _bounds(self, stem: str, node: DateFilter) -> Iterable[Query]:
        days: Days = node.days or (FIRST_DAY, LAST_DAY)
        if node.relation != "before":  # it may be on or after the first day
            yield self._range(f"{stem}_last", days[0], None)
        if node.relation == "before":  # it may be on a day before the first day
            yield self._range(f"{stem}_first", None, days[0] - 1)
        elif node.relation != "after":
            yield self._range(f"{stem}_first", None, days[1])

    def _range(self, name: str, low: int | None, high: int | None) -> Query:
        return Query.range_query(self._schema, name, FieldType.Integer, low, high)


def _says(said: Sequence[str], terms: tuple[str, ...], prefix: bool) -> bool:
    """Whether words stand among others side by side.

    >>> _says(("naval", "intelligence", "office"), ("intelligence", "off"), prefix=True)
    True
    """
    for start in range(len(said) - len(terms) + 1):
        *whole, last = said[start : start + len(terms)]
        fits = last.startswith(terms[-1]) if prefix else last == terms[-1]
        if fits and tuple(whole) == terms[:-1]:
            return True
    return False


def either(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def damaged_forms(
    term: str, vocabulary: Vocabulary, options: Options, forms: Mapping[str, int]
) -> dict[str, int]:
    """Damaged forms of a plain word, none of them another form of it.

    Those of its other forms are left out: they double the work and add a hundredth of the answers.
    """
    if options.exact or (term in options.expand and not sum(forms.values())):
        return {}  # a word of another language: what looks like it here is none of it
    return {form: pages for form, pages in vocabulary.damaged(term).items() if form not in forms}


def noise(term: str, options: Options) -> int:
    """Letters of a plain word that may differ where the whole search is fuzzy."""
    if not options.fuzzy or len(term) < 4 or not term.isalpha():
        return 0
    return 1 if len(term) < 8 else 2


def least_words(count: int) -> int:
    """How many of so many plain words a page must have.

    >>> [least_words(n) for n in (1, 2, 3, 5, 6, 9)]
    [1, 2, 2, 2, 3, 4]
    """
    return count if count <= _STRICT_WORDS else max(2, -int(-count * _LEAST_SHARE // 1))


def most_words(count: int) -> int:
    """With how many of so many plain words a page is lifted.

    >>> [most_words(n) for n in (2, 3, 4, 5, 8)]
    [2, 3, 4, 4, 6]
    """
    return count if count <= _FEW_WORDS else -int(-count * _MOST_SHARE // 1)


def content_words(plain: Sequence[Word], languages: Sequence[str]) -> list[Word]:
    """The words that carry meaning; all of them where none does (``to be or not to be``)."""
    raw = [word.raw.lower() for word in plain]
    empty = set.intersection(*(stop_words(raw, language) for language in languages)) if raw else set()
    kept = [w for w in plain if w.terms and (w.prefix or w.distance or w.raw.lower() not in empty)]
    return kept or [word for word in plain if word.terms]


def languages_of(node: Node) -> tuple[str, ...]:
    """The languages that a query's words may be in."""
    return query_languages(_raw_words(node))


def _raw_words(node: Node) -> Iterable[str]:
    match node:
        case Word() | Phrase():
            yield from node.raw.split()
        case All() | Any() | Loose():
            for child in node.children:
                yield from _raw_words(child)
        case Not():
            yield from _raw_words(node.child)


def plain_words(node: Node, languages: Sequence[str]) -> list[Word]:
    """The words of which only some must be on a page."""
    if not isinstance(node, Loose):
        return []
    content = content_words([child for child in node.children if isinstance(child, Word)], languages)
    return content if len(content) > 1 else []


def ranks(node: Node) -> bool:
    """Whether anything in the query tells better pages from worse ones."""
    match node:
        case Word() | Phrase():
            return True
        case FieldText():
            return node.field == "title" and node.terms is not None
        case All() | Any() | Loose():
            return any(ranks(child) for child in node.children)
        case _:
            return False
