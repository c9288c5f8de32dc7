"""The query language: what a person types, read into a tree.

    query    = choice+
    choice   = both ("OR" both)*
    both     = item ("AND" item)*
    item     = ("NOT" | "-") item | "(" query ")" | field ":" value | phrase | word
    phrase   = '"' words '"' ["~" number]
    word     = letters ["*" | "~" [1 | 2]]

Neighbours without AND or OR among them are *loose*: of plain words not all need be there. OR joins what
stands right beside it, so that ``loan OR credit agency:CIA`` asks for either word in records of the agency.
"""

import difflib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from declass.errors import QueryError
from declass.search.analysis import words
from declass.search.days import Days, day_range
from declass.search.lexer import Token, lex

VALUE_FIELDS = (
    "collection",
    "agency",
    "record",
    "type",
    "lang",
    "classification",
    "withheld",
    "code",
    "disclosure",
    "quality",
)
"""Fields with one value a page, which can be asked for exactly, or for having none."""

DATE_FIELDS = ("date", "before", "after", "released")
FIELDS = (*VALUE_FIELDS, "file", "title", *DATE_FIELDS)
_ALIASES = {"language": "lang", "since": "after", "until": "before"}

_DEEPEST = 40  # brackets; far beyond any query written by hand, and safe for the recursion limit
_LONGEST = 8000  # characters
_PREFIX_LETTERS = 2
_FUZZY_LETTERS = 3
_HIGHEST_SLOP = 50

DateRelation = Literal["date", "before", "after", "released"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; ``terms`` are its index terms (more than one for ``PL-480``)."""

    raw: str
    terms: tuple[str, ...]
    prefix: bool = False
    distance: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, or with at most ``slop`` moves between them."""

    raw: str
    terms: tuple[str, ...]
    slop: int = 0
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class FieldText:
    """Words in what is known of the page.

    ``terms`` None asks for exactly the value ``raw``, or for pages without a value where that is "".
    """

    field: str
    raw: str
    terms: tuple[str, ...] | None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Pages whose date may fall in a range; ``days`` None asks for pages without a date."""

    relation: DateRelation
    days: Days | None


@dataclass(frozen=True, slots=True)
class Not:
    child: "Node"


@dataclass(frozen=True, slots=True)
class All:
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of several; ``beside``: without brackets among other words, which OR might be thought to part."""

    children: tuple["Node", ...]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Loose:
    """Plain neighbours: most of the words, and everything that is not a plain word."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """``*`` alone: every page."""


Node = Word | Phrase | FieldText | DateFilter | Not | All | Any | Loose | Everything


def parse(query: str) -> Node:
    """Read a query.

    Raises:
        QueryError: where it cannot be read; its position counts code points of the NFC query.
    """
    text = unicodedata.normalize("NFC", query)
    if len(text) > _LONGEST:
        raise QueryError(
            f"The query is longer than {_LONGEST} characters", "Shorten it.", _LONGEST, query=text
        )
    return _Parser(text).whole()


class _Parser:
    def __init__(self, query: str) -> None:
        self._query = query
        self._tokens = lex(query)
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        if self._kind == "end":
            raise self._error("The query is empty", "Type a word, or * for every page.")
        node = self._neighbours()
        if self._kind == "close":
            raise self._error("This closing bracket was never opened", "Take it out, or add a ( before it.")
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    @property
    def _kind(self) -> str:
        return self._tokens[self._at].kind

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _error(self, reason: str, remedy: str, token: Token | None = None) -> QueryError:
        return QueryError(reason, remedy, (token or self._token).position, self._query)

    def _neighbours(self) -> Node:
        """Everything up to the end or the closing bracket."""
        if self._kind in ("and", "or"):
            raise self._error(f"{self._token.text} has nothing before it", "Write a word on each side of it.")
        choices: list[list[list[Node]]] = []
        while self._kind not in ("end", "close"):
            choices.append(self._choice())
        if not choices:
            raise self._error("There is nothing to search for here", "Put a word between the brackets.")
        items = list(_flat(choices))
        if len(items) == 1:
            return items[0]
        literal = any(len(choice) > 1 or len(choice[0]) > 1 for choice in choices)
        return All(tuple(items)) if literal else Loose(tuple(_unbracketed(items)))

    def _choice(self) -> list[list[Node]]:
        """What OR joins, each the items that AND joins."""
        sides = [self._both()]
        while self._kind == "or":
            self._needs_item(self._take())
            sides.append(self._both())
        return sides

    def _both(self) -> list[Node]:
        items = [self._item()]
        while self._kind == "and":
            self._needs_item(self._take())
            items.append(self._item())
        return items

    def _needs_item(self, operator: Token) -> None:
        if self._kind in ("end", "close", "or", "and"):
            remedy = f"Write a word after it, or put {operator.text.lower()} in lower case to search for it."
            raise self._error(f"{operator.text} has nothing after it", remedy, operator)

    def _item(self) -> Node:
        token = self._take()
        match token.kind:
            case "not":
                return Not(self._denied(token))
            case "open":
                return self._bracket(token)
            case "field":
                return self._field(token)
            case "phrase":
                return self._phrase(token)
            case "every":
                return Everything()
            case _:
                return self._word(token)

    def _denied(self, token: Token) -> Node:
        self._needs_item(token)
        with _Depth(self, token):
            return self._item()

    def _bracket(self, token: Token) -> Node:
        with _Depth(self, token):
            node = self._neighbours()
        if self._kind != "close":
            raise self._error("This bracket is never closed", "Add a ) where the group ends.", token)
        self._take()
        return node

    def _phrase(self, token: Token) -> Node:
        terms = tuple(words(token.text))
        if not terms:
            raise self._error("There are no words between these quotes", "Put words between them.", token)
        if token.number is not None and token.number > _HIGHEST_SLOP:
            reason = f"The words of a phrase may stand at most {_HIGHEST_SLOP} places apart"
            raise self._error(reason, f"Write ~{_HIGHEST_SLOP} or less.", token)
        return Phrase(token.text, terms, token.number or 0, token.prefix)

    def _word(self, token: Token) -> Node:
        terms = tuple(words(token.text))
        if token.prefix and len("".join(terms)) < _PREFIX_LETTERS:
            remedy = f"Write at least {_PREFIX_LETTERS} letters before it, or * alone for every page."
            raise self._error("Too many words begin like this", remedy, token)
        distance = self._distance(token, terms)
        return Word(token.text, terms, token.prefix, distance)

    def _distance(self, token: Token, terms: tuple[str, ...]) -> int:
        if token.number is None:
            return 0
        if not 0 <= token.number <= 2:
            raise self._error(
                "At most two letters of a word may differ", "Write ~, ~1 or ~2 after it.", token
            )
        short = len("".join(terms)) < _FUZZY_LETTERS
        return 0 if short else min(token.number, 1 if len("".join(terms)) < 5 else 2)

    def _field(self, token: Token) -> Node:
        name = _ALIASES.get(token.text.lower(), token.text.lower())
        if name not in FIELDS:
            raise self._error(f"There is no field {token.text!r}", _nearest_field(token.text), token)
        if self._kind not in ("word", "phrase", "every"):
            remedy = (
                f"Write it right after the colon, e.g. {_EXAMPLES[name]}, with quotes around several words."
            )
            raise self._error(f"{name}: has no value", remedy, token)
        value = self._take()
        if name in DATE_FIELDS:
            return self._date(name, value)
        return self._field_text(name, value, exact=token.exact)

    def _field_text(self, name: str, value: Token, exact: bool) -> Node:
        if name in VALUE_FIELDS:
            if value.kind == "every":
                return Not(FieldText(name, "", None))
            if exact:
                return FieldText(name, value.text, None)
            if value.kind == "word" and value.text.lower() == "none":
                return FieldText(name, "", None)
        terms = tuple(words(value.text))
        if not terms:
            raise self._error(f"{name}: has no words to look for", f"Write e.g. {_EXAMPLES[name]}.", value)
        return FieldText(name, value.text, terms, value.prefix)

    def _date(self, name: str, value: Token) -> Node:
        relation: DateRelation = name  # type: ignore[assignment]
        if value.kind == "word" and value.text.lower() == "none" and name in ("date", "released"):
            return DateFilter(relation, None)
        if value.kind == "every" and name in ("date", "released"):
            return Not(DateFilter(relation, None))
        days = day_range(value.text)
        if days is None:
            remedy = "Write it as 1973, 1973-09, 1973-09-11, 197X or 1970-09/1973-09."
            raise self._error(f"{value.text!r} is not a date that can be compared", remedy, value)
        return DateFilter(relation, days)


def _flat(choices: list[list[list[Node]]]) -> Iterator[Node]:
    """The neighbours: each choice of several one item, others item by item."""
    for choice in choices:
        if len(choice) == 1:
            yield from choice[0]
        else:
            others = [item for other in choices if other is not choice for side in other for item in side]
            beside = any(not isinstance(item, FieldText | DateFilter | Not) for item in others)
            yield Any(tuple(map(_literal, choice)), beside)


def _literal(side: list[Node]) -> Node:
    """One side of an OR; its words are meant literally, all of them."""
    if len(side) == 1:
        return All(side[0].children) if isinstance(side[0], Loose) else side[0]
    return All(tuple(side))


def _unbracketed(items: list[Node]) -> list[Node]:
    """A bracketed question with nothing but filters beside it is the same question without brackets."""
    groups = [item for item in items if isinstance(item, Loose)]
    beside = [item for item in items if not isinstance(item, Loose)]
    if len(groups) != 1 or not all(isinstance(item, FieldText | DateFilter | Not) for item in beside):
        return items
    return [*groups[0].children, *beside]


class _Depth:
    """Counts how deep brackets and denials are nested, and stops at the cap."""

    def __init__(self, parser: _Parser, token: Token) -> None:
        self._parser = parser
        self._token = token

    def __enter__(self) -> None:
        self._parser._depth += 1
        if self._parser._depth > _DEEPEST:
            reason = f"Brackets and NOTs are nested more than {_DEEPEST} deep"
            raise self._parser._error(reason, "Write the query with fewer of them.", self._token)

    def __exit__(self, *_: object) -> None:
        self._parser._depth -= 1


_EXAMPLES = {
    "collection": 'collection:"Chile Declassification Project"',
    "agency": "agency:CIA",
    "record": "record:104-10003-10041",
    "type": "type:cable",
    "lang": "lang:es",
    "file": "file:report.pdf",
    "title": "title:inauguration",
    "date": "date:1973-09",
    "before": "before:1973-09-11",
    "after": "after:1970-09",
    "released": "released:2017",
    "classification": "classification:secret",
    "withheld": "withheld:yes",
    "code": 'code:"3.5(c)"',
    "disclosure": "disclosure:yes",
    "quality": "quality:poor",
}


def _nearest_field(name: str) -> str:
    near = difflib.get_close_matches(name.lower(), FIELDS, 1)
    guess = f"Did you mean {near[0]}:? " if near else ""
    return f"{guess}The fields are {', '.join(FIELDS)}; to search for the words, put them in quotes."
